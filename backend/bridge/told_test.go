package bridge_test

import (
	"testing"
	"time"

	"calends/backend/bridge"
	"calends/backend/calendar"
)

// The window learns that an account is gone, whoever removed it: it is told to
// read calendars and accounts anew when they are gone already, and hears no
// more of the account.
func TestWindowIsToldOfARemovedAccount(t *testing.T) {
	a := newSeat(t, crowd(3))
	a.edit("e1", bridge.Patch{Summary: ptr("Party of mine")})
	accounts := bridge.Bound(bridge.Life{Program: func() *bridge.Program { return a.Program }, Context: t.Context})[0].(*bridge.Accounts)
	type event struct {
		name string
		left int // accounts that the window would read
	}
	events := make(chan event, 100)
	listening := make(chan struct{})
	watch := func(f func(calendar.Notice)) func() {
		defer close(listening)
		return a.store.Watch(f)
	}
	go a.Tell(t.Context(), watch, func(name string, _ any) {
		all, err := accounts.List()
		if err != nil {
			t.Error(err)
		}
		events <- event{name, len(all)}
	})
	<-listening
	a.Start(t.Context())
	defer a.Stop()
	must(t, a.store.AmendAccount(t.Context(), "acc", func(a *calendar.Account) { a.Secret = calendar.SecretCommand }))
	_, err := a.RemoveAccount(t.Context(), "work", bridge.Removal{Discard: true})
	must(t, err)
	for told := false; !told; {
		select {
		case e := <-events:
			told = e.name == "calendars:changed" && e.left == 0
		case <-time.After(10 * time.Second):
			t.Fatal("the window is not told")
		}
	}
	for len(events) > 0 {
		if e := <-events; e.name == "sync:status" {
			t.Error("the window hears of an account that is gone")
		}
	}
}
