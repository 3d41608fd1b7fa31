package bridge_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"calends/backend/bridge"
	"calends/backend/caldavserver"
	"calends/backend/calendar"
)

// A calendar that the server no longer lists is held back, not read-only: who
// wants to change something in it is told what is the matter and what to do.
func TestAMissingCalendarIsNotCalledReadOnly(t *testing.T) {
	server := crowd(3)
	server.Seed("alice", caldavserver.Calendar{Path: "work", Name: "Work"})
	d := newSeat(t, server)
	server.Delete("/dav/calendars/alice/home/")
	d.sync()
	rows, err := d.CalendarRows(t.Context())
	must(t, err)
	i := slices.IndexFunc(rows, func(c bridge.CalendarRow) bool { return c.Name == "Home" })
	if c := rows[i]; c.Held == nil || c.Held.Reason != "missing" {
		t.Fatalf("%+v", c)
	}
	title := "Other"
	_, edited := d.Edit(t.Context(), bridge.EditEvent{UID: "e1", Patch: bridge.Patch{Summary: &title}, View: time.UTC})
	_, deleted := d.Delete(t.Context(), bridge.DeleteEvent{UID: "e1", View: time.UTC})
	_, moved := d.Edit(t.Context(), bridge.EditEvent{UID: "e1", MoveTo: "Home", Patch: bridge.Patch{Summary: &title}, View: time.UTC})
	for _, err := range []error{edited, deleted, moved} {
		f := bridge.Explain(err)
		if !errors.Is(err, calendar.ErrGone) || !strings.Contains(f.Message, "no longer lists") || !strings.Contains(f.Hint, "--push-back") {
			t.Errorf("%+v", f)
		}
	}
}
