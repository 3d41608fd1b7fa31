package command_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// says runs a command and returns its first line without the change's name.
func (c *computer) says(args ...string) string {
	c.t.Helper()
	out, _ := c.run(0, args...)
	line, _, _ := strings.Cut(out, "\n")
	line, _, _ = strings.Cut(line, " (change")
	return line
}

// What was changed is counted in events: one that is split in two, or moved to
// another calendar, is one, also when that is taken back.
func TestSentencesCountEvents(t *testing.T) {
	c := newComputer(t)
	c.run(0, "calendar", "create", "Work")
	out, _ := c.run(0, "add", "--summary", "Q1", "--start", "2026-11-23T16:00", "--rrule", "FREQ=DAILY;COUNT=9")
	uid := strings.TrimSpace(out)
	third, fifth := "2026-11-25T16:00", "2026-11-27T16:00"
	for _, step := range []struct{ args, want string }{
		{"edit UID --recurrence-id " + third + " --set location=Here", "Changed Q1"},
		{"undo", "Taken back: Q1"},
		{"redo", "Made again: Q1"},
		{"edit UID --recurrence-id " + fifth + " --scope following --set location=There", "Changed Q1"},
		{"undo", "Taken back: Q1"},
		{"redo", "Made again: Q1"},
		{"edit UID --set calendar=Work", "Changed Q1"},
		{"undo", "Taken back: Q1"},
		{"redo", "Made again: Q1"},
		{"edit UID --recurrence-id " + third + " --scope following --set location=Nowhere", "Changed Q1"},
		{"edit UID --recurrence-id 2026-11-24T16:00 --scope following --set calendar=Calendar --set location=X", "Changed Q1"},
		{"undo", "Taken back: Q1"},
		{"delete UID --recurrence-id 2026-11-24T16:00 --scope following", "Deleted Q1"},
		{"undo", "Taken back: Q1"},
		{"delete UID", "Deleted Q1"},
		{"undo", "Taken back: Q1"},
	} {
		args := strings.Fields(strings.ReplaceAll(step.args, "UID", uid))
		if got := c.says(args...); got != step.want {
			t.Errorf("%s: %s, not %s", step.args, got, step.want)
		}
	}
	var b strings.Builder
	b.WriteString("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n")
	for _, n := range []string{"a", "b", "c"} {
		b.WriteString("BEGIN:VEVENT\r\nUID:" + n + "\r\nDTSTAMP:20261101T000000Z\r\nDTSTART:20261123T090000Z\r\nSUMMARY:" + n + "\r\nRELATED-TO:a\r\nEND:VEVENT\r\n")
	}
	b.WriteString("END:VCALENDAR\r\n")
	file := filepath.Join(t.TempDir(), "three.ics")
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	c.run(0, "import", file)
	for _, step := range [][2]string{{"undo", "Taken back: a and 2 more"}, {"redo", "Made again: c and 2 more"}} {
		if got := c.says(step[0]); got != step[1] {
			t.Errorf("%s: %s, not %s", step[0], got, step[1])
		}
	}
}
