package recur

import (
	"time"

	"calends/backend/ical"
	"calends/backend/zone"
)

// extent is how long something lasts: first days on the wall, then exact
// seconds (RFC 5545 §3.3.6). Neither is negative: what is said to end before
// it starts lasts no time, and back is how many seconds before.
type extent struct{ days, seconds, back int64 }

// end is when something ends that starts at wall on loc's clock.
func (x extent) end(loc *time.Location, wall int64, start time.Time) time.Time {
	if x.days != 0 {
		start = zone.Instant(loc, wall+x.days*day)
	}
	return start.Add(time.Duration(x.seconds) * time.Second)
}

// backward is how long before the start the end is said to be.
func (x extent) backward() time.Duration { return time.Duration(x.back) * time.Second }

// reach is at least as long as the extent, in seconds.
func (x extent) reach() int64 { return (x.days+1)*day + x.seconds }

// extentOf is how long a component lasts that starts at start: to its DTEND
// (DUE for a to-do), which means an exact length; or for its DURATION, whose
// days are the wall's; or, RFC 5545 §3.6.1, a date its day and a time no time
// at all. A date lasts a day at least.
func (p places) extentOf(c *ical.Component, start ical.Moment) (extent, error) {
	name := "DTEND"
	if c.Name == "VTODO" {
		name = "DUE"
	}
	var x extent
	var err error
	if c.Get(name) != nil {
		var end ical.Moment
		if end, err = moment(c, name); err == nil {
			x, err = p.between(start, end)
		}
	} else if line := c.Get("DURATION"); line != nil {
		var d ical.Duration
		if d, err = ical.ParseDuration(line.Value); err == nil {
			x = lasting(d)
		}
	}
	if start.Kind == ical.Date {
		return extent{days: max(1, x.days+x.seconds/day)}, err
	}
	return x, err
}

// lasting is a DURATION as an extent; a negative one lasts no time.
func lasting(d ical.Duration) extent {
	if d.Neg {
		return extent{}
	}
	return extent{days: int64(d.Nominal()), seconds: d.Exact()}
}

// between is the extent from start to end. A date as the end of a time is its
// midnight where start is; a time as the end of a date is its day.
func (p places) between(start, end ical.Moment) (extent, error) {
	if start.Kind == ical.Date {
		return extent{days: max(0, int64(end.Wall.Midnight()-start.Wall)/day)}, nil
	}
	if end.Kind == ical.Date || end.Kind == ical.Floating || start.Kind == ical.Floating {
		return exactly(int64(end.Wall - start.Wall)), nil
	}
	from, err := p.at(start)
	if err != nil {
		return exactly(int64(end.Wall - start.Wall)), nil // start's zone is told of elsewhere
	}
	to, err := p.at(end)
	return exactly(to.Unix() - from.Unix()), err
}

// exactly is an extent of seconds.
func exactly(seconds int64) extent { return extent{seconds: max(0, seconds), back: max(0, -seconds)} }
