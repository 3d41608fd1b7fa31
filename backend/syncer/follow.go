package syncer

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"calends/backend/calendar"
	"calends/backend/merge"
	"calends/backend/reconcile"
)

// A move here and a change there, or the other way round, are two halves of one
// wish. What was edited here and is gone there may only have been moved to
// another calendar: created again where it was, it would be there twice, or, on
// servers on which a user may have a UID only once, never go out. So an edit
// that lost its object waits until every calendar was looked at, and follows it
// where it is found; only what is found nowhere is created again. And what was
// moved here while it was edited there takes the edit along.

// stray is an object to be created that may be elsewhere: the server lost it
// (err is nil), or refuses it, because it has the UID.
type stray struct {
	step reconcile.Step
	err  error
}

// searching takes out of a plan what is to be created but may be elsewhere, for
// follow, and whatever else there is to do about it until then.
func (v *visit) searching(steps []reconcile.Step) []reconcile.Step {
	return slices.DeleteFunc(steps, func(s reconcile.Step) bool {
		o := s.Object
		if v.astray[o.ID] {
			return true
		}
		lost := s.Action == reconcile.Recreate && !s.Overrules ||
			s.Action == reconcile.Create && (v.homeless[o.ID] || !o.Waits.IsZero())
		if !lost || v.nowhere[o.ID] {
			return false
		}
		v.strays, v.astray[o.ID] = append(v.strays, stray{step: s}), true
		return true
	})
}

// foundAgain stops the search for what the server has again where it was.
func (v *visit) foundAgain(seen calendar.Listing) {
	if len(v.strays) == 0 {
		return
	}
	there := map[string]bool{}
	for href := range seen.Members {
		there[href.Key()] = true
	}
	v.strays = slices.DeleteFunc(v.strays, func(lost stray) bool {
		back := lost.err == nil && there[lost.step.Href.Key()]
		if back {
			delete(v.astray, lost.step.Object.ID)
		}
		return back
	})
}

// maxSearches bounds how often one sync looks for what it finds lost. What is lost
// anew after that waits for the next.
const maxSearches = 3

// follow looks for the strays of all calendars in the others. Edits go where
// their objects are now, and what is found nowhere goes on as planned. What is lost
// on the way is looked for as well.
func (s *session) follow(ctx context.Context) error {
	for n := 1; ; n++ {
		s.last = n == maxSearches
		if s.joined {
			if err := s.moves(ctx, s.visits); err != nil {
				return err
			}
		}
		touched, gone, err := s.search(ctx)
		if err != nil {
			return err
		}
		s.joined = false
		if err := s.goOn(ctx, touched, gone); err != nil {
			return err
		}
		if s.last || !slices.ContainsFunc(s.visits, func(v *visit) bool { return v.err == nil && len(v.strays) > 0 }) {
			break
		}
	}
	return s.closeMoves(ctx)
}

// search looks for the strays until it has found them or has seen that they are
// nowhere, and tells which calendars are to be gone on with, and what is gone from
// them.
func (s *session) search(ctx context.Context) (touched map[*visit]bool, gone map[*visit][]calendar.Href, err error) {
	touched, gone = map[*visit]bool{}, map[*visit][]calendar.Href{}
	for _, v := range s.visits {
		touched[v] = v.err == nil && (s.joined || v.behind)
	}
	moved := true
	for n := 0; ; n++ {
		left := 0
		for _, v := range s.visits {
			if v.err != nil {
				continue
			}
			if err := s.recover(ctx, v, touched, gone); err != nil {
				return nil, nil, err
			}
			left += len(v.strays)
		}
		if left == 0 || !moved || n == maxSearches {
			break
		}
		if moved, err = s.lookAgain(ctx); err != nil {
			return nil, nil, err
		}
	}
	for _, v := range s.visits {
		if v.err != nil {
			continue
		}
		if err := s.giveUpSearch(ctx, v, touched, gone); err != nil {
			return nil, nil, err
		}
	}
	return touched, gone, nil
}

// recover carries the strays of one calendar to where they are found; those left
// are found nowhere yet.
func (s *session) recover(ctx context.Context, v *visit, touched map[*visit]bool, gone map[*visit][]calendar.Href) error {
	var left []stray
	for _, lost := range v.strays {
		touched[v] = true
		lost, still, err := v.stillLost(ctx, lost)
		var found *visit
		if err == nil && still {
			found, err = s.carry(ctx, v, lost)
		}
		switch {
		case err != nil:
			return err
		case !still && lost.step.Object.Body == nil:
			v.missed = true // he may have moved it: the next sync sees both
		case !still && lost.step.Action == reconcile.Create && lost.step.Object.Base != nil: // it was moved there by now
		case !still:
			gone[v] = append(gone[v], lost.step.Href)
		case found != nil:
			touched[found] = true
		default:
			left = append(left, lost)
			continue
		}
		delete(v.astray, lost.step.Object.ID)
	}
	v.strays = left
	return nil
}

// giveUpSearch goes on with what is found nowhere: it is created again, unless a
// calendar that may have it could not be looked at.
func (s *session) giveUpSearch(ctx context.Context, v *visit, touched map[*visit]bool, gone map[*visit][]calendar.Href) error {
	for _, lost := range v.strays {
		touched[v] = true
		switch {
		case lost.err != nil && !s.joined:
			v.fail(lost.step.Href, lost.err)
		case lost.err == nil && v.mayWait(lost.step.Object):
			if err := v.await(ctx, lost.step.Object); err != nil {
				return err
			}
			continue
		case lost.step.Action == reconcile.Recreate:
			gone[v] = append(gone[v], lost.step.Href)
		}
		v.nowhere[lost.step.Object.ID] = true
		delete(v.astray, lost.step.Object.ID)
	}
	v.strays = nil
	return nil
}

// goOn goes on with the calendars that were touched.
func (s *session) goOn(ctx context.Context, touched map[*visit]bool, gone map[*visit][]calendar.Href) error {
	for _, v := range s.inOrder(touched) {
		v.behind = false
		if err := v.rounds(ctx, calendar.Listing{Gone: gone[v]}); Stops(err) {
			return err
		} else if err != nil {
			v.err = err
		}
		if !s.last {
			continue
		}
		for _, lost := range v.strays { // lost since
			if err := v.await(ctx, lost.step.Object); err != nil {
				return err
			}
		}
		v.strays = nil
	}
	return nil
}

// stillLost is a stray as the user has it by now. What he took back is no edit any
// more that is to be carried anywhere, nor is what he deleted.
func (v *visit) stillLost(ctx context.Context, lost stray) (stray, bool, error) {
	o, err := v.replica.Object(ctx, lost.step.Object.ID)
	if errors.Is(err, calendar.ErrNotFound) {
		return lost, false, nil
	}
	if err != nil {
		return lost, false, fmt.Errorf("read %s before it is looked for: %w", lost.step.Href, err)
	}
	lost.step.Object = o
	return lost, o.Body != nil && o.State() != calendar.Unchanged, nil
}

// inOrder are the visits to be gone on with, those last that wait for another.
func (s *session) inOrder(touched map[*visit]bool) (all []*visit) {
	for _, behind := range []bool{false, true} {
		for _, v := range s.visits {
			if touched[v] && v.behind == behind {
				all = append(all, v)
			}
		}
	}
	return all
}

// carry takes an edit to where its object is now, and lets go of it where that
// was; nil: it is nowhere.
func (s *session) carry(ctx context.Context, from *visit, lost stray) (*visit, error) {
	o := lost.step.Object
	to, ok, err := s.nowAt(ctx, o)
	if err != nil || !ok {
		return nil, err
	}
	base, known, err := s.madeOn(ctx, o, to.object.ID)
	if err != nil || !known {
		return nil, err
	}
	now := to.object
	learned := calendar.Sighting{Object: now.ID, Href: now.Href, At: now.Revision, Base: now.Base, Origin: calendar.Merge}
	s.combine(&learned, base, o.Body, now.Body)
	err = to.visit.done(ctx, learned)
	switch {
	case errors.Is(err, calendar.ErrStale): // he is writing there: the next sync sees both
		from.missed = true
		return to.visit, nil
	case err != nil:
		return nil, err
	}
	to.visit.mixed(&learned, now.Body)
	from.received.note(o.Href, calendar.KindDeleted)
	return to.visit, from.done(ctx, calendar.Sighting{Object: o.ID, Href: o.Href, At: o.Revision, Origin: calendar.Server})
}

// combine merges ours and theirs; where they clash, or cannot be read, theirs
// stands and ours is set aside.
func (s *session) combine(learned *calendar.Sighting, base, ours, theirs []byte) {
	r, err := merge.Options{Zone: s.Zone}.Merge(base, ours, theirs)
	learned.Body = theirs
	if err == nil {
		learned.Body = r.Text
	}
	if sibling := []byte("RELTYPE=SIBLING"); base != nil && (bytes.Contains(ours, sibling) || bytes.Contains(theirs, sibling)) {
		s.report.Splits = append(s.report.Splits, Split{learned.Object, base, ours, theirs})
	}
	for _, k := range r.Kept {
		learned.Kept = append(learned.Kept, calendar.Kept{Field: cmp.Or(k.Property, k.Component), Mine: k.Theirs == ""})
	}
	if err != nil || len(r.Clashes) > 0 {
		learned.Lost, learned.Ancestor = ours, base
	}
	for _, c := range r.Clashes {
		learned.Clashes = append(learned.Clashes, c.Property)
	}
}

// joins takes what somebody wrote to where the user has moved it meanwhile, and
// reports whether there is such a place.
func (v *visit) joins(ctx context.Context, step reconcile.Step) (bool, error) {
	o := step.Object
	rows, err := v.replica.History(ctx, calendar.HistoryQuery{Object: o.ID, Limit: 1})
	if err != nil || len(rows) == 0 || rows[0].Kind != calendar.KindMoved {
		return false, err
	}
	same, err := v.replica.Find(ctx, rows[0].UID)
	if err != nil {
		return false, fmt.Errorf("look for %s: %w", o.Href, err)
	}
	for _, to := range v.visits {
		for _, now := range same {
			if now.Collection != to.col.ID || now.Collection == v.col.ID || now.Body == nil || !to.col.Writable() {
				continue
			}
			learned := calendar.Sighting{Object: now.ID, Href: now.Href, At: now.Revision, Base: now.Base, Origin: calendar.Merge}
			v.combine(&learned, o.Base.Body, now.Body, step.Version.Body)
			if err := to.done(ctx, learned); err != nil {
				return false, err
			}
			v.joined, v.returned[o.ID] = true, true
			to.homeless[now.ID] = true // the move is tried again before it is created
			to.mixed(&learned, step.Version.Body)
			v.received.note(o.Href, calendar.KindEdited)
			return true, nil
		}
	}
	return false, nil
}

// nowAt finds the object of the same UID that the server has in a calendar that
// can be written to.
func (s *session) nowAt(ctx context.Context, lost calendar.Object) (placed, bool, error) {
	uid, err := s.uid(ctx, lost.ID)
	if err != nil || uid == "" {
		return placed{}, false, err
	}
	same, err := s.replica.Find(ctx, uid)
	if err != nil {
		return placed{}, false, fmt.Errorf("look for %s: %w", lost.Href, err)
	}
	for _, v := range s.visits {
		for _, o := range same {
			if o.Collection == v.col.ID && o.ID != lost.ID && o.Base != nil && o.Body != nil && o.Unreadable == nil && v.col.Writable() {
				return placed{v, o}, true, nil
			}
		}
	}
	return placed{}, false, nil
}

// madeOn is the text that what is here was made on: the one the server had, of
// this object or of the one that was moved here. known is false where it is no
// version of what the server has, but another thing with the same UID.
func (s *session) madeOn(ctx context.Context, o calendar.Object, now calendar.ObjectID) (base []byte, known bool, err error) {
	if o.Base != nil {
		return o.Base.Body, true, nil
	}
	rows, err := s.replica.History(ctx, calendar.HistoryQuery{Object: o.ID, Limit: recentTexts})
	if err != nil {
		return nil, false, fmt.Errorf("read the history of an object: %w", err)
	}
	for _, row := range rows { // newest first
		again := row.Origin == calendar.Merge && row.Kind == calendar.KindCreated
		known = known || again || row.Kind == calendar.KindMoved
	}
	if !known {
		return nil, false, nil
	}
	same, err := s.replica.Find(ctx, rows[0].UID)
	if err != nil {
		return nil, false, fmt.Errorf("look for %s: %w", o.Href, err)
	}
	for _, source := range same {
		if source.Body == nil && source.Base != nil && source.ID != now {
			return source.Base.Body, true, nil
		}
	}
	if rows, err = s.replica.History(ctx, calendar.HistoryQuery{UID: rows[0].UID, Limit: recentTexts}); err != nil {
		return nil, false, fmt.Errorf("read the history of an event: %w", err)
	}
	for _, row := range rows {
		if row.Origin == calendar.Server && row.After != nil && row.Object != now {
			return row.After, true, nil
		}
	}
	return nil, true, nil
}
