// Package caldavserver is a real CalDAV server that keeps everything in memory:
// the demo's server, and the one the tests talk to. It speaks WebDAV (RFC 4918)
// with extended MKCOL (RFC 5689), CalDAV (RFC 4791), sync-collection (RFC 6578)
// and the properties that other calendar programs expect, for several users,
// with Basic (RFC 7617) or Digest (RFC 7616) authentication.
//
// It does what the RFCs say until a [Fault] is ordered; then it goes wrong in
// the ways real servers and networks do. It reads iCalendar with a scanner of
// its own, so that nothing of the house is judged by itself.
//
// Resources lie at
//
//	/.well-known/caldav                 redirects to /dav/
//	/dav/                               the entry point
//	/dav/principals/USER/               a principal
//	/dav/calendars/USER/                its calendar home set
//	/dav/calendars/USER/CALENDAR/       a calendar collection
//	/dav/calendars/USER/CALENDAR/NAME   a calendar object resource
package caldavserver

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"net"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"time"

	"calends/backend/calendar"
)

// DefaultMaxResourceSize bounds what a PUT may carry unless Options says
// otherwise: 10 MiB.
const DefaultMaxResourceSize = 10 << 20

// User may sign in and owns a principal and a calendar home set.
type User struct {
	Name     string // also a path segment
	Password string
	FullName string // the principal's displayname; "" means Name
	Email    string // in calendar-user-address-set as mailto:; "" for none
}

// Options says what kind of server New makes. The zero Options is a server
// that nobody can sign in to.
type Options struct {
	Users []User
	// Digest makes the server demand Digest authentication (MD5, qop=auth);
	// otherwise it demands Basic.
	Digest bool
	// MaxResourceSize bounds the body of a PUT, in bytes; 0 means
	// DefaultMaxResourceSize.
	MaxResourceSize int64
	// PageSize is the most members a sync-collection answer lists before it is
	// cut short with 507 (RFC 6578 §3.6); 0 means that only the client limits.
	PageSize int
	// CountETags makes etags that count the versions of an object, and that
	// start anew where it was deleted and is created again (SOGo).
	CountETags bool
	// Now dates the resources; nil means time.Now.
	Now func() time.Time
}

// Server is a CalDAV server in memory. It is an http.Handler; its methods may
// be called at any time, also while it answers.
type Server struct {
	digest      bool
	maxResource int64
	pageSize    int
	countETags  bool
	now         func() time.Time
	nonce       string

	mu         sync.Mutex // guards everything below
	principals map[string]*principal
	faults     []*ordered
	requests   []Request
	serial     int // of the last collection made
}

// Request is one line of the server's log.
type Request struct {
	Method, Path string // Path as it came, still percent-encoded
	Depth        string // the Depth header; "" where absent
	User         string // "" where nobody signed in
	Status       int    // 0: the connection was dropped without an answer
	Fault        Kind   // the last fault that struck; "" for none
	Received     int    // bytes of the request's body
	Sent         int    // bytes of the answer's body
	// Challenge says that this was a 401 to a request without credentials, or
	// with those of another scheme: part of signing in rather than work.
	Challenge bool
}

// New returns a server with these users and no calendars; Seed makes some.
func New(o Options) *Server {
	s := &Server{
		digest:      o.Digest,
		maxResource: o.MaxResourceSize,
		pageSize:    o.PageSize,
		countETags:  o.CountETags,
		now:         o.Now,
		nonce:       newNonce(),
		principals:  make(map[string]*principal),
	}
	if s.maxResource == 0 {
		s.maxResource = DefaultMaxResourceSize
	}
	if s.now == nil {
		s.now = time.Now
	}
	for _, u := range o.Users {
		s.principals[u.Name] = &principal{user: u, collections: make(map[string]*collection)}
	}
	return s
}

func newNonce() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	return hex.EncodeToString(b[:])
}

// Listen serves on addr in the background until ctx is done and returns the
// server's base URL. An addr without a host ("" or ":8080") means 127.0.0.1;
// port 0, or none, means a free one.
func (s *Server) Listen(ctx context.Context, addr string) (base string, err error) {
	return listen(ctx, addr, s)
}

func listen(ctx context.Context, addr string, answers http.Handler) (base string, err error) {
	if addr == "" {
		addr = ":0"
	}
	if strings.HasPrefix(addr, ":") {
		addr = "127.0.0.1" + addr
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		return "", calendar.Explain(err, "Choose another port; port 0 is any that is free.", "The server cannot listen on %s: %s.", addr, whyNot(err))
	}
	hs := &http.Server{Handler: answers, ReadHeaderTimeout: time.Minute}
	go func() { _ = hs.Serve(l) }()
	context.AfterFunc(ctx, func() { _ = hs.Close() })
	return "http://" + l.Addr().String() + "/", nil
}

// whyNot is the reason within an error of net's, without its own account.
func whyNot(err error) string {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return "another program listens there"
	case errors.Is(err, syscall.EACCES):
		return "the system does not allow it"
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return "it is not an address of this computer"
	}
	var within *net.OpError
	if errors.As(err, &within) {
		return within.Err.Error()
	}
	return err.Error()
}

// SetPassword changes a user's password from the next request on.
func (s *Server) SetPassword(user, password string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.principals[user]; p != nil {
		p.user.Password = password
	}
}

// Requests returns the log since the start or the last ResetRequests.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Request(nil), s.requests...)
}

// ResetRequests empties the log.
func (s *Server) ResetRequests() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = nil
}

// Answered counts the requests in the log that were answered, challenges not
// included.
func (s *Server) Answered() int {
	n := 0
	for _, r := range s.Requests() {
		if r.Status != 0 && !r.Challenge {
			n++
		}
	}
	return n
}

// Count returns how many requests of that method are in the log, challenges
// not included.
func (s *Server) Count(method string) int {
	n := 0
	for _, r := range s.Requests() {
		if r.Method == method && !r.Challenge {
			n++
		}
	}
	return n
}
