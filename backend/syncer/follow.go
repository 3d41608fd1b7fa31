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

// stray is an object that may be elsewhere. err is there where the server refuses
// to create it, because it has the UID.
type stray struct {
	step reconcile.Step
	err  error
	why  search
}

// search is why something is looked for.
type search string

const (
	lost     search = "lost"     // the server lost it
	unheard  search = "unheard"  // it is to be created: perhaps it was, and the answer got lost
	outstrip search = "outstrip" // it was moved by hand, and is gone where it was
	adrift   search = "adrift"   // it was moved by hand, and is gone where it went
	resettle search = "resettle" // its calendar is made again, and another has it by now
)

// searching takes out of a plan what is to be created but may be elsewhere, for
// follow, and whatever else there is to do about it until then.
func (v *visit) searching(ctx context.Context, steps []reconcile.Step) (kept []reconcile.Step, err error) {
	for _, s := range steps {
		o := s.Object
		if v.astray[o.ID] {
			continue
		}
		why, err := v.mayBeElsewhere(ctx, s)
		if err != nil {
			return nil, err
		}
		if why == "" || v.nowhere[o.ID] {
			kept = append(kept, s)
			continue
		}
		v.strays, v.astray[o.ID] = append(v.strays, stray{step: s, why: why}), true
	}
	return kept, nil
}

// mayBeElsewhere tells why something may have to be looked for; "": it has not.
func (v *visit) mayBeElsewhere(ctx context.Context, s reconcile.Step) (search, error) {
	o := s.Object
	switch {
	case s.Action == reconcile.Recreate && v.remade[v.col.ID]:
		_, there, err := v.nowAt(ctx, o)
		if !there || err != nil {
			return "", err
		}
		return resettle, nil
	case s.Action == reconcile.Recreate && !s.Overrules,
		s.Action == reconcile.Create && (v.homeless[o.ID] || !o.Waits.IsZero()):
		return lost, nil
	case s.Action == reconcile.Create:
		return v.perhapsSent(ctx, o)
	case s.Action == reconcile.Forget && o.Body != nil:
		back, err := v.comesBack(ctx, o)
		if !back || err != nil {
			return "", err
		}
		return adrift, nil
	case s.Action == reconcile.Forget && o.Base != nil && v.col.Writable():
		return v.overtaken(ctx, o)
	}
	return "", nil
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
	v.strays = slices.DeleteFunc(v.strays, func(s stray) bool {
		back := s.err == nil && there[s.step.Href.Key()]
		if back {
			delete(v.astray, s.step.Object.ID)
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
			left += v.hunted()
		}
		if left == 0 || !moved || n == maxSearches {
			break
		}
		if moved, err = s.lookAgain(ctx); err != nil {
			return nil, nil, err
		}
	}
	homeless := false
	for _, v := range s.visits {
		if v.err != nil {
			continue
		}
		homeless = homeless || slices.ContainsFunc(v.strays, func(one stray) bool { return v.homeless[one.step.Object.ID] })
		if err := s.giveUpSearch(ctx, v, touched, gone); err != nil {
			return nil, nil, err
		}
	}
	if homeless { // what was moved and is nowhere may still be where it was
		err = s.moves(ctx, s.visits)
	}
	return touched, gone, err
}

// recover carries the strays of one calendar to where they are found; those left
// are found nowhere yet.
func (s *session) recover(ctx context.Context, v *visit, touched map[*visit]bool, gone map[*visit][]calendar.Href) error {
	var left []stray
	for _, one := range v.strays {
		touched[v] = true
		one, still, err := v.stillLost(ctx, one)
		var found *visit
		if err == nil && still {
			found, err = s.carry(ctx, v, one)
		}
		switch {
		case err != nil:
			return err
		case !still && one.step.Object.Body == nil:
			v.missed = true // he may have moved it: the next sync sees both
		case !still && one.step.Action == reconcile.Create: // it was sent, or moved there, by now
		case !still:
			gone[v] = append(gone[v], one.step.Href)
		case found != nil:
			touched[found] = true
		default:
			left = append(left, one)
			continue
		}
		delete(v.astray, one.step.Object.ID)
	}
	v.strays = left
	return nil
}

// hunted counts the strays for which every calendar is to be looked at again.
func (v *visit) hunted() (n int) {
	for _, one := range v.strays {
		if one.why != unheard || one.err != nil {
			n++
		}
	}
	return n
}

// giveUpSearch goes on with what is found nowhere: it is created again, unless a
// calendar that may have it could not be looked at.
func (s *session) giveUpSearch(ctx context.Context, v *visit, touched map[*visit]bool, gone map[*visit][]calendar.Href) error {
	for _, one := range v.strays {
		touched[v] = true
		switch o := one.step.Object; {
		case one.err != nil && !s.joined:
			v.fail(one.step.Href, one.err)
		case one.why == outstrip, one.why == adrift:
			if v.mayWait(o) {
				v.missed = true // it is looked for again by the next sync
				continue
			}
			gone[v] = append(gone[v], one.step.Href)
		case one.why == lost && one.err == nil && v.mayWait(o):
			if err := v.await(ctx, o); err != nil {
				return err
			}
			continue
		case one.step.Action == reconcile.Recreate:
			gone[v] = append(gone[v], one.step.Href)
		}
		v.nowhere[one.step.Object.ID] = true
		delete(v.astray, one.step.Object.ID)
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
		for _, one := range v.strays { // lost since
			if one.why != lost {
				continue // the next sync looks for it
			}
			if err := v.await(ctx, one.step.Object); err != nil {
				return err
			}
		}
		v.strays = nil
	}
	return nil
}

// stillLost is a stray as the user has it by now. What he took back is no edit any
// more that is to be carried anywhere, nor is what he deleted.
func (v *visit) stillLost(ctx context.Context, one stray) (stray, bool, error) {
	o, err := v.replica.Object(ctx, one.step.Object.ID)
	if errors.Is(err, calendar.ErrNotFound) {
		return one, false, nil
	}
	if err != nil {
		return one, false, fmt.Errorf("read %s before it is looked for: %w", one.step.Href, err)
	}
	one.step.Object = o
	switch one.why {
	case outstrip:
		return one, o.Body == nil, nil
	case adrift, resettle:
		return one, o.Body != nil, nil
	}
	return one, o.Body != nil && o.State() != calendar.Unchanged, nil
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
func (s *session) carry(ctx context.Context, from *visit, one stray) (*visit, error) {
	if one.why == outstrip {
		return s.giveWay(ctx, from, one.step.Object)
	}
	o := one.step.Object
	to, ok, err := s.nowAt(ctx, o)
	if err != nil || !ok {
		return nil, err
	}
	base, known, err := s.madeOn(ctx, o, to.object.ID, to.object.Body)
	if err == nil && !known {
		base, known, err = s.madeHere(ctx, from, o, to.object)
	}
	if err != nil || !known {
		return nil, err
	}
	if o.State() != calendar.Unchanged {
		err = s.unite(ctx, to, base, o.Body)
	}
	switch {
	case errors.Is(err, calendar.ErrStale): // he is writing there: the next sync sees both
		from.missed = true
		return to.visit, nil
	case err != nil:
		return nil, err
	}
	from.received.note(o.Href, calendar.KindDeleted)
	return to.visit, from.done(ctx, calendar.Sighting{Object: o.ID, Href: o.Href, At: o.Revision, Origin: calendar.Server})
}

// unite merges a text of the user's into what is there.
func (s *session) unite(ctx context.Context, to placed, base, ours []byte) error {
	now := to.object
	learned := calendar.Sighting{Object: now.ID, Href: now.Href, At: now.Revision, Base: now.Base, Origin: calendar.Merge}
	s.combine(&learned, base, ours, now.Body)
	if err := to.visit.done(ctx, learned); err != nil {
		return err
	}
	to.visit.mixed(&learned, now.Body)
	return nil
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
