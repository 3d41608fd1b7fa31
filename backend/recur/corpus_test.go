package recur

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"calends/backend/calendar"
	"calends/backend/ical"
	"calends/backend/zone"
)

// TestCorpus: files in the manner of other programs expand to what is recorded
// beside them, for 2026 and 2027.
func TestCorpus(t *testing.T) {
	files, err := filepath.Glob("../ical/testdata/corpus/*.ics")
	if err != nil || len(files) < 8 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	local, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	w := calendar.Window{From: time.Date(2026, 1, 1, 0, 0, 0, 0, local), To: time.Date(2028, 1, 1, 0, 0, 0, 0, local)}
	finder := zone.NewFinder()
	for _, file := range files {
		want, err := os.ReadFile(strings.TrimSuffix(file, ".ics") + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		cal, err := ical.Parse(text)
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		var got strings.Builder
		objects, told := ical.Split(cal)
		for _, o := range objects {
			for c, err := range In(o, w, local, finder) {
				if err != nil {
					t.Errorf("%s: %v", file, err)
					continue
				}
				layout := time.RFC3339
				if c.AllDay {
					layout = time.DateOnly
				}
				fmt.Fprintf(&got, "%s %s %s\n", c.Start.Format(layout), c.End.Format(layout), c.Component.Text("SUMMARY"))
			}
		}
		if got.String() != string(want) || len(told) > 0 {
			t.Errorf("%s: unreadable %v; got\n%swant\n%s", file, told, got.String(), want)
		}
	}
}
