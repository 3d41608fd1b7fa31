package syncer_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"calends/backend/caldav"
	"calends/backend/caldavserver"
	"calends/backend/calendar"
)

// careful has the device ask before it writes to a server it does not know.
func (h *house) careful(d *device) *device {
	var err error
	d.client, err = caldav.New(caldav.Options{Server: d.account.Server, User: "alice", Homes: []calendar.Href{home}, CheckFirst: true,
		Password:  func(context.Context) (string, error) { return d.password, nil },
		Transport: d.spy})
	h.must(err)
	return d
}

// On a server that heeds no precondition nothing is overwritten that somebody
// wrote since we looked.
func TestAServerWithoutPreconditions(t *testing.T) {
	for _, c := range []struct {
		name      string
		user      func(d *device)
		stranger  func(h *house)
		on, there string // what holds on the server afterwards
	}{
		{"an edit", func(d *device) { d.edit("tea", "LOCATION=Here") },
			func(h *house) { h.server.Put(home+"home/tea.ics", string(event("tea", "SUMMARY=Green"))) }, "tea", "SUMMARY=Green LOCATION=Here"},
		{"a deletion", func(d *device) { d.delete("tea") },
			func(h *house) { h.server.Put(home+"home/tea.ics", string(event("tea", "SUMMARY=Green"))) }, "tea", "SUMMARY=Green"},
		{"an edit of what is gone", func(d *device) { d.edit("tea", "LOCATION=Here") },
			func(h *house) { h.server.Delete(home + "home/tea.ics") }, "tea", "LOCATION=Here"},
		{"a creation", func(d *device) { d.create("milk", "LOCATION=Here") },
			func(h *house) { h.server.Put(home+"home/milk.ics", string(event("milk", "SUMMARY=Green"))) }, "milk", "SUMMARY=Green LOCATION=Here"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse(t)
			h.server.Put(home+"home/tea.ics", string(event("tea", "SUMMARY=Tea")))
			h.server.Fault(caldavserver.Fault{Kind: caldavserver.IgnoreMatch})
			a := h.careful(h.device("a"))
			a.syncs(t)
			c.user(a)
			a.spy.after = once("PROPFIND", func() { c.stranger(h) }) // just after we looked
			a.syncs(t)
			h.wants(t, "server", c.on, strings.Fields(c.there)...)
			a.syncs(t)
			if a.pending() != 0 {
				t.Errorf("%d pending", a.pending())
			}
		})
	}
}

// A token that counts seconds tells once more of what we wrote last: that is no
// change, and a deletion made meanwhile is sent.
func TestADeletionSoonAfterAnEdit(t *testing.T) {
	h := newHouse(t)
	h.server = caldavserver.New(caldavserver.Options{Users: []caldavserver.User{{Name: "alice", Password: "secret"}}, CountETags: true})
	h.server.Seed("alice", caldavserver.Calendar{Path: "home", Name: "Home"}, caldavserver.Calendar{Path: "work", Name: "Work"})
	h.server.Put(home+"home/tea.ics", string(event("tea", "SUMMARY=Tea")))
	h.server.Fault(caldavserver.Fault{Kind: caldavserver.TellTwice})
	a := h.careful(h.device("a"))
	a.syncs(t)
	a.edit("tea", "LOCATION=Here")
	a.syncs(t)
	a.syncs(t)
	a.delete("tea")
	h.server.Put(home+"home/milk.ics", string(event("milk"))) // so that the calendar is asked
	a.syncs(t)
	h.wants(t, "a", "tea", "absent")
	h.wants(t, "server", "tea", "absent")
	if a.pending() != 0 {
		t.Errorf("%d pending", a.pending())
	}
}

// Some etags count the versions of an object (SOGo): what somebody deletes and
// creates again has the first one again, and is another text all the same.
func TestETagsThatStartAnew(t *testing.T) {
	for _, c := range []struct {
		name string
		user func(d *device)
		want string // what holds on the server afterwards
	}{
		{"an edit", func(d *device) { d.edit("tea", "LOCATION=Here") }, "SUMMARY=Green LOCATION=Here"},
		{"a deletion", func(d *device) { d.delete("tea") }, "SUMMARY=Green"},
		{"nothing", func(*device) {}, "SUMMARY=Green"},
		{"a move", func(d *device) { d.move("tea", "work") }, "SUMMARY=Green"},
		{"a move by hand", func(d *device) { d.move("tea", "work") }, "SUMMARY=Green"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse(t)
			h.server = caldavserver.New(caldavserver.Options{Users: []caldavserver.User{{Name: "alice", Password: "secret"}}, CountETags: true})
			h.server.Seed("alice", caldavserver.Calendar{Path: "home", Name: "Home"}, caldavserver.Calendar{Path: "work", Name: "Work"})
			h.server.Fault(caldavserver.Fault{Kind: caldavserver.IgnoreMatch})
			if c.name == "a move by hand" {
				h.server.Fault(caldavserver.Fault{Kind: caldavserver.NoMove})
			}
			path := home + "home/tea.ics"
			h.server.Put(path, string(event("tea", "SUMMARY=Tea")))
			a := h.careful(h.device("a"))
			a.syncs(t)
			c.user(a)
			_, before, _ := h.server.Get(path)
			anew := func() {
				h.server.Delete(path)
				h.server.Put(path, string(event("tea", "SUMMARY=Green")))
			}
			a.spy.after = once("PROPFIND", anew) // just after we looked
			a.syncs(t)
			if _, now, there := h.server.Get(path); there && now != before && c.name == "a deletion" {
				t.Errorf("the etag is %s and was %s: it is no test", now, before)
			}
			a.syncs(t)
			h.wants(t, "server", "tea", strings.Fields(c.want)...)
			h.wants(t, "a", "tea", strings.Fields(c.want)...)
			if got := h.everywhere("tea"); len(got) != 1 || a.pending() != 0 {
				t.Errorf("it is at %v, %d pending", got, a.pending())
			}
		})
	}
}

// After a few writes it is known whether a server heeds preconditions: then it
// is asked no more, or for ever.
func TestManners(t *testing.T) {
	for _, careless := range []bool{false, true} {
		t.Run(fmt.Sprint("careless ", careless), func(t *testing.T) {
			h := newHouse(t)
			if careless {
				h.server.Fault(caldavserver.Fault{Kind: caldavserver.IgnoreMatch})
			}
			a := h.careful(h.device("a"))
			a.syncs(t)
			checks := 0
			a.spy.before = func(r *http.Request) {
				if r.Method == "PROPFIND" && strings.HasSuffix(r.URL.Path, ".ics") {
					checks++
				}
			}
			for i := range 20 {
				a.create(fmt.Sprint("e", i), "SUMMARY=was here")
			}
			a.syncs(t)
			if want := map[bool]int{false: 4, true: 20}[careless]; checks != want {
				t.Errorf("asked %d times, want %d", checks, want)
			}
			if n := len(h.server.Paths(home + "home/")); n != 20 || a.pending() != 0 {
				t.Errorf("%d on the server, %d pending", n, a.pending())
			}
			a.syncs(t)
			if got := counts(a.totals().Received); got != "0 0 0" {
				t.Errorf("received %s of our own", got)
			}
		})
	}
}

// Radicale and sabre/dav heed the conditions of a PUT and carry out a MOVE on
// any version. What was written since stays, and goes along.
func TestAServerThatMovesAnything(t *testing.T) {
	for _, late := range []bool{false, true} {
		h := newHouse(t)
		path := home + "home/tea.ics"
		h.server.Put(path, string(event("tea", "SUMMARY=Tea")))
		h.server.Fault(caldavserver.Fault{Kind: caldavserver.IgnoreMatch, Method: "MOVE"})
		a := h.device("a")
		a.syncs(t)
		a.move("tea", "work")
		a.edit("tea", "LOCATION=Here")
		write := func() { h.server.Put(path, string(event("tea", "SUMMARY=Green"))) }
		moved := ""
		a.spy.before = func(r *http.Request) {
			if r.Method == "MOVE" && moved == "" {
				if late { // after it was asked: nothing can keep it from that
					write()
				}
				moved, _, _ = h.server.Get(path)
			}
		}
		if !late {
			write()
		}
		a.syncs(t)
		if !strings.Contains(moved, "Green") {
			t.Errorf("late %v: moved was\n%s", late, moved)
		}
		if n := h.server.Count("MOVE"); n != 1 {
			t.Errorf("late %v: %d moves", late, n)
		}
		h.wants(t, "server", "tea", "SUMMARY=Green", "LOCATION=Here")
		a.syncs(t)
		h.wants(t, "a", "tea", "SUMMARY=Green", "LOCATION=Here")
		if got := h.everywhere("tea"); len(got) != 1 || a.pending() != 0 {
			t.Errorf("late %v: it is at %v, %d pending", late, got, a.pending())
		}
	}
}
