package agenda

import (
	"context"
	"strings"
	"time"

	"calends/backend/calendar"
	"calends/backend/ical"
	"calends/backend/recur"
	"calends/backend/zone"
)

// Query is what is searched for. All of it has to be true of an occurrence.
type Query struct {
	Terms     []string  // each has to be in the object's text
	Calendars []string  // names or ids; the caller knows which collections they are
	With      []string  // each has to be in the text: people
	After     time.Time // ends after, or starts there; zero: any
	Before    time.Time // starts before; zero: any
	Recurring bool
}

// ParseQuery reads a query as people write it: words, "words in quotes", and
// the operators cal:NAME, with:PERSON, after:DATE, before:DATE and
// is:recurring. A date is 2026-11-22, local midnight, or a time: local, or RFC
// 3339. The error is in a person's words and wraps calendar.ErrInvalid.
func ParseQuery(text string, local *time.Location) (Query, error) {
	var q Query
	for _, word := range words(text) {
		operator, value, found := strings.Cut(word.text, ":")
		if !found || word.quoted || value == "" {
			q.Terms = append(q.Terms, word.text)
			continue
		}
		var err error
		switch strings.ToLower(operator) {
		case "cal":
			q.Calendars = append(q.Calendars, value)
		case "with":
			q.With = append(q.With, value)
		case "after":
			q.After, err = point(value, local)
		case "before":
			q.Before, err = point(value, local)
		case "is":
			if !strings.EqualFold(value, "recurring") {
				err = calendar.Explain(calendar.ErrInvalid, "Only is:recurring is known.", "Nothing is known as is:%s.", value)
			}
			q.Recurring = true
		default:
			q.Terms = append(q.Terms, word.text) // 10:30, or a URL
		}
		if err != nil {
			return Query{}, err
		}
	}
	return q, nil
}

// point reads a date or time of a query.
func point(value string, local *time.Location) (time.Time, error) {
	for _, layout := range []string{"2006-01-02", "2006-01-02T15:04", "2006-01-02T15:04:05"} {
		if at, err := time.Parse(layout, value); err == nil {
			return zone.Instant(local, at.Unix()), nil
		}
	}
	if at, err := time.Parse(time.RFC3339, value); err == nil {
		return at, nil
	}
	return time.Time{}, calendar.Explain(calendar.ErrInvalid, "Write it as 2026-11-22.", "%q is not a date.", value)
}

type term struct {
	text   string
	quoted bool // begins with a quote, so that it is no operator
}

// words splits at blanks outside quotes; a missing end quote is at the end.
func words(text string) (out []term) {
	var b strings.Builder
	inside, quoted, any := false, false, false
	flush := func() {
		if any {
			out = append(out, term{b.String(), quoted})
		}
		b.Reset()
		quoted, any = false, false
	}
	for _, r := range text {
		switch {
		case r == '"':
			quoted = quoted || !inside && b.Len() == 0
			inside = !inside
		case !inside && (r == ' ' || r == '\t' || r == '\n'):
			flush()
		default:
			b.WriteRune(r)
			any = true
		}
	}
	flush()
	return out
}

// Search finds the events that fit the query, one occurrence of each: of one
// that recurs the next at or after now, or else the last before, within the
// query's dates. They come by start, as Window's do, and behind them those of
// which it cannot be read when they are, where no date is asked for.
func Search(ctx context.Context, shelf Shelf, in []calendar.CollectionID, q Query, now time.Time, local *time.Location, z *zone.Finder) ([]Occurrence, error) {
	found, err := matching(ctx, shelf, in, append(append([]string{}, q.Terms...), q.With...))
	if err != nil {
		return nil, err
	}
	out, timeless := []Occurrence{}, []Occurrence{}
	for _, e := range found {
		if e.State == calendar.Deleted || q.Recurring && !e.Index.Recurs {
			continue
		}
		if !e.Index.Readable() {
			if q.After.IsZero() && q.Before.IsZero() {
				timeless = append(timeless, unread(e))
			}
			continue
		}
		if c, ok := q.choose(e, now, local, z); ok {
			out = append(out, c)
		}
	}
	out = sorted(out)
	timeless = sorted(timeless)
	return append(out, timeless...), nil
}

// unread is what can be told of an event without knowing when it is.
func unread(e calendar.Entry) Occurrence {
	x := e.Index
	c := Occurrence{UID: x.UID, Summary: x.Title, Location: x.Place, Status: x.Status, Transparency: x.Transparency,
		Color: x.Color, Recurs: x.Recurs, HasAlarm: x.HasAlarm, Problem: x.Problem}
	c.of(e)
	return c
}

// matching yields the entries whose text holds every term.
func matching(ctx context.Context, shelf Shelf, in []calendar.CollectionID, terms []string) ([]calendar.Entry, error) {
	if len(terms) == 0 {
		terms = []string{""}
	}
	type key struct {
		collection calendar.CollectionID
		object     calendar.ObjectID
	}
	hits := map[key]int{}
	var last []calendar.Entry
	for i, term := range terms {
		last = last[:0]
		for e, err := range shelf.Matching(ctx, in, Fold(term)) {
			if err != nil {
				return nil, err
			}
			if k := (key{e.Collection, e.Object}); hits[k] == i {
				hits[k] = i + 1
				last = append(last, e)
			}
		}
	}
	return last, nil
}

// choose is the occurrence of an entry that the query's answer shows.
func (q Query) choose(e calendar.Entry, now time.Time, local *time.Location, z *zone.Finder) (Occurrence, bool) {
	w := calendar.Window{From: q.After, To: q.Before}
	if !e.Index.Recurs {
		shown, _ := show(nil, e, w, local, z)
		if len(shown) == 0 {
			return Occurrence{}, false
		}
		return shown[0], true
	}
	o, err := ical.ParseObject(e.Body)
	if err != nil {
		return Occurrence{}, false
	}
	later := w
	if now.After(later.From) {
		later.From = now
	}
	c, ok := first(o, later, local, z)
	if !ok {
		c, ok = lastBefore(o, w, now, local, z)
	}
	if !ok {
		return Occurrence{}, false
	}
	out := described(c.Component, o).at(c, o, local, z)
	out.of(e)
	return out, true
}

// first is the first occurrence of an event in w.
func first(o *ical.Object, w calendar.Window, local *time.Location, z *zone.Finder) (recur.Occurrence, bool) {
	if !w.To.IsZero() && !w.From.Before(w.To) {
		return recur.Occurrence{}, false
	}
	for c, err := range recur.In(o, w, local, z) {
		if err == nil && c.Component.Name == "VEVENT" {
			return c, true
		}
	}
	return recur.Occurrence{}, false
}

// lastBefore is the last occurrence in w that starts before now: it is looked
// for in ever longer stretches back from there.
func lastBefore(o *ical.Object, w calendar.Window, now time.Time, local *time.Location, z *zone.Finder) (last recur.Occurrence, found bool) {
	bounds := recur.Bounds(o, local, z)
	to := now
	for _, end := range []time.Time{w.To, bounds.To.Add(time.Second)} {
		if end.Year() > 1 && end.Before(to) {
			to = end
		}
	}
	for years := 1; years <= 1000 && !found; years *= 10 {
		stretch := calendar.Window{From: to.AddDate(-years, 0, 0), To: to}
		if w.From.After(stretch.From) {
			stretch.From = w.From
		}
		if !stretch.From.Before(stretch.To) {
			break
		}
		n := 0
		for c, err := range recur.In(o, stretch, local, z) {
			if err == nil && c.Component.Name == "VEVENT" {
				last, found = c, true
			}
			if n++; n > most {
				break
			}
		}
	}
	return last, found
}
