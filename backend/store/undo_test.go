package store

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"calends/backend/calendar"
)

// takeBack undoes or redoes as a caller does where nobody else wrote.
func (b *book) takeBack(last calendar.Request) {
	b.t.Helper()
	var writes []calendar.Write
	for _, c := range last.Changes {
		w := calendar.Write{Object: c.Object, Collection: c.Collection, Body: c.Before}
		if o, err := b.Object(ctx, c.Object); err == nil {
			w.At = o.Revision
		}
		writes = append(writes, w)
	}
	_, err := b.Commit(ctx, calendar.Undo, last.Name, writes)
	b.must(err)
}

// Undo and redo behave like those of an editor: a stack of what was done, and
// one of what was undone, which doing something new empties.
func TestUndoRedoModel(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		b := newBook(t)
		defer b.Close()
		o := b.create(b.local, "a 1 2 start")
		texts, at := []string{"", "a 1 2 start"}, 1
		for range rapid.IntRange(1, 25).Draw(r, "steps") {
			switch rapid.IntRange(0, 3).Draw(r, "step") {
			case 0:
				s := "a 1 2 " + rapid.StringMatching(`[a-z]{8}`).Draw(r, "text")
				if at == 0 {
					b.takeBackTo(o, s)
				} else {
					b.edit(b.object(o.ID), s)
				}
				texts, at = append(texts[:at+1], s), at+1
			case 1: // sync writes in between, elsewhere
				b.receive("/ann/home/s.ics", "", "s 1 2 "+rapid.StringMatching(`[a-z]{8}`).Draw(r, "server"))
			case 2:
				last, err := b.LastUndoable(ctx)
				if (at == 0) != errors.Is(err, calendar.ErrNothingToUndo) {
					r.Fatalf("at %d of %q: undo %v", at, texts, err)
				}
				if at > 0 {
					b.takeBack(last)
					at--
				}
			case 3:
				last, err := b.LastRedoable(ctx)
				if (at == len(texts)-1) != errors.Is(err, calendar.ErrNothingToUndo) {
					r.Fatalf("at %d of %q: redo %v", at, texts, err)
				}
				if at < len(texts)-1 {
					b.takeBack(last)
					at++
				}
			}
			got := ""
			if o, err := b.Object(ctx, o.ID); err == nil {
				got = string(o.Body)
			}
			if got != texts[at] {
				r.Fatalf("at %d of %q: %q", at, texts, got)
			}
		}
	})
}

// takeBackTo writes an object that is gone, as a user's own request.
func (b *book) takeBackTo(o calendar.Object, s string) {
	b.t.Helper()
	_, err := b.Commit(ctx, calendar.Me, "", []calendar.Write{{Object: o.ID, Collection: o.Collection, Body: []byte(s)}})
	b.must(err)
}

// An undo that finds nothing to change is noted, or it would be offered for
// ever; it shows in no history.
func TestUndoOfNothing(t *testing.T) {
	b := newBook(t)
	o := b.create(b.local, "a 1 2 one")
	b.edit(o, "a 1 2 two")
	last, err := b.LastUndoable(ctx)
	b.must(err)
	cs, err := b.Commit(ctx, calendar.Undo, last.Changes[0].Batch, nil)
	b.must(err)
	want(t, "changes", len(cs), 1)
	last, err = b.LastUndoable(ctx)
	b.must(err)
	want(t, "next to undo", last.Changes[0].Kind, calendar.KindCreated)
	h, err := b.History(ctx, calendar.HistoryQuery{})
	b.must(err)
	want(t, "history", len(h), 2)
	_, err = b.LastRedoable(ctx)
	wantErr(t, err, calendar.ErrNothingToUndo)
}

// Removing a calendar is a request, also one of an empty calendar, and what came
// before it is not undone in its place; after a restart neither.
func TestUndoOfRemoved(t *testing.T) {
	b := newBook(t)
	b.create(b.remote, "a 1 2 one")
	b.create(b.local, "b 1 2 two")
	o := b.create(b.local, "c 1 2 two")
	empty, err := b.PutCollection(ctx, calendar.Collection{Account: "work", Href: "/ann/empty/", Name: "Empty"})
	b.must(err)
	b.edit(o, "c 1 2 three")
	for _, id := range []calendar.CollectionID{b.local, empty.ID} {
		gone, err := b.Collection(ctx, id)
		b.must(err)
		b.must(b.RemoveCollection(ctx, id))
		b.must(b.Close())
		b.open(options())
		last, err := b.LastUndoable(ctx)
		b.must(err)
		want(t, "act", last.Act, calendar.ActRemove)
		want(t, "about", last.About, string(id))
		_, err = b.RestoreCollection(ctx, gone, last.Name)
		b.must(err)
		last, err = b.LastUndoable(ctx)
		b.must(err)
		want(t, "then", last.Changes[0].UID, "c")
		redo, err := b.LastRedoable(ctx)
		b.must(err)
		want(t, "to redo", redo.Act, calendar.ActRestore)
		_, err = b.UnrestoreCollection(ctx, id, redo.Name)
		b.must(err)
		last, err = b.LastUndoable(ctx)
		b.must(err)
		want(t, "made again", last.Act, calendar.ActRemove)
		_, err = b.RestoreCollection(ctx, gone, last.Name)
		b.must(err)
	}
	b.must(b.RemoveAccount(ctx, "work"))
	last, err := b.LastUndoable(ctx)
	b.must(err)
	want(t, "of an account", last.Act, calendar.ActSignOff)
}

// A restore takes no batch back, so it is undone like an edit.
func TestRestoreIsARequest(t *testing.T) {
	b := newBook(t)
	o := b.create(b.local, "a 1 2 one")
	b.edit(o, "a 1 2 two")
	o = b.object(o.ID)
	cs, err := b.Commit(ctx, calendar.Undo, "", []calendar.Write{{Object: o.ID, At: o.Revision, Body: []byte("a 1 2 one")}})
	b.must(err)
	last, err := b.LastUndoable(ctx)
	b.must(err)
	want(t, "to undo", last.Changes[0].ID, cs[0].ID)
}

// Making a calendar and giving it another look are requests; both survive a
// restart, and a look that is no other is none.
func TestUndoOfMadeAndLooks(t *testing.T) {
	b := newBook(t)
	b.create(b.local, "a 1 2 one")
	c, err := b.MakeCollection(ctx, calendar.Collection{Account: calendar.LocalAccount, Href: "/local/new/", Name: "New"})
	b.must(err)
	_, err = b.ChangeLook(ctx, c.ID, "", func(l *calendar.Look) { l.Name, l.Hidden = "Newer", true })
	b.must(err)
	none, err := b.ChangeLook(ctx, c.ID, "", func(*calendar.Look) {})
	b.must(err)
	want(t, "no change", none, "")
	b.must(b.Close())
	b.open(options())
	last, err := b.LastUndoable(ctx)
	b.must(err)
	want(t, "act", last.Act, calendar.ActLook)
	want(t, "was", last.Was, calendar.Look{Name: "New"})
	want(t, "is", last.Is, calendar.Look{Name: "Newer", Hidden: true})
	_, err = b.ChangeLook(ctx, c.ID, last.Name, func(l *calendar.Look) { *l = last.Was })
	b.must(err)
	now, err := b.Collection(ctx, c.ID)
	b.must(err)
	want(t, "now", now.Look(), last.Was)
	redo, err := b.LastRedoable(ctx)
	b.must(err)
	want(t, "to redo", redo.Was, last.Is)
	last, err = b.LastUndoable(ctx)
	b.must(err)
	want(t, "then", last.Act, calendar.ActCreate)
	_, err = b.UnrestoreCollection(ctx, c.ID, last.Name)
	b.must(err)
	last, err = b.LastUndoable(ctx)
	b.must(err)
	want(t, "at last", last.Changes[0].UID, "a")
	h, err := b.History(ctx, calendar.HistoryQuery{})
	b.must(err)
	want(t, "history", len(h), 1)
	size, err := b.LedgerSize(ctx)
	b.must(err)
	want(t, "changes counted", size.Rows, 1)
}
