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
