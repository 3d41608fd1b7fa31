package caldavserver_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"calends/backend/caldavserver"
)

const work = "/dav/calendars/alice/team/"

func seeded(t *testing.T, o caldavserver.Options) *rawClient {
	c := newRaw(t, o)
	c.server.Seed("alice", caldavserver.Calendar{
		Path: "team", Name: "Work & Co", Color: "#3366CC", Order: 2,
		Objects: map[string]string{"a.ics": event("a", "A"), "b.ics": event("b", "B"), "ü @.ics": event("u", "Ü")},
	})
	return c
}

func TestDiscovery(t *testing.T) {
	c := seeded(t, caldavserver.Options{})
	c.user = ""
	wk := c.do("PROPFIND", "/.well-known/caldav", "")
	expect(t, "well-known", wk.status, http.StatusMovedPermanently)
	expect(t, "well-known points", wk.header.Get("Location"), "/dav/")
	expect(t, "OPTIONS without login", c.do("OPTIONS", "/dav/", "").status, http.StatusOK)
	anon := c.do("PROPFIND", "/", "", "Depth: 0")
	expect(t, "anonymous", anon.status, http.StatusUnauthorized)
	expect(t, "challenge", strings.HasPrefix(anon.header.Get("WWW-Authenticate"), "Basic "), true)

	c.user = "alice"
	me := c.propfind("/", "0", "<d:current-user-principal/>").Responses[0].Propstats[0].Prop.Me
	expect(t, "principal", me, "/dav/principals/alice/")
	p := c.propfind(me, "0", "<c:calendar-home-set/><d:displayname/><c:calendar-user-address-set/>").Responses[0].Propstats[0].Prop
	expect(t, "home", strings.Contains(p.Inner, "<D:href>/dav/calendars/alice/</D:href>"), true)
	expect(t, "principal's name", p.Name, "alice")
	expect(t, "address", strings.Contains(p.Inner, "mailto:alice@example.com"), true)
	expect(t, "another's home", c.do("PROPFIND", "/dav/calendars/bob/", "", "Depth: 1").status, http.StatusForbidden)
	expect(t, "unknown path", c.do("PROPFIND", "/elsewhere/", "", "Depth: 0").status, http.StatusNotFound)
}

func TestPropfindOfCollections(t *testing.T) {
	c := seeded(t, caldavserver.Options{})
	s := c.propfind("/dav/calendars/alice/", "1", "<d:displayname/><a:calendar-color/><cs:getctag/><d:sync-token/><d:resourcetype/><d:nonsense/><x:dead xmlns:x=\"urn:x\"/>")
	expect(t, "home listing", s.brief(), "/dav/calendars/alice/ 200\n/dav/calendars/alice/team/ 200")
	prop := s.Responses[1].Propstats[0].Prop
	expect(t, "name", prop.Name, "Work & Co")
	expect(t, "color", prop.Color, "#3366CC")
	expect(t, "is a calendar", strings.Contains(prop.Inner, "<C:calendar/>"), true)
	missing := s.Responses[1].Propstats[1]
	expect(t, "unknown properties", missing.Status, "HTTP/1.1 404 Not Found")
	expect(t, "unknown namespace kept", strings.Contains(missing.Prop.Inner, `xmlns:X="urn:x"`), true)

	objects := c.propfind(work, "1", "<d:getetag/>")
	expect(t, "objects", objects.brief(), work+" 404\n"+work+"a.ics 200\n"+work+"b.ics 200\n"+work+"%C3%BC%20@.ics 200")
	all := c.do("PROPFIND", work+"a.ics", "", "Depth: 0").read(t)
	expect(t, "allprop has no data", strings.Contains(all.Responses[0].Propstats[0].Prop.Inner, "calendar-data"), false)
	expect(t, "allprop has etag", all.Responses[0].Propstats[0].Prop.ETag != "", true)
	expect(t, "infinite depth", c.do("PROPFIND", work, "", "Depth: infinity").status, http.StatusForbidden)
	expect(t, "malformed", c.do("PROPFIND", work, "<a", "Depth: 0").status, http.StatusBadRequest)
}

func TestPutAndPreconditions(t *testing.T) {
	c := seeded(t, caldavserver.Options{MaxResourceSize: 2000})
	created := c.do("PUT", work+"n.ics", event("n", "N"), "If-None-Match: *")
	etag := created.header.Get("ETag")
	expect(t, "create", created.status, http.StatusCreated)
	got := c.do("GET", work+"n.ics", "")
	expect(t, "stored as sent", got.body, event("n", "N"))
	expect(t, "etag of GET", got.header.Get("ETag"), etag)

	for _, row := range []struct {
		name, method, path, body, header string
		want                             int
		condition                        string
	}{
		{"create again", "PUT", "n.ics", event("n", "N"), "If-None-Match: *", 412, ""},
		{"stale", "PUT", "n.ics", event("n", "N2"), `If-Match: "old"`, 412, ""},
		{"weak", "PUT", "n.ics", event("n", "N2"), "If-Match: W/" + etag, 412, ""},
		{"match on a missing one", "PUT", "m.ics", event("m", "M"), "If-Match: " + etag, 412, ""},
		{"stale delete", "DELETE", "n.ics", "", `If-Match: "old"`, 412, ""},
		{"delete of a missing one", "DELETE", "m.ics", "", "", 404, ""},
		{"uid taken", "PUT", "m.ics", event("a", "M"), "If-None-Match: *", 409, "no-uid-conflict"},
		{"uid changed", "PUT", "n.ics", event("other", "M"), "If-Match: " + etag, 409, "no-uid-conflict"},
		{"not iCalendar", "PUT", "m.ics", "hello", "If-None-Match: *", 403, "valid-calendar-data"},
		{"cut off", "PUT", "m.ics", event("m", "M")[:120], "If-None-Match: *", 403, "valid-calendar-data"},
		{"METHOD", "PUT", "m.ics", strings.Replace(event("m", "M"), "VERSION", "METHOD:REQUEST\r\nVERSION", 1), "", 403, "valid-calendar-object-resource"},
		{"no UID", "PUT", "m.ics", strings.Replace(event("m", "M"), "UID:m\r\n", "", 1), "", 403, "valid-calendar-object-resource"},
		{"two UIDs", "PUT", "m.ics", strings.Replace(event("m", "M"), "UID:m\r\n", "UID:m\r\nUID:m\r\n", 1), "", 403, "valid-calendar-object-resource"},
		{"a component without UID", "PUT", "m.ics", strings.Replace(event("m", "M"), "END:VEVENT", "END:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:x\r\nEND:VEVENT", 1), "", 403, "valid-calendar-object-resource"},
		{"wrong component", "PUT", "m.ics", strings.ReplaceAll(event("m", "M"), "VEVENT", "VFREEBUSY"), "", 403, "supported-calendar-component"},
		{"too large", "PUT", "m.ics", event("m", strings.Repeat("M", 2000)), "", 403, "max-resource-size"},
		{"no calendar", "PUT", "../none/m.ics", event("m", "M"), "", 409, ""},
		{"update", "PUT", "n.ics", event("n", "N2"), "If-Match: " + etag, 204, ""},
		{"unchanged", "GET", "a.ics", "", "If-None-Match: *", 304, ""},
		{"delete", "DELETE", "a.ics", "", "", 204, ""},
	} {
		a := c.do(row.method, strings.Replace(work+row.path, "team/../", "", 1), row.body, row.header)
		if a.status != row.want || !strings.Contains(a.body, row.condition) {
			t.Errorf("%s: %d %s, want %d %s", row.name, a.status, a.body, row.want, row.condition)
		}
	}
}

func TestSyncCollection(t *testing.T) {
	c := seeded(t, caldavserver.Options{})
	first := c.do("REPORT", work, syncBody("", "")).read(t)
	expect(t, "initial", first.brief(), work+"a.ics 200\n"+work+"b.ics 200\n"+work+"%C3%BC%20@.ics 200")
	expect(t, "data inside", first.Responses[0].Propstats[0].Prop.Data, strings.ReplaceAll(event("a", "A"), "\r\n", "\r\n"))

	c.server.Put(work+"a.ics", event("a", "A2"))
	c.server.Put(work+"c.ics", event("c", "C"))
	c.server.Delete(work + "b.ics")
	second := c.do("REPORT", work, syncBody(first.Token, "")).read(t)
	expect(t, "changes", second.brief(), work+"a.ics 200\n"+work+"c.ics 200\n"+work+"b.ics 404")
	third := c.do("REPORT", work, syncBody(second.Token, "")).read(t)
	expect(t, "no changes", third.brief(), "")

	paged, token := "", first.Token
	for range 3 {
		page := c.do("REPORT", work, syncBody(token, "1")).read(t)
		paged, token = paged+page.brief()+"\n", page.Token
	}
	expect(t, "pages", paged, work+"a.ics 200\n"+work+" 507\n"+work+"c.ics 200\n"+work+" 507\n"+work+"b.ics 404\n")
	expect(t, "last token", token, second.Token)

	c.server.Put(work+"b.ics", event("b", "B again"))
	again := c.do("REPORT", work, syncBody(first.Token, "")).read(t)
	expect(t, "gone and back", again.brief(), work+"a.ics 200\n"+work+"c.ics 200\n"+work+"b.ics 200")

	c.server.ForgetTokens(work)
	for _, token := range []string{second.Token, "nonsense", "urn:x-calends:sync:1-99"} {
		bad := c.do("REPORT", work, syncBody(token, ""))
		if bad.status != http.StatusForbidden || !strings.Contains(bad.body, "<D:valid-sync-token/>") {
			t.Errorf("token %q: %d %s", token, bad.status, bad.body)
		}
	}
	fresh := c.do("REPORT", work, syncBody("", "")).read(t)
	expect(t, "a token given out since", c.do("REPORT", work, syncBody(fresh.Token, "")).status, 207)
	c.server.Seed("alice", caldavserver.Calendar{Path: "team", Objects: map[string]string{
		"1": event("1", ""), "2": event("2", ""), "3": event("3", ""), "4": event("4", ""), "5": event("5", ""),
		"6": event("6", ""), "7": event("7", ""), "8": event("8", ""), "9": event("9", ""),
	}})
	expect(t, "a token of the calendar before", c.do("REPORT", work, syncBody(fresh.Token, "")).status, 403)
}

func TestMultigetAndQuery(t *testing.T) {
	c := seeded(t, caldavserver.Options{})
	multiget := `<c:calendar-multiget xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:prop><d:getetag/><c:calendar-data/></d:prop>` +
		`<d:href>` + c.base + work + `a.ics</d:href><d:href>` + work + `%c3%bc%20%40.ics</d:href><d:href>` + work + `none.ics</d:href><d:href>/dav/calendars/bob/x/a.ics</d:href></c:calendar-multiget>`
	s := c.do("REPORT", work, multiget).read(t)
	expect(t, "multiget", s.brief(), work+"a.ics 200\n"+work+"%C3%BC%20@.ics 200\n"+work+"none.ics 404\n/dav/calendars/bob/x/a.ics 404")

	query := func(inner string) string {
		body := `<c:calendar-query xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:prop><d:getetag/></d:prop><c:filter><c:comp-filter name="VCALENDAR">` + inner + `</c:comp-filter></c:filter></c:calendar-query>`
		return strings.ReplaceAll(c.do("REPORT", work, body).read(t).brief(), work, "")
	}
	everything := "a.ics 200\nb.ics 200\n%C3%BC%20@.ics 200"
	expect(t, "all", query(""), everything)
	expect(t, "events", query(`<c:comp-filter name="VEVENT"/>`), everything)
	expect(t, "to-dos", query(`<c:comp-filter name="VTODO"/>`), "")
	expect(t, "in range", query(`<c:comp-filter name="VEVENT"><c:time-range start="20261122T000000Z" end="20261123T000000Z"/></c:comp-filter>`), everything)
	expect(t, "out of range", query(`<c:comp-filter name="VEVENT"><c:time-range start="20261201T000000Z"/></c:comp-filter>`), "")
	expect(t, "before the range", query(`<c:comp-filter name="VEVENT"><c:time-range end="20261120T000000Z"/></c:comp-filter>`), "")
	expect(t, "all but one", query(`<c:comp-filter name="VEVENT"><c:prop-filter name="UID"><c:text-match negate-condition="yes">b</c:text-match></c:prop-filter></c:comp-filter>`), "a.ics 200\n%C3%BC%20@.ics 200")
	expect(t, "without a place", query(`<c:comp-filter name="VEVENT"><c:prop-filter name="LOCATION"><c:is-not-defined/></c:prop-filter></c:comp-filter>`), everything)
	expect(t, "by uid", query(`<c:comp-filter name="VEVENT"><c:prop-filter name="UID"><c:text-match>B</c:text-match></c:prop-filter></c:comp-filter>`), "b.ics 200")
}

func TestCollectionsComeAndGo(t *testing.T) {
	c := seeded(t, caldavserver.Options{})
	mk := `<c:mkcalendar xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:a="http://apple.com/ns/ical/"><d:set><d:prop><d:displayname>New &amp; old</d:displayname><a:calendar-color>#112233</a:calendar-color><c:supported-calendar-component-set><c:comp name="VTODO"/></c:supported-calendar-component-set></d:prop></d:set></c:mkcalendar>`
	at := "/dav/calendars/alice/new/"
	expect(t, "MKCALENDAR", c.do("MKCALENDAR", at, mk).status, http.StatusCreated)
	expect(t, "again", c.do("MKCALENDAR", at, mk).status, http.StatusMethodNotAllowed)
	p := c.propfind(at, "0", "<d:displayname/><a:calendar-color/><c:supported-calendar-component-set/>").Responses[0].Propstats[0].Prop
	expect(t, "name", p.Name, "New & old")
	expect(t, "components", strings.Contains(p.Inner, `name="VTODO"`) && !strings.Contains(p.Inner, "VEVENT"), true)

	mkcol := `<d:mkcol xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:set><d:prop><d:resourcetype><d:collection/><c:calendar/></d:resourcetype><d:displayname>M</d:displayname></d:prop></d:set></d:mkcol>`
	expect(t, "extended MKCOL", c.do("MKCOL", "/dav/calendars/alice/m/", mkcol).status, http.StatusCreated)
	expect(t, "plain MKCOL", c.do("MKCOL", "/dav/calendars/alice/p/", "").status, http.StatusForbidden)

	patch := func(inner string) seen {
		return c.do("PROPPATCH", at, `<d:propertyupdate xmlns:d="DAV:" xmlns:a="http://apple.com/ns/ical/" xmlns:x="urn:x"><d:set><d:prop>`+inner+`</d:prop></d:set></d:propertyupdate>`).read(t)
	}
	before := c.propfind(at, "0", "<cs:getctag/>").Responses[0].Propstats[0].Prop.CTag
	s := patch(`<d:displayname>Renamed</d:displayname><x:dead><x:inner/></x:dead>`)
	expect(t, "set", s.Responses[0].Propstats[0].Status, "HTTP/1.1 200 OK")
	s = patch(`<d:displayname>Twice</d:displayname><d:getetag>x</d:getetag>`)
	expect(t, "dragged down", s.Responses[0].Propstats[0].Status, "HTTP/1.1 424 Failed Dependency")
	expect(t, "protected", s.Responses[0].Propstats[1].Status, "HTTP/1.1 403 Forbidden")
	p = c.propfind(at, "0", `<d:displayname/><x:dead xmlns:x="urn:x"/><cs:getctag/>`).Responses[0].Propstats[0].Prop
	expect(t, "renamed", p.Name, "Renamed")
	expect(t, "dead property", strings.Contains(p.Inner, "inner"), true)
	expect(t, "ctag moved", p.CTag != before, true)
	expect(t, "delete", c.do("DELETE", at, "").status, http.StatusNoContent)
	expect(t, "deleted", c.do("PROPFIND", at, "", "Depth: 0").status, http.StatusNotFound)
}

func TestMove(t *testing.T) {
	c := seeded(t, caldavserver.Options{})
	c.server.Seed("alice", caldavserver.Calendar{Path: "home"}, caldavserver.Calendar{Path: "fixed", ReadOnly: true})
	const home = "/dav/calendars/alice/home/"
	expect(t, "stale", c.do("MOVE", work+"a.ics", "", "Destination: "+c.base+home+"a.ics", `If-Match: "old"`).status, 412)
	expect(t, "move", c.do("MOVE", work+"a.ics", "", "Destination: "+c.base+home+"a.ics").status, 201)
	expect(t, "gone", c.do("GET", work+"a.ics", "").status, 404)
	expect(t, "arrived", c.do("GET", home+"a.ics", "").body, event("a", "A"))
	expect(t, "to another host", c.do("MOVE", work+"b.ics", "", "Destination: http://elsewhere.example"+home+"b.ics").status, 502)
	expect(t, "to another user", c.do("MOVE", work+"b.ics", "", "Destination: /dav/calendars/bob/x/b.ics").status, 403)
	expect(t, "to a read-only calendar", c.do("MOVE", work+"b.ics", "", "Destination: /dav/calendars/alice/fixed/b.ics").status, 403)
	expect(t, "without overwriting", c.do("MOVE", work+"b.ics", "", "Destination: "+home+"a.ics", "Overwrite: F").status, 412)
}

func TestReadOnlyCalendar(t *testing.T) {
	c := newRaw(t, caldavserver.Options{})
	c.server.Seed("alice", caldavserver.Calendar{Path: "fixed", ReadOnly: true, Objects: map[string]string{"a.ics": event("a", "A")}})
	const fixed = "/dav/calendars/alice/fixed/"
	expect(t, "PUT", c.do("PUT", fixed+"b.ics", event("b", "B")).status, 403)
	expect(t, "DELETE", c.do("DELETE", fixed+"a.ics", "").status, 403)
	p := c.propfind(fixed, "0", "<d:current-user-privilege-set/>").Responses[0].Propstats[0].Prop.Inner
	expect(t, "privileges", strings.Contains(p, "D:read/") && !strings.Contains(p, "D:write"), true)
}

func TestListenServesUntilDone(t *testing.T) {
	s := caldavserver.New(caldavserver.Options{Users: []caldavserver.User{{Name: "alice", Password: "secret"}}})
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	base, err := s.Listen(ctx, "")
	if err != nil {
		t.Fatal(err)
	}
	expect(t, "loopback", strings.HasPrefix(base, "http://127.0.0.1:"), true)
	c := &rawClient{t: t, server: s, base: strings.TrimSuffix(base, "/"), user: "alice"}
	c.propfind("/dav/", "0", "<d:current-user-principal/>")
	expect(t, "log", s.Requests()[0].User+" "+s.Requests()[0].Method, "alice PROPFIND")
	_, err = s.Listen(ctx, strings.Trim(strings.TrimPrefix(base, "http:"), "/"))
	expect(t, "a taken address", err != nil && strings.HasSuffix(err.Error(), ": another program listens there."), true)
	cancel()
	for range 1000 {
		if _, err := c.try("OPTIONS", "/", ""); err != nil {
			return
		}
	}
	t.Error("still answering after the context was done")
}
