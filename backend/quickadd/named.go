package quickadd

import "time"

// named reads a day by its name: "tomorrow", "Friday", "next Friday", "Friday
// 27 November", "Friday next week", "next week", "this weekend".
func (p *parser) named(i int, after time.Time) (found, bool) {
	if s, e, ok := p.sense(i, relDay); ok {
		return sure(p.today.AddDate(0, 0, s.n), e)
	}
	which, j, _ := p.sense(i, this|next|previous)
	if u, e, ok := p.sense(j, unit); ok && u.class&short == 0 {
		if w, k, is := p.sense(e, next|this); is && j == i && p.lang.after {
			which, e = w, k // la semaine prochaine
		}
		return p.wholeUnit(which, u.n, e)
	}
	if _, e, ok := p.sense(j, weekend); ok {
		if _, _, said := p.sense(i-1, on|the); said || which.class&(this|next) != 0 {
			return p.weekendAt(which, e)
		}
		return found{}, false
	}
	s, e, ok := p.sense(j, weekday)
	if !ok || s.class&weak != 0 && j == i && !p.inContext(i, e) {
		return found{}, false
	}
	e = p.dot(e)
	if which.class == 0 {
		if w, k, ok := p.sense(e, next|this|previous); ok && !p.startsUnit(k) && p.lang.after {
			which, e = w, k // vendredi prochain
		}
	}
	day := time.Weekday(s.n)
	if which.class == 0 {
		if f, ok := p.dated(day, e, after); ok {
			return f, true
		}
	}
	if f, ok := p.inWeek(day, e); ok {
		return f, true
	}
	return p.weekdayOf(day, which.class, e, after), true
}

// startsUnit reports whether a unit stands at i: "Friday next week".
func (p *parser) startsUnit(i int) bool {
	_, _, ok := p.sense(i, unit)
	return ok
}

// inContext reports whether an everyday word such as "sun" stands where a date
// would: at the end, or beside something that is not a plain word.
func (p *parser) inContext(i, end int) bool {
	if end >= len(p.toks) || p.toks[end].sort != word && i > 0 {
		return true
	}
	if n := len(p.items); n > 0 && p.items[n-1].to == i && p.items[n-1].kind != Title {
		return true
	}
	if _, _, ok := p.sense(i-1, on|every|and|to|until|from|starting|this|next); i > 0 && ok {
		return true
	}
	_, _, ok := p.sense(end, at|on|to|until|from|part|clock|month)
	return ok && i > 0
}

// weekdayOf is a weekday seen from today, or the first behind after.
func (p *parser) weekdayOf(day time.Weekday, which class, end int, after time.Time) found {
	if !after.IsZero() && which&(next|previous) == 0 {
		return found{can: []stretch{oneDay(onOrAfter(after.AddDate(0, 0, 1), day))}, end: end}
	}
	coming := onOrAfter(p.today, day)
	f := found{end: end, can: []stretch{oneDay(coming)}}
	week := oneDay(coming.AddDate(0, 0, 7))
	isToday := coming.Equal(p.today)
	switch {
	case which&previous != 0:
		f.can = []stretch{oneDay(onOrAfter(p.today.AddDate(0, 0, -7), day))}
	case which&next != 0 && isToday:
		f.can = []stretch{week}
	case which&next != 0:
		f.can, f.why = append(f.can, week), NextWeekday
	case which&this == 0 && isToday:
		f.can, f.why = append(f.can, week), SameWeekday
	}
	return f
}

// onOrAfter is the first such weekday from d on.
func onOrAfter(d time.Time, day time.Weekday) time.Time {
	return d.AddDate(0, 0, (int(day)-int(d.Weekday())+7)%7)
}

// weekStart is the first day of the week that d is in.
func (p *parser) weekStart(d time.Time) time.Time {
	return d.AddDate(0, 0, -((int(d.Weekday()) - int(p.opt.WeekStart) + 7) % 7))
}

// dated reads the date behind a weekday, "Friday, 27 November"; where that is
// another weekday both are possible.
func (p *parser) dated(day time.Weekday, i int, after time.Time) (found, bool) {
	if p.sign(i, ",") {
		i++
	}
	i = p.skip(p.skip(i, on), the)
	if i >= len(p.toks) {
		return found{}, false
	}
	var f found
	var ok bool
	if p.toks[i].sort == number {
		f, ok = p.numeric(i, after)
		if ok && f.why == DateOrTime { // Fri 10.30
			return found{}, false
		}
	}
	if !ok {
		if f, ok = p.monthDay(i, after); !ok {
			if f, ok = p.bareDay(i, true, after); !ok || f.end == i+1 {
				return found{}, false
			}
		}
	}
	var fits []stretch
	for _, s := range f.can {
		if s.first.Weekday() == day {
			fits = append(fits, s)
		}
	}
	if len(fits) == 0 {
		return found{can: append(f.can, oneDay(onOrAfter(p.today, day))), why: NoSuchDay, end: f.end}, true
	}
	f.can = fits
	if len(fits) == 1 {
		f.why = ""
	}
	return f, true
}

// inWeek reads "next week" and "this week" behind a weekday.
func (p *parser) inWeek(day time.Weekday, i int) (found, bool) {
	w, j, ok := p.sense(i, next|this)
	if !ok {
		return found{}, false
	}
	u, e, ok := p.sense(j, unit)
	if !ok || u.n != weeks {
		return found{}, false
	}
	start := p.weekStart(p.today)
	if w.class&next != 0 {
		start = start.AddDate(0, 0, 7)
	}
	return sure(onOrAfter(start, day), e)
}

// wholeUnit reads "next week", which is a day only with a weekday behind it.
func (p *parser) wholeUnit(which sense, u, end int) (found, bool) {
	isNext := which.class&next != 0
	if s, e, ok := p.sense(p.skip(end, on), weekday); ok && u == weeks && which.class&(this|next) != 0 {
		week := p.weekStart(p.today)
		if isNext {
			week = week.AddDate(0, 0, 7)
		}
		return sure(onOrAfter(week, time.Weekday(s.n)), e)
	}
	if !isNext {
		return found{}, false
	}
	var first time.Time
	switch u {
	case days:
		return sure(p.today.AddDate(0, 0, 1), end)
	case weeks:
		first = p.weekStart(p.today).AddDate(0, 0, 7)
	case months:
		first = addMonths(p.today, 1)
		first = first.AddDate(0, 0, 1-first.Day())
	case years:
		first = time.Date(p.today.Year()+1, 1, 1, 0, 0, 0, 0, time.UTC)
	default:
		return found{}, false
	}
	f := found{can: []stretch{oneDay(first)}, end: end, why: WholeSpan}
	if same := later(p.today, u, 1); !same.Equal(first) {
		f.can = append(f.can, oneDay(same))
	}
	f.can = append(f.can, stretch{first, later(first, u, 1).AddDate(0, 0, -1)})
	return f, true
}

// weekendAt is Saturday and Sunday; on a Sunday, what is left of them.
func (p *parser) weekendAt(which sense, end int) (found, bool) {
	sunday := onOrAfter(p.today, time.Sunday)
	s := stretch{sunday.AddDate(0, 0, -1), sunday}
	if s.first.Before(p.today) {
		s.first = p.today
	}
	f := found{can: []stretch{s}, end: end}
	if which.class&next != 0 {
		week := stretch{sunday.AddDate(0, 0, 6), sunday.AddDate(0, 0, 7)}
		if p.today.Weekday() == time.Saturday || p.today.Weekday() == time.Sunday {
			f.can = []stretch{week}
		} else {
			f.can, f.why = append(f.can, week), NextWeekday
		}
	}
	return f, true
}

// nthOfMonth reads "first Monday of December".
func (p *parser) nthOfMonth(i int, after time.Time) (found, bool) {
	n, day, e, ok := p.nthWeekday(i)
	if !ok {
		return found{}, false
	}
	m, e, ok := p.sense(p.skip(e, of|in|on), month)
	if !ok {
		return found{}, false
	}
	year, e := p.year(e)
	for y := p.base(after).Year(); y < p.base(after).Year()+2; y++ {
		if year != 0 {
			y = year
		}
		if d, ok := nth(n, day, y, time.Month(m.n)); ok && (year != 0 || !d.Before(p.base(after))) {
			return sure(d, e)
		}
		if year != 0 {
			break
		}
	}
	return found{}, false
}

// nthWeekday reads "2nd Tuesday", "last Friday".
func (p *parser) nthWeekday(i int) (n int, day time.Weekday, end int, ok bool) {
	n, e, ok := p.nth(i)
	if !ok {
		return 0, 0, i, false
	}
	s, e, ok := p.sense(e, weekday)
	return n, time.Weekday(s.n), e, ok && n >= -1 && n <= 5
}

// nth reads an ordinal: "second", "2nd", "last".
func (p *parser) nth(i int) (n, end int, ok bool) {
	if s, e, ok := p.sense(i, ordinal); ok {
		return s.n, e, true
	}
	n, e, ok := p.dayNumber(i)
	return n, e, ok && e > i+1
}

// nth is the nth weekday of a month; -1 is the last.
func nth(n int, day time.Weekday, y int, m time.Month) (time.Time, bool) {
	if n > 0 {
		d := onOrAfter(time.Date(y, m, 1, 0, 0, 0, 0, time.UTC), day).AddDate(0, 0, 7*(n-1))
		return d, d.Month() == m
	}
	d := onOrAfter(time.Date(y, m+1, 1, 0, 0, 0, 0, time.UTC), day).AddDate(0, 0, 7*n)
	return d, d.Month() == m
}
