package bridge

import (
	"context"
	"time"

	"calends/backend/agenda"
	"calends/backend/calendar"
	"calends/backend/edit"
	"calends/backend/ical"
)

// PreviewRow is what an edit or a deletion would come to; nothing is written.
type PreviewRow struct {
	UID      string      `json:"uid"`
	Calendar string      `json:"calendar"`
	MovesTo  *string     `json:"moves_to"` // the calendar it would move to; nil: it stays
	Splits   bool        `json:"splits"`   // a new event would go on from the occurrence
	Deletes  bool        `json:"deletes"`  // nothing would be left
	Effects  []EffectRow `json:"effects"`  // by start
	// Conflicts are the exceptions that a new rule has no slot for.
	Conflicts []StrayRow `json:"conflicts"`
	Cut       bool       `json:"cut"` // there is more than Effects shows
}

// EffectRow is what becomes of one occurrence.
type EffectRow struct {
	Kind         string   `json:"kind"` // kept, moved, added, removed
	RecurrenceID *string  `json:"recurrence_id"`
	Before       *SpanRow `json:"before"`    // nil: added
	After        *SpanRow `json:"after"`     // nil: removed
	Exception    bool     `json:"exception"` // an override, not what the rule makes of it
	Shifted      bool     `json:"shifted"`   // a change of the clocks is in the way
}

// SpanRow is when an occurrence is: dates, or times with the offset of the view
// zone; the end is exclusive.
type SpanRow struct {
	Start  string `json:"start"`
	End    string `json:"end"`
	AllDay bool   `json:"all_day"`
}

// StrayRow is an exception without a slot: an override, which would be lost, or
// an exclusion, which would exclude nothing.
type StrayRow struct {
	RecurrenceID string `json:"recurrence_id"`
	Kind         string `json:"kind"` // override, exclusion
	Summary      string `json:"summary"`
}

// foreseen is how far a preview looks where nothing is said.
const foreseen = 366 * 24 * time.Hour

// PreviewEdit tells what Edit would do to the occurrences in [from, to). A zero
// from is the event's first occurrence, a zero to a year after from, or after
// now where that is zero.
func (p *Program) PreviewEdit(ctx context.Context, ask EditEvent, from, to time.Time) (PreviewRow, error) {
	return p.previewNamed(ctx, ask.UID, ask.Calendar, alteration{recurrenceID: ask.RecurrenceID,
		scope: ask.Scope, patch: ask.Patch, moveTo: ask.MoveTo, view: ask.View}, calendar.Window{From: from, To: to})
}

// PreviewDelete tells what Delete would do to the occurrences in [from, to), as
// PreviewEdit does.
func (p *Program) PreviewDelete(ctx context.Context, ask DeleteEvent, from, to time.Time) (PreviewRow, error) {
	return p.previewNamed(ctx, ask.UID, ask.Calendar, alteration{recurrenceID: ask.RecurrenceID,
		scope: ask.Scope, remove: true, view: ask.View}, calendar.Window{From: from, To: to})
}

func (p *Program) previewNamed(ctx context.Context, uid, in string, a alteration, w calendar.Window) (PreviewRow, error) {
	s, err := p.shelf(ctx)
	if err != nil {
		return PreviewRow{}, err
	}
	o, err := p.find(ctx, s, uid, in)
	if err != nil {
		return PreviewRow{}, err
	}
	row, err := p.preview(o, a, w)
	if err != nil || a.moveTo == "" {
		return row, err
	}
	err = p.previewMove(ctx, s, o, a.moveTo, &row)
	return row, err
}

// previewMove tells of another calendar, or why the event cannot move there.
func (p *Program) previewMove(ctx context.Context, s shelf, o calendar.Object, moveTo string, row *PreviewRow) error {
	writes, err := s.writes(o, moveTo, edit.Texts{Body: o.Body})
	if err != nil || writes[0].Collection == o.Collection {
		return err
	}
	to := string(writes[0].Collection)
	row.MovesTo = &to
	return p.freeIn(ctx, s.byID(writes[0].Collection), o.Body)
}

// preview carries an alteration out and keeps nothing of it.
func (p *Program) preview(o calendar.Object, a alteration, w calendar.Window) (PreviewRow, error) {
	r, err := a.request()
	if err != nil {
		return PreviewRow{}, err
	}
	if w.To.IsZero() {
		if w.To = w.From; w.To.IsZero() {
			w.To = p.Now()
		}
		w.To = w.To.Add(foreseen)
	}
	index, err := agenda.Index(o.Body)
	if err != nil {
		return PreviewRow{}, err
	}
	x, err := edit.Foresee(o.Body, r, w, p.Now(), p.NewUID, a.view, p.Zones)
	if err != nil {
		return PreviewRow{}, err
	}
	row := PreviewRow{UID: string(index.UID), Calendar: string(o.Collection), Splits: x.Split != nil, Deletes: x.Body == nil, Cut: x.Cut,
		Effects: []EffectRow{}, Conflicts: []StrayRow{}}
	for _, e := range x.Effects {
		one := EffectRow{Kind: string(e.Kind), RecurrenceID: orNil(slotText(e.Slot, e.SlotAt, a.view)), Exception: e.Exception, Shifted: e.Shifted}
		if e.Kind != edit.Added {
			one.Before = spanRow(e.Before.StartMoment, e.Before.Start, e.Before.End, a.view)
		}
		if e.Kind != edit.Removed {
			one.After = spanRow(e.After.StartMoment, e.After.Start, e.After.End, a.view)
		}
		row.Effects = append(row.Effects, one)
	}
	for _, stray := range x.Strays {
		one := StrayRow{RecurrenceID: slotText(stray.Slot, stray.SlotAt, a.view), Kind: "exclusion", Summary: stray.Summary}
		if stray.Override {
			one.Kind = "override"
		}
		row.Conflicts = append(row.Conflicts, one)
	}
	return row, nil
}

// slotText writes a slot as the agenda does; "" where there is none.
func slotText(slot ical.Moment, at time.Time, view *time.Location) string {
	switch {
	case slot.IsZero():
		return ""
	case slot.Kind == ical.Date:
		return dateOf(slot)
	}
	return at.In(view).Format(time.RFC3339)
}

// spanRow writes when an occurrence is that starts at a moment.
func spanRow(moment ical.Moment, start, end time.Time, view *time.Location) *SpanRow {
	if moment.Kind == ical.Date {
		return &SpanRow{Start: dateOf(moment), End: end.Format(dateForm), AllDay: true}
	}
	return &SpanRow{Start: start.In(view).Format(time.RFC3339), End: end.In(view).Format(time.RFC3339)}
}

// Preview tells what Save, or with remove Delete, would do to the occurrences
// in the window from from to to, both RFC 3339; tz is the zone its times are in,
// moveTo the calendar it would move to, or "".
func (e *Events) Preview(object string, revision int64, recurrenceID, scope string, patch Patch, remove bool, from, to, tz, moveTo string) (out PreviewRow, err error) {
	defer settle(&err)
	p := e.life.Program()
	view, err := p.viewZone(tz)
	if err != nil {
		return PreviewRow{}, err
	}
	var w calendar.Window
	if w.From, _, err = ParseTime(from, view); err != nil {
		return PreviewRow{}, err
	}
	if w.To, _, err = ParseTime(to, view); err != nil {
		return PreviewRow{}, err
	}
	o, err := p.Store.Object(e.life.Context(), calendar.ObjectID(object))
	if err != nil {
		return PreviewRow{}, err
	}
	if o.Body == nil || o.Revision != uint64(revision) {
		return PreviewRow{}, calendar.ErrStale
	}
	row, err := p.preview(o, alteration{recurrenceID: recurrenceID, scope: scope, patch: patch, remove: remove, view: view}, w)
	if err != nil || moveTo == "" {
		return row, err
	}
	s, err := p.shelf(e.life.Context())
	if err != nil {
		return PreviewRow{}, err
	}
	err = p.previewMove(e.life.Context(), s, o, moveTo, &row)
	return row, err
}
