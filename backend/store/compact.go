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
// after it the new one, and each of them is whole. Both are locked meanwhile,
// so nobody can write to the old one; who waited for it finds, once it is his,
// that it is no longer the file of that name, and opens again (see open).

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

// compact makes the file smaller where that is worth it. Nothing depends on
// it: where it fails, for want of room or because the system does not let a
// file take the place of an open one, all is as it was. No transaction may be
// under way.
func (s *Store) compact() {
	if !s.wasteful() {
		return
	}
	smaller, err := s.rewrite()
	if err != nil {
		return
	}
	_ = s.db.Close() // the file has no name any more
	s.db = smaller
}

// rewrite writes the file anew and gives the new one the name.
func (s *Store) rewrite() (db *bbolt.DB, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	path, err := filepath.EvalSymlinks(s.path)
	if err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(filepath.Dir(path), besides(path))
	if err != nil {
		return nil, err
	}
	name := f.Name()
	defer func() {
		if r := recover(); r != nil { // a page that is not what bbolt takes it for
			err = fmt.Errorf("%v", r)
		}
		if err != nil {
			if db != nil {
				err = errors.Join(err, db.Close())
			}
			db, err = nil, errors.Join(err, os.Remove(name))
		}
	}()
	if err := f.Close(); err != nil {
		return nil, err
	}
	if db, err = bbolt.Open(name, 0o600, &bbolt.Options{FreelistType: bbolt.FreelistMapType, NoSync: true, MaxSize: s.o.MaxSize}); err != nil {
		return nil, err
	}
	if err := bbolt.Compact(db, s.db, compactStep); err != nil {
		return db, err
	}
	if err := db.Sync(); err != nil {
		return db, err
	}
	db.NoSync = s.db.NoSync
	if err := os.Rename(name, path); err != nil {
		return db, err
	}
	syncFolder(filepath.Dir(path))
	return db, nil
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
