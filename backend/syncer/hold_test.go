package syncer_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"calends/backend/caldavserver"
	"calends/backend/calendar"
)

// full puts n events into the calendar home and has device a take them in.
func (h *house) full(t *testing.T, n int) *device {
	t.Helper()
	for i := range n {
		h.server.Put(fmt.Sprintf("%shome/e%d.ics", home, i), string(event(fmt.Sprint("e", i), "SUMMARY=was here")))
	}
	a := h.device("a")
	a.syncs(t)
	return a
}

// shown counts the events of the calendar home that the user sees as they were.
func (d *device) shown(t *testing.T) (n int) {
	t.Helper()
	objects, err := d.store.Objects(t.Context(), d.collection("home").ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range objects {
		if o.Body != nil && property(o.Body, "SUMMARY") == "was here" {
			n++
		}
	}
	return n
}

func (d *device) holds(t *testing.T, reason calendar.HoldReason, objects int) {
	t.Helper()
	h := d.collection("home").Hold
	if h.Reason != reason || h.Objects() != objects || d.totals().HeldBack != objects || h.At.IsZero() != (reason == "") {
		t.Errorf("holds %+v, reports %d; want %q with %d", h, d.totals().HeldBack, reason, objects)
	}
}

// onlyThis says yes of one calendar.
func onlyThis(id calendar.CollectionID) func(calendar.CollectionID) bool {
	return func(c calendar.CollectionID) bool { return c == id }
}

// loses has the server lose the first n, by deletions it stands by.
func (h *house) loses(n int) {
	for i := range n {
		h.server.Delete(fmt.Sprintf("%shome/e%d.ics", home, i))
	}
}

func TestMassRemovalIsHeldBack(t *testing.T) {
	h := newHouse(t)
	a := h.full(t, 30)
	before := a.collection("home").Progress
	h.loses(12)
	h.server.Put(home+"home/new.ics", string(event("new")))
	h.server.Put(home+"work/other.ics", string(event("other")))
	a.edit("e20", "LOCATION=Here")
	a.edit("e1", "LOCATION=There") // one of the lost
	a.syncs(t)
	a.holds(t, calendar.HoldRemovals, 11) // what was edited went out
	if n := a.shown(t); n != 30 {
		t.Errorf("%d events are shown, want 30", n)
	}
	if got := a.collection("home").Progress; got.Token != before.Token || got.CTag != before.CTag {
		t.Errorf("the progress went past what is held: %+v", got)
	}
	for _, name := range []string{"new", "other"} { // what is harmless goes on
		h.wants(t, "a", name, "UID="+name)
	}
	h.wants(t, "server", "e20", "LOCATION=Here")
	since := a.collection("home").Hold.At
	a.syncs(t)
	if at := a.collection("home").Hold.At; !at.Equal(since) {
		t.Error("it is held since the first time, not the last")
	}

	a.options.Accept = onlyThis(a.collection("home").ID)
	a.syncs(t)
	a.options.Accept = nil
	a.holds(t, "", 0)
	if n := a.shown(t); n != 30-11 {
		t.Errorf("%d events are shown, want those the server has, and the edited one", n)
	}
	h.wants(t, "server", "e1", "LOCATION=There") // an edit beats a deletion
	a.syncs(t)
	a.holds(t, "", 0)
}

// What was lost comes back: nobody needs to be asked any more.
func TestAHoldHealsByItself(t *testing.T) {
	h := newHouse(t)
	a := h.full(t, 30)
	h.loses(12)
	a.syncs(t)
	a.holds(t, calendar.HoldRemovals, 12)
	for i := range 12 {
		h.server.Put(fmt.Sprintf("%shome/e%d.ics", home, i), string(event(fmt.Sprint("e", i), "SUMMARY=was here")))
	}
	a.syncs(t)
	a.holds(t, "", 0)
	if n := a.shown(t); n != 30 || a.pending() != 0 {
		t.Errorf("%d events, %d pending", n, a.pending())
	}
}

func TestPushBackOfRemovals(t *testing.T) {
	h := newHouse(t)
	a := h.full(t, 30)
	h.loses(12)
	a.syncs(t)
	a.options.PushBack = onlyThis(a.collection("home").ID)
	a.syncs(t)
	a.options.PushBack = nil
	a.holds(t, "", 0)
	if got := counts(a.totals().Sent); got != "12 0 0" {
		t.Errorf("sent %s, want 12 0 0", got)
	}
	if n := len(h.server.Paths(home + "home/")); n != 30 || a.shown(t) != 30 {
		t.Errorf("%d on the server, %d here", n, a.shown(t))
	}
	h.told(t, a, "e3", "server deleted", "undo created")
	a.syncs(t)
	a.holds(t, "", 0)
}

func TestPushBackOfChanges(t *testing.T) {
	h := newHouse(t)
	a := h.full(t, 11)
	h.changes(11, "SUMMARY=(null)")
	a.syncs(t)
	a.holds(t, calendar.HoldChanges, 11)
	if n := a.shown(t); n != 11 {
		t.Errorf("%d events are as they were, want 11", n)
	}
	a.options.PushBack = onlyThis(a.collection("home").ID)
	a.syncs(t)
	a.options.PushBack = nil
	a.holds(t, "", 0)
	for i := range 11 {
		h.wants(t, "server", fmt.Sprint("e", i), "SUMMARY=was here")
	}
	if got := counts(a.totals().Sent); got != "0 11 0" {
		t.Errorf("sent %s, want 0 11 0", got)
	}
	rows := h.told(t, a, "e3", "server edited", "undo edited")
	if got := property(rows[1].After, "SUMMARY"); got != "(null)" {
		t.Errorf("what was overruled is in the ledger as %q", got)
	}
	a.syncs(t)
	a.holds(t, "", 0)
}

// told reads the newest rows of an object's ledger, and wants these, oldest
// first.
func (h *house) told(t *testing.T, d *device, name string, want ...string) []calendar.Change {
	t.Helper()
	rows, err := d.store.History(t.Context(), calendar.HistoryQuery{UID: calendar.UID(name), Limit: len(want)})
	h.must(err)
	var got []string
	for _, r := range rows {
		got = append([]string{fmt.Sprint(r.Origin, " ", r.Kind)}, got...)
	}
	if strings.Join(got, ", ") != strings.Join(want, ", ") {
		t.Errorf("the ledger tells %q, want %q", got, want)
	}
	return rows
}

// changes has the server change the first n.
func (h *house) changes(n int, fields ...string) {
	for i := range n {
		path := fmt.Sprintf("%shome/e%d.ics", home, i)
		text, _, _ := h.server.Get(path)
		h.server.Put(path, string(edited([]byte(text), fields...)))
	}
}

// What is held is not fetched again and again.
func TestAHeldChangeIsLookedAtOnce(t *testing.T) {
	h := newHouse(t)
	a := h.full(t, 20)
	h.changes(20, "SUMMARY=(null)")
	a.syncs(t)
	first := a.report.Requests
	a.syncs(t)
	if a.report.Requests >= first || a.report.Requests > 2 {
		t.Errorf("%d requests, then %d", first, a.report.Requests)
	}
	a.holds(t, calendar.HoldChanges, 20)
	h.changes(20, "SUMMARY=was here")
	a.syncs(t)
	a.holds(t, "", 0)
}

// A server that was moved hands out new etags: nothing changed, nobody is asked.
func TestNewETagsAreNoChange(t *testing.T) {
	h := newHouse(t)
	a := h.full(t, 30)
	a.edit("e3", "LOCATION=Here")
	h.changes(30, "DTSTAMP=20261122T101112Z")
	a.syncs(t)
	a.holds(t, "", 0)
	h.wants(t, "server", "e3", "LOCATION=Here", "SUMMARY=was here")
	if n := a.shown(t); n != 30 || a.pending() != 0 {
		t.Errorf("%d events, %d pending", n, a.pending())
	}
}

func TestACalendarThatIsNoLongerListed(t *testing.T) {
	h := newHouse(t)
	a := h.full(t, 3)
	a.edit("e1", "LOCATION=Here")
	h.server.Delete(home + "home/")
	a.syncs(t)
	a.holds(t, calendar.HoldMissing, 3)
	if a.shown(t) != 3 || !a.collection("home").Missing {
		t.Errorf("%d shown, %+v", a.shown(t), a.collection("home"))
	}
	id := a.collection("home").ID

	a.options.PushBack = onlyThis(id)
	a.plans(t, "e0 send create", "e1 send create", "e2 send create")
	a.syncs(t)
	a.options.PushBack = nil
	a.holds(t, "", 0)
	if n := len(h.server.Paths(home + "home/")); n != 3 {
		t.Errorf("%d objects on the server, want 3", n)
	}
	h.wants(t, "server", "e1", "LOCATION=Here")
	if got := a.collection("home"); got.ID != id || got.Missing || a.pending() != 0 {
		t.Errorf("%+v, %d pending", got, a.pending())
	}

	h.server.Delete(home + "home/")
	a.syncs(t)
	a.options.Accept = onlyThis(id)
	a.syncs(t)
	if got := counts(a.totals().Received); got != "0 0 3" {
		t.Errorf("received %s", got)
	}
	if _, err := a.store.Collection(t.Context(), id); !errors.Is(err, calendar.ErrNotFound) {
		t.Errorf("got %v, want it removed", err)
	}
	rows, err := a.store.History(t.Context(), calendar.HistoryQuery{UID: "e1"})
	if h.must(err); len(rows) == 0 {
		t.Error("the ledger forgot it")
	}
}

// A calendar that another device deleted, and has again under another address, is
// made again here: what the other has is not there twice, and takes along what was
// changed of it here.
func TestPushBackOfACalendarThatAnotherHas(t *testing.T) {
	for _, path := range []string{"again", "zz"} { // asked before the one made again, and after
		h := newHouse(t)
		a := h.full(t, 3)
		a.edit("e1", "LOCATION=Here")
		texts := map[string]string{}
		for _, name := range []string{"e0", "e1"} {
			texts[name], _, _ = h.server.Get(home + "home/" + name + ".ics")
		}
		h.server.Delete(home + "home/")
		a.syncs(t)
		h.server.Seed("alice", caldavserver.Calendar{Path: path, Name: "Home"})
		for name, text := range texts {
			h.server.Put(home+path+"/"+name+".ics", text)
		}
		a.syncs(t)
		a.holds(t, calendar.HoldMissing, 3)
		a.options.PushBack = onlyThis(a.collection("home").ID)
		a.syncs(t)
		a.options.PushBack = nil
		a.holds(t, "", 0)
		if n := a.totals(); n.Merged != 1 {
			t.Errorf("%s: %d merged, want the one that was changed", path, n.Merged)
		}
		a.syncs(t)
		for name, in := range map[string]string{"e0": path, "e1": path, "e2": "home"} {
			var got []string
			for _, cal := range []string{"home", path} {
				if text, _, ok := h.server.Get(home + cal + "/" + name + ".ics"); ok {
					got = append(got, cal)
					if loc := property([]byte(text), "LOCATION"); name == "e1" && loc != "Here" {
						t.Errorf("%s: %s is at %q", path, name, loc)
					}
				}
			}
			if !slices.Equal(got, []string{in}) {
				t.Errorf("%s: %s is in %v", path, name, got)
			}
		}
		if n := a.shown(t); n != 1 || a.pending() != 0 {
			t.Errorf("%s: %d events, %d pending", path, n, a.pending())
		}
	}
}

// A listing that leaves out a few is asked about them: silence is no deletion.
func TestAFewOmittedAreAskedAbout(t *testing.T) {
	h := newHouse(t)
	h.server.Fault(caldavserver.Fault{Kind: caldavserver.NoSync})
	a := h.full(t, 9)
	h.server.Delete(home + "home/e8.ics")
	cancel := h.server.Fault(caldavserver.Fault{Kind: caldavserver.OmitThird, Path: "/home/", Times: caldavserver.Always})
	a.syncs(t)
	if n := a.shown(t); n < 8 {
		t.Errorf("%d events are shown, want 8", n)
	}
	if h := a.collection("home").Hold; h.Reason != calendar.HoldOmitted || h.Objects() == 0 {
		t.Errorf("%+v", h)
	}
	cancel()
	a.syncs(t)
	a.holds(t, "", 0)
	if n := a.shown(t); n != 8 {
		t.Errorf("%d events are shown, want 8", n)
	}
}

// An edit brings back what the server lost, and what else is held stays held.
func TestAnEditDoesNotMeltAHold(t *testing.T) {
	h := newHouse(t)
	a := h.full(t, 20)
	h.loses(11)
	a.syncs(t)
	a.holds(t, calendar.HoldRemovals, 11)
	a.edit("e1", "LOCATION=Here")
	for range 4 {
		a.syncs(t)
	}
	if n := a.shown(t); n != 20 || a.collection("home").Hold.Removals != 10 {
		t.Errorf("%d events are shown, %+v", n, a.collection("home").Hold)
	}
	h.wants(t, "server", "e1", "LOCATION=Here")
}

// A yes is to what was told: not to what nobody held, not to more than that,
// and not to the loss of the whole calendar.
func TestAYesIsToWhatWasTold(t *testing.T) {
	h := newHouse(t)
	a := h.full(t, 60)
	id := a.collection("home").ID
	a.options.Accept = onlyThis(id)
	h.loses(12)
	a.syncs(t)
	a.holds(t, calendar.HoldRemovals, 12)

	for i := range 20 {
		h.server.Delete(fmt.Sprintf("%shome/e%d.ics", home, 20+i))
	}
	a.syncs(t)
	a.holds(t, calendar.HoldRemovals, 20)
	if n := a.shown(t); n != 60-12 {
		t.Errorf("%d events are shown", n)
	}

	h.server.Delete(home + "home/")
	a.syncs(t)
	if c := a.collection("home"); c.Hold.Reason != calendar.HoldMissing || a.shown(t) != 60-12 {
		t.Errorf("%+v, %d events are shown", c.Hold, a.shown(t))
	}
}

// What a listing leaves out and the server has is there, whatever the user says.
func TestAYesToWhatIsLeftOut(t *testing.T) {
	h := newHouse(t)
	h.server.Fault(caldavserver.Fault{Kind: caldavserver.NoSync})
	a := h.full(t, 9)
	h.server.Delete(home + "home/e8.ics")
	h.server.Fault(caldavserver.Fault{Kind: caldavserver.OmitThird, Path: "/home/", Times: caldavserver.Always})
	a.syncs(t)
	if c := a.collection("home"); c.Hold.Reason != calendar.HoldOmitted {
		t.Fatalf("%+v", c.Hold)
	}
	a.options.Accept = onlyThis(a.collection("home").ID)
	a.syncs(t)
	if n := a.shown(t); n != 8 {
		t.Errorf("%d events are shown, want 8", n)
	}
}
