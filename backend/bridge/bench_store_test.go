//go:build unix

package bridge_test

import (
	"bytes"
	"syscall"
	"testing"
	"time"

	goical "github.com/emersion/go-ical"

	"calends/backend/agenda"
	"calends/backend/calendar"
)

// BenchmarkTenThousandFromStore expands 10,000 events of about 1 kB, 12 % of
// which recur since 2012, into one week: what the index of the store holds is
// enough for the others. It tells what a turn takes of the processors, other
// work on the machine left out, and how many times as much go-ical and rrule-go
// take to find the same in the texts.
func BenchmarkTenThousandFromStore(b *testing.B) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		b.Fatal(err)
	}
	rules := []string{"FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,WE,FR", "FREQ=DAILY;INTERVAL=3", "FREQ=MONTHLY;BYDAY=-1FR"}
	event := func(i int) []byte {
		start, rule := time.Date(2012+i%15, 1, 1+i%365, 7+i%12, 0, 0, 0, berlin), ""
		if i%100 < 12 {
			start, rule = start.AddDate(2012-start.Year(), 0, 0), rules[i%len(rules)]
		}
		return eventText(i, start, rule, 170)
	}
	s, in, z := stored(b, 10_000, event)
	w := calendar.Window{From: time.Date(2026, 6, 1, 0, 0, 0, 0, berlin), To: time.Date(2026, 6, 8, 0, 0, 0, 0, berlin)}
	began := spent(b)
	theirs := 0
	for i := range 10_000 {
		theirs += theirsIn(b, event(i), w)
	}
	took := spent(b) - began
	b.ReportAllocs()
	began = spent(b)
	for b.Loop() {
		found, problems, err := agenda.Window(b.Context(), s, []calendar.CollectionID{in}, w, berlin, z)
		if err != nil || len(problems) > 0 || len(found) != theirs {
			b.Fatalf("%d occurrences, %v, %v; go-ical and rrule-go find %d", len(found), problems, err, theirs)
		}
	}
	ours := (spent(b) - began) / float64(b.N)
	b.ReportMetric(ours*1000, "cpu-ms/op")
	b.ReportMetric(took/ours, "×go-ical")
	b.ReportMetric(float64(theirs), "occurrences")
}

// theirsIn is how many occurrences go-ical and rrule-go find in a window.
func theirsIn(b *testing.B, body []byte, w calendar.Window) int {
	b.Helper()
	cal, err := goical.NewDecoder(bytes.NewReader(body)).Decode()
	if err != nil {
		b.Fatal(err)
	}
	e := cal.Events()[0]
	set, err := e.RecurrenceSet(time.UTC)
	if err != nil {
		b.Fatal(err)
	}
	if set != nil {
		return len(set.Between(w.From, w.To.Add(-1), true))
	}
	start, err := e.DateTimeStart(time.UTC)
	if err != nil {
		b.Fatal(err)
	}
	if start.Before(w.From) || !start.Before(w.To) {
		return 0
	}
	return 1
}

// spent is the processor time of this process in seconds, the collector's share
// included.
func spent(b *testing.B) float64 {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds()
}
