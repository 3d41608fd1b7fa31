package bridge

import (
	"context"
	"iter"
	"time"

	"calends/backend/agenda"
	"calends/backend/calendar"
	"calends/backend/syncer"
	"calends/backend/zone"
)

// Register is where accounts and calendars are kept.
type Register interface {
	Accounts(ctx context.Context) ([]calendar.Account, error)
	AddAccount(ctx context.Context, a calendar.Account) error
	AmendAccount(ctx context.Context, id calendar.AccountID, amend func(*calendar.Account)) error
	RemoveAccount(ctx context.Context, id calendar.AccountID) error
	Collections(ctx context.Context) ([]calendar.Collection, error)
	PutCollection(ctx context.Context, c calendar.Collection) (calendar.Collection, error)
	MakeCollection(ctx context.Context, c calendar.Collection) (calendar.Collection, error)
	ChangeLook(ctx context.Context, id calendar.CollectionID, undoes string, choose func(*calendar.Look)) (calendar.ChangeID, error)
	RemoveCollection(ctx context.Context, id calendar.CollectionID) error
}

// Book is where objects are kept and changed.
type Book interface {
	Object(ctx context.Context, id calendar.ObjectID) (calendar.Object, error)
	Objects(ctx context.Context, c calendar.CollectionID) ([]calendar.Object, error)
	Find(ctx context.Context, uid calendar.UID) ([]calendar.Object, error)
	Pending(ctx context.Context, c calendar.CollectionID) (int, error)
	Commit(ctx context.Context, origin calendar.Origin, undoes string, writes []calendar.Write) ([]calendar.Change, error)
	// NoteAttempts and Attempt keep why an object could not be sent.
	NoteAttempts(ctx context.Context, c calendar.CollectionID, list []calendar.Attempt, whole bool) error
	Attempt(ctx context.Context, id calendar.ObjectID) (calendar.Attempt, error)
}

// Ledger is where every version of everything can be read again.
type Ledger interface {
	History(ctx context.Context, q calendar.HistoryQuery) ([]calendar.Change, error)
	Change(ctx context.Context, id calendar.ChangeID) (calendar.Change, error)
	LastUndoable(ctx context.Context) (calendar.Request, error)
	LastRedoable(ctx context.Context) (calendar.Request, error)
	LastReceived(ctx context.Context) (string, error)
	Removed(ctx context.Context) ([]calendar.RemovedCollection, error)
	RestoreCollection(ctx context.Context, c calendar.Collection, undoes string) ([]calendar.Change, error)
	UnrestoreCollection(ctx context.Context, c calendar.CollectionID, undoes string) (calendar.ChangeID, error)
	OverlappingAt(ctx context.Context, at time.Time, in []calendar.CollectionID, w calendar.Window) iter.Seq2[calendar.Entry, error]
	MatchingAt(ctx context.Context, at time.Time, in []calendar.CollectionID, text string) iter.Seq2[calendar.Entry, error]
	ObjectAt(ctx context.Context, at time.Time, id calendar.ObjectID) (calendar.Object, error)
	LedgerSize(ctx context.Context) (calendar.LedgerSize, error)
	LedgerBytes(ctx context.Context) (int64, error)
	LedgerLimit(ctx context.Context) (calendar.LedgerLimit, error)
	Retain(ctx context.Context, limit calendar.LedgerLimit) error
	Tidy(ctx context.Context) error
}

// Preferences is where the user's settings are kept; "" where one was never
// set.
type Preferences interface {
	Setting(ctx context.Context, key string) (string, error)
	SetSetting(ctx context.Context, key, value string) error
}

// Store is the profile.
type Store interface {
	agenda.Shelf
	Register
	Book
	Ledger
	Arbiter
	Preferences
	Flight
	syncer.Replica
}

// Server is one account's server: what a sync needs, and the making and
// changing of calendars.
type Server interface {
	syncer.Server
	Create(ctx context.Context, c calendar.Collection) (calendar.Collection, error)
	Rename(ctx context.Context, at calendar.Href, name string) error
	Recolor(ctx context.Context, at calendar.Href, color string) error
	Remove(ctx context.Context, at calendar.Href) error
	// Homes is the calendar-home-set as it was last found: servers move it.
	Homes() []calendar.Href
}

// Found is what discovery found at an address (RFC 6764).
type Found struct {
	Account      calendar.Account // Server, Principal, Homes, Provider and User filled in
	Collections  []calendar.Collection
	Capabilities map[string]*bool // nil is unknown
	Notes        []string
}

// Vault keeps passwords, each under the id of its account.
type Vault interface {
	Get(ctx context.Context, account string) (string, error)
	Set(ctx context.Context, account, secret string) error
	Delete(ctx context.Context, account string) error
}

// Wiring is what app.go hands in: the rooms that bridge never meets.
type Wiring struct {
	Store Store
	Zones *zone.Finder
	// Discover signs in at an address once; the password is not kept.
	Discover func(ctx context.Context, ask AddAccount) (Found, error)
	// Dial makes a client for an account; it reads the password when it is
	// first needed, and opens nothing before.
	Dial func(a calendar.Account) (Server, error)
	// Vault returns where an account's password is kept; unlock is the
	// passphrase of the file, where the caller has it already.
	Vault func(a calendar.Account, unlock string) (Vault, error)
	Now   func() time.Time
	// NewUID makes a fresh UID (RFC 7986 §5.3).
	NewUID func() string
	// Local is this computer's zone, under its IANA name where that is known.
	Local   func() *time.Location
	Version string
	Demo    bool
	// Warn says for people that something went wrong which stops nothing; nil:
	// nobody listens.
	Warn func(sentence string)
}

// Program is everything the window and the command line can ask for. Its
// methods may be called from any goroutine.
type Program struct {
	Wiring
	accounts *runners
	record   recordBook
}

// NewProgram wires a program. Nothing runs in the background before Start.
func NewProgram(w Wiring) *Program {
	p := &Program{Wiring: w}
	p.Dial = p.recorded(w.Dial)
	p.accounts = newRunners(p)
	return p
}
