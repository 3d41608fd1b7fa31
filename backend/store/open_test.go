package store

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"calends/backend/calendar"
)

func TestOpenPermissions(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("SKIPPED: Windows keeps a user's folders from others in its own way")
	}
	b := newBook(t)
	for path, mode := range map[string]os.FileMode{b.path: 0o600, b.path + ".latch": 0o600, filepath.Dir(b.path): 0o700} {
		stat, err := os.Stat(path)
		b.must(err)
		want(t, path, stat.Mode().Perm(), mode)
	}
	names, err := os.ReadDir(filepath.Dir(b.path))
	b.must(err)
	want(t, "files", len(names), 2)
}

// Whoever comes second hears in one sentence that it is in use, after the time
// it was ready to wait and no later.
func TestOpenBusy(t *testing.T) {
	b := newBook(t)
	for _, wait := range []time.Duration{0, 60 * time.Millisecond} {
		o := options()
		o.Wait = wait
		_, err := Open(b.path, o)
		wantErr(t, err, calendar.ErrBusy)
		oneSentence(t, err)
	}
	b.create(b.local, "a 1 2 one")
}

// Of many that make the store at once, one does, and nobody's is lost.
func TestOpenAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "p", "calends.db")
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			o := options()
			o.Wait = time.Minute
			s, err := Open(path, o)
			if err != nil {
				t.Error(err)
				return
			}
			if err := s.SetSetting(ctx, fmt.Sprint(i), "here"); err != nil {
				t.Error(err)
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	s, err := Open(path, options())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for i := range 8 {
		if v, err := s.Setting(ctx, fmt.Sprint(i)); v != "here" {
			t.Errorf("what %d wrote is gone: %v", i, err)
		}
	}
}

func oneSentence(t *testing.T, err error) {
	t.Helper()
	var x *calendar.Explained
	if !errors.As(err, &x) || x.Hint == "" || strings.Contains(err.Error(), "\n") || !strings.HasSuffix(err.Error(), ".") {
		t.Errorf("not one sentence with a hint: %v", err)
	}
}

// What is no store is refused in one sentence and left as it is.
func TestOpenDamaged(t *testing.T) {
	b := newBook(t)
	for i := range 300 {
		b.create(b.local, fmt.Sprintf("u%d %d %d x", i, i, i+1))
	}
	b.must(b.Close())
	whole, err := os.ReadFile(b.path)
	b.must(err)
	foreign := filepath.Join(t.TempDir(), "foreign.db")
	db, err := bbolt.Open(foreign, 0o600, nil)
	b.must(err)
	b.must(db.Close())
	other, err := os.ReadFile(foreign)
	b.must(err)
	garbage := func(from, to int) []byte {
		cut := bytes.Clone(whole)
		for i := range cut[from:to] {
			cut[from+i] = 0xA5
		}
		return cut
	}
	for name, text := range map[string][]byte{
		"empty":              {},
		"a letter":           []byte("x"),
		"text":               bytes.Repeat([]byte("BEGIN:VCALENDAR\r\n"), 5000),
		"zeroes":             make([]byte, len(whole)),
		"the first page":     whole[:4096],
		"half":               whole[:len(whole)/2],
		"no head":            garbage(0, 8192),
		"another bbolt file": other,
		"garbage after head": garbage(8192, len(whole)),
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "calends.db")
			b.must(os.WriteFile(path, text, 0o600))
			for range 2 { // nor does a failure keep the file locked
				s, err := Open(path, options())
				if err == nil {
					s.Close()
					t.Fatal("it opened")
				}
				wantErr(t, err, calendar.ErrInvalid)
				oneSentence(t, err)
			}
			after, err := os.ReadFile(path)
			b.must(err)
			if !bytes.Equal(after, text) {
				t.Error("the file was changed")
			}
		})
	}
}

// A file cut off or spoilt anywhere is refused, or works, or says that it is
// damaged; it never takes the program down.
func TestOpenSpoilt(t *testing.T) {
	b := newBook(t)
	for i := range 200 {
		b.create(b.local, fmt.Sprintf("u%d %d %d recurs", i, i, i+1))
	}
	b.must(b.Close())
	whole, err := os.ReadFile(b.path)
	b.must(err)
	chance := rand.New(rand.NewPCG(1, 2))
	opened := 0
	for i := range 150 {
		spoilt := bytes.Clone(whole)
		if i%3 == 0 {
			spoilt = spoilt[:chance.IntN(len(spoilt))]
		} else {
			at, n := chance.IntN(len(spoilt)), chance.IntN(64)
			for j := at; j < min(at+n, len(spoilt)); j++ {
				spoilt[j] = byte(chance.Uint32())
			}
		}
		path := filepath.Join(t.TempDir(), "calends.db")
		b.must(os.WriteFile(path, spoilt, 0o600))
		s, err := Open(path, options())
		if err != nil {
			oneSentence(t, err)
			continue
		}
		opened++
		s.Objects(ctx, b.local)
		for range s.Overlapping(ctx, []calendar.CollectionID{b.local}, calendar.Window{}) {
		}
		s.History(ctx, calendar.HistoryQuery{})
		s.Commit(ctx, calendar.Me, "", []calendar.Write{{Collection: b.local, Body: []byte("new 1 2 x")}})
		s.Close()
	}
	t.Logf("%d of 150 opened", opened)
}

func TestOpenNewer(t *testing.T) {
	b := newBook(t)
	b.must(b.db.Update(func(tx *bbolt.Tx) error { return tx.Bucket(meta).Put(formatKey, number(format+1)) }))
	b.must(b.Close())
	_, err := Open(b.path, options())
	wantErr(t, err, calendar.ErrInvalid)
	oneSentence(t, err)
	if !strings.Contains(err.Error(), "newer Calends") {
		t.Errorf("got %v", err)
	}
}

func TestOpenFolder(t *testing.T) {
	_, err := Open(t.TempDir(), options())
	oneSentence(t, err)
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = Open(filepath.Join(file, "calends.db"), options())
	oneSentence(t, err)
}
