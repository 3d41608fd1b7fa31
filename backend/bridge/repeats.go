package bridge

import (
	"slices"
	"time"
	"unicode"
	"unicode/utf8"

	"calends/backend/ical"
	"calends/backend/words"
)

// repeats says how the object of a text recurs, its floating times in local; ""
// where it does not.
func (p *Program) repeats(body []byte, local *time.Location) string {
	o, err := ical.ParseObject(body)
	if err != nil {
		return ""
	}
	text := words.In("").Set(o, local, p.Zones)
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + text[size:]
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
