package merge

import (
	"slices"

	"calends/backend/ical"
)

// An override that base does not have was made as a copy of what the side's
// master gave at its slot. Only where it differs from that did anybody write
// something of this one occurrence; all else follows what becomes of the
// master. So two such overrides of one slot are compared by what each changed,
// and one alone takes along what the other side changed of all occurrences,
// unless it has a word of its own on it.

// frames are the three versions, and what their slots counted from before they
// were brought into one frame.
type frames struct {
	base, ours, theirs edition
	known              bool
}

// framesOf knows the frames where all three have a master that starts where its
// slots count from, and nothing but it says what a slot is like.
func (m *merger) framesOf(base, ours, theirs edition) frames {
	for _, v := range []*edition{&base, &ours, &theirs} {
		at, err := v.master.Get("DTSTART").Moment()
		if err != nil || at != v.start || v.ranged() {
			return frames{}
		}
		v.master = v.master.Clone() // theirs is going to change
	}
	return frames{base, ours, theirs, true}
}

// ranged reports whether an override speaks for more than its slot.
func (v edition) ranged() bool {
	return slices.ContainsFunc(v.calendar.Parts, func(p ical.Part) bool {
		return p.Child != nil && p.Child.Get("RECURRENCE-ID") != nil && p.Child.Get("RECURRENCE-ID").Param("RANGE") != ""
	})
}

// overrides merges the overrides that base does not have, after the masters.
func (m *merger) overrides(inBase, inOurs, inTheirs index, t *ical.Component) (changed bool) {
	for _, key := range inTheirs.order {
		if theirs := inTheirs.child[key]; inBase.child[key] == nil && inOurs.child[key] == nil && isOverride(theirs) {
			changed = m.along(theirs, m.frames.theirs, t) || changed
		}
	}
	for _, key := range inOurs.order {
		ours, theirs := inOurs.child[key], inTheirs.child[key]
		switch {
		case inBase.child[key] != nil || !isOverride(ours):
		case theirs == nil:
			c := ours.Clone()
			m.along(c, m.frames.ours, t)
			t.AddChild(c)
			changed = true
		default:
			changed = m.both(ours, theirs, t) || changed
		}
	}
	return changed
}

func isOverride(c *ical.Component) bool { return c.Get("RECURRENCE-ID") != nil }

// along lets an override follow from the master it was copied from to the one
// that stands in t. It reports whether that changed it.
func (m *merger) along(c *ical.Component, from edition, t *ical.Component) bool {
	was, is := m.occurrence(from, c), m.occurrence(m.standing(t), c)
	return was != nil && is != nil && m.follows(c, was, is)
}

// follows lays what changed from was to is over c, which has the last word.
func (m *merger) follows(c, was, is *ical.Component) bool {
	quiet := merger{zone: m.zone, yields: true}
	return quiet.component(was, is, c)
}

// Follow lays over an override, which has the last word, what was changed of the
// occurrence it is a copy of. It reports whether that changed it.
func Follow(override, was, is *ical.Component) bool {
	return (&merger{}).follows(override, was, is)
}

// followed reports whether all that a side made of an override is what it made of
// all occurrences.
func (m *merger) followed(base, side *ical.Component, of edition) bool {
	if !isOverride(base) {
		return false
	}
	was, is := m.occurrence(m.frames.base, base), m.occurrence(of, base)
	if was == nil || is == nil {
		return false
	}
	c := base.Clone()
	m.follows(c, was, is)
	return m.same(c, side)
}

// revive takes back the exclusion of an occurrence that the other side edited
// meanwhile: the edit stands, and other programs hide what is excluded.
func (m *merger) revive(b, o, t *ical.Component) {
	base, ok := editionOf(b)
	ours, here := editionOf(o)
	theirs, there := editionOf(t)
	if !ok || !here || !there {
		return
	}
	inBase := m.keyed(nil, b)
	inOurs, inTheirs := m.keyed(&inBase, o), m.keyed(&inBase, t)
	one := func(side, other index, from, away edition, mine bool) {
		for _, key := range side.order {
			c, was := side.child[key], inBase.child[key]
			if !isOverride(c) || other.child[key] != nil || was != nil && (m.same(was, c) || m.followed(was, c, from)) {
				continue
			}
			slot := m.slotOf(c)
			excluded := m.elements(away.master, "EXDATE")
			i := slices.IndexFunc(excluded, func(e element) bool { return e.key == slot })
			if i < 0 || has(m.elements(base.master, "EXDATE"), slot) || has(m.elements(from.master, "EXDATE"), slot) {
				continue
			}
			m.without(away.master, excluded[i])
			if was != nil {
				continue // that it was deleted is told with the override
			}
			kept := Clash{Component: c.Name, RecurrenceID: m.label(c), Base: lines(base.master, "DTSTART")}
			if mine {
				kept.Ours = lines(c, "DTSTART")
			} else {
				kept.Theirs = lines(c, "DTSTART")
			}
			m.kept = append(m.kept, kept)
		}
	}
	one(inOurs, inTheirs, ours, theirs, true)
	one(inTheirs, inOurs, theirs, ours, false)
}

// both merges two overrides of one slot, theirs being in t. Where the masters
// clash nobody can say what either would follow to: then they are compared
// with what base gave there.
func (m *merger) both(ours, theirs, t *ical.Component) bool {
	base, mine, their := m.occurrence(m.frames.base, ours), m.occurrence(m.frames.ours, ours), m.occurrence(m.frames.theirs, ours)
	is := m.occurrence(m.standing(t), ours)
	switch {
	case base == nil || mine == nil || their == nil || is == nil:
		return m.component(ical.New(ours.Name), ours, theirs)
	case m.clashed(spanNames...): // the frame is one side's
		for _, name := range spanNames {
			base.Remove(name)
		}
		return m.component(base, ours, theirs)
	case m.clashed():
		return m.component(base, ours, theirs)
	}
	ours = ours.Clone()
	m.follows(ours, mine, is)
	changed := m.follows(theirs, their, is)
	return m.component(is, ours, theirs) || changed
}

// clashed reports whether the masters clash, over one of these properties where
// any are given.
func (m *merger) clashed(over ...string) bool {
	return slices.ContainsFunc(m.clashes, func(c Clash) bool {
		return c.RecurrenceID == "" && (len(over) == 0 || slices.Contains(over, c.Property))
	})
}

// standing is what the merged calendar says of all occurrences.
func (m *merger) standing(t *ical.Component) edition {
	v, ok := editionOf(t)
	if !ok || m.slotKey(v.start) != m.slotKey(m.stands) {
		return edition{}
	}
	return v
}

// occurrence is what the master of a version gives at the slot of an override,
// in the frame that stands; nil where that cannot be told.
func (m *merger) occurrence(v edition, override *ical.Component) *ical.Component {
	if !m.frames.known || v.master == nil || v.master.Name != override.Name {
		return nil
	}
	slot, err := override.Get("RECURRENCE-ID").Moment()
	if err != nil {
		return nil
	}
	at, ok := m.moved(slot, m.stands, v.start)
	if !ok {
		return nil
	}
	c := v.master.Clone()
	for _, name := range []string{"RRULE", "RDATE", "EXDATE", "EXRULE"} {
		c.Remove(name)
	}
	for _, l := range c.All("RELATED-TO") {
		if isSibling(l) { // of the set as a whole
			c.RemoveLine(l)
		}
	}
	for _, name := range []string{"DTEND", "DUE"} {
		if line := c.Get(name); line != nil {
			end, err := line.Moment()
			if err != nil || end.Kind != v.start.Kind || end.TZID != v.start.TZID {
				return nil
			}
			end.Wall += at.Wall - v.start.Wall
			line.SetMoment(end)
		}
	}
	c.Get("DTSTART").SetMoment(at)
	if m.slotKey(v.start) != m.slotKey(m.stands) {
		m.place(c, at, func(at ical.Moment) (ical.Moment, bool) { return m.moved(at, v.start, m.stands) })
	}
	return c
}
