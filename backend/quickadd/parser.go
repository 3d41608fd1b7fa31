package quickadd

import (
	"strings"
	"time"
)

// item is a part of the sentence that was understood.
type item struct {
	kind     Kind
	from, to int // tokens

	days    []stretch // what a date can be
	times   []period  // what a time can be
	endOnly bool      // "until 5pm"
	half    bool      // "am" or "pm" was said
	part    int       // of the day
	span    span      // a length
	rules   []rule    // what a repetition can be
	until   bool      // its end is at days
	ask     int       // the token from which on it is in doubt; 0: all of it
	count   int       // or after so many
	text    string    // the rest
	why     Why
}

// parser reads one sentence.
type parser struct {
	text  string
	lang  *vocabulary
	opt   Options
	now   time.Time
	today time.Time // midnight of UTC
	toks  []token
	items []item // in order; Title ones are words kept as they are
}

// read finds the items; what is between them is the title.
func (p *parser) read() {
	p.items = make([]item, 0, len(p.toks))
	for i := 0; i < len(p.toks); {
		it, ok := p.recognize(i)
		if !ok {
			t := p.toks[i]
			it = item{kind: Title, from: i, to: i + 1, text: p.text[t.from:t.to]}
		}
		p.items = append(p.items, it)
		i = it.to
	}
}

// has reports whether an item of the kind was read so far.
func (p *parser) has(k Kind) bool {
	for _, it := range p.items {
		if it.kind == k {
			return true
		}
	}
	return false
}

// recognize reads what begins at token i.
func (p *parser) recognize(i int) (item, bool) {
	t := p.toks[i]
	one := item{from: i, to: i + 1, text: t.fold}
	switch t.sort {
	case quoted:
		one.kind = Title
	case email:
		one.kind = People
	case link:
		one.kind = Link
	case note:
		one.kind = Note
	case slash:
		one.kind = Calendar
	case symbol:
		if it, ok := p.signed(i); ok {
			return it, true
		}
		return p.words(i)
	default:
		return p.words(i)
	}
	return one, true
}

// signed reads what begins with a sign: !15m, +zoom, [].
func (p *parser) signed(i int) (item, bool) {
	glued := i+1 < len(p.toks) && p.toks[i+1].glued
	first := i == 0 || !p.toks[i].glued
	switch p.toks[i].fold {
	case "!":
		if !glued || !first {
			return item{}, false
		}
		if s, e, ok := p.length(i + 1); ok {
			return item{kind: Alarm, from: i, to: e, text: s.String()}, true
		}
		if p.toks[i+1].sort == number && p.toks[i+1].n == 0 {
			return item{kind: Alarm, from: i, to: i + 2, text: "0"}, true
		}
	case "+":
		if glued && first && p.toks[i+1].sort == word {
			return item{kind: Call, from: i, to: i + 2, text: p.toks[i+1].fold}, true
		}
	case "[":
		if j := i + 1; i == 0 && p.sign(j, "]") {
			return item{kind: Task, from: i, to: j + 1}, true
		}
	}
	return item{}, false
}

// words reads what begins with a word or a number.
func (p *parser) words(i int) (item, bool) {
	if s, e, ok := p.sense(i, task|allDay|busy); ok {
		switch {
		case s.class&allDay != 0:
			return item{kind: AllDay, from: i, to: e}, true
		case s.class&task != 0 && i == 0 && e < len(p.toks):
			if p.sign(e, ":") {
				e++
			}
			return item{kind: Task, from: i, to: e}, true
		case s.class&busy != 0:
			if it, ok := p.busy(i, e, s); ok {
				return it, true
			}
		}
	}
	for _, read := range []func(int) (item, bool){p.alarm, p.repeat, p.ending, p.partOfDay, p.stay, p.date, p.time, p.lengthItem, p.zone, p.place} {
		if it, ok := read(i); ok {
			return it, true
		}
	}
	return item{}, false
}

// busy reads "free": everyday words, meant so only among what was understood.
func (p *parser) busy(i, e int, s sense) (item, bool) {
	it := item{kind: Busy, from: i, to: e, text: "TRANSPARENT"}
	if s.n == 1 {
		it.text = "OPAQUE"
	}
	n := len(p.items)
	switch {
	case s.class&weak == 0:
		return it, true
	case n == 0:
		return it, false
	case p.items[n-1].to == i && p.items[n-1].kind != Title && p.clear(e):
		return it, true
	case p.clear(e):
		it.why = WordOrTitle
		return it, true
	}
	return it, false
}

// clear reports whether no plain word stands at i.
func (p *parser) clear(i int) bool {
	if i >= len(p.toks) {
		return true
	}
	_, ok := p.recognize(i)
	return ok
}

// alarm reads "remind me 15 minutes before", "alarm 1h".
func (p *parser) alarm(i int) (item, bool) {
	_, e, ok := p.sense(i, alarm)
	if !ok {
		return item{}, false
	}
	s, e, ok := p.length(e)
	if !ok {
		return item{}, false
	}
	return item{kind: Alarm, from: i, to: p.skip(e, before), text: s.String()}, true
}

// place reads "@ Café", "at The Palace": to what is understood, or the end.
func (p *parser) place(i int) (item, bool) {
	_, j, ok := p.sense(i, at)
	if !ok || j >= len(p.toks) || i > 0 && p.toks[i].glued {
		return item{}, false
	}
	if p.toks[j].sort == quoted {
		return item{kind: Place, from: i, to: j + 1, text: p.toks[j].fold}, true
	}
	e := j
	for ; e < len(p.toks); e++ {
		if _, _, ok := p.sense(e, with); ok || e > j && p.sign(e, "@") && !p.toks[e].glued {
			break
		}
		if it, ok := p.recognizeIn(e, j); ok && it.why != TimeOrTitle {
			break
		}
	}
	end := e
	for end > j && p.toks[end-1].sort == symbol && strings.Contains(",;-–:", p.toks[end-1].fold) {
		end--
	}
	if end == j {
		return item{}, false
	}
	return item{kind: Place, from: i, to: end, text: p.text[p.toks[j].from:p.toks[end-1].to]}, true
}

// recognizeIn is recognize inside a place that begins at token j, where
// another "at" begins no other place.
func (p *parser) recognizeIn(i, j int) (item, bool) {
	if _, _, ok := p.sense(i, at); ok && i > j {
		return p.time(i)
	}
	return p.recognize(i)
}
