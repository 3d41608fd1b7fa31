package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"calends/backend/calendar"
)

// Collections reads all collections, with how many objects each shows, in the
// order that their server or user gave them, then by name.
func (s *Store) Collections(ctx context.Context) ([]calendar.Collection, error) {
	var all []calendar.Collection
	err := s.view(ctx, "read the calendars", func(t *tx) (err error) {
		all, err = t.collections()
		return err
	})
	return all, err
}

func (t *tx) collections() ([]calendar.Collection, error) {
	all := []calendar.Collection{}
	err := t.Bucket(collections).ForEachBucket(func(id []byte) error {
		h, err := t.shelf(calendar.CollectionID(id))
		if err == nil {
			all = append(all, h.counted())
		}
		return err
	})
	slices.SortFunc(all, func(a, b calendar.Collection) int {
		return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	return all, err
}

// counted is the collection with how many objects it shows.
func (h *shelf) counted() calendar.Collection {
	c := h.at
	c.Objects = h.spans.Stats().KeyN
	return c
}

// Collection reads one collection. [calendar.ErrNotFound]: there is none.
func (s *Store) Collection(ctx context.Context, id calendar.CollectionID) (calendar.Collection, error) {
	var c calendar.Collection
	err := s.view(ctx, "read a calendar", func(t *tx) error {
		h, err := t.shelf(id)
		if err == nil {
			c = h.counted()
		}
		return err
	})
	return c, err
}

// PutCollection writes a collection and returns it as it now stands. Without
// an ID it is a new one, unless its account has one of that href already: then
// that is meant, and stays hidden or shown as the user had it. A zero Progress
// keeps what was recorded. [calendar.ErrNotFound]: the account or the ID is
// not (or no longer) there.
func (s *Store) PutCollection(ctx context.Context, c calendar.Collection) (calendar.Collection, error) {
	err := s.update(ctx, "write a calendar", func(t *tx) error { return t.placeCollection(&c) })
	return c, err
}

// placeCollection is PutCollection within a transaction.
func (t *tx) placeCollection(c *calendar.Collection) error {
	if c.Account != calendar.LocalAccount && t.Bucket(accounts).Get([]byte(c.Account)) == nil {
		return notFound("account", c.Account)
	}
	if c.ID == "" {
		known, err := t.sameHref(*c)
		if err != nil {
			return err
		}
		if known == nil {
			return t.newCollection(c)
		}
		c.ID, c.Hidden = known.ID, known.Hidden
	}
	h, err := t.shelf(c.ID)
	if err != nil {
		return err
	}
	if c.Progress == (calendar.Progress{}) {
		c.Progress = h.at.Progress
	}
	c.Objects = h.counted().Objects
	return h.putCollection(*c)
}

// AmendCollection changes a collection as it is at that moment, so that
// nothing another wrote meanwhile is lost: a sync notes what the server says
// while the user hides it. amend runs inside the transaction and may not call
// the store. [calendar.ErrNotFound]: there is no such collection.
func (s *Store) AmendCollection(ctx context.Context, id calendar.CollectionID, amend func(*calendar.Collection)) error {
	return s.update(ctx, "write a calendar", func(t *tx) error {
		h, err := t.shelf(id)
		if err != nil {
			return err
		}
		c := h.at
		amend(&c)
		c.ID, c.Account = id, h.account
		return h.putCollection(c)
	})
}

// sameHref finds the collection of c's account that has c's href.
func (t *tx) sameHref(c calendar.Collection) (*calendar.Collection, error) {
	if c.Href == "" {
		return nil, nil
	}
	all, err := t.collections()
	for _, o := range all {
		if o.Account == c.Account && o.Href.Same(c.Href) {
			return &o, err
		}
	}
	return nil, err
}

func (t *tx) newCollection(c *calendar.Collection) error {
	id, err := t.newID()
	if err != nil {
		return err
	}
	c.ID = calendar.CollectionID(id)
	return t.makeCollection(c)
}

// makeCollection makes an empty collection of the ID that c has.
func (t *tx) makeCollection(c *calendar.Collection) error {
	b, err := t.Bucket(collections).CreateBucket([]byte(c.ID))
	if err != nil {
		return err
	}
	for _, name := range [][]byte{objects, hrefs, spans, texts} {
		if _, err := b.CreateBucket(name); err != nil {
			return err
		}
	}
	c.Objects = 0
	return (&shelf{t: t, id: c.ID, bucket: b}).putCollection(*c)
}

// putCollection writes the collection itself and tells of it, unless it stands
// there already.
func (h *shelf) putCollection(c calendar.Collection) error {
	c.Objects = 0 // counted on reading
	if c.ID == h.at.ID && reflect.DeepEqual(c, h.at) {
		return nil
	}
	h.t.notice.shape(c.ID)
	return h.write(c)
}

// write writes the collection itself.
func (h *shelf) write(c calendar.Collection) error {
	packed, err := json.Marshal(c)
	if err != nil {
		return err
	}
	return h.bucket.Put(collection, packed)
}

// EnsureLocal makes a calendar on this computer where there is none, and
// returns the first.
func (s *Store) EnsureLocal(ctx context.Context) (calendar.Collection, error) {
	var c calendar.Collection
	err := s.update(ctx, "make a calendar on this computer", func(t *tx) error {
		all, err := t.collections()
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(all, func(c calendar.Collection) bool { return c.Account == calendar.LocalAccount }); i >= 0 {
			c = all[i]
			return nil
		}
		c = calendar.Collection{Account: calendar.LocalAccount, Name: "Calendar", Href: "/local/calendar/"}
		return t.newCollection(&c)
	})
	return c, err
}

// newHref chooses an href for an object in the collection: its UID, made safe
// for every server, or, where that is taken or says nothing, its id.
func (h *shelf) newHref(uid calendar.UID, id calendar.ObjectID) calendar.Href {
	base := strings.TrimSuffix(string(h.at.Href), "/") + "/"
	for _, name := range []string{safeName(string(uid)), safeName(string(uid)) + "-" + string(id), string(id)} {
		href := calendar.Href(base + name + ".ics")
		if strings.Trim(name, "-") != "" && h.hrefs.Get(hrefKey(href)) == nil {
			return href
		}
	}
	return calendar.Href(fmt.Sprintf("%s%s-%d.ics", base, id, h.hrefs.Stats().KeyN))
}

// safeName keeps what needs no escaping in any path and puts a hyphen for the
// rest; the front of a name that is too long.
func safeName(uid string) string {
	safe := strings.Map(func(c rune) rune {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '-', c == '_':
			return c
		}
		return '-'
	}, uid)
	return safe[:min(len(safe), 120)]
}
