package command_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"calends/backend/bridge"
)

// What is older than what is there stays out, unless it is asked for. The revisions
// of an event in one file are one: its latest.
func TestImportOlder(t *testing.T) {
	c := newComputer(t)
	file := func(name string, events ...string) string {
		text := ""
		for _, e := range events {
			summary, sequence, _ := strings.Cut(e, " ")
			text += "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:tea\r\nDTSTAMP:20261101T000000Z\r\nDTSTART:20261123T090000Z\r\nSUMMARY:" +
				summary + "\r\nSEQUENCE:" + sequence + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
		}
		if err := os.WriteFile(filepath.Join(c.dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	for i, s := range []struct {
		events                    []string
		flag                      string
		new, changed, same, older int
		want                      string
	}{
		{[]string{"first 3", "last 2"}, "--dry-run", 1, 0, 0, 0, ""},
		{[]string{"first 3", "last 2"}, "--quiet", 1, 0, 0, 0, "first"},
		{[]string{"first 3"}, "--replace", 0, 0, 1, 0, "first"},
		{[]string{"older 2"}, "--quiet", 0, 0, 0, 1, "first"},
		{[]string{"as-old 3"}, "--quiet", 0, 1, 0, 0, "as-old"},
		{[]string{"older 1", "newer 4", "old 3"}, "--quiet", 0, 1, 0, 0, "newer"},
		{[]string{"older 2"}, "--replace", 0, 1, 0, 0, "older"},
	} {
		got := read[bridge.ImportResult](c, "import", file(fmt.Sprintf("%d.ics", i), s.events...), s.flag)
		if got.New != s.new || got.Changed != s.changed || got.Same != s.same || got.Older != s.older || len(got.Unreadable) > 0 {
			t.Errorf("%v %s: %+v", s.events, s.flag, got)
		}
		if now := c.summaries(); now != s.want {
			t.Errorf("%v %s: %s", s.events, s.flag, now)
		}
	}
	if out, _ := c.run(0, "import", "4.ics"); !strings.Contains(out, "0 new, 1 changed") {
		t.Errorf("%s", out)
	}
	if out, _ := c.run(0, "import", file("old.ics", "older 1")); !strings.Contains(out, "1 older than what is there") {
		t.Errorf("%s", out)
	}
}
