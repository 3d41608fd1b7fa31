package quickadd

import (
	"slices"
	"strconv"
	"strings"
)

// title is what was taken for nothing else. An address is part of it too: it
// says whom the event is with, and nobody is invited by a line of text.
func (p *parser) title() string {
	var b strings.Builder
	last := -1
	for _, it := range p.items {
		if it.kind != Title && it.kind != People {
			continue
		}
		text := it.text
		if b.Len() > 0 && (last < it.from || p.toks[it.from].from > p.toks[it.from-1].to) {
			b.WriteByte(' ')
		}
		b.WriteString(text)
		last = it.to
	}
	return strings.Trim(strings.ToValidUTF8(b.String(), "�"), " ,;-–:")
}

// spans cuts the sentence as it was understood.
func (p *parser) spans(doubts []Doubt) []Span {
	out := []Span{}
	at := 0
	add := func(end int, k Kind, value string) {
		if end <= at {
			return
		}
		if n := len(out); n > 0 && k == Title && value == "" {
			if out[n-1].Kind == Title {
				out[n-1].Text += p.text[at:end]
				at = end
				return
			}
			if n > 1 && out[n-1].Kind == Blank && out[n-2].Kind == Title {
				out[n-2].Text += out[n-1].Text + p.text[at:end]
				out, at = out[:n-1], end
				return
			}
		}
		out = append(out, Span{Text: p.text[at:end], Kind: k, Value: value})
		at = end
	}
	for i := range p.items {
		it := &p.items[i]
		add(p.toks[it.from].from, Blank, "")
		value := it.value()
		if it.why != "" && slices.ContainsFunc(doubts, func(d Doubt) bool { return d.Why == it.why }) {
			value = ""
		}
		add(p.toks[it.to-1].to, it.kind, value)
	}
	add(len(p.text), Blank, "")
	for i := range out {
		if out[i].Kind == Title {
			out[i].Value = strings.ToValidUTF8(out[i].Text, "�")
		}
	}
	return out
}

// value is what an item was taken for, as Span has it.
func (it *item) value() string {
	switch it.kind {
	case Date:
		if len(it.days) == 0 {
			return ""
		}
		if len(it.times) > 0 {
			last := it.days[0].first.AddDate(0, 0, it.times[0].end/dayMinutes)
			return dateValue(stretch{it.days[0].first, last})
		}
		return dateValue(it.days[0])
	case Clock:
		return it.clockValue()
	case Length:
		return it.span.String()
	case Repeat:
		switch {
		case len(it.rules) > 0:
			return it.rules[0].String()
		case it.until && len(it.days) > 0:
			return "UNTIL=" + it.days[0].last.Format("20060102")
		}
		return "COUNT=" + strconv.Itoa(it.count)
	case Title, AllDay, Task, Blank:
		return ""
	}
	return it.text
}

func (it *item) clockValue() string {
	switch {
	case len(it.times) == 0:
		return clockText(partTimes[it.part])
	case it.endOnly:
		return "/" + clockText(it.times[0].start)
	case it.times[0].ends:
		return clockText(it.times[0].start) + "/" + clockText(it.times[0].end%dayMinutes)
	}
	return clockText(it.times[0].start)
}

// without is the sentence with one item said otherwise and another left out.
func (p *parser) without(it *item, text string, gone *item) string {
	a, b := it, gone
	ta, tb := text, ""
	if b.from < a.from {
		a, b, ta, tb = b, a, tb, ta
	}
	s := p.text[:p.toks[a.from].from] + ta + p.text[p.toks[a.to-1].to:p.toks[b.from].from] + tb + p.text[p.toks[b.to-1].to:]
	return strings.Join(strings.Fields(s), " ")
}

// calendar finds the calendar that is named, by its name, its beginning, or
// the beginning of a word in it.
func (p *parser) calendar(d *Draft, it *item) {
	asked := fold(strings.TrimRight(it.text, ".,;"))
	var found []Known
	for _, fits := range []func(name string) bool{
		func(name string) bool { return name == asked },
		func(name string) bool { return strings.HasPrefix(name, asked) },
		func(name string) bool { return strings.Contains(" "+name, " "+asked) },
	} {
		for _, c := range p.opt.Calendars {
			if fits(fold(c.Name)) || fits(fold(c.Account+"/"+c.Name)) {
				found = append(found, c)
			}
		}
		if len(found) > 0 {
			break
		}
	}
	switch {
	case len(found) == 1 && (d.Calendar == "" || d.Calendar == found[0].ID):
		d.Calendar, it.text = found[0].ID, found[0].ID
	case len(found) == 1:
		for i := range p.items {
			if old := &p.items[i]; old.kind == Calendar && old.text == d.Calendar {
				p.either(d, old, it)
				return
			}
		}
	case len(found) == 0:
		p.doubt(d, NoCalendar, it, p.reading(it, Title, p.words2(it), quote(p.words2(it))))
	default:
		var readings []Reading
		for _, c := range found {
			readings = append(readings, p.reading(it, Calendar, c.ID, "/"+quote(c.Account+"/"+c.Name)))
		}
		p.doubt(d, WhichPlace, it, readings...)
	}
}
