package ical

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// FuzzParse holds the laws of reading and writing: nothing panics, what is
// written reads back the same, and every line that went in comes out.
func FuzzParse(f *testing.F) {
	files, _ := filepath.Glob("testdata/*/*.ics")
	for _, name := range files {
		if b, err := os.ReadFile(name); err == nil {
			f.Add(b)
		}
	}
	f.Add([]byte("BEGIN:VEVENT\nUID:1\nBEGIN:VEVENT\nX;Y=\"a,\"b:c\n\n d\nEND:VEVENT\nEND:VALARM\r\r\n"))
	f.Add([]byte("BEGIN:VCALENDAR\rA:b\rEND:VCALENDAR"))
	f.Fuzz(func(t *testing.T, in []byte) {
		cal, err := Parse(in)
		if err != nil {
			return
		}
		out := cal.Bytes()
		back, err := Parse(out)
		if err != nil {
			t.Fatalf("what was written cannot be read: %v\n%q", err, out)
		}
		if again := back.Bytes(); !bytes.Equal(again, out) {
			t.Fatalf("not stable:\n%q\n%q", out, again)
		}
		if strings.Contains(string(in), "\n") && strings.HasPrefix(string(in), cal.begin) && decodeUTF16(in) == string(in) {
			rest := out
			for line := range strings.SplitAfterSeq(string(in), "\n") {
				_, after, ok := bytes.Cut(rest, []byte(line))
				if !ok {
					t.Fatalf("lost %q", line)
				}
				rest = after
			}
		}
		for _, p := range cal.Parts {
			if p.Line != nil && p.Line.Name != "" {
				changed(t, *p.Line)
				use(p.Line)
			}
		}
		Split(cal)
	})
}

// changed holds that another value leaves name and parameters as they were
// spelled.
func changed(t *testing.T, l Line) {
	was := l.String()
	if l.quotedPrintable() {
		return // its lines are joined otherwise
	}
	if content := unfold(l.read); lineEnds.Replace(content) != was {
		t.Fatalf("%q is told as %q", content, was)
	}
	l.SetValue(l.Value + "x")
	if got := l.String(); got != was+"x" {
		t.Fatalf("%q became %q", was, got)
	}
}

// use calls whatever reads values.
func use(l *Line) {
	l.Text()
	_, _ = l.Moments()
	_, _ = l.Periods()
	_, _ = ParseDuration(l.Value)
	SplitList(l.Value)
	l.SetParam("X-FUZZ", l.Value)
	_ = l.String()
}
