package bridge_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"calends/backend/bridge"
	"calends/backend/caldavserver"
	"calends/backend/calendar"
)

// A calendar deleted here comes back on its server with what was in it.
func TestRestoreCalendar(t *testing.T) {
	const n = 500
	server := crowd(n)
	a := newSeat(t, server)
	before := a.moment()
	must(t, a.DeleteCalendar(t.Context(), "Home"))
	if got := a.titles(time.Time{}); got != "" {
		t.Fatalf("still there: %s", got)
	}
	if got := strings.Count(a.titles(before), "Party"); got != n {
		t.Errorf("%d were known before", got)
	}
	gone, err := a.DeletedCalendars(t.Context())
	must(t, err)
	if len(gone) != 1 || gone[0].Name != "Home" || gone[0].Objects != n || gone[0].Missing {
		t.Fatalf("%+v", gone)
	}
	if rows := a.history(bridge.HistoryQuery{Calendar: "Home"}); len(rows) != 2*n {
		t.Errorf("%d changes of it", len(rows))
	}
	rows := a.history(bridge.HistoryQuery{UID: "e3"})
	if _, err := a.Restore(t.Context(), rows[0].Change); !errors.Is(err, calendar.ErrNotFound) || !strings.Contains(bridge.Explain(err).Hint, "--calendar") {
		t.Errorf("restore in a deleted calendar: %v", err)
	}
	ref, err := a.RestoreCalendar(t.Context(), "work/Home")
	must(t, err)
	if ref.Changes != n || ref.Calendar != gone[0].ID {
		t.Errorf("%+v", ref)
	}
	a.sync()
	again := a.calendarID("Home")
	rowsOf, err := a.CalendarRows(t.Context())
	must(t, err)
	for _, c := range rowsOf {
		if c.ID != again {
			continue
		}
		paths := server.Paths(c.Href)
		if len(paths) != n {
			t.Fatalf("%d on the server", len(paths))
		}
		for _, path := range paths {
			text, _, _ := server.Get(path)
			var i int
			if _, err := fmt.Sscanf(text[strings.Index(text, "UID:e"):], "UID:e%d", &i); err != nil || text != party(i) {
				t.Fatalf("%s: %s", path, text)
			}
		}
	}
	if _, err := a.RestoreCalendar(t.Context(), "Home"); !errors.Is(err, calendar.ErrNotFound) {
		t.Errorf("restored twice: %v", err)
	}
}

// A calendar that another device deleted comes back from this one, whether it
// is still shown here, or its loss was accepted.
func TestRestoreCalendarDeletedElsewhere(t *testing.T) {
	for _, accept := range []bool{false, true} {
		const n = 50
		server := crowd(n)
		server.Seed("alice", caldavserver.Calendar{Path: "work", Name: "Work"})
		a, b := newSeat(t, server), newSeat(t, server)
		must(t, b.DeleteCalendar(t.Context(), "Home"))
		var ask bridge.SyncRequest
		if accept {
			_, err := a.Sync(t.Context(), ask)
			must(t, err)
			ask.Accept = []string{"Home"}
		}
		_, err := a.Sync(t.Context(), ask)
		must(t, err)
		gone, err := a.DeletedCalendars(t.Context())
		must(t, err)
		if len(gone) != 1 || gone[0].Missing == accept || gone[0].Objects != n {
			t.Fatalf("accepted %v: %+v", accept, gone)
		}
		_, err = a.RestoreCalendar(t.Context(), gone[0].ID)
		must(t, err)
		_, err = a.Sync(t.Context(), bridge.SyncRequest{})
		must(t, err)
		rows, err := a.CalendarRows(t.Context())
		must(t, err)
		for _, c := range rows {
			if c.ID == gone[0].ID && len(server.Paths(c.Href)) != n {
				t.Errorf("accepted %v: %d on the server", accept, len(server.Paths(c.Href)))
			}
		}
		if got := strings.Count(a.titles(time.Time{}), "Party"); got != n {
			t.Errorf("accepted %v: %d here", accept, got)
		}
	}
}

// A deleted calendar of an account that is gone comes back on this computer.
func TestRestoreCalendarWithoutAccount(t *testing.T) {
	a := newSeat(t, crowd(2))
	must(t, a.store.RemoveAccount(t.Context(), "acc"))
	ref, err := a.RestoreCalendar(t.Context(), "Home")
	must(t, err)
	if ref.Changes != 2 || a.titles(time.Time{}) != "Party 0, Party 1" {
		t.Errorf("%+v: %s", ref, a.titles(time.Time{}))
	}
}

// Any version of an event comes back, wherever the event is now.
func TestRestoreVersions(t *testing.T) {
	server := crowd(2)
	server.Seed("alice", caldavserver.Calendar{Path: "work", Name: "Work"})
	a := newSeat(t, server)
	a.edit("e0", bridge.Patch{Summary: ptr("One")})
	_, err := a.Edit(t.Context(), bridge.EditEvent{UID: "e0", Patch: bridge.Patch{Summary: ptr("Two")}, MoveTo: "Work", View: time.UTC})
	must(t, err)
	a.sync()
	var one string
	for _, c := range a.history(bridge.HistoryQuery{UID: "e0"}) {
		if c.Kind == "edited" {
			one = c.Change
		}
	}
	ref, err := a.Restore(t.Context(), one)
	must(t, err)
	if ref.Calendar != a.calendarID("Work") || a.titles(time.Time{}) != "One, Party 1" {
		t.Errorf("%+v: %s", ref, a.titles(time.Time{}))
	}
	_, err = a.Delete(t.Context(), bridge.DeleteEvent{UID: "e1", View: time.UTC})
	must(t, err)
	a.sync()
	_, err = a.Restore(t.Context(), a.history(bridge.HistoryQuery{UID: "e1"})[0].Change)
	must(t, err)
	a.sync()
	if text, _, _ := server.Get("/dav/calendars/alice/home/e1.ics"); text != party(1) {
		t.Errorf("restored: %q", text)
	}
}
