package syncer

import (
	"context"
	"maps"
	"slices"

	"calends/backend/calendar"
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

// Plan tells what [Account] would do, and does none of it: nothing is written to
// either side, and the next sync starts where this one did. It is the same sync,
// rehearsed: the server is read, and what would be written to it is taken as
// taken. That a server refuses something, or rewrites it, is not foreseen. The
// report counts what was planned as if it were done.
func Plan(ctx context.Context, server Server, replica Replica, account calendar.Account, o Options) (Report, []Planned, error) {
	stage := imagine(replica)
	s := newSession(rehearse(server), stage, account, o)
	report, err := s.play(ctx)
	rows, told := s.planned(ctx, stage)
	if err == nil {
		err = told
	}
	for i := range report.Collections {
		if newHere(report.Collections[i].ID) {
			report.Collections[i].ID = ""
		}
	}
	return report, rows, err
}

// planned lists what was rehearsed, in the order of calendars and hrefs.
func (s *session) planned(ctx context.Context, stage *imagined) (rows []Planned, err error) {
	for _, v := range s.visits {
		shelf, err := stage.shelf(ctx, v.col.ID)
		if err != nil {
			return rows, err
		}
		if newHere(v.col.ID) {
			v.col.ID = ""
		}
		for _, key := range slices.Sorted(maps.Keys(v.received)) {
			row := Planned{Collection: v.col, Href: calendar.Href(key), Text: shelf.texts[key], Direction: Receive, Kind: kinds[v.received[key]]}
			if v.merged[key] && row.Kind == "update" {
				row.Kind = "merge"
			}
			rows = append(rows, row)
		}
		for _, key := range slices.Sorted(maps.Keys(v.sent)) {
			rows = append(rows, Planned{Collection: v.col, Href: calendar.Href(key), Text: shelf.texts[key], Direction: Send, Kind: kinds[v.sent[key]]})
		}
		for _, step := range v.guard.held {
			rows = append(rows, v.held(step))
		}
	}
	return s.plannedLosses(ctx, rows)
}

// kinds are the kinds of change as a plan calls them.
var kinds = map[calendar.ChangeKind]string{calendar.KindCreated: "create", calendar.KindEdited: "update", calendar.KindDeleted: "delete"}

// held is a step that is held back.
func (v *visit) held(s reconcile.Step) Planned {
	row := Planned{Collection: v.col, Href: s.Href, Text: s.Object.Body, Direction: Receive, Kind: "update", Held: true}
	if s.Version != nil && s.Action != reconcile.Replace {
		row.Text = s.Version.Body
	}
	switch s.Action {
	case reconcile.Forget, reconcile.Recreate:
		row.Kind = "delete"
	case reconcile.Create:
		row.Direction, row.Kind = Send, "create"
	case reconcile.Replace:
		row.Direction = Send
	case reconcile.Remove:
		row.Direction, row.Kind = Send, "delete"
	case reconcile.Merge:
		row.Kind = "merge"
	}
	return row
}

// plannedLosses adds what is in the calendars that the server no longer lists.
func (s *session) plannedLosses(ctx context.Context, rows []Planned) ([]Planned, error) {
	for _, c := range s.report.Collections {
		lost := c.Hold.Reason == calendar.HoldMissing
		if !lost && !slices.Contains(s.removed, c.ID) {
			continue
		}
		objects, err := s.replica.Objects(ctx, c.ID)
		if err != nil {
			return rows, err
		}
		for _, o := range objects {
			if o.Body != nil {
				rows = append(rows, Planned{Collection: calendar.Collection{ID: c.ID, Name: c.Name, Href: c.Href}, Href: o.Href, Text: o.Body,
					Direction: Receive, Kind: "delete", Held: lost})
			}
		}
	}
	return rows, nil
}
