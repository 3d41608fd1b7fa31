package recur

import (
	"slices"
	"strings"
	"testing"
	"time"

	"calends/backend/calendar"
	"calends/backend/ical"
	"calends/backend/zone"
)

// FuzzParseRule reads any text as a rule. What is a rule is the same rule when
// it is written and read again, yields slots in order, each once, and sought
// yields what it yields walked.
func FuzzParseRule(f *testing.F) {
	for _, c := range examples {
		value, _, _ := strings.Cut(c.rules, "\n")
		f.Add(value)
	}
	for _, lines := range hostile {
		for line := range strings.SplitSeq(lines, "\n") {
			_, value, _ := strings.Cut(line, ":")
			f.Add(value)
		}
	}
	f.Add("freq = monthly ; byday=MO,2TU,+1we,-53SU;;RSCALE=gregorian;SKIP=forward;X-A=b;UNTIL=20300101")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := ParseRule(text)
		if err != nil {
			return
		}
		again, err := ParseRule(r.String())
		if err != nil || again.String() != r.String() {
			t.Fatalf("%s became %s: %v", r, again, err)
		}
		const start, from, limit = 1_000_000_000, 1_000_000_000 + 20*day, 1_000_000_000 + 21*day
		sought := slots(r, start, from, limit, 1000)
		if !slices.IsSorted(sought) || len(slices.Compact(slices.Clone(sought))) != len(sought) {
			t.Fatalf("%s yields %s", r, shownWalls(sought))
		}
		if r.Frequency < Hourly || r.Count > 1000 {
			return // walking takes long, or does not get there
		}
		walked := slices.DeleteFunc(slots(r, start, minWall, limit, 2_000_000), func(w int64) bool { return w < from })
		if !slices.Equal(sought, walked[:min(len(walked), 1000)]) {
			t.Fatalf("%s: sought %s, walked %s", r, shownWalls(sought), shownWalls(walked))
		}
	})
}

// FuzzSet reads any text as the lines of a recurrence set. Its occurrences come
// in order, and those of a window are those of its halves.
func FuzzSet(f *testing.F) {
	f.Add("DTSTART;TZID=Europe/Berlin:20260301T023000\nDURATION:P1DT2H\nRRULE:FREQ=DAILY;BYHOUR=2,3\nRDATE;VALUE=PERIOD:20260329T003000Z/PT1H\nEXDATE;VALUE=DATE:20260330")
	f.Add("DTSTART;VALUE=DATE:20260228\nRRULE:FREQ=MONTHLY;BYMONTHDAY=-1;SKIP=BACKWARD\nEXRULE:FREQ=YEARLY\nEND:VEVENT\nBEGIN:VEVENT\nUID:u\nRECURRENCE-ID;RANGE=THISANDFUTURE:20260331\nDTSTART:20260401T100000")
	f.Add("DTSTART:20260301T000000\nRRULE:FREQ=MINUTELY;INTERVAL=50;COUNT=900\nRRULE:FREQ=WEEKLY;UNTIL=20260401")
	at := func(d int) time.Time { return time.Date(2026, 3, d, 0, 0, 0, 0, time.UTC) }
	z := zone.NewFinder()
	f.Fuzz(func(t *testing.T, lines string) {
		o, err := ical.ParseObject([]byte("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:u\n" + lines + "\nEND:VEVENT\nEND:VCALENDAR\n"))
		if err != nil {
			return
		}
		Bounds(o, time.UTC, z)
		starts := func(from, to int) map[[3]int64]bool {
			all, last := map[[3]int64]bool{}, int64(minWall*2)
			for c, err := range In(o, calendar.Window{From: at(from), To: at(to)}, time.UTC, z) {
				if err != nil {
					continue
				}
				if c.Start.Unix() < last {
					t.Fatalf("%v comes after a later one", c.Start)
				}
				last = c.Start.Unix()
				if all[[3]int64{last, c.End.Unix(), int64(c.ID.Wall)}] = true; len(all) > 2000 {
					return nil
				}
			}
			return all
		}
		whole, first, second := starts(20, 31), starts(20, 29), starts(29, 31)
		if whole == nil || first == nil || second == nil {
			return // too much to compare
		}
		for k := range second {
			first[k] = true
		}
		for k := range whole {
			if !first[k] {
				t.Fatalf("%v is in neither half", time.Unix(k[0], 0).UTC())
			}
		}
		if len(whole) != len(first) {
			t.Fatalf("%d in the whole, %d in the halves", len(whole), len(first))
		}
	})
}
