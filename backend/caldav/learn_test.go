package caldav

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// A server that bears what it is asked is asked for more, and one that is slow
// or leaves out more than half for less, down to a few.
func TestBatchLearns(t *testing.T) {
	for _, c := range []struct {
		name                 string
		size, asked, missing int
		took                 time.Duration
		want                 int
	}{
		{"quick and whole", 50, 50, 0, time.Second, 100},
		{"no more than a lot", maxBatch, maxBatch, 0, time.Second, maxBatch},
		{"quick, but it was less", 50, 49, 0, time.Second, 50},
		{"not so quick", 50, 50, 0, quick, 50},
		{"some are missing", 50, 50, 1, time.Second, 50},
		{"half are missing", 50, 50, 25, time.Second, 50},
		{"more than half are missing", 50, 50, 26, time.Second, 25},
		{"slow", 400, 400, 0, slow + 1, 200},
		{"just not slow", 400, 400, 0, slow, 400},
		{"no less than a few", 15, 15, 15, time.Second, smallBatch},
	} {
		b := batch{c.size}
		if b.learn(c.asked, c.missing, c.took); b.size != c.want {
			t.Errorf("%s: %d, want %d", c.name, b.size, c.want)
		}
	}
}

// A request that is sent elsewhere takes its body along, from the beginning, and
// no credentials: who is asked there signs in anew, where that is allowed.
func TestAgainWithoutCredentials(t *testing.T) {
	req, err := http.NewRequest("PUT", "https://one.test/a", strings.NewReader("text"))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Basic c2VjcmV0")
	req.Header.Set("If-Match", `"1"`)
	if _, err := req.Body.Read(make([]byte, 2)); err != nil {
		t.Fatal(err)
	}
	next, err := again(req)
	if err != nil {
		t.Fatal(err)
	}
	body := make([]byte, 8)
	n, _ := next.Body.Read(body)
	if string(body[:n]) != "text" || next.Header.Get("Authorization") != "" || next.Header.Get("If-Match") != `"1"` {
		t.Errorf("%q %v", body[:n], next.Header)
	}
	if req.Header.Get("Authorization") == "" {
		t.Error("the first request was changed")
	}
}
