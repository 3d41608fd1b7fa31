//go:build unix

package agenda

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"math/rand/v2"
	"testing"
	"time"

	goical "github.com/emersion/go-ical"

	"calends/backend/calendar"
	"calends/backend/zone"
)

// tenThousand are objects of about 1 kB over fifteen years, 12 % of which recur
// since 2012: half of these every day, the others on some weekdays.
func tenThousand() [][]byte {
	r := rand.New(rand.NewPCG(2012, 2026))
	rules := []string{"FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,WE,FR", "FREQ=DAILY;INTERVAL=3", "FREQ=MONTHLY;BYDAY=-1FR"}
	all := make([][]byte, 10_000)
	for i := range all {
		start, rule := time.Date(2012+r.IntN(15), 1, 1, 7+r.IntN(12), 0, 0, 0, time.UTC).AddDate(0, 0, r.IntN(365)), ""
		if i%100 < 12 {
			start, rule = start.AddDate(2012-start.Year(), 0, 0), "RRULE:"+rules[i%len(rules)]+"\r\n"
		}
		all[i] = fmt.Appendf(nil, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Example//EN\r\nBEGIN:VEVENT\r\nUID:e%d@example.org\r\n"+
			"DTSTAMP:20120101T000000Z\r\nDTSTART;TZID=Europe/Berlin:%s\r\nDTEND;TZID=Europe/Berlin:%s\r\n%sSUMMARY:Event number %d\r\n"+
			"LOCATION:Room %d\\, Building 7\r\nORGANIZER;CN=Ann Example:mailto:ann@example.org\r\n"+
			"ATTENDEE;CN=Bob Example;PARTSTAT=ACCEPTED;RSVP=TRUE:mailto:bob@example.org\r\n"+
			"ATTENDEE;CN=Cem Example;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:cem@example.org\r\nDESCRIPTION:%s\r\n"+
			"BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT15M\r\nDESCRIPTION:Event\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
			i, start.Format("20060102T150405"), start.Add(time.Hour).Format("20060102T150405"), rule, i, i%40,
			bytes.Repeat([]byte("words that somebody wrote; "), 12))
	}
	return all
}

// shelf is a Shelf in memory that filters as the store's index does.
type memoryShelf []calendar.Entry

func (s memoryShelf) Overlapping(_ context.Context, _ []calendar.CollectionID, w calendar.Window) iter.Seq2[calendar.Entry, error] {
	return func(yield func(calendar.Entry, error) bool) {
		for i := range s {
			if s[i].Index.Span.Overlaps(w) && !yield(s[i], nil) {
				return
			}
		}
	}
}

func (s memoryShelf) Matching(context.Context, []calendar.CollectionID, string) iter.Seq2[calendar.Entry, error] {
	return func(func(calendar.Entry, error) bool) {}
}

var benchWeek = calendar.Window{From: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 6, 8, 0, 0, 0, 0, time.UTC)}

// BenchmarkTenThousandFromText expands all into one week, parsing each.
func BenchmarkTenThousandFromText(b *testing.B) {
	all, z := tenThousand(), zone.NewFinder()
	began := spent(b)
	theirs := 0
	for _, body := range all {
		theirs += theirCount(b, body)
	}
	took := spent(b) - began
	b.ReportAllocs()
	began = spent(b)
	for b.Loop() {
		n := 0
		for _, body := range all {
			found, problems := Files([]File{{Text: body}}, benchWeek, time.UTC, z)
			if n += len(found); len(problems) > 0 {
				b.Fatal(problems)
			}
		}
		if n != theirs {
			b.Fatalf("%d occurrences; go-ical and rrule-go find %d", n, theirs)
		}
	}
	beside(b, took, spent(b)-began)
	b.ReportMetric(float64(theirs), "occurrences")
}

// theirCount is how many occurrences go-ical and rrule-go find in the week.
func theirCount(b *testing.B, body []byte) (n int) {
	b.Helper()
	cal, err := goical.NewDecoder(bytes.NewReader(body)).Decode()
	if err != nil {
		b.Fatal(err)
	}
	for _, e := range cal.Events() {
		set, err := e.RecurrenceSet(time.UTC)
		if err != nil {
			b.Fatal(err)
		}
		if set != nil {
			n += len(set.Between(benchWeek.From, benchWeek.To.Add(-1), true))
			continue
		}
		start, err := e.DateTimeStart(time.UTC)
		if err != nil {
			b.Fatal(err)
		}
		if !start.Before(benchWeek.From) && start.Before(benchWeek.To) {
			n++
		}
	}
	return n
}

// BenchmarkTenThousandFromIndex expands all into one week by what the store's
// index holds of them; only what recurs is parsed.
func BenchmarkTenThousandFromIndex(b *testing.B) {
	z := zone.NewFinder()
	var shelf memoryShelf
	all := tenThousand()
	began := spent(b)
	for _, body := range all {
		theirCount(b, body)
	}
	took := spent(b) - began
	for i, body := range all {
		x, err := Indexer(z)(body)
		if err != nil {
			b.Fatal(err)
		}
		e := calendar.Entry{Object: calendar.ObjectID(fmt.Sprint(i)), Index: x}
		if x.Recurs {
			e.Body = body
		}
		shelf = append(shelf, e)
	}
	b.ReportAllocs()
	began = spent(b)
	for b.Loop() {
		found, problems, err := Window(b.Context(), shelf, nil, benchWeek, time.UTC, z)
		if err != nil || len(problems) > 0 || len(found) < 1000 {
			b.Fatal(len(found), problems, err)
		}
	}
	beside(b, took, spent(b)-began)
}

// beside reports what a turn took of the processors, other work on the machine
// left out, and how many times as much go-ical and rrule-go took for the same.
func beside(b *testing.B, theirs, ours float64) {
	ours /= float64(b.N)
	b.ReportMetric(ours*1000, "cpu-ms/op")
	b.ReportMetric(theirs/ours, "×go-ical")
}

// eachItsOwn are objects that define one name, each in its own way.
func eachItsOwn(n int) [][]byte {
	bodies := make([][]byte, n)
	for i := range bodies {
		bodies[i] = fmt.Appendf(nil, "BEGIN:VCALENDAR\r\nBEGIN:VTIMEZONE\r\nTZID:Custom\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\n"+
			"TZOFFSETFROM:+%06d\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:%d\r\n"+
			"DTSTART;TZID=Custom:20260601T090000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", i, i)
	}
	return bodies
}

// BenchmarkCombineDefinitions makes one calendar of objects that all define one
// name, each in its own way; twice as many are to take twice as long.
func BenchmarkCombineDefinitions(b *testing.B) {
	for _, n := range []int{2_000, 4_000, 8_000} {
		bodies := eachItsOwn(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			z := zone.NewFinder()
			b.ReportAllocs()
			for b.Loop() {
				Combine(bodies, "", z)
			}
		})
	}
}
