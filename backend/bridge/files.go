package bridge

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"calends/backend/agenda"
	"calends/backend/calendar"
	"calends/backend/edit"
	"calends/backend/ical"
)

// ImportRequest is what to import, and where to.
type ImportRequest struct {
	Files    []File
	Calendar string // "": the default calendar
	DryRun   bool   // write nothing
	Replace  bool   // also what is older than what is there
}

// Import takes iCalendar files into a calendar, as one request: what is new is
// created, what differs replaces what is there unless it is older by its
// SEQUENCE (RFC 5545 §3.8.7.4), the rest stays. A part that cannot be read is
// reported and does not stop the others.
func (p *Program) Import(ctx context.Context, r ImportRequest) (ImportResult, error) {
	t := intake{p: p, replace: r.Replace, seen: map[string]int{}, result: ImportResult{Unreadable: []UnreadablePart{}}}
	s, err := p.shelf(ctx)
	if err != nil {
		return t.result, err
	}
	if t.in, err = p.target(ctx, s, r.Calendar); err != nil {
		return t.result, err
	}
	for _, f := range r.Files {
		objects, unreadable := edit.Import(f.Text)
		for _, u := range unreadable {
			t.leave(u.Line, inFile(f, u.Message, len(r.Files)))
		}
		for _, o := range objects {
			if c := o.First(); !accepts(t.in, c.Name) {
				t.leave(c.Number, inFile(f, fmt.Sprintf("the %s %s is nothing that the calendar %q takes", c.Name, edit.Called(c), t.in.Name), len(r.Files)))
				continue
			}
			if err := t.take(ctx, o); err != nil {
				return t.result, err
			}
		}
	}
	for _, w := range t.writes {
		if w.Object == "" {
			t.result.New++
		} else {
			t.result.Changed++
		}
	}
	if r.DryRun || len(t.writes) == 0 {
		return t.result, nil
	}
	_, err = p.write(ctx, calendar.Import, "", t.writes)
	return t.result, err
}

// intake gathers what an import writes.
type intake struct {
	p       *Program
	in      calendar.Collection
	replace bool
	writes  []calendar.Write
	seen    map[string]int // UID → its place in writes
	result  ImportResult
}

// leave tells of what cannot be taken.
func (t *intake) leave(line int, message string) {
	t.result.Unreadable = append(t.result.Unreadable, UnreadablePart{Line: line, Message: message})
}

// take takes in an object, unless it is there already, or newer. Of several of
// one UID the newest stands, the last one where they are the same age.
func (t *intake) take(ctx context.Context, o *ical.Object) error {
	w, err := t.there(ctx, calendar.UID(o.UID()))
	if err != nil {
		return err
	}
	i, again := t.seen[o.UID()]
	before := w.Body
	if again {
		before = t.writes[i].Body
	}
	if before != nil {
		switch old, err := ical.ParseObject(before); {
		case err != nil: // anything is better
		case !again && sameLines(old, o):
			t.result.Same++
			return nil
		case older(o, old) && (again || !t.replace):
			t.result.Older++
			return nil
		}
	}
	w.Body = o.Bytes()
	if again {
		t.writes[i] = w
		return nil
	}
	t.seen[o.UID()] = len(t.writes)
	t.writes = append(t.writes, w)
	return nil
}

// there is the write that replaces the object of a UID, with its present text,
// or makes one.
func (t *intake) there(ctx context.Context, uid calendar.UID) (calendar.Write, error) {
	all, err := t.p.Store.Find(ctx, uid)
	for _, o := range all {
		if o.Collection == t.in.ID && o.Body != nil {
			return calendar.Write{Object: o.ID, Collection: t.in.ID, At: o.Revision, Body: o.Body}, err
		}
	}
	return calendar.Write{Collection: t.in.ID}, err
}

// older reports whether one of a's components is of a lower SEQUENCE than b's.
func older(a, b *ical.Object) bool {
	known := map[string]int{}
	for _, c := range components(b) {
		known[slot(c)] = sequence(c)
	}
	return slices.ContainsFunc(components(a), func(c *ical.Component) bool {
		n, ok := known[slot(c)]
		return ok && sequence(c) < n
	})
}

// components are an object's, the master first.
func components(o *ical.Object) []*ical.Component {
	if o.Master == nil {
		return o.Overrides
	}
	return append([]*ical.Component{o.Master}, o.Overrides...)
}

// slot is the occurrence that a component is about; "" for the master.
func slot(c *ical.Component) string { return c.Text("RECURRENCE-ID") }

// sequence is a component's SEQUENCE; 0 where it has none that can be read.
func sequence(c *ical.Component) int {
	n, err := strconv.Atoi(c.Text("SEQUENCE"))
	if err != nil {
		return 0
	}
	return n
}

// accepts reports whether a calendar takes components of that name; its server
// would refuse others for ever.
func accepts(c calendar.Collection, component string) bool {
	return c.Account == calendar.LocalAccount || len(c.Components) == 0 || slices.Contains(c.Components, component)
}

// inFile names the file a message is about where there are several.
func inFile(f File, message string, files int) string {
	if files == 1 {
		return message
	}
	return fmt.Sprintf("%s: %s", f.Name, message)
}

// sameLines reports whether two objects say the same in their components, in
// any order and folding. When they were written (DTSTAMP) says nothing.
func sameLines(a, b *ical.Object) bool {
	return slices.Equal(linesOf(a), linesOf(b))
}

func linesOf(o *ical.Object) []string {
	var lines []string
	var add func(prefix string, c *ical.Component)
	add = func(prefix string, c *ical.Component) {
		prefix += c.Name + " "
		if rid := c.Get("RECURRENCE-ID"); rid != nil {
			prefix += rid.Value + " "
		}
		for _, part := range c.Parts {
			switch {
			case part.Child != nil:
				add(prefix, part.Child)
			case part.Line.Name != "DTSTAMP":
				lines = append(lines, prefix+part.Line.String())
			}
		}
	}
	for _, c := range components(o) {
		add("", c)
	}
	slices.Sort(lines)
	return lines
}

// Export writes whole calendars as one iCalendar text; none named means all
// that are not hidden.
func (p *Program) Export(ctx context.Context, calendars []string) ([]byte, error) {
	s, err := p.shelf(ctx)
	if err != nil {
		return nil, err
	}
	chosen, err := s.choose(calendars)
	if err != nil {
		return nil, err
	}
	var bodies [][]byte
	for _, c := range chosen {
		objects, err := p.Store.Objects(ctx, c.ID)
		if err != nil {
			return nil, err
		}
		for _, o := range objects {
			if o.Body != nil {
				bodies = append(bodies, o.Body)
			}
		}
	}
	name := ""
	if len(chosen) == 1 {
		name = chosen[0].Name
	}
	text, _ := agenda.Combine(bodies, name, p.Zones)
	return text, nil
}
