package syncer_test

import (
	"strings"
	"testing"
	"time"

	"calends/backend/caldavserver"
	"calends/backend/calendar"
)

// fails syncs, and wants one failure that says this.
func (d *device) fails(t *testing.T, sentence string) {
	t.Helper()
	if err := d.sync(); err != nil {
		t.Fatal(err)
	}
	failed := d.totals().Failed
	if len(failed) != 1 || !strings.Contains(failed[0].Err.Error(), sentence) {
		t.Errorf("failed: %+v; want %q", failed, sentence)
	}
}

// destroy has the server hold something nobody can read, for good.
func (h *house) destroy(path string) (well func()) {
	text, _, _ := h.server.Get(path)
	h.server.Put(path, string(edited([]byte(text), "COMMENT=destroyed")))
	return h.server.Fault(caldavserver.Fault{Kind: caldavserver.Null, Path: path})
}

// What the server cannot show takes nobody's copy away, is said with what to do
// about it, and is well when it can be shown again.
func TestWhatTheServerCannotShow(t *testing.T) {
	h := newHouse(t)
	path := home + "home/tea.ics"
	h.server.Put(path, string(event("tea", "SUMMARY=Tea")))
	a := h.device("a")
	a.syncs(t)
	well := h.destroy(path)
	for range 3 {
		a.fails(t, "can no longer show “Tea”. The copy on this device is kept")
		h.wants(t, "a", "tea", "SUMMARY=Tea")
	}
	if n := h.server.Count("PUT"); n != 0 {
		t.Errorf("%d PUTs that nobody asked for", n)
	}
	well()
	h.server.Put(path, string(event("tea", "SUMMARY=Green")))
	a.syncs(t)
	h.wants(t, "a", "tea", "SUMMARY=Green")
}

// A hiccup of a server that holds somebody's text is no reason to write over it.
func TestAHiccupIsNotWrittenOver(t *testing.T) {
	h := newHouse(t)
	path := home + "home/tea.ics"
	h.server.Put(path, string(event("tea", "SUMMARY=Tea")))
	a := h.device("a")
	a.syncs(t)
	a.edit("tea", "LOCATION=Here")
	h.server.Put(path, string(event("tea", "SUMMARY=Green")))
	well := h.server.Fault(caldavserver.Fault{Kind: caldavserver.Null})
	a.fails(t, "Your version is kept here")
	if n := h.server.Count("PUT"); n != 0 {
		t.Errorf("%d PUTs", n)
	}
	well()
	a.syncs(t)
	h.wants(t, "server", "tea", "SUMMARY=Green", "LOCATION=Here")
	h.wants(t, "a", "tea", "SUMMARY=Green", "LOCATION=Here")
}

// An edit does not go out over what the server cannot show within the hour,
// however often that is seen, and the status says until when it waits. It does
// where the user pushes it back.
func TestAnEditWaitsAnHour(t *testing.T) {
	for _, pushed := range []bool{false, true} {
		h := newHouse(t)
		path := home + "home/tea.ics"
		h.server.Put(path, string(event("tea", "SUMMARY=Tea")))
		a := h.device("a")
		a.syncs(t)
		a.edit("tea", "SUMMARY=Green")
		well := h.destroy(path)
		start := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
		for _, after := range []time.Duration{0, time.Minute, 2 * time.Minute, 59 * time.Minute, -time.Hour, -2 * time.Minute} {
			a.options.Now = func() time.Time { return start.Add(after) }
			until := map[bool]string{false: "10:00", true: "09:00"}[after < 0] // the clock was set back
			a.fails(t, "Your version is kept here; if that is still so at "+until)
			if n := h.server.Count("PUT"); n != 0 || a.pending() != 1 {
				t.Fatalf("after %v: %d PUTs, %d pending", after, n, a.pending())
			}
		}
		if pushed {
			a.options.PushBack = onlyThis(a.collection("home").ID)
		} else {
			a.options.Now = func() time.Time { return start }
		}
		a.spy.after = once("PUT", well)
		a.syncs(t)
		h.wants(t, "server", "tea", "SUMMARY=Green")
	}
}

// Another text that cannot be shown waits for its own hour.
func TestTheHourBeginsAnew(t *testing.T) {
	h := newHouse(t)
	path := home + "home/tea.ics"
	h.server.Put(path, string(event("tea", "SUMMARY=Tea")))
	a := h.device("a")
	a.syncs(t)
	a.edit("tea", "SUMMARY=Green")
	for _, theirs := range []string{"Black", "White"} {
		h.server.Put(path, string(event("tea", "SUMMARY="+theirs)))
		h.destroy(path)
		a.fails(t, "can no longer show")
		a.later(50 * time.Minute)
	}
	a.fails(t, "can no longer show")
	if n := h.server.Count("PUT"); n != 0 {
		t.Errorf("%d PUTs", n)
	}
}

// later moves the clock of a device.
func (d *device) later(by time.Duration) {
	now := d.options.Now
	if now == nil {
		now = time.Now
	}
	d.options.Now = func() time.Time { return now().Add(by) }
}

// An edit goes out over what cannot be read for an hour.
func TestAnEditReplacesWhatTheServerCannotShow(t *testing.T) {
	for _, early := range []bool{true, false} {
		h := newHouse(t)
		path := home + "home/tea.ics"
		h.server.Put(path, string(event("tea", "SUMMARY=Tea")))
		a := h.device("a")
		a.syncs(t)
		if early {
			a.edit("tea", "SUMMARY=Green")
		}
		well := h.destroy(path)
		a.fails(t, "can no longer show")
		if !early {
			a.edit("tea", "SUMMARY=Green")
		}
		a.later(time.Hour)
		a.spy.after = once("PUT", well) // the server can show what it is given
		a.syncs(t)
		h.wants(t, "server", "tea", "SUMMARY=Green")
		if a.pending() != 0 {
			t.Errorf("%d pending", a.pending())
		}
		a.syncs(t)
	}
}

// Pushed back, the copy that can be read is written to the server again.
func TestPushBackOfWhatTheServerCannotShow(t *testing.T) {
	h := newHouse(t)
	path := home + "home/tea.ics"
	h.server.Put(path, string(event("tea", "SUMMARY=Tea")))
	a := h.device("a")
	a.syncs(t)
	well := h.destroy(path)
	a.fails(t, "can no longer show")
	a.options.PushBack = onlyThis(a.collection("home").ID)
	a.spy.before = once("PUT", well)
	a.syncs(t)
	a.options.PushBack = nil
	if n := h.server.Count("PUT"); n != 1 {
		t.Errorf("%d PUTs", n)
	}
	a.syncs(t)
	h.wants(t, "server", "tea", "SUMMARY=Tea")
}

// What the server takes and cannot show was sent: it is not sent again and again.
func TestATextThatTheServerDestroys(t *testing.T) {
	h := newHouse(t)
	a := h.device("a")
	a.syncs(t)
	h.server.Fault(caldavserver.Fault{Kind: caldavserver.Null})
	a.create("tea", "SUMMARY=Tea")
	a.fails(t, "The server took “Tea” and can no longer show it")
	for range 2 {
		a.fails(t, "can no longer show “Tea”")
	}
	if n := h.server.Count("PUT"); n != 1 || a.pending() != 0 {
		t.Errorf("%d PUTs, %d pending", n, a.pending())
	}
	h.wants(t, "a", "tea", "SUMMARY=Tea")
	h.server.ClearFaults()
	a.syncs(t)
	if o, _ := a.find("tea"); o.Unreadable != nil || o.State() != calendar.Unchanged {
		t.Errorf("%+v", o)
	}
}

// Half a text can be read, and is not the object: it becomes nobody's copy,
// neither of what was here before nor of what is new, nor of what was sent.
func TestATextThatIsCutOff(t *testing.T) {
	h := newHouse(t)
	path := home + "home/tea.ics"
	h.server.Put(path, string(event("tea", "SUMMARY=Tea", "DESCRIPTION=Hot")))
	a := h.device("a")
	a.syncs(t)

	h.server.Put(path, string(event("tea", "SUMMARY=Green", "DESCRIPTION=Hotter", "LOCATION=There")))
	h.server.Put(home+"home/new.ics", string(event("new", "SUMMARY=New", "LOCATION=There")))
	well := h.server.Fault(caldavserver.Fault{Kind: caldavserver.CutObject})
	for range 2 {
		if err := a.sync(); err != nil {
			t.Fatal(err)
		}
		if failed := a.totals().Failed; len(failed) != 2 {
			t.Errorf("failed: %+v", failed)
		}
		h.wants(t, "a", "tea", "SUMMARY=Tea", "DESCRIPTION=Hot")
	}
	a.edit("tea", "COMMENT=Mine")
	if err := a.sync(); err != nil {
		t.Fatal(err)
	}
	well()
	for range 2 {
		a.syncs(t)
	}
	h.wants(t, "server", "tea", "SUMMARY=Green", "DESCRIPTION=Hotter", "LOCATION=There", "COMMENT=Mine")
	h.wants(t, "a", "tea", "SUMMARY=Green", "DESCRIPTION=Hotter", "LOCATION=There", "COMMENT=Mine")
	h.wants(t, "a", "new", "SUMMARY=New", "LOCATION=There")

	well = h.server.Fault(caldavserver.Fault{Kind: caldavserver.CutObject})
	a.edit("new", "DESCRIPTION=Mine")
	if err := a.sync(); err != nil {
		t.Fatal(err)
	}
	h.wants(t, "a", "new", "SUMMARY=New", "LOCATION=There", "DESCRIPTION=Mine")
	well()
	a.syncs(t)
	h.wants(t, "server", "new", "SUMMARY=New", "LOCATION=There", "DESCRIPTION=Mine")
	h.wants(t, "a", "new", "SUMMARY=New", "LOCATION=There", "DESCRIPTION=Mine")
}

// A deletion waits as an edit does: what cannot be shown for a moment may be
// somebody's text.
func TestADeletionWaitsAnHour(t *testing.T) {
	h := newHouse(t)
	path := home + "home/tea.ics"
	h.server.Put(path, string(event("tea", "SUMMARY=Tea")))
	a := h.device("a")
	a.syncs(t)
	h.destroy(path)
	a.fails(t, "can no longer show")
	a.delete("tea")
	for range 2 {
		a.fails(t, "which you deleted")
	}
	if _, _, there := h.server.Get(path); !there || a.pending() != 1 {
		t.Errorf("there: %v, %d pending", there, a.pending())
	}
	a.later(time.Hour)
	a.syncs(t)
	if _, _, there := h.server.Get(path); there || a.pending() != 0 {
		t.Errorf("there: %v, %d pending", there, a.pending())
	}
}
