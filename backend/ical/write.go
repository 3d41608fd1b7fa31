package ical

import (
	"strings"
	"unicode/utf8"
)

// maxOctets is the length of a physical line without its line end
// (RFC 5545 §3.1).
const maxOctets = 75

// Bytes writes the component. Lines that nobody changed come out as they were
// read; others are written with CRLF and folded at 75 octets, never inside a
// character.
func (c *Component) Bytes() []byte {
	return c.append(make([]byte, 0, c.size()))
}

// size estimates how long the component is when written.
func (c *Component) size() int {
	n := len(c.begin) + len(c.end) + 2*len(c.Name) + 16
	for _, p := range c.Parts {
		if p.Child != nil {
			n += p.Child.size()
		} else {
			n += len(p.Line.read) + 2
			if p.Line.kept != whole {
				n += len(p.Line.Name) + len(p.Line.Value) + 64
			}
		}
	}
	return n
}

func (c *Component) append(b []byte) []byte {
	b = appendRaw(b, c.begin, "BEGIN", c.Name)
	for _, p := range c.Parts {
		if p.Child != nil {
			b = p.Child.append(b)
		} else if p.Line.kept == whole {
			b = append(endLine(b), p.Line.read...)
		} else {
			b = appendFolded(endLine(b), p.Line.String())
		}
	}
	return appendRaw(b, c.end, "END", c.Name)
}

// appendRaw appends a BEGIN or END line as it was read, or a new one.
func appendRaw(b []byte, raw, keyword, name string) []byte {
	b = endLine(b)
	if raw != "" {
		return append(b, raw...)
	}
	return appendFolded(b, keyword+":"+name)
}

// endLine ends the last line of b; only a line that ended a text has no end
// of its own.
func endLine(b []byte) []byte {
	if n := len(b); n > 0 && b[n-1] != '\n' {
		return append(b, "\r\n"...)
	}
	return b
}

// appendFolded appends an unfolded line, folding it. No physical line of it is
// empty, which iCloud refuses; nor is one blank if that can be helped.
func appendFolded(b []byte, line string) []byte {
	for limit := maxOctets; len(line) > limit; limit = maxOctets - 1 {
		cut := characterAt(line, limit)
		if strings.Trim(line[cut:min(len(line), cut+maxOctets-1)], " \t") == "" {
			if n := len(strings.TrimRight(line[:cut], " \t")); n > 1 {
				cut = characterAt(line, n-1)
			}
		}
		b = append(append(b, line[:cut]...), "\r\n "...)
		line = line[cut:]
	}
	return append(append(b, line...), "\r\n"...)
}

// characterAt is where the character begins that line[i] belongs to, i itself
// where that is no UTF-8; never 0.
func characterAt(line string, i int) int {
	for back := range utf8.UTFMax {
		if i-back < 1 {
			break
		}
		if utf8.RuneStart(line[i-back]) {
			return i - back
		}
	}
	return i
}

// String is the line unfolded, without a line end, as it is written.
func (l *Line) String() string {
	if l.Name == "" {
		return l.read
	}
	return lineEnds.Replace(l.spelled() + ":" + l.Value)
}

// spelled is the name and the parameters, as they were read unless changed.
func (l *Line) spelled() string {
	switch l.kept {
	case head:
		return l.read
	case whole:
		content, again := unfold(l.read), Line{}
		new(reader).split(content, &again)
		return content[:len(content)-len(":")-len(again.Value)]
	}
	var b strings.Builder
	b.WriteString(l.Name)
	for _, p := range l.Params {
		b.WriteString(";" + p.Name)
		for i, v := range p.Values {
			b.WriteByte("=,"[min(i, 1)])
			b.WriteString(encodeParam(v))
		}
	}
	return b.String()
}

// Bytes writes the whole calendar object resource.
func (o *Object) Bytes() []byte { return o.Calendar.Bytes() }

// Clone returns a copy that shares nothing that can be changed.
func (c *Component) Clone() *Component {
	d := *c
	d.Parts = make([]Part, len(c.Parts))
	lines := make([]Line, 0, len(c.Parts))
	for i, p := range c.Parts {
		if p.Child != nil {
			d.Parts[i].Child = p.Child.Clone()
			continue
		}
		lines = append(lines, *p.Line) // Params are copied when set
		d.Parts[i].Line = &lines[len(lines)-1]
	}
	return &d
}

// Clone returns a copy that shares nothing that can be changed.
func (o *Object) Clone() *Object {
	d := &Object{Calendar: o.Calendar.Clone()}
	for i, p := range o.Calendar.Parts {
		if p.Child == nil {
			continue
		}
		if p.Child == o.Master {
			d.Master = d.Calendar.Parts[i].Child
		}
		for _, v := range o.Overrides {
			if p.Child == v {
				d.Overrides = append(d.Overrides, d.Calendar.Parts[i].Child)
			}
		}
	}
	return d
}
