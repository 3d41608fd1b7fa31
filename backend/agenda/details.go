package agenda

import (
	"fmt"
	"strings"
	"time"

	"calends/backend/calendar"
	"calends/backend/ical"
	"calends/backend/recur"
	"calends/backend/zone"
)

// Attendee is a person invited to an event, or its organizer.
type Attendee struct {
	Name    string // CN; may be ""
	Address string // without "mailto:"
	Status  string // PARTSTAT, upper case; NEEDS-ACTION where absent
}

// Conference is a way to join an event from afar (RFC 7986 §5.11).
type Conference struct {
	Label string // may be ""
	URI   string
}

// Details is all that an editor shows of one event.
type Details struct {
	Occurrence
	Description, URL, Class string
	RRule                   string // the master's rules as written, one a line; "" where there is none
	Categories              []string
	Alarms                  []string // see AlarmText
	Attendees               []Attendee
	Organizer               *Attendee
	Conferences             []Conference
}

// DetailsOf reads the occurrence of an object that stands for a slot; the zero
// Moment asks for the object itself: its master, or its first override. The
// error wraps calendar.ErrInvalid or calendar.ErrNotFound.
func DetailsOf(body []byte, recurrenceID ical.Moment, local *time.Location, z *zone.Finder) (Details, error) {
	o, err := ical.ParseObject(body)
	if err != nil {
		return Details{}, fmt.Errorf("%w: %w", calendar.ErrInvalid, err)
	}
	c, ok := recur.Occurrence{}, false
	if recurrenceID.IsZero() {
		c, ok = itself(o, local, z)
	} else {
		c, ok = recur.At(o, recurrenceID, local, z)
	}
	if !ok {
		return Details{}, fmt.Errorf("%w: the occurrence %s", calendar.ErrNotFound, recurrenceID)
	}
	e := c.Component
	d := Details{
		Occurrence:  described(c.Component, o).at(c, o, local, z),
		Description: e.Text("DESCRIPTION"),
		URL:         e.Text("URL"),
		Class:       word(e, "CLASS"),
		Categories:  []string{},
		Alarms:      []string{},
		Attendees:   []Attendee{},
		Conferences: []Conference{},
	}
	d.Recurs = recur.Recurs(o)
	if o.Master != nil {
		var rules []string
		for _, line := range o.Master.All("RRULE") {
			rules = append(rules, line.Value)
		}
		d.RRule = strings.Join(rules, "\n")
	}
	for _, line := range e.All("CATEGORIES") {
		d.Categories = append(d.Categories, ical.SplitList(line.Value)...)
	}
	for _, alarm := range e.Children("VALARM") {
		if text := AlarmText(alarm); text != "" {
			d.Alarms = append(d.Alarms, text)
		}
	}
	for _, line := range e.All("ATTENDEE") {
		d.Attendees = append(d.Attendees, attendee(line))
	}
	for _, line := range e.All("CONFERENCE") {
		if c := conference(line); c.URI != "" {
			d.Conferences = append(d.Conferences, c)
		}
	}
	if line := e.Get("ORGANIZER"); line != nil {
		a := attendee(line)
		d.Organizer = &a
	}
	return d, nil
}

// itself is the first occurrence of the master, or of an object without one,
// whether or not it is excluded.
func itself(o *ical.Object, local *time.Location, z *zone.Finder) (recur.Occurrence, bool) {
	alone := &ical.Object{Calendar: o.Calendar, Master: o.Master}
	if o.Master == nil {
		alone.Overrides = o.Overrides[:1]
	}
	for c, err := range recur.In(alone, calendar.Window{}, local, z) {
		if err == nil {
			c.ID = ical.Moment{}
			return c, true
		}
	}
	return recur.Occurrence{}, false
}

func attendee(line *ical.Line) Attendee {
	a := Attendee{Name: line.Param("CN"), Address: address(line.Value), Status: strings.ToUpper(line.Param("PARTSTAT"))}
	if a.Status == "" && line.Name == "ATTENDEE" {
		a.Status = "NEEDS-ACTION"
	}
	return a
}

// conference reads a CONFERENCE, whose value is a URI and so is not escaped.
func conference(line *ical.Line) Conference {
	return Conference{line.Param("LABEL"), strings.TrimSpace(line.Value)}
}

// AlarmText writes when an alarm rings: "15m", "1h30m" or "2d" before the
// start, "0" at it, "+5m" after it; relative to the end with " before the end"
// or " after the end" behind it; or the time itself. It is "" where the alarm
// has no readable TRIGGER.
func AlarmText(alarm *ical.Component) string {
	line := alarm.Get("TRIGGER")
	if line == nil {
		return ""
	}
	d, err := ical.ParseDuration(line.Value)
	if err != nil {
		m, err := line.Moment()
		if err != nil {
			return ""
		}
		return momentText(m)
	}
	text := durationText(d)
	if strings.EqualFold(line.Param("RELATED"), "END") {
		if d.Neg || d.IsZero() {
			return text + " before the end"
		}
		return text + " after the end"
	}
	if !d.Neg && !d.IsZero() {
		return "+" + text
	}
	return text
}

// durationText writes a duration without its sign: 1w, 2d, 1h30m, 0.
func durationText(d ical.Duration) string {
	if d.IsZero() {
		return "0"
	}
	var b strings.Builder
	write := func(n int64, unit string) {
		if n != 0 {
			fmt.Fprintf(&b, "%d%s", n, unit)
		}
	}
	write(int64(d.Weeks), "w")
	write(int64(d.Days), "d")
	write(d.Seconds/3600, "h")
	write(d.Seconds/60%60, "m")
	write(d.Seconds%60, "s")
	return b.String()
}

// momentText writes a moment for people: 2026-11-22, 2026-11-22 09:00, with
// its zone behind it.
func momentText(m ical.Moment) string {
	layout := "2006-01-02 15:04"
	if m.Wall%60 != 0 {
		layout += ":05"
	}
	switch m.Kind {
	case ical.Date:
		return m.Wall.Time().Format("2006-01-02")
	case ical.UTC:
		return m.Wall.Time().Format(layout) + " UTC"
	case ical.Zoned:
		return m.Wall.Time().Format(layout) + " " + m.TZID
	}
	return m.Wall.Time().Format(layout)
}
