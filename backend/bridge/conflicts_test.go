package bridge_test

import (
	"context"
	"crypto/rand"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"calends/backend/agenda"
	"calends/backend/bridge"
	"calends/backend/caldav"
	"calends/backend/caldavserver"
	"calends/backend/calendar"
	"calends/backend/store"
	"calends/backend/zone"
)

// seat is a program with a profile of its own, signed in to a server that it
// reaches without a network.
type seat struct {
	*bridge.Program
	t     *testing.T
	store *store.Store
	// replied happens once, just before the next write.
	replied func()
}

// wired is a client as the program is given it.
type wired struct {
	*caldav.Client
	of *seat
}

func (w wired) Put(ctx context.Context, at calendar.Href, body []byte, m calendar.Match) (calendar.Version, error) {
	if f := w.of.replied; f != nil {
		w.of.replied = nil
		f()
	}
	return w.Client.Put(ctx, at, body, m)
}

func (w wired) Rename(ctx context.Context, at calendar.Href, name string) error {
	return w.Change(ctx, calendar.Collection{Href: at}, caldav.Props{Name: &name})
}

func (w wired) Recolor(ctx context.Context, at calendar.Href, color string) error {
	return w.Change(ctx, calendar.Collection{Href: at}, caldav.Props{Color: &color})
}

func newServer() *caldavserver.Server {
	s := caldavserver.New(caldavserver.Options{Users: []caldavserver.User{{Name: "alice", Password: "secret", Email: "alice@example.org"}}})
	s.Seed("alice", caldavserver.Calendar{Path: "home", Name: "Home"})
	return s
}

func newSeat(t *testing.T, server *caldavserver.Server) *seat {
	t.Helper()
	z := zone.NewFinder()
	s, err := store.Open(filepath.Join(t.TempDir(), "calends.db"), store.Options{Index: agenda.Indexer(z), IndexVersion: agenda.IndexVersion, Now: time.Now})
	must(t, err)
	t.Cleanup(func() { s.Close() })
	d := &seat{t: t}
	p := bridge.NewProgram(bridge.Wiring{Store: s, Zones: z, Now: time.Now, Local: func() *time.Location { return time.UTC }, NewUID: rand.Text,
		Dial: func(a calendar.Account) (bridge.Server, error) {
			client, err := caldav.New(caldav.Options{Server: a.Server, User: a.User, Homes: a.Homes, Transport: server.Transport(),
				Password: func(context.Context) (string, error) { return "secret", nil }})
			return wired{client, d}, err
		}})
	d.Program, d.store = p, s
	must(t, s.PutAccount(t.Context(), calendar.Account{ID: "acc", Name: "work", User: "alice", Server: "https://dav.test/", Homes: []calendar.Href{"/dav/calendars/alice/"}}))
	d.sync()
	return d
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (d *seat) sync() bridge.SyncCalendar {
	d.t.Helper()
	r, err := d.Sync(d.t.Context(), bridge.SyncRequest{})
	must(d.t, err)
	if e := r.Accounts[0].Error; e != nil {
		d.t.Fatal(e.Message)
	}
	return r.Accounts[0].Calendars[0]
}

func (d *seat) edit(uid string, p bridge.Patch) {
	d.t.Helper()
	_, err := d.Edit(d.t.Context(), bridge.EditEvent{UID: uid, Patch: p, View: time.UTC})
	must(d.t, err)
}

func (d *seat) text(uid string) string {
	d.t.Helper()
	all, err := d.store.Find(d.t.Context(), calendar.UID(uid))
	must(d.t, err)
	for _, o := range all {
		if o.Body != nil {
			return string(o.Body)
		}
	}
	return ""
}

func (d *seat) conflicts() []bridge.ConflictRow {
	d.t.Helper()
	rows, err := d.Conflicts(d.t.Context(), time.UTC)
	must(d.t, err)
	return rows
}

func ptr[T any](v T) *T { return &v }

const teaTime = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nBEGIN:VEVENT\r\nUID:tea\r\nDTSTAMP:20261101T000000Z\r\nDTSTART:20261123T090000Z\r\n" +
	"DTEND:20261123T100000Z\r\nSUMMARY:Tea\r\nLOCATION:Here\r\nX-ODD:kept\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

// collision leaves a with a conflict about title and place of one event.
func collision(t *testing.T) (server *caldavserver.Server, a, b *seat) {
	server = newServer()
	server.Put("/dav/calendars/alice/home/tea.ics", teaTime)
	a, b = newSeat(t, server), newSeat(t, server)
	b.edit("tea", bridge.Patch{Summary: ptr("Water"), Location: ptr("There"), URL: ptr("https://example.org/")})
	b.sync()
	a.edit("tea", bridge.Patch{Summary: ptr("Coffee"), Location: ptr("Mine"), Description: ptr("A note")})
	if r := a.sync(); r.Conflicts != 1 {
		t.Fatalf("%d conflicts", r.Conflicts)
	}
	return server, a, b
}

// TestConflict: a collision never stops a sync; the server's values stand, the
// card tells both, and whatever is chosen reaches the server and can be undone.
func TestConflict(t *testing.T) {
	for _, c := range []struct {
		take     string
		fields   map[string]string
		want     []string // on the server afterwards
		not      string
		second   bool
		undoable bool
	}{
		{"ours", nil, []string{"SUMMARY:Coffee", "LOCATION:Mine", "DESCRIPTION:A note", "URL:https://example.org/", "X-ODD:kept"}, "Water", false, true},
		{"theirs", nil, []string{"SUMMARY:Water", "LOCATION:There", "DESCRIPTION:A note"}, "Coffee", false, true},
		{"both", nil, []string{"SUMMARY:Water", "LOCATION:There"}, "Coffee", true, true},
		{"merged", map[string]string{"location": "ours"}, []string{"SUMMARY:Water", "LOCATION:Mine"}, "Coffee", false, true},
		{"merged", nil, []string{"SUMMARY:Water", "LOCATION:There"}, "Coffee", false, true},
	} {
		t.Run(c.take, func(t *testing.T) {
			server, a, _ := collision(t)
			rows := a.conflicts()
			if len(rows) != 1 || len(rows[0].Fields) != 2 || rows[0].Reason != "changed" || rows[0].Summary != "Coffee" {
				t.Fatalf("%+v", rows)
			}
			if f := rows[0].Fields[1]; f != (bridge.ConflictField{Name: "summary", Base: "Tea", Ours: "Coffee", Theirs: "Water",
				BaseRaw: "SUMMARY:Tea", OursRaw: "SUMMARY:Coffee", TheirsRaw: "SUMMARY:Water"}) {
				t.Errorf("%+v", f)
			}
			standing := a.text("tea")
			done, err := a.Resolve(t.Context(), bridge.Resolution{ID: rows[0].ID, Take: c.take, Fields: c.fields})
			must(t, err)
			if done.Change == "" || len(a.conflicts()) != 0 {
				t.Errorf("%+v, open %v", done, a.conflicts())
			}
			a.sync()
			text, _, _ := server.Get("/dav/calendars/alice/home/tea.ics")
			for _, w := range c.want {
				if !strings.Contains(text, w) {
					t.Errorf("no %q on the server:\n%s", w, text)
				}
			}
			if strings.Contains(text, c.not) {
				t.Errorf("%q on the server:\n%s", c.not, text)
			}
			if paths := server.Paths("/dav/calendars/alice/home/"); (len(paths) == 2) != c.second {
				t.Errorf("on the server: %v", paths)
			}
			_, err = a.Undo(t.Context())
			must(t, err)
			if open := a.conflicts(); len(open) != 1 {
				t.Errorf("after undo %v", open)
			}
			a.sync()
			if now := a.text("tea"); stripped(now) != stripped(standing) {
				t.Errorf("after undo\n%s\nbefore\n%s", now, standing)
			}
			a.backAndForth(done.UID)
		})
	}
}

// backAndForth redoes a decision that was undone, and undoes that, twice.
func (d *seat) backAndForth(uid string) {
	d.t.Helper()
	for range 2 {
		redone, err := d.Redo(d.t.Context())
		must(d.t, err)
		if redone.UID != uid || redone.Change == "" || len(d.conflicts()) != 0 {
			d.t.Errorf("redone %+v, open %v", redone, d.conflicts())
		}
		undone, err := d.Undo(d.t.Context())
		must(d.t, err)
		if undone.UID != uid || undone.Change == "" || len(d.conflicts()) != 1 {
			d.t.Errorf("undone %+v, open %v", undone, d.conflicts())
		}
	}
}

// stripped is a text without its stamps.
func stripped(text string) string {
	var kept []string
	for _, l := range strings.Split(text, "\r\n") {
		if !strings.HasPrefix(l, "DTSTAMP") && !strings.HasPrefix(l, "SEQUENCE") {
			kept = append(kept, l)
		}
	}
	return strings.Join(kept, "\n")
}

// TestConflictMeetsLaterEdits: what changed after the collision stays unless it
// was chosen.
func TestConflictMeetsLaterEdits(t *testing.T) {
	_, a, b := collision(t)
	a.edit("tea", bridge.Patch{URL: ptr("https://example.org/later"), Location: ptr("Elsewhere")})
	a.sync()
	b.sync()
	_, err := a.Resolve(t.Context(), bridge.Resolution{ID: a.conflicts()[0].ID, Take: "merged", Fields: map[string]string{"summary": "ours"}})
	must(t, err)
	for _, w := range []string{"SUMMARY:Coffee", "LOCATION:Elsewhere", "later"} {
		if !strings.Contains(a.text("tea"), w) {
			t.Errorf("no %q in\n%s", w, a.text("tea"))
		}
	}
	a.sync()
	b.sync()
	if a.text("tea") != b.text("tea") {
		t.Error("the seats differ")
	}
}

// TestConflictRefusals: what cannot be meant is said, and settles nothing.
func TestConflictRefusals(t *testing.T) {
	_, a, _ := collision(t)
	id := a.conflicts()[0].ID
	for _, r := range []bridge.Resolution{
		{ID: "nothing", Take: "ours"}, {ID: id, Take: "mine"}, {ID: id, Take: "merged", Fields: map[string]string{"colour": "ours"}},
		{ID: id, Take: "merged", Fields: map[string]string{"summary": "mine"}}, {ID: id, Take: "ours", Fields: map[string]string{"summary": "ours"}},
	} {
		if _, err := a.Resolve(t.Context(), r); err == nil {
			t.Errorf("%+v was taken", r)
		}
	}
	if len(a.conflicts()) != 1 {
		t.Error("settled all the same")
	}
}

// TestNoText: what the server can no longer produce never takes the place of
// what is here, read back after a write or fetched, and all is well once it can.
func TestNoText(t *testing.T) {
	server := newServer()
	const path = "/dav/calendars/alice/home/tea.ics"
	server.Put(path, teaTime)
	a := newSeat(t, server)
	for _, here := range []bool{true, false} {
		mine := "Coffee"
		if here {
			a.edit("tea", bridge.Patch{Summary: &mine})
		} else {
			server.Put(path, strings.Replace(teaTime, "LOCATION:Here", "LOCATION:There", 1))
		}
		well := server.Fault(caldavserver.Fault{Kind: caldavserver.Null})
		for range 2 {
			if r := a.sync(); len(r.Failed) != 1 || r.Conflicts != 0 {
				t.Errorf("%+v", r)
			}
			row, err := a.Show(t.Context(), "tea", "", time.UTC)
			must(t, err)
			if !strings.Contains(row.Problem, "cannot be read") {
				t.Errorf("the user is not told: %+v", row)
			}
			if text := a.text("tea"); !strings.Contains(text, "SUMMARY:Coffee") {
				t.Errorf("here:\n%s", text)
			}
		}
		well()
		if r := a.sync(); len(r.Failed) != 0 || r.Conflicts != 0 {
			t.Errorf("afterwards %+v", r)
		}
		text, _, _ := server.Get(path)
		if a.text("tea") != text {
			t.Errorf("here\n%s\nthere\n%s", a.text("tea"), text)
		}
	}
}

// TestWhoWon: where one side deleted what the other edited, the history says in
// a sentence that the edit stands.
func TestWhoWon(t *testing.T) {
	server := newServer()
	const path = "/dav/calendars/alice/home/tea.ics"
	server.Put(path, teaTime)
	server.Put("/dav/calendars/alice/home/other.ics", strings.ReplaceAll(teaTime, "UID:tea", "UID:other"))
	a, b := newSeat(t, server), newSeat(t, server)
	a.edit("tea", bridge.Patch{Summary: ptr("Coffee")})
	_, err := b.Delete(t.Context(), bridge.DeleteEvent{UID: "tea", View: time.UTC})
	must(t, err)
	b.sync()
	a.sync()
	if text, _, _ := server.Get(path); !strings.Contains(text, "Coffee") {
		t.Errorf("on the server:\n%s", text)
	}
	if row := a.history(bridge.HistoryQuery{UID: "tea"})[0]; row.Origin != "merge" || row.Kind != "created" || !strings.Contains(row.Note, "deleted on the server") {
		t.Errorf("%+v", row)
	}
	b.sync()
	_, err = b.Delete(t.Context(), bridge.DeleteEvent{UID: "tea", View: time.UTC})
	must(t, err)
	a.edit("tea", bridge.Patch{Summary: ptr("Water")})
	a.sync()
	b.sync()
	if row := b.history(bridge.HistoryQuery{UID: "tea"})[0]; row.Kind != "created" || !strings.Contains(row.Note, "deleted it here") {
		t.Errorf("%+v", row)
	}
	if len(a.conflicts())+len(b.conflicts()) > 0 || a.text("tea") != b.text("tea") {
		t.Error("they differ, or ask")
	}
	a.edit("tea", bridge.Patch{Summary: ptr("Wine")})
	b.edit("tea", bridge.Patch{Location: ptr("There")})
	a.sync()
	b.sync()
	if row := b.history(bridge.HistoryQuery{UID: "tea"})[0]; row.Origin != "merge" || !strings.Contains(row.Note, "merged") {
		t.Errorf("%+v", row)
	}
}

// TestItWentAlong: where an edit followed its event to another calendar, the
// history says so.
func TestItWentAlong(t *testing.T) {
	server := newServer()
	const path = "/dav/calendars/alice/home/tea.ics"
	server.Put(path, teaTime)
	server.Seed("alice", caldavserver.Calendar{Path: "team", Name: "Work"})
	a := newSeat(t, server)
	a.edit("tea", bridge.Patch{Summary: ptr("Coffee")})
	server.Delete(path)
	server.Put("/dav/calendars/alice/team/tea.ics", strings.Replace(teaTime, "LOCATION:Here", "LOCATION:There", 1))
	a.sync()
	if text := a.text("tea"); !strings.Contains(text, "Coffee") || !strings.Contains(text, "There") {
		t.Errorf("here:\n%s", text)
	}
	rows := a.history(bridge.HistoryQuery{UID: "tea"})
	if i := slices.IndexFunc(rows, func(r bridge.ChangeRow) bool { return r.Origin == "merge" }); i < 0 || !strings.Contains(rows[i].Note, "went along") {
		t.Errorf("%+v", rows)
	}
}

// TestKeptNote: what one side deleted and the other changed in an event is said.
func TestKeptNote(t *testing.T) {
	server := newServer()
	const path = "/dav/calendars/alice/home/tea.ics"
	server.Put(path, teaTime)
	a := newSeat(t, server)
	a.edit("tea", bridge.Patch{Location: ptr("There")})
	server.Put(path, strings.Replace(teaTime, "LOCATION:Here\r\n", "", 1))
	a.sync()
	rows := a.history(bridge.HistoryQuery{UID: "tea"})
	if !slices.ContainsFunc(rows, func(r bridge.ChangeRow) bool {
		return strings.Contains(r.Note, "“location” was deleted on the server while you changed it here")
	}) {
		t.Errorf("%+v", rows)
	}
}
