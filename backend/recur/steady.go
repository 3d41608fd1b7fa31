package recur

import (
	"math"
	"time"

	"calends/backend/zone"
)

// steady remembers a stretch of walls of one location in which no clock is
// changed, so that most instants are a subtraction. The zero steady knows none.
type steady struct{ from, to, offset int64 }

// instant is zone.Instant in Unix seconds.
func (s *steady) instant(loc *time.Location, wall int64) int64 {
	if wall >= s.from && wall < s.to {
		return wall - s.offset
	}
	const around = 2 * day // zone.Instant looks no farther
	at := zone.Instant(loc, wall)
	begin, end := at.ZoneBounds()
	s.offset = zone.Wall(at) - at.Unix()
	s.from, s.to = math.MinInt64, math.MaxInt64
	if !begin.IsZero() {
		s.from = begin.Unix() + s.offset + around
	}
	if !end.IsZero() {
		s.to = end.Unix() + s.offset - around
	}
	return at.Unix()
}

// walls are walls in loc's zone between which all lie whose instants are in
// [from, to].
func walls(loc *time.Location, from, to int64) (lo, hi int64) {
	const around = 2 * day
	offset := func(at int64) int64 { return zone.Wall(time.Unix(at, 0).In(loc)) - at }
	lo, hi = max(from, minWall), min(to, maxWall)
	a, b, c := offset(lo-around), offset(lo), offset(lo+around)
	lo += min(a, b, c)
	a, b, c = offset(hi-around), offset(hi), offset(hi+around)
	return lo, hi + max(a, b, c)
}
