package store

import (
	"bytes"
	"net/http"
	"slices"

	"calends/backend/calendar"
)

// links gathers, in one transaction that takes in sightings, which objects and
// which rows of the ledger came of which exchanges.
type links struct {
	t         *tx
	objects   map[calendar.ExchangeID][]calendar.ObjectID
	order     []calendar.ExchangeID
	stretches []stretch
}

// stretch is rows of the ledger that follow one another and were brought by the
// same exchanges.
type stretch struct {
	first, count uint64
	exchanges    []calendar.ExchangeID
}

// note notes what came of one sighting: the rows that it entered, if any.
func (l *links) note(g seen, rows []entry) {
	if len(g.Exchanges) == 0 {
		return
	}
	if len(rows) == 0 && g.Object != "" {
		l.meet(g.Object, g.Exchanges)
	}
	for _, e := range rows {
		l.meet(e.object, g.Exchanges)
		if n := len(l.stretches); n > 0 && l.stretches[n-1].first+l.stretches[n-1].count == e.number && slices.Equal(l.stretches[n-1].exchanges, g.Exchanges) {
			l.stretches[n-1].count++
			continue
		}
		l.stretches = append(l.stretches, stretch{e.number, 1, g.Exchanges})
	}
}

func (l *links) meet(id calendar.ObjectID, exchanges []calendar.ExchangeID) {
	if l.objects == nil {
		l.objects = map[calendar.ExchangeID][]calendar.ObjectID{}
	}
	for _, x := range exchanges {
		if l.objects[x] == nil {
			l.order = append(l.order, x)
		}
		l.objects[x] = append(l.objects[x], id)
	}
}

// write writes what was noted.
func (l *links) write() error {
	to, parts, rows := l.t.Bucket(touches), growing(l.t.Bucket(reached)), growing(l.t.Bucket(brought))
	for _, x := range l.order {
		for _, id := range l.objects[x] {
			if err := to.Put(append(pair(id, ""), number(uint64(x))...), nil); err != nil {
				return err
			}
		}
		part, err := parts.NextSequence()
		if err != nil {
			return err
		}
		var p packer
		for _, id := range l.objects[x] {
			p.text(string(id))
		}
		if err := parts.Put(append(number(uint64(x)), number(part)...), p); err != nil {
			return err
		}
	}
	for _, r := range l.stretches {
		var p packer
		p.uint(r.count)
		for _, x := range r.exchanges {
			p.uint(uint64(x))
		}
		if err := rows.Put(number(r.first), p); err != nil {
			return err
		}
	}
	return nil
}

// unpackObjects reads a part of reached.
func unpackObjects(packed []byte) []calendar.ObjectID {
	var ids []calendar.ObjectID
	for u := (unpacker{rest: packed}); len(u.rest) > 0; {
		ids = append(ids, calendar.ObjectID(u.text()))
	}
	return ids
}

// unpackBrought reads a row of brought.
func unpackBrought(packed []byte) (count uint64, ids []calendar.ExchangeID) {
	u := unpacker{rest: packed}
	count = u.uint()
	for len(u.rest) > 0 {
		ids = append(ids, calendar.ExchangeID(u.uint()))
	}
	return count, ids
}

// broughtBy finds the exchanges that brought a row of the ledger.
func (t *tx) broughtBy(n uint64) []calendar.ExchangeID {
	c := t.Bucket(brought).Cursor()
	k, v := c.Seek(number(n))
	switch {
	case k == nil:
		k, v = c.Last()
	case !bytes.Equal(k, number(n)):
		k, v = c.Prev()
	}
	if k == nil {
		return nil
	}
	count, ids := unpackBrought(v)
	if n >= asNumber(k)+count {
		return nil
	}
	return ids
}

// linkByURL links an exchange to the object of its account that its URL
// names, where there is one: also what the server refused was about it.
func (t *tx) linkByURL(x calendar.Exchange) error {
	switch x.Method {
	case http.MethodGet, http.MethodPut, http.MethodDelete, "MOVE":
	default:
		return nil
	}
	href := calendar.Href(x.URL)
	c := t.Bucket(collections).Cursor()
	for id, _ := c.First(); id != nil; id, _ = c.Next() {
		h, err := t.shelf(calendar.CollectionID(id))
		if err != nil {
			return err
		}
		if h.account != x.Account || h.at.Href == "" {
			continue
		}
		r, ok, err := h.rowAt(href)
		if err != nil {
			return err
		}
		key := append(pair(r.id, ""), number(uint64(x.ID))...)
		if !ok || t.has(touches, key) {
			continue
		}
		l := links{t: t}
		l.meet(r.id, []calendar.ExchangeID{x.ID})
		if err := l.write(); err != nil {
			return err
		}
	}
	return nil
}

// has reports whether a bucket has a key, be its value empty.
func (t *tx) has(bucket, key []byte) bool {
	k, _ := t.Bucket(bucket).Cursor().Seek(key)
	return bytes.Equal(k, key)
}
