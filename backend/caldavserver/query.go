package caldavserver

import (
	"errors"
	"slices"
	"strings"
	"time"
)

// errFilter: the filter asks for something this server does not have.
var errFilter = errors.New("caldavserver: unsupported filter")

// filter is what calendar-query asks of an object (RFC 4791 §9.7), as far as
// this server goes: a component, a coarse time range, and texts in properties.
type filter struct {
	component string // "" for any object
	absent    bool   // is-not-defined
	from, to  time.Time
	texts     []textMatch
}

// textMatch is a property that must hold a text, whatever its case; with an
// empty text it must merely be there.
type textMatch struct {
	property, text string
	negate         bool
}

// readFilter reads the comp-filter of VCALENDAR.
func readFilter(root *node) (filter, error) {
	var f filter
	inner := root.all(calNS, "comp-filter")
	if len(inner) == 0 {
		return f, nil
	}
	if len(inner) > 1 || inner[0].child(calNS, "comp-filter") != nil {
		return f, errFilter
	}
	f.component = strings.ToUpper(inner[0].attr("name"))
	f.absent = inner[0].child(calNS, "is-not-defined") != nil
	if span := inner[0].child(calNS, "time-range"); span != nil {
		var err error
		if f.from, err = edge(span.attr("start")); err != nil {
			return f, err
		}
		if f.to, err = edge(span.attr("end")); err != nil {
			return f, err
		}
	}
	for _, p := range inner[0].all(calNS, "prop-filter") {
		m := textMatch{property: strings.ToUpper(p.attr("name"))}
		if t := p.child(calNS, "text-match"); t != nil {
			m.text = strings.ToLower(t.text)
			m.negate = t.attr("negate-condition") == "yes"
		} else if p.child(calNS, "is-not-defined") != nil {
			m.negate = true
		}
		f.texts = append(f.texts, m)
	}
	return f, nil
}

// edge reads an end of a time-range; a missing one is the zero time.
func edge(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse("20060102T150405Z", s)
	if err != nil {
		return t, errFilter
	}
	return t, nil
}

// object reports whether an object passes: whether one of its components does.
func (f filter) object(lines []contentLine) bool {
	if f.component == "" {
		return true
	}
	components := topLevel(lines, f.component)
	if f.absent {
		return len(components) == 0
	}
	return slices.ContainsFunc(components, func(c []contentLine) bool {
		return f.inRange(c) && !slices.ContainsFunc(f.texts, func(m textMatch) bool { return m.fails(c) })
	})
}

// topLevel returns the properties of every component of that name, without
// those of the components in it.
func topLevel(lines []contentLine, name string) [][]contentLine {
	var found [][]contentLine
	depth, inside := 0, false
	for _, l := range lines {
		switch {
		case l.name == "BEGIN":
			depth++
			if depth == 2 && strings.EqualFold(l.value, name) {
				found, inside = append(found, nil), true
			}
		case l.name == "END":
			depth--
			inside = inside && depth >= 2
		case inside && depth == 2:
			found[len(found)-1] = append(found[len(found)-1], l)
		}
	}
	return found
}

// inRange is coarse: times are read as if they were UTC and the range is
// widened by a day on both sides; what recurs goes on forever. It lets through
// too much rather than too little.
func (f filter) inRange(c []contentLine) bool {
	const slack = 24 * time.Hour
	var start, end time.Time
	recurs := false
	for _, l := range c {
		switch l.name {
		case "DTSTART":
			start = roughly(l.value)
		case "DTEND", "DUE":
			end = roughly(l.value)
		case "RRULE", "RDATE", "DURATION":
			recurs = true
		}
	}
	if start.IsZero() {
		return true
	}
	if end.Before(start) {
		end = start
	}
	return (f.to.IsZero() || start.Before(f.to.Add(slack))) &&
		(recurs || f.from.IsZero() || end.After(f.from.Add(-slack)))
}

func roughly(value string) time.Time {
	value = strings.TrimSuffix(value, "Z")
	if t, err := time.Parse("20060102T150405", value); err == nil {
		return t
	}
	t, _ := time.Parse("20060102", value)
	return t
}

func (m textMatch) fails(c []contentLine) bool {
	has := slices.ContainsFunc(c, func(l contentLine) bool {
		return l.name == m.property && strings.Contains(strings.ToLower(l.value), m.text)
	})
	return has == m.negate
}
