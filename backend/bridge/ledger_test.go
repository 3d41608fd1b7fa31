package bridge_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
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
	_, err := a.Sync(t.Context(), bridge.SyncRequest{Accept: []string{"Home"}}) // it is held back else
	must(t, err)
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
	server.Seed("alice", caldavserver.Calendar{Path: "work", Name: "Work"})
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
	if left := len(server.Paths("/dav/calendars/alice/home/")) + len(server.Paths("/dav/calendars/alice/work/")); left != 1 {
		t.Errorf("%d on the server", left)
	}
}

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

// The window asks for history and for the past by address.
func TestLedgerAnswers(t *testing.T) {
	a := newSeat(t, crowd(1))
	before := a.moment()
	a.edit("e0", bridge.Patch{Summary: ptr("Later")})
	h := bridge.Handler(bridge.Life{Program: func() *bridge.Program { return a.Program }, Context: t.Context})
	ask := func(path string, out any) int {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		must(t, json.Unmarshal(w.Body.Bytes(), out))
		return w.Code
	}
	for asOf, want := range map[string]string{"": "Later", before.Format(time.RFC3339Nano): "Party 0", "1999-01-01": ""} {
		var out bridge.Shown
		ask("/api/agenda?tz=UTC&from=2026-11-23T00:00:00Z&to=2026-11-24T00:00:00Z&asOf="+strings.ReplaceAll(asOf, "+", "%2B"), &out)
		got := ""
		for _, o := range out.Occurrences {
			got += o.Summary
		}
		if got != want {
			t.Errorf("as of %q: %s", asOf, got)
		}
	}
	for query, want := range map[string]int{"": 2, "?uid=e0": 2, "?limit=1": 1, "?since=today": 2, "?calendar=Home": 2,
		"?account=work": 2, "?account=local": 0, "?since=2099-01-01": 0} {
		var out struct{ Changes []bridge.ChangeRow }
		if code := ask("/api/history"+query, &out); code != http.StatusOK || len(out.Changes) != want {
			t.Errorf("%s: %d, %d changes", query, code, len(out.Changes))
		}
	}
	var fault bridge.Fault
	if code := ask("/api/history?since=sometime", &fault); code != http.StatusBadRequest || fault.Code != "invalid" {
		t.Errorf("%d %+v", code, fault)
	}
}

// Words of the past are days of the view zone.
func TestParsePast(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	must(t, err)
	now := time.Date(2026, 11, 25, 0, 30, 0, 0, berlin) // a Wednesday
	for text, want := range map[string]string{
		"today": "2026-11-25T00:00:00+01:00", "yesterday": "2026-11-24T00:00:00+01:00", "Monday": "2026-11-23T00:00:00+01:00",
		"wed": "2026-11-25T00:00:00+01:00", "thursday": "2026-11-19T00:00:00+01:00", "09:14": "2026-11-25T09:14:00+01:00",
		"2026-11-01": "2026-11-01T00:00:00+01:00", "2026-11-01T10:00": "2026-11-01T10:00:00+01:00",
		"2026-11-01T10:00:00Z": "2026-11-01T11:00:00+01:00", "soon": "",
	} {
		got, err := bridge.ParsePast(text, now.UTC(), berlin)
		if (err != nil) != (want == "") || err == nil && got.Format(time.RFC3339) != want {
			t.Errorf("%s: %s, %v", text, got.Format(time.RFC3339), err)
		}
	}
}

// What bounds the history is told, set and refused.
func TestLedgerLimits(t *testing.T) {
	a := newSeat(t, crowd(3))
	r, err := a.LedgerReport(t.Context())
	must(t, err)
	if r.Days != 365 || r.MB != 500 || r.Changes != 3 || r.Bytes == 0 || r.Oldest == "" || r.Since != "" {
		t.Errorf("%+v", r)
	}
	r, err = a.KeepLedger(t.Context(), 30, 0)
	must(t, err)
	if r.Days != 30 || r.MB != 500 {
		t.Errorf("%+v", r)
	}
	if _, err := a.KeepLedger(t.Context(), -1, 0); !errors.Is(err, calendar.ErrInvalid) {
		t.Errorf("%v", err)
	}
}
