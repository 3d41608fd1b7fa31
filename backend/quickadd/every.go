package quickadd

import (
	"slices"
	"time"
)

// every reads what stands behind "every" at token j.
func (p *parser) every(i, j int) (item, bool) {
	if d, e, ok := p.weekdayList(j, weekday|weekdays); ok {
		if m, k, ok := p.inMonths(e); ok {
			return p.rules(i, k, rule{unit: years, days: d, months: m})
		}
		return p.tail(i, e, rule{unit: weeks, days: d})
	}
	if d, e, ok := p.yearDay(j); ok {
		return p.rules(i, e, d)
	}
	if s, e, ok := p.sense(j, month); ok { // every February on the 3rd
		r := rule{unit: years, months: []int{s.n}}
		if k := p.skip(p.skip(e, on), the); k > e {
			if n, l, ok := p.lastOrNth(k); ok {
				r.monthDays, e = []int{n}, l
			}
		}
		return p.rules(i, e, r)
	}
	if it, ok := p.everyNth(i, j); ok {
		return it, true
	}
	n, e := p.interval(j)
	if u, k, ok := p.unitAt(e); ok {
		return p.tail(i, k, rule{unit: u, interval: n})
	}
	if d, k, ok := p.weekdayList(e, weekday|weekdays); ok && e > j {
		return p.tail(i, k, rule{unit: weeks, interval: n, days: d})
	}
	if e > j && p.toks[e-1].sort != number {
		if day, k, ok := p.dayNumber(j); ok && k == e { // every 15th
			return p.rules(i, p.ofMonth(k), rule{unit: months, monthDays: []int{day}})
		}
	}
	return item{}, false
}

// ofMonth skips "of the month".
func (p *parser) ofMonth(i int) int {
	if j := p.skip(p.skip(i, of|in), the|every); j > i {
		if s, e, ok := p.sense(j, unit); ok && s.n == months {
			return e
		}
	}
	return i
}

// everyNth reads "every 2nd Tuesday", which says neither of the month nor
// every other, and what is said without doubt.
func (p *parser) everyNth(i, j int) (item, bool) {
	if n, e, ok := p.nthWorkday(j); ok && p.ofMonth(e) > e {
		return p.rules(i, p.ofMonth(e), rule{unit: months, days: workweek, setPos: n})
	}
	if n, e, ok := p.lastOrNth(j); ok && n < 0 && p.ofMonth(e) > e {
		return p.rules(i, p.ofMonth(e), rule{unit: months, monthDays: []int{n}})
	}
	n, day, e, ok := p.nthWeekday(j)
	if !ok {
		return item{}, false
	}
	monthly := rule{unit: months, days: []nthDay{{n, day}}}
	if k := p.ofMonth(e); k > e {
		return p.rules(i, k, monthly)
	}
	if s, k, ok := p.sense(p.skip(e, of|in), month); ok {
		monthly.unit, monthly.months = years, []int{s.n}
		return p.rules(i, k, monthly)
	}
	if n < 2 {
		return p.rules(i, e, monthly)
	}
	it, _ := p.rules(i, e, rule{unit: weeks, interval: n, days: []nthDay{{0, day}}}, monthly)
	it.why, it.count = EveryNth, n
	return it, true
}

// weekdayList reads "mon, wed and fri", "Monday to Friday", "weekdays".
func (p *parser) weekdayList(i int, want class) (out []nthDay, end int, ok bool) {
	end = i
	for j := i; ; {
		s, e, is := p.sense(j, want|weekday|workdays|weekend)
		if !is || s.class&want == 0 && j == i && s.class&(workdays|weekend) == 0 {
			return out, end, len(out) > 0
		}
		e = p.dot(e)
		switch {
		case s.class&workdays != 0:
			out = append(out, workweek...)
		case s.class&weekend != 0:
			out = append(out, saturdaySunday...)
		default:
			out = append(out, nthDay{0, time.Weekday(s.n)})
			if k := p.skip(e, to); k > e {
				if last, l, is := p.sense(k, want|weekday); is && last.class&(workdays|weekend) == 0 {
					for d := (s.n + 1) % 7; len(out) < 7; d = (d + 1) % 7 {
						out = append(out, nthDay{0, time.Weekday(d)})
						if d == last.n {
							break
						}
					}
					e = p.dot(l)
				}
			}
		}
		slices.SortFunc(out, func(a, b nthDay) int { return (int(a.day)+6)%7 - (int(b.day)+6)%7 })
		out, end = slices.Compact(out), e
		j = e
		for k := p.skip(j, and); k > j; k = p.skip(j, and) {
			j = k
		}
		if p.sign(j, "/") {
			j++
		}
		j = p.skip(j, on|the)
	}
}

// inMonths reads "in January and July".
func (p *parser) inMonths(i int) (out []int, end int, ok bool) {
	j := p.skip(i, in|of|on)
	if j == i {
		return nil, i, false
	}
	for end = i; ; {
		s, e, is := p.sense(j, month)
		if !is {
			slices.Sort(out)
			return slices.Compact(out), end, len(out) > 0
		}
		out, end = append(out, s.n), e
		for j = e; p.skip(j, and) > j; {
			j = p.skip(j, and)
		}
	}
}

// yearDay reads "24 December", "December 24".
func (p *parser) yearDay(i int) (rule, int, bool) {
	i = p.skip(i, on|the)
	n, e, ok := p.dayNumber(i)
	m, k, is := p.sense(p.skip(p.skip(e, of), the), month)
	if ok && is {
		return rule{unit: years, months: []int{m.n}, monthDays: []int{n}}, k, true
	}
	if m, k, is = p.sense(i, month); !is {
		return rule{}, i, false
	}
	n, e, ok = p.dayNumber(p.skip(p.dot(k), the))
	if !ok || p.clockMark(e) {
		return rule{}, i, false
	}
	return rule{unit: years, months: []int{m.n}, monthDays: []int{n}}, e, true
}

// tail reads what narrows a rule: "on Monday and Wednesday", "on the 15th",
// "on the last Friday", "on 24 December", "in January".
func (p *parser) tail(i, j int, r rule) (item, bool) {
	k := p.skip(p.skip(j, on), the)
	switch r.unit {
	case weeks:
		if d, e, ok := p.weekdayList(k, weekday|weekdays); ok && len(r.days) == 0 {
			r.days, j = d, e
		}
	case months:
		if e, ok := p.monthTail(k, k > j, &r); ok {
			j = e
		}
	case years:
		if y, e, ok := p.yearDay(k); ok {
			r.months, r.monthDays, j = y.months, y.monthDays, e
		} else if n, day, e, ok := p.nthWeekday(k); ok {
			if m, e, ok := p.sense(p.skip(e, of|in), month); ok {
				r.days, r.months, j = []nthDay{{n, day}}, []int{m.n}, e
			}
		}
	}
	if m, e, ok := p.inMonths(j); ok && r.unit != weeks && len(r.months) == 0 {
		r.months, j = m, e
	}
	if r.interval == 1 {
		r.interval = 0
	}
	return p.rules(i, j, r)
}

// monthTail reads the day of a monthly rule.
func (p *parser) monthTail(k int, said bool, r *rule) (end int, ok bool) {
	if n, day, e, ok := p.nthWeekday(k); ok {
		r.days = []nthDay{{n, day}}
		return e, true
	}
	if n, e, ok := p.nthWorkday(k); ok {
		r.setPos, r.days = n, workweek
		return e, true
	}
	n, e, ok := p.lastOrNth(k)
	if !ok {
		if s, l, is := p.sense(k, unit); is && s.n == days { // on day 15
			n, e, ok = p.dayNumber(l)
		} else if p.lang.articleDay && said {
			n, e, ok = p.dayNumber(k)
		}
	}
	if !ok || n == 0 || n < -1 || !said {
		return k, false
	}
	if _, _, isMonth := p.sense(p.skip(e, of), month); isMonth {
		return k, false
	}
	r.monthDays = append(r.monthDays, n)
	for l := p.skip(e, and); l > e; l = p.skip(e, and) {
		m, f, ok := p.lastOrNth(p.skip(p.skip(l, on), the))
		if !ok {
			break
		}
		r.monthDays, e = append(r.monthDays, m), f
	}
	slices.Sort(r.monthDays)
	return p.ofMonth(e), true
}

// ending reads how a repetition ends: "until 30 Sep", "x8", "8 times".
func (p *parser) ending(i int) (item, bool) {
	if _, j, ok := p.sense(i, until); ok {
		f, ok := p.day(j, time.Time{})
		if ok && f.why != DateOrTime {
			return item{kind: Repeat, from: i, to: f.end, days: f.can, why: f.why, until: true, ask: j}, true
		}
		return item{}, false
	}
	if !p.has(Repeat) {
		return item{}, false
	}
	glued := i+1 < len(p.toks) && p.toks[i+1].glued
	switch f := p.toks[i].fold; {
	case (f == "x" || f == "×") && glued && p.toks[i+1].sort == number && p.toks[i+1].n > 0:
		return item{kind: Repeat, from: i, to: i + 2, count: p.toks[i+1].n}, true
	case p.toks[i].sort == number && glued && p.toks[i].n > 0 && (p.toks[i+1].fold == "x" || p.toks[i+1].fold == "×"):
		return item{kind: Repeat, from: i, to: i + 2, count: p.toks[i].n}, true
	}
	j := p.skip(i, forLong)
	if s, e, ok := p.sense(j, times); ok && s.n > 0 { // once, twice
		return item{kind: Repeat, from: i, to: e, count: s.n}, true
	}
	if n, k, ok := p.number(j); ok && n > 0 {
		if p.sign(k, "-") && p.toks[k].glued { // 8-mal
			k++
		}
		if s, e, ok := p.sense(k, times); ok && s.n == 0 {
			return item{kind: Repeat, from: i, to: e, count: n}, true
		}
	}
	return item{}, false
}
