package command_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"calends/backend/bridge"
)

func quickComputer(t *testing.T) *computer {
	return &computer{t: t, profile: t.TempDir(), dir: t.TempDir(), now: time.Date(2026, 11, 25, 13, 0, 0, 0, time.UTC)}
}

// added adds words, and is the text of the event they made.
func (c *computer) added(args ...string) string {
	c.t.Helper()
	ref := read[bridge.ChangeRef](c, append([]string{"add"}, args...)...)
	if ref.UID == "" || ref.Change == "" || ref.Calendar == "" {
		c.t.Errorf("%q is %+v", args, ref)
	}
	return read[bridge.ShowRow](c, "show", ref.UID).ICS
}

func TestAddWords(t *testing.T) {
	c := quickComputer(t)
	read[bridge.CalendarRow](c, "calendar", "create", "Work")
	for _, x := range []struct {
		words string
		lines []string
	}{
		{"Lunch with Ana tomorrow 13:00 for 1h", []string{"SUMMARY:Lunch with Ana", "DTSTART;TZID=Europe/Berlin:20261126T130000", "DTEND;TZID=Europe/Berlin:20261126T140000"}},
		{"Call 3pm Tokyo", []string{"SUMMARY:Call", "DTSTART;TZID=Asia/Tokyo:20261126T150000", "BEGIN:VTIMEZONE"}},
		{"Christmas 24.12. free", []string{"DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261225", "TRANSP:TRANSPARENT"}},
		{"Yoga every mon until 1 March 18:00 1h30 @ Studio 5 !15m // mat", []string{"RRULE:FREQ=WEEKLY;UNTIL=20270301T225959Z;BYDAY=MO", "LOCATION:Studio 5",
			"TRIGGER:-PT15M", "DESCRIPTION:mat", "DTEND;TZID=Europe/Berlin:20261130T193000"}},
		{"Pay rent every month on the last weekday", []string{"RRULE:FREQ=MONTHLY;BYSETPOS=-1;BYDAY=MO,TU,WE,TH,FR", "DTSTART;VALUE=DATE:20261130"}},
	} {
		ics := c.added(x.words)
		for _, line := range x.lines {
			if !strings.Contains(ics, line+"\r\n") {
				t.Errorf("%s has no %s:\n%s", x.words, line, ics)
			}
		}
	}
	ref := read[bridge.ChangeRef](c, "add", "Review tomorrow 9am /work", "--description", "bring", "--alarm", "5m")
	if row := read[bridge.ShowRow](c, "show", ref.UID); row.Calendar != ref.Calendar || !strings.Contains(row.ICS, "DESCRIPTION:bring") {
		t.Errorf("%+v", row)
	}
	out, errs := c.run(0, "add", "Tea", "tomorrow", "16:00", "--quiet")
	if !strings.HasPrefix(out, "uid-") || errs != "" {
		t.Errorf("%q, %q", out, errs)
	}
	if out, _ := c.run(0, "show", strings.TrimSpace(out)); strings.Contains(out, "repeats") {
		t.Errorf("%s", out)
	}
}

// What can mean two things is told with both, and nothing is added.
func TestAddWordsInDoubt(t *testing.T) {
	c := quickComputer(t)
	for _, x := range []struct{ words, code, says string }{
		{"Plan next friday", "ambiguous", "Write “2026-11-27” or “2026-12-04” instead."},
		{"Plan 10/11", "ambiguous", "2027-10-11"},
		{"Dinner tomorrow at 7", "ambiguous", "07:00, or 19:00"},
		{"Retro every 2nd tue 15:00", "ambiguous", "every month on the 2nd Tuesday, or every 2 weeks on Tuesday"},
		{"Lunch tomorrow 13:00 /nowhere", "not_found", "no calendar called"},
		{"Lunch", "invalid", "Say when"},
		{"tomorrow", "invalid", "Say what"},
		{"todo buy milk tomorrow", "invalid", "To-dos"},
		{"Sync tomorrow 9:00 +zoom", "invalid", "+zoom"},
	} {
		_, errs := c.run(1, "add", x.words, "--json")
		if !strings.Contains(errs, `"code":"`+x.code+`"`) || !strings.Contains(errs, x.says) {
			t.Errorf("%s: %s", x.words, errs)
		}
	}
	if rows := read[[]bridge.AgendaRow](c, "agenda", "--from", "2026-01-01", "--to", "2029-01-01"); len(rows) > 0 {
		t.Errorf("%+v", rows)
	}
}

func TestAddWordsDryRun(t *testing.T) {
	c := quickComputer(t)
	d := read[bridge.QuickDraft](c, "add", "--dry-run", "Yoga every 2 weeks on mon 18:00")
	whole := ""
	for _, chip := range d.Chips {
		whole += chip.Text
	}
	if whole != "Yoga every 2 weeks on mon 18:00" || d.RRuleText != "every 2 weeks on Monday" || d.Start != "2026-11-30T18:00" || len(d.Doubts) > 0 {
		t.Errorf("%+v", d)
	}
	out, _ := c.run(0, "add", "--dry-run", "Yoga every mon at 7")
	for _, want := range []string{"repeat  every mon  every week on Monday", "Yoga every mon 07:00\n", "Yoga every mon 19:00\n"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
}

// Whatever sentence leaves nothing in doubt can be saved as it was understood.
func TestUnderstoodIsSaved(t *testing.T) {
	c := quickComputer(t)
	p, done, err := c.open(t.Context(), c.profile)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = done() }()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	saved := 0
	for _, language := range bridge.Languages() {
		text, err := os.ReadFile(filepath.Join("..", "quickadd", "testdata", language+".txt"))
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(text), "\n") {
			words, _, ok := strings.Cut(line, "  =>  ")
			if !ok || i%3 != 0 {
				continue
			}
			ask := bridge.Sentence{Text: words, Language: language}
			d, err := p.QuickAdd(t.Context(), ask, berlin)
			if err != nil {
				t.Fatal(err)
			}
			ref, err := p.AddSentence(t.Context(), ask, bridge.Patch{}, berlin)
			if may := len(d.Doubts) == 0 && d.Missing == ""; may != (err == nil) {
				t.Errorf("%s: %v, understood as %+v", words, err, d)
			}
			if err != nil {
				continue
			}
			saved++
			row, err := p.Show(t.Context(), ref.UID, "", berlin)
			if err != nil || len(row.Occurrences) == 0 && d.Start > "2026-11-26" {
				t.Errorf("%s: %v, %s", words, err, row.ICS)
			}
			if len(row.Occurrences) > 0 && d.TZID == "" && d.RRule == "" && !strings.HasPrefix(row.Occurrences[0].Start, d.Start) {
				t.Errorf("%s: starts at %s, not %s", words, row.Occurrences[0].Start, d.Start)
			}
		}
	}
	if saved < 100 {
		t.Errorf("only %d were saved", saved)
	}
}

func TestShowSaysTheRule(t *testing.T) {
	c := quickComputer(t)
	ref := read[bridge.ChangeRef](c, "add", "Yoga every 2 weeks on mon 18:00")
	if out, _ := c.run(0, "show", ref.UID); !strings.Contains(out, "Every 2 weeks on Monday\n") {
		t.Errorf("%s", out)
	}
}
