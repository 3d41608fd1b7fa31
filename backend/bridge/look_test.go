package bridge_test

import (
	"strings"
	"testing"
	"time"

	"calends/backend/bridge"
	"calends/backend/caldavserver"
)

// looks are the name, the colour and whether it is hidden of the seat's first
// calendar.
func (d *seat) looks() string {
	d.t.Helper()
	rows, err := d.CalendarRows(d.t.Context())
	must(d.t, err)
	out := rows[0].Name + " " + rows[0].Color
	if rows[0].Hidden {
		out += " hidden"
	}
	return out
}

// Renaming, recolouring, hiding and showing a calendar are each taken back as
// what was done last, here and on the server; the edit before stays until it is
// its turn.
func TestUndoOfACalendarsLook(t *testing.T) {
	server := crowd(2)
	a := newSeat(t, server)
	b := newSeat(t, server)
	a.edit("e1", bridge.Patch{Summary: ptr("Mine")})
	do := func(_ bridge.CalendarRow, err error) { t.Helper(); must(t, err) }
	steps := []struct {
		do   func()
		said string
	}{
		{func() { do(a.ColorCalendar(t.Context(), "Home", "#112233")) }, "the colour"},
		{func() { do(a.RenameCalendar(t.Context(), "Home", "Family")) }, `is called "Home"`},
		{func() { do(a.HideCalendar(t.Context(), "Family", true)) }, "is shown"},
		{func() { do(a.HideCalendar(t.Context(), "Family", false)) }, "is hidden"},
		{func() { do(a.ColorCalendar(t.Context(), "Family", "#445566")) }, "the colour"},
	}
	looks := []string{a.looks()}
	for _, s := range steps {
		s.do()
		looks = append(looks, a.looks())
	}
	for i := len(steps) - 1; i >= 0; i-- {
		for range 2 {
			if ref := a.undo(); ref.About != "calendar" || ref.Change == "" || !strings.Contains(ref.Said, steps[i].said) {
				t.Errorf("undo of step %d: %+v", i, ref)
			}
			if got := a.looks(); got != looks[i] {
				t.Errorf("undo of step %d: %s, not %s", i, got, looks[i])
			}
			a.redo()
			if got := a.looks(); got != looks[i+1] {
				t.Errorf("redo of step %d: %s, not %s", i, got, looks[i+1])
			}
		}
		a.undo()
		b.sync()
		if got := b.looks(); got != strings.TrimSuffix(looks[i], " hidden") {
			t.Errorf("on the server after step %d: %s, not %s", i, got, looks[i])
		}
	}
	if !strings.Contains(a.text("e1"), "Mine") {
		t.Error("the edit before was taken back")
	}
	a.undo()
	if strings.Contains(a.text("e1"), "Mine") {
		t.Error("the edit is not taken back in its turn")
	}
}

// What looks so already makes no request.
func TestALookThatIsNoChangeIsNoRequest(t *testing.T) {
	a := newSeat(t, crowd(2))
	a.edit("e1", bridge.Patch{Summary: ptr("Mine")})
	_, err := a.HideCalendar(t.Context(), "Home", false)
	must(t, err)
	a.undo()
	if strings.Contains(a.text("e1"), "Mine") {
		t.Error("the edit is not taken back")
	}
}

// A name that another device changed since stays; undo says so, and is not
// offered again.
func TestUndoOfALookThatChangedSince(t *testing.T) {
	server := crowd(2)
	a, b := newSeat(t, server), newSeat(t, server)
	a.edit("e1", bridge.Patch{Summary: ptr("Mine")})
	_, err := a.RenameCalendar(t.Context(), "Home", "Family")
	must(t, err)
	b.sync()
	_, err = b.RenameCalendar(t.Context(), "Family", "Ours")
	must(t, err)
	a.sync()
	if ref := a.undo(); ref.Change != "" || !strings.Contains(ref.Said, "since") || !strings.HasPrefix(a.looks(), "Ours") || !strings.Contains(a.text("e1"), "Mine") {
		t.Errorf("%+v; %s", ref, a.looks())
	}
	a.undo()
	if strings.Contains(a.text("e1"), "Mine") {
		t.Error("the edit before is never reached")
	}
}

// Without its server a rename is not taken back, nor anything else.
func TestUndoOfALookOffline(t *testing.T) {
	server := crowd(2)
	a := newSeat(t, server)
	a.edit("e1", bridge.Patch{Summary: ptr("Mine")})
	_, err := a.RenameCalendar(t.Context(), "Home", "Family")
	must(t, err)
	server.Fault(caldavserver.Fault{Kind: caldavserver.Answer, Status: 503, Times: 1})
	if ref, err := a.Undo(t.Context()); err == nil {
		t.Errorf("%+v", ref)
	}
	if !strings.HasPrefix(a.looks(), "Family") || !strings.Contains(a.text("e1"), "Mine") {
		t.Errorf("%s; %s", a.looks(), a.text("e1"))
	}
	a.undo()
	if !strings.HasPrefix(a.looks(), "Home") {
		t.Error(a.looks())
	}
}

// A new calendar is taken back, and made again; what is in it goes first.
func TestUndoOfANewCalendar(t *testing.T) {
	server := crowd(2)
	a := newSeat(t, server)
	a.edit("e1", bridge.Patch{Summary: ptr("Mine")})
	made, err := a.CreateCalendar(t.Context(), "Team", "", "#112233")
	must(t, err)
	_, err = a.Add(t.Context(), bridge.AddEvent{Calendar: "Team", View: time.UTC, Patch: bridge.Patch{Summary: ptr("First"), Start: ptr("2026-11-23T12:00")}})
	must(t, err)
	a.sync()
	a.undo()
	if a.calendarID("Team") == "" {
		t.Fatal("gone with the event")
	}
	a.sync()
	for range 2 {
		if ref := a.undo(); ref.Summary != "Team" || !ref.Gone || ref.Said == "" {
			t.Errorf("%+v", ref)
		}
		if rows, _ := a.CalendarRows(t.Context()); len(rows) != 1 || !strings.Contains(a.text("e1"), "Mine") {
			t.Errorf("%+v; %s", rows, a.text("e1"))
		}
		if n := len(server.Paths(made.Href)); n != 0 {
			t.Errorf("%d there", n)
		}
		a.redo()
		if rows, _ := a.CalendarRows(t.Context()); len(rows) != 2 || rows[1].Color != "#112233" {
			t.Errorf("%+v", rows)
		}
		a.sync()
	}
	a.undo()
	a.undo()
	if strings.Contains(a.text("e1"), "Mine") {
		t.Error("the edit before is never reached")
	}
}

// A new calendar that holds what others put there is not taken back, whether it
// has come here yet or not; nor is anything else.
func TestUndoOfANewCalendarThatIsUsed(t *testing.T) {
	server := crowd(2)
	a := newSeat(t, server)
	a.edit("e1", bridge.Patch{Summary: ptr("Mine")})
	made, err := a.CreateCalendar(t.Context(), "Team", "", "")
	must(t, err)
	server.Put(made.Href+"new.ics", party(77))
	for _, known := range []bool{false, true} {
		if known {
			a.sync()
		}
		_, err := a.Undo(t.Context())
		if f := bridge.Explain(err); f.Code != "nothing_to_undo" || !strings.Contains(f.Message, "Team") {
			t.Errorf("known %v: %+v", known, f)
		}
		if a.calendarID("Team") == "" || len(server.Paths(made.Href)) != 1 || !strings.Contains(a.text("e1"), "Mine") {
			t.Errorf("known %v: something was taken back", known)
		}
	}
}

// A calendar without a colour of its own looks as before when it is renamed,
// and alike on two devices.
func TestARenamedCalendarKeepsItsColour(t *testing.T) {
	server := crowd(1)
	a, b := newSeat(t, server), newSeat(t, server)
	_, before, _ := strings.Cut(a.looks(), " ")
	for _, name := range []string{"Family", "Friends", "Work"} {
		rows, err := a.CalendarRows(t.Context())
		must(t, err)
		_, err = a.RenameCalendar(t.Context(), rows[0].Name, name)
		must(t, err)
		b.sync()
		if a.looks() != name+" "+before || b.looks() != a.looks() {
			t.Errorf("it looks %q, on the other device %q, and was %s", a.looks(), b.looks(), before)
		}
	}
}
