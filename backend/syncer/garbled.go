package syncer

import (
	"bytes"
	"context"
	"maps"
	"strings"
	"time"

	"calends/backend/calendar"
	"calends/backend/reconcile"
)

// A server may be unable to produce what it holds: SOGo then shows "(null)",
// with an etag. That never takes the place of a copy that can be read; it is
// noted beside it with the time, so that the object is known to be in trouble and
// its version has a name. It is asked for again by every sync. An edit goes out
// over it, on its etag, when it is still the same after an hour: by then it is no
// hiccup of a server that holds somebody's text, and the edit is the newest word
// there is. Sooner only where the user pushes it back.
// Never so over a text that arrives cut off (a version without a Body): of that
// the server holds the whole, and somebody on the way does not let it through.

// patience is how long what the server cannot show must have been the same
// before an edit goes out over it.
const patience = time.Hour

// since is when a state that an object waits for was first seen; now where it was
// not, or where the clock was set back.
func since(seen, now time.Time) time.Time {
	if seen.IsZero() || seen.After(now) {
		return now
	}
	return seen
}

// isGarbled reports whether a version is no calendar object at all.
func isGarbled(v *calendar.Version) bool {
	return v != nil && !bytes.Contains(bytes.ToUpper(v.Body), []byte("BEGIN:VCALENDAR"))
}

// garbled keeps what is here of an object that the server cannot show. What was
// deleted here comes back: somebody changed it, and nobody can say how. What was
// moved away does not: it is where it went, and waits to hear what was changed.
func (v *visit) garbled(ctx context.Context, s reconcile.Step, shown calendar.Version) error {
	v.work(1, 0)
	learned, err := v.noGood(ctx, s.Object, s.Href, shown)
	if err != nil {
		return err
	}
	return v.learn(ctx, learned)
}

// noGood is the sighting of what the server cannot show of an object.
func (v *visit) noGood(ctx context.Context, o calendar.Object, at calendar.Href, shown calendar.Version) (calendar.Sighting, error) {
	body := o.Body
	moved, err := v.movedAs(ctx, o)
	if body == nil && moved == "" {
		body = o.Base.Body
	}
	if !sameGarbled(o, shown) {
		o.Waits = time.Time{}
	}
	o.Waits = since(o.Waits, v.now())
	v.fail(at, v.trouble(o, shown))
	return calendar.Sighting{Object: o.ID, Href: at, At: o.Revision, Base: &shown, Body: body, Origin: calendar.Server, Waits: o.Waits}, err
}

// garbledSent records that the server took the user's text and cannot show it:
// it was sent, and is not sent again before he changes it.
func (v *visit) garbledSent(ctx context.Context, s reconcile.Step, shown calendar.Version) error {
	o := s.Object
	v.sent.note(s.Href, sentKind(o))
	taken := calendar.Sighting{Object: o.ID, Href: s.Href, At: o.Revision, Origin: calendar.Me, Body: o.Body,
		Base: &calendar.Version{ETag: shown.ETag, Body: o.Body}}
	if err := v.done(ctx, taken); err != nil {
		return err
	}
	taken.Base, taken.Origin, taken.Waits = &shown, calendar.Server, v.now()
	if err := v.done(ctx, taken); err != nil {
		return err
	}
	return calendar.Explain(calendar.ErrProtocol, "It stays on this device. Change it, and it is sent again; within the hour only by `calends sync --push-back` its calendar.",
		"The server took %s and can no longer show it.", name(o))
}

// retry asks again for what could not be shown. What can be shown by now counts
// as changed; what is as before may be written over.
func (v *visit) retry(ctx context.Context, seen calendar.Listing) (calendar.Listing, error) {
	if v.col.ID == "" {
		return seen, nil
	}
	objects, err := v.replica.Unreadable(ctx, v.col.ID)
	if err != nil {
		return seen, err
	}
	listed := map[string]calendar.ETag{}
	for href, tag := range seen.Members {
		listed[href.Key()] = tag
	}
	asked := map[string]calendar.Object{}
	var hrefs []calendar.Href
	for _, o := range objects {
		tag, there := listed[o.Href.Key()]
		if isGarbled(o.Unreadable) && o.Base != nil && (there && tag.Same(o.Unreadable.ETag) || !there && !seen.Complete) {
			asked[o.Href.Key()] = o
			hrefs = append(hrefs, o.Href)
		}
	}
	if len(hrefs) == 0 {
		return seen, nil
	}
	members, bodies := maps.Clone(seen.Members), maps.Clone(seen.Bodies)
	if members == nil {
		members = map[calendar.Href]calendar.ETag{}
	}
	if bodies == nil {
		bodies = map[calendar.Href]calendar.Version{}
	}
	for href, r := range v.server.Fetch(ctx, v.col.Href, hrefs) {
		o := asked[href.Key()]
		switch {
		case Stops(r.Err):
			return seen, r.Err
		case r.Err == nil:
			members[o.Href], bodies[o.Href] = r.Version.ETag, r.Version
			seen.Gone = append(seen.Gone[:len(seen.Gone):len(seen.Gone)], o.Href) // so it counts as changed
		case missing(r.Err):
			delete(members, o.Href)
			seen.Gone = append(seen.Gone[:len(seen.Gone):len(seen.Gone)], o.Href)
		case sameGarbled(o, r.Version) && since(o.Waits, v.now()) != o.Waits: // nobody knows since when
			learned, err := v.noGood(ctx, o, o.Href, r.Version)
			if err != nil {
				return seen, err
			}
			v.batch = append(v.batch, learned)
		case o.State() != calendar.Unchanged && sameGarbled(o, r.Version) && v.now().Sub(o.Waits) >= patience:
			v.repairs[o.ID] = true
		case !said(v.PushBack, v.col.ID):
			v.fail(o.Href, v.trouble(o, r.Version))
		}
	}
	seen.Members, seen.Bodies = members, bodies
	return seen, ctx.Err()
}

// sameGarbled reports whether what the server shows is what was noted of the
// object.
func sameGarbled(o calendar.Object, shown calendar.Version) bool {
	return isGarbled(o.Unreadable) && len(shown.Body) > 0 && o.Unreadable.ETag.Same(shown.ETag)
}

// repairing is the plan without the edits and deletions that have to wait until it is known
// that what they would replace cannot be read.
func (v *visit) repairing(steps []reconcile.Step) []reconcile.Step {
	var kept []reconcile.Step
	for _, s := range steps {
		o := s.Object
		over := s.Action == reconcile.Replace || s.Action == reconcile.Remove
		if over && isGarbled(o.Unreadable) && !v.repairs[o.ID] && !said(v.PushBack, v.col.ID) {
			continue
		}
		kept = append(kept, s)
	}
	return kept
}

// trouble says what the user may do about an object that the server cannot show.
func (v *visit) trouble(o calendar.Object, shown calendar.Version) error {
	switch {
	case len(shown.Body) == 0:
		return calendar.Explain(calendar.ErrProtocol, "It is asked for again by every sync; `calends sync --push-back` its calendar writes your copy instead.",
			"The server's answer ends in the middle of %s. The copy on this device is kept.", name(o))
	case o.State() == calendar.Edited:
		return calendar.Explain(calendar.ErrProtocol, "`calends sync --push-back` its calendar sends it now.",
			"The server can no longer show %s. Your version is kept here; if that is still so at %s, it is sent in its place.", name(o), v.until(o))
	case o.State() == calendar.Deleted:
		return calendar.Explain(calendar.ErrProtocol, "`calends sync --push-back` its calendar deletes it now.",
			"The server can no longer show %s, which you deleted. If that is still so at %s, it is deleted there, too.", name(o), v.until(o))
	}
	return calendar.Explain(calendar.ErrProtocol, "Change it, or `calends sync --push-back` its calendar, to write it to the server again.",
		"The server can no longer show %s. The copy on this device is kept.", name(o))
}

// until is when what the server cannot show may be written over.
func (v *visit) until(o calendar.Object) string {
	return o.Waits.Add(patience).In(v.now().Location()).Format("15:04")
}

// name is what a person calls an object: its title, or its href.
func name(o calendar.Object) string {
	body := o.Body
	if body == nil && o.Base != nil {
		body = o.Base.Body
	}
	for _, line := range lines(body) {
		if name, value, found := strings.Cut(line, ":"); found && strings.EqualFold(strings.SplitN(name, ";", 2)[0], "SUMMARY") && value != "" {
			return "“" + value + "”"
		}
	}
	return string(o.Href)
}
