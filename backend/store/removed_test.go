package store

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"calends/backend/calendar"
)

// A removed calendar of 500 objects comes back with the same texts, under the
// same ids, as one request that undo takes back.
func TestRestoreRemoved(t *testing.T) {
	b := newBook(t)
	texts := map[calendar.ObjectID]string{}
	for i := range 500 {
		href := calendar.Href(fmt.Sprintf("/ann/home/%d.ics", i))
		o := b.receive(href, `"1"`, fmt.Sprintf("u%d %d %d X-UNKNOWN:%d alarm", i, i, i+1, i*i))
		texts[o.ID] = string(o.Body)
	}
	unsent := b.at("/ann/home/7.ics")
	b.edit(unsent, "u7 7 8 mine")
	texts[unsent.ID] = "u7 7 8 mine"
	gone := b.at("/ann/home/8.ics")
	b.edit(gone, "")
	delete(texts, gone.ID)

	b.must(b.RemoveCollection(ctx, b.remote))
	b.must(b.Close())
	b.open(options())
	removed, err := b.Removed(ctx)
	b.must(err)
	want(t, "removed", len(removed), 1)
	want(t, "objects in it", removed[0].Collection.Objects, 499)
	c := removed[0].Collection
	c.Href = "/ann/anew/"
	changes, err := b.RestoreCollection(ctx, c, "")
	b.must(err)
	want(t, "restores", len(changes), 499)

	all, err := b.Objects(ctx, b.remote)
	b.must(err)
	want(t, "objects", len(all), 499)
	for _, o := range all {
		want(t, string(o.ID), string(o.Body), texts[o.ID])
		want(t, "state", o.State(), calendar.Created)
		if o.Href[:10] != "/ann/anew/" {
			t.Fatalf("href %s", o.Href)
		}
	}
	_, err = b.RestoreCollection(ctx, c, "")
	wantErr(t, err, calendar.ErrExists)
	last, err := b.LastUndoable(ctx)
	b.must(err)
	want(t, "to undo", last.Act, calendar.ActRestore)
	removed, err = b.Removed(ctx)
	b.must(err)
	want(t, "still removed", len(removed), 0)
}

// A calendar that its server no longer has goes there again, whole.
func TestRestoreMissing(t *testing.T) {
	b := newBook(t)
	o := b.receive("/ann/home/a.ics", `"1"`, "a 1 2 one")
	gone := b.receive("/ann/home/b.ics", `"1"`, "b 1 2 one")
	b.edit(gone, "")
	c, err := b.Collection(ctx, b.remote)
	b.must(err)
	_, err = b.RestoreCollection(ctx, c, "")
	wantErr(t, err, calendar.ErrExists)
	b.must(b.AmendCollection(ctx, b.remote, func(c *calendar.Collection) { c.Missing = true }))
	c.Href = "/ann/anew/"
	_, err = b.RestoreCollection(ctx, c, "")
	b.must(err)
	all, err := b.Objects(ctx, b.remote)
	b.must(err)
	want(t, "objects", len(all), 1)
	want(t, "id", all[0].ID, o.ID)
	want(t, "href", all[0].Href, "/ann/anew/a.ics")
	want(t, "state", all[0].State(), calendar.Created)
	want(t, "shown", len(b.titles(calendar.Window{}, b.remote)), 1)
	_, err = b.RestoreCollection(ctx, calendar.Collection{ID: "never"}, "")
	wantErr(t, err, calendar.ErrNotFound)
}

// A sync may list the new calendar before this device knows it for the old one.
func TestRestoreSeenBySync(t *testing.T) {
	b := newBook(t)
	b.receive("/ann/home/a.ics", `"1"`, "a 1 2 one")
	b.must(b.RemoveCollection(ctx, b.remote))
	removed, err := b.Removed(ctx)
	b.must(err)
	c := removed[0].Collection
	c.Href = "/ann/anew/"
	seen, err := b.PutCollection(ctx, calendar.Collection{Account: "work", Href: c.Href})
	b.must(err)
	_, err = b.RestoreCollection(ctx, c, "")
	b.must(err)
	_, err = b.Collection(ctx, seen.ID)
	wantErr(t, err, calendar.ErrNotFound)
	want(t, "objects", len(b.titles(calendar.Window{}, b.remote)), 1)
}

// The rows of one sync share a name, across transactions and calendars; those
// of another, or of none, do not.
func TestSyncsAreNamed(t *testing.T) {
	b := newBook(t)
	_, err := b.LastReceived(ctx)
	wantErr(t, err, calendar.ErrNothingToUndo)
	first, second := calendar.InSync(ctx, hour(1)), calendar.InSync(ctx, hour(2))
	for i, c := range []struct{ in, uid string }{{"first", "a"}, {"none", "x"}, {"first", "b"}, {"second", "c"}, {"second", "d"}} {
		v := &calendar.Version{ETag: `"1"`, Body: fmt.Appendf(nil, "%s 1 2 text", c.uid)}
		of := ctx
		switch c.in {
		case "first":
			of = first
		case "second":
			of = second
		}
		b.must(b.Record(of, b.remote, []calendar.Sighting{{Href: calendar.Href(fmt.Sprint("/ann/home/", i)), Base: v, Body: v.Body,
			Origin: calendar.Server}}, calendar.Progress{}))
	}
	of := map[calendar.UID]string{}
	all, err := b.History(ctx, calendar.HistoryQuery{})
	b.must(err)
	for _, c := range all {
		of[c.UID] = c.Sync
	}
	if of["a"] == "" || of["a"] != of["b"] || of["c"] != of["d"] || of["a"] == of["c"] || of["x"] != "" {
		t.Errorf("syncs: %v", of)
	}
	rows, err := b.History(ctx, calendar.HistoryQuery{Sync: of["a"]})
	b.must(err)
	want(t, "changes of the first", len(rows), 2)

	// The newest that was not taken back is the one to take back.
	for _, name := range []string{of["c"], of["a"]} {
		last, err := b.LastReceived(ctx)
		b.must(err)
		want(t, "last received", last, name)
		rows, err := b.History(ctx, calendar.HistoryQuery{Sync: last})
		b.must(err)
		o := b.object(rows[0].Object)
		_, err = b.Commit(ctx, calendar.Undo, "sync:"+last, []calendar.Write{{Object: o.ID, At: o.Revision}})
		b.must(err)
	}
	_, err = b.LastReceived(ctx)
	wantErr(t, err, calendar.ErrNothingToUndo)
	// Taking one back is a request: undone, the sync stands again.
	undo, err := b.LastUndoable(ctx)
	b.must(err)
	o := b.object(undo.Changes[0].Object)
	_, err = b.Commit(ctx, calendar.Undo, undo.Changes[0].Batch, []calendar.Write{{Object: o.ID, At: o.Revision, Body: undo.Changes[0].Before}})
	b.must(err)
	last, err := b.LastReceived(ctx)
	b.must(err)
	want(t, "stands again", last, of["a"])
	redo, err := b.LastRedoable(ctx)
	b.must(err)
	want(t, "to redo", redo.Changes[0].Origin, calendar.Undo)
}

// A row of the first layout has no sync.
func TestRowOfFormat1(t *testing.T) {
	e := entry{number: 7, at: time.UnixMilli(5).UTC(), origin: calendar.Me, batch: "7", object: "o", kind: calendar.KindEdited, before: 1, after: 2}
	packed := e.pack()
	back, err := unpackLedger(number(7), packed[:len(packed)-1])
	if err != nil || !reflect.DeepEqual(back, e) {
		t.Errorf("%+v, %v", back, err)
	}
}

// A file of the first layout is brought to this one without a word.
func TestOpenFormat1(t *testing.T) {
	b := newBook(t)
	o := b.create(b.local, "a 1 2 one")
	b.must(b.update(ctx, "go back", func(t *tx) error {
		for _, name := range [][]byte{removed} {
			if err := t.DeleteBucket(name); err != nil {
				return err
			}
		}
		return t.Bucket(meta).Put(formatKey, number(1))
	}))
	b.must(b.Close())
	b.open(options())
	want(t, "text", string(b.object(o.ID).Body), "a 1 2 one")
	b.must(b.RemoveCollection(ctx, b.local))
}
