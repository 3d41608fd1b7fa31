package recur

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/teambition/rrule-go"
)

// A question is a rule asked of several engines: its slots from start, which
// the rule yields, to limit, and no more than enough of them.
type question struct {
	text  string
	rule  Rule
	start int64
	limit int64
}

const enough = 30

// generated is how many rules the engines are asked.
const generated = 20_000

// spans are how far a rule is followed.
var spans = [...]int64{Secondly: 3 * day, Minutely: 3 * day, Hourly: 90 * day, Daily: 800 * day, Weekly: 1500 * day, Monthly: 15 * 366 * day, Yearly: 40 * 366 * day}

// questions generates rules that RFC 5545 allows, none finer than finest, the
// same for the same seed.
func questions(t testing.TB, n int, finest Frequency) []question {
	t.Helper()
	r := rand.New(rand.NewPCG(5545, 7529))
	var out []question
	for len(out) < n {
		text := generate(r)
		if rule(t, text).Frequency < finest {
			continue
		}
		q := question{text: text, rule: rule(t, text), start: r.Int64N(60*365*day) + 5*365*day}
		q.start -= q.start % 300
		// DTSTART is the first slot of the rule itself, so that whether one
		// that is not would count is no question.
		plain := q.rule
		plain.Count = 0
		first := expand(plain, q.start, minWall, q.start+spans[plain.Frequency], false, false)
		start, ok := first.next()
		if !ok {
			continue
		}
		q.start, q.limit = start, start+spans[plain.Frequency]
		out = append(out, q)
	}
	return out
}

// generate writes a rule.
func generate(r *rand.Rand) string {
	freq := frequencies[1+r.IntN(len(frequencies)-1)]
	f := Frequency(slices.Index(frequencies[:], freq))
	text := "FREQ=" + freq
	interval := 1
	if r.IntN(2) == 0 {
		interval = 1 + r.IntN(5)
		text += fmt.Sprint(";INTERVAL=", interval)
	}
	by := func(chance int, name string, values ...int) {
		if r.IntN(chance) != 0 {
			return
		}
		var list []string
		for range 1 + r.IntN(3) {
			if v := fmt.Sprint(values[r.IntN(len(values))]); r.IntN(40) == 0 || !slices.Contains(list, v) {
				list = append(list, v)
			}
		}
		text += ";" + name + "=" + strings.Join(list, ",")
	}
	before := len(text)
	by(3, "BYMONTH", 1, 2, 3, 5, 6, 8, 10, 11, 12)
	if f == Yearly {
		by(5, "BYWEEKNO", 1, 2, 20, 52, 53, -1, -10, -53)
	}
	if f == Yearly || f < Daily {
		by(6, "BYYEARDAY", 1, 2, 60, 100, 366, -1, -60, -366)
	}
	if f != Weekly {
		by(4, "BYMONTHDAY", 1, 2, 13, 15, 28, 29, 30, 31, -1, -2, -31)
	}
	if r.IntN(3) == 0 {
		text += ";BYDAY=" + days(r, (f == Monthly || f == Yearly) && !strings.Contains(text, "BYWEEKNO"))
	}
	if f >= Daily || interval == 1 { // rrule-go walks for ever where they may never meet
		by(6, "BYHOUR", 0, 6, 9, 18, 23)
		by(6, "BYMINUTE", 0, 15, 30, 59)
		by(9, "BYSECOND", 0, 20, 59)
	}
	if len(text) > before {
		by(5, "BYSETPOS", 1, 2, 3, -1, -2)
	}
	if r.IntN(4) == 0 {
		text += fmt.Sprint(";COUNT=", 1+r.IntN(40))
	}
	if r.IntN(4) == 0 {
		text += ";WKST=" + weekdays[r.IntN(7)]
	}
	return text
}

// days writes the value of BYDAY: weekdays, or weekdays with numbers.
func days(r *rand.Rand, numbered bool) string {
	numbered = numbered && r.IntN(2) == 0
	var list []string
	for range 1 + r.IntN(3) {
		d := Day{Weekday: time.Weekday(r.IntN(7))}
		if numbered {
			d.N = []int{1, 2, 3, 4, 5, -1, -2, -5}[r.IntN(8)]
		}
		list = append(list, d.String())
	}
	return strings.Join(list, ",")
}

// ours answers a question.
func ours(q question) []int64 { return slots(q.rule, q.start, minWall, q.limit, enough) }

// A disagreement is a kind of question that another engine answers otherwise,
// who is right, and the sentence that says so.
type disagreement struct {
	when           func(q question) bool
	right, because string
}

// judge compares an engine's answers with ours. It fails where they differ and
// no disagreement says why; a nil answer is none.
func judge(t *testing.T, all []question, answers [][]int64, known []disagreement) {
	t.Helper()
	explained := make([]int, len(known))
	same, unexplained := 0, 0
	parts := map[string]int{}
	for i, q := range all {
		if answers[i] == nil {
			continue
		}
		mine := ours(q)
		if slices.Equal(mine, answers[i]) {
			same++
			continue
		}
		at := slices.IndexFunc(known, func(d disagreement) bool { return d.when(q) })
		if at >= 0 {
			explained[at]++
			continue
		}
		parts[partsOf(q)]++
		if unexplained++; unexplained <= 12 {
			t.Errorf("DTSTART:%s RRULE:%s\n ours   %s\n theirs %s", shownWalls([]int64{q.start}), q.text, shownWalls(mine), shownWalls(answers[i]))
		}
	}
	t.Logf("%d rules: %d the same, %d unexplained %v", len(all), same, unexplained, parts)
	for i, d := range known {
		t.Logf("%6d: %s are right: %s", explained[i], d.right, d.because)
	}
	if same < len(all)/2 {
		t.Errorf("only %d of %d answers are the same", same, len(all))
	}
}

// partsOf is a rule without its values.
func partsOf(q question) string {
	var names []string
	for part := range strings.SplitSeq(q.rule.String(), ";") {
		name, value, _ := strings.Cut(part, "=")
		if name == "FREQ" {
			name = value
		}
		names = append(names, strings.TrimPrefix(name, "BY"))
	}
	return strings.Join(names, "+")
}

func shownWalls(all []int64) string {
	var out []string
	for _, w := range all[:min(8, len(all))] {
		out = append(out, time.Unix(w, 0).UTC().Format("20060102T150405"))
	}
	return strings.Join(out, " ") + fmt.Sprintf(" (%d)", len(all))
}

// What rrule-go does otherwise.
var rruleGo = []disagreement{
	{repeats, "we", "\"the recurrence set\" (§3.3.10) is a set: a value that a BY list repeats is in it once"},
	{weekAlone, "we", "\"information, not contained in the rule, necessary to determine the various recurrence instance start time and dates are derived from the Start Time (DTSTART)\" (§3.3.10): BYWEEKNO alone names no day, so that the weekday is DTSTART's"},
	{edgeOfYear, "we", "\"week number one of the calendar year is the first week that contains at least four (4) days in that calendar year\" (§3.3.10): it leaves out January days of last year's last week and December days of next year's first (TestWeeks asks Go)"},
	{weeklyPosition, "we", "\"BYSETPOS operates on a set of recurrence instances in one interval of the recurrence rule\" (§3.3.10): the first week is a whole week, though it takes only the days from DTSTART on"},
	{monthDayAlone, "neither", "§3.3.10's table makes YEARLY;BYMONTHDAY every month's; we keep DTSTART's month as libical and ical.js do (decision 0011)"},
}

// repeats reports whether a list of the rule names a value twice.
func repeats(q question) bool {
	for part := range strings.SplitSeq(q.text, ";") {
		_, list, _ := strings.Cut(part, "=")
		values := strings.Split(list, ",")
		slices.Sort(values)
		if len(slices.Compact(slices.Clone(values))) < len(values) {
			return true
		}
	}
	return false
}

func weekAlone(q question) bool {
	r := q.rule
	return r.Frequency == Yearly && len(r.ByWeekNo) > 0 && len(r.ByDay) == 0 && len(r.ByMonthDay) == 0 && len(r.ByYearDay) == 0
}

// edgeOfYear is BYWEEKNO with weeks that lie across two years.
func edgeOfYear(q question) bool {
	return q.rule.Frequency == Yearly && slices.ContainsFunc(q.rule.ByWeekNo, func(n int) bool { return max(n, -n) >= 52 })
}

func weeklyPosition(q question) bool {
	return q.rule.Frequency == Weekly && len(q.rule.BySetPos) > 0
}

func monthDayAlone(q question) bool {
	r := q.rule
	return r.Frequency == Yearly && len(r.ByMonthDay) > 0 && len(r.ByMonth) == 0 && len(r.ByWeekNo) == 0 && len(r.ByYearDay) == 0 && len(r.ByDay) == 0 && len(r.BySetPos) == 0
}

// TestAgainstRRuleGo asks rrule-go, which is python-dateutil's algorithm.
func TestAgainstRRuleGo(t *testing.T) {
	all := questions(t, generated, Secondly)
	answers := make([][]int64, len(all))
	for i, q := range all {
		answers[i] = askRRuleGo(q)
	}
	judge(t, all, answers, rruleGo)
}

// askRRuleGo has rrule-go answer; nil where it panics.
func askRRuleGo(q question) (out []int64) {
	defer func() {
		if recover() != nil {
			out = nil
		}
	}()
	option, err := rrule.StrToROption(q.text)
	if err != nil {
		return nil
	}
	option.Dtstart = time.Unix(q.start, 0).UTC()
	option.Until = time.Unix(q.limit, 0).UTC()
	r, err := rrule.NewRRule(*option)
	if err != nil {
		return nil
	}
	out = []int64{}
	next := r.Iterator()
	for at, ok := next(); ok && len(out) < enough; at, ok = next() {
		out = append(out, at.Unix())
	}
	return out
}
