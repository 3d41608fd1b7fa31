package words

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"calends/backend/ical"
	"calends/backend/quickadd"
	"calends/backend/recur"
)

// languages are those that can be spoken.
var languages = [...]string{"en", "de", "fr", "es"}

// Every rule can be said, in every language.
func TestEveryRuleCanBeSaid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := anyRule(t)
		r, err := recur.ParseRule(value)
		if err != nil {
			t.Fatalf("%s: %v", value, err)
		}
		start := rapid.SampledFrom([]ical.Moment{{}, {Kind: ical.Date, Wall: 86400 * 20_000}, {Kind: ical.UTC, Wall: 86400*20_000 + 33_300}}).Draw(t, "start")
		for _, tag := range languages {
			text := In(tag).Rule(r, start, time.UTC)
			if strings.TrimSpace(text) != text || text == "" || strings.ContainsAny(text, "%\n") || strings.Contains(text, "  ") || strings.Contains(text, " ,") {
				t.Errorf("%s in %s: %q", value, tag, text)
			}
		}
	})
}

// anyRule is a rule with any parts.
func anyRule(t *rapid.T) string {
	parts := []string{"FREQ=" + rapid.SampledFrom([]string{"SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"}).Draw(t, "freq")}
	numbers := func(name string, low, high int) {
		if !rapid.Bool().Draw(t, name) {
			return
		}
		var out []string
		for _, n := range rapid.SliceOfN(rapid.IntRange(low, high), 1, 4).Draw(t, "values") {
			if n == 0 && low < 0 {
				n = 1
			}
			out = append(out, fmt.Sprint(n))
		}
		parts = append(parts, name+"="+strings.Join(out, ","))
	}
	for _, l := range []struct {
		name      string
		low, high int
	}{{"BYMONTH", 1, 12}, {"BYWEEKNO", -53, 53}, {"BYYEARDAY", -366, 366}, {"BYMONTHDAY", -31, 31}, {"BYHOUR", 0, 23}, {"BYMINUTE", 0, 59},
		{"BYSECOND", 0, 59}, {"BYSETPOS", -366, 366}} {
		numbers(l.name, l.low, l.high)
	}
	if rapid.Bool().Draw(t, "BYDAY") {
		days := rapid.SliceOfN(rapid.SampledFrom([]string{"MO", "TU", "2WE", "-1FR", "SA", "SU", "5SU"}), 1, 4).Draw(t, "days")
		parts = append(parts, "BYDAY="+strings.Join(days, ","))
	}
	parts = append(parts, rapid.SampledFrom([]string{"", "INTERVAL=2", "INTERVAL=100"}).Draw(t, "interval"),
		rapid.SampledFrom([]string{"", "COUNT=1", "COUNT=7", "UNTIL=20270303", "UNTIL=20270303T101112Z"}).Draw(t, "end"),
		rapid.SampledFrom([]string{"", "WKST=SU"}).Draw(t, "wkst"), rapid.SampledFrom([]string{"", "RSCALE=GREGORIAN;SKIP=FORWARD"}).Draw(t, "skip"))
	return strings.Join(parts, ";")
}

// What the editor can show, quickadd reads out of what is said: the same rule.
func TestWhatIsSaidCanBeRead(t *testing.T) {
	now := time.Date(2026, 11, 25, 14, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		value := editableRule(t)
		r, err := recur.ParseRule(value)
		if err != nil || !Editable(value) {
			t.Fatalf("%s: %v", value, err)
		}
		for _, tag := range languages {
			said := In(tag).Rule(r, ical.Moment{}, nil)
			d := quickadd.Parse("Yoga 18:00 "+said, now, quickadd.Options{Language: tag, WeekStart: time.Monday})
			got, err := recur.ParseRule(d.RRule)
			if err != nil || got.String() != r.String() || len(d.Doubts) > 0 || d.Title != "Yoga" {
				t.Errorf("%s in %s: %q is read as %q, %q, %v", value, tag, said, d.RRule, d.Title, d.Doubts)
			}
		}
	})
}

// editableRule is a rule that the editor can show.
func editableRule(t *rapid.T) string {
	parts := []string{"FREQ=" + rapid.SampledFrom([]string{"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}).Draw(t, "freq")}
	if n := rapid.IntRange(1, 99).Draw(t, "interval"); n > 1 && rapid.Bool().Draw(t, "several") {
		parts = append(parts, fmt.Sprintf("INTERVAL=%d", n))
	}
	switch rapid.IntRange(0, 2).Draw(t, "end") {
	case 1:
		parts = append(parts, fmt.Sprintf("COUNT=%d", rapid.IntRange(1, 999).Draw(t, "count")))
	case 2:
		day := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 4000).Draw(t, "until"))
		parts = append(parts, "UNTIL="+day.Format("20060102"))
	}
	if strings.HasSuffix(parts[0], "WEEKLY") && rapid.Bool().Draw(t, "days") {
		var days []string
		for i, name := range []string{"MO", "TU", "WE", "TH", "FR", "SA", "SU"} {
			if rapid.IntRange(0, 6).Draw(t, name) < 3 || i == 6 && len(days) == 0 {
				days = append(days, name)
			}
		}
		parts = append(parts, "BYDAY="+strings.Join(days, ","))
	}
	return strings.Join(parts, ";")
}
