package bridge_test

import (
	"strings"
	"testing"
	"time"

	"calends/backend/bridge"
	"calends/backend/caldavserver"
)

// What clashed is not said to be merged.
func TestHistoryOfACollision(t *testing.T) {
	_, a, _ := collision(t)
	row := a.history(bridge.HistoryQuery{UID: "tea"})[0]
	if row.Origin != "merge" || strings.Contains(row.Note, "merged") || !strings.Contains(row.Note, "“summary”") || !strings.Contains(row.Note, "set aside") {
		t.Errorf("%+v", row)
	}
	if len(row.Clashes) == 0 {
		t.Error("it is not said what clashed")
	}
}

// What the user let through, or sent again, is said to be his decision; what
// came by itself is not.
func TestHistoryOfADecision(t *testing.T) {
	server, a := losing(t, 20)
	server.Put("/dav/calendars/alice/home/new.ics", party(77))
	a.decide(bridge.SyncRequest{Accept: []string{"Home"}})
	if row := a.history(bridge.HistoryQuery{UID: "e3"})[0]; row.Decided != "accept" || !strings.Contains(row.Note, "you let it through") {
		t.Errorf("%+v", row)
	}
	if row := a.history(bridge.HistoryQuery{UID: "e77"})[0]; row.Decided != "" || row.Note != "" {
		t.Errorf("%+v", row)
	}
	_, b := losing(t, 20)
	b.decide(bridge.SyncRequest{PushBack: []string{"Home"}})
	rows := b.history(bridge.HistoryQuery{UID: "e3"})
	if rows[0].Decided != "push-back" || rows[1].Decided != "" || rows[1].Origin != "server" {
		t.Errorf("%+v", rows)
	}
}

// A calendar that is gone from its server was not deleted by the user.
func TestHistoryOfAnAcceptedLoss(t *testing.T) {
	server := crowd(2)
	server.Seed("alice", caldavserver.Calendar{Path: "team", Name: "Work"})
	a := newSeat(t, server)
	must(t, newSeat(t, server).DeleteCalendar(t.Context(), "Home"))
	a.sync()
	a.decide(bridge.SyncRequest{Accept: []string{"Home"}})
	if row := a.history(bridge.HistoryQuery{UID: "e1"})[0]; row.Origin != "server" || row.Decided != "accept" || row.Sync == "" {
		t.Errorf("%+v", row)
	}
}

// What another device moved has not been deleted, whichever end is asked for,
// and an older version comes back where the event is now.
func TestHistoryOfAMoveElsewhere(t *testing.T) {
	server := crowd(2)
	server.Seed("alice", caldavserver.Calendar{Path: "team", Name: "Work"})
	a, b := newSeat(t, server), newSeat(t, server)
	_, err := b.Edit(t.Context(), bridge.EditEvent{UID: "e0", MoveTo: "Work", View: time.UTC})
	must(t, err)
	b.sync()
	a.sync()
	for _, q := range []bridge.HistoryQuery{{UID: "e0"}, {Calendar: "Home"}, {Calendar: "Work"}} {
		if row := a.history(q)[0]; row.Kind != "moved" || row.UID != "e0" {
			t.Errorf("%+v: %+v", q, row)
		}
	}
	b.edit("e0", bridge.Patch{Description: ptr("Later")})
	b.sync()
	a.sync()
	rows := a.history(bridge.HistoryQuery{UID: "e0"})
	ref, err := a.Restore(t.Context(), rows[len(rows)-1].Change)
	must(t, err)
	if ref.Calendar != a.calendarID("Work") || a.count() != 2 || strings.Contains(a.text("e0"), "Later") {
		t.Errorf("%+v, %d parties", ref, a.count())
	}
}

// What the user deleted is back because another device had moved it: that is said.
func TestHistoryOfADeletionThatMetAMove(t *testing.T) {
	server := crowd(2)
	server.Seed("alice", caldavserver.Calendar{Path: "team", Name: "Work"})
	a, b := newSeat(t, server), newSeat(t, server)
	_, err := b.Edit(t.Context(), bridge.EditEvent{UID: "e0", MoveTo: "Work", View: time.UTC})
	must(t, err)
	b.sync()
	_, err = a.Delete(t.Context(), bridge.DeleteEvent{UID: "e0", View: time.UTC})
	must(t, err)
	a.sync()
	if row := a.history(bridge.HistoryQuery{UID: "e0"})[0]; row.Kind != "created" || !strings.Contains(row.Note, "You had deleted it") {
		t.Errorf("%+v", row)
	}
}

// What the server made of our text is a receipt, and no edit of the user's.
func TestHistoryOfAReceipt(t *testing.T) {
	server := crowd(1)
	server.Fault(caldavserver.Fault{Kind: caldavserver.Rewrite, Times: caldavserver.Always})
	a := newSeat(t, server)
	a.edit("e0", bridge.Patch{Summary: ptr("Mine")})
	a.sync()
	rows := a.history(bridge.HistoryQuery{UID: "e0"})
	if !rows[0].Receipt || rows[1].Receipt {
		t.Errorf("%+v", rows)
	}
}

// An undo of what was overtaken changes nothing, and does not say that it did.
func TestUndoOfAnOvertakenEdit(t *testing.T) {
	server := crowd(1)
	a, b := newSeat(t, server), newSeat(t, server)
	a.edit("e0", bridge.Patch{Summary: ptr("Mine")})
	a.sync()
	b.sync()
	b.edit("e0", bridge.Patch{Summary: ptr("Theirs")})
	b.sync()
	a.sync()
	if ref := a.undo(); ref.Change != "" || ref.Left != 1 || !strings.Contains(a.text("e0"), "Theirs") {
		t.Errorf("%+v: %s", ref, a.text("e0"))
	}
}
