package store

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"go.etcd.io/bbolt"

	"calends/backend/calendar"
)

// The sync record lies beside the ledger: what went over the wire, and which
// objects and changes it was about. It is written in transactions of its own,
// after those of a sync; only the links between an object and the exchanges it
// was learned from are written with the object. A link may outlive what it
// leads to, and an exchange whose transaction failed is led to all the same.

// The buckets of the record, and its keys in meta.
var (
	exchanges = []byte("exchanges")
	messages  = []byte("messages")
	touches   = []byte("touches")
	reached   = []byte("reached")
	brought   = []byte("brought")

	recordKey = []byte("record")
	quietKey  = []byte("quiet")
)

// How long the record is kept: exchanges that nothing came of only for the
// shorter time.
const (
	recordAge = 90 * 24 * time.Hour
	quietAge  = 7 * 24 * time.Hour
)

// contents is the two bodies of an exchange as they are stored.
type contents struct {
	Request, Answer calendar.Message
}

// KeepExchanges writes exchanges into the sync record and makes room for them
// by dropping the oldest. One that is there already is written over; without
// messages it keeps those it had.
func (s *Store) KeepExchanges(ctx context.Context, list []calendar.Exchange) error {
	packed := make([][]byte, len(list))
	for i, x := range list {
		c := contents{x.Request, x.Answer}
		if c.Request.Header == nil && c.Request.Body == nil && c.Request.Sum == "" &&
			c.Answer.Header == nil && c.Answer.Body == nil && c.Answer.Sum == "" {
			continue
		}
		packed[i] = s.zip.EncodeAll(c.pack(), nil)
	}
	return s.update(ctx, "keep the sync record", func(t *tx) error {
		r := t.record()
		for i, x := range list {
			if err := errors.Join(r.keep(x, packed[i]), t.linkByURL(x)); err != nil {
				return err
			}
		}
		return r.prune()
	})
}

func (c contents) pack() []byte {
	var p packer
	for _, m := range []calendar.Message{c.Request, c.Answer} {
		header, _ := json.Marshal(m.Header) // a map of strings has a JSON
		p.text(string(header))
		p.flag(m.Body != nil)
		p.text(string(m.Body))
		p.text(m.Sum)
	}
	return p
}

func unpackContents(packed []byte) (c contents, err error) {
	u := unpacker{rest: packed}
	for _, m := range []*calendar.Message{&c.Request, &c.Answer} {
		header := u.text()
		kept, body := u.flag(), u.text()
		m.Sum = u.text()
		if kept {
			m.Body = []byte(body)
		}
		if header != "" {
			if err := json.Unmarshal([]byte(header), &m.Header); err != nil {
				return c, fmt.Errorf("%w: %w", errPacked, err)
			}
		}
	}
	return c, u.err()
}

// exchangeRecord is the sync record in a transaction.
type exchangeRecord struct {
	t                   *tx
	exchanges, messages *bbolt.Bucket
	size                uint64 // bytes of both
}

func (t *tx) record() *exchangeRecord {
	return &exchangeRecord{t: t, exchanges: growing(t.Bucket(exchanges)), messages: growing(t.Bucket(messages)),
		size: asNumber(t.Bucket(meta).Get(recordKey))}
}

func packExchange(x calendar.Exchange) []byte {
	var p packer
	p.uint(uint64(x.Session))
	p.text(string(x.Account))
	p.time(x.At)
	p.uint(uint64(max(0, x.Duration)))
	p.text(x.Method)
	p.text(x.URL)
	p.uint(uint64(x.Status))
	p.text(x.Err)
	p.uint(uint64(x.Sent))
	p.uint(uint64(x.Received))
	p.text(x.Decision)
	p.flag(x.Quiet)
	return p
}

func unpackExchange(key, packed []byte) (calendar.Exchange, error) {
	u := unpacker{rest: packed}
	x := calendar.Exchange{
		ID:       calendar.ExchangeID(asNumber(key)),
		Session:  calendar.ExchangeID(u.uint()),
		Account:  calendar.AccountID(u.text()),
		At:       u.time(),
		Duration: time.Duration(u.uint()),
		Method:   u.text(),
		URL:      u.text(),
		Status:   int(u.uint()),
		Err:      u.text(),
		Sent:     int64(u.uint()),
		Received: int64(u.uint()),
		Decision: u.text(),
		Quiet:    u.flag(),
	}
	if err := u.err(); err != nil {
		return x, fmt.Errorf("exchange %d: %w", x.ID, err)
	}
	return x, nil
}

// keep writes one exchange; nil messages leave those there are.
func (r *exchangeRecord) keep(x calendar.Exchange, packed []byte) error {
	key := number(uint64(x.ID))
	if packed == nil {
		packed = bytes.Clone(r.messages.Get(key))
	}
	r.forget(key)
	summary := packExchange(x)
	r.size += uint64(len(summary) + len(packed))
	err := r.exchanges.Put(key, summary)
	if packed == nil {
		return err
	}
	return errors.Join(err, r.messages.Put(key, packed))
}

// forget takes the size of an exchange out of the sum.
func (r *exchangeRecord) forget(key []byte) {
	gone := uint64(len(r.exchanges.Get(key)) + len(r.messages.Get(key)))
	r.size -= min(r.size, gone)
}

// prune drops what is too old, and the oldest while there is too much.
func (r *exchangeRecord) prune() error {
	most := uint64(calendar.DefaultRecordMB)
	if n, err := strconv.ParseUint(string(r.t.Bucket(settings).Get([]byte(calendar.SettingRecordMB))), 10, 32); err == nil {
		most = n
	}
	most *= 1 << 20
	old, quiet := number(micros(r.t.now.Add(-recordAge))), number(micros(r.t.now.Add(-quietAge)))
	var gone [][]byte
	size := r.size
	c := r.exchanges.Cursor()
	for k, v := c.First(); k != nil && (size > most || bytes.Compare(k, old) < 0); k, v = c.Next() {
		size -= min(size, uint64(len(v)+len(r.messages.Get(k))))
		gone = append(gone, bytes.Clone(k))
	}
	m := r.t.Bucket(meta)
	// What was looked at once and was not quiet stays until it is old.
	for k, v := c.Seek(m.Get(quietKey)); k != nil && bytes.Compare(k, quiet) < 0; k, v = c.Next() {
		if x, err := unpackExchange(k, v); err != nil || x.Quiet {
			gone = append(gone, bytes.Clone(k))
		}
	}
	for _, k := range gone {
		if err := r.drop(k); err != nil {
			return err
		}
	}
	return errors.Join(m.Put(quietKey, quiet), m.Put(recordKey, number(r.size)))
}

func micros(t time.Time) uint64 { return uint64(max(0, t.UnixMicro())) }

// drop takes an exchange out of the record, and every link to it.
func (r *exchangeRecord) drop(key []byte) error {
	r.forget(key)
	links := r.t.Bucket(touches)
	parts := r.t.Bucket(reached).Cursor()
	for k, v := parts.Seek(key); bytes.HasPrefix(k, key); k, v = parts.Seek(key) {
		for _, id := range unpackObjects(v) {
			if err := links.Delete(append(pair(id, ""), key...)); err != nil {
				return err
			}
		}
		if err := parts.Delete(); err != nil {
			return err
		}
	}
	return errors.Join(r.exchanges.Delete(key), r.messages.Delete(key), r.dropBrought(key))
}

// dropBrought takes out what was brought by exchanges up to this one.
func (r *exchangeRecord) dropBrought(key []byte) error {
	c := r.t.Bucket(brought).Cursor()
	for k, v := c.First(); k != nil; k, v = c.First() {
		_, ids := unpackBrought(v)
		if len(ids) > 0 && slices.Max(ids) > calendar.ExchangeID(asNumber(key)) {
			return nil
		}
		if err := c.Delete(); err != nil {
			return err
		}
	}
	return nil
}

// Exchanges reads the sync record, oldest first. Contacts are filled in.
func (s *Store) Exchanges(ctx context.Context, q calendar.ExchangeQuery) ([]calendar.Exchange, error) {
	all := []calendar.Exchange{}
	err := s.view(ctx, "read the sync record", func(t *tx) error {
		take := func(k, v []byte) (more bool, err error) {
			x, err := unpackExchange(k, v)
			if err != nil || !q.Since.IsZero() && x.At.Before(q.Since) {
				return false, err
			}
			if q.Account == "" || x.Account == q.Account {
				all = append(all, x)
			}
			return q.Limit <= 0 || len(all) < q.Limit, nil
		}
		if err := t.newestExchanges(q, take); err != nil {
			return err
		}
		slices.Reverse(all)
		for i := range all {
			if err := t.complete(&all[i], q.Messages); err != nil {
				return err
			}
		}
		return nil
	})
	return all, err
}

// newestExchanges hands over what q may choose, newest first, until take has
// enough.
func (t *tx) newestExchanges(q calendar.ExchangeQuery, take func(k, v []byte) (bool, error)) error {
	b := t.Bucket(exchanges)
	ids, some := q.IDs, q.IDs != nil
	if q.Object != "" || q.UID != "" {
		ids, some = t.touched(q), true
	}
	if !some {
		c := b.Cursor()
		for k, v := c.Last(); k != nil; k, v = c.Prev() {
			if more, err := take(k, v); err != nil || !more {
				return err
			}
		}
		return nil
	}
	ids = slices.Clone(ids)
	slices.SortFunc(ids, func(a, b calendar.ExchangeID) int { return cmp.Compare(b, a) })
	for _, id := range slices.Compact(ids) {
		v := b.Get(number(uint64(id)))
		if v == nil {
			continue
		}
		if more, err := take(number(uint64(id)), v); err != nil || !more {
			return err
		}
	}
	return nil
}

// touched finds the exchanges that were about an object, or about all that
// ever had a UID.
func (t *tx) touched(q calendar.ExchangeQuery) []calendar.ExchangeID {
	of := []calendar.ObjectID{q.Object}
	if q.Object == "" {
		of = t.withUID(q.UID)
	}
	var ids []calendar.ExchangeID
	for _, id := range of {
		prefix := pair(id, "")
		c := t.Bucket(touches).Cursor()
		for k, _ := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, _ = c.Next() {
			ids = append(ids, calendar.ExchangeID(asNumber(k[len(prefix):])))
		}
	}
	return ids
}

// complete reads what else is known of an exchange.
func (t *tx) complete(x *calendar.Exchange, withMessages bool) error {
	key := number(uint64(x.ID))
	met := map[calendar.ObjectID]bool{}
	c := t.Bucket(reached).Cursor()
	for k, v := c.Seek(key); bytes.HasPrefix(k, key); k, v = c.Next() {
		for _, id := range unpackObjects(v) {
			if !met[id] {
				met[id] = true
				x.Contacts = append(x.Contacts, calendar.Contact{Object: id, UID: t.uidOf(id)})
			}
		}
	}
	packed := t.Bucket(messages).Get(key)
	if !withMessages || packed == nil {
		return nil
	}
	plain, err := t.s.unz.DecodeAll(packed, nil)
	if err != nil {
		return fmt.Errorf("exchange %d: %w", x.ID, err)
	}
	m, err := unpackContents(plain)
	x.Request, x.Answer = m.Request, m.Answer
	return err
}

// uidOf finds the UID of an object that is here, or was.
func (t *tx) uidOf(id calendar.ObjectID) calendar.UID {
	if at := t.Bucket(collections).Bucket(t.Bucket(places).Get([]byte(id))); at != nil {
		if packed := at.Bucket(objects).Get([]byte(id)); packed != nil {
			if r, err := unpackRow([]byte(id), packed); err == nil {
				return r.uid
			}
		}
	}
	prefix := pair(id, "")
	c := t.Bucket(trail).Cursor()
	for k, _ := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, _ = c.Next() {
		if e, err := t.entry(asNumber(k[len(prefix):])); err == nil && e.uid != "" {
			return e.uid
		}
	}
	return ""
}
