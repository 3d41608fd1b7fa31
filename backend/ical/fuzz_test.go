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
	files, _ := filepath.Glob("testdata/*.ics")
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
		if strings.Contains(string(in), "\n") && cal.begin != "" {
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
				use(p.Line)
			}
		}
		Split(cal)
	})
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

func BenchmarkParse(b *testing.B) {
	text, err := os.ReadFile("testdata/foreign.ics")
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(text); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBytes(b *testing.B) {
	text, err := os.ReadFile("testdata/foreign.ics")
	if err != nil {
		b.Fatal(err)
	}
	cal, err := Parse(text)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		cal.Bytes()
	}
}
