package edit

import (
	"slices"
	"strings"
	"time"

	"calends/backend/calendar"
	"calends/backend/ical"
	"calends/backend/zone"
)

// Duplicate makes another event of a text: of the occurrence that the request
// names, or of the object as a whole without one; with the fields that the
// request's patch touches. It is the user's own: nobody is invited to it, and
// no alarm of it has rung.
func Duplicate(body []byte, r Request, uid calendar.UID, now time.Time, local *time.Location, z *zone.Finder) ([]byte, error) {
	o, err := ical.ParseObject(body)
	if err != nil {
		return nil, invalid("", "It stays as it is.", "the event cannot be read: %v", err)
	}
	e := &editor{places: places{calendar: o.Calendar, local: local, finder: z}, object: o, now: now}
	if !r.RecurrenceID.IsZero() && e.recurs() {
		if err := e.alone(r.RecurrenceID); err != nil {
			return nil, err
		}
	}
	for _, c := range versions(o) {
		own(c)
	}
	copied, err := Copy(o.Bytes(), uid, now)
	if err != nil {
		return nil, err
	}
	r.RecurrenceID, r.Scope, r.Delete = ical.Moment{}, ScopeAll, false
	_, out, err := change(copied, r, now, nil, local, z)
	if err != nil {
		return nil, err
	}
	places{calendar: out.Object.Calendar, local: local, finder: z}.define(nil)
	return out.Object.Bytes(), nil
}

// alone leaves one occurrence of the object, as an event that does not recur.
func (e *editor) alone(slot ical.Moment) error {
	at, err := e.find(slot)
	if err != nil {
		return err
	}
	c := e.override(*at)
	c.Remove("RECURRENCE-ID")
	for _, v := range versions(e.object) {
		e.calendar.RemoveChild(v)
	}
	e.calendar.AddChild(c)
	e.object.Master, e.object.Overrides = c, nil
	return nil
}

// own takes away what made a component a meeting, a part of a split series, or
// its alarms ring before (RFC 5545 §3.8.4, RFC 9074 §6, and Mozilla's names).
func own(c *ical.Component) {
	for _, name := range []string{"ORGANIZER", "ATTENDEE", "REQUEST-STATUS", "RELATED-TO", "ACKNOWLEDGED"} {
		c.Remove(name)
	}
	for _, part := range slices.Clone(c.Parts) {
		switch l := part.Line; {
		case l == nil:
			for _, name := range []string{"ATTENDEE", "ACKNOWLEDGED"} {
				part.Child.Remove(name)
			}
		case l.Name == "X-MOZ-LASTACK", strings.HasPrefix(l.Name, "X-MOZ-SNOOZE-TIME"):
			c.RemoveLine(l)
		}
	}
}
