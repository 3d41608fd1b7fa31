package caldavserver

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

const meeting = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:meet\r\nDTSTAMP:20261101T000000Z\r\nDTSTART:20261123T090000Z\r\nSUMMARY:Meet\r\n" +
	"ORGANIZER:mailto:alice@example.org\r\nATTENDEE;PARTSTAT=NEEDS-ACTION;CN=\"Bo; Bob\":mailto:\r\n bo@example.org\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

// TestScheduleTag: a reply changes the ETag and not the Schedule-Tag, and a
// write on that tag keeps the reply (RFC 6638 §3.2.10).
func TestScheduleTag(t *testing.T) {
	s := New(Options{Users: []User{{Name: "alice", Password: "secret", Email: "alice@example.org"}}})
	s.Seed("alice", Calendar{Path: "home", Objects: map[string]string{"m.ics": meeting}})
	s.Fault(Fault{Kind: ScheduleTags})
	const path = "/dav/calendars/alice/home/m.ics"
	send := func(method, body string, header ...string) *http.Response {
		r, _ := http.NewRequestWithContext(t.Context(), method, "http://dav.test"+path, strings.NewReader(body))
		r.SetBasicAuth("alice", "secret")
		for i := 0; i < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		resp, err := s.Transport().RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		return resp
	}
	first := send("GET", "")
	tag, etag := first.Header.Get("Schedule-Tag"), first.Header.Get("ETag")
	if !s.Reply(path, "bo@example.org", "ACCEPTED") || s.Reply(path, "nobody@example.org", "ACCEPTED") {
		t.Fatal("replies")
	}
	second := send("GET", "")
	if tag == "" || second.Header.Get("Schedule-Tag") != tag || second.Header.Get("ETag") == etag {
		t.Errorf("tag %q %q, etag %q %q", tag, second.Header.Get("Schedule-Tag"), etag, second.Header.Get("ETag"))
	}
	moved := strings.Replace(meeting, "T090000Z", "T100000Z", 1)
	if got := send("PUT", moved, "If-Match", etag).StatusCode; got != http.StatusPreconditionFailed {
		t.Errorf("on the old etag: %d", got)
	}
	done := send("PUT", moved, "If-Schedule-Tag-Match", tag)
	if done.StatusCode != http.StatusNoContent || done.Header.Get("ETag") != "" || done.Header.Get("Schedule-Tag") == tag {
		t.Errorf("on the Schedule-Tag: %d %v", done.StatusCode, done.Header)
	}
	if got := send("PUT", moved, "If-Schedule-Tag-Match", tag).StatusCode; got != http.StatusPreconditionFailed {
		t.Errorf("on the old Schedule-Tag: %d", got)
	}
	text, _, _ := s.Get(path)
	if !strings.Contains(text, "PARTSTAT=ACCEPTED") || !strings.Contains(text, `CN="Bo; Bob"`) || !strings.Contains(text, "T100000Z") {
		t.Error(text)
	}
}
