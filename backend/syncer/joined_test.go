package syncer_test

import (
	"net/http"
	"slices"
	"testing"

	"calends/backend/caldavserver"
)

// What somebody edits where it was, is moved here, and edited by him again where it
// went, while the move's answer may be lost: nobody here changed what he did.
func TestEditsBeforeAndAfterAMove(t *testing.T) {
	faults := []caldavserver.Fault{{}, {Kind: caldavserver.LoseAnswer, Method: "MOVE"}, {Kind: caldavserver.NoMove}}
	for _, fault := range faults {
		for _, way := range [][2]string{{"home", "work"}, {"work", "home"}} {
			for moment := 1; moment < 12; moment++ {
				h := newHouse(t)
				from, to := home+way[0]+"/tea.ics", home+way[1]+"/tea.ics"
				h.server.Put(from, string(event("tea", "SUMMARY=Tea", "LOCATION=Here")))
				a := h.device("a")
				a.syncs(t)
				a.move("tea", way[1])
				h.server.Put(from, string(event("tea", "SUMMARY=Tea", "LOCATION=There")))
				a.edit("tea", "SUMMARY=Green")
				if fault.Kind != "" {
					h.server.Fault(fault)
				}
				n, done := 0, false
				a.spy.before = func(*http.Request) {
					if n++; n < moment || done {
						return
					}
					if text, _, ok := h.server.Get(to); ok {
						done = true
						h.server.Put(to, string(edited([]byte(text), "LOCATION=Elsewhere")))
					}
				}
				_ = a.sync()
				a.spy.before = nil
				_ = a.sync()
				a.syncs(t)
				want := "LOCATION=There"
				if done {
					want = "LOCATION=Elsewhere"
				}
				if got := h.everywhere("tea"); !slices.Equal(got, []string{to}) {
					t.Errorf("%v, %v at request %d: it is at %v", fault, way, moment, got)
				}
				h.wants(t, "server", "tea", "SUMMARY=Green", want)
				open, err := a.store.Conflicts(t.Context())
				h.must(err)
				if len(open) != 0 || a.pending() != 0 {
					t.Errorf("%v, %v at request %d: %d conflicts, %d pending", fault, way, moment, len(open), a.pending())
				}
			}
		}
	}
}

// A move by hand was cut off, so that the event is on the server at both ends, and
// others edit both of them: theirs met, and the user has nothing to decide.
func TestOthersEditBothEndsOfAMove(t *testing.T) {
	lost := []caldavserver.Fault{{Kind: caldavserver.LoseAnswer, Method: "PUT"}, {Kind: caldavserver.Drop, Method: "GET", Times: caldavserver.Always}}
	stuck := []caldavserver.Fault{{Kind: caldavserver.Drop, Method: "DELETE", Times: caldavserver.Always}}
	for _, way := range [][2]string{{"home", "work"}, {"work", "home"}} {
		othersEditBothEnds(t, way, lost)
		othersEditBothEnds(t, way, stuck)
	}
}

// othersEditBothEnds cuts off a move and has others edit what it left.
func othersEditBothEnds(t *testing.T, way [2]string, cutOff []caldavserver.Fault) {
	t.Helper()
	for _, mine := range []string{"SUMMARY=Green", "LOCATION=Mine"} {
		h := newHouse(t)
		from, to := home+way[0]+"/tea.ics", home+way[1]+"/tea.ics"
		h.server.Fault(caldavserver.Fault{Kind: caldavserver.NoMove})
		h.server.Put(from, string(event("tea", "SUMMARY=Tea", "LOCATION=Here", "DESCRIPTION=Old")))
		a := h.device("a")
		a.syncs(t)
		a.move("tea", way[1])
		for _, fault := range cutOff {
			h.server.Fault(fault)
		}
		_ = a.sync()
		h.server.ClearFaults()
		h.server.Fault(caldavserver.Fault{Kind: caldavserver.NoMove})
		a.edit("tea", mine)
		for path, fields := range map[string][]string{from: {"LOCATION=There", "DESCRIPTION=New"}, to: {"LOCATION=Elsewhere"}} {
			text, _, ok := h.server.Get(path)
			if !ok {
				t.Fatalf("it is not at %s", path)
			}
			h.server.Put(path, string(edited([]byte(text), fields...)))
		}
		a.syncs(t)
		a.syncs(t)
		if got := h.everywhere("tea"); !slices.Equal(got, []string{to}) {
			t.Errorf("%v: it is at %v", way, got)
		}
		want := []string{"LOCATION=" + map[string]string{"home": "Elsewhere", "work": "There"}[way[0]], "DESCRIPTION=New"}
		if mine == "SUMMARY=Green" {
			want = append(want, mine)
		}
		h.wants(t, "server", "tea", want...)
		open, err := a.store.Conflicts(t.Context())
		h.must(err)
		if len(open) > 0 != (mine == "LOCATION=Mine") || a.pending() != 0 {
			t.Errorf("%v, %s: %d conflicts, %d pending", way, mine, len(open), a.pending())
		}
	}
}

// What was sent before a move is what the move took along, whoever told of it: what
// is edited after that is no collision with it.
func TestEditedBeforeAndAfterAMoveCutOff(t *testing.T) {
	for _, way := range [][2]string{{"home", "work"}, {"work", "home"}} {
		h := newHouse(t)
		from, to := home+way[0]+"/tea.ics", home+way[1]+"/tea.ics"
		h.server.Fault(caldavserver.Fault{Kind: caldavserver.NoMove})
		h.server.Put(from, string(event("tea", "SUMMARY=Tea", "LOCATION=Here", "DESCRIPTION=Old")))
		a := h.device("a")
		a.syncs(t)
		a.edit("tea", "LOCATION=Sent")
		a.syncs(t)
		a.move("tea", way[1])
		h.server.Fault(caldavserver.Fault{Kind: caldavserver.LoseAnswer, Method: "PUT"})
		h.server.Fault(caldavserver.Fault{Kind: caldavserver.Drop, Method: "GET", Times: caldavserver.Always})
		_ = a.sync()
		h.server.ClearFaults()
		h.server.Fault(caldavserver.Fault{Kind: caldavserver.NoMove})
		a.edit("tea", "LOCATION=Mine")
		for path, field := range map[string]string{from: "DESCRIPTION=New", to: "SUMMARY=Green"} {
			text, _, _ := h.server.Get(path)
			h.server.Put(path, string(edited([]byte(text), field)))
		}
		a.syncs(t)
		a.syncs(t)
		h.wants(t, "server", "tea", "SUMMARY=Green", "LOCATION=Mine", "DESCRIPTION=New")
		open, err := a.store.Conflicts(t.Context())
		h.must(err)
		if got := h.everywhere("tea"); !slices.Equal(got, []string{to}) || len(open) != 0 || a.pending() != 0 {
			t.Errorf("%v: it is at %v, %d conflicts, %d pending", way, got, len(open), a.pending())
		}
	}
}
