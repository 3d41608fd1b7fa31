package merge

import (
	"slices"
	"strings"
	"time"

	"calends/backend/ical"
)

// A slot is where the recurrence set has an occurrence: what a RECURRENCE-ID,
// an EXDATE or an RDATE names. Slots count from the master's DTSTART, so one
// side that moves the start moves all of them, and what the other side said of
// an occurrence meanwhile would name a slot that is no more. Before anything is
// merged all three versions are therefore brought into the frame of the start
// that is going to stand.

// slotKey is a slot however it is spelled: as an instant where the zone is
// known.
func (m *merger) slotKey(at ical.Moment) string {
	if t, ok := m.instant(at); ok {
		return t.UTC().Format("20060102T150405Z") + " "
	}
	return at.String() + " " + at.TZID
}

// instant is when a time is, where that can be told without guessing.
func (m *merger) instant(at ical.Moment) (time.Time, bool) {
	switch {
	case at.Kind == ical.UTC:
		return at.Wall.Time(), true
	case at.Kind == ical.Zoned && m.zone != nil:
		if loc := m.zone(at.TZID); loc != nil {
			w := at.Wall.Time()
			return time.Date(w.Year(), w.Month(), w.Day(), w.Hour(), w.Minute(), w.Second(), 0, loc), true
		}
	}
	return time.Time{}, false
}

// slotOf is the slot an override stands for, as written where it cannot be
// read; "" for a master.
func (m *merger) slotOf(c *ical.Component) string {
	l := c.Get("RECURRENCE-ID")
	if l == nil {
		return ""
	}
	at, err := l.Moment()
	if err != nil {
		return l.Value
	}
	return m.slotKey(at)
}

// label names an override for people: by its slot as base has it, alike from
// either side; "" for a master.
func (m *merger) label(all ...*ical.Component) string {
	var spelled []string
	for _, c := range all {
		l := c.Get("RECURRENCE-ID")
		if l == nil {
			continue
		}
		if at, err := l.Moment(); err == nil && m.stands != m.was {
			at, _ = m.moved(at, m.stands, m.was)
			return at.String()
		}
		spelled = append(spelled, l.Value)
	}
	if len(spelled) == 0 {
		return ""
	}
	if all[0].Get("RECURRENCE-ID") != nil {
		return spelled[0]
	}
	return slices.Min(spelled)
}

// edition is one of the three calendars with what its slots count from.
type edition struct {
	calendar, master *ical.Component
	start            ical.Moment
}

func editionOf(cal *ical.Component) (edition, bool) {
	for _, p := range cal.Parts {
		if c := p.Child; c != nil && c.Name != "VTIMEZONE" && c.Get("RECURRENCE-ID") == nil && c.Get("DTSTART") != nil {
			at, err := c.Get("DTSTART").Moment()
			return edition{cal, c, at}, err == nil
		}
	}
	return edition{}, false
}

// realign brings the slots of the three calendars into one frame.
func (m *merger) realign(b, o, t *ical.Component) {
	base, ok := editionOf(b)
	ours, here := editionOf(o)
	theirs, there := editionOf(t)
	if !ok || !here || !there {
		return
	}
	m.was, m.stands = base.start, base.start
	if ours.start == base.start && theirs.start == base.start {
		m.frames = m.framesOf(base, ours, theirs)
		return
	}
	alike := ours.start == theirs.start
	ours.start, theirs.start = m.frame(base, ours), m.frame(base, theirs)
	m.moveEnds(base, ours, theirs)
	m.moveEnds(base, theirs, ours)
	span, _ := m.whenVerdicts(base.master, ours.master, theirs.master)
	stands := theirs.start
	switch {
	case alike && theirs.start == base.start, span == ourChange,
		span == clash && m.prefers(base.master, ours.master, theirs.master):
		stands = ours.start
	}
	m.was, m.stands = base.start, stands
	m.frames = m.framesOf(base, ours, theirs)
	for _, v := range []edition{base, ours, theirs} {
		if m.slotKey(v.start) != m.slotKey(stands) {
			m.moveSlots(v, stands)
		}
	}
}

// frame is what the slots of a side count from: its start, unless it moved that
// and left its slots where they were.
func (m *merger) frame(base, side edition) ical.Moment {
	followed, stayed := 0, 0
	there := m.slots(side)
	for key, at := range m.slots(base) {
		if to, ok := m.moved(at, base.start, side.start); ok && holds(there, m.slotKey(to)) {
			followed++
		}
		if holds(there, key) {
			stayed++
		}
	}
	if stayed > followed {
		return base.start
	}
	return side.start
}

func holds(slots map[string]ical.Moment, key string) bool { _, ok := slots[key]; return ok }

// slots are all slots that a version says something of.
func (m *merger) slots(v edition) map[string]ical.Moment {
	all := map[string]ical.Moment{}
	note := func(l *ical.Line) {
		moments, _ := l.Moments() // what cannot be read is no slot
		for _, at := range moments {
			all[m.slotKey(at)] = at
		}
	}
	for _, name := range []string{"EXDATE", "RDATE"} {
		for _, l := range v.master.All(name) {
			note(l)
		}
	}
	for _, p := range v.calendar.Parts {
		if p.Child != nil && p.Child.Get("RECURRENCE-ID") != nil {
			note(p.Child.Get("RECURRENCE-ID"))
		}
	}
	return all
}

// moved is the slot that at becomes when the start moves; ok is false where
// that cannot be told, and for a day named among times, which stays one.
func (m *merger) moved(at, from, to ical.Moment) (ical.Moment, bool) {
	wall := at.Wall
	if at.Kind != from.Kind || at.TZID != from.TZID {
		t, known := m.instant(at)
		if !known || from.Kind != ical.Zoned || m.zone == nil || m.zone(from.TZID) == nil {
			return at, false
		}
		wall = ical.WallOf(t.In(m.zone(from.TZID)))
	}
	start := from.Wall
	if to.Kind == ical.Date {
		wall, start = wall.Midnight(), start.Midnight()
	}
	return ical.Moment{Kind: to.Kind, TZID: to.TZID, Wall: wall + to.Wall - start}, true
}

// moveSlots moves everything a version says of slots, and with it the
// occurrences that were changed in other ways than in time.
func (m *merger) moveSlots(v edition, to ical.Moment) {
	move := func(at ical.Moment) (ical.Moment, bool) { return m.moved(at, v.start, to) }
	for _, name := range []string{"EXDATE", "RDATE"} {
		for _, l := range v.master.All(name) {
			moveList(v.master, l, move)
		}
	}
	for _, p := range v.calendar.Parts {
		if p.Child == nil || p.Child.Get("RECURRENCE-ID") == nil {
			continue
		}
		id := p.Child.Get("RECURRENCE-ID")
		at, err := id.Moment()
		slot, ok := move(at)
		if err != nil || !ok {
			continue
		}
		m.place(p.Child, at, move)
		id.SetMoment(slot)
	}
}

// place moves an override with its slot, where it starts there.
func (m *merger) place(c *ical.Component, slot ical.Moment, move func(ical.Moment) (ical.Moment, bool)) {
	for _, name := range []string{"DTEND", "DTSTART"} {
		m.follow(c, name, slot, move)
	}
}

// follow moves an override's start or end with its slot, where it starts there.
func (m *merger) follow(c *ical.Component, name string, slot ical.Moment, move func(ical.Moment) (ical.Moment, bool)) {
	start, line := c.Get("DTSTART"), c.Get(name)
	if start == nil || line == nil {
		return
	}
	if at, err := start.Moment(); err != nil || m.slotKey(at) != m.slotKey(slot) {
		return
	}
	if at, err := line.Moment(); err == nil {
		if to, ok := move(at); ok {
			line.SetMoment(to)
		}
	}
}

// moveList moves the moments of an EXDATE or RDATE line. One that holds
// anything but slots is left as it is.
func moveList(c *ical.Component, l *ical.Line, move func(ical.Moment) (ical.Moment, bool)) {
	moments, err := l.Moments()
	values := rawList(l.Value)
	if err != nil || len(values) != len(moments) || strings.Contains(l.Value, "/") {
		return
	}
	var last ical.Moment
	for i, at := range moments {
		to, ok := move(at)
		if !ok || i > 0 && (to.Kind != last.Kind || to.TZID != last.TZID) {
			return
		}
		values[i], last = to.String(), to
	}
	now := lineCopy(l)
	now.SetMoment(last)
	now.SetValue(strings.Join(values, ","))
	i := slices.IndexFunc(c.Parts, func(p ical.Part) bool { return p.Line == l })
	c.Parts[i].Line = now
}

// strand notes what one side said of single slots while the other changed the
// rule: overrides, exclusions and added dates stay, be they still of the set or
// not.
func (m *merger) strand(b, o, t *ical.Component) {
	base, ok := editionOf(b)
	ours, here := editionOf(o)
	theirs, there := editionOf(t)
	if !ok || !here || !there {
		return
	}
	was := lines(base.master, "RRULE")
	byUs, byThem := lines(ours.master, "RRULE") != was, lines(theirs.master, "RRULE") != was
	if byUs == byThem {
		return
	}
	changer := t
	if byThem {
		changer = o
	}
	note := func(property, slot, line string) {
		kept := Clash{Component: base.master.Name, RecurrenceID: slot, Property: property, Base: was}
		if byThem {
			kept.Ours = line
		} else {
			kept.Theirs = line
		}
		m.kept = append(m.kept, kept)
	}
	before := m.keyed(nil, b)
	after := m.keyed(&before, changer)
	for _, key := range after.order {
		c := after.child[key]
		if c.Get("RECURRENCE-ID") == nil || before.child[key] != nil && m.same(before.child[key], c) {
			continue
		}
		note("RRULE", m.label(c), lines(c, "DTSTART"))
	}
	changed := ours
	if !byThem {
		changed = theirs
	}
	for _, name := range []string{"EXDATE", "RDATE"} {
		if recurs(ours.master) && recurs(theirs.master) && m.differ(name, base.master, changed.master) {
			note(name, "", lines(changed.master, name))
		}
	}
}

// differ reports whether a list is not the same set in both.
func (m *merger) differ(name string, a, b *ical.Component) bool {
	x, y := m.elements(a, name), m.elements(b, name)
	within := func(x, y []element) bool {
		return !slices.ContainsFunc(x, func(e element) bool { return !has(y, e.key) })
	}
	return !within(x, y) || !within(y, x)
}

// remains lets an event stand whose rule one side took away while the other cut
// the only occurrence that is left: there is nothing any more that it could be an
// exception to, and it would be at no time.
func (m *merger) remains(b, o, merged *ical.Component) bool {
	base, ok := editionOf(b)
	ours, here := editionOf(o)
	now, there := editionOf(merged)
	if !ok || !here || !there || !recurs(base.master) || recurs(now.master) || !holds(m.slots(now), m.slotKey(now.start)) {
		return false
	}
	for _, p := range merged.Parts {
		if p.Child != nil && p.Child.Get("RECURRENCE-ID") != nil {
			return false
		}
	}
	take("EXDATE", ical.New(now.master.Name), now.master)
	kept := Clash{Component: now.master.Name, Base: lines(base.master, "DTSTART")}
	if recurs(ours.master) {
		kept.Theirs = lines(now.master, "DTSTART")
	} else {
		kept.Ours = lines(now.master, "DTSTART")
	}
	m.kept = append(m.kept, kept)
	return true
}

// recurs reports whether a master is of a set.
func recurs(master *ical.Component) bool {
	return master.Get("RRULE") != nil || master.Get("RDATE") != nil
}
