package caldav

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"

	"calends/backend/calendar"

	"github.com/emersion/go-webdav"
)

// trust knows where the password may go: to the host it was given for, or to
// one of the same known family, over an encrypted connection.
type trust struct {
	base       *url.URL
	allowPlain bool
}

// families are the providers known to spread one login over several hosts.
var families = []string{".icloud.com", ".icloud.com.cn", ".fastmail.com", ".messagingengine.com"}

// check returns nil where the password may be sent to u.
func (t trust) check(u *url.URL) error {
	if !t.knows(u) {
		return calendar.Explain(calendar.ErrForeignHost, "If you trust "+u.Host+", give it as the server's address.",
			"%s points to another host, %s; the password was not given for that one.", t.base.Host, u.Host)
	}
	if u.Scheme == "https" || t.allowPlain || loopback(u.Hostname()) {
		return nil
	}
	return calendar.Explain(calendar.ErrPlain, "Use an address that begins with https://.",
		"The connection to %s is not encrypted; the password was not sent.", u.Host)
}

// knows reports whether u is on the account's host. Another port is another
// host, but for the step from http to https.
func (t trust) knows(u *url.URL) bool {
	a, b := strings.ToLower(t.base.Hostname()), strings.ToLower(u.Hostname())
	if a == b {
		return port(t.base) == port(u) || t.base.Scheme == "http" && u.Scheme == "https"
	}
	for _, f := range families {
		if strings.HasSuffix(a, f) && strings.HasSuffix(b, f) {
			return u.Scheme == "https" && port(u) == "443"
		}
	}
	return false
}

func port(u *url.URL) string {
	switch p := u.Port(); {
	case p != "":
		return p
	case u.Scheme == "http":
		return "80"
	}
	return "443"
}

// loopback reports whether the host is this computer.
func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

// maxHops is how many redirects one request may take.
const maxHops = 10

// redirector follows redirects with method and body kept; net/http would make
// a GET of a PROPFIND. Whether the new host may have the password is decided
// below, for every hop.
type redirector struct{ next webdav.HTTPClient }

func (r *redirector) Do(req *http.Request) (*http.Response, error) {
	seen := map[string]bool{}
	for range maxHops {
		seen[req.URL.String()] = true
		resp, err := r.next.Do(req)
		if err != nil {
			return nil, err
		}
		to, err := target(req, resp)
		if to == nil && err == nil {
			return resp, nil
		}
		drain(resp.Body)
		if err != nil {
			return nil, err
		}
		if seen[to.String()] {
			return nil, calendar.Explain(calendar.ErrProtocol, "Check the address.",
				"%s sends requests round in a circle.", req.URL.Host)
		}
		if req, err = again(req); err != nil {
			return nil, err
		}
		req.URL, req.Host = to, ""
	}
	return nil, calendar.Explain(calendar.ErrProtocol, "Check the address.", "%s redirects without end.", req.URL.Host)
}

// target is where the answer redirects to; nil where it does not.
func target(req *http.Request, resp *http.Response) (*url.URL, error) {
	switch resp.StatusCode {
	case 301, 302, 307, 308:
	case 303: // the answer is elsewhere; that makes sense for reading only
		if req.Method != "PROPFIND" && req.Method != "GET" && req.Method != "OPTIONS" {
			return nil, nil
		}
	default:
		return nil, nil
	}
	raw := strings.TrimSpace(resp.Header.Get("Location"))
	if raw == "" {
		return nil, nil
	}
	to, err := url.Parse(legal(raw))
	if err != nil {
		return nil, calendar.Explain(calendar.ErrProtocol, "", "%s redirects to something that is no address.", req.URL.Host)
	}
	to = req.URL.ResolveReference(to)
	to.User, to.Fragment = nil, ""
	// A server behind a proxy that ends TLS names itself with http. The
	// connection stays encrypted; should that lead nowhere, it is a circle.
	if to.Scheme == "http" && req.URL.Scheme == "https" && strings.EqualFold(to.Hostname(), req.URL.Hostname()) {
		to.Scheme, to.Host = "https", req.URL.Host
	}
	if to.Scheme != "http" && to.Scheme != "https" {
		return nil, calendar.Explain(calendar.ErrProtocol, "", "%s redirects to %s, which is not the web.", req.URL.Host, to.Scheme)
	}
	return to, nil
}

// again is the same request, its body at the beginning.
func again(req *http.Request) (*http.Request, error) {
	next := req.Clone(req.Context())
	next.Header.Del("Authorization")
	if req.GetBody == nil {
		return next, nil
	}
	body, err := req.GetBody()
	next.Body = body
	return next, err
}

// unreachable explains why no answer came. The caller's own cancellation is
// left as it is.
func unreachable(req *http.Request, err error) error {
	if e := req.Context().Err(); e != nil {
		return e
	}
	host := req.URL.Host
	if reason := certificate(err); reason != "" {
		return calendar.Explain(errors.Join(calendar.ErrCertificate, err),
			"Check the address and this computer's clock. If the server is your own, add its certificate to this system's.",
			"The certificate of %s does not fit: %s.", host, reason)
	}
	hint, reason := "", broken(err)
	if req.URL.Scheme == "http" && (reason == wantsTLS || reason == brokeOff) {
		hint = "Perhaps the address has to begin with https://."
	}
	return calendar.Explain(errors.Join(calendar.ErrOffline, err), hint, "%s cannot be reached: %s.", host, reason)
}

// What is wrong where an http address leads to a port of https: which of the two
// shows is a matter of who is faster.
const (
	wantsTLS = "it speaks TLS on that port"
	brokeOff = "the connection broke off"
)

// broken says in words why a connection did not come about, or broke. Of what
// only the words of net/http tell, those are read; they are not for people.
func broken(err error) string {
	var dns *net.DNSError
	var op *net.OpError
	var record tls.RecordHeaderError
	switch text := err.Error(); {
	case errors.As(err, &dns) && dns.IsNotFound:
		return "there is no host of that name"
	case errors.As(err, &dns):
		return "its name could not be looked up"
	case errors.As(err, &record), errors.Is(err, http.ErrSchemeMismatch):
		return "it does not speak TLS on that port"
	case strings.Contains(text, `malformed HTTP response "\x15\x03`): // a TLS alert (RFC 8446 §6)
		return wantsTLS
	case strings.Contains(text, "malformed HTTP"), strings.Contains(text, "malformed MIME header"):
		return "its answer is not HTTP"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "it closed the connection without an answer"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "nothing answers on that port"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE), errors.Is(err, net.ErrClosed):
		return brokeOff
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return "there is no way to it from here"
	case errors.As(err, &op) && op.Timeout():
		return "it did not answer in time"
	case errors.As(err, &op):
		return op.Err.Error()
	}
	return brokeOff
}

// certificate says in words what is wrong with a certificate, "" where that is
// not what failed.
func certificate(err error) string {
	var name x509.HostnameError
	var unknown x509.UnknownAuthorityError
	var invalid x509.CertificateInvalidError
	var verify *tls.CertificateVerificationError
	switch {
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "it has expired, or is not valid yet"
	case errors.As(err, &name):
		return "it was issued for another host"
	case errors.As(err, &unknown):
		return "nobody this computer trusts has signed it"
	case errors.As(err, &invalid), errors.As(err, &verify):
		return err.Error()
	}
	return ""
}
