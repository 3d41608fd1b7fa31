package recur

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// patience is how long an engine may think about one rule; some rules keep
// some engines for ever. awake is how long it may take to start.
const (
	patience = 300 * time.Millisecond
	awake    = 20 * time.Second
)

// program is an engine that answers on its standard output what it is asked on
// its standard input, a rule a line.
type program struct {
	command []string
	process *exec.Cmd
	in      io.WriteCloser
	out     chan string
}

func (p *program) start(t *testing.T) {
	t.Helper()
	p.process = exec.Command(p.command[0], p.command[1:]...)
	in, err := p.process.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := p.process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.process.Start(); err != nil {
		t.Fatal(err)
	}
	answers := make(chan string)
	p.in, p.out = in, answers
	go func() {
		defer close(answers)
		for s := bufio.NewScanner(out); s.Scan(); {
			answers <- s.Text()
		}
	}()
}

func (p *program) stop() {
	_ = p.process.Process.Kill() // it may be gone
	for range p.out {            // let its reader end
	}
	_ = p.process.Wait()
}

// ask has the engine answer all questions; nil where it refuses, dies or takes
// too long.
func (p *program) ask(t *testing.T, all []question) [][]int64 {
	t.Helper()
	p.start(t)
	defer func() { p.stop() }()
	answers := make([][]int64, len(all))
	silent, wait := 0, awake
	for i, q := range all {
		line := strings.Join([]string{stamp(q.start), q.rule.String(), stamp(q.limit), strconv.Itoa(enough)}, "\t") + "\n"
		_, err := io.WriteString(p.in, line)
		select {
		case text, ok := <-p.out:
			if ok && err == nil {
				answers[i] = read8601(t, text)
				wait = patience
				continue
			}
		case <-time.After(wait):
		}
		if silent++; silent > 2000 {
			t.Fatalf("%s answers nothing", p.command)
		}
		p.stop()
		p.start(t)
		wait = awake
	}
	return answers
}

func stamp(wall int64) string { return time.Unix(wall, 0).UTC().Format("20060102T150405") }

// read8601 reads a list of slots; nil for a refusal.
func read8601(t *testing.T, text string) []int64 {
	t.Helper()
	if text == "-" {
		return nil
	}
	out := []int64{}
	for word := range strings.FieldsSeq(text) {
		at, err := time.Parse("20060102T150405", word)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, at.Unix())
	}
	return out
}

// engine makes a program of an engine where it is installed. Else the test is
// skipped, or fails where CALENDS_REQUIRE_ENGINES is set.
func engine(t *testing.T, install string, ready bool, command ...string) *program {
	t.Helper()
	if os.Getenv("CALENDS_ENGINES") == "" {
		t.Skip("SKIPPED: set CALENDS_ENGINES=1 to ask another program, which takes minutes")
	}
	if !ready {
		if os.Getenv("CALENDS_REQUIRE_ENGINES") != "" {
			t.Fatal("install " + install)
		}
		t.Skip("SKIPPED, not asked: install " + install)
	}
	return &program{command: command}
}

// TestAgainstDateutil asks python-dateutil, whose algorithm rrule-go is.
func TestAgainstDateutil(t *testing.T) {
	ready := exec.Command("python3", "-c", "import dateutil.rrule").Run() == nil
	p := engine(t, "python3-dateutil", ready, "python3", "testdata/engines/ask_dateutil.py")
	all := questions(t, generated, Daily) // finer ones take them minutes
	judge(t, all, p.ask(t, all), rruleGo)
}

// TestAgainstLibical asks libical, through a program compiled here.
func TestAgainstLibical(t *testing.T) {
	binary := filepath.Join(t.TempDir(), "libical")
	ready := exec.Command("cc", "-o", binary, "testdata/engines/libical.c", "-lical").Run() == nil
	p := engine(t, "libical-dev and a C compiler", ready, binary)
	all := questions(t, generated, Daily) // finer ones take them minutes
	judge(t, all, p.ask(t, all), libical)
}

// TestAgainstICALjs asks ical.js, in the folder that CALENDS_ICALJS names: one
// that `npm install ical.js` was run in. It asks a tenth, for many rules keep
// ical.js for ever.
func TestAgainstICALjs(t *testing.T) {
	folder := os.Getenv("CALENDS_ICALJS")
	p := engine(t, "ical.js and name its folder in CALENDS_ICALJS", folder != "", "node", "testdata/engines/icaljs.mjs", folder)
	all := questions(t, generated/10, Daily)
	judge(t, all, p.ask(t, all), icalJS)
}

// What libical 3.0 does otherwise.
var libical = []disagreement{
	{func(q question) bool { return len(q.rule.BySetPos) > 0 }, "we",
		"\"BYSETPOS operates on a set of recurrence instances in one interval of the recurrence rule\" (§3.3.10), times of the day and every frequency included; it counts days of months and years alone"},
	{func(q question) bool {
		return q.rule.Frequency == Daily && slices.ContainsFunc(q.rule.ByMonthDay, func(n int) bool { return n < 0 })
	}, "we", "\"Valid values are 1 to 31 or -31 to -1\", and BYMONTHDAY limits a DAILY rule (§3.3.10); it leaves the negative ones out"},
	{func(q question) bool {
		return q.rule.Frequency == Yearly && len(q.rule.ByMonthDay) > 0 && len(q.rule.ByMonth) == 0
	}, "we", "BYMONTHDAY expands a YEARLY rule and BYDAY limits it (§3.3.10's table, and §3.8.5.3's Friday the 13th); it looks at DTSTART's month alone, or else at every month where we keep DTSTART's (decision 0011)"},
	{func(q question) bool { return q.rule.Frequency == Yearly && len(q.rule.ByWeekNo) > 0 }, "we",
		"\"week number one of the calendar year is the first week that contains at least four (4) days in that calendar year\" (§3.3.10; TestWeeks asks Go): days of a week that lie in the next year or the last are left out, or taken for another week's"},
	{func(q question) bool {
		return q.rule.Frequency == Weekly && q.rule.Interval > 1 && q.rule.WeekStart != time.Monday && len(q.rule.ByDay) > 0
	}, "we", "\"The DTSTART property defines the first instance in the recurrence set\" (§3.8.5.3): it begins a week or more after a DTSTART that the rule yields"},
}

// What ical.js does otherwise: what libical does, whose algorithm it is, and
// more.
var icalJS = slices.Concat(libical, []disagreement{
	{func(q question) bool { return q.rule.Frequency == Yearly && timedRule(q.rule) }, "we",
		"BYHOUR, BYMINUTE and BYSECOND expand a YEARLY rule (§3.3.10's table, and the example below it); it takes the first of each"},
	{func(q question) bool { return q.rule.Frequency == Monthly && len(q.rule.ByMonth) > 0 }, "we",
		"BYMONTH limits a MONTHLY rule (§3.3.10's table); it goes to months that INTERVAL leaves out, or back to one that was"},
	{func(q question) bool { return q.rule.Frequency == Monthly && timedRule(q.rule) }, "we",
		"BYHOUR, BYMINUTE and BYSECOND expand a MONTHLY rule (§3.3.10's table); it leaves some out where days do not come in order"},
	{func(q question) bool {
		return q.rule.Frequency == Monthly && len(q.rule.ByMonthDay) > 0 && len(q.rule.ByDay) > 0
	}, "we", "\"The DTSTART property defines the first instance in the recurrence set\" (§3.8.5.3): it begins later, and leaves months out"},
	{func(q question) bool {
		return q.rule.Frequency == Yearly && slices.ContainsFunc(q.rule.ByMonthDay, func(n int) bool { return n < 0 || n > 28 })
	}, "we", "\"Recurrence rules may generate recurrence instances with an invalid date …, such recurrence instances MUST be ignored\" (§3.3.10); it takes 31 June for 1 July, and leaves out days counted from the end"},
})

// timedRule reports whether a rule lists times of the day.
func timedRule(r Rule) bool { return len(r.ByHour)+len(r.ByMinute)+len(r.BySecond) > 0 }
