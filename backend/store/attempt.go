package store

import (
	"context"
	"errors"

	berrors "go.etcd.io/bbolt/errors"

	"calends/backend/calendar"
)

// NoteAttempts writes how a sync's tries to send objects of a collection ended
// that did not succeed. whole says that it came to its end there: what it does
// not name was sent, or no longer wants to be. Hrefs that nothing here has are
// left out. [calendar.ErrNotFound]: there is no such collection.
func (s *Store) NoteAttempts(ctx context.Context, id calendar.CollectionID, list []calendar.Attempt, whole bool) error {
	if len(list) == 0 {
		if none, err := s.noAttempts(ctx, id); none && whole || !whole || err != nil {
			return err
		}
	}
	return s.update(ctx, "record what could not be sent", func(t *tx) error {
		h, err := t.shelf(id)
		if err != nil {
			return err
		}
		if whole {
			if err := h.bucket.DeleteBucket(attempts); err != nil && !errors.Is(err, berrors.ErrBucketNotFound) {
				return err
			}
		}
		for _, a := range list {
			if err := h.noteAttempt(a); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Store) noAttempts(ctx context.Context, id calendar.CollectionID) (none bool, err error) {
	err = s.view(ctx, "read what could not be sent", func(t *tx) error {
		h, err := t.shelf(id)
		none = err == nil && h.bucket.Bucket(attempts) == nil
		return err
	})
	return none, err
}

func (h *shelf) noteAttempt(a calendar.Attempt) error {
	r, ok, err := h.rowAt(a.Href)
	if !ok || err != nil {
		return err
	}
	b, err := h.bucket.CreateBucketIfNotExists(attempts)
	if err != nil {
		return err
	}
	var p packer
	p.time(a.At)
	p.flag(a.Doubtful)
	for _, text := range []string{string(a.Href), a.Code, a.Message, a.Hint} {
		p.text(text)
	}
	return b.Put([]byte(r.id), p)
}

// Attempt reads how the last try to send an object ended. [calendar.ErrNotFound]:
// none that is known failed.
func (s *Store) Attempt(ctx context.Context, id calendar.ObjectID) (a calendar.Attempt, err error) {
	err = s.view(ctx, "read why an object was not sent", func(t *tx) error {
		h, err := t.place(id)
		if err != nil {
			return err
		}
		var packed []byte
		if b := h.bucket.Bucket(attempts); b != nil {
			packed = b.Get([]byte(id))
		}
		if packed == nil {
			return notFound("failed attempt to send object", id)
		}
		u := unpacker{rest: packed}
		a.At, a.Doubtful = u.time(), u.flag()
		a.Href, a.Code, a.Message, a.Hint = calendar.Href(u.text()), u.text(), u.text(), u.text()
		return u.err()
	})
	return a, err
}
