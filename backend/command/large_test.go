package command_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const twoEvents = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n" +
	"BEGIN:VEVENT\r\nUID:tea\r\nDTSTAMP:20261101T000000Z\r\nDTSTART:20261123T090000Z\r\nSUMMARY:Tea\r\nEND:VEVENT\r\n" +
	"BEGIN:VEVENT\r\nUID:odd\r\nDTSTAMP:20261101T000000Z\r\nDTSTART:whenever\r\nSUMMARY:Odd\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

// A file that is too large is said to be, in one sentence, and not read; the
// other files are taken, and what cannot be read of them is named.
func TestAFileThatIsTooLarge(t *testing.T) {
	c := newComputer(t)
	write := func(name, text string, size int64) {
		file := filepath.Join(c.dir, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if size > 0 {
			if err := os.Truncate(file, size); err != nil {
				t.Fatal(err)
			}
		}
	}
	write("good.ics", twoEvents, 0)
	write("huge.ics", twoEvents, 100<<20)
	const sentence = "huge.ics has 100 MB; at most 64 MB of a file are read."
	out, errs := c.run(1, "import", "huge.ics")
	if strings.Count(errs, sentence) != 1 || strings.Contains(errs, "line 1") || out != "" {
		t.Errorf("%s%s", out, errs)
	}
	if out, errs = c.run(3, "import", "huge.ics", "missing.ics", "good.ics"); !strings.Contains(out, "1 new") ||
		!strings.Contains(errs, sentence) || !strings.Contains(errs, "no file missing.ics") || !strings.Contains(errs, `"Odd"`) {
		t.Errorf("%s%s", out, errs)
	}
	if got := c.summaries(); got != "Tea" {
		t.Errorf("there is %q", got)
	}
	c.run(1, "import", "missing.ics", "huge.ics")
	agenda := func(files ...string) []string {
		args := []string{"agenda", "--from", "2026-11-23", "--to", "2026-11-24"}
		for _, f := range files {
			args = append(args, "--file", f)
		}
		return args
	}
	if out, errs = c.run(3, agenda("huge.ics")...); !strings.Contains(errs, sentence) || strings.Contains(out, "Nothing is on") {
		t.Errorf("%s%s", out, errs)
	}
	if out, errs = c.run(3, agenda("huge.ics", "good.ics")...); !strings.Contains(out, "Tea") || !strings.Contains(errs, sentence) || !strings.Contains(errs, "good.ics: odd: “Odd”: DTSTART") {
		t.Errorf("%s%s", out, errs)
	}
}

// 30 MB in one event are read, imported and shown.
func TestAnEventOf30MB(t *testing.T) {
	c := newComputer(t)
	large := strings.Replace(twoEvents, "SUMMARY:Tea\r\n", "SUMMARY:Tea\r\nDESCRIPTION:"+strings.Repeat("all work and no play ", 30<<20/21)+"\r\n", 1)
	if err := os.WriteFile(filepath.Join(c.dir, "large.ics"), []byte(large), 0o600); err != nil {
		t.Fatal(err)
	}
	_, errs := c.run(3, "import", "large.ics")
	if strings.Count(errs, "\n") != 1 || !strings.Contains(errs, `"Odd"`) {
		t.Error(errs)
	}
	if got := c.summaries(); got != "Tea" {
		t.Errorf("there is %q", got)
	}
	if out, _ := c.run(3, "import", "large.ics", "--dry-run"); !strings.Contains(out, "1 the same") {
		t.Error(out)
	}
}
