package reconcile

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"calends/backend/calendar"
)

// many is a calendar of n unchanged objects, and a complete listing of it.
func many(n int) ([]calendar.Object, calendar.Listing) {
	seen := calendar.Listing{Complete: true, Members: map[calendar.Href]calendar.ETag{}, Bodies: map[calendar.Href]calendar.Version{}}
	var local []calendar.Object
	for i := range n {
		href := calendar.Href(fmt.Sprintf("/home/%05d.ics", i))
		local = append(local, calendar.Object{ID: calendar.ObjectID(fmt.Sprint(i)), Href: href, Revision: 7,
			Base: &calendar.Version{ETag: `"1"`, Body: []byte("base")}, Body: []byte("base")})
		seen.Members[href] = `"1"`
	}
	return local, seen
}

// lose has the server leave out the first n.
func lose(local []calendar.Object, seen calendar.Listing, n int) {
	for _, o := range local[:n] {
		delete(seen.Members, o.Href)
	}
}

// alter has the server hold other versions of the first n.
func alter(local []calendar.Object, seen calendar.Listing, n int, body string) {
	for _, o := range local[:n] {
		seen.Members[o.Href] = `"2"`
		if body != "" {
			seen.Bodies[o.Href] = calendar.Version{ETag: `"2"`, Body: []byte(body)}
		}
	}
}

// write has the user change the first n.
func write(local []calendar.Object, n int) {
	for i := range local[:n] {
		local[i].Body = []byte("mine")
	}
}

func tally(steps []Step) string {
	n := map[Action]int{}
	for _, s := range steps {
		n[s.Action]++
	}
	var out []string
	for _, a := range []Action{Download, Merge, Restore, Recreate, Create, Replace, Remove, Forget, Keep} {
		if n[a] > 0 {
			out = append(out, fmt.Sprintf("%s %d", a, n[a]))
		}
	}
	return fmt.Sprint(out)
}

func TestThresholds(t *testing.T) {
	for _, c := range []struct {
		name             string
		objects          int
		lost, changed    int
		told             int    // of those lost, when it was held
		body             string // of the changed; "" where it was not fetched
		edited, deleted  int    // by the user, from the front
		fresh            int    // new on the server
		terms            Terms
		reason           calendar.HoldReason
		removals, change int
		does             string
	}{
		{name: "ten of eleven", objects: 11, lost: 10, does: "[forget 10]"},
		{name: "eleven of eleven", objects: 11, lost: 11, reason: calendar.HoldEmptied, removals: 11, does: "[]"},
		{name: "eleven of twelve", objects: 12, lost: 11, reason: calendar.HoldRemovals, removals: 11, does: "[]"},
		{name: "ten of ten", objects: 10, lost: 10, does: "[forget 10]"},
		{name: "eleven of 220", objects: 220, lost: 11, does: "[forget 11]"},
		{name: "eleven of 219", objects: 219, lost: 11, reason: calendar.HoldRemovals, removals: 11, does: "[]"},
		{name: "5 % of 1000", objects: 1000, lost: 50, does: "[forget 50]"},
		{name: "more than 5 % of 1000", objects: 1000, lost: 51, reason: calendar.HoldRemovals, removals: 51, does: "[]"},
		{name: "what is new comes all the same", objects: 30, lost: 15, fresh: 3, reason: calendar.HoldRemovals, removals: 15, does: "[download 3]"},
		{name: "edits go out on what they were made on", objects: 30, lost: 15, edited: 2, reason: calendar.HoldRemovals, removals: 13, does: "[replace 2]"},
		{name: "and where nothing else is lost nothing is held", objects: 30, lost: 15, edited: 15, does: "[replace 15]"},
		{name: "so do deletions", objects: 30, lost: 15, deleted: 2, reason: calendar.HoldRemovals, removals: 13, does: "[remove 2]"},
		{name: "what both sides deleted is no removal", objects: 30, lost: 11, deleted: 11, does: "[forget 11]"},
		{name: "what this sync removed counts", objects: 30, lost: 1, terms: Terms{Removed: 10}, reason: calendar.HoldRemovals, removals: 1, does: "[]"},
		{name: "read-only", objects: 30, lost: 15, edited: 2, terms: Terms{ReadOnly: true}, reason: calendar.HoldRemovals, removals: 15, does: "[]"},
		{name: "the user's own deletions", objects: 30, deleted: 30, does: "[remove 30]"},
		{name: "accepted", objects: 30, lost: 30, told: 30, terms: Terms{Accept: true}, does: "[forget 30]"},
		{name: "accepted, and a few more", objects: 30, lost: 30, told: 20, terms: Terms{Accept: true}, does: "[forget 30]"},
		{name: "accepted, and many more", objects: 30, lost: 30, told: 19, terms: Terms{Accept: true}, reason: calendar.HoldRemovals, removals: 11, does: "[forget 19]"},
		{name: "pushed back", objects: 30, lost: 15, edited: 2, terms: Terms{PushBack: true}, does: "[recreate 15]"},
		{name: "little is not pushed back", objects: 30, lost: 3, terms: Terms{PushBack: true}, does: "[forget 3]"},
		{name: "unless the calendar was just made again", objects: 3, lost: 3, terms: Terms{PushBack: true, Remade: true}, does: "[recreate 3]"},

		{name: "still held beside much that is new", objects: 500, lost: 12, terms: Terms{Held: calendar.Hold{Reason: calendar.HoldEmptied, Removals: 12}},
			reason: calendar.HoldRemovals, removals: 12, does: "[]"},
		{name: "still held when an edit brought some back", objects: 500, lost: 10, terms: Terms{Held: calendar.Hold{Reason: calendar.HoldEmptied, Removals: 12}},
			reason: calendar.HoldRemovals, removals: 10, does: "[]"},
		{name: "omitted before, gone now", objects: 500, lost: 12, terms: Terms{Held: calendar.Hold{Reason: calendar.HoldOmitted, Removals: 12}}, does: "[forget 12]"},
		{name: "changes are still held beside what is new", objects: 31, changed: 30, terms: Terms{Held: calendar.Hold{Reason: calendar.HoldChanges, Changes: 30}},
			reason: calendar.HoldChanges, change: 30, does: "[]"},
		{name: "changes shrunk to ten", objects: 31, changed: 10, terms: Terms{Held: calendar.Hold{Reason: calendar.HoldChanges, Changes: 30}}, does: "[download 10]"},

		{name: "all of ten changed", objects: 10, changed: 10, does: "[download 10]"},
		{name: "all of eleven changed", objects: 11, changed: 11, reason: calendar.HoldChanges, change: 11, does: "[]"},
		{name: "ten of eleven changed", objects: 11, changed: 10, does: "[download 10]"},
		{name: "all changed indeed", objects: 11, changed: 11, body: "theirs", reason: calendar.HoldChanges, change: 11, does: "[]"},
		{name: "all etags changed", objects: 11, changed: 11, body: "base", does: "[download 11]"},
		{name: "all changed, one edited", objects: 11, changed: 11, edited: 1, reason: calendar.HoldChanges, change: 11, does: "[]"},
		{name: "all changed, one is new", objects: 11, changed: 11, fresh: 1, reason: calendar.HoldChanges, change: 11, does: "[download 1]"},
		{name: "changed is accepted", objects: 11, changed: 11, terms: Terms{Accept: true}, does: "[download 11]"},
		{name: "changed is pushed back", objects: 11, changed: 11, edited: 1, told: 11, terms: Terms{PushBack: true}, does: "[keep 11]"},
		{name: "but what was told of", objects: 11, changed: 11, edited: 1, told: 9, terms: Terms{PushBack: true}, does: "[download 2 keep 9]"},
		{name: "changed and pushed back unseen", objects: 11, changed: 11, terms: Terms{PushBack: true}, reason: calendar.HoldChanges, change: 11, does: "[]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			local, seen := many(c.objects)
			lose(local, seen, c.lost)
			alter(local, seen, c.changed, c.body)
			write(local, c.edited)
			for i := range local[:c.deleted] {
				local[i].Body = nil
			}
			for i := range c.fresh {
				seen.Members[calendar.Href(fmt.Sprintf("/home/new%d.ics", i))] = `"1"`
			}
			c.terms.Shown, c.terms.Seen = map[calendar.ObjectID]uint64{}, map[calendar.ObjectID]calendar.ETag{}
			for _, o := range local[:c.told] {
				c.terms.Shown[o.ID], c.terms.Seen[o.ID] = o.Revision, seen.Members[o.Href]
			}
			v := Guard(local, seen, c.terms)
			h := v.Hold
			if h.Reason != c.reason || h.Removals != c.removals || h.Changes != c.change || tally(v.Steps) != c.does {
				t.Errorf("%s, %d removals, %d changes; does %s", h.Reason, h.Removals, h.Changes, tally(v.Steps))
			}
			if (h.Reason != "") != (len(v.Held) > 0) {
				t.Errorf("%s holds %d steps", h.Reason, len(v.Held))
			}
			if want := c.reason == calendar.HoldChanges && c.body == ""; v.Doubt != want {
				t.Errorf("doubt is %v", v.Doubt)
			}
		})
	}
}

// Some vanished and all others changed: neither is much, together it is
// everything.
func TestEverythingVanishedOrChanged(t *testing.T) {
	local, seen := many(20)
	alter(local, seen, 20, "theirs")
	lose(local, seen, 8)
	v := Guard(local, seen, Terms{})
	if v.Hold.Removals != 8 || v.Hold.Changes != 12 || len(v.Steps) != 0 {
		t.Errorf("%+v; does %s", v.Hold, tally(v.Steps))
	}
}

// At the first comparison nothing goes out that the server was never compared
// with, however little it is, before the user has spoken.
func TestFirstSync(t *testing.T) {
	created := func(n int) (all []calendar.Object) {
		for i := range n {
			all = append(all, calendar.Object{ID: calendar.ObjectID(fmt.Sprint("c", i)), Revision: 7,
				Href: calendar.Href(fmt.Sprintf("/home/c%d.ics", i)), Body: []byte("mine")})
		}
		return all
	}
	told := func(local []calendar.Object) map[calendar.ObjectID]uint64 {
		shown := map[calendar.ObjectID]uint64{}
		for _, o := range local {
			shown[o.ID] = o.Revision
		}
		return shown
	}
	for _, c := range []struct {
		name            string
		created, edited int
		there           bool // the server has something at the href of the first
		terms           Terms
		holds           int
		does            string
	}{
		{name: "one new event", created: 1, terms: Terms{First: true}, holds: 1, does: "[]"},
		{name: "many", created: 500, terms: Terms{First: true}, holds: 500, does: "[]"},
		{name: "what meets something there", created: 2, there: true, terms: Terms{First: true}, holds: 2, does: "[]"},
		{name: "later", created: 500, does: "[create 500]"},
		{name: "edits of what a cut-off sync brought", created: 1, edited: 3, terms: Terms{First: true}, holds: 1, does: "[replace 3]"},
		{name: "read-only", created: 2, terms: Terms{First: true, ReadOnly: true}, does: "[forget 2]"},
		{name: "pushed back", created: 2, there: true, edited: 3, terms: Terms{First: true, PushBack: true}, does: "[merge 1 create 1 replace 3]"},
		{name: "accepted", created: 2, there: true, edited: 3, terms: Terms{First: true, Accept: true, Shown: told(created(2))}, does: "[restore 1 replace 3 forget 1]"},
		{name: "accepted, and written since", created: 3, terms: Terms{First: true, Accept: true, Shown: told(created(2))}, holds: 1, does: "[forget 2]"},
		{name: "accepted before it was told", created: 3, terms: Terms{First: true, Accept: true}, holds: 3, does: "[]"},
		{name: "accepted, and changed since", created: 1, terms: Terms{First: true, Accept: true, Shown: map[calendar.ObjectID]uint64{"c0": 6}}, holds: 1, does: "[]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			local, seen := many(30)
			write(local, c.edited)
			local = append(local, created(c.created)...)
			if c.there {
				seen.Members["/home/c0.ics"] = `"1"`
			}
			v := Guard(local, seen, c.terms)
			if v.Hold.Sends != c.holds || len(v.Held) != c.holds || (v.Hold.Reason == calendar.HoldFirst) != (c.holds > 0) {
				t.Errorf("%+v, %d held; want %d", v.Hold, len(v.Held), c.holds)
			}
			if got := tally(v.Steps); got != c.does {
				t.Errorf("does %s, want %s", got, c.does)
			}
			for _, s := range v.Steps {
				if s.SetAside && !c.terms.ReadOnly {
					t.Errorf("%s %s asks about a text that was let go", s.Action, s.Href)
				}
			}
		})
	}
}

// A mark stays while the server asks for the same, whatever was looked at.
func TestMark(t *testing.T) {
	local, seen := many(11)
	alter(local, seen, 11, "")
	bare := Guard(local, seen, Terms{}).Hold.Mark
	alter(local, seen, 11, "theirs")
	if m := Guard(local, seen, Terms{}).Hold.Mark; m != bare || m == "" {
		t.Errorf("%q, before it was fetched %q", m, bare)
	}
	seen.Members[local[3].Href] = `"3"`
	if m := Guard(local, seen, Terms{}).Hold.Mark; m == bare {
		t.Error("another change has the same mark")
	}
}

func TestSameMeaning(t *testing.T) {
	local, seen := many(11)
	alter(local, seen, 11, "BASE")
	same := func(a, b []byte) bool { return bytes.EqualFold(a, b) }
	if v := Guard(local, seen, Terms{Same: same}); v.Hold.Held() || tally(v.Steps) != "[download 11]" {
		t.Errorf("%+v", v.Hold)
	}
}

func TestUnsaid(t *testing.T) {
	local, seen := many(5)
	lose(local, seen, 3)
	seen.Gone = []calendar.Href{local[0].Href}
	local[1].Base = nil
	if got := Unsaid(local, seen); !slices.Equal(got, []calendar.Href{local[2].Href}) {
		t.Errorf("got %v", got)
	}
	seen.Complete = false
	if got := Unsaid(local, seen); got != nil {
		t.Errorf("changes since a token leave nothing unsaid: %v", got)
	}
}

// Nothing but removals since a token is no emptied calendar.
func TestADeltaEmptiesNothing(t *testing.T) {
	local, seen := many(30)
	delta := calendar.Listing{Members: map[calendar.Href]calendar.ETag{}}
	for href := range seen.Members {
		delta.Gone = append(delta.Gone, href)
	}
	if v := Guard(local[:12], delta, Terms{}); v.Hold.Reason != calendar.HoldRemovals {
		t.Errorf("got %q", v.Hold.Reason)
	}
}
