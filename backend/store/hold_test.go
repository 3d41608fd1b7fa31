package store

import (
	"errors"
	"slices"
	"testing"

	"calends/backend/calendar"
)

func TestWhatAHoldIsAbout(t *testing.T) {
	b := newBook(t)
	one := b.receive("/ann/home/a.ics", `"1"`, "a 1 2 one")
	two := b.receive("/ann/home/b.ics", `"1"`, "b 1 2 two")
	wants := func(want ...calendar.HeldObject) {
		t.Helper()
		got, err := b.Held(ctx, b.remote)
		b.must(err)
		if !slices.Equal(got, want) {
			t.Errorf("held are %v, want %v", got, want)
		}
	}
	wants()
	as := func(o calendar.Object) calendar.HeldObject {
		return calendar.HeldObject{Object: o.ID, Revision: o.Revision, Seen: `"7"`}
	}
	h := calendar.Hold{Reason: calendar.HoldRemovals, Removals: 2}
	b.must(b.HoldBack(ctx, b.remote, h, []calendar.HeldObject{as(one), as(two)}))
	wants(as(one), as(two))
	c, err := b.Collection(ctx, b.remote)
	b.must(err)
	if !c.Hold.Same(h) {
		t.Errorf("%+v is held", c.Hold)
	}
	h.Removals = 1
	b.must(b.HoldBack(ctx, b.remote, h, []calendar.HeldObject{as(two)}))
	wants(as(two))
	b.must(b.HoldBack(ctx, b.remote, calendar.Hold{}, nil))
	wants()

	b.must(b.HoldBack(ctx, b.remote, h, []calendar.HeldObject{as(two)}))
	b.must(b.AmendCollection(ctx, b.remote, func(c *calendar.Collection) { c.Hold = calendar.Hold{} }))
	wants()
	b.must(b.AmendCollection(ctx, b.remote, func(c *calendar.Collection) { c.Hold.Reason = calendar.HoldMissing }))
	wants(calendar.HeldObject{Object: one.ID, Revision: one.Revision}, calendar.HeldObject{Object: two.ID, Revision: two.Revision})
	if err := b.HoldBack(ctx, "nowhere", h, nil); !errors.Is(err, calendar.ErrNotFound) {
		t.Errorf("%v", err)
	}
}

// An exact sighting of what has moved on takes in nothing at all.
func TestAnExactSighting(t *testing.T) {
	b := newBook(t)
	o := b.receive("/ann/home/a.ics", `"1"`, "a 1 2 one")
	b.edit(o, "a 1 2 typed")
	v := &calendar.Version{ETag: `"2"`, Body: []byte("a 1 2 two")}
	exact := calendar.Sighting{Object: o.ID, Href: o.Href, Base: v, Body: v.Body, At: o.Revision, Origin: calendar.Me, Exact: true}
	err := b.Record(ctx, b.remote, []calendar.Sighting{exact}, calendar.Progress{})
	if got := b.object(o.ID); !errors.Is(err, calendar.ErrStale) || got.Base.ETag != `"1"` || string(got.Body) != "a 1 2 typed" {
		t.Errorf("%v, %+v", err, got)
	}
}
