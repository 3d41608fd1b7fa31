package edit

import (
	"strings"
	"testing"

	"calends/backend/zone"
)

// What came with a TZID and without its VTIMEZONE gets that with an edit that
// is about times, under the name it was given; an edit of what is said, and one
// that changes nothing, adds none.
func TestEditsOfTimesDefineTheZones(t *testing.T) {
	const body = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Other//EN\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTAMP:20260101T000000Z\r\n" +
		"DTSTART;TZID=W. Europe Standard Time:20261123T090000\r\nDTEND;TZID=Nowhere:20261123T100000\r\nRRULE:FREQ=DAILY;COUNT=3\r\nSUMMARY:Old\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
	for request, want := range map[string]int{
		"summary: New":            0,
		"start: 2026-11-23T09:00": 0, // where it was
		"start: 2026-11-23T08:00": 1,
		"rrule: FREQ=WEEKLY":      1,
		"recurrence-id: 2026-11-24T09:00\nscope: this\nsummary: New":     1,
		"recurrence-id: 2026-11-24T09:00\nscope: following\nlocation: x": 2,
		"recurrence-id: 2026-11-24T09:00\nscope: this\ndelete":           1,
	} {
		out, err := Change([]byte(body), ask(t, request), testNow, func() string { return "b" }, berlin(t), zone.NewFinder())
		if err != nil {
			t.Fatal(err)
		}
		text := string(out.Body) + string(out.Split)
		if n := strings.Count(text, "BEGIN:VTIMEZONE\r\nTZID:W. Europe Standard Time\r\n"); n != want {
			t.Errorf("%s: %d definitions, want %d in\n%s", request, n, want, text)
		}
		if strings.Contains(text, "TZID:Nowhere") || !strings.Contains(text, "DTEND;TZID=Nowhere:") {
			t.Errorf("%s: the zone that nobody knows is not as it was:\n%s", request, text)
		}
	}
}
