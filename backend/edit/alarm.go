package edit

import (
	"slices"
	"strconv"
	"strings"

	"calends/backend/ical"
)

// ParseAlarm reads an alarm as people write it: "15m", "1h30m", "2d", "1w" or
// "0" before the start, with "+" after it; or an RFC 5545 duration, in which
// "-PT15M" is before.
func ParseAlarm(text string) (ical.Duration, error) {
	bad := invalid("alarm", "Write 15m, 1h, 2d or 0: so long before the start.", "%q is no time before the start", text)
	s := strings.ToLower(strings.TrimSpace(text))
	if strings.Contains(s, "p") {
		d, err := ical.ParseDuration(s)
		if err != nil {
			return d, bad
		}
		return d, nil
	}
	after := strings.HasPrefix(s, "+")
	s = strings.TrimLeft(s, "+-")
	if s == "0" {
		return ical.Duration{}, nil
	}
	var d ical.Duration
	for s != "" {
		n := strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' })
		if n < 1 || n > 6 {
			return ical.Duration{}, bad
		}
		v, _ := strconv.Atoi(s[:n]) // at most six digits
		switch s[n] {
		case 'w':
			d.Days += 7 * v
		case 'd':
			d.Days += v
		case 'h':
			d.Seconds += int64(v) * 3600
		case 'm':
			d.Seconds += int64(v) * 60
		case 's':
			d.Seconds += int64(v)
		default:
			return ical.Duration{}, bad
		}
		s = strings.TrimLeft(s[n+1:], " ")
	}
	if d == (ical.Duration{}) && strings.Trim(text, " +-") == "" {
		return d, bad
	}
	d.Neg = !after && !d.IsZero()
	return d, nil
}

// trigger is when a plain alarm rings: one that shows a message once, so long
// before or after the start. Any other alarm is not ours to touch.
func trigger(alarm *ical.Component) (ical.Duration, bool) {
	l := alarm.Get("TRIGGER")
	if l == nil || !strings.EqualFold(strings.TrimSpace(alarm.Text("ACTION")), "DISPLAY") || strings.EqualFold(l.Param("RELATED"), "END") ||
		alarm.Get("REPEAT") != nil || alarm.Get("RELATED-TO") != nil {
		return ical.Duration{}, false
	}
	d, err := ical.ParseDuration(l.Value)
	if err != nil {
		return ical.Duration{}, false
	}
	return d, true
}

// lead is the order and identity of triggers: a day and 24 hours are two.
type lead struct {
	days    int
	seconds int64
}

func leadOf(d ical.Duration) lead { return lead{d.Nominal(), d.Exact()} }

// leads lists the plain alarms of c.
func leads(c *ical.Component) []lead {
	var all []lead
	for _, a := range c.Children("VALARM") {
		if d, ok := trigger(a); ok {
			all = append(all, leadOf(d))
		}
	}
	return all
}

// alarmsField replaces the plain alarms. Those that ring at a wanted time
// already stay as they are.
func alarmsField(texts []string) (field, error) {
	var wanted []ical.Duration
	for _, t := range texts {
		d, err := ParseAlarm(t)
		if err != nil {
			return field{}, err
		}
		if !slices.ContainsFunc(wanted, func(w ical.Duration) bool { return leadOf(w) == leadOf(d) }) {
			wanted = append(wanted, d)
		}
	}
	return field{
		private: true,
		same:    func(a, b *ical.Component) bool { return slices.Equal(leads(a), leads(b)) },
		apply:   func(c *ical.Component) { setAlarms(c, wanted) },
	}, nil
}

func setAlarms(c *ical.Component, wanted []ical.Duration) {
	missing := slices.Clone(wanted)
	for _, a := range c.Children("VALARM") {
		d, ok := trigger(a)
		if !ok {
			continue
		}
		i := slices.IndexFunc(missing, func(w ical.Duration) bool { return leadOf(w) == leadOf(d) })
		if i < 0 {
			c.RemoveChild(a)
			continue
		}
		missing = slices.Delete(missing, i, i+1)
	}
	for _, d := range missing {
		a := ical.New("VALARM")
		a.Set("ACTION", "DISPLAY")
		a.Set("TRIGGER", d.String())
		text := c.Text("SUMMARY")
		if text == "" {
			text = "Reminder" // RFC 5545 §3.6.6 wants a description
		}
		a.SetText("DESCRIPTION", text)
		c.AddChild(a)
	}
}
