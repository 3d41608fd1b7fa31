package merge

import (
	"slices"
	"strings"
	"testing"
)

const dailyText = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;TZID=Europe/Berlin:20261102T090000\r\n" +
	"DTEND;TZID=Europe/Berlin:20261102T100000\r\nRRULE:FREQ=DAILY\r\nSUMMARY:Tea\r\nLOCATION:Here\r\nCATEGORIES:A\r\nATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:jo@example.org\r\n" +
	"BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT5M\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

// onTheFifth gives an event an override of its fourth day, as its master gives
// that, with replacements.
func onTheFifth(t *testing.T, text string, pairs ...string) string {
	_, event, _ := strings.Cut(text, "BEGIN:VEVENT\r\n")
	event, _, _ = strings.Cut(event, "END:VEVENT\r\n")
	event = strings.ReplaceAll(strings.Replace(event, "RRULE:FREQ=DAILY\r\n", "", 1), "20261102", "20261105")
	start := strings.Index(event, "DTSTART") + len("DTSTART")
	end := start + strings.Index(event[start:], "\r\n") + 2
	event = with(t, event[:end]+"RECURRENCE-ID"+event[start:end]+event[end:], pairs...)
	return with(t, text, "END:VCALENDAR", "BEGIN:VEVENT\r\n"+event+"END:VEVENT\r\nEND:VCALENDAR")
}

// TestOccurrence: an override that base does not have is a copy of what its
// master gave there. What it says like that nobody wrote.
func TestOccurrence(t *testing.T) {
	edits := func(pairs ...string) []string { return pairs }
	later := edits("T090000", "T103000", "T100000", "T113000")
	day := func(pairs ...string) func(string) string {
		return func(text string) string { return onTheFifth(t, text, pairs...) }
	}
	tests := []struct {
		name   string
		all    []string            // what one side changes of all
		mine   func(string) string // and then of the day
		alls   []string            // what the other side changes of all
		theirs func(string) string
		want   []string // of the day, after the merge
		not    []string
		told   int // clashes
	}{
		{name: "two fields of one day", mine: day("SUMMARY:Tea", "SUMMARY:Coffee"), theirs: day("LOCATION:Here", "LOCATION:There"),
			want: edits("SUMMARY:Coffee", "LOCATION:There")},
		{name: "one field of one day", mine: day("SUMMARY:Tea", "SUMMARY:Coffee"), theirs: day("SUMMARY:Tea", "SUMMARY:Water"), told: 1},
		{name: "all here, one day there", all: edits("SUMMARY:Tea", "SUMMARY:Coffee"), theirs: day("LOCATION:Here", "LOCATION:There"),
			want: edits("SUMMARY:Coffee", "LOCATION:There")},
		{name: "all here, the same of one day there", all: edits("SUMMARY:Tea", "SUMMARY:Coffee"), theirs: day("SUMMARY:Tea", "SUMMARY:Water"),
			want: edits("SUMMARY:Water")},
		{name: "all here, none on one day there", all: edits("LOCATION:Here", "LOCATION:There"), theirs: day("LOCATION:Here\r\n", ""),
			want: edits("SUMMARY:Tea"), not: edits("LOCATION")},
		{name: "none here, another on one day there", all: edits("LOCATION:Here\r\n", ""), theirs: day("LOCATION:Here", "LOCATION:There"),
			want: edits("LOCATION:There")},
		{name: "words for all here, words for one day there", all: edits("CATEGORIES:A", "CATEGORIES:A,B"), theirs: day("CATEGORIES:A", "CATEGORIES:A,C"),
			want: edits("CATEGORIES:A,C,B")},
		{name: "one more is invited here, an answer for one day there", all: edits("ATTENDEE;", "ATTENDEE:mailto:al@example.org\r\nATTENDEE;"),
			theirs: day("NEEDS-ACTION", "ACCEPTED"), want: edits("mailto:al@example.org", "PARTSTAT=ACCEPTED")},
		{name: "an alarm for all here, a place of one day there", all: edits("-PT5M", "-PT1H"), theirs: day("LOCATION:Here", "LOCATION:There"),
			want: edits("TRIGGER:-PT1H", "LOCATION:There"), not: edits("PT5M")},
		{name: "longer here, a place of one day there", all: edits("T100000", "T120000"), theirs: day("LOCATION:Here", "LOCATION:There"),
			want: edits("DTEND;TZID=Europe/Berlin:20261105T120000", "LOCATION:There")},
		{name: "later here, a place of one day there", all: later, theirs: day("LOCATION:Here", "LOCATION:There"),
			want: edits("RECURRENCE-ID;TZID=Europe/Berlin:20261105T103000", "DTSTART;TZID=Europe/Berlin:20261105T103000", "DTEND;TZID=Europe/Berlin:20261105T113000", "LOCATION:There")},
		{name: "later and a day here, the day there", all: later, mine: day("SUMMARY:Tea", "SUMMARY:Coffee"), theirs: day("LOCATION:Here", "LOCATION:There"),
			want: edits("RECURRENCE-ID;TZID=Europe/Berlin:20261105T103000", "DTEND;TZID=Europe/Berlin:20261105T113000", "SUMMARY:Coffee", "LOCATION:There")},
		{name: "all and a day here, the day there", all: edits("SUMMARY:Tea", "SUMMARY:Coffee"), mine: day("CATEGORIES:A", "CATEGORIES:B"), theirs: day("LOCATION:Here", "LOCATION:There"),
			want: edits("SUMMARY:Coffee", "CATEGORIES:B", "LOCATION:There")},
		{name: "all and a day here, all and the day there", all: edits("SUMMARY:Tea", "SUMMARY:Coffee"), mine: day("CATEGORIES:A", "CATEGORIES:B"),
			alls: edits("LOCATION:Here", "LOCATION:There"), theirs: day("-PT5M", "-PT1H"), want: edits("SUMMARY:Coffee", "CATEGORIES:B", "LOCATION:There", "TRIGGER:-PT1H")},
		{name: "a day as it was, of a set that is not", all: edits("SUMMARY:Tea", "SUMMARY:Coffee"), mine: day("SUMMARY:Coffee", "SUMMARY:Tea"), theirs: day("LOCATION:Here", "LOCATION:There"),
			want: edits("SUMMARY:Tea", "LOCATION:There")},
		{name: "both change all, one a day besides", all: edits("SUMMARY:Tea", "SUMMARY:Coffee"), alls: edits("SUMMARY:Tea", "SUMMARY:Water"), theirs: day("LOCATION:Here", "LOCATION:There"),
			want: edits("LOCATION:There"), told: 1},
		{name: "both change all, and the day apart", all: edits("SUMMARY:Tea", "SUMMARY:Coffee"), mine: day("CATEGORIES:A", "CATEGORIES:B"), alls: edits("SUMMARY:Tea", "SUMMARY:Water"), theirs: day("LOCATION:Here", "LOCATION:There"),
			want: edits("CATEGORIES:B", "LOCATION:There"), told: 2},
	}
	for _, test := range tests {
		write := func(all []string, of func(string) string) []byte {
			text := with(t, dailyText, all...)
			if of != nil {
				text = of(text)
			}
			return []byte(text)
		}
		one, other := write(test.all, test.mine), write(test.alls, test.theirs)
		for side, pair := range map[string][2][]byte{"": {one, other}, ", the other way": {other, one}} {
			t.Run(test.name+side, func(t *testing.T) {
				r, err := Options{Zone: zones}.Merge([]byte(dailyText), pair[0], pair[1])
				if err != nil || len(r.Clashes) != test.told || len(r.Kept) > 0 {
					t.Errorf("%v, clashes %v, kept %+v", err, r.Clashes, r.Kept)
				}
				i := strings.Index(string(r.Text), "RECURRENCE-ID")
				if i < 0 || strings.Count(string(r.Text), "RECURRENCE-ID") != 1 {
					t.Fatalf("not one override in\n%s", r.Text)
				}
				start := strings.LastIndex(string(r.Text[:i]), "BEGIN:VEVENT")
				text := string(r.Text[start:])
				has := func(s string) bool { return strings.Contains(text, s) }
				if i := slices.IndexFunc(test.want, func(s string) bool { return !has(s) && !sameWords(s, text) }); i >= 0 {
					t.Errorf("no %q in\n%s", test.want[i], text)
				}
				if i := slices.IndexFunc(test.not, has); i >= 0 {
					t.Errorf("%q in\n%s", test.not[i], text)
				}
			})
		}
	}
}

// sameWords: the order of a set of words does not matter.
func sameWords(want, text string) bool {
	words, ok := strings.CutPrefix(want, "CATEGORIES:")
	_, got, there := strings.Cut(text, "CATEGORIES:")
	got, _, _ = strings.Cut(got, "\r\n")
	sorted := func(s string) []string { w := strings.Split(s, ","); slices.Sort(w); return w }
	return ok && there && slices.Equal(sorted(words), sorted(got))
}
