package words

import (
	"slices"
	"strconv"
	"time"

	"calends/backend/ical"
	"calends/backend/recur"
)

// listed is how many times of the day are told one by one.
const listed = 12

// times says BYHOUR, BYMINUTE and BYSECOND, which a date has not (RFC 5545
// §3.3.10).
func (p phrase) times() string {
	r := p.r
	if p.start.Kind == ical.Date || len(r.ByHour)+len(r.ByMinute)+len(r.BySecond) == 0 {
		return ""
	}
	if r.Frequency >= recur.Daily {
		if text, ok := p.listedTimes(); ok {
			return " " + text
		}
	}
	out := ""
	for _, part := range []struct {
		values   []int
		finest   recur.Frequency // below which it narrows down
		template string
	}{{r.ByHour, recur.Daily, p.v.atHours}, {r.ByMinute, recur.Hourly, p.v.atMinutes}, {r.BySecond, recur.Minutely, p.v.atSeconds}} {
		if len(part.values) == 0 {
			continue
		}
		text := fill(part.template, p.v.join(numerals(part.values)))
		if r.Frequency < part.finest {
			text = fill(p.v.only, text)
			out += ","
		}
		out += " " + text
	}
	return out
}

func numerals(values []int) []string {
	var out []string
	for _, n := range values {
		out = append(out, strconv.Itoa(n))
	}
	return out
}

// listedTimes says the times of a day one by one: at 09:00 and 17:00. What the
// rule does not say is that of the start; without one it is not known.
func (p phrase) listedTimes() (string, bool) {
	hours, minutes, seconds := p.r.ByHour, p.r.ByMinute, p.r.BySecond
	h, m, s := p.start.Wall.Time().Clock()
	known := !p.start.IsZero()
	if len(hours) == 0 {
		hours = []int{h}
	}
	if len(minutes) == 0 {
		minutes = []int{m}
	}
	if len(seconds) == 0 {
		seconds = []int{s}
	}
	if !known && (len(p.r.ByHour) == 0 || len(p.r.ByMinute) == 0 && len(p.r.BySecond) > 0) || len(hours)*len(minutes)*len(seconds) > listed {
		return "", false
	}
	var out []string
	for _, h := range hours {
		for _, m := range minutes {
			for _, s := range seconds {
				if s < 60 {
					out = append(out, clock(h, m, s))
				}
			}
		}
	}
	return fill(p.v.at, p.v.join(out)), len(out) > 0
}

// rest says what is left: a choice of all that the rest yields, where weeks
// begin, and what becomes of days that a month has not.
func (p phrase) rest() string {
	r, out := p.r, ""
	said := len(r.ByDay) > 0 && p.picks() && r.Frequency >= recur.Monthly
	if len(r.BySetPos) > 0 && !said {
		out += ", " + fill(p.v.ofThese, p.v.join(p.each(p.ordinals(r.BySetPos, p.v.one))), p.v.units[r.Frequency].in)
	}
	weeks := r.Frequency == recur.Weekly && r.Interval > 1 && (len(r.ByDay) > 1 || len(r.ByDay) == 1 && p.start.IsZero()) || len(r.ByWeekNo) > 0
	if r.WeekStart != time.Monday && weeks {
		out += ", " + fill(p.v.weeksFrom, p.v.weekdays[r.WeekStart])
	}
	days := slices.Concat(r.ByMonthDay, r.ByYearDay)
	switch late := len(days) > 0 || r.Frequency >= recur.Monthly; {
	case r.Skip == recur.Backward && late:
		out += ", " + p.v.skipBack
	case r.Skip == recur.Forward && late:
		out += ", " + p.v.skipOn
	}
	return out
}
