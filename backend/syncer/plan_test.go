package syncer_test

import (
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"calends/backend/caldavserver"
	"calends/backend/calendar"
	"calends/backend/syncer"
)

// everything is all that the store says of the device's calendars.
func (d *device) everything(t *testing.T) map[string]any {
	t.Helper()
	all, err := d.store.Collections(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]any{"collections": all}
	for _, c := range all {
		objects, err := d.store.Objects(t.Context(), c.ID)
		if err != nil {
			t.Fatal(err)
		}
		out[string(c.ID)] = objects
	}
	return out
}

func (d *device) plan(t *testing.T) (rows []string) {
	t.Helper()
	before := d.everything(t)
	d.spy.before = func(r *http.Request) {
		if !slices.Contains([]string{"PROPFIND", "REPORT", "GET", "OPTIONS"}, r.Method) {
			t.Errorf("a plan sent %s %s", r.Method, r.URL)
		}
	}
	report, planned, err := syncer.Plan(t.Context(), d.client, d.store, d.account, d.options)
	d.spy.before = nil
	if err != nil || report.Problem() != nil {
		t.Fatal(err, report.Problem())
	}
	d.report = report
	if after := d.everything(t); !reflect.DeepEqual(before, after) {
		t.Errorf("a plan changed the store:\n%+v\n%+v", before, after)
	}
	for _, p := range planned {
		row := fmt.Sprint(property(p.Text, "UID"), " ", p.Direction, " ", p.Kind)
		if p.Held {
			row += " held"
		}
		rows = append(rows, row)
	}
	slices.Sort(rows)
	return rows
}

func (d *device) plans(t *testing.T, want ...string) {
	t.Helper()
	if got := d.plan(t); !slices.Equal(got, want) {
		t.Errorf("planned\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

func TestPlan(t *testing.T) {
	h := newHouse(t)
	for _, name := range []string{"same", "theirs", "both", "mine", "dropped", "lost", "revived", "gone"} {
		h.server.Put(home+"home/"+name+".ics", string(event(name, "SUMMARY="+name)))
	}
	a := h.device("a")
	a.syncs(t)
	a.plans(t)
	h.server.Put(home+"home/theirs.ics", string(event("theirs", "SUMMARY=changed")))
	h.server.Put(home+"home/both.ics", string(event("both", "SUMMARY=changed")))
	h.server.Put(home+"home/revived.ics", string(event("revived", "SUMMARY=changed")))
	h.server.Put(home+"home/new.ics", string(event("new", "SUMMARY=new")))
	h.server.Delete(home + "home/gone.ics")
	h.server.Delete(home + "home/lost.ics")
	h.server.Seed("alice", caldavserver.Calendar{Path: "fresh", Objects: map[string]string{"there.ics": string(event("there"))}})
	a.edit("both", "LOCATION=Here")
	a.edit("mine", "LOCATION=Here")
	a.edit("lost", "LOCATION=Here")
	a.delete("dropped")
	a.delete("revived")
	a.create("made")
	want := []string{"both receive merge", "both send update", "dropped send delete", "gone receive delete", "lost send create", "made send create",
		"mine send update", "new receive create", "revived receive update", "theirs receive update", "there receive create"}
	a.plans(t, want...)
	if sum := a.totals(); counts(sum.Received) != "2 3 1" || counts(sum.Sent) != "2 2 1" || sum.Merged != 1 {
		t.Errorf("received %s, sent %s, merged %d", counts(sum.Received), counts(sum.Sent), sum.Merged)
	}
	a.plans(t, want...) // nothing moved
	a.syncs(t)
	a.plans(t)
}

func TestPlanOfWhatIsHeldBack(t *testing.T) {
	h := newHouse(t)
	a := h.full(t, 20)
	h.changes(20, "SUMMARY=(null)")
	var held, accepted []string
	for i := range 20 {
		held = append(held, fmt.Sprintf("e%d receive update held", i))
		accepted = append(accepted, fmt.Sprintf("e%d receive update", i))
	}
	slices.Sort(held)
	slices.Sort(accepted)
	a.plans(t, held...)
	if n := a.totals().HeldBack; n != 20 {
		t.Errorf("%d held back, want 20", n)
	}
	a.syncs(t)
	a.plans(t, held...) // what was looked at before has a name, too
	a.options.Accept = func(calendar.CollectionID) bool { return true }
	a.plans(t, accepted...)
	a.options.Accept = nil
	h.server.Delete(home + "home/")
	if got := a.plan(t); len(got) != 20 || got[0] != "e0 receive delete held" {
		t.Errorf("planned %v", got)
	}
}
