package store

import (
	"context"
	"errors"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"calends/backend/calendar"
)

// HoldBack writes what is held back of a collection, and which objects that is
// about; the zero Hold holds nothing, and then about none.
// [calendar.ErrNotFound]: there is no such collection.
func (s *Store) HoldBack(ctx context.Context, id calendar.CollectionID, h calendar.Hold, about []calendar.HeldObject) error {
	var account calendar.AccountID
	var first uint64
	err := s.update(ctx, "record what is held back", func(t *tx) error {
		shelf, err := t.shelf(id)
		if err != nil {
			return err
		}
		account = shelf.account
		if !h.Held() {
			if first, err = s.noteLetGo(ctx, shelf); err != nil {
				return err
			}
		}
		c := shelf.at
		c.Hold = h
		if err := errors.Join(shelf.release(), shelf.putCollection(c)); err != nil || !h.Held() || len(about) == 0 {
			return err
		}
		b, err := shelf.bucket.CreateBucket(held)
		if err != nil {
			return err
		}
		for _, o := range about {
			if err := b.Put([]byte(o.Object), append(number(o.Revision), o.Seen...)); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && first != 0 {
		s.noteSync(account, calendar.SyncBegan(ctx), first)
	}
	return err
}

// release forgets which objects were held.
func (h *shelf) release() error {
	if err := h.bucket.DeleteBucket(held); !errors.Is(err, berrors.ErrBucketNotFound) {
		return err
	}
	return nil
}

// Held reads the objects that what is held back of a collection is about: all
// that it shows where the server no longer lists the collection itself. None
// where nothing is held. [calendar.ErrNotFound]: there is no such collection.
func (s *Store) Held(ctx context.Context, id calendar.CollectionID) ([]calendar.HeldObject, error) {
	var about []calendar.HeldObject
	err := s.view(ctx, "read what is held back", func(t *tx) error {
		h, err := t.shelf(id)
		if err != nil || !h.at.Hold.Held() {
			return err
		}
		if h.at.Hold.Reason == calendar.HoldMissing {
			return h.each(func(r row) error {
				about = append(about, calendar.HeldObject{Object: r.id, Revision: r.revision})
				return nil
			})
		}
		about = heldIn(h.bucket.Bucket(held))
		return nil
	})
	return about, err
}

func heldIn(b *bbolt.Bucket) (about []calendar.HeldObject) {
	if b == nil {
		return nil
	}
	c := b.Cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		if len(v) < 8 {
			continue
		}
		about = append(about, calendar.HeldObject{Object: calendar.ObjectID(k), Revision: asNumber(v[:8]), Seen: calendar.ETag(v[8:])})
	}
	return about
}
