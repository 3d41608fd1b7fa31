package recur

import (
	"time"

	"calends/backend/calendar"
	"calends/backend/ical"
	"calends/backend/zone"
)

// Recurs reports whether o is a recurrence set, and not a single occurrence:
// it has a rule, a date added, or an override.
func Recurs(o *ical.Object) bool {
	if o.Master == nil || len(o.Overrides) > 0 {
		return true
	}
	for _, name := range []string{"RRULE", "RDATE"} {
		if line := o.Master.Get(name); line != nil && line.Value != "" {
			return true
		}
	}
	return false
}

// First is the first occurrence of o; false: it has none. The error, wrapping
// calendar.ErrInvalid, is the first thing that cannot be read of o, whether or
// not an occurrence was found in spite of it.
func First(o *ical.Object, local *time.Location, z *zone.Finder) (first Occurrence, found bool, problem error) {
	for c, err := range In(o, calendar.Window{}, local, z) {
		if err == nil {
			return c, true, problem
		}
		if problem == nil {
			problem = err
		}
	}
	return Occurrence{}, false, problem
}

// Bounds is a window that holds every occurrence of o; its To is zero where
// the set has no end. Dates and floating times are read in local. It may be
// larger than need be: an excluded occurrence counts. Where o has no
// occurrence the window is all of time.
func Bounds(o *ical.Object, local *time.Location, z *zone.Finder) calendar.Window {
	s := read(o, local, z)
	var w calendar.Window
	wider := func(start, end time.Time) {
		if w.From.IsZero() || start.Before(w.From) {
			w.From = start
		}
		if end.After(w.To) {
			w.To = end
		}
	}
	for _, v := range s.overrides {
		c := v.occurrence()
		wider(c.Start, c.End)
	}
	if s.master == nil {
		return w
	}
	as := override{component: s.master, start: s.start, loc: s.loc, extent: s.extent}
	for _, n := range s.added {
		c := s.occurrence(as, n, 0)
		wider(c.Start, c.End)
	}
	endless := false
	for _, r := range s.rules {
		last, ok := s.last(r)
		if !ok {
			endless = true
			continue
		}
		c := s.occurrence(as, s.slotAt(last, nil), 0)
		wider(c.Start, c.End)
	}
	s.shifted(&w)
	if endless {
		w.To = time.Time{}
	}
	return w
}

// shifted widens w by what overrides with THISANDFUTURE do to later slots.
func (s *set) shifted(w *calendar.Window) {
	from, to := w.From, w.To
	for _, v := range s.overrides {
		if !v.following {
			continue
		}
		shift := time.Duration(v.shift(s.master)) * time.Second
		reach := time.Duration(v.extent.reach()) * time.Second
		if early := from.Add(shift - 24*time.Hour); early.Before(w.From) {
			w.From = early
		}
		if late := to.Add(shift + reach + 24*time.Hour); late.After(w.To) {
			w.To = late
		}
	}
}

// Last is the end of the last occurrence of o, or later where that one is
// excluded or moved; false: the set has no end, or no occurrence.
func Last(o *ical.Object, local *time.Location, z *zone.Finder) (time.Time, bool) {
	w := Bounds(o, local, z)
	return w.To, !w.To.IsZero()
}

// last is the last slot of a rule on the wall; false: it has no end, or none
// that can be counted to.
func (s *set) last(r bounded) (int64, bool) {
	start := int64(s.start.Wall)
	if r.Count == 0 {
		return max(start, r.wall), r.wall != maxWall
	}
	e := expand(r.Rule, start, maxWall, r.wall, s.start.Kind == ical.Date, true)
	if e.left == unlimited {
		return max(start, e.limit), true
	}
	e.effort = &s.effort
	e.next() // walks to the end, as nothing before it is sought
	return e.last, e.walked < tooMany && !e.effort.spent()
}
