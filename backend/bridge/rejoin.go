package bridge

import (
	"bytes"
	"context"
	"slices"
	"time"

	"calends/backend/calendar"
	"calends/backend/edit"
	"calends/backend/syncer"
)

// rejoin looks at what a sync brought: where one side split a recurrence set and
// the other changed an occurrence after the split, that change is carried to the
// part it belongs to, as soon as both parts are here. It is recorded as a part of
// the merge, and to be sent; rejoin reports whether there is something. What the
// user writes meanwhile comes first: then it is left as it is.
func (p *Program) rejoin(ctx context.Context, account calendar.AccountID, since time.Time) (carried bool) {
	changes, err := p.Store.History(ctx, calendar.HistoryQuery{Account: account, Since: since.Truncate(time.Millisecond)})
	if err != nil {
		return false
	}
	tried := map[calendar.ObjectID]bool{}
	for _, c := range changes {
		of := []calendar.ObjectID{c.Object}
		if !mergedSplit(c) {
			of = p.splitBefore(ctx, c)
		}
		for _, id := range of {
			if tried[id] {
				continue
			}
			tried[id] = true
			done, err := p.rejoinObject(ctx, id)
			carried = carried || done && err == nil
		}
	}
	return carried
}

// mergedSplit reports whether a change merged a split with something else.
func mergedSplit(c calendar.Change) bool {
	return c.Origin == calendar.Merge && slices.ContainsFunc(c.Kept, func(k calendar.Kept) bool { return k.Field == "RRULE" })
}

// splitBefore is the other part of what a change brought, where that was merged
// with something else before.
func (p *Program) splitBefore(ctx context.Context, c calendar.Change) (of []calendar.ObjectID) {
	if c.Kind != calendar.KindCreated || c.Origin != calendar.Server || !bytes.Contains(c.After, []byte("RELATED-TO")) {
		return nil
	}
	for _, uid := range edit.Siblings(c.After) {
		past, err := p.Store.History(ctx, calendar.HistoryQuery{UID: uid, Collection: c.Collection})
		if i := slices.IndexFunc(past, mergedSplit); err == nil && i >= 0 {
			of = append(of, past[i].Object)
		}
	}
	return of
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

// joined is what two syncs of an account came to, one right after the other.
// How it ended is the second's.
func joined(a, b syncer.Report) syncer.Report {
	b.Started, b.Requests, b.Received, b.Sent = a.Started, a.Requests+b.Requests, a.Received+b.Received, a.Sent+b.Sent
	for _, was := range a.Collections {
		i := slices.IndexFunc(b.Collections, func(c syncer.CollectionReport) bool { return c.ID == was.ID })
		if i < 0 {
			b.Collections = append(b.Collections, was)
			continue
		}
		now := &b.Collections[i]
		now.Received, now.Sent, now.Merged = added(was.Received, now.Received), added(was.Sent, now.Sent), was.Merged+now.Merged
		if now.Method == calendar.MethodUnchanged {
			now.Method = was.Method
		}
	}
	return b
}

func added(a, b syncer.Counts) syncer.Counts {
	return syncer.Counts{Created: a.Created + b.Created, Updated: a.Updated + b.Updated, Deleted: a.Deleted + b.Deleted}
}
