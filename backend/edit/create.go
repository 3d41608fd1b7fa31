package edit

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"time"

	"calends/backend/calendar"
	"calends/backend/ical"
	"calends/backend/recur"
	"calends/backend/zone"
)

// prodID names the program that wrote an object (RFC 5545 §3.7.3).
const prodID = "-//Calends//Calends//EN"

// New writes a new event. A start is needed; a start that is a day makes it an
// all-day event unless AllDay says otherwise; without an end it lasts an hour,
// or a day. Its times are in the view zone unless the patch names another.
func New(uid calendar.UID, p Patch, now time.Time, local *time.Location, z *zone.Finder) (*ical.Object, error) {
	p, err := p.cleared()
	if err != nil {
		return nil, err
	}
	if p.Start == nil {
		return nil, invalid("start", "Give it a start.", "an event needs a start")
	}
	cal := newCalendar()
	c := ical.New("VEVENT")
	stamp := ical.Moment{Kind: ical.UTC, Wall: ical.WallOf(now.UTC())}.String()
	c.SetText("UID", string(uid))
	c.Set("DTSTAMP", stamp)
	c.Set("CREATED", stamp)
	c.Set("SEQUENCE", "0")
	e := &editor{places: places{cal, local, z, p.RRule == nil || *p.RRule == ""}, object: &ical.Object{Calendar: cal, Master: c}, now: now, patch: p}
	if e.fields, err = p.fields(); err != nil {
		return nil, err
	}
	s, err := e.firstSpan(p)
	if err != nil {
		return nil, err
	}
	c.SetMoment("DTSTART", s.start)
	c.SetMoment("DTEND", s.end)
	if p.RRule != nil && *p.RRule != "" {
		if err := e.setRule(c, *p.RRule, s.start); err != nil {
			return nil, err
		}
	}
	for _, f := range e.fields {
		f.apply(c)
	}
	cal.AddChild(c)
	e.define(nil)
	return e.object, nil
}

func newCalendar() *ical.Component {
	cal := ical.New("VCALENDAR")
	cal.Set("VERSION", "2.0")
	cal.Set("PRODID", prodID)
	return cal
}

// firstSpan is the span of a new event.
func (p places) firstSpan(q Patch) (span, error) {
	old := ical.Moment{} // no kind: nothing was there before
	if q.Start.Kind == ical.Date && q.AllDay == nil {
		old.Kind = ical.Date
	}
	frame, err := p.frame(q, old)
	if err != nil {
		return span{}, err
	}
	start := p.given(*q.Start, frame)
	s := span{start, start}
	if s.end.Wall += hour; start.Kind == ical.Date {
		s.end.Wall = start.Wall + day
	}
	if q.End != nil {
		s.end = p.givenEnd(*q.End, s)
	}
	return s, p.checkOrder(s)
}

// Import reads whole files: one object for each UID, as it stands there but
// tidied and without the METHOD of a message. An object without a UID gets one made of
// its text, so that it is the same one when it is read again; what cannot be
// read, or has no place in time, is told.
func Import(text []byte) ([]*ical.Object, []ical.Unreadable) {
	tidy := ical.Tidy(text)
	calendars, err := ical.ParseAll(tidy)
	if err != nil {
		return nil, []ical.Unreadable{{Line: 1, Message: err.Error()}}
	}
	var found, all []*ical.Object
	var told []ical.Unreadable
	z := zone.NewFinder()
	for _, cal := range calendars {
		objects, bad := ical.Split(cal)
		told = append(append(told, bad...), leftOut(cal)...)
		found = append(found, objects...)
	}
	events, _ := recur.Events(found)
	for _, o := range events {
		if why := nowhere(o, z); why != "" {
			told = append(told, ical.Unreadable{Line: o.First().Number, Message: why})
			continue
		}
		complete(o)
		all = append(all, o)
	}
	tellApart(all)
	slices.SortStableFunc(told, func(a, b ical.Unreadable) int { return a.Line - b.Line })
	if last := calendars[len(calendars)-1]; !last.Ended() {
		told = append(told, ical.Unreadable{Line: 1 + bytes.Count(bytes.TrimSpace(tidy), []byte("\n")), Message: "the file has no end: it may have been cut off here"})
	}
	return all, told
}

// leftOut tells of the components that are nothing to keep in a calendar.
func leftOut(cal *ical.Component) []ical.Unreadable {
	var told []ical.Unreadable
	for _, p := range cal.Parts {
		if p.Child == nil {
			continue
		}
		switch p.Child.Name {
		case "VEVENT", "VTODO", "VJOURNAL", "VTIMEZONE":
		default:
			told = append(told, ical.Unreadable{Line: p.Child.Number, Message: fmt.Sprintf("a %s is left out: calendars hold events, to-dos and journals", p.Child.Name)})
		}
	}
	return told
}

// nowhere says why an event has no place in time; "" where it has one. What
// else cannot be read of an object is no reason to leave it out.
func nowhere(o *ical.Object, z *zone.Finder) string {
	c := o.First()
	if c.Name != "VEVENT" {
		return ""
	}
	_, found, err := recur.First(o, time.UTC, z)
	switch {
	case found:
		return ""
	case o.Master != nil && o.Master.Get("DTSTART") == nil:
		return fmt.Sprintf("the event %s has no start", Called(c))
	case err != nil:
		return fmt.Sprintf("the event %s: %s", Called(c), strings.TrimPrefix(err.Error(), calendar.ErrInvalid.Error()+": "))
	case recur.Recurs(o):
		return "" // all it yields is excluded
	}
	return fmt.Sprintf("the event %s is at no time that can be shown", Called(c))
}

// Called names a component to a person: by its title, or else by what there is.
func Called(c *ical.Component) string {
	switch start := c.Get("DTSTART"); {
	case c.Text("SUMMARY") != "":
		return fmt.Sprintf("%q", c.Text("SUMMARY"))
	case c.Text("UID") != "":
		return fmt.Sprintf("without a title (UID %s)", c.Text("UID"))
	case start != nil:
		return fmt.Sprintf("without a title (at %s)", start.Value)
	}
	return "without a title or UID"
}

// complete makes an object out of a file fit for a server (RFC 4791 §4.1).
func complete(o *ical.Object) {
	o.Calendar.Remove("METHOD")
	if o.Calendar.Get("PRODID") == nil {
		o.Calendar.Set("PRODID", prodID)
	}
	if o.Calendar.Get("VERSION") == nil {
		o.Calendar.Set("VERSION", "2.0")
	}
	if o.UID() == "" {
		sum := sha256.Sum256(o.First().Bytes())
		o.First().Set("UID", fmt.Sprintf("%x@imported", sum[:16]))
	}
}

// tellApart gives events that share a UID, as two programmes of one evening do
// in a file that somebody else made, UIDs of their own: the same ones at every
// import.
func tellApart(all []*ical.Object) {
	taken := map[string]bool{}
	for _, o := range all {
		taken[o.UID()] = true
	}
	first := map[string]bool{}
	next := map[string]int{}
	for _, o := range all {
		uid := o.UID()
		if !first[uid] {
			first[uid] = true
			continue
		}
		name := uid
		for taken[name] {
			next[uid] = max(next[uid]+1, 2)
			name = fmt.Sprintf("%s-%d", uid, next[uid])
		}
		taken[name] = true
		for _, c := range versions(o) {
			c.SetText("UID", name)
		}
	}
}
