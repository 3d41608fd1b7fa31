package edit

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"calends/backend/calendar"
	"calends/backend/ical"
	"calends/backend/recur"
	"calends/backend/zone"

	"pgregory.net/rapid"
)

// foreign draws an event full of lines of other programs, with any folding,
// order and line ends.
func foreign(t *rapid.T) string {
	end := rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(t, "line end")
	fold := end + rapid.SampledFrom([]string{" ", "\t"}).Draw(t, "fold")
	lines := []string{"UID:law", "DTSTAMP:20200101T000000Z", "DTSTART:20261123T090000Z", "DTEND:20261123T100000Z"}
	if rapid.Bool().Draw(t, "has a title") {
		lines = append(lines, "SUMMARY;LANGUAGE=en;X-Q=\"a:b\":Tea")
	}
	for i := range rapid.IntRange(0, 12).Draw(t, "lines") {
		value := rapid.StringMatching(`[a-z,;:\\" é]{0,20}`).Draw(t, "value")
		line := rapid.SampledFrom([]string{"X-A;B=\"c;d\":", "x-lower ;P=q:", "ATTENDEE;CN=Jo:", "DESCRIPTION:", "rubbish ", "SEQUENCE-NOT:", "COMMENT:"}).Draw(t, "name") + value
		if rapid.Bool().Draw(t, "folded") {
			line = line[:4] + fold + line[4:]
		}
		at := i % len(lines)
		lines = slices.Insert(lines, at, line)
	}
	all := append([]string{"BEGIN:VCALENDAR", "X-WR-ODD:1", "BEGIN:VEVENT"}, lines...)
	all = append(all, "BEGIN:VALARM", "ACTION:EMAIL", "TRIGGER:-PT1H", "END:VALARM", "END:VEVENT", "BEGIN:X-OTHER", "END:X-OTHER", "END:VCALENDAR", "")
	return strings.Join(all, end)
}

// without lists the content lines of a text as they are written, but for those
// of the names.
func without(text string, names ...string) []string {
	var out []string
	for line := range strings.SplitAfterSeq(text, "\n") {
		if len(out) > 0 && (strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t")) {
			out[len(out)-1] += line
			continue
		}
		out = append(out, line)
	}
	return slices.DeleteFunc(out, func(line string) bool {
		i := strings.IndexAny(line, ":;")
		return i >= 0 && slices.Contains(names, line[:i])
	})
}

func TestUntouchedLinesStayByteForByte(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before := foreign(t)
		text := rapid.StringMatching(`[a-z,;:\\"é\n]{0,90}`).Draw(t, "title")
		minutes := rapid.IntRange(-5000, 5000).Draw(t, "moved by")
		r := Request{Patch: Patch{Summary: &text}}
		touched := []string{"SUMMARY", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE"}
		if minutes > 0 {
			start := When{Kind: ical.UTC, Wall: ical.Wall(time.Date(2026, 11, 23, 9, minutes, 0, 0, time.UTC).Unix())}
			r.Patch.Start = &start
			touched = append(touched, "DTSTART", "DTEND")
		}
		out, err := Change([]byte(before), r, testNow, nil, time.UTC, zone.NewFinder())
		if err != nil {
			t.Fatal(err)
		}
		if got, want := without(string(out.Body), touched...), without(before, touched...); !slices.Equal(got, want) {
			t.Fatalf("got\n%q\nwant\n%q", got, want)
		}
		o, err := ical.ParseObject(out.Body)
		if err != nil || o.Master.Text("SUMMARY") != text {
			t.Fatalf("the title is %q, %v", o.Master.Text("SUMMARY"), err)
		}
	})
}

// set is a recurrence set to edit.
type set struct {
	body  []byte
	local *time.Location
}

func drawSet(t *rapid.T) set {
	rule := rapid.SampledFrom([]string{"FREQ=DAILY", "FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR", "FREQ=MONTHLY", "FREQ=MONTHLY;BYDAY=1MO"}).Draw(t, "rule")
	rule += rapid.SampledFrom([]string{"", ";COUNT=9", ";UNTIL=20261231"}).Draw(t, "end")
	kind := rapid.SampledFrom([]string{";TZID=Europe/Berlin:2026%sT023000", ":2026%sT023000Z", ":2026%sT023000", ";VALUE=DATE:2026%s"}).Draw(t, "kind")
	var b strings.Builder
	line := func(name, day string) { fmt.Fprintf(&b, name+kind+"\r\n", day) }
	b.WriteString("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:law\r\n")
	line("DTSTART", "0907")
	b.WriteString("RRULE:" + rule + "\r\nSUMMARY:Set\r\n")
	if rapid.Bool().Draw(t, "exclusion") {
		line("EXDATE", "0914")
	}
	if rapid.Bool().Draw(t, "addition") {
		line("RDATE", "1003")
	}
	b.WriteString("END:VEVENT\r\n")
	if rapid.Bool().Draw(t, "override") {
		b.WriteString("BEGIN:VEVENT\r\nUID:law\r\nSUMMARY:Other\r\n")
		line("RECURRENCE-ID", "1005")
		line("DTSTART", "1006")
		b.WriteString("END:VEVENT\r\n")
	}
	b.WriteString("END:VCALENDAR\r\n")
	local, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	return set{[]byte(b.String()), local}
}

var lawWindow = calendar.Window{To: time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC)}

// occurrences lists what is on, as "start title", and the slots.
func (s set) occurrences(t *rapid.T, bodies ...[]byte) (shown []string, all []recur.Occurrence) {
	for _, body := range bodies {
		if body == nil {
			continue
		}
		o, err := ical.ParseObject(body)
		if err != nil {
			t.Fatal(err)
		}
		for c, err := range recur.In(o, lawWindow, s.local, zone.NewFinder()) {
			if err != nil {
				t.Fatalf("%v in\n%s", err, body)
			}
			shown = append(shown, c.StartMoment.String()+" "+c.Component.Text("SUMMARY"))
			all = append(all, c)
		}
	}
	slices.Sort(shown)
	return shown, all
}

func (s set) change(t *rapid.T, r Request) Texts {
	out, err := Change(s.body, r, testNow, func() string { return "law-split" }, s.local, zone.NewFinder())
	if err != nil {
		t.Fatalf("%v in\n%s", err, s.body)
	}
	return out
}

// TestScopesTouchWhatTheyName: of any set, an edit or a deletion changes the
// occurrences it names and no others.
func TestScopesTouchWhatTheyName(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSet(t)
		before, all := s.occurrences(t, s.body)
		at := rapid.SampledFrom(all).Draw(t, "occurrence")
		title := "New"
		is := map[Scope]func(c recur.Occurrence) bool{
			ScopeThis:      func(c recur.Occurrence) bool { return c.ID == at.ID },
			ScopeFollowing: func(c recur.Occurrence) bool { return c.ID.Wall >= at.ID.Wall },
			ScopeAll:       func(recur.Occurrence) bool { return true },
		}
		for _, scope := range slices.Sorted(maps.Keys(is)) {
			var kept, renamed []string
			for _, c := range all {
				old := c.StartMoment.String() + " " + c.Component.Text("SUMMARY")
				if !is[scope](c) {
					kept = append(kept, old)
				}
				if is[scope](c) && (c.Component.Text("SUMMARY") == "Set" || c.ID == at.ID) {
					old = c.StartMoment.String() + " " + title
				}
				renamed = append(renamed, old)
			}
			slices.Sort(kept)
			slices.Sort(renamed)
			out := s.change(t, Request{Scope: scope, RecurrenceID: at.ID, Patch: Patch{Summary: &title}})
			if got, _ := s.occurrences(t, out.Body, out.Split); !slices.Equal(got, renamed) {
				t.Fatalf("%s renamed at %v:\n%q\nwant\n%q\nwas\n%q\n%s%s", scope, at.ID, got, renamed, before, out.Body, out.Split)
			}
			out = s.change(t, Request{Delete: true, Scope: scope, RecurrenceID: at.ID})
			if got, _ := s.occurrences(t, out.Body); !slices.Equal(got, kept) {
				t.Fatalf("%s deleted at %v:\n%q\nwant\n%q\n%s", scope, at.ID, got, kept, out.Body)
			}
		}
	})
}

// TestMovingAllMovesEachAlike: a start given for one occurrence moves every
// occurrence that has no time of its own by as much, and loses none.
func TestMovingAllMovesEachAlike(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSet(t)
		before, all := s.occurrences(t, s.body)
		at := rapid.SampledFrom(all).Filter(func(c recur.Occurrence) bool { return c.Component.Text("SUMMARY") == "Set" }).Draw(t, "occurrence")
		start := at.StartMoment
		shift := rapid.Int64Range(-20, 20).Draw(t, "tenths of an hour") * 60 * 60 / 10 // stays on its day
		if start.Kind == ical.Date {
			shift = 0
		}
		if !strings.Contains(string(s.body), "MONTHLY") { // months are not all as long
			shift += rapid.Int64Range(-9, 9).Draw(t, "days") * int64(day)
		}
		start.Wall += ical.Wall(shift)
		out := s.change(t, Request{Scope: ScopeAll, RecurrenceID: at.ID, Patch: Patch{Start: &start}})
		var want []string
		for _, c := range all {
			m := c.StartMoment
			if c.Component.Text("SUMMARY") == "Set" {
				m.Wall += ical.Wall(shift)
			}
			want = append(want, m.String()+" "+c.Component.Text("SUMMARY"))
		}
		slices.Sort(want)
		beyond := func(shown string) bool { return shown > "20270115" } // the window's edge moves too
		want = slices.DeleteFunc(want, beyond)
		got, _ := s.occurrences(t, out.Body, out.Split)
		if got = slices.DeleteFunc(got, beyond); !slices.Equal(got, want) {
			t.Fatalf("moved by %d s:\n%q\nwant\n%q\nwas\n%q\n%s", shift, got, want, before, out.Body)
		}
	})
}
