package syncer_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"calends/backend/caldavserver"
	"calends/backend/calendar"
)

// Where one object fails to download again and again, or something is held back,
// or both, the progress waits for it: the server tells from the same token on.
// One that compares two states (Xandikos) then tells nothing of what came since
// and went again. It is here until everything is compared: within a day, or when
// somebody asks for it. Meanwhile every other change comes in, and no edit is lost,
// not even of what is a ghost by now.
func TestProgressThatWaits(t *testing.T) {
	for _, held := range []bool{false, true} {
		for _, full := range []bool{false, true} {
			h, a := stuck(t, held)
			h.server.Put(home+"home/ghost.ics", string(event("ghost", "SUMMARY=Ghost")))
			h.server.Put(home+"home/edited.ics", string(event("edited", "SUMMARY=Ghost")))
			a.stuckSync(t)
			h.server.Delete(home + "home/ghost.ics")
			h.server.Delete(home + "home/edited.ics")
			a.spy.answer = withhold("/ghost.ics", "/edited.ics")
			h.server.Put(home+"home/tea.ics", string(event("tea", "SUMMARY=Green")))
			a.stuckSync(t)
			h.wants(t, "a", "tea", "SUMMARY=Green")
			h.wants(t, "a", "ghost", "SUMMARY=Ghost")

			a.edit("edited", "LOCATION=Here")
			a.edit("tea", "LOCATION=Here")
			a.stuckSync(t)
			h.wants(t, "server", "tea", "SUMMARY=Green", "LOCATION=Here")
			h.wants(t, "a", "edited", "LOCATION=Here") // it may be what cannot be downloaded

			a.options.Full = func() bool { return full }
			if !full {
				a.later(25 * time.Hour)
			}
			if held {
				a.stuckSync(t)
				h.wants(t, "a", "ghost", "SUMMARY=Ghost")
				a.options.Accept = onlyThis(a.collection("home").ID)
			}
			for _, theirs := range []string{"Green", "Black"} {
				a.stuckSync(t)
				h.wants(t, "a", "ghost", "absent")
				h.wants(t, "a", "tea", "SUMMARY="+theirs)
				h.server.Put(home+"home/tea.ics", string(event("tea", "SUMMARY=Black")))
			}
			a.later(25 * time.Hour)
			a.stuckSync(t)
			h.wants(t, "server", "edited", "LOCATION=Here")
			if n := a.pending(); n != 0 {
				t.Errorf("held %v: %d pending", held, n)
			}
		}
	}
}

// stuck is a device of which a calendar holds what cannot be downloaded, and where
// much is held back if that is wanted.
func stuck(t *testing.T, held bool) (*house, *device) {
	h := newHouse(t)
	h.server.Put(home+"home/tea.ics", string(event("tea", "SUMMARY=Tea")))
	for i := range 20 {
		h.server.Put(fmt.Sprintf("%shome/many%d.ics", home, i), string(event(fmt.Sprint("many", i), "SUMMARY=Many")))
	}
	a := h.device("a")
	a.syncs(t)
	h.server.Put(home+"home/bad.ics", string(event("bad", "SUMMARY=Bad")))
	h.server.Fault(caldavserver.Fault{Kind: caldavserver.Answer, Status: 500, Path: "/bad.ics", Times: caldavserver.Always})
	a.spy.answer = withhold()
	if held {
		for i := range 15 {
			h.server.Delete(fmt.Sprintf("%shome/many%d.ics", home, i))
		}
	}
	return h, a
}

// withhold takes from the answers the text of what is bad, and that these are gone.
func withhold(gone ...string) func(*http.Request, *http.Response, error) (*http.Response, error) {
	return func(r *http.Request, answer *http.Response, err error) (*http.Response, error) {
		if r.Method != "REPORT" {
			return answer, err
		}
		return cut(answer, err, func(one string) bool {
			return strings.Contains(one, "/bad.ics") && strings.Contains(one, "BEGIN:VCALENDAR") ||
				strings.Contains(one, " 404 ") && slices.ContainsFunc(gone, func(name string) bool { return strings.Contains(one, name) })
		})
	}
}

// stuckSync syncs, and wants it said that something cannot be downloaded.
func (d *device) stuckSync(t *testing.T) {
	t.Helper()
	if err := d.sync(); err != nil {
		t.Fatal(err)
	}
	bad := func(href calendar.Href) bool { return strings.HasSuffix(string(href), "/bad.ics") }
	for _, f := range d.totals().Failed {
		if !bad(f.Href) && !strings.Contains(f.Err.Error(), "Your version waits") {
			t.Errorf("%s: %v", f.Href, f.Err)
		}
	}
	if len(d.totals().Failed) == 0 {
		t.Error("nobody says that something is left out")
	}
}

// What was received and deleted again before the progress could be recorded does
// not stay, on servers that tell nothing of it. Seed 40848.
func TestProgressThatWaitsForAnotherCalendar(t *testing.T) {
	h := newHouse(t)
	h.server.Put(home+"home/tea.ics", string(event("tea", "SUMMARY=Tea")))
	a := h.device("a")
	a.syncs(t)
	a.edit("tea", "SUMMARY=Green")
	h.moves("tea", "home", "work")
	h.server.Put(home+"home/ghost.ics", string(event("ghost", "SUMMARY=Ghost")))
	well := h.server.Fault(caldavserver.Fault{Kind: caldavserver.Answer, Status: 429, Path: home + "work/", Times: caldavserver.Always})
	if err := a.sync(); err == nil {
		t.Fatal("the sync was not stopped")
	}
	well()
	h.wants(t, "a", "ghost", "SUMMARY=Ghost")
	h.server.Delete(home + "home/ghost.ics")
	a.spy.answer = withhold("/ghost.ics")
	a.syncs(t)
	h.wants(t, "a", "ghost", "absent")
	h.wants(t, "server", "other-tea", "SUMMARY=Green")
	a.syncs(t)
	a.syncs(t)
	if a.report.Requests > 2 {
		t.Errorf("%d requests when nothing is left to do", a.report.Requests)
	}
}
