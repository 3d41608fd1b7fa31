package store

import (
	"context"
	"encoding/json"
	"errors"
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
	// Closed is the batch that settled it, Reopened the batch that took that
	// back; "" where none did, or where that was taken back in turn.
	Closed, Reopened string `json:",omitempty"`
}

// open reports whether it waits for the user.
func (c conflict) open() bool { return c.Closed == "" || c.Reopened != "" }

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
	if g.Ancestor != nil {
		if c.Base, err = b.t.keep(b.t.s.read(g.Ancestor)); err != nil {
			return err
		}
	}
	if c.Ours, err = b.t.keep(lost); err != nil {
		return err
	}
	if c.Theirs, err = b.t.keep(g.body); err != nil {
		return err
	}
	id, err := b.t.newID()
	if err != nil {
		return err
	}
	return b.t.putConflict(id, c)
}

// Conflicts reads the texts of the user's that gave way and are not decided
// upon, oldest first.
func (s *Store) Conflicts(ctx context.Context) ([]calendar.Conflict, error) {
	all := []calendar.Conflict{}
	err := s.view(ctx, "read the conflicts", func(t *tx) error {
		return t.eachConflict(func(id string, c conflict) error {
			if !c.open() {
				return nil
			}
			o, err := t.conflict(id, c)
			all = append(all, o)
			return err
		})
	})
	return all, err
}

func (t *tx) eachConflict(do func(id string, c conflict) error) error {
	return t.Bucket(conflicts).ForEach(func(id, packed []byte) error {
		var c conflict
		if err := json.Unmarshal(packed, &c); err != nil {
			return fmt.Errorf("conflict %s: %w", id, err)
		}
		return do(string(id), c)
	})
}

// card is where a conflict came from: the change of that object at that time.
type card struct {
	object calendar.ObjectID
	at     int64 // ms, which is what the ledger counts
}

func cardOf(object calendar.ObjectID, at time.Time) card { return card{object, at.UnixMilli()} }

// cards are the conflicts that are kept, settled or not, with what clashed.
func (t *tx) cards() (map[card][]string, error) {
	all := map[card][]string{}
	err := t.eachConflict(func(_ string, c conflict) error {
		all[cardOf(c.Object, c.At)] = c.Fields
		return nil
	})
	return all, err
}

// conflict reads the texts of a conflict.
func (t *tx) conflict(id string, c conflict) (calendar.Conflict, error) {
	o := calendar.Conflict{ID: id, At: c.At, Object: c.Object, Collection: c.Collection, UID: c.UID, Fields: c.Fields}
	var err error
	if o.Base, err = t.body(c.Base); err != nil {
		return o, err
	}
	if o.Ours, err = t.body(c.Ours); err != nil {
		return o, err
	}
	o.Theirs, err = t.body(c.Theirs)
	return o, err
}

func (t *tx) storedConflict(id string) (conflict, error) {
	var c conflict
	packed := t.Bucket(conflicts).Get([]byte(id))
	if packed == nil {
		return c, notFound("conflict", id)
	}
	if err := json.Unmarshal(packed, &c); err != nil {
		return c, fmt.Errorf("conflict %s: %w", id, err)
	}
	return c, nil
}

func (t *tx) putConflict(id string, c conflict) error {
	packed, err := json.Marshal(c)
	if err != nil {
		return err
	}
	t.notice.shape(c.Collection)
	for _, r := range []ref{c.Base, c.Ours, c.Theirs} {
		t.held(r)
	}
	return t.Bucket(conflicts).Put([]byte(id), packed)
}

// dropConflicts forgets the conflicts of a collection, settled or not.
func (t *tx) dropConflicts(of calendar.CollectionID) error {
	var gone []string
	err := t.eachConflict(func(id string, c conflict) error {
		if c.Collection == of {
			gone = append(gone, id)
		}
		return nil
	})
	for _, id := range gone {
		err = errors.Join(err, t.Bucket(conflicts).Delete([]byte(id)))
	}
	return err
}

// Settle closes a conflict with what the user decided: a request of his like
// any other, see [Store.Commit], in one transaction. Where nothing is to be
// written, as when the server's text stands, the ledger notes it all the same.
// Undoing the request opens the conflict again.
//
// [calendar.ErrNotFound]: it is not open.
func (s *Store) Settle(ctx context.Context, id string, writes []calendar.Write) ([]calendar.Change, error) {
	return s.commit(ctx, calendar.Me, "", writes, func(b *batch) error {
		c, err := b.t.storedConflict(id)
		if err != nil {
			return err
		}
		if !c.open() {
			return notFound("open conflict", id)
		}
		if len(b.entries) == 0 {
			if err := b.noteSettled(c); err != nil {
				return err
			}
		}
		c.Closed, c.Reopened = b.entries[0].batch, ""
		return b.t.putConflict(id, c)
	})
}

// noteSettled enters that a conflict was settled by leaving everything as it
// is: a row about the object, without texts.
func (b *batch) noteSettled(c conflict) error {
	e := entry{kind: calendar.KindEdited, collection: c.Collection, object: c.Object, uid: c.UID}
	if h, err := b.t.shelf(c.Collection); err == nil {
		e.account = h.account
	}
	return b.add(&e)
}

// noteTakenBack enters that a batch was taken back without a change to any
// text. Where that was a note about an object, so is this one: redo finds it.
func (b *batch) noteTakenBack() error {
	e := entry{kind: calendar.KindEdited}
	first, err := b.t.entry(changeNumber(b.undoes))
	if err == nil && first.note() {
		e.account, e.collection, e.object, e.uid = first.account, first.collection, first.object, first.uid
	}
	return b.add(&e)
}

// reopen opens again what the batch that is taken back had settled, and closes
// what that had opened.
func (b *batch) reopen() error {
	if b.undoes == "" || len(b.entries) == 0 {
		return nil
	}
	touched := map[string]conflict{}
	err := b.t.eachConflict(func(id string, c conflict) error {
		switch b.undoes {
		case c.Closed:
			c.Reopened = b.entries[0].batch
		case c.Reopened:
			c.Reopened = ""
		default:
			return nil
		}
		touched[id] = c
		return nil
	})
	for id, c := range touched {
		err = errors.Join(err, b.t.putConflict(id, c))
	}
	return err
}
