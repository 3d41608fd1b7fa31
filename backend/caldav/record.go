package caldav

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"hash"
	"io"
	"net/http"
	"strings"
	"time"

	"calends/backend/calendar"

	"github.com/emersion/go-webdav"
)

// maxKept bounds what is kept of one body, in bytes; of a larger one there is
// its hash. The first answer of a calendar with 10,000 objects is within it.
const maxKept = 16 << 20

// The headers that are kept. None of them signs anybody in.
var (
	keptOfRequest = []string{"Content-Type", "Depth", "Destination", "If-Match", "If-None-Match", "If-Schedule-Tag-Match", "Overwrite"}
	keptOfAnswer  = []string{"Allow", "Content-Type", "Dav", "Etag", "Location", "Retry-After", "Schedule-Tag", "Server"}
)

// recorder tells the trace of a request's context, where there is one, of
// every exchange once its answer was read. It stands above the signer: it
// never meets a credential or a challenge, and an exchange that took a
// challenge is one.
type recorder struct {
	next webdav.HTTPClient
	now  func() time.Time
	// secrets are what must not be kept should a server repeat it.
	secrets func() []string
}

func (r *recorder) Do(req *http.Request) (*http.Response, error) {
	heard := calendar.Trace(req.Context())
	if heard == nil {
		return r.next.Do(req)
	}
	watch := &stopwatch{now: r.now}
	req = req.WithContext(context.WithValue(req.Context(), stopwatchKey{}, watch))
	x := calendar.Exchange{Method: req.Method, URL: redact(req.URL.String()), Sent: max(0, req.ContentLength)}
	x.Request.Header = headers(req.Header, keptOfRequest)
	if req.GetBody != nil {
		if body, err := req.GetBody(); err == nil {
			t := &tap{}
			_, _ = io.Copy(t, body) // out of memory: it cannot fail
			x.Request.Body, x.Request.Sum = t.end(false, r.secrets, x.URL)
		}
	}
	resp, err := r.next.Do(req)
	if x.At = watch.at; x.At.IsZero() {
		return resp, err // nothing went out
	}
	if err != nil {
		x.Duration, x.Err = r.now().Sub(x.At), r.clean(err)
		heard(x)
		return nil, err
	}
	x.Status = resp.StatusCode
	x.Answer.Header = headers(resp.Header, keptOfAnswer)
	zipped := strings.Contains(strings.ToLower(resp.Header.Get("Content-Encoding")), "gzip")
	resp.Body = &recorded{ReadCloser: resp.Body, x: x, r: r, tap: &tap{}, zipped: zipped, heard: heard}
	return resp, nil
}

// stopwatch is started when a request first goes out: before that the user may
// have been asked for a password, or the request refused for where it goes.
type stopwatch struct {
	now func() time.Time
	at  time.Time
}

type stopwatchKey struct{}

// starter starts the stopwatch of a request; it stands below the signer.
type starter struct{ next webdav.HTTPClient }

func (s starter) Do(req *http.Request) (*http.Response, error) {
	if w, timed := req.Context().Value(stopwatchKey{}).(*stopwatch); timed && w.at.IsZero() {
		w.at = w.now()
	}
	return s.next.Do(req)
}

// clean is an error's text without what must not be kept.
func (r *recorder) clean(err error) string {
	text := err.Error()
	for _, secret := range r.secrets() {
		text = strings.ReplaceAll(text, secret, "…")
	}
	return text
}

// headers picks the named ones. Addresses in them lose what those of requests
// lose.
func headers(from http.Header, names []string) map[string]string {
	kept := map[string]string{}
	for _, name := range names {
		value := strings.Join(from.Values(name), ", ")
		if name == "Location" || name == "Destination" {
			value = redact(value)
		}
		if value != "" {
			kept[name] = value
		}
	}
	return kept
}

// recorded is a body that tells of its exchange when closed.
type recorded struct {
	io.ReadCloser
	x      calendar.Exchange
	r      *recorder
	tap    *tap
	zipped bool
	heard  func(calendar.Exchange)
	told   bool
}

func (b *recorded) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.x.Received += int64(n)
	_, _ = b.tap.Write(p[:n]) // into memory: it cannot fail
	if err != nil && err != io.EOF {
		b.x.Err = b.r.clean(err)
	}
	return n, err
}

func (b *recorded) Close() error {
	err := b.ReadCloser.Close()
	if !b.told {
		b.told = true
		b.x.Duration = b.r.now().Sub(b.x.At)
		b.x.Answer.Body, b.x.Answer.Sum = b.tap.end(b.zipped, b.r.secrets, b.x.URL)
		b.heard(b.x)
	}
	return err
}

// tap keeps what flows by, or of too much only the hash.
type tap struct {
	kept bytes.Buffer
	sum  hash.Hash // nil while everything is kept
}

func (t *tap) Write(p []byte) (int, error) {
	if t.sum == nil && t.kept.Len()+len(p) <= maxKept {
		return t.kept.Write(p)
	}
	t.drop()
	return t.sum.Write(p)
}

// drop keeps the hash alone from here on.
func (t *tap) drop() {
	if t.sum == nil {
		t.sum = sha256.New()
		t.sum.Write(t.kept.Bytes())
		t.kept = bytes.Buffer{}
	}
}

// end is the body, decompressed, or the hash where it cannot be kept: there is
// too much of it, or it repeats a secret. What stands in the address too is
// none: everybody's password may be a word.
func (t *tap) end(zipped bool, secrets func() []string, address string) (body []byte, sum string) {
	body = t.kept.Bytes()
	if zipped && len(body) > 0 {
		z, err := gzip.NewReader(bytes.NewReader(body))
		if err == nil {
			body, _ = io.ReadAll(io.LimitReader(z, maxKept+1)) // of one cut off, what there is
		}
		if err != nil || len(body) > maxKept {
			t.drop()
		}
	}
	for _, secret := range secrets() {
		if bytes.Contains(body, []byte(secret)) && !strings.Contains(address, secret) {
			t.drop()
		}
	}
	switch {
	case t.sum != nil:
		return nil, hex.EncodeToString(t.sum.Sum(nil))
	case len(body) == 0:
		return nil, ""
	}
	return body, ""
}

// secrets are the password in use, what Basic makes of it, and how one
// recognises what Digest did. A password that is the user's name is no secret.
func (s *signer) secrets() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := []string{"Authorization: ", "Digest username="}
	if !s.known || s.secret == "" {
		return all
	}
	all = append(all, base64.StdEncoding.EncodeToString([]byte(s.user+":"+s.secret)))
	if !strings.Contains(s.user, s.secret) {
		all = append(all, s.secret)
	}
	return all
}
