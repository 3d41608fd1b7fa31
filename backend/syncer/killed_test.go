package syncer_test

import (
	"context"
	"errors"
	"testing"

	"calends/backend/calendar"
	"calends/backend/store"
	"calends/backend/syncer"
)

// doomed is a store whose process is killed at one of its transactions, right
// before or right after it.
type doomed struct {
	*store.Store
	left  int
	after bool
}

func (d *doomed) Record(ctx context.Context, id calendar.CollectionID, s []calendar.Sighting, p calendar.Progress) error {
	d.left--
	if d.left < 0 || d.left == 0 && !d.after {
		return errKilled
	}
	err := d.Store.Record(ctx, id, s, p)
	if d.left == 0 {
		return errKilled
	}
	return err
}

// A sync that is killed at any moment between a PUT and what is recorded of its
// answer leaves a text that the next one knows for its own, whatever the server
// added to it and the user typed since: he is not asked about his own words,
// and the server's stay.
func TestKilledAfterAPut(t *testing.T) {
	for at := 1; ; at++ {
		for _, after := range []bool{false, true} {
			h := newHouse(t)
			path := home + "home/tea.ics"
			h.server.Put(path, string(event("tea", "SUMMARY=Tea")))
			a := h.device("a")
			a.syncs(t)
			a.edit("tea", "SUMMARY=Green")
			a.spy.after = once("PUT", func() {
				text, _, _ := h.server.Get(path)
				h.server.Put(path, string(edited([]byte(text), "COMMENT=a reply")))
				a.edit("tea", "SUMMARY=Black")
			})
			report, _ := syncer.Account(t.Context(), a.client, &doomed{a.store, at, after}, a.account, a.options)
			killed := errors.Is(report.Problem(), errKilled)
			a.syncs(t)
			h.wants(t, "server", "tea", "SUMMARY=Black", "COMMENT=a reply")
			h.wants(t, "a", "tea", "SUMMARY=Black", "COMMENT=a reply")
			if n := a.totals().Conflicts; n != 0 || a.pending() != 0 {
				t.Errorf("killed at %d, %v: %d conflicts, %d pending", at, after, n, a.pending())
			}
			if !killed {
				if at < 3 {
					t.Errorf("it was over after %d transactions", at)
				}
				return
			}
		}
	}
}
