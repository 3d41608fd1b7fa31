package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"calends/backend/calendar"
)

// removal is a collection that was removed, as it is stored.
type removal struct {
	Collection calendar.Collection
	At         time.Time
	First      uint64 // the row of the ledger that begins the removal; 0: it was empty
}

// RemoveCollection removes a collection with its objects, sent or not, and its
// conflicts. Their versions stay in the ledger, which notes them as deleted; so
// [Store.RestoreCollection] can bring all of it back. It is a request of the
// user's, also in a sync: there he let the server's loss of it through.
func (s *Store) RemoveCollection(ctx context.Context, id calendar.CollectionID) error {
	_, err := s.removeCollection(ctx, id, "")
	return err
}

// UnrestoreCollection takes back a request that restored a collection, by
// removing it as [Store.RemoveCollection] does. It returns the first change.
func (s *Store) UnrestoreCollection(ctx context.Context, id calendar.CollectionID, undoes string) (calendar.ChangeID, error) {
	return s.removeCollection(ctx, id, undoes)
}

func (s *Store) removeCollection(ctx context.Context, id calendar.CollectionID, undoes string) (calendar.ChangeID, error) {
	var b *batch
	var account calendar.AccountID
	began := calendar.SyncBegan(ctx)
	err := s.update(ctx, "remove a calendar", func(t *tx) error {
		h, err := t.shelf(id)
		if err != nil {
			return err
		}
		account = h.account
		b = s.batchOf(ctx, h, calendar.Me)
		if b.inSync {
			b.origin = calendar.Server
		}
		b.undoes = undoes
		if err := h.remove(b); err != nil {
			return err
		}
		if b.inSync { // he was asked
			for _, e := range b.entries {
				if err := t.Bucket(decided).Put(number(e.number), []byte(calendar.ActAccept)); err != nil {
					return err
				}
			}
		}
		err = b.noteAct(calendar.ActRemove, string(id), entry{account: h.account, collection: id})
		return errors.Join(err, b.record())
	})
	if err != nil {
		return "", err
	}
	if b.sync != 0 {
		s.noteSync(account, began, b.sync)
	}
	return changeID(b.entries[0].number), nil
}

// remove takes the collection out, and enters into b that everything in it is
// deleted.
func (h *shelf) remove(b *batch) error {
	err := h.each(func(r row) error {
		if err := h.t.Bucket(places).Delete([]byte(r.id)); err != nil || r.body == 0 {
			return err
		}
		_, err := b.enter(h, r, 0, nil)
		return err
	})
	if err != nil {
		return err
	}
	gone := removal{Collection: h.at, At: h.t.now}
	gone.Collection.Objects, gone.Collection.Missing = len(b.entries), false
	if len(b.entries) > 0 {
		gone.First = b.entries[0].number
	}
	packed, err := json.Marshal(gone)
	if err != nil {
		return err
	}
	h.t.notice.shape(h.id)
	return errors.Join(h.t.Bucket(removed).Put([]byte(h.id), packed), h.t.dropConflicts(h.id),
		h.t.Bucket(collections).DeleteBucket([]byte(h.id)))
}

// Removed reads the collections that were removed and are not back, newest
// first.
func (s *Store) Removed(ctx context.Context) ([]calendar.RemovedCollection, error) {
	all := []calendar.RemovedCollection{}
	err := s.view(ctx, "read the removed calendars", func(t *tx) error {
		return t.Bucket(removed).ForEach(func(id, _ []byte) error {
			gone, err := t.removal(calendar.CollectionID(id))
			all = append(all, calendar.RemovedCollection{Collection: gone.Collection, At: gone.At})
			return err
		})
	})
	slices.SortFunc(all, func(a, b calendar.RemovedCollection) int {
		return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.Collection.ID, b.Collection.ID))
	})
	return all, err
}

func (t *tx) removal(id calendar.CollectionID) (removal, error) {
	var gone removal
	packed := t.Bucket(removed).Get([]byte(id))
	if packed == nil {
		return gone, notFound("removed calendar", id)
	}
	if err := json.Unmarshal(packed, &gone); err != nil {
		return gone, fmt.Errorf("removed calendar %s: %w", id, err)
	}
	return gone, nil
}

// RestoreCollection brings back the collection that has c's ID and was removed,
// or is Missing on its server, as c: at c's account and href, where nothing is
// yet. Its objects are those it had at last, under their IDs, and none of them
// was ever sent; so the next sync sends them all. What was deleted stays so. It
// is one request, whose changes it returns without their texts; for a Missing
// collection, where no text changes, none. undoes names the request that it
// takes back; "" for any other.
//
// [calendar.ErrNotFound]: no such collection was removed, or the account is not
// there. [calendar.ErrExists]: it is here and not Missing.
func (s *Store) RestoreCollection(ctx context.Context, c calendar.Collection, undoes string) ([]calendar.Change, error) {
	lost, err := s.lost(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	changes := []calendar.Change{}
	err = s.update(ctx, "restore a calendar", func(t *tx) error {
		if c.Account != calendar.LocalAccount && t.Bucket(accounts).Get([]byte(c.Account)) == nil {
			return notFound("account", c.Account)
		}
		if err := t.giveWay(c); err != nil {
			return err
		}
		c.Missing, c.Hold = false, calendar.Hold{}
		c.Progress = calendar.Progress{Compared: t.now} // with nothing, which is what is there
		b := &batch{t: t, origin: calendar.Undo, undoes: undoes}
		about := entry{account: c.Account, collection: c.ID}
		if h, err := t.shelf(c.ID); err == nil {
			return errors.Join(h.rehome(c), b.noteAct(calendar.ActRemake, string(c.ID), about), b.record())
		}
		if err := errors.Join(t.makeCollection(&c), t.Bucket(removed).Delete([]byte(c.ID))); err != nil {
			return err
		}
		if err := b.bringBack(c.ID, lost); err != nil {
			return err
		}
		for _, e := range b.entries {
			changes = append(changes, e.bare())
		}
		return errors.Join(b.noteAct(calendar.ActRestore, string(c.ID), about), b.record())
	})
	if err != nil {
		return nil, err
	}
	return changes, nil
}

// giveWay removes another collection at c's href: a sync has seen what was made
// for c before this device could say so. It is empty, or it is no such thing.
func (t *tx) giveWay(c calendar.Collection) error {
	known, err := t.sameHref(c)
	switch {
	case err != nil || known == nil || known.ID == c.ID:
		return err
	case known.Objects > 0:
		return fmt.Errorf("calendar %q: %w", known.Name, calendar.ErrExists)
	}
	return t.Bucket(collections).DeleteBucket([]byte(known.ID))
}

// last is an object that was removed with its collection, and its text.
type last struct {
	id calendar.ObjectID
	*text
}

// lost reads what a removed collection held; nothing where it is Missing only.
func (s *Store) lost(ctx context.Context, id calendar.CollectionID) ([]last, error) {
	var all []last
	err := s.view(ctx, "read a removed calendar", func(t *tx) error {
		if h, err := t.shelf(id); err == nil {
			if !h.at.Missing {
				return fmt.Errorf("calendar %q: %w", h.at.Name, calendar.ErrExists)
			}
			return nil
		}
		gone, err := t.removal(id)
		if err != nil || gone.First == 0 {
			return err
		}
		c := t.Bucket(ledger).Cursor()
		for k, v := c.Seek(number(gone.First)); k != nil; k, v = c.Next() {
			e, err := unpackLedger(k, v)
			if err != nil {
				return err
			}
			if e.batch != string(changeID(gone.First)) {
				break
			}
			body, err := t.body(e.before)
			if err != nil {
				return err
			}
			all = append(all, last{e.object, &text{body: body}})
		}
		return nil
	})
	for _, l := range all { // costly, so not within the transaction
		*l.text = *s.read(l.body)
	}
	return all, err
}

// bringBack makes the objects anew.
func (b *batch) bringBack(in calendar.CollectionID, all []last) error {
	h, err := b.t.shelf(in)
	if err != nil {
		return err
	}
	for _, l := range all {
		if b.t.Bucket(places).Get([]byte(l.id)) != nil {
			continue // it is somewhere already
		}
		r := row{id: l.id, href: h.newHref(l.index.UID, l.id)}
		if err := b.setBody(h, nil, r, l.text); err != nil {
			return err
		}
	}
	return nil
}

// rehome gives a Missing collection another place on its server: everything
// in it is to be sent there.
func (h *shelf) rehome(c calendar.Collection) error {
	if !h.at.Missing {
		return fmt.Errorf("calendar %q: %w", h.at.Name, calendar.ErrExists)
	}
	var rows []row // collected first: a cursor does not bear writes beside it
	if err := h.each(func(r row) error { rows = append(rows, r); return nil }); err != nil {
		return err
	}
	if err := h.putCollection(c); err != nil {
		return err
	}
	h.at = c
	for _, r := range rows {
		if err := h.resend(r); err != nil {
			return err
		}
	}
	return nil
}

// resend makes an object one that the server never had.
func (h *shelf) resend(r row) error {
	if r.body == 0 {
		return h.drop(r)
	}
	x, err := h.filed(r)
	if err != nil {
		return err
	}
	next := r
	next.base, next.unreadable, next.href, next.waits = nil, nil, h.newHref(r.uid, r.id), time.Time{}
	return h.put(&r, next, x)
}
