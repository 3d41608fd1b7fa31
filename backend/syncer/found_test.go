package syncer_test

import (
	"testing"

	"calends/backend/caldavserver"
	"calends/backend/calendar"
)

// What the world found (see TestWorld), each as small as it gets.

// An edit is sent, its answer is lost, and the user takes it back and edits
// something else: the edit that was taken back does not come back by merging
// with oneself.
func TestUndoneWhileItsAnswerWasLost(t *testing.T) {
	h := newHouse(t)
	h.server.Put(home+"home/tea.ics", string(event("tea", "SUMMARY=Tea")))
	a := h.device("a")
	a.syncs(t)
	before, _ := a.find("tea")
	a.edit("tea", "SUMMARY=Coffee")
	h.server.Fault(caldavserver.Fault{Kind: caldavserver.LoseAnswer, Method: "PUT"})
	h.server.Fault(caldavserver.Fault{Kind: caldavserver.Drop, Method: "GET"})
	_ = a.sync()
	sent, _ := a.find("tea")
	if _, err := a.store.Commit(t.Context(), calendar.Undo, "", []calendar.Write{{Object: sent.ID, At: sent.Revision, Body: before.Body}}); err != nil {
		t.Fatal(err)
	}
	a.edit("tea", "LOCATION=Here")
	a.syncs(t)
	h.wants(t, "server", "tea", "SUMMARY=Tea", "LOCATION=Here")
}

// Between device and server something answers every request with a web page
// and status 200, as hotels do: that is no success of a PUT, MOVE or DELETE.
func TestAWebPageIsNoSuccess(t *testing.T) {
	h := newHouse(t)
	for _, name := range []string{"tea", "cake", "milk"} {
		h.server.Put(home+"home/"+name+".ics", string(event(name, "SUMMARY=Old")))
	}
	a := h.device("a")
	a.syncs(t)
	a.edit("tea", "SUMMARY=New")
	a.delete("cake")
	a.move("milk", "work")
	for _, method := range []string{"PUT", "DELETE", "MOVE"} {
		h.server.Fault(caldavserver.Fault{Kind: caldavserver.HTML, Method: method})
	}
	_ = a.sync()
	h.wants(t, "a", "tea", "SUMMARY=New")
	a.syncs(t)
	h.wants(t, "server", "tea", "SUMMARY=New")
	h.wants(t, "server", "cake", "absent")
	if n := len(h.server.Paths(home+"home/")) + len(h.server.Paths(home+"work/")); n != 2 || a.pending() != 0 {
		t.Errorf("the server holds %d objects, %d are pending", n, a.pending())
	}
}

// Created here, the answer lost, changed by somebody else, deleted here: what
// the other wrote was never seen here, and stays.
func TestDeletedUnderSomebodyElsesEdit(t *testing.T) {
	h := newHouse(t)
	a := h.device("a")
	a.syncs(t)
	a.create("tea", "SUMMARY=Tea")
	h.server.Fault(caldavserver.Fault{Kind: caldavserver.LoseAnswer, Method: "PUT"})
	h.server.Fault(caldavserver.Fault{Kind: caldavserver.Drop, Method: "GET", Times: caldavserver.Always})
	_ = a.sync()
	h.server.ClearFaults()
	h.server.Put(home+"home/tea.ics", string(event("tea", "SUMMARY=Tea", "LOCATION=There")))
	a.delete("tea")
	a.syncs(t)
	h.wants(t, "server", "tea", "SUMMARY=Tea", "LOCATION=There")
	h.wants(t, "a", "tea", "SUMMARY=Tea", "LOCATION=There")
}

// Edited here, the answer lost; another takes that in and edits something else, as
// programs do, with stamps of his own; then it is edited here again. What was sent is
// no collision with what came after it.
func TestEditedOnWhatWasSentUnheard(t *testing.T) {
	h := newHouse(t)
	a := h.device("a")
	h.server.Put(home+"home/tea.ics", string(event("tea", "SUMMARY=Tea", "LOCATION=Here", "SEQUENCE=0")))
	a.syncs(t)
	a.edit("tea", "LOCATION=There", "DTSTAMP=20261122T100000Z", "SEQUENCE=1")
	h.server.Fault(caldavserver.Fault{Kind: caldavserver.LoseAnswer, Method: "PUT"})
	h.server.Fault(caldavserver.Fault{Kind: caldavserver.Drop, Method: "GET", Times: caldavserver.Always})
	_ = a.sync()
	h.server.ClearFaults()
	sent, _, _ := h.server.Get(home + "home/tea.ics")
	h.server.Put(home+"home/tea.ics", string(edited([]byte(sent), "SUMMARY=Green", "DTSTAMP=20261122T110000Z", "SEQUENCE=2")))
	a.edit("tea", "LOCATION=Elsewhere", "DTSTAMP=20261122T120000Z", "SEQUENCE=2")
	a.syncs(t)
	h.wants(t, "server", "tea", "SUMMARY=Green", "LOCATION=Elsewhere")
	h.wants(t, "a", "tea", "SUMMARY=Green", "LOCATION=Elsewhere")
	if n := a.totals().Conflicts; n != 0 {
		t.Errorf("%d conflicts with oneself", n)
	}
}

// Moved and edited here, and edited there between the MOVE and the look at what
// it made: that look must not become the base of what never saw it.
func TestWrittenRightAfterAMove(t *testing.T) {
	h := newHouse(t)
	h.server.Put(home+"home/tea.ics", string(event("tea", "SUMMARY=Tea")))
	a := h.device("a")
	a.syncs(t)
	a.move("tea", "work")
	a.edit("tea", "SUMMARY=Green")
	a.spy.after = once("MOVE", func() {
		h.server.Put(home+"work/tea.ics", string(event("tea", "SUMMARY=Tea", "LOCATION=There")))
	})
	a.syncs(t)
	h.wants(t, "server", "tea", "SUMMARY=Green", "LOCATION=There")
	h.wants(t, "a", "tea", "SUMMARY=Green", "LOCATION=There")
}

// The user takes an edit back while it is being merged: it stays taken back.
func TestTakenBackWhileMerging(t *testing.T) {
	h := newHouse(t)
	h.server.Put(home+"home/tea.ics", string(event("tea", "SUMMARY=Tea", "LOCATION=Here")))
	a := h.device("a")
	a.syncs(t)
	before, _ := a.find("tea")
	a.edit("tea", "SUMMARY=Green")
	h.server.Put(home+"home/tea.ics", string(event("tea", "SUMMARY=Tea", "LOCATION=There")))
	a.spy.after = once("GET", func() {
		now, _ := a.find("tea")
		a.commit(calendar.Write{Object: now.ID, At: now.Revision, Body: before.Body})
	})
	a.syncs(t)
	a.syncs(t)
	h.wants(t, "a", "tea", "SUMMARY=Tea", "LOCATION=There")
	h.wants(t, "server", "tea", "SUMMARY=Tea", "LOCATION=There")
}

// The answer to a MOVE got lost: asked again, the server has it at its end. What
// was edited besides is no collision with what was moved.
func TestMovedWhileTheAnswerWasLost(t *testing.T) {
	h := newHouse(t)
	h.server.Put(home+"home/tea.ics", string(event("tea", "SUMMARY=Tea")))
	a := h.device("a")
	a.syncs(t)
	o, _ := a.find("tea")
	a.commit(calendar.Write{Object: o.ID, At: o.Revision},
		calendar.Write{Collection: a.collection("work").ID, Href: a.at["work"] + "tea.ics", Body: edited(o.Body, "SUMMARY=Green")})
	h.server.Fault(caldavserver.Fault{Kind: caldavserver.LoseAnswer, Method: "MOVE"})
	_ = a.sync()
	a.syncs(t)
	h.wants(t, "server", "tea", "SUMMARY=Green")
	if n := a.totals().Conflicts; n != 0 {
		t.Errorf("%d conflicts with oneself", n)
	}
}

// Two people move the same event to the same calendar, and one of them takes it
// back: what the other moved is not removed as if it were his own.
func TestMovedByAnotherAndTakenBack(t *testing.T) {
	h := newHouse(t)
	text := string(event("tea", "SUMMARY=Tea"))
	h.server.Put(home+"home/tea.ics", text)
	a := h.device("a")
	a.syncs(t)
	before, _ := a.find("tea")
	a.move("tea", "work")
	there, _ := a.find("tea")
	gone, _ := a.store.Object(t.Context(), before.ID)
	a.commit(calendar.Write{Object: there.ID, At: there.Revision}, calendar.Write{Object: gone.ID, At: gone.Revision, Body: before.Body})
	h.server.Delete(home + "home/tea.ics")
	h.server.Put(home+"work/tea.ics", text)
	a.syncs(t)
	h.wants(t, "server", "tea", "SUMMARY=Tea")
	h.wants(t, "a", "tea", "SUMMARY=Tea")
}

// The answer is no use, and what the server holds looks like what was sent but
// for one line: somebody else's, who left the time of writing as it was.
func TestSomebodyElsesTextIsNoArrival(t *testing.T) {
	h := newHouse(t)
	h.server.Put(home+"home/tea.ics", string(event("tea", "SUMMARY=Tea")))
	a := h.device("a")
	a.syncs(t)
	a.edit("tea", "LOCATION=Here")
	a.spy.before = once("PUT", func() {
		h.server.Put(home+"home/tea.ics", string(event("tea", "SUMMARY=Tea", "DESCRIPTION=Two cups")))
	})
	h.server.Fault(caldavserver.Fault{Kind: caldavserver.Answer, Status: 500, Method: "PUT"})
	_ = a.sync()
	h.wants(t, "a", "tea", "LOCATION=Here")
	a.syncs(t)
	h.wants(t, "server", "tea", "LOCATION=Here", "DESCRIPTION=Two cups")
}

// A server that rewrites what it is sent took an edit, and the answer got lost:
// the next edit of the same field is no collision with that one.
func TestRewrittenWhileTheAnswerWasLost(t *testing.T) {
	h := newHouse(t)
	h.server.Fault(caldavserver.Fault{Kind: caldavserver.Rewrite})
	h.server.Put(home+"home/tea.ics", string(event("tea", "SUMMARY=Tea")))
	a := h.device("a")
	a.syncs(t)
	a.edit("tea", "SUMMARY=Coffee")
	h.server.Fault(caldavserver.Fault{Kind: caldavserver.LoseAnswer, Method: "PUT"})
	h.server.Fault(caldavserver.Fault{Kind: caldavserver.Drop, Method: "GET"})
	_ = a.sync()
	a.edit("tea", "SUMMARY=Milk")
	a.syncs(t)
	h.wants(t, "server", "tea", "SUMMARY=Milk")
	if n := a.totals().Conflicts; n != 0 {
		t.Errorf("%d conflicts with oneself", n)
	}
}

// A listing leaves an object out, and asked about it the server fails: that is
// no word that it is gone.
func TestNoAnswerIsNoDeletion(t *testing.T) {
	h := newHouse(t)
	h.server.Fault(caldavserver.Fault{Kind: caldavserver.NoSync})
	for _, name := range []string{"cake", "milk", "tea"} {
		h.server.Put(home+"home/"+name+".ics", string(event(name, "SUMMARY="+name)))
	}
	a := h.device("a")
	a.syncs(t)
	h.server.Put(home+"home/cake.ics", string(event("cake", "SUMMARY=Torte")))
	h.server.Fault(caldavserver.Fault{Kind: caldavserver.OmitThird, Path: "home/"})
	h.server.Fault(caldavserver.Fault{Kind: caldavserver.Answer, Status: 500, Method: "GET", Path: "tea.ics"})
	_ = a.sync()
	h.wants(t, "a", "tea", "SUMMARY=tea")
	a.syncs(t)
	h.wants(t, "a", "tea", "SUMMARY=tea")
	h.wants(t, "a", "cake", "SUMMARY=Torte")
}

// What was written here, then replaced by somebody else and merged with an
// edit that did not go out yet, is brought back by the other: that is no answer
// of ours that got lost, and the merge goes on from it.
func TestSomebodyElseCameBackToOurText(t *testing.T) {
	h := newHouse(t)
	path := home + "home/tea.ics"
	h.server.Put(path, string(event("tea", "SUMMARY=Tea")))
	a := h.device("a")
	a.syncs(t)
	a.edit("tea", "SUMMARY=Green")
	a.syncs(t)
	ours, _, _ := h.server.Get(path)
	h.server.Put(path, string(edited([]byte(ours), "SUMMARY=Black")))
	a.edit("tea", "LOCATION=Here")
	h.server.Fault(caldavserver.Fault{Kind: caldavserver.Answer, Status: 503, Method: "PUT"})
	_ = a.sync()
	h.wants(t, "a", "tea", "SUMMARY=Black", "LOCATION=Here")
	h.server.Put(path, ours)
	a.syncs(t)
	h.wants(t, "server", "tea", "SUMMARY=Green", "LOCATION=Here")
}
