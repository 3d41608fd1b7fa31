package edit

import (
	"strings"
	"time"

	"calends/backend/ical"
	"calends/backend/recur"
	"calends/backend/zone"
)

// day is the length of a day on the wall, in seconds; hour is the length an
// event gets that says none.
const (
	day  ical.Wall = 24 * 60 * 60
	hour ical.Wall = 60 * 60
)

// span is when a component begins and ends. End is exclusive.
type span struct{ start, end ical.Moment }

// places finds the zones an object's times are in.
type places struct {
	calendar *ical.Component
	local    *time.Location
	finder   *zone.Finder
	once     bool // what is timed happens once
}

// of is the location of a moment's wall: local for dates and floating times,
// and for a TZID that means nothing, which is how such an event is shown.
func (p places) of(m ical.Moment) *time.Location {
	switch m.Kind {
	case ical.UTC:
		return time.UTC
	case ical.Zoned:
		if loc, err := p.find(m.TZID); err == nil {
			return loc
		}
	}
	return p.local
}

func (p places) find(tzid string) (*time.Location, error) {
	var vtimezone *ical.Component
	text := func() string {
		if vtimezone = ical.Zone(p.calendar, tzid); vtimezone == nil {
			return ""
		}
		return string(vtimezone.Bytes())
	}
	return p.finder.FindDefined(tzid, text, func() []zone.Observance { return recur.Observances(vtimezone) })
}

// at is the instant of a moment.
func (p places) at(m ical.Moment) time.Time { return zone.Instant(p.of(m), int64(m.Wall)) }

// in is the moment in the kind and zone of frame: an instant is converted, a
// floating time taken as a time on frame's wall. Where frame is a date it is
// the day in the view zone or, with own set, on the moment's own wall.
func (p places) in(m, frame ical.Moment, own bool) ical.Moment {
	out := ical.Moment{Kind: frame.Kind, TZID: frame.TZID, Wall: m.Wall}
	switch {
	case m.Kind == frame.Kind && m.TZID == frame.TZID, m.Kind == ical.Floating && frame.Kind != ical.Date:
		return out
	case frame.Kind == ical.Date && (m.Kind == ical.Floating || own):
	default:
		out.Wall = ical.WallOf(p.at(m).In(p.of(frame)))
	}
	if frame.Kind == ical.Date {
		out.Wall = out.Wall.Midnight()
	}
	return out
}

// given is a time that somebody named, in the kind and zone of frame. Where
// the clocks go back an hour is shown twice, and a local time means the first
// of the two (RFC 5545 §3.3.5); an instant in the second can only be told in
// UTC. What recurs stays in its zone all the same, or it would leave the wall's
// time at the next change of the clocks.
func (p places) given(m, frame ical.Moment) ical.Moment {
	out := p.in(m, frame, false)
	if m.Kind == ical.UTC && out.Kind == ical.Zoned && p.once && !p.at(out).Equal(p.at(m)) {
		return m
	}
	return out
}

// endName is the property that says when c ends.
func endName(c *ical.Component) string {
	if c.Name == "VTODO" {
		return "DUE"
	}
	return "DTEND"
}

// span reads when c begins and ends, with RFC 5545's defaults.
func (p places) span(c *ical.Component) (span, error) {
	l := c.Get("DTSTART")
	if l == nil {
		return span{}, invalid("start", "Give it a start.", "the event has no start")
	}
	start, err := l.Moment()
	if err != nil {
		return span{}, invalid("start", "Give it another start.", "the event's start cannot be read: %v", err)
	}
	s := span{start, start}
	if start.Kind == ical.Date {
		s.end.Wall += day
	}
	if l := c.Get(endName(c)); l != nil {
		if end, err := l.Moment(); err == nil && (start.Kind == ical.Date) == (end.Kind == ical.Date) && !(start.Kind == ical.Date && end.Wall <= start.Wall) {
			s.end = end
		}
	} else if l := c.Get("DURATION"); l != nil {
		if d, err := ical.ParseDuration(l.Value); err == nil && !d.Neg {
			s.end.Wall = start.Wall + ical.Wall(d.Nominal())*day + ical.Wall(d.Exact())
		}
	}
	return s, nil
}

// length is how long a span is on the wall of its start.
func (p places) length(s span) ical.Wall { return p.in(s.end, s.start, true).Wall - s.start.Wall }

// lasting is the span of that length from start; its end is in old's zone
// where the old end was in another zone than the old start.
func (p places) lasting(start ical.Moment, length ical.Wall, old span) span {
	s := span{start, start}
	s.end.Wall += length
	if old.end.Kind != ical.Date && start.Kind != ical.Date && frameOf(old.end) != frameOf(old.start) {
		s.end = p.in(s.end, frameOf(old.end), true)
	}
	return s
}

// frameOf is the kind and zone of a moment.
func frameOf(m ical.Moment) ical.Moment { return ical.Moment{Kind: m.Kind, TZID: m.TZID} }

// localFrame is the kind and zone of a new time in the view zone; UTC where
// that has no name that others would know.
func (p places) localFrame() ical.Moment {
	switch name := p.local.String(); name {
	case "", "Local", "UTC", "Etc/UTC":
		return ical.Moment{Kind: ical.UTC}
	default:
		return ical.Moment{Kind: ical.Zoned, TZID: name}
	}
}

// touchesTime reports whether the patch is about times at all.
func (p Patch) touchesTime() bool {
	return p.Start != nil || p.End != nil || p.AllDay != nil || p.TZID != nil || p.Floating != nil
}

// frame is the kind and zone that the start will have.
func (p places) frame(q Patch, old ical.Moment) (ical.Moment, error) {
	allDay := old.Kind == ical.Date
	switch {
	case q.AllDay != nil:
		allDay = *q.AllDay
	case q.Start != nil && q.Start.Kind != ical.Date:
		allDay = false
	}
	frame := frameOf(old)
	switch {
	case allDay:
		return ical.Moment{Kind: ical.Date}, nil
	case q.Floating != nil && *q.Floating:
		return ical.Moment{Kind: ical.Floating}, nil
	case q.TZID != nil && strings.TrimSpace(*q.TZID) != "":
		frame = ical.Moment{Kind: ical.Zoned, TZID: strings.TrimSpace(*q.TZID)}
		if strings.EqualFold(frame.TZID, "UTC") || frame.TZID == "Z" {
			return ical.Moment{Kind: ical.UTC}, nil
		}
		if _, err := p.find(frame.TZID); err != nil {
			return frame, invalid("tzid", "Use a name like Europe/Paris.", "there is no time zone %q", frame.TZID)
		}
	case q.Start != nil && q.Start.Kind == ical.Zoned && (old.Kind == ical.Date || old.Kind == 0):
		frame = frameOf(*q.Start)
	case old.Kind == ical.Date, old.Kind == 0, old.Kind == ical.Floating && q.Floating != nil:
		frame = p.localFrame()
	}
	return frame, nil
}

// resolve is the span that old becomes by the patch.
func (p places) resolve(q Patch, old span) (span, error) {
	frame, err := p.frame(q, old.start)
	if err != nil {
		return span{}, err
	}
	start := old.start
	switch {
	case q.Start != nil:
		start = p.given(*q.Start, frame)
	case q.TZID != nil && start.Kind != ical.Date, start.Kind == ical.Zoned && frame.Kind == ical.Floating:
		start.Kind, start.TZID = frame.Kind, frame.TZID // another zone, UTC included: the same time on its wall
	default:
		start = p.in(start, frame, false)
	}
	s := p.lasting(start, fitted(p.length(old), old.start.Kind == ical.Date, frame.Kind == ical.Date, old.start.Wall), old)
	if q.End != nil {
		s.end = p.givenEnd(*q.End, s)
	}
	return s, p.checkOrder(s)
}

// fitted is a length for another kind of start: the days a timed event
// touched; an hour on the last of the days an all-day event had.
func fitted(length ical.Wall, wasDate, isDate bool, start ical.Wall) ical.Wall {
	switch {
	case !wasDate && isDate:
		last := max(start, start+length-1)
		return last.Midnight() - start.Midnight() + day
	case wasDate && !isDate:
		return length - day + hour
	}
	return length
}

// givenEnd is the end as asked for: a time in an all-day event ends after its
// day.
func (p places) givenEnd(end When, s span) ical.Moment {
	m := p.given(end, frameOf(s.end))
	if m.Kind == ical.Date && end.Kind != ical.Date && p.at(m).Before(p.at(end)) {
		m.Wall += day
	}
	return m
}

func (p places) checkOrder(s span) error {
	if s.start.Kind == ical.Date && s.end.Wall <= s.start.Wall {
		return invalid("end", "The end of an all-day event is the day after its last.", "the end, %s, is not after the start, %s", day8(s.end), day8(s.start))
	}
	if p.at(s.end).Before(p.at(s.start)) {
		return invalid("end", "Give an end after the start.", "the end is before the start")
	}
	return nil
}

func day8(m ical.Moment) string { return m.Wall.Time().Format("2006-01-02") }

// setSpan writes when c begins and ends, and touches what changed alone. The
// end is written as DTEND unless c has a DURATION.
func (p places) setSpan(c *ical.Component, old, s span) {
	c.SetMoment("DTSTART", s.start)
	length := p.length(s)
	if l := c.Get("DURATION"); l == nil || c.Get(endName(c)) != nil {
		c.SetMoment(endName(c), s.end)
	} else if length != p.length(old) || (old.start.Kind == ical.Date) != (s.start.Kind == ical.Date) {
		l.SetValue(durationOf(length, s.start.Kind == ical.Date).String())
	}
	for _, name := range []string{"X-MICROSOFT-CDO-ALLDAYEVENT", "X-FUNAMBOL-ALLDAY"} {
		if l := c.Get(name); l != nil {
			l.SetValue(sameCase(l.Value, s.start.Kind == ical.Date))
		}
	}
}

// sameCase writes a boolean the way the old one was written.
func sameCase(old string, yes bool) string {
	words := map[bool]string{true: "TRUE", false: "FALSE"}
	switch old {
	case "0", "1":
		words = map[bool]string{true: "1", false: "0"}
	case "true", "false":
		words = map[bool]string{true: "true", false: "false"}
	}
	return words[yes]
}

func durationOf(length ical.Wall, days bool) ical.Duration {
	if days {
		return ical.Duration{Days: int(length / day)}
	}
	return ical.Duration{Seconds: int64(length)}
}
