// Package quickadd reads one line of text as people type it, "Lunch with Ana
// tomorrow 13:00 for 1h @ Café /work", and drafts an event from it. It tells
// of every word what it took it for, and where a word can mean two things it
// says both and leaves the choice to the person: a draft with doubts is not
// to be saved.
//
// It is deterministic and asks nobody: the text, the time it is, and the
// options decide. The grammar is the same in every language; what differs is
// a table of words, see [Languages].
package quickadd

import (
	"time"

	"calends/backend/zone"
)

// Kind says what a part of the sentence was taken for.
type Kind string

// The kinds. The value of a span of each kind is given behind it.
const (
	Blank    Kind = "blank"    // between the others
	Title    Kind = "title"    // the words
	Date     Kind = "date"     // 2026-11-23, or 2026-11-23/2026-11-25, the last day included
	Clock    Kind = "time"     // 13:00, or 13:00/14:30; the second may be on the next day
	Length   Kind = "length"   // 1h30m, 3d
	Zone     Kind = "zone"     // an IANA name
	Repeat   Kind = "repeat"   // an RRULE, or its last part: UNTIL=20270303, COUNT=8
	Place    Kind = "place"    // the words
	People   Kind = "people"   // an e-mail address
	Calendar Kind = "calendar" // its id
	Alarm    Kind = "alarm"    // 15m: so long before the start
	AllDay   Kind = "allday"   // nothing
	Task     Kind = "task"     // nothing
	Busy     Kind = "busy"     // TRANSPARENT or OPAQUE
	Call     Kind = "call"     // what comes after the +
	Link     Kind = "link"     // the URL
	Note     Kind = "note"     // the words
)

// Span is a part of the sentence. The texts of all spans, in order, are the
// sentence.
type Span struct {
	Text  string
	Kind  Kind
	Value string // what it was taken for, by Kind; "" where that is in doubt
}

// Why says what about a sentence is in doubt.
type Why string

// The doubts.
const (
	DateOrder    Why = "date_order"    // 10/11: day or month first
	NextWeekday  Why = "next_weekday"  // "next Friday": the coming one or the one after
	SameWeekday  Why = "same_weekday"  // "Friday" on a Friday
	NoSuchDay    Why = "no_such_day"   // "Monday 24 November", which is a Tuesday
	WholeSpan    Why = "whole_span"    // "next week", which is no day
	HalfOfDay    Why = "half_of_day"   // a bare 7: morning or evening
	DateOrTime   Why = "date_or_time"  // 10.11: a date or a time
	TimeOrTitle  Why = "time_or_title" // "Apollo 13": a time or a name
	TimeOrLength Why = "time_or_length"
	EveryNth     Why = "every_nth"     // "every 2nd Tuesday": of the month, or every other
	WordOrTitle  Why = "word_or_title" // a word that is rarely meant so
	SaidTwice    Why = "said_twice"    // two dates, two times
	WhichZone    Why = "which_zone"    // CST; EST in summer
	WhichPlace   Why = "which_calendar"
	NoCalendar   Why = "no_calendar" // /work, and there is none of that name
	EachDay      Why = "each_day"    // three days, and a time: on each, or all through
	EachWeek     Why = "each_week"   // "Monday and Wednesday": every week, or these two
	NoTime       Why = "no_time"     // "tomorrow for 2h": from when?
	NoEnd        Why = "no_end"      // the end is not after the start
)

// Reading is one thing the words in doubt can mean. Sentence says it without
// doubt: read that instead.
type Reading struct {
	Text     string // what stands in Sentence for the words in doubt
	Kind     Kind
	Value    string // as in Span
	Sentence string
}

// Doubt is what the sentence leaves open. Text are the words it is about;
// Readings may be empty where something is missing.
type Doubt struct {
	Why      Why
	Text     string
	Readings []Reading
}

// Draft is what a sentence says of an event. Start and End are dates
// ("2026-11-23") where AllDay, else times on the wall of the zone
// ("2026-11-23T13:00"); End is exclusive. Both are "" where nothing was said.
type Draft struct {
	Title      string
	Start, End string
	AllDay     bool
	TZID       string // the zone that was said; "" is that of now
	RRule      string
	Place      string
	People     []string // addresses; the words are in the title as well
	Calendar   string   // an id of the Options; "" where none was said
	Alarms     []string
	Task       bool   // a to-do, due at Start
	Busy       string // TRANSPARENT, OPAQUE or ""
	Call       string // what sort of call: its link is to be pasted
	Link       string
	Note       string

	Spans  []Span
	Doubts []Doubt
}

// Order says how 10/11 is read.
type Order uint8

// The orders.
const (
	AnyOrder Order = iota // as the language does; English leaves it open
	DayFirst
	MonthFirst
)

// Known is a calendar that a sentence may name.
type Known struct{ ID, Account, Name string }

// Options are what a person's settings say. The zero value is English.
type Options struct {
	Language  string // "en", "de", "fr", "es", or a longer tag; unknown ones are English
	Order     Order
	WeekStart time.Weekday  // where weeks begin: "next week", "this weekend"
	Length    time.Duration // of an event without an end; 0: an hour
	Calendars []Known
	// Slot is where the person is in the calendar, a date or a time as in
	// Draft: its day holds where the sentence says none, and its time where it
	// says neither.
	Slot  string
	Zones *zone.Finder // finds the zone that is said; nil: a new one
}

// Parse reads a sentence at now, in whose location times are that name no zone.
func Parse(sentence string, now time.Time, o Options) Draft {
	if o.Length <= 0 {
		o.Length = time.Hour
	}
	if o.Zones == nil {
		o.Zones = zone.NewFinder()
	}
	p := parser{text: sentence, lang: language(o.Language), opt: o, now: now}
	if p.opt.Order == AnyOrder {
		p.opt.Order = p.lang.order
	}
	y, m, d := now.Date()
	p.today = time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	p.toks = lex(sentence)
	p.read()
	return p.draft()
}
