package caldav

import (
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"calends/backend/calendar"
)

// heardBy makes a context whose exchanges are gathered.
func heardBy(list *[]calendar.Exchange) context.Context {
	return calendar.WithTrace(context.Background(), func(x calendar.Exchange) { *list = append(*list, x) })
}

// TestRecordedWhole: request and answer are kept as they mean, whatever the
// wire made of them.
func TestRecordedWhole(t *testing.T) {
	const answer = `<multistatus xmlns="DAV:"><response><href>/</href></response></multistatus>`
	c := open(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		w.Header().Set("ETag", `"7"`)
		w.Header().Set("Set-Cookie", "session=chocolate")
		w.WriteHeader(207)
		z := gzip.NewWriter(w)
		io.WriteString(z, answer)
		z.Close()
	})
	var list []calendar.Exchange
	if _, err := c.Collections(heardBy(&list)); err != nil {
		t.Fatal(err)
	}
	x := list[0]
	if string(x.Answer.Body) != answer || string(x.Request.Body) != askCollections || x.Status != 207 || x.Err != "" {
		t.Errorf("%+v\n%s\n%s", x, x.Request.Body, x.Answer.Body)
	}
	if x.Answer.Header["Etag"] != `"7"` || x.Request.Header["Depth"] != "1" || len(x.Answer.Header) != 1 {
		t.Errorf("%v %v", x.Request.Header, x.Answer.Header)
	}
}

// TestRecordedBrokenOff: what came before an answer broke off is kept, and so
// is why there is no more.
func TestRecordedBrokenOff(t *testing.T) {
	c := open(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "1000")
		w.WriteHeader(207)
		io.WriteString(w, `<multistatus xmlns="DAV:">`)
	})
	var list []calendar.Exchange
	if _, err := c.Collections(heardBy(&list)); err == nil {
		t.Fatal("no error")
	}
	if x := list[0]; x.Err == "" || !strings.HasPrefix(string(x.Answer.Body), "<multistatus") {
		t.Errorf("%+v", x)
	}
}

// TestRecordedTooLarge: of a body beyond all measure the hash is kept.
func TestRecordedTooLarge(t *testing.T) {
	for _, size := range []int{maxKept, maxKept + 1} {
		var p tap
		half := strings.Repeat("x", size/2)
		io.WriteString(&p, half)
		io.WriteString(&p, strings.Repeat("x", size-size/2))
		body, sum := p.end(false, func() []string { return nil }, "")
		if whole := size == maxKept; whole != (len(body) == size) || whole != (sum == "") {
			t.Errorf("%d bytes: kept %d, sum %q", size, len(body), sum)
		}
	}
}

// TestRecordHoldsNoSecret: neither the password, nor what Basic and Digest make
// of it, nor a name in an address, even where the server repeats what it got.
func TestRecordHoldsNoSecret(t *testing.T) {
	const user, secret = "alice", "correct horse"
	token := base64.StdEncoding.EncodeToString([]byte(user + ":" + secret))
	for _, digest := range []bool{false, true} {
		ts := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if digest && !strings.HasPrefix(r.Header.Get("Authorization"), "Digest ") {
				w.Header().Set("WWW-Authenticate", `Digest realm="r", nonce="abc", qop="auth"`)
				w.WriteHeader(401)
				return
			}
			w.Header().Set("Set-Cookie", "a="+secret)
			w.Header().Set("Location", "http://"+user+":"+secret+"@"+r.Host+"/x?token="+secret)
			w.WriteHeader(404)
			if strings.HasSuffix(r.URL.Path, ".ics") {
				fmt.Fprintf(w, "you sent Authorization: %s", r.Header.Get("Authorization"))
			} else {
				fmt.Fprintf(w, "you sent %s", secret)
			}
		}))
		defer ts.Close()
		c, err := New(Options{Server: strings.Replace(ts.URL, "://", "://"+user+":"+secret+"@", 1), Homes: []calendar.Href{"/home/?key=" + secret},
			User: user, Password: password(secret)})
		if err != nil {
			c, err = New(Options{Server: ts.URL, Homes: []calendar.Href{"/home/"}, User: user, Password: password(secret)})
		}
		if err != nil {
			t.Fatal(err)
		}
		var list []calendar.Exchange
		_, _ = c.Collections(heardBy(&list))
		_, _ = c.get(heardBy(&list), calendar.Href(strings.Replace(ts.URL, "://", "://"+user+":"+secret+"@", 1)+"/a.ics?pw="+secret))
		if len(list) < 2 {
			t.Fatalf("%d exchanges", len(list))
		}
		for _, x := range list {
			all, _ := json.Marshal(x)
			text := string(all) + string(x.Request.Body) + string(x.Answer.Body)
			for _, s := range []string{secret, token, "Authorization", "Cookie", "nonce", user + ":", user + "@"} {
				if strings.Contains(text, s) {
					t.Errorf("digest %v: %q in %s", digest, s, text)
				}
			}
			if x.Status != 404 || x.Answer.Body == nil && x.Answer.Sum == "" {
				t.Errorf("digest %v: %+v", digest, x)
			}
		}
	}
}
