package syncer

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"calends/backend/calendar"
	"calends/backend/merge"
	"calends/backend/reconcile"
)

// recentTexts is how many rows of an object's ledger are searched for a text
// whose answer got lost.
const recentTexts = 50

// receive does the steps that take in what the server reported. The last
// transaction carries the progress, if nothing was left out.
func (v *visit) receive(ctx context.Context, steps []reconcile.Step) (err error) {
	defer func() {
		p := calendar.Progress{}
		if err == nil && !v.missed && len(v.again.Members) == 0 && len(v.again.Gone)+v.hunted() == 0 {
			p, v.progress = v.progress, p
		}
		// What was learned is kept, even when the sync is being stopped.
		err = errors.Join(err, v.record(context.WithoutCancel(ctx), p))
	}()
	waiting := make(map[string]reconcile.Step)
	var hrefs []calendar.Href
	for _, s := range steps {
		switch {
		case !s.Receives():
		case s.Fetches():
			waiting[s.Href.Key()] = s
			hrefs = append(hrefs, s.Href)
		default:
			if err := v.take(ctx, s); err != nil {
				return err
			}
		}
	}
	if len(hrefs) == 0 {
		return nil
	}
	for href, result := range v.server.Fetch(ctx, v.col.Href, hrefs) {
		s, asked := waiting[href.Key()]
		if !asked {
			continue
		}
		delete(waiting, href.Key())
		if err := v.arrived(ctx, s, result); err != nil {
			return err
		}
	}
	if len(waiting) > 0 && ctx.Err() != nil {
		return ctx.Err()
	}
	for _, href := range hrefs {
		if s, left := waiting[href.Key()]; left {
			v.miss(s, fmt.Errorf("%w: it did not send the object", calendar.ErrProtocol))
		}
	}
	return nil
}

// arrived does a step whose version was fetched.
func (v *visit) arrived(ctx context.Context, s reconcile.Step, r calendar.Result) error {
	switch {
	case r.Err == nil:
		if r.Version.ETag == "" {
			r.Version.ETag = s.ETag
		}
		s.Version = &r.Version
		return v.take(ctx, s)
	case Stops(r.Err):
		return r.Err
	case r.Version.ETag != "" && s.Object.Base != nil:
		return v.garbled(ctx, s, r.Version)
	case !missing(r.Err):
		v.miss(s, r.Err)
	case s.Object.ID != "":
		v.again.Gone = append(v.again.Gone, s.Href)
		v.work(1, 0)
	default:
		v.work(1, 0)
	}
	return nil
}

// miss notes that something the server reported was not taken in.
func (v *visit) miss(s reconcile.Step, err error) {
	v.missed = true
	v.overlooked = v.overlooked || s.Object.ID == ""
	v.work(1, 0)
	v.fail(s.Href, err)
}

// take works out what a step learned from the version it has, and keeps it.
func (v *visit) take(ctx context.Context, s reconcile.Step) error {
	v.work(1, 0)
	o := s.Object
	learned := calendar.Sighting{Object: o.ID, Href: s.Href, At: o.Revision, Origin: calendar.Server}
	if s.Action == reconcile.Keep && !s.Version.ETag.Same(s.ETag) { // another one since: of that he was not told
		s.Action, s.Overrules = reconcile.Download, false
		if o.State() != calendar.Unchanged {
			s.Action = reconcile.Merge
		}
	}
	switch s.Action {
	case reconcile.Forget:
		stays, err := v.forget(ctx, s, &learned)
		if stays || errors.Is(err, calendar.ErrStale) { // the user is writing where it goes back to
			v.missed = true
			return nil
		}
		if err != nil {
			return err
		}
	case reconcile.Recreate: // now it is one that the server never had
		learned.Body, learned.Overruled = o.Body, true
		if !s.Overrules { // the edit beats the deletion, whatever the user thinks of it
			learned.Origin = calendar.Merge
			learned.Waits = since(o.Waits, v.now()) // should this sync end here, it is looked for again
		}
		v.more[s.Href] = true
	case reconcile.Keep:
		learned.Base, learned.Body, learned.Overruled = s.Version, o.Body, true
		if !bytes.Equal(o.Body, s.Version.Body) {
			v.more[s.Href] = true
		}
	default:
		if late, err := v.accept(ctx, s, &learned); late || err != nil {
			return err
		}
	}
	return v.learn(ctx, learned)
}

// forget follows the server in having lost an object, unless the user wants it
// back from where it was moved. What was moved elsewhere stays until that end of
// the move is known.
func (v *visit) forget(ctx context.Context, s reconcile.Step, learned *calendar.Sighting) (stays bool, err error) {
	o := s.Object
	if home, err := v.goesBack(ctx, o); home || err != nil {
		return false, err
	}
	if stays, err = v.waitsFor(ctx, o); stays && err == nil {
		v.sources = append(v.sources, placed{v, o})
	}
	if stays || err != nil {
		return stays, err
	}
	back, err := v.comesBack(ctx, o)
	switch {
	case err != nil:
		return false, err
	case back:
		learned.Body, learned.Overruled, learned.Origin = o.Body, true, calendar.Merge
		v.joined, v.homeless[o.ID], v.more[s.Href] = true, true, true
		return false, nil
	case o.Body != nil && (o.Base != nil || v.guard.accept): // what never was there goes where he said so
		v.received.note(s.Href, calendar.KindDeleted)
	}
	if s.SetAside {
		learned.Lost = o.Body
	}
	return false, nil
}

// accept works out what the server's version makes of an object. late says that
// the user is writing where it belongs: the next sync sees both.
func (v *visit) accept(ctx context.Context, s reconcile.Step, learned *calendar.Sighting) (late bool, err error) {
	o := s.Object
	learned.Base, learned.Body = s.Version, s.Version.Body
	ours, err := v.wrote(ctx, s)
	switch {
	case err != nil:
		return false, err
	case ours: // the answer got lost; what is here was made on it
		learned.Body, learned.Origin = o.Body, calendar.Me
		v.sent.note(s.Href, sentKind(o))
		if !bytes.Equal(o.Body, s.Version.Body) {
			v.more[s.Href] = true
		}
	case s.Action == reconcile.Restore && v.unmoved(s):
		learned.Body, v.more[s.Href] = nil, true // the deletion stands
	case s.Action == reconcile.Restore && o.Base != nil && o.Body == nil && v.col.Writable():
		joined, err := v.joins(ctx, s)
		switch {
		case errors.Is(err, calendar.ErrStale):
			v.missed = true
			return true, nil
		case err != nil:
			return false, err
		case joined: // it was moved, and goes after what was moved
			learned.Body = nil
		default:
			v.replace(s, learned)
		}
	case s.Action == reconcile.Merge:
		base, err := v.ancestor(ctx, o, s.Version.Body)
		if err != nil {
			return false, err
		}
		return false, v.merge(ctx, o, base, learned)
	default:
		v.replace(s, learned)
	}
	return false, nil
}

// unmoved reports whether what was deleted here only seemed to change: a server
// whose tokens count seconds (SOGo) tells once more of our own last write.
func (v *visit) unmoved(s reconcile.Step) bool {
	o := s.Object
	return o.Base != nil && o.Body == nil && v.col.Writable() && !v.stays[o.ID] &&
		o.Base.ETag.Same(s.Version.ETag) && bytes.Equal(o.Base.Body, s.Version.Body)
}

// replace takes the server's version as it is.
func (v *visit) replace(s reconcile.Step, learned *calendar.Sighting) {
	o, theirs := s.Object, learned.Base.Body
	switch v.comesAnyway(s, learned); {
	case o.ID == "":
		v.received.note(s.Href, calendar.KindCreated)
	case o.Base == nil || !bytes.Equal(o.Base.Body, theirs):
		v.received.note(s.Href, calendar.KindEdited)
	}
	if s.SetAside && !bytes.Equal(o.Body, theirs) {
		learned.Lost = o.Body
	}
}

// merge combines an edit with what the server holds. Where both changed one
// field the server's stands, and the user's text is set aside whole.
func (v *visit) merge(ctx context.Context, o calendar.Object, base []byte, learned *calendar.Sighting) error {
	theirs := learned.Base.Body
	if base != nil && bytes.Equal(base, theirs) { // another etag, nothing else
		learned.Body, learned.Origin = o.Body, calendar.Me
		v.more[learned.Href] = true
		return nil
	}
	v.combine(learned, base, o.Body, theirs)
	if err := v.othersMet(ctx, learned, base, theirs); err != nil {
		return err
	}
	learned.Origin = calendar.Merge
	// Where nothing of ours changed there is still something to tell.
	learned.Overruled = len(learned.Kept) > 0 && bytes.Equal(learned.Body, o.Body)
	v.received.note(learned.Href, calendar.KindEdited)
	v.mixed(learned, theirs)
	if !bytes.Equal(learned.Body, theirs) {
		v.more[learned.Href] = true
	}
	return nil
}

// mixed counts what was learned as merged, unless all of ours clashed: then
// theirs stands as it was.
func (v *visit) mixed(learned *calendar.Sighting, theirs []byte) {
	if learned.Lost == nil || !bytes.Equal(learned.Body, theirs) {
		v.merged[learned.Href.Key()] = true
	}
}

// wrote reports whether what the server holds is a text that was written here
// since it last told us anything: then our own answer got lost, and nobody
// else has been there.
func (v *visit) wrote(ctx context.Context, s reconcile.Step) (bool, error) {
	o := s.Object
	if s.Action == reconcile.Download || o.ID == "" || !v.col.Writable() {
		return false, nil
	}
	theirs := s.Version.Body
	if o.Body != nil && bytes.Equal(o.Body, theirs) {
		return true, nil
	}
	rows, err := v.replica.History(ctx, calendar.HistoryQuery{Object: o.ID, Limit: recentTexts})
	if err != nil {
		return false, fmt.Errorf("read the history of %s: %w", s.Href, err)
	}
	for _, row := range rows { // newest first
		// An undo may have come back to the Base; what it took back was sent.
		if o.Base != nil && row.Origin != calendar.Undo && bytes.Equal(row.After, o.Base.Body) {
			return false, nil
		}
		if row.Origin != calendar.Server && row.After != nil && merge.Same(row.After, theirs) { // servers rewrite
			// What was moved there and back may as well be what another moved.
			withdrawn := o.Base == nil && o.Body == nil
			if withdrawn && (rows[0].Kind == calendar.KindMoved || row.Kind == calendar.KindMoved) {
				return v.elsewhere(ctx, o, rows[0].UID)
			}
			return true, nil
		}
		if heard(row) {
			return false, nil
		}
	}
	return false, nil
}

// elsewhere reports whether what was moved away before the server told us
// anything is where it was moved to. Else what lies here now is it: somebody
// moved it back.
func (v *visit) elsewhere(ctx context.Context, o calendar.Object, uid calendar.UID) (bool, error) {
	same, err := v.replica.Find(ctx, uid)
	if err != nil {
		return false, fmt.Errorf("look for %s: %w", o.Href, err)
	}
	for _, to := range v.visits {
		for _, now := range same {
			if now.Collection != to.col.ID || now.ID == o.ID || now.Body == nil {
				continue
			}
			if now.Base == nil {
				return true, nil // it is still to be sent there
			}
			for _, r := range v.server.Fetch(ctx, to.col.Href, []calendar.Href{now.Href}) {
				if r.Err == nil || Stops(r.Err) {
					return r.Err == nil, r.Err
				}
			}
		}
	}
	return false, ctx.Err()
}

// heard reports whether the server told us something there: what was written
// here before that is not under way any more. Who holds such a text now came
// back to it.
func heard(row calendar.Change) bool {
	return row.Origin == calendar.Server || row.Origin == calendar.Merge
}

// sentKind is how sending the object counts.
func sentKind(o calendar.Object) calendar.ChangeKind {
	if o.Base == nil {
		return calendar.KindCreated
	}
	return calendar.KindEdited
}
