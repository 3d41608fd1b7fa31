package caldav

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"calends/backend/calendar"

	"github.com/emersion/go-webdav"
)

// chain builds the way of a request: decompress, redirect, count, record, sign
// in, wait, send. Each is a doer around the next.
func chain(o Options, base *url.URL) (webdav.HTTPClient, *counter) {
	rt := o.Transport
	if rt == nil {
		rt = newTransport()
	}
	var d webdav.HTTPClient = &patient{next: direct{rt}, silence: o.Silence}
	s := &signer{next: starter{d}, trust: trust{base: base, allowPlain: o.AllowPlain}, user: o.User, password: o.Password}
	count := &counter{next: &recorder{next: s, now: o.Now, secrets: s.secrets}}
	return &inflater{next: &redirector{next: count}}, count
}

// newTransport is net/http's with limits on connecting. It neither follows
// redirects nor decompresses: both happen above it.
func newTransport() *http.Transport {
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: 15 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		TLSHandshakeTimeout:   15 * time.Second,
		ExpectContinueTimeout: time.Second,
		IdleConnTimeout:       60 * time.Second,
		MaxIdleConnsPerHost:   4,
		ForceAttemptHTTP2:     true,
		DisableCompression:    true,
	}
}

// direct makes a doer of a RoundTripper, and nouns of its errors.
type direct struct{ rt http.RoundTripper }

func (d direct) Do(req *http.Request) (*http.Response, error) {
	resp, err := d.rt.RoundTrip(req)
	if err != nil {
		return nil, unreachable(req, err)
	}
	if resp.Request == nil {
		resp.Request = req
	}
	return resp, nil
}

// Why an answer was not read to its end: the server said nothing for too long,
// or the connection broke.
var (
	errSilent = errors.New("no answer in time")
	errBroken = errors.New("the answer broke off")
)

// patient gives up on a server that is silent, before its answer and in the
// middle of it. A slow upload or download that moves is left alone.
type patient struct {
	next    webdav.HTTPClient
	silence time.Duration
}

func (p *patient) Do(req *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancelCause(req.Context())
	timer := time.AfterFunc(p.silence, func() { cancel(errSilent) })
	w := &watch{ctx: ctx, timer: timer, silence: p.silence, host: req.URL.Host, cancel: cancel}
	req = req.Clone(ctx)
	if req.Body != nil && req.Body != http.NoBody {
		req.Body = &watched{ReadCloser: req.Body, w: w}
	}
	resp, err := p.next.Do(req)
	if err != nil {
		timer.Stop()
		err = w.explain(err)
		cancel(nil)
		return nil, err
	}
	timer.Reset(p.silence)
	resp.Body = &watched{ReadCloser: resp.Body, w: w, last: true}
	return resp, nil
}

// watch is the timer of one request.
type watch struct {
	ctx     context.Context
	timer   *time.Timer
	silence time.Duration
	host    string
	cancel  context.CancelCauseFunc
}

// explain turns an error that the timer caused into what it means.
func (w *watch) explain(err error) error {
	if context.Cause(w.ctx) != errSilent {
		return err
	}
	return calendar.Explain(errors.Join(calendar.ErrOffline, errSilent), "",
		"%s did not answer within %s.", w.host, w.silence)
}

// watched is a body whose every read shows that something moves.
type watched struct {
	io.ReadCloser
	w    *watch
	last bool // the answer's: closing it ends the request
}

func (b *watched) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if n > 0 {
		b.w.timer.Reset(b.w.silence)
	}
	if err != nil && err != io.EOF && b.last {
		if context.Cause(b.w.ctx) == errSilent {
			err = b.w.explain(err)
		} else if b.w.ctx.Err() == nil {
			err = calendar.Explain(errors.Join(calendar.ErrOffline, errBroken, err), "", "The answer of %s broke off.", b.w.host)
		}
	}
	return n, err
}

func (b *watched) Close() error {
	if b.last {
		b.w.timer.Stop()
		defer b.w.cancel(nil)
	}
	return b.ReadCloser.Close()
}

// counter counts answered requests and bytes.
type counter struct {
	next           webdav.HTTPClient
	requests       atomic.Int64
	sent, received atomic.Int64
}

func (c *counter) Do(req *http.Request) (*http.Response, error) {
	resp, err := c.next.Do(req)
	if err != nil {
		return nil, err
	}
	c.requests.Add(1)
	c.sent.Add(max(0, req.ContentLength))
	resp.Body = &counted{ReadCloser: resp.Body, n: &c.received}
	return resp, nil
}

func (c *counter) read() calendar.Traffic {
	return calendar.Traffic{Requests: int(c.requests.Load()), Received: c.received.Load(), Sent: c.sent.Load()}
}

// counted is a body that counts what is read of it.
type counted struct {
	io.ReadCloser
	n *atomic.Int64
}

func (b *counted) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.n.Add(int64(n))
	return n, err
}

// inflater decompresses answers, so that net/http need not: it would hide that
// the ETag beside them is not the object's.
type inflater struct{ next webdav.HTTPClient }

func (i *inflater) Do(req *http.Request) (*http.Response, error) {
	resp, err := i.next.Do(req)
	if err != nil {
		return nil, err
	}
	if e := resp.Header.Get("Content-Encoding"); strings.EqualFold(e, "gzip") || strings.EqualFold(e, "x-gzip") {
		resp.Body = &inflated{raw: resp.Body}
	}
	return resp, nil
}

// inflated is a gzip body, opened when it is first read: an empty one is none.
type inflated struct {
	raw io.ReadCloser
	z   *gzip.Reader
}

func (b *inflated) Read(p []byte) (int, error) {
	if b.z == nil {
		z, err := gzip.NewReader(b.raw)
		if err != nil {
			return 0, err
		}
		b.z = z
	}
	return b.z.Read(p)
}

func (b *inflated) Close() error { return b.raw.Close() }

// bounded is a reader that fails with ErrTooLarge beyond n bytes.
func bounded(r io.Reader, n int64) io.Reader { return &boundedReader{r: r, left: n, max: n} }

type boundedReader struct {
	r         io.Reader
	left, max int64
}

func (b *boundedReader) Read(p []byte) (int, error) {
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.r.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, fmt.Errorf("%w: more than %d MB in one answer", calendar.ErrTooLarge, b.max>>20)
	}
	return n, err
}
