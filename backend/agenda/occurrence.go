// Package agenda says what is on: in a window, in files, after a search. It
// derives the index under which the store files an object, from which a window
// is painted without parsing whatever does not recur. It also tells objects to
// people: the fields of one, what differs between two, many as one calendar.
package agenda

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"strings"
	"time"

	"calends/backend/calendar"
	"calends/backend/ical"
	"calends/backend/recur"
	"calends/backend/zone"
)

// Occurrence is one occurrence of an event, as a list or a grid shows it.
type Occurrence struct {
	Object     calendar.ObjectID // "" where it comes from a file
	Collection calendar.CollectionID
	Revision   uint64
	State      calendar.State
	UID        calendar.UID
	// RecurrenceID is the slot it stands for, as the master writes its times;
	// zero where the object does not recur.
	RecurrenceID ical.Moment
	Slot         time.Time // the instant of RecurrenceID; zero where that is
	Summary      string
	Location     string
	Status       string // upper case; "" where absent
	Transparency string // upper case; "" where absent
	TZID         string // of the start, as stored; "" for dates, floating and UTC
	Color        string
	// Start and End, exclusive, are instants; of dates and floating times, in
	// the location asked for.
	Start, End time.Time
	// StartMoment and EndMoment are the same as iCalendar writes them.
	StartMoment, EndMoment             ical.Moment
	AllDay, Floating, Recurs, HasAlarm bool
	// Backward is how long before Start the text has its end, where it does;
	// End is Start then.
	Backward time.Duration
	// Problem is why it cannot be read when it is: Start and End are zero then.
	// A search finds such an event all the same; "" where it can be read.
	Problem string
}

// Problem says what could not be read, and of which object. It is an error.
type Problem struct {
	Object     calendar.ObjectID
	Collection calendar.CollectionID
	UID        calendar.UID
	File       string // where it comes from a file
	Line       int    // from 1; 0 where unknown
	Message    string // for people
}

// Error returns the message.
func (p Problem) Error() string { return p.Message }

// Shelf is where objects are found by their index. Entries of objects that
// recur come with their Body.
type Shelf interface {
	// Overlapping yields the objects whose Span overlaps the window.
	Overlapping(context.Context, []calendar.CollectionID, calendar.Window) iter.Seq2[calendar.Entry, error]
	// Matching yields the objects whose Text holds text, folded; all for "".
	Matching(ctx context.Context, in []calendar.CollectionID, text string) iter.Seq2[calendar.Entry, error]
}

// sorted are occurrences by start, all-day ones first, then title, then UID.
func sorted(all []Occurrence) []Occurrence {
	type key struct {
		start int64
		at    int
	}
	keys := make([]key, len(all)) // occurrences are large: they are moved once
	for i := range all {
		keys[i] = key{all[i].Start.Unix(), i}
	}
	slices.SortFunc(keys, func(x, y key) int {
		if c := cmp.Compare(x.start, y.start); c != 0 {
			return c
		}
		a, b := &all[x.at], &all[y.at]
		if a.AllDay != b.AllDay {
			if a.AllDay {
				return -1
			}
			return 1
		}
		return cmp.Or(strings.Compare(a.Summary, b.Summary), strings.Compare(string(a.UID), string(b.UID)), cmp.Compare(x.at, y.at))
	})
	out := make([]Occurrence, len(all))
	for i, k := range keys {
		out[i] = all[k.at]
	}
	return out
}

// described is an occurrence of a parsed object, but for when it is.
func described(e *ical.Component, o *ical.Object) Occurrence {
	return Occurrence{
		UID:          calendar.UID(o.UID()),
		Summary:      e.Text("SUMMARY"),
		Location:     e.Text("LOCATION"),
		Status:       word(e, "STATUS"),
		Transparency: word(e, "TRANSP"),
		Color:        e.Text("COLOR"),
		HasAlarm:     hasAlarm(e),
	}
}

// at is the occurrence with its times.
func (out Occurrence) at(c recur.Occurrence, o *ical.Object, local *time.Location, z *zone.Finder) Occurrence {
	out.RecurrenceID, out.Recurs = c.ID, !c.ID.IsZero()
	out.TZID = c.StartMoment.TZID
	out.Start, out.End, out.StartMoment, out.EndMoment = c.Start, c.End, c.StartMoment, endMoment(c, o, local, z)
	out.AllDay, out.Floating, out.Backward = c.AllDay, c.StartMoment.Kind == ical.Floating, c.Backward
	switch {
	case c.ID == c.StartMoment:
		out.Slot = c.Start
	case out.Recurs:
		out.Slot, _ = recur.Locate(c.ID, o, local, z) // it was found in this object, so its zone is known
	}
	return out
}

// endMoment writes an occurrence's end as its DTEND is written, or else as its
// start is.
func endMoment(c recur.Occurrence, o *ical.Object, local *time.Location, z *zone.Finder) ical.Moment {
	m := ical.Moment{Kind: c.StartMoment.Kind, TZID: c.StartMoment.TZID}
	end := c.End
	switch line := c.Component.Get("DTEND"); {
	case m.Kind == ical.Date:
		m.Wall = ical.WallOf(end).Midnight()
		return m
	case line != nil:
		own, err := line.Moment()
		if err != nil || own.Kind == ical.Date || own.Kind == ical.Floating || m.Kind == ical.Floating || own.Kind == m.Kind && own.TZID == m.TZID {
			break
		}
		if at, err := recur.Locate(own, o, local, z); err == nil {
			m.Kind, m.TZID, end = own.Kind, own.TZID, end.In(at.Location())
		}
	}
	m.Wall = ical.WallOf(end)
	return m
}

// word is a property whose value is a keyword.
func word(c *ical.Component, name string) string {
	return strings.ToUpper(strings.TrimSpace(c.Text(name)))
}

func hasAlarm(c *ical.Component) bool {
	return slices.ContainsFunc(c.Parts, func(p ical.Part) bool { return p.Child != nil && p.Child.Name == "VALARM" })
}
