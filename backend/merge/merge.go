// Package merge joins two versions of a calendar object resource that grew
// from one: by component (the master and each override), within it by
// property, and within lists by element. What is ours is laid over the text of
// theirs, so that every line we did not change is as they wrote it.
//
// Where both sides changed one thing differently, theirs stands, and a [Clash]
// tells what gave way. Where one side deleted what the other edited, the edit
// stands. Nothing is guessed of what cannot be read: that is an error.
package merge

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"calends/backend/ical"
)

// ErrUnrelated is returned for texts that hold objects of different UIDs.
var ErrUnrelated = errors.New("not versions of one object")

// Clash is a property that both sides changed, each in its own way. Theirs
// stands in the merged text. The values are for people; "" is absence.
type Clash struct {
	Component    string // VEVENT, VALARM, …
	RecurrenceID string // of an override, as written; "" for the master
	Property     string
	Base         string
	Ours, Theirs string
}

// Merge returns theirs with our changes since base laid over it. A nil base
// stands for an object both sides created. With only one side changed the
// result is that side's text, byte for byte.
func Merge(base, ours, theirs []byte) (merged []byte, clashes []Clash, err error) {
	switch {
	case bytes.Equal(ours, theirs), base != nil && bytes.Equal(base, ours):
		return theirs, nil, nil
	case base != nil && bytes.Equal(base, theirs):
		return ours, nil, nil
	}
	o, err := read("ours", ours)
	if err != nil {
		return nil, nil, err
	}
	t, err := read("theirs", theirs)
	if err != nil {
		return nil, nil, err
	}
	if o.UID() != t.UID() {
		return nil, nil, fmt.Errorf("merging %q with %q: %w", o.UID(), t.UID(), ErrUnrelated)
	}
	b := ical.New("VCALENDAR")
	if base != nil {
		object, err := read("base", base)
		if err != nil {
			return nil, nil, err
		}
		if object.UID() == t.UID() {
			b = object.Calendar
		}
	}
	m := merger{}
	if !m.component(b, o.Calendar, t.Calendar) {
		return theirs, m.clashes, nil
	}
	restoreZones(t.Calendar, o.Calendar, b)
	return t.Calendar.Bytes(), m.clashes, nil
}

func read(whose string, text []byte) (*ical.Object, error) {
	o, err := ical.ParseObject(text)
	if err != nil {
		return nil, fmt.Errorf("merging: reading %s: %w", whose, err)
	}
	return o, nil
}

// restoreZones adds the VTIMEZONEs that the merged calendar names and lacks.
func restoreZones(merged *ical.Component, sources ...*ical.Component) {
	have := ical.Zones(merged)
	for _, id := range merged.TZIDs() {
		for _, s := range sources {
			if z := ical.Zones(s)[id]; z != nil && have[id] == nil {
				have[id] = z
				merged.InsertChild(z.Clone(), firstEvent(merged))
			}
		}
	}
}

// firstEvent is the first child that is no VTIMEZONE.
func firstEvent(cal *ical.Component) *ical.Component {
	for _, p := range cal.Parts {
		if p.Child != nil && p.Child.Name != "VTIMEZONE" {
			return p.Child
		}
	}
	return nil
}

// merger collects what clashed.
type merger struct {
	clashes []Clash
	// slot is the RECURRENCE-ID of the override at work.
	slot string
}

// component lays over t what changed from b to o. It reports whether t was
// changed.
func (m *merger) component(b, o, t *ical.Component) bool {
	if l := t.Get("RECURRENCE-ID"); l != nil {
		defer func(outer string) { m.slot = outer }(m.slot)
		m.slot = l.Value
	}
	changed := m.times(b, o, t)
	for _, name := range names(b, o, t) {
		if isTime(name) || isNoise(t.Name, name) {
			continue
		}
		if m.property(name, b, o, t) {
			changed = true
		}
	}
	changed = m.children(b, o, t) || changed
	if changed {
		newest(o, t)
	}
	return changed
}

// children merges the child components.
func (m *merger) children(b, o, t *ical.Component) bool {
	inBase, inOurs, inTheirs := keyed(b), keyed(o), keyed(t)
	changed := false
	for _, key := range inBase.order {
		base, ours, theirs := inBase.child[key], inOurs.child[key], inTheirs.child[key]
		if ours == nil && theirs != nil && base.Name != "VTIMEZONE" && same(base, theirs) {
			t.RemoveChild(theirs)
			changed = true
		}
	}
	for _, key := range inOurs.order {
		base, ours, theirs := inBase.child[key], inOurs.child[key], inTheirs.child[key]
		switch {
		case theirs == nil && base != nil && same(base, ours): // they deleted it
		case theirs == nil && ours.Name == "VTIMEZONE":
			t.InsertChild(ours.Clone(), firstEvent(t))
			changed = true
		case theirs == nil:
			t.AddChild(ours.Clone())
			changed = true
		case ours.Name == "VTIMEZONE": // theirs is as good
		default:
			if base == nil {
				base = ical.New(ours.Name)
			}
			changed = m.component(base, ours, theirs) || changed
		}
	}
	return changed
}

// index is child components by what identifies them.
type index struct {
	order []string
	child map[string]*ical.Component
}

// keyed identifies the children of c: an event by UID and RECURRENCE-ID, a
// zone by TZID, an alarm or anything else by its UID or by all it says.
func keyed(c *ical.Component) index {
	x := index{child: map[string]*ical.Component{}}
	seen := map[string]int{}
	for _, p := range c.Parts {
		if p.Child == nil {
			continue
		}
		key := numbered(seen, p.Child.Name+" "+identity(p.Child))
		x.order = append(x.order, key)
		x.child[key] = p.Child
	}
	return x
}

// numbered tells the second of a key from the first, and so on.
func numbered(seen map[string]int, key string) string {
	seen[key]++
	if n := seen[key]; n > 1 {
		return fmt.Sprintf("%s\x00%d", key, n)
	}
	return key
}

func identity(c *ical.Component) string {
	switch c.Name {
	case "VEVENT", "VTODO", "VJOURNAL":
		id := c.Text("UID")
		if l := c.Get("RECURRENCE-ID"); l != nil {
			id += " " + slot(l)
		}
		return id
	case "VTIMEZONE":
		return strings.TrimSpace(c.Text("TZID"))
	}
	for _, name := range []string{"UID", "X-WR-ALARMUID"} {
		if id := c.Text(name); id != "" {
			return id
		}
	}
	return canonical(c)
}

// slot is a RECURRENCE-ID however it is spelled.
func slot(l *ical.Line) string {
	m, err := l.Moment()
	if err != nil {
		return l.Value
	}
	return m.String() + " " + m.TZID
}

// names lists the names of all lines, once each, sorted.
func names(all ...*ical.Component) []string {
	var out []string
	for _, c := range all {
		for _, p := range c.Parts {
			if p.Line != nil && p.Line.Readable() {
				out = append(out, p.Line.Name)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
