package syncer_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"calends/backend/caldavserver"
	"calends/backend/calendar"
	"calends/backend/syncer"
)

// spy looks at requests on their way: before the server gets them, and when
// it has answered.
type spy struct {
	next          http.RoundTripper
	before, after func(*http.Request)
	// answer may put another answer in the place of the server's.
	answer func(*http.Request, *http.Response, error) (*http.Response, error)
}

func (s *spy) RoundTrip(r *http.Request) (*http.Response, error) {
	if s.before != nil {
		s.before(r)
	}
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	answer, err := s.next.RoundTrip(r)
	if s.after != nil {
		s.after(r)
	}
	if s.answer != nil {
		return s.answer(r, answer, err)
	}
	return answer, err
}

// cut takes responses out of a multistatus.
func cut(answer *http.Response, err error, which func(string) bool) (*http.Response, error) {
	if err != nil || answer.StatusCode != http.StatusMultiStatus {
		return answer, err
	}
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err
	}
	text := response.ReplaceAllStringFunc(string(body), func(one string) string {
		if which(one) {
			return ""
		}
		return one
	})
	answer.Body, answer.ContentLength = io.NopCloser(strings.NewReader(text)), int64(len(text))
	return answer, nil
}

var response = regexp.MustCompile(`(?s)<D:response>.*?</D:response>`)

func (d *device) syncs(t *testing.T) {
	t.Helper()
	if err := d.sync(); err != nil {
		t.Fatal(err)
	}
	if err := d.report.Problem(); err != nil {
		t.Fatal(err)
	}
}

func (h *house) wants(t *testing.T, who, name string, want ...string) {
	t.Helper()
	if err := h.expect(who, append([]string{name}, want...)); err != nil {
		t.Errorf("%s %s: %v", who, name, err)
	}
}

// once returns a function that does this at the first request of a method.
func once(method string, do func()) func(*http.Request) {
	return func(r *http.Request) {
		if f := do; f != nil && r.Method == method {
			do = nil
			f()
		}
	}
}

func TestTypingWhileSending(t *testing.T) {
	h := newHouse(t)
	a := h.device("a")
	a.syncs(t)
	a.create("tea", "SUMMARY=Tea")
	a.spy.after = once("PUT", func() { a.edit("tea", "SUMMARY=Green") })
	a.syncs(t)
	h.wants(t, "server", "tea", "SUMMARY=Tea")
	h.wants(t, "a", "tea", "SUMMARY=Green")
	if n := a.pending(); n != 1 {
		t.Errorf("%d objects are pending, want 1", n)
	}
	a.syncs(t)
	h.wants(t, "server", "tea", "SUMMARY=Green")
	if n := a.totals().Conflicts; n != 0 {
		t.Errorf("%d conflicts with oneself", n)
	}
}

// What came too late must not become the base of what was typed meanwhile:
// then the next sync would overwrite what the stranger wrote.
func TestTypingWhileReceiving(t *testing.T) {
	h := newHouse(t)
	h.server.Put(home+"home/tea.ics", string(event("tea", "SUMMARY=Tea", "LOCATION=Here")))
	a := h.device("a")
	a.syncs(t)
	h.server.Put(home+"home/tea.ics", string(event("tea", "SUMMARY=Tea", "LOCATION=There")))
	a.spy.after = once("GET", func() { a.edit("tea", "SUMMARY=Green") })
	a.syncs(t)
	h.wants(t, "server", "tea", "SUMMARY=Green", "LOCATION=There")
	h.wants(t, "a", "tea", "SUMMARY=Green", "LOCATION=There")
}

// The token waits for what came too late, however much was received after it.
func TestTheTokenWaitsForWhatCameTooLate(t *testing.T) {
	h := newHouse(t)
	h.server.Put(home+"home/tea.ics", string(event("tea", "SUMMARY=Tea")))
	a := h.device("a")
	a.syncs(t)
	before := a.collection("home").Progress
	h.server.Put(home+"home/tea.ics", string(event("tea", "SUMMARY=Tea", "LOCATION=There")))
	for i := range 300 {
		h.server.Put(fmt.Sprintf("%shome/x%d.ics", home, i), string(event(fmt.Sprint("x", i))))
	}
	a.spy.after = func(r *http.Request) {
		if r.Method != "PROPFIND" {
			a.edit("tea", "SUMMARY="+time.Now().String())
		}
		if r.Method == "PUT" {
			a.spy.after = nil
		}
	}
	a.syncs(t)
	if got := a.collection("home").Progress; got.Token != before.Token {
		t.Errorf("the progress went from %+v to %+v", before, got)
	}
	a.syncs(t)
	h.wants(t, "server", "tea", "LOCATION=There")
	if got := a.collection("home").Progress; got.Token == before.Token || a.pending() != 0 {
		t.Errorf("the progress is still %+v, %d pending", got, a.pending())
	}
}

// Some servers allow a UID once per user, so that what was moved can be
// created only when it is deleted where it was.
func TestMovingWhereAUIDMayExistOnce(t *testing.T) {
	h := newHouse(t)
	h.server.Put(home+"work/tea.ics", string(event("tea", "SUMMARY=Tea")))
	a := h.device("a")
	a.syncs(t)
	h.server.Fault(caldavserver.Fault{Kind: caldavserver.NoMove})
	a.spy.before = func(r *http.Request) {
		if _, _, there := h.server.Get(home + "work/tea.ics"); there && r.Method == "PUT" {
			h.server.Fault(caldavserver.Fault{Kind: caldavserver.Answer, Method: "PUT", Status: 403, Condition: "C:no-uid-conflict"})
		}
	}
	a.move("tea", "home")
	a.syncs(t)
	h.wants(t, "server", "tea", "SUMMARY=Tea")
	if got := counts(a.totals().Sent); got != "1 0 1" || a.pending() != 0 {
		t.Errorf("sent %s, %d pending; want 1 0 1, 0", got, a.pending())
	}
}

func TestVanishingWhileSending(t *testing.T) {
	h := newHouse(t)
	h.server.Put(home+"home/tea.ics", string(event("tea", "SUMMARY=Tea")))
	a := h.device("a")
	a.syncs(t)
	a.edit("tea", "SUMMARY=Green")
	a.spy.before = once("PUT", func() { h.server.Delete(home + "home/tea.ics") })
	a.syncs(t)
	h.wants(t, "server", "tea", "SUMMARY=Green")
	if got := counts(a.totals().Sent); got != "1 0 0" {
		t.Errorf("sent %s, want 1 0 0", got)
	}
}

func TestWritingWhileSending(t *testing.T) {
	h := newHouse(t)
	h.server.Put(home+"home/tea.ics", string(event("tea", "SUMMARY=Tea", "LOCATION=Here")))
	a := h.device("a")
	a.syncs(t)
	a.edit("tea", "SUMMARY=Green")
	a.spy.before = once("PUT", func() {
		h.server.Put(home+"home/tea.ics", string(event("tea", "SUMMARY=Tea", "LOCATION=There")))
	})
	a.syncs(t)
	h.wants(t, "server", "tea", "SUMMARY=Green", "LOCATION=There")
	if sum := a.totals(); sum.Merged != 1 || counts(sum.Sent) != "0 1 0" || counts(sum.Received) != "0 1 0" {
		t.Errorf("merged %d, sent %s, received %s", sum.Merged, counts(sum.Sent), counts(sum.Received))
	}
}

// A sync is cut off at every request in turn, before and after the server did
// its part. The one after it brings both sides together.
func TestCutOffAnywhere(t *testing.T) {
	for _, answered := range []bool{false, true} {
		for n := 1; ; n++ {
			finished := false
			t.Run(fmt.Sprintf("request %d, answered %v", n, answered), func(t *testing.T) {
				finished = cutOff(t, n, answered)
			})
			if finished || t.Failed() {
				break
			}
		}
	}
}

func cutOff(t *testing.T, at int, answered bool) (finished bool) {
	h := newHouse(t)
	for _, name := range []string{"same", "theirs", "both", "mine", "dropped"} {
		h.server.Put(home+"home/"+name+".ics", string(event(name, "SUMMARY="+name, "LOCATION=Here")))
	}
	a := h.device("a")
	a.syncs(t)
	h.server.Put(home+"home/theirs.ics", string(event("theirs", "SUMMARY=changed")))
	h.server.Put(home+"home/both.ics", string(event("both", "SUMMARY=both", "LOCATION=There")))
	h.server.Put(home+"home/new.ics", string(event("new", "SUMMARY=new")))
	a.edit("both", "SUMMARY=ours")
	a.edit("mine", "SUMMARY=ours")
	a.delete("dropped")
	a.create("made", "SUMMARY=made")
	a.move("same", "work")

	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	n := 0
	count := func(*http.Request) {
		if n++; n == at {
			cancel()
		}
	}
	if answered {
		a.spy.after = count
	} else {
		a.spy.before = count
	}
	a.report, a.err = syncer.Account(ctx, a.client, a.store, a.account, a.options)
	a.spy.before, a.spy.after = nil, nil
	finished = n < at
	if !finished && a.err != nil && !errors.Is(a.err, context.Canceled) && !errors.Is(a.err, calendar.ErrOffline) {
		t.Errorf("cut off: %v", a.err)
	}
	a.syncs(t)
	for _, who := range []string{"a", "server"} {
		h.wants(t, who, "theirs", "SUMMARY=changed")
		h.wants(t, who, "both", "SUMMARY=ours", "LOCATION=There")
		h.wants(t, who, "new", "SUMMARY=new")
		h.wants(t, who, "mine", "SUMMARY=ours")
		h.wants(t, who, "made", "SUMMARY=made")
		h.wants(t, who, "same", "SUMMARY=same")
		h.wants(t, who, "dropped", "absent")
	}
	if sum := a.totals(); a.pending() != 0 || sum.Conflicts != 0 {
		t.Errorf("%d pending, %d conflicts", a.pending(), sum.Conflicts)
	}
	return finished
}

func TestTokenExpiresBetweenPages(t *testing.T) {
	h := newHouse(t)
	h.server = caldavserver.New(caldavserver.Options{PageSize: 2,
		Users: []caldavserver.User{{Name: "alice", Password: "secret"}}})
	h.server.Seed("alice", caldavserver.Calendar{Path: "home"}, caldavserver.Calendar{Path: "work"})
	a := h.device("a")
	h.server.Put(home+"home/zero.ics", string(event("zero")))
	a.syncs(t)
	for i := range 7 {
		h.server.Put(fmt.Sprintf("%shome/e%d.ics", home, i), string(event(fmt.Sprint("e", i))))
	}
	h.server.Delete(home + "home/zero.ics")
	h.server.Fault(caldavserver.Fault{Kind: caldavserver.RefuseToken, Skip: 2})
	a.syncs(t)
	if got := counts(a.totals().Received); got != "7 0 1" {
		t.Errorf("received %s, want 7 0 1", got)
	}
}

func TestARefusedPasswordStopsAtOnce(t *testing.T) {
	h := newHouse(t)
	a := h.device("a")
	a.syncs(t)
	a.create("tea")
	a.password = "wrong"
	h.server.SetPassword("alice", "another")
	h.server.ResetRequests()
	if err := a.sync(); !errors.Is(err, calendar.ErrSignIn) {
		t.Errorf("got %v, want ErrSignIn", err)
	}
	if n := len(h.server.Requests()); n > 2 {
		t.Errorf("%d requests with a password that is known to be wrong", n)
	}
	if a.pending() != 1 {
		t.Error("the edit is gone")
	}
}

// Twenty calendars without news cost one request.
func TestNoNews(t *testing.T) {
	h := newHouse(t)
	for i := range 18 {
		h.server.Seed("alice", caldavserver.Calendar{Path: fmt.Sprint("c", i), Objects: map[string]string{"x.ics": string(event("x"))}})
	}
	a := h.device("a")
	a.syncs(t)
	a.syncs(t)
	if a.report.Requests != 1 || len(a.report.Collections) != 20 {
		t.Errorf("%d requests for %d calendars, want 1 for 20", a.report.Requests, len(a.report.Collections))
	}
}

// One change among many costs at most three.
func TestOneChangeAmongMany(t *testing.T) {
	h := newHouse(t)
	objects := map[string]string{}
	for i := range 2_000 {
		objects[fmt.Sprintf("e%d.ics", i)] = string(event(fmt.Sprint("e", i), "SUMMARY=old"))
	}
	h.server.Seed("alice", caldavserver.Calendar{Path: "home", Objects: objects})
	a := h.device("a")
	a.syncs(t)
	h.server.Put(home+"home/e77.ics", string(event("e77", "SUMMARY=new")))
	a.syncs(t)
	if got := counts(a.totals().Received); got != "0 1 0" || a.report.Requests > 3 {
		t.Errorf("received %s in %d requests, want 0 1 0 in at most 3", got, a.report.Requests)
	}
}

// An emptied calendar of some size waits for the user's word.
func TestEmptiedWaitsForTheUser(t *testing.T) {
	h := newHouse(t)
	h.server.Fault(caldavserver.Fault{Kind: caldavserver.NoSync})
	for i := range 30 {
		h.server.Put(fmt.Sprintf("%shome/e%d.ics", home, i), string(event(fmt.Sprint("e", i))))
	}
	a := h.device("a")
	a.syncs(t)
	for i := range 30 {
		h.server.Delete(fmt.Sprintf("%shome/e%d.ics", home, i))
	}
	a.syncs(t)
	if h := a.collection("home").Hold; h.Reason != calendar.HoldEmptied || a.totals().HeldBack != 30 {
		t.Errorf("got %+v, %d held back; want 30 for being emptied", h, a.totals().HeldBack)
	}
	h.wants(t, "a", "e7", "UID=e7")
	a.options.Accept = func(calendar.CollectionID) bool { return true }
	a.syncs(t)
	h.wants(t, "a", "e7", "absent")
	if got := counts(a.totals().Received); got != "0 0 30" {
		t.Errorf("received %s, want 0 0 30", got)
	}
}

// A proxy that cuts off an object and counts what is left must not leave half
// an event here, marked as the server's version.
func TestHalfAnObjectIsNotBelieved(t *testing.T) {
	h := newHouse(t)
	a := h.device("a")
	a.syncs(t)
	h.server.Put(home+"home/tea.ics", string(event("tea", "SUMMARY=Tea")))
	h.server.Fault(caldavserver.Fault{Kind: caldavserver.Truncate, Method: "GET"})
	a.syncs(t)
	h.wants(t, "a", "tea", "SUMMARY=Tea")
}
