package quickadd

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"calends/backend/zone"
)

// sentences are those of testdata.
func sentences(t testing.TB) []string {
	t.Helper()
	var all []string
	files, _ := filepath.Glob("testdata/*.txt")
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.SplitSeq(string(text), "\n") {
			if s, _, ok := strings.Cut(line, "  =>  "); ok {
				all = append(all, s)
			}
		}
	}
	return all
}

// Whatever the words and their order: nothing panics, the spans are the
// sentence, a draft without doubts is one that can be saved, and reading it
// again says the same.
func TestAnyOrderOfWords(t *testing.T) {
	words := strings.Fields(strings.Join(sentences(t), " "))
	zones := zone.NewFinder()
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 0, 12).Draw(t, "words"), rapid.SampledFrom([]string{" ", " ", "  ", "", ", "}).Draw(t, "between"))
		o := Options{Language: rapid.SampledFrom(Languages()).Draw(t, "language"), Zones: zones, WeekStart: time.Monday,
			Calendars: []Known{{"1", "mail", "Work"}, {"2", "mail", "Home"}}}
		now := time.Unix(rapid.Int64Range(0, 4_000_000_000).Draw(t, "now"), 0).In(berlin(t))
		check(t, text, now, o)
	})
}

func berlin(t interface{ Fatal(...any) }) *time.Location {
	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

type failer interface {
	Helper()
	Errorf(string, ...any)
}

func check(t failer, text string, now time.Time, o Options) {
	t.Helper()
	d := Parse(text, now, o)
	checkSpans(t, text, d)
	if again := Parse(text, now, o); summary(again) != summary(d) {
		t.Errorf("%q means %s, and then %s", text, summary(d), summary(again))
	}
	for _, b := range d.Doubts {
		for _, r := range b.Readings {
			checkSpans(t, r.Sentence, Parse(r.Sentence, now, o))
		}
	}
	if len(d.Doubts) > 0 || d.Start == "" {
		return
	}
	form := wallForm
	if d.AllDay {
		form = time.DateOnly
	}
	start, err := time.Parse(form, d.Start)
	end, err2 := time.Parse(form, d.End)
	if err != nil || err2 != nil {
		t.Errorf("%q: %v, %v", text, err, err2)
	} else if end.Before(start) || d.AllDay && !end.After(start) {
		t.Errorf("%q ends at %s before it starts at %s", text, d.End, d.Start)
	}
}

// FuzzParse: no text makes it panic, or lose a byte.
func FuzzParse(f *testing.F) {
	for i, s := range sentences(f) {
		if i%7 == 0 {
			f.Add(s, int64(1_790_000_000), uint8(i))
		}
	}
	zones := zone.NewFinder()
	f.Fuzz(func(t *testing.T, text string, at int64, language uint8) {
		now := time.Unix(at%8_000_000_000, 0).In(berlin(t))
		check(t, text, now, Options{Language: Languages()[int(language)%4], Zones: zones, WeekStart: time.Weekday(language % 7)})
	})
}

// A sentence can be a page pasted by mistake: it is read to the end, in order,
// and soon.
func TestLongSentence(t *testing.T) {
	for _, words := range []string{"7 ", "at 7 ", "@ x ", "every mon ", "a ", "7-7-7-7", "\"", "free tomorrow "} {
		text := strings.Repeat(words, 3_000)
		check(t, text, time.Date(2026, 11, 25, 14, 0, 0, 0, time.UTC), Options{})
	}
}

func BenchmarkParse(b *testing.B) {
	all := sentences(b)
	now := time.Date(2026, 11, 25, 14, 0, 0, 0, berlin(b))
	o := Options{Zones: zone.NewFinder(), WeekStart: time.Monday}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		Parse(all[i%len(all)], now, o)
	}
}
