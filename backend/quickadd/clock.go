package quickadd

import "time"

const dayMinutes = 24 * 60

// hour is a time on the clock, or both it can be where the half of the day is
// not said.
type hour struct {
	can   []int // minutes since midnight
	exact bool  // its minutes or its half of the day were said
	half  bool  // "am" or "pm" was said
	end   int
}

// period is a time, and where it ends if that is said: in minutes since
// midnight, the end after it, maybe on the next day.
type period struct {
	start, end int
	ends       bool
}

// time reads a time or a range of times at token i.
func (p *parser) time(i int) (item, bool) {
	if _, e, ok := p.sense(i, until); ok {
		if _, _, isClock := p.sense(i, clock); !isClock { // al mediodía
			return p.endTime(i, e)
		}
	}
	seps, prefix := to|until, p.skip(i, at|starting)
	if k := p.skip(prefix, from); k > prefix { // between 3 and 4
		seps, prefix = to|until|and, k
	}
	prefix = p.skip(prefix, the)
	if it, ok := p.fromNow(i); ok {
		return it, true
	}
	a, ok := p.hour(prefix)
	if !ok {
		return p.partOfDay(i)
	}
	it := item{kind: Clock, from: i, to: a.end}
	if k := p.skip(p.skip(a.end, seps), the); p.skip(a.end, seps) > a.end && !p.sign(a.end, ",") {
		if b, ok := p.hour(k); ok && !p.isDay(k, b.end) {
			said := a.exact || b.exact || prefix > i || p.beside(i, b.end)
			if it.to, it.times, it.half = b.end, periods(a, b), a.half || b.half; said {
				return it, true
			}
			it.why = TimeOrTitle
			return it, i > 0 && !p.has(Clock) && p.breaks(b.end)
		}
	}
	it.half = a.half
	if !a.exact && prefix == i && !p.beside(i, a.end) {
		if i == 0 || p.has(Clock) || !p.breaks(a.end) {
			return item{}, false
		}
		it.why = TimeOrTitle
	}
	if n, e, ok := p.length(i); ok && prefix == i && e == a.end && p.lang.hourMark && n.minutes < 7*60 {
		it.why, it.span = TimeOrLength, n
	}
	for _, m := range a.can {
		it.times = append(it.times, period{start: m})
	}
	return it, true
}

// isDay reports whether the number that ends at end is that of a day: "1 March".
func (p *parser) isDay(i, end int) bool {
	f, ok := p.day(i, time.Time{})
	return ok && f.end > end
}

// endTime reads "until 5pm" where a start was read before it.
func (p *parser) endTime(i, e int) (item, bool) {
	h, ok := p.hour(e)
	if !ok || p.isDay(e, h.end) {
		return item{}, false
	}
	it := item{kind: Clock, from: i, to: h.end, endOnly: true}
	for _, m := range h.can {
		it.times = append(it.times, period{start: m})
	}
	return it, true
}

// fromNow reads "in 2 hours".
func (p *parser) fromNow(i int) (item, bool) {
	_, j, ok := p.sense(i, in)
	if !ok {
		return item{}, false
	}
	n, j, ok := p.length(j)
	if !ok || n.days > 0 {
		return item{}, false
	}
	at := p.now.Add(time.Duration(n.minutes) * time.Minute)
	y, m, d := at.Date()
	day := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	return item{kind: Clock, from: i, to: j, days: []stretch{oneDay(day)},
		times: []period{{start: at.Hour()*60 + at.Minute()}}}, true
}

// partOfDay reads "in the evening", "tonight", and "morning" beside a date or
// a time.
func (p *parser) partOfDay(i int) (item, bool) {
	if s, e, ok := p.sense(i, todayPart); ok {
		return item{kind: Clock, from: i, to: e, part: s.n, days: []stretch{oneDay(p.today)}}, true
	}
	s, e, ok := p.sense(i, part)
	if !ok || !p.follows(i, Date, Clock, Repeat) {
		return item{}, false
	}
	return item{kind: Clock, from: i, to: e, part: s.n}, true
}

// beside reports whether what stands from i to end is beside a date, so that a
// bare number there is a time.
func (p *parser) beside(i, end int) bool {
	if p.follows(i, Date, Repeat) {
		return true
	}
	if n := len(p.items); p.follows(i, Clock) && len(p.items[n-1].times) == 0 { // tonight 8
		return true
	}
	_, _, ok := p.sense(end, part|todayPart)
	return ok
}

// breaks reports whether the title does not go on at i.
func (p *parser) breaks(i int) bool {
	if i >= len(p.toks) || p.toks[i].sort > symbol || p.sign(i, "@") || p.sign(i, "!") {
		return true
	}
	if _, _, ok := p.sense(i, at|forLong|every|adverb); ok {
		return true
	}
	_, ok := p.date(i)
	return ok
}

// follows reports whether the item before token i is of one of the kinds.
func (p *parser) follows(i int, kinds ...Kind) bool {
	n := len(p.items)
	if n == 0 || p.items[n-1].to != i {
		return false
	}
	for _, k := range kinds {
		if p.items[n-1].kind == k {
			return true
		}
	}
	return false
}

// hour reads one time: 15, 3p, 3 pm, 15:30, 15h30, 15 Uhr, noon, half past 3.
func (p *parser) hour(i int) (hour, bool) {
	if s, e, ok := p.sense(i, clock); ok {
		if s.n == 0 { // midnight: where the day begins, or where it ends
			return hour{can: []int{0, dayMinutes}, exact: true, end: e}, true
		}
		return hour{can: []int{s.n}, exact: true, end: e}, true
	}
	if s, e, ok := p.sense(i, past); ok {
		h, ok := p.plainHour(e)
		if !ok || h.can[0]%60 != 0 {
			return hour{}, false
		}
		for k := range h.can {
			h.can[k] = (h.can[k] + s.n + dayMinutes) % dayMinutes
		}
		return h, true
	}
	return p.plainHour(i)
}

// plainHour reads a time that begins with its hour.
func (p *parser) plainHour(i int) (hour, bool) {
	n, j, ok := p.hourNumber(i)
	if !ok {
		return hour{}, false
	}
	m, said := 0, false
	switch {
	case (p.sign(j, ":") || p.sign(j, ".")) && p.toks[j].glued && p.twoDigits(j+1):
		m, j, said = p.toks[j+1].n, j+2, true
	case p.isWord(j, "h"):
		if !p.hourMark(i, n) {
			return hour{}, false
		}
		if j++; p.twoDigits(j) {
			m, j = p.toks[j].n, j+1
		}
		return p.in24(n, m, j)
	}
	if p.isWord(j, "a") && n >= 1 && n <= 12 {
		return hour{[]int{n%12*60 + m}, true, true, j + 1}, true
	}
	if s, e, ok := p.sense(j, meridiem); ok && n >= 1 && n <= 12 && (p.toks[j].glued || e-j > 1 || len(p.toks[j].fold) > 1) {
		return hour{[]int{(n%12+s.n)*60 + m}, true, true, e}, m < 60
	}
	if s, e, ok := p.sense(j, oclock); ok {
		if s.n == 24 {
			if !said && p.twoDigits2(e) {
				return p.in24(n, p.toks[e].n, e+1)
			}
			return p.in24(n, m, e)
		}
		j = e
	}
	if said || n == 0 || n > 12 {
		return p.in24(n, m, j)
	}
	if p.partsOf(j) {
		return hour{}, false
	}
	return hour{can: []int{n % 12 * 60, (n%12 + 12) * 60}, end: j}, true
}

// in24 is a time on the clock of 24 hours. One of more than 12 without minutes
// is not exact: 15 can be any number.
func (p *parser) in24(h, m, end int) (hour, bool) {
	if h > 24 || m > 59 || h == 24 && m > 0 || p.partsOf(end) {
		return hour{}, false
	}
	exact := p.toks[end-1].sort != number || end >= 2 && p.toks[end-2].sort != number && p.toks[end-1].glued
	return hour{can: []int{h*60 + m}, exact: exact, end: end}, true
}

// partsOf reports whether what stands at i belongs to the number before it, so
// that this is no hour: 7%, 7.5, 7/8, 7 days.
func (p *parser) partsOf(i int) bool {
	if i >= len(p.toks) {
		return false
	}
	if _, _, ok := p.unitAt(i); ok {
		return true
	}
	t := p.toks[i]
	if !t.glued || t.sort != symbol {
		return t.glued && p.skip(i, meridiem) == i && p.skip(i, oclock) == i
	}
	numberBehind := i+1 < len(p.toks) && p.toks[i+1].sort == number && p.toks[i+1].glued
	switch t.fold {
	case ".", ",", ":", "/":
		return numberBehind
	case "-", "–", "—", ")", "!", "?", ";":
		return false
	}
	return true
}

// hourNumber reads the number of an hour, in digits or, with "o'clock" or the
// like in front or behind, in words.
func (p *parser) hourNumber(i int) (n, end int, ok bool) {
	if i >= len(p.toks) {
		return 0, i, false
	}
	if t := p.toks[i]; t.sort == number {
		return t.n, i + 1, len(t.fold) <= 2 && t.n <= 24 && (!t.glued || p.opens(i))
	}
	s, e, ok := p.sense(i, count)
	if !ok || s.n > 24 || s.n < 1 {
		return 0, i, false
	}
	_, _, marked := p.sense(e, oclock|meridiem)
	_, _, pastHour := p.sense(i-1, past)
	_, _, atHour := p.sense(i-1, at|the)
	return s.n, e, marked || i > 0 && (pastHour || atHour && len(p.toks[i].fold) > 2)
}

// opens reports whether a number glued to the token before it may begin a
// time: @7pm, 3-4, (9:00.
func (p *parser) opens(i int) bool {
	if p.toks[i-1].sort != symbol {
		return false
	}
	switch p.toks[i-1].fold {
	case "@", "-", "–", "—", "(", ",", "→":
		return true
	}
	return false
}

func (p *parser) isWord(i int, w string) bool {
	return i < len(p.toks) && p.toks[i].sort == word && p.toks[i].fold == w && p.toks[i].glued
}

// twoDigits reports whether a number of two digits is glued at i.
func (p *parser) twoDigits(i int) bool {
	return i < len(p.toks) && p.toks[i].glued && p.twoDigits2(i)
}

func (p *parser) twoDigits2(i int) bool {
	return i < len(p.toks) && p.toks[i].sort == number && len(p.toks[i].fold) == 2 && p.toks[i].n < 60
}

// hourMark reports whether 15h is a time and not a length: more than 12, or
// the language writes times so and no other was read.
func (p *parser) hourMark(i, n int) bool {
	if _, _, ok := p.sense(i-1, forLong); i > 0 && ok {
		return false
	}
	if _, _, ok := p.sense(i-1, at|from|to|until); i > 0 && ok {
		return true
	}
	return n > 12 && n <= 24 || p.lang.hourMark && !p.has(Clock)
}

// periods are the ranges that two times can mean. A start of which the half of
// the day is not said is in that of the end, unless it were after it; with an
// end on the clock of 24 hours it is read on that too.
func periods(a, b hour) []period {
	var out []period
	if a.half && !b.half && b.exact && len(b.can) == 1 && b.can[0] < 13*60 { // 3pm-4:30
		b.can = []int{b.can[0] % (12 * 60), b.can[0]%(12*60) + 12*60}
	}
	if len(b.can) == 2 {
		for _, s := range a.can {
			out = append(out, period{s, soonest(s, b.can), true})
		}
		return out
	}
	e := b.can[0]
	if len(a.can) == 1 {
		return []period{{a.can[0], soonest(a.can[0], b.can), true}}
	}
	s, other := a.can[0], a.can[1]
	if b.half && e >= dayMinutes/2 || !b.half && s == 0 {
		s, other = other, s
	}
	switch {
	case s < e:
		return []period{{s, e, true}}
	case b.half:
		return []period{{other, soonest(other, b.can), true}}
	}
	return []period{{s, e + dayMinutes/2, true}, {other, soonest(other, b.can), true}}
}

// soonest is the first of two times after s.
func soonest(s int, can []int) int {
	best := 0
	for _, e := range can {
		if e <= s {
			e += dayMinutes
		}
		if best == 0 || e < best {
			best = e
		}
	}
	return best
}
