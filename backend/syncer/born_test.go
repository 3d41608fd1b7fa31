package syncer_test

import (
	"testing"

	"calends/backend/caldavserver"
	"calends/backend/syncer"
)

// An empty calendar's first token is one that the server takes for none: it
// tells nothing of what is gone since.
func TestWhatIsDeletedSoonInANewCalendar(t *testing.T) {
	h := newHouse(t)
	a := h.device("a")
	a.syncs(t)
	a.create("tea")
	a.create("milk")
	a.syncs(t)
	h.server.Delete(home + "home/tea.ics")
	a.syncs(t)
	h.wants(t, "a", "tea", "absent")
	h.wants(t, "a", "milk", "UID=milk")
	if sum := a.totals(); counts(sum.Received) != "0 0 1" {
		t.Errorf("received %s", counts(sum.Received))
	}
}

// What is gone before we ask again is asked about.
func TestWhatIsDeletedAtOnce(t *testing.T) {
	h := newHouse(t)
	a := h.device("a")
	a.syncs(t)
	a.create("tea")
	a.create("milk")
	a.spy.before = once("REPORT", func() { h.server.Delete(home + "home/tea.ics") })
	a.syncs(t)
	a.syncs(t)
	h.wants(t, "a", "tea", "absent")
	h.wants(t, "a", "milk", "UID=milk")
}

// A server need not tell of what was made and deleted since the token that it
// is shown (RFC 6578), and we show one from before our own
// creations: what somebody deleted soon after we made it must go all the same.
func TestWhatIsDeletedSoonAfterItWasCreated(t *testing.T) {
	h := newHouse(t)
	a := h.full(t, 3)
	a.create("tea")
	a.syncs(t)
	h.wants(t, "server", "tea", "UID=tea")
	h.server.Delete(home + "home/tea.ics")
	a.syncs(t)
	h.wants(t, "a", "tea", "absent")
}

// The same in a new calendar, where the sync ends before it has asked for a
// token that knows what was created: the next one compares everything.
func TestWhatIsDeletedAfterASyncThatWasCutOff(t *testing.T) {
	h := newHouse(t)
	a := h.device("a")
	a.syncs(t)
	a.create("tea")
	a.create("milk")
	_, _ = syncer.Account(t.Context(), a.client, &doomed{a.store, 2, true}, a.account, a.options)
	h.wants(t, "server", "milk", "UID=milk")
	h.server.Delete(home + "home/tea.ics")
	a.syncs(t)
	h.wants(t, "a", "tea", "absent")
	h.wants(t, "a", "milk", "UID=milk")
}

// What was moved here is new here, too. Seed 3175.
func TestWhatIsDeletedSoonAfterItWasMoved(t *testing.T) {
	h := newHouse(t)
	h.server.Fault(caldavserver.Fault{Kind: caldavserver.NoCTag})
	h.server.Put(home+"home/tea.ics", string(event("tea")))
	h.server.Put(home+"work/milk.ics", string(event("milk")))
	a := h.device("a")
	a.syncs(t)
	a.move("tea", "work")
	a.syncs(t)
	h.server.Delete(home + "work/tea.ics")
	a.syncs(t)
	h.wants(t, "a", "tea", "absent")
}
