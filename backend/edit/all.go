package edit

import (
	"slices"
	"strings"

	"calends/backend/ical"
	"calends/backend/recur"
)

// changeAll changes the master, and with it every override where that said
// what the master said. at, where it is given, is the occurrence that the
// user's start and end are those of.
func (e *editor) changeAll(at *recur.Occurrence) error {
	m := e.object.Master
	if m == nil {
		for _, v := range e.object.Overrides {
			if err := e.changed(v, func() error { return e.patchOne(v) }); err != nil {
				return err
			}
		}
		return nil
	}
	old := m.Clone()
	var was, is span
	if e.patch.touchesTime() || e.patch.RRule != nil {
		var err error
		if was, err = e.span(m); err != nil {
			return e.mend(m, err)
		}
		if is, err = e.newSpan(was, at); err != nil {
			return err
		}
	}
	edited := e.editedOverride(at)
	moved := map[*ical.Component]ical.Moment{}
	for _, v := range e.object.Overrides {
		if s, ok := e.slotOf(v); ok {
			moved[v] = s // before the master's start, by which they are read, moves
		}
	}
	err := e.changed(m, func() error { return e.patchMaster(m, was, is) })
	if err != nil {
		return err
	}
	for _, v := range e.object.Overrides {
		slot, ok := moved[v]
		if !ok {
			continue
		}
		if err := e.changed(v, func() error { return e.follow(v, old, slot, was, is, v == edited) }); err != nil {
			return err
		}
	}
	if e.patch.RRule != nil {
		e.dropStrays()
	}
	return nil
}

// editedOverride is the override the request was made on, if any.
func (e *editor) editedOverride(at *recur.Occurrence) *ical.Component {
	if at != nil && slices.Contains(e.object.Overrides, at.Component) {
		return at.Component
	}
	return nil
}

// patchMaster changes the master: its times with all that hangs on them, its
// rule, its fields.
func (e *editor) patchMaster(m *ical.Component, was, is span) error {
	if is != was {
		if was.start != is.start {
			e.move(m, was.start, is.start)
		}
		e.setSpan(m, was, is)
	}
	if e.patch.RRule != nil {
		if err := e.setRule(m, *e.patch.RRule, is.start); err != nil {
			return err
		}
	}
	for _, f := range e.fields {
		f.apply(m)
	}
	return nil
}

// moveSlots moves EXDATE and RDATE with the start. A date in them, where slots
// are times, names a day and stays one.
func (e *editor) moveSlots(c *ical.Component) {
	for _, name := range []string{"EXDATE", "RDATE"} {
		for _, l := range c.All(name) {
			e.rewrite(c, l, func(m ical.Moment) (ical.Moment, bool) {
				if slot, err := e.slot(m); err == nil {
					return e.moved(slot), true
				}
				return m, true
			})
		}
	}
}

// rewrite maps the moments of an EXDATE or RDATE line, periods by their start.
// The line goes when none is left, and is not touched when nothing changes, or
// where it cannot be read.
func (e *editor) rewrite(c *ical.Component, l *ical.Line, f func(ical.Moment) (ical.Moment, bool)) {
	moments, err := l.Moments()
	if err != nil {
		return
	}
	values := slices.DeleteFunc(strings.Split(l.Value, ","), func(v string) bool { return strings.TrimSpace(v) == "" })
	if len(values) != len(moments) {
		return
	}
	var kept []string
	var last ical.Moment
	changed := false
	for i, m := range moments {
		to, ok := f(m)
		if !ok {
			changed = true
			continue
		}
		last = to
		if to == m {
			kept = append(kept, values[i])
			continue
		}
		changed = true
		kept = append(kept, movedValue(values[i], m, to))
	}
	switch {
	case !changed:
	case len(kept) == 0:
		c.RemoveLine(l)
	default:
		period := strings.Contains(kept[0], "/")
		l.SetMoment(last) // for the parameters
		if period {
			l.SetParam("VALUE", "PERIOD")
		}
		l.SetValue(strings.Join(kept, ","))
	}
}

// movedValue writes a moved moment; of a PERIOD with an end, both ends move.
func movedValue(value string, from, to ical.Moment) string {
	_, end, ok := strings.Cut(value, "/")
	if !ok || to.Kind == ical.Date {
		return to.String()
	}
	if m, err := ical.ParseMoment(end, from.TZID); err == nil {
		moved := to
		moved.Wall += m.Wall - from.Wall
		end = moved.String()
	}
	return to.String() + "/" + end
}

// follow takes an override along: to its new slot, and to the new times and
// fields where it had the old ones. The one that the user edited takes all.
func (e *editor) follow(v, old *ical.Component, slot ical.Moment, was, is span, edited bool) error {
	for _, f := range e.fields {
		if edited || f.same(v, old) {
			f.apply(v)
		}
	}
	if is == was {
		return nil
	}
	own, err := e.span(v)
	if err != nil {
		return nil // it has no times of its own to take along
	}
	to := own
	moved := slot
	if e.moved != nil {
		moved = e.moved(slot)
	}
	length, before, after := e.length(own), e.length(was), e.length(is)
	switch {
	case edited:
		if to, err = e.resolve(e.patch, own); err != nil {
			return err
		}
	case own.start == slot && length == before:
		to = e.lasting(moved, after, is)
	case own.start == slot:
		to = e.lasting(moved, fitted(length, was.start.Kind == ical.Date, is.start.Kind == ical.Date, own.start.Wall), is)
	case length == before && own.start.Kind == is.start.Kind:
		to = e.lasting(own.start, after, own)
	}
	if is.start != was.start {
		v.SetMoment("RECURRENCE-ID", moved)
	}
	e.setSpan(v, own, to)
	return nil
}

// dropStrays removes the overrides of slots that the new rule does not have;
// all of them where there is no rule any more. It tells of them, and of the
// exclusions that exclude nothing now.
func (e *editor) dropStrays() {
	m := e.object.Master
	plain := m.Clone()
	plain.Remove("EXDATE")
	bare := &ical.Object{Calendar: e.calendar, Master: plain}
	recurs := m.Get("RRULE") != nil || m.Get("RDATE") != nil
	for _, v := range slices.Clone(e.object.Overrides) {
		if slot, ok := e.slotOf(v); ok && !(recurs && e.has(bare, slot)) {
			e.strays = append(e.strays, Stray{Slot: slot, SlotAt: e.at(slot), Override: true, Summary: v.Text("SUMMARY")})
			e.drop(v)
		}
	}
	for _, l := range m.All("EXDATE") {
		moments, _ := l.Moments() // what cannot be read excludes nothing
		for _, at := range moments {
			if slot, err := e.slot(at); err == nil && !e.has(bare, slot) {
				e.strays = append(e.strays, Stray{Slot: slot, SlotAt: e.at(slot)})
			}
		}
	}
}
