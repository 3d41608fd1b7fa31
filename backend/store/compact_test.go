package store

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"calends/backend/calendar"
)

// bloat makes the file large and then mostly empty, with one text that stays,
// and returns its object.
func (b *book) bloat() calendar.ObjectID {
	b.t.Helper()
	kept := b.create(b.local, "kept 1 2 text")
	c, err := b.PutCollection(ctx, calendar.Collection{Account: calendar.LocalAccount, Name: "large"})
	b.must(err)
	noise := make([]byte, 1<<20)
	r := rand.NewChaCha8([32]byte{})
	for n := range 8 {
		_, _ = r.Read(noise) // never fails
		in := c.ID
		if n%4 == 0 {
			in = b.local
		}
		b.create(in, fmt.Sprintf("n%d 1 2 %x", n, noise))
	}
	b.must(b.RemoveCollection(ctx, c.ID))
	b.must(b.Retain(ctx, calendar.LedgerLimit{Days: 1, Size: 1}))
	b.must(b.update(ctx, "forget the rest", func(t *tx) error { // too young for Retain
		for _, of := range [][]byte{bodies, digests, ledger, trail} {
			c := t.Bucket(of).Cursor()
			for k, v := c.First(); k != nil; k, v = c.Next() {
				if len(v) > 1<<16 && asNumber(k)%4 != 2 {
					if err := c.Delete(); err != nil {
						return err
					}
				}
			}
		}
		return nil
	}))
	b.must(b.update(ctx, "let pages go", func(t *tx) error { return t.Bucket(settings).Put([]byte("x"), nil) }))
	return kept.ID
}

func size(t *testing.T, path string) int64 {
	t.Helper()
	at, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return at.Size()
}

// leftovers are the files beside the store.
func leftovers(t *testing.T, path string) []string {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(filepath.Dir(path), besides(path)+"*"))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// A file that is mostly empty shrinks when it is opened, and holds what it
// held; what a compaction left that was killed is removed.
func TestCompact(t *testing.T) {
	b := newBook(t)
	id := b.bloat()
	before := size(t, b.path)
	sequence := uint64(0)
	b.must(b.db.View(func(tx *bbolt.Tx) error { sequence = tx.Bucket(ledger).Sequence(); return nil }))
	b.must(b.Close())
	b.must(os.WriteFile(filepath.Join(filepath.Dir(b.path), besides(b.path)+"123"), []byte("half"), 0o600))
	b.open(options())
	if after := size(t, b.path); before < compactFrom || after > before/2 {
		t.Errorf("%d bytes, then %d", before, after)
	}
	want(t, "text", string(b.object(id).Body), "kept 1 2 text")
	b.must(b.db.View(func(tx *bbolt.Tx) error { want(t, "sequence", tx.Bucket(ledger).Sequence(), sequence); return nil }))
	b.create(b.local, "new 1 2 text")
	want(t, "left over", len(leftovers(t, b.path)), 0)
	mode, err := os.Stat(b.path)
	b.must(err)
	want(t, "mode", mode.Mode().Perm(), 0o600)
}

// A name that leads to the file is as good as the file's own.
func TestCompactByAnotherName(t *testing.T) {
	b := newBook(t)
	id := b.bloat()
	b.must(b.Close())
	before, own := size(t, b.path), b.path
	b.path = filepath.Join(t.TempDir(), "elsewhere.db")
	b.must(os.Symlink(own, b.path))
	b.open(options())
	if after := size(t, own); after > before/2 {
		t.Errorf("%d bytes, then %d", before, after)
	}
	want(t, "text", string(b.object(id).Body), "kept 1 2 text")
	link, err := os.Lstat(b.path)
	b.must(err)
	want(t, "still a link", link.Mode()&os.ModeSymlink != 0, true)
	_, err = Open(own, options())
	wantErr(t, err, calendar.ErrBusy)
}

// Where there is no room for the new file, the old one stays.
func TestCompactFails(t *testing.T) {
	b := newBook(t)
	id := b.bloat()
	before := size(t, b.path)
	b.must(b.Close())
	o := options()
	o.MaxSize = 1 << 15 // of the new one
	b.open(o)
	want(t, "size", size(t, b.path), before)
	want(t, "left over", len(leftovers(t, b.path)), 0)
	want(t, "text", string(b.object(id).Body), "kept 1 2 text")
}

// asItIs opens without making smaller.
func asItIs(t *testing.T, path string) *Store {
	t.Helper()
	s, err := newStore(path, options())
	if err != nil {
		t.Fatal(err)
	}
	if s.db, err = open(path, options(), 0); err != nil {
		t.Fatal(err)
	}
	return s
}

// Whoever waits for a file that is made smaller gets the new one: nothing
// that anyone writes is lost with the old.
func TestCompactWhileOthersWait(t *testing.T) {
	b := newBook(t)
	id := b.bloat()
	var all sync.WaitGroup
	var mu sync.Mutex
	wrote := map[calendar.ObjectID]string{}
	for n := range 8 {
		all.Go(func() {
			o := options()
			o.Wait = time.Minute
			s, err := Open(b.path, o)
			if err != nil {
				t.Error(err)
				return
			}
			defer s.Close()
			s.db.NoSync = true
			text := fmt.Sprintf("w%d 1 2 text", n)
			cs, err := s.Commit(ctx, calendar.Me, "", []calendar.Write{{Collection: b.local, Body: []byte(text)}})
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			wrote[cs[0].Object] = text
		})
	}
	time.Sleep(50 * time.Millisecond) // let them wait; where they do not yet, they open the new one
	b.must(b.Close())
	all.Wait()
	b.open(options())
	want(t, "writers", len(wrote), 8)
	for id, text := range wrote {
		want(t, "text", string(b.object(id).Body), text)
	}
	want(t, "text", string(b.object(id).Body), "kept 1 2 text")
}

// compactorPath names, to the process that TestCompactKilled starts, the store
// to make smaller.
const compactorPath = "CALENDS_STORE_COMPACTOR"

// TestCompactor is no test: it is the process that TestCompactKilled kills.
func TestCompactor(t *testing.T) {
	path := os.Getenv(compactorPath)
	if path == "" {
		t.Skip("run by TestCompactKilled")
	}
	fmt.Println("open")
	s, err := Open(path, options())
	if err == nil {
		err = s.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Whenever a compaction is killed, the file opens and is whole.
func TestCompactKilled(t *testing.T) {
	b := newBook(t)
	id := b.bloat()
	b.must(b.Close())
	large, err := os.ReadFile(b.path)
	b.must(err)
	var whole time.Duration
	small, left := 0, 0
	for n := range 16 {
		b.must(os.WriteFile(b.path, large, 0o600))
		c := exec.Command(os.Args[0], "-test.run=^TestCompactor$", "-test.v")
		c.Env = append(os.Environ(), compactorPath+"="+b.path)
		out, err := c.StdoutPipe()
		b.must(err)
		b.must(c.Start())
		if _, err := out.Read(make([]byte, 200)); err != nil {
			t.Fatal(err)
		}
		begun := time.Now()
		if n == 0 { // to see how long it takes
			b.must(c.Wait())
			whole = time.Since(begun)
		}
		time.Sleep(whole * time.Duration(n*n) / (13 * 13))
		_ = c.Process.Kill() // it may be through already
		_ = c.Wait()
		if size(t, b.path) < int64(len(large)) {
			small++
		}
		left += len(leftovers(t, b.path))
		b.Store = asItIs(t, b.path)
		want(t, "text", string(b.object(id).Body), "kept 1 2 text")
		b.must(b.checked())
		b.sweepUp()
		want(t, "left over", len(leftovers(t, b.path)), 0)
		b.must(b.Close())
	}
	t.Logf("16 kills: %d after the rename, %d files left over", small, left)
}

// checked is what bbolt finds wrong with a file.
func (b *book) checked() error {
	return b.db.View(func(tx *bbolt.Tx) error {
		var all []error
		for err := range tx.Check() {
			all = append(all, err)
		}
		return errors.Join(all...)
	})
}
