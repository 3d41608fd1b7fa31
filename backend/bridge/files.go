package bridge

import (
	"context"
	"fmt"
	"slices"

	"calends/backend/agenda"
	"calends/backend/calendar"
	"calends/backend/edit"
	"calends/backend/ical"
)

// Import takes iCalendar files into a calendar, as one request: what is new is
// created, what differs replaces what is there, the rest stays. A part that
// cannot be read is reported and does not stop the others. With dryRun nothing
// is written.
func (p *Program) Import(ctx context.Context, files []File, ref string, dryRun bool) (ImportResult, error) {
	out := ImportResult{Unreadable: []UnreadablePart{}}
	s, err := p.shelf(ctx)
	if err != nil {
		return out, err
	}
	in, err := p.target(ctx, s, ref)
	if err != nil {
		return out, err
	}
	var writes []calendar.Write
	seen := map[string]int{} // UID → its place in writes; a later file wins
	for _, f := range files {
		objects, unreadable := edit.Import(f.Text)
		for _, u := range unreadable {
			out.Unreadable = append(out.Unreadable, UnreadablePart{Line: u.Line, Message: inFile(f, u.Message, len(files))})
		}
		for _, o := range objects {
			if c := o.First(); !accepts(in, c.Name) {
				why := fmt.Sprintf("the %s %s is nothing that the calendar %q takes", c.Name, edit.Called(c), in.Name)
				out.Unreadable = append(out.Unreadable, UnreadablePart{Line: c.Number, Message: inFile(f, why, len(files))})
				continue
			}
			w, err := p.imported(ctx, in, o)
			if err != nil {
				return out, err
			}
			if w == nil {
				out.Same++
				continue
			}
			if i, again := seen[o.UID()]; again {
				writes[i] = *w
				continue
			}
			seen[o.UID()] = len(writes)
			writes = append(writes, *w)
		}
	}
	for _, w := range writes {
		if w.Object == "" {
			out.New++
		} else {
			out.Changed++
		}
	}
	if dryRun || len(writes) == 0 {
		return out, nil
	}
	_, err = p.write(ctx, calendar.Import, "", writes)
	return out, err
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

// imported is the write that takes an object in; nil where it is there already.
func (p *Program) imported(ctx context.Context, in calendar.Collection, o *ical.Object) (*calendar.Write, error) {
	there, err := p.Store.Find(ctx, calendar.UID(o.UID()))
	if err != nil {
		return nil, err
	}
	for _, t := range there {
		if t.Collection != in.ID || t.Body == nil {
			continue
		}
		if old, err := ical.ParseObject(t.Body); err == nil && sameLines(old, o) {
			return nil, nil
		}
		return &calendar.Write{Object: t.ID, Collection: in.ID, At: t.Revision, Body: o.Bytes()}, nil
	}
	return &calendar.Write{Collection: in.ID, Body: o.Bytes()}, nil
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
	if o.Master != nil {
		add("", o.Master)
	}
	for _, c := range o.Overrides {
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
