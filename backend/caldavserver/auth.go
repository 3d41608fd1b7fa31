package caldavserver

import (
	"crypto/md5" // RFC 7616 still has it, and so do real servers
	"crypto/subtle"
	"encoding/hex"
	"net/http"
	"strings"
)

const realm = "calendar"

// challenge asks for credentials.
func (x *exchange) challenge() {
	x.fail(http.StatusUnauthorized, "")
	if x.s.digest {
		x.header.Set("WWW-Authenticate", `Digest realm="`+realm+`", qop="auth", nonce="`+x.s.nonce+`", algorithm=MD5`)
		return
	}
	x.header.Set("WWW-Authenticate", `Basic realm="`+realm+`", charset="UTF-8"`)
}

// hasCredentials reports whether the request carries credentials of the kind
// this server demands.
func (x *exchange) hasCredentials() bool {
	scheme, _, _ := strings.Cut(x.r.Header.Get("Authorization"), " ")
	return strings.EqualFold(scheme, "Digest") == x.s.digest && scheme != ""
}

// authenticate finds out who asks, and reports whether that is a user.
func (x *exchange) authenticate() bool {
	if x.s.digest {
		return x.digest()
	}
	name, password, ok := x.r.BasicAuth()
	p := x.s.principals[name]
	if !ok || p == nil || subtle.ConstantTimeCompare([]byte(password), []byte(p.user.Password)) != 1 {
		return false
	}
	x.who = p
	return true
}

// digest checks a Digest response (RFC 7616 §3.4.1) with qop=auth and MD5.
func (x *exchange) digest() bool {
	scheme, rest, _ := strings.Cut(x.r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Digest") {
		return false
	}
	f := digestFields(rest)
	p := x.s.principals[f["username"]]
	if p == nil || f["nonce"] != x.s.nonce || f["realm"] != realm || f["qop"] != "auth" || f["uri"] != x.r.RequestURI {
		return false
	}
	a1 := hash(p.user.Name + ":" + realm + ":" + p.user.Password)
	a2 := hash(x.r.Method + ":" + f["uri"])
	want := hash(strings.Join([]string{a1, f["nonce"], f["nc"], f["cnonce"], f["qop"], a2}, ":"))
	if subtle.ConstantTimeCompare([]byte(want), []byte(strings.ToLower(f["response"]))) != 1 {
		return false
	}
	x.who = p
	return true
}

// digestFields reads name=value and name="value" pairs with commas between.
func digestFields(s string) map[string]string {
	fields := make(map[string]string)
	for s = strings.TrimLeft(s, " ,"); s != ""; s = strings.TrimLeft(s, " ,") {
		name, rest, found := strings.Cut(s, "=")
		if !found {
			break
		}
		var value string
		if strings.HasPrefix(rest, `"`) {
			value, s, _ = strings.Cut(rest[1:], `"`)
		} else {
			value, s, _ = strings.Cut(rest, ",")
		}
		fields[strings.ToLower(strings.TrimSpace(name))] = strings.TrimSpace(value)
	}
	return fields
}

func hash(s string) string {
	sum := md5.Sum([]byte(s))
	return hex.EncodeToString(sum[:])
}
