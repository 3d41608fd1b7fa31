package caldavserver_test

import (
	"strings"
	"testing"
	"time"

	"calends/backend/caldavserver"
	"calends/backend/ical"
)

// moments at which a demo may be started: DST changes, a leap day, the end of a
// year, half-hour zones.
var demoStarts = []struct{ now, zone string }{
	{"2026-11-22T15:04:05Z", "Europe/Berlin"},
	{"2026-03-29T00:59:00Z", "Europe/Berlin"},
	{"2028-02-29T23:50:00Z", "America/New_York"},
	{"2026-12-31T23:59:59Z", "Asia/Kolkata"},
	{"2026-07-05T03:00:00Z", "Pacific/Apia"},
	{"2026-11-22T15:04:05Z", "UTC"},
}

func demo(t *testing.T, now, zone string) (*caldavserver.Server, time.Time) {
	t.Helper()
	at, err := time.Parse(time.RFC3339, now)
	if err != nil {
		t.Fatal(err)
	}
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	return caldavserver.Demo(at, loc), at
}

func demoTexts(s *caldavserver.Server) map[string]string {
	texts := make(map[string]string)
	for _, c := range []string{"home", "work", "family"} {
		for _, p := range s.Paths("/dav/calendars/demo/" + c + "/") {
			texts[p], _, _ = s.Get(p)
		}
	}
	return texts
}

// Every text of the demo must be one that the server itself would take, and
// that the house reads.
func TestDemoIsValid(t *testing.T) {
	for _, start := range demoStarts {
		s, _ := demo(t, start.now, start.zone)
		texts := demoTexts(s)
		if len(texts) < 100 {
			t.Fatalf("%s %s: only %d objects", start.now, start.zone, len(texts))
		}
		c := newRaw(t, caldavserver.Options{})
		c.server.Seed("alice", caldavserver.Calendar{Path: "all"})
		for path, text := range texts {
			name := path[strings.LastIndex(path, "/")+1:]
			if a := c.do("PUT", "/dav/calendars/alice/all/"+name, text); a.status != 201 {
				t.Errorf("%s: PUT answers %d %s\n%s", path, a.status, a.body, text)
			}
			if o, err := ical.ParseObject([]byte(text)); err != nil || o.Master == nil {
				t.Errorf("%s: %v\n%s", path, err, text)
			}
			for _, l := range strings.Split(text, "\r\n") {
				if len(l) > 75 {
					t.Errorf("%s: a line of %d octets: %s", path, len(l), l)
				}
			}
		}
	}
}

// A rule whose DTSTART is not its first occurrence is undefined (RFC 5545
// §3.8.5.3).
func TestDemoRulesStartAtTheirFirstDay(t *testing.T) {
	days := map[string]time.Weekday{"MO": 1, "TU": 2, "WE": 3, "TH": 4, "FR": 5, "SA": 6, "SU": 0}
	for _, start := range demoStarts {
		s, _ := demo(t, start.now, start.zone)
		for path, text := range demoTexts(s) {
			o, err := ical.ParseObject([]byte(text))
			if err != nil {
				t.Fatal(path, err)
			}
			rule := o.Master.Text("RRULE")
			_, by, found := strings.Cut(rule, "BYDAY=")
			if !found {
				continue
			}
			m, err := o.Master.Get("DTSTART").Moment()
			if err != nil {
				t.Fatal(path, err)
			}
			at := m.Wall.Time()
			by, _, _ = strings.Cut(by, ";")
			first, _, _ := strings.Cut(by, ",")
			code := first[len(first)-2:]
			// In UTC, a wall time far from Greenwich may fall on the next day.
			if at.Weekday() != days[code] && !strings.HasSuffix(path, "tokyo.ics") {
				t.Errorf("%s %s: %s starts on a %s: %s", start.now, start.zone, path, at.Weekday(), rule)
			}
			switch nth := first[:len(first)-2]; nth {
			case "2":
				expect(t, path+": second in its month", (at.Day()-1)/7, 1)
			case "-1":
				expect(t, path+": last in its month", at.AddDate(0, 0, 7).Month() != at.Month(), true)
			}
		}
	}
}

func TestDemoHasSomethingNowAndIsTheSameEveryTime(t *testing.T) {
	for _, start := range demoStarts {
		s, now := demo(t, start.now, start.zone)
		again, _ := demo(t, start.now, start.zone)
		other := demoTexts(again)
		for path, text := range demoTexts(s) {
			expect(t, path, other[path], text)
		}
		var text string
		for path, t := range demoTexts(s) {
			if strings.HasSuffix(path, "/now.ics") {
				text = t
			}
		}
		o, err := ical.ParseObject([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		from, err1 := o.Master.Get("DTSTART").Moment()
		to, err2 := o.Master.Get("DTEND").Moment()
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		zone, _ := time.LoadLocation(start.zone)
		wall := ical.WallOf(now.In(zone))
		expect(t, start.now+" "+start.zone+": now is in it", from.Wall <= wall && wall < to.Wall, true)
	}
}
