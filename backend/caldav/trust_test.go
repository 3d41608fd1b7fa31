package caldav

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"calends/backend/calendar"
)

// TestRedirects lists where a server may send a request, with its method, body
// and password, and where not.
func TestRedirects(t *testing.T) {
	const there = "/there/"
	tests := []struct {
		name, server, location string
		status                 int
		want                   error  // nil: followed
		asked                  string // the URL that was asked in the end
	}{
		{"301 relative", "https://cal.example.com", there, 301, nil, "https://cal.example.com/there/"},
		{"302 absolute", "https://cal.example.com", "https://cal.example.com/there/", 302, nil, "https://cal.example.com/there/"},
		{"303", "https://cal.example.com", there, 303, nil, "https://cal.example.com/there/"},
		{"307 beside", "https://cal.example.com", "there/", 307, nil, "https://cal.example.com/alice/there/"},
		{"308 default port written out", "https://cal.example.com", "https://CAL.example.com:443/there/", 308, nil, "https://CAL.example.com:443/there/"},
		{"escapes are kept", "https://cal.example.com", "/a%40b/%c3%a9 x/", 301, nil, "https://cal.example.com/a%40b/%c3%a9%20x/"},
		{"user in the address is dropped", "https://cal.example.com", "https://eve:pw@cal.example.com/there/", 301, nil, "https://cal.example.com/there/"},
		{"a proxy that says http", "https://cal.example.com", "http://cal.example.com/there/", 301, nil, "https://cal.example.com/there/"},
		{"up to https", "http://localhost:8080", "https://localhost/there/", 301, nil, "https://localhost/there/"},
		{"family", "https://caldav.icloud.com", "https://p42-caldav.icloud.com:443/there/", 301, nil, "https://p42-caldav.icloud.com:443/there/"},
		{"family, not encrypted", "https://caldav.icloud.com", "http://p42-caldav.icloud.com/there/", 301, calendar.ErrForeignHost, ""},
		{"family look-alike", "https://caldav.icloud.com", "https://evilicloud.com/there/", 301, calendar.ErrForeignHost, ""},
		{"another host", "https://cal.example.com", "https://evil.example/there/", 301, calendar.ErrForeignHost, ""},
		{"scheme-relative to another host", "https://cal.example.com", "//evil.example/there/", 301, calendar.ErrForeignHost, ""},
		{"a subdomain", "https://example.com", "https://cal.example.com/there/", 301, calendar.ErrForeignHost, ""},
		{"host as prefix", "https://cal.example.com", "https://cal.example.com.evil.example/there/", 301, calendar.ErrForeignHost, ""},
		{"host as user", "https://cal.example.com", "https://cal.example.com@evil.example/there/", 301, calendar.ErrForeignHost, ""},
		{"another port", "https://cal.example.com", "https://cal.example.com:8443/there/", 301, calendar.ErrForeignHost, ""},
		{"another port of loopback", "http://127.0.0.1:5232", "http://127.0.0.1:5233/there/", 301, calendar.ErrForeignHost, ""},
		{"another scheme", "https://cal.example.com", "file:///etc/passwd", 301, calendar.ErrProtocol, ""},
		{"nowhere", "https://cal.example.com", "", 301, calendar.ErrProtocol, ""},
		{"to itself", "https://cal.example.com", "/alice/", 301, calendar.ErrProtocol, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var asked []string
			rt := roundTrip(func(r *http.Request) *http.Response {
				asked = append(asked, r.URL.String())
				_, pw, ok := r.BasicAuth()
				if r.Method != "PROPFIND" || r.ContentLength != int64(len(askCollections)) || r.Header.Get("Depth") != "1" || !ok || pw != "secret" {
					t.Errorf("%s %s lost its method, body, headers or credentials", r.Method, r.URL)
				}
				if len(asked) == 1 {
					return answer(tt.status, "", "Location", tt.location)
				}
				return answer(207, `<multistatus xmlns="DAV:"><response><href>`+r.URL.EscapedPath()+`</href></response></multistatus>`)
			})
			c, err := New(Options{Server: tt.server, Homes: []calendar.Href{"/alice/"}, User: "alice", Password: password("secret"), Transport: rt})
			if err != nil {
				t.Fatal(err)
			}
			_, err = c.Collections(context.Background())
			if tt.want == nil {
				if err != nil || asked[len(asked)-1] != tt.asked {
					t.Errorf("%v asked %v, want %s", err, asked, tt.asked)
				}
				return
			}
			if !errors.Is(err, tt.want) || len(asked) != 1 {
				t.Errorf("%v asked %v, want %v", err, asked, tt.want)
			}
			if tt.want == calendar.ErrForeignHost && !strings.Contains(err.Error(), "points to another host, ") {
				t.Errorf("the sentence does not name the host: %v", err)
			}
		})
	}
}

func TestRedirectsEnd(t *testing.T) {
	n := 0
	rt := roundTrip(func(r *http.Request) *http.Response {
		n++
		return answer(302, "", "Location", r.URL.Path+"x/")
	})
	c, _ := New(Options{Server: "https://cal.example.com", Homes: []calendar.Href{"/"}, Transport: rt})
	if _, err := c.Collections(context.Background()); !errors.Is(err, calendar.ErrProtocol) || n != maxHops {
		t.Errorf("%d hops: %v", n, err)
	}
}

// TestForeignHref: an href in an answer is no better than a redirect.
func TestForeignHref(t *testing.T) {
	rt := roundTrip(func(r *http.Request) *http.Response { t.Errorf("asked %s", r.URL); return answer(404, "") })
	c, _ := New(Options{Server: "https://cal.example.com", User: "alice", Password: password("secret"), Transport: rt})
	for _, r := range c.Fetch(context.Background(), "https://evil.example/cal/", []calendar.Href{"https://evil.example/cal/a.ics"}) {
		if !errors.Is(r.Err, calendar.ErrForeignHost) {
			t.Error(r.Err)
		}
	}
}

func TestPlain(t *testing.T) {
	for server, want := range map[string]error{"http://cal.example.com": calendar.ErrPlain, "http://127.0.0.1:1": calendar.ErrOffline,
		"http://[::1]:1": calendar.ErrOffline, "http://localhost:1": calendar.ErrOffline, "http://127.0.0.1.evil.example": calendar.ErrPlain} {
		c, err := New(Options{Server: server, Homes: []calendar.Href{"/"}, User: "alice", Password: password("secret")})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Collections(context.Background()); !errors.Is(err, want) {
			t.Errorf("%s: %v", server, err)
		}
	}
}

// TestCertificates: what does not fit is said in words, and nothing is sent.
func TestCertificates(t *testing.T) {
	now := time.Now()
	tests := []struct {
		name     string
		host     string
		notAfter time.Time
		trusted  bool
		want     error
		says     string
	}{
		{"good", "127.0.0.1", now.Add(time.Hour), true, nil, ""},
		{"expired", "127.0.0.1", now.Add(-time.Hour), true, calendar.ErrCertificate, "it has expired"},
		{"wrong host", "10.0.0.1", now.Add(time.Hour), true, calendar.ErrCertificate, "issued for another host"},
		{"unknown authority", "127.0.0.1", now.Add(time.Hour), false, calendar.ErrCertificate, "nobody this computer trusts"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cert, pool := certificateFor(t, tt.host, tt.notAfter)
			ts := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if tt.want != nil {
					t.Error("a request was sent")
				}
				w.WriteHeader(207)
				io.WriteString(w, `<multistatus xmlns="DAV:"><response><href>/</href></response></multistatus>`)
			}))
			ts.TLS = &tls.Config{Certificates: []tls.Certificate{cert}}
			ts.Config.ErrorLog = log.New(io.Discard, "", 0)
			ts.StartTLS()
			defer ts.Close()
			rt := newTransport()
			rt.TLSClientConfig = &tls.Config{}
			if tt.trusted {
				rt.TLSClientConfig.RootCAs = pool
			}
			c, _ := New(Options{Server: ts.URL, Homes: []calendar.Href{"/"}, User: "alice", Password: password("secret"), Transport: rt})
			_, err := c.Collections(context.Background())
			if !errors.Is(err, tt.want) || tt.want != nil && !strings.Contains(err.Error(), tt.says) {
				t.Error(err)
			}
		})
	}
}

// certificateFor makes a self-signed certificate.
func certificateFor(t *testing.T, host string, notAfter time.Time) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: notAfter.Add(-48 * time.Hour), NotAfter: notAfter,
		IPAddresses: []net.IP{net.ParseIP(host)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

func TestNotTLS(t *testing.T) {
	ts := httptest.NewServer(http.NotFoundHandler())
	defer ts.Close()
	c, _ := New(Options{Server: strings.Replace(ts.URL, "http://", "https://", 1), Homes: []calendar.Href{"/"}})
	if _, err := c.Collections(context.Background()); !errors.Is(err, calendar.ErrOffline) || !strings.Contains(err.Error(), "it does not speak TLS on that port") {
		t.Error(err)
	}
}

// TestNoHTTP: what answers in something else than HTTP, or hangs up, is told of
// in words.
func TestNoHTTP(t *testing.T) {
	for answer, want := range map[string]string{
		"garbage\r\n\r\n":                  "its answer is not HTTP",
		"HTTP/1.1 200 OK\r\nno header\r\n": "its answer is not HTTP",
		"HTTP/9.x what\r\n\r\n":            "its answer is not HTTP",
		"\x15\x03\x01\x00\x02\x02\x46":     "it speaks TLS on that port",
		"":                                 "it closed the connection without an answer",
	} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		go func() {
			for {
				conn, err := l.Accept()
				if err != nil {
					return
				}
				asked, p := "", make([]byte, 1<<10)
				for n, err := 0, error(nil); err == nil && !strings.Contains(asked, "</"); asked += string(p[:n]) {
					n, err = conn.Read(p)
				}
				_, _ = io.WriteString(conn, answer)
				conn.Close()
			}
		}()
		c, err := New(Options{Server: "http://" + l.Addr().String(), Homes: []calendar.Href{"/"}})
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.Collections(t.Context())
		var told *calendar.Explained
		if !errors.As(err, &told) || !errors.Is(err, calendar.ErrOffline) || told.Message != l.Addr().String()+" cannot be reached: "+want+"." {
			t.Errorf("%q: %v", answer, err)
		}
	}
	req := httptest.NewRequest("PROPFIND", "http://cal.example.com/", nil)
	for _, raw := range []error{&net.OpError{Op: "write", Net: "tcp", Err: net.ErrClosed}, errors.New("http: unforeseen words of a library")} {
		if err := unreachable(req, raw); !errors.Is(err, raw) || err.Error() != "cal.example.com cannot be reached: the connection broke off." {
			t.Error(err)
		}
	}
}

// Why nobody answers is said in words, not in those of the system.
func TestNobodyAnswersInWords(t *testing.T) {
	for cause, want := range map[error]string{
		syscall.ECONNREFUSED:   "nothing answers on that port",
		syscall.ECONNRESET:     "the connection broke off",
		syscall.EPIPE:          "the connection broke off",
		syscall.EHOSTUNREACH:   "there is no way to it from here",
		os.ErrDeadlineExceeded: "it did not answer in time",
	} {
		err := &net.OpError{Op: "read", Net: "tcp", Err: os.NewSyscallError("connect", cause)}
		if cause == os.ErrDeadlineExceeded {
			err.Err = cause
		}
		if got := broken(err); got != want {
			t.Errorf("%v: %q, want %q", cause, got, want)
		}
	}
}
