package bridge_test

import (
	"strings"
	"testing"
	"time"

	"calends/backend/bridge"
	"calends/backend/caldavserver"
)

// days are the slots and titles of the daily event in the week of the parties.
func (d *seat) days() string {
	d.t.Helper()
	from := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	rows, _, err := d.Agenda(d.t.Context(), bridge.AgendaQuery{From: from, To: from.AddDate(0, 0, 14), View: time.UTC})
	must(d.t, err)
	var all []string
	for _, r := range rows {
		all = append(all, r.Start[8:10]+" "+r.Summary)
	}
	return strings.Join(all, ", ")
}

// splitAndEdit has one device change the third day of the daily event and all
// that follow, and another the fifth day alone.
func splitAndEdit(a, b *seat) {
	for _, e := range []struct {
		by                   *seat
		slot, scope, summary string
	}{{a, "2026-11-25T09:00:00Z", "following", "Rest"}, {b, "2026-11-27T09:00:00Z", "this", "Mine"}} {
		_, err := e.by.Edit(e.by.t.Context(), bridge.EditEvent{UID: "tea", RecurrenceID: e.slot, Scope: e.scope,
			Patch: bridge.Patch{Summary: ptr(e.summary)}, View: time.UTC})
		must(e.by.t, err)
	}
}

// One device splits a set, another changes an occurrence after the split, in
// either order: no day is there twice, and the change is kept. One sync is enough,
// also where a window is open.
func TestASplitMeetsAnOverride(t *testing.T) {
	for i := range 4 {
		splitter, open := i%2 == 0, i/2 == 1
		server := newServer()
		server.Put("/dav/calendars/alice/home/tea.ics", strings.Replace(teaTime, "SUMMARY", "RRULE:FREQ=DAILY;COUNT=6\r\nSUMMARY", 1))
		a, b := newSeat(t, server), newSeat(t, server)
		splitAndEdit(a, b)
		first, second := a, b
		if !splitter {
			first, second = b, a
		}
		first.sync()
		if open {
			second.Start(t.Context())
			defer second.Stop()
		}
		second.sync() // merges, and sends what was carried
		first.sync()
		want := "23 Tea, 24 Tea, 25 Rest, 26 Rest, 27 Mine, 28 Rest"
		for _, d := range []*seat{first, second} {
			if got := d.days(); got != want {
				t.Errorf("splitter first %v, window %v: %s", splitter, open, got)
			}
		}
		if r := second.sync(); r.Sent != (bridge.Counts{}) || len(second.conflicts()) > 0 {
			t.Errorf("it goes on: %+v", r)
		}
	}
}

// parts are the paths and texts of the daily event that is split in two: the
// first part, then the second.
func parts(server *caldavserver.Server) (paths, texts [2]string) {
	for _, path := range server.Paths("/dav/calendars/alice/home/") {
		i := 1
		if strings.HasSuffix(path, "/tea.ics") {
			i = 0
		}
		text, _, _ := server.Get(path)
		paths[i], texts[i] = path, text
	}
	return paths, texts
}

// The second part of a split arrives a sync later than the first: the override
// that was kept in the merge is carried then.
func TestASplitOfWhichTheSecondPartComesLater(t *testing.T) {
	server := newServer()
	server.Put("/dav/calendars/alice/home/tea.ics", strings.Replace(teaTime, "SUMMARY", "RRULE:FREQ=DAILY;COUNT=6\r\nSUMMARY", 1))
	a, b := newSeat(t, server), newSeat(t, server)
	splitAndEdit(a, b)
	a.sync()
	paths, texts := parts(server)
	server.Delete(paths[1])
	b.sync()
	if got := b.days(); got != "23 Tea, 24 Tea, 27 Mine" {
		t.Errorf("before: %s", got)
	}
	server.Put(paths[1], texts[1])
	b.sync()
	want := "23 Tea, 24 Tea, 25 Rest, 26 Rest, 27 Mine, 28 Rest"
	if got := b.days(); got != want {
		t.Errorf("then: %s", got)
	}
	c := newSeat(t, server)
	if got := c.days(); got != want {
		t.Errorf("on the server: %s", got)
	}
}
