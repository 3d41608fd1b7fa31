package edit

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"calends/backend/ical"
	"calends/backend/recur"
	"calends/backend/zone"
)

// define adds a VTIMEZONE for each zone that the calendar names without one
// (RFC 5545 §3.2.19), but for those that are known to be missing and stay so.
func (p places) define(known []string) {
	have, begins := ical.Zones(p.calendar), p.begins()
	missing := map[string]bool{}
	for _, id := range known {
		missing[id] = true
	}
	first := p.firstScheduled()
	for _, id := range p.calendar.TZIDs() {
		if have[id] != nil || missing[id] {
			continue
		}
		if loc, err := p.find(id); err == nil {
			p.calendar.InsertChild(vtimezone(id, loc, begins[id]), first)
		}
	}
}

// begins is when the first time of each zone is that one is in.
func (p places) begins() map[string]time.Time {
	out := map[string]time.Time{}
	for _, part := range p.calendar.Parts {
		if part.Child == nil {
			continue
		}
		for _, name := range []string{"DTSTART", "DTEND", "DUE", "RECURRENCE-ID"} {
			l := part.Child.Get(name)
			if l == nil {
				continue
			}
			m, err := l.Moment()
			if err != nil || m.TZID == "" {
				continue
			}
			if at := p.at(m); out[m.TZID].IsZero() || at.Before(out[m.TZID]) {
				out[m.TZID] = at
			}
		}
	}
	return out
}

// extend defines a zone anew that has a time now before its VTIMEZONE begins,
// and had none before. What was wrong before is not ours to mend.
func (p places) extend(before map[string]time.Time) {
	have, begins := ical.Zones(p.calendar), p.begins()
	for _, id := range slices.Sorted(maps.Keys(begins)) {
		was, now := before[id], begins[id]
		if have[id] == nil || was.IsZero() || !now.Before(was) || holds(have[id], now) || !holds(have[id], was) {
			continue
		}
		if loc, err := p.find(id); err == nil {
			p.calendar.InsertChild(vtimezone(id, loc, now), have[id])
			p.calendar.RemoveChild(have[id])
		}
	}
}

// holds reports whether a VTIMEZONE says what is so at an instant.
func holds(c *ical.Component, at time.Time) bool {
	return slices.ContainsFunc(recur.Observances(c), func(o zone.Observance) bool {
		return len(o.Onsets) > 0 && o.Onsets[0]-int64(o.OffsetFrom) <= at.Unix()
	})
}

// firstScheduled is the first component that is no VTIMEZONE.
func (p places) firstScheduled() *ical.Component {
	for _, part := range p.calendar.Parts {
		if part.Child != nil && part.Child.Name != "VTIMEZONE" {
			return part.Child
		}
	}
	return nil
}

// vtimezone writes a VTIMEZONE (RFC 5545 §3.6.5) that holds from an instant on.
func vtimezone(tzid string, loc *time.Location, from time.Time) *ical.Component {
	c := ical.New("VTIMEZONE")
	c.SetText("TZID", tzid)
	for _, o := range zone.Definition(loc, from, time.Time{}) {
		name := "STANDARD"
		if o.Daylight {
			name = "DAYLIGHT"
		}
		part := ical.New(name)
		part.Set("DTSTART", ical.Moment{Kind: ical.Floating, Wall: ical.Wall(o.Onsets[0])}.String())
		part.Set("TZOFFSETFROM", offset(o.OffsetFrom))
		part.Set("TZOFFSETTO", offset(o.OffsetTo))
		if o.Rule != "" {
			part.Set("RRULE", o.Rule)
		} else {
			for _, onset := range o.Onsets[1:] {
				part.Add(&ical.Line{Name: "RDATE", Value: ical.Moment{Kind: ical.Floating, Wall: ical.Wall(onset)}.String()})
			}
		}
		if o.Name != "" {
			part.SetText("TZNAME", o.Name)
		}
		c.AddChild(part)
	}
	return c
}

// offset writes a UTC-OFFSET (RFC 5545 §3.3.14).
func offset(seconds int) string {
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	s := fmt.Sprintf("%c%02d%02d", sign, seconds/3600, seconds/60%60)
	if seconds%60 != 0 {
		s += fmt.Sprintf("%02d", seconds%60)
	}
	return s
}
