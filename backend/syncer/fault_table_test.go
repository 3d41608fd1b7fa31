package syncer_test

import (
	"cmp"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"calends/backend/bridge"
	"calends/backend/caldavserver"
	"calends/backend/calendar"
	"calends/backend/syncer"
)

// fault is a row: what goes wrong, and what the user sees of it meanwhile.
type fault struct {
	name string
	// habit is how the server is from the start, trouble what then goes wrong,
	// until calm. nil: the faults are taken back.
	habit   []caldavserver.Fault
	trouble func(h *house, w *watched)
	calm    func(h *house, w *watched)

	phase    syncer.Phase
	code     string // of the account, or of what failed in it; "" where nothing did
	sentence string // part of it
	held     calendar.HoldReason
	objects  int // held back

	events int // how many there are; 0: 30
}

const always = caldavserver.Always

// etagListing is a server without sync-collection: every change is found by
// listing everything.
var etagListing = []caldavserver.Fault{{Kind: caldavserver.NoSync}}

// ordered orders faults.
func ordered(faults ...caldavserver.Fault) func(*house, *watched) {
	return func(h *house, _ *watched) {
		for _, f := range faults {
			h.server.Fault(f)
		}
	}
}

func faults() []fault {
	inHome := home + "home/"
	return []fault{
		{name: "an empty 207 for the list of calendars", trouble: ordered(caldavserver.Fault{Kind: caldavserver.EmptyMultistatus, Times: always}),
			phase: syncer.Failed, code: "protocol", sentence: "it lists nothing, not even itself"},
		{name: "an empty 207 for the changes", trouble: ordered(caldavserver.Fault{Kind: caldavserver.EmptyMultistatus, Path: inHome, Times: always}),
			phase: syncer.Idle, code: "protocol", sentence: "it lists nothing, not even itself"},
		{name: "an empty 207 for everything in it", habit: etagListing,
			trouble: ordered(caldavserver.Fault{Kind: caldavserver.EmptyMultistatus, Path: inHome, Times: always}),
			phase:   syncer.Idle, code: "protocol", sentence: "it lists nothing, not even itself"},
		{name: "a list of nothing", habit: etagListing, trouble: func(h *house, w *watched) { w.spy.answer = onlyItself },
			calm: func(h *house, w *watched) { w.spy.answer = nil }, phase: syncer.Idle, held: calendar.HoldEmptied, objects: 30},
		{name: "a truncated 207 for the list of calendars", trouble: ordered(caldavserver.Fault{Kind: caldavserver.Truncate, Method: "PROPFIND", Times: always}),
			phase: syncer.Failed, code: "protocol", sentence: "it is cut off"},
		{name: "a truncated 207 for everything in it", habit: etagListing,
			trouble: ordered(caldavserver.Fault{Kind: caldavserver.Truncate, Path: inHome, Method: "PROPFIND", Times: always}),
			phase:   syncer.Idle, code: "protocol", sentence: "it is cut off"},
		{name: "HTML with 200", trouble: ordered(caldavserver.Fault{Kind: caldavserver.HTML, Times: always}), phase: syncer.Failed, code: "protocol", sentence: "a web page"},
		{name: "HTML with 200 in the middle", trouble: ordered(caldavserver.Fault{Kind: caldavserver.HTML, Path: inHome, Times: always}),
			phase: syncer.Idle, code: "protocol", sentence: "a web page"},
		{name: "a list that omits a third", habit: etagListing, events: 60,
			trouble: ordered(caldavserver.Fault{Kind: caldavserver.OmitThird, Path: inHome, Times: always}),
			phase:   syncer.Idle, held: calendar.HoldRemovals, objects: 20},
		{name: "a list that omits a third of a few", habit: etagListing, events: 9,
			trouble: ordered(caldavserver.Fault{Kind: caldavserver.OmitThird, Path: inHome, Times: always}),
			phase:   syncer.Idle, held: calendar.HoldOmitted, objects: 3},
		{name: "a 401 in the middle", trouble: ordered(caldavserver.Fault{Kind: caldavserver.SignIn, Skip: 1, Times: always}),
			phase: syncer.SignIn, code: "sign_in", sentence: "did not accept the user name and password"},
		{name: "a home set without calendars", trouble: ordered(caldavserver.Fault{Kind: caldavserver.NoCalendars}),
			phase: syncer.Failed, code: "emptied", sentence: "it lists no calendar where there were 2", held: calendar.HoldMissing, objects: 30},
		{name: "a home set without the calendar", trouble: func(h *house, w *watched) { w.spy.answer = without(inHome) },
			calm: func(h *house, w *watched) { w.spy.answer = nil }, phase: syncer.Idle, held: calendar.HoldMissing, objects: 30},
		{name: "all etags changed", trouble: func(h *house, _ *watched) { h.changes(30, "DTSTAMP=20261122T101112Z") }, phase: syncer.Idle},
		{name: "all contents changed", trouble: func(h *house, _ *watched) { h.changes(30, "SUMMARY=(null)") },
			calm:  func(h *house, _ *watched) { h.changes(30, "SUMMARY=was here") },
			phase: syncer.Idle, held: calendar.HoldChanges, objects: 30},
		{name: "a timeout", trouble: ordered(caldavserver.Fault{Kind: caldavserver.Slow, Delay: time.Hour, Times: always}),
			phase: syncer.Offline, code: "offline", sentence: "did not answer within 1m30s"},
		{name: "a dropped connection", trouble: ordered(caldavserver.Fault{Kind: caldavserver.Drop, Times: always}),
			phase: syncer.Offline, code: "offline", sentence: "cannot be reached"},
		{name: "a dropped connection in the middle", trouble: ordered(caldavserver.Fault{Kind: caldavserver.Drop, Skip: 1, Times: always}),
			phase: syncer.Offline, code: "offline", sentence: "cannot be reached"},
		{name: "a lost answer to a PUT", trouble: ordered(caldavserver.Fault{Kind: caldavserver.LoseAnswer, Method: "PUT"}), phase: syncer.Idle},
		{name: "a 502 after a PUT that was done", trouble: func(h *house, w *watched) { w.spy.answer = badGateway },
			calm: func(h *house, w *watched) { w.spy.answer = nil }, phase: syncer.Idle},
		{name: "a 500 to a PUT", trouble: ordered(caldavserver.Fault{Kind: caldavserver.Answer, Status: 500, Method: "PUT", Times: always}),
			phase: syncer.Idle, code: "protocol", sentence: "it answered 500"},
		{name: "a 503 with Retry-After", trouble: ordered(caldavserver.Fault{Kind: caldavserver.Answer, Status: 503, RetryAfter: "600"}),
			phase: syncer.Offline, code: "try_later", sentence: "asks to try again later"},
	}
}

// TestFaults makes everything go wrong that can, one after another. Never does
// an event vanish, the user is told what he should know, and when the trouble
// is over everything heals without anyone asking.
func TestFaults(t *testing.T) {
	for _, f := range faults() {
		t.Run(f.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { f.strike(t) })
		})
	}
}

func (f fault) strike(t *testing.T) {
	h := newHouse(t)
	ordered(f.habit...)(h, nil)
	f.events = cmp.Or(f.events, 30)
	a := h.full(t, f.events)
	w := h.run(a)
	h.server.Put(home+"home/news.ics", string(event("news")))
	a.edit("e5", "LOCATION=Here")
	f.trouble(h, w)
	w.bell.Asked()
	after(3 * time.Minute)
	f.seen(t, w)
	if n := a.shown(t); n != f.events {
		t.Errorf("%d events are shown, want %d", n, f.events)
	}
	if f.calm != nil {
		f.calm(h, w)
	}
	h.server.ClearFaults()
	ordered(f.habit...)(h, nil)
	after(31 * time.Minute)
	f.healed(t, h, w)
	w.stop()
	<-w.ended
}

// seen compares what the user sees while it lasts.
func (f fault) seen(t *testing.T, w *watched) {
	s := w.status()
	if s.Phase == syncer.Syncing { // a slow answer is waited for
		s = w.before()
	}
	seen := bridge.Explain(s.Err)
	if s.Phase != f.phase || seen.Code != f.code || !strings.Contains(seen.Message, f.sentence) {
		t.Errorf("the user sees %s, %s: %q; want %s, %s", s.Phase, seen.Code, seen.Message, f.phase, f.code)
	}
	if hold := w.collection("home").Hold; hold.Reason != f.held || hold.Objects() != f.objects {
		t.Errorf("held back: %+v; want %q with %d", hold, f.held, f.objects)
	}
	t.Logf("%s, %s: %s", s.Phase, seen.Code, seen.Message)
}

func (f fault) healed(t *testing.T, h *house, w *watched) {
	s, hold := w.status(), w.collection("home").Hold
	if s.Phase != syncer.Idle || s.Err != nil || s.Pending != 0 || hold.Held() {
		t.Errorf("afterwards: %+v, %+v", s, hold)
	}
	if n := w.shown(t); n != f.events {
		t.Errorf("%d events are shown afterwards, want %d", n, f.events)
	}
	h.wants(t, "a", "news", "UID=news")
	h.wants(t, "server", "e5", "LOCATION=Here", "SUMMARY=was here")
	if conflicts, err := w.store.Conflicts(t.Context()); err != nil || len(conflicts) > 0 {
		t.Errorf("%d conflicts, %v", len(conflicts), err)
	}
}

// before is what Run told before the sync under way.
func (w *watched) before() syncer.Status {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.settled
}

// badGateway is a proxy that loses the answer to a write.
func badGateway(r *http.Request, answer *http.Response, err error) (*http.Response, error) {
	if err != nil || r.Method != http.MethodPut {
		return answer, err
	}
	answer.Body.Close()
	answer.StatusCode, answer.Status, answer.Body, answer.ContentLength = 502, "502 Bad Gateway", http.NoBody, 0
	return answer, nil
}

// onlyItself lists nothing in the calendar home but the calendar itself, as a
// server does whose database is gone.
func onlyItself(r *http.Request, answer *http.Response, err error) (*http.Response, error) {
	if !strings.HasSuffix(r.URL.Path, "/home/") || r.Method != "PROPFIND" {
		return answer, err
	}
	return cut(answer, err, func(text string) bool { return strings.Contains(text, ".ics") })
}

// without lists a home set without one of its calendars.
func without(path string) func(*http.Request, *http.Response, error) (*http.Response, error) {
	return func(r *http.Request, answer *http.Response, err error) (*http.Response, error) {
		if r.URL.Path == path {
			return nil, errors.New("nobody should ask")
		}
		return cut(answer, err, func(text string) bool { return strings.Contains(text, path+"<") })
	}
}
