package zone

import (
	"strings"
	"testing"
	"time"
)

// between 1970 and 2037, half open.
const (
	from1970 = 0
	to2038   = 2145916800
)

// the instants at which a clock with these changes shows wall, as RFC 5545
// §3.3.5 picks among them: the first of two; of none, the one that the offset
// before the gap gives.
func expected(changes []change, wall int64) int64 {
	offset, since := int64(0), int64(-1<<62)
	if len(changes) > 0 {
		offset = changes[0].before
	}
	for _, c := range changes {
		if at := wall - offset; at >= since && at < c.at {
			return at
		}
		if c.after > c.before && wall >= c.at+c.before && wall < c.at+c.after {
			return wall - c.before
		}
		offset, since = c.after, c.at
	}
	return wall - offset
}

// TestEveryTransitionOfEveryZone: before, at the edges of, inside and behind
// every gap and overlap of the world.
func TestEveryTransitionOfEveryZone(t *testing.T) {
	gaps, overlaps := 0, 0
	for name, z := range zones(t) {
		loc := z.loc
		for _, c := range z.changes {
			if c.at < from1970 || c.at >= to2038 {
				continue
			}
			low, high := c.at+min(c.before, c.after), c.at+max(c.before, c.after)
			if c.after > c.before {
				gaps++
			} else if c.after < c.before {
				overlaps++
			}
			for _, wall := range []int64{low - day, low - 3600, low - 1, low, low + 1, (low + high) / 2, high - 1, high, high + 1, high + 3600, high + day} {
				if got, want := Instant(loc, wall).Unix(), expected(z.changes, wall); got != want {
					t.Errorf("%s: %s is %s, want %s", name, time.Unix(wall, 0).UTC().Format(time.DateTime),
						time.Unix(got, 0).In(loc).Format(time.RFC3339), time.Unix(want, 0).In(loc).Format(time.RFC3339))
				}
			}
		}
	}
	if gaps < 10_000 || overlaps < 10_000 {
		t.Errorf("only %d gaps and %d overlaps were looked at", gaps, overlaps)
	}
}

// TestEveryNameInAnyCase: as IANA spells it, in lower and upper case, with
// blanks, behind the prefixes of the world's programs.
func TestEveryNameInAnyCase(t *testing.T) {
	f := NewFinder()
	for name := range zones(t) {
		want, err := f.Find(name, nil)
		if err != nil || want.String() != name {
			t.Errorf("%s is %v, %v", name, want, err)
			continue
		}
		spellings := []string{strings.ToLower(name), strings.ToUpper(name), "/" + name, " " + name + " ", `"` + name + `"`, "right/" + name}
		if strings.Contains(name, "/") {
			spellings = append(spellings, strings.ReplaceAll(name, "_", " "), "/freeassociation.sourceforge.net/Tzfile/"+name,
				"/mozilla.org/20050126_1/"+name, "/softwarestudio.org/Olson_20011030_5/"+name, "/ical4j_1_0_rc1/"+name, "posix/"+name)
		}
		for _, spelling := range spellings {
			if loc, err := f.Find(spelling, nil); err != nil || !alike(loc, want) {
				t.Errorf("%q is %v, %v; want %s", spelling, loc, err, name)
			}
		}
	}
}

// alike reports whether two zones had the same offset twice a year.
func alike(a, b *time.Location) bool {
	for at := int64(from1970); at < to2038; at += 182 * day {
		if offset(a, at) != offset(b, at) {
			return false
		}
	}
	return true
}

// TestDefinitionOfEveryZone: the VTIMEZONE for an event of any zone, ten years
// ahead, says what IANA says.
func TestDefinitionOfEveryZone(t *testing.T) {
	world := zones(t)
	for _, year := range []int{1971, 1999, 2026} {
		from := time.Date(year, 6, 15, 12, 0, 0, 0, time.UTC)
		for name, z := range world {
			obs := Definition(z.loc, from, time.Time{})
			again := build(name, obs)
			if again == nil {
				t.Errorf("%s in %d: nothing was defined", name, year)
				continue
			}
			for _, c := range z.changes {
				if c.at <= from.Unix() || c.at >= from.AddDate(10, 0, 0).Unix() {
					continue
				}
				if offset(again, c.at) != c.after || offset(again, c.at-1) != c.before {
					t.Errorf("%s: the change of %s is lost", name, time.Unix(c.at, 0).UTC())
				}
			}
			for _, o := range obs {
				if o.Rule != "" {
					holds(t, name, o)
				}
			}
		}
	}
}

// holds reports rules that say something else than their onsets, by the
// calendar of ten years.
func holds(t *testing.T, name string, o Observance) {
	first := time.Unix(o.Onsets[0], 0).UTC()
	for _, wall := range o.Onsets {
		at := time.Unix(wall, 0).UTC()
		week := (at.Day()-1)/7 + 1
		if strings.Contains(o.Rule, "=-1") {
			week = -1
			if at.AddDate(0, 0, 7).Month() == at.Month() {
				t.Errorf("%s: %s is not the last of its month", name, at)
			}
		}
		want := "FREQ=YEARLY;BYMONTH=" + at.Format("1") + ";BYDAY=" + itoa(week) + strings.ToUpper(at.Format("Mon")[:2])
		if o.Rule != want || at.Format("150405") != first.Format("150405") {
			t.Errorf("%s: %s does not say %s", name, o.Rule, at)
		}
	}
}

func itoa(n int) string {
	if n < 0 {
		return "-" + itoa(-n)
	}
	return string(rune('0' + n))
}
