package merge

import (
	"bytes"
	"slices"
	"strings"

	"calends/backend/ical"
)

// same reports whether two components mean the same: folding, order, spelling
// and stamps do not count.
func (m *merger) same(a, b *ical.Component) bool { return m.canonical(a) == m.canonical(b) }

// canonical is what a component means, however it is written; without a zone,
// times spelled differently are different times.
func canonical(c *ical.Component) string { return (&merger{}).canonical(c) }

func (m *merger) canonical(c *ical.Component) string {
	var lines, children []string
	for _, p := range c.Parts {
		switch {
		case p.Child != nil:
			children = append(children, m.canonical(p.Child))
		case isList(p.Line.Name):
			for _, raw := range rawList(p.Line.Value) {
				lines = append(lines, p.Line.Name+":"+m.elementKey(p.Line, raw))
			}
		case p.Line.Name == "RECURRENCE-ID":
			lines = append(lines, m.slotOf(c))
		case p.Line.Readable() && !isNoise(c.Name, p.Line.Name):
			lines = append(lines, canonicalLine(p.Line))
		}
	}
	slices.Sort(lines)
	lines = slices.Compact(lines)
	slices.Sort(children)
	return c.Name + "{" + strings.Join(lines, "\n") + "\n" + strings.Join(children, "\n") + "}"
}

// canonicalLine is what a line means, however it is written.
func canonicalLine(l *ical.Line) string {
	var params []string
	for _, p := range l.Params {
		if p.Name == "VALUE" && len(p.Values) == 1 && strings.EqualFold(p.Values[0], "DATE-TIME") {
			continue // what a time is anyway
		}
		params = append(params, p.Name+"="+strings.Join(p.Values, "\x00"))
	}
	slices.Sort(params)
	value := ical.Unescape(l.Value)
	switch l.Name {
	case "RRULE", "EXRULE":
		parts := strings.Split(strings.ToUpper(strings.ReplaceAll(l.Value, " ", "")), ";")
		slices.Sort(parts)
		value = strings.Trim(strings.Join(parts, ";"), ";")
	case "STATUS", "TRANSP", "CLASS", "ACTION":
		value = strings.ToUpper(strings.TrimSpace(value))
	}
	return l.Name + ";" + strings.Join(params, ";") + ":" + value
}

// Same reports whether two versions of a calendar object resource mean the
// same: folding, order, spelling and stamps do not count. What cannot be read
// means the same only where it is the same bytes.
func Same(a, b []byte) bool {
	if bytes.Equal(a, b) {
		return true
	}
	x, errX := ical.Parse(a)
	y, errY := ical.Parse(b)
	return errX == nil && errY == nil && (&merger{}).same(x, y)
}
