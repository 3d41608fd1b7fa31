package caldavserver_test

import (
	"fmt"
	"testing"

	"calends/backend/caldavserver"
	"calends/backend/calendar"
)

// TestCostOfALargeAccount: twenty calendars, one of them with ten thousand
// objects. Nothing changed costs one request, one changed object three.
func TestCostOfALargeAccount(t *testing.T) {
	for _, habits := range [][]caldavserver.Kind{nil, {caldavserver.NoSync}, {caldavserver.NoCTag}} {
		t.Run(fmt.Sprint(habits), func(t *testing.T) {
			a := inMemory(false, habits...)(t)
			objects := make(map[string]string)
			for i := range 10_000 {
				objects[fmt.Sprintf("o%05d.ics", i)] = event(fmt.Sprint("o", i), "Number")
			}
			for i := range 20 {
				a.server.Seed("alice", caldavserver.Calendar{Path: fmt.Sprintf("c%02d", i), Name: fmt.Sprint("Calendar ", i), Objects: objects})
				objects = map[string]string{"x.ics": event("x", "Only one")}
			}
			s := signIn(t, target{}, a)
			progress := map[string]calendar.Progress{}
			sync := func() (changed []calendar.Href, requests int) {
				a.server.ResetRequests()
				cols, err := s.Collections(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				for _, col := range cols {
					col.Progress = progress[col.Href.Key()]
					l, err := s.Observe(t.Context(), col)
					if err != nil {
						t.Fatal(err)
					}
					progress[col.Href.Key()] = l.Progress
					for h := range l.Members {
						if _, there := l.Bodies[h]; !there {
							changed = append(changed, h)
						}
					}
				}
				return changed, a.server.Answered()
			}
			sync()
			_, n := sync()
			expect(t, "requests when nothing changed", n, 1)
			a.server.Put("/dav/calendars/alice/c00/o00777.ics", event("o777", "Changed"))
			changed, n := sync()
			if len(habits) == 0 {
				expect(t, "changed", len(changed), 1)
			}
			expect(t, "requests to find one change", n, 2)
			at := calendar.Href("/dav/calendars/alice/c00/o00777.ics")
			s.fetch(t, calendar.Collection{Href: "/dav/calendars/alice/c00/"}, at)
			expect(t, "and to fetch it", a.server.Answered(), 3)
		})
	}
}
