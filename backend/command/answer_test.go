package command

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"calends/backend/bridge"
	"calends/backend/calendar"
)

var update = flag.Bool("update", false, "write the golden files")

// golden compares text with a file in testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s:\n%s\nwant:\n%s", name, got, want)
	}
}

// syncs is a program whose sync came to this.
type syncs struct {
	Program
	result bridge.SyncResult
	err    error
}

func (s syncs) Sync(context.Context, bridge.SyncRequest) (bridge.SyncResult, error) {
	return s.result, s.err
}

func TestExitStatusOfSync(t *testing.T) {
	fault := func(code string) *bridge.Fault { return &bridge.Fault{Code: code, Message: "It is so."} }
	account := func(f *bridge.Fault, c ...bridge.SyncCalendar) bridge.SyncAccount {
		return bridge.SyncAccount{Name: "work", Error: f, Calendars: c}
	}
	good := bridge.SyncCalendar{Name: "Home", Received: bridge.Counts{Created: 1}}
	broken := bridge.SyncCalendar{Name: "Home", Failed: []bridge.SyncFailure{{Href: "/a.ics", Code: "too_large", Message: "Too large."}}}
	conflict := bridge.SyncCalendar{Name: "Home", Conflicts: 1}
	held := bridge.SyncCalendar{Name: "Home", HeldBack: 3}
	lost := bridge.SyncCalendar{Name: "Home", Error: fault("forbidden")}
	emptied := bridge.SyncCalendar{Name: "Home", Error: fault("emptied")}
	for _, c := range []struct {
		name     string
		accounts []bridge.SyncAccount
		status   int
		lines    int
	}{
		{"nothing", nil, done, 0},
		{"all well", []bridge.SyncAccount{account(nil, good)}, done, 0},
		{"an object failed", []bridge.SyncAccount{account(nil, good, broken)}, partly, 1},
		{"a calendar failed", []bridge.SyncAccount{account(nil, good, lost)}, partly, 1},
		{"an account is out of reach", []bridge.SyncAccount{account(fault("offline")), account(nil, good)}, partly, 1},
		{"one is to be left alone", []bridge.SyncAccount{account(fault("try_later")), account(nil, good)}, partly, 1},
		{"a conflict", []bridge.SyncAccount{account(nil, conflict)}, decide, 0},
		{"held back", []bridge.SyncAccount{account(nil, held)}, decide, 0},
		{"emptied", []bridge.SyncAccount{account(nil, emptied)}, decide, 1},
		{"a conflict and a failure", []bridge.SyncAccount{account(nil, broken, conflict)}, decide, 1},
		{"a password", []bridge.SyncAccount{account(fault("sign_in"))}, signIn, 1},
		{"everything", []bridge.SyncAccount{account(nil, broken, conflict, held, lost), account(fault("sign_in")), account(fault("offline"))}, signIn, 4},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := syncs{result: bridge.SyncResult{Started: "2026-11-22T10:00:00Z", Accounts: c.accounts}}
			where := asked{dir: t.TempDir(), host: Host{Open: func(context.Context, string) (Program, func() error, error) {
				return p, func() error { return nil }, nil
			}}}
			d := where.run(t.Context(), "sync", "--json", "--data", where.dir)
			if d.status != c.status || strings.Count(d.err, "\n") != c.lines {
				t.Errorf("status %d with %q, not %d with %d lines", d.status, d.err, c.status, c.lines)
			}
			for line := range strings.Lines(d.err) {
				(typed{err: line}).code(t)
			}
			var result bridge.SyncResult
			if err := json.Unmarshal([]byte(d.out), &result); err != nil {
				t.Errorf("%v: %s", err, d.out)
			}
			if strings.Contains(d.out, `"calendars":null`) || strings.Contains(d.out, `"failed":null`) || strings.Contains(d.out, `"accounts":null`) {
				t.Errorf("a list is null: %s", d.out)
			}
			if d := where.run(t.Context(), "sync", "--data", where.dir); d.status != c.status || d.out == "" {
				t.Errorf("for people: %+v", d)
			}
		})
	}
}

func TestSyncOfAnUnknownAccount(t *testing.T) {
	p := syncs{err: calendar.Explain(calendar.ErrNotFound, "", "There is no account play.")}
	where := asked{dir: t.TempDir(), host: Host{Open: func(context.Context, string) (Program, func() error, error) {
		return p, func() error { return nil }, nil
	}}}
	if d := where.run(t.Context(), "sync", "play", "--json", "--data", where.dir); d.status != failed || d.code(t) != "not_found" || d.out != "" {
		t.Errorf("%+v", d)
	}
}

func TestProblemSaysWhereItIs(t *testing.T) {
	var b bytes.Buffer
	l := &line{std: Std{Err: &b}, json: true}
	l.problems([]bridge.Problem{{Account: "work", Calendar: "Home", Object: "/a.ics", Code: "offline", Message: "No answer."}})
	const want = `{"error":{"code":"offline","message":"No answer.","hint":"Changes are kept and sent when it answers again.","account":"work","calendar":"Home","object":"/a.ics"}}` + "\n"
	if b.String() != want {
		t.Errorf("%s", b.String())
	}
	b.Reset()
	l.json = false
	l.problems([]bridge.Problem{{Account: "work", Object: "/a.ics", Code: "offline", Message: "No answer."}})
	if b.String() != "calends: work: /a.ics: No answer.\n" {
		t.Errorf("%s", b.String())
	}
	b.Reset()
	l.troubles([]trouble{{bridge.Fault{Code: "sign_in", Message: "No.", Hint: "Try again."}, place{Account: "work"}}})
	if b.String() != "calends: work: No. – Try again.\n" || l.status != signIn {
		t.Errorf("%s, %d", b.String(), l.status)
	}
}

func TestStatusOfErrors(t *testing.T) {
	for _, c := range []struct {
		err    error
		status int
	}{
		{bridge.ErrUsage, misused},
		{calendar.ErrNotFound, failed},
		{calendar.ErrInvalid, failed},
		{&calendar.Explained{Message: "No.", Field: "start", Err: calendar.ErrInvalid}, misused},
		{calendar.ErrSignIn, signIn},
		{errors.Join(calendar.ErrNothingToUndo, nil), failed},
		{errors.New("what"), failed},
	} {
		l := &line{std: Std{Err: &bytes.Buffer{}}}
		l.complain(c.err)
		if l.status != c.status {
			t.Errorf("%v: %d, not %d", c.err, l.status, c.status)
		}
	}
}

func TestAgendaForPeople(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	home, work, cancelled := "1", "2", "CANCELLED"
	list := []bridge.AgendaRow{
		{Summary: "Conference", Start: "2026-11-20", End: "2026-11-24", AllDay: true, Calendar: &work},
		{Summary: "Night train", Start: "2026-11-21T22:10:00+01:00", End: "2026-11-22T06:40:00+01:00", Location: "Platform 7", Calendar: &home},
		{Summary: "Holiday", Start: "2026-11-22", End: "2026-11-23", AllDay: true, Calendar: &home},
		{Summary: "Stand-up", Start: "2026-11-22T09:00:00+01:00", End: "2026-11-22T09:15:00+01:00", Calendar: &work, Status: &cancelled},
		{Summary: "Bell", Start: "2026-11-22T12:00:00+01:00", End: "2026-11-22T12:00:00+01:00", Calendar: &work},
		{Summary: "Party", Start: "2026-11-22T20:00:00+01:00", End: "2026-11-23T00:00:00+01:00", Calendar: &home},
		{Summary: "", Start: "2026-11-23", End: "2026-11-26", AllDay: true, Calendar: &home},
		{Summary: "Bad\x1b[31m\ntitle\u202egnp", Start: "2026-11-23T23:00:00+01:00", End: "2026-11-24T01:00:00+01:00", Calendar: &home},
	}
	var b bytes.Buffer
	page{from: time.Date(2026, 11, 22, 0, 0, 0, 0, berlin), view: berlin, names: map[string]string{"1": "Home", "2": "Work"}}.write(&b, list)
	golden(t, "agenda.txt", b.String())
}

func TestTablesForPeople(t *testing.T) {
	last := "2026-11-22T10:00:00Z"
	var b bytes.Buffer
	calendarTable(&b, "", []bridge.CalendarRow{
		{ID: "c1", Account: "local", Name: "Café", Color: "#336699", Writable: true, Objects: 12},
		{ID: "c2", Account: "work", Name: "Team", Color: "#AA0000", Objects: 3, Hidden: true},
	})
	b.WriteString("\n")
	accountTable(&b, nil)
	accountTable(&b, []bridge.AccountRow{
		{Name: "work", User: "ann", URL: "https://dav.example.com", Valid: true, LastSync: &last},
		{Name: "play", User: "ann@example.org", URL: "https://p.example.org", Error: &bridge.Fault{Code: "offline", Message: "the server cannot be reached"}},
	})
	b.WriteString("\n")
	syncTable(&b, bridge.SyncResult{Accounts: []bridge.SyncAccount{
		{Name: "work", Calendars: []bridge.SyncCalendar{
			{Name: "Home", Received: bridge.Counts{Created: 2, Deleted: 1}, Sent: bridge.Counts{Updated: 1}, Conflicts: 1},
			{Name: "Team"},
			{Name: "Old", Error: &bridge.Fault{Code: "forbidden"}},
		}},
		{Name: "play", Error: &bridge.Fault{Code: "offline"}},
		{Name: "calm", Calendars: []bridge.SyncCalendar{{Name: "One"}}},
	}})
	b.WriteString("\n")
	historyPage{view: time.UTC, names: map[string]string{"c1": "Home"}}.write(&b, []bridge.ChangeRow{{Change: "17", Calendar: "c1", At: last, Origin: "me", UID: "u", Summary: "Tea", Kind: "edited",
		Fields: []bridge.FieldRow{{Name: "summary", Before: "Coffee", After: "Tea"}, {Name: "location", After: "Kitchen"}, {Name: "url", Before: "x"}}}})
	b.WriteString("\n")
	conflictTable(&b, []bridge.ConflictRow{{ID: "9", UID: "u", Summary: "Tea", Fields: []bridge.ConflictField{{Name: "summary", Base: "T", Ours: "Tea", Theirs: "Chai"}}}})
	b.WriteString("\n")
	showEvent(&b, bridge.ShowRow{UID: "u", Calendar: "c1", Href: "/u.ics", State: "edited", Occurrences: []bridge.AgendaRow{
		{Summary: "Tea", Start: "2026-11-22T16:00:00Z", End: "2026-11-22T17:00:00Z"},
		{Summary: "Tea", Start: "2026-11-29T16:00:00Z", End: "2026-11-29T17:00:00Z"}}}, "Home", time.UTC)
	golden(t, "tables.txt", b.String())
}

func TestPatchOfFlags(t *testing.T) {
	for _, c := range []struct{ args, want string }{
		{"--set summary=a=b --set location=", `{"summary":"a=b","clear":["location"]}`},
		{"--set alarm=15m --set alarm=1h,1d --set categories=x,y", `{"categories":["x","y"],"alarms":["15m","1h","1d"]}`},
		{"--set all-day=yes --set start=2026-11-22", `{"start":"2026-11-22","allDay":true}`},
		{"--clear rrule --clear alarm --floating", `{"floating":true,"clear":["rrule","alarm"]}`},
		{"--zone Europe/Paris", `{"tzid":"Europe/Paris"}`},
		{"--set tzid=Asia/Tokyo --set class=PRIVATE --set transparency=TRANSPARENT --set url=u --set status=S --set description=d --set rrule=R --set end=2026-11-22T10:00",
			`{"description":"d","url":"u","status":"S","transparency":"TRANSPARENT","class":"PRIVATE","rrule":"R","tzid":"Asia/Tokyo","end":"2026-11-22T10:00"}`},
	} {
		p := &edits{}
		where := asked{dir: t.TempDir(), host: Host{Open: func(context.Context, string) (Program, func() error, error) {
			return p, func() error { return nil }, nil
		}}}
		if d := where.run(t.Context(), append([]string{"edit", "u", "--data", where.dir}, strings.Fields(c.args)...)...); d.status != done {
			t.Errorf("%s: %+v", c.args, d)
		}
		if b, err := json.Marshal(p.ask.Patch); err != nil || string(b) != c.want {
			t.Errorf("%s: %s, not %s", c.args, b, c.want)
		}
	}
}

// edits is a program that remembers what it was to edit.
type edits struct {
	Program
	ask bridge.EditEvent
}

func (e *edits) Edit(_ context.Context, ask bridge.EditEvent) (bridge.ChangeRef, error) {
	e.ask = ask
	return bridge.ChangeRef{UID: ask.UID}, nil
}

// Where an account cannot be added the hint is one that can be followed here.
func TestAccountAddSaysWhatElseToDo(t *testing.T) {
	for _, c := range []struct {
		err          error
		secret, want string
	}{
		{calendar.ErrNoKeyring, "keyring", "--secret file"},
		{calendar.ErrLocked, "keyring", "--secret file"},
		{calendar.ErrLocked, "file", "Unlock it"},
		{calendar.ErrOffline, "command", "Check the address"},
	} {
		if f := bridge.Explain(otherwise(c.err, c.secret)); f.Code != bridge.Explain(c.err).Code || !strings.Contains(f.Hint, c.want) {
			t.Errorf("%v: %+v", c.err, f)
		}
	}
}

// What a server has not told is not what it cannot do.
func TestUnknownIsNotCannot(t *testing.T) {
	yes, no := true, false
	var b bytes.Buffer
	abilities(&b, map[string]*bool{"ctag": nil, "multiget": nil, "move": &yes, "scheduling": &no})
	want := "The server can: move an event to another calendar (MOVE).\n" +
		"It cannot: send invitations (scheduling).\n" +
		"It has not told whether it can: send many events at once (multiget), tell whether anything changed (ctag).\n"
	if b.String() != want {
		t.Errorf("said\n%s", b.String())
	}
}
