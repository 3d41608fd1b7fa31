// Package words says in plain language what a recurrence rule means (RFC 5545
// §3.3.10): "every 2 weeks on Monday and Wednesday until 3 March 2027". Every
// rule can be said; whether the editor can show it as well is for [Editable]
// to tell. What quickadd reads, this room says.
package words

import (
	"strconv"
	"strings"
	"time"

	"calends/backend/ical"
	"calends/backend/recur"
)

// Speaker says things in one language.
type Speaker struct{ v *vocabulary }

// In returns the speaker of a language tag such as "de-AT": English, German,
// French or Spanish; of any other, English.
func In(tag string) Speaker {
	code, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(tag), "_", "-"), "-")
	for _, v := range []*vocabulary{&german, &french, &spanish} {
		if v.code == code {
			return Speaker{v}
		}
	}
	return Speaker{&english}
}

// Day is a day with its weekday, "Wednesday, 25 November 2026"; only the fields
// of t have a meaning.
func (s Speaker) Day(t time.Time) string {
	return s.v.weekdays[t.Weekday()] + ", " + s.v.date(t)
}

// Rule says a rule of a recurrence set that begins at start, in loc. Where
// start is the zero Moment nothing is known of it; loc, in which an UNTIL of
// UTC is read, may be nil then.
func (s Speaker) Rule(r recur.Rule, start ical.Moment, loc *time.Location) string {
	p := phrase{s.v, r, start}
	text := p.every() + p.days() + p.times() + p.rest()
	end := s.End(r, start, loc)
	if end != "" && r.Count > 0 {
		text += ","
	}
	if end != "" {
		text += " " + end
	}
	return text
}

// End says how a rule ends, "until 3 March 2027" or "10 times"; "" where it does
// not. The rest is as in Rule.
func (s Speaker) End(r recur.Rule, start ical.Moment, loc *time.Location) string {
	var out []string
	switch {
	case r.Count == 1:
		out = append(out, s.v.once)
	case r.Count > 1:
		out = append(out, fill(s.v.times, strconv.Itoa(r.Count)))
	}
	if !r.Until.IsZero() {
		p := phrase{s.v, r, start}
		out = append(out, fill(s.v.until, p.until(loc)))
	}
	return strings.Join(out, " ")
}

// Editable reports whether the editor's form can show a rule, and write it
// again as it is: so many days, weeks, months or years, on days of the week,
// to an end. Any other rule is shown in words and left alone.
func Editable(rule string) bool {
	r, err := recur.ParseRule(rule)
	if err != nil || r.Frequency < recur.Daily || r.Skip != recur.Omit || r.Count > 0 && !r.Until.IsZero() {
		return false
	}
	for part := range strings.SplitSeq(rule, ";") {
		name, _, _ := strings.Cut(part, "=")
		switch strings.ToUpper(strings.TrimSpace(name)) {
		case "", "FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST":
		case "BYDAY":
			if r.Frequency != recur.Weekly {
				return false
			}
		default:
			return false
		}
	}
	for _, d := range r.ByDay {
		if d.N != 0 {
			return false
		}
	}
	return true
}

// fill puts values where a template says %1 and %2, or one at %.
func fill(template string, values ...string) string {
	for i, v := range values {
		template = strings.ReplaceAll(template, "%"+strconv.Itoa(i+1), v)
	}
	return template
}

// join lists things: a, b and c.
func (v *vocabulary) join(things []string) string { return list(things, v.and) }

func (v *vocabulary) either(things []string) string { return list(things, v.or) }

func list(things []string, last string) string {
	n := len(things)
	if n < 2 {
		return strings.Join(things, "")
	}
	return strings.Join(things[:n-1], ", ") + " " + last + " " + things[n-1]
}

// date is a day of the calendar: 3 March 2027.
func (v *vocabulary) date(t time.Time) string {
	return fill(v.dayMonthYear, v.dayNumber(t.Day()), v.months[t.Month()], strconv.Itoa(t.Year()))
}

// dayNumber is a day in a date: 1, 1er.
func (v *vocabulary) dayNumber(n int) string {
	if n == 1 && v.firstDay != "" {
		return v.firstDay
	}
	return strconv.Itoa(n)
}

// clock is a time on the wall.
func clock(hour, minute, second int) string {
	t := time.Date(2000, 1, 1, hour, minute, second, 0, time.UTC)
	if second > 0 {
		return t.Format("15:04:05")
	}
	return t.Format("15:04")
}

// until is the last day of a rule, with its time where that cuts the day short.
func (p phrase) until(loc *time.Location) string {
	u := p.r.Until
	at := u.Wall.Time()
	if u.Kind == ical.UTC && loc != nil && p.start.Kind != ical.Date && p.start.Kind != ical.Floating {
		at = at.In(loc)
	}
	day := p.v.date(at)
	start := p.start.Wall.Time()
	h, m, sec := at.Clock()
	sh, sm, ss := start.Clock()
	known := !p.start.IsZero()
	switch {
	case u.Kind == ical.Date || p.start.Kind == ical.Date, h == 23 && m == 59:
		return day
	case known && p.r.Frequency >= recur.Daily && len(p.r.ByHour)+len(p.r.ByMinute) == 0:
		if h*3600+m*60+sec >= sh*3600+sm*60+ss {
			return day // the occurrence of that day is in
		}
		return p.v.date(at.AddDate(0, 0, -1))
	}
	return day + " " + clock(h, m, sec)
}
