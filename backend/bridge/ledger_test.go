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

// party is an event that few servers would write; n tells them apart.
func party(n int) string {
	return fmt.Sprintf("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nX-OF-CALENDAR:%d\r\nBEGIN:VEVENT\r\nUID:e%d\r\nDTSTAMP:20261101T000000Z\r\n"+
		"DTSTART:20261123T090000Z\r\nDTEND:20261123T100000Z\r\nSUMMARY:Party %d\r\nX-ODD;X-P=\"a;b\":kept %d\r\n"+
		"BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT15M\r\nDESCRIPTION:x\r\nX-RING:%d\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", n, n, n, n, n)
}

// crowd is a server with n parties in the calendar home.
func crowd(n int) *caldavserver.Server {
	server := newServer()
	for i := range n {
		server.Put(fmt.Sprintf("/dav/calendars/alice/home/e%d.ics", i), party(i))
	}
	return server
}

// history is what changed, as the program tells it.
func (d *seat) history(q bridge.HistoryQuery) []bridge.ChangeRow {
	d.t.Helper()
	q.View = time.UTC
	rows, err := d.History(d.t.Context(), q)
	must(d.t, err)
	return rows
}

// titles are those of what is on that day, as it was known then; zero: now.
func (d *seat) titles(asOf time.Time) string {
	d.t.Helper()
	day := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	rows, _, err := d.Agenda(d.t.Context(), bridge.AgendaQuery{From: day, To: day.AddDate(0, 0, 1), View: time.UTC, AsOf: asOf})
	must(d.t, err)
	var titles []string
	for _, r := range rows {
		titles = append(titles, r.Summary)
	}
	return strings.Join(titles, ", ")
}

// moment is now, with nothing near: the ledger counts milliseconds.
func (d *seat) moment() time.Time {
	time.Sleep(2 * time.Millisecond)
	now := time.Now()
	time.Sleep(2 * time.Millisecond)
	return now
}

func (d *seat) calendarID(name string) string {
	d.t.Helper()
	rows, err := d.CalendarRows(d.t.Context())
	must(d.t, err)
	for _, c := range rows {
		if c.Name == name {
			return c.ID
		}
	}
	d.t.Fatalf("there is no calendar %s", name)
	return ""
}

// Another device deletes 500 events; taking that sync back puts every one of
// them on the server again, as it was.
func TestRestoreSyncOfDeletions(t *testing.T) {
	const n = 500
	server := crowd(n)
	a := newSeat(t, server)
	for i := range n {
		server.Delete(fmt.Sprintf("/dav/calendars/alice/home/e%d.ics", i))
	}
	for _, accept := range [][]string{nil, {"Home"}} { // it is held back at first
		_, err := a.Sync(t.Context(), bridge.SyncRequest{Accept: accept})
		must(t, err)
	}
	if got := a.titles(time.Time{}); got != "" {
		t.Fatalf("still there: %s", got)
	}
	rows := a.history(bridge.HistoryQuery{Limit: 1})
	if rows[0].Kind != "deleted" || rows[0].Sync == "" {
		t.Fatalf("%+v", rows[0])
	}
	if of := a.history(bridge.HistoryQuery{Sync: rows[0].Sync}); len(of) != n {
		t.Fatalf("%d changes of the sync", len(of))
	}
	ref, err := a.RestoreSync(t.Context(), rows[0].Sync)
	must(t, err)
	if ref.Changes != n || ref.Left != 0 {
		t.Errorf("%+v", ref)
	}
	a.sync()
	for i := range n {
		text, _, ok := server.Get(fmt.Sprintf("/dav/calendars/alice/home/e%d.ics", i))
		if !ok || text != party(i) {
			t.Fatalf("e%d is %q", i, text)
		}
	}
	// The whole is one request.
	_, err = a.Undo(t.Context())
	must(t, err)
	if got := a.titles(time.Time{}); got != "" {
		t.Errorf("undone, and there: %s", got)
	}
	_, err = a.Redo(t.Context())
	must(t, err)
	if got := strings.Count(a.titles(time.Time{}), "Party"); got != n {
		t.Errorf("%d again", got)
	}
}

// Of a sync that is taken back, what changed since stays.
func TestUndoReceivedKeepsWhatCameSince(t *testing.T) {
	server := crowd(5)
	a, b := newSeat(t, server), newSeat(t, server)
	b.edit("e0", bridge.Patch{Summary: ptr("Theirs"), Location: ptr("There")}) // of both
	b.edit("e1", bridge.Patch{Summary: ptr("Theirs")})                         // untouched since
	_, err := b.Delete(t.Context(), bridge.DeleteEvent{UID: "e2", View: time.UTC})
	must(t, err)
	b.sync()
	server.Put("/dav/calendars/alice/home/new.ics", party(8))   // left alone since
	server.Put("/dav/calendars/alice/home/newer.ics", party(9)) // edited since
	a.sync()
	a.edit("e0", bridge.Patch{Description: ptr("Mine")})
	a.edit("e9", bridge.Patch{Description: ptr("Mine")})
	a.edit("e3", bridge.Patch{Description: ptr("Mine")})

	ref, err := a.UndoReceived(t.Context())
	must(t, err)
	if ref.Changes != 4 || ref.Left != 1 {
		t.Errorf("%+v", ref)
	}
	for uid, want := range map[string][]string{"e0": {"SUMMARY:Party 0", "DESCRIPTION:Mine"}, "e1": {"SUMMARY:Party 1"},
		"e2": {"SUMMARY:Party 2"}, "e3": {"DESCRIPTION:Mine"}, "e9": {"DESCRIPTION:Mine"}} {
		for _, line := range want {
			if !strings.Contains(a.text(uid), line) {
				t.Errorf("%s lacks %s: %s", uid, line, a.text(uid))
			}
		}
	}
	if strings.Contains(a.text("e0"), "There") || a.text("e8") != "" {
		t.Errorf("still there: %s %s", a.text("e0"), a.text("e8"))
	}
	_, err = a.Redo(t.Context()) // what came in is in again
	must(t, err)
	if a.text("e8") == "" || a.text("e2") != "" || !strings.Contains(a.text("e0"), "There") || !strings.Contains(a.text("e0"), "Mine") {
		t.Errorf("after redo: %s %s %s", a.text("e0"), a.text("e2"), a.text("e8"))
	}
	_, err = a.Redo(t.Context())
	must(t, err)
	if _, err := a.Redo(t.Context()); !errors.Is(err, calendar.ErrNothingToUndo) {
		t.Errorf("redone for ever: %v", err)
	}
	a.sync()
	b.sync()
	if b.text("e0") != a.text("e0") || b.text("e8") != "" || b.text("e2") == "" {
		t.Errorf("elsewhere: %s", b.text("e0"))
	}
	// The one before it is next: the first sync of all, of which e4 is as it came.
	_, err = a.UndoReceived(t.Context())
	must(t, err)
	if a.text("e4") != "" || a.text("e3") == "" {
		t.Errorf("e4 %s, e3 %s", a.text("e4"), a.text("e3"))
	}
	if _, err := a.UndoReceived(t.Context()); !errors.Is(err, calendar.ErrNothingToUndo) {
		t.Errorf("%v", err)
	}
}

// A calendar that came whole is no change of anybody's: it is taken back where
// it is named, and not by the way.
func TestUndoReceivedLeavesAFirstSync(t *testing.T) {
	a := newSeat(t, crowd(20))
	_, err := a.UndoReceived(t.Context())
	if f := bridge.Explain(err); f.Code != "nothing_to_undo" || !strings.Contains(f.Hint, "restore --sync") {
		t.Errorf("%+v", f)
	}
	ref, err := a.RestoreSync(t.Context(), a.history(bridge.HistoryQuery{})[0].Sync)
	must(t, err)
	if ref.Changes != 20 {
		t.Errorf("%+v", ref)
	}
}

// A server that writes anew what it is sent is no reason why an undo should not
// take back what the user wrote; nor is another's change of another field.
func TestUndoAfterTheServerRewrote(t *testing.T) {
	server := crowd(1)
	server.Fault(caldavserver.Fault{Kind: caldavserver.Rewrite, Times: caldavserver.Always})
	a, b := newSeat(t, server), newSeat(t, server)
	a.edit("e0", bridge.Patch{Summary: ptr("Edited"), Location: ptr("Here")})
	a.sync()
	b.sync()
	b.edit("e0", bridge.Patch{Description: ptr("Theirs")})
	b.sync()
	a.sync()
	for _, step := range []struct {
		do        func() (bridge.ChangeRef, error)
		has, lack string
	}{
		{func() (bridge.ChangeRef, error) { return a.Undo(t.Context()) }, "SUMMARY:Party 0", "Here"},
		{func() (bridge.ChangeRef, error) { return a.Redo(t.Context()) }, "SUMMARY:Edited", "Party 0"},
		{func() (bridge.ChangeRef, error) { return a.Undo(t.Context()) }, "SUMMARY:Party 0", "Edited"},
	} {
		_, err := step.do()
		must(t, err)
		text := a.text("e0")
		if !strings.Contains(text, step.has) || strings.Contains(text, step.lack) || !strings.Contains(text, "Theirs") {
			t.Errorf("want %s, not %s: %s", step.has, step.lack, text)
		}
		a.sync()
	}
}

// What the server made of the very field that the user wrote goes with it.
func TestUndoOfWhatTheServerMadeOfIt(t *testing.T) {
	a := newSeat(t, crowd(1))
	a.edit("e0", bridge.Patch{Summary: ptr("Edited")})
	all, err := a.store.Find(t.Context(), "e0")
	must(t, err)
	o := all[0]
	held := &calendar.Version{ETag: `"9"`, Body: []byte(strings.Replace(string(o.Body), "SUMMARY:Edited", "SUMMARY;LANGUAGE=en:EDITED", 1))}
	must(t, a.store.Record(calendar.InSync(t.Context(), time.Now()), o.Collection, []calendar.Sighting{{Object: o.ID, Href: o.Href,
		Base: held, Body: held.Body, At: o.Revision, Origin: calendar.Me}}, calendar.Progress{}))
	for _, step := range []struct {
		do   func(context.Context) (bridge.ChangeRef, error)
		want string
	}{{a.Undo, "SUMMARY:Party 0"}, {a.Redo, "SUMMARY;LANGUAGE=en:EDITED"}} {
		_, err := step.do(t.Context())
		must(t, err)
		if !strings.Contains(a.text("e0"), step.want) {
			t.Errorf("want %s: %s", step.want, a.text("e0"))
		}
	}
}

// A move is taken back, and made again, with what changed meanwhile; nothing is
// ever in both calendars, or in neither.
func TestUndoOfMove(t *testing.T) {
	server := crowd(1)
	server.Seed("alice", caldavserver.Calendar{Path: "team", Name: "Work"})
	a, b := newSeat(t, server), newSeat(t, server)
	_, err := a.Edit(t.Context(), bridge.EditEvent{UID: "e0", MoveTo: "Work", View: time.UTC})
	must(t, err)
	a.sync()
	b.sync()
	b.edit("e0", bridge.Patch{Description: ptr("Theirs")})
	b.sync()
	a.sync()
	in := func() (where string) {
		all, err := a.store.Find(t.Context(), "e0")
		must(t, err)
		for _, o := range all {
			if o.Body != nil {
				where += string(o.Collection) + " "
			}
		}
		return strings.TrimSpace(where)
	}
	for i, step := range []func() (bridge.ChangeRef, error){
		func() (bridge.ChangeRef, error) { return a.Undo(t.Context()) },
		func() (bridge.ChangeRef, error) { return a.Redo(t.Context()) },
		func() (bridge.ChangeRef, error) { return a.Undo(t.Context()) }} {
		_, err := step()
		must(t, err)
		want := a.calendarID([]string{"Home", "Work"}[i%2])
		if in() != want || !strings.Contains(a.text("e0"), "Theirs") {
			t.Errorf("step %d: in %s, want %s: %s", i, in(), want, a.text("e0"))
		}
		a.sync()
		if in() != want {
			t.Errorf("step %d, sent: in %s, want %s", i, in(), want)
		}
	}
	if left := len(server.Paths("/dav/calendars/alice/home/")) + len(server.Paths("/dav/calendars/alice/team/")); left != 1 {
		t.Errorf("%d on the server", left)
	}
}
