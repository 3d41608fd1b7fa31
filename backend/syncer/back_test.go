package syncer_test

import (
	"bytes"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"calends/backend/caldavserver"
	"calends/backend/calendar"
)

// What the user takes back before its turn comes is not sent: were the answer
// lost, it would look like somebody else's. Seed 12943.
func TestWhatIsTakenBackIsNotSent(t *testing.T) {
	h := newHouse(t)
	a := h.device("a")
	a.syncs(t)
	a.create("tea")
	a.create("milk")
	a.syncs(t)
	was := map[string][]byte{}
	for _, name := range []string{"tea", "milk"} {
		o, _ := a.find(name)
		was[name] = o.Body
		a.edit(name, "LOCATION=Here")
	}
	var puts []string
	a.spy.before = func(r *http.Request) {
		if r.Method != "PUT" {
			return
		}
		if puts = append(puts, r.URL.Path); len(puts) == 1 { // the other one is taken back
			name := "tea"
			if strings.HasSuffix(r.URL.Path, "tea.ics") {
				name = "milk"
			}
			o, _ := a.find(name)
			a.commit(calendar.Write{Object: o.ID, At: o.Revision, Body: was[name]})
		}
	}
	a.syncs(t)
	if len(puts) != 1 || a.pending() != 0 {
		t.Errorf("sent %v, %d pending", puts, a.pending())
	}
}

// What he takes back while what the server lost is looked for is not carried to
// where it is. Seed 19693.
func TestWhatIsTakenBackIsNotCarried(t *testing.T) {
	h := newHouse(t)
	h.server.Put(home+"home/tea.ics", string(event("tea", "SUMMARY=Tea")))
	a := h.device("a")
	a.syncs(t)
	o, _ := a.find("tea")
	a.edit("tea", "SUMMARY=Green")
	h.moves("tea", "home", "work", "LOCATION=There")
	a.spy.before = func(r *http.Request) {
		if now, here := a.find("tea"); here && r.Method == "REPORT" && r.URL.Path == home+"work/" {
			a.spy.before = nil
			a.commit(calendar.Write{Object: o.ID, At: now.Revision, Body: o.Body})
		}
	}
	a.syncs(t)
	h.wants(t, "server", "other-tea", "SUMMARY=Tea", "LOCATION=There")
	h.wants(t, "a", "other-tea", "SUMMARY=Tea", "LOCATION=There")
	h.wants(t, "a", "tea", "absent")
	if a.pending() != 0 {
		t.Errorf("%d pending", a.pending())
	}
}

// What was moved there, sent, and moved back with what was changed on the way
// taken back, while another device moved it on: it is taken back where it is.
// Seed 25552.
func TestAMoveIsTakenBackElsewhere(t *testing.T) {
	for _, third := range []string{"a", "z"} { // looked at first and last
		h := newHouse(t)
		h.server.Seed("alice", caldavserver.Calendar{Path: third, Name: "Third"})
		h.server.Put(home+"home/tea.ics", string(event("tea", "SUMMARY=Tea")))
		a := h.device("a")
		a.at["third"] = home + calendar.Href(third+"/")
		a.syncs(t)
		a.move("tea", "work")
		a.edit("tea", "SUMMARY=Green")
		a.syncs(t)
		a.move("tea", "home")
		a.edit("tea", "SUMMARY=Tea")
		h.moves("tea", "work", third, "LOCATION=There")
		a.syncs(t)
		text, _, _ := h.server.Get(home + third + "/other-tea.ics")
		if property([]byte(text), "SUMMARY") != "Tea" || property([]byte(text), "LOCATION") != "There" {
			t.Errorf("%s", text)
		}
		for _, in := range []string{"home", "work"} {
			if n := len(a.objects(t, in)) + len(h.server.Paths(home+in+"/")); n != 0 {
				t.Errorf("%d are left in %s", n, in)
			}
		}
		requests := a.report.Requests
		a.syncs(t)
		a.syncs(t)
		if a.report.Requests > 2 {
			t.Errorf("%d requests after %d when nothing is left to do", a.report.Requests, requests)
		}
	}
}

// What the server took and somebody deleted before it could be read back is
// deleted; what the user writes meanwhile stands. Seed 28426.
func TestWhatIsDeletedOnceItWasSent(t *testing.T) {
	for _, typed := range []bool{false, true} {
		h := newHouse(t)
		h.server.Put(home+"home/tea.ics", string(event("tea", "SUMMARY=Tea")))
		a := h.device("a")
		a.syncs(t)
		a.edit("tea", "SUMMARY=Green")
		a.spy.after = once("PUT", func() {
			h.server.Delete(home + "home/tea.ics")
			if typed {
				a.edit("tea", "LOCATION=Here")
			}
		})
		a.syncs(t)
		want := "absent"
		if typed {
			want = "LOCATION=Here"
		}
		h.wants(t, "server", "tea", want)
		h.wants(t, "a", "tea", want)
		if a.pending() != 0 {
			t.Errorf("%d pending", a.pending())
		}
	}
}

// A text that cannot be read and was brought back is sent once, not by every sync.
func TestWhatCannotBeReadIsSentOnce(t *testing.T) {
	h := newHouse(t)
	h.server.Put(home+"home/tea.ics", string(event("tea", "SUMMARY=Tea")))
	a := h.device("a")
	a.syncs(t)
	o, _ := a.find("tea")
	old := bytes.ReplaceAll(o.Body, []byte("VEVENT"), []byte("VJOURNAL"))
	_, err := a.store.Commit(t.Context(), calendar.Undo, "", []calendar.Write{{Object: o.ID, At: o.Revision, Body: old}})
	h.must(err)
	for range 2 {
		a.syncs(t)
		text, _, _ := h.server.Get(home + "home/tea.ics")
		if text != string(old) || a.pending() != 0 {
			t.Errorf("%d pending, the server has %s", a.pending(), text)
		}
	}
}

// What is gone where it was, and is there again before anybody looked for it,
// stays there. Seed 9824.
func TestWhatCameBackIsNotLetGo(t *testing.T) {
	h := newHouse(t)
	h.server.Put(home+"work/tea.ics", string(event("tea", "SUMMARY=Tea")))
	a := h.device("a")
	a.syncs(t)
	exchange := func(from, to string) {
		text, _, _ := h.server.Get(home + from)
		h.server.Delete(home + from)
		h.server.Put(home+to, text)
	}
	a.edit("tea", "LOCATION=Here")
	a.commit(calendar.Write{Collection: a.collection("work").ID, Href: a.at["work"] + "milk.ics", Body: event("milk")})
	exchange("work/tea.ics", "home/tea.ics")
	a.spy.before = once("PUT", func() { exchange("home/tea.ics", "work/tea.ics") })
	for range 3 {
		if err := a.sync(); err != nil {
			t.Fatal(err)
		}
	}
	if got := h.everywhere("tea"); !slices.Equal(got, []string{home + "work/tea.ics"}) {
		t.Errorf("it is at %v", got)
	}
	h.wants(t, "a", "tea", "LOCATION=Here")
	h.wants(t, "server", "tea", "LOCATION=Here")
	if a.pending() != 0 {
		t.Errorf("%d pending", a.pending())
	}
}

// What was moved to a calendar that can only be read by the time it is sent goes
// back where it was, with what was changed since. Seed 18170.
func TestAMoveToWhatCanOnlyBeReadNow(t *testing.T) {
	h := newHouse(t)
	h.server.Put(home+"home/tea.ics", string(event("tea", "SUMMARY=Tea")))
	a := h.device("a")
	a.syncs(t)
	a.move("tea", "work")
	a.edit("tea", "LOCATION=Here")
	h.server.Seed("alice", caldavserver.Calendar{Path: "work", Name: "Work", ReadOnly: true})
	h.must(a.sync())
	if failed := a.totals().Failed; len(failed) != 1 || !errors.Is(failed[0].Err, calendar.ErrReadOnly) ||
		failed[0].Err.Error() != "“Tea” could not be moved to “Work”, which can only be read now. It is back in “Home”, with what you changed." {
		t.Errorf("it says %v", failed) // once
	}
	a.syncs(t)
	if got := h.everywhere("tea"); !slices.Equal(got, []string{home + "home/tea.ics"}) {
		t.Errorf("it is at %v", got)
	}
	h.wants(t, "server", "tea", "SUMMARY=Tea", "LOCATION=Here")
	h.wants(t, "a", "tea", "LOCATION=Here")
	if a.pending() != 0 {
		t.Errorf("%d pending", a.pending())
	}
}
