package store

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"calends/backend/calendar"
)

// sound checks that everything the store names is there, and nothing else is.
func (b *book) sound() {
	b.t.Helper()
	b.must(b.view(ctx, "check", func(t *tx) error {
		c, err := t.census(calendar.LedgerLimit{}, time.Time{})
		if err != nil {
			return err
		}
		delete(c.needed, 0)
		for r := range c.needed {
			if _, err := t.body(r); err != nil {
				b.t.Error(err)
			}
		}
		if n := t.Bucket(bodies).Stats().KeyN; n != len(c.needed) {
			b.t.Errorf("%d bodies, %d needed", n, len(c.needed))
		}
		if n := t.Bucket(digests).Stats().KeyN; n != len(c.needed) {
			b.t.Errorf("%d digests, %d bodies", n, len(c.needed))
		}
		return nil
	}))
	all, err := b.History(ctx, calendar.HistoryQuery{})
	b.must(err)
	for _, c := range all {
		if c.Before == nil && c.After == nil {
			b.t.Errorf("change %s has no text", c.ID)
		}
	}
}

// history is the history of a uid, as the kinds of its changes, newest first.
func (b *book) history(uid calendar.UID) string {
	b.t.Helper()
	all, err := b.History(ctx, calendar.HistoryQuery{UID: uid})
	b.must(err)
	var kinds []string
	for _, c := range all {
		kinds = append(kinds, string(c.Kind))
	}
	return strings.Join(kinds, " ")
}

// What is older than the limit goes, but for what brought the present texts.
func TestRetainDays(t *testing.T) {
	d := newDiary(t, 1)
	kept := d.create(d.local, "kept 1 2 one")
	edited := d.create(d.local, "edited 1 2 one")
	d.edit(edited, "edited 1 2 two")
	gone := d.create(d.local, "gone 1 2 one")
	d.edit(gone, "")
	d.now = d.now.AddDate(0, 0, 20)
	late := d.create(d.local, "late 1 2 one")
	d.edit(late, "")
	d.now = d.now.AddDate(0, 0, 20)
	d.create(d.local, "now 1 2 one")

	d.must(d.Retain(ctx, calendar.LedgerLimit{Days: 30}))
	want(t, "kept", d.history("kept"), "created")
	want(t, "edited", d.history("edited"), "edited")
	want(t, "gone", d.history("gone"), "")
	want(t, "late", d.history("late"), "deleted created")
	want(t, "its text", string(d.object(kept.ID).Body), "kept 1 2 one")
	d.must(d.view(ctx, "look", func(tx *tx) error {
		want(t, "known by their uid", len(tx.withUID("gone")), 0)
		return nil
	}))
	d.sound()
	size, err := d.LedgerSize(ctx)
	d.must(err)
	want(t, "rows", size.Rows, 5)
	if size.Since.IsZero() || size.Oldest.IsZero() || size.Bytes == 0 {
		t.Errorf("%+v", size)
	}
}

// Beyond the size the oldest rows go first, but never the last text of what was
// deleted within the days, nor what an unsent edit or a conflict is made of.
func TestRetainSize(t *testing.T) {
	d := newDiary(t, 1)
	deleted := d.create(d.local, "deleted 1 2 "+strings.Repeat("x", 3000))
	d.edit(deleted, "deleted 1 2 last")
	d.edit(d.object(deleted.ID), "")
	sent := d.receive("/ann/home/p.ics", `"1"`, "pending 1 2 base")
	d.edit(sent, "pending 1 2 mine")
	clash := d.receive("/ann/home/c.ics", `"1"`, "clash 1 2 base")
	d.edit(clash, "clash 1 2 mine")
	clash = d.object(clash.ID)
	v := &calendar.Version{ETag: `"2"`, Body: []byte("clash 1 2 theirs")}
	d.must(d.Record(ctx, d.remote, []calendar.Sighting{{Object: clash.ID, Href: clash.Href, Base: v, Body: v.Body,
		At: clash.Revision, Origin: calendar.Merge, Lost: clash.Body}}, calendar.Progress{}))
	o := d.create(d.local, "busy 1 2 start")
	for i := range 200 {
		d.edit(d.object(o.ID), fmt.Sprintf("busy 1 2 %d %x", i, d.r.Perm(50)))
	}
	d.must(d.Retain(ctx, calendar.LedgerLimit{Days: 30, Size: 8 << 10}))
	size, err := d.LedgerSize(ctx)
	d.must(err)
	if size.Bytes > 9<<10 || size.Rows < 10 {
		t.Errorf("%d bytes in %d rows", size.Bytes, size.Rows)
	}
	want(t, "deleted", d.history("deleted"), "deleted")
	all, err := d.History(ctx, calendar.HistoryQuery{UID: "deleted"})
	d.must(err)
	want(t, "its last text", string(all[0].Before), "deleted 1 2 last")
	want(t, "pending", d.object(sent.ID).State(), calendar.Edited)
	want(t, "its base", string(d.object(sent.ID).Base.Body), "pending 1 2 base")
	open, err := d.Conflicts(ctx)
	d.must(err)
	want(t, "set aside", string(open[0].Ours), "clash 1 2 mine")
	d.sound()
}

// A text that comes to be needed while a sweep is under way stays.
func TestRetainBesideWrites(t *testing.T) {
	b := newBook(t)
	b.o.Now = time.Now // the other clock is for one goroutine
	o := b.create(b.local, "a 1 2 start")
	done := make(chan error)
	go func() {
		for i := range 400 { // back and forth between a few texts, each dropped and needed again
			o, err := b.Object(ctx, o.ID)
			if err == nil {
				_, err = b.Commit(ctx, calendar.Me, "", []calendar.Write{{Object: o.ID, At: o.Revision, Body: fmt.Appendf(nil, "a 1 2 %d", i%5)}})
			}
			if err == nil {
				o, err = b.Object(ctx, o.ID)
			}
			if err != nil {
				done <- err
				return
			}
		}
		close(done)
	}()
	for {
		b.must(b.Retain(ctx, calendar.LedgerLimit{Size: 1}))
		select {
		case err := <-done:
			b.must(err)
			b.must(b.Retain(ctx, calendar.LedgerLimit{Size: 1}))
			b.sound()
			return
		default:
		}
	}
}

// Half of a batch is never undone.
func TestRetainUndo(t *testing.T) {
	d := newDiary(t, 1)
	cs, err := d.Commit(ctx, calendar.Import, "", []calendar.Write{
		{Collection: d.local, Body: []byte("a 1 2 one")}, {Collection: d.local, Body: []byte("b 1 2 one")}})
	d.must(err)
	d.must(d.Record(ctx, d.remote, nil, calendar.Progress{}))
	_, err = d.Commit(ctx, calendar.Undo, "", []calendar.Write{{Object: cs[0].Object, At: d.object(cs[0].Object).Revision, Body: []byte("a 1 2 two")}})
	d.must(err)
	d.now = d.now.AddDate(0, 0, 40)
	d.receive("/ann/home/a.ics", `"1"`, "r 1 2 one")
	d.must(d.Retain(ctx, calendar.LedgerLimit{Days: 30}))
	last, err := d.LastUndoable(ctx)
	if err == nil && len(last.Changes) != 1 {
		t.Errorf("to undo: %+v", last)
	}
	want(t, "b", d.history("b"), "created")
}

// A clock that runs ahead costs no history.
func TestRetainClock(t *testing.T) {
	d := newDiary(t, 1)
	d.edit(d.create(d.local, "a 1 2 one"), "a 1 2 two")
	d.now = d.now.AddDate(70, 0, 0)
	d.must(d.Retain(ctx, calendar.LedgerLimit{Days: 30}))
	want(t, "a", d.history("a"), "edited created")
}

// Tidying is done once a day, by the limits of the settings.
func TestTidy(t *testing.T) {
	d := newDiary(t, 1)
	d.edit(d.create(d.local, "a 1 2 one"), "a 1 2 two")
	d.must(d.Tidy(ctx))
	d.now = d.now.AddDate(0, 0, 40)
	d.create(d.local, "b 1 2 one")
	d.must(d.Tidy(ctx))
	want(t, "within a year", d.history("a"), "edited created")
	d.must(d.SetSetting(ctx, calendar.SettingLedgerDays, "30"))
	d.must(d.Tidy(ctx))
	want(t, "within a day", d.history("a"), "edited created")
	d.now = d.now.Add(25 * time.Hour)
	d.must(d.Tidy(ctx))
	want(t, "after 30 days", d.history("a"), "edited")
}

// A deleted calendar can be brought back until the ledger has forgotten it.
func TestRetainRemoved(t *testing.T) {
	d := newDiary(t, 1)
	d.create(d.local, "a 1 2 one")
	d.must(d.RemoveCollection(ctx, d.local))
	d.now = d.now.AddDate(0, 0, 20)
	d.receive("/ann/home/a.ics", `"1"`, "r 1 2 one")
	d.must(d.Retain(ctx, calendar.LedgerLimit{Days: 30, Size: 1}))
	gone, err := d.Removed(ctx)
	d.must(err)
	want(t, "removed", len(gone), 1)
	d.now = d.now.AddDate(0, 0, 20)
	d.receive("/ann/home/b.ics", `"1"`, "s 1 2 one")
	d.must(d.Retain(ctx, calendar.LedgerLimit{Days: 30}))
	gone, err = d.Removed(ctx)
	d.must(err)
	want(t, "removed, and forgotten", len(gone), 0)
	d.sound()
}
