package ical

import (
	"fmt"
	"slices"
	"strings"
)

// Unreadable tells of a part of a text that could not be read, for people.
type Unreadable struct {
	Line    int // from 1
	Message string
}

// ParseObject reads a calendar object resource: the components of the first
// UID in text. Other components stay in Calendar. The error wraps [ErrSyntax].
func ParseObject(text []byte) (*Object, error) {
	cal, err := Parse(text)
	if err != nil {
		return nil, err
	}
	o := &Object{Calendar: cal}
	uid, found := "", false
	for _, p := range cal.Parts {
		if p.Child == nil || !scheduled(p.Child.Name) {
			continue
		}
		if u := p.Child.Text("UID"); !found {
			uid, found = u, true
		} else if u != uid {
			continue
		}
		o.take(p.Child)
	}
	if !found {
		return nil, fmt.Errorf("%w: there is no event, to-do or journal entry in it", ErrSyntax)
	}
	return o, nil
}

// scheduled reports whether components of that name make calendar object
// resources.
func scheduled(name string) bool {
	return name == "VEVENT" || name == "VTODO" || name == "VJOURNAL"
}

// take files a component as master or override. A second master stays where
// it is, unnoticed.
func (o *Object) take(c *Component) {
	if c.Get("RECURRENCE-ID") != nil {
		o.Overrides = append(o.Overrides, c)
	} else if o.Master == nil {
		o.Master = c
	}
}

// First is the master, or the first override where there is none.
func (o *Object) First() *Component {
	if o.Master == nil && len(o.Overrides) > 0 {
		return o.Overrides[0]
	}
	return o.Master
}

// UID is the object's UID; "" where it has none.
func (o *Object) UID() string { return o.First().Text("UID") }

// Zones returns the VTIMEZONEs of a calendar by their TZID.
func Zones(cal *Component) map[string]*Component {
	zones := map[string]*Component{}
	for _, z := range cal.Children("VTIMEZONE") {
		if id := strings.TrimSpace(z.Text("TZID")); id != "" && zones[id] == nil {
			zones[id] = z
		}
	}
	return zones
}

// maxZones is how many VTIMEZONEs of an object count: each time that it names
// is looked for among them.
const maxZones = 500

// Zone returns the VTIMEZONE of an object's calendar with a TZID; nil where
// there is none among the first 500.
func Zone(cal *Component, tzid string) *Component {
	seen := 0
	for _, p := range cal.Parts {
		if p.Child == nil || p.Child.Name != "VTIMEZONE" {
			continue
		}
		if strings.TrimSpace(p.Child.Text("TZID")) == tzid {
			return p.Child
		}
		if seen++; seen == maxZones {
			break
		}
	}
	return nil
}

// Split makes calendar object resources of a whole file: one for each UID, and
// one for each further master of it, with the lines of the calendar that are not about the calendar as a whole,
// and with the VTIMEZONEs it names. A component without a UID becomes one of
// its own. Unreadable lines are told, and kept.
func Split(cal *Component) ([]*Object, []Unreadable) {
	var all []*Object
	byUID := map[string]*Object{}
	zones := Zones(cal)
	told := unreadableLines(cal, nil)
	var shared []*Line
	for _, p := range cal.Parts {
		if p.Line != nil && p.Line.Readable() && !aboutCalendar(p.Line.Name) {
			shared = append(shared, p.Line)
		}
	}
	for _, p := range cal.Parts {
		c := p.Child
		if c == nil || !scheduled(c.Name) {
			continue
		}
		uid := c.Text("UID")
		o := byUID[uid]
		if o == nil || uid == "" || o.Master != nil && c.Get("RECURRENCE-ID") == nil {
			o = &Object{Calendar: New("VCALENDAR")}
			for _, l := range shared {
				line := *l
				o.Calendar.Parts = append(o.Calendar.Parts, Part{Line: &line})
			}
			if byUID[uid] == nil {
				byUID[uid] = o
			}
			all = append(all, o)
		}
		c = c.Clone()
		o.Calendar.AddChild(c)
		o.take(c)
	}
	for _, o := range all {
		o.addZones(zones)
	}
	return all, told
}

// aboutCalendar reports whether a line of a VCALENDAR speaks of the calendar
// as a whole (RFC 7986 §5), and not of each object in it.
func aboutCalendar(name string) bool {
	switch name {
	case "NAME", "DESCRIPTION", "UID", "LAST-MODIFIED", "URL", "CATEGORIES", "REFRESH-INTERVAL", "SOURCE", "COLOR", "IMAGE",
		"X-WR-CALNAME", "X-WR-CALDESC", "X-WR-RELCALID", "X-PUBLISHED-TTL", "X-APPLE-CALENDAR-COLOR":
		return true
	}
	return false
}

// addZones puts copies of the zones that o names in front of its components.
func (o *Object) addZones(zones map[string]*Component) {
	first := o.Calendar.Parts[slices.IndexFunc(o.Calendar.Parts, func(p Part) bool { return p.Child != nil })].Child
	done := map[string]bool{}
	for _, id := range o.Calendar.TZIDs() {
		if z := zones[id]; z != nil && !done[id] {
			done[id] = true
			o.Calendar.InsertChild(z.Clone(), first)
		}
	}
}

// TZIDs returns the TZIDs that the lines of c and of its children name, once
// each, in their order.
func (c *Component) TZIDs() []string { return c.tzids(nil, map[string]bool{}) }

func (c *Component) tzids(ids []string, known map[string]bool) []string {
	for _, p := range c.Parts {
		if p.Child != nil {
			ids = p.Child.tzids(ids, known)
		} else if id := p.Line.zone(); id != "" && !known[id] {
			known[id] = true
			ids = append(ids, id)
		}
	}
	return ids
}

// unreadableLines collects the lines of c and its children that are no
// content lines, but for empty ones.
func unreadableLines(c *Component, told []Unreadable) []Unreadable {
	for _, p := range c.Parts {
		if p.Child != nil {
			told = unreadableLines(p.Child, told)
		} else if !p.Line.Readable() && strings.TrimSpace(p.Line.read) != "" {
			told = append(told, Unreadable{int(p.Line.Number), fmt.Sprintf("not a calendar line: %.60q", strings.TrimSpace(p.Line.read))})
		}
	}
	return told
}
