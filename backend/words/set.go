package words

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"calends/backend/ical"
	"calends/backend/recur"
	"calends/backend/zone"
)

// Set says how an object recurs: all its rules, what dates were added and what
// is excluded; "" where it has no rule and no date added. A rule that cannot be
// read is told as it is written.
func (s Speaker) Set(o *ical.Object, local *time.Location, z *zone.Finder) string {
	if o.Master == nil {
		return ""
	}
	var start ical.Moment
	loc := local
	if line := o.Master.Get("DTSTART"); line != nil {
		if m, err := line.Moment(); err == nil {
			start = m
			if t, err := recur.Locate(m, o, local, z); err == nil && m.Kind == ical.Zoned {
				loc = t.Location()
			}
		}
	}
	at := func(m ical.Moment) time.Time {
		t, _ := recur.Locate(m, o, local, z) // an unknown zone is read as local
		return t
	}
	out := s.rules(o.Master.All("RRULE"), start, loc)
	if added := dates(o.Master.All("RDATE"), loc, at); len(added) > 0 {
		out = append(out, s.some(added, s.v.added, s.v.addedMany))
	}
	text := strings.Join(out, ", "+s.v.also+" ")
	if text == "" {
		return ""
	}
	for _, rule := range s.rules(o.Master.All("EXRULE"), start, loc) {
		text += ", " + fill(s.v.exceptRule, rule)
	}
	if excluded := dates(o.Master.All("EXDATE"), loc, at); len(excluded) > 0 {
		text += ", " + s.some(excluded, s.v.except, s.v.exceptMany)
	}
	return text
}

// rules says each rule.
func (s Speaker) rules(lines []*ical.Line, start ical.Moment, loc *time.Location) []string {
	var out []string
	for _, line := range lines {
		r, err := recur.ParseRule(line.Value)
		if err != nil {
			out = append(out, line.Value)
			continue
		}
		out = append(out, s.Rule(r, start, loc))
	}
	return out
}

// dates are the days that lines of dates name in loc, each once.
func dates(lines []*ical.Line, loc *time.Location, at func(ical.Moment) time.Time) []time.Time {
	var out []time.Time
	for _, line := range lines {
		all, _ := line.Moments()
		for _, m := range all {
			wall := m.Wall
			if m.Kind == ical.UTC || m.Kind == ical.Zoned {
				wall = ical.WallOf(at(m).In(loc))
			}
			out = append(out, wall.Midnight().Time())
		}
	}
	slices.SortFunc(out, time.Time.Compare)
	return slices.Compact(out)
}

// some lists days where they are few, and counts them where they are many.
func (s Speaker) some(days []time.Time, few, many string) string {
	if len(days) > 3 {
		return fill(many, strconv.Itoa(len(days)))
	}
	var out []string
	for _, d := range days {
		out = append(out, s.v.date(d))
	}
	return fill(few, s.v.join(out))
}
