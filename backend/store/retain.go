package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"strconv"
	"time"

	"calends/backend/calendar"
)

// The ledger is bounded by age and by size: its oldest rows go, and the texts
// that nothing needs any more. However old, the row that brought an object its
// present text stays, and so does everything an unsent edit or an open conflict
// is made of. However large the ledger, the last text of a deleted object stays
// until it is too old.

// What bounds the ledger where nobody chose.
const (
	defaultDays = 365
	defaultMB   = 500
	megabyte    = 1 << 20
)

const (
	// sweepEvery is how often Tidy has something to do.
	sweepEvery = 24 * time.Hour
	// atOnce is how many rows or bodies one transaction of a sweep drops.
	atOnce = 1000
)

// LedgerLimit reads what bounds the ledger, from the settings.
func (s *Store) LedgerLimit(ctx context.Context) (calendar.LedgerLimit, error) {
	limit := calendar.LedgerLimit{Days: defaultDays, Size: defaultMB * megabyte}
	err := s.view(ctx, "read a setting", func(t *tx) error {
		of := t.Bucket(settings)
		if n, err := strconv.Atoi(string(of.Get([]byte(calendar.SettingLedgerDays)))); err == nil && n > 0 {
			limit.Days = n
		}
		if n, err := strconv.Atoi(string(of.Get([]byte(calendar.SettingLedgerMB)))); err == nil && n > 0 {
			limit.Size = int64(n) * megabyte
		}
		return nil
	})
	return limit, err
}

// LedgerSize measures the ledger, by reading all of it.
func (s *Store) LedgerSize(ctx context.Context) (calendar.LedgerSize, error) {
	var size calendar.LedgerSize
	err := s.view(ctx, "measure the history", func(t *tx) error {
		c, err := t.census(calendar.LedgerLimit{}, time.Time{})
		if err != nil {
			return err
		}
		u := unpacker{rest: t.Bucket(meta).Get(beginsKey)}
		size = calendar.LedgerSize{Rows: c.rows, Bytes: c.size, File: t.Size(), Oldest: c.oldest, Since: u.time()}
		return nil
	})
	return size, err
}

// LedgerBytes is the size of the ledger as it was when it was last tidied, at
// most a day ago in a program that runs; 0 before the first time.
func (s *Store) LedgerBytes(ctx context.Context) (int64, error) {
	var size int64
	err := s.view(ctx, "look at the history", func(t *tx) error {
		u := unpacker{rest: t.Bucket(meta).Get(sweptKey)}
		u.time()
		size = int64(u.uint())
		return nil
	})
	return size, err
}

// Tidy brings the ledger within the limits of the settings, unless that was
// done less than a day ago.
func (s *Store) Tidy(ctx context.Context) error {
	due := false
	err := s.view(ctx, "look at the history", func(t *tx) error {
		u := unpacker{rest: t.Bucket(meta).Get(sweptKey)}
		ago := s.o.Now().Sub(u.time())
		due = ago < 0 || ago >= sweepEvery
		return nil
	})
	if err != nil || !due {
		return err
	}
	limit, err := s.LedgerLimit(ctx)
	if err != nil {
		return err
	}
	return s.Retain(ctx, limit)
}

// Retain brings the ledger within a limit, in many small transactions: it may
// be cut off anywhere, and what is left is done the next time. Age is counted
// from the newest row, or from now where that is earlier: a clock that ran
// ahead costs no history.
func (s *Store) Retain(ctx context.Context, limit calendar.LedgerLimit) error {
	if err := s.watchKept(ctx, map[ref]bool{}); err != nil {
		return err
	}
	defer func() { _ = s.watchKept(context.WithoutCancel(ctx), nil) }() // a store that fails says so elsewhere
	var c *census
	var unneeded []uint64
	err := s.view(ctx, "look at the history", func(t *tx) (err error) {
		if c, err = t.census(limit, s.o.Now()); err != nil {
			return err
		}
		of := t.Bucket(bodies).Cursor()
		for k, _ := of.First(); k != nil; k, _ = of.Next() {
			if n := asNumber(k); !c.needed[ref(n)] {
				unneeded = append(unneeded, n)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := s.update(ctx, "tidy the history", func(t *tx) error { return t.dropSettled(c.over) }); err != nil {
		return err
	}
	if err := s.dropAll(ctx, c.drop, func(t *tx, n uint64) error { return t.dropRow(n, c.begins) }); err != nil {
		return err
	}
	if err := s.dropAll(ctx, unneeded, (*tx).dropBody); err != nil {
		return err
	}
	return s.update(ctx, "tidy the history", func(t *tx) error {
		var p packer
		p.time(t.now)
		p.uint(uint64(c.size))
		return t.Bucket(meta).Put(sweptKey, p)
	})
}

// watchKept begins or ends to note which bodies are needed. What was written
// before the transaction that begins it, a census sees.
func (s *Store) watchKept(ctx context.Context, kept map[ref]bool) error {
	return s.update(ctx, "tidy the history", func(*tx) error {
		s.kept = kept
		return nil
	})
}

// dropAll drops numbered things, a thousand to a transaction.
func (s *Store) dropAll(ctx context.Context, all []uint64, drop func(*tx, uint64) error) error {
	for len(all) > 0 {
		n := min(len(all), atOnce)
		err := s.update(ctx, "tidy the history", func(t *tx) error {
			for _, one := range all[:n] {
				if err := drop(t, one); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		all = all[n:]
	}
	return nil
}

// dropRow drops a row of the ledger with what leads to it. Its batch can no
// longer be undone: half of it would be. begins is where the ledger begins then.
func (t *tx) dropRow(n uint64, begins time.Time) error {
	e, err := t.entry(n)
	if err != nil {
		return err
	}
	var p packer
	p.time(begins)
	if err := t.Bucket(meta).Put(beginsKey, p); err != nil {
		return err
	}
	return errors.Join(
		t.Bucket(ledger).Delete(number(n)),
		t.Bucket(requests).Delete(number(changeNumber(e.batch))),
		t.Bucket(requests).Delete(number(n)), // one that began in the middle of a batch
		t.Bucket(decided).Delete(number(n)),
		t.Bucket(trail).Delete(append(pair(e.object, ""), number(n)...)),
		t.forget(e))
}

// forget drops what is known of an object that is gone, and of a collection
// that is, once the ledger has nothing of them any more.
func (t *tx) forget(e entry) error {
	prefix := pair(e.object, "")
	if k, _ := t.Bucket(trail).Cursor().Seek(prefix); !bytes.HasPrefix(k, prefix) && t.Bucket(places).Get([]byte(e.object)) == nil {
		if err := t.Bucket(uids).Delete(uidKey(e.uid, e.object)); err != nil {
			return err
		}
	}
	if t.Bucket(removed).Get([]byte(e.collection)) == nil {
		return nil
	}
	gone, err := t.removal(e.collection)
	if err != nil || string(changeID(gone.First)) != e.batch {
		return err
	}
	return t.Bucket(removed).Delete([]byte(e.collection))
}

// dropSettled drops settled conflicts, unless one was opened again meanwhile.
func (t *tx) dropSettled(over []string) error {
	for _, id := range over {
		c, err := t.storedConflict(id)
		switch {
		case errors.Is(err, calendar.ErrNotFound), err == nil && c.open():
			continue
		case err != nil:
			return err
		}
		if err := t.Bucket(conflicts).Delete([]byte(id)); err != nil {
			return err
		}
	}
	return nil
}

// dropBody drops a text, unless it came to be needed meanwhile.
func (t *tx) dropBody(n uint64) error {
	if t.s.kept[ref(n)] {
		return nil
	}
	body, err := t.body(ref(n))
	if err == nil {
		x := sha256.Sum256(body)
		if err := t.Bucket(digests).Delete(x[:]); err != nil {
			return err
		}
	}
	return t.Bucket(bodies).Delete(number(n))
}
