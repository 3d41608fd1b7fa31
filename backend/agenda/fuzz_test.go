package agenda

import (
	"testing"
	"time"

	"calends/backend/calendar"
	"calends/backend/ical"
	"calends/backend/zone"
)

// Whatever a text says, it is indexed, shown and told without a panic, and in
// bounded time.
func FuzzReadings(f *testing.F) {
	for _, lines := range [][]string{
		{"DTSTART;TZID=Europe/Berlin:20260601T090000", "DURATION:P1DT1H", "RRULE:FREQ=MONTHLY;BYDAY=MO,2TU;BYSETPOS=-1", "EXDATE;VALUE=DATE:20260602"},
		{"DTSTART;VALUE=DATE:20260601", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "RDATE;VALUE=PERIOD:20260602T000000Z/P1D,20260603T000000Z/20260604T000000Z"},
		{"DTSTART:20260601T090000Z", "RRULE:FREQ=SECONDLY;BYHOUR=3;COUNT=99999999", "EXRULE:FREQ=MINUTELY;INTERVAL=7"},
		{"RECURRENCE-ID;RANGE=THISANDFUTURE:20260601T090000Z", "DTSTART:20260701T090000Z", "DTEND:20260501T090000Z", "BEGIN:VALARM", "TRIGGER:-PT15M", "END:VALARM"},
	} {
		f.Add([]byte(event(lines...)))
	}
	z := zone.NewFinder()
	w := calendar.Window{From: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 6, 8, 0, 0, 0, 0, time.UTC)}
	f.Fuzz(func(t *testing.T, body []byte) {
		x, err := Indexer(z)(body)
		if err != nil {
			t.Fatal(err)
		}
		Files([]File{{"f", body}}, w, time.UTC, z)
		show(nil, calendar.Entry{Index: x, Body: body}, w, time.UTC, z)
		_, _ = Next(body, w.From, 3, time.UTC, z)
		_, _ = DetailsOf(body, ical.Moment{}, time.UTC, z)
		_, _ = DetailsOf(body, ical.Moment{Kind: ical.UTC, Wall: 1780304400}, time.UTC, z)
		Differences(nil, body)
		Combine([][]byte{body, body}, "x", z)
	})
}
