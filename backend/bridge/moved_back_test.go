package bridge_test

import (
	"testing"
	"time"

	"calends/backend/bridge"
	"calends/backend/caldavserver"
)

// TestAMoveThatIsNotAllowedIsTold: a calendar that can only be read by the time a
// move reaches it is told of by the dry run, by the sync, by the account and in
// the history, with the reason.
func TestAMoveThatIsNotAllowedIsTold(t *testing.T) {
	server := newServer()
	server.Seed("alice", caldavserver.Calendar{Path: "work", Name: "Work"})
	server.Put("/dav/calendars/alice/home/tea.ics", teaTime)
	a := newSeat(t, server)
	_, err := a.Edit(t.Context(), bridge.EditEvent{UID: "tea", MoveTo: "Work", View: time.UTC})
	must(t, err)
	server.Seed("alice", caldavserver.Calendar{Path: "work", Name: "Work", ReadOnly: true})
	const says = "“Tea” could not be moved to “Work”, which can only be read now. It is back in “Home”, with what you changed."
	told := func(r bridge.SyncResult) {
		t.Helper()
		var all []string
		for _, c := range r.Accounts[0].Calendars {
			for _, f := range c.Failed {
				all = append(all, c.Name+" "+f.Code+" "+f.Message)
			}
		}
		if len(all) != 1 || all[0] != "Work read_only "+says {
			t.Errorf("%q", all)
		}
	}
	r, err := a.Sync(t.Context(), bridge.SyncRequest{DryRun: true})
	must(t, err)
	told(r)
	var rows []string
	for _, p := range r.Plan {
		rows = append(rows, p.Direction+" "+p.Kind+" "+p.Summary)
	}
	if len(rows) != 2 {
		t.Errorf("planned %q", rows)
	}
	r, err = a.Sync(t.Context(), bridge.SyncRequest{})
	must(t, err)
	told(r)
	accounts, err := a.AccountRows(t.Context())
	must(t, err)
	if e := accounts[0].Error; e == nil || e.Message != says {
		t.Errorf("the account says %+v", e)
	}
	history, err := a.History(t.Context(), bridge.HistoryQuery{UID: "tea", View: time.UTC})
	must(t, err)
	if len(history) < 3 || !history[0].Back || !history[1].Back || history[2].Back {
		t.Fatalf("%+v", history)
	}
	if got := history[1].Note; got != "The calendar you had moved it to can only be read now: it is back, with what you changed." {
		t.Errorf("%q", got)
	}
	if got := history[0].Note; got != "This calendar can only be read now: what you had moved here is back where it was." {
		t.Errorf("%q", got)
	}
	moved := bridge.FieldRow{Name: "calendar", Before: "Home", After: "Work"}
	for i, want := range []bridge.FieldRow{{Name: "calendar", Before: "Work", After: "Home"}, {Name: "calendar", Before: "Work", After: "Home"}, moved, moved} {
		if got := history[i].Fields; len(got) != 1 || got[0] != want {
			t.Errorf("%d: %+v, want %+v alone", i, got, want)
		}
	}
	r, err = a.Sync(t.Context(), bridge.SyncRequest{}) // once is enough
	must(t, err)
	if n := len(r.Accounts[0].Calendars[0].Failed) + len(r.Accounts[0].Calendars[1].Failed); n != 0 {
		t.Errorf("%d failed again", n)
	}
}
