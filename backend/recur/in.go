package recur

import (
	"iter"
	"math"
	"time"

	"calends/backend/calendar"
	"calends/backend/ical"
	"calends/backend/zone"
)

// Occurrence is one occurrence of an object.
type Occurrence struct {
	// ID is the slot in the recurrence set it stands for, as the master writes
	// its times; zero where the object does not recur.
	ID ical.Moment
	// Component says what it is: the master, or the override of this slot.
	Component *ical.Component
	// StartMoment is where it starts as iCalendar writes it, Start and End the
	// instants: of dates and floating times, in the location asked for.
	StartMoment ical.Moment
	Start, End  time.Time
	AllDay      bool
	// Backward is how long before Start the component states its end, which
	// RFC 5545 §3.8.2.2 forbids; End is Start then. It is 0 otherwise.
	Backward time.Duration
}

// In yields the occurrences of o that overlap w, by start. Dates and floating
// times are read in local. What cannot be read of the object is left out and
// told first, as pairs with an error, wrapping calendar.ErrInvalid; the rest
// follows. A window without end of a rule without end yields without end.
func In(o *ical.Object, w calendar.Window, local *time.Location, z *zone.Finder) iter.Seq2[Occurrence, error] {
	return func(yield func(Occurrence, error) bool) {
		s := read(o, local, z)
		for _, err := range s.problems {
			if !yield(Occurrence{}, err) {
				return
			}
		}
		next := s.occurrences(w)
		for c, ok := next(); ok; c, ok = next() {
			if !yield(c, nil) {
				return
			}
			s.effort.earn()
		}
	}
}

// occurrences is the ordered stream of the occurrences that overlap w: the
// overrides, and between those that say THISANDFUTURE the slots they speak of.
func (s *set) occurrences(w calendar.Window) stream[Occurrence] {
	var streams []stream[Occurrence]
	if own := s.overridden(w); len(own) > 0 {
		streams = append(streams, listed(own))
	}
	if s.master != nil {
		as := override{component: s.master, start: s.start, loc: s.loc, extent: s.extent, at: math.MinInt64}
		for i := 0; i <= len(s.overrides); i++ {
			if i < len(s.overrides) && !s.overrides[i].following {
				continue
			}
			to := int64(math.MaxInt64)
			if i < len(s.overrides) {
				to = s.overrides[i].at
			}
			streams = append(streams, s.stretch(as, to, w))
			if i < len(s.overrides) {
				as = s.overrides[i]
			}
		}
	}
	return merged(func(a, b Occurrence) bool { return a.Start.Before(b.Start) }, streams)
}

// overridden lists the overrides in w by start.
func (s *set) overridden(w calendar.Window) []Occurrence {
	var out []Occurrence
	for _, v := range s.overrides {
		c := v.occurrence()
		if !w.Overlaps(calendar.Window{From: c.Start, To: c.End}) {
			continue
		}
		at := len(out)
		for at > 0 && c.Start.Before(out[at-1].Start) {
			at--
		}
		out = append(out[:at], append([]Occurrence{c}, out[at:]...)...)
	}
	return out
}

// stretch is the stream of the occurrences in w whose slots lie in [as.at, to)
// and that no override of their own speaks of; they look like as does, and
// stand as far from their slots.
func (s *set) stretch(as override, to int64, w calendar.Window) stream[Occurrence] {
	shift := as.shift(s.master)
	from, until := int64(minWall), int64(maxWall)
	if !w.From.IsZero() {
		from = w.From.Unix() - as.reach(shift)
	}
	if !w.To.IsZero() {
		until = w.To.Unix() - shift
		if shift != 0 {
			until += day // it is of the wall
		}
	}
	slots := s.slots(max(from, as.at), min(until, to))
	return func() (Occurrence, bool) {
		for range tooMany {
			n, ok := slots()
			if !ok || n.at >= to {
				return Occurrence{}, false
			}
			if n.at < as.at {
				continue
			}
			c := s.occurrence(as, n, shift)
			if !w.To.IsZero() && c.Start.After(w.To) {
				return Occurrence{}, false
			}
			if w.Overlaps(calendar.Window{From: c.Start, To: c.End}) {
				return c, true
			}
		}
		return Occurrence{}, false
	}
}

// reach is how far before its slot's end an occurrence that looks like v and
// stands shift seconds from its slot may begin.
func (v override) reach(shift int64) int64 {
	const change = 3 * hour // a clock set back makes days of the wall longer by less
	switch {
	case shift != 0:
		return v.extent.reach() + shift
	case v.extent.days != 0:
		return v.extent.days*day + v.extent.seconds + change
	}
	return v.extent.seconds
}

// occurrence is what stands for a slot, shifted by seconds on the wall.
func (s *set) occurrence(as override, n slot, shift int64) Occurrence {
	wall, start := n.wall, time.Unix(n.at, 0).In(as.loc)
	if as.component != s.master {
		wall = zone.Wall(start) + shift
		start = zone.Instant(as.loc, wall)
	}
	x := as.extent
	if n.own != nil {
		x = *n.own
	}
	c := Occurrence{
		Component:   as.component,
		StartMoment: ical.Moment{Kind: as.start.Kind, Wall: ical.Wall(wall), TZID: as.start.TZID},
		Start:       start,
		End:         x.end(as.loc, wall, start),
		AllDay:      as.start.Kind == ical.Date,
		Backward:    x.backward(),
	}
	if s.recurs {
		c.ID = s.id(n)
	}
	return c
}

// slots is the ordered stream of the slots of rules and RDATEs around [from,
// to] that are neither excluded nor overridden, each once.
func (s *set) slots(from, to int64) stream[slot] {
	less := func(a, b slot) bool { return a.at < b.at }
	var streams []stream[slot]
	if added := s.addedAround(from, to); len(added) > 0 {
		streams = append(streams, listed(added))
	}
	for _, r := range s.rules {
		streams = append(streams, s.ruled(r, from, to, true))
	}
	all := merged(less, streams)
	var excluded stream[slot]
	if len(s.exrules) > 0 {
		var out []stream[slot]
		for _, r := range s.exrules {
			out = append(out, s.ruled(r, from, to, false))
		}
		excluded = merged(less, out)
	}
	kept := s.keeper(excluded)
	last := int64(math.MinInt64)
	return func() (slot, bool) {
		for range tooMany / 2 { // each is compared with an exclusion
			n, ok := all()
			if !ok {
				break
			}
			if n.at != last && kept(n) {
				last = n.at
				return n, true
			}
		}
		return slot{}, false
	}
}

// addedAround are the RDATEs around [from, to], and those before whose PERIOD
// may reach into it.
func (s *set) addedAround(from, to int64) []slot {
	var out []slot
	for _, n := range s.added {
		reach := int64(2 * day)
		if n.own != nil {
			reach += n.own.reach()
		}
		if n.at >= from-reach && n.at <= to {
			out = append(out, n)
		}
	}
	return out
}

// ruled is the ordered stream of a rule's slots in the instants [from, to] and
// around.
func (s *set) ruled(r bounded, from, to int64, inclusive bool) stream[slot] {
	lo, hi := walls(s.loc, from, to)
	e := expand(r.Rule, int64(s.start.Wall), lo, min(hi, r.wall), s.start.Kind == ical.Date, inclusive)
	e.effort = &s.effort
	read := func() (slot, bool) {
		wall, ok := e.next()
		if !ok {
			return slot{}, false
		}
		n := s.slotAt(wall, nil)
		return n, n.at <= r.until
	}
	if s.steady.instant(s.loc, lo); hi < s.steady.to {
		return read // no clock is changed meanwhile
	}
	return once(s.ordered(read))
}

// ordered is a stream of slots, given by their walls, by their instants: those
// that a gap moved behind later ones wait for these.
func (s *set) ordered(read stream[slot]) stream[slot] {
	var next slot // read and not yet given
	var moved []slot
	held := false
	return func() (slot, bool) {
		for !held {
			n, ok := read()
			if !ok {
				break
			}
			if n.wall-n.at == s.steady.offset || !s.skipped(n) {
				next, held = n, true
			} else {
				moved = append(moved, n)
			}
		}
		if len(moved) > 0 && (!held || moved[0].at <= next.at) {
			n := moved[0]
			moved = moved[1:]
			return n, true
		}
		n, ok := next, held
		held = false
		return n, ok
	}
}

// skipped reports whether no clock showed the slot's wall.
func (s *set) skipped(n slot) bool { return zone.Wall(time.Unix(n.at, 0).In(s.loc)) != n.wall }

// once leaves out slots at the instant of the one before: in a gap, two walls
// are one.
func once(all stream[slot]) stream[slot] {
	last := int64(math.MinInt64)
	return func() (slot, bool) {
		for {
			n, ok := all()
			if !ok || n.at > last {
				last = n.at
				return n, ok
			}
		}
	}
}

// keeper reports of slots, asked in order, whether they stand: neither
// excluded, by date or by rule, nor overridden.
func (s *set) keeper(excluded stream[slot]) func(slot) bool {
	if excluded == nil && s.excluded == nil && s.excludedDays == nil && len(s.overrides) == 0 {
		return func(slot) bool { return true }
	}
	var next slot
	more := false
	if excluded != nil {
		next, more = excluded()
	}
	own := s.overrides
	return func(n slot) bool {
		for more && next.at < n.at {
			next, more = excluded()
		}
		if more && next.at == n.at || s.excluded[n.at] {
			return false
		}
		if s.excludedDays != nil && s.excludedDays[n.wall-floorMod(n.wall, day)] {
			return false
		}
		for len(own) > 0 && own[0].at < n.at-day {
			own = own[1:]
		}
		for _, v := range own {
			if v.at > n.at+day {
				break
			}
			if v.at == n.at || v.day && floorDiv(int64(v.id.Wall), day) == floorDiv(n.wall, day) {
				return false
			}
		}
		return true
	}
}

// At is the occurrence of o that stands for a slot, given in any zone; false:
// o has no such slot, or it is excluded. A slot of an override counts, whether
// or not the rules yield it.
func At(o *ical.Object, id ical.Moment, local *time.Location, z *zone.Finder) (Occurrence, bool) {
	s := read(o, local, z)
	wanted := s.instant(id)
	as := override{component: s.master, start: s.start, loc: s.loc, extent: s.extent, at: math.MinInt64}
	for _, v := range s.overrides {
		if v.at == wanted {
			return v.occurrence(), true
		}
		if v.following && v.at < wanted {
			as = v
		}
	}
	if s.master == nil {
		return Occurrence{}, false
	}
	slots := s.slots(wanted, wanted)
	for n, ok := slots(); ok && n.at <= wanted; n, ok = slots() {
		if n.at == wanted {
			return s.occurrence(as, n, as.shift(s.master)), true
		}
	}
	return Occurrence{}, false
}

// occurrence is what stands for the override's own slot.
func (v override) occurrence() Occurrence {
	start := zone.Instant(v.loc, int64(v.start.Wall))
	return Occurrence{
		ID: v.id, Component: v.component, StartMoment: v.start,
		Start: start, End: v.extent.end(v.loc, int64(v.start.Wall), start), AllDay: v.start.Kind == ical.Date,
		Backward: v.extent.backward(),
	}
}

// shift is how far on the wall what looks like v stands from its slot.
func (v override) shift(master *ical.Component) int64 {
	if v.component == master {
		return 0
	}
	return int64(v.start.Wall) - zone.Wall(time.Unix(v.at, 0).In(v.loc))
}
