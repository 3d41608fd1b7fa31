// Package ical turns iCalendar text (RFC 5545) into a tree of content lines and
// back, losing nothing: lines nobody touched come out byte for byte as they
// went in, in their order and with their folding. It knows syntax and values;
// what an event means is known elsewhere.
package ical

// Component is one BEGIN…END block. Its content lines and its children stand
// in Parts in the order in which they were read.
type Component struct {
	Name  string // upper case
	Parts []Part // in order
	// begin and end are the raw BEGIN and END lines; nil where built here.
	begin, end []byte
}

// Part is a content line or a child component; exactly one of the two is set.
type Part struct {
	Line  *Line
	Child *Component
}

// Line is a content line (RFC 5545 §3.1): NAME;PARAM=value:VALUE.
type Line struct {
	Name   string // upper case
	Params []Param
	Value  string // unfolded, still escaped
	// raw is the line as read, with its folds and its line end; nil as soon
	// as the line was built or changed here.
	raw []byte
	// broken says why the line could not be read; such a line is kept.
	broken string
}

// Param is a parameter of a content line. Values are unquoted; RFC 6868
// escapes are decoded.
type Param struct {
	Name   string // upper case
	Values []string
}

// Kind tells the four kinds of time apart. They stay apart until a zone is
// known (RFC 5545 §3.3.4, §3.3.5).
type Kind uint8

// The four kinds of time.
const (
	Date     Kind = iota + 1 // a day
	Floating                 // a time on the wall, wherever one is
	UTC                      // an instant
	Zoned                    // a time on the wall of TZID
)

// Wall is what a clock on the wall shows, as the seconds since
// 1970-01-01T00:00:00 on that clock.
type Wall int64

// Moment is a date or a time as iCalendar writes it. Moments compare with ==;
// the zero Moment is no time at all.
type Moment struct {
	Kind Kind
	Wall Wall   // for Date: midnight
	TZID string // as stored; for Zoned only
}

// Object is a calendar object resource (RFC 4791 §4.1): the components of one
// UID. Master is nil where only overrides were received (an invitation to
// single occurrences).
type Object struct {
	Calendar  *Component // the VCALENDAR
	Master    *Component
	Overrides []*Component // those with RECURRENCE-ID, in file order
}
