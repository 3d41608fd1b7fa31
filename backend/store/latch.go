package store

import (
	"errors"
	"path/filepath"
	"time"

	"calends/backend/calendar"
)

// Whoever opens a store holds its latch, from before the first look at the
// file until it is open and locked. So while one holds it, a file that nobody
// has open can be put in the place of another: no system that we run on keeps a
// lock across that, and some do not rename over an open file at all. The latch
// is a lock on a file of its own, which is empty and stays; the system lets go
// of it where a process dies.

// retryLatch is how often a latch is tried that another process holds.
const retryLatch = 20 * time.Millisecond

// errLatched says that another process holds the latch.
var errLatched = errors.New("another process holds the latch")

// latch takes the latch of the store at path, waiting for as long as that.
// [calendar.ErrBusy]: another process held it all the while.
func latch(path string, wait time.Duration) (release func(), err error) {
	for until := time.Now().Add(wait); ; time.Sleep(retryLatch) {
		f, err := tryLatch(path + ".latch")
		switch {
		case err == nil:
			return func() { _ = f.Close() }, nil
		case !errors.Is(err, errLatched):
			return nil, unusable(path, err)
		case !time.Now().Before(until):
			return nil, busy(path)
		}
	}
}

// busy says that another process has the store at path.
func busy(path string) error {
	return calendar.Explain(calendar.ErrBusy, "Close the other Calends first.", "Another Calends is using the profile in %s.", filepath.Dir(path))
}
