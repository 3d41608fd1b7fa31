package bridge

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"calends/backend/agenda"
	"calends/backend/calendar"
)

// historyLimit bounds what History shows of the whole ledger.
const historyLimit = 1000

// History reads the ledger, newest first.
func (p *Program) History(ctx context.Context, q HistoryQuery) ([]ChangeRow, error) {
	s, err := p.shelf(ctx)
	if err != nil {
		return nil, err
	}
	ask := calendar.HistoryQuery{UID: calendar.UID(q.UID), Sync: q.Sync, Since: q.Since, Limit: cmp.Or(q.Limit, historyLimit)}
	if q.Account != "" && q.Account != string(calendar.LocalAccount) {
		a, err := s.account(q.Account)
		if err != nil {
			return nil, err
		}
		ask.Account = a.ID
	} else {
		ask.Account = calendar.AccountID(q.Account)
	}
	if q.Calendar != "" {
		if ask.Collection, err = p.everCalled(ctx, s, q.Calendar); err != nil {
			return nil, err
		}
	}
	changes, err := p.Store.History(ctx, ask)
	if err != nil {
		return nil, err
	}
	if q.UID != "" && len(changes) == 0 && q.onlyUID() {
		return nil, noEvent(q.UID)
	}
	rows, index := []ChangeRow{}, agenda.Indexer(p.Zones)
	t, err := p.telling(ctx, changes)
	if err != nil {
		return nil, err
	}
	for _, c := range changes {
		rows = append(rows, s.changeRow(c, t, index, q.View))
	}
	return rows, nil
}

// onlyUID reports whether the query asks for all of one event's history.
func (q HistoryQuery) onlyUID() bool {
	return q.Calendar == "" && q.Account == "" && q.Sync == "" && q.Since.IsZero()
}

// everCalled is the calendar of that name, be it a deleted one.
func (p *Program) everCalled(ctx context.Context, s shelf, ref string) (calendar.CollectionID, error) {
	c, err := s.collection(ref)
	if !errors.Is(err, calendar.ErrNotFound) {
		return c.ID, err
	}
	if gone, lostErr := p.deleted(ctx, s, ref); lostErr == nil {
		return gone.ID, nil
	}
	return "", err
}

// changeRow is a change as people read it; index derives its title.
func (s shelf) changeRow(c calendar.Change, t told, index func([]byte) (calendar.Index, error), view *time.Location) ChangeRow {
	row := ChangeRow{Change: string(c.ID), At: c.At.In(view).Format(time.RFC3339), Origin: string(c.Origin),
		Account: s.accountName(c.Account), Calendar: string(c.Collection), UID: string(c.UID), Kind: string(c.Kind),
		Batch: c.Batch, Sync: c.Sync, Fields: fieldRows(c.Before, c.After), Note: t.notes[c.ID],
		Clashes: c.Clashes, Decided: string(c.Decided), Receipt: c.Origin == calendar.Me && c.Sync != "", Back: t.back[c.ID]}
	if t.moved[c.ID] {
		row.Kind = string(calendar.KindMoved)
	}
	if e, ok := t.ends[c.ID]; ok {
		row.Fields = e.fields(s)
	}
	text := c.After
	if text == nil {
		text = c.Before
	}
	if index, err := index(text); err == nil {
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

// refTo names the change to what first was about, which may have come to
// nothing: what it would take back was changed again since.
func refTo(changes []calendar.Change, first calendar.Change) ChangeRef {
	changes = slices.DeleteFunc(changes, func(c calendar.Change) bool { return c.Object == "" }) // noted, and nothing else
	out := ref(changes)
	out.UID, out.Calendar, out.Summary = string(first.UID), string(first.Collection), title(first)
	of := slices.DeleteFunc(slices.Clone(changes), func(c calendar.Change) bool { return c.UID != first.UID })
	if len(of) == 0 {
		return out
	}
	at := max(0, slices.IndexFunc(of, func(c calendar.Change) bool { return c.After != nil })) // where it is now
	out.Calendar, out.Change = string(of[at].Collection), string(of[at].ID)
	return out
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

// noEvent says that a UID is not known.
func noEvent(uid string) error {
	return calendar.Explain(calendar.ErrNotFound, "`calends search` and `calends agenda --json` show UIDs.",
		"there is no event with the UID %q", uid)
}
