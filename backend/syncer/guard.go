package syncer

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"

	"calends/backend/calendar"
	"calends/backend/merge"
	"calends/backend/reconcile"
)

// guard is what a visit knows of what it holds back.
type guard struct {
	first   bool // the collection was never compared before
	removed int  // objects that this sync took away here
	omitted int  // objects that the listing left out and the server has
	hold    calendar.Hold
	held    []reconcile.Step // what that keeps from being done
	// accept says that the user was told what is held and lets it through.
	accept bool
	// about are the objects held, shown those of which he was told, and seen the
	// versions that the server had of these when they were first held.
	about map[calendar.ObjectID]calendar.HeldObject
	shown map[calendar.ObjectID]uint64
	seen  map[calendar.ObjectID]calendar.ETag
}

// plan lays the objects beside the listing and keeps back what looks like an
// accident. Nothing is read where there cannot be anything to do.
func (v *visit) plan(ctx context.Context, seen calendar.Listing) ([]reconcile.Step, error) {
	verdict, err := v.verdict(ctx, &seen)
	if err != nil {
		return nil, err
	}
	v.note(verdict)
	if v.guard.first { // it is not the first any more when something of it was received
		err = v.settleHold(ctx, false)
	}
	v.foundAgain(seen)
	steps, lost := v.searching(ctx, v.repairing(v.staying(verdict.Steps)))
	return steps, errors.Join(err, lost)
}

// begin finds out what the guard must know before anything is sent.
func (v *visit) begin(ctx context.Context) error {
	first, err := v.neverCompared(ctx)
	if err != nil {
		return err
	}
	v.guard.first = first
	v.guard.accept = said(v.Accept, v.col.ID) && v.col.Hold.Held() && first == (v.col.Hold.Reason == calendar.HoldFirst)
	if !v.col.Hold.Held() || v.col.ID == "" {
		return nil
	}
	told, err := v.replica.Held(ctx, v.col.ID)
	v.guard.shown, v.guard.seen = map[calendar.ObjectID]uint64{}, map[calendar.ObjectID]calendar.ETag{}
	for _, o := range told {
		v.guard.seen[o.Object] = o.Seen
		if v.guard.accept {
			v.guard.shown[o.Object] = o.Revision
		}
	}
	return err
}

// neverCompared reports whether the collection and the server's were never laid
// side by side, or were and wait for the user's word on it. One that brought
// something was; what a server is asked for in vain does not make it the first
// for ever.
func (v *visit) neverCompared(ctx context.Context) (bool, error) {
	switch {
	case v.col.Hold.Reason == calendar.HoldFirst:
		return true, nil
	case v.col.ID == "", v.col.Progress != (calendar.Progress{}), v.remade[v.col.ID]:
		return false, nil
	}
	objects, err := v.replica.Objects(ctx, v.col.ID)
	return !slices.ContainsFunc(objects, func(o calendar.Object) bool { return o.Base != nil }), err
}

// stay keeps an object where it was deleted while its other end is held: were
// it removed, it would be nowhere on the server. Where that end is let go, it
// comes back.
func (v *visit) stay(o calendar.Object, back bool) {
	if v.stays == nil {
		v.stays = map[calendar.ObjectID]bool{}
	}
	v.stays[o.ID] = back
}

// staying is the plan without the removals that wait.
func (v *visit) staying(steps []reconcile.Step) []reconcile.Step {
	var kept []reconcile.Step
	for _, s := range steps {
		if back, stays := v.stays[s.Object.ID]; stays && s.Action == reconcile.Remove {
			if !back {
				continue
			}
			s.Action = reconcile.Restore
		}
		kept = append(kept, s)
	}
	return kept
}

// verdict is what the guard says; seen gets what had to be fetched to judge.
func (v *visit) verdict(ctx context.Context, seen *calendar.Listing) (reconcile.Verdict, error) {
	objects, err := v.objects(ctx, *seen)
	if err != nil {
		return reconcile.Verdict{}, err
	}
	verdict := reconcile.Guard(objects, *seen, v.terms())
	if verdict.Doubt && !v.knownHold(verdict.Hold) {
		if err := v.look(ctx, seen, verdict.Held); err != nil {
			return reconcile.Verdict{}, err
		}
		verdict = reconcile.Guard(objects, *seen, v.terms())
	}
	return verdict, nil
}

// objects are those of the collection, where there can be anything to do.
func (v *visit) objects(ctx context.Context, seen calendar.Listing) ([]calendar.Object, error) {
	if v.col.ID == "" {
		return nil, nil // a plan may be of a calendar that is not here yet
	}
	if !seen.Complete && len(seen.Members) == 0 && len(seen.Gone) == 0 && !said(v.PushBack, v.col.ID) {
		n, err := v.replica.Pending(ctx, v.col.ID)
		if err != nil || n == 0 {
			return nil, err
		}
	}
	return v.replica.Objects(ctx, v.col.ID)
}

func (v *visit) terms() reconcile.Terms {
	return reconcile.Terms{ReadOnly: !v.col.Writable(), First: v.guard.first, Removed: v.guard.removed, Held: v.col.Hold,
		Accept: v.guard.accept, PushBack: said(v.PushBack, v.col.ID), Shown: v.guard.shown, Seen: v.guard.seen,
		Remade: v.remade[v.col.ID], Same: merge.Same}
}

// said reports whether the user said it of the collection.
func said(of func(calendar.CollectionID) bool, c calendar.CollectionID) bool {
	return of != nil && of(c)
}

// decision is the user's word on what is held back of a collection, as the
// ledger is told of it.
func (o Options) decision(c calendar.CollectionID) calendar.Act {
	switch {
	case said(o.Accept, c):
		return calendar.ActAccept
	case said(o.PushBack, c):
		return calendar.ActPushBack
	}
	return calendar.ActChange
}

// knownHold reports whether the very same change of everything is held back
// already: then it was looked at before.
func (v *visit) knownHold(h calendar.Hold) bool {
	return h.Mark != "" && h.Mark == v.col.Hold.Mark
}

// look fetches what seems to have changed: a server that hands out new etags
// for old contents changed nothing.
func (v *visit) look(ctx context.Context, seen *calendar.Listing, steps []reconcile.Step) error {
	members, bodies := maps.Clone(seen.Members), maps.Clone(seen.Bodies)
	if bodies == nil {
		bodies = map[calendar.Href]calendar.Version{}
	}
	at := map[string]calendar.Href{}
	var hrefs []calendar.Href
	for _, s := range steps {
		if s.Fetches() {
			hrefs = append(hrefs, s.Href)
			at[s.Href.Key()] = s.Href
		}
	}
	for href, r := range v.server.Fetch(ctx, v.col.Href, hrefs) {
		if Stops(r.Err) {
			return r.Err
		}
		if listed, ok := at[href.Key()]; ok && r.Err == nil {
			if r.Version.ETag == "" {
				r.Version.ETag = members[listed]
			}
			members[listed], bodies[listed] = r.Version.ETag, r.Version
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	seen.Members, seen.Bodies = members, bodies
	return nil
}

// note keeps what a round held back.
func (v *visit) note(verdict reconcile.Verdict) {
	g := &v.guard
	for _, s := range verdict.Steps {
		if s.Action == reconcile.Forget && s.Object.Base != nil && s.Object.Body != nil {
			g.removed++
		}
	}
	if !verdict.Hold.Held() {
		return
	}
	v.missed = true // the progress waits for what is held
	for _, s := range verdict.Held {
		v.holds(s.Object, s.ETag)
	}
	g.held = append(g.held, verdict.Held...)
	h := &g.hold
	if h.Reason == "" {
		h.Reason = verdict.Hold.Reason
	}
	// What was held in one round is not asked for again in the next, but what
	// is not sent is.
	h.Removals += verdict.Hold.Removals
	h.Changes += verdict.Hold.Changes
	h.Sends = max(h.Sends, verdict.Hold.Sends)
	if verdict.Hold.Mark != "" {
		h.Mark = verdict.Hold.Mark
	}
}

// confirm asks about the objects that a complete listing leaves out: silence
// is no deletion. So many that they will be held back anyway are not asked
// about. What the server turns out to have is put into the listing, which is
// then not believed to the end.
func (v *visit) confirm(ctx context.Context, seen calendar.Listing) (calendar.Listing, error) {
	all := v.guard.accept // what was left out in spite of being there is nothing to let through
	if !seen.Complete || v.col.ID == "" || all && v.col.Hold.Reason != calendar.HoldOmitted {
		return seen, nil
	}
	objects, err := v.replica.Objects(ctx, v.col.ID)
	if err != nil {
		return seen, err
	}
	unsaid := reconcile.Unsaid(objects, seen)
	if len(unsaid) == 0 || !all && reconcile.TooMany(len(unsaid), len(objects)) {
		return seen, nil
	}
	left := map[string]calendar.Object{}
	for _, o := range objects {
		if o.Base != nil {
			left[o.Href.Key()] = o
		}
	}
	return v.ask(ctx, seen, unsaid, left)
}

// ask asks about what a listing leaves unsaid; left is what was there, by key. No
// answer is no deletion either.
func (v *visit) ask(ctx context.Context, seen calendar.Listing, unsaid []calendar.Href, left map[string]calendar.Object) (calendar.Listing, error) {
	members, bodies := maps.Clone(seen.Members), maps.Clone(seen.Bodies)
	if members == nil {
		members = map[calendar.Href]calendar.ETag{}
	}
	if bodies == nil {
		bodies = map[calendar.Href]calendar.Version{}
	}
	there := func(o calendar.Object) {
		v.guard.omitted++
		v.holds(o, o.Base.ETag)
	}
	for href, r := range v.server.Fetch(ctx, v.col.Href, unsaid) {
		switch {
		case Stops(r.Err):
			return seen, r.Err
		case missing(r.Err):
			seen.Gone = append(slices.Clip(seen.Gone), href)
		case r.Err == nil:
			there(left[href.Key()])
			members[href], bodies[href] = r.Version.ETag, r.Version
		default:
			continue
		}
		delete(left, href.Key())
	}
	if err := ctx.Err(); err != nil {
		return seen, err
	}
	for _, href := range unsaid {
		if o, silent := left[href.Key()]; silent {
			there(o)
			members[href] = o.Base.ETag
		}
	}
	if v.guard.omitted > 0 {
		v.missed = true
		v.guard.hold = calendar.Hold{Reason: calendar.HoldOmitted, Removals: v.guard.omitted}
	}
	seen.Members, seen.Bodies = members, bodies
	return seen, nil
}

// holds notes that something about an object is held back, of which the server
// has that version. What was held before keeps the version the user was told of,
// until he says that his own is to stand.
func (v *visit) holds(o calendar.Object, has calendar.ETag) {
	if v.guard.about == nil {
		v.guard.about = map[calendar.ObjectID]calendar.HeldObject{}
	}
	if seen, before := v.guard.seen[o.ID]; before && !said(v.PushBack, v.col.ID) {
		has = seen
	}
	v.guard.about[o.ID] = calendar.HeldObject{Object: o.ID, Revision: o.Revision, Seen: has}
}

// settleHold records what is held back now, where that is news. A sync that
// was cut off may say that something is, but not that nothing is.
func (v *visit) settleHold(ctx context.Context, whole bool) error {
	h := v.guard.hold
	var about []calendar.HeldObject
	for _, id := range slices.Sorted(maps.Keys(v.guard.about)) {
		about = append(about, v.guard.about[id])
	}
	if h.Held() {
		h.Set = digest(about)
	}
	if !h.Held() && !whole || h.Same(v.col.Hold) {
		return nil
	}
	if h.Held() {
		h.At = v.now()
		if h.Reason == v.col.Hold.Reason {
			h.At = v.col.Hold.At
		}
	}
	v.col.Hold = h
	if err := v.replica.HoldBack(ctx, v.col.ID, h, about); err != nil {
		return fmt.Errorf("record what is held back: %w", err)
	}
	return nil
}

// digest tells one list of held objects from another.
func digest(about []calendar.HeldObject) string {
	sum := sha256.New()
	for _, o := range about {
		fmt.Fprintln(sum, o.Object, o.Revision, o.Seen)
	}
	return hex.EncodeToString(sum.Sum(nil)[:16])
}
