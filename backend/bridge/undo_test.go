package bridge_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"calends/backend/bridge"
	"calends/backend/caldavserver"
	"calends/backend/calendar"
)

// undo takes back what was done last.
func (d *seat) undo() bridge.ChangeRef {
	d.t.Helper()
	ref, err := d.Undo(d.t.Context())
	must(d.t, err)
	return ref
}

// redo makes it again.
func (d *seat) redo() bridge.ChangeRef {
	d.t.Helper()
	ref, err := d.Redo(d.t.Context())
	must(d.t, err)
	return ref
}

// count is how many parties are on.
func (d *seat) count() int { return strings.Count(d.titles(time.Time{}), "Party") }

// onServer is how many objects the server has in the calendars that are known.
func (d *seat) onServer(server *caldavserver.Server) (n int) {
	d.t.Helper()
	rows, err := d.CalendarRows(d.t.Context())
	must(d.t, err)
	for _, c := range rows {
		n += len(server.Paths(c.Href))
	}
	return n
}

// What undo takes back of a deleted calendar is the deletion, and not the edit
// before it; so it goes on, both ways.
func TestUndoOfADeletedCalendar(t *testing.T) {
	server := crowd(12)
	server.Seed("alice", caldavserver.Calendar{Path: "team", Name: "Work"})
	a := newSeat(t, server)
	a.edit("e1", bridge.Patch{Summary: ptr("Mine")})
	a.sync()
	must(t, a.DeleteCalendar(t.Context(), "Home"))
	for range 2 {
		if ref := a.undo(); ref.Summary != "Home" || ref.Changes != 12 {
			t.Errorf("%+v", ref)
		}
		if a.count() != 11 || !strings.Contains(a.text("e1"), "SUMMARY:Mine") {
			t.Fatalf("%d back; e1 %s", a.count(), a.text("e1"))
		}
		a.sync()
		if n := a.onServer(server); n != 12 {
			t.Errorf("%d on the server", n)
		}
		a.redo()
		a.sync()
		if a.count() != 0 || a.onServer(server) != 0 {
			t.Errorf("%d left here, %d on the server", a.count(), a.onServer(server))
		}
	}
	a.undo()
	a.undo()
	if strings.Contains(a.text("e1"), "Mine") || a.count() != 12 {
		t.Errorf("the edit before it: %s", a.text("e1"))
	}
}

// An empty calendar leaves no change of an event, and is no less deleted.
func TestUndoOfADeletedEmptyCalendar(t *testing.T) {
	a := newSeat(t, crowd(1))
	_, err := a.CreateCalendar(t.Context(), "Empty", "", "")
	must(t, err)
	a.edit("e0", bridge.Patch{Summary: ptr("Mine")})
	must(t, a.DeleteCalendar(t.Context(), "Empty"))
	a.undo()
	if a.calendarID("Empty") == "" || !strings.Contains(a.text("e0"), "Mine") {
		t.Errorf("e0 %s", a.text("e0"))
	}
}

// A calendar that cannot be made again, for its server does not answer, is no
// reason to take back something else.
func TestUndoOfADeletedCalendarOffline(t *testing.T) {
	server := crowd(3)
	a := newSeat(t, server)
	a.edit("e1", bridge.Patch{Summary: ptr("Mine")})
	a.sync()
	must(t, a.DeleteCalendar(t.Context(), "Home"))
	server.Fault(caldavserver.Fault{Kind: caldavserver.Answer, Status: 503, Times: 1})
	if _, err := a.Undo(t.Context()); err == nil {
		t.Error("undone without a server")
	}
	if a.count() != 0 {
		t.Errorf("%d are back", a.count())
	}
	a.undo()
	if a.count() != 2 {
		t.Errorf("%d back", a.count())
	}
}

// A restored calendar is deleted again, and restored again.
func TestUndoOfARestoredCalendar(t *testing.T) {
	server := crowd(12)
	server.Seed("alice", caldavserver.Calendar{Path: "team", Name: "Work"})
	a := newSeat(t, server)
	must(t, a.DeleteCalendar(t.Context(), "Home"))
	_, err := a.RestoreCalendar(t.Context(), "Home")
	must(t, err)
	a.sync()
	a.undo()
	a.sync()
	if a.count() != 0 || a.onServer(server) != 0 {
		t.Errorf("%d left here, %d on the server", a.count(), a.onServer(server))
	}
	a.redo()
	a.sync()
	if a.count() != 12 || a.onServer(server) != 12 {
		t.Errorf("%d back here, %d on the server", a.count(), a.onServer(server))
	}
	a.undo()
	a.undo() // of the deletion
	if a.count() != 12 {
		t.Errorf("%d back here", a.count())
	}
}

// losing is a server that lost n of its parties, and somebody who was told, and
// had written before.
func losing(t *testing.T, n int) (*caldavserver.Server, *seat) {
	server := crowd(30)
	a := newSeat(t, server)
	a.edit("e29", bridge.Patch{Summary: ptr("Party of mine")})
	a.sync()
	for i := range n {
		server.Delete(fmt.Sprintf("/dav/calendars/alice/home/e%d.ics", i))
	}
	a.sync()
	if a.count() != 30 {
		t.Fatalf("%d left, nothing held back", a.count())
	}
	return server, a
}

func (d *seat) decide(r bridge.SyncRequest) {
	d.t.Helper()
	_, err := d.Sync(d.t.Context(), r)
	must(d.t, err)
}

// What the user let through is his doing: undo brings it back, and what came by
// itself in the same sync stays.
func TestUndoOfAcceptedRemovals(t *testing.T) {
	server, a := losing(t, 20)
	server.Put("/dav/calendars/alice/home/new.ics", party(77))
	a.decide(bridge.SyncRequest{Accept: []string{"Home"}})
	if a.count() != 11 {
		t.Fatalf("%d after accepting", a.count())
	}
	for range 2 {
		if ref := a.undo(); ref.Changes != 20 {
			t.Errorf("%+v", ref)
		}
		a.sync()
		if a.count() != 31 || a.onServer(server) != 31 || !strings.Contains(a.text("e29"), "of mine") {
			t.Errorf("%d here, %d on the server; e29 %s", a.count(), a.onServer(server), a.text("e29"))
		}
		a.redo()
		a.sync()
		if a.count() != 11 || a.onServer(server) != 11 {
			t.Errorf("again: %d here, %d on the server", a.count(), a.onServer(server))
		}
	}
	a.undo()
	a.undo()
	if strings.Contains(a.text("e29"), "of mine") {
		t.Errorf("the edit before it: %s", a.text("e29"))
	}
}

// Pushing back is the user's doing, too: taken back, the server is followed.
func TestUndoOfPushingBack(t *testing.T) {
	server, a := losing(t, 20)
	a.decide(bridge.SyncRequest{PushBack: []string{"Home"}})
	if a.count() != 30 || a.onServer(server) != 30 {
		t.Fatalf("%d here, %d on the server", a.count(), a.onServer(server))
	}
	a.undo()
	a.sync()
	if a.count() != 10 || a.onServer(server) != 10 || !strings.Contains(a.text("e29"), "of mine") {
		t.Errorf("%d here, %d on the server", a.count(), a.onServer(server))
	}
}

// A calendar whose loss was let through comes back, too.
func TestUndoOfAnAcceptedLoss(t *testing.T) {
	server := crowd(12)
	server.Seed("alice", caldavserver.Calendar{Path: "team", Name: "Work"})
	a := newSeat(t, server)
	a.edit("e1", bridge.Patch{Summary: ptr("Party of mine")})
	a.sync()
	must(t, newSeat(t, server).DeleteCalendar(t.Context(), "Home"))
	a.sync()
	a.decide(bridge.SyncRequest{Accept: []string{"Home"}})
	if a.count() != 0 {
		t.Fatalf("%d left", a.count())
	}
	a.undo()
	a.sync()
	if a.count() != 12 || a.onServer(server) != 12 || !strings.Contains(a.text("e1"), "of mine") {
		t.Errorf("%d here, %d on the server", a.count(), a.onServer(server))
	}
}

// A removed account cannot be had again without its password: undo says so, and
// takes nothing else back.
func TestUndoOfARemovedAccount(t *testing.T) {
	a := newSeat(t, crowd(3))
	_, err := a.store.EnsureLocal(t.Context())
	must(t, err)
	_, err = a.Add(t.Context(), bridge.AddEvent{Patch: bridge.Patch{Summary: ptr("Local"), Start: ptr("2026-11-23T12:00")}, Calendar: "Calendar", View: time.UTC})
	must(t, err)
	must(t, a.store.RemoveAccount(t.Context(), "acc"))
	_, err = a.Undo(t.Context())
	if f := bridge.Explain(err); f.Code != "nothing_to_undo" || !strings.Contains(f.Message, "work") {
		t.Errorf("%+v", f)
	}
	if got := a.titles(time.Time{}); got != "Local" {
		t.Errorf("there is %q", got)
	}
	if !errors.Is(err, calendar.ErrNothingToUndo) {
		t.Error(err)
	}
}

// What was sent at a first comparison is on its server: undo says so and takes
// nothing else back, and what was accepted there comes back.
func TestUndoOfADecisionAtTheFirstSync(t *testing.T) {
	for _, push := range []bool{true, false} {
		server := crowd(2)
		a := newSeat(t, server)
		a.edit("e1", bridge.Patch{Summary: ptr("Party of mine")})
		a.sync()
		server.Seed("alice", caldavserver.Calendar{Path: "team", Name: "Work"})
		c, err := a.store.PutCollection(t.Context(), calendar.Collection{Account: "acc", Href: "/dav/calendars/alice/team/", Name: "Work"})
		must(t, err)
		_, err = a.store.Commit(t.Context(), calendar.Import, "", []calendar.Write{{Collection: c.ID, Body: []byte(party(9))}})
		must(t, err)
		a.sync()
		ask := bridge.SyncRequest{Accept: []string{"Work"}}
		if push {
			ask = bridge.SyncRequest{PushBack: []string{"Work"}}
		}
		a.decide(ask)
		ref, err := a.Undo(t.Context())
		if f := bridge.Explain(err); push && (f.Code != "nothing_to_undo" || !strings.Contains(f.Message, "Work")) {
			t.Errorf("%+v %+v", ref, f)
		}
		if !push && err != nil || a.text("e9") == "" || !strings.Contains(a.text("e1"), "of mine") {
			t.Errorf("push %v: %v; e9 %q", push, err, a.text("e9"))
		}
	}
}

// An added account is what was done last, too: undo says so, and takes nothing
// else back.
func TestUndoOfAnAddedAccount(t *testing.T) {
	a := newSeat(t, crowd(3))
	a.edit("e1", bridge.Patch{Summary: ptr("Party of mine")})
	a.Discover = func(context.Context, bridge.AddAccount) (bridge.Found, error) {
		return bridge.Found{Account: calendar.Account{Server: "https://dav.test/", User: "alice", Homes: []calendar.Href{"/dav/calendars/alice/"}}}, nil
	}
	_, err := a.AddAccount(t.Context(), bridge.AddAccount{Name: "again", Address: "https://dav.test/", User: "alice", Secret: "command", PasswordCommand: "cat"})
	must(t, err)
	_, err = a.Undo(t.Context())
	if f := bridge.Explain(err); f.Code != "nothing_to_undo" || !strings.Contains(f.Message, "again") {
		t.Errorf("%+v", f)
	}
	if !strings.Contains(a.text("e1"), "of mine") {
		t.Error("the edit before was taken back")
	}
}
