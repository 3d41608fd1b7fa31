// Package recur expands recurrence sets (RFC 5545 §3.8.5): from the master,
// its rules, dates and exclusions, and the overrides, to the occurrences in a
// window. Rules are expanded on the clock on the wall, where a day has 24
// hours, and only the results are turned into instants; a window far from the
// start is sought, not walked to. Whatever a file says, expansion ends.
package recur

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"calends/backend/calendar"
	"calends/backend/ical"
)

// Frequency is the FREQ of a rule.
type Frequency uint8

// The frequencies, finest first.
const (
	Secondly Frequency = iota + 1
	Minutely
	Hourly
	Daily
	Weekly
	Monthly
	Yearly
)

var frequencies = [...]string{"", "SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"}

var weekdays = [...]string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}

// Day is an element of BYDAY: a weekday, and which of them in the month or
// year, counted from the end where negative; 0 is every one.
type Day struct {
	N       int
	Weekday time.Weekday
}

// Skip says what becomes of a day that a month or year does not have
// (RFC 7529 §4.1).
type Skip uint8

// The kinds of Skip.
const (
	Omit Skip = iota
	Backward
	Forward
)

var skips = [...]string{"OMIT", "BACKWARD", "FORWARD"}

// Rule is a recurrence rule (RFC 5545 §3.3.10). Make one with ParseRule.
type Rule struct {
	Frequency Frequency
	Interval  int         // at least 1
	Count     int         // 0: no COUNT
	Until     ical.Moment // zero: no UNTIL; inclusive
	WeekStart time.Weekday

	BySecond, ByMinute, ByHour      []int
	ByMonthDay, ByYearDay, ByWeekNo []int
	ByMonth, BySetPos               []int
	ByDay                           []Day
	Skip                            Skip

	saysWeekStart bool
	rest          []string // parts that are not understood, kept
}

// list describes a BYxxx part of numbers: its bounds, and whether negative
// ones are allowed.
type list struct {
	name     string
	min, max int
	negative bool
	of       func(*Rule) *[]int
}

var lists = [...]list{
	{"BYMONTH", 1, 12, false, func(r *Rule) *[]int { return &r.ByMonth }},
	{"BYWEEKNO", 1, 53, true, func(r *Rule) *[]int { return &r.ByWeekNo }},
	{"BYYEARDAY", 1, 366, true, func(r *Rule) *[]int { return &r.ByYearDay }},
	{"BYMONTHDAY", 1, 31, true, func(r *Rule) *[]int { return &r.ByMonthDay }},
	{"BYHOUR", 0, 23, false, func(r *Rule) *[]int { return &r.ByHour }},
	{"BYMINUTE", 0, 59, false, func(r *Rule) *[]int { return &r.ByMinute }},
	{"BYSECOND", 0, 60, false, func(r *Rule) *[]int { return &r.BySecond }},
	{"BYSETPOS", 1, 366, true, func(r *Rule) *[]int { return &r.BySetPos }},
}

// ParseRule reads the value of an RRULE or EXRULE. It takes lower case,
// blanks, empty and unknown parts, and values out of range as long as one in
// range stands beside them. The error wraps calendar.ErrInvalid.
func ParseRule(value string) (Rule, error) {
	r := Rule{Interval: 1, WeekStart: time.Monday}
	for part := range strings.SplitSeq(value, ";") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		name, text, _ := strings.Cut(part, "=")
		name = strings.ToUpper(strings.TrimSpace(name))
		text = strings.ToUpper(strings.TrimSpace(text))
		if err := r.set(name, text, part); err != nil {
			return Rule{}, fmt.Errorf("%w: recurrence rule %.200q: %s", calendar.ErrInvalid, value, err)
		}
	}
	if r.Frequency == 0 {
		return Rule{}, fmt.Errorf("%w: recurrence rule %.200q has no FREQ", calendar.ErrInvalid, value)
	}
	return r, nil
}

// set takes in one part.
func (r *Rule) set(name, text, part string) (err error) {
	switch name {
	case "FREQ":
		i := slices.Index(frequencies[:], text)
		if i < 1 {
			return fmt.Errorf("unknown frequency %.80q", text)
		}
		r.Frequency = Frequency(i)
	case "INTERVAL":
		r.Interval, err = positive(name, text)
	case "COUNT":
		r.Count, err = positive(name, text)
	case "UNTIL":
		r.Until, err = ical.ParseMoment(text, "")
	case "WKST":
		i := slices.Index(weekdays[:], text)
		if i < 0 {
			return fmt.Errorf("unknown week start %.80q", text)
		}
		r.WeekStart, r.saysWeekStart = time.Weekday(i), true
	case "BYDAY":
		r.ByDay, err = parseDays(text)
	case "SKIP":
		i := slices.Index(skips[:], text)
		if i < 0 {
			return fmt.Errorf("unknown SKIP %.80q", text)
		}
		r.Skip = Skip(i)
	case "RSCALE":
		if text != "GREGORIAN" {
			return fmt.Errorf("the calendar scale %.80q is not known", text)
		}
		r.rest = append(r.rest, part)
	default:
		for _, l := range lists {
			if l.name == name {
				*l.of(r), err = l.parse(text)
				return err
			}
		}
		r.rest = append(r.rest, part)
	}
	return err
}

// positive reads a number that has to be at least 1; a larger one than can
// mean anything is cut down.
func positive(name, text string) (int, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 1 {
		return 0, fmt.Errorf("%s is %.80q", name, text)
	}
	return int(min(n, 1<<40)), nil
}

// parse reads a list of numbers, sorted, each once.
func (l list) parse(text string) ([]int, error) {
	var out []int
	for v := range strings.SplitSeq(text, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(v))
		if err != nil {
			continue
		}
		if n >= l.min && n <= l.max || l.negative && -n >= l.min && -n <= l.max {
			out = append(out, n)
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s is %.80q", l.name, text)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

func parseDays(text string) ([]Day, error) {
	var out []Day
	for v := range strings.SplitSeq(text, ",") {
		v = strings.TrimSpace(v)
		if len(v) < 2 {
			continue
		}
		weekday := slices.Index(weekdays[:], v[len(v)-2:])
		n, err := 0, error(nil)
		if prefix := strings.TrimSpace(v[:len(v)-2]); prefix != "" {
			n, err = strconv.Atoi(prefix)
		}
		if weekday < 0 || err != nil || n < -53 || n > 53 {
			continue
		}
		if d := (Day{n, time.Weekday(weekday)}); !slices.Contains(out, d) {
			out = append(out, d)
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("BYDAY is %.80q", text)
	}
	return out, nil
}

// String writes the rule as an RRULE value.
func (r Rule) String() string {
	out := []string{"FREQ=" + frequencies[r.Frequency]}
	add := func(name, value string) { out = append(out, name+"="+value) }
	if !r.Until.IsZero() {
		add("UNTIL", r.Until.String())
	}
	if r.Count > 0 {
		add("COUNT", strconv.Itoa(r.Count))
	}
	if r.Interval > 1 {
		add("INTERVAL", strconv.Itoa(r.Interval))
	}
	for _, l := range lists {
		if numbers := *l.of(&r); len(numbers) > 0 {
			text := make([]string, len(numbers))
			for i, n := range numbers {
				text[i] = strconv.Itoa(n)
			}
			add(l.name, strings.Join(text, ","))
		}
	}
	if len(r.ByDay) > 0 {
		text := make([]string, len(r.ByDay))
		for i, d := range r.ByDay {
			text[i] = d.String()
		}
		add("BYDAY", strings.Join(text, ","))
	}
	if r.saysWeekStart || r.WeekStart != time.Monday {
		add("WKST", weekdays[r.WeekStart])
	}
	if r.Skip != Omit {
		add("SKIP", skips[r.Skip])
	}
	return strings.Join(append(out, r.rest...), ";")
}

// String writes the day as in BYDAY: MO, 2TU, -1FR.
func (d Day) String() string {
	if d.N == 0 {
		return weekdays[d.Weekday]
	}
	return strconv.Itoa(d.N) + weekdays[d.Weekday]
}
