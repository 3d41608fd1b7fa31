package edit

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"calends/backend/calendar"
	"calends/backend/ical"
	"calends/backend/zone"
)

func foresee(t testing.TB, lines string, r Request, from, to string) Preview {
	t.Helper()
	body := "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\n" + strings.ReplaceAll(lines, "\n", "\r\n") + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
	var w calendar.Window
	var err error
	if w.From, err = time.ParseInLocation(time.DateOnly, from, berlin(t)); err != nil {
		t.Fatal(err)
	}
	if w.To, err = time.ParseInLocation(time.DateOnly, to, berlin(t)); err != nil {
		t.Fatal(err)
	}
	p, err := Foresee([]byte(body), r, w, testNow, func() string { return "rest" }, berlin(t), zone.NewFinder())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func text[T ~string](s T) *T { return &s }

// A new rule keeps what it has in common with the old one, and names the
// exceptions that it has no slot for.
func TestForeseeANewRule(t *testing.T) {
	const lines = "DTSTART;TZID=Europe/Berlin:20260601T090000\nRRULE:FREQ=DAILY;COUNT=5\n" +
		"EXDATE;TZID=Europe/Berlin:20260602T090000,20260603T090000\nSUMMARY:Swim\nEND:VEVENT\n" +
		"BEGIN:VEVENT\nUID:1\nRECURRENCE-ID;TZID=Europe/Berlin:20260604T090000\nDTSTART;TZID=Europe/Berlin:20260604T120000\nSUMMARY:Swim late\nEND:VEVENT\n" +
		"BEGIN:VEVENT\nUID:1\nRECURRENCE-ID;TZID=Europe/Berlin:20260605T090000\nDTSTART;TZID=Europe/Berlin:20260605T120000\nSUMMARY:Swim later"
	p := foresee(t, lines, Request{Scope: ScopeAll, Patch: Patch{RRule: text("FREQ=DAILY;INTERVAL=2;COUNT=4")}}, "2026-06-01", "2026-07-01")
	const want = `kept    20260601T090000/0s
removed 20260604T120000/0s exception
kept    20260605T120000/0s exception
added   → 20260607T090000/0s
stray   20260604T090000 override=true Swim late
stray   20260602T090000 override=false 
`
	if got := foreseen(p); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if !strings.Contains(string(p.Body), "EXDATE;TZID=Europe/Berlin:20260602T090000,20260603T090000") {
		t.Error("an exclusion is lost")
	}
}

// What no clock shows, and what a clock change makes longer or shorter, is
// marked; only what the window shows is told.
func TestForeseeClockChanges(t *testing.T) {
	const daily = "DTSTART;TZID=Europe/Berlin:20260320T090000\nDTEND;TZID=Europe/Berlin:20260320T093000\nRRULE:FREQ=DAILY"
	at := When{Kind: ical.Floating, Wall: wall("20260320T023000")}
	p := foresee(t, daily, Request{Scope: ScopeAll, Patch: Patch{Start: &at}}, "2026-03-28", "2026-03-31")
	const want = `moved   20260328T090000/30m0s → 20260328T023000/30m0s
moved   20260329T090000/30m0s → 20260329T023000/30m0s shifted
moved   20260330T090000/30m0s → 20260330T023000/30m0s
`
	if got := foreseen(p); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	week := When{Kind: ical.Floating, Wall: wall("20260327T090000")} // seven days on: some cross the change
	p = foresee(t, daily[:len(daily)-len("DAILY")]+"WEEKLY", Request{Scope: ScopeAll, Patch: Patch{Start: &week}}, "2026-03-26", "2026-04-05")
	const crossed = `moved   20260320T090000/30m0s → 20260327T090000/30m0s
moved   20260327T090000/30m0s → 20260403T090000/30m0s shifted
moved   20260403T090000/30m0s → 20260410T090000/30m0s
`
	if got := foreseen(p); got != crossed {
		t.Errorf("got\n%swant\n%s", got, crossed)
	}
}

func wall(text string) ical.Wall {
	m, err := ical.ParseMoment(text, "")
	if err != nil {
		panic(err) // a constant
	}
	return m.Wall
}

// TestForeseenIsSaved: of any set and any request, what is told is what the
// texts hold, and every exception that is lost is told.
func TestForeseenIsSaved(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSet(t)
		_, all := s.occurrences(t, s.body)
		at := rapid.SampledFrom(all).Draw(t, "occurrence")
		r := Request{RecurrenceID: at.ID, Scope: rapid.SampledFrom([]Scope{ScopeThis, ScopeFollowing, ScopeAll}).Draw(t, "scope")}
		start := at.StartMoment
		start.Wall += ical.Wall(rapid.Int64Range(-400, 400).Draw(t, "hours")) * hour
		if start.Kind == ical.Date {
			start.Wall = start.Wall.Midnight()
		}
		switch rapid.IntRange(0, 4).Draw(t, "request") {
		case 0:
			r.Delete = true
		case 1:
			if r.Scope != ScopeThis {
				r.Patch.RRule = text(rapid.SampledFrom([]string{"FREQ=DAILY;COUNT=4", "FREQ=WEEKLY;BYDAY=TU", "", "FREQ=MONTHLY;COUNT=12"}).Draw(t, "rule"))
			}
		case 2:
			yes := start.Kind != ical.Date
			r.Patch.AllDay = &yes
		case 3:
			r.Patch.TZID = text("Asia/Tokyo")
		default:
			r.Patch.Start = &start
		}
		p, err := Foresee(s.body, r, lawWindow, testNow, func() string { return "law-split" }, s.local, zone.NewFinder())
		if err != nil {
			t.Skip(err) // a request that cannot be carried out
		}
		if out := s.change(t, r); string(out.Body) != string(p.Body) || string(out.Split) != string(p.Split) {
			t.Fatalf("foreseen\n%s%s\nsaved\n%s%s", p.Body, p.Split, out.Body, out.Split)
		}
		checkForeseen(t, p, lawWindow, s.local)
	})
}
