package bridge

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"calends/backend/agenda"
	"calends/backend/calendar"
	"calends/backend/edit"
)

// asEdit reads the times of a patch.
func (p Patch) asEdit() (edit.Patch, error) {
	out := edit.Patch{Summary: p.Summary, Location: p.Location, Description: p.Description, URL: p.URL,
		Status: p.Status, Transparency: p.Transparency, Class: p.Class, Color: p.Color, RRule: p.RRule, TZID: p.TZID,
		Categories: p.Categories, Alarms: p.Alarms, AllDay: p.AllDay, Floating: p.Floating, Clear: p.Clear}
	for _, t := range []struct {
		field string
		text  *string
		into  **edit.When
	}{{"start", p.Start, &out.Start}, {"end", p.End, &out.End}} {
		if t.text == nil {
			continue
		}
		when, err := edit.ParseWhen(*t.text)
		if err != nil {
			return out, inField(err, t.field)
		}
		*t.into = &when
	}
	return out, nil
}

// inField says which input an error is about.
func inField(err error, field string) error {
	f := Explain(err)
	return &calendar.Explained{Message: f.Message, Hint: f.Hint, Field: field, Err: err}
}

// Add makes an event.
func (p *Program) Add(ctx context.Context, ask AddEvent) (ChangeRef, error) {
	changes, err := p.add(ctx, ask)
	return ref(changes), err
}

func (p *Program) add(ctx context.Context, ask AddEvent) ([]calendar.Change, error) {
	s, err := p.shelf(ctx)
	if err != nil {
		return nil, err
	}
	in, err := p.target(ctx, s, ask.Calendar)
	if err != nil {
		return nil, err
	}
	patch, err := ask.Patch.asEdit()
	if err != nil {
		return nil, err
	}
	o, err := edit.New(calendar.UID(p.NewUID()), patch, p.Now(), ask.View, p.Zones)
	if err != nil {
		return nil, err
	}
	return p.write(ctx, calendar.Me, "", []calendar.Write{{Collection: in.ID, Body: o.Bytes()}})
}

// target is the calendar a new event goes to.
func (p *Program) target(ctx context.Context, s shelf, ref string) (calendar.Collection, error) {
	if ref == "" {
		return p.defaultCollection(ctx, s)
	}
	c, err := s.collection(ref)
	if err != nil {
		return c, err
	}
	if !c.Writable() {
		return c, unwritable(c, "Choose another calendar.")
	}
	return c, nil
}

// find returns the one object with a UID, or the one in the named calendar
// where the UID lives twice.
func (p *Program) find(ctx context.Context, s shelf, uid, ref string) (calendar.Object, error) {
	all, err := p.Store.Find(ctx, calendar.UID(uid))
	if err != nil {
		return calendar.Object{}, err
	}
	var in calendar.Collection
	if ref != "" {
		if in, err = s.collection(ref); err != nil {
			return calendar.Object{}, err
		}
	}
	var found []calendar.Object
	for _, o := range all {
		if o.Body != nil && (ref == "" || o.Collection == in.ID) {
			found = append(found, o)
		}
	}
	switch len(found) {
	case 0:
		return calendar.Object{}, noEvent(uid)
	case 1:
		return found[0], nil
	}
	return calendar.Object{}, calendar.Explain(calendar.ErrAmbiguous, "Say which calendar with --calendar.",
		"%d calendars hold an event with the UID %q", len(found), uid)
}

// Edit changes an event, or the occurrences that the scope names.
func (p *Program) Edit(ctx context.Context, ask EditEvent) (ChangeRef, error) {
	return p.alterNamed(ctx, ask.UID, ask.Calendar, alteration{recurrenceID: ask.RecurrenceID,
		scope: ask.Scope, patch: ask.Patch, moveTo: ask.MoveTo, view: ask.View})
}

// Delete deletes an event, or the occurrences that the scope names.
func (p *Program) Delete(ctx context.Context, ask DeleteEvent) (ChangeRef, error) {
	return p.alterNamed(ctx, ask.UID, ask.Calendar, alteration{recurrenceID: ask.RecurrenceID,
		scope: ask.Scope, remove: true, view: ask.View})
}

// tries is how often an alteration is made anew on what an object became
// meanwhile; each time another one got through.
const tries = 20

// alterNamed alters the object with a UID as it is now: where another change
// comes in between, the alteration is made on that. Where it changes nothing
// there is no change to name.
func (p *Program) alterNamed(ctx context.Context, uid, in string, a alteration) (ChangeRef, error) {
	for try := 1; ; try++ {
		s, err := p.shelf(ctx)
		if err != nil {
			return ChangeRef{}, err
		}
		o, err := p.find(ctx, s, uid, in)
		if err != nil {
			return ChangeRef{}, err
		}
		a.object, a.revision = o.ID, o.Revision
		changes, err := p.alter(ctx, a)
		switch {
		case errors.Is(err, calendar.ErrStale) && try < tries:
			continue
		case err != nil:
			return ChangeRef{}, err
		case len(changes) == 0:
			return ChangeRef{UID: uid, Calendar: string(o.Collection)}, nil
		}
		return ref(changes), nil
	}
}

// alteration is a request to change or delete one object that is known.
type alteration struct {
	object       calendar.ObjectID
	revision     uint64 // what the user saw
	recurrenceID string
	scope        string
	patch        Patch
	remove       bool
	moveTo       string // a calendar; "" stays
	view         *time.Location
}

// alter carries out an alteration as one batch.
func (p *Program) alter(ctx context.Context, a alteration) ([]calendar.Change, error) {
	s, err := p.shelf(ctx)
	if err != nil {
		return nil, err
	}
	o, err := p.Store.Object(ctx, a.object)
	if err != nil {
		return nil, err
	}
	if o.Revision != a.revision || o.Body == nil {
		return nil, calendar.ErrStale
	}
	if c := s.byID(o.Collection); !c.Writable() {
		return nil, unwritable(c, "Copy the event to another calendar to change it.")
	}
	texts, err := p.edited(o, a)
	if err != nil {
		return nil, err
	}
	writes, err := s.writes(o, a.moveTo, texts)
	if err != nil {
		return nil, err
	}
	if to := writes[0].Collection; to != o.Collection {
		if err := p.freeIn(ctx, s.byID(to), texts.Body); err != nil {
			return nil, err
		}
	}
	return p.write(ctx, calendar.Me, "", writes)
}

// edited is what the texts of an object become.
func (p *Program) edited(o calendar.Object, a alteration) (edit.Texts, error) {
	if a.moveTo != "" && a.patch.empty() && !a.remove {
		return edit.Texts{Body: o.Body}, nil
	}
	r, err := a.request()
	if err != nil {
		return edit.Texts{}, err
	}
	return edit.Change(o.Body, r, p.Now(), p.NewUID, a.view, p.Zones)
}

// request is the alteration as edit takes it.
func (a alteration) request() (edit.Request, error) {
	patch, err := a.patch.asEdit()
	if err != nil {
		return edit.Request{}, err
	}
	r := edit.Request{Delete: a.remove, Scope: edit.Scope(a.scope), Patch: patch}
	switch r.Scope {
	case "", edit.ScopeThis, edit.ScopeFollowing, edit.ScopeAll:
	default:
		return r, calendar.Explain(ErrUsage, "Use this, following or all.", "there is no scope called %q", a.scope)
	}
	if a.recurrenceID != "" {
		if r.RecurrenceID, err = edit.ParseWhen(a.recurrenceID); err != nil {
			return r, inField(err, "recurrence-id")
		}
	} else if r.Scope == edit.ScopeFollowing {
		return r, calendar.Explain(ErrUsage, "Name the occurrence with --recurrence-id.",
			"this and following needs to know which occurrence")
	}
	return r, nil
}

// empty reports whether the patch touches nothing.
func (p Patch) empty() bool {
	return p.Summary == nil && p.Location == nil && p.Description == nil && p.URL == nil && p.Status == nil &&
		p.Transparency == nil && p.Class == nil && p.Color == nil && p.RRule == nil && p.TZID == nil && p.Categories == nil &&
		p.Alarms == nil && p.Start == nil && p.End == nil && p.AllDay == nil && p.Floating == nil && len(p.Clear) == 0
}

// freeIn reports an error where a calendar holds another event with the UID of
// one that is to move there.
func (p *Program) freeIn(ctx context.Context, to calendar.Collection, body []byte) error {
	x, err := agenda.Index(body)
	if err != nil {
		return err
	}
	same, err := p.Store.Find(ctx, x.UID)
	for _, o := range same {
		if o.Collection == to.ID && o.Body != nil {
			return calendar.Explain(calendar.ErrExists, "Delete one of the two.", "the calendar %q already holds an event with the UID %q", to.Name, x.UID)
		}
	}
	return err
}

// writes turns new texts into the writes of one batch.
func (s shelf) writes(o calendar.Object, moveTo string, t edit.Texts) ([]calendar.Write, error) {
	in := o.Collection
	var out []calendar.Write
	if moveTo != "" {
		c, err := s.collection(moveTo)
		if err != nil {
			return nil, err
		}
		if !c.Writable() {
			return nil, unwritable(c, "")
		}
		in = c.ID
	}
	if in != o.Collection {
		out = append(out, calendar.Write{Collection: in, Body: t.Body},
			calendar.Write{Object: o.ID, Collection: o.Collection, At: o.Revision})
	} else {
		out = append(out, calendar.Write{Object: o.ID, Collection: in, At: o.Revision, Body: t.Body})
	}
	if t.Split != nil {
		out = append(out, calendar.Write{Collection: in, Body: t.Split})
	}
	return out, nil
}

// write commits a request of the user's and lets the accounts know that
// something waits to be sent.
func (p *Program) write(ctx context.Context, origin calendar.Origin, undoes string, writes []calendar.Write) ([]calendar.Change, error) {
	changes, err := p.Store.Commit(ctx, origin, undoes, writes)
	if err != nil {
		return nil, err
	}
	for _, c := range changes {
		p.accounts.edited(c.Account)
	}
	return changes, nil
}

// ref names the first of the changes.
func ref(changes []calendar.Change) ChangeRef {
	if len(changes) == 0 {
		return ChangeRef{}
	}
	c := changes[0]
	out := ChangeRef{UID: string(c.UID), Calendar: string(c.Collection), Change: string(c.ID), Summary: title(c)}
	if n := countEvents(changes); n > 1 {
		out.Changes = n
	}
	return out
}

// title is what the event of a change is called after it, or was called before
// it was deleted; "" where the change comes without its texts.
func title(c calendar.Change) string {
	for _, text := range [][]byte{c.After, c.Before} {
		if index, err := agenda.Index(text); err == nil && text != nil {
			return index.Title
		}
	}
	return ""
}

// saved tells the window what a change left: the object and its revision, so
// that the next change can be made at once.
func (p *Program) saved(changes []calendar.Change, err error) (Saved, error) {
	if err != nil || len(changes) == 0 {
		return Saved{}, err
	}
	c := changes[0]
	out := Saved{UID: string(c.UID), Object: string(c.Object), Calendar: string(c.Collection), Change: string(c.ID)}
	o, err := p.Store.Object(context.Background(), c.Object)
	switch {
	case err == nil:
		out.Revision = int64(o.Revision)
	case !errors.Is(err, calendar.ErrNotFound):
		return Saved{}, err
	}
	return out, nil
}

// Show is one object in full.
func (p *Program) Show(ctx context.Context, uid, ref string, view *time.Location) (ShowRow, error) {
	s, err := p.shelf(ctx)
	if err != nil {
		return ShowRow{}, err
	}
	o, err := p.find(ctx, s, uid, ref)
	if err != nil {
		return ShowRow{}, err
	}
	row := ShowRow{UID: uid, Calendar: string(o.Collection), Href: string(o.Href), State: string(o.State()),
		Local: s.byID(o.Collection).Account == calendar.LocalAccount, ICS: string(o.Body), Occurrences: []AgendaRow{}, Differs: []FieldRow{}, Fields: fieldRows(nil, o.Body)}
	switch {
	case o.Base != nil:
		row.ETag = string(o.Base.ETag)
		row.Differs = fieldRows(o.Base.Body, o.Body)
	case !row.Local: // the server has nothing of it yet
		row.Differs = row.Fields
	}
	row.Fields = withWords(row.Fields, p.repeats(o.Body, view))
	about, err := p.heldNow(ctx, []calendar.Collection{s.byID(o.Collection)}, time.Time{})
	if err != nil {
		return row, err
	}
	row.Held = about[o.ID]
	if o.Unreadable != nil {
		row.Problem = "The server holds something in its place that cannot be read. This copy is kept. Push it back to write it there again; what you change goes out by itself when it has been so for an hour."
	}
	unsent := ""
	if !row.Local && o.Unreadable == nil {
		if unsent, err = p.refusal(ctx, o); err != nil {
			return row, err
		}
	}
	row.Problem = strings.TrimSpace(row.Problem + " " + unsent)
	if why := agenda.Unread(o.Body, p.Zones); why != "" {
		row.Problem = strings.TrimSpace(row.Problem + " " + why)
	}
	next, err := agenda.Next(o.Body, p.Now(), nextShown, view, p.Zones)
	if err != nil {
		return row, fmt.Errorf("read the event: %w", err)
	}
	for _, n := range next {
		n.Collection = o.Collection
		one := agendaRow(n, view, true)
		one.Held = row.Held
		row.Occurrences = append(row.Occurrences, one)
	}
	row.Over = len(next) == 0 && agenda.IsEvent(o.Body, p.Zones)
	return row, nil
}

// nextShown is how many occurrences Show lists.
const nextShown = 10
