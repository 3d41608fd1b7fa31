package words

import (
	"slices"
	"strconv"
	"time"

	"calends/backend/ical"
	"calends/backend/recur"
)

// phrase is a rule that is being said.
type phrase struct {
	v     *vocabulary
	r     recur.Rule
	start ical.Moment
}

// every says how often.
func (p phrase) every() string {
	u := p.v.units[p.r.Frequency]
	if p.r.Interval > 1 {
		return fill(u.many, strconv.Itoa(p.r.Interval))
	}
	if p.r.Frequency == recur.Weekly && isWorkweek(p.r.ByDay) {
		return p.v.everyWorkday
	}
	return u.one
}

func isWorkweek(days []recur.Day) bool {
	return is(days, time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday)
}

// is reports whether days are these weekdays, each of them every one.
func is(days []recur.Day, want ...time.Weekday) bool {
	for _, d := range days {
		if d.N != 0 || !slices.Contains(want, d.Weekday) {
			return false
		}
	}
	return len(days) == len(want)
}

// days says on which days.
func (p phrase) days() string {
	switch p.r.Frequency {
	case recur.Weekly:
		if len(p.r.ByDay) == 0 || p.r.Interval == 1 && isWorkweek(p.r.ByDay) {
			return p.only()
		}
		return " " + p.weekdays(p.v.onWeekday) + p.only()
	case recur.Monthly:
		return p.monthly() + p.inMonths()
	case recur.Yearly:
		return p.yearly()
	}
	return p.only()
}

// only says what narrows a rule of days or less, and months for one of weeks.
func (p phrase) only() string {
	out := ""
	add := func(text string) { out += ", " + fill(p.v.only, text) }
	if p.r.Frequency < recur.Weekly {
		if len(p.r.ByDay) > 0 {
			add(p.weekdays(p.v.onWeekday))
		}
		if len(p.r.ByMonthDay) > 0 {
			add(p.monthDays())
		}
		if len(p.r.ByYearDay) > 0 {
			add(p.yearDays())
		}
	}
	if len(p.r.ByMonth) > 0 {
		add(p.months())
	}
	return out
}

// weekdays lists the days of BYDAY, each in the template.
func (p phrase) weekdays(template string) string {
	days := slices.Clone(p.r.ByDay)
	slices.SortStableFunc(days, func(a, b recur.Day) int {
		return (int(a.Weekday)+6)%7 - (int(b.Weekday)+6)%7
	})
	var names []string
	for _, d := range days {
		names = append(names, fill(p.v.eachOf, p.nth(d.N, p.v.weekdays[d.Weekday])))
	}
	return fill(template, p.v.join(names))
}

// nth is the nth of a thing; 0 is every one, a negative one is counted from the
// end.
func (p phrase) nth(n int, noun string) string {
	switch {
	case n == 0:
		return noun
	case n == -1:
		return fill(p.v.last, noun)
	case n < 0:
		return fill(p.v.nthLast, p.v.ordinal(-n), noun)
	}
	return fill(p.v.nth, p.v.ordinal(n), noun)
}

// monthly says the days of a monthly rule.
func (p phrase) monthly() string {
	r := p.r
	switch {
	case len(r.ByMonthDay) > 0 && len(r.ByDay) > 0:
		return " " + p.monthDays() + ", " + fill(p.v.onlyIf, p.v.either(p.dayNames()))
	case len(r.ByMonthDay) > 0:
		return " " + p.monthDays()
	case len(r.ByDay) > 0 && p.picks():
		return " " + p.picked()
	case len(r.ByDay) > 0:
		return " " + p.dayList()
	}
	return ""
}

func (p phrase) dayNames() []string {
	var out []string
	for _, d := range p.r.ByDay {
		out = append(out, p.nth(d.N, p.v.weekdays[d.Weekday]))
	}
	return out
}

// dayList says BYDAY in a month or a year: on the 2nd Tuesday, on every Monday.
func (p phrase) dayList() string {
	numbered := false
	for _, d := range p.r.ByDay {
		numbered = numbered || d.N != 0
	}
	if !numbered {
		return fill(p.v.onEvery, p.v.join(p.dayNames()))
	}
	return fill(p.v.onThe, p.v.join(p.each(p.dayNames())))
}

// each puts things where the language repeats its article.
func (p phrase) each(names []string) []string {
	for i := range names {
		names[i] = fill(p.v.eachOf, names[i])
	}
	return names
}

// monthDays says BYMONTHDAY: on the 1st and the last day.
func (p phrase) monthDays() string {
	var out []string
	for _, n := range sorted(p.r.ByMonthDay) {
		if n > 0 {
			out = append(out, p.v.ordinalDay(n))
		} else {
			out = append(out, p.nth(n, p.v.day))
		}
	}
	return fill(p.v.onThe, p.v.join(p.each(out)))
}

// sorted puts those counted from the end behind.
func sorted(n []int) []int {
	n = slices.Clone(n)
	slices.SortFunc(n, func(a, b int) int {
		if (a < 0) != (b < 0) {
			return b - a
		}
		return a - b
	})
	return n
}

// yearDays says BYYEARDAY.
func (p phrase) yearDays() string {
	return fill(p.v.onThe, fill(p.v.ofTheYear, p.v.join(p.each(p.ordinals(p.r.ByYearDay, p.v.day)))))
}

func (p phrase) ordinals(numbers []int, noun string) []string {
	var out []string
	for _, n := range sorted(numbers) {
		out = append(out, p.nth(n, noun))
	}
	return out
}

func (p phrase) months() string {
	return fill(p.v.inMonth, p.v.join(p.monthNames()))
}

func (p phrase) monthNames() []string {
	var out []string
	for _, m := range p.r.ByMonth {
		out = append(out, p.v.months[m])
	}
	return out
}

func (p phrase) inMonths() string {
	if len(p.r.ByMonth) == 0 {
		return ""
	}
	return " " + p.months()
}

// picks reports whether BYSETPOS picks among weekdays alone, so that it can be
// said as "the last weekday".
func (p phrase) picks() bool {
	r := p.r
	for _, d := range r.ByDay {
		if d.N != 0 {
			return false
		}
	}
	whole := r.Frequency == recur.Monthly || r.Frequency == recur.Yearly && len(r.ByMonth) < 2
	return len(r.BySetPos) > 0 && whole && len(r.ByMonthDay)+len(r.ByYearDay)+len(r.ByWeekNo)+len(r.ByHour)+len(r.ByMinute)+len(r.BySecond) == 0
}

// picked says BYDAY and BYSETPOS: on the last weekday.
func (p phrase) picked() string {
	noun := ""
	switch d := p.r.ByDay; {
	case isWorkweek(d):
		noun = p.v.workday
	case is(d, time.Saturday, time.Sunday):
		noun = p.v.weekendDay
	case len(d) == 7:
		noun = p.v.day
	default:
		noun = p.v.either(p.dayNames())
	}
	text := p.v.join(p.each(p.ordinals(p.r.BySetPos, noun)))
	if p.r.Frequency == recur.Yearly && len(p.r.ByMonth) == 0 {
		text = fill(p.v.ofTheYear, text)
	}
	return fill(p.v.onThe, text)
}

// yearly says the days of a yearly rule.
func (p phrase) yearly() string {
	r := p.r
	weeks := ""
	if len(r.ByWeekNo) > 0 {
		weeks = " " + p.weekNumbers()
	}
	switch {
	case len(r.ByYearDay) > 0:
		text := " " + p.yearDays() + weeks + p.inMonths()
		if len(r.ByMonthDay) > 0 {
			text += ", " + fill(p.v.only, p.monthDays())
		}
		if len(r.ByDay) > 0 {
			text += ", " + fill(p.v.onlyIf, p.v.either(p.dayNames()))
		}
		return text
	case len(r.ByMonthDay) > 0 && len(r.ByDay) == 0 && weeks == "":
		return " " + p.dates()
	case len(r.ByMonthDay) > 0:
		return " " + p.dates() + weeks + p.onlyIf()
	case len(r.ByDay) > 0 && p.picks():
		return " " + p.picked() + p.inMonths()
	case len(r.ByDay) > 0:
		return p.yearlyDays(weeks)
	}
	if weeks != "" && !p.start.IsZero() { // of the week it is the start's weekday
		weeks = " " + fill(p.v.onWeekday, fill(p.v.eachOf, p.v.weekdays[p.start.Wall.Time().Weekday()])) + weeks
	}
	return weeks + p.inMonths()
}

func (p phrase) onlyIf() string {
	if len(p.r.ByDay) == 0 {
		return ""
	}
	return ", " + fill(p.v.onlyIf, p.v.either(p.dayNames()))
}

// yearlyDays says BYDAY in a year, in weeks or in months.
func (p phrase) yearlyDays(weeks string) string {
	text := p.dayList()
	numbered := slices.ContainsFunc(p.r.ByDay, func(d recur.Day) bool { return d.N != 0 })
	switch {
	case weeks != "":
		return " " + p.weekdays(p.v.onWeekday) + weeks + p.inMonths()
	case numbered && len(p.r.ByMonth) == 0:
		text = fill(p.v.ofTheYear, text)
	}
	return " " + text + p.inMonths()
}

func (p phrase) weekNumbers() string {
	var out []string
	for _, n := range sorted(p.r.ByWeekNo) {
		switch {
		case n > 0:
			out = append(out, fill(p.v.week, strconv.Itoa(n)))
		case n == -1:
			out = append(out, p.v.lastWeek)
		default:
			out = append(out, fill(p.v.nthLastWeek, p.v.ordinal(-n)))
		}
	}
	return fill(p.v.inWeek, p.v.join(out))
}

// dates says BYMONTHDAY with BYMONTH: on 24 December. Without, it is the month
// that the set begins in.
func (p phrase) dates() string {
	months := p.r.ByMonth
	if len(months) == 0 && !p.start.IsZero() {
		months = []int{int(p.start.Wall.Time().Month())}
	}
	negative := slices.ContainsFunc(p.r.ByMonthDay, func(n int) bool { return n < 0 })
	if len(months) != 1 || negative {
		if len(months) == 0 {
			return p.monthDays()
		}
		q := p
		q.r.ByMonth = months
		return p.monthDays() + " " + q.months()
	}
	var out []string
	for _, n := range p.r.ByMonthDay {
		out = append(out, fill(p.v.dayMonth, p.v.dayNumber(n), p.v.months[months[0]]))
	}
	return fill(p.v.onDate, p.v.join(p.each(out)))
}
