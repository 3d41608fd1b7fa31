package syncer

import (
	"context"
	"errors"
	"fmt"

	"calends/backend/calendar"
)

// A UID in two calendars is a copy that somebody made, or one event that the two
// sides put in two places. Only the ledger tells.

// nowAt finds the object of the same UID that the server has in a calendar that
// can be written to.
func (s *session) nowAt(ctx context.Context, lost calendar.Object) (placed, bool, error) {
	uid, err := s.uid(ctx, lost.ID)
	if err != nil || uid == "" {
		return placed{}, false, err
	}
	all, err := s.holders(ctx, uid)
	for _, p := range all {
		if p.object.ID != lost.ID {
			return p, true, err
		}
	}
	return placed{}, false, err
}

// holders are the objects of a UID that the server has in calendars that can be
// written to.
func (s *session) holders(ctx context.Context, uid calendar.UID) (all []placed, err error) {
	same, err := s.replica.Find(ctx, uid)
	if err != nil {
		return nil, fmt.Errorf("look for %s: %w", uid, err)
	}
	for _, v := range s.visits {
		for _, o := range same {
			if o.Collection == v.col.ID && o.Base != nil && o.Body != nil && o.Unreadable == nil && v.col.Writable() {
				all = append(all, placed{v, o})
			}
		}
	}
	return all, nil
}

// perhapsSent tells why something that is to be created may be on the server: the
// answer got lost, or so did that of the move that brought it here.
func (v *visit) perhapsSent(ctx context.Context, o calendar.Object) (search, error) {
	uid, err := v.movedAs(ctx, o)
	if err != nil || uid == "" {
		return unheard, err
	}
	same, err := v.replica.Find(ctx, uid)
	for _, source := range same {
		if source.Body == nil && source.Base != nil {
			return unheard, err
		}
	}
	return lost, err
}

// overtaken reports whether something that was moved away by hand is gone where it
// was, and the user did not delete it there: somebody else may have moved it, too.
func (v *visit) overtaken(ctx context.Context, o calendar.Object) (search, error) {
	uid, err := v.movedAs(ctx, o)
	if err != nil || uid == "" {
		return "", err
	}
	all, err := v.holders(ctx, uid)
	for _, p := range all {
		if first, err := v.first(ctx, p.object.ID); first.Kind == calendar.KindMoved || err != nil {
			return outstrip, err
		}
	}
	return "", err
}

// giveWay lets what was moved here by hand give way to where another moved the
// same: what was changed here goes there, and this end is deleted; nil: it is
// nowhere else.
func (s *session) giveWay(ctx context.Context, from *visit, source calendar.Object) (*visit, error) {
	ours, theirs, err := s.twoEnds(ctx, source)
	if err != nil || ours.visit == nil || theirs.visit == nil {
		return nil, err
	}
	err = s.unite(ctx, theirs, source.Base.Body, ours.object.Body)
	if err == nil {
		o := ours.object
		err = ours.visit.done(ctx, calendar.Sighting{Object: o.ID, Href: o.Href, At: o.Revision, Base: o.Base, Origin: calendar.Merge})
	}
	switch {
	case errors.Is(err, calendar.ErrStale): // he is writing there
		return theirs.visit, nil
	case err != nil:
		return nil, err
	}
	ours.visit.behind = true
	return theirs.visit, from.done(ctx, calendar.Sighting{Object: source.ID, Href: source.Href, At: source.Revision, Origin: calendar.Server})
}

// twoEnds are where the user moved something, and where another did since.
func (s *session) twoEnds(ctx context.Context, source calendar.Object) (ours, theirs placed, err error) {
	rows, err := s.replica.History(ctx, calendar.HistoryQuery{Object: source.ID, Limit: 1})
	if err != nil || len(rows) == 0 {
		return ours, theirs, err
	}
	all, err := s.holders(ctx, rows[0].UID)
	for _, p := range all {
		first, err := s.first(ctx, p.object.ID)
		switch {
		case err != nil:
			return ours, theirs, err
		case first.Kind == calendar.KindMoved && ours.visit == nil:
			ours = p
		case first.Origin == calendar.Server && first.At.After(rows[0].At):
			theirs = p
		}
	}
	return ours, theirs, err
}

// first is how an object came to be here.
func (s *session) first(ctx context.Context, id calendar.ObjectID) (row calendar.Change, err error) {
	rows, err := s.replica.History(ctx, calendar.HistoryQuery{Object: id})
	if err != nil || len(rows) == 0 {
		return row, err
	}
	return rows[len(rows)-1], nil
}
