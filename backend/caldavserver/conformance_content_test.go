package caldavserver_test

import (
	"fmt"
	"strings"
	"testing"

	"calends/backend/calendar"
)

// foreign are lines that other programs write and that must survive.
var foreign = []string{
	"X-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC",
	`X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-ADDRESS="Market Square 4";X-TITLE=Café:geo:48.2066,16.3707`,
	"X-MOZ-LASTACK:20261101T000000Z",
	"X-MICROSOFT-CDO-BUSYSTATUS:OOF",
	"X-CALENDS-TEST;X-PARAM=one,two:a\\, b\\; c",
	`CATEGORIES:One,Two\,Three`,
	"ATTENDEE;CN=Ann;PARTSTAT=ACCEPTED;X-NUM-GUESTS=0:mailto:ann@example.com",
	"COLOR:steelblue",
	"CONFERENCE;VALUE=URI;FEATURE=VIDEO:https://meet.example.com/x",
}

// testForeignProperties writes an event full of lines the client knows nothing
// of. A server without an opinion returns the bytes; what a real one changes is
// told, and is its own doing, but every property must still be there.
func testForeignProperties(t *testing.T, s *session) {
	col := s.calendar(t, "Foreign")
	text := strings.Replace(event("foreign", "Foreign 🎻"), "END:VEVENT", strings.Join(foreign, "\r\n")+
		"\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:x\r\nTRIGGER:-PT15M\r\nX-WR-ALARMUID:ABC\r\nEND:VALARM\r\nEND:VEVENT", 1)
	v := s.put(t, col.Href+"foreign.ics", text, calendar.Match{})
	r := s.fetch(t, col, col.Href+"foreign.ics")[(col.Href + "foreign.ics").Key()]
	expect(t, "what PUT returned is what there is", string(v.Body), string(r.Version.Body))
	if s.target.exact {
		expect(t, "byte for byte", string(v.Body), text)
		return
	}
	stored := unfolded(string(v.Body))
	for _, line := range append([]string{"X-WR-ALARMUID:ABC", "SUMMARY:Foreign 🎻"}, foreign...) {
		if strings.Contains(stored, line+"\n") {
			continue
		}
		name, _, _ := strings.Cut(line, ":")
		name, _, _ = strings.Cut(name, ";")
		i := strings.Index(stored, "\n"+name)
		if i < 0 {
			t.Errorf("%s is lost", line)
			continue
		}
		now, _, _ := strings.Cut(stored[i+1:], "\n")
		s.peculiar(t, "rewritten\n  sent   %s\n  stored %s", line, now)
	}
}

func unfolded(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	return strings.ReplaceAll(text, "\n ", "")
}

// testUnreadable: a text that is no iCalendar is refused and leaves nothing
// behind; one that is there all the same does not stop the others.
func testUnreadable(t *testing.T, s *session) {
	col := s.calendar(t, "Unreadable")
	good, bad := col.Href+"good.ics", col.Href+"bad.ics"
	_, err := s.Put(t.Context(), bad, []byte("hello"), calendar.Match{})
	expectError(t, "put it", err, calendar.ErrInvalid)
	v := s.put(t, good, event("good", "Good"), calendar.Match{})
	if s.account.server == nil {
		_, err = s.Put(t.Context(), good, []byte("hello"), match(v))
		if err == nil {
			s.peculiar(t, "an object can be replaced by what is no iCalendar")
			return
		}
		expect(t, "what stands", keys(s.observe(t, &col), col), "good.ics")
		r := s.fetch(t, col, good)[good.Key()]
		expect(t, "the good one stands", strings.Contains(string(r.Version.Body), "SUMMARY:Good"), true)
		return
	}
	s.account.server.Put(string(bad), "BEGIN:VCALENDAR\r\nno colon here\x01\r\n")
	expect(t, "both are listed", keys(s.observe(t, &col), col), "bad.ics good.ics")
	got := s.fetch(t, col, bad, good)
	expect(t, "the good one", got[good.Key()].Err, nil)
	if r := got[bad.Key()]; r.Err == nil && !strings.HasPrefix(string(r.Version.Body), "BEGIN:VCALENDAR\r\nno colon here") {
		t.Errorf("the bad one: %q", r.Version.Body)
	}
}

func testLarge(t *testing.T, s *session) {
	col := s.calendar(t, "Large")
	var b strings.Builder
	for i := range 18_000 {
		fmt.Fprintf(&b, "X-LINE-%05d:%s\r\n", i, "0123456789012345678901234567890123456789012345678")
	}
	text := strings.Replace(event("large", "Large"), "END:VEVENT", b.String()+"END:VEVENT", 1)
	if len(text) < 1<<20 {
		t.Fatalf("only %d bytes", len(text))
	}
	at := col.Href + "large.ics"
	v := s.put(t, at, text, calendar.Match{})
	for _, line := range []string{"X-LINE-00000:0123", "X-LINE-17999:0123"} {
		expect(t, line, strings.Contains(string(v.Body), line), true)
	}
	expect(t, "fetched whole", string(s.fetch(t, col, at)[at.Key()].Version.Body), string(v.Body))
}

// testCost counts answered requests: nothing changed anywhere costs the listing
// of the home; one change among many objects costs two more.
func testCost(t *testing.T, s *session) {
	cols := make([]calendar.Collection, 5)
	for i := range cols {
		cols[i] = s.calendar(t, fmt.Sprint("Cost ", i))
	}
	const many = 24
	for i := range many {
		s.put(t, cols[0].Href+calendar.Href(fmt.Sprintf("c%02d.ics", i)), event(fmt.Sprint("c", i), "Cost"), calendar.Match{})
	}
	for i := range cols {
		s.observe(t, &cols[i])
	}
	round := func() (requests int, listings []calendar.Listing) {
		before := s.Traffic().Requests
		now, err := s.Collections(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for i := range cols {
			for _, c := range now {
				if c.Href.Same(cols[i].Href) {
					c.Progress = cols[i].Progress
					l, err := s.Observe(t.Context(), c)
					if err != nil {
						t.Fatal(err)
					}
					cols[i].Progress = l.Progress
					listings = append(listings, l)
				}
			}
		}
		return s.Traffic().Requests - before, listings
	}
	n, _ := round()
	idle := len(s.found.Homes)
	if s.target.seconds {
		idle++ // cols[0] changed just now
	}
	expect(t, "requests when nothing changed", n, idle)

	other := newClient(t, s.account, s.found)
	at := cols[0].Href + "c07.ics"
	r := s.fetch(t, cols[0], at)[at.Key()]
	if _, err := other.Put(t.Context(), at, []byte(event("c7", "Changed")), match(r.Version)); err != nil {
		t.Fatal(err)
	}
	n, listings := round()
	before := s.Traffic().Requests
	s.fetch(t, cols[0], at)
	n += s.Traffic().Requests - before
	if n > len(s.found.Homes)+2 {
		t.Errorf("one change among %d objects took %d requests", many, n)
	}
	found := false
	for h := range listings[0].Members {
		found = found || h.Same(at)
	}
	expect(t, "the change was found", found, true)
}
