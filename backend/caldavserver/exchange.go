package caldavserver

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strconv"
	"time"
)

// exchange is one request and the answer it is going to get.
type exchange struct {
	s    *Server
	r    *http.Request
	at   target
	who  *principal // signed in; nil where that is not needed
	sent []byte     // the request's body

	status  int
	header  http.Header
	body    bytes.Buffer
	dropped bool // close the connection without an answer
	struck  Kind
}

// ServeHTTP answers a request. A dropped connection is the panic
// http.ErrAbortHandler, as net/http has it.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := &exchange{s: s, r: r, at: parsePath(r.URL.EscapedPath()), header: make(http.Header)}
	x.answer()
	x.record()
	if x.dropped {
		panic(http.ErrAbortHandler)
	}
	for name, values := range x.header {
		w.Header()[name] = values
	}
	if x.status != http.StatusNoContent && x.status != http.StatusNotModified {
		w.Header().Set("Content-Length", strconv.Itoa(x.body.Len()))
	}
	w.WriteHeader(x.status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(x.body.Bytes()) // the client is gone: nothing to tell it
	}
}

// answer fills in the answer: bare answers first, then signing in, then what a
// fault wants, then the work.
func (x *exchange) answer() {
	s := x.s
	body, err := io.ReadAll(io.LimitReader(x.r.Body, s.maxResource+1))
	if err != nil {
		x.dropped = true
		return
	}
	x.sent = body
	// Only now: a client that goes away is noticed once its body is read.
	s.mu.Lock()
	slow, wait := x.strike(Slow)
	s.mu.Unlock()
	if wait && !sleep(x.r.Context(), slow.Delay) {
		x.dropped = true
		return
	}

	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case x.wellKnown():
		if !x.misfortune() {
			x.header.Set("Location", "/dav/")
			x.status = http.StatusMovedPermanently
		}
		return
	case x.r.Method == http.MethodOptions && !x.misfortune():
		x.options()
		return
	case x.status != 0 || x.dropped:
		return
	case !x.authenticate():
		x.challenge()
		return
	case x.misfortune():
		return
	}
	x.work()
	x.aftermath()
}

func (x *exchange) wellKnown() bool {
	p := x.r.URL.Path
	return p == "/.well-known/caldav" || p == "/.well-known/caldav/"
}

// work does what the request asks.
func (x *exchange) work() {
	if x.at.user != "" && x.at.user != x.who.user.Name {
		x.fail(http.StatusForbidden, "D:need-privileges")
		return
	}
	switch x.r.Method {
	case "PROPFIND":
		x.propfind()
	case "PROPPATCH":
		x.proppatch()
	case "REPORT":
		x.report()
	case "MKCALENDAR", "MKCOL":
		x.makeCollection()
	case http.MethodGet, http.MethodHead:
		x.get()
	case http.MethodPut:
		x.put()
	case http.MethodDelete:
		x.delete()
	case "MOVE":
		x.move()
	default:
		x.fail(http.StatusMethodNotAllowed, "")
	}
}

func (x *exchange) options() {
	x.header.Set("DAV", "1, 3, extended-mkcol, calendar-access")
	if x.has(ScheduleTags) {
		x.header.Set("DAV", x.header.Get("DAV")+", calendar-schedule, calendar-auto-schedule")
	}
	x.header.Set("Allow", "OPTIONS, GET, HEAD, PUT, DELETE, MOVE, PROPFIND, PROPPATCH, REPORT, MKCALENDAR, MKCOL")
	x.status = http.StatusOK
}

// fail answers a status, with a DAV:error that names a failed precondition
// (RFC 4918 §16) where there is one, such as "C:valid-calendar-data".
func (x *exchange) fail(status int, condition string, inner ...string) {
	x.status = status
	x.body.Reset()
	if condition == "" {
		x.header.Set("Content-Type", "text/plain; charset=utf-8")
		x.body.WriteString(http.StatusText(status) + "\n")
		return
	}
	x.header.Set("Content-Type", xmlType)
	x.body.WriteString(xmlHead + "<D:error" + namespaces + ">" + element(condition, inner...) + "</D:error>\n")
}

// wrap puts a failure into a 207, as Xandikos does.
func (x *exchange) wrap() {
	inner := ""
	if root, err := parseXML(x.body.Bytes()); err == nil && root.is(davNS, "error") && len(root.children) == 1 {
		inner = "<D:error>" + openClose(root.children[0].name) + "</D:error>"
	}
	status := x.status
	x.body.Reset()
	x.startMultistatus()
	x.body.WriteString("<D:response><D:href>" + escape(x.at.href()) + "</D:href>" + statusLine(status) + inner + "</D:response>")
	x.endMultistatus()
}

// record writes the log.
func (x *exchange) record() {
	entry := Request{
		Method: x.r.Method, Path: x.r.URL.EscapedPath(), Depth: x.r.Header.Get("Depth"),
		Status: x.status, Fault: x.struck, Received: len(x.sent), Sent: x.body.Len(),
		Challenge: x.status == http.StatusUnauthorized && !x.hasCredentials(),
	}
	if x.who != nil {
		entry.User = x.who.user.Name
	}
	if x.dropped {
		entry.Status, entry.Sent = 0, 0
	}
	x.s.mu.Lock()
	defer x.s.mu.Unlock()
	x.s.requests = append(x.s.requests, entry)
}

// sleep waits for d and reports whether the client did, too.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
