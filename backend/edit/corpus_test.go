package edit

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"calends/backend/ical"
	"calends/backend/zone"
)

// TestCorpus: another title changes four lines of what other programs wrote,
// and the VTIMEZONEs, the guests, the alarms and all the rest stay byte for
// byte.
func TestCorpus(t *testing.T) {
	files, err := filepath.Glob("../ical/testdata/corpus/*.ics")
	if err != nil || len(files) < 8 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	title := "Another title"
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		cal, err := ical.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		objects, _ := ical.Split(cal)
		for _, o := range objects {
			before := o.Bytes()
			after, err := Change(before, Request{Patch: Patch{Summary: &title}}, now, func() string { return "new" }, time.UTC, zone.NewFinder())
			if err != nil || after.Split != nil {
				t.Errorf("%s: %v", file, err)
				continue
			}
			for _, line := range differing(before, after.Body) {
				name, _, _ := strings.Cut(strings.NewReplacer(";", ":").Replace(line), ":")
				switch name {
				case "SUMMARY", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE":
				default:
					t.Errorf("%s: %q changed", file, line)
				}
			}
			if again, err := ical.ParseObject(after.Body); err != nil || again.Master.Text("SUMMARY") != title {
				t.Errorf("%s: %v\n%s", file, err, after.Body)
			}
		}
	}
}

// differing are the lines that one text has and the other has not, as often.
func differing(a, b []byte) []string {
	count := map[string]int{}
	for line := range bytes.Lines(a) {
		count[string(line)]++
	}
	for line := range bytes.Lines(b) {
		count[string(line)]--
	}
	var out []string
	for line, n := range count {
		if n != 0 {
			out = append(out, line)
		}
	}
	return out
}
