package zone

import (
	"fmt"
	"time"
)

// Definition describes loc as the observances a VTIMEZONE for events between
// from and to needs: the first takes effect at or before from. A zero to, or
// one less than two years later, looks ten years ahead, so that a zone that
// changes every year is told by a rule. Observances come in the order of their
// first onset; each has at least one.
func Definition(loc *time.Location, from, to time.Time) []Observance {
	if to.Before(from.AddDate(2, 0, 0)) {
		to = from.AddDate(10, 0, 0)
	}
	if limit := from.AddDate(60, 0, 0); to.After(limit) {
		to = limit
	}
	var out []Observance
	at := from.In(loc)
	if start, ok := previous(at); ok {
		out = add(out, start)
	} else {
		name, off := at.Zone()
		out = append(out, Observance{Name: name, Daylight: at.IsDST(), OffsetFrom: off, OffsetTo: off, Onsets: []int64{0}})
	}
	for end, ok := next(at, to); ok; end, ok = next(end, to) {
		out = add(out, end)
	}
	for i := range out {
		out[i].Rule = rule(out[i].Onsets, to)
	}
	return out
}

// The time package's ZoneBounds takes the turn of a year for a transition where
// a zone follows a rule, and on the last day of a leap year it stands still. So
// transitions are looked for where the zone changes: every step, then between.
const step = 24 * time.Hour

// next is the first transition after at, not after limit.
func next(at, limit time.Time) (time.Time, bool) {
	for ; !at.After(limit); at = at.Add(step) {
		if then := at.Add(step); !same(at, then) {
			found := turn(at, then)
			return found, !found.After(limit)
		}
	}
	return time.Time{}, false
}

// previous is the last transition not after at, if there was one.
func previous(at time.Time) (time.Time, bool) {
	for {
		start, _ := at.ZoneBounds()
		if start.IsZero() {
			return time.Time{}, false
		}
		before := start.Add(-time.Second)
		switch {
		case !start.After(at) && !same(before, at):
			return turn(before, at), true
		case before.Before(at):
			at = before
		default:
			at = at.Add(-step)
		}
	}
}

// turn is the transition after a and not after b, to the second.
func turn(a, b time.Time) time.Time {
	for b.Unix()-a.Unix() > 1 {
		middle := time.Unix((a.Unix()+b.Unix())/2, 0).In(a.Location())
		if same(a, middle) {
			a = middle
		} else {
			b = middle
		}
	}
	return b
}

// same reports whether a clock is set the same at both times.
func same(a, b time.Time) bool {
	nameA, offsetA := a.Zone()
	nameB, offsetB := b.Zone()
	return offsetA == offsetB && nameA == nameB && a.IsDST() == b.IsDST()
}

// add records a transition.
func add(out []Observance, at time.Time) []Observance {
	_, from := at.Add(-time.Second).Zone()
	name, to := at.Zone()
	onset := at.Unix() + int64(from)
	for i := range out {
		o := &out[i]
		if o.Name == name && o.OffsetFrom == from && o.OffsetTo == to && o.Daylight == at.IsDST() {
			o.Onsets = append(o.Onsets, onset)
			return out
		}
	}
	return append(out, Observance{Name: name, Daylight: at.IsDST(), OffsetFrom: from, OffsetTo: to, Onsets: []int64{onset}})
}

// rule finds the yearly RRULE behind onsets, counting the weekday from the end
// of the month where it is always the last, else from its start; "" where
// there are too few of them, they follow none, or they end before to.
func rule(onsets []int64, to time.Time) string {
	const enough = 3
	if len(onsets) < enough || onsets[len(onsets)-1] < to.Unix()-370*day {
		return ""
	}
	first := time.Unix(onsets[0], 0).UTC()
	fromStart, fromEnd := true, true
	for i, wall := range onsets {
		t := time.Unix(wall, 0).UTC()
		if t.Year() != first.Year()+i || t.Month() != first.Month() || t.Weekday() != first.Weekday() ||
			wall%day != onsets[0]%day {
			return ""
		}
		fromStart = fromStart && (t.Day()-1)/7 == (first.Day()-1)/7
		fromEnd = fromEnd && t.AddDate(0, 0, 7).Month() != t.Month()
	}
	weekday := [...]string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}[first.Weekday()]
	switch {
	case fromEnd:
		return fmt.Sprintf("FREQ=YEARLY;BYMONTH=%d;BYDAY=-1%s", first.Month(), weekday)
	case fromStart:
		return fmt.Sprintf("FREQ=YEARLY;BYMONTH=%d;BYDAY=%d%s", first.Month(), (first.Day()-1)/7+1, weekday)
	}
	return ""
}
