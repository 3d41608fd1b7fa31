package bridge

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"calends/backend/agenda"
	"calends/backend/calendar"
	"calends/backend/syncer"
)

// SyncRequest is what a sync is asked for.
type SyncRequest struct {
	Accounts []string // by name; none: all of them
	// Accept and PushBack name the calendars in which what is held back is let
	// through, or the copies of this device are written to the server again. It
	// holds for this one sync.
	Accept, PushBack []string
	// Full compares everything with the servers, whatever they say has changed.
	Full bool
	// DryRun only tells what would be done, in the result's Plan.
	DryRun bool
	// Progress is told now and then how many objects of how many are done; nil:
	// nobody is. It must not block.
	Progress func(done, total int)
}

// HeldChange is a change of a whole calendar that waits for the user.
type HeldChange struct {
	Reason   string `json:"reason"` // first, removals, emptied, changes, omitted, missing
	At       string `json:"at"`     // since when, RFC 3339
	Removals int    `json:"removals"`
	Changes  int    `json:"changes"`
	Sends    int    `json:"sends"`
	Message  string `json:"message"` // for people
}

// heldChange is a hold as machines and people read it; nil where nothing is
// held.
func heldChange(h calendar.Hold) *HeldChange {
	if !h.Held() {
		return nil
	}
	return &HeldChange{Reason: string(h.Reason), At: stamp(h.At), Removals: h.Removals, Changes: h.Changes, Sends: h.Sends,
		Message: heldMessage(h)}
}

// unwritable says why nothing can be changed in a calendar, and what to do; hint
// is for one that can only be read.
func unwritable(c calendar.Collection, hint string) error {
	if c.Missing {
		return calendar.Explain(calendar.ErrGone, "`calends sync --accept` lets it go, `--push-back` makes it again there; else it waits until the server lists it.",
			"the server no longer lists the calendar %q: what is in it stays as it is until you decide", c.Name)
	}
	return calendar.Explain(calendar.ErrReadOnly, hint, "the calendar %q can only be read", c.Name)
}

// heldMessage says what is held back, and what happens to it.
func heldMessage(h calendar.Hold) string {
	switch h.Reason {
	case calendar.HoldEmptied:
		return fmt.Sprintf("The server shows this calendar empty. Its %s here until you decide.", stay(h.Removals))
	case calendar.HoldMissing:
		return fmt.Sprintf("The server no longer lists this calendar. Its %s here until you decide.", stay(h.Removals))
	case calendar.HoldOmitted:
		return fmt.Sprintf("The server's list leaves out %s that it still has. Nothing was removed, and it is asked again by itself.",
			events(h.Removals))
	case calendar.HoldFirst:
		return fmt.Sprintf("%s made here before this calendar was first compared with the server's. Nothing was sent; it waits until you decide.",
			were(h.Sends))
	case calendar.HoldChanges:
		return fmt.Sprintf("The server changed every event at once, %d of them. They are shown as they were until you decide.",
			h.Changes+h.Removals)
	}
	return fmt.Sprintf("The server no longer has %s of this calendar. They stay here until you decide.", events(h.Removals))
}

// held says of objects why a change of theirs is held back.
type held map[calendar.ObjectID]string

// heldNow looks up what is held back in calendars; of the past nothing is.
func (p *Program) heldNow(ctx context.Context, in []calendar.Collection, asOf time.Time) (held, error) {
	about := held{}
	for _, c := range in {
		if !c.Hold.Held() || !asOf.IsZero() {
			continue
		}
		objects, err := p.Store.Held(ctx, c.ID)
		if err != nil {
			return nil, err
		}
		for _, o := range objects {
			about[o.Object] = string(c.Hold.Reason)
		}
	}
	return about, nil
}

// mark marks the rows that were made of the occurrences.
func (about held) mark(rows []AgendaRow, of []agenda.Occurrence) []AgendaRow {
	for i, o := range of {
		rows[i].Held = about[o.Object]
	}
	return rows
}

func stay(n int) string {
	if n == 1 {
		return "one event stays"
	}
	return fmt.Sprintf("%d events stay", n)
}

func events(n int) string {
	if n == 1 {
		return "one event"
	}
	return fmt.Sprintf("%d events", n)
}

func were(n int) string {
	if n == 1 {
		return "One event was"
	}
	return fmt.Sprintf("%d events were", n)
}

// PlanRow is one thing that a sync would do.
type PlanRow struct {
	Calendar  string `json:"calendar"` // its id; its href where it is not here yet
	UID       string `json:"uid"`
	Summary   string `json:"summary"`
	Direction string `json:"direction"` // receive, send
	Kind      string `json:"kind"`      // create, update, delete, merge
	Held      bool   `json:"held"`      // it would be held back
}

// terms are the user's words for one sync: on what is held back, and on how much
// is compared.
type terms struct {
	accept, pushBack []calendar.CollectionID
	full             bool
}

func (s shelf) terms(r SyncRequest) (t terms, err error) {
	t.full = r.Full
	if t.accept, err = s.ids(r.Accept); err != nil {
		return t, err
	}
	if t.pushBack, err = s.ids(r.PushBack); err != nil {
		return t, err
	}
	for _, id := range t.accept {
		if slices.Contains(t.pushBack, id) {
			return t, calendar.Explain(ErrUsage, "Decide for one of them.",
				"what %q holds back cannot be accepted and pushed back at once", s.byID(id).Name)
		}
	}
	return t, nil
}

func (s shelf) ids(refs []string) (ids []calendar.CollectionID, err error) {
	for _, ref := range refs {
		c, err := s.collection(ref)
		if err != nil {
			return nil, err
		}
		if c.Account == calendar.LocalAccount {
			return nil, calendar.Explain(ErrUsage, "", "the calendar %q is on this computer only", c.Name)
		}
		ids = append(ids, c.ID)
	}
	return ids, nil
}

// options are the options of a sync under these terms.
func (t terms) options(p *Program, progress func(done, total int)) syncer.Options {
	return syncer.Options{Now: p.Now, Zone: p.zone, Progress: progress,
		Accept:   func(c calendar.CollectionID) bool { return slices.Contains(t.accept, c) },
		PushBack: func(c calendar.CollectionID) bool { return slices.Contains(t.pushBack, c) },
		Full:     func() bool { return t.full }}
}

// plan asks the servers, side by side, what a sync would do.
func (p *Program) plan(ctx context.Context, accounts []calendar.Account, t terms) ([]syncer.Report, []PlanRow) {
	reports, planned := make([]syncer.Report, len(accounts)), make([][]syncer.Planned, len(accounts))
	var all sync.WaitGroup
	for i, a := range accounts {
		all.Go(func() {
			if now := p.Now(); a.LeftAlone(now) {
				reports[i] = p.worded(ctx, syncer.LeftAlone(a, now))
				return
			}
			server, err := p.Dial(a)
			if err != nil {
				reports[i] = syncer.Report{Account: a.ID, Name: a.Name, Err: err}
				return
			}
			reports[i], planned[i], _ = syncer.Plan(ctx, server, p.Store, a, t.options(p, nil)) // the report has the error
		})
	}
	all.Wait()
	rows := []PlanRow{}
	for _, list := range planned {
		for _, one := range list {
			rows = append(rows, planRow(one))
		}
	}
	return reports, rows
}

// planRow names what is planned by its text; one that cannot be read has no
// name.
func planRow(one syncer.Planned) PlanRow {
	row := PlanRow{Calendar: string(one.Collection.ID), Direction: string(one.Direction), Kind: one.Kind, Held: one.Held}
	if row.Calendar == "" {
		row.Calendar = string(one.Collection.Href)
	}
	if x, err := agenda.Index(one.Text); err == nil {
		row.UID, row.Summary = string(x.UID), x.Title
	}
	return row
}

// decide synchronizes the account of a calendar under the user's word on what
// is held back in it.
func (p *Program) decide(ctx context.Context, ref string, pushBack bool) error {
	s, c, err := p.calendarNamed(ctx, ref)
	if err != nil {
		return err
	}
	r := SyncRequest{Accounts: []string{s.accountName(c.Account)}}
	if pushBack {
		r.PushBack = []string{string(c.ID)}
	} else {
		r.Accept = []string{string(c.ID)}
	}
	reports, _, err := p.sync(ctx, r)
	if err != nil {
		return err
	}
	for _, report := range reports {
		if report.Err != nil {
			return report.Err
		}
		for _, one := range report.Collections {
			if one.ID == c.ID && one.Err != nil {
				return one.Err
			}
		}
	}
	return nil
}

// Accept lets through what is held back in a calendar, once.
func (s *Sync) Accept(calendarID string) (err error) {
	defer settle(&err)
	return s.life.Program().decide(s.life.Context(), calendarID, false)
}

// PushBack writes this device's copies of what is held back in a calendar to
// the server again.
func (s *Sync) PushBack(calendarID string) (err error) {
	defer settle(&err)
	return s.life.Program().decide(s.life.Context(), calendarID, true)
}

// Plan tells what a sync of every account would do; nothing is written.
func (s *Sync) Plan() (out SyncResult, err error) {
	defer settle(&err)
	return s.life.Program().Sync(s.life.Context(), SyncRequest{DryRun: true})
}
