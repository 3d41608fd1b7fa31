package agenda

import (
	"strings"

	"calends/backend/ical"
)

// FieldName is what people call a property of an object, as [Differences] does:
// behind the slot of the occurrence it is of alone, recurrenceID as written or
// "". key tells which of several, as an attendee's address; "" where there is
// one.
func FieldName(component, property, recurrenceID, key string) string {
	name := strings.ToLower(property)
	for _, n := range named {
		if n.property == property {
			name = n.name
		}
	}
	switch {
	case property == "":
		name = "occurrence"
	case component == "VALARM":
		name = "alarm " + name
	case property == "ATTENDEE":
		name = "attendee"
	}
	if recurrenceID != "" {
		at := recurrenceID
		if m, err := ical.ParseMoment(recurrenceID, ""); err == nil {
			at = momentText(m)
		}
		name = at + " " + name
	}
	key, _, _ = strings.Cut(key, "\x00")
	key = strings.TrimPrefix(key, "mailto:")
	if key != "" && len(key) < 80 && !strings.ContainsAny(key, ";:") {
		name += " " + key
	}
	return name
}

// Reading is what content lines say, for people; the lines are unfolded, with a
// line feed between several. What cannot be read is returned as it is.
func Reading(lines string) string {
	if lines == "" {
		return ""
	}
	cal, err := ical.Parse([]byte("BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + lines + "\nEND:VEVENT\nEND:VCALENDAR\n"))
	if err != nil || len(cal.Children("VEVENT")) != 1 {
		return lines
	}
	var all []string
	for _, p := range cal.Children("VEVENT")[0].Parts {
		if p.Line != nil && p.Line.Readable() {
			all = append(all, valueText(p.Line))
		}
	}
	return strings.Join(all, ", ")
}
