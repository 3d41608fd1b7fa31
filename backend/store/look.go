package store

import (
	"context"
	"errors"

	"calends/backend/calendar"
)

// MakeCollection is [Store.PutCollection] at the user's request: undo takes it
// back.
func (s *Store) MakeCollection(ctx context.Context, c calendar.Collection) (calendar.Collection, error) {
	err := s.update(ctx, "make a calendar", func(t *tx) error {
		if err := t.placeCollection(&c); err != nil {
			return err
		}
		b := &batch{t: t, origin: calendar.Me}
		return errors.Join(b.noteAct(calendar.ActCreate, string(c.ID), entry{account: c.Account, collection: c.ID}), b.record())
	})
	return c, err
}

// ChangeLook gives a collection another look at the user's request, and returns
// the change that says so; "" where it looks like that already. choose is given
// the look it has, and may not call the store. undoes names the request that
// this takes back, which is noted also where nothing changes; "" for any other.
// [calendar.ErrNotFound]: there is no such collection.
func (s *Store) ChangeLook(ctx context.Context, id calendar.CollectionID, undoes string, choose func(*calendar.Look)) (calendar.ChangeID, error) {
	var change calendar.ChangeID
	err := s.update(ctx, "change a calendar", func(t *tx) error {
		change = ""
		h, err := t.shelf(id)
		if err != nil {
			return err
		}
		c := h.at
		was := c.Look()
		is := was
		choose(&is)
		if is == was && undoes == "" {
			return nil
		}
		c.Name, c.Color, c.Hidden = is.Name, is.Color, is.Hidden
		b := &batch{t: t, origin: calendar.Me, undoes: undoes}
		if undoes != "" {
			b.origin = calendar.Undo
		}
		about := entry{account: h.account, collection: id}
		err = errors.Join(h.putCollection(c), b.noteRequestOf(request{act: calendar.ActLook, about: string(id), was: was, is: is}, about), b.record())
		if err == nil && is != was {
			change = changeID(b.entries[0].number)
		}
		return err
	})
	return change, err
}

func (p *packer) look(l calendar.Look) {
	p.text(l.Name)
	p.text(l.Color)
	p.flag(l.Hidden)
}

func (u *unpacker) look() calendar.Look {
	return calendar.Look{Name: u.text(), Color: u.text(), Hidden: u.flag()}
}
