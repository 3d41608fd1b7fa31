package merge

import (
	"slices"
	"strings"

	"calends/backend/ical"
)

// isList reports whether the lines of a name are lists that are one set.
func isList(name string) bool {
	switch name {
	case "EXDATE", "RDATE", "CATEGORIES", "RESOURCES":
		return true
	}
	return false
}

// element is one value of a list, with the line that says what it means.
type element struct {
	key  string
	raw  string // as written, still escaped
	line *ical.Line
}

// lists merges a property whose lines are lists, as one set of values: what
// ours added is added, what ours removed is removed.
func (m *merger) lists(name string, b, o, t *ical.Component) bool {
	base, mine, there := m.elements(b, name), m.elements(o, name), m.elements(t, name)
	changed := false
	for _, e := range there {
		if has(base, e.key) && !has(mine, e.key) {
			m.without(t, e)
			changed = true
		}
	}
	for _, e := range mine {
		if !has(base, e.key) && !has(there, e.key) {
			add(t, e)
			changed = true
		}
	}
	return changed
}

// has reports whether a value is there.
func has(all []element, key string) bool {
	return slices.ContainsFunc(all, func(e element) bool { return e.key == key })
}

// elements lists the values of all lines of a name.
func (m *merger) elements(c *ical.Component, name string) []element {
	var all []element
	for _, l := range c.All(name) {
		for _, raw := range rawList(l.Value) {
			all = append(all, element{m.elementKey(l, raw), raw, l})
		}
	}
	return all
}

// rawList splits a value at its unescaped commas and leaves the parts escaped.
func rawList(value string) []string {
	var all []string
	start := 0
	for i := 0; i <= len(value); i++ {
		switch {
		case i == len(value) || value[i] == ',':
			if part := strings.TrimSpace(value[start:i]); part != "" {
				all = append(all, part)
			}
			start = i + 1
		case value[i] == '\\' && i+1 < len(value):
			i++
		}
	}
	return all
}

// elementKey is what one value of a list means, however it is spelled.
func (m *merger) elementKey(l *ical.Line, raw string) string {
	if l.Name == "EXDATE" || l.Name == "RDATE" {
		probe := *l
		probe.Value, _, _ = strings.Cut(raw, "/")
		if at, err := probe.Moment(); err == nil {
			return m.slotKey(at) + strings.TrimPrefix(raw, probe.Value)
		}
	}
	return ical.Unescape(raw)
}

// without takes one value out of the line of t it stands in.
func (m *merger) without(t *ical.Component, e element) {
	kept := slices.DeleteFunc(rawList(e.line.Value), func(raw string) bool { return m.elementKey(e.line, raw) == e.key })
	if len(kept) == 0 {
		t.RemoveLine(e.line)
		return
	}
	e.line.SetValue(strings.Join(kept, ","))
}

// add puts one value into t: a date on a line of its own, a word on the line
// that is there.
func add(t *ical.Component, e element) {
	if l := t.Get(e.line.Name); l != nil && e.line.Name != "EXDATE" && e.line.Name != "RDATE" && l.Value != "" {
		l.SetValue(l.Value + "," + e.raw)
		return
	}
	l := lineCopy(e.line)
	l.SetValue(e.raw)
	t.Add(l)
}
