package syncer

import (
	"testing"
	"time"

	"calends/backend/calendar"
)

// later asks to be left alone.
type later time.Duration

func (l later) Error() string        { return "later" }
func (l later) After() time.Duration { return time.Duration(l) }

// What cannot be reached is asked twice as seldom each time, up to a bound, and
// no two devices of a household at the same moment.
func TestBackoffWithJitter(t *testing.T) {
	for _, c := range []struct {
		name    string
		pending int
		waits   []time.Duration
	}{
		{"nothing to send", 0, []time.Duration{5 * time.Second, 10 * time.Second, 20 * time.Second, 40 * time.Second, 80 * time.Second,
			160 * time.Second, 5 * time.Minute, 5 * time.Minute}},
		{"edits to send", 1, []time.Duration{5 * time.Second, 10 * time.Second, 12 * time.Second, 12 * time.Second}},
	} {
		seen := map[time.Duration]bool{}
		for range 50 {
			r := &runner{status: Status{Phase: Offline, Pending: c.pending}}
			for i, least := range c.waits {
				got := r.wait(calendar.ErrOffline)
				if got < least || got >= least+least/5 {
					t.Errorf("%s: waits %s after %d failures, want %s and up to a fifth more", c.name, got, i+1, least)
				}
				seen[got-least] = true
			}
		}
		if len(seen) < 50 {
			t.Errorf("%s: only %d different waits", c.name, len(seen))
		}
	}
}

// Retry-After is at least what is waited, and an hour at most.
func TestRetryAfterBoundsTheWait(t *testing.T) {
	for asked, want := range map[time.Duration]time.Duration{10 * time.Minute: 10 * time.Minute, 90 * time.Minute: time.Hour} {
		r := &runner{status: Status{Phase: Offline}}
		if got := r.wait(later(asked)); got != want {
			t.Errorf("asked for %s, waits %s", asked, got)
		}
	}
}
