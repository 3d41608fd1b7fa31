package store

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"calends/backend/calendar"
)

// diary is a book whose days pass, with what was known at each midnight.
type diary struct {
	*book
	r         *rand.Rand
	now       time.Time
	calendars []calendar.CollectionID // those there ever were
	midnights []time.Time
	known     []map[string]string // by midnight, what was shown
}

// windows are those that the past is looked at through.
var windows = []calendar.Window{{}, hours(0, 200), hours(300, 320)}

func newDiary(t *testing.T, seed uint64) *diary {
	d := &diary{r: rand.New(rand.NewPCG(seed, 1)), now: time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC)}
	d.book = newBook(t)
	d.o.Now = func() time.Time { return d.now }
	d.calendars = []calendar.CollectionID{d.remote, d.local}
	return d
}

// shown is what the calendars show through each of the windows, and what of it
// has a word.
func (d *diary) shown(overlapping func(calendar.Window) iter.Seq2[calendar.Entry, error],
	matching func(string) iter.Seq2[calendar.Entry, error]) map[string]string {
	d.t.Helper()
	out := map[string]string{}
	take := func(from string, entries iter.Seq2[calendar.Entry, error]) {
		for e, err := range entries {
			d.must(err)
			out[fmt.Sprint(from, " ", e.Collection, " ", e.Object)] = fmt.Sprint(e.Index.UID, e.Index.Title, e.Index.Span, string(e.Body))
		}
	}
	for i, w := range windows {
		take(fmt.Sprint("window ", i), overlapping(w))
	}
	take("word", matching("recurs"))
	return out
}

func (d *diary) present() map[string]string {
	return d.shown(func(w calendar.Window) iter.Seq2[calendar.Entry, error] { return d.Overlapping(ctx, d.calendars, w) },
		func(s string) iter.Seq2[calendar.Entry, error] { return d.Matching(ctx, d.calendars, s) })
}

func (d *diary) at(t time.Time) map[string]string {
	return d.shown(func(w calendar.Window) iter.Seq2[calendar.Entry, error] {
		return d.OverlappingAt(ctx, t, d.calendars, w)
	},
		func(s string) iter.Seq2[calendar.Entry, error] { return d.MatchingAt(ctx, t, d.calendars, s) })
}

// text is a text of a uid that may be anywhere, and recur.
func (d *diary) text(uid string) string {
	from := d.r.IntN(400)
	s := fmt.Sprintf("%s %d %d word%d", uid, from, from+d.r.IntN(30), d.r.IntN(1000))
	if d.r.IntN(5) == 0 {
		s += " recurs"
	}
	return s
}

// change makes one change of any kind.
func (d *diary) change(n int) {
	d.t.Helper()
	var all []calendar.Object
	for _, id := range d.calendars {
		some, err := d.Objects(ctx, id)
		if err == nil {
			all = append(all, some...)
		}
	}
	uid := fmt.Sprint("u", n)
	all = slices.DeleteFunc(all, func(o calendar.Object) bool { return o.Body == nil })
	if len(all) == 0 || d.r.IntN(3) == 0 {
		if d.r.IntN(2) == 0 {
			d.create(d.anyCalendar(), d.text(uid))
		} else {
			d.receive(calendar.Href("/ann/home/r"+uid+".ics"), calendar.ETag(`"1"`), d.text(uid))
		}
		return
	}
	o := all[d.r.IntN(len(all))]
	index, _ := index(o.Body)
	switch d.r.IntN(8) {
	case 0, 1, 2, 3:
		d.edit(o, d.text(string(index.UID)))
	case 4:
		d.edit(o, "")
	case 5: // move
		_, err := d.Commit(ctx, calendar.Me, "", []calendar.Write{{Object: o.ID, At: o.Revision},
			{Collection: d.other(o.Collection), Body: o.Body}})
		d.must(err)
	case 6: // the server edits, or deletes
		if o.Collection != d.remote || o.State() != calendar.Unchanged {
			return
		}
		g := calendar.Sighting{Object: o.ID, Href: o.Href, At: o.Revision, Origin: calendar.Server}
		if d.r.IntN(2) == 0 {
			g.Body = []byte(d.text(string(index.UID)))
			g.Base = &calendar.Version{ETag: calendar.ETag(fmt.Sprintf("%q", uid)), Body: g.Body}
		}
		d.must(d.Record(ctx, o.Collection, []calendar.Sighting{g}, calendar.Progress{}))
	case 7:
		if n%20 == 0 {
			d.removeAndRestore()
		}
	}
}

func (d *diary) anyCalendar() calendar.CollectionID { return d.calendars[d.r.IntN(2)] }

func (d *diary) other(id calendar.CollectionID) calendar.CollectionID {
	if id == d.remote {
		return d.local
	}
	return d.remote
}

// removeAndRestore removes a calendar over night.
func (d *diary) removeAndRestore() {
	id := d.anyCalendar()
	d.must(d.RemoveCollection(ctx, id))
	d.nextDay()
	d.restore(id)
}

func (d *diary) restore(id calendar.CollectionID) []calendar.Change {
	d.t.Helper()
	gone, err := d.Removed(ctx)
	d.must(err)
	i := slices.IndexFunc(gone, func(c calendar.RemovedCollection) bool { return c.Collection.ID == id })
	changes, err := d.RestoreCollection(ctx, gone[i].Collection, "")
	d.must(err)
	return changes
}

// nextDay passes midnight, and notes what is known then.
func (d *diary) nextDay() {
	midnight := d.now.Truncate(24 * time.Hour).Add(24 * time.Hour)
	d.midnights, d.known = append(d.midnights, midnight), append(d.known, d.present())
	d.now = midnight.Add(8 * time.Hour)
}

// After a thousand changes over thirty days, the view at each midnight is what
// was shown then.
func TestPastAsItWas(t *testing.T) {
	for seed := range uint64(3) {
		d := newDiary(t, seed)
		for n := 1; n <= 1000; n++ {
			d.now = d.now.Add(time.Duration(d.r.IntN(1000)) * time.Millisecond)
			d.change(n)
			if n%34 == 0 {
				d.nextDay()
			}
		}
		if len(d.midnights) < 29 {
			t.Fatalf("%d midnights", len(d.midnights))
		}
		for i, midnight := range d.midnights {
			if got := d.at(midnight); !maps.Equal(got, d.known[i]) {
				t.Fatalf("seed %d, %s: got %v\nwant %v", seed, midnight, got, d.known[i])
			}
		}
		if got := d.at(d.now); !maps.Equal(got, d.present()) {
			t.Errorf("now: got %v", got)
		}
	}
}

// A ledger that was cut says from when on it can tell the past, and still tells
// it right.
func TestPastAfterRetention(t *testing.T) {
	d := newDiary(t, 9)
	for n := 1; n <= 600; n++ {
		d.change(n)
		if n%20 == 0 {
			d.nextDay()
		}
	}
	d.must(d.Retain(ctx, calendar.LedgerLimit{Days: 10}))
	_, _, err := one(d.OverlappingAt(ctx, d.midnights[0], d.calendars, calendar.Window{}))
	wantErr(t, err, calendar.ErrNotFound)
	told := 0
	for i, midnight := range d.midnights {
		if d.now.Sub(midnight) > 9*24*time.Hour {
			continue
		}
		told++
		if got := d.at(midnight); !maps.Equal(got, d.known[i]) {
			t.Fatalf("%s: got %v\nwant %v", midnight, got, d.known[i])
		}
	}
	if told < 8 {
		t.Errorf("%d midnights told", told)
	}
	d.sound()
}

// one is the first of what is yielded.
func one(entries iter.Seq2[calendar.Entry, error]) (calendar.Entry, bool, error) {
	for e, err := range entries {
		return e, true, err
	}
	return calendar.Entry{}, false, nil
}

// A past of 20,000 events, all of which changed since.
func BenchmarkPast(b *testing.B) {
	t := &testing.T{}
	d := newDiary(t, 1)
	defer d.Close()
	var writes []calendar.Write
	for n := range 20_000 {
		writes = append(writes, calendar.Write{Collection: d.local, Body: fmt.Appendf(nil, "u%d %d %d word", n, n, n+1)})
	}
	_, err := d.Commit(context.Background(), calendar.Me, "", writes)
	d.must(err)
	before := d.now
	d.now = d.now.Add(time.Hour)
	d.must(d.RemoveCollection(ctx, d.local))
	for b.Loop() {
		for _, err := range d.OverlappingAt(ctx, before, d.calendars, hours(100, 268)) {
			d.must(err)
		}
	}
}
