package store

import (
	"context"
	"errors"
	"iter"
	"strings"
	"time"

	"calends/backend/calendar"
)

// The past is a reading of the ledger, too. What no row newer than the instant
// is about was then as it is now; of everything else the oldest such row has
// the text. So a look at yesterday costs what changed since yesterday.

// OverlappingAt yields what the collections showed in w at that instant, as
// [Store.Overlapping] does for now, removed collections included. The entries
// are of no Revision: nothing can be based on them. What lay in a collection is
// told; whether it was hidden is not. [calendar.ErrNotFound]: the ledger no
// longer reaches back that far.
func (s *Store) OverlappingAt(ctx context.Context, at time.Time, in []calendar.CollectionID, w calendar.Window) iter.Seq2[calendar.Entry, error] {
	return s.entriesAt(ctx, at, in, func(x calendar.Index) bool { return w.Overlaps(x.Span) },
		func(h *shelf, take func(k, v []byte) error) error {
			for k, v := range h.within(w) {
				if err := take(k, v); err != nil {
					return err
				}
			}
			return nil
		})
}

// MatchingAt yields what the collections held at that instant whose folded text
// holds text, otherwise as [Store.OverlappingAt] does.
func (s *Store) MatchingAt(ctx context.Context, at time.Time, in []calendar.CollectionID, text string) iter.Seq2[calendar.Entry, error] {
	return s.entriesAt(ctx, at, in, func(x calendar.Index) bool { return strings.Contains(x.Text, text) },
		func(h *shelf, take func(k, v []byte) error) error {
			return h.each(func(r row) error {
				if r.span == "" || !strings.Contains(string(h.texts.Get([]byte(r.id))), text) {
					return nil
				}
				return take([]byte(r.span), h.spans.Get([]byte(r.span)))
			})
		})
}

// entriesAt collects what pick takes of what did not change since, and what of
// the rest was wanted; it yields them after the transaction.
func (s *Store) entriesAt(ctx context.Context, at time.Time, in []calendar.CollectionID, wanted func(calendar.Index) bool,
	pick func(h *shelf, take func(k, v []byte) error) error) iter.Seq2[calendar.Entry, error] {
	return func(yield func(calendar.Entry, error) bool) {
		var found []calendar.Entry
		err := s.view(ctx, "read the past", func(t *tx) error {
			since, err := t.changedSince(at)
			if err != nil {
				return err
			}
			for _, id := range in {
				same, err := t.unchanged(id, since, pick)
				if err != nil {
					return err
				}
				found = append(found, same...)
			}
			changed, err := t.asTheyWere(in, since, wanted)
			found = append(found, changed...)
			return err
		})
		if err != nil {
			yield(calendar.Entry{}, err)
			return
		}
		for _, e := range found {
			if !yield(e, nil) {
				return
			}
		}
	}
}

// changedSince finds, of every object that changed after an instant, the row
// that was the first to change it.
func (t *tx) changedSince(at time.Time) (map[calendar.ObjectID]entry, error) {
	u := unpacker{rest: t.Bucket(meta).Get(beginsKey)}
	if begins := u.time(); at.Before(begins) {
		return nil, calendar.Explain(calendar.ErrNotFound, "`calends ledger` shows how long history is kept.",
			"What was known then is no longer kept; history begins at %s.", begins.Format(time.RFC3339))
	}
	since := map[calendar.ObjectID]entry{}
	err := t.newestFirst(calendar.HistoryQuery{}, func(e entry) (bool, error) {
		if !e.at.After(at) {
			return false, nil
		}
		if !e.note() {
			since[e.object] = e
		}
		return true, nil
	})
	return since, err
}

// unchanged is what pick takes of a collection without what changed since.
func (t *tx) unchanged(id calendar.CollectionID, since map[calendar.ObjectID]entry,
	pick func(h *shelf, take func(k, v []byte) error) error) ([]calendar.Entry, error) {
	h, err := t.shelf(id)
	if errors.Is(err, calendar.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var found []calendar.Entry
	err = pick(h, func(k, v []byte) error {
		if _, changed := since[objectOf(k)]; changed {
			return nil
		}
		e, err := h.unpackEntry(k, v)
		if err == nil && e.Index.Recurs {
			e.Body, err = t.body(e.body)
		}
		e.Revision, e.State = 0, calendar.Unchanged
		found = append(found, e.Entry)
		return err
	})
	return found, err
}

// asTheyWere is what is wanted of the objects that changed since, before they
// did.
func (t *tx) asTheyWere(in []calendar.CollectionID, since map[calendar.ObjectID]entry, wanted func(calendar.Index) bool) ([]calendar.Entry, error) {
	asked := map[calendar.CollectionID]bool{}
	for _, id := range in {
		asked[id] = true
	}
	var found []calendar.Entry
	for _, row := range since {
		if !asked[row.collection] || row.before == 0 {
			continue
		}
		body, err := t.body(row.before)
		if err != nil {
			return nil, err
		}
		x := t.s.index(body)
		if !wanted(x) {
			continue
		}
		e := calendar.Entry{Object: row.object, Collection: row.collection, State: calendar.Unchanged, Index: x}
		e.Index.Text = ""
		if x.Recurs {
			e.Body = body
		}
		found = append(found, e)
	}
	return found, nil
}
