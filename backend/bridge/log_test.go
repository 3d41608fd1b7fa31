package bridge_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http/httptest"
	"path/filepath"
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

// dialed is a client as the bridge wants it.
type dialed struct{ *caldav.Client }

func (d dialed) Rename(context.Context, calendar.Href, string) error  { return nil }
func (d dialed) Recolor(context.Context, calendar.Href, string) error { return nil }

// deaf is a store that cannot keep the sync record.
type deaf struct{ *store.Store }

func (deaf) KeepExchanges(context.Context, []calendar.Exchange) error {
	return errors.New("no room left")
}

const teaText = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:tea\r\nDTSTAMP:20261122T090000Z\r\nDTSTART:20261123T090000Z\r\nDTEND:20261123T100000Z\r\nSUMMARY:Tea\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

// signedIn is a program signed in to a server that has a cup of tea.
type signedIn struct {
	*bridge.Program
	t      *testing.T
	server *caldavserver.Server
	warned []string
}

func signIn(t *testing.T, of func(*store.Store) bridge.Store) *signedIn {
	t.Helper()
	d := &signedIn{t: t, server: caldavserver.New(caldavserver.Options{Digest: true, Users: []caldavserver.User{{Name: "alice", Password: "correct horse"}}})}
	d.server.Seed("alice", caldavserver.Calendar{Path: "home", Name: "Home", Objects: map[string]string{"tea.ics": teaText}})
	s, err := store.Open(filepath.Join(t.TempDir(), "calends.db"), store.Options{Index: agenda.Index, IndexVersion: agenda.IndexVersion, Now: time.Now})
	d.must(err)
	t.Cleanup(func() { s.Close() })
	_, err = s.EnsureLocal(t.Context())
	d.must(err)
	d.must(s.PutAccount(t.Context(), calendar.Account{ID: "a1", Name: "work", User: "alice", Server: "https://dav.test/", Homes: []calendar.Href{"/dav/calendars/alice/"}}))
	n := 0
	d.Program = bridge.NewProgram(bridge.Wiring{Store: of(s), Zones: zone.NewFinder(), Now: time.Now, Local: func() *time.Location { return time.UTC },
		NewUID: func() string { n++; return fmt.Sprintf("uid-%d", n) },
		Warn:   func(s string) { d.warned = append(d.warned, s) },
		Dial: func(a calendar.Account) (bridge.Server, error) {
			c, err := caldav.New(caldav.Options{Server: a.Server, Homes: a.Homes, User: a.User, Transport: d.server.Transport(),
				Password: func(context.Context) (string, error) { return "correct horse", nil }})
			return dialed{c}, err
		}})
	return d
}

func (d *signedIn) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

func (d *signedIn) sync() bridge.SyncResult {
	d.t.Helper()
	r, err := d.Sync(d.t.Context(), bridge.SyncRequest{})
	d.must(err)
	for _, a := range r.Accounts {
		if a.Error != nil {
			d.t.Fatalf("%+v", a.Error)
		}
	}
	return r
}

// live has an event come in, change there, change here, and go there.
func (d *signedIn) live() {
	d.t.Helper()
	d.sync()
	const at = "/dav/calendars/alice/home/tea.ics"
	d.server.Put(at, strings.Replace(teaText, "SUMMARY:Tea", "SUMMARY:Green tea", 1))
	d.sync()
	place := "Kitchen"
	_, err := d.Edit(d.t.Context(), bridge.EditEvent{UID: "tea", Patch: bridge.Patch{Location: &place}, View: time.UTC})
	d.must(err)
	d.sync()
	d.server.Delete(at)
	d.sync()
}

// Every change of an event says which exchanges brought it, and what else was
// asked about it, also when it is gone.
func TestWhy(t *testing.T) {
	d := signIn(t, func(s *store.Store) bridge.Store { return s })
	d.live()
	why, err := d.Why(t.Context(), "tea", time.UTC)
	d.must(err)
	var got strings.Builder
	for _, c := range why.Changes {
		fmt.Fprintf(&got, "%s by %s", c.Kind, c.Origin)
		for _, f := range c.Fields {
			fmt.Fprintf(&got, " %s:%s→%s", f.Name, f.Before, f.After)
			if c.Kind != "edited" {
				break
			}
		}
		for _, x := range c.Exchanges {
			fmt.Fprintf(&got, " | %s %d %s", x.Method, x.Status, x.Decision)
		}
		got.WriteString("\n")
	}
	for _, x := range why.Others {
		fmt.Fprintf(&got, "%s %d %s\n", x.Method, x.Status, x.Decision)
	}
	for _, want := range []string{"deleted by server", " | REPORT 207 0 changed, 1 gone; 1 gone\n", "edited by me", "summary:Tea→Green tea | REPORT 207 1 changed, 0 gone",
		" | GET 200 1 object fetched; 1 changed\n", "created by server", " | REPORT 207 all 1 object listed; 1 new\n",
		"PUT 204 sent change of ", "LOCATION", " in tea\nGET 200 it holds what was sent\n"} {
		if !strings.Contains(got.String(), want) {
			t.Errorf("no %q in\n%s", want, got.String())
		}
	}
	if why.UID != "tea" || why.Summary != "Green tea" || len(why.Changes) != 4 {
		t.Errorf("%+v", why)
	}
	if _, err := d.Why(t.Context(), "nothing", time.UTC); bridge.Explain(err).Code != "not_found" {
		t.Error(err)
	}
}

// The log names accounts and events, and takes every choice.
func TestLog(t *testing.T) {
	d := signIn(t, func(s *store.Store) bridge.Store { return s })
	began := time.Now().Truncate(time.Millisecond)
	d.live()
	all, err := d.Log(t.Context(), bridge.LogQuery{View: time.UTC})
	d.must(err)
	about, err := d.Log(t.Context(), bridge.LogQuery{Object: "tea", View: time.UTC})
	d.must(err)
	if len(about) == 0 || len(about) >= len(all) {
		t.Fatalf("%d of %d are about tea", len(about), len(all))
	}
	for _, x := range about {
		if x.Account != "work" || x.About != 1 || x.Objects[0] != "tea" || x.Decision == "" || x.Bytes+x.BytesSent == 0 {
			t.Errorf("%+v", x)
		}
	}
	for _, tt := range []struct {
		q    bridge.LogQuery
		want int
	}{
		{bridge.LogQuery{Limit: 2}, 2}, {bridge.LogQuery{Account: "work"}, len(all)},
		{bridge.LogQuery{Since: began}, len(all)}, {bridge.LogQuery{Since: time.Now().Add(time.Hour)}, 0},
	} {
		tt.q.View = time.UTC
		got, err := d.Log(t.Context(), tt.q)
		if err != nil || len(got) != tt.want {
			t.Errorf("%+v: %d of %d, %v", tt.q, len(got), tt.want, err)
		}
	}
	for _, q := range []bridge.LogQuery{{Object: "nothing", View: time.UTC}, {Account: "nobody", View: time.UTC}} {
		if _, err := d.Log(t.Context(), q); bridge.Explain(err).Code != "not_found" {
			t.Errorf("%+v: %v", q, err)
		}
	}
}

// Making and removing a calendar is in the record, too.
func TestLogOfCalendars(t *testing.T) {
	d := signIn(t, func(s *store.Store) bridge.Store { return s })
	d.sync()
	c, err := d.CreateCalendar(t.Context(), "Garden", "work", "#00ff00")
	d.must(err)
	d.must(d.DeleteCalendar(t.Context(), c.ID))
	all, err := d.Log(t.Context(), bridge.LogQuery{Account: "work", Limit: 3, View: time.UTC})
	d.must(err)
	var got []string
	for _, x := range all {
		got = append(got, x.Method+" "+x.Decision)
	}
	if text := strings.Join(got, "\n"); !strings.Contains(text, "calendar made") || !strings.HasSuffix(text, "DELETE calendar removed") {
		t.Error(text)
	}
}

// What is exported holds no secret, and can be played again.
func TestExportLog(t *testing.T) {
	d := signIn(t, func(s *store.Store) bridge.Store { return s })
	d.live()
	bundle, err := d.ExportLog(t.Context(), bridge.LogQuery{View: time.UTC})
	d.must(err)
	for _, secret := range []string{"correct", "Authorization", "Digest", "nonce", "cnonce"} {
		if strings.Contains(string(bundle), secret) {
			t.Errorf("it holds %q", secret)
		}
	}
	replayed, err := caldavserver.Replay(bundle)
	d.must(err)
	if replayed.Left() == 0 || !strings.Contains(string(bundle), "SUMMARY:Green tea") {
		t.Error("there is nothing to play")
	}
}

// The window asks over HTTP.
func TestLogOfTheWindow(t *testing.T) {
	d := signIn(t, func(s *store.Store) bridge.Store { return s })
	d.live()
	h := bridge.Handler(bridge.Life{Program: func() *bridge.Program { return d.Program }, Context: t.Context})
	ask := func(path string, status int) (out map[string]any) {
		t.Helper()
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		if w.Code != status {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
		d.must(json.Unmarshal(w.Body.Bytes(), &out))
		return out
	}
	if n := len(ask("/api/log?object=tea&account=work&limit=3", 200)["exchanges"].([]any)); n != 3 {
		t.Errorf("%d exchanges", n)
	}
	if n := len(ask("/api/why?object=tea", 200)["changes"].([]any)); n != 4 {
		t.Errorf("%d changes", n)
	}
	ask("/api/log?limit=many", 400)
	ask("/api/why?object=nothing", 400)
}

// A record that cannot be written is told of once, and stops nothing.
func TestRecordFailsAlone(t *testing.T) {
	d := signIn(t, func(s *store.Store) bridge.Store { return deaf{s} })
	d.live()
	if len(d.warned) != 1 || !strings.Contains(d.warned[0], "sync record") {
		t.Errorf("%q", d.warned)
	}
	history, err := d.History(t.Context(), bridge.HistoryQuery{UID: "tea", View: time.UTC})
	if err != nil || len(history) != 4 {
		t.Errorf("%+v, %v", history, err)
	}
}
