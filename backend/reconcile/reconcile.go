// Package reconcile decides what a sync is to do: it lays what this device
// holds of a collection beside what the server reported of it and names one
// step per difference. It does nothing itself; it has no clock, disk, network
// or goroutine, so the whole behaviour of a sync can be read off one table.
//
//	local \ seen   same        changed     gone        (new on server)
//	unchanged      -           download    forget      -
//	edited         replace     merge       recreate    -
//	deleted        remove      restore     forget      -
//	(absent)       -           -           -           download
//
//	               not there   there, at the href we chose
//	created        create      merge
//	... deleted    forget      restore
//
// The last column is an answer that got lost: the server has what this device
// never heard it took, or by now somebody else's. What was deleted here is
// restored, then, which tells: one's own text is removed in the next round.
// An edit beats a deletion, on either side. In a
// collection that may only be read every edit of the left-hand side gives way:
//
//	local \ seen   same        changed     gone        (new on server)
//	unchanged      -           download    forget      -
//	edited         restore     restore     forget      -
//	deleted        restore     restore     forget      -
//	(absent)       -           -           -           download
//
//	               not there   there
//	created        forget      restore
//	... deleted    forget      restore
//
// and the user's text, where there is one, is set aside whole.
package reconcile

import (
	"cmp"
	"fmt"
	"slices"

	"calends/backend/calendar"
)

// Action is what a step does.
type Action string

// The actions. The first four bring the server's copy here, the next four send
// ours there, the last one needs neither.
const (
	Download Action = "download" // take the server's version; there is no edit in the way
	Merge    Action = "merge"    // both sides wrote: combine them
	Restore  Action = "restore"  // take the server's version back over a deletion or a forbidden edit
	Recreate Action = "recreate" // the server lost what was edited here: create it again
	Create   Action = "create"   // send what was created here
	Replace  Action = "replace"  // send what was edited here
	Remove   Action = "remove"   // delete there what was deleted here
	Forget   Action = "forget"   // it is on neither side, or no longer to be
	// Keep is never planned, only asked for: ours stands over what the server
	// made of it, and goes out in the next round.
	Keep Action = "keep"
)

// Step is one thing to do about one calendar object resource.
type Step struct {
	Action Action
	// Object is what this device holds; zero for something new on the server.
	Object calendar.Object
	// Href is the resource, in the server's spelling where it was listed.
	Href calendar.Href
	// ETag is the version the step is about: the precondition of Replace and
	// Remove, and what Download, Merge and Restore will probably find. ""
	// where the server named none, or holds nothing.
	ETag calendar.ETag
	// Version is the server's version where it is already here, delivered
	// with the listing or known as Base; nil where it must be fetched.
	Version *calendar.Version
	// SetAside says that Object.Body is a text of the user's that gives way.
	SetAside bool
	// Overrules says that the user would not have what the server reported.
	Overrules bool
}

// Fetches reports whether the step needs the server's version and has not got it.
func (s Step) Fetches() bool {
	switch s.Action {
	case Download, Merge, Restore, Keep:
		return s.Version == nil
	}
	return false
}

// Receives reports whether the step takes in what the server reported. The
// progress of a listing may be recorded only when every such step was.
func (s Step) Receives() bool {
	switch s.Action {
	case Download, Merge, Restore, Recreate, Forget, Keep:
		return true
	}
	return false
}

// Plan compares the objects of a collection with what the server reported of
// it. Hrefs are compared by [calendar.Href.Key], etags by [calendar.ETag.Same];
// a member without etag counts as changed, because nothing proves it is not,
// and so does one that was reported gone as well: it was deleted and made anew,
// and some servers then count their etags from the start. An object whose Base
// has no etag was sent and never seen on the server: it is looked at.
//
// A complete listing without members, where the server had something, is
// [calendar.ErrEmptied] unless every such object is also listed in Gone: that
// is how a caller says that the emptiness was confirmed.
//
// The steps stand in the order of local, then what is new in the order of keys.
func Plan(local []calendar.Object, seen calendar.Listing) ([]Step, error) {
	return plan(local, seen, writable)
}

// PlanReadOnly is [Plan] for a collection in which the user may change nothing.
func PlanReadOnly(local []calendar.Object, seen calendar.Listing) ([]Step, error) {
	return plan(local, seen, readOnly)
}

// row is a row of the tables above: what this device holds.
type row int

const (
	unchanged row = iota
	edited
	deleted
	created
	withdrawn // created and deleted here before the server told us anything
	rows
)

// column is a column of the tables above: what the server reported. Where the
// server never had the object, same reads "not there" and changed "there".
type column int

const (
	same column = iota
	changed
	gone
	columns
)

type table [rows][columns]Action

var writable = table{
	unchanged: {same: "", changed: Download, gone: Forget},
	edited:    {same: Replace, changed: Merge, gone: Recreate},
	deleted:   {same: Remove, changed: Restore, gone: Forget},
	created:   {same: Create, changed: Merge, gone: Create},
	withdrawn: {same: Forget, changed: Restore, gone: Forget},
}

var readOnly = table{
	unchanged: {same: "", changed: Download, gone: Forget},
	edited:    {same: Restore, changed: Restore, gone: Forget},
	deleted:   {same: Restore, changed: Restore, gone: Forget},
	created:   {same: Forget, changed: Restore, gone: Forget},
	withdrawn: {same: Forget, changed: Restore, gone: Forget},
}

func plan(local []calendar.Object, seen calendar.Listing, decide table) ([]Step, error) {
	report := read(seen)
	if n := report.vanished(local); n > 0 {
		return nil, fmt.Errorf("%w where %d objects were known", calendar.ErrEmptied, n)
	}
	return report.steps(local, decide), nil
}

// steps reads the table for every object, and adds what is new.
func (r reported) steps(local []calendar.Object, decide table) []Step {
	var steps []Step
	known := make(map[string]bool, len(local))
	for _, o := range local {
		key := o.Href.Key()
		known[key] = true
		m, c := r.members[key], r.column(key, o)
		action := decide[rowOf(o)][c]
		if action == "" {
			continue
		}
		s := Step{Action: action, Object: o, Href: o.Href}
		switch c {
		case same:
			if o.Base != nil {
				s.ETag, s.Version = held(o).ETag, o.Base
			}
		case changed:
			s.Href, s.ETag, s.Version = cmp.Or(m.href, o.Href), m.etag, m.version
		}
		s.SetAside = o.Body != nil && o.State() != calendar.Unchanged && (action == Restore || action == Forget)
		steps = append(steps, s)
	}
	return append(steps, r.unknown(known)...)
}

func rowOf(o calendar.Object) row {
	switch o.State() {
	case calendar.Edited:
		return edited
	case calendar.Created:
		return created
	case calendar.Deleted:
		if o.Base == nil {
			return withdrawn
		}
		return deleted
	default:
		return unchanged
	}
}

// held is what the server was last known to hold of an object that it has: Base,
// or a later version that could not be read. An edit replaces the unreadable,
// for it was made on the last version that anybody could read.
func held(o calendar.Object) calendar.Version {
	if o.Unreadable != nil {
		return *o.Unreadable
	}
	return *o.Base
}

// member is a resource the server listed.
type member struct {
	href    calendar.Href
	etag    calendar.ETag
	version *calendar.Version // delivered along; else nil
}

// reported is a listing, by key.
type reported struct {
	complete bool
	members  map[string]member
	gone     map[string]bool
}

func read(seen calendar.Listing) reported {
	r := reported{
		complete: seen.Complete,
		members:  make(map[string]member, len(seen.Members)),
		gone:     make(map[string]bool, len(seen.Gone)),
	}
	for href, etag := range seen.Members {
		key := href.Key()
		if other, twice := r.members[key]; twice && other.href < href {
			continue // one resource, spelled in two ways: always take the same one
		}
		r.members[key] = member{href: href, etag: etag}
	}
	for href, version := range seen.Bodies {
		key := href.Key()
		m, listed := r.members[key]
		if !listed || len(version.Body) == 0 {
			continue
		}
		if version.ETag == "" {
			version.ETag = m.etag
		}
		if version.ETag.Same(m.etag) {
			m.version = &version
			r.members[key] = m
		}
	}
	for _, href := range seen.Gone {
		r.gone[href.Key()] = true
	}
	return r
}

// column tells what the server reported of an object.
func (r reported) column(key string, o calendar.Object) column {
	m, listed := r.members[key]
	switch {
	case !listed && (r.complete || r.gone[key]):
		return gone
	case !listed && o.Base != nil && held(o).ETag == "":
		return changed
	case !listed:
		return same
	case o.Base == nil, r.gone[key], m.etag == "", !m.etag.Same(held(o).ETag):
		return changed
	default:
		return same
	}
}

// vanished counts the objects that a listing without any member would make
// this device forget on the strength of its silence alone.
func (r reported) vanished(local []calendar.Object) int {
	if !r.complete || len(r.members) > 0 {
		return 0
	}
	n := 0
	for _, o := range local {
		if o.Base != nil && !r.gone[o.Href.Key()] {
			n++
		}
	}
	return n
}

// unknown returns a download for every member this device does not hold.
func (r reported) unknown(known map[string]bool) []Step {
	var keys []string
	for key := range r.members {
		if !known[key] {
			keys = append(keys, key)
		}
	}
	slices.SortFunc(keys, cmp.Compare[string])
	steps := make([]Step, 0, len(keys))
	for _, key := range keys {
		m := r.members[key]
		steps = append(steps, Step{Action: Download, Href: m.href, ETag: m.etag, Version: m.version})
	}
	return steps
}
