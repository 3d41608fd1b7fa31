package edit

import (
	"strings"
	"testing"
	"time"

	"calends/backend/ical"
	"calends/backend/zone"
)

// An event whose start cannot be read gets another one, and can be edited
// without: nothing else of it changes.
func TestAnEventWithoutAReadableStart(t *testing.T) {
	const before = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:u\r\nDTSTAMP:20261101T000000Z\r\nSUMMARY:Sunrise\r\nX-KEPT:as it is\r\n%END:VEVENT\r\nEND:VCALENDAR\r\n"
	summary, berlin, err := "Dawn", (*time.Location)(nil), error(nil)
	if berlin, err = time.LoadLocation("Europe/Berlin"); err != nil {
		t.Fatal(err)
	}
	at := func(text string) *When {
		w, err := ParseWhen(text)
		if err != nil {
			t.Fatal(err)
		}
		return &w
	}
	zoned := "DTSTART;TZID=Europe/Berlin:20261125T100000\r\n"
	for _, c := range []struct {
		name, times string
		patch       Patch
		want        []string
	}{
		{"a start", "DTSTART:notadate\r\n", Patch{Start: at("2026-11-25T10:00")}, []string{zoned, "DTEND;TZID=Europe/Berlin:20261125T110000\r\n"}},
		{"its end is read", "DTSTART:notadate\r\nDTEND;TZID=Europe/Berlin:20261125T123000\r\n", Patch{Start: at("2026-11-25T10:00")},
			[]string{zoned, "DTEND;TZID=Europe/Berlin:20261125T123000\r\n"}},
		{"its end is before that", "DTSTART:notadate\r\nDTEND:20200101T000000Z\r\n", Patch{Start: at("2026-11-25T10:00")},
			[]string{zoned, "DTEND;TZID=Europe/Berlin:20261125T110000\r\n"}},
		{"its length is read", "DTSTART:notadate\r\nDURATION:PT2H\r\n", Patch{Start: at("2026-11-25T10:00")}, []string{zoned, "DURATION:PT2H\r\n"}},
		{"no length of days", "DTSTART:notadate\r\nDURATION:PT2H\r\n", Patch{Start: at("2026-11-25")}, []string{"DTSTART;VALUE=DATE:20261125\r\n", "DURATION:P1D\r\n"}},
		{"its length in weeks", "DTSTART:notadate\r\nDURATION:P1W\r\n", Patch{Start: at("2026-11-25")}, []string{"DTSTART;VALUE=DATE:20261125\r\n", "DURATION:P1W\r\n"}},
		{"its zone is read", "DTSTART;TZID=America/New_York:notadate\r\n", Patch{Start: at("2026-11-25T10:00")}, []string{"DTSTART;TZID=America/New_York:20261125T100000\r\n"}},
		{"none of its own", "", Patch{Start: at("2026-11-25T10:00")}, []string{zoned}},
		{"a day", "DTSTART:notadate\r\n", Patch{Start: at("2026-11-25")}, []string{"DTSTART;VALUE=DATE:20261125\r\n", "DTEND;VALUE=DATE:20261126\r\n"}},
		{"a start and an end", "DTSTART:notadate\r\n", Patch{Start: at("2026-11-25T10:00"), End: at("2026-11-25T10:30")}, []string{zoned, "DTEND;TZID=Europe/Berlin:20261125T103000\r\n"}},
		{"a title", "DTSTART:notadate\r\n", Patch{Summary: &summary}, []string{"DTSTART:notadate\r\n", "SUMMARY:Dawn\r\n"}},
		{"a title where there is none", "", Patch{Summary: &summary}, []string{"SUMMARY:Dawn\r\n"}},
	} {
		body := []byte(strings.Replace(before, "%", c.times, 1))
		now := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
		got, err := Change(body, Request{Patch: c.patch}, now, func() string { return "other" }, berlin, zone.NewFinder())
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if _, err := ical.ParseObject(got.Body); err != nil || got.Split != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		for _, line := range append(c.want, "X-KEPT:as it is\r\n", "UID:u\r\n") {
			if strings.Count(string(got.Body), "\n"+line) != 1 {
				t.Errorf("%s: no %q in\n%s", c.name, line, got.Body)
			}
		}
		if c.patch.Start != nil && strings.Contains(string(got.Body), "notadate") {
			t.Errorf("%s:\n%s", c.name, got.Body)
		}
	}
	for _, c := range []struct {
		times string
		patch Patch
	}{
		{"DTSTART:notadate\r\n", Patch{End: at("2026-11-25T10:00")}},
		{"DTSTART:notadate\r\nRRULE:FREQ=DAILY\r\n", Patch{Start: at("2026-11-25T10:00")}},
	} {
		body := []byte(strings.Replace(before, "%", c.times, 1))
		if _, err := Change(body, Request{Scope: ScopeAll, Patch: c.patch}, time.Time{}, nil, berlin, zone.NewFinder()); err == nil {
			t.Errorf("%q: nothing is said", c.times)
		}
	}
}
