package caldav

import "testing"

// One version is one text, whether it came in a REPORT, where XML took its
// carriage returns out, or by GET, where SOGo leaves out the last line's end.
func TestOneVersionIsOneText(t *testing.T) {
	const want = "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
	for _, came := range []string{want, "BEGIN:VCALENDAR\r\nEND:VCALENDAR", "BEGIN:VCALENDAR\nEND:VCALENDAR\n", "\n  BEGIN:VCALENDAR\nEND:VCALENDAR\n  "} {
		if got := string(fromXML(came)); got != want {
			t.Errorf("%q: %q", came, got)
		}
	}
}
