package command_test

import (
	"strings"
	"testing"

	"calends/backend/bridge"
)

// What --dry-run shows is what the same line then does, and it does nothing
// itself.
func TestDryRun(t *testing.T) {
	c := newComputer(t)
	ref := read[bridge.ChangeRef](c, "add", "--summary", "Run", "--start", "2026-11-23T07:00", "--end", "2026-11-23T08:00", "--rrule", "FREQ=DAILY;COUNT=4")
	rows := read[[]bridge.AgendaRow](c, "agenda")
	c.run(0, "edit", ref.UID, "--recurrence-id", *rows[1].RecurrenceID, "--set", "summary=Swim")
	move := []string{"edit", ref.UID, "--recurrence-id", *rows[2].RecurrenceID, "--scope", "following", "--set", "start=2026-11-25T06:00"}
	for _, line := range [][]string{move, {"edit", ref.UID, "--set", "rrule=FREQ=DAILY;INTERVAL=2;COUNT=2"}, {"delete", ref.UID, "--recurrence-id", *rows[0].RecurrenceID}} {
		was, _ := c.run(0, "agenda", "--json")
		p := read[bridge.PreviewRow](c, append(line, "--dry-run")...)
		if is, _ := c.run(0, "agenda", "--json"); is != was {
			t.Fatalf("%q --dry-run changed something: %s", line, is)
		}
		var foreseen, saved []string
		for _, e := range p.Effects {
			if e.After != nil {
				foreseen = append(foreseen, e.After.Start+" "+e.After.End)
			}
		}
		c.run(0, line...)
		for _, r := range read[[]bridge.AgendaRow](c, "agenda") {
			saved = append(saved, r.Start+" "+r.End)
		}
		if strings.Join(foreseen, ", ") != strings.Join(saved, ", ") || len(saved) == 0 {
			t.Errorf("%q: foreseen %q, saved %q", line, foreseen, saved)
		}
		if lost := strings.Contains(strings.Join(line, " "), "rrule"); lost != (len(p.Conflicts) == 1 && p.Conflicts[0].Summary == "Swim") {
			t.Errorf("%q: conflicts %+v", line, p.Conflicts)
		}
		c.run(0, "undo")
	}
	if out, _ := c.run(0, append(move, "--dry-run", "--from", "2026-11-26")...); !strings.HasPrefix(out, "moved    2026-11-26T07:00:00+01:00 – 2026-11-26T08:00:00+01:00 → 2026-11-26T06:00:00+01:00") || !strings.Contains(out, "split in two") {
		t.Errorf("for people: %s", out)
	}
	c.run(2, "edit", ref.UID, "--set", "summary=x", "--dry-run", "--from", "soon")
}

// Moving to another calendar is foreseen like any edit, and refused as it would
// be.
func TestDryRunOfAMove(t *testing.T) {
	c := newComputer(t)
	ref := read[bridge.ChangeRef](c, "add", "--summary", "Run", "--start", "2026-11-23T07:00", "--rrule", "FREQ=DAILY;COUNT=2")
	made := read[bridge.CalendarRow](c, "calendar", "create", "Home")
	move := []string{"edit", ref.UID, "--set", "calendar=Home", "--set", "start=2026-11-23T08:00", "--dry-run"}
	p := read[bridge.PreviewRow](c, move...)
	if p.MovesTo == nil || *p.MovesTo != made.ID || p.Calendar != ref.Calendar || len(p.Effects) != 2 || p.Effects[1].Kind != "moved" {
		t.Errorf("foreseen %+v", p)
	}
	if out, _ := c.run(0, move...); !strings.Contains(out, "would move to "+made.ID) {
		t.Errorf("for people: %s", out)
	}
	if p := read[bridge.PreviewRow](c, "edit", ref.UID, "--set", "calendar=Home", "--dry-run"); p.MovesTo == nil || len(p.Effects) != 2 || p.Effects[0].Kind != "kept" {
		t.Errorf("foreseen %+v", p)
	}
	if rows := read[[]bridge.AgendaRow](c, "agenda"); len(rows) != 2 || *rows[0].Calendar != ref.Calendar {
		t.Errorf("--dry-run changed something: %+v", rows)
	}
	c.run(1, "edit", ref.UID, "--set", "calendar=Nowhere", "--dry-run")
}
