package caldavserver_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"calends/backend/caldavserver"
)

// Fault is long to write in a table.
type fault = caldavserver.Fault

func TestAccidentsStrikeOnceThenPass(t *testing.T) {
	const propfind = `<d:propfind xmlns:d="DAV:"><d:prop><d:getetag/></d:prop></d:propfind>`
	for _, row := range []struct {
		fault  fault
		status int
		header string // "Name: value"
		body   string // contained
	}{
		{fault{Kind: caldavserver.Answer}, 503, "", ""},
		{fault{Kind: caldavserver.Answer, Status: 503, RetryAfter: "7"}, 503, "Retry-After: 7", ""},
		{fault{Kind: caldavserver.Answer, Status: 507}, 507, "", ""},
		{fault{Kind: caldavserver.Answer, Status: 403, Condition: "C:valid-calendar-data"}, 403, "", "<C:valid-calendar-data/>"},
		{fault{Kind: caldavserver.SignIn}, 401, `Www-Authenticate: Basic realm="calendar", charset="UTF-8"`, ""},
		{fault{Kind: caldavserver.HTML}, 200, "Content-Type: text/html; charset=utf-8", "<html>"},
		{fault{Kind: caldavserver.Redirect, Status: 307, Location: "http://elsewhere.example"}, 307, "Location: http://elsewhere.example" + work, ""},
		{fault{Kind: caldavserver.Redirect, Location: "/dav/x/"}, 301, "Location: /dav/x/", ""},
		{fault{Kind: caldavserver.EmptyMultistatus}, 207, "", `caldav" xmlns:CS="http://calendarserver.org/ns/" xmlns:A="http://apple.com/ns/ical/"/>`},
	} {
		t.Run(string(row.fault.Kind), func(t *testing.T) {
			c := seeded(t, caldavserver.Options{})
			c.server.Fault(row.fault)
			a := c.do("PROPFIND", work, propfind, "Depth: 1")
			expect(t, "status", a.status, row.status)
			if name, value, ok := strings.Cut(row.header, ": "); ok {
				expect(t, name, a.header.Get(name), value)
			}
			if !strings.Contains(a.body, row.body) {
				t.Errorf("body %q lacks %q", a.body, row.body)
			}
			expect(t, "log", c.server.Requests()[0].Fault, row.fault.Kind)
			if n := len(c.propfind(work, "1", "<d:getetag/>").Responses); n != 4 {
				t.Errorf("afterwards: %d responses, want 4", n)
			}
		})
	}
}

func TestLostAnswerDoesTheWork(t *testing.T) {
	for kind, done := range map[caldavserver.Kind]bool{caldavserver.LoseAnswer: true, caldavserver.Drop: false} {
		c := seeded(t, caldavserver.Options{})
		c.server.Fault(fault{Kind: kind, Method: "PUT"})
		_, err := c.try("PUT", work+"n.ics", event("n", "N"), "If-None-Match: *")
		expect(t, string(kind)+": no answer", err != nil, true)
		_, _, there := c.server.Get(work + "n.ics")
		expect(t, string(kind)+": done", there, done)
		expect(t, string(kind)+": log", c.server.Requests()[0].Status, 0)
	}
}

func TestFaultsAreSelectedByMethodPathAndCount(t *testing.T) {
	c := seeded(t, caldavserver.Options{})
	cancel := c.server.Fault(fault{Kind: caldavserver.Answer, Status: 500, Method: "GET", Path: "/ü", Skip: 1, Times: 2})
	var got []int
	for range 4 {
		got = append(got, c.do("GET", work+"%C3%BC%20@.ics", "").status, c.do("GET", work+"a.ics", "").status)
	}
	want := []int{200, 200, 500, 200, 500, 200, 200, 200}
	for i := range want {
		expect(t, "answer", got[i], want[i])
	}
	cancel()
	c.server.Fault(fault{Kind: caldavserver.Answer, Times: caldavserver.Always})
	c.server.ClearFaults()
	expect(t, "cleared", c.do("GET", work+"a.ics", "").status, 200)
}

func TestSpoiledAnswers(t *testing.T) {
	c := seeded(t, caldavserver.Options{})
	whole := c.do("GET", work+"a.ics", "").body
	c.server.Fault(fault{Kind: caldavserver.Truncate})
	expect(t, "truncated", c.do("GET", work+"a.ics", "").body, whole[:len(whole)/2])
	c.server.Fault(fault{Kind: caldavserver.Oversize, Size: 1 << 20})
	expect(t, "oversize", len(c.do("GET", work+"a.ics", "").body), 1<<20)
	c.server.Fault(fault{Kind: caldavserver.OmitThird, Times: 2})
	expect(t, "listing without a third", len(c.propfind(work, "1", "<d:getetag/>").Responses), 3)
	expect(t, "sync without a third", len(c.do("REPORT", work, syncBody("", "")).read(t).Responses), 2)
}

func TestCountETags(t *testing.T) {
	c := seeded(t, caldavserver.Options{CountETags: true})
	_, first, _ := c.server.Get(work + "a.ics")
	c.do("PUT", work+"a.ics", event("a", "A2"))
	_, second, _ := c.server.Get(work + "a.ics")
	c.server.Delete(work + "a.ics")
	c.do("PUT", work+"a.ics", event("a", "A3"))
	_, anew, _ := c.server.Get(work + "a.ics")
	expect(t, "another version", second != first, true)
	expect(t, "from the start", anew, first)
}

func TestHabits(t *testing.T) {
	c := seeded(t, caldavserver.Options{})
	habit := func(k caldavserver.Kind) { c.server.ClearFaults(); c.server.Fault(fault{Kind: k}) }

	habit(caldavserver.HideETag)
	expect(t, "no etag", c.do("PUT", work+"n1.ics", event("n1", "N")).header.Get("ETag"), "")
	habit(caldavserver.Rewrite)
	a := c.do("PUT", work+"n2.ics", event("n2", strings.Repeat("long ä ", 30)))
	text, etag, _ := c.server.Get(work + "n2.ics")
	expect(t, "etag of what is stored", a.header.Get("ETag"), etag)
	expect(t, "in another order", strings.Index(text, "DTEND") < strings.Index(text, "UID"), true)
	expect(t, "nothing lost", strings.Contains(strings.ReplaceAll(text, "\r\n ", ""), strings.Repeat("long ä ", 30)), true)
	habit(caldavserver.IgnoreMatch)
	expect(t, "overwrites", c.do("PUT", work+"a.ics", event("a", "A2"), "If-None-Match: *").status, 204)
	habit(caldavserver.Wrap207)
	wrapped := c.do("PUT", work+"a.ics", "hello", "If-None-Match: *").read(t)
	expect(t, "wrapped", wrapped.brief(), work+"a.ics 412")
	habit(caldavserver.NoCalendars)
	expect(t, "empty home", c.propfind("/dav/calendars/alice/", "1", "<d:displayname/>").brief(), "/dav/calendars/alice/ 404")
	habit(caldavserver.NoMove)
	expect(t, "no MOVE", c.do("MOVE", work+"a.ics", "", "Destination: "+work+"a2.ics").status, 405)
	c.server.Seed("alice", caldavserver.Calendar{Path: "once", Name: "Once"})
	const once = "/dav/calendars/alice/once/"
	expect(t, "twice", c.do("PUT", once+"a.ics", event("a", "A")).status, 201)
	habit(caldavserver.UIDOnce)
	expect(t, "what is there already", c.do("PUT", once+"a.ics", event("a", "A3")).status, 204)
	expect(t, "once", c.do("PUT", once+"n1.ics", event("n1", "N")).status, 403)
	habit(caldavserver.RawHrefs)
	expect(t, "raw", strings.Contains(c.propfind(work, "1", "<d:getetag/>").brief(), work+"ü @.ics"), true)
}

func TestHabitsOfSync(t *testing.T) {
	c := seeded(t, caldavserver.Options{})
	token := c.do("REPORT", work, syncBody("", "")).read(t).Token

	c.server.Fault(fault{Kind: caldavserver.RefuseToken})
	expect(t, "refused", c.do("REPORT", work, syncBody(token, "")).status, 403)
	expect(t, "not twice", c.do("REPORT", work, syncBody(token, "")).status, 207)
	c.server.Fault(fault{Kind: caldavserver.RefuseToken, Status: 500})
	expect(t, "an initial sync presents none", c.do("REPORT", work, syncBody("", "")).status, 207)
	expect(t, "refused with 500", c.do("REPORT", work, syncBody(token, "")).status, 500)

	c.server.Fault(fault{Kind: caldavserver.FullAfterBadToken})
	expect(t, "everything", len(c.do("REPORT", work, syncBody("nonsense", "")).read(t).Responses), 3)
	c.server.Fault(fault{Kind: caldavserver.NoSync})
	expect(t, "no report", c.do("REPORT", work, syncBody("", "")).status, 403)
	c.server.Fault(fault{Kind: caldavserver.NoCTag})
	inner := c.propfind(work, "0", "<d:displayname/><cs:getctag/><d:sync-token/><d:supported-report-set/>").Responses[0].Propstats[0].Prop
	expect(t, "no ctag, no token", inner.CTag+inner.Token, "")
	expect(t, "not announced", strings.Contains(inner.Inner, "sync-collection"), false)

	multiget := `<c:calendar-multiget xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:prop><d:getetag/></d:prop><d:href>` + work + `none.ics</d:href><d:href>` + work + `a.ics</d:href></c:calendar-multiget>`
	c.server.Fault(fault{Kind: caldavserver.MultigetFails, Times: 1})
	expect(t, "whole multiget", c.do("REPORT", work, multiget).status, 404)
	c.server.Fault(fault{Kind: caldavserver.MultigetOmits})
	expect(t, "silently", c.do("REPORT", work, multiget).read(t).brief(), work+"a.ics 200")
}

func TestSlowWaitsInProcess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := caldavserver.New(caldavserver.Options{Users: []caldavserver.User{{Name: "alice", Password: "secret"}}})
		s.Seed("alice", caldavserver.Calendar{Path: "team", Objects: map[string]string{"a.ics": event("a", "A")}})
		s.Fault(fault{Kind: caldavserver.Slow, Delay: time.Hour})
		s.Fault(fault{Kind: caldavserver.LoseAnswer, Skip: 1})
		get := func() (string, error) {
			r, _ := http.NewRequestWithContext(t.Context(), "GET", "http://calendar.example"+work+"a.ics", nil)
			r.SetBasicAuth("alice", "secret")
			answer, err := s.Transport().RoundTrip(r)
			if err != nil {
				return "", err
			}
			b, err := io.ReadAll(answer.Body)
			return string(b), err
		}
		began := time.Now()
		body, err := get()
		expect(t, "body", body, event("a", "A"))
		expect(t, "error", err, nil)
		expect(t, "waited", time.Since(began), time.Hour)
		_, err = get()
		expect(t, "dropped", errors.Is(err, http.ErrAbortHandler), true)
	})
}

// A client that gave up while the server was slow used to be noticed only
// after the whole delay, because its body had not been read.
func TestSlowEndsWhenTheClientGoesAway(t *testing.T) {
	c := seeded(t, caldavserver.Options{})
	c.server.Fault(fault{Kind: caldavserver.Slow, Delay: 24 * time.Hour, Method: "PROPFIND", Times: caldavserver.Always})
	for patience := time.Millisecond; ; patience *= 2 { // until one gets as far as the server
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		r, _ := http.NewRequestWithContext(ctx, "PROPFIND", c.base+work, strings.NewReader("<a/>"))
		_, err := http.DefaultTransport.RoundTrip(r)
		cancel()
		expect(t, "given up", errors.Is(err, context.DeadlineExceeded), true)
		for _, entry := range c.server.Requests() {
			if entry.Fault == caldavserver.Slow && entry.Status == 0 {
				return
			}
		}
	}
}

// A fault that has struck already ends when it is taken back.
func TestFaultTakenBackAfterStriking(t *testing.T) {
	s := caldavserver.New(caldavserver.Options{Users: []caldavserver.User{{Name: "a", Password: "b"}}})
	cancel := s.Fault(caldavserver.Fault{Kind: caldavserver.Answer, Status: 500, Times: caldavserver.Always})
	status := func() int {
		r := httptest.NewRequest("OPTIONS", "/dav/", nil)
		r.SetBasicAuth("a", "b")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		return w.Code
	}
	if got := status(); got != 500 {
		t.Fatalf("before: %d", got)
	}
	cancel()
	if got := status(); got == 500 {
		t.Errorf("after: %d", got)
	}
}
