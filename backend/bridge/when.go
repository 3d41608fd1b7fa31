package bridge

import (
	"time"

	"calends/backend/calendar"
)

const (
	dateForm = "2006-01-02"
	wallForm = "2006-01-02T15:04:05"
)

// ParseTime reads a value that may be a date or a time: "2026-11-22" (midnight
// in the view zone), "2026-11-22T09:30" (in the view zone), or RFC 3339. It
// reports whether the value was a date.
func ParseTime(text string, view *time.Location) (t time.Time, date bool, err error) {
	if t, err := time.ParseInLocation(dateForm, text, view); err == nil {
		return firstInstant(t, view), true, nil
	}
	for _, form := range []string{"2006-01-02T15:04", wallForm, "2006-01-02 15:04"} {
		if t, err := time.ParseInLocation(form, text, view); err == nil {
			return t, false, nil
		}
	}
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t.In(view), false, nil
	}
	return time.Time{}, false, calendar.Explain(calendar.ErrInvalid,
		"Write 2026-11-22, 2026-11-22T09:30 or 2026-11-22T09:30:00+01:00.", "%q is neither a date nor a time", text)
}

// firstInstant is when the day of t begins in the zone; where midnight is
// skipped by a change of the clocks, that is the first instant after it.
func firstInstant(t time.Time, view *time.Location) time.Time {
	y, m, d := t.Date()
	midnight := time.Date(y, m, d, 0, 0, 0, 0, view)
	if midnight.Day() == d {
		return midnight
	}
	_, end := midnight.ZoneBounds()
	return end
}

// stamp writes an instant as the ledger and the sync record show it.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
