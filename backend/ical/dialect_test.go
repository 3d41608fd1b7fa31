package ical

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// dialect is what has to be read out of a file of testdata/dialects.
type dialect struct {
	file string
	// texts are the wanted texts, by the UID of the component and the property.
	texts map[string]string
	// params are wanted parameters, as UID property parameter: the values,
	// joined by "|".
	params map[string]string
	// told are the lines that make no sense: each is named, and kept.
	told []string
	// changed says that it cannot come out as it was.
	changed bool
}

var dialects = []dialect{
	{file: "folds", texts: map[string]string{"1 SUMMARY": "Folded in its name and by a tab", "1 LOCATION": "café", "1 DESCRIPTION": "abc", "1 COMMENT": "first", "1 X-LAST": "l"},
		told: []string{"second line without a blank"}},
	{file: "empty-folds", texts: map[string]string{"1 SUMMARY": "Name and value apart", "1 LOCATION": "here"}, told: []string{"there"}},
	{file: "line-feeds", texts: map[string]string{"1 SUMMARY": "Bare line feeds", "1 DESCRIPTION": "folded twice\tthere"}},
	{file: "returns", texts: map[string]string{"1 SUMMARY": "Bare returns"}, changed: true},
	{file: "mixed-ends", texts: map[string]string{"1 SUMMARY": "Mixed", "1 LOCATION": "ends", "1 COMMENT": "here"}},
	{file: "bom", texts: map[string]string{"1 SUMMARY": "After a byte order mark"}},
	{file: "utf16", texts: map[string]string{"1 SUMMARY": "Sixteen bits: é"}, changed: true},
	{file: "latin1", texts: map[string]string{"l SUMMARY": "café über"}},
	{file: "lower-case", texts: map[string]string{"1 SUMMARY": "Small names"},
		params: map[string]string{"1 DTEND TZID": "Europe/Berlin", "1 DTEND VALUE": "date-time"}},
	{file: "missing-colons", texts: map[string]string{"1 SUMMARY": "Lines without a colon", "1 LOCATION": "kept"},
		told: []string{"X-NO-COLON", "ATTENDEE;CN=foo", "just words", "="}},
	{file: "doubled", texts: map[string]string{"1 SUMMARY": "Twice", "1 DTSTAMP": "20260101T000000Z"}, params: map[string]string{"1 SUMMARY LANGUAGE": ""}},
	{file: "carets", texts: map[string]string{"1 X-A": "v"},
		params: map[string]string{"1 ATTENDEE CN": "Jane \"J\" Doe\nRoom ^ 7^x", "1 X-A P": "a^b", "1 X-A Q": "^"}},
	{file: "quotes", texts: map[string]string{"1 SUMMARY": "Quoted", "1 X-EMPTY": "v", "1 X-OPEN": "v", "1 X-INSIDE": "v", "1 X-AFTER": "v"},
		params: map[string]string{"1 ATTENDEE CN": "Doe; Jane: 'x', y", "1 ATTENDEE MEMBER": "mailto:a@example.com|mailto:b@example.com",
			"1 X-OPEN P": `"open`, "1 X-INSIDE P": `a"b"c`, "1 X-AFTER P": "ab", "1 X-AFTER Q": "1", "1 DTEND TZID": "(UTC+01:00) Rome"}},
	{file: "unknown", texts: map[string]string{"1 SUMMARY": "Among strangers", "1 IANA-NOT-YET": "kept", "p1 PARTICIPANT-TYPE": "SPEAKER", "l1 NAME": "Hall",
		"1 STRUCTURED-DATA": `{"a":1}`}, params: map[string]string{"1 STRUCTURED-DATA SCHEMA": "https://example.com/x", "1 IANA-NOT-YET SOME": "thing"}},
	{file: "several", texts: map[string]string{"1 SUMMARY": "Series", "2 SUMMARY": "To do", "3 SUMMARY": "Alone"}},
	{file: "alarms", texts: map[string]string{"1 LOCATION": "after the alarm", "a TRIGGER": "-PT10M", "a PROXIMITY": "ARRIVE"}},
	{file: "nested", texts: map[string]string{"n SUMMARY": "behind the children", "v X-Y": "1"}},
	{file: "escapes", texts: map[string]string{"1 SUMMARY": `Comma, semicolon; backslash\ colon: quote" end\`,
		"1 DESCRIPTION": "new\nline and New\nLine\\tno tab, bare comma; bare semicolon", "1 LOCATION": `C:\new\path`, "1 COMMENT": `\n is no line end`}},
	{file: "quoted-printable", texts: map[string]string{"1 SUMMARY": "Café um neun\r\nUhr", "1 LOCATION": "Straße 7", "1 DESCRIPTION": "1=1 =zz"}},
	{file: "lost-ends", texts: map[string]string{"1 SUMMARY": "No end", "2 SUMMARY": "Too many"}, told: []string{"END:VALARM", "END:VEVENT"}, changed: true},
	{file: "blanks", texts: map[string]string{"1 SUMMARY": " Blanks"}, params: map[string]string{"1 SUMMARY LANGUAGE": " en "}},
	{file: "control", texts: map[string]string{"1 SUMMARY": "bell\a and nul\x00 and del\x7f"}},
	{file: "bare", texts: map[string]string{"1 SUMMARY": "No calendar around", "2 SUMMARY": "Second"}, changed: true},
	{file: "foreign"},
	{file: "oddities", texts: map[string]string{"odd SUMMARY": "folded in the middle"},
		told: []string{"ATTENDEE;CN=nobody", "END:VALARM"}},
}

// TestDialects: what real files hold is read, and what cannot be understood is
// named and kept.
func TestDialects(t *testing.T) {
	for _, d := range dialects {
		t.Run(d.file, func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join("testdata", "dialects", d.file+".ics"))
			if err != nil {
				t.Fatal(err)
			}
			cal, err := Parse(text)
			if err != nil {
				t.Fatal(err)
			}
			if same := bytes.Equal(cal.Bytes(), text); same == d.changed {
				t.Errorf("comes out byte for byte: %v\n%s", same, cal.Bytes())
			}
			if !bytes.Equal(cal.Clone().Bytes(), cal.Bytes()) {
				t.Error("the clone differs")
			}
			byUID := map[string]*Component{}
			index(cal, byUID)
			for at, want := range d.texts {
				f := strings.Fields(at)
				if c := byUID[f[0]]; c == nil || c.Text(f[1]) != want {
					t.Errorf("%s is %q, want %q", at, c.Text(f[1]), want)
				}
			}
			for at, want := range d.params {
				f := strings.Fields(at)
				got := ""
				for _, p := range byUID[f[0]].Get(f[1]).Params {
					if p.Name == f[2] {
						got = strings.Join(p.Values, "|")
					}
				}
				if got != want {
					t.Errorf("%s is %q, want %q", at, got, want)
				}
			}
			_, told := Split(cal)
			for _, line := range d.told {
				if !slices.ContainsFunc(told, func(u Unreadable) bool { return u.Line > 0 && strings.Contains(unquoted(u.Message), line) }) ||
					!bytes.Contains(cal.Bytes(), []byte(line)) {
					t.Errorf("%q is not named and kept: %v", line, told)
				}
			}
			if len(d.told) == 0 && len(told) > 0 {
				t.Errorf("needless: %v", told)
			}
		})
	}
	files, _ := filepath.Glob("testdata/dialects/*.ics")
	if len(files) != len(dialects) {
		t.Errorf("%d files, %d in the table", len(files), len(dialects))
	}
}

func unquoted(s string) string { return strings.ReplaceAll(s, `\"`, `"`) }

// index files the components of c by their UID, the first of each.
func index(c *Component, byUID map[string]*Component) {
	for _, p := range c.Parts {
		if p.Child == nil {
			continue
		}
		if uid := p.Child.Text("UID"); uid != "" && byUID[uid] == nil {
			byUID[uid] = p.Child
		}
		index(p.Child, byUID)
	}
}

// TestHarmfulTexts: lines of 200 kB, nesting and numbers beyond all measure are
// read, or refused with a sentence, in time that grows with their length alone.
func TestHarmfulTexts(t *testing.T) {
	long := strings.Repeat("x", 200_000)
	began := time.Now()
	for name, line := range map[string]string{
		"value": "SUMMARY:" + long, "name": long + ":v", "parameter": "X;P=" + long + ":v", "parameter name": "X;" + long + "=1:v",
		"quoted": `X;P="` + long + `":v`, "open quote": `X;P="` + long + ":v", "parameters": "X" + strings.Repeat(";P=1", 50_000) + ":v",
		"values": "X;P=1" + strings.Repeat(",1", 100_000) + ":v", "quotes": "X;P=" + strings.Repeat(`"`, 100_001) + ":v", "semicolons": "X" + strings.Repeat(";", 200_000) + ":v",
		"colons": "DTSTART;TZID=" + strings.Repeat(":", 200_000), "carets": "X;P=" + strings.Repeat("^", 200_001) + ":v", "no colon": long,
		"folds": "SUMMARY:" + strings.Repeat("\r\n x", 100_000), "empty folds": "SUMMARY:" + strings.Repeat("\r\n ", 100_000),
		"returns": "SUMMARY:" + strings.Repeat("\r", 200_000), "backslashes": "SUMMARY:" + strings.Repeat(`\`, 200_001),
		"soft breaks": "SUMMARY;ENCODING=QUOTED-PRINTABLE:=" + strings.Repeat("\r\n=", 100_000), "list": "EXDATE:" + strings.Repeat("20260101,", 20_000),
	} {
		b := text(line)
		o, err := ParseObject(b)
		if err != nil || !bytes.Equal(o.Bytes(), b) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, p := range o.Master.Parts {
			use(p.Line)
		}
		o.Calendar.TZIDs()
	}
	if took := time.Since(began); took > time.Minute { // hours, if any of it were quadratic
		t.Errorf("took %v", took)
	}
	for name, b := range map[string][]byte{
		"nesting": []byte("BEGIN:VCALENDAR\n" + strings.Repeat("BEGIN:A\n", 3_000_000)), "size": bytes.Repeat([]byte("BEGIN:VCALENDAR\n"), maxSize/16+1),
	} {
		if _, err := ParseAll(b); !errors.Is(err, ErrSyntax) || len(err.Error()) > 120 {
			t.Errorf("%s: %.200v", name, err)
		}
	}
	for _, line := range []string{"A:\n", "A;P=1,2,3:\n", "BEGIN:A\nEND:A\n"} {
		p := newReader([]byte("BEGIN:VCALENDAR\n" + strings.Repeat(line, 20)))
		p.pieces = maxPieces - 10
		if _, err := p.calendar(); !errors.Is(err, ErrSyntax) {
			t.Errorf("%q: %v", line, err)
		}
	}
}

// TestManyZonesAreFoundInTime: each was looked for among all the others.
func TestManyZonesAreFoundInTime(t *testing.T) {
	var b strings.Builder
	for i := range 1 << 17 {
		b.WriteString("X;TZID=" + string(rune('a'+i%26)) + strings.Repeat("z", i%7) + time.Duration(i).String() + ":1\r\n")
	}
	c := event(t, strings.TrimSuffix(b.String(), "\r\n"))
	if n := len(c.TZIDs()); n != 1<<17 {
		t.Errorf("%d zones", n)
	}
}

// TestFoldsAreStrict: of what is written no line is longer than 75 octets, cuts
// a character, or is empty or blank, which iCloud refuses.
func TestFoldsAreStrict(t *testing.T) {
	for n := range 300 {
		for _, unit := range []string{"x", "é", "€", "😀", "a  ", " \t", "a😀 "} {
			cal := New("VCALENDAR")
			value := strings.Repeat(unit, n) + strings.Repeat(" ", n%5)
			cal.Add(&Line{Name: "X-A", Value: value})
			b := cal.Bytes()
			for line := range strings.SplitSeq(strings.TrimSuffix(string(b), "\r\n"), "\r\n") {
				if len(line) > maxOctets || !utf8.ValidString(line) || strings.Contains(unit, "x") && strings.TrimSpace(line) == "" || line == " " {
					t.Fatalf("%d of %q: %q", n, unit, line)
				}
			}
			if back, err := Parse(b); err != nil || back.Get("X-A").Value != value {
				t.Fatalf("%d of %q came back as %q", n, unit, back.Get("X-A").Value)
			}
		}
	}
}

// TestTextReplacesQuotedPrintable: a new text is not in the encoding of the old.
func TestTextReplacesQuotedPrintable(t *testing.T) {
	c := event(t, "SUMMARY;X-P=1;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:Caf=E9")
	c.SetText("SUMMARY", "1=3D, é")
	if got := c.Get("SUMMARY").String(); got != `SUMMARY;X-P=1:1=3D\, é` {
		t.Error(got)
	}
}
