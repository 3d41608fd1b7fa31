package calendar

import (
	"context"
	"strconv"
	"time"
)

// SettingRecordMB is the setting that bounds the sync record, in MB; 0 keeps
// none. Where it was never set, the bound is [DefaultRecordMB].
const (
	SettingRecordMB = "record-mb"
	DefaultRecordMB = 100
)

// ExchangeID names one exchange of the sync record: microseconds since 1970,
// made unique on this device, so that exchanges sort as they happened. 0 names
// none.
type ExchangeID uint64

// String is the name as people and machines pass it on.
func (id ExchangeID) String() string { return strconv.FormatUint(uint64(id), 10) }

// Exchange is one request and its answer as the sync record keeps them.
// Whoever makes one leaves out everything secret: there is no credential, no
// cookie and no user name of an address in it, and no header but a few named.
type Exchange struct {
	ID ExchangeID
	// Session is the first exchange of the same sync.
	Session  ExchangeID
	Account  AccountID
	At       time.Time
	Duration time.Duration
	Method   string
	URL      string // without user, password and query
	Status   int    // 0: no answer
	Err      string // why there was no answer, or no whole one; "" else
	Sent     int64  // bytes of the request's body
	Received int64  // bytes of the answer's body as they went over the wire
	Request  Message
	Answer   Message
	// Decision says for people what came of it.
	Decision string
	// Quiet says that nothing came of the whole session.
	Quiet bool
	// Contacts are the objects it was about; the store fills them in.
	Contacts []Contact
}

// Message is one half of an exchange.
type Message struct {
	Header map[string]string `json:"header,omitempty"`
	// Body is the body, decompressed; nil where there was none, or it was not
	// kept: then Sum is the sha256 of what went over the wire, in hex.
	Body []byte `json:"body,omitempty"`
	Sum  string `json:"sum,omitempty"`
}

// Contact is an object that an exchange was about.
type Contact struct {
	Object ObjectID
	UID    UID
}

// ExchangeQuery asks the sync record. Zero fields do not restrict.
type ExchangeQuery struct {
	Object  ObjectID
	UID     UID
	Account AccountID
	Since   time.Time
	// IDs chooses exchanges by name; those that are no longer kept are left out.
	IDs []ExchangeID
	// Limit keeps the newest so many; 0: all.
	Limit int
	// Messages reads headers and bodies, too.
	Messages bool
}

type traceKey struct{}

// WithTrace asks whoever makes requests under the context to tell of every
// exchange once its answer was read (as net/http/httptrace does). heard may be
// called from several goroutines; ID, Session, Account and Decision are for it
// to fill in.
func WithTrace(ctx context.Context, heard func(Exchange)) context.Context {
	return context.WithValue(ctx, traceKey{}, heard)
}

// Trace is what [WithTrace] left in the context; nil: nobody listens.
func Trace(ctx context.Context) func(Exchange) {
	heard, _ := ctx.Value(traceKey{}).(func(Exchange))
	return heard
}
