package syncer

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"

	"calends/backend/calendar"
	"calends/backend/merge"
)

// ancestor is what both sides started from: the Base, of what was moved here that
// of where it came from, or a text of the user's that was sent since and whose
// answer got lost, where all that it changed is in theirs. Else what he changed
// next would clash with himself.
func (v *visit) ancestor(ctx context.Context, o calendar.Object, theirs []byte) ([]byte, error) {
	base, _, err := v.madeOn(ctx, o, o.ID, theirs)
	if err != nil {
		return nil, err
	}
	rows, err := v.replica.History(ctx, calendar.HistoryQuery{Object: o.ID, Limit: recentTexts})
	if err != nil {
		return nil, fmt.Errorf("read the history of %s: %w", o.Href, err)
	}
	if o.Base == nil && joined(rows) {
		told, err := v.toldThere(ctx, rows[0].UID, o.ID)
		if err != nil || told != nil && within(base, told, theirs) { // it was moved along
			return told, err
		}
	}
	if o.Base == nil && slices.ContainsFunc(rows, func(row calendar.Change) bool {
		return row.Origin != calendar.Server && row.After != nil && merge.Same(row.After, theirs)
	}) {
		return theirs, nil // it was sent, and nobody has been there since
	}
	for _, row := range rows { // newest first
		if base != nil && bytes.Equal(row.After, base) {
			break
		}
		if row.Origin != calendar.Server && row.After != nil && within(base, row.After, theirs) {
			return row.After, nil
		}
		if heard(row) {
			break
		}
	}
	return base, nil
}

// within reports whether everything that ours changed of the base is in theirs,
// line by line; what was only taken away may be missing there for another reason.
// Stamps do not count: whoever edits what was sent writes his own.
func within(base, ours, theirs []byte) bool {
	left := map[string]int{}
	for _, line := range lines(theirs) {
		left[line]++
	}
	changed := map[string]int{}
	for _, line := range lines(ours) {
		changed[line]++
	}
	for _, line := range lines(base) {
		changed[line]--
	}
	delete(changed, "")
	added := false
	for line, n := range changed {
		if slices.Contains(bookkeeping, nameOf(line)) {
			continue
		}
		if n > 0 && left[line] < n || n < 0 && left[line] > 0 {
			return false
		}
		added = added || n > 0
	}
	return added
}

// madeOn is the text that what is here was made on: the one the server had, of
// this object or of the one that was moved here. known is false where it is no
// version of what the server has, but another thing with the same UID.
func (s *session) madeOn(ctx context.Context, o calendar.Object, now calendar.ObjectID, theirs []byte) (base []byte, known bool, err error) {
	if o.Base != nil {
		return o.Base.Body, true, nil
	}
	rows, err := s.replica.History(ctx, calendar.HistoryQuery{Object: o.ID, Limit: recentTexts})
	if err != nil {
		return nil, false, fmt.Errorf("read the history of an object: %w", err)
	}
	for _, row := range rows { // newest first
		again := row.Origin == calendar.Merge && row.Kind == calendar.KindCreated
		known = known || again || row.Kind == calendar.KindMoved
		if base == nil && row.Origin == calendar.Server {
			base = row.After
		}
	}
	if !known || base != nil {
		return base, known, nil
	}
	if !joined(rows) {
		if base, err = s.toldThere(ctx, rows[0].UID, now); base != nil || err != nil {
			return base, true, err
		}
	}
	base, err = s.toldBefore(ctx, rows[0].UID, now, rows[len(rows)-1].At, theirs)
	return base, true, err
}

// toldBefore is what the server last told of a UID until then, but for one object, or
// what was sent since: a text of the user's of which all that it changed is in theirs.
func (s *session) toldBefore(ctx context.Context, uid calendar.UID, but calendar.ObjectID, until time.Time, theirs []byte) ([]byte, error) {
	rows, err := s.replica.History(ctx, calendar.HistoryQuery{UID: uid, Limit: recentTexts})
	if err != nil {
		return nil, fmt.Errorf("read the history of an event: %w", err)
	}
	var since [][]byte
	for _, row := range rows { // newest first
		switch {
		case row.After == nil || row.Object == but || row.At.After(until):
			continue
		case row.Origin != calendar.Server:
			since = append(since, row.After)
			continue
		}
		for _, ours := range since {
			if within(row.After, ours, theirs) {
				return ours, nil
			}
		}
		return row.After, nil
	}
	return nil, nil
}

// madeHere is the text that an object made here has in common with one that came to
// another calendar since: that is the same, which was sent although nobody heard of
// it, and moved by another. known is false of what was there before.
func (s *session) madeHere(ctx context.Context, v *visit, o, now calendar.Object) (base []byte, known bool, err error) {
	ours, err := s.first(ctx, o.ID)
	if err != nil {
		return nil, false, err
	}
	theirs, err := s.first(ctx, now.ID)
	if err != nil || ours.Kind != calendar.KindCreated || theirs.Origin != calendar.Server || theirs.At.Before(ours.At) {
		return nil, false, err
	}
	base, err = v.ancestor(ctx, o, now.Body)
	return base, true, err
}

// toldThere is what the server was last known to have of a UID where it was moved
// from; but is where it went. Nil: that is let go.
func (s *session) toldThere(ctx context.Context, uid calendar.UID, but calendar.ObjectID) ([]byte, error) {
	same, err := s.replica.Find(ctx, uid)
	if err != nil {
		return nil, fmt.Errorf("look for %s: %w", uid, err)
	}
	for _, source := range same {
		if source.Body == nil && source.Base != nil && source.ID != but {
			return source.Base.Body, nil
		}
	}
	return nil, nil
}

// joined reports whether somebody's edit came after what was moved (see joins): what
// it is made on is not what the server has now where it was. rows are of where it was
// moved to.
func joined(rows []calendar.Change) bool {
	return slices.ContainsFunc(rows, func(row calendar.Change) bool {
		return row.Origin == calendar.Merge && row.Kind == calendar.KindEdited
	})
}

// othersMet takes back that a text was set aside where none of what clashed in it is
// in the last one that was written here: others did both. The history keeps theirs.
func (s *session) othersMet(ctx context.Context, learned *calendar.Sighting, base, theirs []byte) error {
	if learned.Lost == nil {
		return nil
	}
	rows, err := s.replica.History(ctx, calendar.HistoryQuery{Object: learned.Object, Limit: recentTexts})
	if err != nil {
		return fmt.Errorf("read the history of %s: %w", learned.Href, err)
	}
	last := slices.IndexFunc(rows, func(row calendar.Change) bool { return !heard(row) })
	if last < 0 || rows[last].After == nil {
		return nil
	}
	r, err := merge.Options{Zone: s.Zone}.Merge(base, rows[last].After, theirs)
	if err != nil || slices.ContainsFunc(r.Clashes, func(c merge.Clash) bool { return slices.Contains(learned.Clashes, c.Property) }) {
		return nil // it stays set aside
	}
	learned.Lost, learned.Ancestor, learned.Clashes = nil, nil, nil
	return nil
}
