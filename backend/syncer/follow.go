package syncer

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"calends/backend/calendar"
	"calends/backend/merge"
	"calends/backend/reconcile"
)

// What was edited here and is gone there may only have been moved to another
// calendar. Created again where it was, it would be there twice, or, on servers
// on which a user may have a UID only once, never go out. So an edit that lost
// its object waits until every calendar was looked at, and follows it where it
// is found; only what is found nowhere is created again.

// stray is an edit whose object may be elsewhere: the server lost it (err is
// nil), or refuses to have it created, because it has the UID.
type stray struct {
	step reconcile.Step
	err  error
}

// searching takes out of a plan what is to be created again, for follow.
func (v *visit) searching(steps []reconcile.Step) []reconcile.Step {
	if v.followed {
		return steps
	}
	return slices.DeleteFunc(steps, func(s reconcile.Step) bool {
		lost := s.Action == reconcile.Recreate && !s.Overrules
		if lost {
			v.strays = append(v.strays, stray{step: s})
		}
		return lost
	})
}

// follow looks for the strays of all calendars in the others. Edits go where
// their objects are now, and what is found nowhere goes on as planned.
func (s *session) follow(ctx context.Context, visits []*visit) error {
	touched := map[*visit]bool{}
	gone := map[*visit][]calendar.Href{}
	for _, v := range visits {
		if v.err != nil {
			continue
		}
		for _, lost := range v.strays {
			touched[v] = true
			found, err := s.carry(ctx, visits, v, lost)
			switch {
			case err != nil:
				return err
			case found != nil:
				touched[found] = true
			case lost.err != nil:
				v.fail(lost.step.Href, lost.err)
			default:
				gone[v] = append(gone[v], lost.step.Href)
			}
		}
		v.strays = nil
	}
	for _, v := range visits {
		if !touched[v] {
			continue
		}
		v.followed = true
		if err := v.rounds(ctx, calendar.Listing{Gone: gone[v]}); Stops(err) {
			return err
		} else if err != nil {
			v.err = err
		}
	}
	return nil
}

// carry takes an edit to where its object is now, and lets go of it where that
// was; nil: it is nowhere.
func (s *session) carry(ctx context.Context, visits []*visit, from *visit, lost stray) (*visit, error) {
	o := lost.step.Object
	base := o.Base
	if lost.err != nil {
		var err error
		if base, err = s.recreated(ctx, o.ID); base == nil {
			return nil, err
		}
	}
	to, ok, err := s.nowAt(ctx, visits, o)
	if err != nil || !ok {
		return nil, err
	}
	now := to.object
	learned := calendar.Sighting{Object: now.ID, Href: now.Href, At: now.Revision, Base: now.Base, Body: now.Body, Origin: calendar.Merge}
	r, err := merge.Options{Zone: s.Zone}.Merge(base.Body, o.Body, now.Body)
	if err == nil {
		learned.Body = r.Text
	}
	if err != nil || len(r.Clashes) > 0 {
		learned.Lost, learned.Ancestor = o.Body, base.Body
	}
	for _, c := range r.Clashes {
		learned.Clashes = append(learned.Clashes, c.Property)
	}
	err = to.visit.done(ctx, learned)
	switch {
	case errors.Is(err, calendar.ErrStale): // he is writing there: the next sync sees both
		from.missed = true
		return to.visit, nil
	case err != nil:
		return nil, err
	}
	to.visit.merged[now.Href.Key()] = true
	from.received.note(o.Href, calendar.KindDeleted)
	return to.visit, from.done(ctx, calendar.Sighting{Object: o.ID, Href: o.Href, At: o.Revision, Origin: calendar.Server})
}

// nowAt finds the object of the same UID that the server has in a calendar that
// can be written to.
func (s *session) nowAt(ctx context.Context, visits []*visit, lost calendar.Object) (placed, bool, error) {
	uid, err := s.uid(ctx, lost.ID)
	if err != nil || uid == "" {
		return placed{}, false, err
	}
	same, err := s.replica.Find(ctx, uid)
	if err != nil {
		return placed{}, false, fmt.Errorf("look for %s: %w", lost.Href, err)
	}
	for _, v := range visits {
		for _, o := range same {
			if o.Collection == v.col.ID && o.ID != lost.ID && o.Base != nil && o.Body != nil && o.Unreadable == nil && v.col.Writable() {
				return placed{v, o}, true, nil
			}
		}
	}
	return placed{}, false, nil
}

// recreated is the version that an object had which the server lost and an edit
// made again; nil where it is no such object: then it is not an edit of what
// the server has, but another thing with the same UID.
func (s *session) recreated(ctx context.Context, id calendar.ObjectID) (*calendar.Version, error) {
	rows, err := s.replica.History(ctx, calendar.HistoryQuery{Object: id, Limit: recentTexts})
	if err != nil {
		return nil, fmt.Errorf("read the history of an object: %w", err)
	}
	again := false
	for _, row := range rows { // newest first
		again = again || row.Origin == calendar.Merge && row.Kind == calendar.KindCreated
		if again && row.Origin == calendar.Server && row.After != nil {
			return &calendar.Version{Body: row.After}, nil
		}
	}
	return nil, nil
}
