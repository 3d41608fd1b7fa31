package store

import (
	"testing"

	"calends/backend/calendar"
)

// collide leaves an object with a conflict.
func (b *book) collide() (calendar.Object, calendar.Conflict) {
	b.t.Helper()
	o := b.receive("/ann/home/a.ics", `"1"`, "a 1 2 one")
	b.edit(o, "a 1 2 mine")
	v := &calendar.Version{ETag: `"2"`, Body: []byte("a 1 2 theirs")}
	b.must(b.Record(ctx, b.remote, []calendar.Sighting{{Object: o.ID, Href: o.Href, At: b.object(o.ID).Revision, Base: v, Body: v.Body,
		Origin: calendar.Merge, Lost: []byte("a 1 2 mine"), Clashes: []string{"SUMMARY"}}}, calendar.Progress{}))
	open, err := b.Conflicts(ctx)
	b.must(err)
	want(b.t, "open", len(open), 1)
	return b.object(o.ID), open[0]
}

func (b *book) waiting() int {
	b.t.Helper()
	all, err := b.Conflicts(ctx)
	b.must(err)
	return len(all)
}

// TestSettle: a decision is a request of the user's; undoing it opens the
// conflict again, redoing it closes it.
func TestSettle(t *testing.T) {
	for name, body := range map[string]string{"mine": "a 1 2 mine", "theirs": ""} {
		t.Run(name, func(t *testing.T) {
			b := newBook(t)
			o, c := b.collide()
			var writes []calendar.Write
			if body != "" {
				writes = []calendar.Write{{Object: o.ID, At: o.Revision, Body: []byte(body)}}
			}
			_, err := b.Settle(ctx, c.ID, writes)
			b.must(err)
			want(t, "open", b.waiting(), 0)
			_, err = b.Settle(ctx, c.ID, nil)
			wantErr(t, err, calendar.ErrNotFound)
			batch, err := b.LastUndoable(ctx)
			b.must(err)
			undone, err := b.Commit(ctx, calendar.Undo, batch.Changes[0].Batch, undoing(b, body, "a 1 2 theirs"))
			b.must(err)
			want(t, "open after undo", b.waiting(), 1)
			_, err = b.Commit(ctx, calendar.Undo, undone[0].Batch, undoing(b, body, body))
			b.must(err)
			want(t, "open after redo", b.waiting(), 0)
		})
	}
}

// undoing is the write that an undo or redo makes; none where nothing was
// written.
func undoing(b *book, wrote, body string) []calendar.Write {
	if wrote == "" {
		return nil
	}
	o := b.at("/ann/home/a.ics")
	return []calendar.Write{{Object: o.ID, At: o.Revision, Body: []byte(body)}}
}

// TestSettleIsOneTransaction: a decision that cannot be written settles
// nothing.
func TestSettleIsOneTransaction(t *testing.T) {
	b := newBook(t)
	o, c := b.collide()
	_, err := b.Settle(ctx, c.ID, []calendar.Write{{Object: o.ID, At: o.Revision + 1, Body: []byte("a 1 2 mine")}})
	wantErr(t, err, calendar.ErrStale)
	want(t, "open", b.waiting(), 1)
	b.must(b.RemoveCollection(ctx, b.remote))
	want(t, "open without its calendar", b.waiting(), 0)
}

// A settled conflict is kept as long as the ledger remembers who settled it,
// also where the row that did stays for the text it brought; an open one is
// kept for good, and opening one again makes it such.
func TestRetainSettled(t *testing.T) {
	for _, c := range []struct {
		name, body string
		reopened   bool
	}{{"mine", "a 1 2 mine", false}, {"theirs", "", false}, {"opened again", "", true}} {
		t.Run(c.name, func(t *testing.T) {
			d := newDiary(t, 1)
			o, open := d.collide()
			var writes []calendar.Write
			if c.body != "" {
				writes = []calendar.Write{{Object: o.ID, At: o.Revision, Body: []byte(c.body)}}
			}
			settled, err := d.Settle(ctx, open.ID, writes)
			d.must(err)
			if c.reopened {
				_, err = d.Commit(ctx, calendar.Undo, settled[0].Batch, nil)
				d.must(err)
			}
			d.now = d.now.AddDate(0, 0, 20)
			d.create(d.local, "b 1 2 one")
			d.must(d.Retain(ctx, calendar.LedgerLimit{Days: 30, Size: 1 << 20}))
			want(t, "after 20 days", d.collisions(), 1)
			d.sound()
			d.now = d.now.AddDate(0, 0, 20)
			d.create(d.local, "c 1 2 one")
			d.must(d.Retain(ctx, calendar.LedgerLimit{Days: 30, Size: 1 << 20}))
			left := 0
			if c.reopened {
				left = 1
			}
			want(t, "after 40 days", d.collisions(), left)
			d.sound()
		})
	}
}

// collisions counts the conflicts that are kept, settled or not.
func (b *book) collisions() (n int) {
	b.t.Helper()
	b.must(b.view(ctx, "count", func(t *tx) error {
		return t.eachConflict(func(string, conflict) error { n++; return nil })
	}))
	return n
}
