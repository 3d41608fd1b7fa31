package bridge_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"calends/backend/bridge"
	"calends/backend/caldav"
	"calends/backend/calendar"
	"calends/backend/store"
)

// An account that waits for the system's keyring says so in the window and to
// whoever waits for it, keeps no other account from being synchronized, and
// goes on when the keyring opens.
func TestAccountThatWaitsForTheKeyring(t *testing.T) {
	var kept *store.Store
	d := signIn(t, func(s *store.Store) bridge.Store { kept = s; return s })
	d.must(kept.PutAccount(t.Context(), calendar.Account{ID: "a2", Name: "play", User: "alice", Server: "https://dav.test/",
		Homes: []calendar.Href{"/dav/calendars/alice/"}}))
	unlocked := make(chan struct{})
	keyring := func(ctx context.Context) (string, error) { // as app.go has the system's
		waits := bridge.PersonOf(ctx).Waits
		waits(true)
		defer waits(false)
		select {
		case <-unlocked:
			return "correct horse", nil
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
	d.Dial = func(a calendar.Account) (bridge.Server, error) {
		o := caldav.Options{Server: a.Server, Homes: a.Homes, User: a.User, Transport: d.server.Transport(), Password: keyring}
		if a.Name == "play" {
			o.Password = func(context.Context) (string, error) { return "correct horse", nil }
		}
		c, err := caldav.New(o)
		return dialed{c}, err
	}
	told := make(chan bridge.AccountInfo, 100)
	listening := make(chan struct{})
	watch := func(f func(calendar.Notice)) func() {
		defer close(listening)
		return kept.Watch(f)
	}
	go d.Tell(t.Context(), watch, func(name string, data any) {
		if name == "sync:status" {
			told <- data.(bridge.AccountInfo)
		}
	})
	<-listening
	d.Start(t.Context())
	defer d.Stop()
	life := bridge.Life{Program: func() *bridge.Program { return d.Program }, Context: t.Context}
	sync := bridge.Bound(life)[3].(*bridge.Sync)
	phase := func(name string) string {
		all, err := sync.Status()
		d.must(err)
		return all[slices.IndexFunc(all, func(a bridge.AccountInfo) bool { return a.Name == name })].Phase
	}
	waiting := make(chan bool, 10)
	typed := func(ctx context.Context, account string) bridge.SyncResult {
		ctx = bridge.WithPerson(ctx, bridge.Person{Waits: func(w bool) { waiting <- w }})
		r, err := d.Sync(ctx, bridge.SyncRequest{Accounts: []string{account}})
		d.must(err)
		return r
	}
	if r := typed(t.Context(), "play"); r.Accounts[0].Error != nil {
		t.Errorf("%+v", r.Accounts[0].Error)
	}
	impatient, giveUp := context.WithCancel(t.Context())
	gone := make(chan bridge.SyncResult, 1)
	go func() { gone <- typed(impatient, "work") }()
	if !<-waiting || phase("work") != "keyring" || phase("play") != "idle" {
		t.Errorf("work is %s, play is %s", phase("work"), phase("play"))
	}
	giveUp()
	if r := <-gone; r.Accounts[0].Error == nil || r.Accounts[0].Error.Code != "cancelled" {
		t.Errorf("%+v", r.Accounts[0])
	}
	patient := make(chan bridge.SyncResult, 1)
	go func() { patient <- typed(t.Context(), "work") }()
	if !<-waiting {
		t.Error("who comes later is told that it waits no more")
	}
	close(unlocked)
	if r := <-patient; r.Accounts[0].Error != nil || phase("work") != "idle" {
		t.Errorf("%+v, %s", r.Accounts[0].Error, phase("work"))
	}
	seen := map[string]bool{}
	for deadline := time.After(time.Minute); !seen["idle"]; {
		select {
		case a := <-told:
			if a.Name == "work" {
				seen[a.Phase] = true
			}
		case <-deadline:
			t.Fatal("the window is not told how it ended")
		}
	}
	if !seen["keyring"] {
		t.Errorf("the window was told %v", seen)
	}
}
