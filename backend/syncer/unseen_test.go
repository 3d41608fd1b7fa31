package syncer_test

import (
	"fmt"
	"net/http"
	"testing"

	"calends/backend/calendar"
)

// TestPushBackOverwritesNothingUnseen: the user's word is on what was held. What
// the server got since then comes in, or is merged, or becomes a conflict.
func TestPushBackOverwritesNothingUnseen(t *testing.T) {
	later := func(h *house, name string, fields ...string) {
		h.server.Put(home+"home/"+name+".ics", string(event(name, fields...)))
	}
	pushes := func(t *testing.T, a *device) {
		t.Helper()
		a.options.PushBack = onlyThis(a.collection("home").ID)
		a.syncs(t)
		a.options.PushBack = nil
	}
	t.Run("after removals", func(t *testing.T) {
		h := newHouse(t)
		a := h.full(t, 12)
		a.edit("e5", "SUMMARY=ours")
		h.loses(12)
		a.syncs(t)
		later(h, "e3", "SUMMARY=unseen")
		pushes(t, a)
		h.wants(t, "server", "e3", "SUMMARY=unseen")
		h.wants(t, "a", "e3", "SUMMARY=unseen")
		h.wants(t, "server", "e4", "SUMMARY=was here")
		h.wants(t, "server", "e5", "SUMMARY=ours")
		a.holds(t, "", 0)
	})
	t.Run("after removals, and asked in between", func(t *testing.T) {
		h := newHouse(t)
		a := h.full(t, 12)
		h.loses(12)
		a.syncs(t)
		later(h, "e3", "SUMMARY=unseen")
		a.syncs(t) // by itself, as every minute
		pushes(t, a)
		h.wants(t, "server", "e3", "SUMMARY=unseen")
		h.wants(t, "server", "e4", "SUMMARY=was here")
	})
	t.Run("after changes", func(t *testing.T) {
		h := newHouse(t)
		a := h.full(t, 12)
		h.changes(12, "SUMMARY=(null)")
		a.edit("e1", "SUMMARY=ours")
		a.edit("e2", "LOCATION=ours")
		a.syncs(t)
		a.holds(t, calendar.HoldChanges, 12)
		later(h, "e0", "SUMMARY=unseen")
		later(h, "e1", "SUMMARY=unseen")
		later(h, "e2", "SUMMARY=unseen")
		pushes(t, a)
		h.wants(t, "server", "e0", "SUMMARY=unseen")
		h.wants(t, "server", "e1", "SUMMARY=unseen")
		h.wants(t, "server", "e2", "SUMMARY=unseen", "LOCATION=ours")
		h.wants(t, "server", "e3", "SUMMARY=was here")
		if n := a.totals().Conflicts; n != 1 {
			t.Errorf("%d conflicts, want one about e1", n)
		}
	})
	t.Run("after changes, between listing and fetch", func(t *testing.T) {
		h := newHouse(t)
		a := h.full(t, 12)
		h.changes(12, "SUMMARY=(null)")
		a.syncs(t)
		reports := 0
		a.spy.before = func(r *http.Request) {
			if r.Method == "REPORT" && r.URL.Path == home+"home/" {
				if reports++; reports == 2 { // the first lists, the second fetches
					later(h, "e0", "SUMMARY=unseen")
				}
			}
		}
		pushes(t, a)
		h.wants(t, "server", "e0", "SUMMARY=unseen")
		h.wants(t, "server", "e3", "SUMMARY=was here")
	})
	t.Run("all changed again", func(t *testing.T) {
		h := newHouse(t)
		a := h.full(t, 12)
		h.changes(12, "SUMMARY=(null)")
		a.syncs(t)
		h.changes(12, "SUMMARY=unseen")
		pushes(t, a)
		a.holds(t, calendar.HoldChanges, 12)
		for i := range 12 {
			h.wants(t, "server", fmt.Sprint("e", i), "SUMMARY=unseen")
		}
		pushes(t, a) // now he was told
		h.wants(t, "server", "e3", "SUMMARY=was here")
		a.holds(t, "", 0)
	})
	t.Run("nothing was held", func(t *testing.T) {
		h := newHouse(t)
		a := h.full(t, 12)
		h.changes(12, "SUMMARY=unseen")
		pushes(t, a)
		a.holds(t, calendar.HoldChanges, 12)
		h.wants(t, "server", "e3", "SUMMARY=unseen")
	})
}
