package bridge_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"calends/backend/agenda"
	"calends/backend/bridge"
	"calends/backend/calendar"
	"calends/backend/store"
	"calends/backend/zone"
)

// stored is a store of events, each of them as event makes it.
func stored(b *testing.B, n int, event func(i int) []byte) (*store.Store, calendar.CollectionID, *zone.Finder) {
	b.Helper()
	z := zone.NewFinder()
	s, err := store.Open(filepath.Join(b.TempDir(), "calends.db"), store.Options{Index: agenda.Indexer(z),
		IndexVersion: agenda.IndexVersion, Now: time.Now})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	in, err := s.EnsureLocal(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	var writes []calendar.Write
	for i := range n {
		if writes = append(writes, calendar.Write{Collection: in.ID, Body: event(i)}); len(writes) == 2000 || i == n-1 {
			if _, err := s.Commit(b.Context(), calendar.Import, "", writes); err != nil {
				b.Fatal(err)
			}
			writes = writes[:0]
		}
	}
	return s, in.ID, z
}

// eventText is an event of an hour with a rule, or none, and a description of
// so many words.
func eventText(i int, start time.Time, rule string, words int) []byte {
	if rule != "" {
		rule = "RRULE:" + rule + "\r\n"
	}
	return fmt.Appendf(nil, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:e%d\r\nDTSTAMP:20220101T000000Z\r\n"+
		"DTSTART;TZID=Europe/Berlin:%s\r\nDTEND;TZID=Europe/Berlin:%s\r\n%sSUMMARY:Event number %d\r\nLOCATION:Room %d\r\n"+
		"DESCRIPTION:%s\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
		i, start.Format("20060102T150405"), start.Add(time.Hour).Format("20060102T150405"), rule, i, i%40,
		bytes.Repeat([]byte("Some words about what this is. "), words/7))
}

// BenchmarkWeek is what painting a week costs us with 20,000 stored events, one
// in twenty of them recurring: the question of the window to its answer, from
// the store's file on.
func BenchmarkWeek(b *testing.B) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		b.Fatal(err)
	}
	day := time.Date(2022, 1, 3, 8, 0, 0, 0, berlin)
	s, _, z := stored(b, 20_000, func(i int) []byte {
		rule := ""
		if i%20 == 0 {
			rule = "FREQ=WEEKLY;BYDAY=MO,TH"
		}
		return eventText(i, day.AddDate(0, 0, i%2500).Add(time.Duration(i%36)*15*time.Minute), rule, 14)
	})
	p := bridge.NewProgram(bridge.Wiring{Store: s, Zones: z, Now: time.Now, Local: func() *time.Location { return berlin }})
	from := time.Date(2026, 11, 16, 0, 0, 0, 0, berlin)
	b.ResetTimer()
	for i := 0; b.Loop(); i++ {
		week := from.AddDate(0, 0, -7*(i%40)) // another week each time: nothing is warm
		rows, problems, err := p.Agenda(b.Context(), bridge.AgendaQuery{From: week, To: week.AddDate(0, 0, 7), View: berlin})
		if err != nil || len(problems) > 0 || len(rows) < 40 {
			b.Fatal(len(rows), problems, err)
		}
		b.ReportMetric(float64(len(rows)), "occurrences")
	}
}
