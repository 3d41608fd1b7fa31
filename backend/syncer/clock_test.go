package syncer_test

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"calends/backend/caldavserver"
	"calends/backend/syncer"
)

// wall is a clock on the wall that can be set.
type wall struct{ off atomic.Int64 }

func (w *wall) now() time.Time        { return time.Now().Round(0).Add(time.Duration(w.off.Load())) }
func (w *wall) jump(by time.Duration) { w.off.Add(int64(by)) }
func (w *watched) idle(t *testing.T) {
	t.Helper()
	if w.status().Phase != syncer.Idle {
		t.Errorf("%+v", w.status())
	}
}

// onWall plays with a device whose clock on the wall can be set.
func onWall(t *testing.T, f func(t *testing.T, h *house, w *watched, clock *wall)) {
	synctest.Test(t, func(t *testing.T) {
		h, clock := newHouse(t), &wall{}
		d := h.device("a")
		d.options.Now = clock.now
		d.options.Every = func() time.Duration { return 15 * time.Minute }
		w := h.run(d)
		f(t, h, w, clock)
		w.stop()
		<-w.ended
	})
}

func TestAComputerThatSleptLooksSoon(t *testing.T) {
	onWall(t, func(t *testing.T, h *house, w *watched, clock *wall) {
		after(5 * time.Second)
		clock.jump(8 * time.Hour)
		after(31 * time.Second)
		if w.syncs() != 2 {
			t.Errorf("%d syncs, want 2: it is morning", w.syncs())
		}
		after(14 * time.Minute)
		if w.syncs() != 2 {
			t.Errorf("%d syncs: it slept once", w.syncs())
		}
		w.idle(t)
	})
}

func TestAClockThatWasSetBackPutsNothingOff(t *testing.T) {
	onWall(t, func(t *testing.T, h *house, w *watched, clock *wall) {
		after(5 * time.Second)
		clock.jump(-10 * 24 * time.Hour)
		after(15 * time.Minute)
		if w.syncs() != 2 {
			t.Errorf("%d syncs, want 2", w.syncs())
		}
		w.create("tea", "SUMMARY=Tea")
		w.bell.Edited()
		after(3 * time.Second)
		h.wants(t, "server", "tea", "SUMMARY=Tea")
		after(10 * time.Second)
		w.bell.Woke()
		synctest.Wait()
		if w.syncs() != 4 {
			t.Errorf("%d syncs, want 4: the window came to the front", w.syncs())
		}
		if next := w.status().Next; next.After(clock.now().Add(16 * time.Minute)) {
			t.Errorf("the next sync is told for %v, it is %v", next, clock.now())
		}
	})
}

// What a server asked for with Retry-After passes while the computer sleeps.
func TestSleepCountsAsWaiting(t *testing.T) {
	onWall(t, func(t *testing.T, h *house, w *watched, clock *wall) {
		h.server.Fault(caldavserver.Fault{Kind: caldavserver.Answer, Status: 503, RetryAfter: "3000"})
		w.bell.Asked()
		synctest.Wait()
		h.server.ResetRequests()
		after(5 * time.Minute)
		if n := len(h.server.Requests()); n > 0 {
			t.Errorf("%d requests although the server asked for fifty minutes", n)
		}
		clock.jump(time.Hour)
		after(31 * time.Second)
		w.idle(t)
	})
}

func TestProgressIsTold(t *testing.T) {
	h := newHouse(t)
	a := h.full(t, 30)
	h.changes(20, "LOCATION=There")
	a.edit("e29", "LOCATION=Here")
	last, steps := [2]int{}, 0
	a.options.Progress = func(done, total int) {
		if done < last[0] || total < last[1] || done > total {
			t.Errorf("%d of %d after %d of %d", done, total, last[0], last[1])
		}
		last = [2]int{done, total}
		steps++
	}
	a.syncs(t)
	if last != [2]int{21, 21} || steps < 21 {
		t.Errorf("it ended with %v after %d steps, want 21 of 21", last, steps)
	}
}
