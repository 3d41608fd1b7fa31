package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"calends/backend/calendar"
)

// The store does not read iCalendar, and neither do its tests: a text here is
// a line "uid from to words…", times in hours since the epoch, "-" for none;
// a word may be "recurs" or "alarm". Anything else does not parse.
func index(body []byte) (calendar.Index, error) {
	var uid, from, to, words string
	f := strings.SplitN(string(body), " ", 4)
	if len(f) < 3 {
		return calendar.Index{}, errors.New("not three words")
	}
	uid, from, to = f[0], f[1], f[2]
	if len(f) == 4 {
		words = f[3]
	}
	x := calendar.Index{UID: calendar.UID(uid), Component: "VEVENT", Title: words[:min(len(words), 40)], Text: strings.ToLower(words)}
	for _, p := range []struct {
		word string
		at   *time.Time
	}{{from, &x.Span.From}, {to, &x.Span.To}} {
		if p.word == "-" {
			continue
		}
		var h int64
		if _, err := fmt.Sscanf(p.word, "%d", &h); err != nil {
			return calendar.Index{}, fmt.Errorf("hour %q", p.word)
		}
		*p.at = hour(h)
	}
	x.StartAt, x.EndAt = x.Span.From, x.Span.To
	for _, w := range strings.Fields(words) {
		x.Recurs = x.Recurs || w == "recurs"
		x.HasAlarm = x.HasAlarm || w == "alarm"
		if w == "doubtful" {
			x.Problem = "a word of doubt"
		}
	}
	return x, nil
}

func hour(n int64) time.Time { return time.Unix(n*3600, 0).UTC() }

func hours(from, to int64) calendar.Window { return calendar.Window{From: hour(from), To: hour(to)} }

var ctx = context.Background()

// book is a store with an account, a collection on its server and one on this
// computer, and a clock that ticks once a second.
type book struct {
	*Store
	t      *testing.T
	path   string
	remote calendar.CollectionID
	local  calendar.CollectionID
}

func options() Options {
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	return Options{Index: index, IndexVersion: 1, Now: func() time.Time { now = now.Add(time.Second); return now }}
}

func newBook(t *testing.T) *book {
	t.Helper()
	b := &book{t: t, path: filepath.Join(t.TempDir(), "profile", "calends.db")}
	b.open(options())
	b.must(b.PutAccount(ctx, calendar.Account{ID: "work", Name: "Work"}))
	c, err := b.PutCollection(ctx, calendar.Collection{Account: "work", Href: "/ann/home/", Name: "Home"})
	b.must(err)
	b.remote = c.ID
	c, err = b.EnsureLocal(ctx)
	b.must(err)
	b.local = c.ID
	return b
}

func (b *book) open(o Options) {
	b.t.Helper()
	s, err := Open(b.path, o)
	b.must(err)
	s.db.NoSync = true // nobody pulls the plug here; see TestKilled
	b.Store = s
	b.t.Cleanup(func() { s.Close() })
}

func (b *book) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// create commits a new object and returns it.
func (b *book) create(in calendar.CollectionID, body string) calendar.Object {
	b.t.Helper()
	cs, err := b.Commit(ctx, calendar.Me, "", []calendar.Write{{Collection: in, Body: []byte(body)}})
	b.must(err)
	return b.object(cs[0].Object)
}

func (b *book) object(id calendar.ObjectID) calendar.Object {
	b.t.Helper()
	o, err := b.Object(ctx, id)
	b.must(err)
	return o
}

// edit commits a text for an object, nil for none, and returns the changes.
func (b *book) edit(o calendar.Object, body string) []calendar.Change {
	b.t.Helper()
	cs, err := b.Commit(ctx, calendar.Me, "", []calendar.Write{{Object: o.ID, At: o.Revision, Body: text0(body)}})
	b.must(err)
	return cs
}

// text0 is nil for "".
func text0(s string) []byte {
	if s == "" {
		return nil
	}
	return []byte(s)
}

// receive records an object as a sync that found it on the server does.
func (b *book) receive(href calendar.Href, etag calendar.ETag, body string) calendar.Object {
	b.t.Helper()
	v := &calendar.Version{ETag: etag, Body: []byte(body)}
	b.must(b.Record(ctx, b.remote, []calendar.Sighting{{Href: href, Base: v, Body: v.Body, Origin: calendar.Server}}, calendar.Progress{}))
	return b.at(href)
}

// at is the remote object of an href.
func (b *book) at(href calendar.Href) calendar.Object {
	b.t.Helper()
	all, err := b.Objects(ctx, b.remote)
	b.must(err)
	i := slices.IndexFunc(all, func(o calendar.Object) bool { return o.Href == href })
	if i < 0 {
		b.t.Fatalf("nothing at %s", href)
	}
	return all[i]
}

// titles are those of what the collections show in w.
func (b *book) titles(w calendar.Window, in ...calendar.CollectionID) []string {
	b.t.Helper()
	titles := []string{}
	for e, err := range b.Overlapping(ctx, in, w) {
		b.must(err)
		titles = append(titles, e.Index.Title)
	}
	slices.Sort(titles)
	return titles
}

func wantErr(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("got error %v, want %v", err, want)
	}
}

func want[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Fatalf("%s: got %v, want %v", what, got, want)
	}
}

func TestAccountsAndCollections(t *testing.T) {
	b := newBook(t)
	wantErr(t, b.PutAccount(ctx, calendar.Account{ID: "other", Name: "Work"}), calendar.ErrExists)
	wantErr(t, b.PutAccount(ctx, calendar.Account{Name: "Nobody"}), calendar.ErrInvalid)
	b.must(b.AmendAccount(ctx, "work", func(a *calendar.Account) { a.LastError = "offline" }))
	accounts, err := b.Accounts(ctx)
	b.must(err)
	want(t, "accounts", len(accounts), 1)
	want(t, "last error", accounts[0].LastError, "offline")

	progress := calendar.Progress{Token: "t1", Compared: hour(5)}
	b.must(b.Record(ctx, b.remote, nil, progress))
	b.must(b.AmendCollection(ctx, b.remote, func(c *calendar.Collection) { c.Hidden = true }))
	again, err := b.PutCollection(ctx, calendar.Collection{Account: "work", Href: "https://dav.example.com/ann/home", Name: "At home"})
	b.must(err)
	want(t, "the collection of that href", again.ID, b.remote)
	want(t, "hidden", again.Hidden, true)
	b.receive("/ann/home/a.ics", `"1"`, "a 1 2 one")
	c, err := b.Collection(ctx, b.remote)
	b.must(err)
	want(t, "progress", c.Progress, progress)
	want(t, "name", c.Name, "At home")
	want(t, "objects", c.Objects, 1)

	_, err = b.PutCollection(ctx, calendar.Collection{Account: "gone", Name: "x"})
	wantErr(t, err, calendar.ErrNotFound)
	_, err = b.PutCollection(ctx, calendar.Collection{ID: "gone", Account: "work"})
	wantErr(t, err, calendar.ErrNotFound)

	b.must(b.RemoveAccount(ctx, "work"))
	all, err := b.Collections(ctx)
	b.must(err)
	want(t, "collections left", len(all), 1)
	found, err := b.Find(ctx, "a")
	b.must(err)
	want(t, "objects found", len(found), 0)
	h, err := b.History(ctx, calendar.HistoryQuery{UID: "a"})
	b.must(err)
	want(t, "its history", len(h), 2)
	want(t, "the newest of it", h[0].Kind, calendar.KindDeleted)
	wantErr(t, b.Record(ctx, b.remote, nil, progress), calendar.ErrNotFound)
}

func TestEnsureLocalOnce(t *testing.T) {
	b := newBook(t)
	c, err := b.EnsureLocal(ctx)
	b.must(err)
	want(t, "id", c.ID, b.local)
	all, err := b.Collections(ctx)
	b.must(err)
	want(t, "collections", len(all), 2)
}

func TestSettings(t *testing.T) {
	b := newBook(t)
	for _, value := range []string{"", "monday", "sunday", ""} {
		b.must(b.SetSetting(ctx, "week", value))
		got, err := b.Setting(ctx, "week")
		b.must(err)
		want(t, "setting", got, value)
	}
}

func TestContextOver(t *testing.T) {
	b := newBook(t)
	over, cancel := context.WithCancel(ctx)
	cancel()
	_, err := b.Accounts(over)
	wantErr(t, err, context.Canceled)
	_, err = b.Commit(over, calendar.Me, "", nil)
	wantErr(t, err, context.Canceled)
}

// A watcher may use the store, and hears the spans before and after.
func TestWatch(t *testing.T) {
	b := newBook(t)
	var heard []calendar.Notice
	stop := b.Watch(func(n calendar.Notice) {
		if _, err := b.Setting(ctx, "x"); err != nil {
			t.Error(err)
		}
		b.must(b.SetSetting(ctx, "heard", "yes"))
		heard = append(heard, n)
	})
	o := b.create(b.local, "a 10 11 one")
	b.edit(o, "a 20 21 one")
	b.edit(b.object(o.ID), "a 20 21 one") // nothing
	b.must(b.SetSetting(ctx, "x", "y"))   // nothing to be seen
	b.must(b.RemoveCollection(ctx, b.local))
	stop()
	b.receive("/ann/home/a.ics", `"1"`, "b 1 2 two")
	want(t, "notices", len(heard), 3)
	want(t, "spans of an edit", fmt.Sprint(heard[1].Spans), fmt.Sprint([]calendar.Window{hours(10, 11), hours(20, 21)}))
	want(t, "shape", heard[2].Shape, true)
	want(t, "collection", heard[0].Collections[0], b.local)
}

// A notice about thousands of objects is one span that holds them.
func TestWatchMany(t *testing.T) {
	b := newBook(t)
	var heard calendar.Notice
	b.Watch(func(n calendar.Notice) { heard = n })
	var writes []calendar.Write
	for i := range 100 {
		writes = append(writes, calendar.Write{Collection: b.local, Body: fmt.Appendf(nil, "u%d %d %d x", i, i, i+1)})
	}
	_, err := b.Commit(ctx, calendar.Import, "", writes)
	b.must(err)
	if len(heard.Spans) > manySpans || hull(heard.Spans) != hours(0, 100) {
		t.Fatalf("spans %v", heard.Spans)
	}
}
