// Package store keeps everything this device knows in one bbolt file: accounts,
// calendar collections, the calendar object resources in them with what the
// server last said of each, an index to paint from, and the ledger of every
// version there ever was.
//
// One exported method is one transaction, and nothing of bbolt leaves the
// package. It does not read iCalendar: what an object is filed under comes from
// the function given to [Open], which is called for every text that is written,
// and for all of them again when its version number changes.
//
// The file, as a test compares it with a real one (‹a› is a key, ": b" a
// value; what ends in "/" is a bucket):
//
//	meta/
//	    format: number of this layout
//	    index: version of the function the objects are filed by
//	    swept: when the ledger was last brought within its limits, and its size then
//	    begins: time of the newest row that was dropped from the ledger
//	    record: bytes of exchanges and messages
//	    quiet: exchange up to which quiet ones were dropped
//	settings/
//	    ‹key›: text
//	accounts/
//	    ‹account›: JSON, with what its server has taught and until when it is to be left alone
//	collections/
//	    ‹collection›/
//	        collection: JSON, with the progress of its sync
//	        objects/
//	            ‹object›: revision, href, etags, numbers of bodies, key in spans, since when it waits
//	        hrefs/
//	            ‹href key›: object
//	        spans/
//	            ‹length class, start, object›: what is shown of it
//	        texts/
//	            ‹object›: folded text, for searching
//	        held/
//	            ‹object›: revision at which something about it was held back, etag that the server had then
//	        attempts/
//	            ‹object›: when it was tried in vain to send it, and why
//	places/
//	    ‹object›: collection
//	uids/
//	    ‹uid, 0, object›: (empty)
//	bodies/
//	    ‹number›: text, zstd
//	digests/
//	    ‹sha256›: number of the body
//	ledger/
//	    ‹number›: time, origin, batch, kind, whose, numbers of the bodies before and after, sync, what was kept
//	trail/
//	    ‹object, 0, number in ledger›: (empty)
//	requests/
//	    ‹number of the first change›: origin, batch it takes back, act, what that was about, looks before and after
//	decided/
//	    ‹number in ledger›: the user's word on what was held back, by which it is there
//	conflicts/
//	    ‹conflict›: JSON, with numbers of bodies
//	removed/
//	    ‹collection›: JSON, with the number of the ledger row that begins its removal
//	exchanges/
//	    ‹exchange›: when, what was asked, status, decision
//	messages/
//	    ‹exchange›: the request and its answer, zstd
//	touches/
//	    ‹object, 0, exchange›: (empty)
//	reached/
//	    ‹exchange, number›: objects it was about
//	brought/
//	    ‹number in ledger›: how many rows from there on, and the exchanges that brought them
//
// Numbers are big-endian, so that keys sort as they count. A text is kept once,
// however many objects, versions and ledger rows hold it; bodies and the ledger
// only ever grow at their end, and are dropped from their beginning once the
// ledger outgrows its limits. Whatever places and uids say of objects that are
// gone belongs to the ledger and goes with it.
//
// A Revision is the number of the ledger row that brought the text, so it grows
// with every write, and never comes again, not even for an object that was
// deleted and brought back.
package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"
	"syscall"
	"time"

	"github.com/klauspost/compress/zstd"
	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"calends/backend/calendar"
)

// Options is what a store is opened with.
type Options struct {
	// Index derives what an object is filed under from its text. It is called
	// from several goroutines at once. An error makes the text unreadable
	// ([calendar.Index].Problem); it is kept all the same.
	Index func(body []byte) (calendar.Index, error)
	// IndexVersion is Index's own version number; a file that was filed by
	// another is filed again when it is opened.
	IndexVersion int
	// Now is the clock of the ledger.
	Now func() time.Time
	// Wait is how long to wait for another process that holds the file; zero:
	// not at all.
	Wait time.Duration
	// MaxSize bounds the file, in bytes; zero: the disk does.
	MaxSize int
}

// Store is an open file. Its methods may be called from any goroutine; writes
// follow one another, reads go on beside them. Every method returns the error
// of its context where that is over before it began; once begun it is short.
type Store struct {
	o    Options
	path string
	gate sync.RWMutex // shared by transactions; whoever closes db has it alone
	db   *bbolt.DB
	zip  *zstd.Encoder
	unz  *zstd.Decoder
	last [10]byte // the id given last; only write transactions touch it

	shelves sync.Map // CollectionID → description: how it was last read

	// kept are the bodies that were written, or found written, while a sweep
	// looks for those that nobody needs; nil while none does. Only touched by
	// write transactions.
	kept map[ref]bool

	mu       sync.Mutex
	syncs    map[calendar.AccountID]run
	watchers map[int]func(calendar.Notice)
	watched  int // how many there ever were
}

// Close closes the file, once the transactions under way are through.
func (s *Store) Close() error {
	s.gate.Lock()
	defer s.gate.Unlock()
	return s.release()
}

// release closes what is open.
func (s *Store) release() error {
	var err error
	if s.db != nil {
		err = s.db.Close()
	}
	s.unz.Close()
	return errors.Join(err, s.zip.Close())
}

// tx is one transaction. Reading ones have no now and no notice.
type tx struct {
	*bbolt.Tx
	s      *Store
	now    time.Time
	notice notice
}

// view runs a reading transaction. Values are copied before it ends, and no
// code of a caller's runs inside: a write from there would wait for ever.
func (s *Store) view(ctx context.Context, doing string, read func(*tx) error) error {
	return s.guard(ctx, doing, func() error {
		return s.db.View(func(b *bbolt.Tx) error { return read(&tx{Tx: b, s: s}) })
	})
}

// update runs a writing transaction and, once it is on the disk, tells the
// watchers what it touched.
func (s *Store) update(ctx context.Context, doing string, write func(*tx) error) error {
	t := &tx{s: s}
	err := s.guard(ctx, doing, func() error {
		return s.db.Update(func(b *bbolt.Tx) error {
			t.Tx, t.now = b, s.o.Now()
			return write(t)
		})
	})
	if err == nil {
		s.tell(t.notice)
	}
	return err
}

// guard runs a transaction and says what went wrong in it. A page that is not
// what bbolt takes it for panics or faults; it costs the transaction, not the
// program.
func (s *Store) guard(ctx context.Context, doing string, run func() error) (err error) {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.gate.RLock()
	defer s.gate.RUnlock()
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			err = damaged(s.path, fmt.Errorf("%s: %v", doing, r))
		}
	}()
	err = run()
	switch {
	case err == nil:
		return nil
	case full(err):
		return calendar.Explain(fmt.Errorf("%w: %w", calendar.ErrFull, err), "Free some space and try again.",
			"There is no room left on the disk; nothing was saved.")
	}
	var explained *calendar.Explained
	if errors.As(err, &explained) {
		return err
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// full reports whether a write failed for want of room.
func full(err error) bool {
	return errors.Is(err, berrors.ErrMaxSizeReached) || slices.ContainsFunc(noRoom[:], func(e syscall.Errno) bool { return errors.Is(err, e) })
}

// notFound says that there is no such thing here.
func notFound[T ~string](what string, id T) error {
	return fmt.Errorf("%s %q: %w", what, cmp.Or(string(id), "(none)"), calendar.ErrNotFound)
}
