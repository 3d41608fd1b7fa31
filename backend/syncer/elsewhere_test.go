package syncer_test

import (
	"net/http"
	"testing"

	"calends/backend/caldavserver"
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
