package bridge

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"calends/backend/agenda"
	"calends/backend/calendar"
)

// past is the store as it was at an instant; view is the zone in which to say
// that this is too early.
type past struct {
	store Store
	at    time.Time
	view  *time.Location
}

var _ agenda.Shelf = past{}

// Overlapping yields what was shown in w.
func (p past) Overlapping(ctx context.Context, in []calendar.CollectionID, w calendar.Window) iter.Seq2[calendar.Entry, error] {
	return p.told(p.store.OverlappingAt(ctx, p.at, in, w))
}

// Matching yields what held the text.
func (p past) Matching(ctx context.Context, in []calendar.CollectionID, text string) iter.Seq2[calendar.Entry, error] {
	return p.told(p.store.MatchingAt(ctx, p.at, in, text))
}

// told words what went wrong.
func (p past) told(all iter.Seq2[calendar.Entry, error]) iter.Seq2[calendar.Entry, error] {
	return func(yield func(calendar.Entry, error) bool) {
		for e, err := range all {
			if !yield(e, tooEarly(err, p.view)) {
				return
			}
		}
	}
}

// tooEarly says for people, in the zone they look from, that history begins
// later; another error stays as it is.
func tooEarly(err error, view *time.Location) error {
	var early *calendar.TooEarly
	if !errors.As(err, &early) {
		return err
	}
	begins := early.Begins.Add(time.Second - 1).Truncate(time.Second).In(view).Format(time.RFC3339)
	if early.Dropped {
		return calendar.Explain(err, "`calends ledger` shows how long history is kept.",
			"What was known then is no longer kept; history begins at %s.", begins)
	}
	return calendar.Explain(err, "`calends ledger` shows how far history reaches back.",
		"Nothing was known here then; history begins at %s.", begins)
}

// shelfAt is what to read an agenda from, and the accounts and calendars to
// choose from: as they are, or, unless at is zero, as they were then. Names,
// colours and what is hidden are those of today.
func (p *Program) shelfAt(ctx context.Context, at time.Time, view *time.Location) (agenda.Shelf, shelf, error) {
	s, err := p.shelf(ctx)
	if err != nil || at.IsZero() {
		return p.Store, s, err
	}
	gone, err := p.Store.Removed(ctx)
	if err != nil {
		return nil, s, err
	}
	for _, c := range gone {
		if c.At.After(at) {
			s.collections = append(s.collections, c.Collection)
		}
	}
	return past{p.Store, at, view}, s, nil
}

// detailsAt is details as they were at an instant. Nothing can be based on them.
func (p *Program) detailsAt(ctx context.Context, object, recurrenceID string, at time.Time) (Details, error) {
	o, err := p.Store.ObjectAt(ctx, at, calendar.ObjectID(object))
	if err != nil {
		return Details{}, tooEarly(err, p.Local())
	}
	d, err := p.describe(o.Body, recurrenceID)
	d.Object, d.Calendar, d.RecurrenceID, d.State = object, string(o.Collection), recurrenceID, string(calendar.Unchanged)
	return d, err
}

// ParsePast reads a time that is over: what ParseTime reads, "today",
// "yesterday", a day of the week ("monday" is the last one, today included), or
// a time of this day ("09:14").
func ParsePast(text string, now time.Time, view *time.Location) (time.Time, error) {
	now = now.In(view)
	ago, word := -1, strings.ToLower(text)
	switch word {
	case "today":
		ago = 0
	case "yesterday":
		ago = 1
	}
	for day := time.Sunday; day <= time.Saturday; day++ {
		name := strings.ToLower(day.String())
		if word == name || word == name[:3] {
			ago = (int(now.Weekday()) - int(day) + 7) % 7
		}
	}
	if ago >= 0 {
		t, _, err := ParseTime(now.AddDate(0, 0, -ago).Format(dateForm), view)
		return t, err
	}
	if t, err := time.ParseInLocation("15:04", text, view); err == nil {
		t, _, err := ParseTime(fmt.Sprintf("%sT%s", now.Format(dateForm), t.Format("15:04")), view)
		return t, err
	}
	t, _, err := ParseTime(text, view)
	return t, err
}

// LedgerReport is how much history is kept, and what bounds it.
func (p *Program) LedgerReport(ctx context.Context) (LedgerReport, error) {
	size, err := p.Store.LedgerSize(ctx)
	if err != nil {
		return LedgerReport{}, err
	}
	limit, err := p.Store.LedgerLimit(ctx)
	return LedgerReport{Bytes: size.Bytes, Changes: size.Rows, FileBytes: size.File, Oldest: stamp(size.Oldest),
		Since: stamp(size.Since), Days: limit.Days, MB: int(limit.Size >> 20)}, err
}

// KeepLedger bounds the history and brings it within the bounds; zero leaves
// one as it is.
func (p *Program) KeepLedger(ctx context.Context, days, mb int) (LedgerReport, error) {
	for _, set := range []struct {
		key string
		n   int
	}{{"ledgerDays", days}, {"ledgerMB", mb}} {
		if set.n == 0 {
			continue
		}
		if err := p.setSetting(ctx, set.key, fmt.Sprint(set.n)); err != nil {
			return LedgerReport{}, err
		}
	}
	limit, err := p.Store.LedgerLimit(ctx)
	if err != nil {
		return LedgerReport{}, err
	}
	if err := p.Store.Retain(ctx, limit); err != nil {
		return LedgerReport{}, err
	}
	return p.LedgerReport(ctx)
}
