package quickadd

import "time"

// stay reads what begins on one day at a time and ends on another: "24 Dec
// 15:00 to 26 Dec 10:00".
func (p *parser) stay(i int) (item, bool) {
	first, start, e, ok := p.dayAndHour(p.skip(i, from))
	if !ok {
		return item{}, false
	}
	k := p.skip(e, to|until)
	if k == e {
		return item{}, false
	}
	p.today, first = first, p.today // the second date is sought from the first on
	last, end, e, ok := p.dayAndHour(k)
	p.today, first = first, p.today
	if !ok || last.Before(first) || last.Equal(first) && end <= start {
		return item{}, false
	}
	over := int(last.Sub(first).Hours()/24) * dayMinutes
	return item{kind: Date, from: i, to: e, days: []stretch{oneDay(first)}, times: []period{{start, end + over, true}}}, true
}

// dayAndHour reads a date and a time beside it, in either order, that can be
// only one.
func (p *parser) dayAndHour(i int) (day time.Time, minute, end int, ok bool) {
	f, isDay := p.day(i, time.Time{})
	if !isDay {
		h, ok := p.hour(p.skip(i, at))
		if !ok || len(h.can) > 1 || !h.exact {
			return day, 0, i, false
		}
		f, ok = p.day(p.skip(h.end, on), time.Time{})
		return single(f), h.can[0], f.end, ok && len(f.can) == 1
	}
	h, ok := p.hour(p.skip(f.end, at))
	if !ok || len(f.can) > 1 || len(h.can) > 1 || f.why != "" {
		return day, 0, i, false
	}
	return single(f), h.can[0], h.end, true
}

// single is the only day that a date can be.
func single(f found) time.Time {
	if len(f.can) == 0 {
		return time.Time{}
	}
	return f.can[0].first
}
