package merge

import (
	"slices"
	"strconv"
	"strings"

	"calends/backend/ical"
)

// isTime reports whether a property is merged with the others that say when
// the component is: an end of ours behind a start of theirs makes no sense.
func isTime(name string) bool {
	return slices.Contains(spanNames, name) || slices.Contains(ruleNames, name)
}

var (
	spanNames = []string{"DTSTART", "DTEND", "DUE", "DURATION"}
	ruleNames = []string{"RRULE", "EXRULE"}
)

// isNoise reports whether a property says nothing of what the user means.
func isNoise(component, name string) bool {
	switch name {
	case "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "CREATED":
		return true
	case "PRODID", "VERSION", "CALSCALE", "METHOD":
		return component == "VCALENDAR"
	}
	return false
}

// verdict is what became of a thing that both sides could change.
type verdict uint8

const (
	untouched verdict = iota // ours is as base
	ours                     // only ours changed
	agreed                   // both changed alike
	clash                    // both changed, differently
	theirs                   // only theirs changed: untouched, seen from there
)

func judge(base, our, their string) verdict {
	switch {
	case our == their:
		if our == base {
			return untouched
		}
		return agreed
	case our == base:
		return theirs
	case their == base:
		return ours
	}
	return clash
}

// times merges start and end as one thing and the rules as another; as one
// where one side changed both and the other at least one of them.
func (m *merger) times(b, o, t *ical.Component) bool {
	span := judge(written(b, spanNames), written(o, spanNames), written(t, spanNames))
	rule := judge(written(b, ruleNames), written(o, ruleNames), written(t, ruleNames))
	if (span == clash) != (rule == clash) {
		if span == ours || span == theirs {
			span = clash
		}
		if rule == ours || rule == theirs {
			rule = clash
		}
	}
	changed := false
	for _, g := range []struct {
		verdict verdict
		names   []string
	}{{span, spanNames}, {rule, ruleNames}} {
		switch g.verdict {
		case ours:
			for _, name := range g.names {
				take(name, o, t)
			}
			changed = true
		case clash:
			for _, name := range g.names {
				m.tell(name, b, o, t)
			}
		}
	}
	return changed
}

// written is what a component says by several properties.
func written(c *ical.Component, names []string) string {
	var out []string
	for _, name := range names {
		for _, l := range c.All(name) {
			out = append(out, canonicalLine(l))
		}
	}
	return strings.Join(out, "\n")
}

// tell notes a clash; nothing where both say the same.
func (m *merger) tell(name string, b, o, t *ical.Component) {
	if written(o, []string{name}) == written(t, []string{name}) {
		return
	}
	m.clashes = append(m.clashes, Clash{t.Name, m.slot, name, readable(b, name), readable(o, name), readable(t, name)})
}

// readable is what the lines of a name say, for people.
func readable(c *ical.Component, name string) string {
	var out []string
	for _, l := range c.All(name) {
		out = append(out, l.Text())
	}
	return strings.Join(out, ", ")
}

// take gives t the lines of a name that o has, in their place.
func take(name string, o, t *ical.Component) {
	lines := o.All(name)
	for i := 0; i < len(t.Parts); i++ {
		l := t.Parts[i].Line
		if l == nil || l.Name != name {
			continue
		}
		if len(lines) == 0 {
			t.Parts = slices.Delete(t.Parts, i, i+1)
			i--
			continue
		}
		t.Parts[i].Line = lineCopy(lines[0])
		lines = lines[1:]
	}
	for _, l := range lines {
		t.Add(lineCopy(l))
	}
}

func lineCopy(l *ical.Line) *ical.Line {
	c := *l
	return &c
}

// property merges the lines of one name.
func (m *merger) property(name string, b, o, t *ical.Component) bool {
	if isList(name) {
		return lists(name, b, o, t)
	}
	if name != "ATTENDEE" && len(b.All(name)) < 2 && len(o.All(name)) < 2 && len(t.All(name)) < 2 {
		one := []string{name}
		switch judge(written(b, one), written(o, one), written(t, one)) {
		case ours:
			take(name, o, t)
			return true
		case clash:
			if edited := len(o.All(name)) > 0; edited && len(t.All(name)) == 0 {
				take(name, o, t) // an edit beats a deletion
				return true
			} else if edited {
				m.tell(name, b, o, t)
			}
		}
		return false
	}
	return m.lines(name, b, o, t)
}

// lines merges a property that may come several times, line by line: an
// attendee by address, others by all they say.
func (m *merger) lines(name string, b, o, t *ical.Component) bool {
	inBase, inOurs, inTheirs := linesOf(b, name), linesOf(o, name), linesOf(t, name)
	changed := false
	for _, key := range inBase.order {
		their := inTheirs.line[key]
		if inOurs.line[key] == nil && their != nil && canonicalLine(inBase.line[key]) == canonicalLine(their) {
			t.RemoveLine(their)
			changed = true
		}
	}
	for _, key := range inOurs.order {
		base, our, their := inBase.line[key], inOurs.line[key], inTheirs.line[key]
		switch {
		case base != nil && canonicalLine(base) == canonicalLine(our):
		case their == nil:
			t.Add(lineCopy(our))
			changed = true
		case canonicalLine(their) == canonicalLine(our):
		case base != nil && canonicalLine(their) == canonicalLine(base):
			replace(t, their, our)
			changed = true
		default:
			was := ""
			if base != nil {
				was = base.String()
			}
			m.clashes = append(m.clashes, Clash{t.Name, m.slot, name, was, our.String(), their.String()})
		}
	}
	return changed
}

func replace(t *ical.Component, old, now *ical.Line) {
	for i := range t.Parts {
		if t.Parts[i].Line == old {
			t.Parts[i].Line = lineCopy(now)
		}
	}
}

// lineIndex is the lines of a name by what identifies them.
type lineIndex struct {
	order []string
	line  map[string]*ical.Line
}

func linesOf(c *ical.Component, name string) lineIndex {
	x := lineIndex{line: map[string]*ical.Line{}}
	seen := map[string]int{}
	for _, l := range c.All(name) {
		key := canonicalLine(l)
		if name == "ATTENDEE" {
			key = strings.ToLower(strings.TrimSpace(l.Value))
		}
		key = numbered(seen, key)
		x.order = append(x.order, key)
		x.line[key] = l
	}
	return x
}

// newest gives t the later stamps and the higher SEQUENCE of both sides.
func newest(o, t *ical.Component) {
	for _, name := range []string{"DTSTAMP", "LAST-MODIFIED"} {
		if a, b := o.Text(name), t.Text(name); a > b {
			take(name, o, t)
		}
	}
	a, err := strconv.Atoi(o.Text("SEQUENCE"))
	if b, bad := strconv.Atoi(t.Text("SEQUENCE")); err == nil && (bad != nil || a > b) {
		take("SEQUENCE", o, t)
	}
}
