package syncer

import (
	"context"
	"slices"

	"calends/backend/calendar"
	"calends/backend/reconcile"
)

// What the server lost in one calendar may have been moved to one that was asked
// before, while the sync was under way. So before anything is created again all
// are asked once more, which takes one request where none of them changed, until
// they were all at rest at one moment since it was lost.

// lookAgain asks all calendars what changed since they were asked, and takes it
// in. moved is false where nothing did; restless is set where something came.
func (s *session) lookAgain(ctx context.Context) (moved bool, err error) {
	s.restless = false
	listed, err := s.server.Collections(ctx)
	if err != nil {
		if Stops(err) {
			return false, err
		}
		s.unlisted = append(s.unlisted, "a calendar") // none of them could be looked at
		return false, nil
	}
	for _, c := range listed {
		if !slices.ContainsFunc(s.visits, func(v *visit) bool { return v.col.Href.Same(c.Href) }) {
			s.unlisted = append(s.unlisted, "“"+c.Name+"”") // it was made meanwhile
		}
	}
	for _, v := range s.visits {
		if v.err != nil {
			continue
		}
		i := slices.IndexFunc(listed, func(c calendar.Collection) bool { return v.col.Href.Same(c.Href) })
		if i < 0 {
			s.unlisted = append(s.unlisted, "“"+v.col.Name+"”")
			continue
		}
		changed, err := v.lookAgain(ctx, listed[i])
		if Stops(err) {
			return false, err
		}
		v.err = err
		moved = moved || changed
	}
	return moved, nil
}

// lookAgain asks one calendar; now is what the server says of its state.
func (v *visit) lookAgain(ctx context.Context, now calendar.Collection) (moved bool, err error) {
	c, held, method, progress := v.col, v.guard, v.method, v.progress
	c.CTag, c.SyncToken, c.Progress = now.CTag, now.SyncToken, v.looked
	v.guard.hold, v.guard.held, v.guard.about, v.guard.omitted = calendar.Hold{}, nil, nil, 0 // all is told once more
	seen, err := v.observeSince(ctx, c)
	v.method = method
	if !seen.Complete { // it tells only what is new since
		v.guard = held
	}
	if err != nil || seen.Method == calendar.MethodUnchanged {
		v.guard, v.progress = held, progress
		return false, err
	}
	verdict, err := v.verdict(ctx, &seen)
	if err != nil {
		return false, err
	}
	came := slices.ContainsFunc(verdict.Steps, v.arrives)
	v.restless = v.restless || came
	return came || now.CTag != "" || now.SyncToken != "", v.rounds(ctx, seen)
}

// arrives reports whether the step takes in what came to a calendar.
func (v *visit) arrives(s reconcile.Step) bool {
	return (s.Fetches() || s.Version != nil && s.Receives()) && !v.astray[s.Object.ID]
}
