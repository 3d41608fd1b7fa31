package edit

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"calends/backend/ical"
	"calends/backend/zone"
)

// manyZones is a daily event with n overrides, each of them in a zone of its
// own that a VTIMEZONE defines.
func manyZones(n int) []byte {
	var zones, events strings.Builder
	for i := range n {
		fmt.Fprintf(&zones, "BEGIN:VTIMEZONE\r\nTZID:Zone %d\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"+
			"TZOFFSETFROM:+0100\r\nTZOFFSETTO:+%02d%02d\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n", i, i%12, i%60)
		day := time.Date(2026, 1, 1+i, 9, 0, 0, 0, time.UTC).Format("20060102T150405")
		fmt.Fprintf(&events, "BEGIN:VEVENT\r\nUID:z\r\nRECURRENCE-ID:%sZ\r\nDTSTART;TZID=Zone %d:%s\r\nEND:VEVENT\r\n", day, i, day)
	}
	return []byte("BEGIN:VCALENDAR\r\n" + zones.String() + "BEGIN:VEVENT\r\nUID:z\r\nDTSTART:20260101T090000Z\r\nRRULE:FREQ=DAILY\r\n" +
		"END:VEVENT\r\n" + events.String() + "END:VCALENDAR\r\n")
}

// BenchmarkEditManyZones moves one occurrence of such an event; twice as many
// zones are to take about twice as long.
func BenchmarkEditManyZones(b *testing.B) {
	start := When{Kind: ical.UTC, Wall: ical.WallOf(time.Date(2026, 1, 3, 11, 0, 0, 0, time.UTC))}
	id := ical.Moment{Kind: ical.UTC, Wall: ical.WallOf(time.Date(2026, 1, 3, 9, 0, 0, 0, time.UTC))}
	for _, n := range []int{125, 250, 500, 1000} {
		body := manyZones(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r := Request{Scope: ScopeThis, RecurrenceID: id, Patch: Patch{Start: &start}}
				if _, err := Change(body, r, testNow, nil, time.UTC, zone.NewFinder()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
