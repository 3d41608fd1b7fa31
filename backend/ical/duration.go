package ical

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Duration is a DURATION (RFC 5545 §3.3.6). Weeks and days are nominal, as
// long as the wall's days are; Seconds are exact.
type Duration struct {
	Neg         bool
	Weeks, Days int
	Seconds     int64
}

// Period is a PERIOD (RFC 5545 §3.3.9): with an End, or with a Duration.
type Period struct {
	Start, End Moment
	Duration   Duration
}

// IsZero reports whether the duration is of no length.
func (d Duration) IsZero() bool { return d.Weeks == 0 && d.Days == 0 && d.Seconds == 0 }

// Nominal is the signed number of days in d, weeks included.
func (d Duration) Nominal() int {
	n := 7*d.Weeks + d.Days
	if d.Neg {
		return -n
	}
	return n
}

// Exact is the signed number of seconds in d beside its days.
func (d Duration) Exact() int64 {
	if d.Neg {
		return -d.Seconds
	}
	return d.Seconds
}

// String writes the duration: PT15M, P1D, -P1DT2H, P2W, PT0S.
func (d Duration) String() string {
	if d.IsZero() {
		return "PT0S"
	}
	sign := ""
	if d.Neg {
		sign = "-"
	}
	if d.Weeks != 0 && d.Days == 0 && d.Seconds == 0 {
		return sign + "P" + strconv.Itoa(d.Weeks) + "W"
	}
	b := sign + "P"
	if n := 7*d.Weeks + d.Days; n != 0 {
		b += strconv.Itoa(n) + "D"
	}
	if d.Seconds == 0 {
		return b
	}
	b += "T"
	h, m, s := d.Seconds/3600, d.Seconds/60%60, d.Seconds%60
	if h != 0 {
		b += strconv.FormatInt(h, 10) + "H"
	}
	if m != 0 || h != 0 && s != 0 { // RFC 5545 allows no gap between H and S
		b += strconv.FormatInt(m, 10) + "M"
	}
	if s != 0 {
		b += strconv.FormatInt(s, 10) + "S"
	}
	return b
}

// ParseDuration reads a DURATION; lower case, blanks and units in any mixture
// are taken too.
func ParseDuration(value string) (Duration, error) {
	bad := fmt.Errorf("%.80q is no duration", value)
	s := strings.ToUpper(strings.TrimSpace(value))
	d := Duration{Neg: strings.HasPrefix(s, "-")}
	s, ok := strings.CutPrefix(strings.TrimLeft(s, "+-"), "P")
	if !ok || s == "" {
		return Duration{}, bad
	}
	var seconds int64
	for s != "" {
		if s[0] == 'T' {
			s = s[1:]
			continue
		}
		n := strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' })
		if n < 1 || n > 10 {
			return Duration{}, bad
		}
		v, _ := strconv.ParseInt(s[:n], 10, 64)
		switch s[n] {
		case 'W':
			d.Weeks = int(v)
		case 'D':
			d.Days = int(v)
		case 'H':
			seconds += v * 3600
		case 'M':
			seconds += v * 60
		case 'S':
			seconds += v
		default:
			return Duration{}, bad
		}
		s = s[n+1:]
	}
	// Beyond ten thousand years nothing is meant, and arithmetic overflows.
	if d.Weeks > math.MaxInt32/7 || d.Days > 4_000_000 || d.Weeks > 600_000 || seconds > 400_000_000_000 {
		return Duration{}, bad
	}
	d.Seconds = seconds
	return d, nil
}

// Periods reads a list of PERIODs (RDATE;VALUE=PERIOD, FREEBUSY). What can be
// read is returned even with an error, which names the first that cannot.
func (l *Line) Periods() ([]Period, error) {
	var all []Period
	var first error
	for v := range strings.SplitSeq(l.Value, ",") {
		if v = strings.TrimSpace(v); v == "" {
			continue
		}
		p, err := l.period(v)
		if err != nil {
			if first == nil {
				first = err
			}
			continue
		}
		all = append(all, p)
	}
	return all, first
}

func (l *Line) period(value string) (Period, error) {
	start, end, ok := strings.Cut(value, "/")
	if !ok {
		return Period{}, fmt.Errorf("%s: %.80q is no period", l.Name, value)
	}
	var p Period
	var err error
	if p.Start, err = ParseMoment(start, l.zone()); err != nil {
		return Period{}, fmt.Errorf("%s: %w", l.Name, err)
	}
	if strings.ContainsAny(end, "Pp") {
		p.Duration, err = ParseDuration(end)
	} else {
		p.End, err = ParseMoment(end, l.zone())
	}
	if err != nil {
		return Period{}, fmt.Errorf("%s: %w", l.Name, err)
	}
	return p, nil
}
