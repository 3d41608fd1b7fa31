package bridge_test

import (
	"strings"
	"testing"
	"time"

	"calends/backend/bridge"
	"calends/backend/caldavserver"
)

// TestReceipt: what a server made of what it was sent can be read, until the
// next text is sent and taken as it is.
func TestReceipt(t *testing.T) {
	server := newServer()
	server.Fault(caldavserver.Fault{Kind: caldavserver.ScheduleTags})
	const path = "/dav/calendars/alice/home/tea.ics"
	server.Put(path, strings.Replace(teaTime, "SUMMARY:Tea", "ORGANIZER:mailto:alice@example.org\r\nATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:bo@example.org\r\nSUMMARY:Tea", 1))
	a := newSeat(t, server)
	receipt := func() []bridge.FieldRow {
		t.Helper()
		r, err := a.Receipt(t.Context(), "tea", "")
		must(t, err)
		return r.Fields
	}
	if got := receipt(); len(got) > 0 {
		t.Errorf("nothing was sent: %+v", got)
	}
	a.edit("tea", bridge.Patch{Summary: ptr("Coffee")})
	a.replied = func() { server.Reply(path, "bo@example.org", "ACCEPTED") }
	a.sync()
	want := bridge.FieldRow{Name: "attendees", Before: "bo@example.org (needs-action)", After: "bo@example.org (accepted)"}
	if got := receipt(); len(got) == 0 || got[0] != want {
		t.Errorf("%+v", got)
	}
	a.edit("tea", bridge.Patch{Summary: ptr("Water")}) // not sent yet
	if got := receipt(); len(got) == 0 || got[0] != want {
		t.Errorf("while another edit waits: %+v", got)
	}
	a.sync()
	if got := receipt(); len(got) > 0 {
		t.Errorf("taken as it was: %+v", got)
	}
}

// TestReceiptSaysWhatBecameOfIt: a receipt is no receipt of what was never sent,
// refused, doubtful or not read back, and says each in words.
func TestReceiptSaysWhatBecameOfIt(t *testing.T) {
	server := newServer()
	server.Put("/dav/calendars/alice/home/tea.ics", teaTime)
	a := newSeat(t, server)
	is := func(uid, state, code, says string) {
		t.Helper()
		r, err := a.Receipt(t.Context(), uid, "")
		must(t, err)
		if r.State != state || r.Code != code || !strings.Contains(r.Message, says) {
			t.Errorf("%+v, want %s %s %q", r, state, code, says)
		}
	}
	trySync := func() {
		t.Helper()
		_, err := a.Sync(t.Context(), bridge.SyncRequest{})
		must(t, err)
	}
	is("tea", "none", "", "Nothing of it was sent")
	a.edit("tea", bridge.Patch{Summary: ptr("Coffee")})
	is("tea", "waiting", "", "not sent yet")

	server.Fault(caldavserver.Fault{Kind: caldavserver.Answer, Method: "PUT", Status: 403})
	trySync()
	is("tea", "refused", "forbidden", "403")
	row, err := a.Show(t.Context(), "tea", "", time.UTC)
	must(t, err)
	if !strings.Contains(row.Problem, "It is not on the server: it was tried at") {
		t.Errorf("%q", row.Problem)
	}
	a.edit("tea", bridge.Patch{Summary: ptr("Water")})
	is("tea", "waiting", "", "not sent yet")

	server.Fault(caldavserver.Fault{Kind: caldavserver.LoseAnswer, Method: "PUT"})
	server.Fault(caldavserver.Fault{Kind: caldavserver.Drop, Method: "GET", Times: caldavserver.Always})
	trySync()
	is("tea", "doubtful", "offline", "nobody knows whether the server took it")

	server.ClearFaults()
	trySync()
	is("tea", "taken", "", "read back")
	_, err = a.Undo(t.Context())
	must(t, err)
	is("tea", "waiting", "", "not sent yet")
	_, err = a.Redo(t.Context())
	must(t, err)
	is("tea", "taken", "", "holds it as it is now")

	ref, err := a.Add(t.Context(), bridge.AddEvent{Patch: bridge.Patch{Summary: ptr("New"), Start: ptr("2026-11-23T09:00"), End: ptr("2026-11-23T10:00")}, View: time.UTC})
	must(t, err)
	is(ref.UID, "waiting", "", "not sent yet")
	trySync()
	is(ref.UID, "taken", "", "read back")
}
