package calendar

import "time"

// HoldReason says why a change of a whole calendar is held back.
type HoldReason string

// The reasons. The first three wait for the user's word or for the server to
// recover, whichever comes first; so do the others.
const (
	// HoldRemovals: the server lists so few of the known objects that it looks
	// like an accident.
	HoldRemovals HoldReason = "removals"
	// HoldEmptied: the server lists none of them.
	HoldEmptied HoldReason = "emptied"
	// HoldChanges: the server changed every single object.
	HoldChanges HoldReason = "changes"
	// HoldFirst: something was here before the calendar was ever compared with
	// the server's, and would be sent there.
	HoldFirst HoldReason = "first"
	// HoldOmitted: the server's listing leaves out objects that it has.
	HoldOmitted HoldReason = "omitted"
	// HoldMissing: the server no longer lists the calendar.
	HoldMissing HoldReason = "missing"
)

// Hold is a change of a whole calendar that is held back: nothing of it is
// applied, and everything stays visible. It is there until the user decides or
// the server no longer asks for it. The zero Hold holds nothing.
type Hold struct {
	At     time.Time // since when
	Reason HoldReason
	// Removals, Changes and Sends count the objects held, by what would happen
	// to them.
	Removals, Changes, Sends int
	// Mark tells one held change of every object from another: what the user
	// has seen is not fetched again.
	Mark string
	// Set tells one set of held objects from another.
	Set string
}

// HeldObject is an object that a hold is about, as it was when it was held.
type HeldObject struct {
	Object   ObjectID
	Revision uint64
	// Seen is the version that the server had of it when it was first held, ""
	// where it had none: what came after it is not in the user's word.
	Seen ETag
}

// Held reports whether anything is held back.
func (h Hold) Held() bool { return h.Reason != "" }

// Objects counts the objects held back.
func (h Hold) Objects() int { return h.Removals + h.Changes + h.Sends }

// Same reports whether the two hold back the same, since whenever.
func (h Hold) Same(o Hold) bool {
	h.At, o.At = time.Time{}, time.Time{}
	return h == o
}
