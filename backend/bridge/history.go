package bridge

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"calends/backend/agenda"
	"calends/backend/calendar"
	"calends/backend/edit"
)

// historyLimit bounds what History shows of the whole ledger.
const historyLimit = 1000

// History reads the ledger, newest first: of one UID, or of everything.
func (p *Program) History(ctx context.Context, uid string, view *time.Location) ([]ChangeRow, error) {
	s, err := p.shelf(ctx)
	if err != nil {
		return nil, err
	}
	changes, err := p.Store.History(ctx, calendar.HistoryQuery{UID: calendar.UID(uid), Limit: historyLimit})
	if err != nil {
		return nil, err
	}
	if uid != "" && len(changes) == 0 {
		return nil, noEvent(uid)
	}
	rows := []ChangeRow{}
	for _, c := range changes {
		rows = append(rows, s.changeRow(c, view))
	}
	return rows, nil
}

func (s shelf) changeRow(c calendar.Change, view *time.Location) ChangeRow {
	row := ChangeRow{Change: string(c.ID), At: c.At.In(view).Format(time.RFC3339), Origin: string(c.Origin),
		Account: s.accountName(c.Account), Calendar: string(c.Collection), UID: string(c.UID), Kind: string(c.Kind),
		Fields: fieldRows(c.Before, c.After)}
	text := c.After
	if text == nil {
		text = c.Before
	}
	if index, err := agenda.Index(text); err == nil {
		row.Summary = index.Title
	}
	return row
}

// fieldRows is the readable difference of two texts.
func fieldRows(before, after []byte) []FieldRow {
	rows := []FieldRow{}
	for _, f := range agenda.Differences(before, after) {
		rows = append(rows, FieldRow{Name: f.Name, Before: f.Before, After: f.After})
	}
	return rows
}

// Undo takes back the newest request of the user's that still stands.
func (p *Program) Undo(ctx context.Context) (ChangeRef, error) {
	batch, err := p.Store.LastUndoable(ctx)
	if err != nil {
		return ChangeRef{}, nothing(err, "there is nothing to undo")
	}
	return p.takeBack(ctx, batch, "undo")
}

// Redo takes back the newest undo that nothing has followed.
func (p *Program) Redo(ctx context.Context) (ChangeRef, error) {
	batch, err := p.Store.LastRedoable(ctx)
	if err != nil {
		return ChangeRef{}, nothing(err, "there is nothing to redo")
	}
	return p.takeBack(ctx, batch, "redo")
}

func nothing(err error, sentence string) error {
	if errors.Is(err, calendar.ErrNothingToUndo) {
		return calendar.Explain(calendar.ErrNothingToUndo, "", "%s", sentence)
	}
	return err
}

// takeBack reverses a batch. What changed since, by sync or by hand, stays:
// an edit is reversed as a merge.
func (p *Program) takeBack(ctx context.Context, batch []calendar.Change, verb string) (ChangeRef, error) {
	var writes []calendar.Write
	for i := len(batch) - 1; i >= 0; i-- {
		w, err := p.reverse(ctx, batch[i])
		if err != nil {
			return ChangeRef{}, fmt.Errorf("%s: %w", verb, err)
		}
		if w != nil {
			writes = append(writes, *w)
		}
	}
	changes, err := p.write(ctx, calendar.Undo, batch[0].Batch, writes)
	if err != nil {
		return ChangeRef{}, err
	}
	return refTo(changes, batch[0]), nil
}

// refTo names the change to what first was about, which may have come to
// nothing: what it would take back was changed again since.
func refTo(changes []calendar.Change, first calendar.Change) ChangeRef {
	for _, c := range changes {
		if c.UID == first.UID {
			return ref([]calendar.Change{c})
		}
	}
	out := ChangeRef{UID: string(first.UID), Calendar: string(first.Collection)}
	if len(changes) > 0 {
		out.Change = string(changes[0].ID)
	}
	return out
}

// reverse is the write that takes one change back; nil where nothing is left
// to take back.
func (p *Program) reverse(ctx context.Context, c calendar.Change) (*calendar.Write, error) {
	now, err := p.standing(ctx, c)
	switch {
	case errors.Is(err, calendar.ErrNotFound):
		if c.Before == nil {
			return nil, nil // created then, and gone since
		}
		return &calendar.Write{Object: c.Object, Collection: c.Collection, Body: c.Before}, nil
	case err != nil:
		return nil, err
	case c.After == nil && now.Body != nil:
		return nil, nil // deleted then, and back since, be it with another's edit
	}
	body := c.Before
	if c.Before != nil && c.After != nil && now.Body != nil && !bytes.Equal(now.Body, c.After) {
		if body, err = edit.Revert(c.Before, c.After, now.Body); err != nil {
			return nil, err
		}
	}
	return &calendar.Write{Object: now.ID, Collection: now.Collection, At: now.Revision, Body: body}, nil
}

// standing is the object that a change was about, as it stands: the same, or
// what came back with its UID in its place.
func (p *Program) standing(ctx context.Context, c calendar.Change) (calendar.Object, error) {
	now, err := p.Store.Object(ctx, c.Object)
	if !errors.Is(err, calendar.ErrNotFound) || c.UID == "" {
		return now, err
	}
	same, findErr := p.Store.Find(ctx, c.UID)
	if findErr != nil {
		return now, findErr
	}
	for _, o := range same {
		if o.Collection == c.Collection && o.Body != nil {
			return o, nil
		}
	}
	return now, err
}

// Restore brings an object back to what it was after the named change, or to
// what it was before where that change deleted it.
func (p *Program) Restore(ctx context.Context, change string) (ChangeRef, error) {
	c, err := p.Store.Change(ctx, calendar.ChangeID(change))
	if err != nil {
		if errors.Is(err, calendar.ErrNotFound) {
			err = calendar.Explain(err, "`calends history` shows the changes.", "there is no change %q", change)
		}
		return ChangeRef{}, err
	}
	body := c.After
	if body == nil {
		body = c.Before
	}
	w := calendar.Write{Object: c.Object, Collection: c.Collection, Body: body}
	now, err := p.standing(ctx, c)
	switch {
	case err == nil:
		w.Object, w.Collection, w.At = now.ID, now.Collection, now.Revision
	case !errors.Is(err, calendar.ErrNotFound):
		return ChangeRef{}, err
	}
	changes, err := p.write(ctx, calendar.Undo, "", []calendar.Write{w})
	if err != nil {
		return ChangeRef{}, err
	}
	return refTo(changes, c), nil
}

// noEvent says that a UID is not known.
func noEvent(uid string) error {
	return calendar.Explain(calendar.ErrNotFound, "`calends search` and `calends agenda --json` show UIDs.",
		"there is no event with the UID %q", uid)
}
