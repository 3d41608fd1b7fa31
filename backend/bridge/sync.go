package bridge

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"calends/backend/calendar"
	"calends/backend/syncer"
)

// Sync synchronizes the accounts asked for, side by side, or tells what it
// would do. What failed stands in the result; the error is for what could not
// be begun.
func (p *Program) Sync(ctx context.Context, r SyncRequest) (SyncResult, error) {
	started := p.Now()
	reports, plan, err := p.sync(ctx, r)
	if err != nil {
		return SyncResult{}, err
	}
	out := SyncResult{Started: started.Format(time.RFC3339), DurationMS: p.Now().Sub(started).Milliseconds(),
		Accounts: []SyncAccount{}, Plan: plan}
	for _, r := range reports {
		out.Requests += r.Requests
		out.BytesReceived += r.Received
		out.BytesSent += r.Sent
		row := syncAccount(r)
		for i := range row.Calendars {
			if row.Calendars[i].Unreadable, err = p.unread(ctx, row.Calendars[i], r.Started); err != nil {
				return SyncResult{}, err
			}
		}
		out.Accounts = append(out.Accounts, row)
	}
	return out, nil
}

// sync does what Sync is asked for. The plan is nil unless it was asked for.
func (p *Program) sync(ctx context.Context, r SyncRequest) ([]syncer.Report, []PlanRow, error) {
	s, err := p.shelf(ctx)
	if err != nil {
		return nil, nil, err
	}
	accounts, err := s.asked(r.Accounts)
	if err != nil {
		return nil, nil, err
	}
	t, err := s.terms(r)
	if err != nil {
		return nil, nil, err
	}
	if r.DryRun {
		reports, rows := p.plan(ctx, accounts, t)
		return reports, rows, nil
	}
	reports := make([]syncer.Report, len(accounts))
	sum := newSum(r.Progress, len(accounts))
	var all sync.WaitGroup
	for i, a := range accounts {
		all.Go(func() { reports[i] = p.accounts.now(ctx, a, t, sum.part(i)) })
	}
	all.Wait()
	return reports, nil, nil
}

// asked are the named accounts; without a name, all that have a server.
func (s shelf) asked(names []string) (accounts []calendar.Account, err error) {
	for _, name := range names {
		a, err := s.account(name)
		if err != nil {
			return nil, err
		}
		accounts = append(accounts, a)
	}
	if len(names) > 0 {
		return accounts, nil
	}
	for _, a := range s.accounts {
		if a.ID != calendar.LocalAccount {
			accounts = append(accounts, a)
		}
	}
	return accounts, nil
}

// sum adds up the progress of several accounts.
type sum struct {
	tell  func(done, total int)
	mu    sync.Mutex
	parts [][2]int
}

func newSum(tell func(done, total int), parts int) *sum {
	return &sum{tell: tell, parts: make([][2]int, parts)}
}

// part is whom an account tells of its progress; nil where nobody listens.
func (s *sum) part(i int) func(done, total int) {
	if s.tell == nil {
		return nil
	}
	return func(done, total int) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.parts[i] = [2]int{done, total}
		done, total = 0, 0
		for _, p := range s.parts {
			done, total = done+p[0], total+p[1]
		}
		s.tell(done, total)
	}
}

// syncAccount is a report as machines read it.
func syncAccount(r syncer.Report) SyncAccount {
	out := SyncAccount{Name: r.Name, Requests: r.Requests, Error: fault(r.Err), Calendars: []SyncCalendar{}}
	for _, c := range r.Collections {
		row := SyncCalendar{ID: string(c.ID), Name: c.Name, Href: string(c.Href),
			Received: Counts(c.Received), Sent: Counts(c.Sent), Merged: c.Merged, Returned: c.Returned, Conflicts: c.Conflicts,
			HeldBack: c.HeldBack, Held: heldChange(c.Hold), Failed: []SyncFailure{}, Method: string(c.Method), Error: fault(c.Err)}
		for _, f := range c.Failed {
			e := Explain(f.Err)
			row.Failed = append(row.Failed, SyncFailure{Href: string(f.Href), Code: e.Code, Message: e.Message, Hint: e.Hint})
		}
		out.Calendars = append(out.Calendars, row)
	}
	return out
}

// worded says in a report until when the server wants to be left alone, and
// what waits until then.
func (p *Program) worded(ctx context.Context, r syncer.Report) syncer.Report {
	if r.Until.IsZero() {
		return r
	}
	waiting := ""
	if s, err := p.shelf(ctx); err == nil {
		switch n, err := p.pending(ctx, s, r.Account); {
		case err != nil || n == 0:
		case n == 1:
			waiting = "; 1 change waits"
		default:
			waiting = fmt.Sprintf("; %d changes wait", n)
		}
	}
	r.Err = calendar.Explain(r.Err, "After that it is asked again: by itself while the window is open, or by the next sync.",
		"The server asked to be left alone until %s%s.", r.Until.In(p.Local()).Format("15:04"), waiting)
	return r
}

// fault explains an error; nil stays nil.
func fault(err error) *Fault {
	if err == nil {
		return nil
	}
	f := Explain(err)
	return &f
}

// remember records with the account what its last sync came to, and where its
// calendars are now.
func (p *Program) remember(ctx context.Context, r syncer.Report, homes []calendar.Href) {
	p.noteAttempts(ctx, r)
	if errors.Is(r.Err, context.Canceled) {
		return // it was stopped, which says nothing of the account
	}
	problem := r.Problem()
	// An account that went away meanwhile has nothing to remember, and a store
	// that fails will say so to whoever asks it next.
	_ = p.Store.AmendAccount(context.WithoutCancel(ctx), r.Account, func(a *calendar.Account) {
		a.LastError, a.LastErrorCode, a.NotBefore = "", "", r.Until
		if r.Err == nil {
			a.LastSync, a.Homes = r.Ended, homes
		}
		if problem != nil {
			f := Explain(problem)
			a.LastError, a.LastErrorCode = f.Message, f.Code
		}
	})
	_ = p.Store.Tidy(ctx) // what is left is done the next time
}

// infoOf is an account as the window is told of it.
func (p *Program) infoOf(ctx context.Context, id calendar.AccountID) (AccountInfo, error) {
	s, err := p.shelf(ctx)
	if err != nil {
		return AccountInfo{}, err
	}
	a, err := s.account(string(id))
	if err != nil {
		return AccountInfo{}, err
	}
	return p.accountInfo(ctx, s, a)
}

// DeleteCalendar deletes a calendar: from its server first, then from this
// device. The ledger keeps what was in it.
func (p *Program) DeleteCalendar(ctx context.Context, ref string) error {
	s, c, err := p.calendarNamed(ctx, ref)
	if err != nil {
		return err
	}
	server, err := p.serverOf(s, c)
	if err != nil {
		return err
	}
	if server != nil && !c.Missing {
		if err := server.Remove(ctx, c.Href); err != nil {
			return err
		}
	}
	return p.Store.RemoveCollection(ctx, c.ID)
}
