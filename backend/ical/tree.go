// Package ical turns iCalendar text (RFC 5545) into a tree of content lines and
// back, losing nothing: lines nobody touched come out byte for byte as they
// went in, in their order and with their folding. It knows syntax and values;
// what an event means is known elsewhere.
//
// Read with [Parse], [ParseAll] or [ParseObject]; change through the methods of
// [Component] and [Line], never by assigning to the fields of a Line, or the
// change is not written.
package ical

import "errors"

// ErrSyntax is returned for text that is not iCalendar at all, or nests too
// deep to be read.
var ErrSyntax = errors.New("not a calendar")

// Component is one BEGIN…END block. Its content lines and its children stand
// in Parts in the order in which they were read.
type Component struct {
	Name  string // upper case
	Parts []Part // in order
	// Number is the line of its BEGIN in the text, from 1; 0 where built here.
	Number int
	// begin and end are the raw BEGIN and END lines, with what stood before
	// the first and after the last one; "" where built here or absent.
	begin, end string
}

// Part is a content line or a child component; exactly one of the two is set.
type Part struct {
	Line  *Line
	Child *Component
}

// Line is a content line (RFC 5545 §3.1): NAME;PARAM=value:VALUE. A line that
// could not be read has no Name and is kept as it is.
type Line struct {
	Name   string // upper case; "" where unreadable
	Params []Param
	Value  string // unfolded, still escaped
	// read is what of the line is still as it was read.
	read string
	// Number is the line in the text, from 1; 0 where built here.
	Number int32
	kept   kept
}

// kept says what of a Line's text stands for it when it is written.
type kept uint8

const (
	nothing kept = iota // it was built here, or its parameters were changed
	head                // NAME and parameters; the value was changed
	whole               // all, with folds and line end
)

// Param is a parameter of a content line. Values are unquoted; RFC 6868
// escapes are decoded. A parameter without "=" has no Values.
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
