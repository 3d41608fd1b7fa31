package ical

import (
	"fmt"
	"strings"
)

// maxNesting bounds how deep components may nest; RFC 5545 needs three.
const maxNesting = 32

// Parse reads the first VCALENDAR of text. It is tolerant: a byte order mark,
// any line ends, lower case, blanks around names, a missing END and lines that
// make no sense are all accepted, and kept. Components without a VCALENDAR
// around them are read as if there were one. Time and memory are linear in
// len(text), which the caller bounds. The error wraps [ErrSyntax].
func Parse(text []byte) (*Component, error) {
	p := newReader(text)
	c, err := p.calendar()
	if err != nil {
		return nil, err
	}
	if c == nil {
		return nil, notCalendar(p.text)
	}
	c.end += p.text[p.pos:]
	return c, nil
}

// ParseAll reads every VCALENDAR of a stream. The error is that of [Parse].
func ParseAll(text []byte) ([]*Component, error) {
	p := newReader(text)
	var all []*Component
	for {
		before := p.pos
		c, err := p.calendar()
		if err != nil {
			return nil, err
		}
		if c == nil {
			if len(all) == 0 {
				return nil, notCalendar(p.text)
			}
			all[len(all)-1].end += p.text[before:]
			return all, nil
		}
		all = append(all, c)
	}
}

// notCalendar says what the text looks like instead of a calendar.
func notCalendar(text string) error {
	t := strings.TrimSpace(text)
	switch {
	case t == "":
		return fmt.Errorf("%w: there is nothing in it", ErrSyntax)
	case strings.HasPrefix(t, "<"):
		return fmt.Errorf("%w: it looks like a web page or XML", ErrSyntax)
	}
	if r := []rune(t); len(r) > 40 {
		t = string(r[:40]) + "…"
	}
	return fmt.Errorf("%w: no BEGIN:VCALENDAR found in %q", ErrSyntax, t)
}

// reader walks through the text once. It hands out lines, parameters and
// parameter values from shared blocks, to spare allocations.
type reader struct {
	text   string
	pos    int // where the next logical line begins
	number int // of the physical line at pos, from 1

	lines  []Line
	params []Param
	values []string
}

// newReader prepares text for reading. UTF-16 becomes UTF-8. Where CR is the only line end in use,
// it is made CRLF: nothing could be added to such a text otherwise.
func newReader(text []byte) *reader {
	s := decodeUTF16(text)
	if strings.IndexByte(s, '\n') < 0 && strings.IndexByte(s, '\r') >= 0 {
		s = strings.ReplaceAll(s, "\r", "\r\n")
	}
	return &reader{text: s, number: 1}
}

// next returns the next logical line: raw with folds and line end, and its
// content, unfolded. At the end of the text raw is "".
func (p *reader) next() (raw, content string) {
	start, folds := p.pos, 0
	for p.pos < len(p.text) {
		if i := strings.IndexByte(p.text[p.pos:], '\n'); i >= 0 {
			p.pos += i + 1
			p.number++
		} else {
			p.pos = len(p.text)
		}
		if p.pos == len(p.text) || p.text[p.pos] != ' ' && p.text[p.pos] != '\t' {
			break
		}
		folds++
	}
	raw = p.text[start:p.pos]
	if folds == 0 {
		return raw, strings.TrimRight(raw, "\r\n")
	}
	return raw, unfold(raw)
}

// unfold joins the physical lines of one logical line (RFC 5545 §3.1).
func unfold(raw string) string {
	b := make([]byte, 0, len(raw))
	for first := true; raw != ""; first = false {
		line, rest := raw, ""
		if i := strings.IndexByte(raw, '\n'); i >= 0 {
			line, rest = raw[:i], raw[i+1:]
		}
		if !first {
			line = line[1:]
		}
		b = append(b, strings.TrimRight(line, "\r")...)
		raw = rest
	}
	return string(b)
}

// block reports whether content is a BEGIN or an END line, and of what.
func block(content string) (keyword, name string) {
	i := strings.IndexByte(content, ':')
	if i < 3 || i > 8 {
		return "", ""
	}
	switch k := strings.TrimSpace(content[:i]); {
	case len(k) == 5 && strings.EqualFold(k, "BEGIN"):
		keyword = "BEGIN"
	case len(k) == 3 && strings.EqualFold(k, "END"):
		keyword = "END"
	default:
		return "", ""
	}
	return keyword, strings.ToUpper(strings.TrimSpace(content[i+1:]))
}

// calendar reads up to the end of the next VCALENDAR; nil where there is none.
func (p *reader) calendar() (*Component, error) {
	start := p.pos
	for {
		at, number := p.pos, p.number
		raw, content := p.next()
		if raw == "" {
			p.pos = start
			return nil, nil
		}
		if at == 0 {
			content = strings.TrimPrefix(content, "\ufeff")
		}
		keyword, name := block(content)
		if keyword != "BEGIN" || name == "" {
			continue
		}
		root := &Component{Name: "VCALENDAR", Number: number}
		if name == "VCALENDAR" {
			root.begin = p.text[start:p.pos]
		} else if topLevel(name) {
			p.pos, p.number = at, number // a bare component: imagine the VCALENDAR
		} else {
			continue
		}
		return root, p.fill(root)
	}
}

// topLevel reports whether components of that name stand directly in a
// VCALENDAR; one of them inside another one means that an END was lost.
func topLevel(name string) bool {
	switch name {
	case "VEVENT", "VTODO", "VJOURNAL", "VTIMEZONE", "VFREEBUSY":
		return true
	}
	return false
}

// fill reads the parts of root up to its END, the next VCALENDAR or the end
// of the text.
func (p *reader) fill(root *Component) error {
	open := []*Component{root}
	for {
		at, number := p.pos, p.number
		raw, content := p.next()
		if raw == "" {
			return nil
		}
		top := open[len(open)-1]
		keyword, name := block(content)
		switch {
		case keyword == "BEGIN" && name == "VCALENDAR" && len(root.Parts) == 0 && root.begin != "":
			root.begin += raw // begun twice; what ends twice is kept behind it
		case keyword == "BEGIN" && name == "VCALENDAR":
			p.pos, p.number = at, number
			return nil
		case keyword == "BEGIN" && name != "":
			if topLevel(name) {
				open = lostEnd(open)
			}
			if len(open) == maxNesting {
				return fmt.Errorf("%w: components nest more than %d deep in line %d", ErrSyntax, maxNesting, number)
			}
			c := &Component{Name: name, Number: number, begin: raw}
			top = open[len(open)-1]
			top.Parts = append(top.Parts, Part{Child: c})
			open = append(open, c)
		case keyword == "END":
			i := len(open) - 1
			for i >= 0 && open[i].Name != name {
				i--
			}
			if i < 0 {
				p.add(top, raw, "", number)
				break
			}
			open[i].end = raw
			if open = open[:i]; i == 0 {
				return nil
			}
		default:
			p.add(top, raw, content, number)
		}
	}
}

// lostEnd closes the components that a new top-level component shows to have
// ended.
func lostEnd(open []*Component) []*Component {
	for i, c := range open {
		if i > 0 && topLevel(c.Name) {
			return open[:i]
		}
	}
	return open
}

// add appends a content line to c. Unreadable and empty lines in a row become
// one Line.
func (p *reader) add(c *Component, raw, content string, number int) {
	if len(p.lines) == cap(p.lines) {
		p.lines = make([]Line, 0, min(32, len(p.text)/24+1))
	}
	p.lines = append(p.lines, Line{raw: raw, Number: number})
	l := &p.lines[len(p.lines)-1]
	if !p.split(content, l) {
		if n := len(c.Parts); n > 0 && c.Parts[n-1].Line != nil && c.Parts[n-1].Line.Name == "" {
			last := c.Parts[n-1].Line // they stand next to one another in the text
			last.raw = p.text[p.pos-len(raw)-len(last.raw) : p.pos]
			p.lines = p.lines[:len(p.lines)-1]
			return
		}
		*l = Line{raw: raw, Number: number}
	}
	if c.Parts == nil {
		c.Parts = make([]Part, 0, 16)
	}
	c.Parts = append(c.Parts, Part{Line: l})
}
