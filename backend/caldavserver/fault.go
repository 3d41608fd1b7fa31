package caldavserver

import (
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Kind names a way to go wrong.
type Kind string

// Accidents strike once unless the Fault says otherwise. Those that answer
// instead of the server do so after a successful sign-in.
const (
	// Drop closes the connection before anything is done.
	Drop Kind = "drop"
	// LoseAnswer does the work, then closes the connection without an answer.
	LoseAnswer Kind = "lose-answer"
	// Answer answers Status (503 where 0) instead of doing the work, with
	// Retry-After and a DAV:error of Condition where those are set.
	Answer Kind = "answer"
	// SignIn answers 401 to a request whose credentials are right.
	SignIn Kind = "sign-in"
	// HTML answers 200 with a web page.
	HTML Kind = "html"
	// Redirect answers Status (301 where 0) with Location. A Location without
	// a path ("http://host:port") gets the path of the request.
	Redirect Kind = "redirect"
	// Slow waits for Delay, then does the work.
	Slow Kind = "slow"
	// Truncate cuts the answer's body in half.
	Truncate Kind = "truncate"
	// EmptyMultistatus does the work and answers a 207 without a response.
	EmptyMultistatus Kind = "empty-multistatus"
	// OmitThird leaves every third member out of a listing (PROPFIND with
	// Depth 1, sync-collection).
	OmitThird Kind = "omit-third"
	// RefuseToken answers a sync-collection that presents a token with Status
	// (403 where 0) and the precondition DAV:valid-sync-token.
	RefuseToken Kind = "refuse-token"
	// Oversize pads the answer's body with blanks to Size bytes.
	Oversize Kind = "oversize"
)

// Habits are there for every request unless the Fault says otherwise.
const (
	// HideETag leaves the ETag out of the answers to PUT.
	HideETag Kind = "hide-etag"
	// Rewrite stores what was PUT with its properties in another order, folded
	// anew, and answers the ETag of that (Radicale, Xandikos).
	Rewrite Kind = "rewrite"
	// IgnoreMatch ignores If-Match and If-None-Match (SOGo).
	IgnoreMatch Kind = "ignore-match"
	// Wrap207 hides failures of PUT and MKCALENDAR in a 207 (Xandikos).
	Wrap207 Kind = "wrap-207"
	// NoCalendars lists a calendar home set without its calendars.
	NoCalendars Kind = "no-calendars"
	// NoSync has neither sync-collection nor sync-tokens (old sabre/dav).
	NoSync Kind = "no-sync"
	// NoCTag has no getctag.
	NoCTag Kind = "no-ctag"
	// FullAfterBadToken answers a token it does not know with everything there
	// is, as if nothing had been presented (DAViCal, SOGo).
	FullAfterBadToken Kind = "full-after-bad-token"
	// MultigetOmits leaves missing objects out of a multiget silently (DAViCal).
	MultigetOmits Kind = "multiget-omits"
	// MultigetFails answers 404 to a whole multiget when one object is missing
	// (old sabre/dav).
	MultigetFails Kind = "multiget-fails"
	// NoMove answers 405 to MOVE (Xandikos).
	NoMove Kind = "no-move"
	// UIDOnce allows a UID only once among all calendars of a user (Cyrus).
	UIDOnce Kind = "uid-once"
	// ScheduleTags gives objects with an ORGANIZER a Schedule-Tag (RFC 6638
	// §3.2.10), heeds If-Schedule-Tag-Match, and then keeps the replies that
	// came in since; see Server.Reply.
	ScheduleTags Kind = "schedule-tags"
	// Null answers "(null)" where an object's text should be (SOGo).
	Null Kind = "null"
	// CutObject answers three quarters of an object's text, and says nothing.
	CutObject Kind = "cut-object"
	// TellTwice repeats the change of the token that is shown (SOGo, whose
	// tokens count seconds).
	TellTwice Kind = "tell-twice"
	// RawHrefs writes hrefs without percent-encoding (SOGo).
	RawHrefs Kind = "raw-hrefs"
)

// habit says which kinds strike every time by default.
func (k Kind) habit() bool {
	switch k {
	case HideETag, Rewrite, IgnoreMatch, Wrap207, NoCalendars, NoSync, NoCTag,
		FullAfterBadToken, MultigetOmits, MultigetFails, NoMove, RawHrefs, ScheduleTags, Null, CutObject, UIDOnce, TellTwice:
		return true
	}
	return false
}

// Always is the Times of a fault that strikes every time.
const Always = -1

// Fault is something to go wrong, and where.
type Fault struct {
	Kind   Kind
	Method string // only requests of this method; "" for any
	Path   string // only requests whose decoded path contains this; "" for any
	Skip   int    // lets so many requests pass unharmed first
	// Times is how many requests it strikes: 0 means once for an accident and
	// Always for a habit.
	Times int

	Status     int           // for Answer, Redirect, RefuseToken
	RetryAfter string        // for Answer: the header, seconds or an HTTP date
	Condition  string        // for Answer: an element such as "C:valid-calendar-data"
	Location   string        // for Redirect
	Delay      time.Duration // for Slow
	Size       int           // for Oversize, in bytes
}

// ordered is a fault with its count.
type ordered struct {
	Fault
	skipped, struck int
}

// Fault orders something to go wrong. Several may be ordered; among those of
// one kind the first that still has strikes left is taken. The function
// returned takes the order back.
func (s *Server) Fault(f Fault) (cancel func()) {
	if f.Times == 0 {
		f.Times = 1
		if f.Kind.habit() {
			f.Times = Always
		}
	}
	o := &ordered{Fault: f}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, o)
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		o.Times = o.struck
	}
}

// ClearFaults takes back every fault that was ordered.
func (s *Server) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// strike reports whether a fault of that kind is due now, and counts it. It is
// asked at the very moment the fault would matter; the caller holds s.mu.
func (x *exchange) strike(k Kind) (Fault, bool) {
	if len(x.s.faults) == 0 {
		return Fault{}, false
	}
	path, err := url.PathUnescape(x.r.URL.EscapedPath())
	if err != nil {
		path = x.r.URL.EscapedPath()
	}
	for _, o := range x.s.faults {
		if o.Kind != k || o.struck == o.Times ||
			(o.Method != "" && o.Method != x.r.Method) || !strings.Contains(path, o.Path) {
			continue
		}
		if o.skipped < o.Skip {
			o.skipped++
			continue
		}
		o.struck++
		x.struck = k
		return o.Fault, true
	}
	return Fault{}, false
}

// has is strike where only the fact matters.
func (x *exchange) has(k Kind) bool {
	_, ok := x.strike(k)
	return ok
}

// misfortune answers in the server's place where a fault wants it; the caller
// holds s.mu.
func (x *exchange) misfortune() (done bool) {
	if x.has(Drop) {
		x.dropped = true
		return true
	}
	if x.has(SignIn) {
		x.challenge()
		return true
	}
	if f, ok := x.strike(Answer); ok {
		if f.RetryAfter != "" {
			x.header.Set("Retry-After", f.RetryAfter)
		}
		x.fail(or(f.Status, http.StatusServiceUnavailable), f.Condition)
		return true
	}
	if x.has(HTML) {
		x.header.Set("Content-Type", "text/html; charset=utf-8")
		x.body.WriteString("<!DOCTYPE html>\n<html><head><title>Welcome</title></head><body><p>It works!<br></body></html>\n")
		x.status = http.StatusOK
		return true
	}
	if f, ok := x.strike(Redirect); ok {
		to := f.Location
		if u, err := url.Parse(to); err == nil && u.Path == "" {
			to += x.r.URL.RequestURI()
		}
		x.header.Set("Location", to)
		x.status = or(f.Status, http.StatusMovedPermanently)
		return true
	}
	return false
}

// aftermath spoils an answer that is ready; the caller holds s.mu.
func (x *exchange) aftermath() {
	method := x.r.Method
	if x.status >= 400 && (method == "PUT" || method == "MKCALENDAR") && x.has(Wrap207) {
		x.wrap()
	}
	if x.has(LoseAnswer) {
		x.dropped = true
	}
	if x.status == http.StatusMultiStatus && x.has(EmptyMultistatus) {
		x.body.Reset()
		x.body.WriteString(xmlHead + "<D:multistatus" + namespaces + "/>\n")
	}
	if x.has(Truncate) {
		x.body.Truncate(x.body.Len() / 2)
	}
	if f, ok := x.strike(Oversize); ok && f.Size > x.body.Len() {
		x.body.WriteString(strings.Repeat(" ", f.Size-x.body.Len()))
	}
}

func or(status, otherwise int) int {
	if status == 0 {
		return otherwise
	}
	return status
}
