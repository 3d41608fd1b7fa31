package edit

import (
	"slices"
	"time"

	"calends/backend/calendar"
	"calends/backend/ical"
	"calends/backend/recur"
	"calends/backend/zone"
)

// EffectKind says what a request does to an occurrence.
type EffectKind string

// The kinds of Effect.
const (
	Kept    EffectKind = "kept"    // when it was
	Moved   EffectKind = "moved"   // it begins or ends at another time
	Added   EffectKind = "added"   // it was not there before
	Removed EffectKind = "removed" // it is not there any more
)

// Effect is what a request does to one occurrence.
type Effect struct {
	Kind EffectKind
	// Slot names the occurrence as the object writes it before the request, or
	// where it is Added after it; zero where that does not recur.
	Slot          ical.Moment
	SlotAt        time.Time        // the instant of Slot; of a date, its midnight
	Before, After recur.Occurrence // zero where Added, Removed
	// Exception says that the occurrence is an override, and not what the rule
	// makes of it.
	Exception bool
	// Shifted says that a clock change moves it by another length of time than
	// the request says, or to another time on the clock.
	Shifted bool
}

// Preview is what a request comes to: the texts that saving it would write, and
// what becomes of the occurrences.
type Preview struct {
	Texts
	Effects []Effect // by start, of what was before where there are both
	Strays  []Stray
	// Cut says that there is more than Effects has room for.
	Cut bool
}

// most is how many occurrences a preview looks at, before and after.
const most = 1000

// Foresee is Change, and tells what becomes of the occurrences that overlap w
// before or after it. A split is told by the UID that newUID gives it; saving
// may give it another.
func Foresee(body []byte, r Request, w calendar.Window, now time.Time, newUID func() string, local *time.Location, z *zone.Finder) (Preview, error) {
	o, out, err := change(body, r, now, newUID, local, z)
	if err != nil {
		return Preview{}, err
	}
	moved := out.moved
	if moved == nil {
		moved = func(slot ical.Moment) ical.Moment { return slot }
	}
	p := Preview{Texts: out.texts(), Strays: out.Strays}
	c := comparison{places{calendar: o.Calendar, local: local, finder: z}, moved}
	wide := c.widened(o, w)
	before, cut1 := c.occurrences(wide, o)
	after, cut2 := c.occurrences(wide, out.Object, out.Split)
	p.Cut = cut1 || cut2
	for _, e := range c.effects(before, after) {
		if e.overlaps(w) {
			p.Effects = append(p.Effects, e)
		}
	}
	return p, nil
}

// comparison sets the occurrences before a request against those after it.
type comparison struct {
	places
	moved func(slot ical.Moment) ical.Moment
}

// widened is w with room for what moves across its edges.
func (c comparison) widened(o *ical.Object, w calendar.Window) calendar.Window {
	room := 48 * time.Hour
	if first, ok, _ := recur.First(o, c.local, c.finder); ok {
		slot := slotOf(first)
		shift := c.at(c.moved(slot)).Sub(c.at(slot))
		room += max(shift, -shift)
	}
	if !w.From.IsZero() {
		w.From = w.From.Add(-room)
	}
	if !w.To.IsZero() {
		w.To = w.To.Add(room)
	}
	return w
}

// slotOf is the slot of an occurrence; its start where the object does not
// recur.
func slotOf(c recur.Occurrence) ical.Moment {
	if c.ID.IsZero() {
		return c.StartMoment
	}
	return c.ID
}

func (c comparison) occurrences(w calendar.Window, objects ...*ical.Object) (all []recur.Occurrence, cut bool) {
	for _, o := range objects {
		if o == nil {
			continue
		}
		n := 0
		for x, err := range recur.In(o, w, c.local, c.finder) {
			if n == most {
				cut = true
				break
			}
			if err == nil {
				all = append(all, x)
				n++
			}
		}
	}
	return all, cut
}

// effects pairs the occurrences by their slots.
func (c comparison) effects(before, after []recur.Occurrence) []Effect {
	var out []Effect
	used := make([]bool, len(after))
	for _, b := range before {
		e := Effect{Kind: Removed, Slot: b.ID, Before: b, Exception: exception(b)}
		to := c.moved(slotOf(b))
		for i, a := range after {
			if !used[i] && slotOf(a) == to {
				used[i] = true
				e.Kind, e.After, e.Exception = Moved, a, exception(a)
				if a.Start.Equal(b.Start) && a.End.Equal(b.End) && a.AllDay == b.AllDay {
					e.Kind = Kept
				}
				break
			}
		}
		out = append(out, e)
	}
	for i, a := range after {
		if !used[i] {
			out = append(out, Effect{Kind: Added, Slot: a.ID, After: a, Exception: exception(a)})
		}
	}
	for i := range out {
		out[i].Shifted = c.shifted(out[i])
		if !out[i].Slot.IsZero() {
			out[i].SlotAt = c.at(out[i].Slot)
		}
	}
	slices.SortStableFunc(out, func(a, b Effect) int { return a.start().Compare(b.start()) })
	return out
}

func exception(c recur.Occurrence) bool { return c.Component.Get("RECURRENCE-ID") != nil }

// shifted reports whether a clock change is in the way: no clock shows the time
// it is to start at, or it is moved by another length of time than on the wall.
func (c comparison) shifted(e Effect) bool {
	if e.Kind == Removed || e.Kind == Kept || e.After.AllDay {
		return false
	}
	if ical.WallOf(e.After.Start) != e.After.StartMoment.Wall {
		return true
	}
	if e.Kind == Added || e.Before.AllDay || frameOf(e.Before.StartMoment) != frameOf(e.After.StartMoment) {
		return false
	}
	wall := time.Duration(e.After.StartMoment.Wall-e.Before.StartMoment.Wall) * time.Second
	return e.After.Start.Sub(e.Before.Start) != wall
}

// start is where an effect stands in a list.
func (e Effect) start() time.Time {
	if e.Kind == Added {
		return e.After.Start
	}
	return e.Before.Start
}

func (e Effect) overlaps(w calendar.Window) bool {
	in := func(c recur.Occurrence) bool { return w.Overlaps(calendar.Window{From: c.Start, To: c.End}) }
	return e.Kind != Added && in(e.Before) || e.Kind != Removed && in(e.After)
}
