package syncer_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"calends/backend/caldavserver"
	"calends/backend/calendar"
	"calends/backend/syncer"
)

// watched runs a device's Run inside a bubble of time, and remembers what it
// told.
type watched struct {
	*device
	bell  *syncer.Bell
	stop  context.CancelFunc
	ended chan error

	mu      sync.Mutex
	last    syncer.Status
	settled syncer.Status // the last that was not Syncing
	count   int
}

func (w *watched) tell(s syncer.Status) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.last = s
	if s.Phase != syncer.Syncing {
		w.settled = s
	}
	if s.Report != nil {
		w.count++
	}
}

// status is what Run told last.
func (w *watched) status() syncer.Status {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.last
}

// syncs counts those that came to their end, well or not.
func (w *watched) syncs() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.count
}

func (h *house) run(d *device) *watched {
	ctx, cancel := context.WithCancel(h.t.Context())
	w := &watched{device: d, bell: syncer.NewBell(), stop: cancel, ended: make(chan error, 1)}
	go func() {
		w.ended <- syncer.Run(ctx, d.client, d.store, d.account, d.options, w.bell, w.tell)
	}()
	synctest.Wait()
	return w
}

// after lets time pass.
func after(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func bubble(t *testing.T, f func(t *testing.T, h *house, w *watched)) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		w := h.run(h.device("a"))
		f(t, h, w)
		w.stop()
		if err := <-w.ended; !errors.Is(err, context.Canceled) {
			t.Errorf("Run ended with %v", err)
		}
	})
}

func TestRunSyncsAtOnceAndThenByTheClock(t *testing.T) {
	bubble(t, func(t *testing.T, h *house, w *watched) {
		if w.syncs() != 1 || w.status().Phase != syncer.Idle || w.status().Last.IsZero() {
			t.Fatalf("%d syncs, %+v", w.syncs(), w.status())
		}
		after(59 * time.Second)
		if w.syncs() != 1 {
			t.Errorf("%d syncs before the minute was over", w.syncs())
		}
		after(2 * time.Second)
		if w.syncs() != 2 {
			t.Errorf("%d syncs after a minute, want 2", w.syncs())
		}
	})
}

func TestRunWaitsForTwoQuietSeconds(t *testing.T) {
	bubble(t, func(t *testing.T, h *house, w *watched) {
		w.create("tea", "SUMMARY=Tea")
		w.bell.Edited()
		after(time.Second)
		if w.status().Pending != 1 {
			t.Errorf("%d pending, want 1: the window must tell the truth at once", w.status().Pending)
		}
		w.edit("tea", "SUMMARY=Green")
		w.bell.Edited()
		after(1900 * time.Millisecond)
		if n := h.server.Count("PUT"); n != 0 {
			t.Errorf("%d PUTs while the user was typing", n)
		}
		after(200 * time.Millisecond)
		h.wants(t, "server", "tea", "SUMMARY=Green")
		if w.status().Pending != 0 || w.status().Phase != syncer.Idle {
			t.Errorf("%+v", w.status())
		}
		for range 20 { // edit after edit does not put it off for ever
			w.edit("tea", "SUMMARY="+time.Now().String())
			w.bell.Edited()
			after(time.Second)
		}
		if n := h.server.Count("PUT"); n < 2 {
			t.Errorf("%d PUTs after 20 seconds of edits", n)
		}
	})
}

func TestRunIsWoken(t *testing.T) {
	bubble(t, func(t *testing.T, h *house, w *watched) {
		after(10 * time.Second)
		h.server.Put(home+"home/tea.ics", string(event("tea")))
		w.bell.Woke()
		synctest.Wait()
		h.wants(t, "a", "tea", "UID=tea")
		w.bell.Woke()
		w.bell.Woke()
		synctest.Wait()
		if w.syncs() != 2 {
			t.Errorf("%d syncs, want 2: a flicker of focus is no reason for another", w.syncs())
		}
		w.bell.Asked()
		w.bell.Edited()
		synctest.Wait()
		if w.syncs() != 3 {
			t.Errorf("%d syncs, want 3: the user asked", w.syncs())
		}
	})
}

func TestEditsArriveSoonAfterTheServerIsBack(t *testing.T) {
	bubble(t, func(t *testing.T, h *house, w *watched) {
		h.server.Fault(caldavserver.Fault{Kind: caldavserver.Drop, Times: caldavserver.Always})
		w.create("tea", "SUMMARY=Tea")
		w.bell.Edited()
		after(10 * time.Minute)
		if w.status().Phase != syncer.Offline || w.status().Pending != 1 || !errors.Is(w.status().Err, calendar.ErrOffline) {
			t.Errorf("%+v", w.status())
		}
		if w.syncs() > 60 {
			t.Errorf("%d attempts in ten minutes", w.syncs())
		}
		h.server.ClearFaults()
		after(15 * time.Second)
		h.wants(t, "server", "tea", "SUMMARY=Tea")
		if w.status().Phase != syncer.Idle || w.status().Pending != 0 || w.status().Err != nil {
			t.Errorf("%+v", w.status())
		}
	})
}

func TestWithoutEditsAnUnreachableServerIsAskedMoreAndMoreSeldom(t *testing.T) {
	bubble(t, func(t *testing.T, h *house, w *watched) {
		h.server.Fault(caldavserver.Fault{Kind: caldavserver.Drop, Times: caldavserver.Always})
		after(2 * time.Hour)
		before := w.syncs()
		after(time.Hour)
		if n := w.syncs() - before; n < 8 || n > 13 {
			t.Errorf("%d attempts in an hour, want about twelve", n)
		}
		h.server.ClearFaults()
		w.bell.Woke() // the network came back
		synctest.Wait()
		if w.status().Phase != syncer.Idle {
			t.Errorf("%+v", w.status())
		}
	})
}

func TestARefusedPasswordIsNotTriedAgainUnasked(t *testing.T) {
	bubble(t, func(t *testing.T, h *house, w *watched) {
		h.server.SetPassword("alice", "another")
		after(61 * time.Second)
		if w.status().Phase != syncer.SignIn {
			t.Fatalf("%+v", w.status())
		}
		h.server.ResetRequests()
		attempts := w.syncs()
		for range 20 {
			w.bell.Woke()
			w.create(time.Now().Format("t150405"))
			w.bell.Edited()
			after(time.Minute)
		}
		if n := len(h.server.Requests()); n > 0 || w.syncs() > attempts {
			t.Errorf("%d requests with the refused password", n)
		}
		if w.status().Pending != 20 || w.status().Phase != syncer.SignIn {
			t.Errorf("%+v", w.status())
		}
		w.password = "another"
		w.bell.Asked()
		synctest.Wait()
		if w.status().Phase != syncer.Idle || w.status().Pending != 0 {
			t.Errorf("%+v", w.status())
		}
	})
}

func TestALockedPasswordIsTriedAgainWhenTheWindowIsLookedAt(t *testing.T) {
	bubble(t, func(t *testing.T, h *house, w *watched) {
		h.server.SetPassword("alice", "another")
		w.password = "another"
		w.locked.Store(true)
		for range 2 { // the server refuses the old one, and the new one is locked away
			w.bell.Asked()
			synctest.Wait()
		}
		after(2 * time.Minute)
		if w.status().Phase != syncer.SignIn || !errors.Is(w.status().Err, calendar.ErrLocked) {
			t.Fatalf("%+v", w.status())
		}
		attempts := w.syncs()
		w.bell.Woke()
		synctest.Wait()
		after(time.Second)
		if w.syncs() != attempts+1 {
			t.Errorf("looking at the window made %d attempts, want 1", w.syncs()-attempts)
		}
		w.bell.Woke() // and again at once: nobody is pestered
		after(10 * time.Second)
		if w.syncs() != attempts+1 {
			t.Errorf("looking again at once made %d attempts more", w.syncs()-attempts-1)
		}
		w.locked.Store(false)
		after(time.Minute)
		w.bell.Woke()
		synctest.Wait()
		if w.status().Phase != syncer.Idle {
			t.Errorf("%+v", w.status())
		}
	})
}

func TestRetryAfterIsHonoured(t *testing.T) {
	bubble(t, func(t *testing.T, h *house, w *watched) {
		h.server.Fault(caldavserver.Fault{Kind: caldavserver.Answer, Status: 503, RetryAfter: "600"})
		after(61 * time.Second)
		if w.status().Phase != syncer.Offline || !errors.Is(w.status().Err, calendar.ErrTryLater) {
			t.Fatalf("%+v", w.status())
		}
		h.server.ResetRequests()
		w.create("tea")
		w.bell.Edited()
		w.bell.Woke()
		after(9 * time.Minute)
		if n := len(h.server.Requests()); n > 0 {
			t.Errorf("%d requests although the server asked for ten minutes", n)
		}
		after(3 * time.Minute)
		h.wants(t, "server", "tea", "UID=tea")
	})
}

// Who asks for a sync while the server wants to be left alone is answered at
// once, and the server is not asked.
func TestAskedWhileBarredIsAnsweredAtOnce(t *testing.T) {
	bubble(t, func(t *testing.T, h *house, w *watched) {
		h.server.Fault(caldavserver.Fault{Kind: caldavserver.Answer, Status: 503, RetryAfter: "600"})
		after(61 * time.Second)
		h.server.ResetRequests()
		before, due := w.syncs(), w.status().Next
		w.bell.Asked()
		synctest.Wait()
		s := w.settled
		if w.syncs() != before+1 || s.Report == nil || !errors.Is(s.Report.Err, calendar.ErrTryLater) {
			t.Fatalf("%d answers, %+v", w.syncs()-before, s.Report)
		}
		if until := s.Report.Until; until.Before(time.Now()) || time.Until(until) > 10*time.Minute || s.Phase != syncer.Offline || !s.Next.Equal(due) {
			t.Errorf("until %s, next %s, was %s", until, s.Next, due)
		}
		if n := len(h.server.Requests()); n > 0 {
			t.Errorf("%d requests although the server asked for ten minutes", n)
		}
	})
}

// A run that begins while the server wants to be left alone leaves it alone;
// one that was told a time beyond all measure does not.
func TestRunBeginsBarred(t *testing.T) {
	for _, c := range []struct {
		ahead time.Duration
		syncs int
	}{{10 * time.Minute, 0}, {-time.Second, 1}, {3 * time.Hour, 1}} {
		synctest.Test(t, func(t *testing.T) {
			h := newHouse(t)
			d := h.device("a")
			d.account.NotBefore = time.Now().Add(c.ahead)
			w := h.run(d)
			if w.syncs() != c.syncs || (w.status().Phase == syncer.Offline) != (c.syncs == 0) {
				t.Errorf("%s: %d syncs, %+v", c.ahead, w.syncs(), w.status())
			}
			after(11 * time.Minute)
			if w.status().Phase != syncer.Idle || w.syncs() == 0 {
				t.Errorf("%s: %+v", c.ahead, w.status())
			}
			w.stop()
			<-w.ended
		})
	}
}

func TestAFlappingServerGetsEverythingInTheEnd(t *testing.T) {
	bubble(t, func(t *testing.T, h *house, w *watched) {
		for i := range 40 {
			h.server.Fault(caldavserver.Fault{Kind: caldavserver.Drop, Skip: i % 3})
			h.server.Fault(caldavserver.Fault{Kind: caldavserver.LoseAnswer, Skip: i % 5})
			name := time.Now().Format("t150405")
			w.create(name, "SUMMARY=first")
			w.bell.Edited()
			after(5 * time.Second)
			w.edit(name, "SUMMARY=second")
			w.bell.Edited()
			after(5 * time.Second)
		}
		h.server.ClearFaults()
		after(time.Minute)
		paths := h.server.Paths(home + "home/")
		if len(paths) != 40 || w.status().Pending != 0 || w.status().Err != nil {
			t.Errorf("%d objects on the server, want 40: %+v", len(paths), w.status())
		}
		for _, p := range paths {
			if text, _, _ := h.server.Get(p); property([]byte(text), "SUMMARY") != "second" {
				t.Errorf("%s:\n%s", p, text)
			}
		}
		if conflicts, _ := w.store.Conflicts(t.Context()); len(conflicts) != 0 {
			t.Errorf("%d conflicts with oneself", len(conflicts))
		}
	})
}

func TestRunStopsInTheMiddleOfASlowAnswer(t *testing.T) {
	bubble(t, func(t *testing.T, h *house, w *watched) {
		h.server.Fault(caldavserver.Fault{Kind: caldavserver.Slow, Delay: time.Minute})
		w.bell.Asked()
		after(time.Second)
		start := time.Now()
		w.stop()
		err := <-w.ended
		if waited := time.Since(start); waited > time.Second {
			t.Errorf("it took %v to stop", waited)
		}
		w.ended <- err
	})
}

func TestAHaltedSyncStopsAndTheNextGoesOn(t *testing.T) {
	bubble(t, func(t *testing.T, h *house, w *watched) {
		w.create("tea", "SUMMARY=Tea")
		last := w.status().Last
		h.server.Fault(caldavserver.Fault{Kind: caldavserver.Slow, Delay: time.Minute})
		w.bell.Asked()
		after(time.Second)
		if w.status().Phase != syncer.Syncing {
			t.Fatalf("it is %s, want syncing", w.status().Phase)
		}
		w.bell.Halted()
		after(time.Second)
		s := w.status()
		if s.Phase != syncer.Idle || s.Err != nil || s.Pending != 1 || !s.Last.Equal(last) {
			t.Errorf("halted, it is %s, %v, %d pending, last %v", s.Phase, s.Err, s.Pending, s.Last)
		}
		h.server.ClearFaults()
		w.bell.Halted() // nothing is under way, and the next sync is not meant
		w.bell.Asked()
		after(time.Second)
		if s := w.status(); s.Phase != syncer.Idle || s.Pending != 0 || s.Last.Equal(last) {
			t.Errorf("the next sync: %s, %d pending, last %v", s.Phase, s.Pending, s.Last)
		}
	})
}
