package bridge

import (
	"slices"
	"time"
	"unicode"
	"unicode/utf8"

	"calends/backend/calendar"
	"calends/backend/edit"
	"calends/backend/ical"
	"calends/backend/recur"
	"calends/backend/words"
)

// repeats says how the object of a text recurs, its floating times in local; ""
// where it does not.
func (p *Program) repeats(body []byte, local *time.Location) string {
	o, err := ical.ParseObject(body)
	if err != nil {
		return ""
	}
	return p.repeatsOf(o, local)
}

func (p *Program) repeatsOf(o *ical.Object, local *time.Location) string {
	text := words.In("").Set(o, local, p.Zones)
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + text[size:]
}

// Recurrence is how an event that is being written would recur.
type Recurrence struct {
	Text string    `json:"text"` // in words; "" where it does not
	Next []SpanRow `json:"next"` // its first occurrences
	More bool      `json:"more"` // there are others after these
}

// foretold is how many occurrences a Recurrence names.
const foretold = 4

// Recurrence tells how an event that is made of a patch would recur, its times
// in view; nothing is written. The patch needs a start.
func (p *Program) Recurrence(patch Patch, view *time.Location) (Recurrence, error) {
	asked, err := patch.asEdit()
	if err != nil {
		return Recurrence{}, err
	}
	o, err := edit.New(calendar.UID(p.NewUID()), asked, p.Now(), view, p.Zones)
	if err != nil {
		return Recurrence{}, err
	}
	out := Recurrence{Text: p.repeatsOf(o, view), Next: []SpanRow{}}
	for x, err := range recur.In(o, calendar.Window{}, view, p.Zones) {
		switch {
		case err != nil:
			return Recurrence{}, err
		case len(out.Next) == foretold:
			out.More = true
			return out, nil
		}
		out.Next = append(out.Next, *spanRow(x.StartMoment, x.Start, x.End, view))
	}
	return out, nil
}

// Recurrence tells, as one writes an event, how it would recur; tz is the zone
// its times are in.
func (e *Events) Recurrence(patch Patch, tz string) (out Recurrence, err error) {
	defer settle(&err)
	p := e.life.Program()
	view, err := p.viewZone(tz)
	if err != nil {
		return Recurrence{}, err
	}
	return p.Recurrence(patch, view)
}

// withWords puts the sentence before the rule it says.
func withWords(fields []FieldRow, sentence string) []FieldRow {
	if sentence == "" {
		return fields
	}
	at := slices.IndexFunc(fields, func(f FieldRow) bool { return f.Name == "rrule" || f.Name == "added dates" })
	if at < 0 {
		at = len(fields)
	}
	return slices.Insert(slices.Clone(fields), at, FieldRow{Name: "repeats", After: sentence})
}
