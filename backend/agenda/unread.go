package agenda

import (
	"fmt"

	"calends/backend/ical"
	"calends/backend/zone"
)

// Unread says, in a sentence and with the line of the text, why it cannot be
// read when the event in a text is; "" where it can be, or where the text is no
// event at all.
func Unread(body []byte, z *zone.Finder) string {
	x := index(body, z)
	if x.Readable() {
		return ""
	}
	o, err := ical.ParseObject(body)
	if err != nil {
		return "It cannot be read: " + said(err) + "."
	}
	for _, c := range components(o) {
		if c.Name != "VEVENT" {
			continue
		}
		start := c.Get("DTSTART")
		if start == nil {
			return fmt.Sprintf("When it is cannot be read: the event that begins in line %d has no start.", c.Number)
		}
		if _, err := start.Moment(); err != nil {
			return fmt.Sprintf("When it is cannot be read: line %d says %.60q.", start.Number, start.String())
		}
	}
	return "When it is cannot be read: " + x.Problem + "."
}

// IsEvent reports whether a text is of an event, and of one that can be read.
func IsEvent(body []byte, z *zone.Finder) bool {
	x := index(body, z)
	return x.Component == "VEVENT"
}
