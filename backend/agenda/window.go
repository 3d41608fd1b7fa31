package agenda

import (
	"context"
	"fmt"
	"slices"
	"time"

	"calends/backend/calendar"
	"calends/backend/ical"
	"calends/backend/recur"
	"calends/backend/zone"
)

// most is how many occurrences of one object are shown in a window; more are
// no help to anybody.
const most = 10_000

// Window is what is on in w in the given collections: the occurrences of
// events that overlap it, by start (all-day ones first), title and UID. Dates
// and floating times are read in local. What could not be read comes beside
// the rest; the error is the shelf's.
func Window(ctx context.Context, shelf Shelf, in []calendar.CollectionID, w calendar.Window, local *time.Location, z *zone.Finder) ([]Occurrence, []Problem, error) {
	out := []Occurrence{}
	var problems []Problem
	for e, err := range shelf.Overlapping(ctx, in, w) {
		if err != nil {
			return nil, nil, err
		}
		var told []string
		out, told = show(out, e, w, local, z)
		for _, message := range told {
			problems = append(problems, problemOf(e, message))
		}
	}
	return sorted(out), problems, nil
}

func problemOf(e calendar.Entry, message string) Problem {
	return Problem{Object: e.Object, Collection: e.Collection, UID: e.Index.UID, Message: entitled(e.Index.Title, message)}
}

// entitled is a message about an event, under its title where it has one.
func entitled(title, message string) string {
	if title == "" {
		return message
	}
	return "“" + title + "”: " + message
}

// show appends what of an entry is on in w, and says what cannot be read.
func show(out []Occurrence, e calendar.Entry, w calendar.Window, local *time.Location, z *zone.Finder) (all []Occurrence, problems []string) {
	x := &e.Index
	switch {
	case e.State == calendar.Deleted:
		return out, nil
	case x.Component == "":
		return out, []string{x.Problem}
	case x.Component != "VEVENT":
		return out, nil
	case x.Recurs:
		return expand(out, e, w, local, z)
	}
	c, err := drawn(e, local)
	if err != nil {
		return out, []string{err.Error()}
	}
	if x.Problem != "" {
		problems = []string{x.Problem}
	}
	if w.Overlaps(calendar.Window{From: c.Start, To: c.End}) {
		out = append(out, c)
	}
	return out, problems
}

// drawn is the occurrence of an object that does not recur, by its index alone.
func drawn(e calendar.Entry, local *time.Location) (Occurrence, error) {
	x := &e.Index
	start, err := ical.ParseMoment(x.Start, x.TZID)
	if err != nil {
		return Occurrence{}, err
	}
	end, err := ical.ParseMoment(x.End, x.EndTZID)
	if err != nil {
		return Occurrence{}, err
	}
	c := Occurrence{
		UID: x.UID, Summary: x.Title, Location: x.Place, Status: x.Status, Transparency: x.Transparency,
		TZID: x.TZID, Color: x.Color, Start: x.StartAt, End: x.EndAt, StartMoment: start, EndMoment: end,
		AllDay: x.AllDay, Floating: start.Kind == ical.Floating, HasAlarm: x.HasAlarm,
	}
	c.of(e)
	if c.Start.IsZero() {
		c.Start = zone.Instant(local, int64(start.Wall))
		c.End = zone.Instant(local, int64(end.Wall))
		if end.Wall < start.Wall {
			c.EndMoment.Wall = start.Wall
		}
	}
	if c.End.Before(c.Start) {
		c.Backward, c.End = c.Start.Sub(c.End), c.Start
	}
	return c, nil
}

// of says which object the occurrence is of.
func (c *Occurrence) of(e calendar.Entry) {
	c.Object, c.Collection, c.Revision, c.State = e.Object, e.Collection, e.Revision, e.State
}

// expand appends the occurrences in w of an object that recurs.
func expand(out []Occurrence, e calendar.Entry, w calendar.Window, local *time.Location, z *zone.Finder) (all []Occurrence, problems []string) {
	o, err := ical.ParseObject(e.Body)
	if err != nil {
		return out, []string{err.Error()}
	}
	first := len(out)
	out, problems = inObject(out, o, w, local, z)
	for i := range out[first:] {
		out[first+i].of(e)
	}
	return out, problems
}

// inObject appends the occurrences in w of the events of an object.
func inObject(out []Occurrence, o *ical.Object, w calendar.Window, local *time.Location, z *zone.Finder) (all []Occurrence, problems []string) {
	n := 0
	var what Occurrence
	var of *ical.Component // what it describes
	for c, err := range recur.In(o, w, local, z) {
		if err != nil {
			problems = append(problems, said(err))
			continue
		}
		if c.Component.Name != "VEVENT" {
			continue
		}
		if n++; n > most {
			problems = append(problems, "it recurs too often to be shown whole")
			break
		}
		if of != c.Component {
			of, what = c.Component, described(c.Component, o)
		}
		if len(out) == cap(out) {
			out = slices.Grow(out, len(out)+8) // occurrences are large: they are moved seldom
		}
		out = append(out, what.at(c, o, local, z))
	}
	return out, problems
}

// Next is the first n occurrences of an object that end after from or start
// there.
func Next(body []byte, from time.Time, n int, local *time.Location, z *zone.Finder) ([]Occurrence, error) {
	o, err := ical.ParseObject(body)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", calendar.ErrInvalid, err)
	}
	out := []Occurrence{}
	for c, err := range recur.In(o, calendar.Window{From: from}, local, z) {
		if len(out) == n {
			break
		}
		if err == nil && c.Component.Name == "VEVENT" {
			out = append(out, described(c.Component, o).at(c, o, local, z))
		}
	}
	return out, nil
}
