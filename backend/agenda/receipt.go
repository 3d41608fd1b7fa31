package agenda

import (
	"slices"
	"strings"

	"calends/backend/ical"
)

// Receipt tells what a server made of a text that it was sent: the fields that
// differ, as [Differences] does, and behind them the lines that differ in ways
// no field shows, as a parameter it dropped or a property nobody knows, under
// the names of their properties. Order, folds and stamps do not count.
func Receipt(sent, held []byte) []Field {
	fields := Differences(sent, held)
	was, is := linesIn(sent), linesIn(held)
	for _, key := range slices.Compact(slices.Sorted(slices.Values(append(slices.Clone(was.order), is.order...)))) {
		dropped, added := without(was.of[key], is.of[key]), without(is.of[key], was.of[key])
		name := was.name[key] + is.name[key]
		if was.name[key] == is.name[key] {
			name = was.name[key]
		}
		told := slices.ContainsFunc(fields, func(f Field) bool { return f.Name == name })
		if len(dropped)+len(added) == 0 || told {
			continue
		}
		fields = append(fields, Field{name, strings.Join(dropped, "\n"), strings.Join(added, "\n")})
	}
	return fields
}

// lineSet is a text's content lines by where they stand, and what people call
// that.
type lineSet struct {
	order []string
	of    map[string][]string
	name  map[string]string
}

func linesIn(body []byte) lineSet {
	set := lineSet{of: map[string][]string{}, name: map[string]string{}}
	cal, err := ical.Parse(body)
	if err != nil {
		return set
	}
	set.add(cal, "", "")
	return set
}

func (s *lineSet) add(c *ical.Component, path, slot string) {
	if l := c.Get("RECURRENCE-ID"); l != nil {
		slot = l.Value
	}
	path += "/" + c.Name + slot
	for _, p := range c.Parts {
		switch {
		case p.Child != nil && p.Child.Name != "VTIMEZONE":
			s.add(p.Child, path, slot)
		case p.Line != nil && p.Line.Readable() && !slices.Contains(stamps[:], p.Line.Name):
			key := path + "/" + p.Line.Name
			if s.of[key] == nil {
				s.order = append(s.order, key)
				s.name[key] = FieldName(c.Name, p.Line.Name, slot, "")
			}
			s.of[key] = append(s.of[key], plainLine(p.Line))
		}
	}
}

// stamps are the lines that every program writes as it likes.
var stamps = [...]string{"DTSTAMP", "LAST-MODIFIED", "CREATED", "SEQUENCE", "PRODID", "VERSION", "CALSCALE"}

// plainLine is a line with its parameters in order.
func plainLine(l *ical.Line) string {
	params := make([]string, len(l.Params))
	for i, p := range l.Params {
		params[i] = ";" + p.Name + "=" + strings.Join(p.Values, ",")
	}
	slices.Sort(params)
	return l.Name + strings.Join(params, "") + ":" + l.Value
}

// without lists what is in a and not in b, as often as it is there.
func without(a, b []string) []string {
	left := slices.Clone(b)
	var out []string
	for _, line := range a {
		if i := slices.Index(left, line); i >= 0 {
			left = slices.Delete(left, i, i+1)
			continue
		}
		out = append(out, line)
	}
	return out
}
