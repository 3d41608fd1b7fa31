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
	start, end := at.ZoneBounds()
	if start.IsZero() {
		name, off := at.Zone()
		out = append(out, Observance{Name: name, Daylight: at.IsDST(), OffsetFrom: off, OffsetTo: off, Onsets: []int64{0}})
	} else {
		out = add(out, start)
	}
	for !end.IsZero() && !end.After(to) {
		out = add(out, end)
		_, end = end.ZoneBounds()
	}
	for i := range out {
		out[i].Rule = rule(out[i].Onsets, to)
	}
	return out
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
