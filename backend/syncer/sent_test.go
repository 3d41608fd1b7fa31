package syncer_test

import (
	"strings"
	"testing"

	"calends/backend/caldavserver"
	"calends/backend/calendar"
)

// What the world found (see TestWorld) about the moment in which something is
// being sent, each as small as it gets.

// The user deletes an event while an edit of it is being sent, and somebody else
// writes before we look what the server made of it: he has not seen that, and it
// stays.
func TestDeletedWhileItWasSent(t *testing.T) {
	for _, created := range []bool{false, true} {
		h := newHouse(t)
		if !created {
			h.server.Put(home+"home/tea.ics", string(event("tea", "SUMMARY=Tea")))
		}
		a := h.device("a")
		a.syncs(t)
		if created {
			a.create("tea", "SUMMARY=Green")
		} else {
			a.edit("tea", "SUMMARY=Green")
		}
		a.spy.after = once("PUT", func() {
			a.delete("tea")
			h.server.Put(home+"home/tea.ics", string(event("tea", "SUMMARY=Green", "LOCATION=There")))
		})
		a.syncs(t)
		a.syncs(t)
		h.wants(t, "server", "tea", "SUMMARY=Green", "LOCATION=There")
		h.wants(t, "a", "tea", "SUMMARY=Green", "LOCATION=There")
		if a.pending() != 0 {
			t.Errorf("%d pending", a.pending())
		}
	}
}

// The same where nobody writes: it is deleted.
func TestDeletedWhileItWasSentAndNobodyElseWrote(t *testing.T) {
	h := newHouse(t)
	a := h.device("a")
	a.syncs(t)
	a.create("tea", "SUMMARY=Green")
	a.spy.after = once("PUT", func() { a.delete("tea") })
	a.syncs(t)
	a.syncs(t)
	h.wants(t, "server", "tea", "absent")
	h.wants(t, "a", "tea", "absent")
}

// The user takes a move back while what he moved is being sent, and somebody
// else writes there: what comes back is merged with that. Seed 2046.
func TestMovedBackWhileItWasSent(t *testing.T) {
	h := newHouse(t)
	a := h.device("a")
	a.syncs(t)
	a.create("tea", "SUMMARY=Tea")
	a.move("tea", "work")
	a.spy.after = once("PUT", func() {
		o, _ := a.find("tea")
		a.commit(calendar.Write{Object: o.ID, At: o.Revision},
			calendar.Write{Collection: a.collection("home").ID, Href: a.at["home"] + "back.ics", Body: edited(o.Body, "LOCATION=Here")})
		h.server.Put(home+"work/tea.ics", string(event("tea", "SUMMARY=Green")))
	})
	a.syncs(t)
	a.syncs(t)
	h.wants(t, "server", "back", "SUMMARY=Green", "LOCATION=Here")
	h.wants(t, "a", "back", "SUMMARY=Green", "LOCATION=Here")
	if got := h.everywhere("tea"); len(got) != 1 || a.pending() != 0 {
		t.Errorf("it is at %v, %d pending", got, a.pending())
	}
}

// An event is created and moved before it is sent; somebody else moves it back to
// where it was created: that is no text of ours to be removed. Seed 2067.
func TestMovedBackByAnotherToWhereItWasCreated(t *testing.T) {
	h := newHouse(t)
	a := h.device("a")
	a.syncs(t)
	o := event("tea", "SUMMARY=Tea")
	a.commit(calendar.Write{Collection: a.collection("work").ID, Href: a.at["work"] + "tea.ics", Body: o})
	a.move("tea", "home")
	h.server.Put(home+"work/milk.ics", string(event("milk", "SUMMARY=Milk"))) // so that it must be looked at
	_ = a.sync()
	text, _, there := h.server.Get(home + "home/tea.ics")
	if !there {
		t.Fatal("it was not sent")
	}
	h.server.Delete(home + "home/tea.ics")
	h.server.Put(home+"work/tea.ics", text)
	a.syncs(t)
	a.syncs(t)
	h.wants(t, "server", "tea", "SUMMARY=Tea")
	h.wants(t, "a", "tea", "SUMMARY=Tea")
}

// On a server that cannot move, what is moved is created: what the user changes
// meanwhile never saw what somebody else writes there.
func TestEditedWhileItWasMovedByHand(t *testing.T) {
	h := newHouse(t)
	h.server.Fault(caldavserver.Fault{Kind: caldavserver.NoMove})
	h.server.Put(home+"home/tea.ics", string(event("tea", "SUMMARY=Tea")))
	a := h.device("a")
	a.syncs(t)
	a.move("tea", "work")
	a.spy.after = once("PUT", func() {
		a.edit("tea", "LOCATION=Here")
		h.server.Put(home+"work/tea.ics", string(event("tea", "SUMMARY=Green")))
	})
	a.syncs(t)
	a.syncs(t)
	h.wants(t, "server", "tea", "SUMMARY=Green", "LOCATION=Here")
	if got := h.everywhere("tea"); len(got) != 1 || a.pending() != 0 {
		t.Errorf("it is at %v, %d pending", got, a.pending())
	}
}

// On a server that cannot move, the new one was created and the old one deleted,
// and the sync ended there; the user takes the move back. What is at the new
// place is all there is: it is moved back, not deleted. Seed 2877.
func TestAMoveByHandThatWasCutOffIsTakenBack(t *testing.T) {
	for _, way := range [][2]string{{"home", "work"}, {"work", "home"}} {
		h := newHouse(t)
		h.server.Fault(caldavserver.Fault{Kind: caldavserver.NoMove})
		h.server.Put(home+way[0]+"/tea.ics", string(event("tea", "SUMMARY=Tea")))
		a := h.device("a")
		a.syncs(t)
		before, _ := a.find("tea")
		a.move("tea", way[1])
		h.server.Fault(caldavserver.Fault{Kind: caldavserver.LoseAnswer, Method: "DELETE"})
		h.server.Fault(caldavserver.Fault{Kind: caldavserver.Drop, Method: "PROPFIND", Path: "tea.ics", Skip: 1, Times: caldavserver.Always})
		_ = a.sync()
		h.server.ClearFaults()
		h.server.Fault(caldavserver.Fault{Kind: caldavserver.NoMove})
		if got := h.everywhere("tea"); len(got) != 1 || !strings.Contains(got[0], way[1]) {
			t.Fatalf("%v: it is at %v", way, got)
		}
		moved, _ := a.find("tea")
		left, err := a.store.Object(t.Context(), before.ID)
		h.must(err)
		if _, err := a.store.Commit(t.Context(), calendar.Undo, "", []calendar.Write{{Object: moved.ID, At: moved.Revision},
			{Object: left.ID, At: left.Revision, Body: before.Body}}); err != nil {
			t.Fatal(err)
		}
		a.syncs(t)
		a.syncs(t)
		if got := h.everywhere("tea"); len(got) != 1 || !strings.Contains(got[0], way[0]) || a.pending() != 0 {
			t.Errorf("%v: it is at %v, %d pending", way, got, a.pending())
		}
		h.wants(t, "a", "tea", "SUMMARY=Tea")
	}
}
