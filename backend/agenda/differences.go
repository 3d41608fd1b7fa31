package agenda

import (
	"slices"
	"strings"

	"calends/backend/ical"
)

// Field is a property that differs between two texts of an object, for people.
type Field struct {
	Name          string // as `edit --set` calls it; behind an occurrence's time where it is of one alone
	Before, After string // "" where there is none
}

// named are the properties that people know by other names, in the order in
// which they are told.
var named = [...]struct{ property, name string }{
	{"SUMMARY", "summary"}, {"DTSTART", "start"}, {"DTEND", "end"}, {"DURATION", "duration"}, {"DUE", "due"},
	{"LOCATION", "location"}, {"RRULE", "rrule"}, {"RDATE", "added dates"}, {"EXDATE", "excluded dates"},
	{"DESCRIPTION", "description"}, {"URL", "url"}, {"CONFERENCE", "conference"}, {"STATUS", "status"}, {"TRANSP", "transparency"}, {"CLASS", "class"},
	{"CATEGORIES", "categories"}, {"COLOR", "color"}, {"VALARM", "alarm"}, {"ORGANIZER", "organizer"}, {"ATTENDEE", "attendees"},
}

// kept are the properties that change by themselves and tell people nothing.
var kept = [...]string{"DTSTAMP", "LAST-MODIFIED", "CREATED", "SEQUENCE", "UID", "RECURRENCE-ID"}

// Differences tells which fields differ between two texts of an object, in a
// fixed order: the master's, then each override's. A nil text has no fields;
// one that cannot be read has a single one, its text.
func Differences(before, after []byte) []Field {
	fields := []Field{}
	was, is := fieldsOf(before), fieldsOf(after)
	for _, name := range union(was, is) {
		if was.value[name] != is.value[name] {
			fields = append(fields, Field{name, was.value[name], is.value[name]})
		}
	}
	return fields
}

// fields are an object's fields by name, and the names in order.
type fields struct {
	names []string
	value map[string]string
}

// add sets a field, or adds a line to it.
func (f *fields) add(name, value string) {
	if old, ok := f.value[name]; ok {
		f.value[name] = old + ", " + value
		return
	}
	f.names = append(f.names, name)
	f.value[name] = value
}

// union are the names of both in order, those of a first.
func union(a, b fields) []string {
	names := slices.Clone(a.names)
	for _, n := range b.names {
		if !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	return names
}

func fieldsOf(body []byte) fields {
	f := fields{value: map[string]string{}}
	if body == nil {
		return f
	}
	o, err := ical.ParseObject(body)
	if err != nil {
		f.add("text", string(body))
		return f
	}
	for _, c := range components(o) {
		prefix := ""
		if line := c.Get("RECURRENCE-ID"); line != nil {
			prefix = line.Value + " "
			if m, err := line.Moment(); err == nil {
				prefix = momentText(m) + " "
			}
		}
		f.component(c, prefix)
	}
	return f
}

// component adds the fields of a master or override: those with names first,
// the others as they come.
func (f *fields) component(c *ical.Component, prefix string) {
	if prefix != "" {
		f.add(prefix+"occurrence", "changed by itself")
	}
	for _, n := range named {
		if n.property == "VALARM" {
			for _, alarm := range c.Children("VALARM") {
				f.add(prefix+n.name, AlarmText(alarm))
			}
			continue
		}
		for _, line := range c.All(n.property) {
			f.add(prefix+n.name, valueText(line))
		}
	}
	for _, part := range c.Parts {
		switch {
		case part.Child != nil && part.Child.Name != "VALARM":
			f.add(prefix+strings.ToLower(part.Child.Name), strings.TrimSpace(string(part.Child.Bytes())))
		case part.Line != nil && part.Line.Readable() && !known(part.Line.Name):
			f.add(prefix+strings.ToLower(part.Line.Name), valueText(part.Line))
		}
	}
}

// known reports whether a property has been told by name, or is not to be.
func known(property string) bool {
	for _, n := range named {
		if n.property == property {
			return true
		}
	}
	return slices.Contains(kept[:], property)
}

// valueText writes a property's value for people.
func valueText(line *ical.Line) string {
	if text := binaryText(line); text != "" {
		return text
	}
	switch line.Name {
	case "DTSTART", "DTEND", "DUE":
		if m, err := line.Moment(); err == nil {
			return momentText(m)
		}
	case "RDATE", "EXDATE":
		if all, err := line.Moments(); err == nil {
			text := make([]string, len(all))
			for i, m := range all {
				text[i] = momentText(m)
			}
			return strings.Join(text, ", ")
		}
	case "DURATION":
		if d, err := ical.ParseDuration(line.Value); err == nil {
			return durationText(d)
		}
	case "CATEGORIES":
		return strings.Join(ical.SplitList(line.Value), ", ")
	case "ATTENDEE", "ORGANIZER":
		a := attendee(line)
		text := a.Address
		if a.Name != "" {
			text = a.Name + " <" + a.Address + ">"
		}
		if a.Status != "" {
			text += " (" + strings.ToLower(a.Status) + ")"
		}
		return text
	case "CONFERENCE":
		c := conference(line)
		if c.Label != "" {
			return c.Label + " <" + c.URI + ">"
		}
		return c.URI
	case "RRULE":
		return line.Value
	}
	return line.Text()
}
