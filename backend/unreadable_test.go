package backend_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// An event whose start cannot be read is received and kept like any other, and
// told of: by the sync that brought it, once, by a search for its text, and in
// full with the line that cannot be read.
func TestAnEventWithoutAReadableStartIsToldOf(t *testing.T) {
	program := build(t)
	s, base := home(t, 1, 2)
	d := connected(t, program, base)
	s.Put("/dav/calendars/alice/c0/odd.ics", strings.Replace(fmt.Sprintf(event, "odd", "Sunrise"), "DTSTART:20261124T100000Z", "DTSTART:banana", 1))
	r := d.run("", "sync", "--json")
	var report struct {
		Accounts []struct {
			Calendars []struct {
				Received   struct{ Created int }
				Failed     []struct{ Href string }
				Unreadable []struct{ Href, Code, Message string }
			}
		}
	}
	if err := json.Unmarshal([]byte(r.out), &report); err != nil {
		t.Fatalf("%v: %s%s", err, r.out, r.err)
	}
	c := report.Accounts[0].Calendars[0]
	if r.status != 3 || c.Received.Created != 1 || len(c.Failed) != 0 || len(c.Unreadable) != 1 || c.Unreadable[0].Href != "/dav/calendars/alice/c0/odd.ics" ||
		c.Unreadable[0].Code != "invalid" || !strings.Contains(c.Unreadable[0].Message, "“Sunrise”") {
		t.Errorf("sync: exit %d, %+v", r.status, c)
	}
	if strings.Count(r.err, "\n") != 1 || !strings.Contains(r.err, "banana") {
		t.Errorf("sync said %q", r.err)
	}
	if r := d.run("", "sync"); r.status != 0 || r.err != "" {
		t.Errorf("the next sync: exit %d, %s", r.status, r.err)
	}
	var found []struct{ UID, Summary, Start, Problem string }
	d.must(&found, "search", "sunrise", "--json")
	if len(found) != 1 || found[0].UID != "odd" || found[0].Summary != "Sunrise" || found[0].Start != "" || !strings.Contains(found[0].Problem, "banana") {
		t.Errorf("search: %+v", found)
	}
	shown := d.must(nil, "show", "odd")
	if strings.Contains(shown, "It is over") || !strings.Contains(shown, "line 7") || !strings.Contains(shown, "banana") {
		t.Errorf("show:\n%s", shown)
	}
	d.must(nil, "edit", "odd", "--set", "summary=Dawn")
	if text := d.must(nil, "show", "odd", "--ics"); !strings.Contains(text, "DTSTART:banana") || !strings.Contains(text, "SUMMARY:Dawn") {
		t.Errorf("with another title:\n%s", text)
	}
	if r := d.run("", "sync"); r.status != 0 {
		t.Errorf("the title was not sent: exit %d, %s", r.status, r.err)
	}
	d.must(nil, "edit", "odd", "--set", "start=2026-11-25T10:00")
	var on []struct{ UID, Start string }
	d.must(&on, "agenda", "--from", "2026-11-25", "--to", "2026-11-26", "--json")
	if len(on) != 1 || on[0].UID != "odd" || !strings.HasPrefix(on[0].Start, "2026-11-25T10:00") {
		t.Errorf("agenda: %+v", on)
	}
	if r := d.run("", "sync"); r.status != 0 {
		t.Errorf("the start was not sent: exit %d, %s", r.status, r.err)
	}
}
