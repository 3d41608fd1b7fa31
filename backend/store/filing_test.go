package store

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"calends/backend/calendar"
)

// What a window shows is what overlaps it, whatever was written before.
func TestOverlappingIsOverlaps(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		b := newBook(t)
		defer b.Close()
		length := rapid.SampledFrom([]int64{0, 1, 4, 5, 16, 17, 24, 64, 65, 300, 5000, 9000, 300000, 3000000})
		span := rapid.Custom(func(r *rapid.T) string {
			from := rapid.Int64Range(-500, 500).Draw(r, "from")
			to := fmt.Sprint(from + length.Draw(r, "length"))
			switch rapid.IntRange(0, 9).Draw(r, "open") {
			case 0:
				return fmt.Sprintf("- %s", to)
			case 1:
				return fmt.Sprintf("%d -", from)
			}
			return fmt.Sprintf("%d %s", from, to)
		})
		spans := map[string]string{}
		for range rapid.IntRange(1, 30).Draw(r, "writes") {
			uid := rapid.StringMatching(`[a-h]`).Draw(r, "uid")
			found, err := b.Find(ctx, calendar.UID(uid))
			b.must(err)
			s := span.Draw(r, "span")
			switch {
			case len(found) == 0:
				b.create(b.local, uid+" "+s+" "+uid)
				spans[uid] = s
			case rapid.IntRange(0, 4).Draw(r, "delete") == 0:
				b.edit(found[0], "")
				delete(spans, uid)
			default:
				b.edit(found[0], uid+" "+s+" "+uid)
				spans[uid] = s
			}
		}
		w := someWindow(r, length)
		want := []string{}
		for uid, s := range spans {
			x, err := index([]byte(uid + " " + s))
			b.must(err)
			if w.Overlaps(x.Span) {
				want = append(want, uid)
			}
		}
		slices.Sort(want)
		if got := b.titles(w, b.local, b.remote); !slices.Equal(got, want) {
			r.Fatalf("%v of %v: got %q, want %q", w, spans, got, want)
		}
		c, err := b.Collection(ctx, b.local)
		b.must(err)
		if c.Objects != len(spans) {
			r.Fatalf("%d objects counted, %d there", c.Objects, len(spans))
		}
	})
}

// someWindow draws a window that may be open at either end.
func someWindow(r *rapid.T, length *rapid.Generator[int64]) (w calendar.Window) {
	if rapid.IntRange(0, 9).Draw(r, "from") > 0 {
		w.From = hour(rapid.Int64Range(-600, 600).Draw(r, "from"))
	}
	if rapid.IntRange(0, 9).Draw(r, "to") > 0 {
		w.To = w.From.Add(time.Duration(length.Draw(r, "length")%400) * time.Hour)
		if w.From.IsZero() {
			w.To = hour(rapid.Int64Range(-600, 600).Draw(r, "to"))
		}
	}
	return w
}

// An entry says what the index said, and more only where that is not enough.
func TestEntries(t *testing.T) {
	b := newBook(t)
	once := b.create(b.remote, "a 1 2 Lunch")
	again := b.create(b.remote, "b 1 - recurs alarm")
	for e, err := range b.Overlapping(ctx, []calendar.CollectionID{b.remote, "gone"}, hours(1, 2)) {
		b.must(err)
		o := once
		if e.Object != once.ID {
			o = again
		}
		x, err := index(o.Body)
		b.must(err)
		x.Text = ""
		want(t, "index", e.Index, x)
		want(t, "body", len(e.Body) > 0, x.Recurs)
		want(t, "state", e.State, calendar.Created)
		want(t, "revision", e.Revision, o.Revision)
		// The transaction is over: writing here does not wait for ever.
		b.edit(o, string(o.Body)+" more")
	}
	b.create(b.local, "c 1 2 lunch too")
	for _, c := range []struct {
		text string
		in   []calendar.CollectionID
		want int
	}{
		{"lunch", []calendar.CollectionID{b.remote, b.local}, 2},
		{"lunch", []calendar.CollectionID{b.local}, 1},
		{"lunch", nil, 0},
		{"", []calendar.CollectionID{b.remote, b.local}, 3},
		{"dinner", []calendar.CollectionID{b.remote, b.local}, 0},
	} {
		n := 0
		for _, err := range b.Matching(ctx, c.in, c.text) {
			b.must(err)
			n++
		}
		want(t, "matches of "+c.text, n, c.want)
	}
	alarms, err := b.WithAlarms(ctx, hours(100, 101))
	b.must(err)
	want(t, "with alarms", len(alarms), 1)
	want(t, "object", alarms[0].ID, again.ID)
	n, err := b.Pending(ctx, b.remote)
	b.must(err)
	want(t, "pending", n, 2)
}

// Another index function files everything anew; an object deleted here stays
// deleted.
func TestRefile(t *testing.T) {
	b := newBook(t)
	b.create(b.remote, "a 1 2 one")
	b.edit(b.receive("/ann/home/b.ics", `"1"`, "b 1 2 two"), "")
	b.must(b.Close())
	o := options()
	o.IndexVersion = 2
	o.Index = func(body []byte) (calendar.Index, error) {
		x, err := index(body)
		x.Title = strings.ToUpper(x.Title)
		x.Span = hours(50, 60)
		return x, err
	}
	b.open(o)
	if got := b.titles(hours(1, 2), b.remote); len(got) != 0 {
		t.Fatalf("still filed as before: %q", got)
	}
	if got := b.titles(hours(50, 51), b.remote); !slices.Equal(got, []string{"ONE"}) {
		t.Fatalf("got %q", got)
	}
	b.must(b.Close())
	o.Index = func([]byte) (calendar.Index, error) { t.Error("filed once more"); return calendar.Index{}, nil }
	b.open(o)
}

// 20,000 objects in five collections over ten years, one in fifty recurring.
func bigBook(b *testing.B) (*Store, []calendar.CollectionID) {
	b.Helper()
	s, err := Open(b.TempDir()+"/calends.db", options())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	if err := s.PutAccount(ctx, calendar.Account{ID: "work"}); err != nil {
		b.Fatal(err)
	}
	var ids []calendar.CollectionID
	started := time.Now()
	for c := range 5 {
		at, err := s.PutCollection(ctx, calendar.Collection{Account: "work", Href: calendar.Href(fmt.Sprintf("/%d/", c))})
		if err != nil {
			b.Fatal(err)
		}
		ids = append(ids, at.ID)
		var seen []calendar.Sighting
		for i := range 4000 {
			from, to := int64(i*22+c), fmt.Sprint(i*22+c+1)
			rest := strings.Repeat(fmt.Sprintf("word%d ", i*7919%4000), 80)
			if i%50 == 0 {
				to, rest = "-", "recurs "+rest
			}
			body := fmt.Appendf(nil, "u-%d-%d %d %s Meeting %s", c, i, from, to, rest)
			v := &calendar.Version{ETag: calendar.ETag(fmt.Sprintf(`"%d"`, i)), Body: body}
			seen = append(seen, calendar.Sighting{Href: calendar.Href(fmt.Sprintf("/%d/u-%d.ics", c, i)), Base: v, Body: body, Origin: calendar.Server})
			if len(seen) == 500 {
				if err := s.Record(ctx, at.ID, seen, calendar.Progress{}); err != nil {
					b.Fatal(err)
				}
				seen = nil
			}
		}
	}
	if stat, err := os.Stat(s.path); err == nil {
		b.Logf("filled in %v, %d MB on the disk", time.Since(started).Round(time.Millisecond), stat.Size()>>20)
	}
	return s, ids
}

func BenchmarkWeekOf20000(b *testing.B) {
	s, ids := bigBook(b)
	n := 0
	for b.Loop() {
		n = 0
		for _, err := range s.Overlapping(ctx, ids, hours(44000, 44000+168)) {
			if err != nil {
				b.Fatal(err)
			}
			n++
		}
	}
	b.ReportMetric(float64(n), "entries")
}

func BenchmarkSearch20000(b *testing.B) {
	s, ids := bigBook(b)
	for b.Loop() {
		for _, err := range s.Matching(ctx, ids, "word77 word77") {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkObjects4000(b *testing.B) {
	s, ids := bigBook(b)
	for b.Loop() {
		if _, err := s.Objects(ctx, ids[0]); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPending4000(b *testing.B) {
	s, ids := bigBook(b)
	for b.Loop() {
		if _, err := s.Pending(ctx, ids[0]); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCollectionsOf20000(b *testing.B) {
	s, _ := bigBook(b)
	for b.Loop() {
		if _, err := s.Collections(ctx); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCommit(b *testing.B) {
	s, ids := bigBook(b)
	i := 0
	for b.Loop() {
		i++
		w := []calendar.Write{{Collection: ids[0], Body: fmt.Appendf(nil, "n%d 1 2 new", i)}}
		if _, err := s.Commit(ctx, calendar.Me, "", w); err != nil {
			b.Fatal(err)
		}
	}
}
