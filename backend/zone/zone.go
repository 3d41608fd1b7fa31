// Package zone answers which time zone a TZID means and which instant a clock
// on the wall shows. TZIDs come in many spellings: IANA names, the names of
// Windows and Outlook, IANA names behind a vendor's prefix, bare offsets, and
// names that mean only what the VTIMEZONE beside them says (RFC 5545 §3.6.5).
//
// An IANA name means what IANA says, even where a VTIMEZONE in the file says
// otherwise: the file's copy is older, and often wrong.
package zone

import (
	"time"
	_ "time/tzdata" // the zones, for systems that have none
)

// day is 24 hours in seconds.
const day = 86400

// Instant is the instant at which a clock in loc shows wall, given as the
// seconds since 1970-01-01T00:00:00 on that clock. RFC 5545 §3.3.5 decides
// where a clock change leaves none or two: a time that is skipped is read with
// the offset before the gap, a time that comes twice is the first.
func Instant(loc *time.Location, wall int64) time.Time {
	before := offset(loc, wall-day)
	after := offset(loc, wall+day)
	first := wall - before
	if before != after && offset(loc, first) != before {
		if second := wall - after; offset(loc, second) == after {
			return time.Unix(second, 0).In(loc)
		}
	}
	return time.Unix(first, 0).In(loc)
}

// Wall is what a clock in t's location shows at t, as Instant takes it.
func Wall(t time.Time) int64 {
	_, off := t.Zone()
	return t.Unix() + int64(off)
}

// offset is loc's offset in seconds east of UTC at an instant.
func offset(loc *time.Location, unix int64) int64 {
	_, off := time.Unix(unix, 0).In(loc).Zone()
	return int64(off)
}
