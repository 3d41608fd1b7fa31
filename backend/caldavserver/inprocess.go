package caldavserver

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
)

// inProcess carries requests to a server by calling it.
type inProcess struct{ s *Server }

// RoundTrip answers a request (http.RoundTripper).
func (p inProcess) RoundTrip(r *http.Request) (answer *http.Response, err error) {
	defer func() {
		if r.Body != nil {
			_ = r.Body.Close() // it was read, or nobody wants the rest
		}
		if why := recover(); why == http.ErrAbortHandler {
			answer, err = nil, fmt.Errorf("caldavserver: connection dropped: %w", http.ErrAbortHandler)
		} else if why != nil {
			panic(why)
		}
	}()
	in := r.Clone(r.Context())
	in.RequestURI = r.URL.RequestURI()
	if in.Host == "" {
		in.Host = r.URL.Host
	}
	if in.Body == nil {
		in.Body = http.NoBody
	}
	w := &captured{header: make(http.Header)}
	p.s.ServeHTTP(w, in)
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	return &http.Response{
		Status: fmt.Sprintf("%d %s", w.status, http.StatusText(w.status)), StatusCode: w.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: w.header,
		Body: io.NopCloser(&w.body), ContentLength: int64(w.body.Len()), Request: r,
	}, nil
}

// captured is the http.ResponseWriter that keeps an answer.
type captured struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (w *captured) Header() http.Header { return w.header }

func (w *captured) WriteHeader(status int) { w.status = status }

func (w *captured) Write(b []byte) (int, error) { return w.body.Write(b) }
