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
// the other changed or split it meanwhile, what either did is carried to the parts
// it belongs to, as soon as they are here. It is recorded as a part of the merge,
// and to be sent; rejoin reports whether there is something. What the user writes
// meanwhile comes first: then it is left as it is.
func (p *Program) rejoin(ctx context.Context, report syncer.Report) (carried bool) {
	tried := map[calendar.ObjectID]bool{}
	for _, s := range report.Splits {
		if !tried[s.Object] {
			wrote, done, err := p.reunite(ctx, s)
			tried[s.Object] = done
			carried = carried || wrote && err == nil
		}
	}
	changes, err := p.Store.History(ctx, calendar.HistoryQuery{Account: report.Account, Since: report.Started.Truncate(time.Millisecond)})
	if err != nil {
		return carried
	}
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
	return c.Origin == calendar.Merge && slices.ContainsFunc(c.Kept, func(k calendar.Kept) bool {
		return slices.Contains([]string{"RRULE", "EXDATE", "RDATE"}, k.Field)
	})
}

// splitBefore is the other part of what a change brought, where that was merged
// with something else before.
func (p *Program) splitBefore(ctx context.Context, c calendar.Change) (of []calendar.ObjectID) {
	if c.Kind != calendar.KindCreated || c.Origin != calendar.Server || !bytes.Contains(c.After, []byte("RELATED-TO")) {
		return nil
	}
	for _, uid := range edit.Siblings(c.After) {
		past, err := p.Store.History(ctx, calendar.HistoryQuery{UID: uid, Account: c.Account})
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
		second, ok := p.sibling(ctx, first, uid)
		if !ok || bytes.Equal(second.Body, first.Body) {
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
	return carried, nil
}

// reunite joins the parts of a set that was merged and that a side had split. What
// both sides changed is set aside like any conflict. wrote reports whether that
// changed anything, done that there is nothing more to do about it.
func (p *Program) reunite(ctx context.Context, s syncer.Split) (wrote, done bool, err error) {
	first, err := p.Store.Object(ctx, s.Object)
	if err != nil || first.Body == nil {
		return false, false, err
	}
	parts := map[calendar.UID]calendar.Object{}
	part := func(uid calendar.UID) []byte {
		o, ok := p.sibling(ctx, first, uid)
		if ok {
			parts[uid] = o
		}
		return o.Body
	}
	v := edit.Versions{Base: s.Base, Ours: s.Ours, Theirs: s.Theirs, Merged: first.Body}
	all, ok, err := edit.Reunite(v, part, p.Now(), p.Local(), p.Zones)
	if err != nil || !ok {
		return false, false, err
	}
	parts[all[0].UID] = first
	var writes []calendar.Write
	for _, j := range all {
		o := parts[j.UID]
		switch {
		case len(j.Clashes) > 0:
			if err := p.setAside(ctx, o, j); err != nil {
				return wrote, false, err
			}
			wrote = true
		case !bytes.Equal(o.Body, j.Text):
			writes = append(writes, calendar.Write{Object: o.ID, At: o.Revision, Body: j.Text})
		}
	}
	if len(writes) > 0 {
		_, err = p.Store.Commit(ctx, calendar.Merge, "", writes)
	}
	return wrote || len(writes) > 0, err == nil, err
}

// setAside writes what came of a clash, and keeps the user's text for him to
// decide upon.
func (p *Program) setAside(ctx context.Context, o calendar.Object, j edit.Joined) error {
	g := calendar.Sighting{Object: o.ID, Href: o.Href, Base: o.Base, Body: j.Text, At: o.Revision, Exact: true, Waits: o.Waits,
		Origin: calendar.Merge, Lost: j.Ours, Ancestor: j.Base}
	for _, c := range j.Clashes {
		g.Clashes = append(g.Clashes, c.Property)
	}
	return p.Store.Record(ctx, o.Collection, []calendar.Sighting{g}, calendar.Progress{})
}

// sibling finds another part of a split: in the same calendar, or else in another
// of the account, where one of them was moved.
func (p *Program) sibling(ctx context.Context, first calendar.Object, uid calendar.UID) (calendar.Object, bool) {
	same, err := p.Store.Find(ctx, uid)
	if err != nil {
		return calendar.Object{}, false
	}
	same = slices.DeleteFunc(same, func(o calendar.Object) bool { return o.Body == nil })
	if i := slices.IndexFunc(same, func(o calendar.Object) bool { return o.Collection == first.Collection }); i >= 0 {
		return same[i], true
	}
	cols, err := p.Store.Collections(ctx)
	if err != nil {
		return calendar.Object{}, false
	}
	in := map[calendar.CollectionID]calendar.Collection{}
	for _, c := range cols {
		in[c.ID] = c
	}
	for _, o := range same {
		if c, here := in[o.Collection]; here && c.Account == in[first.Collection].Account && c.Writable() {
			return o, true
		}
	}
	return calendar.Object{}, false
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
		now.Returned += was.Returned
		if now.Method == calendar.MethodUnchanged {
			now.Method = was.Method
		}
	}
	return b
}

func added(a, b syncer.Counts) syncer.Counts {
	return syncer.Counts{Created: a.Created + b.Created, Updated: a.Updated + b.Updated, Deleted: a.Deleted + b.Deleted}
}
