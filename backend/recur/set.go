package recur

import (
	"slices"
	"strings"
	"time"

	"calends/backend/ical"
	"calends/backend/zone"
)

// set is a recurrence set, read once.
type set struct {
	places
	master *ical.Component // nil: overrides only
	start  ical.Moment     // the master's DTSTART
	loc    *time.Location  // where its wall stands
	steady steady          // what loc's clock did last
	extent extent
	recurs bool

	rules, exrules []bounded
	added          []slot         // RDATEs, in order; DTSTART too where no rule yields it
	excluded       map[int64]bool // instants of EXDATEs
	excludedDays   map[int64]bool // walls of EXDATEs that are dates where slots are times
	overrides      []override     // by slot
	effort         effort
	problems       []error
	told           map[string]bool // the texts of problems
}

// bounded is a rule and its UNTIL, as the wall shows it and as an instant.
type bounded struct {
	Rule
	wall  int64
	until int64
}

// slot is where an occurrence stands unless an override moves it.
type slot struct {
	at   int64   // instant, Unix seconds
	wall int64   // on the clock of the master's zone
	own  *extent // of an RDATE that is a PERIOD
}

// override is a component with RECURRENCE-ID.
type override struct {
	component *ical.Component
	id        ical.Moment // as the master writes its slots
	at        int64       // the slot
	day       bool        // names a whole day where slots are times
	start     ical.Moment
	loc       *time.Location
	extent    extent
	following bool // RANGE=THISANDFUTURE
}

// read reads the recurrence set of o. What cannot be read is left out and told
// in problems.
func read(o *ical.Object, local *time.Location, z *zone.Finder) *set {
	s := &set{places: places{o.Calendar, local, z}, master: o.Master, loc: local, effort: effort{tooMany}}
	if o.Master != nil {
		s.another(o)
		s.readMaster()
	}
	for _, c := range o.Overrides {
		s.readOverride(c)
	}
	s.adopt()
	s.effort.left = tooMany
	s.sortOverrides()
	s.recurs = len(s.rules) > 0 || len(s.overrides) > 0 || len(s.added) > 1
	return s
}

// tell keeps a problem, once; nil is none.
func (s *set) tell(err error) {
	if err == nil || s.told[err.Error()] {
		return
	}
	if s.told == nil {
		s.told = map[string]bool{}
	}
	s.told[err.Error()] = true
	s.problems = append(s.problems, err)
}

func (s *set) readMaster() {
	c := s.master
	start, err := moment(c, "DTSTART")
	if err != nil && c.Name == "VTODO" && c.Get("DUE") != nil {
		start, err = moment(c, "DUE")
	}
	if err != nil {
		s.tell(err)
		s.master = nil
		return
	}
	s.start = start
	s.loc, err = s.of(start)
	s.tell(err)
	s.extent, err = s.extentOf(c, start)
	s.tell(err)
	s.rules = s.readRules(c.All("RRULE"))
	s.exrules = s.readRules(c.All("EXRULE"))
	s.added = []slot{s.slotAt(int64(start.Wall), nil)}
	for _, line := range c.All("RDATE") {
		s.readAdded(line)
	}
	for _, line := range c.All("EXDATE") {
		s.readExcluded(line)
	}
	slices.SortStableFunc(s.added, func(a, b slot) int { return compare(a.at, b.at) })
}

func compare(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func (s *set) slotAt(wall int64, own *extent) slot {
	return slot{s.steady.instant(s.loc, wall), wall, own}
}

func (s *set) readRules(lines []*ical.Line) []bounded {
	var out []bounded
	for _, line := range lines {
		if line.Value == "" {
			continue
		}
		r, err := ParseRule(line.Value)
		if err != nil {
			s.tell(err)
			continue
		}
		out = append(out, s.bound(r))
	}
	return out
}

// bound reads UNTIL as a moment of the kind that DTSTART is, whatever it is
// written as, except for UTC with a zoned DTSTART, which RFC 5545 wants. A date
// where DTSTART is a time is its midnight, as it is to every other engine that
// was asked: the phone beside us must end the event on the same day.
func (s *set) bound(r Rule) bounded {
	b := bounded{r, maxWall, maxWall}
	if r.Until.IsZero() {
		return b
	}
	b.wall = int64(r.Until.Wall)
	switch {
	case s.start.Kind == ical.Date:
		b.wall = int64(r.Until.Wall.Midnight())
	case r.Until.Kind == ical.UTC && s.start.Kind == ical.Zoned:
		b.until = b.wall
		b.wall = zone.Wall(time.Unix(b.until, 0).In(s.loc)) + day // the instant decides
	}
	return b
}

// readAdded reads an RDATE: dates, times, or periods, which have ends of their
// own. A date where slots are times is that day at DTSTART's time.
func (s *set) readAdded(line *ical.Line) {
	periods, err := line.Periods()
	if err == nil && len(periods) > 0 {
		for _, p := range periods {
			x := lasting(p.Duration)
			if !p.End.IsZero() {
				x, err = s.between(p.Start, p.End)
				s.tell(err)
			}
			s.added = append(s.added, s.slotOf(p.Start, &x))
		}
		return
	}
	moments, err := line.Moments()
	s.tell(err)
	for _, m := range moments {
		s.added = append(s.added, s.slotOf(m, nil))
	}
}

// slotOf is the slot that a moment of RDATE names.
func (s *set) slotOf(m ical.Moment, own *extent) slot {
	if m.Kind == ical.Date && s.start.Kind != ical.Date {
		return s.slotAt(int64(m.Wall)+floorMod(int64(s.start.Wall), day), own)
	}
	at := s.instant(m)
	return slot{at, zone.Wall(time.Unix(at, 0).In(s.loc)), own}
}

// instant is where a moment of EXDATE, RDATE or RECURRENCE-ID lies among the
// slots. A time without a zone is meant on DTSTART's clock, and where slots are
// dates a time stands for its day.
func (s *set) instant(m ical.Moment) int64 {
	switch {
	case s.start.Kind == ical.Date && m.Kind != ical.Date:
		m = ical.Moment{Kind: ical.Date, Wall: m.Wall.Midnight()}
	case m.Kind == ical.Floating, m.Kind == ical.Date:
		return zone.Instant(s.loc, int64(m.Wall)).Unix()
	}
	at, err := s.at(m)
	s.tell(err)
	return at.Unix()
}

func (s *set) readExcluded(line *ical.Line) {
	moments, err := line.Moments()
	s.tell(err)
	for _, m := range moments {
		if m.Kind == ical.Date && s.start.Kind != ical.Date {
			if s.excludedDays == nil {
				s.excludedDays = map[int64]bool{}
			}
			s.excludedDays[int64(m.Wall)] = true
			continue
		}
		if s.excluded == nil {
			s.excluded = map[int64]bool{}
		}
		s.excluded[s.instant(m)] = true
	}
}

func (s *set) readOverride(c *ical.Component) {
	id, err := moment(c, "RECURRENCE-ID")
	if err != nil {
		s.tell(err)
		return
	}
	v := override{component: c, start: id, following: strings.EqualFold(c.Get("RECURRENCE-ID").Param("RANGE"), "THISANDFUTURE")}
	if s.master == nil {
		v.id, v.at = id, s.instant(id)
	} else {
		v.day = id.Kind == ical.Date && s.start.Kind != ical.Date
		n := s.slotOf(id, nil)
		v.id, v.at = s.id(n), n.at
	}
	if c.Get("DTSTART") != nil {
		if v.start, err = moment(c, "DTSTART"); err != nil {
			s.tell(err)
			return
		}
	} else if s.master != nil {
		v.start = v.id // it stays where it was
	}
	v.loc, err = s.of(v.start)
	s.tell(err)
	v.extent, err = s.extentOf(c, v.start)
	s.tell(err)
	if s.master != nil && c.Get("DTSTART") == nil && c.Get("DTEND") == nil && c.Get("DURATION") == nil {
		v.extent = s.extent
	}
	s.overrides = append(s.overrides, v)
}

// id is a slot as the master would write it in RECURRENCE-ID.
func (s *set) id(n slot) ical.Moment {
	return ical.Moment{Kind: s.start.Kind, Wall: ical.Wall(n.wall), TZID: s.start.TZID}
}

// sortOverrides orders overrides by slot and keeps the newest of each.
func (s *set) sortOverrides() {
	slices.SortStableFunc(s.overrides, func(a, b override) int { return compare(a.at, b.at) })
	kept := s.overrides[:0]
	for _, v := range s.overrides {
		last := len(kept) - 1
		if last < 0 || kept[last].at != v.at {
			kept = append(kept, v)
		} else if !Newer(kept[last].component, v.component) {
			kept[last] = v
		}
	}
	s.overrides = kept
}
