package ical

import (
	"fmt"
	"slices"
	"strings"
)

// The bounds of what is read. A text beyond them is refused with [ErrSyntax].
const (
	maxSize    = 64 << 20  // octets; a year of a busy calendar has a few million
	maxPieces  = 8_000_000 // content lines, components, parameters and their values
	maxNesting = 32        // components within components; RFC 5545 needs three
)

// Parse reads the first VCALENDAR of text. It is tolerant: a byte order mark,
// any line ends, lower case, blanks around names, a missing END and lines that
// make no sense are all accepted, and kept. Components without a VCALENDAR
// around them are read as if there were one. Time and memory are linear in
// len(text), and bounded. The error wraps [ErrSyntax].
func Parse(text []byte) (*Component, error) {
	if err := oversized(text); err != nil {
		return nil, err
	}
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
	if err := oversized(text); err != nil {
		return nil, err
	}
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

// oversized is the error for a text of more than maxSize.
func oversized(text []byte) error {
	if len(text) <= maxSize {
		return nil
	}
	return fmt.Errorf("%w: it has %d MB, and at most %d are read", ErrSyntax, len(text)>>20, maxSize>>20)
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

// reader walks through the text once.
type reader struct {
	text   string
	pos    int // where the next logical line begins
	number int // of the physical line at pos, from 1
	unfolder
	blocks
}

// newReader prepares text for reading. UTF-16 becomes UTF-8. Where CR is the
// only line end in use, it is made CRLF: nothing could be added to such a text
// otherwise.
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
	start, folded := p.pos, false
	for p.pos < len(p.text) {
		i := strings.IndexByte(p.text[p.pos:], '\n')
		if i < 0 {
			p.pos = len(p.text)
			break
		}
		p.pos += i + 1
		p.number++
		if !goesOn(p.text[p.pos:]) {
			break
		}
		folded = true
	}
	raw = p.text[start:p.pos]
	if folded {
		return raw, p.unfold(raw)
	}
	n := len(raw)
	for n > 0 && (raw[n-1] == '\n' || raw[n-1] == '\r') {
		n--
	}
	return raw, raw[:n]
}

// block reports whether content is a BEGIN or an END line, and of what.
func block(content string) (keyword, name string) {
	if content == "" || content[0] > ' ' && content[0]|0x20 != 'b' && content[0]|0x20 != 'e' {
		return "", ""
	}
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
	return keyword, componentName(content[i+1:])
}

// componentName reads the name behind BEGIN or END. Control characters are no
// part of it: a carriage return inside would be lost where the line is folded.
func componentName(value string) string {
	control := func(c byte) bool { return c < ' ' }
	if slices.ContainsFunc([]byte(value), control) {
		value = string(slices.DeleteFunc([]byte(value), control))
	}
	return upper(strings.TrimSpace(value))
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
		root := p.component()
		root.Name, root.Number = "VCALENDAR", number
		switch {
		case name == "VCALENDAR":
			root.begin = p.text[start:p.pos]
			return root, p.fill(root)
		case topLevel(name): // a bare component: imagine the VCALENDAR
			p.pos, p.number = at+len(raw)-len(strings.TrimLeft(raw, "\ufeff \t\r\n")), number
			before := p.text[start:p.pos]
			err := p.fill(root)
			root.begin = string(endLine([]byte(before))) + "BEGIN:VCALENDAR\r\n"
			root.end = "END:VCALENDAR\r\n"
			return root, err
		}
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
	f := filling{reader: p, depth: 1}
	f.open[0].component = root
	var room [64]Part // most objects need no more
	stack := room[:0]
	for {
		at, number := p.pos, p.number
		raw, content := p.next()
		if raw == "" {
			f.close(stack, 0)
			return nil
		}
		keyword, name := block(content)
		switch {
		case p.pieces > maxPieces:
			return fmt.Errorf("%w: it has more than %d lines and parameters (line %d)", ErrSyntax, maxPieces, number)
		case keyword == "BEGIN" && name == "VCALENDAR" && len(stack) == 0 && root.begin != "":
			root.begin += raw // begun twice; what ends twice is kept behind it
		case keyword == "BEGIN" && name == "VCALENDAR":
			p.pos, p.number = at, number
			f.close(stack, 0)
			return nil
		case keyword == "BEGIN" && name != "":
			var err error
			if stack, err = f.begin(stack, name, raw, number); err != nil {
				return err
			}
		case keyword == "END" && f.innermost(name) >= 0:
			i := f.innermost(name)
			f.open[i].component.end = raw
			if stack = f.close(stack, i); i == 0 {
				return nil
			}
		case keyword == "END":
			stack = f.add(stack, raw, "", number)
		default:
			stack = f.add(stack, raw, content, number)
		}
	}
}
