package caldavserver

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"calends/backend/calendar"
)

// Replayed is a server that says again what another one said: each request is
// answered with the recorded answer to that method and path, in the order in
// which they were given. Who asks as was asked then, with the same things to
// send, comes to the same end. It wants no credentials. It is an http.Handler
// and an http.RoundTripper.
type Replayed struct {
	mu     sync.Mutex
	queues map[string][]calendar.Exchange
	left   int
	stray  []string
	begin  string // the path that was asked for first
}

// Replay reads a bundle of the sync record.
func Replay(bundle []byte) (*Replayed, error) {
	list, err := calendar.ReadBundle(bytes.NewReader(bundle))
	if err != nil {
		return nil, calendar.Explain(fmt.Errorf("replay: %w", err), "`calends log --export FILE` writes one.", "That is not a sync record that can be replayed.")
	}
	p := &Replayed{queues: map[string][]calendar.Exchange{}, left: len(list)}
	for _, x := range list {
		if x.Answer.Sum != "" {
			return nil, calendar.Explain(calendar.ErrInvalid, "", "The record cannot be replayed: the answer to %s %s was not kept.", x.Method, x.URL)
		}
		u, err := url.Parse(x.URL)
		if err != nil {
			return nil, fmt.Errorf("replay: %w: %w", calendar.ErrInvalid, err)
		}
		if p.begin == "" {
			p.begin = u.EscapedPath()
		}
		key := question(x.Method, u)
		p.queues[key] = append(p.queues[key], x)
	}
	return p, nil
}

// question is what requests are told apart by.
func question(method string, u *url.URL) string {
	return method + " " + calendar.Href(u.EscapedPath()).Key()
}

// Listen serves as [Server.Listen] does. The URL is the one to begin with: where
// the recorded session began.
func (p *Replayed) Listen(ctx context.Context, addr string) (url string, err error) {
	base, err := listen(ctx, addr, p)
	if err != nil || strings.HasPrefix(p.begin, "/.well-known/") {
		return base, err
	}
	return base + strings.TrimPrefix(p.begin, "/"), nil
}

// Left counts the recorded answers that nobody has asked for.
func (p *Replayed) Left() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.left
}

// Strays lists the requests that were not recorded, or once too often.
func (p *Replayed) Strays() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.stray...)
}

// next is the answer to a request.
func (p *Replayed) next(r *http.Request) (calendar.Exchange, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	key := question(r.Method, r.URL)
	queue := p.queues[key]
	if len(queue) == 0 {
		p.stray = append(p.stray, key)
		return calendar.Exchange{}, false
	}
	p.queues[key] = queue[1:]
	p.left--
	return queue[0], true
}

// errNoAnswer is a connection that broke then, and does so again.
var errNoAnswer = errors.New("the recorded connection broke")

// RoundTrip answers a request (http.RoundTripper). Where there was no answer
// then, there is none now.
func (p *Replayed) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		_, _ = io.Copy(io.Discard, r.Body) // what is sent changes no answer
		_ = r.Body.Close()                 // nor does this
	}
	x, recorded := p.next(r)
	if !recorded {
		x.Status = http.StatusNotImplemented
	}
	if x.Status == 0 {
		return nil, fmt.Errorf("%w: %s", errNoAnswer, x.Err)
	}
	h := make(http.Header)
	for name, value := range x.Answer.Header {
		h.Set(name, value)
	}
	var body io.Reader = bytes.NewReader(x.Answer.Body)
	if x.Err != "" { // it broke off
		body = io.MultiReader(body, broken{x.Err})
	}
	return &http.Response{Status: fmt.Sprintf("%d %s", x.Status, http.StatusText(x.Status)), StatusCode: x.Status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: h, Body: io.NopCloser(body), ContentLength: -1, Request: r}, nil
}

// broken is the end of an answer that broke off.
type broken struct{ why string }

func (b broken) Read([]byte) (int, error) { return 0, fmt.Errorf("%w: %s", errNoAnswer, b.why) }

// ServeHTTP answers a request. A broken connection is the panic
// http.ErrAbortHandler, as net/http has it.
func (p *Replayed) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	answer, err := p.RoundTrip(r)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	for name, values := range answer.Header {
		if u, err := url.Parse(values[0]); name == "Location" && err == nil {
			values = []string{u.EscapedPath()} // it is this server that says so now
		}
		w.Header()[name] = values
	}
	w.WriteHeader(answer.StatusCode)
	if _, err := io.Copy(w, answer.Body); err != nil {
		panic(http.ErrAbortHandler)
	}
}
