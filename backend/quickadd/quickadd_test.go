package quickadd

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"calends/backend/zone"
)

var update = flag.Bool("update", false, "write what is understood into testdata; read the difference before keeping it")

// The files in testdata are sentences and what is expected of them, see their
// heads.
func TestSentences(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no sentences", err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txt"), func(t *testing.T) { readSentences(t, name) })
	}
}

func readSentences(t *testing.T, name string) {
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Zones: zone.NewFinder(), WeekStart: time.Monday}
	var now time.Time
	lines := strings.Split(string(text), "\n")
	for i, line := range lines {
		switch word, rest, _ := strings.Cut(line, " "); {
		case line == "" || strings.HasPrefix(line, "# "):
		case word == "now":
			now = clockAt(t, rest)
			o = Options{Zones: o.Zones, WeekStart: time.Monday, Language: o.Language}
		case word == "option":
			option(t, &o, rest)
		default:
			sentence, want, ok := strings.Cut(line, "  =>  ")
			if !ok && !*update {
				t.Fatalf("%s:%d: no => in %q", name, i+1, line)
			}
			d := Parse(sentence, now, o)
			got := summary(d)
			if lines[i] = sentence + "  =>  " + got; got != want && !*update {
				t.Errorf("%s:%d: %s\n got %s\nwant %s", name, i+1, sentence, got, want)
			}
			checkSpans(t, sentence, d)
			checkReadings(t, d, now, o)
		}
	}
	if *update {
		if err := os.WriteFile(name, []byte(strings.Join(lines, "\n")), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// clockAt reads "2026-11-22T14:00 Europe/Berlin".
func clockAt(t *testing.T, text string) time.Time {
	t.Helper()
	at, name, _ := strings.Cut(text, " ")
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	now, err := time.ParseInLocation(wallForm, at, loc)
	if err != nil {
		t.Fatal(err)
	}
	return now
}

func option(t *testing.T, o *Options, text string) {
	t.Helper()
	name, value, _ := strings.Cut(text, "=")
	switch name {
	case "language":
		o.Language = value
	case "order":
		o.Order = map[string]Order{"day": DayFirst, "month": MonthFirst}[value]
	case "week":
		o.WeekStart = map[string]time.Weekday{"sunday": time.Sunday, "monday": time.Monday}[value]
	case "slot":
		o.Slot = value
	case "length":
		o.Length, _ = time.ParseDuration(value)
	case "calendars":
		o.Calendars = nil
		for c := range strings.SplitSeq(value, ",") {
			id, path, _ := strings.Cut(c, ":")
			account, name, _ := strings.Cut(path, "/")
			o.Calendars = append(o.Calendars, Known{ID: id, Account: account, Name: name})
		}
	default:
		t.Fatalf("unknown option %q", name)
	}
}

// summary is a draft in a line.
func summary(d Draft) string {
	out := []string{d.Title}
	add := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	switch end := strings.TrimPrefix(d.End, d.Start[:min(len(d.Start), 11)]); {
	case d.Start != "":
		add("%s..%s", d.Start, end)
	}
	for _, f := range [][2]string{{"tz ", d.TZID}, {"", d.RRule}, {"@ ", d.Place}, {"/", d.Calendar}, {"", d.Busy}, {"+", d.Call}, {"", d.Link}, {"// ", d.Note}} {
		if f[1] != "" {
			add("%s%s", f[0], f[1])
		}
	}
	for _, a := range d.Alarms {
		add("!%s", a)
	}
	if len(d.People) > 0 {
		add("with %s", strings.Join(d.People, ","))
	}
	if d.Task {
		add("task")
	}
	for _, b := range d.Doubts {
		var can []string
		for _, r := range b.Readings {
			can = append(can, r.Text)
		}
		add("?%s %s: %s", b.Why, b.Text, strings.Join(can, " | "))
	}
	return strings.Join(out, " · ")
}

// checkSpans: the spans are the sentence, and none is empty.
func checkSpans(t interface {
	Helper()
	Errorf(string, ...any)
}, sentence string, d Draft) {
	t.Helper()
	whole := ""
	for _, s := range d.Spans {
		if s.Text == "" {
			t.Errorf("%q: an empty span", sentence)
		}
		whole += s.Text
	}
	if whole != sentence {
		t.Errorf("the spans of %q are %q", sentence, whole)
	}
}

// checkReadings: each reading leaves the doubt behind, and means what it says.
func checkReadings(t *testing.T, d Draft, now time.Time, o Options) {
	t.Helper()
	for _, b := range d.Doubts {
		seen := map[string]bool{}
		for _, r := range b.Readings {
			again := Parse(r.Sentence, now, o)
			for _, c := range again.Doubts {
				if c.Why == b.Why && c.Text == b.Text {
					t.Errorf("%q still has the doubt %s", r.Sentence, b.Why)
				}
			}
			if len(d.Doubts) == 1 && len(again.Doubts) > 0 && b.Why != TimeOrLength { // a length needs a time
				t.Errorf("%q has the doubt %s", r.Sentence, again.Doubts[0].Why)
			}
			if s := summary(again); seen[s] {
				t.Errorf("two readings of %q mean %s", b.Text, s)
			} else {
				seen[s] = true
			}
		}
	}
}

func TestSpans(t *testing.T) {
	now := clockAt(t, "2026-11-25T14:00 Europe/Berlin")
	for _, c := range []struct {
		sentence string
		want     []Span
	}{
		{"", []Span{}},
		{" \t", []Span{{" \t", Blank, ""}}},
		{" Tea\u00a0time  tomorrow, 13:00 \n", []Span{{" ", Blank, ""}, {"Tea\u00a0time", Title, "Tea\u00a0time"}, {"  ", Blank, ""}, {"tomorrow", Date, "2026-11-26"},
			{",", Title, ","}, {" ", Blank, ""}, {"13:00", Clock, "13:00"}, {" \n", Blank, ""}}},
		{"Yoga 18:00 daily until 1 May for 90 min", []Span{{"Yoga", Title, "Yoga"}, {" ", Blank, ""}, {"18:00", Clock, "18:00"}, {" ", Blank, ""}, {"daily", Repeat, "FREQ=DAILY"}, {" ", Blank, ""},
			{"until 1 May", Repeat, "UNTIL=20270501"}, {" ", Blank, ""}, {"for 90 min", Length, "1h30m"}}},
		{"Tea next fri", []Span{{"Tea", Title, "Tea"}, {" ", Blank, ""}, {"next fri", Date, ""}}},
		{"a\xffb tomorrow", []Span{{"a\xffb", Title, "a�b"}, {" ", Blank, ""}, {"tomorrow", Date, "2026-11-26"}}},
	} {
		d := Parse(c.sentence, now, Options{})
		checkSpans(t, c.sentence, d)
		if got := fmt.Sprintf("%q", d.Spans); got != fmt.Sprintf("%q", c.want) {
			t.Errorf("%q\n got %s\nwant %q", c.sentence, got, c.want)
		}
	}
}
