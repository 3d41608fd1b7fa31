package bridge_test

import (
	"strings"
	"testing"

	"calends/backend/bridge"
	"calends/backend/caldavserver"
)

// What the editor changes and moves at once is one request: undo takes back both.
func TestUndoOfWhatWasChangedAndMoved(t *testing.T) {
	server := crowd(2)
	server.Seed("alice", caldavserver.Calendar{Path: "team", Name: "Work"})
	a := newSeat(t, server)
	events := bridge.Bound(bridge.Life{Program: func() *bridge.Program { return a.Program }, Context: t.Context})[2].(*bridge.Events)
	all, err := a.store.Find(t.Context(), "e1")
	must(t, err)
	saved, err := events.Save(string(all[0].ID), int64(all[0].Revision), "", "all", bridge.Patch{Summary: ptr("Mine")}, "UTC", a.calendarID("Work"))
	must(t, err)
	if saved.Calendar != a.calendarID("Work") || !strings.Contains(a.text("e1"), "Mine") {
		t.Errorf("%+v %s", saved, a.text("e1"))
	}
	if ref := a.undo(); ref.Calendar != a.calendarID("Home") || strings.Contains(a.text("e1"), "Mine") {
		t.Errorf("%+v %s", ref, a.text("e1"))
	}
}

// What the window foresees of a move to another calendar names that calendar,
// and is refused as the move would be; nothing is written.
func TestPreviewOfAMove(t *testing.T) {
	server := crowd(2)
	server.Seed("alice", caldavserver.Calendar{Path: "team", Name: "Work"})
	a := newSeat(t, server)
	events := bridge.Bound(bridge.Life{Program: func() *bridge.Program { return a.Program }, Context: t.Context})[2].(*bridge.Events)
	all, err := a.store.Find(t.Context(), "e1")
	must(t, err)
	foresee := func(to string) (bridge.PreviewRow, error) {
		return events.Preview(string(all[0].ID), int64(all[0].Revision), "", "all", bridge.Patch{Summary: ptr("Mine")}, false,
			"2020-01-01T00:00:00Z", "2030-01-01T00:00:00Z", "UTC", to)
	}
	work := a.calendarID("Work")
	if row, err := foresee(work); err != nil || row.MovesTo == nil || *row.MovesTo != work {
		t.Errorf("%+v, %v", row, err)
	}
	if row, err := foresee(""); err != nil || row.MovesTo != nil {
		t.Errorf("%+v, %v", row, err)
	}
	if row, err := foresee("no such calendar"); err == nil {
		t.Errorf("foresaw %+v", row)
	}
	if strings.Contains(a.text("e1"), "Mine") {
		t.Error("it was written")
	}
}
