package bridge

import (
	"cmp"
	"context"
	"slices"
	"time"

	"calends/backend/agenda"
	"calends/backend/calendar"
)

// never is where events are filed of which it cannot be read when they are,
// beside those that recur without end: far behind everything else.
var never = calendar.Window{From: time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)}

// unread lists what came in with a sync that began then, and of which it cannot
// be read when it is. It was taken in and is kept; nobody would see it.
func (p *Program) unread(ctx context.Context, c SyncCalendar, began time.Time) ([]SyncFailure, error) {
	list := []SyncFailure{}
	if c.Received == (Counts{}) {
		return list, nil
	}
	var odd []calendar.Entry
	for e, err := range p.Store.Overlapping(ctx, []calendar.CollectionID{calendar.CollectionID(c.ID)}, never) {
		if err != nil {
			return nil, err
		}
		if !e.Index.Readable() && e.State != calendar.Deleted {
			odd = append(odd, e)
		}
	}
	for _, e := range odd {
		o, came, err := p.cameIn(ctx, e.Object, began)
		if err != nil {
			return nil, err
		}
		told := slices.ContainsFunc(c.Failed, func(f SyncFailure) bool { return f.Href == string(o.Href) })
		if came && !told {
			name := cmp.Or(e.Index.Title, string(e.Index.UID), string(o.Href))
			list = append(list, SyncFailure{Href: string(o.Href), Code: "invalid",
				Message: "“" + name + "” came in and is kept. " + agenda.Unread(o.Body, p.Zones)})
		}
	}
	return list, nil
}

// cameIn is an object, and whether the ledger has something new of it since
// then.
func (p *Program) cameIn(ctx context.Context, id calendar.ObjectID, since time.Time) (calendar.Object, bool, error) {
	rows, err := p.Store.History(ctx, calendar.HistoryQuery{Object: id, Since: since, Limit: 1})
	if err != nil || len(rows) == 0 {
		return calendar.Object{}, false, err
	}
	o, err := p.Store.Object(ctx, id)
	return o, err == nil && o.Body != nil, err
}
