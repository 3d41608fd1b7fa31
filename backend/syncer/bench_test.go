package syncer_test

import (
	"fmt"
	"testing"

	"calends/backend/caldavserver"
	"calends/backend/calendar"
)

// full returns a device that has just taken in a calendar of n objects.
func full(b *testing.B, n int) (*house, *device) {
	h := &house{t: b, devices: map[string]*device{}}
	h.server = caldavserver.New(caldavserver.Options{Users: []caldavserver.User{{Name: "alice", Password: "secret"}}})
	objects := map[string]string{}
	for i := range n {
		objects[fmt.Sprintf("e%d.ics", i)] = string(event(fmt.Sprint("e", i), "SUMMARY=old"))
	}
	h.server.Seed("alice", caldavserver.Calendar{Path: "home", Objects: objects}, caldavserver.Calendar{Path: "work"})
	a := h.device("a")
	if err := a.sync(); err != nil {
		b.Fatal(err)
	}
	return h, a
}

func BenchmarkFirstSyncOf10000(b *testing.B) {
	for b.Loop() {
		full(b, 10_000)
	}
}

func BenchmarkOneChangeAmong10000(b *testing.B) {
	h, a := full(b, 10_000)
	n := 0
	for b.Loop() {
		n++
		h.server.Put(home+"home/e77.ics", string(event("e77", fmt.Sprint("SUMMARY=", n))))
		if err := a.sync(); err != nil || a.totals().Received.Updated != 1 {
			b.Fatal(err, a.totals())
		}
	}
	b.ReportMetric(float64(a.report.Requests), "requests/op")
}

func BenchmarkNoNewsAmong10000(b *testing.B) {
	_, a := full(b, 10_000)
	for b.Loop() {
		if err := a.sync(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFullComparisonOf10000(b *testing.B) {
	_, a := full(b, 10_000)
	for b.Loop() {
		c := a.collection("home")
		c.Progress = calendar.Progress{Token: "unknown"}
		if _, err := a.store.PutCollection(b.Context(), c); err != nil {
			b.Fatal(err)
		}
		if err := a.sync(); err != nil {
			b.Fatal(err)
		}
	}
}
