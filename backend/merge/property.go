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
	case "UID", "X-WR-ALARMUID": // a name that says nothing
		return component == "VALARM"
	}
	return false
}

// verdict is what became of a thing that both sides could change.
type verdict uint8

const (
	untouched   verdict = iota // ours is as base
	ourChange                  // only ours changed
	agreed                     // both changed alike
	clash                      // both changed, differently
	theirChange                // only theirs changed
)

func judge(base, our, their string) verdict {
	switch {
	case our == their:
		if our == base {
			return untouched
		}
		return agreed
	case our == base:
		return theirChange
	case their == base:
		return ourChange
	}
	return clash
}

// whenVerdicts says what became of start and end, which are one thing, and of
// the rules, which are another; they are one where one side changed both and
// the other at least one of them.
func (m *merger) whenVerdicts(b, o, t *ical.Component) (span, rule verdict) {
	span = judge(written(b, spanNames), written(o, spanNames), written(t, spanNames))
	rule = judge(written(b, ruleNames), written(o, ruleNames), written(t, ruleNames))
	if rule == clash && split(b, o) && split(b, t) {
		rule = sooner(b, o, t)
	}
	if (span == clash) != (rule == clash) {
		if span == ourChange || span == theirChange {
			span = clash
		}
		if rule == ourChange || rule == theirChange {
			rule = clash
		}
	}
	return span, rule
}

// times merges what says when the component is.
func (m *merger) times(b, o, t *ical.Component) bool {
	span, rule := m.whenVerdicts(b, o, t)
	changed := false
	for _, g := range []struct {
		verdict verdict
		names   []string
	}{{span, spanNames}, {rule, ruleNames}} {
		mine := g.verdict == ourChange
		if g.verdict == clash {
			for _, name := range g.names {
				mine = m.tell(name, b, o, t) || mine
			}
		}
		if mine {
			for _, name := range g.names {
				take(name, o, t)
			}
			changed = true
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

// tell notes a clash, unless both say the same, and reports whether ours is to
// stand.
func (m *merger) tell(name string, b, o, t *ical.Component) bool {
	if written(o, []string{name}) == written(t, []string{name}) {
		return false
	}
	c := Clash{t.Name, m.slot, name, "", lines(b, name), lines(o, name), lines(t, name)}
	m.clashes = append(m.clashes, c)
	return m.prefer != nil && m.prefer(c)
}

// prefers reports whether a clash over start and end leaves ours standing.
func (m *merger) prefers(b, o, t *ical.Component) bool {
	probe := merger{prefer: m.prefer}
	mine := false
	for _, name := range spanNames {
		mine = probe.tell(name, b, o, t) || mine
	}
	return mine
}

// lines is the content lines of a name.
func lines(c *ical.Component, name string) string {
	var out []string
	for _, l := range c.All(name) {
		out = append(out, l.String())
	}
	return strings.Join(out, "\n")
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

// property merges the lines of one name: values of lists as a set, lines that
// may come several times by what identifies each.
func (m *merger) property(name string, b, o, t *ical.Component) bool {
	if isList(name) {
		return m.lists(name, b, o, t)
	}
	several := name == "ATTENDEE" || name == "RELATED-TO" || len(b.All(name)) > 1 || len(o.All(name)) > 1 || len(t.All(name)) > 1
	inBase, inOurs, inTheirs := linesOf(b, name, several), linesOf(o, name, several), linesOf(t, name, several)
	changed := false
	for _, key := range inBase.order {
		if inOurs.line[key] == nil && inTheirs.line[key] != nil {
			changed = m.one(key, inBase.line[key], nil, inTheirs.line[key], t) || changed
		}
	}
	for _, key := range inOurs.order {
		changed = m.one(key, inBase.line[key], inOurs.line[key], inTheirs.line[key], t) || changed
	}
	return changed
}

// one merges a line into t. Nil stands for a version that has none; an edit
// beats a deletion.
func (m *merger) one(key string, b, o, t *ical.Line, into *ical.Component) bool {
	base, our, their := meaningOf(b), meaningOf(o), meaningOf(t)
	switch {
	case our == their, our == base:
		return false
	case o == nil && their == base:
		into.RemoveLine(t)
		return true
	case o == nil:
		m.keep(into.Name, t.Name, key, b, nil, t)
		return false
	case t == nil && b != nil && m.yields:
		return false
	case t == nil:
		if b != nil {
			m.keep(into.Name, o.Name, key, b, o, nil)
		}
		into.Add(lineCopy(o))
		return true
	case their == base:
		replace(into, t, o)
		return true
	}
	merged, clashes := line(b, o, t, false)
	if clashes {
		c := Clash{into.Name, m.slot, t.Name, key, textOf(b), textOf(o), textOf(t)}
		m.clashes = append(m.clashes, c)
		if m.prefer != nil && m.prefer(c) {
			merged, _ = line(b, o, t, true)
		}
	}
	if meaningOf(merged) == their {
		return false
	}
	replace(into, t, merged)
	return true
}

// keep notes that an edit stood against a deletion.
func (m *merger) keep(component, property, key string, b, o, t *ical.Line) {
	m.kept = append(m.kept, Clash{component, m.slot, property, key, textOf(b), textOf(o), textOf(t)})
}

func meaningOf(l *ical.Line) string {
	if l == nil {
		return absent
	}
	return canonicalLine(l)
}

func textOf(l *ical.Line) string {
	if l == nil {
		return ""
	}
	return l.String()
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

// linesOf tells the lines of a name apart, where there are several: an attendee
// by address, others by all they say. A single line is "".
func linesOf(c *ical.Component, name string, several bool) lineIndex {
	x := lineIndex{line: map[string]*ical.Line{}}
	seen := map[string]int{}
	for _, l := range c.All(name) {
		key := ""
		switch {
		case name == "ATTENDEE":
			key = strings.ToLower(strings.TrimSpace(l.Value))
		case several:
			key = canonicalLine(l)
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
