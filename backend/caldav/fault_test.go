package caldav

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"calends/backend/calendar"

	"pgregory.net/rapid"
)

const tea = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20261122T120000Z\r\nSUMMARY:Tea\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

// open returns a client of a handler, at /cal/.
func open(t *testing.T, h http.HandlerFunc, change ...func(*Options)) *Client {
	t.Helper()
	ts := httptest.NewServer(h)
	t.Cleanup(ts.Close)
	o := Options{Server: ts.URL, Homes: []calendar.Href{"/"}, User: "alice", Password: password("secret")}
	for _, f := range change {
		f(&o)
	}
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// shelf answers multigets and GETs from a map of bodies.
type shelf struct {
	mu     sync.Mutex
	bodies map[string]string
	bears  int // multigets of more than this fail; 0: any
	asked  []int
}

func (s *shelf) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	body, _ := io.ReadAll(r.Body)
	if r.Method == "GET" {
		text, ok := s.bodies[r.URL.Path]
		if !ok {
			w.WriteHeader(404)
			return
		}
		w.Header().Set("ETag", `"g"`)
		io.WriteString(w, text)
		return
	}
	hrefs := strings.Split(string(body), "<D:href>")[1:]
	s.asked = append(s.asked, len(hrefs))
	if s.bears > 0 && len(hrefs) > s.bears {
		w.WriteHeader(500)
		return
	}
	w.WriteHeader(207)
	io.WriteString(w, `<multistatus xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">`)
	for _, h := range hrefs {
		h, _, _ = strings.Cut(h, "<")
		if text, ok := s.bodies[h]; ok {
			fmt.Fprintf(w, `<response><href>%s</href><propstat><prop><getetag>"m"</getetag><C:calendar-data>%s</C:calendar-data></prop></propstat></response>`, h, text)
		}
	}
	io.WriteString(w, `</multistatus>`)
}

func filled(n int) (*shelf, []calendar.Href) {
	s := &shelf{bodies: map[string]string{}}
	var hrefs []calendar.Href
	for i := range n {
		h := fmt.Sprintf("/cal/%d.ics", i)
		s.bodies[h] = tea
		hrefs = append(hrefs, calendar.Href(h))
	}
	return s, hrefs
}

func fetchAll(c *Client, hrefs []calendar.Href) (got []calendar.Href, errs []error) {
	for h, r := range c.Fetch(context.Background(), "/cal/", hrefs) {
		got = append(got, h)
		if r.Err != nil {
			errs = append(errs, r.Err)
		}
	}
	return got, errs
}

func TestBatchesGrow(t *testing.T) {
	s, hrefs := filled(2000)
	c := open(t, s.ServeHTTP)
	got, errs := fetchAll(c, hrefs)
	if !slices.Equal(got, hrefs) || len(errs) > 0 {
		t.Errorf("%d of %d, %v", len(got), len(hrefs), errs)
	}
	if want := []int{50, 100, 200, 400, 800, 450}; !slices.Equal(s.asked, want) {
		t.Errorf("batches %v, want %v", s.asked, want)
	}
}

func TestBatchesShrink(t *testing.T) {
	s, hrefs := filled(400)
	s.bears = 120
	c := open(t, s.ServeHTTP)
	got, errs := fetchAll(c, hrefs)
	if !slices.Equal(got, hrefs) || len(errs) > 0 {
		t.Errorf("%d of %d, %v", len(got), len(hrefs), errs)
	}
	if want := []int{50, 100, 200, 100, 100, 50}; !slices.Equal(s.asked, want) {
		t.Errorf("batches %v, want %v", s.asked, want)
	}
}

// TestFetchYieldsEachOnce: whatever is missing and whatever the server bears,
// every href is yielded once, in order.
func TestFetchYieldsEachOnce(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s, hrefs := filled(rapid.IntRange(0, 150).Draw(rt, "objects"))
		s.bears = rapid.IntRange(0, 100).Draw(rt, "bears")
		missing := 0
		for _, h := range hrefs {
			if rapid.IntRange(0, 20).Draw(rt, "missing") == 0 {
				delete(s.bodies, string(h))
				missing++
			}
		}
		c, err := New(Options{Server: "http://127.0.0.1/", Transport: handled{s}})
		if err != nil {
			rt.Fatal(err)
		}
		got, errs := fetchAll(c, hrefs)
		if !slices.Equal(got, hrefs) || len(errs) != missing {
			rt.Fatalf("%d of %d, %d errors, %d missing", len(got), len(hrefs), len(errs), missing)
		}
	})
}

// handled is a transport into a handler, without a network.
type handled struct{ h http.Handler }

func (h handled) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	h.h.ServeHTTP(w, r)
	resp := w.Result()
	resp.Request = r
	return resp, nil
}

// TestHugeObject: one object of 30 MB is told in one sentence, and stops no
// other; asked for in a multiget or alone.
func TestHugeObject(t *testing.T) {
	s, hrefs := filled(3)
	s.bodies["/cal/1.ics"] = "BEGIN:VCALENDAR\r\n" + strings.Repeat("X-A:"+strings.Repeat("a", 70)+"\r\n", 400_000) + "END:VCALENDAR\r\n"
	c := open(t, s.ServeHTTP)
	for _, ask := range [][]calendar.Href{hrefs, {"/cal/1.ics"}} {
		good := 0
		for h, r := range c.Fetch(context.Background(), "/cal/", ask) {
			if r.Err == nil {
				good++
			} else if h != "/cal/1.ics" || !errors.Is(r.Err, calendar.ErrTooLarge) || r.Err.Error() != "1.ics is larger than 25 MB and is left alone." {
				t.Errorf("%s: %v", h, r.Err)
			}
		}
		if good != len(ask)-1 {
			t.Errorf("%d of %d others came", good, len(ask)-1)
		}
	}
	_, err := c.Put(context.Background(), "/cal/9.ics", []byte(s.bodies["/cal/1.ics"]), calendar.Match{})
	if !errors.Is(err, calendar.ErrTooLarge) {
		t.Error(err)
	}
}

// TestSmallServer: an object beyond max-resource-size is not sent.
func TestSmallServer(t *testing.T) {
	c := open(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method != "PROPFIND" {
			t.Errorf("%s was sent", r.Method)
		}
		w.WriteHeader(207)
		io.WriteString(w, `<multistatus xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><response><href>/cal/</href><propstat><prop><resourcetype><C:calendar/></resourcetype><C:max-resource-size>100</C:max-resource-size></prop></propstat></response></multistatus>`)
	})
	if _, err := c.Collections(context.Background()); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Put(context.Background(), "/cal/a.ics", []byte(tea), calendar.Match{}); !errors.Is(err, calendar.ErrTooLarge) {
		t.Error(err)
	}
}

// TestLostAnswer: a PUT or DELETE whose answer never comes is judged by what
// the server then holds.
func TestLostAnswer(t *testing.T) {
	ctx := context.Background()
	for _, taken := range []bool{true, false} {
		held := ""
		var mu sync.Mutex
		c := open(t, func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			defer mu.Unlock()
			body, _ := io.ReadAll(r.Body)
			switch {
			case r.Method == "PUT" && taken:
				held = string(body)
				panic(http.ErrAbortHandler)
			case r.Method == "DELETE" && taken:
				held = ""
				panic(http.ErrAbortHandler)
			case r.Method == "PUT" || r.Method == "DELETE":
				panic(http.ErrAbortHandler)
			case held == "":
				w.WriteHeader(404)
			case r.Method == "PROPFIND":
				w.WriteHeader(207)
				io.WriteString(w, `<multistatus xmlns="DAV:"><response><href>/cal/a.ics</href><propstat><prop><getetag>"1"</getetag></prop></propstat></response></multistatus>`)
			default:
				w.Header().Set("ETag", `"1"`)
				io.WriteString(w, held)
			}
		})
		v, err := c.Put(ctx, "/cal/a.ics", []byte(tea), calendar.Match{})
		if taken && (err != nil || v.ETag != `"1"`) || !taken && !errors.Is(err, calendar.ErrOffline) {
			t.Errorf("taken %v: %+v %v", taken, v, err)
		}
		mu.Lock()
		held = tea
		mu.Unlock()
		err = c.Delete(ctx, "/cal/a.ics", calendar.Match{ETag: `"1"`})
		if taken != (err == nil) {
			t.Errorf("deletion taken %v: %v", taken, err)
		}
	}
}

// TestSilence: a server that says nothing, before its answer or in the middle
// of it, is unreachable after a while; the caller's own time is the caller's.
func TestSilence(t *testing.T) {
	stop := make(chan struct{})
	c := open(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/middle/" {
			w.WriteHeader(207)
			io.WriteString(w, `<multistatus xmlns="DAV:">`)
			w.(http.Flusher).Flush()
		}
		<-stop
	}, func(o *Options) { o.Silence = 50 * time.Millisecond })
	defer close(stop)
	for _, at := range []calendar.Href{"/before/", "/middle/"} {
		_, err := c.Observe(context.Background(), calendar.Collection{Href: at})
		if !errors.Is(err, calendar.ErrOffline) || !strings.Contains(err.Error(), "did not answer within 50ms") {
			t.Errorf("%s: %v", at, err)
		}
	}
	c.o.Silence = time.Hour
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(10*time.Millisecond, cancel)
	if _, err := c.Observe(ctx, calendar.Collection{Href: "/before/"}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// TestBrokenOff: a connection that breaks in the middle of a list is an error.
func TestBrokenOff(t *testing.T) {
	c := open(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "1000")
		w.WriteHeader(207)
		io.WriteString(w, `<multistatus xmlns="DAV:"><response><href>/cal/</href></response>`)
	})
	if _, err := c.Observe(context.Background(), calendar.Collection{Href: "/cal/"}); !errors.Is(err, calendar.ErrOffline) {
		t.Error(err)
	}
}

// TestCompressed: lists are asked for compressed and counted as they came over
// the wire; objects are not, since their ETag would not be the object's.
func TestCompressed(t *testing.T) {
	var record []calendar.Exchange
	ctx := calendar.WithTrace(context.Background(), func(x calendar.Exchange) { record = append(record, x) })
	c := open(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == "GET" {
			if e := r.Header.Get("Accept-Encoding"); e != "identity" {
				t.Errorf("GET accepts %q", e)
			}
			w.Header().Set("ETag", `"1"`)
			io.WriteString(w, tea)
			return
		}
		w.Header().Set("Content-Encoding", "gzip")
		w.WriteHeader(207)
		z := gzip.NewWriter(w)
		io.WriteString(z, `<multistatus xmlns="DAV:">`+strings.Repeat(`<response><href>/</href></response>`, 1000)+`</multistatus>`)
		z.Close()
	})
	if _, err := c.Collections(ctx); err != nil {
		t.Fatal(err)
	}
	for _, r := range c.Fetch(ctx, "/cal/", []calendar.Href{"/cal/a.ics"}) {
		if r.Err != nil {
			t.Fatal(r.Err)
		}
	}
	n := c.Traffic()
	if n.Requests != 2 || n.Received > 2000 || n.Sent != int64(len(askCollections)) {
		t.Errorf("%+v", n)
	}
	if len(record) != 2 || record[0].Method != "PROPFIND" || record[0].Status != 207 || record[0].Received+record[1].Received != n.Received {
		t.Errorf("%+v", record)
	}
}

// TestNoChangeCostsOneRequest: 20 calendars, nothing changed.
func TestNoChangeCostsOneRequest(t *testing.T) {
	c := open(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(207)
		io.WriteString(w, `<multistatus xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:CS="http://calendarserver.org/ns/"><response><href>/</href></response>`)
		for i := range 20 {
			fmt.Fprintf(w, `<response><href>/%d/</href><propstat><prop><resourcetype><C:calendar/></resourcetype><CS:getctag>c%d</CS:getctag></prop></propstat></response>`, i, i)
		}
		io.WriteString(w, `</multistatus>`)
	})
	cols, err := c.Collections(context.Background())
	if err != nil || len(cols) != 20 {
		t.Fatal(len(cols), err)
	}
	for _, col := range cols {
		col.Progress = calendar.Progress{CTag: col.CTag, Compared: time.Now()}
		if l, err := c.Observe(context.Background(), col); err != nil || l.Method != calendar.MethodUnchanged {
			t.Errorf("%+v %v", l, err)
		}
	}
	if n := c.Traffic().Requests; n != 1 {
		t.Errorf("%d requests", n)
	}
}

// TestValidateIsNotInTheWay: what go-ical refuses, or dies of, is the server's
// to judge.
func TestValidateIsNotInTheWay(t *testing.T) {
	for name, s := range map[string]string{
		"param without colon": "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nATTENDEE;CN=foo\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
		"text after quotes":   "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nATTENDEE;CN=\"foo\"bar:x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
		"no colon at all":     "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nhello\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
		"long line":           "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nX-A;B=" + strings.Repeat("c", 300_000) + ":d\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
		"nested":              strings.Repeat("BEGIN:A\r\n", 100_000),
		"good":                tea,
	} {
		if err := validate([]byte(s)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, s := range map[string]string{
		"METHOD": strings.Replace(tea, "VERSION:2.0", "METHOD:REQUEST", 1),
		"no UID": strings.Replace(tea, "UID:1\r\n", "", 1),
	} {
		if err := validate([]byte(s)); !errors.Is(err, calendar.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
