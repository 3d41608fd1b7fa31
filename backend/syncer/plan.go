package syncer

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"

	"calends/backend/calendar"
	"calends/backend/merge"
	"calends/backend/reconcile"
)

// Direction says which side a planned step changes.
type Direction string

// The directions.
const (
	Receive Direction = "receive"
	Send    Direction = "send"
)

// Planned is one thing that a sync would do.
type Planned struct {
	Collection calendar.Collection // without an ID where it is not here yet
	Href       calendar.Href
	// Text is of the object as it is or would be; nil where it cannot be had.
	Text      []byte
	Direction Direction
	Kind      string // create, update, delete or merge
	Held      bool   // it would be held back
}

// Plan tells what [Account] would do first, and does none of it: nothing is
// written to either side, and the next sync starts where this one did. What only
// follows from what the server answers is not told. The report counts what was
// planned as if it were done.
func Plan(ctx context.Context, server Server, replica Replica, account calendar.Account, o Options) (Report, []Planned, error) {
	report := Report{Account: account.ID, Name: account.Name, Started: o.now()}
	before := server.Traffic()
	s := session{Options: o, server: server, replica: replica, account: account, report: &report}
	rows, err := s.foresee(ctx)
	report.Err = err
	after := server.Traffic()
	report.Requests, report.Received = after.Requests-before.Requests, after.Received-before.Received
	report.Sent, report.Ended = after.Sent-before.Sent, o.now()
	return report, rows, err
}

func (s *session) foresee(ctx context.Context) ([]Planned, error) {
	listed, err := s.server.Collections(ctx)
	if err != nil {
		return nil, fmt.Errorf("list the calendars: %w", err)
	}
	known, err := s.known(ctx)
	if err != nil {
		return nil, err
	}
	var visits []*visit
	for _, theirs := range listed {
		ours, here := known[theirs.Href.Key()]
		delete(known, theirs.Href.Key())
		v := newVisit(s, s.adopted(theirs, ours, here))
		if err := v.begin(ctx); err != nil {
			return nil, err
		}
		visits = append(visits, v)
	}
	if _, err := s.wanted(ctx, visits); err != nil { // what is not moved stays
		return nil, err
	}
	rows, err := s.foreseeVisits(ctx, visits)
	if err != nil {
		return rows, err
	}
	for _, key := range slices.Sorted(maps.Keys(known)) {
		c := known[key]
		lost, err := s.foreseeLoss(ctx, c)
		if err != nil {
			return rows, err
		}
		rows = append(rows, lost...)
	}
	return rows, nil
}

// known are the account's calendars on this device, by key of their href.
func (s *session) known(ctx context.Context) (map[string]calendar.Collection, error) {
	held, err := s.replica.Collections(ctx)
	if err != nil {
		return nil, fmt.Errorf("list the calendars on this device: %w", err)
	}
	known := make(map[string]calendar.Collection)
	for _, c := range held {
		if c.Account == s.account.ID && c.Href != "" {
			known[c.Href.Key()] = c
		}
	}
	return known, nil
}

// foreseeLoss plans for a calendar that the server no longer lists.
func (s *session) foreseeLoss(ctx context.Context, c calendar.Collection) ([]Planned, error) {
	objects, err := s.replica.Objects(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	if said(s.PushBack, c.ID) {
		return s.foreseeRemake(c, objects), nil
	}
	held := !said(s.Accept, c.ID) || c.Hold.Reason != calendar.HoldMissing
	v := newVisit(s, c)
	v.col.Hold = calendar.Hold{}
	var rows []Planned
	for _, o := range objects {
		if o.Body == nil {
			continue
		}
		rows = append(rows, Planned{Collection: c, Href: o.Href, Text: o.Body, Direction: Receive, Kind: "delete", Held: held})
		if held {
			v.col.Hold.Removals++
		} else {
			v.received.note(o.Href, calendar.KindDeleted)
		}
	}
	if held {
		v.col.Hold.Reason = calendar.HoldMissing
	}
	s.report.Collections = append(s.report.Collections, v.result())
	return rows, nil
}

// foreseeRemake plans for a calendar that is to be made again on the server,
// with what is in it.
func (s *session) foreseeRemake(c calendar.Collection, objects []calendar.Object) []Planned {
	v := newVisit(s, c)
	v.col.Hold = calendar.Hold{}
	var rows []Planned
	for _, o := range objects {
		if o.Body == nil {
			continue
		}
		row := Planned{Collection: c, Href: o.Href, Text: o.Body, Direction: Send, Kind: "create"}
		v.tell(row)
		rows = append(rows, row)
	}
	s.report.Collections = append(s.report.Collections, v.result())
	return rows
}

// foreseeVisits plans for the calendars that the server lists.
func (s *session) foreseeVisits(ctx context.Context, visits []*visit) (rows []Planned, err error) {
	w := wayfarers{come: map[string]end{}, leave: map[string]end{}}
	verdicts := map[*visit]reconcile.Verdict{}
	for i, v := range visits {
		if verdicts[v], v.err = v.foresee(ctx); Stops(v.err) {
			visits, err = visits[:i], v.err
			break
		}
		w.note(v, verdicts[v].Steps)
	}
	for _, v := range visits {
		rows = append(rows, v.foretellAll(verdicts[v], w)...)
	}
	for _, v := range visits {
		s.report.Collections = append(s.report.Collections, v.result())
	}
	return rows, err
}

// foresee weighs what is to be done in one calendar, and gets the texts.
func (v *visit) foresee(ctx context.Context) (reconcile.Verdict, error) {
	seen, err := v.observe(ctx)
	if err != nil {
		return reconcile.Verdict{}, err
	}
	if seen, err = v.confirm(ctx, seen); err != nil {
		return reconcile.Verdict{}, err
	}
	verdict, err := v.verdict(ctx, &seen)
	if err != nil {
		return reconcile.Verdict{}, err
	}
	v.note(verdict)
	verdict.Steps = v.staying(verdict.Steps)
	v.col.Hold = v.guard.hold
	if err := v.fetchTexts(ctx, verdict.Steps); err != nil {
		return reconcile.Verdict{}, err
	}
	return verdict, nil
}

// foretellAll tells what is to be done in one calendar, and counts it.
func (v *visit) foretellAll(verdict reconcile.Verdict, w wayfarers) (rows []Planned) {
	for _, s := range verdict.Steps {
		if follows, ok := v.foretellFollowing(s, w); ok {
			rows = append(rows, follows...)
			continue
		}
		if row, ok := v.foretell(s); ok {
			v.tell(row)
			rows = append(rows, row)
			if goesOn, ok := v.sendsMerged(s, row); ok {
				v.tell(goesOn)
				rows = append(rows, goesOn)
			}
		}
	}
	for _, s := range verdict.Held {
		if row, ok := v.foretell(s); ok {
			row.Held = true
			rows = append(rows, row)
		}
	}
	return rows
}

// fetchTexts gets what the steps would take in, to tell it by name.
func (v *visit) fetchTexts(ctx context.Context, steps []reconcile.Step) error {
	at := map[string]int{}
	var hrefs []calendar.Href
	for i, s := range steps {
		if s.Fetches() {
			at[s.Href.Key()] = i
			hrefs = append(hrefs, s.Href)
		}
	}
	if len(hrefs) == 0 {
		return nil
	}
	for href, r := range v.server.Fetch(ctx, v.col.Href, hrefs) {
		if Stops(r.Err) {
			return r.Err
		}
		if i, ok := at[href.Key()]; ok && r.Err == nil {
			steps[i].Version = &r.Version
		}
	}
	return ctx.Err()
}

// foretell is a step as people are told of it before; false where nothing of
// it can be seen.
func (v *visit) foretell(s reconcile.Step) (Planned, bool) {
	o := s.Object
	row := Planned{Collection: v.col, Href: s.Href, Text: o.Body, Direction: Receive, Kind: "update"}
	if s.Version != nil && s.Action != reconcile.Replace {
		row.Text = s.Version.Body
	}
	switch s.Action {
	case reconcile.Download, reconcile.Restore:
		if o.Base != nil && s.Version != nil && o.Body != nil && string(o.Body) == string(s.Version.Body) {
			return row, false // another etag, nothing else
		}
		if o.Body == nil {
			row.Kind = "create"
		}
	case reconcile.Merge:
		row.Kind = "merge"
	case reconcile.Forget:
		row.Kind = "delete"
		return row, o.Base != nil && o.Body != nil
	case reconcile.Create, reconcile.Recreate:
		row.Direction, row.Kind = Send, "create"
	case reconcile.Replace, reconcile.Keep:
		row.Direction = Send
	case reconcile.Remove:
		row.Direction, row.Kind = Send, "delete"
		if o.Base != nil {
			row.Text = o.Base.Body
		}
	}
	return row, true
}

// sendsMerged is what goes out of a merge, where anything of ours is left.
func (v *visit) sendsMerged(s reconcile.Step, row Planned) (Planned, bool) {
	if s.Action != reconcile.Merge || s.Version == nil || s.Object.Base == nil || bytes.Equal(s.Object.Base.Body, s.Version.Body) {
		return row, false
	}
	r, err := merge.Options{Zone: v.Zone}.Merge(s.Object.Base.Body, s.Object.Body, s.Version.Body)
	if err != nil || bytes.Equal(r.Text, s.Version.Body) {
		return row, false
	}
	row.Text, row.Direction, row.Kind = r.Text, Send, "update"
	return row, true
}

// tell counts a planned step.
func (v *visit) tell(row Planned) {
	kind := map[string]calendar.ChangeKind{"create": calendar.KindCreated, "delete": calendar.KindDeleted}[row.Kind]
	if kind == "" {
		kind = calendar.KindEdited
	}
	if row.Kind == "merge" {
		v.merged[row.Href.Key()] = true
	}
	if row.Direction == Send {
		v.sent.note(row.Href, kind)
	} else {
		v.received.note(row.Href, kind)
	}
}
