package recur

import "math/bits"

// clock is what a rule finer than a day says of the time of day.
type clock struct {
	unit    int64  // an hour, a minute or a second
	step    int64  // unit × INTERVAL
	hours   uint64 // bit h: BYHOUR has h; 0: any
	minutes uint64 // the same for BYMINUTE, where it limits
	seconds uint64 // the same for BYSECOND, where it limits
	day     int64  // the day that passed the filter last
	passed  bool
}

func newClock(r Rule) clock {
	mask := func(list []int) (m uint64) {
		for _, n := range list {
			m |= 1 << n
		}
		return m
	}
	c := clock{unit: hour, hours: mask(r.ByHour), day: minWall}
	if r.Frequency <= Minutely {
		c.unit, c.minutes = minute, mask(r.ByMinute)
	}
	if r.Frequency == Secondly {
		c.unit, c.seconds = 1, mask(r.BySecond)
	}
	c.step = c.unit * int64(r.Interval)
	return c
}

// align is the first period's begin at or after wall.
func (e *expander) align(wall int64) int64 {
	return e.origin + -floorDiv(e.origin-wall, e.clock.step)*e.clock.step
}

// tick expands one hour, minute or second, or leaps over a stretch that the
// rule does not let through.
func (e *expander) tick() {
	c, t := &e.clock, e.at
	if t > e.limit {
		e.done = true
		return
	}
	if n := floorDiv(t, day); n != c.day {
		c.day, c.passed = n, e.filter.passes(dateOf(n))
	}
	clock := floorMod(t, day)
	switch {
	case !c.passed:
		e.at = e.align(e.nextDay(c.day) * day)
	case c.hours != 0 && c.hours&(1<<(clock/hour)) == 0:
		e.at = e.align(t - clock%hour + until(c.hours, clock/hour, 24)*hour)
	case c.minutes != 0 && c.minutes&(1<<(clock%hour/minute)) == 0:
		e.at = e.align(t - clock%minute + until(c.minutes, clock%hour/minute, 60)*minute)
	case c.seconds != 0 && c.seconds&(1<<(clock%minute)) == 0:
		e.at = e.align(t + until(c.seconds, clock%minute, 60))
	case e.dates: // a day is a slot but once
		e.emit(c.day * day)
		e.at = e.align((c.day + 1) * day)
	default:
		e.at = t + c.step
		if len(e.rule.BySetPos) > 0 {
			for _, i := range positions(e.rule.BySetPos, len(e.times)) {
				e.emit(t + e.times[i])
			}
			return
		}
		for _, s := range e.times {
			e.emit(t + s)
		}
	}
}

// until is how far after n the next number of a list is, or else the end of
// what is counted, of which there are so many.
func until(list uint64, n, many int64) int64 {
	return min(int64(bits.TrailingZeros64(list>>n)), many-n)
}

// nextDay is the next day worth looking at: tomorrow, or the first of the next
// month where this month is not in BYMONTH.
func (e *expander) nextDay(n int64) int64 {
	d := dateOf(n)
	if e.filter.months != 0 && e.filter.months&(1<<d.month) == 0 {
		return n + int64(d.monthDays-d.mday) + 1
	}
	return n + 1
}
