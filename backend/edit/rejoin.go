package edit

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"calends/backend/calendar"
	"calends/backend/ical"
	"calends/backend/merge"
	"calends/backend/recur"
	"calends/backend/zone"
)

// Rejoin carries what is said of single occurrences in the first part of a split to
// the second, where they belong: overrides, exclusions and added dates. Where one
// device split a set while another changed an occurrence after the split, a merge
// leaves that in the part that no longer has its slot: the day would be there twice,
// or in spite of its deletion. A slot that the second part does not have, or has an
// override of, is left alone. ok reports whether anything was carried.
//
// [Reunite] does more, where what both sides started from is known.
func Rejoin(first, second []byte, now time.Time, local *time.Location, z *zone.Finder) (a, b []byte, ok bool, err error) {
	from, err := rejoining(first, now, local, z)
	if err != nil {
		return nil, nil, false, err
	}
	to, err := rejoining(second, now, local, z)
	if err != nil || !slices.Contains(from.siblings(), to.object.UID()) {
		return nil, nil, false, err
	}
	begin, err := from.span(from.object.Master)
	if err != nil {
		return nil, nil, false, err
	}
	end, ended := from.next()
	start, err := to.span(to.object.Master)
	if err != nil || !ended || (start.start.Kind == ical.Date) != (end.Kind == ical.Date) || start.start.Wall <= begin.start.Wall {
		return nil, nil, false, err
	}
	j := joint{from, to, end, start.start}
	ok = j.added()
	ok = j.excluded() || ok
	ok = j.overridden() || ok
	return from.object.Bytes(), to.object.Bytes(), ok, nil
}

// joint is where the first part of a split ends and the second goes on.
type joint struct {
	from, to   *editor
	end, start ical.Moment
}

// there is a slot of the first part in the second; ok is false of one that stays.
func (j joint) there(slot ical.Moment) (there ical.Moment, ok bool) {
	there = frameOf(j.start)
	there.Wall = slot.Wall + j.start.Wall - j.end.Wall
	return there, !j.from.at(slot).Before(j.from.at(j.end))
}

// overridden carries the overrides.
func (j joint) overridden() (carried bool) {
	for _, v := range slices.Clone(j.from.object.Overrides) {
		slot, named := j.from.slotOf(v)
		if !named {
			continue
		}
		there, beyond := j.there(slot)
		if !beyond || j.to.overridden(there) || !j.to.has(j.to.object, there) {
			continue
		}
		was, fine := j.from.plain(slot)
		is, well := j.to.plain(there)
		j.from.drop(v)
		if v = v.Clone(); fine && well {
			merge.Follow(v, was, is)
		}
		j.to.adopt(v, slot, there)
		carried = true
	}
	return carried
}

// excluded carries the exclusions.
func (j joint) excluded() bool {
	return j.carry("EXDATE", func(there ical.Moment) bool { return !j.to.overridden(there) && j.to.has(j.to.object, there) })
}

// added carries the dates that were added to the set.
func (j joint) added() bool {
	return j.carry("RDATE", func(there ical.Moment) bool { return !j.to.has(j.to.object, there) })
}

// carry carries the slots of EXDATE or RDATE that belong to the second part.
func (j joint) carry(name string, belongs func(there ical.Moment) bool) (carried bool) {
	first, second := j.from.object.Master, j.to.object.Master
	for _, l := range first.All(name) {
		if strings.Contains(l.Value, "/") {
			continue // a period has a length of its own
		}
		j.from.rewrite(first, l, func(m ical.Moment) (ical.Moment, bool) {
			slot, err := j.from.slot(m)
			if err != nil {
				return m, true
			}
			there, beyond := j.there(slot)
			if !beyond || !belongs(there) {
				return m, true
			}
			now := &ical.Line{Name: name}
			now.SetMoment(there)
			second.Add(now)
			carried = true
			return m, false
		})
	}
	if carried {
		j.from.touch(first, true)
		j.to.touch(second, true)
	}
	return carried
}

func rejoining(body []byte, now time.Time, local *time.Location, z *zone.Finder) (*editor, error) {
	o, err := ical.ParseObject(body)
	if err != nil {
		return nil, fmt.Errorf("joining the parts of an event: %w", err)
	}
	if o.Master == nil {
		return nil, fmt.Errorf("joining the parts of an event: %w: it has no master", calendar.ErrInvalid)
	}
	return &editor{places: places{calendar: o.Calendar, local: local, finder: z}, object: o, now: now}, nil
}

// Siblings names the other part of each split that a text is a part of.
func Siblings(body []byte) (uids []calendar.UID) {
	o, err := ical.ParseObject(body)
	if err != nil || o.Master == nil {
		return nil
	}
	for _, uid := range (&editor{object: o}).siblings() {
		uids = append(uids, calendar.UID(uid))
	}
	return uids
}

// siblings are the other parts of splits that the master names.
func (e *editor) siblings() (uids []string) {
	for _, l := range e.object.Master.All("RELATED-TO") {
		if isSibling(l) {
			uids = append(uids, ical.Unescape(l.Value))
		}
	}
	return uids
}

// next is the slot that the rule would have next, did it not end; false where
// it does not.
func (e *editor) next() (ical.Moment, bool) {
	s, err := e.span(e.object.Master)
	rules := e.object.Master.All("RRULE")
	if err != nil || len(rules) != 1 {
		return ical.Moment{}, false
	}
	rule := rules[0].Value
	on := withPart(withPart(rule, "COUNT", ""), "UNTIL", "")
	if on == rule {
		return ical.Moment{}, false
	}
	var last time.Time
	for o, err := range recur.In(e.bare("VEVENT", rule, s.start), calendar.Window{}, e.local, e.finder) {
		if err != nil {
			return ical.Moment{}, false
		}
		last = o.Start
	}
	for o, err := range recur.In(e.bare("VEVENT", on, s.start), calendar.Window{From: last}, e.local, e.finder) {
		if err != nil {
			break
		}
		if o.Start.After(last) {
			return o.StartMoment, true
		}
	}
	return ical.Moment{}, false
}

// overridden reports whether a slot has an override.
func (e *editor) overridden(slot ical.Moment) bool {
	return slices.ContainsFunc(e.object.Overrides, func(v *ical.Component) bool { return e.names(v, slot) })
}

// plain is what the master alone makes of a slot.
func (e *editor) plain(slot ical.Moment) (*ical.Component, bool) {
	c := e.object.Master.Clone()
	s, err := e.span(c)
	if err != nil {
		return nil, false
	}
	for _, name := range []string{"RRULE", "RDATE", "EXDATE", "EXRULE"} {
		c.Remove(name)
	}
	for _, l := range c.All("RELATED-TO") {
		if isSibling(l) {
			c.RemoveLine(l)
		}
	}
	e.setSpan(c, s, e.lasting(slot, e.length(s), s))
	return c, true
}

// adopt takes in an override of another object's slot. One that kept to its
// slot's time keeps to the new one's.
func (e *editor) adopt(c *ical.Component, slot, there ical.Moment) {
	if s, err := e.span(c); err == nil && e.at(s.start).Equal(e.at(slot)) && slot != there {
		e.setSpan(c, s, e.lasting(there, e.length(s), s))
	}
	c.SetText("UID", e.object.UID())
	c.SetMoment("RECURRENCE-ID", there)
	e.touch(c, true)
	e.object.Overrides = append(e.object.Overrides, c)
	e.calendar.AddChild(c)
}
