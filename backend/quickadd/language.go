package quickadd

import "strings"

// class says what a word may do in a sentence; a word may do several things.
type class uint64

const (
	relDay    class = 1 << iota // n days from today
	weekday                     // n as time.Weekday
	weekdays                    // "Mondays": every one
	month                       // n 1 to 12
	ordinal                     // n; -1 is the last
	suffix                      // makes an ordinal of the number it is glued to
	count                       // a number in words; n
	unit                        // of time; n as below
	short                       // with unit: only glued to its number
	half                        // of the hour behind it
	meridiem                    // n 0 or 12
	clock                       // a time of its own; n minutes
	part                        // of a day; n as below
	todayPart                   // "tonight": a part of today
	oclock                      // after an hour: the clock of 24 hours where n is 24
	past                        // n minutes past the hour that follows, or before
	at                          // before times and places
	on                          // before dates
	the                         // article, skipped before dates
	from
	to
	until
	in
	ago
	fromNow // "from now" after a length
	forLong
	with
	every
	other
	next
	this
	previous
	of
	and
	workdays
	weekend
	adverb // "weekly": n as unit, fortnightly and quarterly by interval
	times
	starting
	allDay
	task
	free // rarely meant, see reading
	busy // n 0 free, 1 busy
	alarm
	before
	timeWord // "Tokyo time"
	doubtful // with adverb: it may be meant otherwise
	weak     // with weekday: an everyday word as well
)

// The units of time.
const (
	minutes = iota + 1
	hours
	days
	weeks
	months
	years
)

// The parts of a day.
const (
	morning = iota + 1
	noonish
	afternoon
	evening
	night
)

// partTimes are the times meant where a part of the day is all that was said,
// in minutes.
var partTimes = [...]int{0, 9 * 60, 12 * 60, 15 * 60, 19 * 60, 20 * 60}

// sense is what a word, or a phrase, means.
type sense struct {
	class    class
	n        int
	interval int // of an adverb; 0 is 1
}

// vocabulary is the table of a language: folded words and phrases, a blank
// between the words.
type vocabulary struct {
	code    string
	order   Order
	longest int // words of the longest phrase
	words   map[string]sense
	// codes are words that name several weekdays, as they are written.
	codes map[string]string
	// hourMark: 8h is a time, not eight hours.
	hourMark bool
	// articleDay: "le 15" is a day without more.
	articleDay bool
	// after: "vendredi prochain", the word behind its noun.
	after bool
	// everyWeeks and ofMonth say without doubt what "every 2nd Tuesday" may mean:
	// a number, and the weekday as it was typed; nths are the numbers of ofMonth.
	everyWeeks, ofMonth string
	nths                [6]string
	every               string
	everyDay            string // one date, the last one
	fortnight           string // every 2 weeks
	lasting             string // a length
	asFree, asBusy      string
	cities              map[string]string // what cities are called, where English says otherwise
}

// Languages are those a sentence may be in, by their tags.
func Languages() []string { return []string{"en", "de", "fr", "es"} }

// language is the vocabulary of a tag such as "de-AT".
func language(tag string) *vocabulary {
	code, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(tag), "_", "-"), "-")
	for _, v := range []*vocabulary{&german, &french, &spanish} {
		if v.code == code {
			return v
		}
	}
	return &english
}

// sense is what the longest phrase at token i means that has a class of want,
// and where it ends.
func (p *parser) sense(i int, want class) (sense, int, bool) {
	if i < 0 || i >= len(p.toks) || p.toks[i].sort != word && p.toks[i].sort != symbol {
		return sense{}, i, false
	}
	if p.toks[i].sort == symbol {
		if s, ok := symbols[p.toks[i].fold]; ok && s.class&want != 0 {
			return s, i + 1, true
		}
		return sense{}, i, false
	}
	if t := &p.toks[i]; t.looked && t.can&want == 0 {
		return sense{}, i, false
	}
	var phrase [96]byte
	var ends [8]int
	n, text := p.phrase(i, phrase[:0], &ends)
	var best sense
	bestWords, can := 0, class(0)
	for ; n > 0; n-- {
		s, ok := p.lang.words[string(text[:ends[n-1]])]
		if can |= s.class; ok && bestWords == 0 && s.class&want != 0 {
			best, bestWords = s, n
		}
	}
	p.toks[i].looked, p.toks[i].can = true, can
	if bestWords == 0 {
		return sense{}, i, false
	}
	return best, p.skipWords(i, bestWords), true
}

// phrase writes the words from token i on as the tables have them, and where
// each ends; hyphens between are left out.
func (p *parser) phrase(i int, text []byte, ends *[8]int) (n int, whole []byte) {
	for j := i; j < len(p.toks) && n < p.lang.longest; j++ {
		t := p.toks[j]
		if j > i && t.sort == symbol && t.fold == "-" && t.glued {
			continue
		}
		if t.sort != word || len(text)+len(t.fold)+1 > cap(text) {
			break
		}
		if n > 0 {
			text = append(text, ' ')
		}
		text = append(text, t.fold...)
		ends[n] = len(text)
		n++
	}
	return n, text
}

// skipWords is where n words from token i on end, hyphens between not counted.
func (p *parser) skipWords(i, n int) int {
	for ; n > 0; i++ {
		if p.toks[i].sort == word {
			n--
		}
	}
	return i
}

// symbols are signs that stand for words in every language.
var symbols = map[string]sense{
	"@": {class: at}, "-": {class: to}, "–": {class: to}, "—": {class: to}, "→": {class: to}, "&": {class: and}, ",": {class: and},
}

// skip is where a word of the class ends that begins at i, or i.
func (p *parser) skip(i int, c class) int {
	if _, j, ok := p.sense(i, c); ok {
		return j
	}
	return i
}
