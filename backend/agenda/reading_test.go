package agenda

import "testing"

func TestFieldNames(t *testing.T) {
	for _, c := range [][5]string{
		{"VEVENT", "SUMMARY", "", "", "summary"},
		{"VEVENT", "DTSTART", "20261116T090000", "", "2026-11-16 09:00 start"},
		{"VEVENT", "ATTENDEE", "", "mailto:jo@example.org", "attendee jo@example.org"},
		{"VEVENT", "", "20261116", "", "2026-11-16 occurrence"},
		{"VALARM", "TRIGGER", "", "", "alarm trigger"},
		{"VEVENT", "X-ODD", "", "X-ODD;:a\x002", "x-odd"},
	} {
		if got := FieldName(c[0], c[1], c[2], c[3]); got != c[4] {
			t.Errorf("%q, want %q", got, c[4])
		}
	}
}

func TestReading(t *testing.T) {
	for lines, want := range map[string]string{
		"": "", "SUMMARY:Tea\\, green": "Tea, green", "DTSTART;TZID=Europe/Berlin:20261102T093000": "2026-11-02 09:30 Europe/Berlin",
		"ATTENDEE;PARTSTAT=ACCEPTED;CN=Jo:mailto:jo@example.org": "Jo <jo@example.org> (accepted)", "X-A:1\nX-A:2": "1, 2",
	} {
		if got := Reading(lines); got != want {
			t.Errorf("%q reads %q, want %q", lines, got, want)
		}
	}
}
