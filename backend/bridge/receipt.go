package bridge

import (
	"bytes"
	"context"
	"errors"

	"calends/backend/agenda"
	"calends/backend/calendar"
)

// Receipt tells what the server changed or dropped of what it was sent last of
// an event; nothing where it took that as it was.
func (p *Program) Receipt(ctx context.Context, uid, ref string) ([]FieldRow, error) {
	s, err := p.shelf(ctx)
	if err != nil {
		return nil, err
	}
	o, err := p.find(ctx, s, uid, ref)
	switch {
	case err != nil:
		return nil, err
	case s.byID(o.Collection).Account == calendar.LocalAccount:
		return nil, calendar.Explain(calendar.ErrNotFound, "", "there is no receipt: the event is on this computer only")
	case o.Base == nil:
		return nil, calendar.Explain(calendar.ErrNotFound, "Synchronize first.", "there is no receipt: the event has not been sent yet")
	}
	return p.receipt(ctx, o)
}

// receipt finds the row of the ledger in which what was sent became what the
// server held. A text that it took as it was has none.
func (p *Program) receipt(ctx context.Context, o calendar.Object) ([]FieldRow, error) {
	rows := []FieldRow{}
	if o.Base == nil {
		return rows, nil
	}
	changes, err := p.Store.History(ctx, calendar.HistoryQuery{Object: o.ID})
	if err != nil {
		return nil, err
	}
	received := false // whatever is older than what came in since was sent
	for _, c := range changes {
		switch standing := received || bytes.Equal(c.After, o.Base.Body); {
		case c.Origin == calendar.Server:
			received = true
		case !standing: // not sent yet
		case c.Origin == calendar.Me && c.Sync != "":
			for _, f := range agenda.Receipt(c.Before, c.After) {
				rows = append(rows, FieldRow{Name: f.Name, Before: f.Before, After: f.After})
			}
			return rows, nil
		default:
			return rows, nil // sent, and taken as it was
		}
	}
	return rows, nil
}

// Receipt tells what the server changed or dropped of what it was sent last.
func (e *Events) Receipt(object string) (out []FieldRow, err error) {
	defer settle(&err)
	p, ctx := e.life.Program(), e.life.Context()
	o, err := p.Store.Object(ctx, calendar.ObjectID(object))
	if errors.Is(err, calendar.ErrNotFound) {
		return []FieldRow{}, nil
	}
	if err != nil {
		return nil, err
	}
	return p.receipt(ctx, o)
}
