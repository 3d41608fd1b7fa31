package bridge

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"calends/backend/calendar"
	"calends/backend/edit"
)

// stretch is what a request, or a sync, did to one object: from its text
// before the first of the changes to that after the last.
type stretch struct {
	calendar.Change // the first one, with the After of the last
	last            calendar.ChangeID
}

// stretches folds changes, oldest first, by object.
func stretches(changes []calendar.Change) []stretch {
	var all []stretch
	at := map[calendar.ObjectID]int{}
	for _, c := range changes {
		i, known := at[c.Object]
		if !known {
			i = len(all)
			at[c.Object] = i
			all = append(all, stretch{Change: c})
		}
		all[i].After, all[i].last = c.After, c.ID
	}
	return all
}

// reversal gathers the writes that take changes back. What changed since, by
// sync or by hand, stays: an edit is reversed as a merge.
type reversal struct {
	p *Program
	shelf
	// received says that a sync is taken back, not a request of the user's own:
	// what was touched since is left alone, and so is what cannot be written to.
	received bool
	writes   []calendar.Write
	left     int // objects left alone
}

// takeBack reverses changes, oldest first, as one request; undoes names what
// that takes back.
func (p *Program) takeBack(ctx context.Context, changes []calendar.Change, undoes string, received bool) (ChangeRef, error) {
	s, err := p.shelf(ctx)
	if err != nil {
		return ChangeRef{}, err
	}
	r := &reversal{p: p, shelf: s, received: received}
	rest := stretches(changes)
	for _, pair := range pairs(rest) {
		if err := r.moveBack(ctx, pair[0], pair[1]); err != nil {
			return ChangeRef{}, err
		}
		rest = slices.DeleteFunc(rest, func(o stretch) bool { return o.Object == pair[0].Object || o.Object == pair[1].Object })
	}
	for _, one := range slices.Backward(rest) {
		if err := r.reverse(ctx, one); err != nil {
			return ChangeRef{}, err
		}
	}
	// Deletions come first: what they make room for has the same UID.
	slices.SortStableFunc(r.writes, func(a, b calendar.Write) int { return present(a) - present(b) })
	done, err := p.write(ctx, calendar.Undo, undoes, r.writes)
	if err != nil {
		return ChangeRef{}, err
	}
	out := refTo(done, changes[0])
	if out.Left = r.left; out.Change == "" { // it was changed since, or is gone
		out.Left = max(1, r.left)
	}
	return out, nil
}

func present(w calendar.Write) int {
	if w.Body == nil {
		return 0
	}
	return 1
}

// pairs finds the moves: one UID went from one calendar and came to another.
func pairs(all []stretch) [][2]stretch {
	var out [][2]stretch
	came := map[calendar.UID]stretch{}
	for _, c := range all {
		if c.Before == nil && c.After != nil && c.UID != "" {
			came[c.UID] = c
		}
	}
	for _, c := range all {
		to, ok := came[c.UID]
		if ok && c.Before != nil && c.After == nil && c.Collection != to.Collection {
			out = append(out, [2]stretch{c, to})
			delete(came, c.UID)
		}
	}
	return out
}

// countEvents counts the events that the changes of one request are about: one
// that moved to another calendar, or was split in two, is one.
func countEvents(changes []calendar.Change) int {
	all := stretches(changes)
	stays := map[calendar.ObjectID]bool{} // was there before and after
	for _, s := range all {
		stays[s.Object] = s.Before != nil && s.After != nil
	}
	for _, pair := range pairs(all) {
		stays[pair[1].Object] = true
		all = slices.DeleteFunc(all, func(s stretch) bool { return s.Object == pair[0].Object })
	}
	if len(all) != 2 || stays[all[0].Object] == stays[all[1].Object] {
		return len(all)
	}
	set, part := all[0], all[1]
	if stays[part.Object] {
		set, part = part, set
	}
	text := part.After
	if text == nil {
		text = part.Before
	}
	if slices.Contains(edit.Siblings(text), set.UID) {
		return 1
	}
	return 2
}

// moveBack takes an object back to the calendar it came from, with what
// changed in it since.
func (r *reversal) moveBack(ctx context.Context, from, to stretch) error {
	now, err := r.p.Store.Object(ctx, to.Object)
	switch {
	case errors.Is(err, calendar.ErrNotFound) || err == nil && now.Body == nil:
		r.left++ // it moved on, or was deleted
		return nil
	case err != nil:
		return err
	}
	for _, c := range []calendar.CollectionID{from.Collection, to.Collection} {
		if ok, err := r.writable(c); !ok {
			return err
		}
	}
	body, err := r.reverted(ctx, from.Before, to, now.Body)
	if err != nil {
		return err
	}
	back := calendar.Write{Object: from.Object, Collection: from.Collection, Body: body}
	old, err := r.p.standing(ctx, from.Change)
	switch {
	case err == nil && old.Body != nil:
		r.left++ // it is there, too
		return nil
	case err == nil:
		back.Object, back.At = old.ID, old.Revision
	case !errors.Is(err, calendar.ErrNotFound):
		return err
	}
	r.writes = append(r.writes, back, calendar.Write{Object: now.ID, Collection: now.Collection, At: now.Revision})
	return nil
}

// writable reports whether a calendar can be written to. Where the user asked
// for one thing only, he is told why not.
func (r *reversal) writable(id calendar.CollectionID) (bool, error) {
	c := r.byID(id)
	switch {
	case c.Account != "" && c.Writable():
		return true, nil
	case r.received:
		r.left++
		return false, nil
	case c.Account == "":
		return false, calendar.Explain(calendar.ErrNotFound, "`calends restore --calendar` brings it back.", "the calendar it was in has been deleted")
	}
	return false, unwritable(c, "")
}

// reverse adds the write that takes back what was done to one object; none
// where nothing is left to take back.
func (r *reversal) reverse(ctx context.Context, c stretch) error {
	now, err := r.p.standing(ctx, c.Change)
	gone := errors.Is(err, calendar.ErrNotFound)
	if err != nil && !gone {
		return err
	}
	switch {
	case now.Body == nil && c.After == nil && c.Before != nil: // still deleted: it comes back
	case now.Body == nil, c.After == nil: // deleted since, or back since
		if c.Before != nil && now.Body == nil {
			r.left++
		}
		return nil
	case c.Before == nil && r.received && !bytes.Equal(now.Body, c.After):
		r.left++
		return nil
	}
	if ok, err := r.writable(c.Collection); !ok {
		return err
	}
	w := calendar.Write{Object: c.Object, Collection: c.Collection, Body: c.Before}
	if !gone {
		w.Object, w.Collection, w.At = now.ID, now.Collection, now.Revision
	}
	if c.Before != nil && c.After != nil {
		if w.Body, err = r.reverted(ctx, c.Before, c, now.Body); err != nil {
			return err
		}
	}
	r.writes = append(r.writes, w)
	return nil
}

// reverted is a text as it is now without what a stretch changed of before.
func (r *reversal) reverted(ctx context.Context, before []byte, c stretch, now []byte) ([]byte, error) {
	if bytes.Equal(now, c.After) {
		return before, nil
	}
	after, err := r.p.asKept(ctx, c)
	if err != nil {
		return nil, err
	}
	body, err := edit.Revert(before, after, now)
	if err != nil {
		return nil, fmt.Errorf("take back: %w", err)
	}
	return body, nil
}

// asKept is the text that a stretch came to once the server had it: servers
// write anew what they are sent, and that is no change of anybody's. Taking
// back what the user wrote takes it back, too.
func (p *Program) asKept(ctx context.Context, c stretch) ([]byte, error) {
	changes, err := p.Store.History(ctx, calendar.HistoryQuery{Object: c.Object})
	if err != nil {
		return nil, err
	}
	after, passed := c.After, false
	for _, next := range slices.Backward(changes) {
		if next.ID == c.last {
			passed = true
			continue
		}
		if !passed {
			continue
		}
		if next.Origin != calendar.Me || next.Sync == "" || !bytes.Equal(next.Before, after) {
			break
		}
		after = next.After
	}
	return after, nil
}
