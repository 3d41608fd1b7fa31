package recur

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"calends/backend/calendar"
	"calends/backend/ical"
	"calends/backend/zone"
)

// places knows the zones an object's times are in.
type places struct {
	calendar *ical.Component
	local    *time.Location
	finder   *zone.Finder
}

// of is the location that m's wall stands in: local for dates and floating
// times. Where its TZID means nothing the location is local too, and the error
// says so.
func (p places) of(m ical.Moment) (*time.Location, error) {
	switch m.Kind {
	case ical.UTC:
		return time.UTC, nil
	case ical.Zoned:
		loc, err := p.find(m.TZID)
		if err != nil {
			return p.local, fmt.Errorf("%w: %w", calendar.ErrInvalid, err)
		}
		return loc, nil
	}
	return p.local, nil
}

// find is the location tzid means beside the object's VTIMEZONEs.
func (p places) find(tzid string) (*time.Location, error) {
	var vtimezone *ical.Component
	text := func() string {
		if vtimezone = ical.Zone(p.calendar, tzid); vtimezone == nil {
			return ""
		}
		return string(vtimezone.Bytes())
	}
	return p.finder.FindDefined(tzid, text, func() []zone.Observance { return Observances(vtimezone) })
}

// at is the instant of m: of a date, its midnight.
func (p places) at(m ical.Moment) (time.Time, error) {
	loc, err := p.of(m)
	return zone.Instant(loc, int64(m.Wall)), err
}

// Locate is the instant of a moment of o: dates and floating times are read in
// local. Where the TZID means nothing the moment is read in local too, and the
// error, wrapping calendar.ErrInvalid, says so.
func Locate(m ical.Moment, o *ical.Object, local *time.Location, z *zone.Finder) (time.Time, error) {
	return places{o.Calendar, local, z}.at(m)
}

// How far a VTIMEZONE's rules are followed: from before the first clocks were
// changed to when today's calendars are history.
const (
	firstOnset = -2208988800 // 1900-01-01T00:00:00
	lastOnset  = 7258118400  // 2200-01-01T00:00:00
)

// maxOnsets bounds an observance: two changes a year, and spare.
const maxOnsets = 1000

// Observances reads a VTIMEZONE as zone takes it, its rules expanded to the
// year 2200. Parts that cannot be read are left out; a nil VTIMEZONE has none.
func Observances(vtimezone *ical.Component) []zone.Observance {
	if vtimezone == nil {
		return nil
	}
	var out []zone.Observance
	for _, part := range vtimezone.Parts {
		if c := part.Child; c != nil && (c.Name == "STANDARD" || c.Name == "DAYLIGHT") {
			if o, ok := observance(c); ok {
				out = append(out, o)
			}
		}
	}
	return out
}

func observance(c *ical.Component) (zone.Observance, bool) {
	start, err := moment(c, "DTSTART")
	to, ok := offset(c.Text("TZOFFSETTO"))
	if err != nil || !ok {
		return zone.Observance{}, false
	}
	from, ok := offset(c.Text("TZOFFSETFROM"))
	if !ok {
		from = to
	}
	o := zone.Observance{Name: c.Text("TZNAME"), Daylight: c.Name == "DAYLIGHT", OffsetFrom: from, OffsetTo: to, Onsets: []int64{int64(start.Wall)}}
	for _, line := range c.All("RRULE") {
		r, err := ParseRule(line.Value)
		if err != nil {
			continue
		}
		limit := int64(lastOnset)
		if !r.Until.IsZero() {
			limit = min(limit, int64(r.Until.Wall))
			if r.Until.Kind == ical.UTC {
				limit = min(lastOnset, int64(r.Until.Wall)+int64(from))
			}
		}
		e := expand(r, int64(start.Wall), firstOnset, limit, false, true)
		for wall, ok := e.next(); ok && len(o.Onsets) < maxOnsets; wall, ok = e.next() {
			o.Onsets = append(o.Onsets, wall)
		}
	}
	for _, line := range c.All("RDATE") {
		moments, _ := line.Moments() // what can be read counts
		for _, m := range moments {
			o.Onsets = append(o.Onsets, int64(m.Wall))
		}
	}
	slices.Sort(o.Onsets)
	o.Onsets = slices.Compact(o.Onsets)
	return o, true
}

// offset reads a UTC-OFFSET (RFC 5545 §3.3.14), a colon or a missing sign
// forgiven, in seconds east of UTC.
func offset(text string) (int, bool) {
	s := strings.ReplaceAll(strings.TrimSpace(text), ":", "")
	sign := 1
	if strings.HasPrefix(s, "-") {
		sign = -1
	}
	s = strings.TrimLeft(s, "+-")
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0, false
	}
	switch len(s) {
	case 1, 2:
		n *= 10000
	case 3, 4:
		n *= 100
	case 5, 6:
	default:
		return 0, false
	}
	return sign * (n/10000*hour + n/100%100*minute + n%100), true
}

// moment reads a property that is one date or time.
func moment(c *ical.Component, name string) (ical.Moment, error) {
	line := c.Get(name)
	if line == nil {
		return ical.Moment{}, fmt.Errorf("%w: there is no %s", calendar.ErrInvalid, name)
	}
	m, err := line.Moment()
	if err != nil {
		return ical.Moment{}, fmt.Errorf("%w: %w", calendar.ErrInvalid, err)
	}
	return m, nil
}
