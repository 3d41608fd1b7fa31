package syncer_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"calends/backend/caldav"
	"calends/backend/caldavserver"
	"calends/backend/calendar"
	"calends/backend/syncer"
)

// One account's trouble never touches another: they share a store, and nothing
// else.
func TestTroubleStaysWithItsAccount(t *testing.T) {
	for _, trouble := range []caldavserver.Fault{
		{Kind: caldavserver.Drop, Times: always}, {Kind: caldavserver.SignIn, Times: always},
		{Kind: caldavserver.Slow, Delay: time.Hour, Times: always}, {Kind: caldavserver.Answer, Status: 503, RetryAfter: "3600", Times: always},
		{Kind: caldavserver.NoCalendars}, {Kind: caldavserver.HTML, Times: always},
	} {
		t.Run(string(trouble.Kind), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := newHouse(t)
				a := h.full(t, 15)
				other := caldavserver.New(caldavserver.Options{Users: []caldavserver.User{{Name: "bob", Password: "secret"}}})
				other.Seed("bob", caldavserver.Calendar{Path: "home", Objects: map[string]string{"tea.ics": string(event("tea"))}})
				b := a.beside(other, "bob")
				w, v := h.run(a), h.run(b)
				h.server.Fault(trouble)
				w.bell.Asked()
				for i := range 5 {
					other.Put(fmt.Sprintf("/dav/calendars/bob/home/e%d.ics", i), string(event(fmt.Sprint("b", i))))
					after(61 * time.Second)
				}
				if s := v.status(); s.Phase != syncer.Idle || s.Err != nil || v.syncs() < 5 {
					t.Errorf("%d syncs of the other account, %+v", v.syncs(), s)
				}
				found, err := a.store.Find(t.Context(), "b4")
				if err != nil || len(found) != 1 {
					t.Errorf("%d, %v: what the other account brought", len(found), err)
				}
				if n := a.shown(t); n != 15 {
					t.Errorf("%d events of the troubled one, want 15", n)
				}
				w.stop()
				v.stop()
				<-w.ended
				<-v.ended
			})
		})
	}
}

// beside is another account in the same store.
func (d *device) beside(server *caldavserver.Server, user string) *device {
	other := &device{t: d.t, store: d.store, password: "secret", at: d.at,
		account: calendar.Account{ID: "other", Name: user, User: user, Server: "https://other.test/"}}
	if err := d.store.PutAccount(d.t.Context(), other.account); err != nil {
		d.t.Fatal(err)
	}
	var err error
	other.client, err = caldav.New(caldav.Options{Server: other.account.Server, User: user, Transport: server.Transport(),
		Homes: []calendar.Href{calendar.Href("/dav/calendars/" + user + "/")}, Password: func(context.Context) (string, error) { return "secret", nil }})
	if err != nil {
		d.t.Fatal(err)
	}
	return other
}
