// Package edit turns a request of the user's into a new version of a calendar
// object. An edit changes the content lines it must and no others: what other
// programs wrote stays byte for byte, understood or not.
//
// [New] writes a new event; [Apply] changes or deletes one occurrence, this and
// the following ones, or all; [Revert] takes a change back; [Import] reads
// whole files; [Foresee] tells what a change would come to. Nothing here knows a clock, a disk or a network.
package edit

import (
	"fmt"
	"strings"
	"time"

	"calends/backend/calendar"
	"calends/backend/ical"
	"calends/backend/zone"
)

// Scope says how much of a recurrence set a request is about.
type Scope string

// The scopes.
const (
	ScopeThis      Scope = "this"      // one occurrence
	ScopeFollowing Scope = "following" // an occurrence and all after it
	ScopeAll       Scope = "all"       // all of them
)

// When is a date or a time as the user gave it. A Date is a day, or the
// midnight in the view zone where a time is needed; Floating is a time on the
// wall of the event's own zone; UTC and Zoned are instants, shown in it.
type When = ical.Moment

// Patch names the fields the user touched, and no others: nil leaves a field
// as it is, "" and an empty list remove it.
type Patch struct {
	Summary, Location, Description, URL *string
	Status, Transparency, Class         *string
	Color                               *string // a name of CSS (RFC 7986 §5.9)
	RRule                               *string
	Categories                          *[]string
	// Alarms are times before the start: "15m", "1h30m", "2d", "1w", "0";
	// with "+" in front, after it. RFC 5545 durations are taken too.
	Alarms     *[]string
	Start, End *When // End is exclusive
	AllDay     *bool
	TZID       *string // another zone, the same time on its wall
	Floating   *bool
	Clear      []string // fields to remove, by the names of the command line
}

// Request is one thing the user asked for.
type Request struct {
	Delete bool
	Scope  Scope // "": this with a RecurrenceID, else all
	// RecurrenceID names the occurrence by its original slot, in any kind and
	// zone; zero: the object as a whole. With ScopeAll and a new Start it says
	// which occurrence the new start is that of.
	RecurrenceID ical.Moment
	Patch        Patch
}

// Outcome is what becomes of an object. Object nil means that it is to be
// deleted; Split is the new object for this and the following occurrences.
type Outcome struct {
	Object *ical.Object
	Split  *ical.Object
	// Strays are the exceptions that make no sense with a new rule.
	Strays []Stray
	// moved is where a slot of the old object went.
	moved func(slot ical.Moment) ical.Moment
}

// Stray is an exception to a rule that the new rule has no slot for: an
// override, which goes with its slot, or an exclusion, which stays and excludes
// nothing.
type Stray struct {
	Slot     ical.Moment
	SlotAt   time.Time // its instant; of a date, its midnight
	Override bool
	Summary  string // of the override
}

// Texts is an Outcome as text: nil deletes Body, and there may be no Split.
type Texts struct{ Body, Split []byte }

// Change is Apply on text.
func Change(body []byte, r Request, now time.Time, newUID func() string, local *time.Location, z *zone.Finder) (Texts, error) {
	_, out, err := change(body, r, now, newUID, local, z)
	return out.texts(), err
}

// change is Apply on text, and what was read of that.
func change(body []byte, r Request, now time.Time, newUID func() string, local *time.Location, z *zone.Finder) (*ical.Object, Outcome, error) {
	o, err := ical.ParseObject(body)
	if err != nil {
		return nil, Outcome{}, invalid("", "It stays as it is.", "the event cannot be read: %v", err)
	}
	out, err := Apply(o, r, now, newUID, local, z)
	return o, out, err
}

func (o Outcome) texts() Texts {
	var t Texts
	if o.Object != nil {
		t.Body = o.Object.Bytes()
	}
	if o.Split != nil {
		t.Split = o.Split.Bytes()
	}
	return t
}

// ParseWhen reads "2026-11-22", "2026-11-22T09:30", RFC 3339, or iCalendar's
// own forms.
func ParseWhen(text string) (When, error) {
	if t, err := time.Parse(time.RFC3339, strings.ToUpper(strings.TrimSpace(text))); err == nil {
		return When{Kind: ical.UTC, Wall: ical.WallOf(t.UTC())}, nil
	}
	m, err := ical.ParseMoment(text, "")
	if err != nil {
		return When{}, calendar.Explain(calendar.ErrInvalid, "Write 2026-11-22, 2026-11-22T09:30 or 2026-11-22T09:30:00+01:00.",
			"%q is neither a date nor a time", text)
	}
	return m, nil
}

// invalid is what is said of input that cannot be used.
func invalid(field, hint, format string, args ...any) error {
	return &calendar.Explained{Message: fmt.Sprintf(format, args...), Hint: hint, Field: field, Err: calendar.ErrInvalid}
}

// cleared is the patch with Clear spelled out in the fields.
func (p Patch) cleared() (Patch, error) {
	none, list, yes := "", []string{}, true
	for _, key := range p.Clear {
		switch strings.ToLower(strings.TrimSpace(key)) {
		case "summary":
			p.Summary = &none
		case "location":
			p.Location = &none
		case "description":
			p.Description = &none
		case "url":
			p.URL = &none
		case "status":
			p.Status = &none
		case "transparency":
			p.Transparency = &none
		case "class":
			p.Class = &none
		case "color":
			p.Color = &none
		case "rrule":
			p.RRule = &none
		case "categories":
			p.Categories = &list
		case "alarm", "alarms":
			p.Alarms = &list
		case "tzid":
			p.Floating = &yes
		case "start", "end", "all-day", "allday":
			return p, invalid(key, "Set it to another value instead.", "an event cannot be without its %s", key)
		default:
			return p, invalid(key, "", "there is no field %q to clear", key)
		}
	}
	return p, nil
}
