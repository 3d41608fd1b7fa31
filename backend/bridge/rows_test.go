package bridge

import (
	"testing"
	"time"

	"calends/backend/zone"
)

func TestAnEndBeforeTheStartIsToldAsWritten(t *testing.T) {
	text := "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:u\r\nDTSTART:20260601T090000Z\r\nDTEND:20260601T083000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
	day := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	rows, problems, err := Files([]File{{Name: "f", Text: []byte(text)}}, day, day.AddDate(0, 0, 1), time.UTC, zone.NewFinder())
	if err != nil || len(problems) != 0 || len(rows) != 1 || rows[0].Start != "2026-06-01T09:00:00Z" || rows[0].End != "2026-06-01T08:30:00Z" {
		t.Fatal(rows, problems, err)
	}
}
