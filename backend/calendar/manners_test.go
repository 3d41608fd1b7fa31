package calendar

import (
	"testing"
	"time"
)

// What two clients of a server learned is kept together; what is older than a
// month, or of a time to come, is learned anew.
func TestMannersHoldForAMonth(t *testing.T) {
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	old := Manners{Careless: true, Batch: 100, Writes: 3, At: now.Add(-remembered)}
	more := Manners{Misfiles: true, Batch: 50, Writes: 1, At: now}
	if got, want := old.With(more, now), (Manners{Careless: true, Misfiles: true, Batch: 50, Writes: 3, At: old.At}); got != want {
		t.Errorf("%+v", got)
	}
	for _, at := range []time.Time{now.Add(-remembered - 1), now.Add(1), {}} {
		old.At = at
		if got := old.Fresh(now); got != (Manners{}) {
			t.Errorf("of %s: %+v", at, got)
		}
		if got := old.With(more, now); got != more {
			t.Errorf("of %s: %+v", at, got)
		}
	}
}
