package store

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"

	"calends/backend/calendar"
)

// errLate is how one sighting says that it came too late.
var errLate = errors.New("the object moved on")

// seen is a sighting with its texts read.
type seen struct {
	calendar.Sighting
	base, body *text
}

// Record takes in what a sync learned of a collection: one transaction, one
// batch of the ledger per origin. p is recorded with it; a zero Progress keeps
// what was recorded.
//
// A sighting without Object is of the object that has its href, where there is
// one: there are never two for one href. Body takes effect only where the
// Revision is still At, or where nothing of the user's stands in the way. Base
// is taken in all the same when it is what the object's text at At became on
// the server (Origin [calendar.Me], or the very text): what was written
// meanwhile is based on it. What came from others is not: were it to become the
// Base of a text that never saw it, the next sync would overwrite it. Such a
// sighting is left out, p is not recorded, everything else is, and Record
// returns [calendar.ErrStale]: the next sync sees the difference again and
// merges it. So after ErrStale no later Progress of the same listing may be
// recorded either.
//
// A version that does not parse never replaces one that does: Base and Body
// stay, and the version becomes the object's Unreadable, until the server
// holds a readable one again. What was never readable is kept as it came, and
// what is the very text that the user has takes nothing away.
//
// [calendar.ErrNotFound]: the collection is not, or no longer, there.
func (s *Store) Record(ctx context.Context, id calendar.CollectionID, sightings []calendar.Sighting, p calendar.Progress) error {
	read := make([]seen, len(sightings))
	for i, g := range sightings {
		read[i] = s.seen(g)
	}
	late, began := 0, calendar.SyncBegan(ctx)
	var account calendar.AccountID
	var first uint64
	err := s.update(ctx, "record what the server holds", func(t *tx) error {
		h, err := t.shelf(id)
		if err != nil {
			return err
		}
		b := &batch{t: t, sync: s.syncOf(h.account, began), inSync: !began.IsZero()}
		defer func() { account, first = h.account, b.sync }()
		l := &links{t: t}
		var word []entry
		for _, g := range read {
			b.origin, b.kept = cmp.Or(g.Origin, calendar.Server), g.Kept
			entered := len(b.entries)
			switch err := b.take(h, g); {
			case errors.Is(err, errLate):
				late++
			case err != nil:
				return fmt.Errorf("%s: %w", g.Href, err)
			}
			l.note(g, b.entries[entered:])
			word = append(word, h.decidedOf(ctx, g, b.entries[entered:])...)
		}
		if err := errors.Join(b.record(), l.write(), b.decide(calendar.Decision(ctx, id), id, word)); err != nil {
			return err
		}
		if late > 0 || p == (calendar.Progress{}) {
			return nil
		}
		h.at.Progress = p
		return h.write(h.at)
	})
	if err == nil && first != 0 {
		s.noteSync(account, began, first)
	}
	if err == nil && late > 0 {
		return fmt.Errorf("%d objects: %w", late, calendar.ErrStale)
	}
	return err
}

// seen reads the texts of a sighting, a shared one once.
func (s *Store) seen(g calendar.Sighting) seen {
	x := seen{Sighting: g, body: s.read(g.Body)}
	switch {
	case g.Base == nil:
	case x.body != nil && bytes.Equal(g.Body, g.Base.Body):
		x.base = x.body
	default:
		x.base = s.read(append([]byte{}, g.Base.Body...)) // a version has a text, if an empty one
	}
	return x
}

// take takes in one sighting.
func (b *batch) take(h *shelf, g seen) error {
	old, err := h.sighted(g)
	if err != nil {
		return err
	}
	if old == nil {
		return b.takeNew(h, g)
	}
	if g.Exact && old.revision != g.At {
		return errLate
	}
	free, err := b.free(*old, g)
	if err != nil {
		return err
	}
	next := *old
	next.waits = g.Waits
	if err := b.rename(h, &next, g.Href); err != nil {
		return err
	}
	index, err := h.filed(*old)
	if err != nil {
		return err
	}
	refused, err := h.setBase(&next, g, index)
	if err != nil {
		return err
	}
	if g.Overruled && free {
		if next, err = b.overrule(h, next, g); err != nil {
			return err
		}
	}
	if free && !(refused && g.body != nil && !g.body.index.Readable()) {
		body, err := b.t.keep(g.body)
		if err != nil {
			return err
		}
		if body != old.body {
			index = g.body.filed()
			if next, err = b.enter(h, next, body, g.body); err != nil {
				return err
			}
		}
	}
	if err := b.setAside(h, *old, g); err != nil {
		return err
	}
	switch {
	case next.base == nil && next.body == 0:
		return h.drop(*old)
	case next.same(*old):
		return nil
	}
	return h.put(old, next, index)
}

// free reports whether the sighted Body may take the place of what is here.
// Where it may not, because the user wrote meanwhile, the Base may be taken in
// all the same; where not even that, free returns errLate.
func (b *batch) free(old row, g seen) (bool, error) {
	if old.revision == g.At {
		return true, nil
	}
	answer, err := b.answers(old, g)
	switch {
	case answer || err != nil:
		return false, err
	case old.state() == calendar.Unchanged && g.Origin != calendar.Merge: // one with a text that was taken back
		return true, nil
	case g.base == nil: // an edit beats a deletion
		return false, nil
	}
	return false, errLate
}

// answers reports whether a sighting is what became on the server of the text
// the object had At.
func (b *batch) answers(old row, g seen) (bool, error) {
	if g.Origin == calendar.Me {
		return true, nil
	}
	e, err := b.t.entry(g.At)
	if errors.Is(err, calendar.ErrNotFound) || e.object != old.id {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	base, err := b.t.keep(g.base)
	return base == e.after, err
}

// sighted finds the row a sighting is about; nil where there is none.
func (h *shelf) sighted(g seen) (*row, error) {
	if g.Object != "" {
		r, err := h.row(g.Object)
		if err == nil {
			return &r, nil
		}
		if !errors.Is(err, calendar.ErrNotFound) {
			return nil, err
		}
	}
	r, ok, err := h.rowAt(g.Href)
	if !ok || err != nil {
		return nil, err
	}
	return &r, nil
}

// takeNew takes in an object that is not here.
func (b *batch) takeNew(h *shelf, g seen) error {
	r := row{id: g.Object, href: g.Href, waits: g.Waits}
	if g.base == nil && g.body == nil {
		return b.setAside(h, r, g)
	}
	id, err := b.t.newID()
	if err != nil {
		return err
	}
	r.id = calendar.ObjectID(id)
	if _, err := h.setBase(&r, g, calendar.Index{}); err != nil {
		return err
	}
	body, err := b.t.keep(g.body)
	if err != nil {
		return err
	}
	if body != 0 {
		if r, err = b.enter(h, r, body, g.body); err != nil {
			return err
		}
	}
	return errors.Join(b.setAside(h, r, g), h.put(nil, r, g.body.filed()))
}

// setBase gives r the sighted version as its Base. Where that cannot be read
// and would take the place of a text that can, it is refused and becomes r's
// Unreadable. filed is what r's body is filed under.
func (h *shelf) setBase(r *row, g seen, filed calendar.Index) (refused bool, err error) {
	if g.base == nil {
		r.base, r.unreadable = nil, nil
		return false, nil
	}
	v := &version{etag: g.Base.ETag, tag: g.Base.ScheduleTag}
	if v.body, err = h.t.keep(g.base); err != nil {
		return false, err
	}
	if !g.base.index.Readable() && v.body != r.body {
		if refused, err = h.readable(*r, filed); err != nil {
			return false, err
		}
	}
	if refused {
		r.unreadable = v
	} else {
		r.base, r.unreadable = v, nil
	}
	return refused, nil
}

// readable reports whether r has a text that can be read.
func (h *shelf) readable(r row, filed calendar.Index) (bool, error) {
	if r.body != 0 && filed.Readable() {
		return true, nil
	}
	if r.base == nil || r.base.body == r.body {
		return false, nil
	}
	base, err := h.t.body(r.base.body)
	return h.t.s.index(base).Readable(), err
}

// rename gives r the href that the server uses. Another object that has it
// already is the server's copy of this one, listed before the answer came
// through: it gives way unless the user wrote to it; then r keeps its own.
func (b *batch) rename(h *shelf, r *row, href calendar.Href) error {
	if href == "" || r.href == href {
		return nil
	}
	other, ok, err := h.rowAt(href)
	if err != nil {
		return err
	}
	if ok && other.id != r.id {
		if other.state() != calendar.Unchanged {
			return nil
		}
		if err := b.setBody(h, &other, other, nil); err != nil {
			return err
		}
		if err := h.drop(other); err != nil {
			return err
		}
	}
	r.href = href
	return nil
}

// same reports whether two rows of one object say the same.
func (r row) same(o row) bool { return bytes.Equal(r.pack(), o.pack()) }
