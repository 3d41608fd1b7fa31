package quickadd

import "strconv"

// span is a length of time: days, or minutes.
type span struct{ days, minutes, months int }

// String writes it as an alarm is written.
func (s span) String() string {
	switch {
	case s.months > 0:
		return strconv.Itoa(s.months) + "mo"
	case s.days > 0:
		return strconv.Itoa(s.days) + "d"
	case s.minutes%60 == 0 && s.minutes > 0:
		return strconv.Itoa(s.minutes/60) + "h"
	case s.minutes > 60:
		return strconv.Itoa(s.minutes/60) + "h" + strconv.Itoa(s.minutes%60) + "m"
	}
	return strconv.Itoa(s.minutes) + "m"
}

// lengthItem reads a length; days and more only behind "for".
func (p *parser) lengthItem(i int) (item, bool) {
	j := p.skip(i, forLong)
	s, e, ok := p.length(j)
	if !ok || j == i && s.minutes == 0 || s.days+s.minutes+s.months == 0 {
		return item{}, false
	}
	return item{kind: Length, from: i, to: e, span: s}, true
}

// longest is the longest length in minutes: about 190 years.
const longest = 100_000_000

// length reads 45m, 1h30, 1.5 hours, 1 hour and 30 minutes, half an hour, 3 days.
func (p *parser) length(i int) (s span, end int, ok bool) {
	if w, e, is := p.sense(i, half); is {
		if u, e, ok := p.unitAt(p.skip(e, count)); ok && u == hours && w.n == 0 {
			return span{minutes: 30}, e, true
		}
	}
	n, j, ok := p.number(i)
	if !ok {
		return s, i, false
	}
	tenths := 0
	if (p.sign(j, ".") || p.sign(j, ",")) && p.toks[j].glued && j+1 < len(p.toks) &&
		p.toks[j+1].sort == number && p.toks[j+1].glued && len(p.toks[j+1].fold) == 1 {
		tenths, j = p.toks[j+1].n, j+2
	}
	u, e, ok := p.unitAt(j)
	if !ok || n > longest/(60*24*31) || p.gluedWord(e) {
		return s, i, false
	}
	switch u {
	case minutes:
		return span{minutes: n}, e, tenths == 0
	case hours:
		m, e := p.andMinutes(e)
		return span{minutes: n*60 + tenths*6 + m}, e, true
	case days:
		return span{days: n}, e, tenths == 0
	case weeks:
		return span{days: 7 * n}, e, tenths == 0
	case months:
		return span{months: n}, e, tenths == 0
	}
	return span{months: 12 * n}, e, tenths == 0
}

// gluedWord reports whether a word or number continues what ended at i.
func (p *parser) gluedWord(i int) bool {
	return i < len(p.toks) && p.toks[i].glued && p.toks[i].sort == word
}

// andMinutes reads the minutes behind hours: 1h30, 1h 30m, 1 hour and 30
// minutes, an hour and a half.
func (p *parser) andMinutes(i int) (m, end int) {
	if p.twoDigits(i) {
		e := i + 1
		if u, k, ok := p.unitAt(e); ok && u == minutes {
			e = k
		}
		return p.toks[i].n, e
	}
	j := i
	if !p.sign(j, ",") {
		j = p.skip(j, and)
	}
	if _, e, ok := p.sense(p.skip(j, count), half); ok && j > i {
		return 30, e
	}
	if j < len(p.toks) && p.toks[j].sort == number {
		if u, e, ok := p.unitAt(j + 1); ok && u == minutes {
			return p.toks[j].n, e
		}
	}
	return 0, i
}
