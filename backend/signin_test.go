package backend_test

import (
	"encoding/json"
	"strings"
	"testing"

	"calends/backend/caldavserver"
)

// What a server in trouble answers to a first sign-in is said as what it is,
// and with what can be done: the address is doubted only where it may be wrong.
func TestSigningInToAServerInTrouble(t *testing.T) {
	program := build(t)
	const later, address, listing = "Try again", "Check the address", "/calendars/"
	answer := func(status int, path string) caldavserver.Fault {
		return caldavserver.Fault{Kind: caldavserver.Answer, Status: status, Path: path, RetryAfter: "100"}
	}
	for _, tt := range []struct {
		name, code, says, hint string
		fault                  caldavserver.Fault
	}{
		{"429", "try_later", "asks to be left alone for now: it answered 429 Too Many Requests", "Try again in 2 minutes.", answer(429, "")},
		{"503", "try_later", "asks to be left alone for now: it answered 503 Service Unavailable", later, answer(503, "")},
		{"503 for the list", "try_later", "asks to be left alone", later, answer(503, listing)},
		{"500", "protocol", "has a problem of its own: it answered 500 Internal Server Error", later, answer(500, "")},
		{"500 for the list", "protocol", "has a problem of its own", later, answer(500, listing)},
		{"507", "protocol", "has a problem of its own", later, answer(507, "")},
		{"cut off", "protocol", "breaks off in the middle", later, caldavserver.Fault{Kind: caldavserver.Truncate}},
		{"a list cut off", "protocol", "breaks off in the middle", later, caldavserver.Fault{Kind: caldavserver.Truncate, Path: listing}},
		{"an empty multistatus", "protocol", "lists nothing", later, caldavserver.Fault{Kind: caldavserver.EmptyMultistatus}},
		{"an empty 200", "no_server", "gave an empty answer", address, answer(200, "")},
		{"a web page", "no_server", "answered with a web page", address, caldavserver.Fault{Kind: caldavserver.HTML}},
		{"a web page for the list", "no_server", "answered with a web page", address, caldavserver.Fault{Kind: caldavserver.HTML, Path: listing}},
		{"403", "no_server", "does not let that address be asked for calendars: it answered 403 Forbidden", address, answer(403, "")},
		{"404", "no_server", "No calendar server was found at", address, answer(404, "")},
		{"hung up", "offline", "closed the connection without an answer", "network", caldavserver.Fault{Kind: caldavserver.Drop}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, base := home(t, 1, 1)
			tt.fault.Times = caldavserver.Always
			s.Fault(tt.fault)
			d := device{t, program, t.TempDir()}
			r := d.run("", "account", "add", "srv", "--url", base, "--user", "alice", "--password-command", "echo secret", "--json")
			var fault struct {
				Error struct{ Code, Message, Hint string }
			}
			if err := json.Unmarshal([]byte(r.err), &fault); err != nil {
				t.Fatalf("%v: %q", err, r.err)
			}
			e := fault.Error
			if r.status != 1 || e.Code != tt.code || !strings.Contains(e.Message, tt.says) || !strings.Contains(e.Hint, tt.hint) ||
				strings.Contains(e.Message, "\n") || !strings.HasSuffix(e.Message, ".") {
				t.Errorf("exit %d, %+v", r.status, e)
			}
			if rows := d.must(nil, "account", "list", "--json"); rows != "[]" {
				t.Errorf("something was left behind: %s", rows)
			}
		})
	}
}

// A write that the server refuses, and a list that it does not show, are said in
// one sentence with what becomes of the change; it waits, and goes out when the
// server takes it again.
func TestARefusedWriteWaitsAndIsSaid(t *testing.T) {
	program := build(t)
	for _, tt := range []struct {
		method     string
		status     int
		says, hint string
	}{
		{"PUT", 403, "The server does not allow “Changed” to be written: it answered 403 Forbidden.", "It stays on this device"},
		{"PUT", 413, "The server did not take “Changed”: that is too large for it (413 Request Entity Too Large).", "It stays on this device"},
		{"PUT", 500, "The server did not take “Changed”: it answered 500 Internal Server Error.", "It stays on this device"},
		{"PUT", 507, "The server did not take “Changed”: it has no room left (507 Insufficient Storage).", "It stays on this device"},
		{"PUT", 412, "The server says again and again that it holds another version.", "stays on this device"},
		{"DELETE", 403, "The server did not delete “Event c0e1”: it answered 403 Forbidden.", "It stays deleted on this device"},
		{"DELETE", 500, "The server did not delete “Event c0e1”: it answered 500 Internal Server Error.", "It stays deleted on this device"},
		{"PROPFIND", 403, "The server did not list the calendars: it answered 403 Forbidden.", "changes wait"},
		{"PROPFIND", 404, "The server did not list the calendars: it answered 404 Not Found.", "changes wait"},
		{"PROPFIND", 500, "The server did not list the calendars: it answered 500 Internal Server Error.", "changes wait"},
	} {
		s, base := home(t, 1, 3)
		d := connected(t, program, base)
		d.must(nil, "edit", "c0e0", "--set", "summary=Changed")
		d.must(nil, "delete", "c0e1")
		s.Fault(caldavserver.Fault{Kind: caldavserver.Answer, Status: tt.status, Method: tt.method, Times: caldavserver.Always})
		r := d.run("", "sync")
		if r.status != 3 || strings.Count(r.err, "\n") != 1 || !strings.Contains(r.err, ": "+tt.says+" – ") || !strings.Contains(r.err, tt.hint) {
			t.Errorf("%s %d: exit %d, %s", tt.method, tt.status, r.status, r.err)
		}
		s.ClearFaults()
		if r := d.run("", "sync"); r.status != 0 || r.err != "" {
			t.Errorf("%s %d, afterwards: exit %d, %s", tt.method, tt.status, r.status, r.err)
		}
		text, _, there := s.Get("/dav/calendars/alice/c0/c0e0.ics")
		if _, _, left := s.Get("/dav/calendars/alice/c0/c0e1.ics"); left || !there || !strings.Contains(text, "SUMMARY:Changed") {
			t.Errorf("%s %d: the changes did not arrive", tt.method, tt.status)
		}
	}
}
