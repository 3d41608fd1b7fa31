package recur

import (
	"math"
	"slices"
)

// The wall's range: the years iCalendar can write.
const (
	minWall = -62135596800 // 0001-01-01T00:00:00
	maxWall = 253402300799 // 9999-12-31T23:59:59
)

// unlimited is the number of slots left where no COUNT has to be counted.
const unlimited = math.MaxInt

// barren is how many periods in a row may yield nothing before a rule is
// taken to be at its end. The Gregorian calendar repeats after 400 years,
// whole weeks, so that a rule that is silent for that long stays silent.
var barren = [...]int{Secondly: 50_000, Minutely: 50_000, Hourly: 50_000, Daily: 146_097, Weekly: 20_871, Monthly: 4_800, Yearly: 400}

// tooMany is how much is walked over at most to reach a slot that is sought,
// where a COUNT or an EXRULE makes walking necessary: slots, and periods by
// their toil. A set with more is at its end there, after some milliseconds.
const tooMany = 75_000

// toil is what a period costs to expand, where a slot is 1.
var toil = [...]int{Secondly: 2, Minutely: 2, Hourly: 2, Daily: 2, Weekly: 8, Monthly: 20, Yearly: 200}

// effort is what all rules of a set may still walk over, in toil: one that
// excludes what another yields makes nothing of any number of steps. What is
// found earns some more. A nil effort has no end.
type effort struct{ left int }

// earned is what an occurrence adds to the effort, up to where it began.
const earned = 500

func (f *effort) spend(toil int) {
	if f != nil {
		f.left -= toil
	}
}

func (f *effort) spent() bool { return f != nil && f.left <= 0 }

func (f *effort) earn() { f.left = min(f.left+earned, tooMany) }

// expander yields the slots of one rule in order: what the clock on the wall
// shows, in seconds.
type expander struct {
	rule   Rule
	filter filter
	start  int64   // DTSTART
	from   int64   // yield no slot before
	limit  int64   // nor after
	dates  bool    // DTSTART is a date
	left   int     // how many slots COUNT leaves; all slots count, the skipped too
	last   int64   // the slot yielded last
	times  []int64 // in the day, in the hour, or in the minute, by frequency
	days   []int64
	at     int64 // the next period's number (Daily and coarser), or its begin
	origin int64 // the period of DTSTART: a day, week begin, month or year, or clock time
	clock  clock
	buffer []int64
	read   int
	walked int // what was walked over to reach what is sought, at most tooMany
	effort *effort
	done   bool
}

// expand begins to expand a rule from start, seeking the slots in [from,
// limit]. DTSTART itself is the first slot where inclusive, whether or not the
// rule says so (RFC 5545 §3.8.5.3), and counts.
func expand(r Rule, start, from, limit int64, dates, inclusive bool) *expander {
	e := &expander{start: start, from: from, limit: min(limit, maxWall), dates: dates, left: unlimited, last: start - 1}
	if dates {
		r.ByHour, r.ByMinute, r.BySecond = nil, nil, nil
	}
	e.rule = r.defaults(start)
	e.filter = newFilter(e.rule)
	e.times = e.rule.times(start, dates)
	if r.Count > 0 {
		e.count(r)
	}
	e.begin()
	if inclusive {
		e.emit(start)
	}
	return e
}

// count takes COUNT in: as a limit where the last slot can be computed, as a
// number of slots to walk over else.
func (e *expander) count(r Rule) {
	if last, ok := r.lastByCount(e.start); ok {
		e.limit = min(e.limit, last)
		e.rule.Count = 0
		return
	}
	e.left = r.Count
}

// defaults fills in what a rule leaves to DTSTART.
func (r Rule) defaults(start int64) Rule {
	d := dateOf(floorDiv(start, day))
	dayless := len(r.ByWeekNo) == 0 && len(r.ByYearDay) == 0 && len(r.ByMonthDay) == 0 && len(r.ByDay) == 0
	switch {
	case r.Frequency == Yearly && len(r.ByMonthDay) > 0 && len(r.ByMonth) == 0 &&
		len(r.ByWeekNo) == 0 && len(r.ByYearDay) == 0 && len(r.ByDay) == 0 && len(r.BySetPos) == 0:
		// The last day, every year, is DTSTART's month's: what those who write
		// it mean, though RFC 5545's table says every month's.
		r.ByMonth = []int{d.month}
	case r.Frequency == Yearly && dayless:
		if len(r.ByMonth) == 0 {
			r.ByMonth = []int{d.month}
		}
		r.ByMonthDay = []int{d.mday}
	case r.Frequency == Monthly && dayless:
		r.ByMonthDay = []int{d.mday}
	case r.Frequency == Weekly && len(r.ByDay) == 0,
		// Week 20 alone is DTSTART's weekday in it, not all seven.
		r.Frequency == Yearly && len(r.ByWeekNo) > 0 && len(r.ByDay) == 0 && len(r.ByMonthDay) == 0 && len(r.ByYearDay) == 0:
		r.ByDay = []Day{{0, d.weekday}}
	}
	return r
}

// lastByCount computes the last slot of a rule with COUNT and nothing else
// that moves it.
func (r Rule) lastByCount(start int64) (int64, bool) {
	for _, l := range lists {
		if len(*l.of(&r)) > 0 {
			return 0, false
		}
	}
	if len(r.ByDay) > 0 || r.Skip != Omit {
		return 0, false
	}
	periods := int64(r.Count - 1)
	if periods > maxWall/int64(r.Interval) {
		return maxWall, true
	}
	periods *= int64(r.Interval)
	switch r.Frequency {
	case Monthly, Yearly:
		d := dateOf(floorDiv(start, day))
		if d.mday > 28 {
			return 0, false
		}
		if r.Frequency == Yearly {
			periods *= 12
		}
		months := int64(d.year)*12 + int64(d.month-1) + periods
		if months >= 10000*12 {
			return maxWall, true
		}
		first := firstOf(int(months/12), int(months%12)+1)
		return (first.n+int64(d.mday)-1)*day + floorMod(start, day), true
	}
	unit := map[Frequency]int64{Secondly: 1, Minutely: minute, Hourly: hour, Daily: day, Weekly: 7 * day}[r.Frequency]
	if periods > (maxWall-minWall)/unit {
		return maxWall, true
	}
	return start + periods*unit, true
}

// times are the clock times that a period's days, hours or minutes expand to.
func (r Rule) times(start int64, dates bool) []int64 {
	if dates {
		return []int64{0}
	}
	pick := func(by []int, own int64) []int {
		if len(by) > 0 {
			return by
		}
		return []int{int(own)}
	}
	clock := floorMod(start, day)
	hours, minutes := []int{0}, []int{0}
	if r.Frequency >= Daily {
		hours = pick(r.ByHour, clock/hour)
	}
	if r.Frequency >= Hourly {
		minutes = pick(r.ByMinute, clock%hour/minute)
	}
	seconds := []int{0}
	if r.Frequency >= Minutely {
		seconds = pick(r.BySecond, clock%minute)
	}
	out := make([]int64, 0, len(hours)*len(minutes)*len(seconds))
	for _, h := range hours {
		for _, m := range minutes {
			for _, s := range seconds {
				out = append(out, int64(h)*hour+int64(m)*minute+int64(min(s, 59)))
			}
		}
	}
	return slices.Compact(out) // sorted, as the lists are; a leap second is the one before it
}

// begin finds the period to start with: the one of DTSTART, or, where nothing
// has to be counted, one just before what is sought.
func (e *expander) begin() {
	today := dateOf(floorDiv(e.start, day))
	seek := max(e.from, e.start)
	if e.left != unlimited {
		seek = e.start
	}
	sought := dateOf(floorDiv(min(seek, maxWall), day))
	var distance int64
	switch e.rule.Frequency {
	case Yearly:
		e.origin = int64(today.year)
		distance = int64(sought.year) - e.origin
	case Monthly:
		e.origin = int64(today.year)*12 + int64(today.month-1)
		distance = int64(sought.year)*12 + int64(sought.month-1) - e.origin
	case Weekly:
		e.origin = today.n - floorMod(int64(today.weekday)-int64(e.rule.WeekStart), 7)
		distance = (sought.n - e.origin) / 7
	case Daily:
		e.origin = today.n
		distance = sought.n - e.origin
	default:
		e.clock = newClock(e.rule)
		e.origin = floorDiv(e.start, e.clock.unit) * e.clock.unit
		e.at = e.align(max(e.origin, seek-e.clock.unit))
		return
	}
	const spare = 2 // SKIP=FORWARD reaches into the next period
	e.at = max(0, distance/int64(e.rule.Interval)-spare)
}

// next yields the next slot.
func (e *expander) next() (int64, bool) {
	for e.read == len(e.buffer) {
		if e.done {
			return 0, false
		}
		e.buffer, e.read = e.buffer[:0], 0
		e.fill()
	}
	e.read++
	return e.buffer[e.read-1], true
}

// fill takes in periods until one yields something, or the rule ends.
func (e *expander) fill() {
	for tries := barren[e.rule.Frequency]; tries >= 0 && e.left > 0 && e.walked < tooMany && !e.effort.spent(); tries-- {
		seen := e.last
		e.effort.spend(toil[e.rule.Frequency])
		if e.left != unlimited {
			e.walked += toil[e.rule.Frequency]
		}
		if e.rule.Frequency >= Daily {
			e.period()
		} else {
			e.tick()
		}
		if e.done || len(e.buffer) > 0 {
			return
		}
		if e.last != seen {
			tries = barren[e.rule.Frequency] // slots came, before what is sought
		}
	}
	e.done = true
}

// emit takes a slot in: in order, once, counted, and kept where it is sought.
func (e *expander) emit(wall int64) {
	if wall <= e.last || e.done {
		return
	}
	if wall > e.limit || e.left == 0 {
		e.done = true
		return
	}
	e.last = wall
	e.walked++
	e.effort.spend(1)
	if e.left != unlimited {
		e.left--
	}
	if wall >= e.from {
		e.walked = 0
		e.buffer = append(e.buffer, wall)
	}
}

// period expands one day, week, month or year.
func (e *expander) period() {
	first := e.periodDays()
	if first*day > e.limit {
		e.done = true
		return
	}
	n := len(e.days) * len(e.times)
	slot := func(i int) int64 { return e.days[i/len(e.times)]*day + e.times[i%len(e.times)] }
	if len(e.rule.BySetPos) == 0 {
		for i := range n {
			e.emit(slot(i))
		}
		return
	}
	for _, i := range positions(e.rule.BySetPos, n) {
		e.emit(slot(i))
	}
}

// positions are the indices that BYSETPOS, sorted, picks out of n, in order.
func positions(bySetPos []int, n int) []int {
	var out []int
	fromStart, _ := slices.BinarySearch(bySetPos, 0)
	for _, p := range bySetPos[fromStart:] {
		if p > n {
			break
		}
		out = append(out, p-1)
	}
	within, _ := slices.BinarySearch(bySetPos, -n)
	for _, p := range bySetPos[within:fromStart] {
		out = append(out, n+p)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// periodDays collects the days of the period at e.at that the rule lets
// through, moves on, and returns the period's first day.
func (e *expander) periodDays() (first int64) {
	e.days = e.days[:0]
	if e.at > (maxWall-minWall)/int64(e.rule.Interval) {
		return maxWall
	}
	number := e.origin + e.at*int64(e.rule.Interval)
	switch e.rule.Frequency {
	case Daily:
		first = number
		if d := dateOf(first); e.filter.passes(d) {
			e.days = append(e.days, first)
		}
	case Weekly:
		first = e.origin + 7*e.at*int64(e.rule.Interval)
		for n := first; n < first+7; n++ {
			if e.filter.passes(dateOf(n)) {
				e.days = append(e.days, n)
			}
		}
	case Monthly:
		if number >= 10000*12 {
			return maxWall
		}
		first = e.month(int(number/12), int(number%12)+1)
	default:
		if number >= 10000 {
			return maxWall
		}
		first = yearStart(int(number))
		for m := 1; m <= 12; m++ {
			e.month(int(number), m)
		}
		e.skipInYear(int(number))
	}
	if e.rule.Skip != Omit {
		slices.Sort(e.days)
		e.days = slices.Compact(e.days)
	}
	e.at++
	return first
}

// month collects the days of a month and returns its first.
func (e *expander) month(y, m int) int64 {
	d := firstOf(y, m)
	first := d.n
	if e.filter.months != 0 && e.filter.months&(1<<m) == 0 {
		return first
	}
	for {
		if e.filter.passes(d) {
			e.days = append(e.days, d.n)
		}
		if d.mday == d.monthDays {
			break
		}
		d = d.next()
	}
	for _, n := range e.rule.ByMonthDay {
		if max(n, -n) > d.monthDays {
			e.skip(n, d.monthDays, first)
		}
	}
	return first
}
