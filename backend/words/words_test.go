package words

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"calends/backend/ical"
	"calends/backend/recur"
	"calends/backend/zone"
)

var update = flag.Bool("update", false, "write what is said into testdata; read the difference before keeping it")

// The files in testdata are rules and how they are said, see their heads.
func TestRules(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no rules", err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txt"), func(t *testing.T) { readRules(t, name) })
	}
}

func readRules(t *testing.T, name string) {
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	speaker := In(strings.TrimSuffix(filepath.Base(name), ".txt"))
	var start ical.Moment
	loc := time.UTC
	lines := strings.Split(string(text), "\n")
	for i, line := range lines {
		if line == "" || strings.HasPrefix(line, "# ") {
			continue
		}
		if rest, ok := strings.CutPrefix(line, "start "); ok {
			value, tzid, _ := strings.Cut(rest, " ")
			start = ical.Moment{}
			if value != "unknown" {
				if start, err = ical.ParseMoment(value, tzid); err != nil {
					t.Fatal(err)
				}
			}
			if loc, err = time.LoadLocation(tzid); err != nil {
				t.Fatal(err)
			}
			continue
		}
		value, want, _ := strings.Cut(line, "  =>  ")
		r, err := recur.ParseRule(value)
		if err != nil {
			t.Fatalf("%s:%d: %v", name, i+1, err)
		}
		got := speaker.Rule(r, start, loc)
		if Editable(value) {
			got = "* " + got
		}
		if lines[i] = value + "  =>  " + got; got != want && !*update {
			t.Errorf("%s:%d: %s\n got %s\nwant %s", name, i+1, value, got, want)
		}
	}
	if *update {
		if err := os.WriteFile(name, []byte(strings.Join(lines, "\n")), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestSets(t *testing.T) {
	for _, c := range []struct{ lines, want string }{
		{"DTSTART:20261125T090000Z", ""},
		{"DTSTART:20261125T090000Z\nRRULE:FREQ=DAILY;COUNT=3", "every day, 3 times"},
		{"DTSTART:20261125T090000Z\nRRULE:FREQ=DAILY\nRRULE:FREQ=MONTHLY;BYMONTHDAY=1", "every day, and every month on the 1st"},
		{"DTSTART:20261125T090000Z\nRDATE:20261127T090000Z", "also on 27 November 2026"},
		{"DTSTART:20261125T090000Z\nRRULE:FREQ=WEEKLY\nRDATE:20261127T090000Z,20261128T090000Z\nEXDATE:20261202T090000Z",
			"every week, and also on 27 November 2026 and 28 November 2026, except on 2 December 2026"},
		{"DTSTART:20261125T090000Z\nRRULE:FREQ=WEEKLY\nEXDATE:20261202T090000Z,20261209T090000Z,20261216T090000Z\nEXDATE:20261223T090000Z",
			"every week, except on 4 days"},
		{"DTSTART;TZID=Pacific/Auckland:20261125T090000\nRRULE:FREQ=WEEKLY\nEXDATE:20261201T200000Z", "every week, except on 2 December 2026"},
		{"DTSTART;VALUE=DATE:20261125\nRRULE:FREQ=WEEKLY;UNTIL=20270303\nRDATE;VALUE=DATE:20261127", "every week until 3 March 2027, and also on 27 November 2026"},
		{"DTSTART:20261125T090000Z\nRRULE:FREQ=DAILY\nEXRULE:FREQ=WEEKLY;BYDAY=SA,SU", "every day, except every week on Saturday and Sunday"},
		{"DTSTART:20261125T090000Z\nRDATE;VALUE=PERIOD:20261127T090000Z/PT1H", "also on 27 November 2026"},
		{"DTSTART:20261125T090000Z\nRRULE:FREQ=NEVER", "FREQ=NEVER"},
	} {
		text := "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\n" + c.lines + "\nEND:VEVENT\nEND:VCALENDAR\n"
		o, err := ical.ParseObject([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if got := In("en").Set(o, time.UTC, zone.NewFinder()); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.lines, got, c.want)
		}
	}
}

func TestDay(t *testing.T) {
	day := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	for tag, want := range map[string]string{"en-GB": "Sunday, 1 March 2026", "de_AT": "Sonntag, 1. März 2026", "fr": "dimanche, 1er mars 2026",
		"es-MX": "domingo, 1 de marzo de 2026", "cy": "Sunday, 1 March 2026"} {
		if got := In(tag).Day(day); got != want {
			t.Errorf("%s: %s, not %s", tag, got, want)
		}
	}
}
