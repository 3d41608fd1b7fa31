package edit

import (
	"strings"
	"testing"
)

// An occurrence whose RDATE says how long it is keeps that length when it is
// changed.
func TestAPeriodKeepsItsLength(t *testing.T) {
	const body = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20260302T090000Z\r\nDURATION:PT1H\r\n" +
		"RDATE;VALUE=PERIOD:20260305T090000Z/PT3H\r\nSUMMARY:A\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
	title := "N"
	start, err := ParseWhen("2026-03-06T10:00:00Z")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, body, want string }{
		{"DURATION", body, "0305 0305T09 3h0m0s N"},
		{"DTEND", strings.Replace(body, "DURATION:PT1H", "DTEND:20260302T100000Z", 1), "0305 0305T09 3h0m0s N"},
		{"no end", strings.Replace(body, "DURATION:PT1H\r\n", "", 1), "0305 0305T09 3h0m0s N"},
		{"until", strings.Replace(body, "/PT3H", "/20260306T100000Z", 1), "0305 0305T09 25h0m0s N"},
	} {
		if got := after(t, c.body, "2026-03-05T09:00:00Z", Request{Patch: Patch{Summary: &title}}); !strings.HasSuffix(got, "\n"+c.want) {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
	if got := after(t, body, "2026-03-05T09:00:00Z", Request{Patch: Patch{Start: &start}}); !strings.HasSuffix(got, "\n0305 0306T10 3h0m0s A") {
		t.Errorf("moved:\n%s", got)
	}
}
