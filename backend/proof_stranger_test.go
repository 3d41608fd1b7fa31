package backend_test

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
)

// stranger is another program: curl, which knows every way to sign in.
type stranger struct {
	t              *testing.T
	user, password string
}

type reply struct {
	status     int
	etag, body string
}

func (r reply) ok() bool { return r.status >= 200 && r.status < 300 }

func (s stranger) do(method, at, body string, header ...string) (r reply) {
	args := []string{"-s", "--anyauth", "-u", s.user + ":" + s.password, "-X", method, "-w", "\n%{http_code} %header{etag}", at}
	for _, h := range header {
		args = append(args, "-H", h)
	}
	switch {
	case method == "PROPFIND":
		args = append(args, "-H", "Content-Type: application/xml")
	case body != "":
		args = append(args, "-H", "Content-Type: text/calendar; charset=utf-8")
	}
	if body != "" {
		args = append(args, "--data-binary", body)
	}
	out, err := exec.Command("curl", args...).Output()
	if err != nil {
		s.t.Errorf("curl %s %s: %v", method, at, err)
	}
	end := strings.LastIndexByte(string(out), '\n')
	r.body = string(out[:max(0, end)])
	fmt.Sscan(string(out[end+1:]), &r.status, &r.etag)
	return r
}

// list names the objects of a calendar.
func (s stranger) list(at string) (all []string) {
	r := s.do("PROPFIND", at, `<?xml version="1.0"?><D:propfind xmlns:D="DAV:"><D:prop><D:getetag/></D:prop></D:propfind>`, "Depth: 1")
	for _, m := range hrefs.FindAllStringSubmatch(r.body, -1) {
		if name := filepath.Base(m[1]); !strings.HasSuffix(at, "/"+name+"/") {
			all = append(all, at+name)
		}
	}
	return all
}

var hrefs = regexp.MustCompile(`<(?:\w+:)?href>([^<]*[^/<])</`)

// weather stands between a device and the server.
type weather struct {
	h     *hammer
	who   int
	host  string
	storm atomic.Bool
}

func (w *weather) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	luck := 100
	if w.storm.Load() {
		luck = rand.IntN(100)
	}
	if luck < 3 {
		w.note(r, "request lost", 0, nil)
		panic(http.ErrAbortHandler)
	}
	if luck < 6 {
		w.note(r, "refused", 0, nil)
		rw.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	body, _ := io.ReadAll(r.Body)
	out := r.Clone(r.Context())
	out.Body = io.NopCloser(bytes.NewReader(body))
	out.URL.Scheme, out.URL.Host, out.RequestURI = "http", w.host, ""
	answer, err := http.DefaultTransport.RoundTrip(out)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	defer answer.Body.Close()
	text, _ := io.ReadAll(answer.Body)
	if luck < 14 {
		w.note(r, "answer lost", answer.StatusCode, body)
		panic(http.ErrAbortHandler)
	}
	for name, all := range answer.Header {
		rw.Header()[name] = all
	}
	if to := answer.Header.Get("Location"); to != "" {
		rw.Header().Set("Location", strings.Replace(to, w.host, r.Host, 1))
	}
	rw.Header().Set("Content-Length", fmt.Sprint(len(text)))
	rw.WriteHeader(answer.StatusCode)
	if luck < 18 && len(text) > 0 {
		w.note(r, "answer cut off", answer.StatusCode, body)
		rw.Write(text[:len(text)/2])
		http.NewResponseController(rw).Flush()
		panic(http.ErrAbortHandler)
	}
	w.note(r, "", answer.StatusCode, body)
	rw.Write(text)
}

// note remembers what was asked of the server about an object, and what became of it.
func (w *weather) note(r *http.Request, fate string, status int, body []byte) {
	w.h.mu.Lock()
	defer w.h.mu.Unlock()
	if fate != "" {
		w.h.done[fate]++
	}
	if strings.HasSuffix(r.URL.Path, ".ics") {
		w.h.log = append(w.h.log, fmt.Sprintf("  %d %s %s %s%s: %d %s %s", w.who, r.Method, r.URL.Path, r.Header.Get("If-Match"), r.Header.Get("If-None-Match"),
			status, fate, values.FindAllString(string(body), -1)))
	}
}
