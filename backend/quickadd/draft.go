package quickadd

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"calends/backend/zone"
)

// said are the items that count, one of each sort; nil where there is none.
type said struct {
	date, clock, part, end, length, zone, rule, ending, busy, place *item
}

// draft makes of what was read what it says.
func (p *parser) draft() Draft {
	var d Draft
	s := p.gather(&d)
	p.dateOrTime(&d, &s)
	p.decide(&d, &s)
	p.schedule(&d, s)
	d.Title = p.title()
	d.Spans = p.spans(d.Doubts)
	return d
}

// gather finds the items that count, and takes over those that need no more
// than that.
func (p *parser) gather(d *Draft) said {
	var s said
	for i := range p.items {
		it := &p.items[i]
		switch it.kind {
		case Date:
			p.one(d, &s.date, it)
		case Clock:
			p.gatherClock(d, &s, it)
		case Length:
			p.one(d, &s.length, it)
		case Zone:
			p.one(d, &s.zone, it)
		case Repeat:
			if len(it.rules) == 0 {
				p.one(d, &s.ending, it)
			} else {
				p.one(d, &s.rule, it)
			}
		case Title:
			if it.why != "" {
				p.doubt(d, it.why, it, p.reading(it, Title, p.words2(it), quote(p.words2(it))))
			}
		case Place:
			if p.one(d, &s.place, it); s.place == it {
				d.Place = it.text
			}
		case Busy:
			if p.one(d, &s.busy, it); s.busy == it {
				d.Busy = it.text
			}
		case People:
			d.People = append(d.People, it.text)
		case Calendar:
			p.calendar(d, it)
		case Alarm:
			d.Alarms = append(d.Alarms, it.text)
		case AllDay:
			d.AllDay = true
		case Task:
			d.Task = true
		case Call:
			d.Call = it.text
		case Link:
			d.Link = it.text
		case Note:
			d.Note = it.text
		}
	}
	return s
}

func (p *parser) gatherClock(d *Draft, s *said, it *item) {
	switch {
	case it.endOnly:
		p.one(d, &s.end, it)
	case it.part > 0:
		if s.part == nil || s.part.part != it.part {
			p.one(d, &s.part, it)
		}
	default:
		p.one(d, &s.clock, it)
	}
}

// one keeps an item as the one of its sort; where there was another that says
// otherwise, each can be what is meant and the other words of the title.
func (p *parser) one(d *Draft, slot **item, it *item) {
	old := *slot
	switch {
	case old == nil:
		*slot = it
	case old.kind == Date && (old.why == DateOrTime || it.why == DateOrTime), sameDay(old, it):
		if it.why == "" && old.why == DateOrTime || sameDay(old, it) && it.days[0].last.After(old.days[0].last) {
			*slot = it
		}
	case it.why == TimeOrTitle:
		p.toTitle(it)
	case old.why == TimeOrTitle:
		p.toTitle(old)
		*slot = it
	default:
		p.either(d, old, it)
	}
}

// either says that two items exclude each other: each can be what is meant, and
// the other words of the title.
func (p *parser) either(d *Draft, old, it *item) {
	p.doubt(d, SaidTwice, it,
		Reading{Text: p.words2(old), Kind: old.kind, Value: old.value(), Sentence: p.rewrite(it, quote(p.words2(it)))},
		Reading{Text: p.words2(it), Kind: it.kind, Value: it.value(), Sentence: p.rewrite(old, quote(p.words2(old)))})
}

// toTitle makes an item words of the title.
func (p *parser) toTitle(it *item) {
	*it = item{kind: Title, from: it.from, to: it.to, text: p.words2(it)}
}

// sameDay reports whether two dates begin on the same day: then the longer says
// more.
func sameDay(a, b *item) bool {
	return a.kind == Date && len(a.days) == 1 && len(b.days) == 1 && a.days[0].first.Equal(b.days[0].first) && len(a.times)+len(b.times) == 0
}

// words2 is an item as it was typed.
func (p *parser) words2(it *item) string { return p.text[p.toks[it.from].from:p.toks[it.to-1].to] }

func quote(text string) string { return `"` + strings.ReplaceAll(text, `"`, "") + `"` }

// rewrite is the sentence with an item, or what of it is in doubt, said otherwise.
func (p *parser) rewrite(it *item, text string) string {
	from, to := p.toks[max(it.from, it.ask)].from, p.toks[it.to-1].to
	if from > 0 && p.text[from-1] != ' ' {
		text = " " + text
	}
	if to < len(p.text) && p.text[to] != ' ' {
		text += " "
	}
	return p.text[:from] + text + p.text[to:]
}

// mostDoubts are told: one is enough not to save.
const mostDoubts = 8

// doubt says that an item can be read in several ways.
func (p *parser) doubt(d *Draft, why Why, it *item, readings ...Reading) {
	it.why = why
	if len(d.Doubts) == mostDoubts {
		return
	}
	text := p.text[p.toks[max(it.from, it.ask)].from:p.toks[it.to-1].to]
	d.Doubts = append(d.Doubts, Doubt{Why: why, Text: text, Readings: readings})
}

// reading is an item said otherwise.
func (p *parser) reading(it *item, k Kind, value, text string) Reading {
	return Reading{Text: text, Kind: k, Value: value, Sentence: p.rewrite(it, text)}
}

// dateOrTime settles what 10.11 is, where something else is a date or a time.
func (p *parser) dateOrTime(d *Draft, s *said) {
	for i := range p.items {
		it := &p.items[i]
		if it.kind != Date || it.why != DateOrTime {
			continue
		}
		t := period{start: p.toks[it.from].n*60 + p.toks[it.from+2].n}
		if k := p.toks[it.to-1]; k.sort == number { // behind "on the" and the like
			t.start = p.toks[it.to-3].n*60 + k.n
		}
		switch {
		case s.date != it && s.clock == nil && !p.isBeside(i, s.date):
			p.doubt(d, TimeOrTitle, it, p.reading(it, Clock, t.String(), t.String()), p.reading(it, Title, p.words2(it), quote(p.words2(it))))
		case s.date != it && s.clock == nil:
			it.kind, it.times, it.why = Clock, []period{t}, ""
			s.clock = it
		case s.clock != nil && s.date == it, p.skip(it.from, on|starting) > it.from:
			it.why = ""
		case s.date != it:
			p.doubt(d, SaidTwice, it)
		default:
			p.doubt(d, DateOrTime, it, p.reading(it, Date, dateValue(it.days[0]), dateText(it.days[0])),
				p.reading(it, Clock, t.String(), t.String()), p.reading(it, Title, p.words2(it), quote(p.words2(it))))
		}
	}
}

// isBeside reports whether another item is the one before or behind item i.
func (p *parser) isBeside(i int, other *item) bool {
	return i > 0 && &p.items[i-1] == other || i+1 < len(p.items) && &p.items[i+1] == other
}

// decide narrows down what days and times can be by what else is said, and
// tells the doubts that remain.
func (p *parser) decide(d *Draft, s *said) {
	if s.clock != nil {
		p.decideClock(d, s)
	}
	if it := s.date; it != nil && it.why != DateOrTime {
		if it.why == SameWeekday && s.clock != nil && len(s.clock.times) == 1 &&
			!p.instant(it.days[0].first, s.clock.times[0].start, p.now.Location()).After(p.now) {
			it.days, it.why = it.days[1:], "" // today at that time is over
		}
		p.decideDays(d, it)
	}
	if it := s.rule; it != nil && it.why == EveryNth {
		day := p.toks[it.to-1]
		typed := p.text[day.from:day.to]
		p.doubt(d, EveryNth, it, p.reading(it, Repeat, it.rules[1].String(), fmt.Sprintf(p.lang.ofMonth, p.lang.nths[it.count], typed)),
			p.reading(it, Repeat, it.rules[0].String(), fmt.Sprintf(p.lang.everyWeeks, it.count, typed)))
	}
	if it := s.rule; it != nil && it.why == EachWeek {
		if s.ending != nil {
			it.why = ""
		} else {
			p.eachWeek(d, it)
		}
	}
	for _, it := range []*item{s.rule, s.busy} {
		if it == nil || it.why != WordOrTitle {
			continue
		}
		text := p.lang.fortnight
		if it.kind == Busy {
			text = p.lang.asFree
			if it.text == "OPAQUE" {
				text = p.lang.asBusy
			}
		}
		p.doubt(d, WordOrTitle, it, p.reading(it, it.kind, it.value(), text), p.reading(it, Title, p.words2(it), quote(p.words2(it))))
	}
}

// eachWeek says that a list of weekdays can be every week, or these days once.
func (p *parser) eachWeek(d *Draft, it *item) {
	weekly := p.lang.every + " " + p.text[p.toks[it.ask].from:p.toks[it.to-1].to]
	once := it.rules[0]
	once.count = len(once.days)
	p.doubt(d, EachWeek, it, p.reading(it, Repeat, it.rules[0].String(), weekly),
		p.reading(it, Repeat, once.String(), weekly+" x"+strconv.Itoa(once.count)))
}

// decideClock is decide for the time.
func (p *parser) decideClock(d *Draft, s *said) {
	it := s.clock
	if s.part != nil && len(it.times) > 1 {
		var fit []period
		for _, t := range it.times {
			if inPart(t.start, s.part.part) {
				fit = append(fit, t)
			}
		}
		if len(fit) > 0 {
			it.times = fit
		}
	}
	if t := &it.times[0]; s.part != nil && len(it.times) == 1 && !it.half && t.start < 12*60 && !inPart(t.start, s.part.part) {
		t.start += 12 * 60 // this evening 6:30
		if t.ends && t.end < t.start {
			t.end += 12 * 60
		}
	}
	if len(it.times) == 2 && it.times[1].start == dayMinutes && s.date == nil {
		it.times = it.times[:1] // the next midnight
	}
	if len(it.times) == 2 && it.times[0].start == 0 && it.times[1].start == 12*60 {
		it.times[0], it.times[1] = it.times[1], it.times[0] // 12 is noon, first of all
	}
	if it.why != TimeOrTitle && it.why != TimeOrLength && len(it.times) < 2 {
		return
	}
	why := it.why
	if why == "" {
		why = HalfOfDay
	}
	var readings []Reading
	for _, t := range it.times {
		readings = append(readings, p.reading(it, Clock, t.String(), t.String()))
	}
	switch why {
	case TimeOrTitle:
		readings = append(readings, p.reading(it, Title, p.words2(it), quote(p.words2(it))))
	case TimeOrLength:
		readings = append(readings, p.reading(it, Length, it.span.String(), fmt.Sprintf(p.lang.lasting, p.words2(it))))
	}
	p.doubt(d, why, it, readings...)
}

// inPart reports whether a time is in a part of the day.
func inPart(minute, part int) bool {
	switch part {
	case morning:
		return minute < 12*60
	case night:
		return minute < 6*60 || minute >= 18*60
	}
	return minute >= 12*60
}

// decideDays is decide for dates.
func (p *parser) decideDays(d *Draft, it *item) {
	if len(it.days) < 2 {
		return
	}
	var readings []Reading
	for _, s := range it.days {
		readings = append(readings, p.reading(it, Date, dateValue(s), dateText(s)))
	}
	p.doubt(d, it.why, it, readings...)
}

// dateValue and dateText write days as Span.Value has them, and as they can be
// typed.
func dateValue(s stretch) string {
	if s.last.After(s.first) {
		return s.first.Format(time.DateOnly) + "/" + s.last.Format(time.DateOnly)
	}
	return s.first.Format(time.DateOnly)
}

func dateText(s stretch) string { return strings.Replace(dateValue(s), "/", " - ", 1) }

// String writes a period as it can be typed.
func (t period) String() string {
	text := clockText(t.start)
	if t.ends {
		text += "-" + clockText(t.end%dayMinutes)
	}
	return text
}

func clockText(m int) string { return fmt.Sprintf("%02d:%02d", m/60, m%60) }

// instant is when a clock in loc shows so many minutes of a day.
func (p *parser) instant(day time.Time, minute int, loc *time.Location) time.Time {
	return zone.Instant(loc, day.Unix()+int64(minute)*60)
}
