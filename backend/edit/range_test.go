package edit

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"calends/backend/calendar"
	"calends/backend/ical"
	"calends/backend/recur"
	"calends/backend/zone"
)

// following is a weekly series of six whose override of the fourth speaks of
// those after it, too: a day and two hours later, and twice as long.
const following = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" +
	"BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20260302T090000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=WEEKLY;COUNT=6\r\nSUMMARY:A\r\nEND:VEVENT\r\n" +
	"BEGIN:VEVENT\r\nUID:1\r\nRECURRENCE-ID;RANGE=THISANDFUTURE:20260323T090000Z\r\nDTSTART:20260324T110000Z\r\nDURATION:PT2H\r\nSUMMARY:B\r\nEND:VEVENT\r\n" +
	"END:VCALENDAR\r\n"

// after makes a request of an occurrence, and lists what there is then.
func after(t *testing.T, body, slot string, r Request) string {
	t.Helper()
	var err error
	if r.RecurrenceID, err = ParseWhen(slot); err != nil {
		t.Fatal(err)
	}
	r.Scope = ScopeThis
	made, err := Change([]byte(body), r, testNow, nil, time.UTC, zone.NewFinder())
	if err != nil {
		t.Fatalf("%s: %v", slot, err)
	}
	return listed(t, made.Body)
}

// listed are the occurrences of an object: slot, start, length and summary.
func listed(t *testing.T, body []byte) string {
	t.Helper()
	o, err := ical.ParseObject(body)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for c, err := range recur.In(o, calendar.Window{}, time.UTC, zone.NewFinder()) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, fmt.Sprintf("%s %s %s %s", c.ID.Wall.Time().Format("0102"), c.Start.Format("0102T15"), c.End.Sub(c.Start), c.Component.Text("SUMMARY")))
	}
	return strings.Join(all, "\n")
}

// What is done to one occurrence of which an override with THISANDFUTURE
// speaks, be it that override's own, is done to no other.
func TestOneOfThisAndFuture(t *testing.T) {
	title := "N"
	moved := strings.Replace(following, "DURATION:PT2H", "DTEND;TZID=Europe/Berlin:20260324T140000", 1)
	before := []string{"0302 0302T09 1h0m0s A", "0309 0309T09 1h0m0s A", "0316 0316T09 1h0m0s A"}
	for _, c := range []struct {
		name, body, slot string
		r                Request
		want             []string
	}{
		{"delete its own", following, "2026-03-23T09:00:00Z", Request{Delete: true}, []string{"0330 0331T11 2h0m0s B", "0406 0407T11 2h0m0s B"}},
		{"change its own", following, "2026-03-23T09:00:00Z", Request{Patch: Patch{Summary: &title}},
			[]string{"0323 0324T11 2h0m0s N", "0330 0331T11 2h0m0s B", "0406 0407T11 2h0m0s B"}},
		{"change its own, across a change of the clocks", moved, "2026-03-23T09:00:00Z", Request{Patch: Patch{Summary: &title}},
			[]string{"0323 0324T11 2h0m0s N", "0330 0331T11 2h0m0s B", "0406 0407T11 2h0m0s B"}},
		{"delete a later one", following, "2026-03-30T09:00:00Z", Request{Delete: true}, []string{"0323 0324T11 2h0m0s B", "0406 0407T11 2h0m0s B"}},
		{"change a later one", following, "2026-03-30T09:00:00Z", Request{Patch: Patch{Summary: &title}},
			[]string{"0323 0324T11 2h0m0s B", "0330 0331T11 2h0m0s N", "0406 0407T11 2h0m0s B"}},
		{"delete its own, which is the last", strings.Replace(following, "COUNT=6", "COUNT=4", 1), "2026-03-23T09:00:00Z", Request{Delete: true}, nil},
		{"change its own, the next being excluded", strings.Replace(following, "SUMMARY:A", "SUMMARY:A\r\nEXDATE:20260330T090000Z", 1), "2026-03-23T09:00:00Z",
			Request{Patch: Patch{Summary: &title}}, []string{"0323 0324T11 2h0m0s N", "0406 0407T11 2h0m0s B"}},
	} {
		want := strings.Join(append(before[:3:3], c.want...), "\n")
		if got := after(t, c.body, c.slot, c.r); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, got, want)
		}
	}
}

// A series that is split at an occurrence of which an override with
// THISANDFUTURE speaks goes on as that one says.
func TestSplitWithinThisAndFuture(t *testing.T) {
	title := "N"
	id, err := ParseWhen("2026-03-30T09:00:00Z")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range []Request{{Patch: Patch{Summary: &title}}, {Delete: true}} {
		r.Scope, r.RecurrenceID = ScopeFollowing, id
		made, err := Change([]byte(following), r, testNow, func() string { return "2" }, time.UTC, zone.NewFinder())
		if err != nil {
			t.Fatal(err)
		}
		if got, want := listed(t, made.Body), "0302 0302T09 1h0m0s A\n0309 0309T09 1h0m0s A\n0316 0316T09 1h0m0s A\n0323 0324T11 2h0m0s B"; got != want {
			t.Errorf("before:\n%s\nwant\n%s", got, want)
		}
		if r.Delete {
			continue
		}
		if got, want := listed(t, made.Split), "0330 0331T11 2h0m0s N\n0406 0407T11 2h0m0s N"; got != want {
			t.Errorf("after:\n%s\nwant\n%s", got, want)
		}
	}
	own := strings.Replace(following, "END:VCALENDAR", "BEGIN:VEVENT\r\nUID:1\r\nRECURRENCE-ID:20260330T090000Z\r\nDTSTART:20260330T070000Z\r\nDURATION:PT2H\r\nSUMMARY:C\r\nEND:VEVENT\r\nEND:VCALENDAR", 1)
	made, err := Change([]byte(own), Request{Scope: ScopeFollowing, RecurrenceID: id, Patch: Patch{Location: &title}}, testNow, func() string { return "2" }, time.UTC, zone.NewFinder())
	if err != nil {
		t.Fatal(err)
	}
	if got, want := listed(t, made.Split), "0330 0330T07 2h0m0s C\n0406 0407T11 2h0m0s B"; got != want {
		t.Errorf("after one of its own:\n%s\nwant\n%s", got, want)
	}
}
