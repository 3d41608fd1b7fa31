package edit

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"calends/backend/calendar"
	"calends/backend/ical"
	"calends/backend/recur"
	"calends/backend/zone"

	"pgregory.net/rapid"
)

// kinds are the kinds of times, as the dates of a series are written in them:
// 2 March to 4 May 2026, over Europe's and America's changes to summer time.
var kinds = map[string]struct {
	start, end, id string // of a date
	earlier        string // a start some minutes, or a day, before
}{
	"utc":      {":%sT090000Z", ":%sT100000Z", "%sT090000Z", "%sT081500Z"},
	"zoned":    {";TZID=Europe/Berlin:%sT090000", ";TZID=Europe/Berlin:%sT100000", "%sT090000", "%sT081500"},
	"floating": {":%sT090000", ":%sT100000", "%sT090000", "%sT081500"},
	"allday":   {";VALUE=DATE:%s", ";VALUE=DATE:%s", "%s", "%s"},
}

// occurrencesOfTable are the occurrences that requests are made on, by what is
// special in them: the first, one in the middle, one that an override moved, and
// the last.
var occurrencesOfTable = map[string]string{"1-first": "20260302", "2-middle": "20260323", "3-overridden": "20260406", "4-last": "20260504"}

// series is a weekly event with guests, an alarm, X- properties, an exclusion
// (16 March), an override that moved (6 April) and one that only has another
// title (20 April); of ten slots nine are on.
func series(kind string) []byte {
	k := kinds[kind]
	later := func(d string) string { // the day after, where times are dates
		if kind != "allday" {
			return d
		}
		at, _ := time.Parse("20060102", d) // a constant
		return at.AddDate(0, 0, 1).Format("20060102")
	}
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\r\n", args...) }
	dated := func(name, format, day string) { line(name+format, day) }
	line("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Example//EN\r\nBEGIN:VEVENT\r\nUID:series@example.org\r\nDTSTAMP:20260101T000000Z\r\nSEQUENCE:3")
	dated("DTSTART", k.start, "20260302")
	dated("DTEND", k.end, later("20260302"))
	line("RRULE:FREQ=WEEKLY;COUNT=10")
	dated("EXDATE", k.start, "20260316")
	line("SUMMARY:Choir\r\nORGANIZER:mailto:ann@example.org\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:bob@example.org\r\nX-CHOIR:alto")
	line("BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT15M\r\nDESCRIPTION:Choir\r\nEND:VALARM\r\nEND:VEVENT")
	for _, v := range []struct{ slot, start, title string }{{"20260406", "20260407", "Choir, on Tuesday"}, {"20260420", "20260420", "Dress rehearsal"}} {
		line("BEGIN:VEVENT\r\nUID:series@example.org\r\nDTSTAMP:20260101T000000Z\r\nSEQUENCE:3")
		dated("RECURRENCE-ID", k.start, v.slot)
		dated("DTSTART", k.start, v.start)
		dated("DTEND", k.end, later(v.start))
		line("SUMMARY:%s\r\nX-CHOIR:own\r\nEND:VEVENT", v.title)
	}
	line("END:VCALENDAR")
	return []byte(b.String())
}

// requests are the requests that are made on an occurrence.
func requests(t *testing.T, kind, slot string) map[string]Request {
	t.Helper()
	k := kinds[kind]
	when := func(format, day string) *When {
		m, err := ParseWhen(fmt.Sprintf(format, day))
		if err != nil {
			t.Fatal(err)
		}
		return &m
	}
	day, err := time.Parse("20060102", slot)
	if err != nil {
		t.Fatal(err)
	}
	shown := slot
	if slot == "20260406" {
		shown = "20260407" // where its override stands
		day = day.AddDate(0, 0, 1)
	}
	start, end := when(k.earlier, shown), when(strings.ReplaceAll(k.earlier, "0815", "1130"), shown)
	if kind == "allday" {
		start, end = when(k.id, day.AddDate(0, 0, 1).Format("20060102")), when(k.id, day.AddDate(0, 0, 3).Format("20060102"))
	}
	title := "Orchestra"
	return map[string]Request{
		"change": {Patch: Patch{Summary: &title}},
		"move":   {Patch: Patch{Start: start}},
		"resize": {Patch: Patch{End: end}},
		"delete": {Delete: true},
	}
}

// TestTable makes every request, of every scope, on every kind of occurrence of
// a series of every kind of times, and compares the request, what is foreseen
// and the texts that come of it with a file each of testdata/table; -update
// writes them. What is foreseen is also what the texts hold.
func TestTable(t *testing.T) {
	folder := filepath.Join("testdata", "table")
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		before := series(kind)
		compare(t, filepath.Join(folder, kind+".ics"), before)
		for _, which := range slices.Sorted(maps.Keys(occurrencesOfTable)) {
			slot := occurrencesOfTable[which]
			for op, r := range requests(t, kind, slot) {
				for _, scope := range []Scope{ScopeThis, ScopeFollowing, ScopeAll} {
					name := fmt.Sprintf("%s-%s-%s-%s", kind, which, scope, op)
					t.Run(name, func(t *testing.T) {
						id, err := ParseWhen(fmt.Sprintf(kinds[kind].id, slot))
						if err != nil {
							t.Fatal(err)
						}
						r.Scope, r.RecurrenceID = scope, id
						compare(t, filepath.Join(folder, name+".txt"), carriedOut(t, before, r))
					})
				}
			}
		}
	}
}

// carriedOut is a request's preview and texts, for a golden file.
func carriedOut(t *testing.T, before []byte, r Request) []byte {
	t.Helper()
	uid := func() string { return "rest@example.org" }
	w := calendar.Window{To: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)}
	p, err := Foresee(before, r, w, testNow, uid, berlin(t), zone.NewFinder())
	if err != nil {
		t.Fatal(err)
	}
	texts, err := Change(before, r, testNow, uid, berlin(t), zone.NewFinder())
	if err != nil || string(texts.Body) != string(p.Body) || string(texts.Split) != string(p.Split) {
		t.Fatalf("what is saved is not what was foreseen: %v\n%s%s", err, texts.Body, texts.Split)
	}
	var b strings.Builder
	b.WriteString(foreseen(p))
	checkForeseen(t, p, w, berlin(t))
	for _, text := range []struct{ name, body string }{{"body", string(p.Body)}, {"split", string(p.Split)}} {
		if text.body != "" {
			fmt.Fprintf(&b, "\n%s\n%s", text.name, strings.ReplaceAll(text.body, "\r\n", "\n"))
		}
	}
	return []byte(b.String())
}

// foreseen writes the effects of a preview, one a line.
func foreseen(p Preview) string {
	var b strings.Builder
	times := func(c recur.Occurrence) string {
		return c.StartMoment.String() + "/" + c.End.Sub(c.Start).String()
	}
	for _, e := range p.Effects {
		fmt.Fprintf(&b, "%-7s", e.Kind)
		if e.Kind != Added {
			b.WriteString(" " + times(e.Before))
		}
		if e.Kind == Moved || e.Kind == Added {
			b.WriteString(" → " + times(e.After))
		}
		if e.Exception {
			b.WriteString(" exception")
		}
		if e.Shifted {
			b.WriteString(" shifted")
		}
		b.WriteString("\n")
	}
	for _, s := range p.Strays {
		fmt.Fprintf(&b, "stray   %s override=%t %s\n", s.Slot, s.Override, s.Summary)
	}
	return b.String()
}

// checkForeseen holds the preview against its own texts: what is kept, moved
// and added is what they hold, and nothing else.
func checkForeseen(t rapid.TB, p Preview, w calendar.Window, local *time.Location) {
	t.Helper()
	var told, held []string
	for _, e := range p.Effects {
		if e.Kind != Removed && w.Overlaps(calendar.Window{From: e.After.Start, To: e.After.End}) {
			told = append(told, fmt.Sprint(e.After.Start.Unix(), e.After.End.Unix(), e.After.Component.Text("SUMMARY")))
		}
	}
	for _, body := range [][]byte{p.Body, p.Split} {
		if body == nil {
			continue
		}
		o, err := ical.ParseObject(body)
		if err != nil {
			t.Fatal(err)
		}
		for c := range recur.In(o, w, local, zone.NewFinder()) {
			held = append(held, fmt.Sprint(c.Start.Unix(), c.End.Unix(), c.Component.Text("SUMMARY")))
		}
	}
	slices.Sort(told)
	slices.Sort(held)
	if !slices.Equal(told, held) {
		t.Errorf("foreseen %q, saved %q", told, held)
	}
}
