package quickadd

import (
	"time"
)

// stretch is one or several whole days, both ends included; the days are
// midnights of UTC.
type stretch struct{ first, last time.Time }

func oneDay(d time.Time) stretch { return stretch{d, d} }

// found is what a date can be: several stretches where it is in doubt.
type found struct {
	can []stretch
	why Why
	end int // the token behind it
}

func sure(d time.Time, end int) (found, bool) {
	return found{can: []stretch{oneDay(d)}, end: end}, true
}

// date reads a date, or a range of dates, at token i.
func (p *parser) date(i int) (item, bool) {
	j := p.skip(i, starting|from)
	if first, last, end, ok := p.daysOfMonth(j); ok {
		return item{kind: Date, from: i, to: end, days: []stretch{{first, last}}}, true
	}
	f, ok := p.day(j, time.Time{})
	if !ok {
		return p.noDay(i)
	}
	it := item{kind: Date, from: i, to: f.end, days: f.can, why: f.why}
	if k := p.skip(f.end, to|until); k > f.end {
		if days, end, ok := p.lastDay(f.can, k); ok {
			it.to, it.days = end, days
		}
	}
	return it, true
}

// lastDay reads at token i the day that a range ends on, whichever of the days
// it begins on.
func (p *parser) lastDay(firsts []stretch, i int) (days []stretch, end int, ok bool) {
	for _, first := range firsts {
		g, ok := p.day(i, first.first)
		if !ok || len(g.can) != 1 || !g.can[0].last.After(first.first) {
			return nil, i, false
		}
		days, end = append(days, stretch{first.first, g.can[0].last}), g.end
	}
	return days, end, len(days) > 0
}

// daysOfMonth reads "5-7 March", "March 5-7", "from 5 to 7 March".
func (p *parser) daysOfMonth(i int) (first, last time.Time, end int, ok bool) {
	i = p.skip(i, on|the)
	if a, j, ok := p.dayNumber(i); ok {
		if k := p.skip(j, to|until); k > j {
			if b, l, ok := p.dayNumber(p.skip(k, the)); ok {
				if m, e, ok := p.sense(p.skip(l, of), month); ok && b > a {
					y, e := p.year(p.dot(e))
					first, last, ok := p.range2(a, b, time.Month(m.n), y)
					return first, last, e, ok
				}
			}
		}
		return first, last, i, false
	}
	m, j, ok := p.sense(i, month)
	if !ok {
		return first, last, i, false
	}
	a, k, ok := p.dayNumber(p.skip(p.dot(j), the))
	if !ok {
		return first, last, i, false
	}
	l := p.skip(k, to|until)
	if b, e, ok := p.dayNumber(p.skip(l, the)); ok && l > k && b > a && !p.clockMark(e) {
		if _, _, isMonth := p.sense(e, month); !isMonth {
			y, e := p.year(e)
			first, last, ok := p.range2(a, b, time.Month(m.n), y)
			return first, last, e, ok
		}
	}
	return first, last, i, false
}

func (p *parser) range2(a, b int, m time.Month, year int) (first, last time.Time, ok bool) {
	if first, ok = p.coming(a, m, year, time.Time{}); !ok {
		return first, first, false
	}
	last, ok = valid(first.Year(), m, b)
	return first, last, ok
}

// dayNumber reads the number of a day: 5, 5th, 5.
func (p *parser) dayNumber(i int) (n, end int, ok bool) {
	if i >= len(p.toks) || p.toks[i].sort != number || p.toks[i].n < 1 || p.toks[i].n > 31 || len(p.toks[i].fold) > 2 {
		return 0, i, false
	}
	if e := p.skip(i+1, suffix); e > i+1 && p.toks[i+1].glued {
		return p.toks[i].n, e, true
	}
	return p.toks[i].n, p.dot(i + 1), true
}

// dot skips a full stop that is glued to the token before it.
func (p *parser) dot(i int) int {
	if p.sign(i, ".") && p.toks[i].glued {
		return i + 1
	}
	return i
}

// sign reports whether token i is that symbol.
func (p *parser) sign(i int, s string) bool {
	return i < len(p.toks) && p.toks[i].sort == symbol && p.toks[i].fold == s
}

// clockMark reports whether what stands at i makes a time of the number
// before it.
func (p *parser) clockMark(i int) bool {
	if p.sign(i, ":") && p.toks[i].glued {
		return true
	}
	_, _, ok := p.sense(i, meridiem|oclock)
	return ok
}

// day reads one date at token i; words such as "on the" may stand before it.
// A date without a year is the first one not before after, or today where
// that is zero.
func (p *parser) day(i int, after time.Time) (found, bool) {
	j := i
	article := false
	if k := p.skip(j, on); k > j {
		j, article = k, true
	}
	if k := p.skip(j, the); k > j {
		j, article = k, article || !p.lang.articleDay
	}
	if j >= len(p.toks) {
		return found{}, false
	}
	if p.toks[j].sort == number {
		if f, ok := p.numeric(j, after); ok {
			return f, true
		}
		if f, ok := p.monthDay(j, after); ok {
			return f, true
		}
		if f, ok := p.distance(j, false); ok {
			return f, true
		}
		return p.bareDay(j, article, after)
	}
	for _, read := range []func(int, time.Time) (found, bool){p.named, p.nthOfMonth, p.monthDay} {
		if f, ok := read(j, after); ok {
			return f, true
		}
	}
	if k := p.skip(j, in); k > j {
		return p.distance(k, true)
	}
	if k := p.skip(j, ago); k > j { // vor 3 Tagen, il y a 3 jours
		f, ok := p.distance(k, true)
		if ok {
			f.can = []stretch{oneDay(p.today.Add(-f.can[0].first.Sub(p.today)))}
		}
		return f, ok
	}
	return p.distance(j, false)
}

// bareDay reads "the 15th", "le 15".
func (p *parser) bareDay(i int, article bool, after time.Time) (found, bool) {
	n, e, ok := p.dayNumber(i)
	if !ok || !article || p.clockMark(e) || e == i+1 && !p.lang.articleDay {
		return found{}, false
	}
	if _, _, is := p.sense(e, unit); is {
		return found{}, false
	}
	d := p.base(after)
	for range 62 {
		if d.Day() == n {
			return sure(d, e)
		}
		d = d.AddDate(0, 0, 1)
	}
	return found{}, false
}

// base is the day from which a date without a year is sought.
func (p *parser) base(after time.Time) time.Time {
	if after.IsZero() {
		return p.today
	}
	return after
}

// monthDay reads "24 December 2026", "December 24th, 2026", "first of March".
func (p *parser) monthDay(i int, after time.Time) (found, bool) {
	n, e, ok := p.dayNumber(i)
	if s, k, is := p.sense(i, ordinal); !ok && is && s.n > 0 {
		n, e, ok = s.n, k, true
	}
	if ok {
		m, k, is := p.sense(p.skip(p.skip(e, of), the), month)
		if !is {
			return found{}, false
		}
		y, k := p.year(p.skip(p.dot(k), of))
		if d, ok := p.coming(n, time.Month(m.n), y, after); ok {
			return sure(d, k)
		}
		return found{}, false
	}
	m, e, ok := p.sense(i, month)
	if !ok {
		return found{}, false
	}
	if n, e, ok = p.dayNumber(p.skip(p.dot(e), the)); !ok || p.clockMark(e) {
		return found{}, false
	}
	if _, _, is := p.sense(e, unit); is {
		return found{}, false
	}
	y, e := p.year(e)
	if d, ok := p.coming(n, time.Month(m.n), y, after); ok {
		return sure(d, e)
	}
	return found{}, false
}

// year reads a year of four digits, a comma before it or not; 0: there is none.
func (p *parser) year(i int) (year, end int) {
	j := i
	if p.sign(j, ",") {
		j++
	}
	if j < len(p.toks) && p.toks[j].sort == number && len(p.toks[j].fold) == 4 && !p.clockMark(j+1) {
		if n := p.toks[j].n; n >= 1900 && n < 2200 {
			return n, j + 1
		}
	}
	return 0, i
}

// valid is a day that exists.
func valid(y int, m time.Month, d int) (time.Time, bool) {
	t := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	return t, t.Day() == d && t.Month() == m
}

// coming is a day and month of a year; of year 0, the first not before after.
func (p *parser) coming(d int, m time.Month, year int, after time.Time) (time.Time, bool) {
	if year != 0 {
		return valid(year, m, d)
	}
	base := p.base(after)
	for y := base.Year(); y < base.Year()+9; y++ {
		if t, ok := valid(y, m, d); ok && !t.Before(base) {
			return t, true
		}
	}
	return time.Time{}, false
}

// distance reads "3 days" after "in", "3 days ago", "3 days from now".
func (p *parser) distance(i int, isIn bool) (found, bool) {
	n, e, ok := p.number(i)
	if !ok {
		return found{}, false
	}
	u, e, ok := p.unitAt(e)
	if !ok || u < days || n > 36525 {
		return found{}, false
	}
	switch k := p.skip(e, fromNow); {
	case isIn || k > e:
		e = k
	default:
		if k = p.skip(e, ago); k == e {
			return found{}, false
		}
		n, e = -n, k
	}
	return sure(later(p.today, u, n), e)
}

// later is n units of days and more after a day.
func later(d time.Time, u, n int) time.Time {
	switch u {
	case days:
		return d.AddDate(0, 0, n)
	case weeks:
		return d.AddDate(0, 0, 7*n)
	case months:
		return addMonths(d, n)
	}
	return addMonths(d, 12*n)
}

// addMonths is the same day of a later month, or its last one.
func addMonths(d time.Time, n int) time.Time {
	first := time.Date(d.Year(), d.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(d.Day(), last)-1)
}

// number reads a number in digits or words.
func (p *parser) number(i int) (n, end int, ok bool) {
	if i < len(p.toks) && p.toks[i].sort == number {
		return p.toks[i].n, i + 1, true
	}
	s, e, ok := p.sense(i, count)
	return s.n, e, ok
}

// unitAt reads a unit of time; one letter only where it is glued to its number.
func (p *parser) unitAt(i int) (u, end int, ok bool) {
	s, e, ok := p.sense(i, unit)
	if !ok || s.class&short != 0 && !p.toks[i].glued {
		return 0, i, false
	}
	return s.n, e, true
}

// noDay reads what looks like a date and is none: 31.2., 30 February.
func (p *parser) noDay(i int) (item, bool) {
	it := item{kind: Title, from: i, why: NoSuchDay}
	n, e, ok := p.dayNumber(i)
	if ok {
		if _, k, is := p.sense(p.skip(e, of), month); is {
			it.to = k
		} else if sep, count := p.joined(i); count == 2 && p.toks[i+2].n <= 31 && len(p.toks[i+2].fold) <= 2 && p.toks[i+2].n > 0 &&
			(sep == "/" && min(n, p.toks[i+2].n) <= 12 || sep == "." && p.dot(i+3) > i+3) {
			it.to = p.dot(i + 3)
		}
	} else if _, k, is := p.sense(i, month); is {
		if _, e, ok := p.dayNumber(p.dot(k)); ok && !p.clockMark(e) && p.toks[e-1].sort == number {
			it.to = e
		}
	}
	if it.to == 0 {
		return it, false
	}
	it.text = p.text[p.toks[i].from:p.toks[it.to-1].to]
	return it, true
}
