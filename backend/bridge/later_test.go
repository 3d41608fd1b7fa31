package bridge_test

import (
	"fmt"
	"regexp"
	"testing"
	"time"

	"calends/backend/bridge"
	"calends/backend/caldavserver"
	"calends/backend/calendar"
	"calends/backend/store"
)

// A server that asked to be left alone is, also where the user asks for a sync:
// he hears at once until when, and what waits. So it is with a window open,
// without one, and in a run that begins meanwhile; afterwards all is well again.
func TestSyncAskedForWhileTheServerIsToBeLeftAlone(t *testing.T) {
	for _, running := range []bool{false, true} {
		t.Run(fmt.Sprint("running ", running), func(t *testing.T) {
			var kept *store.Store
			d := signIn(t, func(s *store.Store) bridge.Store { kept = s; return s })
			d.sync()
			green := "Green tea"
			_, err := d.Edit(t.Context(), bridge.EditEvent{UID: "tea", Patch: bridge.Patch{Summary: &green}, View: time.UTC})
			d.must(err)
			d.server.Fault(caldavserver.Fault{Kind: caldavserver.Answer, Status: 503, RetryAfter: "600"})
			d.refused(bridge.SyncRequest{})
			if running { // it begins while the server is to be left alone
				d.Start(t.Context())
				defer d.Stop()
			}
			d.server.ResetRequests()
			for _, r := range []bridge.SyncRequest{{}, {Accounts: []string{"work"}}, {DryRun: true}} {
				d.refused(r)
			}
			if n := len(d.server.Requests()); n > 0 {
				t.Errorf("%d requests to a server that asked for ten minutes", n)
			}
			d.must(kept.AmendAccount(t.Context(), "a1", func(a *calendar.Account) { a.NotBefore = time.Now().Add(-time.Second) }))
			if running {
				return // it has a clock of its own
			}
			d.sync()
			if rows, err := d.AccountRows(t.Context()); err != nil || rows[0].Error != nil {
				t.Errorf("%v %+v", err, rows)
			}
		})
	}
}

// refused is a sync that the server's wish stands against.
func (d *signedIn) refused(r bridge.SyncRequest) {
	d.t.Helper()
	got, err := d.Sync(d.t.Context(), r)
	d.must(err)
	said := regexp.MustCompile(`^The server asked to be left alone until \d\d:\d\d; 1 change waits\.$`)
	if f := got.Accounts[0].Error; f == nil || f.Code != "try_later" || !said.MatchString(f.Message) {
		d.t.Fatalf("%+v: %+v", r, f)
	}
}

// A window that is open when the server asks to be left alone hears the same
// of its own sync.
func TestWindowIsToldUntilWhen(t *testing.T) {
	d := signIn(t, func(s *store.Store) bridge.Store { return s })
	d.sync()
	d.Start(t.Context())
	defer d.Stop()
	d.sync()
	d.server.Fault(caldavserver.Fault{Kind: caldavserver.Answer, Status: 429, RetryAfter: "600"})
	for range 3 {
		r, err := d.Sync(t.Context(), bridge.SyncRequest{})
		d.must(err)
		if f := r.Accounts[0].Error; f == nil || !regexp.MustCompile(`^The server asked to be left alone until \d\d:\d\d\.$`).MatchString(f.Message) {
			t.Fatalf("%+v", f)
		}
	}
	rows, err := d.AccountRows(t.Context())
	if d.must(err); rows[0].Error == nil || rows[0].Error.Code != "try_later" || rows[0].LastSync == nil {
		t.Errorf("%+v", rows)
	}
}
