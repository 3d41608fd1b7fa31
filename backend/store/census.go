package store

import (
	"maps"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"calends/backend/calendar"
)

// census is what of the ledger, and of the bodies, is needed.
type census struct {
	t       *tx
	now     map[ref]bool    // by objects and open conflicts, as they are
	needed  map[ref]bool    // by them, or by a row that stays
	current map[uint64]bool // the rows that brought the present texts
	seen    map[calendar.ObjectID]bool
	rows    int
	size    int64
	oldest  time.Time
	drop    []uint64                       // rows that go, newest first
	begins  time.Time                      // of the newest that goes
	settled map[string]map[string]conflict // settled conflicts, by the batch that settled them and by id
	over    []string                       // settled conflicts that go
}

// census counts what is needed under a limit; a zero limit drops nothing.
func (t *tx) census(limit calendar.LedgerLimit, now time.Time) (*census, error) {
	c := &census{t: t, now: map[ref]bool{}, needed: map[ref]bool{}, current: map[uint64]bool{},
		seen: map[calendar.ObjectID]bool{}, settled: map[string]map[string]conflict{}}
	if err := c.present(); err != nil {
		return nil, err
	}
	tooOld, cutoff, err := c.tooOld(limit, now)
	if err != nil {
		return nil, err
	}
	beyond := false
	err = t.newestFirst(calendar.HistoryQuery{}, func(e entry) (bool, error) {
		beyond = beyond || e.number <= tooOld || limit.Size > 0 && c.size+c.weight(e) > limit.Size
		c.take(e, beyond, cutoff)
		return true, nil
	})
	for _, of := range c.settled { // what settled them is no longer there
		c.over = slices.AppendSeq(c.over, maps.Keys(of))
	}
	return c, err
}

// present notes what objects and conflicts need as they are.
func (c *census) present() error {
	need := func(all ...ref) {
		for _, r := range all {
			c.now[r], c.needed[r] = true, true
		}
	}
	err := c.t.Bucket(collections).ForEachBucket(func(id []byte) error {
		h, err := c.t.shelf(calendar.CollectionID(id))
		if err != nil {
			return err
		}
		return h.each(func(r row) error {
			need(r.body)
			for _, v := range []*version{r.base, r.unreadable} {
				if v != nil {
					need(v.body)
				}
			}
			c.current[r.revision] = true
			return nil
		})
	})
	if err != nil {
		return err
	}
	return c.t.eachConflict(func(id string, one conflict) error {
		if one.open() {
			need(one.Base, one.Ours, one.Theirs)
			return nil
		}
		if c.settled[one.Closed] == nil {
			c.settled[one.Closed] = map[string]conflict{}
		}
		c.settled[one.Closed][id] = one
		return nil
	})
}

// tooOld is the newest of the rows at the ledger's beginning that are all older
// than the limit's days, and when such days began.
func (c *census) tooOld(limit calendar.LedgerLimit, now time.Time) (n uint64, cutoff time.Time, err error) {
	of := c.t.Bucket(ledger).Cursor()
	k, v := of.Last()
	if limit.Days <= 0 || k == nil {
		return 0, time.Time{}, nil
	}
	newest, err := unpackLedger(k, v)
	if err != nil {
		return 0, time.Time{}, err
	}
	if newest.at.Before(now) {
		now = newest.at
	}
	cutoff = now.AddDate(0, 0, -limit.Days)
	for k, v := of.First(); k != nil; k, v = of.Next() {
		e, err := unpackLedger(k, v)
		if err != nil || !e.at.Before(cutoff) {
			return n, cutoff, err
		}
		n = e.number
	}
	return n, cutoff, nil
}

// weight is what a row adds to the size of the ledger.
func (c *census) weight(e entry) int64 {
	size := int64(len(c.t.Bucket(ledger).Get(number(e.number))) + 2*8 + len(e.object) + 1)
	of := c.texts(e)
	for i, r := range of {
		if !c.needed[r] && !slices.Contains(of[:i], r) {
			size += bodySize(c.t.Bucket(bodies), r)
		}
	}
	return size
}

// texts is what a row needs: its own two, and those of the conflicts that it
// settled, for undoing it opens them again.
func (c *census) texts(e entry) []ref {
	of := []ref{e.before, e.after}
	for _, one := range c.settled[string(changeID(e.number))] {
		of = append(of, one.Base, one.Ours, one.Theirs)
	}
	return of
}

func bodySize(of *bbolt.Bucket, r ref) int64 { return int64(len(of.Get(number(uint64(r))))) }

// take counts a row, newest first; beyond says that the limit is reached.
func (c *census) take(e entry, beyond bool, cutoff time.Time) {
	lastText := e.after == 0 && !e.note() && !c.seen[e.object] && !e.at.Before(cutoff)
	c.seen[e.object] = c.seen[e.object] || !e.note()
	if beyond {
		c.giveUp(e)
	}
	if beyond && !lastText && !c.current[e.number] {
		c.drop = append(c.drop, e.number)
		if c.begins.IsZero() {
			c.begins = e.at
		}
		return
	}
	if !e.note() {
		c.rows++
	}
	c.size += c.weight(e)
	c.oldest = e.at
	for _, r := range c.texts(e) {
		c.needed[r] = true
	}
	delete(c.settled, string(changeID(e.number)))
}

// giveUp lets the conflicts go that a row settled, even where the row stays.
func (c *census) giveUp(e entry) {
	batch := string(changeID(e.number))
	c.over = slices.AppendSeq(c.over, maps.Keys(c.settled[batch]))
	delete(c.settled, batch)
}
