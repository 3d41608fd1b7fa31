package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"

	"go.etcd.io/bbolt"
)

// bbolt never gives pages back. A file that is mostly empty is written anew
// beside itself and takes its own place: until the rename the old one counts,
// after it the new one, and each of them is whole. That is done when a store is
// opened, under its latch (see latch): between the last look at the old file
// and the first at the new one nobody else can open either.

const (
	// compactFrom is the size, in bytes, of a file worth the trouble.
	compactFrom = 8 << 20
	// compactStep bounds the transactions that write the new file, in bytes.
	compactStep = 4 << 20
)

// besides is how the names of files begin that compact writes.
func besides(path string) string { return filepath.Base(path) + ".compact-" }

// sweepUp removes what a compaction left that was killed. Only who holds the
// lock of the file compacts it, so nobody is at work on them.
func (s *Store) sweepUp() {
	left, err := filepath.Glob(filepath.Join(filepath.Dir(s.path), besides(s.path)+"*"))
	if err != nil {
		return // the pattern is ours
	}
	for _, name := range left {
		_ = os.Remove(name) // what cannot be removed does no harm
	}
}

// wasteful reports whether most of a large file is empty pages.
func (s *Store) wasteful() bool {
	waste := false
	err := s.db.View(func(b *bbolt.Tx) error {
		free := int64(s.db.Stats().FreePageN+s.db.Stats().PendingPageN) * int64(s.db.Info().PageSize)
		waste = b.Size() > compactFrom && 2*free > b.Size()
		return nil
	})
	return err == nil && waste
}

// compact makes the file smaller where that is worth it, and opens it again.
// Where it cannot be done, for want of room or because somebody else has the
// file open, all is as it was. An error is one of opening; then nothing is open.
// No transaction may be under way, and only who holds the latch may call it.
func (s *Store) compact() error {
	if !s.wasteful() {
		return nil
	}
	smaller, err := s.rewrite()
	if err != nil {
		return nil
	}
	old := s.db
	s.db = nil
	if err := old.Close(); err != nil {
		return errors.Join(unusable(s.path, err), os.Remove(smaller))
	}
	if err := os.Rename(smaller, s.path); err != nil {
		_ = os.Remove(smaller) // the next opening tries again
	}
	syncFolder(filepath.Dir(s.path))
	s.db, err = open(s.path, s.o, 0)
	return err
}

// rewrite writes the file anew, to the disk, and names the new one.
func (s *Store) rewrite() (name string, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	f, err := os.CreateTemp(filepath.Dir(s.path), besides(s.path))
	if err != nil {
		return name, err
	}
	name = f.Name()
	var db *bbolt.DB
	defer func() {
		if r := recover(); r != nil { // a page that is not what bbolt takes it for
			err = fmt.Errorf("%v", r)
		}
		if db != nil {
			err = errors.Join(err, db.Close())
		}
		if err != nil {
			err = errors.Join(err, os.Remove(name))
		}
	}()
	if err := f.Close(); err != nil {
		return name, err
	}
	if db, err = bbolt.Open(name, 0o600, &bbolt.Options{FreelistType: bbolt.FreelistMapType, NoSync: true, MaxSize: s.o.MaxSize}); err != nil {
		return name, err
	}
	if err := bbolt.Compact(db, s.db, compactStep); err != nil {
		return name, err
	}
	return name, db.Sync()
}

// syncFolder makes a rename last. Where a folder cannot be written out, the
// system sees to it in its own time: either name leads to a whole file.
func syncFolder(dir string) {
	f, err := os.Open(dir)
	if err != nil {
		return
	}
	defer f.Close()
	_ = f.Sync()
}
