package edit_test

import (
	"strings"
	"testing"
	"time"

	"calends/backend/calendar"
	"calends/backend/edit"
	"calends/backend/ical"
	"calends/backend/zone"
)

const meeting = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Other//EN\r\nBEGIN:VEVENT\r\nUID:m\r\nDTSTAMP:20261101T090000Z\r\nSEQUENCE:4\r\n" +
	"DTSTART;TZID=Europe/Berlin:20261201T100000\r\nDTEND;TZID=Europe/Berlin:20261201T110000\r\nRRULE:FREQ=DAILY\r\nEXDATE;TZID=Europe/Berlin:20261204T100000\r\n" +
	"SUMMARY:Plan\r\nX-OTHER:kept\r\nORGANIZER:mailto:a@example.org\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:b@example.org\r\nRELATED-TO:n\r\nX-MOZ-LASTACK:20261101T090000Z\r\n" +
	"X-MOZ-SNOOZE-TIME-1:20261101T090000Z\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT5M\r\nDESCRIPTION:x\r\nACKNOWLEDGED:20261101T090000Z\r\nEND:VALARM\r\nEND:VEVENT\r\n" +
	"BEGIN:VEVENT\r\nUID:m\r\nDTSTAMP:20261101T090000Z\r\nRECURRENCE-ID;TZID=Europe/Berlin:20261202T100000\r\nDTSTART;TZID=Europe/Berlin:20261202T150000\r\n" +
	"DTEND;TZID=Europe/Berlin:20261202T160000\r\nSUMMARY:Plan later\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

// A copy is the user's own event: of one occurrence, or of the whole; with what
// other programs wrote, and nobody invited.
func TestDuplicate(t *testing.T) {
	at := func(text string) ical.Moment {
		m, err := edit.ParseWhen(text)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	start, end, crimson := at("2026-12-09T12:00"), at("2026-12-09T13:00"), "crimson"
	for _, tt := range []struct {
		name     string
		request  edit.Request
		has, not string // lines, with spaces between
	}{
		{"an occurrence", edit.Request{RecurrenceID: at("2026-12-03T09:00:00Z")},
			"DTSTART;TZID=Europe/Berlin:20261203T100000 DTEND;TZID=Europe/Berlin:20261203T110000 SUMMARY:Plan X-OTHER:kept TRIGGER:-PT5M BEGIN:VTIMEZONE", "RRULE:FREQ=DAILY EXDATE RECURRENCE-ID"},
		{"one that was moved", edit.Request{RecurrenceID: at("2026-12-02T09:00:00Z")}, "DTSTART;TZID=Europe/Berlin:20261202T150000", "RRULE:FREQ=DAILY RECURRENCE-ID X-OTHER"},
		{"elsewhere", edit.Request{RecurrenceID: at("2026-12-03T09:00:00Z"), Patch: edit.Patch{Start: &start, End: &end, Color: &crimson}},
			"DTSTART;TZID=Europe/Berlin:20261209T120000 DTEND;TZID=Europe/Berlin:20261209T130000 COLOR:crimson", "RRULE:FREQ=DAILY"},
		{"the whole", edit.Request{}, "RRULE:FREQ=DAILY EXDATE;TZID=Europe/Berlin:20261204T100000 RECURRENCE-ID;TZID=Europe/Berlin:20261202T100000", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			body, err := edit.Duplicate([]byte(meeting), tt.request, calendar.UID("copy"), time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC), time.UTC, zone.NewFinder())
			if err != nil {
				t.Fatal(err)
			}
			text := "\r\n" + string(body)
			for _, line := range strings.Fields(tt.has) {
				if !strings.Contains(text, "\r\n"+line) {
					t.Errorf("%s is missing", line)
				}
			}
			for _, line := range strings.Fields(tt.not + " UID:m ORGANIZER ATTENDEE RELATED-TO X-MOZ ACKNOWLEDGED SEQUENCE:4") {
				if strings.Contains(text, "\r\n"+line) {
					t.Errorf("%s is there", line)
				}
			}
			if t.Failed() {
				t.Log(text)
			}
		})
	}
}

// An event's colour has a name of CSS, in any case; "" takes it away.
func TestColor(t *testing.T) {
	for _, tt := range []struct{ color, want string }{{"SteelBlue", "COLOR:steelblue\r\n"}, {"", ""}, {"#112233", "error"}, {"colour", "error"}} {
		texts, err := edit.Change([]byte(meeting), edit.Request{Patch: edit.Patch{Color: &tt.color}}, time.Now(), nil, time.UTC, zone.NewFinder())
		switch {
		case tt.want == "error":
			if err == nil || !strings.Contains(err.Error(), "not a colour") {
				t.Errorf("%q: %v", tt.color, err)
			}
		case err != nil, tt.want == "" && strings.Contains(string(texts.Body), "COLOR"), !strings.Contains(string(texts.Body), tt.want):
			t.Errorf("%q: %v\n%s", tt.color, err, texts.Body)
		}
	}
}
