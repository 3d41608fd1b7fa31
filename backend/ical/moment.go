package ical

import (
	"fmt"
	"strings"
	"time"
)

// WallOf is what a clock shows at t in t's location.
func WallOf(t time.Time) Wall {
	_, offset := t.Zone()
	return Wall(t.Unix() + int64(offset))
}

// Time is the wall's fields as a time tagged UTC; only its fields have a
// meaning.
func (w Wall) Time() time.Time { return time.Unix(int64(w), 0).UTC() }

// day is the length of a day on the wall, in seconds.
const day = 24 * 60 * 60

// Midnight is the begin of the wall's day.
func (w Wall) Midnight() Wall {
	rest := w % day
	if rest < 0 {
		rest += day
	}
	return w - rest
}

// IsZero reports whether m is no time at all.
func (m Moment) IsZero() bool { return m.Kind == 0 }

// String is the value text: 20261122, 20261122T090000 or 20261122T090000Z;
// "" for the zero Moment. The TZID is not part of it.
func (m Moment) String() string {
	switch m.Kind {
	case Date:
		return m.Wall.Time().Format("20060102")
	case UTC:
		return m.Wall.Time().Format("20060102T150405Z")
	case Floating, Zoned:
		return m.Wall.Time().Format("20060102T150405")
	}
	return ""
}

// ParseMoment reads a DATE or DATE-TIME value (RFC 5545 §3.3.4, §3.3.5); tzid
// is the TZID parameter, which UTC times and dates ignore. It takes lower case,
// dashes and colons, times without seconds, and dates with a Z.
func ParseMoment(value, tzid string) (Moment, error) {
	s := strings.ToUpper(strings.Trim(value, " \t\""))
	if strings.ContainsAny(s, "-:") {
		s = strings.NewReplacer("-", "", ":", "").Replace(s)
	}
	m := Moment{Kind: Date}
	if len(s) == 9 && s[8] == 'Z' { // Google's birthdays
		s = s[:8]
	}
	if len(s) > 9 && s[8] == 'T' {
		switch rest := strings.TrimSuffix(s, "T"); {
		case strings.HasSuffix(rest, "Z"):
			m.Kind, s = UTC, rest[:len(rest)-1]
		case tzid != "":
			m.Kind, m.TZID, s = Zoned, tzid, rest
		default:
			m.Kind, s = Floating, rest
		}
		if len(s) == 13 {
			s += "00"
		}
	}
	wall, ok := wallOf(s, m.Kind == Date)
	if !ok {
		return Moment{}, fmt.Errorf("%.80q is neither a date nor a time", value)
	}
	m.Wall = wall
	return m, nil
}

// wallOf reads YYYYMMDD or YYYYMMDDTHHMMSS.
func wallOf(s string, date bool) (Wall, bool) {
	if date && len(s) != 8 || !date && len(s) != 15 {
		return 0, false
	}
	year, ok1 := digits(s[:4])
	month, ok2 := digits(s[4:6])
	mday, ok3 := digits(s[6:8])
	if !ok1 || !ok2 || !ok3 {
		return 0, false
	}
	t := time.Date(year, time.Month(month), mday, 0, 0, 0, 0, time.UTC)
	if t.Day() != mday || int(t.Month()) != month {
		return 0, false
	}
	if date {
		return Wall(t.Unix()), true
	}
	h, ok1 := digits(s[9:11])
	min, ok2 := digits(s[11:13])
	sec, ok3 := digits(s[13:15])
	if !ok1 || !ok2 || !ok3 || h > 24 || min > 59 || sec > 60 {
		return 0, false
	}
	return Wall(t.Unix() + int64(h*3600+min*60+min60(sec))), true
}

// min60 makes a leap second the second before it.
func min60(sec int) int { return min(sec, 59) }

func digits(s string) (int, bool) {
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, true
}

// zone is the TZID parameter; an unquoted one with a comma is put together.
func (l *Line) zone() string {
	for _, p := range l.Params {
		if p.Name == "TZID" {
			return strings.TrimSpace(strings.Join(p.Values, ","))
		}
	}
	return ""
}

// Moment reads the line's value as a DATE or DATE-TIME with its TZID. What the
// value looks like counts, not what the VALUE parameter says, but for a time
// that is declared a date.
func (l *Line) Moment() (Moment, error) { return l.moment(l.Value) }

func (l *Line) moment(value string) (Moment, error) {
	m, err := ParseMoment(value, l.zone())
	if err != nil {
		return Moment{}, fmt.Errorf("%s: %w", l.Name, err)
	}
	if m.Kind != Date && strings.EqualFold(l.Param("VALUE"), "DATE") {
		m = Moment{Kind: Date, Wall: m.Wall.Midnight()}
	}
	return m, nil
}

// Moments reads a list of them (EXDATE, RDATE), of a PERIOD its start. What
// can be read is returned even with an error, which names the first that
// cannot.
func (l *Line) Moments() ([]Moment, error) {
	var all []Moment
	var first error
	for v := range strings.SplitSeq(l.Value, ",") {
		if v = strings.TrimSpace(v); v == "" {
			continue
		}
		v, _, _ = strings.Cut(v, "/")
		m, err := l.moment(v)
		if err != nil {
			if first == nil {
				first = err
			}
			continue
		}
		all = append(all, m)
	}
	return all, first
}

// SetMoment sets the value with the VALUE and TZID parameters that belong to
// it; other parameters stay.
func (l *Line) SetMoment(m Moment) {
	if old, err := l.Moment(); err == nil && old == m {
		return
	}
	if m.Kind == Date {
		l.SetParam("VALUE", "DATE")
	} else if l.Param("VALUE") != "" && !strings.EqualFold(l.Param("VALUE"), "DATE-TIME") {
		l.SetParam("VALUE")
	}
	if m.Kind == Zoned {
		l.SetParam("TZID", m.TZID)
	} else {
		l.SetParam("TZID")
	}
	l.SetValue(m.String())
}
