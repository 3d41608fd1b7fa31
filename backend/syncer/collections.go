package syncer

import (
	"context"
	"fmt"
	"slices"

	"calends/backend/calendar"
)

// collections compares the account's calendars with what the server lists,
// records what is new, and returns those that can be synchronized. Nothing is
// ever removed here: what the server no longer lists becomes Missing and keeps
// its objects.
func (s *session) collections(ctx context.Context) ([]calendar.Collection, error) {
	listed, err := s.server.Collections(ctx)
	if err != nil {
		return nil, fmt.Errorf("list the calendars: %w", err)
	}
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
	if len(listed) == 0 && len(known) > 0 {
		return nil, fmt.Errorf("%w: it lists no calendar where there were %d", calendar.ErrEmptied, len(known))
	}
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
	for _, c := range held {
		if known[c.Href.Key()].ID != c.ID || c.Account != s.account.ID || c.Missing || c.Href == "" {
			continue
		}
		c.Missing = true
		if _, err := s.put(ctx, c); err != nil {
			return nil, err
		}
	}
	return present, nil
}

// adopt records what the server says of a collection, where that is news, and
// returns the collection as both know it: identity and progress are ours, the
// state is theirs.
func (s *session) adopt(ctx context.Context, theirs, ours calendar.Collection, known bool) (calendar.Collection, error) {
	c := theirs
	c.Account, c.Missing = s.account.ID, false
	if known {
		// What a server does not keep, this device does.
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
		if alike(c, ours) {
			return c, nil
		}
	}
	stored, err := s.put(ctx, c)
	if err != nil {
		return c, err
	}
	c.ID, c.Hidden, c.Progress = stored.ID, stored.Hidden, stored.Progress
	return c, nil
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
		a.ReadOnly == b.ReadOnly && a.Missing == b.Missing &&
		a.SyncCollection == b.SyncCollection && a.MultiGet == b.MultiGet &&
		slices.Equal(a.Components, b.Components)
}
