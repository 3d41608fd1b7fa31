// Package calendar holds the nouns of the house: what an account, a calendar
// collection and a calendar object resource are to this device, and the errors
// that cross from one room to another. It decides nothing, opens nothing and
// imports nothing of the house.
//
// The terms are those of RFC 4791 (CalDAV), RFC 5545 (iCalendar), RFC 6578
// (sync-collection) and RFC 6638 (scheduling).
package calendar

import (
	"bytes"
	"time"
)

// Strings that must never be mixed up each have a type of their own.
type (
	// AccountID names an account on this device; it never changes.
	AccountID string
	// CollectionID names a calendar collection on this device; it outlives a
	// change of href.
	CollectionID string
	// ObjectID names a calendar object resource on this device; it outlives a
	// change of href.
	ObjectID string
	// UID is the UID property of RFC 5545 §3.8.4.7.
	UID string
	// ETag is an entity tag as the server sent it, quotes included
	// (RFC 9110 §8.8.3). See Strong for the form that goes into If-Match.
	ETag string
	// ScheduleTag is the Schedule-Tag of RFC 6638 §3.2.10, quotes included.
	ScheduleTag string
	// SyncToken is the sync-token of RFC 6578; opaque.
	SyncToken string
	// CTag is the getctag of CalendarServer; opaque.
	CTag string
	// ChangeID names one row of the ledger.
	ChangeID string
)

// LocalAccount is the account of the calendars that live on this computer
// only. It is always there, has no server and is never synchronized.
const LocalAccount AccountID = "local"

// SecretKind says where an account's password is kept.
type SecretKind string

// The places a password can be kept in.
const (
	SecretKeyring SecretKind = "keyring" // the system's vault
	SecretFile    SecretKind = "file"    // a file sealed with a passphrase
	SecretCommand SecretKind = "command" // a command prints it
	SecretSession SecretKind = "session" // this run only
)

// Account is a login on a server.
type Account struct {
	ID       AccountID
	Name     string // unique on this device; what the user types
	Provider string // "icloud", "fastmail", … or "" for any CalDAV server
	User     string
	// Server is the absolute URL that hrefs are resolved against. Only its
	// scheme and host may change over an account's life (iCloud moves homes).
	Server    string
	Principal Href
	Homes     []Href // the calendar-home-set (RFC 4791 §6.2.1)
	Secret    SecretKind
	// PasswordCommand prints the password when Secret is SecretCommand.
	PasswordCommand string
	// AllowPlain permits sending the password over http to a host that is not
	// loopback. Only an explicit yes of the user sets it.
	AllowPlain bool
	LastSync   time.Time // the last sync that reached the server; zero: never
	// LastError is what the last sync said, for people; "" when all went well.
	LastError     string
	LastErrorCode string
	// NotBefore is until when the server asked to be left alone (Retry-After,
	// RFC 9110 §10.2.3); zero: it did not.
	NotBefore time.Time
	// Manners is what its server has taught us.
	Manners Manners
}

// longestLater bounds what a server may ask for with Retry-After.
const longestLater = time.Hour

// LeftAlone reports whether the account's server is to be left alone still. A
// time beyond all measure is that of a clock that was set.
func (a Account) LeftAlone(now time.Time) bool {
	return a.NotBefore.After(now) && a.NotBefore.Sub(now) <= longestLater
}

// Collection is a calendar collection: as the server listed it, and as this
// device holds it. The server's copy has no ID, Account, Hidden, Hold or Progress.
type Collection struct {
	ID          CollectionID
	Account     AccountID
	Href        Href
	Name        string
	Description string
	Color       string // #RRGGBB, or "" where none is known
	Order       int
	Components  []string // supported-calendar-component-set; empty: all
	ReadOnly    bool     // by current-user-privilege-set (RFC 3744)
	Hidden      bool     // the user's wish; this device only
	// CTag and SyncToken are what the server says now. What this device has
	// taken in is Progress.
	CTag      CTag
	SyncToken SyncToken
	// Reports tells what the server can be asked here.
	SyncCollection bool
	MultiGet       bool
	// Missing is set on this device when the server no longer lists the
	// collection; its objects stay.
	Missing bool
	// Hold is what a sync holds back of the server's changes; this device only.
	Hold     Hold
	Progress Progress
	Objects  int // how many objects this device shows in it; filled on reading
}

// Writable reports whether the user may change objects in the collection.
func (c Collection) Writable() bool { return !c.ReadOnly && !c.Missing }

// Holds reports whether the collection accepts components of that name.
func (c Collection) Holds(component string) bool {
	if len(c.Components) == 0 {
		return true
	}
	for _, n := range c.Components {
		if n == component {
			return true
		}
	}
	return false
}

// Progress is what this device has taken in of a collection. It is recorded
// in the transaction that records what it stands for, never before.
type Progress struct {
	Token SyncToken
	CTag  CTag
	// Compared is when a complete listing was last compared; a server that
	// forgets deletions (DAViCal, SOGo) is caught by doing so now and then.
	Compared time.Time
}

// Version is one state of a calendar object resource as the server sent it.
type Version struct {
	ETag        ETag
	ScheduleTag ScheduleTag
	Body        []byte
}

// Object is a calendar object resource as this device knows it. Base is what
// the server last told us, Body is what the user has; what is to be sent is
// the difference, and nothing else says so.
type Object struct {
	ID         ObjectID
	Collection CollectionID
	Href       Href     // chosen here on creation, confirmed by the server
	Base       *Version // nil: the server never had it
	Body       []byte   // nil: deleted here
	Revision   uint64   // grows with every write to Body
	// Unreadable is what the server holds now where that does not parse; then
	// Base and Body are still the last that did. Its ETag says that the
	// version is known, so that it is not fetched again; nil: there is none.
	Unreadable *Version
	// Waits is since when the server has it in a state that is not acted on at
	// once, because it may pass: unreadable, or gone to where nobody could look.
	// Zero: in none.
	Waits time.Time
}

// State is how an object differs from what the server last told us.
type State string

// The four states. They are derived, never stored.
const (
	Unchanged State = "synced"
	Created   State = "created"
	Edited    State = "edited"
	Deleted   State = "deleted"
)

// State derives how the object differs from the server's copy. An object
// created and deleted here before any server heard of it is Deleted with a
// nil Base.
func (o Object) State() State {
	switch {
	case o.Body == nil:
		return Deleted
	case o.Base == nil:
		return Created
	case bytes.Equal(o.Base.Body, o.Body):
		return Unchanged
	default:
		return Edited
	}
}

// Method is how the changes of a collection were found.
type Method string

// The ways of finding changes, cheapest first.
const (
	MethodUnchanged      Method = "unchanged"
	MethodSyncCollection Method = "sync-collection"
	MethodETagListing    Method = "etag-listing"
	MethodFull           Method = "full"
)

// Listing is what a server reported about a collection.
type Listing struct {
	// Complete says that Members is everything the collection holds; then a
	// member that is not in it is gone. Otherwise Members and Gone are what
	// changed since the token that was presented. What is in both was made anew:
	// it counts as changed, whatever its etag.
	Complete bool
	Members  map[Href]ETag
	Bodies   map[Href]Version // where the server sent them along
	Gone     []Href
	Method   Method
	// Progress is to be recorded once everything above has been taken in.
	Progress Progress
}

// Match is the precondition of a write. The zero Match says that the resource
// must not exist yet (If-None-Match: *); a write without precondition cannot
// be expressed.
type Match struct {
	ETag        ETag
	ScheduleTag ScheduleTag // preferred where the server gave one (RFC 6638 §3.2.10)
	// Text is what that version says; "" where it is not known. It is asked for
	// on servers whose etags do not tell one version from another.
	Text string
}

// Result is one resource of a multiget: a version, or why there is none. A
// Version beside an Err is what the server shows of an object it can no longer
// produce ("(null)"): nothing that could be read or kept, but a version.
type Result struct {
	Version Version
	Err     error
}

// Sighting is what one step of a sync learned about one object.
type Sighting struct {
	Object ObjectID // "" where the server showed us something new
	Href   Href
	// Base is what the server holds now; nil: it holds nothing.
	Base *Version
	// Body is what the user is to have now; nil: the object is gone. It takes
	// effect only where the object's Revision is still At: what the user
	// wrote meanwhile stays, and goes out next time.
	Body []byte
	At   uint64
	// Exact says that nothing is to be taken in where the Revision is another.
	Exact bool
	// Waits becomes the object's (see [Object.Waits]).
	Waits time.Time
	// Origin is Me where the server took the text that the object had At,
	// Server where the server's own was taken in, Merge where both were. Where
	// the Revision moved on meanwhile, Base follows a text of Me; one of the
	// others came too late: the object stays as it is, to be merged next time.
	Origin Origin
	// Lost is a text of the user's that gave way and is set aside, whole.
	Lost []byte
	// Ancestor is the text that Lost was made on; nil: the object's Base.
	Ancestor []byte
	// Clashes names, for people, the fields both sides changed.
	Clashes []string
	// Kept is what one side deleted and the other edited in it: it stands.
	Kept []Kept
	// Exchanges are those of the sync record that it was learned from.
	Exchanges []ExchangeID
	// Overruled says that the user would not have what the server reported:
	// Base, or the deletion where that is nil. The ledger then shows it come in
	// and Body, which stands, go back over it.
	Overruled bool
}

// Window is a half-open interval of instants [From, To). A zero To is the end
// of time, a zero From its beginning.
type Window struct{ From, To time.Time }

// Overlaps reports whether the two windows share an instant, or one is of
// zero length and lies in the other.
func (w Window) Overlaps(v Window) bool {
	return w.before(v) && v.before(w)
}

// before reports whether w begins before v ends.
func (w Window) before(v Window) bool {
	if v.To.IsZero() || w.From.IsZero() {
		return true
	}
	if v.From.Equal(v.To) { // zero length: it covers its own start
		return !w.From.After(v.From)
	}
	return w.From.Before(v.To)
}

// Index is what is known of an object without parsing it: enough to find it,
// and to draw it where it does not recur. agenda derives it; store files it.
type Index struct {
	UID       UID
	Component string // VEVENT, VTODO, VJOURNAL; "" where it cannot be read, or is an event at no time
	// Span holds every occurrence. Dates and floating times are widened to
	// cover every zone on earth: it yields candidates, not answers.
	Span     Window
	Recurs   bool
	HasAlarm bool
	AllDay   bool
	// Start and End are the first DTSTART and the end as iCalendar text
	// ("20261122", "20261122T090000", "20261122T090000Z"); TZID and EndTZID
	// as stored, "" where there is none. An end before the start stays so.
	Start, End    string
	TZID, EndTZID string
	// StartAt and EndAt are the instants, where zone and time are absolute;
	// zero for dates and floating times.
	StartAt, EndAt time.Time
	Title, Place   string
	Color          string // COLOR of RFC 7986
	Status         string // upper case; "" where absent
	Transparency   string // upper case; "" where absent
	Text           string // case-folded, for searching
	Problem        string // what of it cannot be read, for people; "" where all can: no Component, no reading
}

// Readable reports whether the object can be read, be it with a Problem: an
// unknown zone or a bad alarm is no reason to refuse all the rest.
func (x Index) Readable() bool { return x.Component != "" }

// Entry is an object as the index shows it. Body is there where the index is
// not enough: the object recurs.
type Entry struct {
	Object     ObjectID
	Collection CollectionID
	Revision   uint64
	State      State
	Index      Index
	Body       []byte
}

// Notice says that something changed in these collections and spans. It
// carries no data: whoever shows the spans asks again.
type Notice struct {
	Collections []CollectionID
	Spans       []Window
	// Shape is set when collections or accounts themselves changed.
	Shape bool
}

// Traffic counts what went over the wire: answered requests (a Digest
// challenge is not one) and bytes of bodies.
type Traffic struct {
	Requests       int
	Received, Sent int64
}

// Conflict is a text of the user's that gave way to the server's and was set
// aside, whole, until the user decides.
type Conflict struct {
	ID         string
	At         time.Time
	Object     ObjectID
	Collection CollectionID
	UID        UID
	Base       []byte // what both sides started from; may be nil
	Ours       []byte // set aside
	Theirs     []byte // what stands
	Fields     []string
}
