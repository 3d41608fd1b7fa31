// Package merge joins two versions of a calendar object resource that grew
// from one: by component (the master and each override), within it by property,
// within a property by line, value and parameter, and within lists by element.
// What is ours is laid over the text of theirs, so that every line we did not
// change is as they wrote it.
//
// Where both sides changed one thing differently, theirs stands, and a [Clash]
// tells what gave way. Where one side deleted what the other edited, the edit
// stands, and that is told too. Where a side moved the whole recurrence set,
// what the other said of single occurrences moves along. Nothing is guessed of
// what cannot be read: that is an error.
package merge

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"time"

	"calends/backend/ical"
)

// ErrUnrelated is returned for texts that hold objects of different UIDs.
var ErrUnrelated = errors.New("not versions of one object")

// Clash is one thing that both sides changed, each in its own way. Base, Ours
// and Theirs are content lines, unfolded, with a line feed between several; ""
// is absence.
type Clash struct {
	Component    string // VEVENT, VALARM, …
	RecurrenceID string // of an override, as base has it; "" for the master
	Property     string // "" where it is about the component as a whole
	Key          string // which of several lines: an attendee's address
	Base         string
	Ours, Theirs string
}

// Options say how to merge. The zero Options are those of [Merge].
type Options struct {
	// Zone finds the location a TZID means, or nil; with it, one slot spelled
	// in UTC and in a zone is one slot. Nil: spelling decides.
	Zone func(tzid string) *time.Location
	// Prefer says of a clash that ours is to stand; nil: of none. Start and
	// end go together, and so do the rules.
	Prefer func(Clash) bool
}

// Result is what became of a merge.
type Result struct {
	Text    []byte
	Clashes []Clash // what both changed
	// Kept is what one side deleted and the other edited: it stands. The side
	// that has no line for it deleted it. So is an occurrence that one side
	// changed while the other changed the rule: it stays at its slot, of the
	// new rule or not; its Property is RRULE, and the side that changed the
	// rule has no line for it. Excluded and added dates are told like that, too,
	// by EXDATE and RDATE.
	Kept []Clash
}

// Merge returns theirs with our changes since base laid over it, and what gave
// way. See [Options.Merge].
func Merge(base, ours, theirs []byte) (merged []byte, clashes []Clash, err error) {
	r, err := Options{}.Merge(base, ours, theirs)
	return r.Text, r.Clashes, err
}

// Merge returns theirs with our changes since base laid over it. A nil base
// stands for an object both sides created. With only one side changed the
// result is that side's text, byte for byte.
func (opt Options) Merge(base, ours, theirs []byte) (Result, error) {
	switch {
	case bytes.Equal(ours, theirs), base != nil && bytes.Equal(base, ours):
		return Result{Text: theirs}, nil
	case base != nil && bytes.Equal(base, theirs):
		return Result{Text: ours}, nil
	}
	o, err := read("ours", ours)
	if err != nil {
		return Result{}, err
	}
	t, err := read("theirs", theirs)
	if err != nil {
		return Result{}, err
	}
	if o.UID() != t.UID() {
		return Result{}, fmt.Errorf("merging %q with %q: %w", o.UID(), t.UID(), ErrUnrelated)
	}
	b := ical.New("VCALENDAR")
	if base != nil {
		object, err := read("base", base)
		if err != nil {
			return Result{}, err
		}
		if object.UID() == t.UID() {
			b = object.Calendar
		}
	}
	m := merger{zone: opt.Zone, prefer: opt.Prefer}
	m.realign(b, o.Calendar, t.Calendar)
	m.revive(b, o.Calendar, t.Calendar)
	m.strand(b, o.Calendar, t.Calendar)
	changed := m.component(b, o.Calendar, t.Calendar)
	if !m.remains(b, o.Calendar, t.Calendar) && !changed {
		return Result{theirs, m.clashes, m.kept}, nil
	}
	restoreZones(t.Calendar, o.Calendar, b)
	return Result{t.Calendar.Bytes(), m.clashes, m.kept}, nil
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
	zone          func(string) *time.Location
	prefer        func(Clash) bool
	clashes, kept []Clash
	// slot is the RECURRENCE-ID of the override at work.
	slot string
	// was is what the slots of base counted from, stands what they do now.
	was, stands ical.Moment
	frames      frames
	// yields: what one side deleted or wrote stands against what ours edited,
	// without a word.
	yields bool
}

// component lays over t what changed from b to o. It reports whether t was
// changed.
func (m *merger) component(b, o, t *ical.Component) bool {
	if slot := m.label(b, o, t); slot != "" {
		defer func(outer string) { m.slot = outer }(m.slot)
		m.slot = slot
	}
	changed := m.times(b, o, t)
	for _, name := range names(b, o, t) {
		if isTime(name) || name == "RECURRENCE-ID" || isNoise(t.Name, name) {
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
	inBase := m.keyed(nil, b)
	inOurs, inTheirs := m.keyed(&inBase, o), m.keyed(&inBase, t)
	before := said(t)
	changed := false
	for _, key := range inBase.order {
		base, ours, theirs := inBase.child[key], inOurs.child[key], inTheirs.child[key]
		if ours != nil || theirs == nil || base.Name == "VTIMEZONE" {
			continue
		}
		if m.same(base, theirs) || m.followed(base, theirs, m.frames.theirs) {
			t.RemoveChild(theirs)
			changed = true
		} else {
			m.keepWhole(base, nil, theirs)
		}
	}
	for _, key := range inOurs.order {
		base, ours, theirs := inBase.child[key], inOurs.child[key], inTheirs.child[key]
		switch {
		case base == nil && isOverride(ours): // after the masters
		case theirs == nil && ours.Name == "VTIMEZONE":
			if base == nil {
				t.InsertChild(ours.Clone(), firstEvent(t))
				changed = true
			}
		case theirs == nil && base != nil && (m.same(base, ours) || m.followed(base, ours, m.frames.ours)): // they deleted it
		case theirs == nil && base != nil && m.yields:
		case theirs == nil:
			if base != nil {
				m.keepWhole(base, ours, nil)
			}
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
	changed = m.overrides(inBase, inOurs, inTheirs, t) || changed
	if changed {
		dropTwins(t, before, said(o))
	}
	return changed
}

// keepWhole notes that a component that one side deleted stands, because the
// other edited it.
func (m *merger) keepWhole(base, ours, theirs *ical.Component) {
	text := func(c *ical.Component) string {
		if c == nil {
			return ""
		}
		return lines(c, "DTSTART")
	}
	slot := m.slot
	if base.Get("RECURRENCE-ID") != nil {
		slot = m.label(base)
	}
	m.kept = append(m.kept, Clash{base.Name, slot, "", "", text(base), text(ours), text(theirs)})
}

// numbered tells the second of a key from the first, and so on.
func numbered(seen map[string]int, key string) string {
	seen[key]++
	if n := seen[key]; n > 1 {
		return fmt.Sprintf("%s\x00%d", key, n)
	}
	return key
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
