package bridge

import (
	"context"
	"time"

	"calends/backend/agenda"
	"calends/backend/calendar"
	"calends/backend/edit"
	"calends/backend/ical"
	"calends/backend/zone"
)

// Agenda is what is on in the half-open window, and what of it could not be
// read.
func (p *Program) Agenda(ctx context.Context, q AgendaQuery) ([]AgendaRow, []Problem, error) {
	from, s, err := p.shelfAt(ctx, q.AsOf, q.View)
	if err != nil {
		return nil, nil, err
	}
	chosen, err := s.choose(q.Calendars)
	if err != nil {
		return nil, nil, err
	}
	found, problems, err := agenda.Window(ctx, from, ids(chosen), calendar.Window{From: q.From, To: q.To}, q.View, p.Zones)
	if err != nil {
		return nil, nil, err
	}
	held, err := p.heldNow(ctx, chosen, q.AsOf)
	return held.mark(agendaRows(found, q.View, true), found), s.problems(problems), err
}

// Files is what is on in files, which together are one calendar. It needs no
// profile.
func Files(files []File, from, to time.Time, view *time.Location, z *zone.Finder) ([]AgendaRow, []Problem, error) {
	var read []agenda.File
	for _, f := range files {
		read = append(read, agenda.File{Name: f.Name, Text: f.Text})
	}
	found, problems := agenda.Files(read, calendar.Window{From: from, To: to}, view, z)
	out := []Problem{}
	for _, problem := range problems {
		out = append(out, Problem{File: problem.File, Object: string(problem.UID), Code: "invalid", Message: problem.Message})
	}
	return agendaRows(found, view, false), out, nil
}

// problems names what could not be read as people know it.
func (s shelf) problems(all []agenda.Problem) []Problem {
	out := []Problem{}
	for _, p := range all {
		c := s.byID(p.Collection)
		out = append(out, Problem{Account: s.accountName(c.Account), Calendar: c.Name, Object: string(p.UID),
			Code: "invalid", Message: p.Message})
	}
	return out
}

func agendaRows(found []agenda.Occurrence, view *time.Location, stored bool) []AgendaRow {
	rows := []AgendaRow{}
	for _, o := range found {
		rows = append(rows, agendaRow(o, view, stored))
	}
	return rows
}

// agendaRow is an occurrence as the command line shows it; stored says that it
// lies in a calendar.
func agendaRow(o agenda.Occurrence, view *time.Location, stored bool) AgendaRow {
	row := AgendaRow{UID: string(o.UID), Summary: o.Summary, AllDay: o.AllDay, Location: o.Location,
		Status: orNil(o.Status), Transparency: orNil(o.Transparency), Problem: o.Problem}
	if stored {
		row.Calendar = orNil(string(o.Collection))
	}
	if o.Problem != "" {
		return row
	}
	if o.AllDay {
		row.Start, row.End = dateOf(o.StartMoment), dateOf(o.EndMoment)
	} else {
		row.Start = o.Start.In(view).Format(time.RFC3339)
		row.End = o.End.Add(-o.Backward).In(view).Format(time.RFC3339) // as it is written, even before the start
	}
	if slot := slotOf(o, view); slot != "" {
		row.RecurrenceID = &slot
	}
	switch o.StartMoment.Kind {
	case ical.UTC:
		row.TZID = orNil("UTC")
	case ical.Zoned:
		row.TZID = orNil(o.TZID)
	}
	return row
}

// slotOf writes the slot an occurrence stands for: a date, or a time with the
// offset of the view zone; "" where the object does not recur.
func slotOf(o agenda.Occurrence, view *time.Location) string {
	switch {
	case o.RecurrenceID.IsZero():
		return ""
	case o.RecurrenceID.Kind == ical.Date:
		return dateOf(o.RecurrenceID)
	}
	return o.Slot.In(view).Format(time.RFC3339)
}

func dateOf(m ical.Moment) string { return m.Wall.Time().Format(dateForm) }

func orNil(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// Search finds events by text and operators, in the calendars not hidden.
func (p *Program) Search(ctx context.Context, query string, view *time.Location) ([]AgendaRow, error) {
	found, held, err := p.search(ctx, query, view)
	return held.mark(agendaRows(found, view, true), found), err
}

func (p *Program) search(ctx context.Context, query string, view *time.Location) ([]agenda.Occurrence, held, error) {
	s, err := p.shelf(ctx)
	if err != nil {
		return nil, nil, err
	}
	q, err := agenda.ParseQuery(query, view)
	if err != nil {
		return nil, nil, err
	}
	in, err := s.choose(q.Calendars)
	if err != nil {
		return nil, nil, err
	}
	found, err := agenda.Search(ctx, p.Store, ids(in), q, p.Now(), view, p.Zones)
	if err != nil {
		return nil, nil, err
	}
	about, err := p.heldNow(ctx, in, time.Time{})
	return found, about, err
}

// shown is what the window draws for a span: the calendars not hidden, as they
// are or, unless asOf is zero, as they were known then.
func (p *Program) shown(ctx context.Context, w calendar.Window, asOf time.Time, view *time.Location) (Shown, error) {
	from, s, err := p.shelfAt(ctx, asOf, view)
	if err != nil {
		return Shown{}, err
	}
	in, err := s.choose(nil)
	if err != nil {
		return Shown{}, err
	}
	found, problems, err := agenda.Window(ctx, from, ids(in), w, view, p.Zones)
	if err != nil {
		return Shown{}, err
	}
	about, err := p.heldNow(ctx, in, asOf)
	return Shown{Occurrences: wireAll(found, about, view), Problems: s.problems(problems)}, err
}

func wireAll(found []agenda.Occurrence, about held, view *time.Location) []Occurrence {
	out := make([]Occurrence, len(found))
	for i, o := range found {
		out[i] = Occurrence{Object: string(o.Object), Revision: int64(o.Revision), UID: string(o.UID),
			RecurrenceID: slotOf(o, view), Calendar: string(o.Collection), Summary: o.Summary, Location: o.Location,
			Status: o.Status, Transparency: o.Transparency, Color: o.Color, Start: wire(o.StartMoment, o.Start),
			End: wire(o.EndMoment, o.End), AllDay: o.AllDay, Recurs: o.Recurs, HasAlarm: o.HasAlarm, State: string(o.State), Held: about[o.Object]}
	}
	return out
}

// wire is a moment, and the instant it is.
func wire(m ical.Moment, at time.Time) Time {
	t := Time{TZID: m.TZID, Instant: at.UnixMilli(), Wall: m.Wall.Time().Format(wallForm)}
	switch m.Kind {
	case ical.Date:
		t.Kind, t.Wall = "date", dateOf(m)
	case ical.Floating:
		t.Kind = "floating"
	case ical.UTC:
		t.Kind = "utc"
	default:
		t.Kind = "zoned"
	}
	return t
}

// details is everything an editor shows of an event or one occurrence of it.
func (p *Program) details(ctx context.Context, object, recurrenceID string) (Details, error) {
	s, err := p.shelf(ctx)
	if err != nil {
		return Details{}, err
	}
	o, err := p.Store.Object(ctx, calendar.ObjectID(object))
	if err != nil {
		return Details{}, err
	}
	if o.Body == nil {
		return Details{}, calendar.ErrNotFound
	}
	d, err := p.describe(o.Body, recurrenceID)
	if err != nil {
		return Details{}, err
	}
	d.Object, d.Revision, d.Calendar = object, int64(o.Revision), string(o.Collection)
	d.RecurrenceID, d.State = recurrenceID, string(o.State())
	c := s.byID(o.Collection)
	d.Writable = c.Writable()
	about, err := p.heldNow(ctx, []calendar.Collection{c}, time.Time{})
	d.Held = about[o.ID]
	return d, err
}

// describe reads one occurrence out of a text; "" asks for the object itself.
func (p *Program) describe(body []byte, recurrenceID string) (Details, error) {
	var slot edit.When
	if recurrenceID != "" {
		var err error
		if slot, err = edit.ParseWhen(recurrenceID); err != nil {
			return Details{}, inField(err, "recurrence-id")
		}
	}
	d, err := agenda.DetailsOf(body, slot, p.Local(), p.Zones)
	if err != nil {
		return Details{}, err
	}
	out := Details{UID: string(d.UID), Summary: d.Summary, Start: wire(d.StartMoment, d.Start), End: wire(d.EndMoment, d.End),
		AllDay: d.AllDay, RRule: d.RRule, RRuleText: p.repeats(body, p.Local()), Location: d.Location, Description: d.Description, URL: d.URL, Status: d.Status,
		Transparency: d.Transparency, Class: d.Class, Color: d.Color, Categories: d.Categories, Alarms: d.Alarms,
		Attendees: []Attendee{}, Conferences: []Conference{}, Recurs: d.Recurs}
	for _, a := range d.Attendees {
		out.Attendees = append(out.Attendees, Attendee{Name: a.Name, Address: a.Address, Status: a.Status})
	}
	for _, c := range d.Conferences {
		out.Conferences = append(out.Conferences, Conference(c))
	}
	if d.Organizer != nil {
		out.Organizer = d.Organizer.Name
		if out.Organizer == "" {
			out.Organizer = d.Organizer.Address
		}
	}
	return out, nil
}
