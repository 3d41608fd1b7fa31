package caldavserver_test

import (
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"calends/backend/caldavserver"
)

// rawClient speaks plain HTTP to a server: what the server says is judged
// without the house's own client.
type rawClient struct {
	t      *testing.T
	server *caldavserver.Server
	base   string
	user   string
}

func newRaw(t *testing.T, o caldavserver.Options) *rawClient {
	t.Helper()
	if o.Users == nil {
		o.Users = []caldavserver.User{
			{Name: "alice", Password: "secret", Email: "alice@example.com"},
			{Name: "bob", Password: "secret"},
		}
	}
	s := caldavserver.New(o)
	hs := httptest.NewServer(s)
	t.Cleanup(hs.Close)
	return &rawClient{t: t, server: s, base: hs.URL, user: "alice"}
}

type rawAnswer struct {
	status int
	header http.Header
	body   string
}

// do sends a request; headers are "Name: value".
func (c *rawClient) do(method, path, body string, headers ...string) rawAnswer {
	c.t.Helper()
	a, err := c.try(method, path, body, headers...)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	return a
}

func (c *rawClient) try(method, path, body string, headers ...string) (rawAnswer, error) {
	r, err := http.NewRequestWithContext(context.Background(), method, c.base+path, strings.NewReader(body))
	if err != nil {
		return rawAnswer{}, err
	}
	if c.user != "" {
		r.SetBasicAuth(c.user, "secret")
	}
	for _, h := range headers {
		if name, value, found := strings.Cut(h, ": "); found {
			r.Header.Set(name, value)
		}
	}
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return rawAnswer{}, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return rawAnswer{resp.StatusCode, resp.Header, string(b)}, err
}

// seen is a multistatus as a stranger reads it.
type seen struct {
	Token     string `xml:"DAV: sync-token"`
	Responses []struct {
		Href      string `xml:"DAV: href"`
		Status    string `xml:"DAV: status"`
		Propstats []struct {
			Status string `xml:"DAV: status"`
			Prop   struct {
				Inner string `xml:",innerxml"`
				ETag  string `xml:"DAV: getetag"`
				CTag  string `xml:"http://calendarserver.org/ns/ getctag"`
				Token string `xml:"DAV: sync-token"`
				Name  string `xml:"DAV: displayname"`
				Color string `xml:"http://apple.com/ns/ical/ calendar-color"`
				Data  string `xml:"urn:ietf:params:xml:ns:caldav calendar-data"`
				Me    string `xml:"DAV: current-user-principal>href"`
			} `xml:"DAV: prop"`
		} `xml:"DAV: propstat"`
	} `xml:"DAV: response"`
}

func (a rawAnswer) read(t *testing.T) seen {
	t.Helper()
	if a.status != http.StatusMultiStatus {
		t.Fatalf("status %d, want 207: %s", a.status, a.body)
	}
	var s seen
	if err := xml.Unmarshal([]byte(a.body), &s); err != nil {
		t.Fatalf("not XML: %v\n%s", err, a.body)
	}
	return s
}

// brief lists the responses as "href status".
func (s seen) brief() string {
	var lines []string
	for _, r := range s.Responses {
		status := r.Status
		if status == "" && len(r.Propstats) > 0 {
			status = r.Propstats[0].Status
		}
		lines = append(lines, r.Href+" "+strings.TrimPrefix(status, "HTTP/1.1 ")[:3])
	}
	return strings.Join(lines, "\n")
}

func (c *rawClient) propfind(path, depth, props string) seen {
	c.t.Helper()
	return c.do("PROPFIND", path, propfindBody(props), "Depth: "+depth).read(c.t)
}

func propfindBody(props string) string {
	return `<d:propfind xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:cs="http://calendarserver.org/ns/" xmlns:a="http://apple.com/ns/ical/"><d:prop>` + props + `</d:prop></d:propfind>`
}

func syncBody(token, limit string) string {
	if limit != "" {
		limit = "<d:limit><d:nresults>" + limit + "</d:nresults></d:limit>"
	}
	return `<d:sync-collection xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:sync-token>` + token +
		`</d:sync-token><d:sync-level>1</d:sync-level>` + limit + `<d:prop><d:getetag/><c:calendar-data/></d:prop></d:sync-collection>`
}

// event is a small valid object.
func event(uid, summary string) string {
	return strings.ReplaceAll(fmt.Sprintf(`BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Calends//Test//EN
BEGIN:VEVENT
UID:%s
DTSTAMP:20261101T000000Z
DTSTART:20261122T090000Z
DTEND:20261122T100000Z
SUMMARY:%s
END:VEVENT
END:VCALENDAR
`, uid, summary), "\n", "\r\n")
}

// expect fails unless got is want.
func expect[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got\n%v\nwant\n%v", what, got, want)
	}
}
