// Package caldav speaks CalDAV (RFC 4791) over WebDAV (RFC 4918): bytes in and
// out, nothing of what they mean. It finds the server behind an address
// (RFC 6764), lists calendar collections, tells what changed in one (RFC 6578,
// or ctag and etags), fetches objects and writes them, always under a
// precondition.
//
// HTTP goes through go-webdav's HTTPClient seam, as a chain of small doers
// around one another: redirects, counting, recording, signing in, patience. The
// XML is read by a tolerant layer of our own (decision 0005). Text of a server
// is never trusted: sizes, nesting and silence are bounded, and an answer cut
// off is an error, never a short list.
//
// Errors answer errors.Is for the sentinels of package calendar; a StatusError
// says which resource it was about.
package caldav

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"

	"calends/backend/calendar"

	"github.com/emersion/go-webdav"
)

// Bounds on what a server may send, in bytes. An object beyond maxObject is
// refused alone; a whole answer beyond maxAnswer is asked for in smaller parts.
const (
	maxObject = 25 << 20
	maxAnswer = 64 << 20
	maxError  = 64 << 10
)

// defaultSilence is how long a server may say nothing before it counts as
// unreachable.
const defaultSilence = 90 * time.Second

// defaultCompare is how often a collection is compared in full, although its
// ctag or sync-token says that nothing changed.
const defaultCompare = 24 * time.Hour

// Options says how to reach and sign in to one server.
type Options struct {
	// Server is the absolute URL hrefs are resolved against, and the host the
	// password is for. Discover fills it in.
	Server string
	// Principal is asked for the homes again when they have moved; may be "".
	Principal calendar.Href
	// Homes is the calendar-home-set (RFC 4791 §6.2.1).
	Homes []calendar.Href
	// User is the login name; "" sends no credentials.
	User string
	// Password yields the secret when it is first needed, and again after the
	// server has refused it. It is kept in memory only.
	Password func(context.Context) (string, error)
	// AllowPlain permits sending the password over http to a host that is not
	// loopback.
	AllowPlain bool
	// Transport carries the requests; nil is one with sensible limits.
	Transport http.RoundTripper
	// Silence is how long the server may send nothing; 0 is 90 seconds.
	Silence time.Duration
	// CompareEvery is how often Observe compares in full what the server calls
	// unchanged; 0 is a day, negative never.
	CompareEvery time.Duration
	// CheckFirst has a server asked what it holds before every write, until it
	// has shown that it heeds preconditions.
	CheckFirst bool
	// Manners is what an earlier client learned of the server.
	Manners calendar.Manners
	// Learned is told whenever this one learns more, with all that is known. It
	// may be called from any goroutine that asks the server, and holds that up;
	// nil: nobody keeps it.
	Learned func(calendar.Manners)
	// Now is the clock; nil is time.Now.
	Now func() time.Time
	// Resolve finds a context URL by DNS (RFC 6764 §6); nil asks the system.
	Resolve func(ctx context.Context, domain string) (string, error)
}

// Client is a login on one server. It is safe for concurrent use.
type Client struct {
	o       Options
	base    *url.URL
	http    webdav.HTTPClient
	traffic *counter

	mu      sync.Mutex
	homes   []calendar.Href
	known   calendar.Manners // of the server (SOGo is careless, Calypso misfiles)
	batch   batch            // of multigets: what this server bears
	noGet   map[string]bool  // collections without calendar-multiget, by key
	largest map[string]int64
}

// New returns a client for the server; it sends nothing yet.
func New(o Options) (*Client, error) {
	base, err := url.Parse(o.Server)
	if err != nil || base.Host == "" || (base.Scheme != "https" && base.Scheme != "http") {
		return nil, calendar.Explain(calendar.ErrInvalid, "Give an address that begins with https://.",
			"%q is not the address of a server.", redact(o.Server))
	}
	if o.User == "" && base.User != nil {
		o.User = base.User.Username()
	}
	base.User = nil
	if base.Path == "" {
		base.Path = "/"
	}
	if o.Silence <= 0 {
		o.Silence = defaultSilence
	}
	if o.CompareEvery == 0 {
		o.CompareEvery = defaultCompare
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	c := &Client{o: o, base: base, homes: o.Homes, known: o.Manners.Fresh(o.Now()), batch: batch{size: firstBatch},
		noGet: map[string]bool{}, largest: map[string]int64{}}
	if n := c.known.Batch; n > 0 {
		c.batch.size = max(smallBatch, min(n, maxBatch))
	}
	c.http, c.traffic = chain(o, base)
	return c, nil
}

// Traffic returns what this client has sent and received so far: answered
// requests, a challenge to sign in not counted.
func (c *Client) Traffic() calendar.Traffic { return c.traffic.read() }

// Homes returns the calendar-home-set as it is now: Collections asks the
// principal again when a home has moved.
func (c *Client) Homes() []calendar.Href {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]calendar.Href(nil), c.homes...)
}

// ask is one request.
type ask struct {
	method string
	at     calendar.Href
	header map[string]string
	body   []byte
	xml    bool // body is XML
}

// do sends one request and returns the answer, whatever its status.
func (c *Client) do(ctx context.Context, a ask) (*http.Response, error) {
	u, err := c.resolve(a.at)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, a.method, u.String(), bytes.NewReader(a.body))
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", a.method, a.at, errors.Join(calendar.ErrInvalid, err))
	}
	req.URL = u
	if len(a.body) == 0 {
		req.Body, req.GetBody, req.ContentLength = http.NoBody, nil, 0
	}
	if a.xml {
		req.Header.Set("Content-Type", "application/xml; charset=utf-8")
	}
	switch a.method {
	case "PROPFIND", "REPORT":
		req.Header.Set("Accept-Encoding", "gzip")
		// These only read: net/http may repeat them on a connection that the
		// server closed meanwhile. An empty slice is not sent.
		req.Header["Idempotency-Key"] = []string{}
	default:
		req.Header.Set("Accept-Encoding", "identity")
	}
	for k, v := range a.header {
		req.Header.Set(k, v)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", a.method, a.at, err)
	}
	return resp, nil
}

// multistatus sends a PROPFIND or REPORT and hands over each response of the
// answer as it arrives. It returns the sync-token of the answer.
func (c *Client) multistatus(ctx context.Context, a ask, yield func(response)) (calendar.SyncToken, error) {
	a.xml = true
	resp, err := c.do(ctx, a)
	if err != nil {
		return "", err
	}
	defer drain(resp.Body)
	if resp.StatusCode != http.StatusMultiStatus && resp.StatusCode != http.StatusOK {
		return "", statusError(a, resp)
	}
	from := resp.Request.URL
	token, err := decode(bounded(resp.Body, maxAnswer), func(r response) {
		r.href = c.received(from, r.rawHref)
		yield(r)
	})
	if err != nil {
		return "", fmt.Errorf("%s %s: %w", a.method, a.at, err)
	}
	return token, nil
}

// drain reads the little that may be left, so that the connection can be used
// again, and closes.
func drain(body io.ReadCloser) {
	io.CopyN(io.Discard, body, maxError)
	body.Close()
}
