package store

import (
	"maps"
	"slices"

	"calends/backend/calendar"
)

// manySpans is how many spans a notice names before it names the one that
// holds them all: whoever hears of more asks for everything anyway.
const manySpans = 32

// notice gathers what a transaction touched.
type notice struct{ calendar.Notice }

func (n *notice) add(c calendar.CollectionID, w calendar.Window) {
	if !slices.Contains(n.Collections, c) {
		n.Collections = append(n.Collections, c)
	}
	if slices.Contains(n.Spans, w) {
		return
	}
	n.Spans = append(n.Spans, w)
	if len(n.Spans) > manySpans {
		n.Spans = []calendar.Window{hull(n.Spans)}
	}
}

// shape says that a collection or an account itself changed.
func (n *notice) shape(c ...calendar.CollectionID) {
	n.Shape = true
	for _, id := range c {
		if !slices.Contains(n.Collections, id) {
			n.Collections = append(n.Collections, id)
		}
	}
}

// hull is the window that holds all of them.
func hull(ws []calendar.Window) calendar.Window {
	h := ws[0]
	for _, w := range ws[1:] {
		if w.From.IsZero() || !h.From.IsZero() && w.From.Before(h.From) {
			h.From = w.From
		}
		if w.To.IsZero() || !h.To.IsZero() && w.To.After(h.To) {
			h.To = w.To
		}
	}
	return h
}

// Watch calls told after every transaction that changed something to be seen,
// with the spans before and after, until stop is called. It is called outside
// of any transaction, by whoever wrote, who waits for it: it may read and
// write the store, but should be brief. Notices of writes that followed
// closely may come in any order.
func (s *Store) Watch(told func(calendar.Notice)) (stop func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.watched++
	n := s.watched
	s.watchers[n] = told
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.watchers, n)
	}
}

// tell calls the watchers, unless there is nothing to tell.
func (s *Store) tell(n notice) {
	if !n.Shape && len(n.Collections) == 0 {
		return
	}
	s.mu.Lock()
	watchers := make([]func(calendar.Notice), 0, len(s.watchers))
	for _, n := range slices.Sorted(maps.Keys(s.watchers)) {
		watchers = append(watchers, s.watchers[n])
	}
	s.mu.Unlock()
	for _, told := range watchers {
		told(n.Notice)
	}
}
