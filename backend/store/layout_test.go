package store

import (
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"calends/backend/calendar"
)

// drawn is one line of the tree in the package comment.
type drawn struct {
	name     string // "" for ‹any key›
	value    bool
	children []*drawn
}

// drawing reads the tree from the package comment.
func drawing(t *testing.T) *drawn {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "store.go", nil, parser.PackageClauseOnly|parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	root := &drawn{}
	path := []*drawn{root}
	for line := range strings.SplitSeq(f.Doc.Text(), "\n") {
		text := strings.TrimLeft(line, "\t ")
		if text == line || text == "" {
			continue
		}
		indent := strings.ReplaceAll(line[:len(line)-len(text)], "\t", "    ")
		depth := len(indent) / 4
		name, _, value := strings.Cut(text, ": ")
		name = strings.TrimSuffix(name, "/")
		d := &drawn{name: name, value: value}
		if strings.HasPrefix(name, "‹") {
			d.name = ""
		}
		parent := path[depth-1]
		parent.children = append(parent.children, d)
		path = append(path[:depth], d)
	}
	return root
}

// compare reports what the bucket holds that is not drawn, and what is drawn
// that it does not hold.
func (d *drawn) compare(t *testing.T, at string, b interface {
	ForEach(func(k, v []byte) error) error
	Bucket([]byte) *bbolt.Bucket
}) {
	t.Helper()
	met := map[*drawn]bool{}
	err := b.ForEach(func(k, v []byte) error {
		i := slices.IndexFunc(d.children, func(c *drawn) bool { return c.name == string(k) })
		if i < 0 {
			i = slices.IndexFunc(d.children, func(c *drawn) bool { return c.name == "" })
		}
		if i < 0 || d.children[i].value != (v != nil) {
			t.Errorf("%s/%s is not drawn", at, k)
			return nil
		}
		met[d.children[i]] = true
		if v == nil {
			d.children[i].compare(t, at+"/"+string(k), b.Bucket(k))
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	for _, c := range d.children {
		if !met[c] {
			t.Errorf("%s/%s is drawn, and not there", at, c.name)
		}
	}
}

// The tree in the package comment is the tree in the file.
func TestLayoutAsDrawn(t *testing.T) {
	b := newBook(t)
	b.must(b.SetSetting(ctx, "k", "v"))
	b.must(b.RemoveCollection(ctx, b.local))
	o := b.receive("/ann/home/a.ics", `"1"`, "a 1 2 one")
	b.edit(o, "a 1 2 two")
	b.must(b.Retain(ctx, calendar.LedgerLimit{Size: 1}))
	o = b.object(o.ID)
	v := &calendar.Version{ETag: `"2"`, Body: []byte("a 1 2 three")}
	b.must(b.Record(ctx, b.remote, []calendar.Sighting{{Object: o.ID, Href: o.Href, Base: v, Body: v.Body, At: o.Revision,
		Origin: calendar.Merge, Lost: o.Body, Exchanges: []calendar.ExchangeID{7}}}, calendar.Progress{}))
	b.must(b.HoldBack(ctx, b.remote, calendar.Hold{Reason: calendar.HoldRemovals}, []calendar.HeldObject{{Object: o.ID, Revision: o.Revision}}))
	b.must(b.NoteAttempts(ctx, b.remote, []calendar.Attempt{{Href: o.Href, Code: "forbidden"}}, true))
	b.must(b.KeepExchanges(ctx, []calendar.Exchange{exchange(0, "GET", "/ann/home/a.ics")}))
	accepting := calendar.Deciding(ctx, func(calendar.CollectionID) calendar.Act { return calendar.ActAccept })
	b.must(b.Record(accepting, b.remote, []calendar.Sighting{{Object: o.ID, Href: o.Href, At: b.object(o.ID).Revision}}, calendar.Progress{}))
	b.receive("/ann/home/b.ics", `"1"`, "b 1 2 one")
	b.must(b.HoldBack(ctx, b.remote, calendar.Hold{Reason: calendar.HoldRemovals}, []calendar.HeldObject{{Object: b.at("/ann/home/b.ics").ID}}))
	b.must(b.Close())
	db, err := bbolt.Open(b.path, 0o600, nil)
	b.must(err)
	defer db.Close()
	b.must(db.View(func(tx *bbolt.Tx) error {
		drawing(t).compare(t, "", txRoot{tx})
		for err := range tx.Check() {
			t.Error(err)
		}
		return nil
	}))
}

// txRoot is a transaction's root, seen as a bucket.
type txRoot struct{ *bbolt.Tx }

func (r txRoot) ForEach(do func(k, v []byte) error) error {
	return r.Tx.ForEach(func(name []byte, _ *bbolt.Bucket) error { return do(name, nil) })
}

// A text is stored once, however many things hold it.
func TestBodiesAreShared(t *testing.T) {
	b := newBook(t)
	o := b.receive("/ann/home/a.ics", `"1"`, "a 1 2 one")
	for range 3 {
		b.edit(b.object(o.ID), "a 1 2 two")
		b.edit(b.object(o.ID), "a 1 2 one")
	}
	b.must(b.db.View(func(tx *bbolt.Tx) error {
		want(t, "bodies", tx.Bucket(bodies).Stats().KeyN, 2)
		return nil
	}))
	want(t, "state", b.object(o.ID).State(), calendar.Unchanged)
}

// A row that was cut off is an error, not a panic and not half a row.
func TestUnpackCutOff(t *testing.T) {
	r := row{id: "x", revision: 300, href: "/a/b.ics", uid: "u", base: &version{`"1"`, "", 7}, body: 8, span: "s"}
	packed := r.pack()
	if back, err := unpackRow([]byte("x"), packed); err != nil || !back.same(r) {
		t.Fatalf("%+v, %v", back, err)
	}
	for n := range packed {
		if _, err := unpackRow([]byte("x"), packed[:n]); err == nil {
			t.Errorf("%d of %d bytes are a row", n, len(packed))
		}
	}
}
