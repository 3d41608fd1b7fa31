package syncer_test

import (
	"net/http"
	"slices"
	"testing"

	"calends/backend/caldavserver"
	"calends/backend/calendar"
)

// carried has the server take an object to another calendar as it is, under the
// same name.
func (h *house) carried(name, from, to string) {
	path := home + from + "/" + name + ".ics"
	text, _, _ := h.server.Get(path)
	h.server.Delete(path)
	h.server.Put(home+to+"/"+name+".ics", text)
}

// A move's answer gets lost; somebody edits what was moved and, while the next
// sync is under way, moves it back: that is no source to be deleted.
func TestMovedBackWhileTheAnswerWasLost(t *testing.T) {
	for _, way := range [][2]string{{"home", "work"}, {"work", "home"}} {
		h := newHouse(t)
		h.server.Put(home+way[0]+"/tea.ics", string(event("tea", "SUMMARY=Tea")))
		a := h.device("a")
		a.syncs(t)
		a.move("tea", way[1])
		h.server.Fault(caldavserver.Fault{Kind: caldavserver.LoseAnswer, Method: "MOVE"})
		_ = a.sync()
		path := home + way[1] + "/tea.ics"
		text, _, _ := h.server.Get(path)
		h.server.Put(path, string(edited([]byte(text), "LOCATION=There")))
		a.spy.before = func(r *http.Request) {
			if r.URL.Path == home+way[0]+"/" && len(h.server.Paths(home+way[0]+"/")) == 0 {
				h.carried("tea", way[1], way[0])
			}
		}
		a.syncs(t)
		a.spy.before = nil
		a.syncs(t)
		if got := h.everywhere("tea"); len(got) != 1 || a.pending() != 0 {
			t.Errorf("%v: it is at %v, %d pending", way, got, a.pending())
		}
		h.wants(t, "server", "tea", "SUMMARY=Tea", "LOCATION=There")
		h.wants(t, "a", "tea", "SUMMARY=Tea", "LOCATION=There")
	}
}

// uids counts on the whole server where a UID is.
func (h *house) uids(uid string) (paths []string) {
	for _, in := range []string{"home", "third", "work"} {
		for _, path := range h.server.Paths(home + in + "/") {
			if text, _, _ := h.server.Get(path); property([]byte(text), "UID") == uid {
				paths = append(paths, path)
			}
		}
	}
	return paths
}

// What is edited here is moved by another device while the sync is under way, at
// any moment of it and to any calendar, asked before or after: the edit follows it,
// and it is nowhere twice.
func TestAnEditMeetsAMoveDuringTheSync(t *testing.T) {
	calendars := []string{"home", "third", "work"}
	for _, habits := range [][]caldavserver.Kind{{}, {caldavserver.NoSync, caldavserver.NoCTag}, {caldavserver.UIDOnce}} {
		for _, from := range []string{"home", "work"} {
			for _, to := range calendars {
				for moment := 3; moment < 8; moment++ { // the first two ask for the calendars and the first of them
					h := newHouse(t)
					h.server.Seed("alice", caldavserver.Calendar{Path: "third", Name: "Third"})
					for _, k := range habits {
						h.server.Fault(caldavserver.Fault{Kind: k})
					}
					for _, in := range calendars {
						h.server.Put(home+in+"/other.ics", string(event("other-"+in, "SUMMARY=Other")))
					}
					h.server.Put(home+from+"/tea.ics", string(event("tea", "SUMMARY=Tea", "LOCATION=Here")))
					a := h.device("a")
					a.at["third"] = home + "third/"
					a.syncs(t)
					o := a.the(t, from, "tea")
					a.commit(calendar.Write{Object: o.ID, At: o.Revision, Body: edited(o.Body, "SUMMARY=Green")})
					n, moved := 0, false
					a.spy.before = func(*http.Request) {
						if n++; n == moment {
							text, _, _ := h.server.Get(home + from + "/tea.ics")
							h.server.Delete(home + from + "/tea.ics")
							h.server.Put(home+to+"/moved.ics", string(edited([]byte(text), "LOCATION=There")))
							moved = true
						}
					}
					a.syncs(t)
					a.spy.before = nil
					a.syncs(t)
					if got := h.uids("tea"); moved && !slices.Equal(got, []string{home + to + "/moved.ics"}) {
						t.Fatalf("%v, %s to %s at request %d: it is at %v", habits, from, to, moment, got)
					}
					text, _, _ := h.server.Get(h.uids("tea")[0])
					if property([]byte(text), "SUMMARY") != "Green" || moved && property([]byte(text), "LOCATION") != "There" {
						t.Fatalf("%v, %s to %s at request %d: it is\n%s", habits, from, to, moment, text)
					}
					if n := len(a.objects(t, "home")) + len(a.objects(t, "third")) + len(a.objects(t, "work")); n != 4 {
						t.Fatalf("%v, %s to %s at request %d: %d objects here", habits, from, to, moment, n)
					}
				}
			}
		}
	}
}

// the finds an object in a calendar.
func (d *device) the(t *testing.T, in, name string) calendar.Object {
	t.Helper()
	for _, o := range d.objects(t, in) {
		if o.Href == d.at[in]+calendar.Href(name+".ics") {
			return o
		}
	}
	t.Fatalf("no %s in %s", name, in)
	return calendar.Object{}
}

// What is created here is moved by another before it could be read back: it is
// where he put it, and not made again.
func TestMovedAsSoonAsItWasCreated(t *testing.T) {
	for _, to := range []string{"home", "work"} {
		h := newHouse(t)
		a := h.device("a")
		a.syncs(t)
		a.create("tea", "SUMMARY=Tea")
		a.spy.after = once("PUT", func() {
			text, _, _ := h.server.Get(home + "home/tea.ics")
			h.server.Delete(home + "home/tea.ics")
			h.server.Put(home+to+"/moved.ics", text)
		})
		a.syncs(t)
		a.syncs(t)
		if got := h.uids("tea"); !slices.Equal(got, []string{home + to + "/moved.ics"}) || a.pending() != 0 {
			t.Errorf("it is at %v, %d pending", got, a.pending())
		}
		h.wants(t, "a", "moved", "SUMMARY=Tea")
	}
}

// On a server that cannot move, what is moved by hand is moved elsewhere by another
// between its two halves: it is where he put it, with what was changed here.
func TestAMoveByHandMeetsAMove(t *testing.T) {
	for _, way := range [][2]string{{"home", "work"}, {"work", "home"}} {
		for _, moment := range []string{"PUT", "DELETE"} {
			h := newHouse(t)
			h.server.Seed("alice", caldavserver.Calendar{Path: "third", Name: "Third"})
			h.server.Fault(caldavserver.Fault{Kind: caldavserver.NoMove})
			h.server.Put(home+way[0]+"/tea.ics", string(event("tea", "SUMMARY=Tea", "LOCATION=Here")))
			a := h.device("a")
			a.syncs(t)
			a.move("tea", way[1])
			a.edit("tea", "SUMMARY=Green")
			a.spy.before = once(moment, func() { h.carried("tea", way[0], "third") })
			a.syncs(t)
			a.syncs(t)
			if got := h.uids("tea"); !slices.Equal(got, []string{home + "third/tea.ics"}) || a.pending() != 0 {
				t.Errorf("%v at %s: it is at %v, %d pending", way, moment, got, a.pending())
			}
			text, _, _ := h.server.Get(home + "third/tea.ics")
			if property([]byte(text), "SUMMARY") != "Green" {
				t.Errorf("%v at %s: it is\n%s", way, moment, text)
			}
		}
	}
}

// What was moved by hand, and changed by another where it was, is shown as "(null)"
// once: the move is not forgotten, and takes the change along.
func TestAMoveByHandSurvivesAHiccup(t *testing.T) {
	for _, way := range [][2]string{{"home", "work"}, {"work", "home"}} {
		h := newHouse(t)
		h.server.Fault(caldavserver.Fault{Kind: caldavserver.NoMove})
		path := home + way[0] + "/tea.ics"
		h.server.Put(path, string(event("tea", "SUMMARY=Tea")))
		a := h.device("a")
		a.syncs(t)
		a.move("tea", way[1])
		h.server.Put(path, string(event("tea", "SUMMARY=Tea", "LOCATION=There")))
		well := h.server.Fault(caldavserver.Fault{Kind: caldavserver.Null, Path: path})
		if err := a.sync(); err != nil {
			t.Fatal(err)
		}
		if _, _, there := h.server.Get(path); !there {
			t.Fatalf("%v: what nobody could read was deleted", way)
		}
		well()
		a.syncs(t)
		a.syncs(t)
		if got := h.uids("tea"); !slices.Equal(got, []string{home + way[1] + "/tea.ics"}) || a.pending() != 0 {
			t.Errorf("%v: it is at %v, %d pending", way, got, a.pending())
		}
		h.wants(t, "server", "tea", "SUMMARY=Tea", "LOCATION=There")
	}
}
