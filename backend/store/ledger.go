package store

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"calends/backend/calendar"
)

// entry is a row of the ledger.
type entry struct {
	number     uint64
	at         time.Time
	origin     calendar.Origin
	batch      string
	undoes     string
	account    calendar.AccountID
	collection calendar.CollectionID
	object     calendar.ObjectID
	uid        calendar.UID
	kind       calendar.ChangeKind
	before     ref
	after      ref
	sync       uint64 // the first row of the sync that recorded it; 0: none did
	kept       []calendar.Kept
}

func (e entry) pack() []byte {
	var p packer
	p.time(e.at)
	for _, s := range []string{string(e.origin), e.batch, e.undoes, string(e.account), string(e.collection),
		string(e.object), string(e.uid), string(e.kind)} {
		p.text(s)
	}
	p.uint(uint64(e.before))
	p.uint(uint64(e.after))
	p.uint(e.sync)
	for _, k := range e.kept {
		p.text(k.Field)
		p.flag(k.Mine)
	}
	return p
}

func unpackLedger(key, packed []byte) (entry, error) {
	u := unpacker{rest: packed}
	e := entry{
		number:     asNumber(key),
		at:         u.time(),
		origin:     calendar.Origin(u.text()),
		batch:      u.text(),
		undoes:     u.text(),
		account:    calendar.AccountID(u.text()),
		collection: calendar.CollectionID(u.text()),
		object:     calendar.ObjectID(u.text()),
		uid:        calendar.UID(u.text()),
		kind:       calendar.ChangeKind(u.text()),
		before:     ref(u.uint()),
		after:      ref(u.uint()),
	}
	if len(u.rest) > 0 { // rows of format 1 end here
		e.sync = u.uint()
	}
	for len(u.rest) > 0 && !u.bad {
		e.kept = append(e.kept, calendar.Kept{Field: u.text(), Mine: u.flag()})
	}
	if err := u.err(); err != nil {
		return e, fmt.Errorf("change %d: %w", e.number, err)
	}
	return e, nil
}

// note reports whether the row only says that a batch was taken back.
func (e entry) note() bool { return e.before == e.after }

// bare is a row without its texts.
func (e entry) bare() calendar.Change {
	c := calendar.Change{
		ID: changeID(e.number), Batch: e.batch, At: e.at, Origin: e.origin, Account: e.account,
		Collection: e.collection, Object: e.object, UID: e.uid, Kind: e.kind, Undoes: e.undoes, Kept: e.kept,
	}
	if e.sync != 0 {
		c.Sync = string(changeID(e.sync))
	}
	return c
}

// change reads the texts of a row.
func (t *tx) change(e entry) (calendar.Change, error) {
	c := e.bare()
	var err error
	c.Exchanges, c.Decided = t.broughtBy(e.number), calendar.Act(t.Bucket(decided).Get(number(e.number)))
	if c.Before, err = t.body(e.before); err != nil {
		return c, err
	}
	c.After, err = t.body(e.after)
	return c, err
}

// batch gathers the rows that one transaction enters. A batch is named after
// its first row, and its rows follow one another.
type batch struct {
	t       *tx
	origin  calendar.Origin // of the rows to come
	undoes  string
	sync    uint64 // the first row of the sync; 0 before there is one
	inSync  bool
	kept    []calendar.Kept // of the merge that is taken in
	entries []entry
}

// enter notes that r goes over to another text, and returns it with that text,
// its UID and its new revision.
func (b *batch) enter(h *shelf, r row, body ref, x *text) (row, error) {
	if x != nil {
		r.uid = x.index.UID
	}
	e := entry{collection: h.id, account: h.account, object: r.id, uid: r.uid, before: r.body, after: body}
	err := b.add(&e)
	r.body, r.revision = body, e.number
	return r, err
}

// add takes in a row; its number, what is the same for the whole batch, and
// the kind where the row does not say one, are filled in.
func (b *batch) add(e *entry) (err error) {
	if e.number, err = b.t.Bucket(ledger).NextSequence(); err != nil {
		return err
	}
	e.batch = string(changeID(e.number))
	if len(b.entries) > 0 {
		e.batch = b.entries[0].batch
	}
	if b.inSync && b.sync == 0 {
		b.sync = e.number
	}
	e.at, e.undoes, e.origin, e.sync = b.t.now, b.undoes, b.origin, b.sync
	if e.origin == calendar.Merge || e.origin == calendar.Server && e.before == 0 {
		e.kept = b.kept
	}
	switch {
	case e.kind != "":
	case e.before == 0:
		e.kind = calendar.KindCreated
	case e.after == 0:
		e.kind = calendar.KindDeleted
	default:
		e.kind = calendar.KindEdited
	}
	b.entries = append(b.entries, *e)
	return nil
}

// findMoves calls a deletion here and a creation there of one UID a move.
func (b *batch) findMoves() {
	deleted := map[calendar.UID]*entry{}
	for i, e := range b.entries {
		if e.kind == calendar.KindDeleted && e.uid != "" {
			deleted[e.uid] = &b.entries[i]
		}
	}
	for i := range b.entries {
		to := &b.entries[i]
		from := deleted[to.uid]
		if from != nil && to.kind == calendar.KindCreated && from.collection != to.collection {
			from.kind, to.kind = calendar.KindMoved, calendar.KindMoved
		}
	}
}

// record writes the rows.
func (b *batch) record() error {
	rows, trails := growing(b.t.Bucket(ledger)), growing(b.t.Bucket(trail))
	for _, e := range b.entries {
		if err := rows.Put(number(e.number), e.pack()); err != nil {
			return err
		}
		if e.object == "" {
			continue
		}
		key := append(pair(e.object, ""), number(e.number)...)
		if err := trails.Put(key, nil); err != nil {
			return err
		}
	}
	return nil
}

// changes reads back the batch.
func (b *batch) changes() ([]calendar.Change, error) {
	all := []calendar.Change{}
	for _, e := range b.entries {
		c, err := b.t.change(e)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

// Change reads one row of the ledger. [calendar.ErrNotFound]: there is none.
func (s *Store) Change(ctx context.Context, id calendar.ChangeID) (calendar.Change, error) {
	var c calendar.Change
	err := s.view(ctx, "read the history", func(t *tx) error {
		e, err := t.entry(changeNumber(id))
		if err == nil {
			c, err = t.change(e)
		}
		return err
	})
	return c, err
}

func (t *tx) entry(n uint64) (entry, error) {
	packed := t.Bucket(ledger).Get(number(n))
	if packed == nil {
		return entry{}, notFound("change", changeID(n))
	}
	return unpackLedger(number(n), packed)
}

// Batch reads the changes of a batch in the order they were made.
// [calendar.ErrNotFound]: there is none of that name.
func (s *Store) Batch(ctx context.Context, name string) ([]calendar.Change, error) {
	var all []calendar.Change
	err := s.view(ctx, "read the history", func(t *tx) (err error) {
		all, err = t.changesOf(changeNumber(name))
		return err
	})
	return all, err
}

// changesOf reads the batch that begins at a row, without what is only noted.
func (t *tx) changesOf(first uint64) ([]calendar.Change, error) {
	name := string(changeID(first))
	all := []calendar.Change{}
	c := t.Bucket(ledger).Cursor()
	for k, v := c.Seek(number(first)); k != nil; k, v = c.Next() {
		e, err := unpackLedger(k, v)
		if err != nil {
			return nil, err
		}
		if e.batch != name {
			break
		}
		if e.note() && e.object == "" {
			return all, nil
		}
		change, err := t.change(e)
		if err != nil {
			return nil, err
		}
		all = append(all, change)
	}
	if len(all) == 0 {
		return nil, notFound("batch", name)
	}
	return all, nil
}

// History reads the rows that q chooses, newest first.
func (s *Store) History(ctx context.Context, q calendar.HistoryQuery) ([]calendar.Change, error) {
	all := []calendar.Change{}
	err := s.view(ctx, "read the history", func(t *tx) error {
		cards, err := t.cards()
		if err != nil {
			return err
		}
		return t.newestFirst(q, func(e entry) (bool, error) {
			if !q.Since.IsZero() && e.at.Before(q.Since) || q.Sync != "" && e.number < changeNumber(q.Sync) {
				return false, nil
			}
			if !chosen(e, q) {
				return true, nil
			}
			c, err := t.change(e)
			c.Clashes, c.SetAside = cards[cardOf(e.object, e.at)]
			all = append(all, c)
			return q.Limit <= 0 || len(all) < q.Limit, err
		})
	})
	return all, err
}

func chosen(e entry, q calendar.HistoryQuery) bool {
	return !e.note() &&
		(q.Object == "" || e.object == q.Object) &&
		(q.UID == "" || e.uid == q.UID) &&
		(q.Collection == "" || e.collection == q.Collection) &&
		(q.Sync == "" || e.sync == changeNumber(q.Sync) && e.sync != 0) &&
		(q.Account == "" || e.account == q.Account)
}

// newestFirst hands over the rows that q may choose until do has enough: the
// trail of an object or of all that had the UID; otherwise everything.
func (t *tx) newestFirst(q calendar.HistoryQuery, do func(entry) (bool, error)) error {
	var of []calendar.ObjectID
	switch {
	case q.Object != "":
		of = []calendar.ObjectID{q.Object}
	case q.UID != "":
		of = t.withUID(q.UID)
	default:
		c := t.Bucket(ledger).Cursor()
		for k, v := c.Last(); k != nil; k, v = c.Prev() {
			e, err := unpackLedger(k, v)
			if err != nil {
				return err
			}
			if more, err := do(e); err != nil || !more {
				return err
			}
		}
		return nil
	}
	var numbers []uint64
	for _, id := range of {
		prefix := pair(id, "")
		c := t.Bucket(trail).Cursor()
		for k, _ := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, _ = c.Next() {
			numbers = append(numbers, asNumber(k[len(prefix):]))
		}
	}
	slices.SortFunc(numbers, func(a, b uint64) int { return cmp.Compare(b, a) })
	for _, n := range numbers {
		e, err := t.entry(n)
		if errors.Is(err, calendar.ErrNotFound) {
			continue // a trail may outlive what it led to
		}
		if err != nil {
			return err
		}
		if more, err := do(e); err != nil || !more {
			return err
		}
	}
	return nil
}
