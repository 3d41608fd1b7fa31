package syncer

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"calends/backend/calendar"
)

// How long [Run] waits. Jitter spreads them by a fifth, so that the devices of
// a household do not knock on a returning server together.
const (
	defaultEvery = time.Minute
	defaultQuiet = 2 * time.Second
	// firstRetry doubles up to lastRetry while the server cannot be reached,
	// but only to eagerRetry while edits wait to be sent.
	firstRetry = 5 * time.Second
	lastRetry  = 5 * time.Minute
	eagerRetry = 12 * time.Second
	// signInRetry is how often a refused password is tried again unasked:
	// seldom, for some servers lock accounts.
	signInRetry = 30 * time.Minute
	// lockedRetry is how soon a password that was locked away is asked for
	// again when the window comes to the front: the user may have unlocked it.
	lockedRetry = time.Minute
	// longestLater bounds what a server may ask for with Retry-After, as
	// [calendar.Account.LeftAlone] does.
	longestLater = time.Hour
	// longestQuiet bounds how long edit after edit can put off a sync.
	longestQuiet = 10 * time.Second
	// breath is how soon after a sync the next one may follow a mere focus.
	breath = 3 * time.Second
	// progressEvery is how often at most the progress of a sync is told.
	progressEvery = 200 * time.Millisecond
)

// Phase is what an account is doing.
type Phase string

// The phases.
const (
	Idle    Phase = "idle"
	Syncing Phase = "syncing"
	Offline Phase = "offline" // the server cannot be reached, or asked to be left alone
	SignIn  Phase = "signin"  // it wants another password, or the password is locked away
	Failed  Phase = "failed"
)

// Status is the truth about an account's synchronization.
type Status struct {
	Account calendar.AccountID
	Phase   Phase
	Pending int       // objects that wait to be sent
	Done    int       // of the Total objects that this sync found to need work
	Total   int       // 0: none so far, or not syncing
	Last    time.Time // when a sync last came to its end; zero: not since Run began
	Next    time.Time // when the next one is due; zero while syncing
	Err     error     // why it is Offline, SignIn or Failed
	Report  *Report   // of the sync that just ended; else nil
}

// Bell wakes [Run]. Its methods never block and may be called from anywhere;
// several rings before Run listens are one.
type Bell struct{ edited, woke, asked, halted chan struct{} }

// NewBell returns a silent bell.
func NewBell() *Bell {
	return &Bell{make(chan struct{}, 1), make(chan struct{}, 1), make(chan struct{}, 1), make(chan struct{}, 1)}
}

// Edited says that the user changed something: sync after two quiet seconds.
func (b *Bell) Edited() { ring(b.edited) }

// Woke says that the window came to the front, the computer woke up or the
// network came back: sync at once.
func (b *Bell) Woke() { ring(b.woke) }

// Asked says that the user wants a sync now, or gave another password. Where
// the server wants to be left alone, the answer is a report that says so.
func (b *Bell) Asked() { ring(b.asked) }

// Halted says that the user wants the sync under way to stop: what it has done
// stays, the rest is left to the next. Without one under way it does nothing.
func (b *Bell) Halted() { ring(b.halted) }

func ring(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// runner is the state of [Run].
type runner struct {
	server  Server
	replica Replica
	account calendar.Account
	options Options
	tell    func(Status)

	status  Status
	clock   *clock
	retries int       // in a row that did not reach the server
	told    time.Time // when progress was last told
	ended   time.Time // when a sync last came to its end
	due     time.Time // of the next sync, whatever happens
	barred  time.Time // the server asked not to be asked before
	edited  time.Time // since when an edit waits for quiet; zero: none does
	quiet   time.Time // when it will have been quiet
}

// Run synchronizes the account at once and then whenever there is reason to,
// until ctx ends; it returns ctx's error. report is told of every change of
// the status, from this goroutine only.
func Run(ctx context.Context, server Server, replica Replica, account calendar.Account, o Options, bell *Bell, report func(Status)) error {
	r := &runner{server: server, replica: replica, account: account, options: o, tell: report,
		status: Status{Account: account.ID, Phase: Idle}, due: time.Now(), clock: newClock(o.now)}
	r.options.Progress = r.progress
	r.begin()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-timer.C:
			r.wake(r.clock.slept())
			if !r.next().After(time.Now()) {
				r.sync(ctx, bell)
			}
		case <-bell.asked:
			r.asked()
		case <-bell.woke:
			r.woken()
		case <-bell.edited:
			r.edit(ctx)
		}
		timer.Reset(min(heartbeat, max(0, time.Until(r.next()))))
	}
}

// begin takes in that the server asked an earlier run to be left alone.
func (r *runner) begin() {
	now := r.options.now()
	if !r.account.LeftAlone(now) {
		return
	}
	r.barred = time.Now().Add(r.account.NotBefore.Sub(now))
	r.due = r.barred
	r.status.Phase, r.status.Err = Offline, calendar.ErrTryLater
	r.status.Next = r.account.NotBefore
	r.tell(r.status)
}

// asked syncs at once, or answers at once that the server wants to be left
// alone: that stands above the user's wish, and he does not wait for it.
func (r *runner) asked() {
	if !r.barred.After(time.Now()) {
		r.due = r.barred
		return
	}
	now := r.options.now()
	a := r.account
	a.NotBefore = now.Add(time.Until(r.barred))
	report := LeftAlone(a, now)
	r.status.Report = &report
	r.tell(r.status)
	r.status.Report = nil
}

// next is when to sync next.
func (r *runner) next() time.Time {
	if !r.edited.IsZero() && r.quiet.Before(r.due) {
		return r.quiet
	}
	return r.due
}

// sync runs one sync, which the bell can halt, and decides when the next is due.
func (r *runner) sync(ctx context.Context, bell *Bell) {
	r.edited = time.Time{}
	r.status.Pending = r.pending(ctx)
	r.status.Phase, r.status.Next, r.status.Report = Syncing, time.Time{}, nil
	r.tell(r.status)
	report, err := r.once(ctx, bell)
	if ctx.Err() != nil {
		return
	}
	r.ended = time.Now()
	r.status.Done, r.status.Total = 0, 0
	r.status.Phase, r.status.Err = phase(err), err
	r.status.Pending = r.pending(ctx)
	r.status.Report = &report
	if err == nil && report.Err == nil {
		r.status.Last = report.Ended
		r.status.Err = report.Problem()
	}
	wait := r.wait(err)
	r.due, r.status.Next = time.Now().Add(wait), r.options.now().Add(wait)
	r.tell(r.status)
	r.status.Report = nil
}

// once runs one sync. One that is halted ends without an error of its own; its
// report says [context.Canceled].
func (r *runner) once(ctx context.Context, bell *Bell) (Report, error) {
	select {
	case <-bell.halted: // it meant the sync before
	default:
	}
	one, halt := context.WithCancel(ctx)
	defer halt()
	go func() {
		select {
		case <-bell.halted:
			halt()
		case <-one.Done():
		}
	}()
	report, err := Account(one, r.server, r.replica, r.account, r.options)
	if one.Err() != nil {
		report.Err, err = context.Canceled, nil
	}
	return report, err
}

// progress tells how far a sync is, a few times a second at most.
func (r *runner) progress(done, total int) {
	r.status.Done, r.status.Total = done, total
	if now := time.Now(); now.Sub(r.told) >= progressEvery {
		r.told = now
		r.tell(r.status)
	}
}

// wake takes in that the computer slept: that time has passed, too, and the
// network is probably another.
func (r *runner) wake(slept time.Duration) {
	if slept == 0 {
		return
	}
	r.retries = 0
	r.due, r.quiet = r.due.Add(-slept), r.quiet.Add(-slept)
	if !r.barred.IsZero() {
		r.barred = r.barred.Add(-slept)
	}
	r.woken()
}

// phase is the phase that an error leaves an account in.
func phase(err error) Phase {
	switch {
	case err == nil:
		return Idle
	case isAny(err, calendar.ErrSignIn, calendar.ErrLocked, calendar.ErrNoSecret, calendar.ErrNoKeyring):
		return SignIn
	case isAny(err, calendar.ErrOffline, calendar.ErrTryLater, context.DeadlineExceeded):
		return Offline
	}
	return Failed
}

// wait decides how long to wait after a sync that ended with err.
func (r *runner) wait(err error) time.Duration {
	r.barred = time.Time{}
	switch r.status.Phase {
	case Idle:
		r.retries = 0
		if r.options.Every != nil {
			return r.options.Every()
		}
		return defaultEvery
	case SignIn:
		return signInRetry
	}
	longest := lastRetry
	if r.status.Pending > 0 && r.status.Phase == Offline {
		longest = eagerRetry
	}
	wait := min(firstRetry<<min(r.retries, 10), longest)
	r.retries++
	wait += time.Duration(rand.Int64N(int64(wait / 5)))
	if later := askedFor(err); later > 0 {
		wait = max(wait, later)
		r.barred = time.Now().Add(later)
	}
	return wait
}

// askedFor is how long the server wants to be left alone; 0 where it did not
// say.
func askedFor(err error) time.Duration {
	var asked interface{ After() time.Duration }
	if !errors.As(err, &asked) {
		return 0
	}
	return min(asked.After(), longestLater)
}

// woken follows a mere sign that a sync may be worth it. A refused password is
// not tried again for that; one that was locked away may be open by now.
func (r *runner) woken() {
	switch r.status.Phase {
	case SignIn:
		if errors.Is(r.status.Err, calendar.ErrLocked) {
			r.due = earlier(r.due, r.ended.Add(lockedRetry))
		}
	case Idle:
		r.due = earlier(r.due, r.ended.Add(breath))
	default:
		r.due = r.barred
	}
}

// edit tells that there is something to send, and waits for quiet. Where the
// server cannot be reached the next attempt is not far; where it does not let
// us in, an edit hastens nothing.
func (r *runner) edit(ctx context.Context) {
	r.status.Pending = r.pending(ctx)
	now := time.Now()
	switch {
	case r.status.Phase == Idle:
		if r.edited.IsZero() {
			r.edited = now
		}
		quiet := r.options.Quiet
		if quiet <= 0 {
			quiet = defaultQuiet
		}
		r.quiet = earlier(now.Add(quiet), r.edited.Add(longestQuiet))
	case r.status.Phase == Offline && r.barred.IsZero():
		r.due = earlier(r.due, now.Add(eagerRetry))
	}
	r.status.Next = r.options.now().Add(time.Until(r.next()))
	r.tell(r.status)
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// pending counts what waits to be sent in the whole account.
func (r *runner) pending(ctx context.Context) int {
	collections, err := r.replica.Collections(ctx)
	if err != nil {
		return r.status.Pending
	}
	total := 0
	for _, c := range collections {
		if c.Account != r.account.ID {
			continue
		}
		if n, err := r.replica.Pending(ctx, c.ID); err == nil {
			total += n
		}
	}
	return total
}
