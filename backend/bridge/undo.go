package bridge

import (
	"context"
	"errors"
	"fmt"

	"calends/backend/calendar"
)

// Undo takes back the newest request of the user's that still stands, whatever
// it was, or says why it cannot; it never takes back another in its place.
func (p *Program) Undo(ctx context.Context) (ChangeRef, error) {
	r, err := p.Store.LastUndoable(ctx)
	if err != nil {
		return ChangeRef{}, nothing(err, "there is nothing to undo")
	}
	return p.revoke(ctx, r)
}

// Redo takes back the newest undo that nothing has followed.
func (p *Program) Redo(ctx context.Context) (ChangeRef, error) {
	r, err := p.Store.LastRedoable(ctx)
	if err != nil {
		return ChangeRef{}, nothing(err, "there is nothing to redo")
	}
	return p.revoke(ctx, r)
}

func nothing(err error, sentence string) error {
	if errors.Is(err, calendar.ErrNothingToUndo) {
		return calendar.Explain(calendar.ErrNothingToUndo, "", "%s", sentence)
	}
	return err
}

// revoke takes a request back.
func (p *Program) revoke(ctx context.Context, r calendar.Request) (ChangeRef, error) {
	switch r.Act {
	case calendar.ActRemove:
		return p.restoreCalendar(ctx, r.About, r.Name)
	case calendar.ActRestore:
		return p.unrestore(ctx, r)
	case calendar.ActCreate:
		return p.unmake(ctx, r)
	case calendar.ActLook:
		return p.unlook(ctx, r)
	case calendar.ActSignIn:
		return ChangeRef{}, calendar.Explain(calendar.ErrNothingToUndo, "`calends account remove` removes it.",
			"the last thing you did was to add the account %q, and that is not undone", r.About)
	case calendar.ActSignOff:
		return ChangeRef{}, calendar.Explain(calendar.ErrNothingToUndo,
			"`calends account add` signs in again; `calends restore --calendar` brings a calendar of it back on this computer.",
			"the last thing you did was to remove the account %q, and that cannot be undone: its password is no longer here", r.About)
	}
	if len(r.Changes) == 0 {
		s, err := p.shelf(ctx)
		if err != nil {
			return ChangeRef{}, err
		}
		return ChangeRef{}, calendar.Explain(calendar.ErrNothingToUndo,
			"Delete there what you do not want, or the calendar with `calends calendar delete`.",
			"the last thing you did was to send the calendar %q to its server, and that cannot be undone", s.byID(calendar.CollectionID(r.About)).Name)
	}
	return p.takeBack(ctx, r.Changes, r.Name, false)
}

// unrestore deletes a calendar again that was brought back.
func (p *Program) unrestore(ctx context.Context, r calendar.Request) (ChangeRef, error) {
	c, server, err := p.wholeOf(ctx, r)
	if err != nil {
		return ChangeRef{}, err
	}
	return p.removeAgain(ctx, server, c, r.Name)
}

// unmake deletes a calendar that was made, unless something has come into it.
func (p *Program) unmake(ctx context.Context, r calendar.Request) (ChangeRef, error) {
	c, server, err := p.wholeOf(ctx, r)
	if err != nil {
		return ChangeRef{}, err
	}
	used := c.Objects > 0
	if server != nil && !c.Missing && !used {
		fresh := c
		fresh.Progress = calendar.Progress{}
		l, err := server.Observe(ctx, fresh)
		if err != nil && !errors.Is(err, calendar.ErrNotFound) {
			return ChangeRef{}, atOnce(err)
		}
		used = len(l.Members) > 0
	}
	if used {
		return ChangeRef{}, calendar.Explain(calendar.ErrNothingToUndo,
			"`calends calendar delete` deletes it with what is in it.",
			"the last thing you did was to make the calendar %q, and that is not undone, because there are events in it by now", c.Name)
	}
	return p.removeAgain(ctx, server, c, r.Name)
}

// wholeOf is the calendar that a request was about, and its server; nil for this
// computer.
func (p *Program) wholeOf(ctx context.Context, r calendar.Request) (calendar.Collection, Server, error) {
	s, err := p.shelf(ctx)
	if err != nil {
		return calendar.Collection{}, nil, err
	}
	c := s.byID(calendar.CollectionID(r.About))
	server, err := p.serverOf(s, c)
	return c, server, err
}

// removeAgain removes a calendar to take a request back: from its server (nil:
// this computer) first, then from this device.
func (p *Program) removeAgain(ctx context.Context, server Server, c calendar.Collection, undoes string) (ChangeRef, error) {
	if server != nil && !c.Missing {
		if err := server.Remove(ctx, c.Href); err != nil && !errors.Is(err, calendar.ErrNotFound) {
			return ChangeRef{}, atOnce(err)
		}
	}
	first, err := p.Store.UnrestoreCollection(ctx, c.ID, undoes)
	if err != nil {
		return ChangeRef{}, err
	}
	out := aboutWhole(c, string(first), fmt.Sprintf("the calendar %q is deleted again", c.Name)+withEvents(c.Objects))
	out.Changes, out.Gone = c.Objects, true
	return out, nil
}

// aboutWhole names a change of a whole calendar.
func aboutWhole(c calendar.Collection, change, said string) ChangeRef {
	return ChangeRef{Change: change, Calendar: string(c.ID), Summary: c.Name, About: aboutCalendar, Said: said}
}

// withEvents counts what goes along with a calendar; "" where that is nothing.
func withEvents(n int) string {
	if n == 0 {
		return ""
	}
	return ", with " + plural(n, "event", "events")
}
