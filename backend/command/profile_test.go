package command_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"calends/backend/agenda"
	"calends/backend/bridge"
	"calends/backend/calendar"
	"calends/backend/command"
	"calends/backend/store"
	"calends/backend/zone"
)

var _ command.Program = (*bridge.Program)(nil)

// computer has one profile and a clock that goes on by a second for every
// command.
type computer struct {
	t       *testing.T
	profile string
	dir     string
	now     time.Time
	uids    int
}

func (c *computer) open(ctx context.Context, profile string) (command.Program, func() error, error) {
	clock := func() time.Time { return c.now }
	s, err := store.Open(filepath.Join(profile, "calends.db"), store.Options{Index: agenda.Index, IndexVersion: agenda.IndexVersion, Now: clock})
	if err != nil {
		return nil, nil, err
	}
	if _, err := s.EnsureLocal(ctx); err != nil {
		return nil, nil, err
	}
	p := bridge.NewProgram(bridge.Wiring{Store: s, Zones: zone.NewFinder(), Now: clock, NewUID: func() string {
		c.uids++
		return fmt.Sprintf("uid-%d", c.uids)
	},
		Discover: func(context.Context, bridge.AddAccount) (bridge.Found, error) {
			return bridge.Found{}, calendar.ErrNoServer
		},
		Dial:  func(calendar.Account) (bridge.Server, error) { return nil, calendar.ErrOffline },
		Vault: func(calendar.Account, string) (bridge.Vault, error) { return nil, calendar.ErrNoKeyring },
	})
	return p, s.Close, nil
}

// run carries out a command line, which is to end with the given status.
func (c *computer) run(status int, args ...string) (out, errs string) {
	c.t.Helper()
	c.now = c.now.Add(time.Second)
	var o, e bytes.Buffer
	got := command.Run(c.t.Context(), command.Host{Open: c.open}, args, command.Std{In: strings.NewReader(""), Out: &o, Err: &e, Dir: c.dir,
		Now: func() time.Time { return c.now },
		Getenv: func(k string) string {
			return map[string]string{"CALENDS_DATA": c.profile, "TZ": "Europe/Berlin"}[k]
		}})
	if got != status {
		c.t.Fatalf("%q ended with %d, not %d\n%s%s", args, got, status, o.String(), e.String())
	}
	if status == 0 && e.Len() > 0 {
		c.t.Errorf("%q said %s", args, e.String())
	}
	return o.String(), e.String()
}

// read runs a command line with --json and reads its answer.
func read[T any](c *computer, args ...string) T {
	c.t.Helper()
	out, _ := c.run(0, append(args, "--json")...)
	var v T
	dec := json.NewDecoder(strings.NewReader(out))
	if err := dec.Decode(&v); err != nil || dec.More() {
		c.t.Fatalf("%q: %v: %s", args, err, out)
	}
	if strings.Contains(out, "\":null") && !strings.Contains(out, "\"recurrence_id\"") {
		c.t.Errorf("%q: something is null: %s", args, out)
	}
	return v
}

// summaries is what the agenda of the week says.
func (c *computer) summaries() string {
	c.t.Helper()
	var s []string
	for _, r := range read[[]bridge.AgendaRow](c, "agenda") {
		s = append(s, r.Summary)
	}
	return strings.Join(s, ", ")
}

// newComputer is a computer on a Sunday, with an empty profile.
func newComputer(t *testing.T) *computer {
	return &computer{t: t, profile: filepath.Join(t.TempDir(), "profile"), dir: t.TempDir(), now: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)}
}

func TestAddEditShowHistory(t *testing.T) {
	c := newComputer(t)
	calendars := read[[]bridge.CalendarRow](c, "calendar", "list")
	if len(calendars) != 1 || calendars[0].Account != "local" || !calendars[0].Writable {
		t.Fatalf("calendars: %+v", calendars)
	}
	if accounts := read[[]bridge.AccountRow](c, "account", "list"); len(accounts) != 0 {
		t.Errorf("accounts: %+v", accounts)
	}

	out, _ := c.run(0, "add", "--summary", "Tea", "--start", "2026-11-23T16:00", "--end", "2026-11-23T17:00", "--location", "Kitchen", "--alarm", "15m")
	uid := strings.TrimSpace(out)
	rows := read[[]bridge.AgendaRow](c, "agenda")
	if len(rows) != 1 {
		t.Fatalf("agenda: %+v", rows)
	}
	r := rows[0]
	if r.UID != uid || r.RecurrenceID != nil || r.Start != "2026-11-23T16:00:00+01:00" || r.End != "2026-11-23T17:00:00+01:00" ||
		r.AllDay || *r.Calendar != calendars[0].ID || *r.TZID != "Europe/Berlin" || r.Location != "Kitchen" {
		t.Errorf("agenda: %+v", r)
	}
	if in := read[[]bridge.AgendaRow](c, "agenda", "--tz", "Asia/Tokyo"); in[0].Start != "2026-11-24T00:00:00+09:00" {
		t.Errorf("in Tokyo: %+v", in[0])
	}

	edited := read[bridge.ChangeRef](c, "edit", uid, "--set", "summary=Green tea", "--set", "start=2026-11-23T15:30")
	if edited.UID != uid || edited.Change == "" {
		t.Errorf("edit: %+v", edited)
	}
	show := read[bridge.ShowRow](c, "show", uid)
	if show.State != "created" || len(show.Occurrences) != 1 || show.Occurrences[0].End != "2026-11-23T16:30:00+01:00" || !strings.Contains(show.ICS, "SUMMARY:Green tea") {
		t.Errorf("show: %+v", show)
	}
	if ics, _ := c.run(0, "show", uid, "--ics"); ics != show.ICS {
		t.Errorf("show --ics: %s", ics)
	}

	history := read[[]bridge.ChangeRow](c, "history", uid)
	if len(history) != 2 || history[0].Kind != "edited" || history[1].Kind != "created" || history[0].Origin != "me" || history[0].Summary != "Green tea" {
		t.Errorf("history: %+v", history)
	}
}

func TestUndoRedoRestore(t *testing.T) {
	c := newComputer(t)
	added := read[bridge.ChangeRef](c, "add", "--summary", "Tea", "--start", "2026-11-23T16:00")
	c.run(0, "edit", added.UID, "--set", "summary=Green tea")
	c.run(0, "undo")
	if s := c.summaries(); s != "Tea" {
		t.Errorf("after undo: %s", s)
	}
	c.run(0, "redo")
	if s := c.summaries(); s != "Green tea" {
		t.Errorf("after redo: %s", s)
	}
	c.run(0, "restore", added.Change)
	if s := c.summaries(); s != "Tea" {
		t.Errorf("after restore: %s", s)
	}
}

func TestExportDeleteImportSearch(t *testing.T) {
	c := newComputer(t)
	uid := read[bridge.ChangeRef](c, "add", "--summary", "Tea", "--start", "2026-11-23T16:00").UID
	c.run(0, "export", "-o", "all.ics")
	c.run(0, "delete", uid)
	if s := c.summaries(); s != "" {
		t.Errorf("after delete: %s", s)
	}
	dry := read[bridge.ImportResult](c, "import", "all.ics", "--dry-run")
	if dry.New != 1 || c.summaries() != "" {
		t.Errorf("import --dry-run: %+v", dry)
	}
	if r := read[bridge.ImportResult](c, "import", "all.ics"); r.New != 1 {
		t.Errorf("import: %+v", r)
	}
	if r := read[bridge.ImportResult](c, "import", "all.ics"); r.Same != 1 {
		t.Errorf("import again: %+v", r)
	}
	if found := read[[]bridge.AgendaRow](c, "search", "tea"); len(found) != 1 || found[0].UID != uid {
		t.Errorf("search: %+v", found)
	}
	if list := read[[]bridge.ConflictRow](c, "conflicts", "list"); len(list) != 0 {
		t.Errorf("conflicts: %+v", list)
	}
	if result := read[bridge.SyncResult](c, "sync"); len(result.Accounts) != 0 {
		t.Errorf("sync: %+v", result)
	}
}

func TestOccurrencesOfARecurringEvent(t *testing.T) {
	c := newComputer(t)
	ref := read[bridge.ChangeRef](c, "add", "--summary", "Run", "--start", "2026-11-23T07:00", "--end", "2026-11-23T08:00", "--rrule", "FREQ=DAILY;COUNT=4")
	rows := read[[]bridge.AgendaRow](c, "agenda")
	if len(rows) != 4 || rows[1].RecurrenceID == nil {
		t.Fatalf("agenda: %+v", rows)
	}
	c.run(0, "edit", ref.UID, "--recurrence-id", *rows[1].RecurrenceID, "--set", "summary=Swim")
	if s := c.summaries(); s != "Run, Swim, Run, Run" {
		t.Errorf("this: %s", s)
	}
	c.run(0, "delete", ref.UID, "--recurrence-id", *rows[3].RecurrenceID)
	if s := c.summaries(); s != "Run, Swim, Run" {
		t.Errorf("delete this: %s", s)
	}
	c.run(0, "edit", ref.UID, "--recurrence-id", *rows[2].RecurrenceID, "--scope", "following", "--set", "summary=Rest")
	if s := c.summaries(); s != "Run, Swim, Rest" {
		t.Errorf("following: %s", s)
	}
	c.run(0, "undo")
	c.run(0, "delete", ref.UID)
	if s := c.summaries(); s != "" {
		t.Errorf("delete all: %s", s)
	}
	c.run(0, "undo")
	if s := c.summaries(); s != "Run, Swim, Run" {
		t.Errorf("undo of delete: %s", s)
	}
}

func TestCalendarsOnThisComputer(t *testing.T) {
	c := newComputer(t)
	made := read[bridge.CalendarRow](c, "calendar", "create", "Work", "--color", "#aa00cc")
	if made.Name != "Work" || made.Account != "local" || made.Color != "#AA00CC" {
		t.Errorf("create: %+v", made)
	}
	c.run(0, "add", "--summary", "Day off", "--start", "2026-11-24", "--all-day", "--calendar", "Work")
	rows := read[[]bridge.AgendaRow](c, "agenda", "--calendar", made.ID)
	if len(rows) != 1 || !rows[0].AllDay || rows[0].Start != "2026-11-24" || rows[0].End != "2026-11-25" || rows[0].TZID != nil {
		t.Errorf("agenda: %+v", rows)
	}
	c.run(0, "calendar", "hide", "Work")
	if s := c.summaries(); s != "" {
		t.Errorf("hidden: %s", s)
	}
	if rows := read[[]bridge.AgendaRow](c, "agenda", "--calendar", "local/Work"); len(rows) != 1 {
		t.Errorf("hidden, but named: %+v", rows)
	}
	c.run(0, "calendar", "show", "Work")
	c.run(0, "calendar", "rename", "Work", "Play")
	c.run(0, "calendar", "color", "Play", "00ff00")
	for _, row := range read[[]bridge.CalendarRow](c, "calendar", "list") {
		if row.ID == made.ID && (row.Name != "Play" || row.Color != "#00FF00" || row.Hidden || row.Objects != 1) {
			t.Errorf("list: %+v", row)
		}
	}
	c.run(0, "calendar", "delete", "Play")
	if list := read[[]bridge.CalendarRow](c, "calendar", "list"); len(list) != 1 {
		t.Errorf("after delete: %+v", list)
	}
}

func TestErrorsOfTheProgram(t *testing.T) {
	c := newComputer(t)
	if err := os.WriteFile(filepath.Join(c.dir, "bad.ics"), []byte("no calendar"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, e := range []struct {
		args   string
		status int
		code   string
	}{
		{"undo", 1, "nothing_to_undo"},
		{"redo", 1, "nothing_to_undo"},
		{"show nowhere", 1, "not_found"},
		{"edit nowhere --set summary=x", 1, "not_found"},
		{"delete nowhere", 1, "not_found"},
		{"restore nowhere", 1, "not_found"},
		{"agenda --calendar nowhere", 1, "not_found"},
		{"add --summary x --start 2026-11-22 --calendar nowhere", 1, "not_found"},
		{"sync nowhere", 1, "not_found"},
		{"account check nowhere", 1, "not_found"},
		{"account remove nowhere", 1, "not_found"},
		{"calendar rename nowhere x", 1, "not_found"},
		{"account add work --user ann@example.com --password-command cat", 1, "no_server"},
		{"add --summary x --start 2026-11-22T10:00 --end 2026-11-22T09:00", 2, "invalid"},
		{"add --summary x --start 2026-11-22T10:00 --rrule FREQ=SOMETIMES", 2, "invalid"},
		{"import bad.ics", 3, "invalid"},
		{"import nowhere.ics", 1, "not_found"},
		{"open nowhere.ics", 1, "not_found"},
		{"open .", 1, "invalid"},
		{"export -o nowhere/a.ics", 1, "not_found"},
	} {
		out, errs := c.run(e.status, append(strings.Fields(e.args), "--json")...)
		if !strings.HasPrefix(errs, `{"error":{"code":"`+e.code+`"`) || strings.Count(errs, "\n") != 1 || !strings.Contains(errs, `"hint":"`) {
			t.Errorf("%s: %s", e.args, errs)
		}
		if e.status != 3 && out != "" {
			t.Errorf("%s wrote %s", e.args, out)
		}
		if _, errs := c.run(e.status, strings.Fields(e.args)...); !strings.HasPrefix(errs, "calends: ") {
			t.Errorf("%s: %s", e.args, errs)
		}
	}
}

// Undo goes on past an event that was deleted and brought back: it is the same
// event as before.
func TestUndoPastADeletion(t *testing.T) {
	c := newComputer(t)
	out, _ := c.run(0, "add", "--summary", "one", "--start", "2026-11-23T16:00")
	uid := strings.TrimSpace(out)
	c.run(0, "edit", uid, "--set", "summary=two")
	c.run(0, "delete", uid)
	for _, want := range []string{"two", "one", ""} {
		if ref := read[bridge.ChangeRef](c, "undo"); ref.UID != uid {
			t.Errorf("undone: %+v", ref)
		}
		if got := c.summaries(); got != want {
			t.Errorf("there is %q, want %q", got, want)
		}
	}
	for _, want := range []string{"one", "two", ""} {
		c.run(0, "redo")
		if got := c.summaries(); got != want {
			t.Errorf("there is %q again, want %q", got, want)
		}
	}
}

// An undo names the event it is about, where it makes two into one again, and
// where what it would take back was changed since.
func TestUndoNamesTheEvent(t *testing.T) {
	c := newComputer(t)
	out, _ := c.run(0, "add", "--summary", "one", "--start", "2026-11-23T16:00", "--rrule", "FREQ=DAILY;COUNT=4")
	uid := strings.TrimSpace(out)
	c.run(0, "edit", uid, "--recurrence-id", "2026-11-25T16:00", "--scope", "following", "--set", "summary=other")
	if ref := read[bridge.ChangeRef](c, "undo"); ref.UID != uid {
		t.Errorf("undone: %+v", ref)
	}
	if same := read[bridge.ChangeRef](c, "edit", uid, "--set", "summary=one"); same.UID != uid || same.Calendar == "" || same.Change != "" {
		t.Errorf("nothing changed: %+v", same)
	}
}

// Moving to a calendar that holds the same event says so.
func TestMoveToWhereItIs(t *testing.T) {
	c := newComputer(t)
	c.run(0, "calendar", "create", "B")
	file := filepath.Join(c.dir, "x.ics")
	text := "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:x\r\nDTSTART:20261123T090000Z\r\nSUMMARY:twice\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c.run(0, "import", file, "--calendar", "B")
	c.run(0, "import", file, "--calendar", "Calendar")
	if _, errs := c.run(1, "edit", "x", "--calendar", "B", "--set", "calendar=Calendar"); !strings.Contains(errs, `"Calendar" already holds an event with the UID "x"`) {
		t.Error(errs)
	}
	if out, _ := c.run(0, "show", "x", "--calendar", "B"); strings.Contains(out, "sent") || !strings.HasPrefix(out, "twice\n") {
		t.Errorf("shown, on this computer:\n%s", out)
	}
}

// A time without its zone floats; a day that is not a whole one has times.
func TestClearZoneAndAllDay(t *testing.T) {
	c := newComputer(t)
	out, _ := c.run(0, "add", "--summary", "Tea", "--start", "2026-11-23T16:00", "--zone", "Asia/Tokyo")
	uid := strings.TrimSpace(out)
	c.run(0, "edit", uid, "--clear", "tzid")
	if row := read[[]bridge.AgendaRow](c, "agenda")[0]; row.TZID != nil || row.Start != "2026-11-23T16:00:00+01:00" {
		t.Errorf("floating: %+v", row)
	}
	c.run(0, "edit", uid, "--set", "all-day=true")
	c.run(0, "edit", uid, "--clear", "all-day")
	if row := read[[]bridge.AgendaRow](c, "agenda")[0]; row.AllDay {
		t.Errorf("with times: %+v", row)
	}
}
