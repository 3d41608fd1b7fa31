package store

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"calends/backend/calendar"
)

// The past is a reading of the ledger, too. What no row newer than the instant
// is about was then as it is now; of everything else the oldest such row has
// the text. So a look at yesterday costs what changed since yesterday.

// OverlappingAt yields what the collections showed in w at that instant, as
// [Store.Overlapping] does for now, removed collections included. The entries
// are of no Revision: nothing can be based on them. What lay in a collection is
// told; whether it was hidden is not. [calendar.TooEarly]: the ledger does not,
// or no longer, reach back that far.
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
		var changed []former
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
			changed, err = t.formers(in, since)
			return err
		})
		if err == nil {
			var were []calendar.Entry
			were, err = s.asTheyWere(changed, wanted)
			found = append(found, were...)
		}
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
	if err := t.reaches(at); err != nil {
		return nil, err
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

// reaches reports as [calendar.TooEarly] that the ledger does not reach back to
// an instant.
func (t *tx) reaches(at time.Time) error {
	u := unpacker{rest: t.Bucket(meta).Get(beginsKey)}
	if begins := u.time(); at.Before(begins) {
		return &calendar.TooEarly{Begins: begins, Dropped: true}
	}
	if k, packed := t.Bucket(ledger).Cursor().First(); k != nil {
		first, err := unpackLedger(k, packed)
		if err != nil {
			return err
		}
		if at.Before(first.at) {
			return &calendar.TooEarly{Begins: first.at}
		}
	}
	return nil
}

// ObjectAt reads an object as it was at that instant, of a removed collection,
// too: its text and where it lay, without a Revision. [calendar.ErrNotFound]:
// it was not there; [calendar.TooEarly]: nothing is known of that instant.
func (s *Store) ObjectAt(ctx context.Context, at time.Time, id calendar.ObjectID) (calendar.Object, error) {
	o := calendar.Object{ID: id}
	err := s.view(ctx, "read the past", func(t *tx) error {
		if err := t.reaches(at); err != nil {
			return err
		}
		var next entry // the first change after that instant
		err := t.newestFirst(calendar.HistoryQuery{Object: id}, func(e entry) (bool, error) {
			if e.at.After(at) && !e.note() {
				next = e
			}
			return e.at.After(at), nil
		})
		if err != nil {
			return err
		}
		body, in := next.before, next.collection
		if next.number == 0 {
			h, err := t.place(id)
			if err != nil {
				return err
			}
			r, err := h.row(id)
			if err != nil {
				return err
			}
			body, in = r.body, h.id
		}
		if body == 0 {
			return notFound("object", id)
		}
		o.Collection = in
		o.Body, err = t.body(body)
		return err
	})
	return o, err
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

// former is an object that changed since, and its text before it did.
type former struct {
	object     calendar.ObjectID
	collection calendar.CollectionID
	packed     []byte
}

// formers is what the collections held of what changed since.
func (t *tx) formers(in []calendar.CollectionID, since map[calendar.ObjectID]entry) ([]former, error) {
	var all []former
	of := t.Bucket(bodies)
	for _, e := range since {
		if e.before == 0 || !slices.Contains(in, e.collection) {
			continue
		}
		packed := of.Get(number(uint64(e.before)))
		if packed == nil {
			return nil, fmt.Errorf("body %d is missing", e.before)
		}
		all = append(all, former{e.object, e.collection, slices.Clone(packed)})
	}
	return all, nil
}

// asTheyWere is what is wanted of them. Reading texts is all the cost of a look
// at the past, so every processor does a part.
func (s *Store) asTheyWere(all []former, wanted func(calendar.Index) bool) ([]calendar.Entry, error) {
	workers := max(1, min(runtime.GOMAXPROCS(0), len(all)/100))
	found, errs := make([][]calendar.Entry, workers), make([]error, workers)
	var done sync.WaitGroup
	for n := range workers {
		done.Go(func() {
			for i := n; i < len(all) && errs[n] == nil; i += workers {
				var e *calendar.Entry
				if e, errs[n] = s.asItWas(all[i], wanted); e != nil {
					found[n] = append(found[n], *e)
				}
			}
		})
	}
	done.Wait()
	return slices.Concat(found...), errors.Join(errs...)
}

// asItWas is an object as it is shown; nil where it is not wanted.
func (s *Store) asItWas(f former, wanted func(calendar.Index) bool) (*calendar.Entry, error) {
	body, err := s.unpack(f.packed)
	if err != nil {
		return nil, fmt.Errorf("object %s: %w", f.object, err)
	}
	x := s.index(body)
	if !wanted(x) {
		return nil, nil
	}
	e := &calendar.Entry{Object: f.object, Collection: f.collection, State: calendar.Unchanged, Index: x}
	e.Index.Text = ""
	if x.Recurs {
		e.Body = body
	}
	return e, nil
}
