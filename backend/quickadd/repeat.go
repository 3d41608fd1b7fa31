package quickadd

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// nthDay is a weekday, and which of them in the month; 0 is every one.
type nthDay struct {
	n   int
	day time.Weekday
}

// rule is a recurrence rule (RFC 5545 §3.3.10) as far as sentences say it.
type rule struct {
	unit, interval int
	months         []int
	monthDays      []int
	days           []nthDay
	setPos         int
	until          time.Time // a day; zero: none
	count          int
}

var frequencies = [...]string{"", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"}

var weekdayCodes = [...]string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}

// String writes it as an RRULE.
func (r rule) String() string {
	var b strings.Builder
	b.WriteString("FREQ=" + frequencies[r.unit])
	if !r.until.IsZero() {
		b.WriteString(";UNTIL=" + r.until.Format("20060102"))
	}
	if r.count > 0 {
		b.WriteString(";COUNT=" + strconv.Itoa(r.count))
	}
	if r.interval > 1 {
		b.WriteString(";INTERVAL=" + strconv.Itoa(r.interval))
	}
	list := func(name string, n []int) {
		for i, v := range n {
			if i == 0 {
				b.WriteString(";" + name + "=" + strconv.Itoa(v))
			} else {
				b.WriteString("," + strconv.Itoa(v))
			}
		}
	}
	list("BYMONTH", r.months)
	list("BYMONTHDAY", r.monthDays)
	if r.setPos != 0 {
		list("BYSETPOS", []int{r.setPos})
	}
	for i, d := range r.days {
		if i == 0 {
			b.WriteString(";BYDAY=")
		} else {
			b.WriteByte(',')
		}
		if d.n != 0 {
			b.WriteString(strconv.Itoa(d.n))
		}
		b.WriteString(weekdayCodes[d.day])
	}
	return b.String()
}

// first is the first day from d on that the rule names.
func (r rule) first(d time.Time) time.Time {
	for range 9 * 366 {
		if r.holds(d) {
			return d
		}
		d = d.AddDate(0, 0, 1)
	}
	return d
}

// holds reports whether the rule names a day.
func (r rule) holds(d time.Time) bool {
	last := d.AddDate(0, 1, 1-d.Day()).AddDate(0, 0, -1).Day()
	if len(r.months) > 0 && !slices.Contains(r.months, int(d.Month())) {
		return false
	}
	if len(r.monthDays) > 0 && !slices.Contains(r.monthDays, d.Day()) && !slices.Contains(r.monthDays, d.Day()-last-1) {
		return false
	}
	if r.setPos != 0 {
		return r.inSet(d, last)
	}
	return len(r.days) == 0 || r.onWeekday(d, last)
}

func (r rule) onWeekday(d time.Time, last int) bool {
	for _, n := range r.days {
		if n.day == d.Weekday() && (n.n == 0 || n.n == (d.Day()-1)/7+1 || n.n == -((last-d.Day())/7+1)) {
			return true
		}
	}
	return false
}

// inSet reports whether d is the one that BYSETPOS picks of its month's days.
func (r rule) inSet(d time.Time, last int) bool {
	at, of := 0, 0
	for n := 1; n <= last; n++ {
		if r.onWeekday(d.AddDate(0, 0, n-d.Day()), last) {
			if of++; n == d.Day() {
				at = of
			}
		}
	}
	return at > 0 && (r.setPos == at || r.setPos == at-of-1)
}

var workweek = []nthDay{{0, time.Monday}, {0, time.Tuesday}, {0, time.Wednesday}, {0, time.Thursday}, {0, time.Friday}}

var saturdaySunday = []nthDay{{0, time.Saturday}, {0, time.Sunday}}

// repeat reads a repetition at token i.
func (p *parser) repeat(i int) (item, bool) {
	if p.toks[i].sort == word {
		if codes, ok := p.lang.codes[p.text[p.toks[i].from:p.toks[i].to]]; ok {
			return p.rules(i, i+1, rule{unit: weeks, days: parseCodes(codes)})
		}
	}
	if _, j, ok := p.sense(i, every); ok {
		if it, ok := p.every(i, j); ok {
			return it, true
		}
	}
	if s, j, ok := p.sense(i, adverb); ok {
		it, ok := p.tail(i, j, rule{unit: s.n, interval: max(s.interval, 1)})
		if s.class&doubtful != 0 {
			it.why = WordOrTitle
		}
		return it, ok
	}
	j := p.skip(i, on)
	for _, k := range [...]int{i, j} { // los lunes; on Mondays
		if s, _, ok := p.sense(k, weekdays|workdays|weekend); ok && (s.class&weekend == 0 || s.class&weekdays != 0) {
			if d, e, ok := p.weekdayList(k, weekdays); ok {
				return p.rules(i, e, rule{unit: weeks, days: d})
			}
		}
	}
	if it, ok := p.severalDays(i, j); ok {
		return it, true
	}
	return p.ofEvery(i, p.skip(j, the))
}

// severalDays reads "Mon, Wed and Fri", which can be every week, or these three
// days.
func (p *parser) severalDays(i, j int) (item, bool) {
	s, first, ok := p.sense(j, weekday)
	if !ok || s.class&weak != 0 && !p.inContext(j, first) && p.skip(first, and) == first {
		return item{}, false
	}
	d, e, ok := p.weekdayList(j, weekday)
	if !ok || len(d) < 2 {
		return item{}, false
	}
	for k := j; k < e; k++ {
		if p.skip(k, to) > k {
			return item{}, false
		}
	}
	it, _ := p.rules(i, e, rule{unit: weeks, days: d})
	it.why, it.ask = EachWeek, j
	return it, true
}

func parseCodes(codes string) []nthDay {
	var out []nthDay
	for c := range strings.SplitSeq(codes, ",") {
		out = append(out, nthDay{0, time.Weekday(slices.Index(weekdayCodes[:], c))})
	}
	return out
}

func (p *parser) rules(i, end int, r ...rule) (item, bool) {
	return item{kind: Repeat, from: i, to: end, rules: r}, true
}

// ofEvery reads "last Friday of every month", "15th of each month".
func (p *parser) ofEvery(i, j int) (item, bool) {
	r := rule{unit: months}
	n, day, e, ok := p.nthWeekday(j)
	if ok {
		r.days = []nthDay{{n, day}}
	} else if n, e, ok = p.nthWorkday(j); ok {
		r.days, r.setPos = workweek, n
	} else if n, e, ok = p.lastOrNth(j); ok {
		r.monthDays = []int{n}
	} else {
		return item{}, false
	}
	_, e, ok = p.sense(p.skip(e, of|in), every)
	if !ok {
		return item{}, false
	}
	r.interval, e = p.interval(e)
	if s, k, ok := p.sense(e, unit); ok && s.n == months {
		return p.rules(i, k, r)
	}
	if s, k, ok := p.sense(e, month); ok {
		r.unit, r.months = years, []int{s.n}
		return p.rules(i, k, r)
	}
	return item{}, false
}

// nthWorkday reads "last weekday".
func (p *parser) nthWorkday(i int) (n, end int, ok bool) {
	if n, end, ok = p.nth(i); ok {
		_, end, ok = p.sense(end, workdays)
	}
	return n, end, ok
}

// lastOrNth reads "15th", "last day".
func (p *parser) lastOrNth(i int) (n, end int, ok bool) {
	if n, end, ok = p.nth(i); !ok {
		return 0, i, false
	}
	if u, e, is := p.unitAt(end); is && u == days {
		return n, e, true
	}
	return n, end, n > 0
}

// interval reads "other", "2", "2nd", "two"; 1 where nothing is said.
func (p *parser) interval(i int) (n, end int) {
	if _, e, ok := p.sense(i, other); ok {
		return 2, e
	}
	if s, e, ok := p.sense(i, ordinal); ok && s.n > 0 {
		return s.n, e
	}
	if n, e, ok := p.dayNumber(i); ok {
		return n, e
	}
	if n, e, ok := p.number(i); ok && n > 0 && n < 1000 {
		return n, e
	}
	return 1, i
}
