package edit

import (
	"slices"
	"strings"
	"time"

	"calends/backend/calendar"
	"calends/backend/ical"
	"calends/backend/recur"
)

// newSpan is the master's span by the patch. Times that were given for an
// occurrence move the master by as much as they move that occurrence.
func (e *editor) newSpan(was span, at *recur.Occurrence) (span, error) {
	if at == nil || at.StartMoment == was.start {
		e.from = was.start
		to, err := e.resolve(e.patch, was)
		e.to = to.start
		return to, err
	}
	there := e.lasting(at.ID, e.length(was), was) // where the rule has it
	if (at.StartMoment.Kind == ical.Date) == (was.start.Kind == ical.Date) {
		end := ical.Moment{Kind: ical.UTC, Wall: ical.WallOf(at.End.UTC())}
		there = span{e.in(at.StartMoment, frameOf(was.start), false), e.in(end, frameOf(was.end), false)}
	}
	to, err := e.resolve(e.patch, there)
	if err != nil {
		return span{}, err
	}
	length := e.length(to)
	if length == e.length(there) && (to.start.Kind == ical.Date) == (was.start.Kind == ical.Date) {
		length = e.length(was) // the user did not change how long it is
	}
	start := to.start
	start.Wall += was.start.Wall - there.start.Wall
	if start.Kind == ical.Date {
		start.Wall = was.start.Wall.Midnight() + to.start.Wall - there.start.Wall.Midnight()
	}
	e.from, e.to = at.ID, at.ID
	if e.to.Wall += to.start.Wall - there.start.Wall; to.start.Kind != e.to.Kind {
		e.to = to.start
	}
	return e.lasting(e.ruledStart(was.start, start), length, to), nil
}

// ruledStart is start, or, where the rule says days of months or years that are
// not all moved alike, as the second Monday is, what the moved rule has in that
// place. The master began at old.
func (e *editor) ruledStart(old, start ical.Moment) ical.Moment {
	lines := e.object.Master.All("RRULE")
	if len(lines) != 1 || e.patch.RRule != nil || start.Kind != old.Kind {
		return start
	}
	rule := lines[0].Value
	moved := shifted(rule, e.from, e.to)
	per := periodOf(rule)
	if moved == rule || per == nil || e.from == old {
		return start
	}
	place := slices.Index(e.slotsIn(rule, per, old, old), old)
	there := e.slotsIn(moved, per, start, e.to)
	if place < 0 || place >= len(there) || slices.Contains(there, start) {
		return start
	}
	return there[place]
}

// slotsIn are the slots that a rule yields in the period around a moment, at
// the time of another.
func (e *editor) slotsIn(rule string, per func(ical.Moment) int64, around, at ical.Moment) []ical.Moment {
	for _, name := range []string{"COUNT", "UNTIL", "INTERVAL"} {
		rule = withPart(rule, name, "")
	}
	begin := around
	begin.Wall = around.Wall.Midnight() + at.Wall - at.Wall.Midnight()
	for per(begin) >= per(around) { // to the day before the period
		begin.Wall -= day * ical.Wall(begin.Wall.Time().Day())
	}
	var out []ical.Moment
	for c, err := range recur.In(e.bare("VEVENT", rule, begin), calendar.Window{To: e.at(begin).AddDate(1, 1, 0)}, e.local, e.finder) {
		if err == nil && per(c.ID) == per(around) {
			out = append(out, c.ID)
		}
	}
	return out
}

// periodOf numbers the months or years that a rule picks days from by BYDAY and
// the like; nil: it does not.
func periodOf(rule string) func(ical.Moment) int64 {
	picks := slices.ContainsFunc([]string{"BYDAY", "BYYEARDAY", "BYWEEKNO"}, func(name string) bool { return rulePart(rule, name) != "" })
	switch freq := strings.ToUpper(rulePart(rule, "FREQ")); {
	case freq == "MONTHLY" && (picks || rulePart(rule, "BYMONTHDAY") != ""):
		return monthNumber
	case freq == "YEARLY" && (picks || rulePart(rule, "BYMONTH") != "" && rulePart(rule, "BYMONTHDAY") != ""):
		return func(m ical.Moment) int64 { return int64(m.Wall.Time().Year()) }
	}
	return nil
}

func monthNumber(m ical.Moment) int64 {
	t := m.Wall.Time()
	return int64(t.Year())*12 + int64(t.Month())
}

// mover maps a slot of the set that started at from to the slot of the set
// that starts at to.
func mover(from, to ical.Moment) func(ical.Moment) ical.Moment {
	base := from.Wall
	if to.Kind == ical.Date {
		base = from.Wall.Midnight()
	}
	return func(m ical.Moment) ical.Moment {
		w := m.Wall
		if to.Kind == ical.Date {
			w = w.Midnight()
		}
		return ical.Moment{Kind: to.Kind, TZID: to.TZID, Wall: w + to.Wall - base}
	}
}

// move takes the rules of the master, and the slots it names, from one start to
// another.
func (e *editor) move(m *ical.Component, from, to ical.Moment) {
	before := m.Clone()
	e.moved = mover(from, to)
	if e.patch.RRule == nil {
		for _, l := range m.All("RRULE") {
			value := l.Value
			if r, err := recur.ParseRule(value); err == nil && !r.Until.IsZero() {
				value = withPart(value, "UNTIL", e.shiftUntil(r.Until, from, to, e.moved).String())
			}
			l.SetValue(shifted(value, e.from, e.to))
		}
		e.pair(before, m, from, to)
	}
	e.moveSlots(m)
}

// shiftUntil moves an UNTIL as f moves the slots.
func (e *editor) shiftUntil(until, from, to ical.Moment, f func(ical.Moment) ical.Moment) ical.Moment {
	if to.Kind == ical.Date && until.Kind == ical.Date && from.Kind != ical.Date && from.Wall != from.Wall.Midnight() {
		until.Wall -= day // its midnight comes before that day's slot
	}
	return e.until(f(e.in(standing(until, from), frameOf(from), false)), to)
}

// paired is how many slots are looked at to find where exceptions go.
const paired = 20_000

// pair finds where the slots of a rule go that are not all moved alike: to the
// slot in the same place of its month, year, week or day. Without a place there
// they go as far as the start. An UNTIL goes with the last slot.
func (e *editor) pair(before, after *ical.Component, from, to ical.Moment) {
	lines := before.All("RRULE")
	if len(lines) != 1 || alike(lines[0].Value) {
		return
	}
	straight, rule, moved := e.moved, lines[0].Value, after.All("RRULE")[0]
	last, ends := e.lastNamed(before), rulePart(rule, "UNTIL") != ""
	if last.IsZero() && !ends {
		return
	}
	var limit, reach time.Time
	if !ends {
		limit, reach = e.at(last).Add(time.Second), e.at(straight(last)).AddDate(1, 0, 1)
	}
	old := e.ruled(rule, from, limit)
	if ends && len(old) > 0 {
		reach = e.at(straight(old[len(old)-1])).AddDate(1, 0, 1)
	}
	now := e.ruled(withPart(moved.Value, "UNTIL", ""), to, reach)
	if len(old) == 0 || len(old) > paired || len(now) > paired {
		return
	}
	places := placesOf(rule, old, now)
	for _, c := range before.All("RDATE") {
		moments, _ := c.Moments() // what cannot be read is no slot
		for _, m := range moments {
			if slot, err := e.slot(m); err == nil {
				delete(places, slot)
			}
		}
	}
	e.moved = func(slot ical.Moment) ical.Moment {
		if there, ok := places[slot]; ok {
			return there
		}
		return straight(slot)
	}
	if there, ok := places[old[len(old)-1]]; ok && ends && there != straight(old[len(old)-1]) {
		moved.SetValue(withPart(moved.Value, "UNTIL", e.until(there, to).String()))
	}
}

// alike reports whether the slots of a rule are moved alike by any move.
func alike(rule string) bool {
	switch strings.ToUpper(rulePart(rule, "FREQ")) {
	case "MONTHLY", "YEARLY":
		return false
	}
	limits := []string{"BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS", "BYHOUR", "BYMINUTE", "BYSECOND"}
	return !slices.ContainsFunc(limits, func(name string) bool { return rulePart(rule, name) != "" })
}

// lastNamed is the last slot that an exception names; zero: there is none.
func (e *editor) lastNamed(master *ical.Component) (last ical.Moment) {
	see := func(slot ical.Moment) {
		if last.IsZero() || slot.Wall > last.Wall {
			last = slot
		}
	}
	for _, l := range master.All("EXDATE") {
		moments, _ := l.Moments() // what cannot be read excludes nothing
		for _, m := range moments {
			if slot, err := e.slot(m); err == nil {
				see(slot)
			}
		}
	}
	for _, v := range e.object.Overrides {
		if slot, ok := e.slotOf(v); ok {
			see(slot)
		}
	}
	return last
}

// ruled are the slots of a rule before an instant, or more than are looked at.
func (e *editor) ruled(rule string, start ical.Moment, before time.Time) (slots []ical.Moment) {
	for c, err := range recur.In(e.bare("VEVENT", rule, start), calendar.Window{To: before}, e.local, e.finder) {
		if len(slots) > paired {
			break
		}
		if err == nil {
			slots = append(slots, c.ID)
		}
	}
	return slots
}

// placesOf says which of the slots now has the place that one of old had in its
// period, the first periods being those of the first slots.
func placesOf(rule string, old, now []ical.Moment) map[ical.Moment]ical.Moment {
	per := func(m ical.Moment) int64 { return int64(m.Wall.Midnight() / day) }
	switch strings.ToUpper(rulePart(rule, "FREQ")) {
	case "YEARLY":
		per = func(m ical.Moment) int64 { return int64(m.Wall.Time().Year()) }
	case "MONTHLY":
		per = monthNumber
	case "WEEKLY":
		start := weekStart(rule)
		per = func(m ical.Moment) int64 { return floorWeek(weekOf(m.Wall.Time(), start)) }
	}
	type place struct{ period, number int64 }
	number := func(slots []ical.Moment) map[place]ical.Moment {
		out := map[place]ical.Moment{}
		var at place
		for i, m := range slots {
			if p := per(m) - per(slots[0]); i == 0 || p != at.period {
				at = place{period: p}
			}
			out[at] = m
			at.number++
		}
		return out
	}
	taken := number(now)
	out := map[ical.Moment]ical.Moment{}
	for p, m := range number(old) {
		if there, ok := taken[p]; ok {
			out[m] = there
		}
	}
	return out
}

func floorWeek(days int64) int64 { return (days + 7_000_000) / 7 }
