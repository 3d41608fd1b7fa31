package syncer

import (
	"context"
	"errors"
	"fmt"

	"calends/backend/calendar"
)

// A move that is made by hand has two ends. What is to be deleted where it was
// may be all there is of the event: as long as nobody has seen it where it was
// moved to, and where that was cut off and taken back.

// otherEnd is what is known of where an object was moved to.
type otherEnd int

const (
	reached otherEnd = iota // it is there, or was never moved
	awaited                 // it is not there yet, or cannot be read there
	undone                  // it was there, and is gone
)

// movedTo tells of the other end of what was moved away and is to be deleted here.
func (v *visit) movedTo(ctx context.Context, o calendar.Object) (otherEnd, error) {
	uid, err := v.movedAs(ctx, o)
	if err != nil || uid == "" {
		return reached, err
	}
	same, err := v.replica.Find(ctx, uid)
	if err != nil {
		return reached, fmt.Errorf("look for %s: %w", o.Href, err)
	}
	known, err := v.known(ctx)
	if err != nil {
		return reached, err
	}
	all := reached
	for _, now := range same {
		for _, to := range known {
			if now.Collection != to.ID || now.ID == o.ID || now.Body == nil {
				continue
			}
			end, err := v.shownAt(ctx, to, now)
			if err != nil {
				return all, err
			}
			all = max(all, end)
		}
	}
	return all, ctx.Err()
}

// shownAt asks the server for what was moved.
func (v *visit) shownAt(ctx context.Context, in calendar.Collection, o calendar.Object) (otherEnd, error) {
	if o.Base == nil || in.Missing {
		return awaited, nil
	}
	for _, r := range v.server.Fetch(ctx, in.Href, []calendar.Href{o.Href}) {
		switch {
		case Stops(r.Err):
			return awaited, r.Err
		case missing(r.Err):
			return undone, nil
		case r.Err == nil:
			return reached, nil
		}
	}
	return awaited, ctx.Err()
}

// comesBack reports whether an object that the server lost here was moved here,
// and still waits to be deleted where it was: then it is to be moved, whatever
// became of it meanwhile. All that the server has of it is that source.
func (v *visit) comesBack(ctx context.Context, o calendar.Object) (bool, error) {
	if o.Base == nil || o.Body == nil || o.State() != calendar.Unchanged || !v.col.Writable() {
		return false, nil
	}
	uid, err := v.uid(ctx, o.ID)
	if err != nil || uid == "" {
		return false, err
	}
	from, _, err := v.movable(ctx, v.visits)
	if err != nil {
		return false, err
	}
	for _, p := range from {
		if p.visit == v {
			continue
		}
		if same, err := v.movedAs(ctx, p.object); same == uid || err != nil {
			return same == uid, err
		}
	}
	return false, nil
}

// goesBack takes what was moved back to where it was, with what was changed
// since: it went to a calendar that can only be read by now and is not there yet,
// or it is gone from there and the server has it again where it was.
func (v *visit) goesBack(ctx context.Context, o calendar.Object) (back bool, err error) {
	stuck := !v.col.Writable() && o.Base == nil
	if o.Body == nil || !stuck && len(v.returned) == 0 {
		return false, nil
	}
	uid, err := v.uid(ctx, o.ID)
	if err != nil || uid == "" {
		return false, err
	}
	from, _, err := v.movable(ctx, v.visits)
	if err != nil {
		return false, err
	}
	for _, p := range from {
		moved, err := v.movedAs(ctx, p.object)
		if err != nil {
			return false, err
		}
		if moved != uid || !stuck && !v.returned[p.object.ID] {
			continue
		}
		p.visit.behind = true // it goes on when all were looked at
		v.received.note(o.Href, calendar.KindDeleted)
		p.visit.received.note(p.object.Href, calendar.KindCreated)
		v.fail(o.Href, calendar.Explain(calendar.ErrReadOnly, "Move it to another calendar, or ask whoever this one belongs to.",
			"%s could not be moved to “%s”, which can only be read now. It is back in “%s”, with what you changed.", name(o), v.col.Name, p.visit.col.Name))
		return true, p.visit.done(ctx, calendar.Sighting{Object: p.object.ID, Href: p.object.Href, At: p.object.Revision,
			Base: p.object.Base, Body: o.Body, Origin: calendar.Merge})
	}
	return false, nil
}

// movedAs is the UID of an object whose last change here was a move; else "".
func (s *session) movedAs(ctx context.Context, o calendar.Object) (calendar.UID, error) {
	rows, err := s.replica.History(ctx, calendar.HistoryQuery{Object: o.ID, Limit: 1})
	if err != nil || len(rows) == 0 || rows[0].Kind != calendar.KindMoved {
		return "", err
	}
	return rows[0].UID, nil
}

// waitsFor reports whether what was deleted here is the source of a move that
// nobody knows the fate of: the server lost it, and has it not yet where the user
// put it. Its Base is all that tells what he changed on the way.
func (v *visit) waitsFor(ctx context.Context, source calendar.Object) (bool, error) {
	if source.Base == nil || source.Body != nil || !v.col.Writable() {
		return false, nil
	}
	uid, err := v.uid(ctx, source.ID)
	if err != nil || uid == "" {
		return false, err
	}
	same, err := v.replica.Find(ctx, uid)
	if err != nil {
		return false, fmt.Errorf("look for %s: %w", source.Href, err)
	}
	for _, to := range v.visits {
		for _, now := range same {
			if now.Collection == to.col.ID && to != v && now.State() == calendar.Created {
				return true, nil
			}
		}
	}
	return false, nil
}

// closeMoves lets go of the sources of those moves whose fate is known by now.
func (s *session) closeMoves(ctx context.Context) error {
	for _, source := range s.sources {
		o := source.object
		waits, err := source.visit.waitsFor(ctx, o)
		if err != nil {
			return err
		}
		why, err := source.visit.overtaken(ctx, o)
		if err != nil {
			return err
		}
		if waits || why != "" { // the next sync looks for it
			continue
		}
		err = source.visit.done(ctx, calendar.Sighting{Object: o.ID, Href: o.Href, At: o.Revision, Exact: true, Origin: calendar.Server})
		if err != nil && !errors.Is(err, calendar.ErrStale) { // he has it back: the next sync sees both
			return err
		}
	}
	return nil
}
