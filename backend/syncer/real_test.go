package syncer_test

import (
	"context"
	"crypto/rand"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"calends/backend/caldav"
	"calends/backend/calendar"
	"calends/backend/store"
)

// TestRealServers lets two devices meet on every server that an environment
// variable CALDAV_TEST_NAME names as "url,user,password". What they make there
// they remove again.
func TestRealServers(t *testing.T) {
	found := false
	for _, v := range os.Environ() {
		name, target, _ := strings.Cut(v, "=")
		name, ok := strings.CutPrefix(name, "CALDAV_TEST_")
		words := strings.Split(target, ",")
		if !ok || target == "" {
			continue
		}
		found = true
		if len(words) != 3 {
			t.Errorf("%s: want url,user,password", v)
			continue
		}
		t.Run(strings.ToLower(name), func(t *testing.T) { meet(t, words[0], words[1], words[2]) })
	}
	if !found {
		t.Skip(`SKIPPED, no server was met over the network: set CALDAV_TEST_NAME="url,user,password"`)
	}
}

// abroad is a device that signed in to a real server. Its calendars home and
// work are fresh ones.
func abroad(t *testing.T, name, url, user, password string, hrefs map[string]calendar.Href) *device {
	o := caldav.Options{User: user, Password: func(context.Context) (string, error) { return password, nil }}
	found, err := caldav.Discover(t.Context(), url, o)
	if err != nil {
		t.Fatal(err)
	}
	o.Server, o.Principal, o.Homes = found.Server, found.Principal, found.Homes
	d := &device{t: t, account: calendar.Account{ID: "acc", Name: name, User: user, Server: found.Server}, at: hrefs}
	if d.client, err = caldav.New(o); err != nil {
		t.Fatal(err)
	}
	d.store, err = store.Open(filepath.Join(t.TempDir(), "store.db"), store.Options{Index: index, IndexVersion: 1, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.store.Close() })
	if err := d.store.PutAccount(t.Context(), d.account); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"home", "work"} {
		if hrefs[path] != "" {
			continue
		}
		c, err := d.client.Create(t.Context(), calendar.Collection{Name: path, Components: []string{"VEVENT"}})
		if err != nil {
			t.Fatal(err)
		}
		hrefs[path] = c.Href
		t.Cleanup(func() { _ = d.client.Remove(context.WithoutCancel(t.Context()), c.Href) })
	}
	return d
}

func meet(t *testing.T, url, user, password string) {
	hrefs := map[string]calendar.Href{}
	a := abroad(t, "a", url, user, password, hrefs)
	b := abroad(t, "b", url, user, password, hrefs)
	id := strings.ToLower(rand.Text())
	lunch, run, tea := "lunch-"+id, "run-"+id, "tea-"+id
	both := func(name string, want ...string) {
		t.Helper()
		for _, d := range []*device{a, b} {
			o, _ := d.find(name)
			if err := fields(o.Body, want); err != nil {
				t.Errorf("device %s, %s: %v", d.account.Name, name, err)
			}
		}
	}
	a.syncs(t)
	a.create(lunch, "SUMMARY=Lunch", "LOCATION=Bistro")
	a.create(run, "SUMMARY=Run")
	a.create(tea, "SUMMARY=Tea")
	a.syncs(t)
	if got := counts(a.totals().Sent); got != "3 0 0" || a.pending() != 0 {
		t.Errorf("sent %s, %d pending", got, a.pending())
	}
	b.syncs(t)
	both(lunch, "SUMMARY=Lunch", "LOCATION=Bistro")

	a.edit(lunch, "SUMMARY=Dinner")
	b.edit(lunch, "LOCATION=Home")
	a.edit(run, "SUMMARY=Walk")
	b.delete(run)
	a.move(tea, "work")
	a.syncs(t)
	b.syncs(t)
	if sum := b.totals(); sum.Merged != 1 || sum.Conflicts != 0 || counts(sum.Sent) != "0 1 0" {
		t.Errorf("merged %d, conflicts %d, sent %s", sum.Merged, sum.Conflicts, counts(sum.Sent))
	}
	a.syncs(t)
	both(lunch, "SUMMARY=Dinner", "LOCATION=Home")
	both(run, "SUMMARY=Walk")
	both(tea, "SUMMARY=Tea")

	a.move(run, "work") // what b writes meanwhile goes along
	b.edit(run, "LOCATION=Park")
	b.syncs(t)
	a.syncs(t)
	b.syncs(t)
	both(run, "SUMMARY=Walk", "LOCATION=Park")
	if o, _ := b.find(run); o.Collection != b.collection("work").ID {
		t.Error("it was not moved")
	}

	a.delete(lunch)
	a.syncs(t)
	b.syncs(t)
	both(lunch, "absent")
	a.syncs(t)
	for _, d := range []*device{a, b} {
		d.syncs(t)
		sum := d.totals()
		if sum.Received != sum.Sent || counts(sum.Sent) != "0 0 0" || d.pending() != 0 {
			t.Errorf("device %s is never done: %+v", d.account.Name, sum)
		}
	}
	methods := []calendar.Method{}
	for _, c := range a.report.Collections {
		methods = append(methods, c.Method)
	}
	slices.Sort(methods)
	t.Logf("%d requests without news: %v", a.report.Requests, slices.Compact(methods))
}
