package ical

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// text builds a calendar of these lines around one event, with CRLF.
func text(lines ...string) []byte {
	all := append([]string{"BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", "UID:1"}, lines...)
	return []byte(strings.Join(append(all, "END:VEVENT", "END:VCALENDAR", ""), "\r\n"))
}

func event(t *testing.T, lines ...string) *Component {
	t.Helper()
	o, err := ParseObject(text(lines...))
	if err != nil {
		t.Fatal(err)
	}
	return o.Master
}

func TestUntouchedTextComesOutByteForByte(t *testing.T) {
	files, err := filepath.Glob("testdata/corpus/*.ics")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		c, err := Parse(b)
		if err != nil {
			t.Errorf("%s: %v", f, err)
			continue
		}
		if got := c.Bytes(); !bytes.Equal(got, b) {
			t.Errorf("%s came out changed:\n%s", f, got)
		}
		if got := c.Clone().Bytes(); !bytes.Equal(got, b) {
			t.Errorf("%s: the clone differs:\n%s", f, got)
		}
	}
}

func TestLines(t *testing.T) {
	tests := []struct {
		line   string
		name   string
		params []Param
		value  string
	}{
		{"SUMMARY:Tea", "SUMMARY", nil, "Tea"},
		{"summary ;language=en : Tea ", "SUMMARY", []Param{{"LANGUAGE", []string{"en "}}}, " Tea "},
		{`ATTENDEE;CN="Doe, Jane: x";ROLE=CHAIR:mailto:j@example.org`, "ATTENDEE",
			[]Param{{"CN", []string{"Doe, Jane: x"}}, {"ROLE", []string{"CHAIR"}}}, "mailto:j@example.org"},
		{`ATTENDEE;MEMBER="mailto:a@x","mailto:b@x":mailto:c@x`, "ATTENDEE",
			[]Param{{"MEMBER", []string{"mailto:a@x", "mailto:b@x"}}}, "mailto:c@x"},
		{"X-A;P=a^nb^'c^'^^d^e:v", "X-A", []Param{{"P", []string{"a\nb\"c\"^d^e"}}}, "v"},
		{`X-A;P="open:v`, "X-A", []Param{{"P", []string{`"open`}}}, "v"},
		{"DTSTART;;VALUE=DATE-TIME:20140409T093000", "DTSTART", []Param{{"VALUE", []string{"DATE-TIME"}}}, "20140409T093000"},
		{"DTSTART;TZID=(UTC+01:00) Rome:20140409T093000", "DTSTART", []Param{{"TZID", []string{"(UTC+01:00) Rome"}}}, "20140409T093000"},
		{"PHOTO;BASE64:AA==", "PHOTO", []Param{{Name: "BASE64"}}, "AA=="},
		{"item1.X-ABC:v", "ITEM1.X-ABC", nil, "v"},
		{"SUMM\r\n ARY:T\r\n\te\r\n  a", "SUMMARY", nil, "Te a"},
		{"ATTENDEE;CN=foo", "", nil, ""},
		{"no colon here", "", nil, ""},
		{"two words: and a colon", "", nil, ""},
		{":no name", "", nil, ""},
	}
	for _, test := range tests {
		c := event(t, test.line)
		l := c.Parts[1].Line
		if l.Name != test.name || !reflect.DeepEqual(l.Params, test.params) || l.Value != test.value {
			t.Errorf("%q: %q %q %q", test.line, l.Name, l.Params, l.Value)
		}
	}
}

func TestParamsSurviveWriting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := strings.ReplaceAll(rapid.String().Draw(t, "value"), "\r", "")
		l := &Line{Name: "ATTENDEE", Value: "mailto:a@example.org"}
		l.SetParam("CN", v)
		c := New("VEVENT")
		c.Add(l)
		cal := New("VCALENDAR")
		cal.AddChild(c)
		back, err := Parse(cal.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if got := back.Parts[0].Child.Get("ATTENDEE").Param("CN"); strings.TrimSpace(got) != strings.TrimSpace(v) {
			t.Fatalf("%q became %q", v, got)
		}
	})
}

func TestTextSurvivesWriting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := strings.ReplaceAll(printable(rapid.String().Draw(t, "text")), "\r", "")
		v = strings.Repeat(v, rapid.IntRange(1, 9).Draw(t, "times"))
		if got := Unescape(Escape(v)); got != v {
			t.Fatalf("%q became %q", v, got)
		}
		cal := New("VCALENDAR")
		cal.SetText("X-TEXT", v)
		b := cal.Bytes()
		for line := range strings.SplitSeq(strings.TrimSuffix(string(b), "\r\n"), "\r\n") {
			if len(line) > 75 || !utf8.ValidString(line) { // RFC 5545 §3.1
				t.Fatalf("a line of %d octets, or a character cut in two: %q", len(line), line)
			}
		}
		back, err := Parse(b)
		if err != nil || back.Text("X-TEXT") != v {
			t.Fatalf("%q became %q (%v)", v, back.Text("X-TEXT"), err)
		}
	})
}

func TestChangeTouchesOneLine(t *testing.T) {
	before := "BEGIN:VCALENDAR\nVERSION:2.0\nX-ODD ;a=b:  kept \nbegin:vevent\nUID:1\nSUMMARY;LANGUAGE=en;X-Q=\"q\":Tea\nnonsense\n" +
		"DESCRIPTION:long\n  er\n\nBEGIN:VALARM\nTRIGGER:-PT5M\nEND:VALARM\nend:vevent\nEND:VCALENDAR"
	o, err := ParseObject([]byte(before))
	if err != nil {
		t.Fatal(err)
	}
	o.Master.SetText("SUMMARY", "Coffee, black")
	want := strings.Replace(before, "SUMMARY;LANGUAGE=en;X-Q=\"q\":Tea\n", "SUMMARY;LANGUAGE=en;X-Q=\"q\":Coffee\\, black\r\n", 1)
	if got := string(o.Bytes()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	o.Master.SetText("LOCATION", "Here")
	want = strings.Replace(want, "\n\nBEGIN:VALARM", "\n\nLOCATION:Here\r\nBEGIN:VALARM", 1)
	if got := string(o.Bytes()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestValuesCannotForgeLines(t *testing.T) {
	cal := New("VCALENDAR")
	cal.Set("X-A", "one\r\nEND:VCALENDAR\nX-B:two", Param{"P", []string{"a\nX-C:b\"c"}})
	back, err := Parse(cal.Bytes())
	if err != nil || len(back.Parts) != 1 || back.Get("X-A").Param("P") != "a\nX-C:b\"c" {
		t.Errorf("%q, %v", cal.Bytes(), err)
	}
}

func TestMissingEnds(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"cut off", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"},
		{"alarm left open", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nBEGIN:VALARM\nEND:VEVENT\nEND:VCALENDAR\n",
			"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nBEGIN:VALARM\nEND:VALARM\r\nEND:VEVENT\nEND:VCALENDAR\n"},
		{"event left open", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nBEGIN:VEVENT\nUID:2\nEND:VEVENT\nEND:VCALENDAR\n",
			"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nEND:VEVENT\r\nBEGIN:VEVENT\nUID:2\nEND:VEVENT\nEND:VCALENDAR\n"},
		{"no VCALENDAR", "BEGIN:VEVENT\nUID:1\nEND:VEVENT\n", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\nUID:1\nEND:VEVENT\nEND:VCALENDAR\r\n"},
		{"no VCALENDAR, words before", "\ufeff words\n BEGIN:VEVENT\nBEGIN:VEVENT\nUID:1\nEND:VEVENT\n", "\ufeff words\n BEGIN:VEVENT\nBEGIN:VCALENDAR\r\nBEGIN:VEVENT\nUID:1\nEND:VEVENT\nEND:VCALENDAR\r\n"},
		{"no VCALENDAR, byte order mark", "\ufeffBEGIN:VEVENT\nUID:1\nEND:VEVENT\n", "\ufeff\r\nBEGIN:VCALENDAR\r\nBEGIN:VEVENT\nUID:1\nEND:VEVENT\nEND:VCALENDAR\r\n"},
		{"carriage returns only", "BEGIN:VCALENDAR\rVERSION:2.0\rEND:VCALENDAR\r", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"},
	}
	for _, test := range tests {
		c, err := Parse([]byte(test.text))
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
		} else if got := string(c.Bytes()); got != test.want {
			t.Errorf("%s: got\n%s\nwant\n%s", test.name, got, test.want)
		}
	}
}

func TestCalendarBegunTwice(t *testing.T) {
	twice := "BEGIN:VCALENDAR\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nEND:VEVENT\nEND:VCALENDAR\nEND:VCALENDAR\n"
	all, err := ParseAll([]byte(twice))
	if err != nil || len(all) != 1 || string(all[0].Bytes()) != twice || len(all[0].Children("VEVENT")) != 1 {
		t.Errorf("%d calendars, %v", len(all), err)
	}
}

func TestWhatIsNoCalendar(t *testing.T) {
	for _, s := range []string{"", "(null)", "<html><body>Sign in</body></html>", "BEGIN:VCARD\r\nEND:VCARD\r\n",
		"BEGIN:VCALENDAR\n" + strings.Repeat("BEGIN:X\n", 40)} {
		if _, err := Parse([]byte(s)); !errors.Is(err, ErrSyntax) {
			t.Errorf("%.20q: %v", s, err)
		}
		if _, err := ParseAll([]byte(s)); !errors.Is(err, ErrSyntax) {
			t.Errorf("all of %.20q: %v", s, err)
		}
	}
	if _, err := ParseObject([]byte("BEGIN:VCALENDAR\nEND:VCALENDAR\n")); !errors.Is(err, ErrSyntax) {
		t.Errorf("no component: %v", err)
	}
}

func TestSeveralCalendarsInAStream(t *testing.T) {
	one := "\ufeffBEGIN:VCALENDAR\nX-N:1\nEND:VCALENDAR\n\nbetween\n"
	two := "BEGIN:VCALENDAR\nX-N:2\nEND:VCALENDAR\nafter"
	all, err := ParseAll([]byte(one + two))
	if err != nil || len(all) != 2 || all[1].Text("X-N") != "2" {
		t.Fatalf("%d calendars, %v", len(all), err)
	}
	if got := string(all[0].Bytes()) + string(all[1].Bytes()); got != one+two {
		t.Errorf("got %q", got)
	}
	first, err := Parse([]byte(one + two))
	if err != nil || string(first.Bytes()) != one+two {
		t.Errorf("Parse dropped what follows the first: %q, %v", first.Bytes(), err)
	}
}

func TestSplit(t *testing.T) {
	file := "BEGIN:VCALENDAR\nPRODID:p\nX-WR-CALNAME:All\nX-KEEP:k\nBEGIN:VTIMEZONE\nTZID:A\nEND:VTIMEZONE\nBEGIN:VTIMEZONE\nTZID:B\nEND:VTIMEZONE\n" +
		"BEGIN:VEVENT\nUID:1\nDTSTART;TZID=B:20260101T000000\nrubbish\nEND:VEVENT\nBEGIN:VTODO\nUID:2\nEND:VTODO\n" +
		"BEGIN:VEVENT\nUID:1\nRECURRENCE-ID;TZID=B:20260102T000000\nEND:VEVENT\nBEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT\nEND:VCALENDAR\n"
	cal, err := Parse([]byte(file))
	if err != nil {
		t.Fatal(err)
	}
	objects, bad := Split(cal)
	if len(objects) != 3 || len(bad) != 1 || bad[0].Line != 14 {
		t.Fatalf("%d objects, unreadable %v", len(objects), bad)
	}
	want := "BEGIN:VCALENDAR\r\nPRODID:p\nX-KEEP:k\nBEGIN:VTIMEZONE\nTZID:B\nEND:VTIMEZONE\nBEGIN:VEVENT\nUID:1\nDTSTART;TZID=B:20260101T000000\nrubbish\n" +
		"END:VEVENT\nBEGIN:VEVENT\nUID:1\nRECURRENCE-ID;TZID=B:20260102T000000\nEND:VEVENT\nEND:VCALENDAR\r\n"
	if got := string(objects[0].Bytes()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if o := objects[0]; o.Master == nil || len(o.Overrides) != 1 || o.UID() != "1" {
		t.Errorf("components: %+v", o)
	}
	if string(cal.Bytes()) != file {
		t.Error("splitting changed the file")
	}
}

// TestManyEventsAreSplitInTime: each looked through all the others once.
func TestManyEventsAreSplitInTime(t *testing.T) {
	cal, err := Parse([]byte("BEGIN:VCALENDAR\n" + strings.Repeat("BEGIN:VEVENT\n", 1<<17)))
	if err != nil {
		t.Fatal(err)
	}
	if objects, _ := Split(cal); len(objects) != 1<<17 {
		t.Errorf("%d objects", len(objects))
	}
}

// TestManyUnreadableLinesAreReadInTime: joining them by copying took hours.
func TestManyUnreadableLinesAreReadInTime(t *testing.T) {
	for _, line := range []string{"\n", "END:X\n", "rubbish\n", " \n"} {
		b := text("X-A:b\n" + strings.Repeat(line, 1<<20))
		c, err := Parse(b)
		if err != nil || !bytes.Equal(c.Bytes(), b) {
			t.Errorf("%q: %v", line, err)
		}
	}
}

func TestLatin1IsReadable(t *testing.T) {
	if got := event(t, "SUMMARY:caf\xe9").Text("SUMMARY"); got != "café" {
		t.Errorf("got %q", got)
	}
}
