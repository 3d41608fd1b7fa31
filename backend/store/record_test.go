package store

import (
	"errors"
	"slices"
	"testing"
	"time"

	"calends/backend/calendar"
)

// sides is what the server has, and what is here.
type sides struct{ base, body string }

// meeting is a sync that finds an object as it is here.
type meeting struct {
	name string
	// what the server had when the object came, and what the user then
	// wrote: before the sync looked, and after
	start            string
	wrote, meanwhile []string
	origin           calendar.Origin
	seen             sides
	late             bool
	want             sides
	unreadable       bool
}

// meetings are the situations in which a sync finds an object that the user wrote to, or
// did not, since the sync looked. "" is no text. A text of "?" does not parse.
func meetings() []meeting {
	const one, two, mine, mine2 = "a 1 2 one", "a 1 2 two", "a 1 2 mine", "a 1 2 mine2"
	return []meeting{
		{"download", one, nil, nil, calendar.Server, sides{two, two}, false, sides{two, two}, false},
		{"download, the user wrote", one, nil, []string{mine}, calendar.Server, sides{two, two}, true, sides{one, mine}, false},
		{"download, the user deleted", one, nil, []string{""}, calendar.Server, sides{two, two}, true, sides{one, ""}, false},
		{"download, the user wrote and undid", one, nil, []string{mine, one}, calendar.Server, sides{two, two}, false, sides{two, two}, false},
		{"replace", one, []string{mine}, nil, calendar.Me, sides{mine, mine}, false, sides{mine, mine}, false},
		{"replace, and the server rewrote", one, []string{mine}, nil, calendar.Me, sides{two, two}, false, sides{two, two}, false},
		{"replace, the user wrote", one, []string{mine}, []string{mine2}, calendar.Me, sides{mine, mine}, false, sides{mine, mine2}, false},
		{"replace, the server rewrote and the user wrote", one, []string{mine}, []string{mine2}, calendar.Me, sides{two, two}, false, sides{two, mine2}, false},
		{"replace, the user undid", one, []string{mine}, []string{one}, calendar.Me, sides{mine, mine}, false, sides{mine, one}, false},
		{"replace, the user wrote, whatever the origin", one, []string{mine}, []string{mine2}, calendar.Server, sides{mine, mine}, false, sides{mine, mine2}, false},
		{"merge", one, []string{mine}, nil, calendar.Merge, sides{two, two}, false, sides{two, two}, false},
		{"merge, the user wrote", one, []string{mine}, []string{mine2}, calendar.Merge, sides{two, two}, true, sides{one, mine2}, false},
		{"forget", one, nil, nil, calendar.Server, sides{}, false, sides{}, false},
		{"forget, the user wrote", one, nil, []string{mine}, calendar.Server, sides{}, false, sides{"", mine}, false},
		{"remove", one, []string{""}, nil, calendar.Me, sides{}, false, sides{}, false},
		{"remove, the user undid", one, []string{""}, []string{one}, calendar.Me, sides{}, false, sides{"", one}, false},
		{"remove, the user undid, whatever the origin", one, []string{""}, []string{one}, calendar.Server, sides{}, false, sides{"", one}, false},
		{"restore", one, []string{""}, nil, calendar.Server, sides{two, two}, false, sides{two, two}, false},
		{"unreadable", one, nil, nil, calendar.Server, sides{"?", "?"}, false, sides{one, one}, true},
		{"unreadable over an edit", one, []string{mine}, nil, calendar.Server, sides{"?", "?"}, false, sides{one, mine}, true},
		{"unreadable over a deletion", one, []string{""}, nil, calendar.Server, sides{"?", "?"}, false, sides{one, ""}, true},
		{"unreadable over unreadable", "??", nil, nil, calendar.Server, sides{"?", "?"}, false, sides{"?", "?"}, false},
		{"readable over unreadable", "?", nil, nil, calendar.Server, sides{two, two}, false, sides{two, two}, false},
	}
}

func TestRecord(t *testing.T) {
	for _, c := range meetings() {
		t.Run(c.name, func(t *testing.T) {
			b := newBook(t)
			o := b.receive("/ann/home/a.ics", `"1"`, c.start)
			for _, s := range c.wrote {
				b.edit(b.object(o.ID), s)
			}
			at := b.object(o.ID).Revision
			for _, s := range c.meanwhile {
				b.edit(b.object(o.ID), s)
			}
			g := calendar.Sighting{Object: o.ID, Href: o.Href, Body: text0(c.seen.body), At: at, Origin: c.origin}
			if c.seen.base != "" {
				g.Base = &calendar.Version{ETag: `"2"`, Body: []byte(c.seen.base)}
			}
			err := b.Record(ctx, b.remote, []calendar.Sighting{g}, calendar.Progress{Token: "t"})
			if c.late != errors.Is(err, calendar.ErrStale) || !c.late && err != nil {
				t.Fatalf("error %v", err)
			}
			col, err := b.Collection(ctx, b.remote)
			b.must(err)
			want(t, "progress", col.Progress.Token == "t", !c.late)

			got, err := b.Object(ctx, o.ID)
			if c.want == (sides{}) {
				wantErr(t, err, calendar.ErrNotFound)
				return
			}
			b.must(err)
			holds(t, got, c.want.base, c.want.body, c.unreadable)
		})
	}
}

// holds checks the texts of an object, and whether what its server has now
// cannot be read.
func holds(t *testing.T, o calendar.Object, base, body string, unreadable bool) {
	t.Helper()
	want(t, "body", string(o.Body), body)
	if o.Base == nil {
		want(t, "base", "", base)
	} else {
		want(t, "base", string(o.Base.Body), base)
	}
	want(t, "unreadable", o.Unreadable != nil, unreadable)
	if unreadable {
		want(t, "its etag", o.Unreadable.ETag, `"2"`)
		want(t, "the etag of Base", o.Base.ETag, `"1"`)
	}
}

// A readable version puts an end to an unreadable one.
func TestRecordReadableAgain(t *testing.T) {
	b := newBook(t)
	o := b.receive("/ann/home/a.ics", `"1"`, "a 1 2 one")
	for _, c := range []struct {
		text       string
		unreadable bool
	}{{"?", true}, {"a 1 2 two", false}} {
		v := &calendar.Version{ETag: `"2"`, Body: []byte(c.text)}
		b.must(b.Record(ctx, b.remote, []calendar.Sighting{{Object: o.ID, Href: o.Href, At: b.object(o.ID).Revision, Base: v, Body: v.Body}}, calendar.Progress{}))
		want(t, "unreadable", b.object(o.ID).Unreadable != nil, c.unreadable)
	}
}

// Since when an object waits stands with it, whatever the user writes, until a
// sync says otherwise.
func TestRecordSinceWhen(t *testing.T) {
	b := newBook(t)
	o := b.receive("/ann/home/a.ics", `"1"`, "a 1 2 one")
	want(t, "waits", o.Waits, time.Time{})
	since := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		base  string
		waits time.Time
	}{{"?", since}, {"a 1 2 one", since}, {"a 1 2 two", time.Time{}}} {
		v := &calendar.Version{ETag: `"2"`, Body: []byte(c.base)}
		now := b.object(o.ID)
		b.must(b.Record(ctx, b.remote, []calendar.Sighting{{Object: o.ID, Href: o.Href, At: now.Revision, Base: v, Body: now.Body, Waits: c.waits}}, calendar.Progress{}))
		b.edit(b.object(o.ID), "a 1 2 mine"+c.base)
		want(t, "waits", b.object(o.ID).Waits, c.waits)
	}
}

// What was never readable is kept, byte for byte, and shown as a problem.
// What has a problem can be read all the same: it replaces what is here, and
// can be edited.
func TestProblemIsNotUnreadable(t *testing.T) {
	b := newBook(t)
	b.receive("/ann/home/a.ics", `"1"`, "a 1 2 one")
	o := b.receive("/ann/home/a.ics", `"2"`, "a 1 2 doubtful")
	want(t, "body", string(o.Body), "a 1 2 doubtful")
	want(t, "base", string(o.Base.Body), "a 1 2 doubtful")
	b.edit(o, "a 1 2 doubtful still")
	want(t, "edited", string(b.object(o.ID).Body), "a 1 2 doubtful still")
}

func TestRecordUnreadableNew(t *testing.T) {
	b := newBook(t)
	o := b.receive("/ann/home/x.ics", `"1"`, "<html>\x00")
	want(t, "body", string(o.Body), "<html>\x00")
	for e, err := range b.Overlapping(ctx, []calendar.CollectionID{b.remote}, hours(5, 6)) {
		b.must(err)
		want(t, "problem", e.Index.Problem, "not three words")
	}
}

// There are never two objects for one href, however it is spelled.
func TestRecordOneRowPerHref(t *testing.T) {
	b := newBook(t)
	o := b.receive("/ann/home/a%40b.ics", `"1"`, "a 1 2 one")
	same := b.receive("https://dav.example.com/ann/home/a@b.ics", `"2"`, "a 1 2 two")
	want(t, "object", same.ID, o.ID)
	want(t, "body", string(same.Body), "a 1 2 two")

	// The server names it anew, and had listed it under the new name before.
	b.receive("/ann/home/new.ics", `"3"`, "a 1 2 three")
	v := &calendar.Version{ETag: `"3"`, Body: []byte("a 1 2 three")}
	b.must(b.Record(ctx, b.remote, []calendar.Sighting{{Object: o.ID, Href: "/ann/home/new.ics", At: same.Revision, Base: v, Body: v.Body, Origin: calendar.Me}}, calendar.Progress{}))
	all, err := b.Objects(ctx, b.remote)
	b.must(err)
	want(t, "objects", len(all), 1)
	want(t, "href", all[0].Href, "/ann/home/new.ics")

	// Nothing of the user's gives way to a name.
	edited := b.receive("/ann/home/c.ics", `"1"`, "c 1 2 one")
	b.edit(edited, "c 1 2 mine")
	b.must(b.Record(ctx, b.remote, []calendar.Sighting{{Object: o.ID, Href: edited.Href, At: all[0].Revision, Base: v, Body: v.Body, Origin: calendar.Me}}, calendar.Progress{}))
	want(t, "href", b.object(o.ID).Href, "/ann/home/new.ics")
	want(t, "body", string(b.object(edited.ID).Body), "c 1 2 mine")
}

// A created object that the server turns out to have already is merged next
// time, not overwritten on either side.
func TestRecordCreatedOnBothSides(t *testing.T) {
	b := newBook(t)
	o := b.create(b.remote, "a 1 2 mine")
	v := &calendar.Version{ETag: `"1"`, Body: []byte("a 1 2 theirs")}
	err := b.Record(ctx, b.remote, []calendar.Sighting{{Href: o.Href, Base: v, Body: v.Body, Origin: calendar.Server}}, calendar.Progress{Token: "t"})
	wantErr(t, err, calendar.ErrStale)
	want(t, "state", b.object(o.ID).State(), calendar.Created)
}

// One late sighting holds up the progress, not the others.
func TestRecordLateAmongOthers(t *testing.T) {
	b := newBook(t)
	o := b.receive("/ann/home/a.ics", `"1"`, "a 1 2 one")
	b.edit(o, "a 1 2 mine")
	v := &calendar.Version{ETag: `"2"`, Body: []byte("a 1 2 two")}
	w := &calendar.Version{ETag: `"1"`, Body: []byte("b 1 2 other")}
	err := b.Record(ctx, b.remote, []calendar.Sighting{
		{Object: o.ID, Href: o.Href, At: o.Revision, Base: v, Body: v.Body, Origin: calendar.Server},
		{Href: "/ann/home/b.ics", Base: w, Body: w.Body, Origin: calendar.Server},
	}, calendar.Progress{Token: "t"})
	wantErr(t, err, calendar.ErrStale)
	want(t, "the other", string(b.at("/ann/home/b.ics").Body), "b 1 2 other")
}

func TestConflicts(t *testing.T) {
	b := newBook(t)
	o := b.receive("/ann/home/a.ics", `"1"`, "a 1 2 one")
	b.edit(o, "a 1 2 mine")
	v := &calendar.Version{ETag: `"2"`, Body: []byte("a 1 2 theirs")}
	b.must(b.Record(ctx, b.remote, []calendar.Sighting{{Object: o.ID, Href: o.Href, At: b.object(o.ID).Revision, Base: v, Body: v.Body,
		Origin: calendar.Merge, Lost: []byte("a 1 2 mine"), Clashes: []string{"SUMMARY"}}}, calendar.Progress{}))
	open, err := b.Conflicts(ctx)
	b.must(err)
	want(t, "conflicts", len(open), 1)
	c := open[0]
	want(t, "texts", string(c.Base)+"|"+string(c.Ours)+"|"+string(c.Theirs), "a 1 2 one|a 1 2 mine|a 1 2 theirs")
	want(t, "object", c.Object, o.ID)
	want(t, "uid", c.UID, "a")
	if !slices.Equal(c.Fields, []string{"SUMMARY"}) {
		t.Fatalf("fields %q", c.Fields)
	}
}

// Everything that happened to an object can be read, newest first, with who
// did it.
func TestHistory(t *testing.T) {
	b := newBook(t)
	o := b.receive("/ann/home/a.ics", `"1"`, "a 1 2 one")
	b.receive("/ann/home/b.ics", `"1"`, "b 1 2 other")
	b.edit(o, "a 1 2 two")
	o = b.object(o.ID)
	b.edit(o, "")
	b.must(b.Record(ctx, b.remote, []calendar.Sighting{{Object: o.ID, Href: o.Href, At: b.object(o.ID).Revision, Origin: calendar.Me}}, calendar.Progress{}))
	local := b.create(b.local, "a 3 4 copy")

	for _, c := range []struct {
		name string
		q    calendar.HistoryQuery
		want []string
	}{
		{"all", calendar.HistoryQuery{}, []string{"me created", "me deleted", "me edited", "server created", "server created"}},
		{"object", calendar.HistoryQuery{Object: o.ID}, []string{"me deleted", "me edited", "server created"}},
		{"uid", calendar.HistoryQuery{UID: "a"}, []string{"me created", "me deleted", "me edited", "server created"}},
		{"uid and collection", calendar.HistoryQuery{UID: "a", Collection: b.local}, []string{"me created"}},
		{"account", calendar.HistoryQuery{Account: "work", Limit: 1}, []string{"me deleted"}},
		{"limit", calendar.HistoryQuery{UID: "a", Limit: 2}, []string{"me created", "me deleted"}},
	} {
		h, err := b.History(ctx, c.q)
		b.must(err)
		var got []string
		for _, x := range h {
			got = append(got, string(x.Origin)+" "+string(x.Kind))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
	h, err := b.History(ctx, calendar.HistoryQuery{Object: o.ID})
	b.must(err)
	since, err := b.History(ctx, calendar.HistoryQuery{Object: o.ID, Since: h[1].At})
	b.must(err)
	want(t, "since", len(since), 2)
	one, err := b.Change(ctx, h[1].ID)
	b.must(err)
	want(t, "texts", string(one.Before)+"→"+string(one.After), "a 1 2 one→a 1 2 two")
	want(t, "account", one.Account, "work")
	_, err = b.Change(ctx, "no number")
	wantErr(t, err, calendar.ErrNotFound)
	want(t, "revision", changeID(local.Revision), "5")
}
