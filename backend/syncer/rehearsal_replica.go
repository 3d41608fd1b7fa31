package syncer

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"calends/backend/calendar"
)

// imagined stands for a replica while a sync is rehearsed: it holds what the
// replica holds, and what the rehearsal would have it hold by now. Nobody else
// writes to it, so nothing ever comes too late.
type imagined struct {
	Replica
	collections []calendar.Collection // nil: not read yet
	shelves     map[calendar.CollectionID]*imaginedShelf
	rows        []calendar.Change // what the ledger would have got, oldest first
	cards       []calendar.Conflict
	count       int
}

// imaginedShelf is one collection of it; a nil object was dropped.
type imaginedShelf struct {
	objects []*calendar.Object
	at      map[calendar.ObjectID]int
	hrefs   map[string]int // by key
	texts   map[string][]byte
}

func imagine(r Replica) *imagined {
	return &imagined{Replica: r, shelves: map[calendar.CollectionID]*imaginedShelf{}}
}

// newHere reports whether an id names what the rehearsal made.
func newHere[ID ~string](id ID) bool { return strings.HasPrefix(string(id), "rehearsed-") }

func (m *imagined) newID() string {
	m.count++
	return fmt.Sprintf("rehearsed-%d", m.count)
}

// Collections are those there would be.
func (m *imagined) Collections(ctx context.Context) ([]calendar.Collection, error) {
	if m.collections == nil {
		all, err := m.Replica.Collections(ctx)
		if err != nil {
			return nil, err
		}
		m.collections = append([]calendar.Collection{}, all...)
	}
	return slices.Clone(m.collections), nil
}

// PutCollection writes a collection by its account and href.
func (m *imagined) PutCollection(_ context.Context, c calendar.Collection) (calendar.Collection, error) {
	i := slices.IndexFunc(m.collections, func(o calendar.Collection) bool { return o.Account == c.Account && o.Href.Same(c.Href) })
	if i < 0 {
		c.ID = calendar.CollectionID(m.newID())
		m.collections = append(m.collections, c)
		return c, nil
	}
	was := m.collections[i]
	c.ID, c.Hidden, c.Objects = was.ID, was.Hidden, was.Objects
	c.Progress = cmp.Or(c.Progress, was.Progress)
	m.collections[i] = c
	return c, nil
}

// AmendCollection changes a collection.
func (m *imagined) AmendCollection(_ context.Context, id calendar.CollectionID, amend func(*calendar.Collection)) error {
	for i := range m.collections {
		if m.collections[i].ID == id {
			amend(&m.collections[i])
		}
	}
	return nil
}

// RemoveCollection takes a collection away.
func (m *imagined) RemoveCollection(_ context.Context, id calendar.CollectionID) error {
	m.collections = slices.DeleteFunc(m.collections, func(c calendar.Collection) bool { return c.ID == id })
	return nil
}

// HoldBack notes what is held back.
func (m *imagined) HoldBack(ctx context.Context, id calendar.CollectionID, h calendar.Hold, _ []calendar.HeldObject) error {
	return m.AmendCollection(ctx, id, func(c *calendar.Collection) { c.Hold = h })
}

// shelf reads a collection when it is first needed.
func (m *imagined) shelf(ctx context.Context, id calendar.CollectionID) (*imaginedShelf, error) {
	if s := m.shelves[id]; s != nil {
		return s, nil
	}
	s := &imaginedShelf{at: map[calendar.ObjectID]int{}, hrefs: map[string]int{}, texts: map[string][]byte{}}
	if !newHere(id) {
		objects, err := m.Replica.Objects(ctx, id)
		if err != nil {
			return nil, err
		}
		for _, o := range objects {
			s.add(o)
		}
	}
	m.shelves[id] = s
	return s, nil
}

func (s *imaginedShelf) add(o calendar.Object) {
	s.at[o.ID], s.hrefs[o.Href.Key()] = len(s.objects), len(s.objects)
	s.objects = append(s.objects, &o)
	s.remember(o)
}

// remember keeps the last text there was at an href, to name it by.
func (s *imaginedShelf) remember(o calendar.Object) {
	switch {
	case o.Body != nil:
		s.texts[o.Href.Key()] = o.Body
	case o.Base != nil:
		s.texts[o.Href.Key()] = o.Base.Body
	}
}

// Objects are those there would be.
func (m *imagined) Objects(ctx context.Context, id calendar.CollectionID) ([]calendar.Object, error) {
	s, err := m.shelf(ctx, id)
	if err != nil {
		return nil, err
	}
	var all []calendar.Object
	for _, o := range s.objects {
		if o != nil {
			all = append(all, *o)
		}
	}
	return all, nil
}

// Object is one as it would be.
func (m *imagined) Object(ctx context.Context, id calendar.ObjectID) (calendar.Object, error) {
	for _, s := range m.shelves {
		if i, ok := s.at[id]; ok && s.objects[i] != nil {
			return *s.objects[i], nil
		} else if ok {
			return calendar.Object{}, fmt.Errorf("object %s: %w", id, calendar.ErrNotFound)
		}
	}
	return m.Replica.Object(ctx, id)
}

// Find are those of a UID there would be.
func (m *imagined) Find(ctx context.Context, uid calendar.UID) ([]calendar.Object, error) {
	real, err := m.Replica.Find(ctx, uid)
	if err != nil {
		return nil, err
	}
	var all []calendar.Object
	for _, o := range real {
		if m.shelves[o.Collection] == nil {
			all = append(all, o)
		}
	}
	for _, s := range m.shelves {
		for _, o := range s.objects {
			if o != nil && (newHere(o.ID) && uidOf(o.Body) == string(uid) || slices.ContainsFunc(real, func(r calendar.Object) bool { return r.ID == o.ID })) {
				all = append(all, *o)
			}
		}
	}
	return all, nil
}

// Unreadable are those of which the server holds what cannot be read.
func (m *imagined) Unreadable(ctx context.Context, id calendar.CollectionID) ([]calendar.Object, error) {
	if m.shelves[id] == nil && !newHere(id) {
		return m.Replica.Unreadable(ctx, id)
	}
	all, err := m.Objects(ctx, id)
	return slices.DeleteFunc(all, func(o calendar.Object) bool { return o.Unreadable == nil }), err
}

// Pending counts what would wait to be sent.
func (m *imagined) Pending(ctx context.Context, id calendar.CollectionID) (n int, err error) {
	if m.shelves[id] == nil && !newHere(id) {
		return m.Replica.Pending(ctx, id)
	}
	all, err := m.Objects(ctx, id)
	for _, o := range all {
		if o.State() != calendar.Unchanged {
			n++
		}
	}
	return n, err
}

// History is the ledger as it would be.
func (m *imagined) History(ctx context.Context, q calendar.HistoryQuery) ([]calendar.Change, error) {
	var all []calendar.Change
	for _, row := range slices.Backward(m.rows) {
		if (q.Object == "" || row.Object == q.Object) && (q.UID == "" || row.UID == q.UID) && (q.Collection == "" || row.Collection == q.Collection) {
			all = append(all, row)
		}
	}
	if !newHere(q.Object) {
		real, err := m.Replica.History(ctx, q)
		if err != nil {
			return nil, err
		}
		all = append(all, real...)
	}
	if q.Limit > 0 && len(all) > q.Limit {
		all = all[:q.Limit]
	}
	return all, nil
}

// Conflicts are those that would be open.
func (m *imagined) Conflicts(ctx context.Context) ([]calendar.Conflict, error) {
	open, err := m.Replica.Conflicts(ctx)
	return append(slices.Clip(open), m.cards...), err
}

// Record takes sightings in, as a store does while nobody else writes.
func (m *imagined) Record(ctx context.Context, id calendar.CollectionID, sightings []calendar.Sighting, p calendar.Progress) error {
	s, err := m.shelf(ctx, id)
	if err != nil {
		return err
	}
	for _, g := range sightings {
		m.take(s, id, g)
	}
	if p == (calendar.Progress{}) {
		return nil
	}
	return m.AmendCollection(ctx, id, func(c *calendar.Collection) { c.Progress = p })
}

func (m *imagined) take(s *imaginedShelf, in calendar.CollectionID, g calendar.Sighting) {
	i, known := s.at[g.Object]
	if !known {
		i, known = s.hrefs[g.Href.Key()]
	}
	known = known && s.objects[i] != nil
	if !known && (g.Base != nil || g.Body != nil) {
		i = len(s.objects)
		s.add(calendar.Object{ID: calendar.ObjectID(m.newID()), Collection: in, Href: g.Href})
	} else if !known {
		return
	}
	o := s.objects[i]
	if g.Lost != nil {
		m.cards = append(m.cards, calendar.Conflict{Object: o.ID, Collection: in})
	}
	before := o.Body
	if g.Href != "" {
		delete(s.hrefs, o.Href.Key())
		o.Href = g.Href
		s.hrefs[o.Href.Key()] = i
	}
	if refused := isGarbled(g.Base) && before != nil; refused {
		o.Unreadable = g.Base
	} else {
		o.Base, o.Unreadable = g.Base, nil
	}
	o.Body, o.Waits = g.Body, g.Waits
	if !bytes.Equal(before, o.Body) || (before == nil) != (o.Body == nil) {
		o.Revision++
		m.enter(*o, before, cmp.Or(g.Origin, calendar.Server))
	}
	s.remember(*o)
	if o.Base == nil && o.Body == nil {
		delete(s.hrefs, o.Href.Key())
		s.objects[i] = nil
	}
}

// enter notes a change as the ledger would.
func (m *imagined) enter(o calendar.Object, before []byte, by calendar.Origin) {
	row := calendar.Change{Origin: by, Collection: o.Collection, Object: o.ID, Kind: calendar.KindEdited, Before: before, After: o.Body}
	switch {
	case before == nil:
		row.Kind = calendar.KindCreated
	case o.Body == nil:
		row.Kind = calendar.KindDeleted
	}
	if row.UID = calendar.UID(uidOf(o.Body)); o.Body == nil {
		row.UID = calendar.UID(uidOf(before))
	}
	m.rows = append(m.rows, row)
}

// uidOf is the first UID in a text; "" where there is none.
func uidOf(text []byte) string {
	for _, line := range lines(text) {
		name, value, _ := strings.Cut(line, ":")
		name, _, _ = strings.Cut(name, ";")
		if strings.EqualFold(name, "UID") {
			return value
		}
	}
	return ""
}
