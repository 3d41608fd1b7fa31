package caldav

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"calends/backend/calendar"

	"github.com/rogpeppe/go-internal/txtar"
)

// TestTranscripts plays testdata/*.txt: what is asked of the client stands in
// the lines above the first section; "C" sections are the requests it must
// send, each followed by the server's "S"; "expect" is what it must make of
// them. A request is the method, the path, the headers that matter and pieces
// its body must hold (lines with "~") or must not ("!~").
func TestTranscripts(t *testing.T) {
	files, _ := filepath.Glob("testdata/*.txt")
	if len(files) == 0 {
		t.Fatal("no transcripts")
	}
	for _, f := range files {
		t.Run(strings.TrimSuffix(filepath.Base(f), ".txt"), func(t *testing.T) {
			a, err := txtar.ParseFile(f)
			if err != nil {
				t.Fatal(err)
			}
			play(t, a)
		})
	}
}

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func play(t *testing.T, a *txtar.Archive) {
	var steps []txtar.File
	var body, expect string
	for _, f := range a.Files {
		switch f.Name {
		case "C", "S":
			steps = append(steps, f)
		case "body":
			body = strings.ReplaceAll(string(f.Data), "\n", "\r\n")
		case "expect":
			expect = string(f.Data)
		}
	}
	next := 0
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if next+1 >= len(steps) || steps[next].Name != "C" {
			t.Errorf("unexpected %s %s", r.Method, r.RequestURI)
			w.WriteHeader(http.StatusTeapot)
			return
		}
		checkRequest(t, string(steps[next].Data), r)
		serve(w, string(steps[next+1].Data))
		next += 2
	}))
	defer srv.Close()
	c, err := New(Options{Server: srv.URL, Homes: []calendar.Href{"/alice/"}, Principal: "/principal/",
		Now: func() time.Time { return noon }})
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for line := range strings.Lines(string(a.Comment)) {
		if f := strings.Fields(line); len(f) > 0 && !strings.HasPrefix(f[0], "#") {
			command(c, f, body, &got)
		}
	}
	if next != len(steps) {
		t.Errorf("only %d of %d sections were played", next, len(steps))
	}
	if s := strings.ReplaceAll(got.String(), srv.URL, ""); s != expect {
		t.Errorf("got\n%swant\n%s", s, expect)
	}
}

func checkRequest(t *testing.T, want string, r *http.Request) {
	sent, _ := io.ReadAll(r.Body)
	for i, line := range strings.Split(strings.TrimRight(want, "\n"), "\n") {
		piece, must := strings.CutPrefix(line, "~")
		none, mustNot := strings.CutPrefix(line, "!~")
		name, value, header := strings.Cut(line, ": ")
		switch {
		case i == 0:
			if got := r.Method + " " + r.RequestURI; got != line {
				t.Errorf("request %q, want %q", got, line)
			}
		case must:
			if !strings.Contains(string(sent), strings.TrimSpace(piece)) {
				t.Errorf("%s %s lacks %q:\n%s", r.Method, r.RequestURI, piece, sent)
			}
		case mustNot:
			if strings.Contains(string(sent), strings.TrimSpace(none)) {
				t.Errorf("%s %s holds %q:\n%s", r.Method, r.RequestURI, none, sent)
			}
		case header:
			if got := r.Header.Get(name); got != value {
				t.Errorf("%s %s has %s: %q, want %q", r.Method, r.RequestURI, name, got, value)
			}
		}
	}
	for _, word := range []string{"<c:expand", "time-range", "text-match"} {
		if strings.Contains(strings.ToLower(string(sent)), word) {
			t.Errorf("%s %s asks the server for what half of them do wrong: %s", r.Method, r.RequestURI, word)
		}
	}
	if r.ContentLength < 0 {
		t.Errorf("%s %s is chunked; Radicale refuses that", r.Method, r.RequestURI)
	}
}

// serve writes an answer: status, headers, an empty line, the body.
func serve(w http.ResponseWriter, s string) {
	head, body, _ := strings.Cut(s, "\n\n")
	lines := strings.Split(strings.TrimSpace(head), "\n")
	for _, l := range lines[1:] {
		name, value, _ := strings.Cut(l, ": ")
		w.Header().Set(name, value)
	}
	code, _ := strconv.Atoi(lines[0])
	w.WriteHeader(code)
	io.WriteString(w, body)
}

// command does what one line asks and writes down what came of it.
func command(c *Client, f []string, body string, out io.Writer) {
	ctx := context.Background()
	named := map[string]string{}
	for _, p := range f {
		if k, v, ok := strings.Cut(p, "="); ok {
			named[k] = v
		}
	}
	m := calendar.Match{ETag: calendar.ETag(named["etag"]), ScheduleTag: calendar.ScheduleTag(named["stag"])}
	switch f[0] {
	case "collections":
		cols, err := c.Collections(ctx)
		for _, col := range cols {
			fmt.Fprintf(out, "%s %q color=%s ctag=%s token=%s sync=%v multiget=%v readonly=%v %v\n", col.Href, col.Name, col.Color,
				col.CTag, col.SyncToken, col.SyncCollection, col.MultiGet, col.ReadOnly, col.Components)
		}
		failed(out, err)
	case "observe":
		col := calendar.Collection{Href: calendar.Href(f[1]), CTag: calendar.CTag(named["nowctag"]), SyncToken: calendar.SyncToken(named["nowtoken"]),
			SyncCollection: slices.Contains(f, "sync"), MultiGet: true}
		if !slices.Contains(f, "first") {
			col.Progress = calendar.Progress{Token: calendar.SyncToken(named["token"]), CTag: calendar.CTag(named["ctag"]), Compared: noon.Add(-time.Hour)}
		}
		if slices.Contains(f, "old") {
			col.Progress.Compared = noon.Add(-25 * time.Hour)
		}
		l, err := c.Observe(ctx, col)
		showListing(out, l, err)
	case "fetch":
		var hrefs []calendar.Href
		for _, h := range f[2:] {
			hrefs = append(hrefs, calendar.Href(h))
		}
		for h, r := range c.Fetch(ctx, calendar.Href(f[1]), hrefs) {
			fmt.Fprintf(out, "%s %s %s %q\n", h, r.Version.ETag, r.Version.ScheduleTag, r.Version.Body)
			failed(out, r.Err)
		}
	case "put":
		v, err := c.Put(ctx, calendar.Href(f[1]), []byte(body), m)
		if err == nil {
			fmt.Fprintf(out, "%s %s %d bytes\n", v.ETag, v.ScheduleTag, len(v.Body))
		}
		failed(out, err)
	case "delete":
		failed(out, c.Delete(ctx, calendar.Href(f[1]), m))
	case "move":
		failed(out, c.Move(ctx, calendar.Href(f[1]), calendar.Href(f[2]), m))
	case "create":
		col, err := c.Create(ctx, calendar.Collection{Href: calendar.Href(f[1]), Name: named["name"], Color: named["color"]})
		fmt.Fprintf(out, "%s %q %s\n", col.Href, col.Name, col.Color)
		failed(out, err)
	case "rename":
		name := named["name"]
		failed(out, c.Change(ctx, calendar.Collection{Href: calendar.Href(f[1])}, Props{Name: &name}))
	case "recolor":
		color := named["color"]
		failed(out, c.Change(ctx, calendar.Collection{Href: calendar.Href(f[1])}, Props{Color: &color}))
	case "remove":
		failed(out, c.Remove(ctx, calendar.Href(f[1])))
	default:
		fmt.Fprintf(out, "unknown command %s\n", f[0])
	}
}

func showListing(out io.Writer, l calendar.Listing, err error) {
	if err == nil {
		fmt.Fprintf(out, "%s complete=%v token=%s ctag=%s compared=%s\n", l.Method, l.Complete, l.Progress.Token, l.Progress.CTag,
			l.Progress.Compared.Format("15:04"))
	}
	for _, h := range slices.Sorted(maps.Keys(l.Members)) {
		fmt.Fprintf(out, "member %s %s\n", h, l.Members[h])
	}
	for _, h := range slices.Sorted(maps.Keys(l.Bodies)) {
		fmt.Fprintf(out, "body %s %q\n", h, l.Bodies[h].Body)
	}
	slices.Sort(l.Gone)
	for _, h := range l.Gone {
		fmt.Fprintf(out, "gone %s\n", h)
	}
	failed(out, err)
}

// nouns are the errors of the house a transcript can name.
var nouns = []struct {
	name string
	err  error
}{
	{"gone", calendar.ErrGone}, {"precondition", calendar.ErrPrecondition}, {"forbidden", calendar.ErrForbidden},
	{"sign-in", calendar.ErrSignIn}, {"invalid", calendar.ErrInvalid}, {"exists", calendar.ErrExists},
	{"try-later", calendar.ErrTryLater}, {"too-large", calendar.ErrTooLarge}, {"offline", calendar.ErrOffline},
	{"foreign-host", calendar.ErrForeignHost}, {"protocol", calendar.ErrProtocol},
}

func failed(out io.Writer, err error) {
	if err == nil {
		return
	}
	for _, n := range nouns {
		if errors.Is(err, n.err) {
			fmt.Fprintf(out, "error %s: %v\n", n.name, err)
			return
		}
	}
	fmt.Fprintf(out, "error: %v\n", err)
}
