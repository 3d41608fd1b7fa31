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
