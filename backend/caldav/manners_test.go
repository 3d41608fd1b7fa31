package caldav_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"calends/backend/caldav"
	"calends/backend/caldavserver"
	"calends/backend/calendar"
)

const (
	homeOfAlice = "/dav/calendars/alice/"
	plainEvent  = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nBEGIN:VEVENT\r\nUID:%s\r\nDTSTAMP:20261101T000000Z\r\n" +
		"DTSTART:20261124T090000Z\r\nSUMMARY:%s\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)

// A second client starts with what the first one learned of the server: whether
// it heeds preconditions, and how much it bears at once. A month later it learns
// anew.
func TestSecondClientStartsWithWhatTheFirstLearned(t *testing.T) {
	for _, c := range []struct {
		careless, later bool
		asks            int // before the first write of the second client
	}{{false, false, 0}, {true, false, 1}, {false, true, 1}, {true, true, 1}} {
		t.Run(fmt.Sprintf("careless %v, a month later %v", c.careless, c.later), func(t *testing.T) {
			s := caldavserver.New(caldavserver.Options{Users: []caldavserver.User{{Name: "alice"}}})
			s.Seed("alice", caldavserver.Calendar{Path: "home", Name: "Home"})
			if c.careless {
				s.Fault(caldavserver.Fault{Kind: caldavserver.IgnoreMatch})
			}
			now, kept := time.Now(), calendar.Manners{}
			client := func() *caldav.Client {
				one, err := caldav.New(caldav.Options{Server: "https://dav.test/", User: "alice", Homes: []calendar.Href{homeOfAlice},
					Password: func(context.Context) (string, error) { return "", nil }, Transport: s.Transport(), CheckFirst: true,
					Manners: kept, Learned: func(m calendar.Manners) { kept = kept.With(m, now) }, Now: func() time.Time { return now }})
				if err != nil {
					t.Fatal(err)
				}
				return one
			}
			first := client()
			var hrefs []calendar.Href
			for i := range 60 {
				at := calendar.Href(fmt.Sprintf("%shome/e%d.ics", homeOfAlice, i))
				if i > 5 {
					s.Put(string(at), fmt.Sprintf(plainEvent, fmt.Sprint("e", i), "Tea"))
				} else if _, err := first.Put(t.Context(), at, fmt.Appendf(nil, plainEvent, fmt.Sprint("e", i), "Tea"), calendar.Match{}); err != nil {
					t.Fatal(err)
				}
				hrefs = append(hrefs, at)
			}
			fetch := func(by *caldav.Client) (reports int) {
				s.ResetRequests()
				for href, r := range by.Fetch(t.Context(), homeOfAlice+"home/", hrefs) {
					if r.Err != nil {
						t.Errorf("%s: %v", href, r.Err)
					}
				}
				return s.Count("REPORT")
			}
			if n := fetch(first); n != 2 {
				t.Errorf("the first client needs %d multigets for 60, of 50 and 10", n)
			}
			if kept.Careless != c.careless || kept.Heeds == c.careless || !kept.Tested || kept.Batch != 100 {
				t.Fatalf("learned %+v", kept)
			}
			batches := 1
			if c.later {
				now, batches = now.AddDate(0, 2, 0), 2
			}
			second := client()
			s.ResetRequests()
			if _, err := second.Put(t.Context(), homeOfAlice+"home/new.ics", fmt.Appendf(nil, plainEvent, "new", "Tea"), calendar.Match{}); err != nil {
				t.Fatal(err)
			}
			if n := s.Count("PROPFIND"); n != c.asks {
				t.Errorf("it asks %d times before it writes, want %d", n, c.asks)
			}
			if n := fetch(second); n != batches {
				t.Errorf("it needs %d multigets, want %d", n, batches)
			}
		})
	}
}
