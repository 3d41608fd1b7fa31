package syncer

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"calends/backend/calendar"
)

// collections compares the account's calendars with what the server lists,
// records what is new, and returns those that can be synchronized. What the
// server no longer lists becomes Missing and keeps its objects; the user alone
// may have it removed.
func (s *session) collections(ctx context.Context) ([]calendar.Collection, error) {
	listed, err := s.server.Collections(ctx)
	if err != nil {
		return nil, fmt.Errorf("list the calendars: %w", err)
	}
	known, err := s.known(ctx)
	if err != nil {
		return nil, err
	}
	if listed, err = s.remake(ctx, listed, known); err != nil {
		return nil, err
	}
	empty := len(listed) == 0
	var present []calendar.Collection
	for _, theirs := range listed {
		key := theirs.Href.Key()
		ours, here := known[key]
		if here && ours.ID == "" {
			continue // listed twice
		}
		c, err := s.adopt(ctx, theirs, ours, here)
		if err != nil {
			return nil, err
		}
		known[key] = calendar.Collection{}
		present = append(present, c)
	}
	left := 0
	for _, key := range slices.Sorted(maps.Keys(known)) {
		c := known[key]
		if c.ID == "" {
			continue // it is listed
		}
		gone, err := s.missed(ctx, c, empty)
		if err != nil {
			return nil, err
		}
		if !gone {
			left++
		}
	}
	if empty && left > 0 {
		return nil, fmt.Errorf("%w: it lists no calendar where there were %d", calendar.ErrEmptied, left)
	}
	return present, nil
}

// known are the account's calendars on this device, by key of their href.
func (s *session) known(ctx context.Context) (map[string]calendar.Collection, error) {
	held, err := s.replica.Collections(ctx)
	if err != nil {
		return nil, fmt.Errorf("list the calendars on this device: %w", err)
	}
	known := make(map[string]calendar.Collection)
	for _, c := range held {
		if c.Account == s.account.ID && c.Href != "" {
			known[c.Href.Key()] = c
		}
	}
	return known, nil
}

// missed holds back the loss of a calendar that the server no longer lists, or
// follows it where the user said so. One that a server without any calendar
// does not list can still be written to: that is the server's trouble, and
// will pass.
func (s *session) missed(ctx context.Context, c calendar.Collection, empty bool) (gone bool, err error) {
	if said(s.Accept, c.ID) && c.Hold.Reason == calendar.HoldMissing { // he was told
		if err := s.replica.RemoveCollection(ctx, c.ID); err != nil {
			return false, fmt.Errorf("remove calendar %q: %w", c.Name, err)
		}
		s.removed = append(s.removed, c.ID)
		s.report.Collections = append(s.report.Collections, CollectionReport{ID: c.ID, Name: c.Name, Href: c.Href,
			Received: Counts{Deleted: c.Hold.Removals}, Method: calendar.MethodUnchanged})
		return true, nil
	}
	h := calendar.Hold{At: s.now(), Reason: calendar.HoldMissing, Removals: c.Objects}
	if c.Hold.Reason == h.Reason {
		h.At = c.Hold.At
	}
	missing := c.Missing || !empty
	if missing != c.Missing || h != c.Hold {
		c.Missing, c.Hold = missing, h
		err = s.replica.AmendCollection(ctx, c.ID, func(c *calendar.Collection) { c.Missing, c.Hold = missing, h })
		if err != nil {
			return false, fmt.Errorf("record calendar %q: %w", c.Name, err)
		}
	}
	s.unlisted = append(s.unlisted, "“"+c.Name+"”")
	s.report.Collections = append(s.report.Collections, CollectionReport{ID: c.ID, Name: c.Name, Href: c.Href,
		HeldBack: h.Objects(), Hold: h, Method: calendar.MethodUnchanged})
	return false, nil
}

// remake makes the calendars again that the server no longer lists and the
// user wants to stand. What was in them follows by their own plans.
func (s *session) remake(ctx context.Context, listed []calendar.Collection, known map[string]calendar.Collection) ([]calendar.Collection, error) {
	there := map[string]bool{}
	for _, c := range listed {
		there[c.Href.Key()] = true
	}
	for _, key := range slices.Sorted(maps.Keys(known)) {
		c := known[key]
		if there[key] || !said(s.PushBack, c.ID) {
			continue
		}
		made, err := s.server.Create(ctx, calendar.Collection{Href: c.Href, Name: c.Name, Color: c.Color, Components: c.Components})
		if Stops(err) {
			return nil, err
		}
		if err != nil {
			s.report.Collections = append(s.report.Collections, CollectionReport{ID: c.ID, Name: c.Name, Href: c.Href,
				Method: calendar.MethodUnchanged, Err: fmt.Errorf("make the calendar again: %w", err)})
			continue
		}
		s.remade[c.ID] = true
		listed = append(listed, made)
	}
	return listed, nil
}

// adopt records what the server says of a collection, where that is news, and
// returns the collection as both know it: identity and progress are ours, the
// state is theirs.
func (s *session) adopt(ctx context.Context, theirs, ours calendar.Collection, known bool) (calendar.Collection, error) {
	c := s.adopted(theirs, ours, known)
	if known && alike(c, ours) {
		return c, nil
	}
	stored, err := s.put(ctx, c)
	if err != nil {
		return c, err
	}
	c.ID, c.Hidden, c.Progress = stored.ID, stored.Hidden, stored.Progress
	return c, nil
}

// adopted is the collection as both know it. What a server does not keep, this
// device does.
func (s *session) adopted(theirs, ours calendar.Collection, known bool) calendar.Collection {
	c := theirs
	c.Account, c.Missing = s.account.ID, false
	if !known {
		return c
	}
	if c.Name == "" {
		c.Name = ours.Name
	}
	if c.Color == "" {
		c.Color = ours.Color
	}
	if c.Order == 0 {
		c.Order = ours.Order
	}
	c.ID, c.Hidden, c.Progress = ours.ID, ours.Hidden, ours.Progress
	if ours.Hold.Reason != calendar.HoldMissing {
		c.Hold = ours.Hold
	}
	return c
}

// put writes a collection by its href, so that what the user or another sync
// wrote meanwhile, Hidden and Progress, stays.
func (s *session) put(ctx context.Context, c calendar.Collection) (calendar.Collection, error) {
	c.ID, c.Progress = "", calendar.Progress{}
	c, err := s.replica.PutCollection(ctx, c)
	if err != nil {
		return c, fmt.Errorf("record calendar %q: %w", c.Name, err)
	}
	return c, nil
}

// alike reports whether there is nothing about b to record in a.
func alike(a, b calendar.Collection) bool {
	return a.Name == b.Name && a.Description == b.Description && a.Color == b.Color && a.Order == b.Order &&
		a.ReadOnly == b.ReadOnly && a.Missing == b.Missing && a.Hold == b.Hold &&
		a.SyncCollection == b.SyncCollection && a.MultiGet == b.MultiGet &&
		slices.Equal(a.Components, b.Components)
}
