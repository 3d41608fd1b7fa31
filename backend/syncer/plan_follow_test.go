package syncer_test

import (
	"reflect"
	"testing"
)

// An edit of what another device moved to another calendar is foreseen where it
// follows, and counted as the sync counts it.
func TestPlanOfAnEditThatFollowsAMove(t *testing.T) {
	for _, way := range [][2]string{{"home", "work"}, {"work", "home"}} {
		h := newHouse(t)
		h.server.Put(home+way[0]+"/tea.ics", string(event("tea", "SUMMARY=Tea", "LOCATION=Here")))
		a := h.device("a")
		a.syncs(t)
		a.edit("tea", "SUMMARY=Green")
		h.moves("tea", way[0], way[1], "LOCATION=There")
		a.plans(t, "tea receive create", "tea receive delete", "tea send update")
		planned := a.totals()
		a.syncs(t)
		if done := a.totals(); !reflect.DeepEqual(planned, done) {
			t.Errorf("%v: planned %+v, done %+v", way, planned, done)
		}
	}
}

// So is what another device edits of what was moved here.
func TestPlanOfAnEditThatFollowsAMoveOfOurs(t *testing.T) {
	for _, way := range [][2]string{{"home", "work"}, {"work", "home"}} {
		h := newHouse(t)
		h.server.Put(home+way[0]+"/tea.ics", string(event("tea", "SUMMARY=Tea", "LOCATION=Here")))
		a := h.device("a")
		a.syncs(t)
		a.move("tea", way[1])
		text, _, _ := h.server.Get(home + way[0] + "/tea.ics")
		h.server.Put(home+way[0]+"/tea.ics", string(edited([]byte(text), "LOCATION=There")))
		a.plans(t, "tea receive update", "tea send create", "tea send delete")
		planned := a.totals()
		a.syncs(t)
		done := a.totals()
		if !reflect.DeepEqual(planned, done) {
			t.Errorf("%v: planned %+v, done %+v", way, planned, done)
		}
		h.wants(t, "server", "tea", "LOCATION=There")
	}
}

// What is found nowhere is created again.
func TestPlanOfAnEditThatIsFoundNowhere(t *testing.T) {
	h := newHouse(t)
	h.server.Put(home+"home/tea.ics", string(event("tea", "SUMMARY=Tea")))
	a := h.device("a")
	a.syncs(t)
	a.edit("tea", "SUMMARY=Green")
	h.server.Delete(home + "home/tea.ics")
	a.plans(t, "tea send create")
}
