package ical

import "strings"

// blocks hands out the pieces of a tree from blocks of many, to spare
// allocations. A block lives as long as anything in it, so blocks are small.
type blocks struct {
	lines      []Line
	parts      []Part
	params     []Param
	values     []string
	components []Component
	pieces     int // handed out so far
}

// most is how many pieces a block holds, but for one list that has more.
const most = 64

// line is a new Line. rest is the text behind it, which tells how many are to
// come.
func (b *blocks) line(rest string) *Line {
	if len(b.lines) == cap(b.lines) {
		n := strings.Count(rest[:min(len(rest), 32*most)], "\n") + 1
		b.lines = make([]Line, 0, min(n, most))
	}
	b.pieces++
	b.lines = b.lines[:len(b.lines)+1]
	return &b.lines[len(b.lines)-1]
}

// takeBack forgets the last line, which nobody uses.
func (b *blocks) takeBack() {
	last := len(b.lines) - 1
	b.lines[last] = Line{}
	b.lines = b.lines[:last]
}

// component is a new Component.
func (b *blocks) component() *Component {
	const few = 3
	if len(b.components) == cap(b.components) {
		b.components = make([]Component, 0, few)
	}
	b.pieces++
	b.components = b.components[:len(b.components)+1]
	return &b.components[len(b.components)-1]
}

// keep copies the parts from first on; those before will be kept later.
func (b *blocks) keep(stack []Part, first int) []Part {
	n := len(stack) - first
	if n == 0 {
		return nil
	}
	if cap(b.parts)-len(b.parts) < n {
		b.parts = make([]Part, 0, max(n, min(len(stack), most)))
	}
	at := len(b.parts)
	b.parts = append(b.parts, stack[first:]...)
	return b.parts[at:len(b.parts):len(b.parts)]
}

// ready makes room for the parameters of a line.
func (b *blocks) ready() {
	const usual, many = 4, 16
	if cap(b.params)-len(b.params) < usual {
		b.params = make([]Param, 0, many)
	}
	if cap(b.values)-len(b.values) < usual {
		b.values = make([]string, 0, many)
	}
}

// param adds a parameter of the values from first on.
func (b *blocks) param(name string, first int) {
	b.pieces += 1 + len(b.values) - first
	p := Param{Name: name}
	if first < len(b.values) {
		p.Values = b.values[first:len(b.values):len(b.values)]
	}
	b.params = append(b.params, p)
}
