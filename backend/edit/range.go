package edit

import (
	"slices"
	"strings"
	"time"

	"calends/backend/calendar"
	"calends/backend/ical"
	"calends/backend/recur"
)

// ranges reports whether an override speaks of all later slots, too (RFC 5545
// §3.2.13).
func ranges(v *ical.Component) bool {
	l := v.Get("RECURRENCE-ID")
	return l != nil && strings.EqualFold(l.Param("RANGE"), "THISANDFUTURE")
}

// nextOfRange is the next occurrence that looks like an override which speaks
// of later slots, too, where at is of that override's own slot; false: at is
// not, or there is none.
func (e *editor) nextOfRange(at *recur.Occurrence) (recur.Occurrence, bool) {
	v := at.Component
	if e.object.Master == nil || !ranges(v) || !e.names(v, at.ID) {
		return recur.Occurrence{}, false
	}
	own, end := e.at(at.ID), time.Time{} // end is where the next such override speaks
	alone := *e.object
	alone.Overrides = slices.DeleteFunc(slices.Clone(alone.Overrides), func(other *ical.Component) bool {
		slot, ok := e.slotOf(other)
		if other == v || !ok || !ranges(other) {
			return false
		}
		if s := e.at(slot); s.After(own) && (end.IsZero() || s.Before(end)) {
			end = s
		}
		return true
	})
	for c, err := range recur.In(&alone, calendar.Window{From: at.Start.AddDate(0, 0, -1)}, e.local, e.finder) {
		if err == nil && c.Component == v && e.at(c.ID).After(own) {
			return c, end.IsZero() || e.at(c.ID).Before(end)
		}
	}
	return recur.Occurrence{}, false
}

// handOn leaves an override that speaks of later slots, too, to these: its own
// slot is that of next from now on, and nothing later moves.
func (e *editor) handOn(next recur.Occurrence) {
	v := next.Component
	v.SetMoment("RECURRENCE-ID", next.ID)
	if l := v.Get("DTSTART"); l != nil {
		l.SetMoment(next.StartMoment)
	}
	if l := v.Get(endName(v)); l != nil {
		if m, err := l.Moment(); err == nil {
			end := frameOf(m)
			end.Wall = ical.WallOf(next.End.In(e.of(end)))
			l.SetMoment(end)
		}
	}
	e.touch(v, true)
}
