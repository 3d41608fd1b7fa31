package backend_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// Everything that came in at a time is undone by that time, and made again.
func TestUndoWhatCameInAt(t *testing.T) {
	_, base := home(t, 1, 20)
	d := connected(t, build(t), base)
	time.Sleep(time.Second) // the ledger tells seconds
	o := &ordeal{t: t, device: d, at: base + "dav/calendars/alice/c0/", user: "alice", password: "secret", expect: map[string]string{}}
	for i := range 3 {
		uid := fmt.Sprintf("c0e%d", i)
		o.request(http.MethodPut, uid, fmt.Sprintf(event, uid, "Theirs"))
	}
	d.must(nil, "sync")
	theirs := func(want int) {
		t.Helper()
		if n := strings.Count(d.must(nil, "export"), "SUMMARY:Theirs"); n != want {
			t.Errorf("%d events are theirs, want %d", n, want)
		}
	}
	theirs(3)
	var rows []struct{ At, Sync string }
	d.must(&rows, "history", "--limit", "1", "--json")
	d.must(nil, "restore", "--sync", rows[0].At)
	theirs(0)
	d.must(nil, "redo")
	theirs(3)
	d.must(nil, "restore", "--sync", rows[0].Sync)
	theirs(0)
	if r := d.run("", "restore", "--sync", "2020-01-01T09:14"); r.status != 1 || !strings.Contains(r.err, "nothing came in at 2020-01-01T09:14") {
		t.Errorf("exit %d: %s", r.status, r.err)
	}
}
