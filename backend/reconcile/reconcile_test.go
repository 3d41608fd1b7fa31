package reconcile

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"calends/backend/calendar"
)

const here = calendar.Href("/home/a.ics")

// The left-hand sides of the table.
func unchangedHere() calendar.Object {
	base := calendar.Version{ETag: `"1"`, Body: []byte("base")}
	return calendar.Object{ID: "a", Href: here, Base: &base, Body: []byte("base"), Revision: 7}
}

func editedHere() calendar.Object {
	o := unchangedHere()
	o.Body = []byte("mine")
	return o
}

func deletedHere() calendar.Object {
	o := unchangedHere()
	o.Body = nil
	return o
}

func createdHere() calendar.Object {
	return calendar.Object{ID: "a", Href: here, Body: []byte("mine"), Revision: 7}
}

func withdrawnHere() calendar.Object {
	return calendar.Object{ID: "a", Href: here, Revision: 7}
}

// other keeps a listing from being empty, and needs no step.
const other = calendar.Href("/home/other.ics")

func bystander() calendar.Object {
	return calendar.Object{ID: "o", Href: other, Base: &calendar.Version{ETag: `"o"`, Body: []byte("o")}, Body: []byte("o")}
}

// listings says one thing in the two ways a server can say it.
func listings(etag calendar.ETag, there bool, since []calendar.Href) map[string]calendar.Listing {
	complete := calendar.Listing{Complete: true, Members: map[calendar.Href]calendar.ETag{other: `"o"`}}
	delta := calendar.Listing{Members: map[calendar.Href]calendar.ETag{}, Gone: since}
	if there {
		complete.Members[here] = etag
		delta.Members[here] = etag
	}
	return map[string]calendar.Listing{"complete": complete, "by token": delta}
}

func TestCells(t *testing.T) {
	same, changed := listings(`"1"`, true, nil), listings(`"2"`, true, nil)
	gone := listings("", false, []calendar.Href{here})
	absent := listings("", false, nil)
	cells := []struct {
		local   string
		objects []calendar.Object
		seen    string
		listing map[string]calendar.Listing
		want    Action
		reading Action // in a collection that may only be read
		aside   bool   // there: the user's text is set aside
	}{
		{"unchanged", []calendar.Object{unchangedHere()}, "same", same, "", "", false},
		{"unchanged", []calendar.Object{unchangedHere()}, "changed", changed, Download, Download, false},
		{"unchanged", []calendar.Object{unchangedHere()}, "gone", gone, Forget, Forget, false},
		{"edited", []calendar.Object{editedHere()}, "same", same, Replace, Restore, true},
		{"edited", []calendar.Object{editedHere()}, "changed", changed, Merge, Restore, true},
		{"edited", []calendar.Object{editedHere()}, "gone", gone, Recreate, Forget, true},
		{"deleted", []calendar.Object{deletedHere()}, "same", same, Remove, Restore, false},
		{"deleted", []calendar.Object{deletedHere()}, "changed", changed, Restore, Restore, false},
		{"deleted", []calendar.Object{deletedHere()}, "gone", gone, Forget, Forget, false},
		{"absent", nil, "new", changed, Download, Download, false},
		{"absent", nil, "not there", absent, "", "", false},
		{"absent", nil, "gone", gone, "", "", false},
		{"created", []calendar.Object{createdHere()}, "not there", absent, Create, Forget, true},
		{"created", []calendar.Object{createdHere()}, "said to be gone", gone, Create, Forget, true},
		{"created", []calendar.Object{createdHere()}, "there", changed, Merge, Restore, true},
		{"created and deleted", []calendar.Object{withdrawnHere()}, "not there", absent, Forget, Forget, false},
		{"created and deleted", []calendar.Object{withdrawnHere()}, "said to be gone", gone, Forget, Forget, false},
		{"created and deleted", []calendar.Object{withdrawnHere()}, "there", changed, Restore, Restore, false},
	}
	for _, c := range cells {
		for how, listing := range c.listing {
			t.Run(fmt.Sprintf("%s, %s, %s", c.local, c.seen, how), func(t *testing.T) {
				local := append(slices.Clone(c.objects), bystander())
				steps, err := Plan(local, listing)
				check(t, steps, err, c.want, false)
				steps, err = PlanReadOnly(local, listing)
				check(t, steps, err, c.reading, c.aside)
			})
		}
	}
}

func check(t *testing.T, steps []Step, err error, want Action, aside bool) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	if want == "" {
		if len(steps) > 0 {
			t.Fatalf("got %s, want nothing to do", steps[0].Action)
		}
		return
	}
	if len(steps) != 1 || steps[0].Action != want {
		t.Fatalf("got %v, want %s", steps, want)
	}
	if s := steps[0]; s.Href != here || s.SetAside != aside {
		t.Errorf("%s of %s, set aside %v; want %s, %v", s.Action, s.Href, s.SetAside, here, aside)
	}
}

func TestUnlistedInADeltaIsTheSame(t *testing.T) {
	steps, err := Plan([]calendar.Object{editedHere()}, calendar.Listing{})
	if err != nil || len(steps) != 1 || steps[0].Action != Replace || steps[0].ETag != `"1"` {
		t.Errorf("got %v, %v", steps, err)
	}
}

// What was sent and never seen on the server is looked at, whether it is listed
// or not.
func TestNeverSeenOnTheServer(t *testing.T) {
	for _, c := range []struct {
		o    calendar.Object
		want Action
	}{{unchangedHere(), Download}, {editedHere(), Merge}, {deletedHere(), Restore}} {
		base := *c.o.Base
		base.ETag = ""
		c.o.Base = &base
		for _, seen := range []calendar.Listing{{}, {Members: map[calendar.Href]calendar.ETag{here: `"1"`}}} {
			steps, err := Plan([]calendar.Object{c.o}, seen)
			if err != nil || len(steps) != 1 || steps[0].Action != c.want || steps[0].Href != here || !steps[0].Fetches() {
				t.Errorf("got %+v, %v", steps, err)
			}
		}
	}
}

func TestSpellingsOfOneHref(t *testing.T) {
	o := unchangedHere()
	o.Href = "/al%40home/a%c3%a9.ics"
	seen := calendar.Listing{Complete: true, Members: map[calendar.Href]calendar.ETag{
		"https://dav.example.com/al@home/a%C3%A9.ics": `W/"1"`,
		"/al%40home/aé.ics":                           `"1-gzip"`,
	}}
	steps, err := Plan([]calendar.Object{o}, seen)
	if err != nil || len(steps) != 0 {
		t.Errorf("got %v, %v; one resource and one version have many spellings", steps, err)
	}
}

func TestNoETagIsNoProof(t *testing.T) {
	o := unchangedHere()
	o.Base.ETag = ""
	steps, _ := Plan([]calendar.Object{o}, calendar.Listing{Members: map[calendar.Href]calendar.ETag{here: ""}})
	if len(steps) != 1 || steps[0].Action != Download {
		t.Errorf("got %v, want a download: nothing proves it is the same", steps)
	}
}

// SOGo counts the etags of an object from the start when it is deleted and made anew.
func TestDeletedAndMadeAnewWithTheSameETag(t *testing.T) {
	seen := calendar.Listing{Members: map[calendar.Href]calendar.ETag{here: `"1"`}, Gone: []calendar.Href{here}}
	steps, _ := Plan([]calendar.Object{unchangedHere()}, seen)
	if len(steps) != 1 || steps[0].Action != Download {
		t.Errorf("got %v, want a download", steps)
	}
}

func TestDeliveredBodies(t *testing.T) {
	seen := calendar.Listing{
		Members: map[calendar.Href]calendar.ETag{here: `"2"`, "/home/b.ics": `"3"`},
		Bodies: map[calendar.Href]calendar.Version{
			here:              {Body: []byte("theirs")},
			"/home/b.ics":     {ETag: `"older"`, Body: []byte("not what was listed")},
			"/home/never.ics": {ETag: `"4"`, Body: []byte("not a member")},
		},
	}
	steps, err := Plan([]calendar.Object{editedHere()}, seen)
	if err != nil || len(steps) != 2 {
		t.Fatalf("got %v, %v", steps, err)
	}
	if m := steps[0]; m.Fetches() || string(m.Version.Body) != "theirs" || m.Version.ETag != `"2"` {
		t.Errorf("the merge does not use the delivered body: %+v", m)
	}
	if d := steps[1]; d.Action != Download || !d.Fetches() {
		t.Errorf("the download believes a body of another version: %+v", d)
	}
}

func TestRestoringWhatIsKnownNeedsNoFetch(t *testing.T) {
	seen := calendar.Listing{Members: map[calendar.Href]calendar.ETag{here: `"1"`}}
	steps, _ := PlanReadOnly([]calendar.Object{editedHere()}, seen)
	if len(steps) != 1 || steps[0].Fetches() || string(steps[0].Version.Body) != "base" {
		t.Errorf("got %+v", steps)
	}
}

func TestEmptied(t *testing.T) {
	empty := calendar.Listing{Complete: true}
	if _, err := Plan([]calendar.Object{unchangedHere()}, empty); !errors.Is(err, calendar.ErrEmptied) {
		t.Errorf("got %v, want ErrEmptied", err)
	}
	confirmed := calendar.Listing{Complete: true, Gone: []calendar.Href{here}}
	steps, err := Plan([]calendar.Object{unchangedHere()}, confirmed)
	if err != nil || len(steps) != 1 || steps[0].Action != Forget {
		t.Errorf("confirmed: got %v, %v; want forget", steps, err)
	}
	if _, err := Plan([]calendar.Object{createdHere()}, empty); err != nil {
		t.Errorf("the server never had anything: %v", err)
	}
	if _, err := Plan([]calendar.Object{unchangedHere()}, calendar.Listing{}); err != nil {
		t.Errorf("a delta without news is no empty calendar: %v", err)
	}
}

func TestAnUnreadableVersionIsKnown(t *testing.T) {
	seen := calendar.Listing{Members: map[calendar.Href]calendar.ETag{here: `"bad"`}}
	o := unchangedHere()
	o.Unreadable = &calendar.Version{ETag: `"bad"`, Body: []byte("(null)")}
	if steps, _ := Plan([]calendar.Object{o}, seen); len(steps) != 0 {
		t.Errorf("got %v, want no second download of what cannot be read", steps)
	}
	o.Body = []byte("mine")
	steps, _ := Plan([]calendar.Object{o}, seen)
	if len(steps) != 1 || steps[0].Action != Replace || steps[0].ETag != `"bad"` {
		t.Errorf("got %v, want the edit to replace the unreadable version", steps)
	}
}
