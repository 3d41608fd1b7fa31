package bridge_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"calends/backend/bridge"
	"calends/backend/calendar"
)

// week is what the agenda of the seat's week shows: "title day hour", sorted.
func (d *seat) week() string {
	d.t.Helper()
	from := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	rows, _, err := d.Agenda(d.t.Context(), bridge.AgendaQuery{From: from, To: from.AddDate(0, 0, 7), View: time.UTC})
	must(d.t, err)
	var out []string
	for _, r := range rows {
		out = append(out, r.Summary+" "+strings.TrimSuffix(strings.TrimPrefix(r.Start, "2026-12-0"), ":00Z"))
	}
	return strings.Join(out, ", ")
}

// Several changes are one: made together, undone together, and where one
// cannot be made the others are, and that is said.
func TestChangesMadeTogether(t *testing.T) {
	object := func(d *seat, uid string) string {
		all, err := d.store.Find(t.Context(), calendar.UID(uid))
		must(t, err)
		return string(all[0].ID)
	}
	for _, tt := range []struct {
		name  string
		edits func(d *seat) []bridge.EditOne
		want  string
		saved [2]int // changed, left
	}{
		{"moved", func(d *seat) []bridge.EditOne {
			return []bridge.EditOne{
				{Object: object(d, "tea"), Patch: bridge.Patch{Start: ptr("2026-12-02T09:30"), End: ptr("2026-12-02T10:30")}},
				{Object: object(d, "run"), RecurrenceID: "2026-12-02T07:00:00Z", Patch: bridge.Patch{Start: ptr("2026-12-02T08:00"), End: ptr("2026-12-02T08:30")}},
				{Object: object(d, "run"), RecurrenceID: "2026-12-03T07:00:00Z", Patch: bridge.Patch{Start: ptr("2026-12-03T08:00"), End: ptr("2026-12-03T08:30")}},
			}
		}, "Run 1T07:00, Run 2T08:00, Tea 2T09:30, Run 3T08:00, Run 4T07:00", [2]int{2, 0}},
		{"deleted, one of them gone", func(d *seat) []bridge.EditOne {
			gone := object(d, "tea")
			_, err := d.Delete(t.Context(), bridge.DeleteEvent{UID: "tea", View: time.UTC})
			must(t, err)
			return []bridge.EditOne{{Object: gone, Delete: true}, {Object: object(d, "run"), RecurrenceID: "2026-12-02T07:00:00Z", Delete: true}}
		}, "Run 1T07:00, Run 3T07:00, Run 4T07:00", [2]int{1, 1}},
		{"every occurrence", func(d *seat) []bridge.EditOne {
			var all []bridge.EditOne
			for _, day := range []string{"1", "2", "3", "4"} {
				all = append(all, bridge.EditOne{Object: object(d, "run"), RecurrenceID: "2026-12-0" + day + "T07:00:00Z", Delete: true})
			}
			return all
		}, "Tea 1T09:00", [2]int{1, 0}},
		{"copied", func(d *seat) []bridge.EditOne {
			return []bridge.EditOne{
				{Object: object(d, "tea"), Copy: true, Patch: bridge.Patch{Start: ptr("2026-12-05T09:00"), End: ptr("2026-12-05T10:00")}},
				{Object: object(d, "run"), RecurrenceID: "2026-12-02T07:00:00Z", Copy: true, Patch: bridge.Patch{Color: ptr("crimson")}},
			}
		}, "Run 1T07:00, Tea 1T09:00, Run 2T07:00, Run 2T07:00, Run 3T07:00, Run 4T07:00, Tea 5T09:00", [2]int{2, 0}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := newSeat(t, newServer())
			for _, e := range []bridge.Patch{
				{Summary: ptr("Tea"), Start: ptr("2026-12-01T09:00")},
				{Summary: ptr("Run"), Start: ptr("2026-12-01T07:00"), End: ptr("2026-12-01T07:30"), RRule: ptr("FREQ=DAILY;COUNT=4")},
			} {
				d.NewUID = func() string { return strings.ToLower(*e.Summary) }
				_, err := d.Add(t.Context(), bridge.AddEvent{Patch: e, View: time.UTC, Calendar: "Home"})
				must(t, err)
			}
			copies := 0
			d.NewUID = func() string { copies++; return strings.Repeat("copy", copies) }
			edits := tt.edits(d)
			before := d.week()
			saved, err := d.Together(t.Context(), edits, time.UTC)
			must(t, err)
			if got := d.week(); got != tt.want || [2]int{saved.Changes, saved.Left} != tt.saved {
				t.Errorf("%s; %+v", got, saved)
			}
			d.undo()
			if got := d.week(); got != before {
				t.Errorf("after undo: %s, not %s", got, before)
			}
		})
	}
}

// Where none of several changes can be made, why is said.
func TestNoneOfSeveralCanBeMade(t *testing.T) {
	d := newSeat(t, crowd(1))
	all, err := d.store.Find(t.Context(), "e0")
	must(t, err)
	_, err = d.Delete(context.Background(), bridge.DeleteEvent{UID: "e0", View: time.UTC})
	must(t, err)
	if _, err = d.Together(t.Context(), []bridge.EditOne{{Object: string(all[0].ID), Delete: true}}, time.UTC); bridge.Explain(err).Code != "not_found" {
		t.Errorf("%v", err)
	}
}
