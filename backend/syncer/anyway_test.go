package syncer_test

import (
	"slices"
	"testing"

	"calends/backend/calendar"
)

// What was deleted here, and moved by somebody meanwhile, stays where he moved it,
// and both the report and the history say so; so it is with what he edited, and not
// with what comes back for another reason.
func TestADeletionMeetsAMove(t *testing.T) {
	for _, way := range [][2]string{{"home", "work"}, {"work", "home"}} {
		h := newHouse(t)
		for _, name := range []string{"tea", "cake", "milk"} {
			h.server.Put(home+way[0]+"/"+name+".ics", string(event(name, "SUMMARY=Tea")))
		}
		a := h.device("a")
		a.syncs(t)
		a.delete("tea")
		a.delete("cake")
		a.delete("milk")
		h.carried("tea", way[0], way[1])
		h.server.Put(home+way[0]+"/cake.ics", string(event("cake", "SUMMARY=Cake")))
		a.syncs(t)
		if got := h.everywhere("tea"); !slices.Equal(got, []string{home + way[1] + "/tea.ics"}) {
			t.Errorf("%v: it is at %v", way, got)
		}
		for _, c := range a.report.Collections {
			if c.Returned != 1 {
				t.Errorf("%v: %d came back in %s", way, c.Returned, c.Name)
			}
		}
		for name, want := range map[string]bool{"tea": true, "cake": false} {
			o, _ := a.find(name)
			rows, err := a.store.History(t.Context(), calendar.HistoryQuery{Object: o.ID, Limit: 1})
			h.must(err)
			if rows[0].Origin != calendar.Server || want != slices.Contains(rows[0].Kept, calendar.Kept{Field: "VCALENDAR"}) {
				t.Errorf("%v: the history says of %s %s, %v", way, name, rows[0].Origin, rows[0].Kept)
			}
		}
		h.carried("tea", way[1], way[0])
		a.syncs(t)
		if n := a.totals(); n.Returned != 0 || a.pending() != 0 {
			t.Errorf("%v: %d come back again, %d pending", way, n.Returned, a.pending())
		}
	}
}
