package edit

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"calends/backend/ical"
)

var weekdays = [...]string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}

// shifted is a rule, but for its UNTIL, moved as one of its slots is: the days,
// months and times it names. What cannot be moved, as the last workday of the
// month, stays.
func shifted(rule string, from, to ical.Moment) string {
	a, b := from.Wall.Time(), to.Wall.Time()
	if days := int((to.Wall.Midnight() - from.Wall.Midnight()) / day); days != 0 {
		switch strings.ToUpper(rulePart(rule, "FREQ")) {
		case "MONTHLY", "YEARLY":
			rule = shiftDates(rule, a, b, days)
		case "WEEKLY":
			if days%7 != 0 {
				rule = turnWeek(rotate(rule, days), days)
			}
		default:
			rule = rotate(rule, days)
		}
	}
	if from.Kind != ical.Date && to.Kind != ical.Date {
		rule = shiftTimes(rule, (b.Hour()-a.Hour())*60+b.Minute()-a.Minute())
	}
	return rule
}

// shiftDates moves the days of a MONTHLY or YEARLY rule as a is moved to b.
func shiftDates(rule string, a, b time.Time, days int) string {
	monthDay := strconv.Itoa(a.Day())
	months := (b.Year()-a.Year())*12 + int(b.Month()-a.Month())
	if rulePart(rule, "BYMONTHDAY") == monthDay && rulePart(rule, "BYDAY") == "" {
		rule = withPart(rule, "BYMONTHDAY", strconv.Itoa(b.Day()))
	} else if moved := mapped(rule, "BYMONTHDAY", within(days, 28)); moved != rule {
		rule, months = moved, 0
	}
	rule = mapped(rule, "BYMONTH", func(n int) (int, bool) { return ((n-1+months)%12+12)%12 + 1, true })
	rule = mapped(rule, "BYYEARDAY", within(days, 365))
	if rulePart(rule, "BYWEEKNO") != "" {
		start := weekStart(rule)
		weeks := int(weekOf(b, start)-weekOf(a, start)) / 7
		return rotate(mapped(rule, "BYWEEKNO", within(weeks, 52)), days)
	}
	return renth(rule, a, b)
}

// within moves a number that counts up to most, from the start or the end; not
// across either.
func within(by, most int) func(int) (int, bool) {
	return func(n int) (int, bool) {
		to := n + by
		return to, n > 0 && to > 0 && to <= most || n < 0 && to < 0 && to >= -most
	}
}

// mapped changes all numbers of a part, or none where one cannot be.
func mapped(rule, name string, f func(int) (int, bool)) string {
	part := rulePart(rule, name)
	if part == "" {
		return rule
	}
	numbers := strings.Split(part, ",")
	for i, text := range numbers {
		n, err := strconv.Atoi(strings.TrimSpace(text))
		if err != nil {
			return rule
		}
		to, ok := f(n)
		if !ok {
			return rule
		}
		numbers[i] = strconv.Itoa(to)
	}
	return withPart(rule, name, strings.Join(numbers, ","))
}

// shiftTimes moves the hours and minutes that a rule lists, where none of them
// crosses midnight or another's hour.
func shiftTimes(rule string, minutes int) string {
	hours, rest := minutes/60, minutes%60
	before := rule
	if rest != 0 && rulePart(rule, "BYMINUTE") != "" {
		move := func(by int) func(int) (int, bool) {
			return func(n int) (int, bool) { return n + by, n+by >= 0 && n+by < 60 }
		}
		if rule = mapped(rule, "BYMINUTE", move(rest)); rule == before {
			step := 1 // across the hour, all of them
			if rest < 0 {
				step = -1
			}
			hours += step
			if rule = mapped(rule, "BYMINUTE", move(rest-60*step)); rule == before {
				return before
			}
		}
	}
	if hours == 0 || rulePart(rule, "BYHOUR") == "" {
		return rule
	}
	moved := mapped(rule, "BYHOUR", func(n int) (int, bool) { return n + hours, n+hours >= 0 && n+hours < 24 })
	if moved == rule {
		return before
	}
	return moved
}

// rotate moves the weekdays of BYDAY by a number of days.
func rotate(rule string, days int) string {
	names := strings.Split(strings.ToUpper(rulePart(rule, "BYDAY")), ",")
	for i, n := range names {
		at := slices.Index(weekdays[:], strings.TrimSpace(n))
		if at < 0 {
			return rule
		}
		names[i] = weekdayAfter(at, days)
	}
	return withPart(rule, "BYDAY", strings.Join(names, ","))
}

// turnWeek moves where the week begins with the weekdays of a rule that leaves
// weeks out.
func turnWeek(rule string, days int) string {
	if interval := rulePart(rule, "INTERVAL"); interval == "" || interval == "1" || !strings.Contains(rulePart(rule, "BYDAY"), ",") {
		return rule
	}
	return withPart(rule, "WKST", weekdayAfter(int(weekStart(rule)), days))
}

// weekStart is the day that a rule's weeks begin on.
func weekStart(rule string) time.Weekday {
	if at := slices.Index(weekdays[:], strings.ToUpper(rulePart(rule, "WKST"))); at >= 0 {
		return time.Weekday(at)
	}
	return time.Monday // RFC 5545's default
}

// weekOf is the first day of a date's week, counted in days.
func weekOf(t time.Time, start time.Weekday) int64 {
	return t.Unix()/int64(day) - int64((int(t.Weekday())-int(start)+7)%7)
}

// weekdayAfter is the weekday a number of days after another one.
func weekdayAfter(weekday, days int) string { return weekdays[((weekday+days)%7+7)%7] }

// renth moves the weekdays that a rule numbers, as 2MO or 1MO,3MO or MO with
// BYSETPOS=2, as a is moved to b. Several weekdays stay.
func renth(rule string, a, b time.Time) string {
	names := strings.Split(strings.ToUpper(rulePart(rule, "BYDAY")), ",")
	inYear := strings.EqualFold(rulePart(rule, "FREQ"), "YEARLY") && rulePart(rule, "BYMONTH") == ""
	plain := weekdays[a.Weekday()]
	for i, name := range names {
		name = strings.TrimSpace(name)
		if !strings.HasSuffix(name, plain) {
			return rule
		}
		if name == plain {
			continue
		}
		n, err := strconv.Atoi(strings.TrimSuffix(name, plain))
		if err != nil {
			return rule
		}
		to, ok := renumbered(n, a, b, inYear)
		if !ok {
			return rule
		}
		names[i] = strconv.Itoa(to)
	}
	for i := range names {
		names[i] = strings.TrimSuffix(strings.TrimSpace(names[i]), plain) + weekdays[b.Weekday()]
	}
	if rulePart(rule, "BYMONTHDAY") == "" {
		rule = mapped(rule, "BYSETPOS", func(n int) (int, bool) { return renumbered(n, a, b, inYear) })
	}
	return withPart(rule, "BYDAY", strings.Join(names, ","))
}

// renumbered is which of its weekdays b is in its month or year, where a is
// the nth: counted from the end where n is, or where not every month has it.
func renumbered(n int, a, b time.Time, inYear bool) (int, bool) {
	most := 4
	if inYear {
		most = 52
	}
	first, last := numbers(b, inYear)
	if from, fromEnd := numbers(a, inYear); n > 0 {
		first += n - from
	} else {
		last += n - fromEnd
	}
	switch {
	case n < 0 && -last <= most || n > 0 && first > most && -last <= most:
		return last, last < 0
	}
	return first, first > 0 && first <= most
}

// numbers is which of its weekdays a day is in its month or year, counted from
// the start and, below zero, from the end.
func numbers(t time.Time, inYear bool) (first, last int) {
	at, length := t.Day(), time.Date(t.Year(), t.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day()
	if inYear {
		at, length = t.YearDay(), time.Date(t.Year(), 12, 31, 0, 0, 0, 0, time.UTC).YearDay()
	}
	return (at-1)/7 + 1, -((length-at)/7 + 1)
}
