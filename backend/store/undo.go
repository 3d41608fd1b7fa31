package store

import (
	"context"
	"errors"

	"calends/backend/calendar"
)

// Undo is a reading of the ledger. A request is what [Store.Commit] recorded in
// one batch, or an act (request.go); an undo is a request that takes another
// back, and a redo is an undo of an undo. A request stands unless a request that
// stands takes it back; since only later ones can, that is settled by reading
// from the newest.
//
//   - To be undone is the newest standing request of the user's own: an edit,
//     an import, a restore, the making, the removal or another look of a
//     calendar, his word on what was held back. Redoing one makes it stand again.
//   - To be redone is the newest standing undo of such a request, unless the
//     user did something new after it.
//
// What sync wrote in between is no request and is not undone by either; the
// undo is merged into it (edit.Revert). A whole sync is taken back by a request
// of its own, which undoes "sync:" and the sync's name. Undo and redo treat it
// as any of the user's, but that redo, too, takes it back while it is the last:
// to the user it was an undo. Changes in calendars that are gone without his
// doing are passed over.

// LastUndoable reads the request that undo is to take back.
// [calendar.ErrNothingToUndo]: there is none.
func (s *Store) LastUndoable(ctx context.Context) (calendar.Request, error) {
	return s.lastRequest(ctx, func(_ *tx, r request, stands, _ bool) (found, over bool) {
		return stands && r.own(), false
	})
}

// LastRedoable reads the undo that redo is to take back.
// [calendar.ErrNothingToUndo]: there is none.
func (s *Store) LastRedoable(ctx context.Context) (calendar.Request, error) {
	return s.lastRequest(ctx, func(t *tx, r request, stands, newest bool) (found, over bool) {
		return stands && (t.isUndo(r) || newest && r.ofSync()), r.own()
	})
}

// isUndo reports whether r takes back a request of the user's own, not an undo.
func (t *tx) isUndo(r request) bool {
	n := changeNumber(r.undoes)
	packed := t.Bucket(requests).Get(number(n))
	if r.own() || packed == nil {
		return false
	}
	of, err := unpackRequest(number(n), packed)
	return err == nil && of.own()
}

// lastRequest reads the newest request that is the one sought, unless the search
// is over before.
func (s *Store) lastRequest(ctx context.Context, sought func(t *tx, r request, stands, newest bool) (found, over bool)) (calendar.Request, error) {
	var last calendar.Request
	err := s.view(ctx, "look for what to undo", func(t *tx) error {
		takenBack := map[string]bool{}
		c := t.Bucket(requests).Cursor()
		newest := true
		for k, v := c.Last(); k != nil; k, v = c.Prev() {
			r, err := unpackRequest(k, v)
			if err != nil {
				return err
			}
			stands := !takenBack[r.name()]
			if stands && r.undoes != "" {
				takenBack[r.undoes] = true
			}
			found, over := sought(t, r, stands, newest)
			newest = false
			if found {
				last, err = t.whole(r)
				forgotten := errors.Is(err, calendar.ErrNotFound)
				if err != nil && !forgotten || !forgotten && t.isHere(last) {
					return err
				}
			}
			if over {
				break
			}
		}
		return calendar.ErrNothingToUndo
	})
	if err != nil {
		return calendar.Request{}, err
	}
	return last, nil
}

// isHere reports whether there is still what a request was about, or it says
// itself that there is not.
func (t *tx) isHere(r calendar.Request) bool {
	switch r.Act {
	case calendar.ActChange:
		return t.anyHere(r.Changes)
	case calendar.ActCreate, calendar.ActLook:
		return t.Bucket(collections).Bucket([]byte(r.About)) != nil
	}
	return true
}

// anyHere reports whether one of the changes is about a calendar that is still
// here, or nothing is known of any.
func (t *tx) anyHere(changes []calendar.Change) bool {
	for _, c := range changes {
		if t.Bucket(collections).Bucket([]byte(c.Collection)) != nil {
			return true
		}
	}
	return false
}
