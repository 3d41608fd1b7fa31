package recur

import "time"

// Lengths in seconds.
const (
	minute = 60
	hour   = 60 * minute
	day    = 24 * hour
)

// date is a day of the proleptic Gregorian calendar with all that the BYxxx
// parts ask of it.
type date struct {
	n         int64 // days since 1970-01-01
	year      int
	month     int // 1 to 12
	mday      int // 1 to 31
	yday      int // 1 to 366
	monthDays int // in its month
	yearDays  int // in its year
	weekday   time.Weekday
}

// floorDiv divides toward minus infinity.
func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b != 0 && (a < 0) != (b < 0) {
		q--
	}
	return q
}

func floorMod(a, b int64) int64 { return a - b*floorDiv(a, b) }

func weekdayOf(n int64) time.Weekday { return time.Weekday(floorMod(n+4, 7)) } // 1970-01-01 was a Thursday

func leap(y int) bool { return y%4 == 0 && (y%100 != 0 || y%400 == 0) }

func yearDays(y int) int {
	if leap(y) {
		return 366
	}
	return 365
}

// before are the days before each month of a common year.
var before = [...]int{0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365}

func monthDays(y, m int) int {
	n := before[m+1] - before[m]
	if m == 2 && leap(y) {
		n++
	}
	return n
}

// yearStart is January 1st of y in days since 1970-01-01.
func yearStart(y int) int64 {
	p := int64(y) - 1
	return 365*p + floorDiv(p, 4) - floorDiv(p, 100) + floorDiv(p, 400) - 719162
}

// dateOf takes a day apart.
func dateOf(n int64) date {
	y := int(floorDiv((n+719162)*400, 146097)) + 1
	for yearStart(y) > n {
		y--
	}
	for yearStart(y+1) <= n {
		y++
	}
	d := date{n: n, year: y, yday: int(n-yearStart(y)) + 1, yearDays: yearDays(y), weekday: weekdayOf(n)}
	d.month = min(d.yday/29+1, 12)
	for d.yday <= monthStart(y, d.month) {
		d.month--
	}
	d.mday = d.yday - monthStart(y, d.month)
	d.monthDays = monthDays(y, d.month)
	return d
}

// monthStart is the number of days of y before month m.
func monthStart(y, m int) int {
	if m > 2 && leap(y) {
		return before[m] + 1
	}
	return before[m]
}

// firstOf is the first day of a month.
func firstOf(y, m int) date {
	yday := monthStart(y, m) + 1
	n := yearStart(y) + int64(yday) - 1
	return date{n: n, year: y, month: m, mday: 1, yday: yday, monthDays: monthDays(y, m), yearDays: yearDays(y), weekday: weekdayOf(n)}
}

// next is the day after d in d's month; it must not be the last.
func (d date) next() date {
	d.n++
	d.mday++
	d.yday++
	d.weekday = (d.weekday + 1) % 7
	return d
}

// filter is what a rule says of days. A zero filter lets every day through.
// Lists are sets of bits: a rule may list hundreds of days, and is asked of
// thousands.
type filter struct {
	months    uint16    // bit m: month m
	mdays     [2]uint32 // bit d: day d of the month, from its start and from its end
	weekdays  uint8     // bit w: every such weekday
	nth       [7]numbered
	nthInYear bool // nth counts in the year, not the month
	ydays     [2]yearSet
	weeks     numbered
	weekStart time.Weekday

	byDay, byYearDay, byWeekNo bool
}

// numbered is a set of numbers from 1 to 53, counted from the start and from
// the end: bit n for each.
type numbered [2]uint64

func (s *numbered) add(n int) {
	if n > 0 {
		s[0] |= 1 << n
	} else {
		s[1] |= 1 << -n
	}
}

func (s *numbered) has(n, fromEnd int) bool { return s[0]&(1<<n) != 0 || s[1]&(1<<fromEnd) != 0 }

// yearSet is a set of days of the year: bit d for each.
type yearSet [6]uint64

func (s *yearSet) has(day int) bool { return s[day/64]&(1<<(day%64)) != 0 }

func newFilter(r Rule) filter {
	f := filter{weekStart: r.WeekStart, byDay: len(r.ByDay) > 0, byYearDay: len(r.ByYearDay) > 0, byWeekNo: len(r.ByWeekNo) > 0}
	for _, m := range r.ByMonth {
		f.months |= 1 << m
	}
	for _, d := range r.ByMonthDay {
		if d > 0 {
			f.mdays[0] |= 1 << d
		} else {
			f.mdays[1] |= 1 << -d
		}
	}
	for _, d := range r.ByYearDay {
		side := 0
		if d < 0 {
			side, d = 1, -d
		}
		f.ydays[side][d/64] |= 1 << (d % 64)
	}
	for _, n := range r.ByWeekNo {
		f.weeks.add(n)
	}
	// Numbered weekdays mean something in a month or a year alone; elsewhere
	// the number is dropped.
	counted := r.Frequency == Monthly || r.Frequency == Yearly && len(r.ByWeekNo) == 0
	f.nthInYear = r.Frequency == Yearly && len(r.ByMonth) == 0
	for _, d := range r.ByDay {
		if d.N == 0 || !counted {
			f.weekdays |= 1 << d.Weekday
		} else {
			f.nth[d.Weekday].add(d.N)
		}
	}
	return f
}

// passes reports whether the rule lets the day through.
func (f *filter) passes(d date) bool {
	if f.months != 0 && f.months&(1<<d.month) == 0 {
		return false
	}
	if f.byDay && f.weekdays&(1<<d.weekday) == 0 && !f.isNth(d) {
		return false
	}
	if f.mdays != [2]uint32{} && f.mdays[0]&(1<<d.mday) == 0 && f.mdays[1]&(1<<(d.monthDays-d.mday+1)) == 0 {
		return false
	}
	if f.byYearDay && !f.ydays[0].has(d.yday) && !f.ydays[1].has(d.yearDays-d.yday+1) {
		return false
	}
	return !f.byWeekNo || f.inWeek(d)
}

// isNth reports whether d is one of the numbered weekdays.
func (f *filter) isNth(d date) bool {
	at, length := d.mday, d.monthDays
	if f.nthInYear {
		at, length = d.yday, d.yearDays
	}
	return f.nth[d.weekday].has((at-1)/7+1, (length-at)/7+1)
}

// inWeek reports whether d lies in one of the weeks of BYWEEKNO: weeks begin
// at WKST, and the first has four days or more in the year.
func (f *filter) inWeek(d date) bool {
	year := d.year
	start := firstWeek(year, f.weekStart)
	if d.n < start {
		year--
		start = firstWeek(year, f.weekStart)
	}
	end := firstWeek(year+1, f.weekStart)
	if d.n >= end {
		start, end = end, firstWeek(year+2, f.weekStart)
	}
	week, weeks := int((d.n-start)/7)+1, int((end-start)/7)
	return f.weeks.has(week, weeks-week+1)
}

// firstWeek is the first day of week 1 of a year.
func firstWeek(y int, weekStart time.Weekday) int64 {
	fourth := yearStart(y) + 3
	return fourth - floorMod(int64(weekdayOf(fourth))-int64(weekStart), 7)
}
