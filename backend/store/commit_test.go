package store

import (
	"fmt"
	"strings"
	"testing"

	"calends/backend/calendar"
)

func TestCommitLife(t *testing.T) {
	b := newBook(t)
	o := b.create(b.remote, "a 1 2 one")
	want(t, "href", o.Href, "/ann/home/a.ics")
	want(t, "state", o.State(), calendar.Created)

	cs := b.edit(o, "a 1 2 two")
	want(t, "kind", cs[0].Kind, calendar.KindEdited)
	want(t, "texts", string(cs[0].Before)+"→"+string(cs[0].After), "a 1 2 one→a 1 2 two")
	next := b.object(o.ID)
	if next.Revision <= o.Revision {
		t.Fatalf("revision %d after %d", next.Revision, o.Revision)
	}
	_, err := b.Commit(ctx, calendar.Me, "", []calendar.Write{{Object: o.ID, At: o.Revision, Body: []byte("a 1 2 late")}})
	wantErr(t, err, calendar.ErrStale)

	if cs := b.edit(next, "a 1 2 two"); len(cs) != 0 {
		t.Fatalf("a write that changes nothing made %v", cs)
	}
	want(t, "revision", b.object(o.ID).Revision, next.Revision)

	b.edit(next, "")
	gone := b.object(o.ID)
	want(t, "state", gone.State(), calendar.Deleted)
	want(t, "shown", len(b.titles(calendar.Window{}, b.remote)), 0)
	found, err := b.Find(ctx, "a")
	b.must(err)
	want(t, "found", len(found), 1)
	if cs := b.edit(gone, ""); len(cs) != 0 {
		t.Fatalf("deleting what is deleted made %v", cs)
	}

	back := b.create(b.remote, "a 1 2 back") // the UID is still there
	want(t, "object", back.ID, o.ID)
	want(t, "href", back.Href, o.Href)
}

func TestCommitRefuses(t *testing.T) {
	b := newBook(t)
	o := b.create(b.remote, "a 1 2 one")
	shut, err := b.PutCollection(ctx, calendar.Collection{Account: "work", Href: "/bob/", Name: "Bob", ReadOnly: true})
	b.must(err)
	body := []byte("b 1 2 x")
	for _, c := range []struct {
		name string
		w    calendar.Write
		err  error
	}{
		{"unknown object", calendar.Write{Object: "nobody", At: 1, Body: body}, calendar.ErrNotFound},
		{"unknown collection", calendar.Write{Collection: "nowhere", Body: body}, calendar.ErrNotFound},
		{"read-only", calendar.Write{Collection: shut.ID, Body: body}, calendar.ErrReadOnly},
		{"UID taken", calendar.Write{Collection: b.remote, Body: []byte("a 5 6 x")}, calendar.ErrExists},
		{"href taken", calendar.Write{Collection: b.remote, Href: o.Href, Body: body}, calendar.ErrExists},
		{"unreadable", calendar.Write{Collection: b.remote, Body: []byte("?")}, calendar.ErrInvalid},
		{"made unreadable", calendar.Write{Object: o.ID, At: o.Revision, Collection: b.remote, Body: []byte("?")}, calendar.ErrInvalid},
		{"created without text", calendar.Write{Collection: b.remote}, calendar.ErrInvalid},
		{"revision 0", calendar.Write{Object: o.ID, Collection: b.remote, Body: body}, calendar.ErrStale},
	} {
		t.Run(c.name, func(t *testing.T) {
			// All or nothing: the good write before the bad one is taken back.
			_, err := b.Commit(ctx, calendar.Me, "", []calendar.Write{{Collection: b.local, Body: []byte("z 1 2 z")}, c.w})
			wantErr(t, err, c.err)
			found, err := b.Find(ctx, "z")
			b.must(err)
			want(t, "left over", len(found), 0)
		})
	}
}

// On this computer there is no server to tell: what is deleted is gone, and
// comes back as the object it was.
func TestCommitLocal(t *testing.T) {
	b := newBook(t)
	o := b.create(b.local, "a 1 2 one")
	n, err := b.Pending(ctx, b.local)
	b.must(err)
	want(t, "pending", n, 0)
	b.edit(o, "")
	_, err = b.Object(ctx, o.ID)
	wantErr(t, err, calendar.ErrNotFound)
	cs, err := b.Commit(ctx, calendar.Undo, "", []calendar.Write{{Object: o.ID, Collection: b.local, Body: o.Body}})
	b.must(err)
	want(t, "kind", cs[0].Kind, calendar.KindCreated)
	back := b.object(o.ID)
	want(t, "href", back.Href, o.Href)
	if back.Revision <= o.Revision {
		t.Fatal("a revision came again")
	}
	h, err := b.History(ctx, calendar.HistoryQuery{Object: o.ID})
	b.must(err)
	want(t, "history", len(h), 3)
}

func TestCommitMove(t *testing.T) {
	b := newBook(t)
	o := b.create(b.remote, "a 1 2 one")
	cs, err := b.Commit(ctx, calendar.Me, "", []calendar.Write{
		{Collection: b.local, Body: o.Body}, {Object: o.ID, At: o.Revision}})
	b.must(err)
	want(t, "kinds", fmt.Sprint(cs[0].Kind, cs[1].Kind), "movedmoved")
	want(t, "batch", cs[0].Batch, cs[1].Batch)
	batch, err := b.Batch(ctx, cs[1].Batch)
	b.must(err)
	want(t, "batch", len(batch), 2)
}

func TestNewHref(t *testing.T) {
	b := newBook(t)
	for _, c := range []struct{ uid, want string }{
		{"0C4F-1", "/ann/home/0C4F-1.ics"},
		{"me@example.com", "/ann/home/me-example-com.ics"},
		{"me/example.com", ""}, // as safe as the one before, and another object
		{"../../etc", "/ann/home/------etc.ics"},
		{"日本", ""},
		{strings.Repeat("x", 40000), "/ann/home/" + strings.Repeat("x", 120) + ".ics"},
	} {
		o := b.create(b.remote, c.uid+" 1 2 x")
		name := strings.TrimPrefix(string(o.Href), "/ann/home/")
		if c.want != "" && string(o.Href) != c.want || strings.Contains(name, "/") || !strings.HasSuffix(name, ".ics") {
			t.Errorf("UID %.20q: href %.60q, want %.60q", c.uid, o.Href, c.want)
		}
		found, err := b.Find(ctx, calendar.UID(c.uid))
		b.must(err)
		want(t, "found", len(found), 1)
	}
}
