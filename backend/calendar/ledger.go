package calendar

import "time"

// Origin says who made a change.
type Origin string

// The origins a change can have.
const (
	Me     Origin = "me"     // the user, on this device
	Server Origin = "server" // received by sync
	Merge  Origin = "merge"  // both sides, merged
	Undo   Origin = "undo"   // an undo, a redo or a restore
	Import Origin = "import" // a file
)

// ChangeKind says what a change did to an object.
type ChangeKind string

// The kinds of change.
const (
	KindCreated ChangeKind = "created"
	KindEdited  ChangeKind = "edited"
	KindDeleted ChangeKind = "deleted"
	KindMoved   ChangeKind = "moved"
)

// Change is one row of the ledger: one object went from one text to another.
type Change struct {
	ID ChangeID
	// Batch is shared by the changes of one request of the user's (a split of
	// a recurrence set writes two objects); undo takes a batch back whole.
	Batch      string
	At         time.Time
	Origin     Origin
	Account    AccountID
	Collection CollectionID
	Object     ObjectID
	UID        UID
	Kind       ChangeKind
	// Undoes is the batch that this change took back; "" for any other.
	Undoes string
	// Before and After are the texts; nil where there was, or is, none.
	Before, After []byte
}

// Write is one object's part of a request of the user's.
type Write struct {
	// Object is the object to change; "" creates one in Collection.
	Object     ObjectID
	Collection CollectionID
	Href       Href // for a creation; "" lets the store choose UUID.ics
	At         uint64
	Body       []byte // nil deletes
}

// HistoryQuery asks the ledger for changes, newest first. Zero fields do not
// restrict.
type HistoryQuery struct {
	Object     ObjectID
	UID        UID
	Collection CollectionID
	Account    AccountID
	Since      time.Time
	Limit      int // 0: all
}
