package bridge

import (
	"context"
	"slices"
	"sync"
	"time"

	"calends/backend/calendar"
	"calends/backend/syncer"
)

// How often accounts are looked at by themselves: while the window is there,
// and after it has not been looked at for a while.
const (
	whileWatched = time.Minute
	whileIdle    = 15 * time.Minute
	watchedFor   = 10 * time.Minute
)

// runners are the goroutines that keep the accounts synchronized, one each.
type runners struct {
	p       *Program
	mu      sync.Mutex
	ctx     context.Context // that of Start; nil before
	stop    context.CancelFunc
	running map[calendar.AccountID]*runner
	told    func(AccountInfo)
	watched time.Time // when the window was last looked at
}

// runner is one account's goroutine.
type runner struct {
	bell    *syncer.Bell
	cancel  context.CancelFunc
	done    chan struct{}
	status  syncer.Status
	waiting []*waiter
	keyring bool // it waits for the system's keyring
}

// waiter waits for a sync that began after it asked. Its terms hold for that
// sync alone: what the server asks for later, the user has not seen.
type waiter struct {
	since    time.Time
	terms    terms
	begun    bool           // that sync is under way
	first    *syncer.Report // of the sync after which there was more to send; nil: there was none
	progress func(done, total int)
	person   Person
	got      chan syncer.Report
}

func newRunners(p *Program) *runners {
	return &runners{p: p, running: map[calendar.AccountID]*runner{}}
}

// Start begins to synchronize every account in the background until Stop.
func (p *Program) Start(ctx context.Context) {
	r := p.accounts
	r.mu.Lock()
	r.ctx, r.stop = context.WithCancel(ctx)
	r.watched = p.Now()
	r.mu.Unlock()
	accounts, err := p.Store.Accounts(ctx)
	if err != nil {
		return // the store is closing
	}
	for _, a := range accounts {
		r.begin(a)
	}
}

// Stop ends what Start began and waits for it.
func (p *Program) Stop() {
	r := p.accounts
	r.mu.Lock()
	if r.stop != nil {
		r.stop()
	}
	var all []*runner
	for _, one := range r.running {
		all = append(all, one)
	}
	r.mu.Unlock()
	for _, one := range all {
		<-one.done
	}
}

// begin starts an account's goroutine, where accounts are run at all.
func (r *runners) begin(a calendar.Account) {
	if a.ID == calendar.LocalAccount {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ctx == nil || r.ctx.Err() != nil || r.running[a.ID] != nil {
		return
	}
	ctx, cancel := context.WithCancel(r.ctx)
	one := &runner{bell: syncer.NewBell(), cancel: cancel, done: make(chan struct{}),
		status: syncer.Status{Account: a.ID, Phase: syncer.Idle, Last: a.LastSync}}
	r.running[a.ID] = one
	go func() {
		defer close(one.done)
		r.run(ctx, a, one)
	}()
}

func (r *runners) run(ctx context.Context, a calendar.Account, one *runner) {
	server, err := r.p.Dial(a)
	if err != nil {
		r.report(ctx, one, syncer.Status{Account: a.ID, Phase: syncer.Failed, Err: err}, a.Homes)
		return
	}
	o := syncer.Options{Now: r.p.Now, Zone: r.p.zone, Every: r.every,
		Accept: func(c calendar.CollectionID) bool {
			return r.said(one, func(t terms) bool { return slices.Contains(t.accept, c) })
		},
		PushBack: func(c calendar.CollectionID) bool {
			return r.said(one, func(t terms) bool { return slices.Contains(t.pushBack, c) })
		},
		Full: func() bool { return r.said(one, func(t terms) bool { return t.full }) }}
	w := r.p.witness(ctx, a.ID)
	defer w.End(nil)
	ctx = WithPerson(ctx, Person{Waits: func(waiting bool) { r.waits(ctx, one, a.ID, waiting) }})
	_ = syncer.Run(ctx, w.Server(server), w.Replica(r.p.Store), a, o, one.bell, func(s syncer.Status) { // it ends with ctx only
		if s.Report != nil {
			w.End(s.Report)
		}
		r.report(ctx, one, s, server.Homes())
	})
}

// said reports whether somebody who waits for the sync under way said it.
func (r *runners) said(one *runner, it func(terms) bool) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.ContainsFunc(one.waiting, func(w *waiter) bool { return w.begun && it(w.terms) })
}

// every is how long an account rests between two syncs.
func (r *runners) every() time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.p.Now().Sub(r.watched) < watchedFor {
		return whileWatched
	}
	return whileIdle
}

// report takes in how an account is, and lets everyone know who waits for it.
func (r *runners) report(ctx context.Context, one *runner, s syncer.Status, homes []calendar.Href) {
	carried := false
	if s.Report != nil {
		report := r.p.worded(ctx, *s.Report)
		s.Report = &report
		carried = report.Err == nil && r.p.rejoin(ctx, report)
	}
	r.mu.Lock()
	begins := s.Phase == syncer.Syncing && one.status.Phase != syncer.Syncing
	one.status = s
	var rest []*waiter
	for _, w := range one.waiting {
		w.begun = w.begun || begins
		if w.begun && s.Total > 0 && w.progress != nil {
			w.progress(s.Done, s.Total)
		}
		switch {
		case s.Report == nil || s.Report.Started.Before(w.since):
			rest = append(rest, w)
		case carried && w.first == nil: // there is more to send
			w.first, w.terms = s.Report, terms{}
			rest = append(rest, w)
		case w.first != nil:
			w.got <- joined(*w.first, *s.Report)
		default:
			w.got <- *s.Report
		}
	}
	one.waiting = rest
	if carried {
		one.bell.Asked()
	}
	r.mu.Unlock()
	if s.Report != nil {
		r.p.remember(ctx, *s.Report, homes)
	}
	r.tellOf(ctx, s.Account)
}

// waits takes in that an account waits for the system's keyring, or does no
// more, and lets everyone know who waits for the account.
func (r *runners) waits(ctx context.Context, one *runner, id calendar.AccountID, waiting bool) {
	r.mu.Lock()
	one.keyring = waiting
	for _, w := range one.waiting {
		w.person.tell(waiting)
	}
	r.mu.Unlock()
	r.tellOf(ctx, id)
}

// tellOf lets the window know how an account is.
func (r *runners) tellOf(ctx context.Context, id calendar.AccountID) {
	r.mu.Lock()
	told := r.told
	r.mu.Unlock()
	if told == nil {
		return
	}
	if info, err := r.p.infoOf(ctx, id); err == nil {
		told(info)
	}
}

// end stops an account's goroutine and waits for it.
func (r *runners) end(id calendar.AccountID) {
	r.mu.Lock()
	one := r.running[id]
	delete(r.running, id)
	r.mu.Unlock()
	if one != nil {
		one.cancel()
		<-one.done
	}
}

// redial starts an account's goroutine anew: its password or server changed.
func (r *runners) redial(a calendar.Account) {
	r.end(a.ID)
	r.begin(a)
}

// edited says that something of an account waits to be sent.
func (r *runners) edited(id calendar.AccountID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if one := r.running[id]; one != nil {
		one.bell.Edited()
	}
}

// wake says that the window is looked at, or the network is back.
func (r *runners) wake() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.watched = r.p.Now()
	for _, one := range r.running {
		one.bell.Woke()
	}
}

// ask says that the user wants every account synchronized now.
func (r *runners) ask() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.watched = r.p.Now()
	for _, one := range r.running {
		one.bell.Asked()
	}
}

// halt stops the syncs under way; what they have done stays.
func (r *runners) halt() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, one := range r.running {
		one.bell.Halted()
	}
}

// tell sets whom to tell of every change of an account's status.
func (r *runners) tell(told func(AccountInfo)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.told = told
}

// phaseKeyring is the phase, beside those of [syncer.Phase], of an account that
// waits for the system's keyring, which asks its user.
const phaseKeyring = "keyring"

// phase is what an account is doing; what the last sync said, where none runs.
func (r *runners) phase(a calendar.Account) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if one := r.running[a.ID]; one != nil {
		if one.keyring {
			return phaseKeyring
		}
		return string(one.status.Phase)
	}
	switch a.LastErrorCode {
	case "":
		return string(syncer.Idle)
	case "offline", "try_later":
		return string(syncer.Offline)
	case "sign_in", "locked", "no_secret", "no_keyring":
		return string(syncer.SignIn)
	}
	return string(syncer.Failed)
}

// now synchronizes an account: its own goroutine does where there is one.
func (r *runners) now(ctx context.Context, a calendar.Account, t terms, progress func(done, total int)) syncer.Report {
	if err := r.open(ctx, a); err != nil {
		return r.unable(ctx, a, err)
	}
	w := &waiter{since: r.p.Now(), terms: t, progress: progress, person: PersonOf(ctx), got: make(chan syncer.Report, 1)}
	r.mu.Lock()
	one := r.running[a.ID]
	if one != nil {
		one.waiting = append(one.waiting, w)
		if one.keyring {
			w.person.tell(true)
		}
		one.bell.Asked()
	}
	r.mu.Unlock()
	if one == nil {
		return r.directly(ctx, a, t, progress)
	}
	select {
	case report := <-w.got:
		return report
	case <-one.done:
		return r.directly(ctx, a, t, progress)
	case <-ctx.Done():
		r.mu.Lock()
		one.waiting = slices.DeleteFunc(one.waiting, func(x *waiter) bool { return x == w })
		r.mu.Unlock()
		return syncer.Report{Account: a.ID, Name: a.Name, Err: ctx.Err()}
	}
}

// open opens the file of passwords with the passphrase of whoever asks for the
// sync: the account's own goroutine has nobody to ask. An open file asks nobody.
func (r *runners) open(ctx context.Context, a calendar.Account) error {
	if a.Secret != calendar.SecretFile || PersonOf(ctx).Passphrase == nil {
		return nil
	}
	vault, err := r.p.Vault(a, "")
	if err != nil {
		return err
	}
	_, err = vault.Get(ctx, string(a.ID))
	return err
}

// unable reports, and keeps, why an account's sync could not begin. How long the
// server wants to be left alone stands.
func (r *runners) unable(ctx context.Context, a calendar.Account, err error) syncer.Report {
	report := syncer.Report{Account: a.ID, Name: a.Name, Err: err}
	kept := report
	kept.Until = a.NotBefore
	r.p.remember(ctx, kept, nil)
	r.tellOf(ctx, a.ID)
	return report
}

// directly synchronizes an account that no goroutine keeps; again, where there
// is more to send after that.
func (r *runners) directly(ctx context.Context, a calendar.Account, t terms, progress func(done, total int)) syncer.Report {
	if now := r.p.Now(); a.LeftAlone(now) {
		return r.p.worded(ctx, syncer.LeftAlone(a, now))
	}
	server, err := r.p.Dial(a)
	if err != nil {
		return r.unable(ctx, a, err)
	}
	once := func(t terms) syncer.Report {
		w := r.p.witness(ctx, a.ID)
		report, _ := syncer.Account(ctx, w.Server(server), w.Replica(r.p.Store), a, t.options(r.p, progress)) // the report has the error
		w.End(&report)
		return report
	}
	report := once(t)
	if report.Err == nil && r.p.rejoin(ctx, report) {
		report = joined(report, once(terms{}))
	}
	report = r.p.worded(ctx, report)
	r.p.remember(ctx, report, server.Homes())
	return report
}

// progress is how far an account's sync is; zeros where none is under way.
func (r *runners) progress(id calendar.AccountID) (done, total int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if one := r.running[id]; one != nil {
		return one.status.Done, one.status.Total
	}
	return 0, 0
}
