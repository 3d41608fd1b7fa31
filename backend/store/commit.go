package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"calends/backend/calendar"
)

// Commit carries out one request of the user's, all of it or nothing: one
// transaction, one batch of the ledger, whose rows it returns. undoes names
// the batch that the request takes back; "" for any other.
//
// A write that leaves a text as it is makes no change, and so does deleting
// what is gone. A request that takes a batch back is noted even when it
// changes nothing, because otherwise that batch would stay the one to undo for
// ever; the row that says so has no texts and is not part of any history.
//
// Creating needs a collection and no Object. A UID that is deleted there but
// not yet on the server comes back as the object it was. So does an Object
// that is gone, when it is written At 0 with a Collection: undo brings back
// what it was. Deleting an object of the local account removes it; elsewhere
// it stays, without a Body, until the server has heard. An object deleted in
// one collection and created in another within a batch has moved.
//
// [calendar.ErrStale]: an object is no longer at the revision that was read.
// [calendar.ErrNotFound]: the object or the collection is not there.
// [calendar.ErrReadOnly]: the collection may only be read.
// [calendar.ErrExists]: the collection has that href or UID already.
// [calendar.ErrInvalid]: what the user wrote or imports does not parse, and is
// not the text of an event that could not be read before.
func (s *Store) Commit(ctx context.Context, origin calendar.Origin, undoes string, writes []calendar.Write) ([]calendar.Change, error) {
	return s.commit(ctx, origin, undoes, writes, func(*batch) error { return nil })
}

// commit is Commit with something else to do in the same transaction, once the
// writes are done.
func (s *Store) commit(ctx context.Context, origin calendar.Origin, undoes string, writes []calendar.Write, also func(*batch) error) ([]calendar.Change, error) {
	drafts := make([]*text, len(writes))
	for i, w := range writes {
		drafts[i] = s.read(w.Body)
	}
	var changes []calendar.Change
	err := s.update(ctx, "save", func(t *tx) error {
		b := &batch{t: t, origin: origin, undoes: undoes}
		for i, w := range writes {
			if err := b.write(w, drafts[i]); err != nil {
				return err
			}
		}
		if undoes != "" && len(b.entries) == 0 {
			if err := b.noteTakenBack(); err != nil {
				return err
			}
		}
		if err := errors.Join(also(b), b.reopen()); err != nil {
			return err
		}
		b.findMoves()
		if err := b.record(); err != nil {
			return err
		}
		if err := b.noteRequest(); err != nil {
			return err
		}
		var err error
		changes, err = b.changes()
		return err
	})
	if err != nil {
		return nil, err
	}
	return changes, nil
}

// write does one object's part of a request.
func (b *batch) write(w calendar.Write, x *text) error {
	if w.Object == "" {
		return b.create(w, x)
	}
	h, err := b.t.place(w.Object)
	switch {
	case errors.Is(err, calendar.ErrNotFound) && w.At == 0 && w.Collection != "":
		if x == nil {
			return nil
		}
		return b.create(w, x)
	case err != nil:
		return err
	case !h.at.Writable():
		return fmt.Errorf("calendar %q: %w", h.at.Name, calendar.ErrReadOnly)
	}
	old, err := h.row(w.Object)
	if err != nil {
		return err
	}
	if old.revision != w.At {
		return fmt.Errorf("object %s at revision %d: %w", w.Object, w.At, calendar.ErrStale)
	}
	return b.setBody(h, &old, old, x)
}

// create makes an object, or brings one back.
func (b *batch) create(w calendar.Write, x *text) error {
	if x == nil {
		return fmt.Errorf("an object without text: %w", calendar.ErrInvalid)
	}
	h, err := b.t.shelf(w.Collection)
	if err != nil {
		return err
	}
	if !h.at.Writable() {
		return fmt.Errorf("calendar %q: %w", h.at.Name, calendar.ErrReadOnly)
	}
	old, err := h.sameUID(x.index.UID)
	if err != nil {
		return err
	}
	if old != nil {
		if old.body != 0 {
			return fmt.Errorf("UID %q in calendar %q: %w", x.index.UID, h.at.Name, calendar.ErrExists)
		}
		return b.setBody(h, old, *old, x)
	}
	r := row{id: w.Object, href: w.Href}
	if r.id == "" {
		id, err := b.t.newID()
		if err != nil {
			return err
		}
		r.id = calendar.ObjectID(id)
	}
	switch {
	case r.href == "":
		r.href = h.newHref(x.index.UID, r.id)
	case h.hrefs.Get(hrefKey(r.href)) != nil:
		return fmt.Errorf("href %s: %w", r.href, calendar.ErrExists)
	}
	return b.setBody(h, nil, r, x)
}

// sameUID finds the object of the collection that has the UID; two of them
// would be refused by the server (RFC 4791 §5.3.2.1, no-uid-conflict).
func (h *shelf) sameUID(uid calendar.UID) (*row, error) {
	if uid == "" {
		return nil, nil
	}
	var deleted *row
	for _, id := range h.t.withUID(uid) {
		if !bytes.Equal(h.t.Bucket(places).Get([]byte(id)), []byte(h.id)) {
			continue
		}
		r, err := h.row(id)
		if err != nil {
			return nil, err
		}
		if r.uid != uid {
			continue
		}
		if r.body != 0 {
			return &r, nil
		}
		deleted = &r
	}
	return deleted, nil
}

// acceptable returns an error where the user would make an object unreadable.
// What came so from a server may be edited as it is.
func (b *batch) acceptable(h *shelf, old *row, x *text) error {
	if x == nil || x.index.Readable() || b.origin != calendar.Me && b.origin != calendar.Import {
		return nil
	}
	if old != nil && old.body != 0 && x.index.UID != "" && x.index.UID == old.uid {
		switch was, err := h.filed(*old); {
		case err != nil:
			return err
		case !was.Readable():
			return nil
		}
	}
	return fmt.Errorf("%w: %s", calendar.ErrInvalid, x.index.Problem)
}

// setBody gives an object another text, nil for none, and enters that into the
// ledger. old is what is stored; nil for a new object.
func (b *batch) setBody(h *shelf, old *row, r row, x *text) error {
	if err := b.acceptable(h, old, x); err != nil {
		return err
	}
	body, err := b.t.keep(x)
	if err != nil {
		return err
	}
	if old != nil && body == old.body {
		return nil
	}
	if r, err = b.enter(h, r, body, x); err != nil {
		return err
	}
	if x == nil && h.local() {
		return h.drop(r)
	}
	return h.put(old, r, x.filed())
}
