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

// send does the steps that go out, each recorded as soon as it is done. What
// the server refuses stays as it is: an edit is never given up.
func (v *visit) send(ctx context.Context, steps []reconcile.Step) error {
	for _, s := range steps {
		if s.Receives() {
			continue
		}
		s, err := v.current(ctx, s)
		if err != nil {
			return err
		}
		switch s.Action {
		case reconcile.Create:
			err = v.write(ctx, s, calendar.Match{})
		case reconcile.Replace:
			if s.ETag == "" {
				err = fmt.Errorf("%w: it names no version to replace", calendar.ErrProtocol)
				break
			}
			err = v.write(ctx, s, match(s))
		case reconcile.Remove:
			err = v.remove(ctx, s)
		default:
			continue
		}
		v.work(1, 0)
		switch {
		case err == nil:
			v.sentStep(s)
		case errors.Is(err, calendar.ErrPrecondition):
			v.again.Members[s.Href] = ""
			delete(v.nowhere, s.Object.ID) // it is there by now
		case missing(err) && s.Action == reconcile.Replace:
			v.again.Gone = append(v.again.Gone, s.Href)
		case errors.As(err, new(*recordError)):
			return err
		case Stops(err):
			v.unsent = append(v.unsent, Failure{s.Href, err})
			return err
		case errors.Is(err, calendar.ErrExists) && s.Action == reconcile.Create && !v.last:
			v.strays = append(v.strays, stray{s, err, unheard})
		case missing(err) && errors.Is(err, calendar.ErrTaken) && s.Action == reconcile.Create && !v.last:
			v.strays, v.astray[s.Object.ID] = append(v.strays, stray{s, nil, lost}), true // somebody moved it at once, or deleted it
			delete(v.nowhere, s.Object.ID)
			if err := v.waitSince(ctx, s.Object, since(s.Object.Waits, v.now())); err != nil {
				return err
			}
		default:
			v.fail(s.Href, err)
		}
	}
	return nil
}

// current is the step as the object is by now: the user may have written since
// the round was planned. What he took back is not sent any more; were the answer
// lost, it would look like somebody else's.
func (v *visit) current(ctx context.Context, s reconcile.Step) (reconcile.Step, error) {
	now, err := v.replica.Object(ctx, s.Object.ID)
	switch {
	case err != nil && !errors.Is(err, calendar.ErrNotFound):
		return s, fmt.Errorf("read %s before it is sent: %w", s.Href, err)
	case err == nil && now.Revision == s.Object.Revision:
		return s, nil
	case err == nil && now.State() == s.Object.State() && now.Href == s.Object.Href:
		s.Object = now
		return s, nil
	}
	v.more[s.Href] = true
	s.Action = ""
	return s, nil
}

// match is the precondition that the server still holds what the step is about.
func match(s reconcile.Step) calendar.Match {
	m := calendar.Match{ETag: s.ETag}
	if b := s.Object.Base; b != nil && b.ETag.Same(s.ETag) {
		m.ScheduleTag, m.Text = b.ScheduleTag, string(b.Body)
	}
	return m
}

// write puts the user's text on the server. What the server made of it becomes
// the text here too, unless the user wrote meanwhile.
func (v *visit) write(ctx context.Context, s reconcile.Step, m calendar.Match) error {
	o := s.Object
	held, err := v.server.Put(ctx, s.Href, o.Body, m)
	if err != nil && held.ETag != "" {
		return v.garbledSent(ctx, s, held)
	}
	if missing(err) && errors.Is(err, calendar.ErrTaken) && o.Base != nil {
		return v.vanished(ctx, s)
	}
	if err != nil {
		return err
	}
	v.sent.note(s.Href, sentKind(o))
	v.unknown = v.unknown || o.Base == nil
	learned := calendar.Sighting{Object: o.ID, Href: s.Href, At: o.Revision, Base: &held, Body: held.Body, Origin: calendar.Me}
	if merge.Same(o.Body, held.Body) {
		return v.done(ctx, learned)
	}
	return v.rebase(ctx, s, learned)
}

// vanished records that the server took the user's text, which nobody found there
// afterwards: somebody deleted it, with what the user wrote before his eyes. The
// next round asks once more.
func (v *visit) vanished(ctx context.Context, s reconcile.Step) error {
	v.sent.note(s.Href, sentKind(s.Object))
	v.again.Members[s.Href] = ""
	return v.unseenSent(ctx, s)
}

// unseenSent records that the user's text was sent and is not known to be there: a
// Base without an etag, which the next round looks at.
func (v *visit) unseenSent(ctx context.Context, s reconcile.Step) error {
	return v.done(ctx, calendar.Sighting{Object: s.Object.ID, Href: s.Href, At: s.Object.Revision, Origin: calendar.Me,
		Base: &calendar.Version{Body: s.Object.Body}, Body: s.Object.Body})
}

// rebase records what the server made of the user's text, and merges with it
// what he wrote while that was on its way: a reply that came in, or what the
// server dropped. The later text never saw it and would take it back. Both are
// one transaction, so that nothing can come between. Where they cannot be merged
// what he wrote was made on what was sent.
func (v *visit) rebase(ctx context.Context, s reconcile.Step, learned calendar.Sighting) error {
	held, sent := learned.Base, s.Object.Body
	for range maxRounds {
		learned.Exact = true
		if err := v.done(ctx, learned); !errors.Is(err, calendar.ErrStale) {
			return err
		}
		objects, err := v.replica.Objects(context.WithoutCancel(ctx), v.col.ID)
		if err != nil {
			return &recordError{err}
		}
		i := slices.IndexFunc(objects, func(o calendar.Object) bool { return o.ID == s.Object.ID })
		if i < 0 || objects[i].Body == nil {
			break // he has deleted it, or moved it
		}
		now := objects[i]
		learned = calendar.Sighting{Object: now.ID, Href: s.Href, At: now.Revision, Base: held, Origin: calendar.Merge}
		v.combine(&learned, sent, now.Body, held.Body)
		v.more[s.Href] = true
	}
	v.more[s.Href] = true
	return v.unseenSent(ctx, s)
}

// remove deletes on the server what was deleted here.
func (v *visit) remove(ctx context.Context, s reconcile.Step) error {
	if s.ETag == "" {
		return fmt.Errorf("%w: it names no version to delete", calendar.ErrProtocol)
	}
	end, err := v.movedTo(ctx, s.Object)
	switch {
	case err != nil:
		return err
	case end == undone: // it goes back when the other calendar was looked at
		v.joined = true
		return nil
	case end == awaited:
		v.behind = true
		return nil
	}
	err = v.server.Delete(ctx, s.Href, match(s))
	switch {
	case missing(err):
		if why, err := v.overtaken(ctx, s.Object); why != "" || err != nil {
			v.again.Gone = append(v.again.Gone, s.Href) // the next round looks for it
			return err
		}
	case err != nil:
		return err
	default:
		v.sent.note(s.Href, calendar.KindDeleted)
	}
	return v.done(ctx, calendar.Sighting{Object: s.Object.ID, Href: s.Href, At: s.Object.Revision, Origin: calendar.Me})
}

// recordError is a failure of this device, not of the server.
type recordError struct{ err error }

func (e *recordError) Error() string { return "record what was sent: " + e.err.Error() }
func (e *recordError) Unwrap() error { return e.err }

// done records what a step sent, even when the sync is being stopped: the
// server has it.
func (v *visit) done(ctx context.Context, s calendar.Sighting) error {
	err := v.replica.Record(context.WithoutCancel(ctx), v.col.ID, []calendar.Sighting{s}, v.standing(calendar.Progress{}))
	if err != nil {
		return &recordError{err}
	}
	return nil
}
