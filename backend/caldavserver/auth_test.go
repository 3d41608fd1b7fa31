package caldavserver_test

import (
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"net/http"
	"regexp"
	"testing"

	"calends/backend/caldavserver"
)

func TestBasic(t *testing.T) {
	c := seeded(t, caldavserver.Options{})
	c.user = "mallory"
	expect(t, "unknown user", c.do("GET", work+"a.ics", "").status, http.StatusUnauthorized)
	c.user = "alice"
	expect(t, "right", c.do("GET", work+"a.ics", "").status, http.StatusOK)
	c.server.SetPassword("alice", "changed")
	expect(t, "wrong password", c.do("GET", work+"a.ics", "").status, http.StatusUnauthorized)
	expect(t, "a wrong password is no challenge", c.server.Answered(), 3)
}

func TestDigest(t *testing.T) {
	c := seeded(t, caldavserver.Options{Digest: true})
	expect(t, "Basic is not taken", c.do("GET", work+"a.ics", "").status, http.StatusUnauthorized)
	expect(t, "Basic is no attempt at Digest", c.server.Answered(), 0)
	c.user = ""
	asked := c.do("GET", work+"a.ics", "").header.Get("WWW-Authenticate")
	nonce := regexp.MustCompile(`^Digest realm="calendar", qop="auth", nonce="([0-9a-f]{32})", algorithm=MD5$`).FindStringSubmatch(asked)
	if nonce == nil {
		t.Fatalf("challenge %q", asked)
	}
	sum := func(s string) string { h := md5.Sum([]byte(s)); return hex.EncodeToString(h[:]) }
	response := func(password string) string {
		uri := work + "a.ics"
		d := sum(sum("alice:calendar:"+password) + ":" + nonce[1] + ":00000001:c0ffee:auth:" + sum("GET:"+uri))
		return fmt.Sprintf(`Authorization: Digest username="alice", realm="calendar", nonce="%s", uri="%s", qop=auth, nc=00000001, cnonce="c0ffee", response="%s", algorithm=MD5`, nonce[1], uri, d)
	}
	expect(t, "right", c.do("GET", work+"a.ics", "", response("secret")).status, http.StatusOK)
	expect(t, "wrong", c.do("GET", work+"a.ics", "", response("guess")).status, http.StatusUnauthorized)
	expect(t, "for another path", c.do("GET", work+"b.ics", "", response("secret")).status, http.StatusUnauthorized)
	expect(t, "the challenge is not work", c.server.Answered(), 3)
	expect(t, "nor a GET", c.server.Count("GET"), 3)
}
