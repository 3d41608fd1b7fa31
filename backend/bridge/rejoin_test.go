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
	return d.each(func(r bridge.AgendaRow) string { return r.Summary })
}

// places are its slots, titles and places.
func (d *seat) places() string {
	return d.each(func(r bridge.AgendaRow) string { return r.Summary + " " + r.Location })
}

func (d *seat) each(say func(bridge.AgendaRow) string) string {
	d.t.Helper()
	from := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	rows, _, err := d.Agenda(d.t.Context(), bridge.AgendaQuery{From: from, To: from.AddDate(0, 0, 14), View: time.UTC})
	must(d.t, err)
	var all []string
	for _, r := range rows {
		all = append(all, r.Start[8:10]+" "+say(r))
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

// twoEdit has two devices make one edit each of the daily event, and synchronize
// in either order, as often as it takes; show is what both then show.
func twoEdit(t *testing.T, mine, their func(*seat), show func(*seat) string) (shown [2]string, conflicts int) {
	t.Helper()
	for i := range 2 {
		server := newServer()
		server.Seed("alice", caldavserver.Calendar{Path: "work", Name: "Work"})
		server.Put("/dav/calendars/alice/home/tea.ics", strings.Replace(teaTime, "SUMMARY", "RRULE:FREQ=DAILY;COUNT=6\r\nSUMMARY", 1))
		a, b := newSeat(t, server), newSeat(t, server)
		mine(a)
		their(b)
		first, second := a, b
		if i == 1 {
			first, second = b, a
		}
		first.sync()
		second.sync()
		first.sync()
		shown[i] = show(first)
		if got := show(second); got != shown[i] {
			t.Errorf("the devices differ:\n%s\n%s", shown[i], got)
		}
		if r := second.sync(); r.Sent != (bridge.Counts{}) {
			t.Errorf("it goes on: %+v", r)
		}
		conflicts += len(second.conflicts())
		if got := show(newSeat(t, server)); got != shown[i] {
			t.Errorf("a third device shows:\n%s\nand not\n%s", got, shown[i])
		}
	}
	return shown, conflicts
}

// A day that one device deletes while another splits the set before it is gone
// from the part it belongs to, also where the first part is moved meanwhile; two
// splits are both there, each day once.
func TestASplitMeetsWhateverElse(t *testing.T) {
	edit := func(slot, scope string, p bridge.Patch) func(*seat) {
		return func(d *seat) {
			_, err := d.Edit(t.Context(), bridge.EditEvent{UID: "tea", RecurrenceID: slot, Scope: scope, Patch: p, View: time.UTC})
			must(t, err)
		}
	}
	both := func(one, other func(*seat)) func(*seat) { return func(d *seat) { one(d); other(d) } }
	third, fourth, fifth := "2026-11-25T09:00:00Z", "2026-11-26T09:00:00Z", "2026-11-27T09:00:00Z"
	remove := func(d *seat) {
		_, err := d.Delete(t.Context(), bridge.DeleteEvent{UID: "tea", RecurrenceID: fifth, Scope: "this", View: time.UTC})
		must(t, err)
	}
	away := func(d *seat) {
		_, err := d.Edit(t.Context(), bridge.EditEvent{UID: "tea", MoveTo: "Work", Scope: "all", View: time.UTC})
		must(t, err)
	}
	rest := edit(third, "following", bridge.Patch{Summary: ptr("Rest")})
	for _, test := range []struct {
		name         string
		mine, theirs func(*seat)
		want         string
		conflicts    int
	}{
		{"a day is deleted", rest, remove, "23 Tea Here, 24 Tea Here, 25 Rest Here, 26 Rest Here, 28 Rest Here", 0},
		{"a day is deleted, and the first part moved", both(rest, away), remove, "23 Tea Here, 24 Tea Here, 25 Rest Here, 26 Rest Here, 28 Rest Here", 0},
		{"a day is changed, and the first part moved", both(rest, away), edit(fifth, "this", bridge.Patch{Location: ptr("There")}),
			"23 Tea Here, 24 Tea Here, 25 Rest Here, 26 Rest Here, 27 Rest There, 28 Rest Here", 0},
		{"all days are changed", rest, edit("", "all", bridge.Patch{Location: ptr("There")}),
			"23 Tea There, 24 Tea There, 25 Rest There, 26 Rest There, 27 Rest There, 28 Rest There", 0},
		{"both split at one day", rest, edit(third, "following", bridge.Patch{Location: ptr("There")}),
			"23 Tea Here, 24 Tea Here, 25 Rest There, 26 Rest There, 27 Rest There, 28 Rest There", 0},
		{"both split", rest, edit(fourth, "following", bridge.Patch{Location: ptr("There")}),
			"23 Tea Here, 24 Tea Here, 25 Rest Here, 26 Rest There, 27 Rest There, 28 Rest There", 0},
		{"both split and change one field", rest, edit(third, "following", bridge.Patch{Summary: ptr("Mine")}), "", 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			shown, conflicts := twoEdit(t, test.mine, test.theirs, (*seat).places)
			if test.want != "" && (shown[0] != test.want || shown[1] != test.want) {
				t.Errorf("%s\n%s\nwant\n%s", shown[0], shown[1], test.want)
			}
			for _, s := range shown {
				if days := strings.Split(s, ", "); conflicts > 0 && len(days) != 6 {
					t.Errorf("a day is there twice: %s", s)
				}
			}
			if conflicts != test.conflicts {
				t.Errorf("%d conflicts, want %d", conflicts, test.conflicts)
			}
		})
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
