package bridge_test

import (
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

// BenchmarkWeek is what painting a week costs us with 20,000 stored events, one
// in twenty of them recurring: the question of the window to its answer, from
// the store's file on.
func BenchmarkWeek(b *testing.B) {
	ctx := b.Context()
	z := zone.NewFinder()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		b.Fatal(err)
	}
	s, err := store.Open(filepath.Join(b.TempDir(), "calends.db"), store.Options{Index: agenda.Indexer(z),
		IndexVersion: agenda.IndexVersion, Now: time.Now})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	in, err := s.EnsureLocal(ctx)
	if err != nil {
		b.Fatal(err)
	}
	var writes []calendar.Write
	day := time.Date(2022, 1, 3, 8, 0, 0, 0, berlin)
	for i := range 20_000 {
		start := day.AddDate(0, 0, i%2500).Add(time.Duration(i%36) * 15 * time.Minute)
		rule := ""
		if i%20 == 0 {
			rule = "RRULE:FREQ=WEEKLY;BYDAY=MO,TH\r\n"
		}
		writes = append(writes, calendar.Write{Collection: in.ID, Body: fmt.Appendf(nil,
			"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:e%d\r\nDTSTAMP:20220101T000000Z\r\n"+
				"DTSTART;TZID=Europe/Berlin:%s\r\nDTEND;TZID=Europe/Berlin:%s\r\n%sSUMMARY:Event number %d\r\nLOCATION:Room %d\r\n"+
				"DESCRIPTION:Some lines of text that somebody wrote about what this is.\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
			i, start.Format("20060102T150405"), start.Add(time.Hour).Format("20060102T150405"), rule, i, i%40)})
	}
	for len(writes) > 0 {
		n := min(len(writes), 2000)
		if _, err := s.Commit(ctx, calendar.Import, "", writes[:n]); err != nil {
			b.Fatal(err)
		}
		writes = writes[n:]
	}
	p := bridge.NewProgram(bridge.Wiring{Store: s, Zones: z, Now: time.Now, Local: func() *time.Location { return berlin }})
	from := time.Date(2026, 11, 16, 0, 0, 0, 0, berlin)
	b.ResetTimer()
	for i := 0; b.Loop(); i++ {
		week := from.AddDate(0, 0, -7*(i%40)) // another week each time: nothing is warm
		rows, problems, err := p.Agenda(ctx, bridge.AgendaQuery{From: week, To: week.AddDate(0, 0, 7), View: berlin})
		if err != nil || len(problems) > 0 || len(rows) < 40 {
			b.Fatal(len(rows), problems, err)
		}
		b.ReportMetric(float64(len(rows)), "occurrences")
	}
}
