package bridge_test

import (
	"strings"
	"testing"

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
		rows, err := a.Receipt(t.Context(), "tea", "")
		must(t, err)
		return rows
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
