package edit

import (
	"strconv"
	"strings"

	"calends/backend/calendar"
	"calends/backend/ical"
	"calends/backend/recur"
)

// rulePart is the value of a part of an RRULE, "" where it is not there.
func rulePart(rule, name string) string {
	for part := range strings.SplitSeq(rule, ";") {
		if n, v, _ := strings.Cut(part, "="); strings.EqualFold(strings.TrimSpace(n), name) {
			return strings.TrimSpace(v)
		}
	}
	return ""
}

// withPart is the RRULE with one part set in place, or added; "" removes it.
// The other parts stay as they are written.
func withPart(rule, name, value string) string {
	var out []string
	found := false
	for part := range strings.SplitSeq(rule, ";") {
		if n, _, _ := strings.Cut(part, "="); strings.EqualFold(strings.TrimSpace(n), name) {
			if found || value == "" {
				continue
			}
			found, part = true, name+"="+value
		}
		out = append(out, part)
	}
	if !found && value != "" {
		out = append(out, name+"="+value)
	}
	return strings.Join(out, ";")
}

// setRule gives c the rule the user asked for; "" stops the recurrence and
// removes what belongs to it. UNTIL is made of the kind that start wants.
func (e *editor) setRule(c *ical.Component, rule string, start ical.Moment) error {
	rule = strings.TrimSpace(rule)
	if n := len("RRULE:"); len(rule) >= n && strings.EqualFold(rule[:n], "RRULE:") {
		rule = rule[n:]
	}
	if rule == "" {
		for _, name := range []string{"RRULE", "RDATE", "EXDATE", "EXRULE"} {
			c.Remove(name)
		}
		return nil
	}
	r, err := recur.ParseRule(rule)
	if err != nil {
		return invalid("rrule", "Write a rule like FREQ=WEEKLY;BYDAY=MO.", "the recurrence rule %q cannot be read", rule)
	}
	if r.Count > 0 && !r.Until.IsZero() {
		return invalid("rrule", "Keep one of them.", "a recurrence rule ends by COUNT or by UNTIL, not both")
	}
	if !r.Until.IsZero() {
		r.Until = e.until(r.Until, start)
		if e.at(r.Until).Before(e.at(start)) {
			return invalid("rrule", "Choose a later UNTIL.", "the recurrence rule ends before the event starts")
		}
	}
	if r.Count != 1 && r.Until.IsZero() && !e.repeats(c.Name, r.String(), start) {
		return invalid("rrule", "Choose another rule.", "the recurrence rule yields nothing")
	}
	lines := c.All("RRULE")
	for i, l := range lines {
		if i > 0 {
			c.RemoveLine(l)
		}
	}
	if len(lines) > 0 {
		if old, err := recur.ParseRule(lines[0].Value); err == nil && old.String() == r.String() {
			return nil
		}
	}
	c.Set("RRULE", r.String())
	return nil
}

// repeats reports whether a rule yields anything but its start, which is an
// occurrence whatever the rule says.
func (p places) repeats(component, rule string, start ical.Moment) bool {
	n := 0
	for range recur.In(p.bare(component, rule, start), calendar.Window{}, p.local, p.finder) {
		if n++; n > 1 {
			return true
		}
	}
	return false
}

// bare is an object of nothing but a start and a rule.
func (p places) bare(component, rule string, start ical.Moment) *ical.Object {
	c := ical.New(component)
	c.SetMoment("DTSTART", start)
	c.Set("RRULE", rule)
	return &ical.Object{Calendar: p.calendar, Master: c}
}

// until is an UNTIL in the form start wants (RFC 5545 §3.3.10): a date with a
// date, UTC with UTC and zoned times, floating with floating ones. A day that
// a person names holds to its end.
func (p places) until(m, start ical.Moment) ical.Moment {
	switch {
	case start.Kind == ical.Date:
		return p.in(m, ical.Moment{Kind: ical.Date}, false)
	case m.Kind == ical.Date:
		m = ical.Moment{Kind: start.Kind, TZID: start.TZID, Wall: m.Wall + day - 1}
	case m.Kind == ical.Floating:
		m = ical.Moment{Kind: start.Kind, TZID: start.TZID, Wall: m.Wall}
	}
	if start.Kind == ical.Floating {
		return p.in(m, ical.Moment{Kind: ical.Floating}, false)
	}
	return p.in(m, ical.Moment{Kind: ical.UTC}, false)
}

// standing is an UNTIL of a text as package recur reads it: a date where start
// is a time is its midnight.
func standing(until, start ical.Moment) ical.Moment {
	if until.Kind == ical.Date && start.Kind != ical.Date {
		return ical.Moment{Kind: start.Kind, TZID: start.TZID, Wall: until.Wall}
	}
	return until
}

// truncate ends the rules of c before the slot x. before counts the slots that
// each rule with a COUNT yields ahead of x.
func (e *editor) truncate(c *ical.Component, x ical.Moment) error {
	for _, l := range c.All("RRULE") {
		if rulePart(l.Value, "COUNT") != "" {
			n, err := e.slotsBefore(c, l, x)
			if err != nil {
				return err
			}
			if n == 0 {
				c.RemoveLine(l)
				continue
			}
			l.SetValue(withPart(l.Value, "COUNT", strconv.Itoa(n)))
			continue
		}
		last := x
		if last.Wall--; x.Kind == ical.Date {
			last.Wall = x.Wall - day
		}
		last = e.until(last, x)
		if r, err := recur.ParseRule(l.Value); err == nil && !r.Until.IsZero() {
			if e.until(standing(r.Until, x), x).Wall <= last.Wall {
				continue
			}
		}
		l.SetValue(withPart(l.Value, "UNTIL", last.String()))
	}
	return nil
}

// reduceCounts takes the slots of old before x off the COUNTs of c, which
// starts at x.
func (e *editor) reduceCounts(c, old *ical.Component, x ical.Moment) error {
	rules := old.All("RRULE")
	for i, l := range c.All("RRULE") {
		count, err := strconv.Atoi(rulePart(l.Value, "COUNT"))
		if err != nil {
			continue
		}
		n, err := e.slotsBefore(old, rules[i], x)
		if err != nil {
			return err
		}
		if count-n < 1 {
			c.RemoveLine(l)
			continue
		}
		l.SetValue(withPart(l.Value, "COUNT", strconv.Itoa(count-n)))
	}
	return nil
}

// slotsBefore counts the slots that one rule of c yields before x, exclusions
// and overrides not regarded.
func (e *editor) slotsBefore(c *ical.Component, rule *ical.Line, x ical.Moment) (int, error) {
	start, err := c.Get("DTSTART").Moment()
	if err != nil {
		return 0, err
	}
	o := e.bare(c.Name, rule.Value, start)
	n := 0
	for _, err := range recur.In(o, calendar.Window{To: e.at(x)}, e.local, e.finder) {
		if err != nil {
			return 0, err
		}
		n++
	}
	return n, nil
}
