package calendar

import (
	"context"
	"time"
)

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
	Batch string
	// Sync is shared by the changes that one sync of one account recorded; ""
	// for any other.
	Sync       string
	At         time.Time
	Origin     Origin
	Account    AccountID
	Collection CollectionID
	Object     ObjectID
	UID        UID
	Kind       ChangeKind
	// Undoes is what this change took back: a batch, or "sync:" and a Sync; ""
	// for any other.
	Undoes string
	// Decided is the user's word on what was held back, by which this change is
	// here: [ActAccept], [ActPushBack] or nothing.
	Decided Act
	// SetAside says that a text of the user's gave way with this change and was
	// set aside whole as a conflict, Clashes where the two differed.
	SetAside bool
	Clashes  []string
	// Kept is what of a merge one side had deleted and the other edited.
	Kept []Kept
	// Exchanges brought the change here: first what told of it, last what
	// carried it. They may no longer be kept.
	Exchanges []ExchangeID
	// Before and After are the texts; nil where there was, or is, none.
	Before, After []byte
}

// Kept is a part of an object, or all of it, that one side deleted while the other
// edited or moved it. The edit stands.
type Kept struct {
	Field string // the property; the component where it is about one as a whole, VCALENDAR about the object
	Mine  bool   // the edit is the user's; else the server's
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
	Sync       string
	Since      time.Time
	Limit      int // 0: all
}

// TooEarly says that the ledger does not reach back to an instant. It is
// [ErrNotFound].
type TooEarly struct {
	Begins  time.Time // when it does
	Dropped bool      // what was before is no longer kept; else there was nothing
}

func (e *TooEarly) Error() string {
	return "history begins at " + e.Begins.Format(time.RFC3339Nano)
}

// Unwrap returns [ErrNotFound].
func (e *TooEarly) Unwrap() error { return ErrNotFound }

// RemovedCollection is a collection that was removed from this device, as it
// was then. The ledger has what was in it.
type RemovedCollection struct {
	Collection Collection // Objects: how many were in it
	At         time.Time
}

// LedgerSize is how much the ledger keeps.
type LedgerSize struct {
	Rows   int
	Bytes  int64     // of the rows, and of the texts that nothing but the ledger needs
	File   int64     // of the whole file
	Oldest time.Time // the time of the oldest row; zero: there is none
	// Since is where it begins: what was known from then on can be told. Zero:
	// from the first day on.
	Since time.Time
}

// The settings that bound the ledger: whole numbers, of days and of MB.
const (
	SettingLedgerDays = "ledger-days"
	SettingLedgerMB   = "ledger-mb"
)

// LedgerLimit bounds the ledger.
type LedgerLimit struct {
	Days int   // what is older goes
	Size int64 // in bytes; beyond it the oldest goes first
}

// began is the key of InSync.
type began struct{}

// InSync says that what is recorded with the context belongs to the sync that
// began then, so that the ledger can name all of it.
func InSync(ctx context.Context, at time.Time) context.Context {
	return context.WithValue(ctx, began{}, at)
}

// SyncBegan is what InSync said; zero where it said nothing.
func SyncBegan(ctx context.Context) time.Time {
	at, _ := ctx.Value(began{}).(time.Time)
	return at
}
