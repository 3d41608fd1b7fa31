package backend_test

import (
	"crypto/tls"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"calends/backend/caldavserver"
)

const event = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Other//Program 1//EN\r\nBEGIN:VEVENT\r\nUID:%s\r\nDTSTAMP:20261101T090000Z\r\n" +
	"DTSTART:20261124T100000Z\r\nDTEND:20261124T110000Z\r\nSUMMARY:%s\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

// home is a server inside the test with n calendars of m events each.
func home(t *testing.T, calendars, events int) (*caldavserver.Server, string) {
	t.Helper()
	s := caldavserver.New(caldavserver.Options{Users: []caldavserver.User{{Name: "alice", Password: "secret"}}})
	for c := range calendars {
		objects := map[string]string{}
		for e := range events {
			uid := fmt.Sprintf("c%de%d", c, e)
			objects[uid+".ics"] = fmt.Sprintf(event, uid, "Event "+uid)
		}
		s.Seed("alice", caldavserver.Calendar{Path: fmt.Sprintf("c%d", c), Name: fmt.Sprintf("Calendar %d", c), Objects: objects})
	}
	base, err := s.Listen(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	return s, base
}

// connected is a device signed in to a server and synchronized with it.
func connected(t *testing.T, program, base string) device {
	t.Helper()
	d := device{t, program, t.TempDir()}
	d.must(nil, "account", "add", "srv", "--url", base, "--user", "alice", "--secret", "command", "--password-command", "echo secret")
	d.must(nil, "sync", "--json")
	return d
}

// A sync in which nothing changed asks once, however many calendars there are;
// one changed object among many costs three requests at most.
func TestWhatASyncCosts(t *testing.T) {
	program := build(t)
	t.Run("nothing changed in 20 calendars", func(t *testing.T) {
		_, base := home(t, 20, 5)
		d := connected(t, program, base)
		if s := expectSync(t, d, "received 0/0/0 sent 0/0/0 merged 0"); s.Requests != 1 {
			t.Errorf("it took %d requests, want 1", s.Requests)
		}
	})
	t.Run("one changed among 10,000", func(t *testing.T) {
		s, base := home(t, 1, 10_000)
		d := connected(t, program, base)
		s.Put("/dav/calendars/alice/c0/c0e77.ics", fmt.Sprintf(event, "c0e77", "Changed"))
		if s := expectSync(t, d, "received 0/1/0 sent 0/0/0 merged 0"); s.Requests > 3 {
			t.Errorf("it took %d requests, want 3 at most", s.Requests)
		}
	})
}

// foreign is an object full of what other programs write.
const foreign = "BEGIN:VCALENDAR\r\nPRODID:-//Other//Program 1//EN\r\nVERSION:2.0\r\nX-WR-CALNAME;X-P=\"a,b\":Odd\r\nBEGIN:VTIMEZONE\r\n" +
	"TZID:Custom/Nowhere\r\nX-LIC-LOCATION:Nowhere\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0130\r\nTZOFFSETTO:+0130\r\n" +
	"END:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nX-FIRST:1\r\nUID:odd\r\nDTSTAMP:20261101T090000Z\r\nLAST-MODIFIED:20261101T090000Z\r\nSEQUENCE:4\r\n" +
	"DTSTART;TZID=Custom/Nowhere:20261124T100000\r\nDURATION:PT1H\r\nSUMMARY;LANGUAGE=en:Before\r\n" +
	"X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-ADDRESS=\"1, Main St\";X-TITLE=Caf\r\n é:geo:48.2,16.37\r\nATTENDEE;CN=\"O'Neil, P\";X-NUM-GUESTS=0;RSVP=TRUE:mailto:p@example.com\r\n" +
	"CATEGORIES:A,B\\,C\r\nCONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO:https://example.com/x\r\nBEGIN:VLOCATION\r\nUID:loc\r\nNAME:Hall\r\nEND:VLOCATION\r\n" +
	"BEGIN:VALARM\r\nACTION:X-LAMP\r\nTRIGGER;RELATED=END:-PT5M\r\nX-COLOR:red\r\nEND:VALARM\r\nX-LAST;X-Q=^n^':end\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

// Changing the title of an object full of foreign properties sends a text that
// differs from the one received in SUMMARY, DTSTAMP, LAST-MODIFIED and
// SEQUENCE only.
func TestATitleChangesOnlyTheTitle(t *testing.T) {
	program := build(t)
	s, base := home(t, 1, 0)
	s.Put("/dav/calendars/alice/c0/odd.ics", foreign)
	d := connected(t, program, base)
	d.must(nil, "edit", "odd", "--set", "summary=After")
	expectSync(t, d, "received 0/0/0 sent 0/1/0 merged 0")
	sent, _, ok := s.Get("/dav/calendars/alice/c0/odd.ics")
	if !ok {
		t.Fatal("it is gone")
	}
	before, after := strings.SplitAfter(foreign, "\r\n"), strings.SplitAfter(sent, "\r\n")
	if len(before) != len(after) {
		t.Fatalf("%d lines became %d:\n%s", len(before), len(after), sent)
	}
	for i := range before {
		name, _, _ := strings.Cut(before[i], ":")
		name, _, _ = strings.Cut(name, ";")
		switch name {
		case "SUMMARY", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE":
		default:
			if before[i] != after[i] {
				t.Errorf("line %d changed:\n  %s  %s", i+1, before[i], after[i])
			}
		}
	}
	if !strings.Contains(sent, "SUMMARY;LANGUAGE=en:After\r\n") {
		t.Errorf("the new title is not there:\n%s", sent)
	}
}

// An object that cannot be read, or is too large, is told of; the others come.
func TestOneBadObjectStopsNoOther(t *testing.T) {
	program := build(t)
	s, base := home(t, 1, 5)
	s.Put("/dav/calendars/alice/c0/broken.ics", "(null)")
	s.Fault(caldavserver.Fault{Kind: caldavserver.Oversize, Method: "GET", Path: "huge", Times: caldavserver.Always, Size: 30 << 20})
	s.Put("/dav/calendars/alice/c0/huge.ics", fmt.Sprintf(event, "huge", strings.Repeat("x", 30<<20)))
	d := device{t, program, t.TempDir()}
	d.must(nil, "account", "add", "srv", "--url", base, "--user", "alice", "--secret", "command", "--password-command", "echo secret")
	r := d.run("", "sync", "--json")
	if r.status != 3 {
		t.Errorf("sync: exit %d, want 3\n%s", r.status, r.err)
	}
	var report syncRow
	if err := json.Unmarshal([]byte(r.out), &report); err != nil {
		t.Fatal(err)
	}
	failed := report.Accounts[0].Calendars[0].Failed
	if len(failed) != 2 {
		t.Errorf("failed: %+v, want broken.ics and huge.ics", failed)
	}
	var cals []calendarRow
	d.must(&cals, "calendar", "list", "--json")
	for _, c := range cals {
		if c.Account == "srv" && c.Objects < 5 {
			t.Errorf("%d objects of 5 came", c.Objects)
		}
	}
}

// What goes wrong when signing in gets a sentence and a code, and leaves
// nothing behind.
func TestSigningInGoesWrong(t *testing.T) {
	program := build(t)
	_, good := home(t, 1, 1)
	html := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "<!doctype html><title>Welcome</title>")
	}))
	t.Cleanup(html.Close)
	elsewhere, _ := home(t, 1, 1)
	other := httptest.NewServer(elsewhere)
	t.Cleanup(other.Close)
	redirect := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, strings.Replace(other.URL, "127.0.0.1", "localhost", 1)+r.URL.Path, http.StatusMovedPermanently)
	}))
	t.Cleanup(redirect.Close)
	untrusted := httptest.NewUnstartedServer(http.NotFoundHandler())
	untrusted.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
	untrusted.StartTLS()
	t.Cleanup(untrusted.Close)
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := "http://" + closed.Addr().String() + "/"
	closed.Close()

	tests := []struct {
		name, url, password, code string
		status                    int
	}{
		{"wrong password", good, "wrong", "sign_in", 4},
		{"a web page", html.URL, "secret", "no_server", 1},
		{"nobody there", nobody, "secret", "offline", 1},
		{"a certificate nobody signed", untrusted.URL, "secret", "certificate", 1},
		{"a redirect to another host", redirect.URL, "secret", "foreign_host", 1},
		{"no encryption", "http://192.0.2.1/", "secret", "plain", 1},
		{"no address", "http://", "secret", "invalid", 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := device{t, program, t.TempDir()}
			r := d.run(tt.password+"\n", "account", "add", "srv", "--url", tt.url, "--user", "alice", "--password-stdin", "--secret", "keyring", "--json")
			var fault struct {
				Error struct{ Code, Message, Hint string } `json:"error"`
			}
			if err := json.Unmarshal([]byte(r.err), &fault); err != nil {
				t.Fatalf("%v: %q", err, r.err)
			}
			t.Log(fault.Error.Message, "|", fault.Error.Hint)
			if fault.Error.Code != tt.code || r.status != tt.status {
				t.Errorf("code %q and exit %d, want %q and %d", fault.Error.Code, r.status, tt.code, tt.status)
			}
			if strings.Contains(fault.Error.Message, "\n") || len(fault.Error.Message) > 300 {
				t.Errorf("not one sentence: %q", fault.Error.Message)
			}
			if rows := d.must(nil, "account", "list", "--json"); rows != "[]" {
				t.Errorf("something was left behind: %s", rows)
			}
		})
	}
}

// Without a display there is a sentence, and everything else works.
func TestNoDisplay(t *testing.T) {
	d := device{t, build(t), t.TempDir()}
	for _, args := range [][]string{{}, {"demo"}} {
		r := d.run("", args...)
		if r.status != 1 || !strings.Contains(r.err, "display") {
			t.Errorf("calends %v: exit %d, %q", args, r.status, r.err)
		}
		if r = d.run("", append(args, "--json")...); r.status != 1 || !strings.Contains(r.err, `"code":"no_display"`) {
			t.Errorf("calends %v --json: exit %d, %q", args, r.status, r.err)
		}
	}
	d.must(nil, "agenda")
}

// A server that answers nonsense in the middle of an account's life empties
// nothing.
func TestNonsenseEmptiesNothing(t *testing.T) {
	program := build(t)
	for _, kind := range []caldavserver.Kind{caldavserver.HTML, caldavserver.Truncate, caldavserver.EmptyMultistatus,
		caldavserver.SignIn, caldavserver.NoCalendars, caldavserver.Drop} {
		t.Run(string(kind), func(t *testing.T) {
			s, base := home(t, 2, 12)
			d := connected(t, program, base)
			s.Put("/dav/calendars/alice/c0/new.ics", fmt.Sprintf(event, "new", "New")) // so that it is asked for more
			cancel := s.Fault(caldavserver.Fault{Kind: kind, Times: caldavserver.Always})
			r := d.run("", "sync", "--json")
			if r.status == 0 {
				t.Errorf("sync: exit 0\n%s", r.out)
			}
			var rows []json.RawMessage
			d.must(&rows, "agenda", "--from", "2026-11-20", "--to", "2026-12-01", "--json")
			if len(rows) != 24 {
				t.Errorf("%d events of 24 are shown", len(rows))
			}
			cancel()
			expectSync(t, d, "received 1/0/0 sent 0/0/0 merged 0")
		})
	}
}
