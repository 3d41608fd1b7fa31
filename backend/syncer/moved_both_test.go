package syncer_test

import (
	"slices"
	"testing"

	"calends/backend/caldavserver"
)

// What two devices move to the same calendar, each with an edit of its own, is
// there once and has both edits: both were made on what the server had before.
func TestBothMoveToOneCalendar(t *testing.T) {
	for _, habits := range [][]caldavserver.Kind{{}, {caldavserver.UIDOnce}, {caldavserver.NoMove}} {
		for _, way := range [][2]string{{"home", "work"}, {"work", "home"}} {
			for _, mine := range []string{"SUMMARY=Tea", "SUMMARY=Green"} {
				h := newHouse(t)
				for _, k := range habits {
					h.server.Fault(caldavserver.Fault{Kind: k})
				}
				from, to := home+way[0]+"/tea.ics", home+way[1]+"/tea.ics"
				h.server.Put(from, string(event("tea", "SUMMARY=Tea", "LOCATION=Here")))
				a := h.device("a")
				a.syncs(t)
				a.edit("tea", mine)
				a.move("tea", way[1])
				text, _, _ := h.server.Get(from)
				h.server.Delete(from)
				h.server.Put(to, string(edited([]byte(text), "LOCATION=There")))
				a.syncs(t)
				a.syncs(t)
				if got := h.everywhere("tea"); !slices.Equal(got, []string{to}) {
					t.Errorf("%v, %v: it is at %v", habits, way, got)
				}
				h.wants(t, "server", "tea", mine, "LOCATION=There")
				h.wants(t, "a", "tea", mine, "LOCATION=There")
				open, err := a.store.Conflicts(t.Context())
				h.must(err)
				if len(open) != 0 || a.pending() != 0 {
					t.Errorf("%v, %v, %s: %d conflicts, %d pending", habits, way, mine, len(open), a.pending())
				}
			}
		}
	}
}
