package caldav

import (
	"io"
	"net/http"
	"time"

	"github.com/emersion/go-webdav"
)

// Exchange is one request and its answer as the sync record keeps it. It holds
// nothing secret: no header, no body, no user name.
type Exchange struct {
	At       time.Time
	Method   string
	URL      string // without user, password and query
	Status   int    // 0: no answer
	Sent     int64  // bytes of the request's body
	Received int64  // bytes of the answer's body as they went over the wire
	Duration time.Duration
	Err      string // why there was no answer; "" else
}

// recorder tells of every exchange once its answer was read.
type recorder struct {
	next   webdav.HTTPClient
	record func(Exchange)
	now    func() time.Time
}

func (r *recorder) Do(req *http.Request) (*http.Response, error) {
	if r.record == nil {
		return r.next.Do(req)
	}
	x := Exchange{At: r.now(), Method: req.Method, URL: redact(req.URL.String()), Sent: max(0, req.ContentLength)}
	resp, err := r.next.Do(req)
	if err != nil {
		x.Duration, x.Err = r.now().Sub(x.At), err.Error()
		r.record(x)
		return nil, err
	}
	x.Status = resp.StatusCode
	resp.Body = &recorded{ReadCloser: resp.Body, x: x, r: r}
	return resp, nil
}

// recorded is a body that tells of its exchange when closed.
type recorded struct {
	io.ReadCloser
	x    Exchange
	r    *recorder
	told bool
}

func (b *recorded) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.x.Received += int64(n)
	return n, err
}

func (b *recorded) Close() error {
	if !b.told {
		b.told = true
		b.x.Duration = b.r.now().Sub(b.x.At)
		b.r.record(b.x)
	}
	return b.ReadCloser.Close()
}
