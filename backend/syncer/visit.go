package syncer

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"time"

	"calends/backend/calendar"
)

const (
	// maxRounds bounds how often one sync looks at a collection again. What a
	// merge made is sent in the second round; what the server then refuses is
	// merged in the third and sent in the fourth. One that denies an object and
	// then has it after all takes five.
	maxRounds = 6
	// batchSize is how many sightings of downloads share a transaction.
	batchSize = 200
)

// visit is the sync of one collection.
type visit struct {
	*session
	col            calendar.Collection
	method         calendar.Method
	received, sent tally
	merged         map[string]bool
	back           map[string]bool // received although they were deleted here
	conflicts      int
	guard          guard
	stays          map[calendar.ObjectID]bool // see stay
	strays         []stray                    // see follow
	repairs        map[calendar.ObjectID]bool // see retry
	homeless       map[calendar.ObjectID]bool // moved here from where they are gone
	astray         map[calendar.ObjectID]bool // what is left alone until it was looked for
	overlooked     bool                       // something new in it could not be received
	nowhere        map[calendar.ObjectID]bool // what was looked for and is to be created again
	behind         bool                       // what was moved away is to be deleted when it is there
	failed, unsent []Failure
	err            error

	// progress is what the listing amounts to once everything it reported has
	// been taken in; missed says that something was not.
	// reached is what was recorded last, created what was sent as new.
	// looked is the state that was asked for last, recorded or not.
	progress, reached, looked calendar.Progress
	// unknown is set while the token does not know what was sent as new, ahead
	// while it does not know what was received as new.
	unknown, ahead bool
	missed         bool
	created        []calendar.Href
	// again is what to look at in the next round: what the server refused
	// because it holds something else. more are the objects with something to
	// send that was not there when this round was planned; late says that the
	// user wrote to some while they were being received.
	again calendar.Listing
	more  map[calendar.Href]bool
	late  bool
	batch []calendar.Sighting
}

func newVisit(s *session, c calendar.Collection) *visit {
	return &visit{session: s, col: c, reached: c.Progress, method: calendar.MethodUnchanged, more: map[calendar.Href]bool{},
		received: tally{}, sent: tally{}, merged: map[string]bool{}, back: map[string]bool{}, homeless: map[calendar.ObjectID]bool{}, repairs: map[calendar.ObjectID]bool{},
		astray: map[calendar.ObjectID]bool{}, nowhere: map[calendar.ObjectID]bool{}}
}

func (v *visit) result() CollectionReport {
	return CollectionReport{
		ID: v.col.ID, Name: v.col.Name, Href: v.col.Href, Method: v.method,
		Received: v.received.counts(), Sent: v.sent.counts(), Merged: len(v.merged), Returned: len(v.back),
		Conflicts: v.conflicts, HeldBack: v.col.Hold.Objects(), Hold: v.col.Hold, Failed: v.failed, Unsent: v.unsent, Err: v.err,
	}
}

// run synchronizes the collection. Rounds after the first ask the server about
// nothing but what it refused.
func (v *visit) run(ctx context.Context) error {
	seen, err := v.observe(ctx)
	if err != nil {
		return err
	}
	return v.rounds(ctx, seen)
}

// rounds plans and does, until there is nothing left to do.
func (v *visit) rounds(ctx context.Context, seen calendar.Listing) error {
	for round := 1; ; round++ {
		if err := v.round(ctx, seen); err != nil {
			return errors.Join(err, v.settleHold(context.WithoutCancel(ctx), false))
		}
		if !v.late && len(v.more)+len(v.again.Members)+len(v.again.Gone) == 0 {
			err := v.catchUp(ctx)
			return errors.Join(err, v.settleHold(context.WithoutCancel(ctx), err == nil))
		}
		if round == maxRounds {
			v.giveUp()
			return v.settleHold(ctx, true)
		}
		seen = v.again
	}
}

// observe asks the server what changed, and about what it leaves unsaid.
func (v *visit) observe(ctx context.Context) (calendar.Listing, error) {
	c := v.col
	if v.Full != nil && v.Full() {
		c.Progress.Compared = time.Time{} // as if that had never been done
	}
	return v.observeSince(ctx, c)
}

// observeSince asks what changed since the progress that c names.
func (v *visit) observeSince(ctx context.Context, c calendar.Collection) (calendar.Listing, error) {
	seen, err := v.server.Observe(ctx, c)
	if err != nil {
		return seen, err
	}
	v.method, v.progress, v.looked = seen.Method, seen.Progress, seen.Progress
	if v.progress == c.Progress {
		v.progress = calendar.Progress{}
	}
	if seen, err = v.confirm(ctx, seen); err != nil {
		return seen, err
	}
	return v.retry(ctx, seen)
}

// giveUp notes what the server refused to the end. It is tried again by the
// next sync.
func (v *visit) giveUp() {
	for _, left := range []iter.Seq[calendar.Href]{maps.Keys(v.again.Members), maps.Keys(v.more)} {
		for _, href := range slices.Sorted(left) {
			v.fail(href, calendar.Explain(calendar.ErrPrecondition, "What you changed stays on this device and is sent with the next sync.",
				"The server says again and again that it holds another version."))
		}
	}
	for _, href := range v.again.Gone {
		v.fail(href, calendar.Explain(calendar.ErrGone, "What is on this device stays, and the next sync looks again.",
			"The server says that it no longer has it, and lists it all the same."))
	}
}

// round plans once and does the plan: first what comes in, then what goes out.
func (v *visit) round(ctx context.Context, seen calendar.Listing) error {
	v.again = calendar.Listing{Members: map[calendar.Href]calendar.ETag{}}
	v.more, v.late = map[calendar.Href]bool{}, false
	steps, err := v.plan(ctx, seen)
	if err != nil {
		return err
	}
	if len(steps) > 0 {
		v.work(0, len(steps))
	}
	if err := v.receive(ctx, steps); err != nil {
		return err
	}
	return v.send(ctx, steps)
}

// fail notes that an object could not be synchronized.
func (v *visit) fail(href calendar.Href, err error) {
	if slices.ContainsFunc(v.failed, func(f Failure) bool { return f.Href == href && f.Err.Error() == err.Error() }) {
		return // it was looked at twice
	}
	v.failed = append(v.failed, Failure{Href: href, Err: err})
}

// learn keeps a sighting for the next transaction.
func (v *visit) learn(ctx context.Context, s calendar.Sighting) error {
	v.batch = append(v.batch, s)
	if len(v.batch) < batchSize {
		return nil
	}
	return v.record(ctx, calendar.Progress{})
}

// record writes what was learned, and the progress that it completes. What
// came too late, because the user wrote meanwhile, is looked at again: sending
// it will be refused, and then it is merged.
func (v *visit) record(ctx context.Context, p calendar.Progress) error {
	if len(v.batch) == 0 && p == (calendar.Progress{}) {
		return nil
	}
	batch := v.batch
	v.batch = nil
	fresh := slices.ContainsFunc(batch, func(s calendar.Sighting) bool { return s.Object == "" && s.Base != nil })
	v.ahead = p == (calendar.Progress{}) && (v.ahead || fresh && !v.missed)
	err := v.replica.Record(ctx, v.col.ID, batch, v.standing(p))
	if errors.Is(err, calendar.ErrStale) {
		v.missed, v.late = true, true
		return nil
	}
	if err != nil {
		return fmt.Errorf("record what was received: %w", err)
	}
	if p != (calendar.Progress{}) {
		v.reached = p
	}
	return nil
}
