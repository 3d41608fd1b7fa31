package syncer

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"calends/backend/calendar"
)

// longestSearch is how long what the server lost is looked for before it is
// created again although a calendar cannot be looked at. A calendar that fails
// for a day fails for good, as far as anybody here can tell, and an edit must not
// wait for it for ever.
const longestSearch = 24 * time.Hour

// unseen names the account's calendars that this sync could not look at, or not
// at everything in them. What is missing elsewhere may be there.
func (s *session) unseen() []string {
	all := slices.Clone(s.unlisted)
	for _, v := range s.visits {
		if v.err != nil || v.overlooked {
			all = append(all, "“"+v.col.Name+"”")
		}
	}
	if len(all) == 0 && (s.restless || s.last) {
		all = append(all, "a calendar that is being changed")
	}
	return all
}

// mayWait reports whether what the server lost may still turn up elsewhere, so
// that it is not to be created again yet.
func (v *visit) mayWait(o calendar.Object) bool {
	return len(v.unseen()) > 0 && !said(v.PushBack, v.col.ID) && v.now().Sub(since(o.Waits, v.now())) < longestSearch
}

// await leaves what the server lost as it is until the next sync, and says so.
func (v *visit) await(ctx context.Context, o calendar.Object) error {
	v.missed = true // the next sync is to be told again
	began := since(o.Waits, v.now())
	v.fail(o.Href, calendar.Explain(calendar.ErrGone,
		"It is looked for again by every sync; `calends sync --push-back` this calendar has it created here again now.",
		"%s, which you changed, is no longer in this calendar on the server. It may have been moved to %s, of which not everything could be looked at. "+
			"Your version waits for that, until %s at most.",
		name(o), strings.Join(v.unseen(), " or "), began.Add(longestSearch).In(v.now().Location()).Format("2 January 15:04")))
	return v.waitSince(ctx, o, began)
}

// waitSince records since when an object that the server lost waits; not where the
// user is writing to it, for the next sync does.
func (v *visit) waitSince(ctx context.Context, o calendar.Object, began time.Time) error {
	if o.Waits.Equal(began) {
		return nil
	}
	err := v.done(ctx, calendar.Sighting{Object: o.ID, Href: o.Href, At: o.Revision, Base: o.Base, Body: o.Body,
		Origin: calendar.Server, Waits: began})
	if errors.Is(err, calendar.ErrStale) {
		return nil
	}
	return err
}
