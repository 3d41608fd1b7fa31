package quickadd

import (
	"fmt"
	"time"

	"calends/backend/zone"
)

const wallForm = "2006-01-02T15:04"

// plan is when the event is, as it is being found out.
type plan struct {
	loc   *time.Location
	day   time.Time // the first day
	days  stretch   // all of them
	known bool      // the day was said, or is that of the slot
	time  *period   // nil: whole days
}

// schedule finds out when the event is.
func (p *parser) schedule(d *Draft, s said) {
	pl := plan{loc: p.now.Location()}
	pl.time = p.clockOf(s)
	p.dayOf(&pl, s)
	p.zoneOf(d, &pl, s)
	r := p.ruleOf(s)
	if pl.day.IsZero() && pl.time == nil && r == nil && !d.AllDay {
		if s.length != nil {
			p.doubt(d, NoTime, s.length)
		}
		if s.ending != nil || s.end != nil {
			p.sinceWhen(d, s)
		}
		return
	}
	p.startDay(&pl, r)
	if r == nil && s.ending != nil && s.ending.until {
		p.endDays(d, &pl, s)
	}
	switch {
	case d.AllDay && s.clock != nil:
		p.allDayTwice(d, s.clock)
	case pl.time == nil && r != nil && r.unit < days:
		p.doubt(d, NoTime, s.rule)
	case pl.time == nil && s.length != nil && s.length.span.minutes > 0:
		p.doubt(d, NoTime, s.length)
	case pl.time == nil && s.end != nil:
		p.doubt(d, NoTime, s.end)
	case pl.time != nil && r == nil && pl.days.last.After(pl.days.first):
		p.eachDay(d, pl, s)
	}
	if r != nil {
		p.endRule(d, r, pl, s)
		d.RRule = r.String()
	}
	p.write(d, pl, r, s)
}

// sinceWhen says that only the end was said: it may be from today on.
func (p *parser) sinceWhen(d *Draft, s said) {
	if s.end != nil || len(s.ending.days) != 1 || s.ending.days[0].last.Before(p.today) {
		p.doubt(d, NoTime, firstOf(s.end, s.ending))
		return
	}
	it := *s.ending
	it.ask = 0
	all := stretch{p.today, it.days[0].last}
	p.doubt(d, NoTime, s.ending, p.reading(&it, Date, dateValue(all), dateText(all)))
}

// endDays is how "until Sunday" ends what does not repeat.
func (p *parser) endDays(d *Draft, pl *plan, s said) {
	p.decideDays(d, s.ending)
	if pl.days.last = s.ending.days[0].last; pl.days.last.Before(pl.days.first) {
		p.doubt(d, NoEnd, s.ending)
	}
}

// allDayTwice says that a time and "all day" exclude each other.
func (p *parser) allDayTwice(d *Draft, at *item) {
	for i := range p.items {
		if it := &p.items[i]; it.kind == AllDay {
			p.either(d, it, at)
			return
		}
	}
}

func firstOf(items ...*item) *item {
	for _, it := range items {
		if it != nil {
			return it
		}
	}
	return nil
}

// clockOf is the time that was said; nil: none.
func (p *parser) clockOf(s said) *period {
	switch {
	case s.clock != nil && len(s.clock.times) > 0:
		return &s.clock.times[0]
	case s.date != nil && len(s.date.times) > 0:
		return &s.date.times[0]
	case s.part != nil:
		return &period{start: partTimes[s.part.part]}
	case s.date == nil && len(p.opt.Slot) > len(time.DateOnly):
		if t, err := time.Parse(wallForm, p.opt.Slot[:min(len(p.opt.Slot), len(wallForm))]); err == nil {
			return &period{start: t.Hour()*60 + t.Minute()}
		}
	}
	return nil
}

// dayOf is the day that was said.
func (p *parser) dayOf(pl *plan, s said) {
	for _, it := range []*item{s.date, s.clock, s.part} {
		if it != nil && len(it.days) > 0 {
			pl.days, pl.known = it.days[0], true
			pl.day = pl.days.first
			return
		}
	}
	if len(p.opt.Slot) >= len(time.DateOnly) {
		if t, err := time.Parse(time.DateOnly, p.opt.Slot[:len(time.DateOnly)]); err == nil {
			pl.day, pl.days, pl.known = t, oneDay(t), true
		}
	}
}

// zoneOf finds the zone that was said.
func (p *parser) zoneOf(d *Draft, pl *plan, s said) {
	if s.zone == nil {
		return
	}
	minute, day := 0, pl.day
	if pl.time != nil {
		minute = pl.time.start
	}
	if day.IsZero() {
		day = p.today
	}
	can := p.zonesOf(s.zone.text, func(loc *time.Location) time.Time { return p.instant(day, minute, loc) })
	if len(can) > 1 {
		var readings []Reading
		for _, name := range can {
			readings = append(readings, p.reading(s.zone, Zone, name, name))
		}
		p.doubt(d, WhichZone, s.zone, readings...)
	}
	s.zone.text = can[0]
	if loc, err := p.opt.Zones.Find(can[0], nil); err == nil {
		pl.loc, d.TZID = loc, can[0]
	}
}

// ruleOf is the rule that was said, with the days that "until" closes.
func (p *parser) ruleOf(s said) *rule {
	if s.rule == nil {
		return nil
	}
	r := s.rule.rules[0]
	return &r
}

// startDay finds the day where none was said: the next one that fits and is not
// over.
func (p *parser) startDay(pl *plan, r *rule) {
	if !pl.known {
		pl.day, _ = valid(p.now.In(pl.loc).Date())
	}
	first := func(day time.Time) time.Time {
		if r != nil {
			return r.first(day)
		}
		return day
	}
	day := first(pl.day)
	if !pl.known && pl.time != nil && !p.instant(day, pl.time.start, pl.loc).After(p.now) {
		day = first(day.AddDate(0, 0, 1))
	}
	pl.day = day
	if !pl.known {
		pl.days = oneDay(day)
	}
}

// endRule says how the rule ends: by what was said, by a range of dates, or by
// a length of days.
func (p *parser) endRule(d *Draft, r *rule, pl plan, s said) {
	switch {
	case s.ending != nil && s.ending.until:
		if f, ok := p.day(s.ending.ask, pl.day); ok { // seen from the start
			s.ending.days, s.ending.why = f.can, f.why
		}
		p.decideDays(d, s.ending)
		r.until = s.ending.days[0].last
	case s.ending != nil:
		r.count = s.ending.count
	case pl.days.last.After(pl.days.first) && pl.known:
		r.until = pl.days.last
	case s.length != nil && s.length.span.minutes == 0:
		if r.until = pl.day.AddDate(0, s.length.span.months, s.length.span.days); s.length.span.months > 0 {
			r.until = addMonths(pl.day, s.length.span.months)
		}
		r.until = r.until.AddDate(0, 0, -1)
	}
	if !r.until.IsZero() && r.until.Before(pl.day) {
		p.doubt(d, NoEnd, firstOf(s.ending, s.date, s.rule))
	}
}

// eachDay says that a time on several days can mean each of them or all
// through.
func (p *parser) eachDay(d *Draft, pl plan, s said) {
	it := firstOf(s.date, s.clock, s.part)
	if s.ending != nil {
		whole := *s.ending
		whole.ask = 0
		it = &whole
	}
	first, last := pl.days.first.Format(time.DateOnly), pl.days.last.Format(time.DateOnly)
	end := pl.time.end
	if !pl.time.ends {
		end = pl.time.start + int(p.opt.Length/time.Minute)
	}
	through := first + " " + clockText(pl.time.start) + " - " + last + " " + clockText(end%dayMinutes)
	r := rule{unit: days, until: pl.days.last}
	readings := []Reading{p.reading(it, Repeat, r.String(), fmt.Sprintf(p.lang.everyDay, first, last))}
	if week, e, ok := p.weekdayList(p.skip(it.from, from|on), weekday); ok && e == it.to {
		weekly := rule{unit: weeks, days: week}
		readings = append(readings, p.reading(it, Repeat, weekly.String(), p.lang.every+" "+p.text[p.toks[p.skip(it.from, from|on)].from:p.toks[it.to-1].to]))
	}
	if s.clock != nil && (s.date == nil || s.ending == nil) {
		readings = append(readings, Reading{Text: through, Kind: Date, Value: first + "/" + last, Sentence: p.without(it, through, s.clock)})
	}
	p.doubt(d, EachDay, it, readings...)
}

// write writes start and end down.
func (p *parser) write(d *Draft, pl plan, r *rule, s said) {
	if pl.time == nil || d.AllDay {
		d.AllDay = true
		d.Start = pl.day.Format(time.DateOnly)
		end := pl.day.AddDate(0, 0, 1)
		if r == nil {
			end = pl.days.last.AddDate(0, 0, 1)
			if s.length != nil && s.length.span.minutes == 0 {
				end = addMonths(pl.day, s.length.span.months).AddDate(0, 0, s.length.span.days)
			}
		}
		d.End = end.Format(time.DateOnly)
		return
	}
	start := pl.day.Add(time.Duration(pl.time.start) * time.Minute)
	at := p.instant(pl.day, pl.time.start, pl.loc)
	end := time.Unix(zone.Wall(at.Add(p.opt.Length)), 0).UTC()
	switch {
	case pl.time.ends:
		end = pl.day.Add(time.Duration(pl.time.end) * time.Minute)
	case s.end != nil && len(s.end.times) > 0:
		var can []int
		for _, t := range s.end.times {
			can = append(can, t.start)
		}
		end = pl.day.Add(time.Duration(soonest(pl.time.start, can)) * time.Minute)
	case s.length != nil && s.length.span.minutes > 0:
		end = time.Unix(zone.Wall(at.Add(time.Duration(s.length.span.minutes)*time.Minute)), 0).UTC()
	case s.length != nil && r == nil:
		end = addMonths(pl.day, s.length.span.months).AddDate(0, 0, s.length.span.days).Add(time.Duration(pl.time.start) * time.Minute)
	}
	if !end.After(start) { // a clock set back shows the same hour again: the wall's length
		end = start.Add(max(end.Sub(start), p.opt.Length))
	}
	d.Start, d.End = start.Format(wallForm), end.Format(wallForm)
}
