package bridge_test

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"calends/backend/bridge"
	"calends/backend/store"
)

// crowded is a program with thirty events, synchronized.
func crowded(t *testing.T) *signedIn {
	t.Helper()
	d := signIn(t, func(s *store.Store) bridge.Store { return s })
	d.fill(30)
	d.sync()
	return d
}

func (d *signedIn) fill(n int) {
	for i := range n {
		d.server.Put(fmt.Sprintf("/dav/calendars/alice/home/e%d.ics", i), strings.ReplaceAll(teaText, "tea", fmt.Sprint("e", i)))
	}
}

func (d *signedIn) lose(n int) {
	for i := range n {
		d.server.Delete(fmt.Sprintf("/dav/calendars/alice/home/e%d.ics", i))
	}
}

// home is the calendar Home as the window is told of it.
func (d *signedIn) home() bridge.CalendarRow {
	d.t.Helper()
	rows, err := d.CalendarRows(d.t.Context())
	d.must(err)
	for _, r := range rows {
		if r.Name == "Home" {
			return r
		}
	}
	d.t.Fatal("there is no calendar Home")
	return bridge.CalendarRow{}
}

// The user's word on what is held back holds for the one sync it was given
// for, whoever carries that out.
func TestTheUsersWordHoldsOnce(t *testing.T) {
	for _, running := range []bool{false, true} {
		t.Run(fmt.Sprint("running ", running), func(t *testing.T) {
			d := crowded(t)
			if running {
				d.Start(t.Context())
				defer d.Stop()
			}
			d.lose(12)
			r := d.sync()
			if c := r.Accounts[0].Calendars[0]; c.HeldBack != 12 || c.Held == nil || c.Held.Reason != "removals" || c.Held.Message == "" {
				t.Fatalf("%+v", c)
			}
			if h := d.home(); h.Held == nil || h.Held.Removals != 12 || h.Objects != 31 {
				t.Errorf("%+v", h)
			}
			accept := bridge.SyncRequest{Accept: []string{"Home"}}
			if _, err := d.Sync(t.Context(), accept); err != nil {
				t.Fatal(err)
			}
			if h := d.home(); h.Held != nil || h.Objects != 19 {
				t.Errorf("accepted, and %+v", h)
			}
			for i := range 15 {
				d.server.Delete(fmt.Sprintf("/dav/calendars/alice/home/e%d.ics", i+12))
			}
			d.sync()
			if h := d.home(); h.Held == nil || h.Objects != 19 {
				t.Errorf("what came later was let through, too: %+v", h)
			}
			if _, err := d.Sync(t.Context(), bridge.SyncRequest{PushBack: []string{"work/Home"}}); err != nil {
				t.Fatal(err)
			}
			if n := len(d.server.Paths("/dav/calendars/alice/home/")); n != 19 || d.home().Held != nil {
				t.Errorf("%d on the server, %+v", n, d.home().Held)
			}
		})
	}
}

// Everything is compared in the sync for which that was asked, whoever carries it
// out, and in no other.
func TestEverythingIsComparedOnce(t *testing.T) {
	for _, running := range []bool{false, true} {
		d := crowded(t)
		if running {
			d.Start(t.Context())
			defer d.Stop()
		}
		for _, full := range []bool{false, true, false} {
			r, err := d.Sync(t.Context(), bridge.SyncRequest{Full: full})
			d.must(err)
			want := "unchanged"
			if full {
				want = "full"
			}
			if c := r.Accounts[0].Calendars[0]; c.Method != want {
				t.Errorf("running %v: it was compared by %s, want %s", running, c.Method, want)
			}
		}
	}
}

// What is held is marked one by one, in the agenda, in a search, in the window
// and where one event is shown.
func TestHeldEventsAreMarked(t *testing.T) {
	d := crowded(t)
	d.lose(12)
	d.sync()
	from := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	rows, _, err := d.Agenda(t.Context(), bridge.AgendaQuery{From: from, To: from.AddDate(1, 0, 0), View: time.UTC})
	d.must(err)
	found, err := d.Search(t.Context(), "Tea", time.UTC)
	d.must(err)
	for what, list := range map[string][]bridge.AgendaRow{"agenda": rows, "search": found} {
		n := 0
		for _, r := range list {
			if r.Held != "" {
				n++
			}
		}
		if n != 12 || len(list) != 31 {
			t.Errorf("%s: %d of %d are marked, want 12 of 31", what, n, len(list))
		}
	}
	for uid, want := range map[string]string{"e3": "removals", "e20": ""} {
		row, err := d.Show(t.Context(), uid, "", time.UTC)
		d.must(err)
		if row.Held != want || row.Occurrences[0].Held != want {
			t.Errorf("%s is held for %q, want %q", uid, row.Held, want)
		}
	}
	past, _, err := d.Agenda(t.Context(), bridge.AgendaQuery{From: from, To: from.AddDate(1, 0, 0), View: time.UTC, AsOf: time.Now()})
	d.must(err)
	for _, r := range past {
		if r.Held != "" {
			t.Errorf("%s of the past is marked", r.UID)
		}
	}
}

func TestDecidingNothing(t *testing.T) {
	d := crowded(t)
	for code, r := range map[string]bridge.SyncRequest{
		"not_found": {Accept: []string{"Nope"}},
		"usage":     {Accept: []string{"Home"}, PushBack: []string{"Home"}},
	} {
		if _, err := d.Sync(t.Context(), r); bridge.Explain(err).Code != code {
			t.Errorf("%+v: %v", r, err)
		}
	}
}

func TestPlanAndProgress(t *testing.T) {
	d := crowded(t)
	d.fill(35)
	d.server.Put("/dav/calendars/alice/home/new.ics", strings.ReplaceAll(teaText, "tea", "new"))
	r, err := d.Sync(t.Context(), bridge.SyncRequest{DryRun: true})
	d.must(err)
	if len(r.Plan) != 6 || r.Plan[5] != (bridge.PlanRow{Calendar: d.home().ID, UID: "new", Summary: "Tea", Direction: "receive", Kind: "create"}) {
		t.Errorf("%+v", r.Plan)
	}
	if d.home().Objects != 31 {
		t.Error("a plan took something in")
	}
	var last atomic.Value
	_, err = d.Sync(t.Context(), bridge.SyncRequest{Progress: func(done, total int) { last.Store([2]int{done, total}) }})
	d.must(err)
	if got, _ := last.Load().([2]int); got != [2]int{6, 6} {
		t.Errorf("the progress ended with %v, want 6 of 6", got)
	}
	if r, err = d.Sync(t.Context(), bridge.SyncRequest{DryRun: true}); err != nil || r.Plan == nil || len(r.Plan) != 0 {
		t.Errorf("%+v, %v; an empty plan is one", r.Plan, err)
	}
}

// TestReceiptOfWhatIsHeld: what waits for the user's word is not said to be sent
// by the next sync.
func TestReceiptOfWhatIsHeld(t *testing.T) {
	d := signIn(t, func(s *store.Store) bridge.Store { return s })
	d.fill(12)
	d.sync()
	for _, path := range d.server.Paths("/dav/calendars/alice/home/") {
		text, _, _ := d.server.Get(path)
		d.server.Put(path, strings.ReplaceAll(text, "SUMMARY:", "SUMMARY:Not "))
	}
	title := "Mine"
	_, err := d.Edit(t.Context(), bridge.EditEvent{UID: "e3", Patch: bridge.Patch{Summary: &title}, View: time.UTC})
	d.must(err)
	d.sync()
	r, err := d.Receipt(t.Context(), "e3", "")
	d.must(err)
	if r.State != "held" || !strings.Contains(r.Message, "until you decide") {
		t.Errorf("%+v", r)
	}
}
