package caldav

import (
	"context"
	"crypto/md5"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"net/http"
	"strings"
	"sync"

	"calends/backend/calendar"

	"github.com/emersion/go-webdav"
)

// signer adds credentials. Basic (RFC 7617) goes along from the first request,
// because some servers fail on a first try without; over plain http to another
// computer it waits to be asked, so that Digest (RFC 7616) keeps the password
// off the wire. Once a server has asked for Digest its nonce is used again.
type signer struct {
	next     webdav.HTTPClient
	trust    trust
	user     string
	password func(context.Context) (string, error)

	mu     sync.Mutex
	secret string
	known  bool
	digest *challenge // nil: Basic
	count  uint32     // requests made with digest's nonce
}

// maxTries bounds one request: without, with what was asked for, with a fresh
// nonce.
const maxTries = 3

func (s *signer) Do(req *http.Request) (*http.Response, error) {
	if err := s.trust.check(req.URL); err != nil {
		return nil, err
	}
	if s.user == "" {
		return s.next.Do(req)
	}
	asked := req.URL.Scheme == "https" || loopback(req.URL.Hostname())
	for try := 1; ; try++ {
		used, err := s.sign(req, asked)
		if err != nil {
			return nil, err
		}
		resp, err := s.next.Do(req)
		if err != nil || resp.StatusCode != http.StatusUnauthorized {
			return resp, err
		}
		if try == maxTries || !s.learn(resp, used) {
			s.forget()
			return resp, nil
		}
		drain(resp.Body)
		asked = true
		if req, err = again(req); err != nil {
			return nil, err
		}
	}
}

// attempt is what a request was signed with.
type attempt struct {
	signed bool
	nonce  string // "" for Basic
}

// sign sets Authorization and says what it used.
func (s *signer) sign(req *http.Request, asked bool) (attempt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.digest == nil && !asked {
		return attempt{}, nil
	}
	if !s.known {
		if s.password == nil {
			return attempt{}, fmt.Errorf("sign in to %s: %w", req.URL.Host, calendar.ErrNoSecret)
		}
		secret, err := s.password(req.Context())
		if err != nil {
			return attempt{}, fmt.Errorf("sign in to %s: %w", req.URL.Host, err)
		}
		s.secret, s.known = secret, true
	}
	if s.digest == nil {
		req.SetBasicAuth(s.user, s.secret)
		return attempt{signed: true}, nil
	}
	s.count++
	req.Header.Set("Authorization", s.digest.answer(s.user, s.secret, req.Method, requestURI(req), s.count, cnonce()))
	return attempt{signed: true, nonce: s.digest.nonce}, nil
}

// learn takes in the challenges of a 401 and reports whether to try again.
func (s *signer) learn(resp *http.Response, used attempt) bool {
	offers := challenges(resp.Header.Values("WWW-Authenticate"))
	s.mu.Lock()
	defer s.mu.Unlock()
	best := strongest(offers)
	switch {
	case best == nil: // Basic, or something unknown
		again := !used.signed || used.nonce != "" && hasBasic(offers)
		s.digest = nil
		return again
	case used.nonce == "" || best.stale:
		s.digest, s.count = best, 0
		return true
	case best.nonce != used.nonce && s.count > 1:
		// The nonce had been used before and may have expired unannounced. A
		// refusal of a nonce used for the first time is about the password.
		s.digest, s.count = best, 0
		return true
	}
	return false
}

// forget drops the password, so that the next request asks for it anew.
func (s *signer) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.secret, s.known = "", false
}

// requestURI is the path and query as they stand in the request line.
func requestURI(req *http.Request) string { return req.URL.RequestURI() }

func cnonce() string {
	var b [12]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// challenge is a Digest challenge that can be answered.
type challenge struct {
	realm, nonce, opaque string
	algorithm            string // as sent; "" is MD5
	qop                  bool   // qop=auth was offered
	stale                bool
}

// answer is the Authorization header of RFC 7616 §3.4, or of RFC 2069 where
// the server offers no qop.
func (c *challenge) answer(user, password, method, uri string, count uint32, cnonce string) string {
	newHash, session, _ := algorithm(c.algorithm)
	sum := func(parts ...string) string {
		h := newHash()
		h.Write([]byte(strings.Join(parts, ":")))
		return hex.EncodeToString(h.Sum(nil))
	}
	a1 := sum(user, c.realm, password)
	if session {
		a1 = sum(a1, c.nonce, cnonce)
	}
	a2 := sum(method, uri)
	nc := fmt.Sprintf("%08x", count)
	response := sum(a1, c.nonce, a2)
	if c.qop {
		response = sum(a1, c.nonce, nc, cnonce, "auth", a2)
	}
	var b strings.Builder
	fmt.Fprintf(&b, `Digest username=%s, realm=%s, nonce=%s, uri=%s, response="%s"`,
		quote(user), quote(c.realm), quote(c.nonce), quote(uri), response)
	if c.algorithm != "" {
		b.WriteString(", algorithm=" + c.algorithm)
	}
	if c.opaque != "" {
		b.WriteString(", opaque=" + quote(c.opaque))
	}
	if c.qop {
		fmt.Fprintf(&b, `, qop=auth, nc=%s, cnonce="%s"`, nc, cnonce)
	} else if session {
		fmt.Fprintf(&b, `, cnonce="%s"`, cnonce)
	}
	return b.String()
}

func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

// algorithm finds the hash of a Digest algorithm, and whether it is one of the
// session variants.
func algorithm(name string) (h func() hash.Hash, session, ok bool) {
	name, session = strings.CutSuffix(strings.ToUpper(name), "-SESS")
	switch name {
	case "", "MD5":
		return md5.New, session, true
	case "SHA-256":
		return sha256.New, session, true
	}
	return nil, false, false
}

// offer is one challenge of a WWW-Authenticate header.
type offer struct {
	scheme string // lower case
	params map[string]string
}

func hasBasic(offers []offer) bool {
	for _, o := range offers {
		if o.scheme == "basic" {
			return true
		}
	}
	return false
}

// strongest picks the best Digest challenge that can be answered; nil: none.
func strongest(offers []offer) *challenge {
	var best *challenge
	for _, o := range offers {
		if _, _, ok := algorithm(o.params["algorithm"]); o.scheme != "digest" || !ok || o.params["nonce"] == "" {
			continue
		}
		c := &challenge{realm: o.params["realm"], nonce: o.params["nonce"], opaque: o.params["opaque"],
			algorithm: o.params["algorithm"], stale: strings.EqualFold(o.params["stale"], "true")}
		qop, offered := o.params["qop"]
		for _, q := range strings.Split(qop, ",") {
			c.qop = c.qop || strings.EqualFold(strings.TrimSpace(q), "auth")
		}
		if offered && qop != "" && !c.qop {
			continue // auth-int only
		}
		if best == nil || strings.HasPrefix(strings.ToUpper(c.algorithm), "SHA-256") && !strings.HasPrefix(strings.ToUpper(best.algorithm), "SHA-256") {
			best = c
		}
	}
	return best
}

// challenges reads WWW-Authenticate (RFC 9110 §11.6.1): several challenges may
// share one header, separated by the same commas as their parameters.
func challenges(headers []string) []offer {
	var offers []offer
	for _, h := range headers {
		for _, part := range splitQuoted(h) {
			name, value, isParam := strings.Cut(part, "=")
			name = strings.TrimSpace(name)
			if scheme, first, two := strings.Cut(name, " "); two || !isParam {
				offers = append(offers, offer{scheme: strings.ToLower(scheme), params: map[string]string{}})
				name = strings.TrimSpace(first)
			}
			if isParam && len(offers) > 0 {
				offers[len(offers)-1].params[strings.ToLower(name)] = unquote(value)
			}
		}
	}
	return offers
}

// splitQuoted splits at the commas outside quotes.
func splitQuoted(s string) []string {
	var parts []string
	start, quoted := 0, false
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && quoted:
			i++
		case s[i] == '"':
			quoted = !quoted
		case s[i] == ',' && !quoted:
			parts, start = append(parts, strings.TrimSpace(s[start:i])), i+1
		}
	}
	return append(parts, strings.TrimSpace(s[start:]))
}

func unquote(s string) string {
	s = strings.TrimSpace(s)
	if len(s) < 2 || s[0] != '"' || s[len(s)-1] != '"' {
		return s
	}
	s = s[1 : len(s)-1]
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
