package syncer

import (
	"cmp"
	"context"
	"slices"
	"time"

	"calends/backend/calendar"
	"calends/backend/reconcile"
)

// catchUp asks once more for what changed, after something was created. The
// token that was recorded is older than those creations, and a server that
// compares two states (Xandikos) tells nothing of what was made and deleted
// between them: an event that somebody deletes soon after it was made here
// would stay. The token that comes with this answer knows them all.
//
// Where it comes to nothing the next sync compares everything (see standing).
func (v *visit) catchUp(ctx context.Context) error {
	if len(v.created) == 0 || v.missed || !v.col.SyncCollection || v.reached.Token == "" {
		return nil
	}
	c := v.col
	c.Progress, c.CTag, c.SyncToken = v.reached, "", ""
	seen, err := v.server.Observe(ctx, c)
	if err != nil {
		return nil
	}
	if seen.Complete {
		seen, err = v.confirm(ctx, seen)
	} else {
		seen, err = v.confirmCreated(ctx, seen)
	}
	if err != nil {
		return err
	}
	v.progress, v.unknown = seen.Progress, false
	v.again, v.more = calendar.Listing{Members: map[calendar.Href]calendar.ETag{}}, map[calendar.Href]bool{}
	steps, err := v.plan(ctx, seen)
	if err != nil {
		return err
	}
	// What there is to send was tried, or was written meanwhile.
	steps = slices.DeleteFunc(steps, func(s reconcile.Step) bool { return !s.Receives() })
	v.work(0, len(steps))
	return v.receive(ctx, steps)
}

// standing is the progress to record for p (zero: what was recorded last). As
// long as the token does not know what was created, here or there, the next sync
// is to compare everything, should this one end here. Not so where something
// cannot be received again and again: then that is left to the daily comparison.
func (v *visit) standing(p calendar.Progress) calendar.Progress {
	if !v.unknown && !v.ahead || !v.col.SyncCollection || v.reached.Token == "" {
		return p
	}
	p = cmp.Or(p, v.reached)
	p.Compared = time.Time{}
	return p
}

// confirmCreated asks about what was just created and is not told of.
func (v *visit) confirmCreated(ctx context.Context, seen calendar.Listing) (calendar.Listing, error) {
	told := map[string]bool{}
	for href := range seen.Members {
		told[href.Key()] = true
	}
	var untold []calendar.Href
	for _, href := range v.created {
		if !told[href.Key()] && !slices.ContainsFunc(seen.Gone, href.Same) {
			untold = append(untold, href)
		}
	}
	if len(untold) == 0 {
		return seen, nil
	}
	for href, r := range v.server.Fetch(ctx, v.col.Href, untold) {
		if Stops(r.Err) {
			return seen, r.Err
		}
		if missing(r.Err) {
			seen.Gone = append(seen.Gone, href)
		}
	}
	return seen, ctx.Err()
}

// sentStep notes what a step sent.
func (v *visit) sentStep(s reconcile.Step) {
	if s.Action == reconcile.Create {
		v.created = append(v.created, s.Href)
	}
}
