package merge

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"calends/backend/ical"

	"pgregory.net/rapid"
)

const baseText = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Other//EN\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\nSEQUENCE:1\r\n" +
	"DTSTART;TZID=Europe/Berlin:20261102T090000\r\nDTEND;TZID=Europe/Berlin:20261102T100000\r\nRRULE:FREQ=WEEKLY\r\nEXDATE;TZID=Europe/Berlin:20261109T090000\r\n" +
	"SUMMARY:Tea\r\nLOCATION:Here\r\nCATEGORIES:A,B\r\nATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:jo@example.org\r\nATTENDEE:mailto:al@example.org\r\nX-ODD;P=\"q\":v\r\n" +
	"BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT5M\r\nEND:VALARM\r\nEND:VEVENT\r\n" + overrideText + "END:VCALENDAR\r\n"

const overrideText = "BEGIN:VEVENT\r\nUID:1\r\nRECURRENCE-ID;TZID=Europe/Berlin:20261116T090000\r\nDTSTAMP:20260101T000000Z\r\n" +
	"DTSTART;TZID=Europe/Berlin:20261116T100000\r\nSUMMARY:Tea later\r\nEND:VEVENT\r\n"

// with replaces parts of a text: old, new, old, new, …; each has to be there.
func with(t testing.TB, text string, pairs ...string) string {
	t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(text, pairs[i]) {
			t.Fatalf("no %q in the text", pairs[i])
		}
		text = strings.Replace(text, pairs[i], pairs[i+1], 1)
	}
	return text
}

func TestMerge(t *testing.T) {
	const alarm = "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT5M\r\nEND:VALARM\r\n"
	const early = "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT1H\r\nEND:VALARM\r\n"
	const later = "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:PT0S\r\nEND:VALARM\r\n"
	tests := []struct {
		name               string
		ours, theirs, want []string // replacements in baseText
		clashes            string
	}{
		{"different properties", []string{"SUMMARY:Tea\r", "SUMMARY:Coffee\r"}, []string{"LOCATION:Here", "LOCATION:There"},
			[]string{"SUMMARY:Tea\r", "SUMMARY:Coffee\r", "LOCATION:Here", "LOCATION:There"}, ""},
		{"one property", []string{"SUMMARY:Tea\r", "SUMMARY:Coffee\r"}, []string{"SUMMARY:Tea\r", "SUMMARY:Water\r"},
			[]string{"SUMMARY:Tea\r", "SUMMARY:Water\r"}, "VEVENT SUMMARY Tea|Coffee|Water"},
		{"one property alike", []string{"SUMMARY:Tea\r", "SUMMARY:Coffee\r", "LOCATION:Here", "LOCATION:Mine"}, []string{"SUMMARY:Tea\r", "SUMMARY:Cof\r\n fee\r"},
			[]string{"SUMMARY:Tea\r", "SUMMARY:Cof\r\n fee\r", "LOCATION:Here", "LOCATION:Mine"}, ""},
		{"an edit beats a deletion", []string{"LOCATION:Here\r\n", "", "SUMMARY:Tea\r", "SUMMARY:Coffee\r"}, []string{"LOCATION:Here", "LOCATION:There", "SUMMARY:Tea\r\n", ""},
			[]string{"SUMMARY:Tea\r\n", "", "LOCATION:Here", "LOCATION:There", "X-ODD;P=\"q\":v\r\n", "X-ODD;P=\"q\":v\r\nSUMMARY:Coffee\r\n"}, ""},
		{"exclusions are a set", []string{":20261109T090000", ":20261109T090000,20261123T090000"}, []string{":20261109T090000", ":20261130T090000"},
			[]string{"EXDATE;TZID=Europe/Berlin:20261109T090000\r\n", "EXDATE;TZID=Europe/Berlin:20261130T090000\r\nEXDATE;TZID=Europe/Berlin:20261123T090000\r\n"}, ""},
		{"categories are a set", []string{"A,B", "B,C"}, []string{"A,B", "A,B,D"}, []string{"A,B", "B,D,C"}, ""},
		{"attendees by address", []string{"NEEDS-ACTION:mailto:jo", "ACCEPTED:mailto:JO"}, []string{"ATTENDEE:mailto:al@example.org", "ATTENDEE:mailto:zoe@example.org"},
			[]string{"NEEDS-ACTION:mailto:jo", "ACCEPTED:mailto:JO", "ATTENDEE:mailto:al@example.org", "ATTENDEE:mailto:zoe@example.org"}, ""},
		{"an attendee both changed", []string{"NEEDS-ACTION", "ACCEPTED"}, []string{"NEEDS-ACTION", "DECLINED"}, []string{"NEEDS-ACTION", "DECLINED"},
			"VEVENT ATTENDEE ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:jo@example.org|ATTENDEE;PARTSTAT=ACCEPTED:mailto:jo@example.org|ATTENDEE;PARTSTAT=DECLINED:mailto:jo@example.org"},
		{"alarms are a set", []string{alarm, alarm + early}, []string{alarm, later}, []string{alarm, later + early}, ""},
		{"start of ours, end of theirs", []string{"20261102T090000", "20261102T093000"}, []string{"20261102T100000", "20261102T110000"}, []string{"20261102T100000", "20261102T110000"},
			"VEVENT DTSTART 20261102T090000|20261102T093000|20261102T090000; VEVENT DTEND 20261102T100000|20261102T100000|20261102T110000"},
		{"a moved set and another rule", []string{"20261102T090000", "20261103T090000", "WEEKLY", "DAILY"}, []string{"WEEKLY", "MONTHLY"}, []string{"WEEKLY", "MONTHLY"},
			"VEVENT DTSTART 20261102T090000|20261103T090000|20261102T090000; VEVENT RRULE FREQ=WEEKLY|FREQ=DAILY|FREQ=MONTHLY"},
		{"time and rule apart", []string{"20261102T100000", "20261102T110000"}, []string{"WEEKLY", "WEEKLY;COUNT=9"}, []string{"20261102T100000", "20261102T110000", "WEEKLY", "WEEKLY;COUNT=9"}, ""},
		{"an override deleted here, edited there", []string{overrideText, "", "LOCATION:Here", "LOCATION:Mine"}, []string{"Tea later", "Tea at last"},
			[]string{"Tea later", "Tea at last", "LOCATION:Here", "LOCATION:Mine"}, ""},
		{"an override edited here, deleted there", []string{"Tea later", "Tea at last"}, []string{overrideText, "", "LOCATION:Here", "LOCATION:There"},
			[]string{"Tea later", "Tea at last", "LOCATION:Here", "LOCATION:There"}, ""},
		{"an override deleted here", []string{overrideText, ""}, []string{"LOCATION:Here", "LOCATION:There"}, []string{overrideText, "", "LOCATION:Here", "LOCATION:There"}, ""},
		{"an override made here", []string{"END:VCALENDAR", strings.ReplaceAll(overrideText, "1116", "1123") + "END:VCALENDAR"}, []string{"LOCATION:Here", "LOCATION:There"},
			[]string{"END:VCALENDAR", strings.ReplaceAll(overrideText, "1116", "1123") + "END:VCALENDAR", "LOCATION:Here", "LOCATION:There"}, ""},
		{"a clash in an override", []string{"Tea later", "Tea at one"}, []string{"Tea later", "Tea at two"}, []string{"Tea later", "Tea at two"},
			"VEVENT 20261116T090000 SUMMARY Tea later|Tea at one|Tea at two"},
		{"stamps", []string{"SUMMARY:Tea\r", "SUMMARY:Coffee\r", "SEQUENCE:1", "SEQUENCE:3", "20260101T000000Z", "20260301T000000Z"}, []string{"SEQUENCE:1", "SEQUENCE:2", "20260101T000000Z", "20260201T000000Z"},
			[]string{"SUMMARY:Tea\r", "SUMMARY:Coffee\r", "SEQUENCE:1", "SEQUENCE:3", "20260101T000000Z", "20260301T000000Z"}, ""},
		{"unknown lines of theirs", []string{"SUMMARY:Tea\r", "SUMMARY:Coffee\r"}, []string{"X-ODD;P=\"q\":v", "x-odd ;p=q:w\r\nX-NEW:long\r\n er\r\nno line at all"},
			[]string{"SUMMARY:Tea\r", "SUMMARY:Coffee\r", "X-ODD;P=\"q\":v", "x-odd ;p=q:w\r\nX-NEW:long\r\n er\r\nno line at all"}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, clashes, err := Merge([]byte(baseText), []byte(with(t, baseText, test.ours...)), []byte(with(t, baseText, test.theirs...)))
			if err != nil {
				t.Fatal(err)
			}
			if want := with(t, baseText, test.want...); string(got) != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
			if s := told(clashes); s != test.clashes {
				t.Errorf("clashes %q, want %q", s, test.clashes)
			}
		})
	}
}

func told(clashes []Clash) string {
	var all []string
	for _, c := range clashes {
		where := c.Component
		if c.RecurrenceID != "" {
			where += " " + c.RecurrenceID
		}
		all = append(all, fmt.Sprintf("%s %s %s|%s|%s", where, c.Property, value(c.Base), value(c.Ours), value(c.Theirs)))
	}
	return strings.Join(all, "; ")
}

// value is what stands behind the colon, for brevity; an attendee in full.
func value(line string) string {
	if strings.HasPrefix(line, "ATTENDEE") {
		return line
	}
	_, v, _ := strings.Cut(line, ":")
	return v
}

func TestCreatedOnBothSides(t *testing.T) {
	theirs := with(t, baseText, "SUMMARY:Tea\r", "SUMMARY:Coffee\r", "LOCATION:Here\r\n", "")
	got, clashes, err := Merge(nil, []byte(baseText), []byte(theirs))
	if err != nil {
		t.Fatal(err)
	}
	want := with(t, theirs, "X-ODD;P=\"q\":v\r\n", "X-ODD;P=\"q\":v\r\nLOCATION:Here\r\n")
	if string(got) != want || told(clashes) != "VEVENT SUMMARY |Tea|Coffee" {
		t.Errorf("clashes %q, got\n%s", told(clashes), got)
	}
}

func TestZonesComeAlong(t *testing.T) {
	const zone = "BEGIN:VTIMEZONE\r\nTZID:Asia/Tokyo\r\nEND:VTIMEZONE\r\n"
	ours := with(t, baseText, "BEGIN:VEVENT", zone+"BEGIN:VEVENT", "TZID=Europe/Berlin:20261102T1", "TZID=Asia/Tokyo:20261102T1")
	theirs := with(t, baseText, "LOCATION:Here", "LOCATION:There")
	got, _, err := Merge([]byte(baseText), []byte(ours), []byte(theirs))
	if want := with(t, ours, "LOCATION:Here", "LOCATION:There"); err != nil || string(got) != want {
		t.Errorf("%v, got\n%s", err, got)
	}
	dropped, _, err := Merge([]byte(with(t, baseText, "BEGIN:VEVENT", zone+"BEGIN:VEVENT")), []byte(ours), []byte(theirs))
	if err != nil || !bytes.Contains(dropped, []byte(zone)) {
		t.Errorf("the zone our start needs is gone: %v\n%s", err, dropped)
	}
}

func TestWhatCannotBeReadIsAnError(t *testing.T) {
	html := []byte("<html>")
	other := []byte(strings.ReplaceAll(baseText, "UID:1", "UID:2"))
	edited := []byte(with(t, baseText, "LOCATION:Here", "LOCATION:There"))
	for name, texts := range map[string][3][]byte{
		"base":   {html, []byte(baseText), edited},
		"ours":   {[]byte(baseText), html, edited},
		"theirs": {[]byte(baseText), edited, html},
	} {
		if got, _, err := Merge(texts[0], texts[1], texts[2]); !errors.Is(err, ical.ErrSyntax) || got != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if _, _, err := Merge([]byte(baseText), edited, other); !errors.Is(err, ErrUnrelated) {
		t.Errorf("another object: %v", err)
	}
}

// TestManyAlikeAreMergedInTime: telling thousands of equal lines and alarms
// apart took minutes once.
func TestManyAlikeAreMergedInTime(t *testing.T) {
	const alarm = "BEGIN:VALARM\r\nACTION:DISPLAY\r\nEND:VALARM\r\n"
	many := with(t, baseText, "LOCATION:Here\r\n", strings.Repeat("ATTENDEE:mailto:a@example.org\r\n", 5000)+strings.Repeat(alarm, 5000))
	ours, theirs := with(t, many, "SUMMARY:Tea\r", "SUMMARY:Coffee\r"), with(t, many, "A,B", "A,C")
	got, _, err := Merge([]byte(many), []byte(ours), []byte(theirs))
	if want := with(t, theirs, "SUMMARY:Tea\r", "SUMMARY:Coffee\r"); err != nil || string(got) != want {
		t.Errorf("%v, %d bytes, want %d", err, len(got), len(want))
	}
}

// version draws a version of one object: a few properties, an override or
// not, alarms.
func version(t *rapid.T, label string) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\r\n", args...) }
	pick := func(name string, values ...string) string { return rapid.SampledFrom(values).Draw(t, label+" "+name) }
	hour := pick("start", "8", "9") // all slots move with it
	fields := func(start string) {
		line("DTSTAMP:2026010%dT000000Z", rapid.IntRange(1, 9).Draw(t, label+" stamp"))
		line("DTSTART:20261102T0%s0000Z", start)
		for _, name := range []string{"SUMMARY", "LOCATION", "RRULE", "X-FOREIGN"} {
			if v := pick(name, "", "FREQ=DAILY", "FREQ=WEEKLY", "text"); v != "" {
				line("%s:%s", name, v)
			}
		}
		for _, v := range []string{"20261103T0" + hour + "0000Z", "20261104T0" + hour + "0000Z"} {
			if name := pick("ATTENDEE", "", "", "ATTENDEE", "ATTENDEE;X-A=1"); name != "" { // nobody is invited twice
				line("%s:%s", name, v)
			}
			for _, name := range []string{"CATEGORIES", "COMMENT", "EXDATE"} {
				if rapid.Bool().Draw(t, label+" "+name) {
					line("%s:%s", name, v)
				}
			}
		}
		for _, v := range []string{"PT0S", "-PT5M"} {
			if rapid.Bool().Draw(t, label+" alarm") {
				line("BEGIN:VALARM\r\nTRIGGER:%s\r\nACTION:%s\r\nEND:VALARM", v, pick("action", "DISPLAY", "AUDIO"))
			}
		}
	}
	line("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1")
	fields(hour)
	line("END:VEVENT")
	for _, slot := range []string{"20261105T0" + hour + "0000Z", "20261106T0" + hour + "0000Z"} {
		if rapid.Bool().Draw(t, label+" override") {
			line("BEGIN:VEVENT\r\nUID:1\r\nRECURRENCE-ID:%s", slot)
			fields(pick("own start", "8", "9"))
			line("END:VEVENT")
		}
	}
	line("END:VCALENDAR")
	return b.String()
}

// noise is the same object as a server may write it: other stamps, folds.
func noise(t *rapid.T, text string) string {
	text = strings.ReplaceAll(text, "DTSTAMP:2026", "DTSTAMP:2025")
	return strings.ReplaceAll(text, "DTSTART:2026", "DTSTART;VALUE=DATE-TIME\r\n :2026")
}

func meaning(t *rapid.T, text []byte) string {
	c, err := ical.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return canonical(c)
}

func TestLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b, x, y := []byte(version(t, "base")), []byte(version(t, "x")), []byte(version(t, "y"))
		merge := func(base, ours, theirs []byte) ([]byte, []Clash) {
			m, clashes, err := Merge(base, ours, theirs)
			if err != nil {
				t.Fatal(err)
			}
			return m, clashes
		}
		for name, c := range map[string]struct{ base, ours, theirs, want []byte }{
			"(b,x,b) = x": {b, x, b, x}, "(b,b,y) = y": {b, b, y, y}, "(b,x,x) = x": {b, x, x, x},
		} {
			if m, clashes := merge(c.base, c.ours, c.theirs); !bytes.Equal(m, c.want) || len(clashes) > 0 {
				t.Fatalf("%s: got\n%s\nwant\n%s", name, m, c.want)
			}
		}
		if m, clashes := merge(b, []byte(noise(t, string(b))), y); meaning(t, m) != meaning(t, y) || len(clashes) > 0 {
			t.Fatalf("(b,b',y) = y: got\n%s\nwant\n%s", m, y)
		}
		if m, clashes := merge(b, x, []byte(noise(t, string(b)))); meaning(t, m) != meaning(t, x) || len(clashes) > 0 {
			t.Fatalf("(b,x,b') = x: got\n%s\nwant\n%s", m, x)
		}
		one, clashes := merge(b, x, y)
		other, mirrored := merge(b, y, x)
		if !slices.Equal(keys(clashes, false), keys(mirrored, true)) {
			t.Fatalf("clashes differ by side:\n%v\n%v", clashes, mirrored)
		}
		if len(clashes) == 0 && meaning(t, one) != meaning(t, other) {
			t.Fatalf("without a clash the sides are alike:\n%s\n%s", one, other)
		}
		if again, c := merge(b, one, one); !bytes.Equal(again, one) || len(c) > 0 {
			t.Fatal("a merge merged again differs")
		}
		if m, _ := merge(b, x, one); len(clashes) == 0 && meaning(t, m) != meaning(t, one) {
			t.Fatalf("ours is not all in the merge:\n%s\n%s", m, one)
		}
	})
}

func keys(clashes []Clash, mirrored bool) []string {
	all := map[string]bool{}
	for _, c := range clashes {
		if mirrored {
			c.Ours, c.Theirs = c.Theirs, c.Ours
		}
		all[fmt.Sprintf("%q", c)] = true
	}
	return slices.Sorted(maps.Keys(all))
}
