package edit

import (
	"slices"
	"strconv"
	"time"

	"calends/backend/calendar"
	"calends/backend/ical"
	"calends/backend/recur"
	"calends/backend/zone"
)

// editor is one request at work on its own copy of an object.
type editor struct {
	places
	object *ical.Object
	now    time.Time
	patch  Patch
	fields []field
	moved  func(slot ical.Moment) ical.Moment // where slots go; nil: they stay
	// from and to are a slot and where the request puts it.
	from, to ical.Moment
	strays   []Stray
}

// Apply returns what becomes of o, which it leaves as it is. local is the view
// zone. newUID names the new object of a split. The error is in a person's
// words and wraps calendar.ErrInvalid.
func Apply(o *ical.Object, r Request, now time.Time, newUID func() string, local *time.Location, z *zone.Finder) (Outcome, error) {
	o = o.Clone()
	e := &editor{places: places{o.Calendar, local, z, !recur.Recurs(o) && r.Patch.RRule == nil}, object: o, now: now}
	var err error
	if e.patch, err = r.Patch.cleared(); err != nil {
		return Outcome{}, err
	}
	if e.fields, err = e.patch.fields(); err != nil {
		return Outcome{}, err
	}
	scope, target, err := e.aim(r)
	if err != nil {
		return Outcome{}, err
	}
	known, text := o.Calendar.TZIDs(), string(o.Bytes())
	begins := e.begins()
	out, err := e.apply(r.Delete, scope, target, newUID)
	if err != nil {
		return Outcome{}, err
	}
	if e.aboutTimes(r.Delete, scope) && out.Object != nil && string(out.Object.Bytes()) != text {
		known = nil // with its times the object's zones are written by us
	}
	for _, made := range []*ical.Object{out.Object, out.Split} {
		if made != nil {
			p := places{calendar: made.Calendar, local: local, finder: z}
			p.extend(begins)
			p.define(known)
		}
	}
	return out, nil
}

// aboutTimes reports whether a request is about when the event is, and not only
// about what it says.
func (e *editor) aboutTimes(remove bool, scope Scope) bool {
	return remove || scope != ScopeAll || e.patch.touchesTime() || e.patch.RRule != nil
}

func (e *editor) apply(remove bool, scope Scope, at *recur.Occurrence, newUID func() string) (Outcome, error) {
	switch {
	case remove && scope == ScopeAll:
		return Outcome{}, nil
	case remove && scope == ScopeThis:
		return e.deleteThis(at)
	case remove:
		return e.deleteFollowing(at)
	case scope == ScopeThis:
		return Outcome{Object: e.object}, e.changeThis(at)
	case scope == ScopeAll:
		err := e.changeAll(at)
		return Outcome{Object: e.object, Strays: e.strays, moved: e.moved}, err
	}
	return e.changeFollowing(at, newUID())
}

// aim finds the occurrence that a request names, and the scope that is meant:
// all, where the object has one occurrence, or where this and the following
// ones are all there are.
func (e *editor) aim(r Request) (Scope, *recur.Occurrence, error) {
	scope := r.Scope
	if scope == "" {
		if scope = ScopeAll; !r.RecurrenceID.IsZero() {
			scope = ScopeThis
		}
	}
	if !slices.Contains([]Scope{ScopeThis, ScopeFollowing, ScopeAll}, scope) {
		return "", nil, invalid("scope", "It can be this, following or all.", "there is no scope %q", string(scope))
	}
	if r.RecurrenceID.IsZero() {
		if scope != ScopeAll && e.recurs() {
			return "", nil, invalid("recurrence-id", "Say which occurrence is meant.", "the event recurs, and it is not said which occurrence is meant")
		}
		return ScopeAll, nil, nil
	}
	at, err := e.find(r.RecurrenceID)
	if err != nil {
		return "", nil, err
	}
	switch {
	case !e.recurs():
		return ScopeAll, nil, nil
	case e.object.Master == nil && scope == ScopeFollowing:
		return "", nil, invalid("scope", "Change this occurrence alone.", "only single occurrences of this event are known here")
	case scope == ScopeFollowing && e.isFirst(*at):
		return ScopeAll, at, nil
	}
	return scope, at, nil
}

// recurs reports whether the object has more than its one event.
func (e *editor) recurs() bool {
	m := e.object.Master
	return m == nil || len(e.object.Overrides) > 0 || m.Get("RRULE") != nil || m.Get("RDATE") != nil
}

// find is the occurrence of a slot, given in any kind and zone.
func (e *editor) find(id ical.Moment) (*recur.Occurrence, error) {
	slot, err := e.slot(id)
	if err != nil {
		return nil, err
	}
	for _, v := range e.object.Overrides {
		if s, ok := e.slotOf(v); ok && e.same(s, slot) {
			return e.occurrenceOf(v, slot)
		}
	}
	if e.object.Master != nil {
		c, ok := recur.At(e.object, slot, e.local, e.finder)
		if ok && (e.same(c.ID, slot) || c.ID.IsZero() && e.same(c.StartMoment, slot)) {
			return &c, nil
		}
	}
	return nil, invalid("recurrence-id", "`calends agenda --json` shows the recurrence_id of each.", "the event has no occurrence at %s", slot.Wall.Time().Format("2006-01-02 15:04"))
}

// occurrenceOf is an override as an occurrence.
func (e *editor) occurrenceOf(v *ical.Component, slot ical.Moment) (*recur.Occurrence, error) {
	s, err := e.span(v)
	if v.Get("DTSTART") == nil {
		s, err = span{slot, slot}, nil
	}
	if err != nil {
		return nil, err
	}
	return &recur.Occurrence{ID: slot, Component: v, StartMoment: s.start, Start: e.at(s.start), End: e.at(s.end)}, nil
}

// slot is a moment as the master writes its slots; without a master, as it is.
func (e *editor) slot(m ical.Moment) (ical.Moment, error) {
	if e.object.Master == nil {
		return e.matching(m), nil
	}
	s, err := e.span(e.object.Master)
	if err != nil {
		return m, err
	}
	if m.Kind == ical.Date && s.start.Kind != ical.Date {
		if slot := e.in(m, frameOf(s.start), false); e.has(e.object, slot) {
			return slot, nil
		}
		m.Wall += s.start.Wall - s.start.Wall.Midnight() // that day's slot
		return ical.Moment{Kind: s.start.Kind, TZID: s.start.TZID, Wall: m.Wall}, nil
	}
	return e.in(m, frameOf(s.start), m.Kind == ical.Zoned), nil
}

// same reports whether two moments name the same slot: in the gap that a clock
// change makes, two walls are one instant.
func (p places) same(a, b ical.Moment) bool {
	return a == b || frameOf(a) == frameOf(b) && !a.IsZero() && !b.IsZero() && p.at(a).Equal(p.at(b))
}

// has reports whether o has an occurrence with that very slot.
func (p places) has(o *ical.Object, slot ical.Moment) bool {
	start := p.at(slot)
	for c, err := range recur.In(o, calendar.Window{From: start, To: start.Add(time.Second)}, p.local, p.finder) {
		if err == nil && p.same(c.ID, slot) {
			return true
		}
	}
	return false
}

// matching is the RECURRENCE-ID of the override that a moment names, as that
// override writes it, where there is no master.
func (e *editor) matching(m ical.Moment) ical.Moment {
	for _, v := range e.object.Overrides {
		if s, ok := e.slotOf(v); ok {
			if e.same(e.in(m, frameOf(s), m.Kind == ical.Zoned), s) {
				return s
			}
		}
	}
	return m
}

// slotOf is the slot an override stands for.
func (e *editor) slotOf(v *ical.Component) (ical.Moment, bool) {
	l := v.Get("RECURRENCE-ID")
	if l == nil {
		return ical.Moment{}, false
	}
	m, err := l.Moment()
	if err != nil {
		return m, false
	}
	if e.object.Master != nil {
		if m, err = e.slot(m); err != nil {
			return m, false
		}
	}
	return m, true
}

// isFirst reports whether no occurrence has an earlier slot.
func (e *editor) isFirst(at recur.Occurrence) bool {
	start := e.at(at.ID)
	for c, err := range recur.In(e.object, calendar.Window{To: start}, e.local, e.finder) {
		if err == nil && e.at(c.ID).Before(start) {
			return false
		}
	}
	for _, v := range e.object.Overrides { // one may have been moved behind start
		if s, ok := e.slotOf(v); ok && e.at(s).Before(start) {
			return false
		}
	}
	return true
}

// touch stamps a component that was changed: DTSTAMP always, LAST-MODIFIED
// where it has one, SEQUENCE unless only the user's own fields changed.
func (e *editor) touch(c *ical.Component, revised bool) {
	stamp := ical.Moment{Kind: ical.UTC, Wall: ical.WallOf(e.now.UTC())}
	c.Set("DTSTAMP", stamp.String())
	if c.Get("LAST-MODIFIED") != nil {
		c.Set("LAST-MODIFIED", stamp.String())
	}
	if revised {
		n, err := strconv.Atoi(c.Text("SEQUENCE"))
		if err != nil || n < 0 {
			n = 0
		}
		c.Set("SEQUENCE", strconv.Itoa(n+1))
	}
}

// revises reports whether the patch makes a new revision of the event, and not
// only changes what is the user's own.
func (e *editor) revises() bool {
	return e.patch.touchesTime() || e.patch.RRule != nil || slices.ContainsFunc(e.fields, func(f field) bool { return !f.private })
}

// changed runs an edit of c and stamps it if it changed anything.
func (e *editor) changed(c *ical.Component, edit func() error) error {
	before := string(c.Bytes())
	if err := edit(); err != nil {
		return err
	}
	if string(c.Bytes()) != before {
		e.touch(c, e.revises())
	}
	return nil
}
