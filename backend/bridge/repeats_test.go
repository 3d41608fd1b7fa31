package bridge

import (
	"errors"
	"reflect"
	"strconv"
	"testing"
	"time"

	"calends/backend/calendar"
	"calends/backend/zone"
)

func TestRecurrenceNamesTheFirstOccurrences(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	uids := 0
	p := &Program{Wiring: Wiring{Zones: zone.NewFinder(), Local: func() *time.Location { return berlin },
		Now:    func() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) },
		NewUID: func() string { uids++; return strconv.Itoa(uids) }}}
	text := func(s string) *string { return &s }
	for _, c := range []struct {
		name, start, rule, says string
		starts                  []string
		more                    bool
	}{
		{"over a change of the clocks", "2026-03-22T09:00", "FREQ=WEEKLY", "Every week",
			[]string{"2026-03-22T09:00:00+01:00", "2026-03-29T09:00:00+02:00", "2026-04-05T09:00:00+02:00", "2026-04-12T09:00:00+02:00"}, true},
		{"days", "2026-01-31", "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3", "Every month on the last day, 3 times",
			[]string{"2026-01-31", "2026-02-28", "2026-03-31"}, false},
		{"as many as are named", "2026-03-02", "FREQ=DAILY;COUNT=4", "Every day, 4 times",
			[]string{"2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05"}, false},
		{"once", "2026-03-02T09:00", "", "", []string{"2026-03-02T09:00:00+01:00"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := p.Recurrence(Patch{Start: text(c.start), RRule: text(c.rule)}, berlin)
			if err != nil {
				t.Fatal(err)
			}
			var starts []string
			for _, span := range got.Next {
				starts = append(starts, span.Start)
			}
			if got.Text != c.says || !reflect.DeepEqual(starts, c.starts) || got.More != c.more {
				t.Fatalf("got %q %v %v", got.Text, starts, got.More)
			}
		})
	}
	if _, err := p.Recurrence(Patch{Start: text("2026-03-02"), RRule: text("FREQ=NEVER")}, berlin); !errors.Is(err, calendar.ErrInvalid) {
		t.Fatalf("an unknown rule: %v", err)
	}
}
