package caldav

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"calends/backend/calendar"
)

// TestDigestAnswer checks against the worked examples of RFC 7616 §3.9.1 and
// RFC 2617 §3.5.
func TestDigestAnswer(t *testing.T) {
	const nonce, opaque = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"
	const cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
	tests := []struct {
		c        challenge
		password string
		cnonce   string
		user     string
		response string
	}{
		{challenge{realm: "http-auth@example.org", nonce: nonce, opaque: opaque, algorithm: "MD5", qop: true}, "Circle of Life", cnonce, "Mufasa", "8ca523f5e9506fed4657c9700eebdbec"},
		{challenge{realm: "http-auth@example.org", nonce: nonce, opaque: opaque, algorithm: "SHA-256", qop: true}, "Circle of Life", cnonce, "Mufasa", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"},
		{challenge{realm: "testrealm@host.com", nonce: "dcd98b7102dd2f0e8b11d0f600bfb0c093", qop: true}, "Circle Of Life", "0a4f113b", "Mufasa", "6629fae49393a05397450978507c4ef1"},
	}
	uris := []string{"/dir/index.html", "/dir/index.html", "/dir/index.html"}
	for i, tt := range tests {
		got := tt.c.answer(tt.user, tt.password, "GET", uris[i], 1, tt.cnonce)
		if !strings.Contains(got, `response="`+tt.response+`"`) || !strings.Contains(got, "nc=00000001") {
			t.Errorf("%d: %s\nwant response %s", i, got, tt.response)
		}
	}
}

func TestChallenges(t *testing.T) {
	tests := []struct {
		headers []string
		basic   bool
		digest  string // algorithm/nonce of the strongest; "" none
	}{
		{[]string{`Basic realm="a, b"`}, true, ""},
		{[]string{`basic`}, true, ""},
		{[]string{`Digest realm="x",qop="auth",nonce="n1",opaque="o"`}, false, "/n1"},
		{[]string{`Digest realm="a \"b\"", nonce=n2, algorithm=MD5, Basic realm="x"`}, true, "MD5/n2"},
		{[]string{`Digest realm="x", nonce="a", algorithm=MD5`, `Digest realm="x", nonce="b", algorithm=SHA-256, qop="auth-int, auth"`}, false, "SHA-256/b"},
		{[]string{`Digest realm="x", nonce="a", qop="auth-int"`}, false, ""},
		{[]string{`Digest realm="x", nonce="a", algorithm=SHA-512-256`}, false, ""},
		{[]string{`Negotiate`, `Bearer realm="x"`}, false, ""},
		{nil, false, ""},
	}
	for _, tt := range tests {
		offers := challenges(tt.headers)
		got := ""
		if c := strongest(offers); c != nil {
			got = c.algorithm + "/" + c.nonce
		}
		if hasBasic(offers) != tt.basic || got != tt.digest {
			t.Errorf("%q: basic %v digest %q", tt.headers, hasBasic(offers), got)
		}
	}
}

// digestServer wants Digest; each nonce is good for a few requests.
type digestServer struct {
	mu     sync.Mutex
	uses   int // of the present nonce
	nonces int
	limit  int
	stale  bool // announces an expired nonce as such
	seen   []string
}

func (s *digestServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	io.Copy(io.Discard, r.Body)
	auth := r.Header.Get("Authorization")
	scheme, _, _ := strings.Cut(auth, " ")
	s.seen = append(s.seen, scheme)
	nonce := fmt.Sprintf("n%d", s.nonces)
	good := strings.Contains(auth, `nonce="`+nonce+`"`) && s.right(r, auth, nonce)
	if good && s.uses < s.limit {
		s.uses++
		w.WriteHeader(207)
		io.WriteString(w, `<multistatus xmlns="DAV:"><response><href>/alice/</href></response></multistatus>`)
		return
	}
	expired := ""
	if good && s.stale {
		expired = ", stale=TRUE"
	}
	s.nonces++
	s.uses = 0
	w.Header().Set("WWW-Authenticate", fmt.Sprintf(`Digest realm="r", qop="auth", nonce="n%d"%s`, s.nonces, expired))
	w.WriteHeader(401)
}

// right recomputes the response with the count the server expects.
func (s *digestServer) right(r *http.Request, auth, nonce string) bool {
	sum := func(p ...string) string { h := md5.Sum([]byte(strings.Join(p, ":"))); return hex.EncodeToString(h[:]) }
	p := challenges([]string{auth})[0].params
	nc := fmt.Sprintf("%08x", s.uses+1)
	return p["nc"] == nc && p["uri"] == r.RequestURI &&
		p["response"] == sum(sum("alice", "r", "secret"), nonce, nc, p["cnonce"], "auth", sum(r.Method, p["uri"]))
}

func TestDigestNonce(t *testing.T) {
	for _, stale := range []bool{true, false} {
		srv := &digestServer{limit: 3, stale: stale}
		ts := httptest.NewServer(srv)
		asked := 0
		c, err := New(Options{Server: ts.URL, Homes: []calendar.Href{"/alice/"}, User: "alice",
			Password: func(context.Context) (string, error) { asked++; return "secret", nil }})
		if err != nil {
			t.Fatal(err)
		}
		for i := range 7 {
			if _, err := c.Collections(context.Background()); err != nil {
				t.Fatalf("request %d: %v", i, err)
			}
		}
		ts.Close()
		// One Basic attempt, then 7 answers of which every third nonce ran out.
		if got := len(srv.seen); got != 1+7+2 {
			t.Errorf("stale=%v: %d requests on the wire: %v", stale, got, srv.seen)
		}
		if n := c.Traffic().Requests; n != 7 {
			t.Errorf("stale=%v: %d requests counted; challenges are not", stale, n)
		}
		if asked != 1 {
			t.Errorf("the password was asked for %d times", asked)
		}
	}
}

func TestDigestWrongPassword(t *testing.T) {
	srv := &digestServer{limit: 3}
	ts := httptest.NewServer(srv)
	defer ts.Close()
	asked := 0
	c, _ := New(Options{Server: ts.URL, Homes: []calendar.Href{"/alice/"}, User: "alice",
		Password: func(context.Context) (string, error) { asked++; return "wrong", nil }})
	for i := range 2 {
		if _, err := c.Collections(context.Background()); !errors.Is(err, calendar.ErrSignIn) {
			t.Errorf("attempt %d: %v", i, err)
		}
	}
	if len(srv.seen) > 4 {
		t.Errorf("a wrong password was tried %d times: %v", len(srv.seen), srv.seen)
	}
	if asked != 2 {
		t.Errorf("after a refusal the password must be asked for anew; asked %d times", asked)
	}
}

func TestBasicIsPreemptive(t *testing.T) {
	var seen []string
	ts := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		seen = append(seen, user+"/"+password)
		w.WriteHeader(401)
	}))
	defer ts.Close()
	c, _ := New(Options{Server: ts.URL, Homes: []calendar.Href{"/alice/"}, User: "alice", Password: password("secret")})
	_, err := c.Collections(context.Background())
	if !errors.Is(err, calendar.ErrSignIn) || !slices.Equal(seen, []string{"alice/secret"}) {
		t.Errorf("%v %v", seen, err)
	}
}

// TestPlainWaitsToBeAsked: over http to another computer the password does not
// go along unasked, so that Digest can keep it off the wire.
func TestPlainWaitsToBeAsked(t *testing.T) {
	for _, offer := range []string{`Basic realm="x"`, `Digest realm="x", nonce="n"`} {
		var seen []string
		rt := roundTrip(func(r *http.Request) *http.Response {
			scheme, _, _ := strings.Cut(r.Header.Get("Authorization"), " ")
			seen = append(seen, scheme)
			if scheme == "" {
				return answer(401, "", "WWW-Authenticate", offer)
			}
			return answer(207, `<multistatus xmlns="DAV:"><response><href>/alice/</href></response></multistatus>`)
		})
		c, _ := New(Options{Server: "http://nas.example/", Homes: []calendar.Href{"/alice/"}, User: "alice",
			Password: password("secret"), AllowPlain: true, Transport: rt})
		_, err := c.Collections(context.Background())
		scheme, _, _ := strings.Cut(offer, " ")
		if err != nil || !slices.Equal(seen, []string{"", scheme}) {
			t.Errorf("%s: %v %v", offer, seen, err)
		}
	}
}

func password(s string) func(context.Context) (string, error) {
	return func(context.Context) (string, error) { return s, nil }
}

// roundTrip is a transport that asks nobody.
type roundTrip func(*http.Request) *http.Response

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		io.Copy(io.Discard, r.Body)
	}
	resp := f(r)
	resp.Request = r
	return resp, nil
}

// answer is a response with headers given as name, value, name, value.
func answer(code int, body string, header ...string) *http.Response {
	h := http.Header{}
	for i := 0; i < len(header); i += 2 {
		h.Set(header[i], header[i+1])
	}
	return &http.Response{StatusCode: code, Header: h, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body))}
}
