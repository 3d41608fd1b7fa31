package edit

import (
	"slices"
	"strings"
	"time"

	"calends/backend/calendar"
	"calends/backend/ical"
	"calends/backend/recur"
)

// changeThis changes one occurrence: its override, made where there is none.
// The master stays byte for byte.
func (e *editor) changeThis(at *recur.Occurrence) error {
	if e.patch.RRule != nil {
		return invalid("rrule", "Change this and the following occurrences, or all of them.", "a single occurrence does not repeat")
	}
	v := at.Component
	next, more := e.nextOfRange(at)
	if more || !e.isOwn(at) {
		v = e.override(*at)
		plain := string(v.Bytes())
		if err := e.changed(v, func() error { return e.patchOne(v) }); err != nil || string(v.Bytes()) == plain {
			return err
		}
		if more {
			e.handOn(next)
		}
		e.object.Overrides = append(e.object.Overrides, v)
		e.calendar.AddChild(v)
		return nil
	}
	return e.changed(v, func() error {
		if !e.names(v, at.ID) {
			v.SetMoment("RECURRENCE-ID", at.ID) // it stands for the slot that it starts in
		}
		return e.patchOne(v)
	})
}

// isOwn reports whether an occurrence has an override of its own, and is not
// what the master or one of THISANDFUTURE makes of its slot.
func (e *editor) isOwn(at *recur.Occurrence) bool {
	l := at.Component.Get("RECURRENCE-ID")
	return l != nil && (!ranges(at.Component) || e.names(at.Component, at.ID))
}

// names reports whether an override's RECURRENCE-ID is that slot.
func (e *editor) names(v *ical.Component, slot ical.Moment) bool {
	s, ok := e.slotOf(v)
	return ok && e.same(s, slot)
}

// override clones what an occurrence looks like into an override of its slot.
func (e *editor) override(at recur.Occurrence) *ical.Component {
	v := at.Component.Clone()
	for _, name := range []string{"RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID"} {
		v.Remove(name)
	}
	v.SetMoment("RECURRENCE-ID", at.ID)
	end := ical.Moment{Kind: at.StartMoment.Kind, TZID: at.StartMoment.TZID}
	if l := v.Get(endName(v)); l != nil {
		if m, err := l.Moment(); err == nil {
			end = frameOf(m)
		}
	}
	v.SetMoment("DTSTART", at.StartMoment)
	end.Wall = ical.WallOf(at.End.In(e.of(end)))
	if v.Get("DURATION") == nil || v.Get(endName(v)) != nil {
		v.SetMoment(endName(v), end)
	} else if s, err := e.span(v); err == nil && s.start.Kind != ical.Date && !e.at(s.end).Equal(at.End) {
		v.Set("DURATION", ical.Duration{Seconds: int64(at.End.Sub(at.Start) / time.Second)}.String()) // that of an RDATE is its own
	}
	return v
}

// patchOne patches one component, its times included.
func (e *editor) patchOne(c *ical.Component) error {
	if e.patch.touchesTime() {
		old, err := e.span(c)
		if err != nil {
			return err
		}
		single := e.places
		single.once = true
		s, err := single.resolve(e.patch, old)
		if err != nil {
			return err
		}
		e.setSpan(c, old, s)
	}
	for _, f := range e.fields {
		f.apply(c)
	}
	return nil
}

// deleteThis excludes one slot.
func (e *editor) deleteThis(at *recur.Occurrence) (Outcome, error) {
	own := e.isOwn(at)
	if next, more := e.nextOfRange(at); more {
		e.handOn(next)
	} else if own {
		e.drop(at.Component)
	}
	if m := e.object.Master; m != nil {
		if _, left := recur.At(e.object, at.ID, e.local, e.finder); left || !own {
			l := &ical.Line{Name: "EXDATE"}
			l.SetMoment(at.ID)
			m.Add(l)
			e.touch(m, true)
		}
	}
	if !e.yields() {
		return Outcome{}, nil
	}
	return Outcome{Object: e.object}, nil
}

// deleteFollowing ends the recurrence set before a slot.
func (e *editor) deleteFollowing(at *recur.Occurrence) (Outcome, error) {
	if err := e.cut(at.ID); err != nil {
		return Outcome{}, err
	}
	if !e.yields() {
		return Outcome{}, nil
	}
	return Outcome{Object: e.object}, nil
}

// cut takes everything from slot x on out of the object.
func (e *editor) cut(x ical.Moment) error {
	m := e.object.Master
	if err := e.truncate(m, x); err != nil {
		return err
	}
	e.keepSlots(m, func(s ical.Moment) bool { return e.at(s).Before(e.at(x)) })
	for _, v := range slices.Clone(e.object.Overrides) {
		if s, ok := e.slotOf(v); ok && !e.at(s).Before(e.at(x)) {
			e.drop(v)
		}
	}
	e.touch(m, true)
	return nil
}

// drop removes an override.
func (e *editor) drop(v *ical.Component) {
	e.object.Overrides = slices.DeleteFunc(e.object.Overrides, func(o *ical.Component) bool { return o == v })
	e.object.Calendar.RemoveChild(v)
}

// yields reports whether the object has an occurrence left.
func (e *editor) yields() bool {
	for _, err := range recur.In(e.object, calendar.Window{}, e.local, e.finder) {
		if err == nil {
			return true
		}
	}
	return false
}

// changeFollowing splits the set at a slot: the object ends before it, and a
// new one, patched, goes on from there.
func (e *editor) changeFollowing(at *recur.Occurrence, uid string) (Outcome, error) {
	next := e.object.Clone()
	rest := &editor{places: places{calendar: next.Calendar, local: e.local, finder: e.finder}, object: next, now: e.now, patch: e.patch, fields: e.fields}
	if c, ok := rest.rangeAcross(at.ID); ok {
		rest.handOn(c) // what is said of the slots from here on is said in the new object
	}
	if err := rest.startAt(at.ID); err != nil {
		return Outcome{}, err
	}
	if err := e.cut(at.ID); err != nil {
		return Outcome{}, err
	}
	first, err := rest.find(at.ID)
	if err != nil {
		return Outcome{}, err
	}
	if err := rest.changeAll(first); err != nil {
		return Outcome{}, err
	}
	e.relate(next, uid)
	stamp := ical.Moment{Kind: ical.UTC, Wall: ical.WallOf(e.now.UTC())}
	for _, c := range append([]*ical.Component{next.Master}, next.Overrides...) {
		c.SetText("UID", uid)
		c.Set("DTSTAMP", stamp.String())
		c.Set("SEQUENCE", "0")
		if c.Get("CREATED") != nil {
			c.Set("CREATED", stamp.String())
		}
	}
	from := e.at(at.ID)
	moved := func(slot ical.Moment) ical.Moment {
		if rest.moved == nil || e.at(slot).Before(from) {
			return slot
		}
		return rest.moved(slot)
	}
	return Outcome{Object: e.object, Split: next, Strays: rest.strays, moved: moved}, nil
}

// relate names each part of a split in the other (RFC 5545 §3.8.4.5), so that
// they can be found again.
func (e *editor) relate(next *ical.Object, uid string) {
	for _, part := range []struct {
		c     *ical.Component
		other string
	}{{e.object.Master, uid}, {next.Master, e.object.UID()}} {
		part.c.Add(siblingLine(part.other))
	}
}

func siblingLine(uid string) *ical.Line {
	l := &ical.Line{Name: "RELATED-TO", Value: ical.Escape(uid)}
	l.SetParam("RELTYPE", "SIBLING")
	return l
}

func isSibling(l *ical.Line) bool { return strings.EqualFold(l.Param("RELTYPE"), "SIBLING") }

// startAt takes everything before slot x out of the object. It then starts at
// the first slot its rules have from x on, which is not x where an RDATE gave
// that.
func (e *editor) startAt(x ical.Moment) error {
	m := e.object.Master
	old := m.Clone()
	s, err := e.span(m)
	if err != nil {
		return err
	}
	from, ruled := e.ruledFrom(old, s.start, x)
	if !ruled {
		from = x
		m.Remove("RRULE")
	}
	if err := e.reduceCounts(m, old, x); err != nil {
		return err
	}
	for _, v := range slices.Clone(e.object.Overrides) {
		if id, ok := e.slotOf(v); ok && e.at(id).Before(e.at(x)) {
			e.drop(v)
		}
	}
	e.keepSlots(m, func(id ical.Moment) bool { return !e.at(id).Before(e.at(x)) })
	e.setSpan(m, s, e.lasting(from, e.length(s), s))
	return nil
}

// ruledFrom is the first slot at or after x that a rule of c yields.
func (e *editor) ruledFrom(c *ical.Component, start, x ical.Moment) (first ical.Moment, ok bool) {
	at := e.at(x)
	for _, l := range c.All("RRULE") {
		for o, err := range recur.In(e.bare(c.Name, l.Value, start), calendar.Window{From: at}, e.local, e.finder) {
			if err != nil || o.Start.Before(at) {
				continue
			}
			if !ok || o.StartMoment.Wall < first.Wall {
				first, ok = o.StartMoment, true
			}
			break
		}
	}
	return first, ok
}

// keepSlots drops the slots of EXDATE and RDATE that keep refuses. Lines all
// of whose slots stay are not touched.
func (e *editor) keepSlots(c *ical.Component, keep func(ical.Moment) bool) {
	for _, name := range []string{"EXDATE", "RDATE"} {
		for _, l := range c.All(name) {
			e.rewrite(c, l, func(m ical.Moment) (ical.Moment, bool) {
				slot, err := e.slot(m)
				return m, err != nil || keep(slot)
			})
		}
	}
}
