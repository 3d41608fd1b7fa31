package store

import (
	"context"
	"errors"

	"calends/backend/calendar"
)

// Objects reads everything in a collection, texts included, also what is
// deleted here and not yet on the server.
func (s *Store) Objects(ctx context.Context, id calendar.CollectionID) ([]calendar.Object, error) {
	all := []calendar.Object{}
	err := s.view(ctx, "read a calendar", func(t *tx) error {
		h, err := t.shelf(id)
		if err != nil {
			return err
		}
		return h.each(func(r row) error {
			o, err := h.object(r)
			all = append(all, o)
			return err
		})
	})
	return all, err
}

// Object reads one object. [calendar.ErrNotFound]: there is none, or no longer.
func (s *Store) Object(ctx context.Context, id calendar.ObjectID) (calendar.Object, error) {
	var o calendar.Object
	err := s.view(ctx, "read an object", func(t *tx) (err error) {
		o, err = t.object(id)
		return err
	})
	return o, err
}

func (t *tx) object(id calendar.ObjectID) (calendar.Object, error) {
	h, err := t.place(id)
	if err != nil {
		return calendar.Object{}, err
	}
	r, err := h.row(id)
	if err != nil {
		return calendar.Object{}, err
	}
	return h.object(r)
}

// Find reads the objects of a UID, in any collection, also what is deleted
// here and not yet on the server; none is no error.
func (s *Store) Find(ctx context.Context, uid calendar.UID) ([]calendar.Object, error) {
	var found []calendar.Object
	err := s.view(ctx, "look up a UID", func(t *tx) error {
		for _, id := range t.withUID(uid) {
			h, err := t.place(id)
			if errors.Is(err, calendar.ErrNotFound) {
				continue // it belongs to the ledger only
			}
			if err != nil {
				return err
			}
			r, err := h.row(id)
			if err != nil {
				return err
			}
			if r.uid != uid {
				continue // it had that UID once
			}
			o, err := h.object(r)
			if err != nil {
				return err
			}
			found = append(found, o)
		}
		return nil
	})
	return found, err
}

// Unreadable reads the objects of a collection of which the server holds what
// cannot be read.
func (s *Store) Unreadable(ctx context.Context, id calendar.CollectionID) ([]calendar.Object, error) {
	var found []calendar.Object
	err := s.view(ctx, "look for what cannot be read", func(t *tx) error {
		h, err := t.shelf(id)
		if err != nil {
			return err
		}
		return h.each(func(r row) error {
			if r.unreadable == nil {
				return nil
			}
			o, err := h.object(r)
			found = append(found, o)
			return err
		})
	})
	return found, err
}

// Pending counts the objects of a collection that the server does not have as
// they are here. On this computer only, nothing waits.
func (s *Store) Pending(ctx context.Context, id calendar.CollectionID) (int, error) {
	n := 0
	err := s.view(ctx, "count what is to be sent", func(t *tx) error {
		h, err := t.shelf(id)
		if err != nil || h.local() {
			return err
		}
		return h.each(func(r row) error {
			if r.state() != calendar.Unchanged {
				n++
			}
			return nil
		})
	})
	return n, err
}
