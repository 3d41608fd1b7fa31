package bridge

import (
	"context"
	"errors"
	"slices"
	"time"

	"calends/backend/calendar"
	"calends/backend/edit"
)

// EditOne is one of several changes that are made together: what is to become
// of one occurrence, or of an event that does not recur.
type EditOne struct {
	Object       string `json:"object"`
	RecurrenceID string `json:"recurrenceId"`
	Patch        Patch  `json:"patch"`
	Delete       bool   `json:"delete"`
	// Copy leaves it as it is, and makes another event of what the patch would
	// have made of it, in the same calendar where that can be
	// written to: the user's own, without attendees.
	Copy bool `json:"copy"`
}

// Together makes several changes as one, which is undone as one, on what the
// events are now. Saved.Left counts those that were not made, because the event
// is gone or its calendar can only be read; where it is all of them, the error
// says why.
func (p *Program) Together(ctx context.Context, edits []EditOne, view *time.Location) (Saved, error) {
	for try := 1; ; try++ {
		writes, left, err := p.together(ctx, edits, view)
		if err != nil {
			return Saved{}, err
		}
		changes, err := p.write(ctx, calendar.Me, "", writes)
		if errors.Is(err, calendar.ErrStale) && try < tries {
			continue
		}
		out, err := p.saved(changes, err)
		out.Changes, out.Left = countEvents(changes), left
		return out, err
	}
}

// together is the writes of several changes, and how many cannot be made.
func (p *Program) together(ctx context.Context, edits []EditOne, view *time.Location) (writes []calendar.Write, left int, err error) {
	s, err := p.shelf(ctx)
	if err != nil {
		return nil, 0, err
	}
	var why error
	changed := map[calendar.ObjectID]int{} // where the write of an object stands
	for _, one := range edits {
		o, err := p.Store.Object(ctx, calendar.ObjectID(one.Object))
		if err == nil {
			o.Collection, err = p.place(ctx, s, o, one.Copy)
		}
		if errors.Is(err, calendar.ErrNotFound) || errors.Is(err, calendar.ErrReadOnly) || errors.Is(err, calendar.ErrGone) {
			left, why = left+1, err
			continue
		}
		if err != nil {
			return nil, 0, err
		}
		at, again := changed[o.ID]
		if again && !one.Copy {
			o.Body = writes[at].Body // what was made of it so far
		}
		w, err := p.single(o, one, view)
		switch {
		case err != nil:
			return nil, 0, err
		case one.Copy:
			writes = append(writes, w)
		case again:
			writes[at] = w
		default:
			changed[o.ID] = len(writes)
			writes = append(writes, w)
		}
	}
	if left == len(edits) {
		return nil, left, why
	}
	return slices.Clip(writes), left, nil
}

// place is the calendar that a change of an object is written to: its own, which
// has to be writable, or for a copy another one.
func (p *Program) place(ctx context.Context, s shelf, o calendar.Object, copied bool) (calendar.CollectionID, error) {
	c := s.byID(o.Collection)
	switch {
	case o.Body == nil:
		return "", calendar.Explain(calendar.ErrNotFound, "`calends history` shows when it was deleted.", "the event has been deleted")
	case c.Writable():
		return c.ID, nil
	case copied:
		c, err := p.defaultCollection(ctx, s)
		return c.ID, err
	}
	return "", unwritable(c, "Copy the event to another calendar to change it.")
}

// single is the write that makes one of several changes.
func (p *Program) single(o calendar.Object, one EditOne, view *time.Location) (calendar.Write, error) {
	a := alteration{recurrenceID: one.RecurrenceID, scope: string(edit.ScopeThis), patch: one.Patch, remove: one.Delete}
	if one.RecurrenceID == "" {
		a.scope = string(edit.ScopeAll)
	}
	r, err := a.request()
	if err != nil {
		return calendar.Write{}, err
	}
	if one.Copy {
		body, err := edit.Duplicate(o.Body, r, calendar.UID(p.NewUID()), p.Now(), view, p.Zones)
		return calendar.Write{Collection: o.Collection, Body: body}, err
	}
	if o.Body == nil { // deleted by one of the others
		return calendar.Write{Object: o.ID, Collection: o.Collection, At: o.Revision}, nil
	}
	texts, err := edit.Change(o.Body, r, p.Now(), p.NewUID, view, p.Zones)
	return calendar.Write{Object: o.ID, Collection: o.Collection, At: o.Revision, Body: texts.Body}, err
}
