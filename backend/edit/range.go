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
	if e.object.Master == nil || !ranges(at.Component) || !e.names(at.Component, at.ID) {
		return recur.Occurrence{}, false
	}
	return e.likeRange(at.Component, e.at(at.ID).Add(time.Second))
}

// rangeAcross is the first occurrence, of a slot at or after x, that looks like
// an override of an earlier slot.
func (e *editor) rangeAcross(x ical.Moment) (first recur.Occurrence, ok bool) {
	for _, v := range e.object.Overrides {
		if slot, read := e.slotOf(v); read && ranges(v) && e.at(slot).Before(e.at(x)) {
			if c, found := e.likeRange(v, e.at(x)); found {
				first, ok = c, true
			}
		}
	}
	return first, ok
}

// likeRange is the first occurrence of a slot at or after from that looks like
// v, which speaks of later slots, too: up to the next override that does.
func (e *editor) likeRange(v *ical.Component, from time.Time) (recur.Occurrence, bool) {
	slot, ok := e.slotOf(v)
	if !ok {
		return recur.Occurrence{}, false
	}
	own, err := e.occurrenceOf(v, slot)
	if err != nil {
		return recur.Occurrence{}, false
	}
	var end time.Time // where the next such override speaks; zero: nowhere
	alone := *e.object
	alone.Overrides = slices.DeleteFunc(slices.Clone(alone.Overrides), func(other *ical.Component) bool {
		s, ok := e.slotOf(other)
		if other == v || !ok || !ranges(other) {
			return false
		}
		if at := e.at(s); at.After(e.at(slot)) && (end.IsZero() || at.Before(end)) {
			end = at
		}
		return true
	})
	for c, err := range recur.In(&alone, calendar.Window{From: own.Start.AddDate(0, 0, -1)}, e.local, e.finder) {
		if err == nil && c.Component == v && !e.at(c.ID).Before(from) {
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
