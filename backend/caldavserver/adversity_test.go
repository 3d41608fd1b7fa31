package caldavserver_test

import (
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"calends/backend/caldav"
	"calends/backend/caldavserver"
	"calends/backend/calendar"
)

// adversity is a client and a server that is about to go wrong.
func adversity(t *testing.T) (*session, calendar.Collection) {
	t.Helper()
	a := inMemory(false)(t)
	s := signIn(t, target{name: "caldavserver"}, a)
	col := s.calendar(t, "Adversity")
	for _, name := range []string{"a", "b", "c", "d", "e", "f"} {
		a.server.Put(string(col.Href)+name+".ics", event(name, name))
	}
	return s, col
}

// TestAccidentsAreNamed: whatever goes wrong has a name, and what goes wrong
// once is not mistaken for an answer.
func TestAccidentsAreNamed(t *testing.T) {
	var status *caldav.StatusError
	for _, row := range []struct {
		name  string
		fault caldavserver.Fault
		want  error
	}{
		{"try later", fault{Kind: caldavserver.Answer, Status: 503, RetryAfter: "600"}, calendar.ErrTryLater},
		{"sign in", fault{Kind: caldavserver.SignIn, Times: caldavserver.Always}, calendar.ErrSignIn},
		{"a web page", fault{Kind: caldavserver.HTML}, calendar.ErrProtocol},
		{"another host", fault{Kind: caldavserver.Redirect, Location: "http://localhost:1"}, calendar.ErrForeignHost},
		{"cut off", fault{Kind: caldavserver.Truncate}, calendar.ErrProtocol},
		{"dropped", fault{Kind: caldavserver.Drop, Times: caldavserver.Always}, calendar.ErrOffline},
	} {
		t.Run(row.name, func(t *testing.T) {
			s, col := adversity(t)
			row.fault.Path = "/dav/calendars/"
			s.account.server.Fault(row.fault)
			_, err := s.Collections(t.Context())
			expectError(t, "list calendars", err, row.want)
			s.account.server.ClearFaults()
			col, _ = s.listed(t, col)

			row.fault.Path = string(col.Href)
			s.account.server.Fault(row.fault)
			if l, err := s.Observe(t.Context(), col); err == nil && len(l.Members) != 6 {
				t.Errorf("observe took a broken answer for %d members", len(l.Members))
			}
			s.account.server.ClearFaults()
			s.account.server.Fault(row.fault)
			at := col.Href + "a.ics"
			// A text that was cut off is handed on as it came: it is for others
			// to see that it cannot be read.
			if r := s.fetch(t, col, at)[at.Key()]; r.Err == nil && row.fault.Kind != caldavserver.Truncate && string(r.Version.Body) != event("a", "a") {
				t.Errorf("fetch took a broken answer for %q", r.Version.Body)
			}
			if _, err := s.Put(t.Context(), col.Href+"n.ics", []byte("hello"), calendar.Match{}); errors.As(err, &status) && status.Code < 300 {
				t.Errorf("a status error that is none: %v", err)
			}
			s.account.server.ClearFaults()
		})
	}
}

// TestEmptiedListingIsNoDeletion: an answer without a single response, the
// collection's own included, is not believed.
func TestEmptiedListingIsNoDeletion(t *testing.T) {
	s, col := adversity(t)
	s.account.server.Fault(fault{Kind: caldavserver.NoSync})
	s.account.server.Fault(fault{Kind: caldavserver.EmptyMultistatus, Method: "PROPFIND", Path: string(col.Href)})
	col, _ = s.listed(t, col)
	if l, err := s.Observe(t.Context(), col); err == nil && l.Complete && len(l.Members) == 0 {
		t.Error("an empty multistatus was taken for an empty collection")
	}
}

// TestLostAnswersToWrites: the work was done, the answer got lost.
func TestLostAnswersToWrites(t *testing.T) {
	s, col := adversity(t)
	lose := func(method string) { s.account.server.Fault(fault{Kind: caldavserver.LoseAnswer, Method: method}) }
	at := col.Href + "n.ics"
	lose("PUT")
	v, err := s.Put(t.Context(), at, []byte(event("n", "New")), calendar.Match{})
	expect(t, "create", err, nil)
	expect(t, "what is there", string(v.Body), event("n", "New"))
	lose("PUT")
	v, err = s.Put(t.Context(), at, []byte(event("n", "Newer")), match(v))
	expect(t, "update", err, nil)
	lose("DELETE")
	expect(t, "delete", s.Delete(t.Context(), at, match(v)), nil)
	_, _, there := s.account.server.Get(string(at))
	expect(t, "deleted", there, false)

	s.account.server.Fault(fault{Kind: caldavserver.Drop, Method: "PUT", Times: caldavserver.Always})
	_, err = s.Put(t.Context(), at, []byte(event("n", "Never")), calendar.Match{})
	expectError(t, "never arrived", err, calendar.ErrOffline)
}

// TestRefusedTokenLeadsToACompleteListing, whatever status it is refused with.
func TestRefusedTokenLeadsToACompleteListing(t *testing.T) {
	for _, status := range []int{403, 409, 410, 412, 500, 507} {
		s, col := adversity(t)
		s.observe(t, &col)
		s.account.server.Delete(string(col.Href) + "b.ics")
		s.account.server.Fault(fault{Kind: caldavserver.RefuseToken, Status: status})
		l := s.observe(t, &col)
		expect(t, "complete", l.Complete, true)
		expect(t, "members", keys(l, col), "a.ics c.ics d.ics e.ics f.ics")
		expect(t, "then idle", s.observe(t, &col).Method, calendar.MethodUnchanged)
	}
}

// TestPagesAreDrained: answers cut short with 507 make one listing.
func TestPagesAreDrained(t *testing.T) {
	server := caldavserver.New(caldavserver.Options{
		Users: []caldavserver.User{{Name: "alice", Password: "secret"}}, PageSize: 2,
	})
	hs := httptest.NewServer(server)
	t.Cleanup(hs.Close)
	s := signIn(t, target{}, account{hs.URL + "/", "alice", "secret", server})
	col := s.calendar(t, "Pages")
	at := func(name string) string { return string(col.Href) + name + ".ics" }
	for _, name := range []string{"a", "b", "c", "d", "e"} {
		server.Put(at(name), event(name, name))
	}
	expect(t, "first", keys(s.observe(t, &col), col), "a.ics b.ics c.ics d.ics e.ics")
	for _, name := range []string{"b", "c", "e"} {
		server.Put(at(name), event(name, "changed"))
	}
	server.Delete(at("a"))
	l := s.observe(t, &col)
	expect(t, "changes", keys(l, col), "b.ics c.ics e.ics")
	expect(t, "gone", len(l.Gone), 1)
}

// TestRedirectsOnTheSameHostAreFollowed with method and body.
func TestRedirectsOnTheSameHostAreFollowed(t *testing.T) {
	for _, status := range []int{301, 302, 307, 308} {
		s, col := adversity(t)
		from := string(col.Href) + "moved.ics"
		to := string(col.Href) + "z.ics"
		s.account.server.Fault(fault{Kind: caldavserver.Redirect, Status: status, Location: to, Path: "moved.ics", Method: "PUT"})
		_, err := s.Put(t.Context(), calendar.Href(from), []byte(event("z", "Z")), calendar.Match{})
		if text, _, _ := s.account.server.Get(to); text != event("z", "Z") {
			t.Errorf("%d: %v; at the new place: %q", status, err, text)
		}
	}
}

// TestOversizeAnswersAreRefused rather than kept in memory.
func TestOversizeAnswersAreRefused(t *testing.T) {
	s, col := adversity(t)
	s.account.server.Fault(fault{Kind: caldavserver.Oversize, Size: 30 << 20, Method: "GET", Times: caldavserver.Always})
	s.account.server.Fault(fault{Kind: caldavserver.Answer, Status: 403, Method: "REPORT", Times: caldavserver.Always})
	at := col.Href + "a.ics"
	expectError(t, "30 MB", s.fetch(t, col, at)[at.Key()].Err, calendar.ErrTooLarge)
}

// TestSlowAnswersAreGivenUp after the silence that was agreed.
func TestSlowAnswersAreGivenUp(t *testing.T) {
	a := inMemory(false)(t)
	s := signIn(t, target{}, a)
	o := options(a)
	o.Server, o.Homes, o.Silence = s.found.Server, s.found.Homes, 50*time.Millisecond
	c, err := caldav.New(o)
	if err != nil {
		t.Fatal(err)
	}
	a.server.Fault(fault{Kind: caldavserver.Slow, Delay: time.Minute, Times: caldavserver.Always})
	_, err = c.Collections(t.Context())
	expectError(t, "silence", err, calendar.ErrOffline)
	expect(t, "says nothing secret", strings.Contains(err.Error(), "secret"), false)
}
