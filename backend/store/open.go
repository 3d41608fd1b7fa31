package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"github.com/klauspost/compress/zstd"
	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"calends/backend/calendar"
)

// Open opens the store at path, and makes it, and the folder it is in, where
// there is none. A file that is no store, or is damaged, or was written by a
// newer Calends, is left as it is. Errors read as one sentence.
// [calendar.ErrBusy]: another process holds the file. [calendar.ErrInvalid]: it
// cannot be read.
func Open(path string, o Options) (*Store, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, unusable(path, err)
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		if err := create(path); err != nil {
			return nil, unusable(path, err)
		}
	}
	if err := inspect(path); err != nil {
		return nil, err
	}
	path, err := filepath.EvalSymlinks(path) // what counts is the file, by whichever name
	if err != nil {
		return nil, unusable(path, err)
	}
	begun := time.Now()
	release, err := latch(path, o.Wait)
	if err != nil {
		return nil, err
	}
	defer release()
	s, err := newStore(path, o)
	if err != nil {
		return nil, err
	}
	if s.db, err = open(path, o, o.Wait-time.Since(begun)); err != nil {
		return nil, errors.Join(err, s.release())
	}
	if err := s.takeOver(); err != nil {
		return nil, errors.Join(err, s.release())
	}
	s.sweepUp()
	if err := s.compact(); err != nil {
		return nil, errors.Join(err, s.release())
	}
	return s, nil
}

// newStore is a store without its file.
func newStore(path string, o Options) (s *Store, err error) {
	s = &Store{o: o, path: path, watchers: map[int]func(calendar.Notice){}, syncs: map[calendar.AccountID]run{}}
	s.zip, err = zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithLowerEncoderMem(true), zstd.WithZeroFrames(true))
	if err != nil {
		return nil, err
	}
	s.unz, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(0))
	if err != nil {
		return nil, errors.Join(err, s.zip.Close())
	}
	return s, nil
}

// create makes an empty store. It gets its name only when it is whole, and
// never takes the place of one that another process made meanwhile.
func create(path string) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".new-*")
	if err != nil {
		return err
	}
	defer func() {
		if gone := os.Remove(f.Name()); !errors.Is(gone, fs.ErrNotExist) {
			err = errors.Join(err, gone)
		}
	}()
	if err := f.Close(); err != nil {
		return err
	}
	db, err := bbolt.Open(f.Name(), 0o600, nil)
	if err != nil {
		return err
	}
	err = db.Update(func(b *bbolt.Tx) error {
		for _, name := range buckets {
			if _, err := b.CreateBucket(name); err != nil {
				return err
			}
		}
		return b.Bucket(meta).Put(formatKey, number(format))
	})
	if err := errors.Join(err, db.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); err == nil || errors.Is(err, fs.ErrExist) {
		return nil
	}
	// A file system without links. Between this and the look for path another
	// process has an instant to make its own; there it must be the only one.
	return os.Rename(f.Name(), path)
}

// open opens a file that looked like a store, and waits for whoever has it.
func open(path string, o Options, wait time.Duration) (db *bbolt.DB, err error) {
	var file *os.File
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil { // a page that is not what bbolt takes it for
			db, err = nil, errors.Join(damaged(path, fmt.Errorf("%v", r)), file.Close())
		}
	}()
	db, err = bbolt.Open(path, 0o600, &bbolt.Options{
		Timeout:      max(wait, time.Nanosecond), // zero would wait for ever
		FreelistType: bbolt.FreelistMapType,
		MaxSize:      o.MaxSize,
		OpenFile: func(name string, flag int, mode os.FileMode) (*os.File, error) {
			var err error
			file, err = os.OpenFile(name, flag&^os.O_CREATE, mode)
			return file, err
		},
	})
	switch {
	case err == nil:
		return db, nil
	case errors.Is(err, berrors.ErrTimeout):
		return nil, busy(path)
	case errors.Is(err, berrors.ErrInvalid), errors.Is(err, berrors.ErrChecksum), errors.Is(err, berrors.ErrVersionMismatch):
		return nil, damaged(path, err)
	}
	return nil, unusable(path, err)
}

// takeOver makes sure that the file is of this layout, and filed by the
// present index function.
func (s *Store) takeOver() error {
	filed, older := uint64(0), false
	err := s.view(context.Background(), "open", func(t *tx) error {
		m := t.Bucket(meta)
		if m == nil || m.Get(formatKey) == nil {
			return calendar.Explain(calendar.ErrInvalid, "Choose another folder for the profile.", "%s is not a Calends file.", s.path)
		}
		if f := asNumber(m.Get(formatKey)); f > format {
			return calendar.Explain(calendar.ErrInvalid, "Install the newest Calends.", "%s was written by a newer Calends (format %d; this one knows %d).", s.path, f, format)
		}
		older = asNumber(m.Get(formatKey)) < format
		for _, name := range buckets {
			if t.Bucket(name) == nil && !older {
				return damaged(s.path, fmt.Errorf("%s is missing", name))
			}
		}
		filed = asNumber(m.Get(indexKey))
		return nil
	})
	if err == nil && older {
		err = s.upgrade()
	}
	if err != nil || filed == uint64(s.o.IndexVersion) {
		return err
	}
	return s.update(context.Background(), "file the events anew", func(t *tx) error {
		if err := t.refile(); err != nil {
			return err
		}
		t.notice = notice{} // nobody watches yet
		return t.Bucket(meta).Put(indexKey, number(uint64(s.o.IndexVersion)))
	})
}

// upgrade brings a file of an older layout to this one. What was added since
// begins empty; nothing else has changed.
func (s *Store) upgrade() error {
	return s.update(context.Background(), "bring the file to the present layout", func(t *tx) error {
		for _, name := range buckets {
			if _, err := t.CreateBucketIfNotExists(name); err != nil {
				return err
			}
		}
		return t.Bucket(meta).Put(formatKey, number(format))
	})
}

// damaged says that a file cannot be read.
func damaged(path string, cause error) error {
	return calendar.Explain(fmt.Errorf("%w: %w", calendar.ErrInvalid, cause),
		"It was left as it is. Restore a backup, or move it away to begin anew and sync again.",
		"The calendar file %s is damaged or not a Calends file: %v.", path, cause)
}

// unusable says that the system does not let us have a file.
func unusable(path string, err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		err = at.Err
	}
	if full(err) {
		return calendar.Explain(fmt.Errorf("%w: %w", calendar.ErrFull, err), "Free some space and try again.",
			"The calendar file %s cannot be opened: there is no room left on the disk.", path)
	}
	return calendar.Explain(err, "Check the folder and its permissions.", "The calendar file %s cannot be opened: %v.", path, err)
}
