package ical

import (
	"slices"
	"strings"
)

// New returns an empty component.
func New(name string) *Component { return &Component{Name: upper(name)} }

// Get returns the first line of that name, nil where there is none.
func (c *Component) Get(name string) *Line {
	for _, p := range c.Parts {
		if p.Line != nil && p.Line.Name == name {
			return p.Line
		}
	}
	return nil
}

// All returns the lines of that name in their order.
func (c *Component) All(name string) []*Line {
	var all []*Line
	for _, p := range c.Parts {
		if p.Line != nil && p.Line.Name == name {
			all = append(all, p.Line)
		}
	}
	return all
}

// Children returns the child components of that name in their order.
func (c *Component) Children(name string) []*Component {
	var all []*Component
	for _, p := range c.Parts {
		if p.Child != nil && p.Child.Name == name {
			all = append(all, p.Child)
		}
	}
	return all
}

// Text returns the TEXT value of the first line of that name, unescaped, ""
// where there is none. It is valid UTF-8.
func (c *Component) Text(name string) string {
	if l := c.Get(name); l != nil {
		return l.Text()
	}
	return ""
}

// Set gives the first line of that name the value and exactly the parameters,
// or adds such a line at its usual place. The value is written as it is. A
// line that says so already is not touched.
func (c *Component) Set(name, value string, params ...Param) *Line {
	l := c.Get(name)
	if l == nil {
		l = &Line{Name: upper(name), Params: params, Value: value}
		c.Add(l)
		return l
	}
	if !sameParams(l.Params, params) {
		l.Params, l.read, l.kept = params, "", nothing
	}
	l.SetValue(value)
	return l
}

func sameParams(a, b []Param) bool {
	return slices.EqualFunc(a, b, func(p, q Param) bool {
		return p.Name == q.Name && slices.Equal(p.Values, q.Values)
	})
}

// SetText sets a TEXT value and keeps the line's parameters, but for those
// that say how vCalendar 1.0 had it encoded.
func (c *Component) SetText(name, text string) {
	if l := c.Get(name); l != nil {
		if l.quotedPrintable() {
			l.SetParam("ENCODING")
			l.SetParam("QUOTED-PRINTABLE")
			l.SetParam("CHARSET")
		}
		l.SetValue(Escape(text))
		return
	}
	c.Add(&Line{Name: upper(name), Value: Escape(text)})
}

// SetMoment sets a DATE or DATE-TIME value with the VALUE and TZID parameters
// that belong to it; other parameters stay.
func (c *Component) SetMoment(name string, m Moment) {
	l := c.Get(name)
	if l == nil {
		l = &Line{Name: upper(name)}
		l.SetMoment(m)
		c.Add(l)
		return
	}
	l.SetMoment(m)
}

// Remove drops every line of that name and says how many there were.
func (c *Component) Remove(name string) int {
	n := len(c.Parts)
	c.Parts = slices.DeleteFunc(c.Parts, func(p Part) bool { return p.Line != nil && p.Line.Name == name })
	return n - len(c.Parts)
}

// RemoveLine drops one line.
func (c *Component) RemoveLine(l *Line) {
	c.Parts = slices.DeleteFunc(c.Parts, func(p Part) bool { return p.Line == l })
}

// RemoveChild drops one child component.
func (c *Component) RemoveChild(child *Component) {
	c.Parts = slices.DeleteFunc(c.Parts, func(p Part) bool { return p.Child == child })
}

// AddChild adds a component behind everything else.
func (c *Component) AddChild(child *Component) {
	c.Parts = append(c.Parts, Part{Child: child})
}

// InsertChild adds a component before another one; behind everything else
// where that is nil or not there.
func (c *Component) InsertChild(child, before *Component) {
	i := slices.IndexFunc(c.Parts, func(p Part) bool { return p.Child != nil && p.Child == before })
	if i < 0 {
		i = len(c.Parts)
	}
	c.Parts = slices.Insert(c.Parts, i, Part{Child: child})
}

// follows says behind which lines a new one is put, where they are there.
func follows(name string) []string {
	switch name {
	case "DTSTAMP", "RECURRENCE-ID":
		return []string{"UID"}
	case "LAST-MODIFIED", "SEQUENCE":
		return []string{"DTSTAMP"}
	case "DTEND", "DURATION", "DUE":
		return []string{"DTSTART"}
	case "RRULE", "RDATE", "EXDATE":
		return []string{"EXDATE", "RDATE", "RRULE", "DURATION", "DTEND", "DTSTART"}
	}
	return nil
}

// Add adds a line at its usual place: next to its kin, or behind the last
// line before the children.
func (c *Component) Add(l *Line) {
	c.Parts = slices.Insert(c.Parts, c.place(l.Name), Part{Line: l})
}

func (c *Component) place(name string) int {
	for _, kin := range append([]string{name}, follows(name)...) {
		for i := len(c.Parts) - 1; i >= 0; i-- {
			if l := c.Parts[i].Line; l != nil && l.Name == kin {
				return i + 1
			}
		}
	}
	for i, p := range c.Parts {
		if p.Child != nil {
			return i
		}
	}
	return len(c.Parts)
}

// Text returns the value as unescaped TEXT in valid UTF-8.
func (l *Line) Text() string {
	value := l.Value
	if l.quotedPrintable() {
		value = decodeQuotedPrintable(value)
	}
	return readable(Unescape(value))
}

// Readable reports whether the line is a content line at all.
func (l *Line) Readable() bool { return l.Name != "" }

// Param returns the first value of a parameter, "" where there is none.
func (l *Line) Param(name string) string {
	for _, p := range l.Params {
		if p.Name == name && len(p.Values) > 0 {
			return p.Values[0]
		}
	}
	return ""
}

// SetParam gives the parameter these values; without values it is removed.
func (l *Line) SetParam(name string, values ...string) {
	i := slices.IndexFunc(l.Params, func(p Param) bool { return p.Name == name })
	switch {
	case i < 0 && len(values) == 0, i >= 0 && len(values) > 0 && slices.Equal(l.Params[i].Values, values):
		return
	case i < 0:
		l.Params = append(slices.Clone(l.Params), Param{Name: name, Values: values})
	case len(values) == 0:
		l.Params = slices.Delete(slices.Clone(l.Params), i, i+1)
	default:
		l.Params = slices.Clone(l.Params)
		l.Params[i].Values = values
	}
	l.read, l.kept = "", nothing
}

// Ended reports whether the text c was read from had its END line: where it
// had none, the text may have been cut off. What was built here has ended.
func (c *Component) Ended() bool {
	return c.begin == "" || strings.Contains(strings.ToUpper(c.end), "END")
}

// SetValue gives the line another value, written as it is. The same value
// leaves the line untouched.
func (l *Line) SetValue(value string) {
	if value == l.Value {
		return
	}
	if l.kept == whole {
		l.read, l.kept = l.spelled(), head
	}
	l.Value = value
}
