package syncer_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"calends/backend/caldavserver"
	"calends/backend/calendar"
)

// moves has the server move an object, as another device does.
func (h *house) moves(name, from, to string, fields ...string) {
	path := home + from + "/" + name + ".ics"
	text, _, _ := h.server.Get(path)
	h.server.Delete(path)
	h.server.Put(home+to+"/other-"+name+".ics", string(edited([]byte(text), fields...)))
}

// everywhere counts the objects of a UID on the server.
func (h *house) everywhere(uid string) (paths []string) {
	for _, in := range []string{"home", "work"} {
		for _, path := range h.server.Paths(home + in + "/") {
			if text, _, _ := h.server.Get(path); property([]byte(text), "UID") == uid {
				paths = append(paths, path)
			}
		}
	}
	return paths
}

// What is edited here while another device moves it to another calendar is
// edited there, on every server, and is nowhere twice.
func TestAnEditFollowsAMove(t *testing.T) {
	for _, once := range []bool{false, true} {
		for _, way := range [][2]string{{"home", "work"}, {"work", "home"}} {
			h := newHouse(t)
			if once {
				h.server.Fault(caldavserver.Fault{Kind: caldavserver.UIDOnce})
			}
			h.server.Put(home+way[0]+"/tea.ics", string(event("tea", "SUMMARY=Tea", "LOCATION=Here")))
			a := h.device("a")
			a.syncs(t)
			a.edit("tea", "SUMMARY=Green")
			h.moves("tea", way[0], way[1], "LOCATION=There")
			a.syncs(t)
			if got := h.everywhere("tea"); !slices.Equal(got, []string{home + way[1] + "/other-tea.ics"}) {
				t.Errorf("once %v, %v: it is at %v", once, way, got)
			}
			h.wants(t, "server", "other-tea", "SUMMARY=Green", "LOCATION=There")
			h.wants(t, "a", "other-tea", "SUMMARY=Green", "LOCATION=There")
			h.wants(t, "a", "tea", "absent")
			if sum := a.totals(); a.pending() != 0 || sum.Conflicts != 0 || sum.Merged != 1 {
				t.Errorf("%d pending, %+v", a.pending(), sum)
			}
			h.told(t, a, "tea", "server created", "merge edited", "server deleted")
			requests := a.report.Requests
			a.syncs(t)
			if a.report.Requests >= requests || a.report.Requests > 2 {
				t.Errorf("%d requests when nothing is left to do", a.report.Requests)
			}
		}
	}
}

// Where both changed one field, theirs stands and ours is set aside with what
// it was made on.
func TestAnEditFollowsAMoveAndClashes(t *testing.T) {
	h := newHouse(t)
	h.server.Put(home+"home/tea.ics", string(event("tea", "SUMMARY=Tea")))
	a := h.device("a")
	a.syncs(t)
	a.edit("tea", "SUMMARY=Green")
	h.moves("tea", "home", "work", "SUMMARY=Black", "LOCATION=There")
	a.syncs(t)
	h.wants(t, "server", "other-tea", "SUMMARY=Black", "LOCATION=There")
	open, err := a.store.Conflicts(t.Context())
	h.must(err)
	if len(open) != 1 || property(open[0].Ours, "SUMMARY") != "Green" || property(open[0].Base, "SUMMARY") != "Tea" || property(open[0].Base, "LOCATION") != "" {
		t.Errorf("%+v", open)
	}
}

// What was created again, and is refused because it turned up elsewhere since,
// follows there at once.
func TestAnEditFollowsLate(t *testing.T) {
	h := newHouse(t)
	h.server.Put(home+"work/tea.ics", string(event("tea", "SUMMARY=Tea")))
	a := h.device("a")
	a.syncs(t)
	text, _, _ := h.server.Get(home + "work/tea.ics")
	h.server.Delete(home + "work/tea.ics")
	a.edit("tea", "SUMMARY=Green")
	h.server.Fault(caldavserver.Fault{Kind: caldavserver.UIDOnce})
	a.spy.before = once("PUT", func() { h.server.Put(home+"home/tea.ics", text) })
	a.syncs(t)
	if got := h.everywhere("tea"); !slices.Equal(got, []string{home + "home/tea.ics"}) {
		t.Errorf("it is at %v", got)
	}
	h.wants(t, "server", "tea", "SUMMARY=Green")
	if a.pending() != 0 {
		t.Errorf("%d pending", a.pending())
	}
}

// What is not an edit of what the server has is not merged into it: the user is
// told instead.
func TestACopyIsNoEdit(t *testing.T) {
	h := newHouse(t)
	h.server.Fault(caldavserver.Fault{Kind: caldavserver.UIDOnce})
	h.server.Put(home+"work/tea.ics", string(event("tea", "SUMMARY=Tea")))
	a := h.device("a")
	a.syncs(t)
	a.commit(calendar.Write{Collection: a.collection("home").ID, Href: a.at["home"] + "copy.ics", Body: event("tea", "SUMMARY=Green")})
	if err := a.sync(); err != nil {
		t.Fatal(err)
	}
	if err := a.report.Problem(); err == nil || !strings.Contains(err.Error(), "with the same UID") {
		t.Errorf("%v", err)
	}
	h.wants(t, "server", "tea", "SUMMARY=Tea")
	h.wants(t, "a", "copy", "SUMMARY=Green")
}

// What is moved here while another device edits it takes the edit along, on
// every server, and is nowhere twice.
func TestAMoveTakesAnEditAlong(t *testing.T) {
	for _, habits := range [][]caldavserver.Kind{{}, {caldavserver.UIDOnce}, {caldavserver.NoMove}, {caldavserver.NoMove, caldavserver.UIDOnce}} {
		for _, way := range [][2]string{{"home", "work"}, {"work", "home"}} {
			h := newHouse(t)
			for _, k := range habits {
				h.server.Fault(caldavserver.Fault{Kind: k})
			}
			path := home + way[0] + "/tea.ics"
			h.server.Put(path, string(event("tea", "SUMMARY=Tea", "LOCATION=Here")))
			a := h.device("a")
			a.syncs(t)
			a.move("tea", way[1])
			a.edit("tea", "SUMMARY=Green")
			h.server.Put(path, string(event("tea", "SUMMARY=Tea", "LOCATION=There")))
			a.syncs(t)
			if got := h.everywhere("tea"); !slices.Equal(got, []string{home + way[1] + "/tea.ics"}) {
				t.Errorf("%v, %v: it is at %v", habits, way, got)
			}
			h.wants(t, "server", "tea", "SUMMARY=Green", "LOCATION=There")
			h.wants(t, "a", "tea", "SUMMARY=Green", "LOCATION=There")
			if sum := a.totals(); a.pending() != 0 || sum.Conflicts != 0 {
				t.Errorf("%v, %v: %d pending, %+v", habits, way, a.pending(), sum)
			}
		}
	}
}

// Two devices move it to two calendars: it is where it was moved first, with
// what the other changed.
func TestTwoMoves(t *testing.T) {
	for _, once := range []bool{false, true} {
		h := newHouse(t)
		h.server.Seed("alice", caldavserver.Calendar{Path: "third", Name: "Third"})
		if once {
			h.server.Fault(caldavserver.Fault{Kind: caldavserver.UIDOnce})
		}
		h.server.Put(home+"home/tea.ics", string(event("tea", "SUMMARY=Tea", "LOCATION=Here")))
		a := h.device("a")
		a.at["third"] = home + "third/"
		a.syncs(t)
		a.move("tea", "third")
		o := a.objects(t, "third")[0]
		a.commit(calendar.Write{Object: o.ID, At: o.Revision, Body: edited(o.Body, "SUMMARY=Green")})
		h.moves("tea", "home", "work", "LOCATION=There")
		a.syncs(t)
		if got := h.everywhere("tea"); !slices.Equal(got, []string{home + "work/other-tea.ics"}) || len(h.server.Paths(home+"third/")) > 0 {
			t.Errorf("once %v: it is at %v", once, got)
		}
		h.wants(t, "server", "other-tea", "SUMMARY=Green", "LOCATION=There")
		if n := len(a.objects(t, "third")); n != 0 || a.pending() != 0 {
			t.Errorf("once %v: %d are left, %d pending", once, n, a.pending())
		}
	}
}

func (d *device) objects(t *testing.T, in string) []calendar.Object {
	t.Helper()
	all, err := d.store.Objects(t.Context(), d.collection(in).ID)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Moved by hand, an event is deleted where it was only when it can be read
// where it is now: what is there may be nothing, or "(null)".
func TestASourceStaysUntilItsTargetCanBeRead(t *testing.T) {
	for _, trouble := range [][]caldavserver.Fault{
		{{Kind: caldavserver.Null}},
		{{Kind: caldavserver.Answer, Status: 500, Method: "GET", Times: caldavserver.Always}, {Kind: caldavserver.Answer, Status: 500, Method: "REPORT", Times: caldavserver.Always}},
		{{Kind: caldavserver.Answer, Status: 500, Method: "PUT", Times: caldavserver.Always}},
		{{Kind: caldavserver.Answer, Status: 507, Method: "PUT", Times: caldavserver.Always}},
	} {
		for _, way := range [][2]string{{"home", "work"}, {"work", "home"}} {
			h := newHouse(t)
			h.server.Fault(caldavserver.Fault{Kind: caldavserver.NoMove})
			source := home + way[0] + "/tea.ics"
			h.server.Put(source, string(event("tea", "SUMMARY=Tea")))
			a := h.device("a")
			a.syncs(t)
			a.move("tea", way[1])
			var well []func()
			for _, f := range trouble {
				f.Path = "/" + way[1] + "/"
				well = append(well, h.server.Fault(f))
			}
			for range 3 {
				if err := a.sync(); err != nil {
					t.Fatal(err)
				}
				if _, _, there := h.server.Get(source); !there {
					t.Errorf("%v, %v: it was deleted", trouble[0], way)
				}
				if a.report.Problem() == nil || a.pending() == 0 {
					t.Errorf("%v, %v: %d pending, and nobody says why", trouble[0], way, a.pending())
				}
			}
			for _, f := range well {
				f()
			}
			a.syncs(t)
			if got := h.everywhere("tea"); !slices.Equal(got, []string{home + way[1] + "/tea.ics"}) || a.pending() != 0 {
				t.Errorf("%v, %v: it is at %v, %d pending", trouble[0], way, got, a.pending())
			}
			h.wants(t, "a", "tea", "SUMMARY=Tea")
		}
	}
}

// An event that was moved to a calendar that cannot be looked at is not created
// again where it was: the edit waits, says so, and follows it as soon as that
// calendar answers, on every server and whatever way it fails.
func TestAnEditWaitsForEveryCalendar(t *testing.T) {
	failing := []caldavserver.Fault{
		{Kind: caldavserver.Answer, Status: 500, Times: caldavserver.Always},
		{Kind: caldavserver.Answer, Status: 403, Times: caldavserver.Always},
		{Kind: caldavserver.Null, Path: "other-tea.ics"},
		{Kind: caldavserver.Answer, Status: 500, Path: "other-tea.ics", Times: caldavserver.Always},
	}
	for _, f := range failing {
		for _, habit := range []caldavserver.Kind{caldavserver.RawHrefs, caldavserver.NoSync, caldavserver.UIDOnce} {
			for _, way := range [][2]string{{"home", "work"}, {"work", "home"}} {
				if f.Path == "" || strings.HasPrefix(f.Path, "/") {
					f.Path = "/" + way[1] + "/"
				}
				h := newHouse(t)
				h.server.Fault(caldavserver.Fault{Kind: habit})
				h.server.Put(home+way[0]+"/tea.ics", string(event("tea", "SUMMARY=Tea", "LOCATION=Here")))
				a := h.device("a")
				a.syncs(t)
				h.moves("tea", way[0], way[1], "DESCRIPTION=Theirs")
				a.edit("tea", "LOCATION=There")
				well := h.server.Fault(f)
				for range 3 {
					if err := a.sync(); err != nil {
						t.Fatal(err)
					}
					problem := a.report.Problem()
					if problem == nil || !strings.Contains(problem.Error(), "Your version waits") && habit != caldavserver.UIDOnce {
						t.Errorf("%+v, %v: %v", f, habit, problem)
					}
					if got := h.everywhere("tea"); len(got) != 1 || a.pending() != 1 {
						t.Fatalf("%+v, %v, %v: it is at %v, %d pending", f, habit, way, got, a.pending())
					}
				}
				well()
				a.syncs(t)
				if got := h.everywhere("tea"); !slices.Equal(got, []string{home + way[1] + "/other-tea.ics"}) || a.pending() != 0 {
					t.Errorf("%+v, %v, %v: it is at %v, %d pending", f, habit, way, got, a.pending())
				}
				h.wants(t, "server", "other-tea", "LOCATION=There", "DESCRIPTION=Theirs")
				h.wants(t, "a", "other-tea", "LOCATION=There", "DESCRIPTION=Theirs")
			}
		}
	}
}

// A calendar that is no longer listed may have it, too.
func TestAnEditWaitsForACalendarThatIsNotListed(t *testing.T) {
	h := newHouse(t)
	h.server.Put(home+"home/tea.ics", string(event("tea", "SUMMARY=Tea")))
	a := h.device("a")
	a.syncs(t)
	h.moves("tea", "home", "work")
	a.edit("tea", "LOCATION=There")
	a.spy.answer = func(r *http.Request, answer *http.Response, err error) (*http.Response, error) {
		if r.Header.Get("Depth") != "1" {
			return answer, err
		}
		return cut(answer, err, func(one string) bool { return strings.Contains(one, home+"work/") })
	}
	for range 2 {
		if err := a.sync(); err != nil {
			t.Fatal(err)
		}
		if got := h.everywhere("tea"); len(got) != 1 || a.pending() != 1 {
			t.Fatalf("it is at %v, %d pending", got, a.pending())
		}
	}
	a.spy.answer = nil
	a.syncs(t)
	h.wants(t, "server", "other-tea", "LOCATION=There")
	if got := h.everywhere("tea"); len(got) != 1 || a.pending() != 0 {
		t.Errorf("it is at %v, %d pending", got, a.pending())
	}
}

// An edit does not wait for ever: after a day, or where the user says so, it is
// created again although a calendar still fails.
func TestAnEditWaitsADay(t *testing.T) {
	for _, pushed := range []bool{false, true} {
		h := newHouse(t)
		h.server.Put(home+"home/tea.ics", string(event("tea", "SUMMARY=Tea")))
		a := h.device("a")
		a.syncs(t)
		h.server.Delete(home + "home/tea.ics")
		h.server.Put(home+"work/new.ics", string(event("new", "SUMMARY=New"))) // else nobody looks there
		a.edit("tea", "LOCATION=There")
		h.server.Fault(caldavserver.Fault{Kind: caldavserver.Answer, Status: 403, Path: home + "work/", Times: caldavserver.Always})
		start := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
		for _, hours := range []time.Duration{0, 1, 23} {
			a.options.Now = func() time.Time { return start.Add(hours * time.Hour) }
			if err := a.sync(); err != nil {
				t.Fatal(err)
			}
			failed := a.totals().Failed
			if len(failed) != 1 || !strings.Contains(failed[0].Err.Error(), "until 23 November 09:00") {
				t.Errorf("%+v", failed)
			}
			if n := h.server.Count("PUT"); n != 0 || a.pending() != 1 {
				t.Fatalf("%d PUTs, %d pending", n, a.pending())
			}
		}
		if pushed {
			a.options.PushBack = onlyThis(a.collection("home").ID)
		} else {
			a.later(time.Hour)
		}
		if err := a.sync(); err != nil {
			t.Fatal(err)
		}
		h.wants(t, "server", "tea", "LOCATION=There")
		if failed := a.totals().Failed; len(failed) != 0 || a.pending() != 0 {
			t.Errorf("%+v, %d pending", failed, a.pending())
		}
	}
}

// What is moved here while another device moved it elsewhere waits as well.
func TestAMoveWaitsForEveryCalendar(t *testing.T) {
	for _, way := range [][2]string{{"home", "work"}, {"work", "home"}} {
		h := newHouse(t)
		h.server.Seed("alice", caldavserver.Calendar{Path: "third", Name: "Third"})
		h.server.Put(home+way[0]+"/tea.ics", string(event("tea", "SUMMARY=Tea", "LOCATION=Here")))
		a := h.device("a")
		a.at["third"] = home + "third/"
		a.syncs(t)
		a.move("tea", "third")
		h.moves("tea", way[0], way[1], "LOCATION=There")
		well := h.server.Fault(caldavserver.Fault{Kind: caldavserver.Answer, Status: 500, Path: "/" + way[1] + "/", Times: caldavserver.Always})
		for range 3 {
			if err := a.sync(); err != nil {
				t.Fatal(err)
			}
			if n := len(h.server.Paths(home + "third/")); n != 0 {
				t.Fatalf("%v: it was created", way)
			}
		}
		well()
		a.syncs(t)
		if got := h.everywhere("tea"); len(got) != 1 || len(h.server.Paths(home+"third/")) != 0 || len(a.objects(t, "third")) != 0 {
			t.Errorf("%v: it is at %v and %v", way, got, h.server.Paths(home+"third/"))
		}
	}
}
