package bridge

import (
	"bytes"
	"context"
	"slices"
	"time"

	"calends/backend/calendar"
	"calends/backend/edit"
)

// rejoin looks at what a sync merged since: where one side split a recurrence
// set and the other changed an occurrence after the split, that change is carried
// to the part it belongs to. It is recorded as a part of the merge, and goes out
// with the next sync. What the user writes meanwhile comes first: then it is left
// as it is.
func (p *Program) rejoin(ctx context.Context, account calendar.AccountID, since time.Time) error {
	changes, err := p.Store.History(ctx, calendar.HistoryQuery{Account: account, Since: since.Truncate(time.Millisecond)})
	if err != nil {
		return err
	}
	carried := false
	for _, c := range changes {
		ruled := slices.ContainsFunc(c.Kept, func(k calendar.Kept) bool { return k.Field == "RRULE" })
		if c.Origin != calendar.Merge || !ruled {
			continue
		}
		done, err := p.rejoinObject(ctx, c.Object)
		if err != nil {
			return err
		}
		carried = carried || done
	}
	if carried {
		p.accounts.edited(account)
	}
	return nil
}

// rejoinObject carries what belongs to the other parts of a split.
func (p *Program) rejoinObject(ctx context.Context, id calendar.ObjectID) (carried bool, err error) {
	first, err := p.Store.Object(ctx, id)
	if err != nil {
		return false, err
	}
	for _, uid := range edit.Siblings(first.Body) {
		same, err := p.Store.Find(ctx, uid)
		if err != nil {
			return carried, err
		}
		for _, second := range same {
			if second.Collection != first.Collection || second.Body == nil || bytes.Equal(second.Body, first.Body) {
				continue
			}
			a, b, ok, err := edit.Rejoin(first.Body, second.Body, p.Now(), p.Local(), p.Zones)
			if err != nil || !ok {
				continue // it is shown as it is
			}
			_, err = p.Store.Commit(ctx, calendar.Merge, "", []calendar.Write{{Object: first.ID, At: first.Revision, Body: a},
				{Object: second.ID, At: second.Revision, Body: b}})
			return err == nil, err
		}
	}
	return carried, nil
}
