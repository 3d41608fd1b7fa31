package backend_test

import "testing"

// What a run learned of a server is known to the next one: it asks no more
// before it writes, to a server that has shown that it heeds preconditions.
func TestWhatAServerTaughtIsKept(t *testing.T) {
	server, base := home(t, 1, 0)
	d := connected(t, build(t), base)
	for n, asks := range []int{2, 2, 2, 2, 1} { // each lists the calendars once
		d.must(nil, "add", "--summary", "Tea", "--start", "2026-11-24T09:00", "--calendar", "srv/Calendar 0")
		server.ResetRequests()
		d.must(nil, "sync")
		if got := server.Count("PROPFIND"); got != asks {
			t.Errorf("sync %d: %d PROPFINDs, want %d", n+1, got, asks)
		}
	}
}
