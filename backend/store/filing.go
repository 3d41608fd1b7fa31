package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"iter"
	"math"

	"calends/backend/calendar"
)

// Spans are filed by length class and start. In class k no span is longer than
// 4^k hours, so what overlaps a window begins at most that long before it: a
// week asks each class for little more than the week. What has no end, or no
// beginning, or outlasts the last class, stands in a class of its own and is
// read from its beginning: every window may want it.
const (
	classes = 10 // the last holds up to 30 years
	endless = byte(255)
)

// classOf is the class of a span.
func classOf(w calendar.Window) byte {
	if w.From.IsZero() || w.To.IsZero() {
		return endless
	}
	length := w.To.Unix() - w.From.Unix() // a Duration ends at 292 years
	for k := byte(0); k < classes; k++ {
		if length <= reach(k) {
			return k
		}
	}
	return endless
}

// reach is the length of a class, in seconds.
func reach(class byte) int64 { return 3600 << (2 * class) }

// spanKey is where an object stands in spans.
func spanKey(w calendar.Window, id calendar.ObjectID) []byte {
	start := int64(math.MinInt64)
	if !w.From.IsZero() {
		start = w.From.Unix()
	}
	return append(startKey(classOf(w), start), id...)
}

// startKey is where the spans of a class begin that begin then.
func startKey(class byte, start int64) []byte {
	return binary.BigEndian.AppendUint64([]byte{class}, uint64(start)^1<<63)
}

// file shows r in the collection's spans and texts, and tells of it.
func (h *shelf) file(r *row, x calendar.Index) error {
	key := spanKey(x.Span, r.id)
	r.span = string(key)
	h.t.notice.add(h.id, x.Span)
	state := r.state()
	if h.local() {
		state = calendar.Unchanged
	}
	return errors.Join(
		h.spans.Put(key, packEntry(*r, state, x)),
		h.texts.Put([]byte(r.id), []byte(x.Text)))
}

// unfile takes r out of spans and texts, and tells of it.
func (h *shelf) unfile(r *row) error {
	if r == nil || r.span == "" {
		return nil
	}
	key := []byte(r.span)
	if v := h.spans.Get(key); v != nil {
		u := unpacker{rest: v}
		h.t.notice.add(h.id, u.window())
	}
	return errors.Join(h.spans.Delete(key), h.texts.Delete([]byte(r.id)))
}

// packEntry writes what is shown of an object, the span first: most entries
// that a window looks at it need not read further.
func packEntry(r row, state calendar.State, x calendar.Index) []byte {
	var p packer
	p.time(x.Span.From)
	p.time(x.Span.To)
	p.uint(r.revision)
	p.uint(uint64(r.body))
	p.text(string(state))
	p.flag(x.Recurs)
	p.flag(x.HasAlarm)
	p.flag(x.AllDay)
	p.time(x.StartAt)
	p.time(x.EndAt)
	for _, s := range []string{string(x.UID), x.Component, x.Start, x.End, x.TZID, x.EndTZID,
		x.Title, x.Place, x.Color, x.Status, x.Transparency, x.Problem} {
		p.text(s)
	}
	return p
}

func (u *unpacker) window() calendar.Window { return calendar.Window{From: u.time(), To: u.time()} }

// shown is an entry, and the number of the text it was derived from.
type shown struct {
	calendar.Entry
	body ref
}

// unpackEntry reads what packEntry wrote.
func (h *shelf) unpackEntry(key, packed []byte) (shown, error) {
	u := unpacker{rest: packed}
	var e shown
	e.Collection = h.id
	e.Object = objectOf(key)
	x := &e.Index
	x.Span = u.window()
	e.Revision = u.uint()
	e.body = ref(u.uint())
	e.State = calendar.State(u.text())
	x.Recurs, x.HasAlarm, x.AllDay = u.flag(), u.flag(), u.flag()
	x.StartAt, x.EndAt = u.time(), u.time()
	x.UID = calendar.UID(u.text())
	for _, s := range []*string{&x.Component, &x.Start, &x.End, &x.TZID, &x.EndTZID,
		&x.Title, &x.Place, &x.Color, &x.Status, &x.Transparency, &x.Problem} {
		*s = u.text()
	}
	return e, u.err()
}

// filed reads back all that an object is filed under.
func (h *shelf) filed(r row) (calendar.Index, error) {
	if r.span == "" {
		return calendar.Index{}, nil
	}
	e, err := h.unpackEntry([]byte(r.span), h.spans.Get([]byte(r.span)))
	e.Index.Text = string(h.texts.Get([]byte(r.id)))
	return e.Index, err
}

// within yields the keys and values of the spans that overlap w. The cursor
// jumps over classes that hold nothing.
func (h *shelf) within(w calendar.Window) iter.Seq2[[]byte, []byte] {
	return func(yield func(k, v []byte) bool) {
		c := h.spans.Cursor()
		for class := 0; class <= int(endless); class++ {
			k, v := c.Seek(startKey(byte(class), earliest(byte(class), w)))
			for ; k != nil && k[0] == byte(class) && !after(k, w); k, v = c.Next() {
				u := unpacker{rest: v}
				if w.Overlaps(u.window()) && !yield(k, v) {
					return
				}
			}
			if k == nil {
				return
			}
			if next := int(k[0]); next > class {
				class = next - 1
			}
		}
	}
}

// earliest is when a span of the class can begin and still touch w.
func earliest(class byte, w calendar.Window) int64 {
	if class >= classes || w.From.IsZero() {
		return math.MinInt64
	}
	return w.From.Unix() - reach(class)
}

// after reports whether the span at key begins after the end of w.
func after(key []byte, w calendar.Window) bool {
	return !w.To.IsZero() && int64(binary.BigEndian.Uint64(key[1:9])^1<<63) > w.To.Unix()
}

// objectOf is the object that a key of spans is about.
func objectOf(key []byte) calendar.ObjectID {
	if len(key) < 9 {
		return ""
	}
	return calendar.ObjectID(key[9:])
}

// Overlapping yields what the collections show in w, in no order, with the
// text where an object recurs. Index.Text is left out. Objects that are
// deleted here are not shown; those that cannot be read are, in every window.
// A collection that is no longer there shows nothing. Everything is read
// before the first one is yielded, so the caller may write in between.
func (s *Store) Overlapping(ctx context.Context, in []calendar.CollectionID, w calendar.Window) iter.Seq2[calendar.Entry, error] {
	return s.entries(ctx, "read a window", in, func(h *shelf, take func(k, v []byte) error) error {
		for k, v := range h.within(w) {
			if err := take(k, v); err != nil {
				return err
			}
		}
		return nil
	})
}

// Matching yields what the collections show whose folded text holds text, in
// the order of objects, otherwise as [Store.Overlapping] does. The text is to
// be folded as the index function folds; "" matches everything.
func (s *Store) Matching(ctx context.Context, in []calendar.CollectionID, text string) iter.Seq2[calendar.Entry, error] {
	return s.entries(ctx, "search", in, func(h *shelf, take func(k, v []byte) error) error {
		c := h.texts.Cursor()
		for id, folded := c.First(); id != nil; id, folded = c.Next() {
			if !bytes.Contains(folded, []byte(text)) {
				continue
			}
			r, err := h.row(calendar.ObjectID(id))
			if err != nil {
				return err
			}
			if err := take([]byte(r.span), h.spans.Get([]byte(r.span))); err != nil {
				return err
			}
		}
		return nil
	})
}

// entries collects in one transaction what pick takes, and yields it after.
func (s *Store) entries(ctx context.Context, doing string, in []calendar.CollectionID,
	pick func(h *shelf, take func(k, v []byte) error) error) iter.Seq2[calendar.Entry, error] {
	return func(yield func(calendar.Entry, error) bool) {
		var found []calendar.Entry
		err := s.view(ctx, doing, func(t *tx) error {
			for _, id := range in {
				h, err := t.shelf(id)
				if errors.Is(err, calendar.ErrNotFound) {
					continue
				}
				if err != nil {
					return err
				}
				err = pick(h, func(k, v []byte) error {
					e, err := h.unpackEntry(k, v)
					if err == nil && e.Index.Recurs {
						e.Body, err = t.body(e.body)
					}
					found = append(found, e.Entry)
					return err
				})
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			yield(calendar.Entry{}, err)
			return
		}
		for _, e := range found {
			if !yield(e, nil) {
				return
			}
		}
	}
}

// WithAlarms reads the objects of all collections that have an alarm and whose
// span overlaps w. An alarm may ring long before its event: the caller widens
// the window by as much as it wants to foresee.
func (s *Store) WithAlarms(ctx context.Context, w calendar.Window) ([]calendar.Object, error) {
	var found []calendar.Object
	err := s.view(ctx, "read what has alarms", func(t *tx) error {
		return t.Bucket(collections).ForEachBucket(func(id []byte) error {
			h, err := t.shelf(calendar.CollectionID(id))
			if err != nil {
				return err
			}
			for k, v := range h.within(w) {
				e, err := h.unpackEntry(k, v)
				if err != nil {
					return err
				}
				if !e.Index.HasAlarm {
					continue
				}
				r, err := h.row(e.Object)
				if err != nil {
					return err
				}
				o, err := h.object(r)
				if err != nil {
					return err
				}
				found = append(found, o)
			}
			return nil
		})
	})
	return found, err
}

// refile files every object anew: the index function is another one.
func (t *tx) refile() error {
	return t.Bucket(collections).ForEachBucket(func(id []byte) error {
		h, err := t.shelf(calendar.CollectionID(id))
		if err != nil {
			return err
		}
		var rows []row // collected first: a cursor does not bear writes beside it
		err = h.each(func(r row) error { rows = append(rows, r); return nil })
		for _, r := range rows {
			if err != nil {
				return err
			}
			err = h.refile(r)
		}
		return err
	})
}

func (h *shelf) refile(r row) error {
	body, err := h.t.body(r.body)
	if err != nil || body == nil {
		return err
	}
	x := h.t.s.index(body)
	next := r
	next.uid = x.UID
	return h.put(&r, next, x)
}

// each reads the rows of the collection in the order of their ids.
func (h *shelf) each(do func(row) error) error {
	return h.objects.ForEach(func(id, packed []byte) error {
		r, err := unpackRow(id, packed)
		if err != nil {
			return err
		}
		return do(r)
	})
}
