package reconcile

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"calends/backend/calendar"
)

// few is how many objects may always vanish, change or go out at once.
const few = 10

// share is the part of a calendar that may vanish at once: one in so many, 5 %.
const share = 20

// TooMany reports whether so many removals in a calendar of that many objects
// look like an accident: more than ten, and more than 5 %.
func TooMany(removals, objects int) bool {
	return removals > few && removals*share > objects
}

// Terms are what [Guard] is to know beside the two sides.
type Terms struct {
	ReadOnly bool // the user may change nothing in the collection
	// First says that the collection was never compared before.
	First bool
	// Removed is how many objects this sync removed already.
	Removed int
	// Accept has the server followed in what the user was told of. PushBack
	// has the user's copies stand where something would be held, or where what
	// the server holds cannot be read.
	Accept, PushBack bool
	// Shown are the objects of which the user was told that they are held, at
	// the revisions they then had: what he writes after it is not in his word.
	Shown map[calendar.ObjectID]uint64
	// Seen are the versions that the server had of the objects held when the
	// user was told, "" where it had none: PushBack is no word on a later one.
	Seen map[calendar.ObjectID]calendar.ETag
	// Held is what was held back before. It stays held until the user decides
	// or the server takes it back, however little is left of it: an edit of one
	// of its objects must not let the others go.
	Held calendar.Hold
	// Remade says that the collection was just made anew, so that its emptiness
	// means nothing.
	Remade bool
	// Same reports whether two versions mean the same; nil: only where they are
	// the same bytes.
	Same func(a, b []byte) bool
}

// Verdict is what may be done, and what is held back.
type Verdict struct {
	Steps []Step // without those held
	Held  []Step
	// Hold is what Held amounts to, without a time; zero where nothing is held.
	Hold calendar.Hold
	// Doubt says that every object seems to have changed, but that some of the
	// Held were not looked at yet: with their versions in the listing's Bodies
	// the verdict may be another.
	Doubt bool
}

// Guard plans, and holds back what looks like an accident:
//
//   - more removals than [TooMany] allows;
//   - a change of every object, where there are more than ten; what is gone is
//     changed, too, and what only has another etag is not;
//   - in a collection that was never compared before, anything that would go
//     out. An edit of what came from the server was made on what it holds, and
//     is not among them.
//
// What is held is as if the server had not reported it: an edit of an object
// that is said to be gone goes out on the version it was made on, and so does
// a deletion; the answer tells. All other steps stand. What the user deleted is
// his own wish and never held, unless by the third rule.
func Guard(local []calendar.Object, seen calendar.Listing, t Terms) Verdict {
	decide := writable
	if t.ReadOnly {
		decide = readOnly
	}
	report := read(seen)
	v := Verdict{Steps: report.steps(local, decide)}
	if t.First && !t.PushBack {
		if t.Accept {
			v.yield(t.Shown, report.steps(local, readOnly))
		}
		v.holdSends()
	}
	if t.Accept {
		if !t.First {
			v.holdUntold(t, shown(local))
		}
		return v
	}
	removed, changed := count(v.Steps, Step.removes), count(v.Steps, t.changes)
	all := known(local) > few && changed+count(v.Steps, Step.loses) == known(local) && changed > 0 ||
		changed > few && t.Held.Changes > 0
	many := TooMany(t.Removed+removed, t.Removed+shown(local)) || t.Remade && removed > 0 ||
		count(v.Steps, Step.takesAway) > 0 && t.Held.Removals > 0 && t.Held.Reason != calendar.HoldOmitted
	switch {
	case many && report.complete && len(report.members) == 0:
		v.holdRemovals(calendar.HoldEmptied, t)
	case many, all && removed > 0:
		v.holdRemovals(calendar.HoldRemovals, t)
	}
	if all {
		v.holdChanges(t.changes)
	}
	if t.PushBack && !t.ReadOnly {
		v.pushBack(t)
		v.repair(local)
	}
	return v
}

// shown counts the objects the user sees.
func shown(local []calendar.Object) (n int) {
	for _, o := range local {
		if o.Body != nil {
			n++
		}
	}
	return n
}

// known counts the objects the server had.
func known(local []calendar.Object) (n int) {
	for _, o := range local {
		if o.Base != nil {
			n++
		}
	}
	return n
}

// hold takes out the steps that which chooses, and notes why.
func (v *Verdict) hold(reason calendar.HoldReason, which func(Step) bool) {
	if v.Hold.Reason == "" {
		v.Hold.Reason = reason
	}
	v.Steps = slices.DeleteFunc(v.Steps, func(s Step) bool {
		held := which(s)
		if held {
			v.Held = append(v.Held, s)
		}
		return held
	})
}

// sends reports whether the step writes to the server.
func (s Step) sends() bool {
	switch s.Action {
	case Create, Replace, Remove, Recreate, Merge:
		return true
	}
	return false
}

// yield follows the server in what the user was shown as held and let go: the
// steps about it are those of a collection that may only be read. The ledger
// keeps his texts, and nothing is asked about them again.
func (v *Verdict) yield(shown map[calendar.ObjectID]uint64, instead []Step) {
	yields := func(s Step) bool {
		at, told := shown[s.Object.ID]
		return told && at == s.Object.Revision && s.Object.ID != ""
	}
	v.Steps = slices.DeleteFunc(v.Steps, yields)
	for _, s := range instead {
		if yields(s) {
			s.SetAside = false
			v.Steps = append(v.Steps, s)
		}
	}
}

// holdUntold holds the removals of which the user was not told when he let
// others through, where they are too many by themselves.
func (v *Verdict) holdUntold(t Terms, objects int) {
	untold := func(s Step) bool {
		_, told := t.Shown[s.Object.ID]
		return s.takesAway() && !told
	}
	if n := count(v.Steps, untold); TooMany(n, objects) {
		v.hold(calendar.HoldRemovals, untold)
		v.Hold.Removals = n
	}
}

// holdSends holds everything that would go out and that the server was never
// compared with.
func (v *Verdict) holdSends() {
	meets := func(s Step) bool { return s.sends() && s.Object.Base == nil }
	if n := count(v.Steps, meets); n > 0 {
		v.hold(calendar.HoldFirst, meets)
		v.Hold.Sends = n
	}
}

// removes reports whether the step follows the server in having lost an object
// that the user sees.
func (s Step) removes() bool {
	return s.Action == Recreate || s.takesAway()
}

// takesAway reports whether the step takes from the user what he sees and did
// not edit.
func (s Step) takesAway() bool {
	return s.Action == Forget && s.Object.Base != nil && s.Object.Body != nil
}

// loses reports whether the step follows the server in having lost an object.
func (s Step) loses() bool {
	return s.Action == Recreate || s.Action == Forget && s.Object.Base != nil
}

// holdRemovals holds what the server is said to have lost. The user's own
// wishes about it go out all the same, and are not held.
func (v *Verdict) holdRemovals(reason calendar.HoldReason, t Terms) {
	if !t.ReadOnly && !t.PushBack {
		v.insist()
	}
	n := count(v.Steps, Step.removes)
	if n == 0 && count(v.Steps, Step.loses) == 0 {
		return
	}
	v.hold(reason, Step.loses)
	v.Hold.Removals += n
}

// insist has the user's wishes about what the server is said to have lost go out
// on the version they were made on; the server's answer tells the truth about it.
func (v *Verdict) insist() {
	for i, s := range v.Steps {
		switch {
		case !s.loses():
			continue
		case s.Action == Recreate:
			s.Action = Replace
		case s.Object.Body == nil:
			s.Action = Remove
		default:
			continue
		}
		s.ETag, s.Version = held(s.Object).ETag, s.Object.Base
		v.Steps[i] = s
	}
}

// changes reports whether the step follows the server in having changed an
// object, as far as is known.
func (t Terms) changes(s Step) bool {
	if !s.alters() {
		return false
	}
	if s.Version == nil {
		return true
	}
	a, b := s.Object.Base.Body, s.Version.Body
	if t.Same == nil {
		return string(a) != string(b)
	}
	return !t.Same(a, b)
}

// alters reports whether the server listed another version of a known object.
func (s Step) alters() bool {
	switch s.Action {
	case Download, Merge, Restore:
		return s.Object.Base != nil && (s.Version == nil || s.Version != s.Object.Base)
	}
	return false
}

// holdChanges holds those of the changes that which chooses.
func (v *Verdict) holdChanges(which func(Step) bool) {
	n := count(v.Steps, which)
	v.hold(calendar.HoldChanges, which)
	v.Hold.Changes, v.Hold.Mark = n, mark(v.Held)
	v.Doubt = slices.ContainsFunc(v.Held, func(s Step) bool { return s.alters() && s.Version == nil })
}

// mark tells one set of changes from another.
func mark(steps []Step) string {
	sum := sha256.New()
	for _, s := range steps {
		if s.alters() {
			sum.Write([]byte(s.Href.Key() + "\x00" + string(s.ETag.Strong()) + "\n"))
		}
	}
	return hex.EncodeToString(sum.Sum(nil)[:16])
}

// pushBack has the user's copies stand over what is held, as far as he was told
// of it. What the server has got since then comes in as it would anyway; so much
// of it that it looks like an accident is held in its turn.
func (v *Verdict) pushBack(t Terms) {
	var unseen []Step
	for _, s := range v.Held {
		seen, told := t.Seen[s.Object.ID]
		switch {
		case s.removes():
			s.Action, s.Overrules = Recreate, true
		case s.alters() && s.Object.Body != nil && (!told || !seen.Same(s.ETag)):
			unseen = append(unseen, s)
			continue
		case s.alters() && s.Object.Body != nil:
			s.Action, s.Overrules = Keep, true
		}
		v.Steps = append(v.Steps, s)
	}
	v.Held, v.Hold, v.Doubt = nil, calendar.Hold{}, false
	v.Steps = append(v.Steps, unseen...)
	if count(unseen, t.changes) > few {
		v.holdChanges(t.changes) // no step that overrules alters anything any more
	}
}

// repair writes ours over what the server holds and nobody can read.
func (v *Verdict) repair(local []calendar.Object) {
	planned := map[calendar.ObjectID]bool{}
	for _, s := range v.Steps {
		planned[s.Object.ID] = true
	}
	for _, o := range local {
		if o.Unreadable != nil && o.Base != nil && o.Body != nil && !planned[o.ID] {
			v.Steps = append(v.Steps, Step{Action: Replace, Object: o, Href: o.Href, ETag: o.Unreadable.ETag, Version: o.Base})
		}
	}
}

// Unsaid returns the objects that a complete listing leaves out without the
// server having said that they are gone.
func Unsaid(local []calendar.Object, seen calendar.Listing) []calendar.Href {
	if !seen.Complete {
		return nil
	}
	report := read(seen)
	var hrefs []calendar.Href
	for _, o := range local {
		key := o.Href.Key()
		if _, listed := report.members[key]; !listed && o.Base != nil && !report.gone[key] {
			hrefs = append(hrefs, o.Href)
		}
	}
	return hrefs
}

func count(steps []Step, which func(Step) bool) (n int) {
	for _, s := range steps {
		if which(s) {
			n++
		}
	}
	return n
}
