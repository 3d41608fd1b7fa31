package recur

import (
	"slices"
	"time"

	"calends/backend/ical"
	"calends/backend/zone"
)

// adopt gives the overrides that name no slot and start in one, as those do
// whose RECURRENCE-ID is written in another zone, the slot that they start in,
// where that has no override. They would be shown beside what the rule says.
func (s *set) adopt() {
	if s.master == nil || len(s.overrides) == 0 {
		return
	}
	named := map[int64]bool{}
	for _, v := range s.overrides {
		named[v.at] = true
	}
	for i := range s.overrides {
		v := &s.overrides[i]
		start := zone.Instant(v.loc, int64(v.start.Wall)).Unix()
		if v.following || v.day || (v.start.Kind == ical.Date) != (s.start.Kind == ical.Date) || named[start] || s.yields(v.at) || !s.yields(start) {
			continue
		}
		named[start] = true
		v.at = start
		v.id = s.id(slot{at: start, wall: zone.Wall(time.Unix(start, 0).In(s.loc))})
	}
}

// yields reports whether an RDATE or a rule, its COUNT not regarded, has a
// slot at an instant, be it excluded or not.
func (s *set) yields(at int64) bool {
	if _, ok := slices.BinarySearchFunc(s.added, at, func(n slot, at int64) int { return compare(n.at, at) }); ok {
		return true
	}
	for _, r := range s.rules {
		r.Count = 0
		slots := s.ruled(r, at, at, true)
		for n, ok := slots(); ok && n.at <= at; n, ok = slots() {
			if n.at == at {
				return true
			}
		}
	}
	return false
}
