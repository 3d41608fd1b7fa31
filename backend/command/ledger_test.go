package command_test

import (
	"strings"
	"testing"

	"calends/backend/bridge"
)

// agendaAsOf is what was on, as it was known then.
func (c *computer) agendaAsOf(when string) string {
	c.t.Helper()
	var titles []string
	for _, r := range read[[]bridge.AgendaRow](c, "agenda", "--from", "2026-11-23", "--to", "2026-11-24", "--as-of", when) {
		titles = append(titles, r.Summary)
	}
	return strings.Join(titles, ", ")
}

// The calendar is shown as it was known on a past day, and what changed since
// by account, calendar and time.
func TestThePast(t *testing.T) {
	c := newComputer(t)
	out, _ := c.run(0, "add", "--summary", "one", "--start", "2026-11-23T16:00")
	uid := strings.TrimSpace(out)
	first := c.now
	c.now = c.now.AddDate(0, 0, 1)
	c.run(0, "edit", uid, "--set", "summary=two")
	c.now = c.now.AddDate(0, 0, 1)
	for when, want := range map[string]string{first.AddDate(0, 0, 1).Format("2006-01-02"): "one",
		"today": "two", "yesterday": "one"} {
		if got := c.agendaAsOf(when); got != want {
			t.Errorf("as of %s: %q, want %q", when, got, want)
		}
	}
	for _, q := range []struct {
		args string
		want int
	}{{"", 2}, {"--since yesterday", 1}, {"--since today", 0}, {"--limit 1", 1}, {"--account local", 2}, {"--calendar Calendar", 2}, {uid, 2}} {
		rows := read[[]bridge.ChangeRow](c, append([]string{"history"}, strings.Fields(q.args)...)...)
		if len(rows) != q.want {
			t.Errorf("history %s: %d changes", q.args, len(rows))
		}
	}
	c.run(2, "history", "--since", "sometime")
	c.run(2, "history", "--limit", "0")
	c.run(2, "agenda", "--as-of", "sometime")
	if _, said := c.run(1, "agenda", "--as-of", first.Format("2006-01-02")); !strings.Contains(said, "history begins") {
		t.Errorf("before anything was known: %s", said)
	}
	c.run(1, "history", "--account", "nobody")
}

// A deleted calendar is listed, and brought back by name or id, once.
func TestDeletedCalendars(t *testing.T) {
	c := newComputer(t)
	c.run(0, "calendar", "create", "Work")
	c.run(0, "add", "--summary", "one", "--start", "2026-11-23T16:00", "--calendar", "Work")
	c.run(0, "add", "--summary", "two", "--start", "2026-11-23T17:00", "--calendar", "Work")
	c.run(0, "calendar", "delete", "Work")
	gone := read[[]bridge.DeletedCalendar](c, "calendar", "list", "--deleted")
	if len(gone) != 1 || gone[0].Name != "Work" || gone[0].Objects != 2 || gone[0].At == "" {
		t.Fatalf("%+v", gone)
	}
	ref := read[bridge.ChangeRef](c, "restore", "--calendar", gone[0].ID)
	if ref.Changes != 2 || ref.Calendar != gone[0].ID || ref.UID == "" || ref.Change == "" {
		t.Errorf("%+v", ref)
	}
	if got := c.summaries(); got != "one, two" {
		t.Errorf("there is %q", got)
	}
	c.run(1, "restore", "--calendar", "Work")
	c.run(0, "undo")
	if got := c.summaries(); got != "" {
		t.Errorf("undone, there is %q", got)
	}
	c.run(0, "redo")
	if got := c.summaries(); got != "one, two" {
		t.Errorf("there is %q again", got)
	}
	for _, wrong := range []string{"restore", "restore 1 --sync 2", "restore --sync 1 --calendar x"} {
		c.run(2, strings.Fields(wrong)...)
	}
	c.run(1, "restore", "--sync", "99")
	_, errs := c.run(1, "undo", "--received", "--json")
	if !strings.Contains(errs, `"nothing_to_undo"`) {
		t.Error(errs)
	}
}

// What bounds the history is told and set; nonsense is refused.
func TestLedgerCommand(t *testing.T) {
	c := newComputer(t)
	out, _ := c.run(0, "add", "--summary", "one", "--start", "2026-11-23T16:00")
	c.run(0, "edit", strings.TrimSpace(out), "--set", "summary=two")
	r := read[bridge.LedgerReport](c, "ledger")
	if r.Changes != 2 || r.Days != 365 || r.MB != 500 || r.Bytes == 0 || r.FileBytes == 0 || r.Oldest == "" {
		t.Errorf("%+v", r)
	}
	c.now = c.now.AddDate(0, 0, 40)
	c.run(0, "add", "--summary", "three", "--start", "2026-11-23T16:00")
	if r := read[bridge.LedgerReport](c, "ledger", "--days", "30", "--mb", "10"); r.Changes != 2 || r.Days != 30 || r.MB != 10 || r.Since == "" {
		t.Errorf("%+v", r)
	}
	c.run(1, "agenda", "--as-of", "2020-01-01")
	c.run(2, "ledger", "--days", "0")
	if out, _ := c.run(0, "ledger"); !strings.Contains(out, "30 days, at most 10 MB") {
		t.Error(out)
	}
}
