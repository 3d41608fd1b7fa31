package syncer_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"calends/backend/calendar"
	"calends/backend/store"
	"calends/backend/syncer"
)

// early is a device that has an event of its own in a calendar which it never
// compared with the server's.
func (h *house) early(t *testing.T, names ...string) *device {
	t.Helper()
	a := h.device("a")
	c, err := a.store.PutCollection(t.Context(), calendar.Collection{Account: a.account.ID, Href: a.at["home"], Name: "Home"})
	h.must(err)
	for _, name := range names {
		a.commit(calendar.Write{Collection: c.ID, Href: a.at["home"] + calendar.Href(name+".ics"), Body: event(name)})
	}
	return a
}

// about names what is held of the calendar home.
func (d *device) about(t *testing.T) (names []string) {
	t.Helper()
	held, err := d.store.Held(t.Context(), d.collection("home").ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range held {
		object, err := d.store.Object(t.Context(), o.Object)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, property(object.Body, "UID"))
	}
	slices.Sort(names)
	return names
}

// A first sync does nothing but receive. What it would send waits for a word:
// pushed back, it goes out.
func TestAFirstSyncSendsNothing(t *testing.T) {
	h := newHouse(t)
	h.server.Put(home+"home/theirs.ics", string(event("theirs")))
	a := h.early(t, "mine")
	for range 2 {
		a.syncs(t)
		a.holds(t, calendar.HoldFirst, 1)
		h.wants(t, "a", "theirs", "UID=theirs")
		if n := h.server.Count("PUT"); n > 0 {
			t.Errorf("%d PUTs", n)
		}
	}
	if got := a.about(t); !slices.Equal(got, []string{"mine"}) {
		t.Errorf("held are %v", got)
	}
	a.edit("theirs", "LOCATION=Here") // that one was compared
	a.syncs(t)
	h.wants(t, "server", "theirs", "LOCATION=Here")

	a.options.PushBack = onlyThis(a.collection("home").ID)
	a.syncs(t)
	a.options.PushBack = nil
	a.holds(t, "", 0)
	h.wants(t, "server", "mine", "UID=mine")
	a.create("later")
	a.syncs(t)
	h.wants(t, "server", "later", "UID=later")
}

// Accepted, the server is followed: what was here is kept in the ledger.
func TestAFirstSyncAccepted(t *testing.T) {
	h := newHouse(t)
	a := h.early(t, "mine")
	a.syncs(t)
	a.create("since") // he has not been told of this one
	a.options.Accept = onlyThis(a.collection("home").ID)
	a.syncs(t)
	a.options.Accept = nil
	a.holds(t, calendar.HoldFirst, 1)
	h.wants(t, "a", "mine", "absent")
	h.wants(t, "a", "since", "UID=since")
	h.told(t, a, "mine", "me created", "server deleted")
	if rows, err := a.store.Conflicts(t.Context()); err != nil || len(rows) > 0 {
		t.Errorf("%d conflicts, %v", len(rows), err)
	}
	if n := len(h.server.Paths(home + "home/")); n != 0 {
		t.Errorf("%d on the server", n)
	}
	a.options.Accept = onlyThis(a.collection("home").ID)
	a.syncs(t)
	a.options.Accept = nil
	a.holds(t, "", 0)
	a.create("later")
	a.syncs(t)
	h.wants(t, "server", "later", "UID=later")
}

// mortal is a store whose process is killed right after it first recorded what
// came in.
type mortal struct {
	*store.Store
	dead bool
}

var errKilled = errors.New("killed")

func (m *mortal) Record(ctx context.Context, id calendar.CollectionID, s []calendar.Sighting, p calendar.Progress) error {
	if m.dead {
		return errKilled
	}
	m.dead = true
	return errors.Join(m.Store.Record(ctx, id, s, calendar.Progress{}), errKilled)
}

func (m *mortal) HoldBack(ctx context.Context, id calendar.CollectionID, h calendar.Hold, about []calendar.HeldObject) error {
	if m.dead {
		return errKilled
	}
	return m.Store.HoldBack(ctx, id, h, about)
}

// What died in the middle of its first sync is still in it.
func TestAFirstSyncCutOff(t *testing.T) {
	h := newHouse(t)
	h.server.Put(home+"home/theirs.ics", string(event("theirs")))
	a := h.early(t, "mine")
	report, _ := syncer.Account(t.Context(), a.client, &mortal{Store: a.store}, a.account, a.options)
	if !errors.Is(report.Problem(), errKilled) {
		t.Fatal(report.Problem())
	}
	h.wants(t, "a", "theirs", "UID=theirs")
	a.syncs(t)
	a.holds(t, calendar.HoldFirst, 1)
	if n := h.server.Count("PUT"); n > 0 {
		t.Errorf("%d PUTs", n)
	}
}

// A calendar that was made here is empty there, and known to be.
func TestACalendarMadeHereIsNoFirstSync(t *testing.T) {
	h := newHouse(t)
	a := h.device("a")
	a.at["made"] = home + "made/"
	c, err := a.client.Create(t.Context(), calendar.Collection{Href: a.at["made"], Name: "Made"})
	h.must(err)
	c.Account = a.account.ID
	c, err = a.store.PutCollection(t.Context(), c)
	h.must(err)
	a.commit(calendar.Write{Collection: c.ID, Href: a.at["made"] + "tea.ics", Body: event("tea")})
	a.syncs(t)
	if _, _, there := h.server.Get(home + "made/tea.ics"); !there || a.collection("made").Hold.Held() {
		t.Errorf("there: %v, %+v", there, a.collection("made").Hold)
	}
}

// What is moved into a calendar that was never compared stays where it was, on
// the server, until there is a word; let go, it comes back.
func TestAMoveIntoAFirstSync(t *testing.T) {
	for _, pushed := range []bool{false, true} {
		h := newHouse(t)
		h.server.Put(home+"work/tea.ics", string(event("tea")))
		a := h.device("a")
		a.spy.answer = without(home + "home/")
		a.syncs(t)
		a.spy.answer = nil
		h.early(t)
		a.move("tea", "home")
		a.plans(t, "tea send create held")
		a.syncs(t)
		a.holds(t, calendar.HoldFirst, 1)
		if _, _, there := h.server.Get(home + "work/tea.ics"); !there {
			t.Error("it is nowhere on the server")
		}
		word := onlyThis(a.collection("home").ID)
		if pushed {
			a.options.PushBack = word
		} else {
			a.options.Accept = word
		}
		a.syncs(t)
		a.holds(t, "", 0)
		_, _, moved := h.server.Get(home + "home/tea.ics")
		_, _, left := h.server.Get(home + "work/tea.ics")
		if moved != pushed || left == pushed || a.pending() != 0 {
			t.Errorf("pushed %v: in home %v, in work %v, %d pending", pushed, moved, left, a.pending())
		}
		h.wants(t, "a", "tea", "UID=tea")
	}
}
