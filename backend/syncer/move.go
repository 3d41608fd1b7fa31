package syncer

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"calends/backend/calendar"
	"calends/backend/merge"
	"calends/backend/reconcile"
)

// placed is an object in one of the account's collections.
type placed struct {
	visit  *visit
	object calendar.Object
}

// moves sends what the user moved from one calendar of the account to another:
// an object deleted here and a created one there with the same UID. A move is
// one request, keeps the object's history on the server, and does not fall
// foul of servers on which a UID may exist once per user. Whatever a move
// cannot settle is left to the plans of the two collections.
func (s *session) moves(ctx context.Context, visits []*visit) error {
	wanted, err := s.wanted(ctx, visits)
	if err != nil {
		return err
	}
	for _, m := range wanted {
		if o, v := m.to.object, m.to.visit; !o.Waits.IsZero() && !v.nowhere[o.ID] {
			v.homeless[o.ID] = true // it was tried before, and may be anywhere by now: it is looked for first
			continue
		}
		if err := s.move(ctx, m.from, m.to); err != nil {
			return err
		}
	}
	return nil
}

// relocation is what the user moved.
type relocation struct{ from, to placed }

// wanted finds what the user moved. What was moved into a calendar where it is
// held stays where it was.
func (s *session) wanted(ctx context.Context, visits []*visit) ([]relocation, error) {
	from, to, err := s.movable(ctx, visits)
	if err != nil {
		return nil, err
	}
	var all []relocation
	for _, source := range from {
		uid, err := s.uid(ctx, source.object.ID)
		if err != nil {
			return nil, err
		}
		target, ok := to[uid]
		if uid == "" || !ok || target.visit == source.visit {
			continue
		}
		delete(to, uid)
		if v := target.visit; v.guard.first && !said(s.PushBack, v.col.ID) {
			at, told := v.guard.shown[target.object.ID]
			source.visit.stay(source.object, told && at == target.object.Revision)
			continue
		}
		all = append(all, relocation{source, target})
	}
	return all, nil
}

// movable finds what was deleted, and what was created, by UID.
func (s *session) movable(ctx context.Context, visits []*visit) (from []placed, to map[calendar.UID]placed, err error) {
	var created []placed
	for _, v := range visits {
		if v.col.ID == "" {
			continue // a plan may be of a calendar that is not here yet
		}
		n, err := s.replica.Pending(ctx, v.col.ID)
		if err != nil {
			return nil, nil, err
		}
		if n == 0 || !v.col.Writable() {
			continue
		}
		objects, err := s.replica.Objects(ctx, v.col.ID)
		if err != nil {
			return nil, nil, err
		}
		for _, o := range objects {
			switch {
			case o.State() == calendar.Created:
				created = append(created, placed{v, o})
			case o.State() == calendar.Deleted && o.Base != nil && o.Base.ETag != "" && o.Unreadable == nil:
				from = append(from, placed{v, o})
			}
		}
	}
	to = make(map[calendar.UID]placed)
	if len(from) == 0 {
		return nil, to, nil
	}
	for _, p := range created {
		uid, err := s.uid(ctx, p.object.ID)
		if err != nil {
			return nil, nil, err
		}
		to[uid] = p
	}
	return from, to, nil
}

// uid asks the ledger, which has read every text.
func (s *session) uid(ctx context.Context, id calendar.ObjectID) (calendar.UID, error) {
	rows, err := s.replica.History(ctx, calendar.HistoryQuery{Object: id, Limit: 1})
	if err != nil {
		return "", fmt.Errorf("read the history of an object: %w", err)
	}
	if len(rows) == 0 {
		return "", nil
	}
	return rows[0].UID, nil
}

// move moves one object. Where the server cannot, the new one is created
// before the old one is deleted, except on servers that allow a UID only once.
func (s *session) move(ctx context.Context, from, to placed) error {
	was := calendar.Match{ETag: from.object.Base.ETag, ScheduleTag: from.object.Base.ScheduleTag,
		Text: string(from.object.Base.Body)}
	err := s.server.Move(ctx, from.object.Href, to.object.Href, was)
	switch {
	case err == nil:
		return s.moved(ctx, from, to)
	case Stops(err):
		to.visit.unsent = append(to.visit.unsent, Failure{to.object.Href, err})
		return err
	case missing(err): // it is gone from there, or the move was made and its answer lost
		to.visit.homeless[to.object.ID] = true
		return s.arrived(ctx, from, to)
	case errors.Is(err, calendar.ErrPrecondition):
		return nil // it is no longer what the user moved
	}
	held, err := s.server.Put(ctx, to.object.Href, to.object.Body, calendar.Match{})
	switch {
	case err != nil && held.ETag != "":
		return s.unshown(ctx, to, held)
	case err == nil:
		to.visit.sent.note(to.object.Href, calendar.KindCreated)
		to.born()
		return to.visit.rebase(ctx, reconcile.Step{Object: to.object, Href: to.object.Href}, calendar.Sighting{Object: to.object.ID,
			Href: to.object.Href, At: to.object.Revision, Base: &held, Body: held.Body, Origin: calendar.Me})
	case Stops(err):
		to.visit.unsent = append(to.visit.unsent, Failure{to.object.Href, err})
		return errors.Join(err, to.visit.waitSince(ctx, to.object, since(to.object.Waits, s.now())))
	case !errors.Is(err, calendar.ErrExists):
		return nil // its own plan will say what is wrong
	}
	if err := s.server.Delete(ctx, from.object.Href, was); err != nil {
		if Stops(err) {
			return err
		}
		return nil
	}
	from.visit.sent.note(from.object.Href, calendar.KindDeleted)
	return from.settle(ctx, nil, nil)
}

// unshown records that the server took what was moved and cannot show it. That
// is said when it is asked for again.
func (s *session) unshown(ctx context.Context, to placed, shown calendar.Version) error {
	to.born()
	err := to.visit.garbledSent(ctx, reconcile.Step{Object: to.object, Href: to.object.Href}, shown)
	if errors.As(err, new(*recordError)) {
		return err
	}
	return nil
}

// moved records a move that the server made. What the user changed besides is
// still to be sent.
func (s *session) moved(ctx context.Context, from, to placed) error {
	from.visit.sent.note(from.object.Href, calendar.KindDeleted)
	to.visit.sent.note(to.object.Href, calendar.KindCreated)
	to.born()
	if err := from.settle(ctx, nil, nil); err != nil {
		return err
	}
	for _, r := range s.server.Fetch(ctx, to.visit.col.Href, []calendar.Href{to.object.Href}) {
		if Stops(r.Err) {
			return r.Err
		}
		if r.Err != nil {
			continue // the plan will find it there
		}
		base, body := &r.Version, to.object.Body
		switch {
		case !merge.Same(from.object.Base.Body, base.Body):
			base = from.object.Base // somebody wrote there since: for the plan to merge
		case bytes.Equal(body, from.object.Base.Body):
			body = base.Body
		}
		return to.settle(ctx, base, body)
	}
	return nil
}

// born notes that no token knows yet what is new here (see catchUp).
func (p placed) born() {
	p.visit.unknown = true
	p.visit.created = append(p.visit.created, p.object.Href)
}

// arrived records a move as made where the server has at its end what was
// moved. Else the plans of the two collections tell.
func (s *session) arrived(ctx context.Context, from, to placed) error {
	for _, r := range s.server.Fetch(ctx, to.visit.col.Href, []calendar.Href{to.object.Href}) {
		switch {
		case Stops(r.Err):
			return r.Err
		case r.Err == nil && merge.Same(from.object.Base.Body, r.Version.Body):
			return s.moved(ctx, from, to)
		}
	}
	return to.visit.waitSince(ctx, to.object, since(to.object.Waits, s.now()))
}

// settle records what the server now holds of the object.
func (p placed) settle(ctx context.Context, base *calendar.Version, body []byte) error {
	return p.visit.done(ctx, calendar.Sighting{Object: p.object.ID, Href: p.object.Href, At: p.object.Revision,
		Base: base, Body: body, Origin: calendar.Me})
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
			if err := v.othersMet(ctx, &learned, o.Base.Body, step.Version.Body); err != nil {
				return false, err
			}
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
