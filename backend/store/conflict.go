package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"calends/backend/calendar"
)

// conflict is a [calendar.Conflict] as it is stored: its texts are numbers.
type conflict struct {
	At                 time.Time
	Object             calendar.ObjectID
	Collection         calendar.CollectionID
	UID                calendar.UID
	Base, Ours, Theirs ref
	Fields             []string
}

// setAside keeps the text of the user's that gave way in a sighting, if one
// did.
func (b *batch) setAside(h *shelf, old row, g seen) error {
	if g.Lost == nil {
		return nil
	}
	lost := b.t.s.read(g.Lost)
	c := conflict{At: b.t.now, Object: old.id, Collection: h.id, UID: lost.index.UID, Fields: g.Clashes}
	if old.base != nil {
		c.Base = old.base.body
	}
	var err error
	if c.Ours, err = b.t.keep(lost); err != nil {
		return err
	}
	if c.Theirs, err = b.t.keep(g.body); err != nil {
		return err
	}
	packed, err := json.Marshal(c)
	if err != nil {
		return err
	}
	id, err := b.t.newID()
	if err != nil {
		return err
	}
	b.t.notice.shape(h.id)
	return b.t.Bucket(conflicts).Put([]byte(id), packed)
}

// Conflicts reads the texts of the user's that gave way and are not decided
// upon, oldest first.
func (s *Store) Conflicts(ctx context.Context) ([]calendar.Conflict, error) {
	var all []calendar.Conflict
	err := s.view(ctx, "read the conflicts", func(t *tx) (err error) {
		all, err = t.conflicts()
		return err
	})
	return all, err
}

func (t *tx) conflicts() ([]calendar.Conflict, error) {
	all := []calendar.Conflict{}
	err := t.Bucket(conflicts).ForEach(func(id, packed []byte) error {
		var c conflict
		if err := json.Unmarshal(packed, &c); err != nil {
			return fmt.Errorf("conflict %s: %w", id, err)
		}
		o := calendar.Conflict{ID: string(id), At: c.At, Object: c.Object, Collection: c.Collection, UID: c.UID, Fields: c.Fields}
		var err error
		if o.Base, err = t.body(c.Base); err != nil {
			return err
		}
		if o.Ours, err = t.body(c.Ours); err != nil {
			return err
		}
		if o.Theirs, err = t.body(c.Theirs); err != nil {
			return err
		}
		all = append(all, o)
		return nil
	})
	return all, err
}

// ResolveConflict closes a conflict, once the user decided. What was decided
// is written with [Store.Commit]. [calendar.ErrNotFound]: it is not open.
func (s *Store) ResolveConflict(ctx context.Context, id string) error {
	return s.update(ctx, "close a conflict", func(t *tx) error {
		b := t.Bucket(conflicts)
		if b.Get([]byte(id)) == nil {
			return notFound("conflict", id)
		}
		t.notice.shape()
		return b.Delete([]byte(id))
	})
}
