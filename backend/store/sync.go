package store

import (
	"context"
	"time"

	"calends/backend/calendar"
)

// run is the sync under way of an account. A sync records in many transactions;
// its name is the number of the first row that it entered.
type run struct {
	began time.Time
	first uint64
}

// syncOf is the first row of the account's sync that began then; 0 where it
// has entered none yet.
func (s *Store) syncOf(account calendar.AccountID, began time.Time) uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r, ok := s.syncs[account]; ok && !began.IsZero() && r.began.Equal(began) {
		return r.first
	}
	return 0
}

// noteSync remembers the first row of a sync, now that it is on the disk.
func (s *Store) noteSync(account calendar.AccountID, began time.Time, first uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.syncs[account] = run{began, first}
}

// LastReceived names the newest sync that brought something from the server
// and was not taken back. [calendar.ErrNothingToUndo]: there is none.
func (s *Store) LastReceived(ctx context.Context) (string, error) {
	var name string
	err := s.view(ctx, "look for what came in", func(t *tx) error {
		takenBack, err := t.takenBack()
		if err != nil {
			return err
		}
		err = t.newestFirst(calendar.HistoryQuery{}, func(e entry) (more bool, err error) {
			received := e.origin == calendar.Server || e.origin == calendar.Merge
			id := string(changeID(e.sync))
			if e.sync == 0 || !received || takenBack[ofSync+id] || t.Bucket(collections).Bucket([]byte(e.collection)) == nil {
				return true, nil
			}
			name = id
			return false, nil
		})
		if err == nil && name == "" {
			err = calendar.ErrNothingToUndo
		}
		return err
	})
	return name, err
}

// takenBack is what the requests that stand take back.
func (t *tx) takenBack() (map[string]bool, error) {
	all := map[string]bool{}
	c := t.Bucket(requests).Cursor()
	for k, v := c.Last(); k != nil; k, v = c.Prev() {
		r, err := unpackRequest(k, v)
		if err != nil {
			return nil, err
		}
		if r.undoes != "" && !all[string(changeID(r.first))] {
			all[r.undoes] = true
		}
	}
	return all, nil
}
