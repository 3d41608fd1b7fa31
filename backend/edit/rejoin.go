package edit

import (
	"fmt"
	"slices"
	"time"

	"calends/backend/calendar"
	"calends/backend/ical"
	"calends/backend/recur"
	"calends/backend/zone"
)

// Rejoin carries what is changed of single occurrences in the first part of a
// split to the second, where they belong. Where one device split a set while
// another changed an occurrence after the split, a merge leaves that override in
// the part that no longer has its slot, beside the occurrence that took its
// place: the day would be there twice. A slot that the second part does not have,
// or has an override of, is left alone. ok reports whether anything was carried.
func Rejoin(first, second []byte, now time.Time, local *time.Location, z *zone.Finder) (a, b []byte, ok bool, err error) {
	from, err := rejoining(first, now, local, z)
	if err != nil {
		return nil, nil, false, err
	}
	to, err := rejoining(second, now, local, z)
	if err != nil || !slices.Contains(from.siblings(), to.object.UID()) {
		return nil, nil, false, err
	}
	end, ended := from.next()
	start, err := to.span(to.object.Master)
	if err != nil || !ended || (start.start.Kind == ical.Date) != (end.Kind == ical.Date) {
		return nil, nil, false, err
	}
	for _, v := range slices.Clone(from.object.Overrides) {
		slot, named := from.slotOf(v)
		if !named || from.at(slot).Before(from.at(end)) {
			continue
		}
		there := frameOf(start.start)
		there.Wall = slot.Wall + start.start.Wall - end.Wall
		if to.overridden(there) || !to.has(to.object, there) {
			continue
		}
		from.drop(v)
		to.adopt(v, slot, there)
		ok = true
	}
	return from.object.Bytes(), to.object.Bytes(), ok, nil
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

// adopt takes in an override of another object's slot. One that kept to its
// slot's time keeps to the new one's.
func (e *editor) adopt(v *ical.Component, slot, there ical.Moment) {
	c := v.Clone()
	if s, err := e.span(c); err == nil && e.at(s.start).Equal(e.at(slot)) && slot != there {
		e.setSpan(c, s, e.lasting(there, e.length(s), s))
	}
	c.SetText("UID", e.object.UID())
	c.SetMoment("RECURRENCE-ID", there)
	e.touch(c, true)
	e.object.Overrides = append(e.object.Overrides, c)
	e.calendar.AddChild(c)
}
