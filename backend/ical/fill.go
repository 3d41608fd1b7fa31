package ical

import (
	"fmt"
	"strings"
)

// filling is a tree under construction. The parts of all open components stand
// on one stack, the innermost one's last; it is handed to and fro, so that it
// need not be allocated.
type filling struct {
	*reader
	open  [maxNesting]opened
	depth int // how many of open are in use
}

// opened is a component that is being read; its parts stand on the stack from
// first on.
type opened struct {
	component *Component
	first     int
}

// begin opens a component.
func (f *filling) begin(stack []Part, name, raw string, number int) ([]Part, error) {
	if topLevel(name) {
		stack = f.lostEnd(stack)
	}
	if f.depth == maxNesting {
		return stack, fmt.Errorf("%w: components nest more than %d deep in line %d", ErrSyntax, maxNesting, number)
	}
	c := f.component()
	c.Name, c.Number, c.begin = name, number, raw
	stack = append(stack, Part{Child: c})
	f.open[f.depth] = opened{c, len(stack)}
	f.depth++
	return stack, nil
}

// innermost is the innermost open component of that name; -1 where none is.
func (f *filling) innermost(name string) int {
	i := f.depth - 1
	for i >= 0 && f.open[i].component.Name != name {
		i--
	}
	return i
}

// close ends the open components from the i-th on.
func (f *filling) close(stack []Part, i int) []Part {
	for f.depth > i {
		f.depth--
		o := f.open[f.depth]
		o.component.Parts = f.keep(stack, o.first)
		stack = stack[:o.first]
	}
	return stack
}

// lostEnd closes the components that a new top-level component shows to have
// ended.
func (f *filling) lostEnd(stack []Part) []Part {
	for i := 1; i < f.depth; i++ {
		if topLevel(f.open[i].component.Name) {
			return f.close(stack, i)
		}
	}
	return stack
}

// add appends a content line to the innermost component. Unreadable and empty
// lines in a row become one Line.
func (f *filling) add(stack []Part, raw, content string, number int) []Part {
	l := f.line(f.text[f.pos:])
	l.read, l.kept, l.Number = raw, whole, int32(number)
	if !f.split(content, l) {
		l.Name, l.Params = "", nil
		if n := len(stack); n > f.open[f.depth-1].first && stack[n-1].Line != nil && stack[n-1].Line.Name == "" {
			last := stack[n-1].Line // they stand next to one another in the text
			last.read = f.text[f.pos-len(raw)-len(last.read) : f.pos]
			f.takeBack()
			return stack
		}
	}
	if l.quotedPrintable() {
		f.softBreaks(l)
	}
	return append(stack, Part{Line: l})
}

// softBreaks joins to a quoted-printable value the lines behind it that its
// last "=" announces (vCalendar 1.0 §2.1.5; RFC 2045 §6.7).
func (f *filling) softBreaks(l *Line) {
	var whole []string
	for strings.HasSuffix(l.Value, "=") && f.pos < len(f.text) {
		before := f.pos
		raw, content := f.next()
		if keyword, _ := block(content); keyword != "" {
			f.pos, f.number = before, f.number-strings.Count(raw, "\n")
			break
		}
		whole = append(whole, strings.TrimSuffix(l.Value, "="))
		l.read = f.text[f.pos-len(raw)-len(l.read) : f.pos]
		l.Value = content
	}
	if len(whole) > 0 {
		l.Value = strings.Join(append(whole, l.Value), "")
	}
}
