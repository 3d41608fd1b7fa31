package caldav

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"calends/backend/calendar"
)

// world is an internet of a few addresses: URL to answer. Whatever is not in it
// cannot be reached when its host is unknown, and is 404 else.
type world map[string]func(r *http.Request) *http.Response

func (w world) RoundTrip(r *http.Request) (*http.Response, error) {
	f, ok := w[r.URL.String()]
	if !ok {
		known := slices.ContainsFunc(keys(w), func(k string) bool { return strings.HasPrefix(k, r.URL.Scheme+"://"+r.URL.Host+"/") })
		if !known {
			return nil, errors.New("connection refused")
		}
		f = func(*http.Request) *http.Response { return answer(404, "") }
	}
	return roundTrip(f).RoundTrip(r)
}

func keys(w world) (all []string) {
	for k := range w {
		all = append(all, k)
	}
	return all
}

func says(code int, body string, header ...string) func(*http.Request) *http.Response {
	return func(*http.Request) *http.Response { return answer(code, body, header...) }
}

// locked answers only with the right password.
func locked(f func(*http.Request) *http.Response) func(*http.Request) *http.Response {
	return func(r *http.Request) *http.Response {
		if _, pw, _ := r.BasicAuth(); pw != "secret" {
			return answer(401, "", "WWW-Authenticate", `Basic realm="x"`)
		}
		return f(r)
	}
}

func status(props string) string {
	return `<multistatus xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><response><href>/x/</href><propstat><prop>` + props +
		`</prop><status>HTTP/1.1 200 OK</status></propstat></response></multistatus>`
}

const (
	toPrincipal = `<current-user-principal><href>/p/alice/</href></current-user-principal>`
	toHome      = `<C:calendar-home-set><href>/c/alice/</href></C:calendar-home-set>`
	homeListing = `<multistatus xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><response><href>/c/alice/</href></response>` +
		`<response><href>/c/alice/team/</href><propstat><prop><resourcetype><collection/><C:calendar/></resourcetype></prop></propstat></response></multistatus>`
	webSite = `<!DOCTYPE html><html><body>Hello</body></html>`
)

// at is a complete server on a host, found at the given path.
func at(origin, path string) world {
	return world{
		origin + path:        locked(says(207, status(toPrincipal))),
		origin + "/p/alice/": locked(says(207, status(toHome))),
		origin + "/c/alice/": locked(func(r *http.Request) *http.Response {
			if r.Method == "OPTIONS" {
				return answer(200, "", "DAV", "1, 3, calendar-access, calendar-auto-schedule", "Allow", "GET, MKCALENDAR")
			}
			return answer(207, homeListing)
		}),
		origin + "/c/alice/team/": locked(func(r *http.Request) *http.Response {
			if r.Method == "OPTIONS" { // as on Cyrus, MOVE is named only where it works
				return answer(200, "", "Allow", "GET, PUT", "Allow", "COPY, MOVE")
			}
			return answer(207, status(`<resourcetype><collection/><C:calendar/></resourcetype>`+toPrincipal))
		}),
	}
}

func with(w world, more world) world {
	for k, v := range more {
		w[k] = v
	}
	return w
}

func TestDiscover(t *testing.T) {
	const h = "https://cal.example.com"
	tests := []struct {
		name, address string
		world         world
		srv           string // what DNS says
		want          error  // nil: found
		server        string
		says          string // part of the sentence
	}{
		{"root", h, at(h, "/"), "", nil, h + "/", ""},
		{"well-known", h, with(at(h, "/dav/"), world{h + "/.well-known/caldav": says(301, "", "Location", "/dav/")}), "", nil, h + "/", ""},
		{"well-known behind a web site", h, with(at(h, "/dav/"), world{h + "/.well-known/caldav": says(302, "", "Location", "/dav/"), h + "/": says(200, webSite, "Content-Type", "text/html")}), "", nil, h + "/", ""},
		{"bare host", "cal.example.com", at(h, "/"), "", nil, h + "/", ""},
		{"host and path", "cal.example.com/dav/", at(h, "/dav/"), "", nil, h + "/", ""},
		{"405 at the root, the URL given works", h + "/caldav.php/", with(at(h, "/caldav.php/"), world{h + "/": says(405, "")}), "", nil, h + "/", ""},
		{"a wrong path, the root works", h + "/nonsense/", at(h, "/"), "", nil, h + "/", ""},
		{"the principal", h + "/p/alice/", at(h, "/"), "", nil, h + "/", ""},
		{"the home", h + "/c/alice/", at(h, "/elsewhere/"), "", nil, h + "/", ""},
		{"one calendar", h + "/c/alice/team/", at(h, "/elsewhere/"), "", nil, h + "/", ""},
		{"one calendar that names nothing", h + "/solo/", world{h + "/solo/": says(207, strings.Replace(status(`<resourcetype><collection/><C:calendar/></resourcetype>`), "/x/", "/solo/", 1))}, "", nil, h + "/", ""},
		{"e-mail, by DNS", "alice@example.com", at(h, "/dav/"), h + "/dav/", nil, h + "/", ""},
		{"e-mail, by the domain itself", "alice@cal.example.com", at(h, "/"), "", nil, h + "/", ""},
		{"e-mail, by the table", "alice@icloud.com", at("https://caldav.icloud.com", "/"), "", nil, "https://caldav.icloud.com/", ""},
		{"provider by name", "icloud", at("https://caldav.icloud.com", "/"), "", nil, "https://caldav.icloud.com/", ""},
		{"home on another host of the family", "alice@me.com", with(at("https://p42-caldav.icloud.com", "/none/"), world{
			"https://caldav.icloud.com/":                 locked(says(207, status(toPrincipal))),
			"https://caldav.icloud.com/p/alice/":         locked(says(207, status(`<C:calendar-home-set><href>https://p42-caldav.icloud.com:443/c/alice/</href></C:calendar-home-set>`))),
			"https://p42-caldav.icloud.com:443/c/alice/": locked(says(207, homeListing)),
		}), "", nil, "https://p42-caldav.icloud.com:443/", ""},
		{"wrong password", h, with(at(h, "/"), world{h + "/p/alice/": says(401, ""), h + "/": says(401, "")}), "", calendar.ErrSignIn, "", "did not accept"},
		{"wrong password at one place is not hidden by 404 at the others", h + "/dav/", world{h + "/dav/": says(401, "")}, "", calendar.ErrSignIn, "", "did not accept"},
		{"a web site", h, world{h + "/": says(200, webSite, "Content-Type", "text/html"), h + "/.well-known/caldav": says(200, webSite, "Content-Type", "text/html")}, "", calendar.ErrNoServer, "", "a web page"},
		{"nothing", h, world{h + "/": says(404, "")}, "", calendar.ErrNoServer, "", "No calendar server was found at https://cal.example.com"},
		{"a file server", h, world{h + "/": says(207, status(`<resourcetype><collection/></resourcetype>`))}, "", calendar.ErrNoServer, "", "No calendar server"},
		{"unreachable", h, world{}, "", calendar.ErrOffline, "", "cannot be reached"},
		{"redirect to another host", h, world{h + "/": says(404, ""), h + "/.well-known/caldav": says(301, "", "Location", "https://evil.example/")}, "", calendar.ErrForeignHost, "", "evil.example"},
		{"home on a foreign host", h, world{h + "/": says(207, status(`<C:calendar-home-set><href>https://evil.example/c/</href></C:calendar-home-set>`))}, "", calendar.ErrForeignHost, "", "evil.example"},
		{"DNS names a foreign host", "alice@example.com", at("https://evil.example", "/"), "https://evil.example/", calendar.ErrForeignHost, "", "evil.example"},
		{"not encrypted", "http://cal.example.com", world{}, "", calendar.ErrPlain, "", "not encrypted"},
		{"Google", "alice@gmail.com", world{}, "", calendar.ErrNoServer, "", "Google"},
		{"no address", "::", world{}, "", calendar.ErrInvalid, "", "not the address"},
		{"another scheme", "ftp://cal.example.com", world{}, "", calendar.ErrInvalid, "", "not the address"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			asked := map[string]int{}
			o := Options{User: "alice", Password: password("secret"), Transport: tt.world,
				Resolve: func(_ context.Context, domain string) (string, error) {
					if tt.srv == "" {
						return "", errors.New("no such records")
					}
					return tt.srv, nil
				}}
			ctx := calendar.WithTrace(context.Background(), func(x calendar.Exchange) { asked[x.Method+" "+x.URL]++ })
			f, err := Discover(ctx, tt.address, o)
			for what, n := range asked {
				if n > 2 { // the home is also listed
					t.Errorf("%s asked %d times", what, n)
				}
				if strings.Contains(what, "evil.example") {
					t.Errorf("asked %s", what)
				}
			}
			if tt.want != nil {
				if !errors.Is(err, tt.want) || !strings.Contains(err.Error(), tt.says) {
					t.Errorf("%v, want %v with %q", err, tt.want, tt.says)
				}
				var told *calendar.Explained
				if !errors.As(err, &told) || strings.Contains(told.Message, "\n") {
					t.Errorf("not one sentence: %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if f.Server != tt.server || len(f.Homes) != 1 || !strings.HasPrefix(string(f.Homes[0]), "/") || len(f.Collections) != 1 {
				t.Errorf("%+v", f)
			}
			reopen(t, o, f)
		})
	}
}

// reopen makes a client of what was found, which must list the same.
func reopen(t *testing.T, o Options, f Found) {
	o.Server, o.Homes, o.Principal = f.Server, f.Homes, f.Principal
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	cols, err := c.Collections(context.Background())
	if err != nil || len(cols) != 1 || !cols[0].Href.Same(f.Collections[0].Href) {
		t.Errorf("%+v %v", cols, err)
	}
}

// TestDiscoverCapabilities: what a server without calendars, or without an
// answer to OPTIONS, has not told is unknown: it is not what it cannot do.
func TestDiscoverCapabilities(t *testing.T) {
	const h = "https://cal.example.com"
	home := func(code int, listing string) world {
		return world{h + "/c/alice/": func(r *http.Request) *http.Response {
			if r.Method == "OPTIONS" {
				return answer(code, "", "DAV", "1, 3, calendar-access", "Allow", "GET")
			}
			return answer(207, listing)
		}}
	}
	const empty = `<multistatus xmlns="DAV:"><response><href>/c/alice/</href></response></multistatus>`
	for _, tt := range []struct {
		name  string
		world world
		want  Capabilities
		notes int
	}{
		{"calendars", at(h, "/"), Capabilities{Lacks, Lacks, Has, Has, Has, Lacks, Has, Has, Lacks}, 1},
		{"no calendars", with(at(h, "/"), home(200, empty)), Capabilities{MakeCalendar: Has, ExtendedMkcol: Lacks,
			Scheduling: Lacks, ScheduleTag: Lacks, AccessControl: Lacks}, 2},
		{"no calendars, and OPTIONS refused", with(at(h, "/"), home(403, empty)), Capabilities{}, 1},
	} {
		f, err := Discover(context.Background(), h+"/", Options{User: "alice", Password: password("secret"), Transport: tt.world})
		if err != nil {
			t.Fatal(err)
		}
		if f.Capabilities != tt.want || f.Principal != "/p/alice/" || len(f.Notes) != tt.notes {
			t.Errorf("%s: %+v", tt.name, f)
		}
	}
}

// TestDiscoverGivesUpOnRefusals: a wrong password is not tried everywhere;
// servers lock accounts out.
func TestDiscoverGivesUpOnRefusals(t *testing.T) {
	n := 0
	rt := roundTrip(func(*http.Request) *http.Response { n++; return answer(401, "") })
	_, err := Discover(context.Background(), "https://cal.example.com/dav/", Options{User: "alice", Password: password("wrong"), Transport: rt})
	if !errors.Is(err, calendar.ErrSignIn) || n != 2 {
		t.Errorf("%d tries: %v", n, err)
	}
}

// TestSecretsStayOut: neither errors nor the record tell a password, even one
// that was pasted into the address.
func TestSecretsStayOut(t *testing.T) {
	var told strings.Builder
	o := Options{User: "alice", Password: password("hunter2"), Transport: world{"https://cal.example.com/": says(302, "", "Location", "/in/?token=hunter2")}}
	ctx := calendar.WithTrace(context.Background(), func(x calendar.Exchange) { fmt.Fprintf(&told, "%+v %s %s", x, x.Request.Body, x.Answer.Body) })
	for _, address := range []string{"https://alice:hunter2@cal.example.com/?token=hunter2", "https://alice:hunter2@gone.example/", "ftp://alice:hunter2@x/"} {
		_, err := Discover(ctx, address, o)
		told.WriteString(err.Error())
		var e *calendar.Explained
		if errors.As(err, &e) {
			told.WriteString(e.Message + e.Hint + e.Err.Error())
		}
	}
	if strings.Contains(told.String(), "hunter2") {
		t.Error(told.String())
	}
}

// A provider that nobody knows is not looked for in DNS.
func TestProviderIsOneOfThoseKnown(t *testing.T) {
	var told *calendar.Explained
	err := CheckProvider("nosuch")
	if !errors.As(err, &told) || !errors.Is(err, calendar.ErrInvalid) || told.Field != "provider" || !strings.Contains(told.Hint, "icloud, fastmail") {
		t.Errorf("%#v", err)
	}
	for _, name := range []string{"icloud", "Fastmail", "google", ""} {
		if err := CheckProvider(name); err != nil {
			t.Error(name, err)
		}
	}
}

// Who connects an account has no changes yet that could be kept.
func TestWhoConnectsIsToldToCheckTheAddress(t *testing.T) {
	_, err := Discover(t.Context(), "http://127.0.0.1:1/", Options{})
	var told *calendar.Explained
	if !errors.As(err, &told) || !errors.Is(err, calendar.ErrOffline) || told.Hint != "Check the address and the network." {
		t.Errorf("%#v", err)
	}
}
