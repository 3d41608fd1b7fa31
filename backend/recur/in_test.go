package recur

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"calends/backend/calendar"
	"calends/backend/ical"
	"calends/backend/zone"
)

// object makes an object of components, each given as its lines; the first is
// the master unless it has a RECURRENCE-ID.
func object(t testing.TB, components ...string) *ical.Object {
	t.Helper()
	var b strings.Builder
	b.WriteString("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//test//EN\n")
	for _, c := range components {
		if strings.HasPrefix(c, "BEGIN:") {
			b.WriteString(c + "\n")
			continue
		}
		b.WriteString("BEGIN:VEVENT\nUID:u\n" + c + "\nEND:VEVENT\n")
	}
	b.WriteString("END:VCALENDAR\n")
	o, err := ical.ParseObject([]byte(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func load(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// window reads "2026-01-01 2026-02-01" in loc.
func window(t testing.TB, text string, loc *time.Location) calendar.Window {
	t.Helper()
	from, to, _ := strings.Cut(text, " ")
	parse := func(s string) time.Time {
		at, err := time.ParseInLocation("2006-01-02", s, loc)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	return calendar.Window{From: parse(from), To: parse(to)}
}

// shown writes occurrences as their days, or start and end instants.
func shown(all []Occurrence) string {
	var out []string
	for _, c := range all {
		text := c.Start.Format("01-02T15:04Z07") + "/" + c.End.Sub(c.Start).String()
		if c.AllDay {
			text = c.Start.Format("01-02") + "/" + c.End.Format("01-02")
		}
		if s := c.Component.Text("SUMMARY"); s != "" {
			text += "=" + s
		}
		out = append(out, text)
	}
	return strings.Join(out, " ")
}

func collect(o *ical.Object, w calendar.Window, local *time.Location) (all []Occurrence, problems []error) {
	for c, err := range In(o, w, local, zone.NewFinder()) {
		if err != nil {
			problems = append(problems, err)
			continue
		}
		all = append(all, c)
	}
	return all, problems
}

// Clock changes in both hemispheres: the wall's time stays, the instant moves,
// and an exact length stays exact.
func TestInAcrossClockChanges(t *testing.T) {
	for _, c := range []struct{ name, lines, window, want string }{
		{"Paris, spring", "DTSTART;TZID=Europe/Paris:20260327T090000\nDTEND;TZID=Europe/Paris:20260327T100000\nRRULE:FREQ=DAILY;COUNT=4", "2026-03-01 2026-04-30",
			"03-27T09:00+01/1h0m0s 03-28T09:00+01/1h0m0s 03-29T09:00+02/1h0m0s 03-30T09:00+02/1h0m0s"},
		{"Paris, a time that is skipped", "DTSTART;TZID=Europe/Paris:20260328T023000\nRRULE:FREQ=DAILY;COUNT=3", "2026-03-01 2026-04-30",
			"03-28T02:30+01/0s 03-29T03:30+02/0s 03-30T02:30+02/0s"},
		{"New York, a time that comes twice", "DTSTART;TZID=America/New_York:20261031T013000\nRRULE:FREQ=DAILY;COUNT=3", "2026-10-01 2026-11-30",
			"10-31T01:30-04/0s 11-01T01:30-04/0s 11-02T01:30-05/0s"},
		{"Sydney, autumn in April", "DTSTART;TZID=Australia/Sydney:20260404T023000\nRRULE:FREQ=DAILY;COUNT=3", "2026-04-01 2026-04-30",
			"04-04T02:30+11/0s 04-05T02:30+11/0s 04-06T02:30+10/0s"},
		{"Sydney, a time that is skipped", "DTSTART;TZID=Australia/Sydney:20261003T023000\nRRULE:FREQ=DAILY;COUNT=3", "2026-10-01 2026-10-30",
			"10-03T02:30+10/0s 10-04T03:30+11/0s 10-05T02:30+11/0s"},
		{"a day's DURATION is a day on the wall", "DTSTART;TZID=Europe/Paris:20260328T120000\nDURATION:P1D", "2026-03-01 2026-04-30", "03-28T12:00+01/23h0m0s"},
		{"24 hours are exact", "DTSTART;TZID=Europe/Paris:20260328T120000\nDURATION:PT24H", "2026-03-01 2026-04-30", "03-28T12:00+01/24h0m0s"},
		{"DTEND means an exact length", "DTSTART;TZID=Europe/Paris:20260320T120000\nDTEND;TZID=Europe/Paris:20260321T120000\nRRULE:FREQ=WEEKLY;INTERVAL=1;UNTIL=20260328T230000Z", "2026-03-25 2026-04-30", "03-27T12:00+01/24h0m0s"},
		{"DTEND in another zone", "DTSTART;TZID=Europe/Paris:20260320T120000\nDTEND;TZID=America/New_York:20260320T100000", "2026-03-01 2026-04-30", "03-20T12:00+01/3h0m0s"},
		{"two skipped walls are one instant", "DTSTART;TZID=Europe/Paris:20260329T010000\nRRULE:FREQ=MINUTELY;INTERVAL=30;COUNT=7", "2026-03-01 2026-04-30",
			"03-29T01:00+01/0s 03-29T01:30+01/0s 03-29T03:00+02/0s 03-29T03:30+02/0s 03-29T04:00+02/0s"},
		{"no midnight", "DTSTART;VALUE=DATE:20260328\nRRULE:FREQ=DAILY;COUNT=2", "2026-03-01 2026-04-30", "03-28/03-29 03-29/03-30"},
	} {
		got, problems := collect(object(t, c.lines), window(t, c.window, time.UTC), load(t, "Europe/Paris"))
		if shown(got) != c.want || len(problems) > 0 {
			t.Errorf("%s:\n got %s %v\nwant %s", c.name, shown(got), problems, c.want)
		}
	}
}

// Sets of rules, dates, exclusions and overrides.
func TestInSets(t *testing.T) {
	const daily = "DTSTART:20260601T090000Z\nDTEND:20260601T100000Z\n"
	for _, c := range []struct {
		name       string
		components []string
		want       string
	}{
		{"single", []string{daily}, "06-01T09:00Z/1h0m0s"},
		{"two rules", []string{daily + "RRULE:FREQ=DAILY;COUNT=2\nRRULE:FREQ=WEEKLY;COUNT=2"}, "06-01T09:00Z/1h0m0s 06-02T09:00Z/1h0m0s 06-08T09:00Z/1h0m0s"},
		{"EXRULE", []string{daily + "RRULE:FREQ=DAILY;COUNT=4\nEXRULE:FREQ=DAILY;INTERVAL=2"}, "06-02T09:00Z/1h0m0s 06-04T09:00Z/1h0m0s"},
		{"RDATE and lists", []string{daily + "RDATE:20260605T090000Z,20260603T120000Z\nRDATE;TZID=Europe/Paris:20260604T110000"},
			"06-01T09:00Z/1h0m0s 06-03T12:00Z/1h0m0s 06-04T09:00Z/1h0m0s 06-05T09:00Z/1h0m0s"},
		{"RDATE of periods", []string{daily + "RDATE;VALUE=PERIOD:20260603T090000Z/PT3H,20260604T090000Z/20260604T093000Z"},
			"06-01T09:00Z/1h0m0s 06-03T09:00Z/3h0m0s 06-04T09:00Z/30m0s"},
		{"EXDATE list", []string{daily + "RRULE:FREQ=DAILY;COUNT=4\nEXDATE:20260602T090000Z,20260603T090000Z"}, "06-01T09:00Z/1h0m0s 06-04T09:00Z/1h0m0s"},
		{"EXDATE of DTSTART", []string{daily + "RRULE:FREQ=DAILY;COUNT=2\nEXDATE:20260601T090000Z"}, "06-02T09:00Z/1h0m0s"},
		{"EXDATE as a date", []string{daily + "RRULE:FREQ=DAILY;COUNT=3\nEXDATE;VALUE=DATE:20260602"}, "06-01T09:00Z/1h0m0s 06-03T09:00Z/1h0m0s"},
		{"EXDATE without zone", []string{"DTSTART;TZID=Asia/Tokyo:20260601T090000\nRRULE:FREQ=DAILY;COUNT=2\nEXDATE:20260602T090000"}, "06-01T09:00+09/0s"},
		{"UNTIL as a date is its midnight", []string{daily + "RRULE:FREQ=DAILY;UNTIL=20260602"}, "06-01T09:00Z/1h0m0s"},
		{"UNTIL local", []string{"DTSTART;TZID=America/New_York:20260601T210000\nRRULE:FREQ=DAILY;UNTIL=20260602T210000"}, "06-01T21:00-04/0s 06-02T21:00-04/0s"},
		{"UNTIL in UTC", []string{"DTSTART;TZID=America/New_York:20260601T210000\nRRULE:FREQ=DAILY;UNTIL=20260603T010000Z"}, "06-01T21:00-04/0s 06-02T21:00-04/0s"},
		{"UNTIL in UTC, one second short", []string{"DTSTART;TZID=America/New_York:20260601T210000\nRRULE:FREQ=DAILY;UNTIL=20260603T005959Z"}, "06-01T21:00-04/0s"},
		{"days until a time", []string{"DTSTART;VALUE=DATE:20260601\nRRULE:FREQ=DAILY;UNTIL=20260602T235959Z"}, "06-01/06-02 06-02/06-03"},
		{"override", []string{daily + "RRULE:FREQ=DAILY;COUNT=3", "RECURRENCE-ID:20260602T090000Z\nDTSTART:20260602T110000Z\nDTEND:20260602T113000Z\nSUMMARY:moved"},
			"06-01T09:00Z/1h0m0s 06-02T11:00Z/30m0s=moved 06-03T09:00Z/1h0m0s"},
		{"override in another zone", []string{daily + "RRULE:FREQ=DAILY;COUNT=2", "RECURRENCE-ID;TZID=Europe/Paris:20260602T110000\nDTSTART:20260602T120000Z\nSUMMARY:m"},
			"06-01T09:00Z/1h0m0s 06-02T12:00Z/0s=m"},
		{"override named by its day", []string{daily + "RRULE:FREQ=DAILY;COUNT=2", "RECURRENCE-ID;VALUE=DATE:20260602\nDTSTART:20260602T120000Z\nSUMMARY:m"},
			"06-01T09:00Z/1h0m0s 06-02T12:00Z/0s=m"},
		{"override becomes a day", []string{daily + "RRULE:FREQ=DAILY;COUNT=2", "RECURRENCE-ID:20260602T090000Z\nDTSTART;VALUE=DATE:20260602\nSUMMARY:m"},
			"06-01T09:00Z/1h0m0s 06-02/06-03=m"},
		{"override without a start stays", []string{daily + "RRULE:FREQ=DAILY;COUNT=2", "RECURRENCE-ID:20260602T090000Z\nSUMMARY:m"},
			"06-01T09:00Z/1h0m0s 06-02T09:00Z/1h0m0s=m"},
		{"the newer of two overrides", []string{daily + "RRULE:FREQ=DAILY;COUNT=1", "RECURRENCE-ID:20260601T090000Z\nDTSTART:20260601T110000Z\nSEQUENCE:2\nSUMMARY:new",
			"RECURRENCE-ID:20260601T090000Z\nDTSTART:20260601T100000Z\nSEQUENCE:1\nSUMMARY:old"}, "06-01T11:00Z/0s=new"},
		{"overrides only", []string{"RECURRENCE-ID:20260602T090000Z\nDTSTART:20260602T110000Z\nSUMMARY:a", "RECURRENCE-ID:20260609T090000Z\nDTSTART:20260601T110000Z\nSUMMARY:b"},
			"06-01T11:00Z/0s=b 06-02T11:00Z/0s=a"},
		{"this and following", []string{daily + "RRULE:FREQ=DAILY;COUNT=5", "RECURRENCE-ID;RANGE=THISANDFUTURE:20260603T090000Z\nDTSTART:20260603T110000Z\nDTEND:20260603T113000Z\nSUMMARY:late",
			"RECURRENCE-ID:20260604T090000Z\nDTSTART:20260604T080000Z\nSUMMARY:early"},
			"06-01T09:00Z/1h0m0s 06-02T09:00Z/1h0m0s 06-03T11:00Z/30m0s=late 06-04T08:00Z/0s=early 06-05T11:00Z/30m0s=late"},
		{"end before start", []string{"DTSTART:20260601T090000Z\nDTEND:20260601T080000Z"}, "06-01T09:00Z/0s"},
		{"a day without length", []string{"DTSTART;VALUE=DATE:20260601\nDTEND;VALUE=DATE:20260601"}, "06-01/06-02"},
		{"a day of an hour", []string{"DTSTART;VALUE=DATE:20260601\nDURATION:PT1H"}, "06-01/06-02"},
		{"an empty rule", []string{daily + "RRULE:"}, "06-01T09:00Z/1h0m0s"},
	} {
		got, problems := collect(object(t, c.components...), window(t, "2026-06-01 2026-07-01", time.UTC), time.UTC)
		if shown(got) != c.want || len(problems) > 0 {
			t.Errorf("%s:\n got %s %v\nwant %s", c.name, shown(got), problems, c.want)
		}
	}
}

// The window is half-open; what has no length belongs where it starts.
func TestInWindow(t *testing.T) {
	o := object(t, "DTSTART:20260601T000000Z\nDTEND:20260602T000000Z\nRRULE:FREQ=DAILY;COUNT=4")
	point := object(t, "DTSTART:20260601T000000Z\nRRULE:FREQ=DAILY;COUNT=4")
	long := object(t, "DTSTART:20260601T000000Z\nDURATION:P3W\nRRULE:FREQ=MONTHLY")
	for _, c := range []struct {
		o            *ical.Object
		window, want string
	}{
		{o, "2026-06-02 2026-06-03", "06-02T00:00Z/24h0m0s"},
		{point, "2026-06-02 2026-06-03", "06-02T00:00Z/0s"},
		{o, "2026-05-01 2026-06-01", ""},
		{point, "2026-05-01 2026-06-01", ""},
		{o, "2026-06-05 2026-06-06", ""},
		{long, "2027-02-20 2027-02-21", "02-01T00:00Z/504h0m0s"},
		{long, "2027-02-22 2027-02-23", ""},
	} {
		if got, _ := collect(c.o, window(t, c.window, time.UTC), time.UTC); shown(got) != c.want {
			t.Errorf("%s: got %s, want %s", c.window, shown(got), c.want)
		}
	}
}

// A gap may move a slot behind later ones: 2:30 to 3:30, after 3:20. None is
// lost, and they stay in order.
func TestGapKeepsOrder(t *testing.T) {
	o := object(t, "DTSTART;TZID=Europe/Berlin:20260329T014000\nRRULE:FREQ=MINUTELY;INTERVAL=50;COUNT=5")
	got, _ := collect(o, window(t, "2026-03-29 2026-03-30", time.UTC), time.UTC)
	if want := "03-29T01:40+01/0s 03-29T03:20+02/0s 03-29T03:30+02/0s 03-29T04:10+02/0s 03-29T05:00+02/0s"; shown(got) != want {
		t.Errorf("got %s, want %s", shown(got), want)
	}
}

// What cannot be read is told, and hides nothing else.
func TestInTellsProblems(t *testing.T) {
	for _, c := range []struct{ name, lines, want string }{
		{"rule", "DTSTART:20260601T090000Z\nRRULE:FREQ=SOMETIMES", "06-01T09:00Z/0s"},
		{"zone", "DTSTART;TZID=Middle-earth:20260601T090000", "06-01T09:00Z/0s"},
		{"exclusion", "DTSTART:20260601T090000Z\nRRULE:FREQ=DAILY;COUNT=2\nEXDATE:20260602T090000Z,x", "06-01T09:00Z/0s"},
		{"start", "SUMMARY:x", ""},
	} {
		got, problems := collect(object(t, c.lines), window(t, "2026-06-01 2026-07-01", time.UTC), time.UTC)
		if shown(got) != c.want || len(problems) == 0 {
			t.Errorf("%s: got %s and %v", c.name, shown(got), problems)
		}
	}
}

// A zone that only its VTIMEZONE knows.
func TestInDefinedZone(t *testing.T) {
	const mars = "BEGIN:VTIMEZONE\nTZID:Mars\nBEGIN:STANDARD\nDTSTART:19701025T030000\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\nTZOFFSETFROM:+0400\nTZOFFSETTO:+0300\nEND:STANDARD\n" +
		"BEGIN:DAYLIGHT\nDTSTART:19700329T020000\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\nTZOFFSETFROM:+0300\nTZOFFSETTO:+0400\nEND:DAYLIGHT\nEND:VTIMEZONE"
	o := object(t, mars, "DTSTART;TZID=Mars:20260328T090000\nRRULE:FREQ=DAILY;COUNT=2")
	got, problems := collect(o, window(t, "2026-03-01 2026-04-01", time.UTC), time.UTC)
	if want := "03-28T09:00+03/0s 03-29T09:00+04/0s"; shown(got) != want || len(problems) > 0 {
		t.Errorf("got %s %v, want %s", shown(got), problems, want)
	}
}

func TestIDs(t *testing.T) {
	single, _ := collect(object(t, "DTSTART:20260601T090000Z"), window(t, "2026-06-01 2026-07-01", time.UTC), time.UTC)
	if !single[0].ID.IsZero() {
		t.Errorf("a single occurrence has the ID %v", single[0].ID)
	}
	o := object(t, "DTSTART;TZID=Europe/Paris:20260601T090000\nRRULE:FREQ=DAILY;COUNT=2\nRDATE:20260610T070000Z", "RECURRENCE-ID:20260602T070000Z\nDTSTART:20260605T070000Z")
	all, _ := collect(o, window(t, "2026-06-01 2026-07-01", time.UTC), time.UTC)
	var got []string
	for _, c := range all {
		got = append(got, c.ID.TZID+":"+c.ID.String())
	}
	if want := "[Europe/Paris:20260601T090000 Europe/Paris:20260602T090000 Europe/Paris:20260610T090000]"; fmt.Sprint(got) != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

func TestAt(t *testing.T) {
	o := object(t, "DTSTART;TZID=Europe/Paris:20260601T090000\nRRULE:FREQ=DAILY;COUNT=5\nEXDATE;TZID=Europe/Paris:20260605T090000",
		"RECURRENCE-ID:20260602T070000Z\nDTSTART:20260704T070000Z", "RECURRENCE-ID;RANGE=THISANDFUTURE:20260603T070000Z\nDTSTART:20260603T100000Z")
	for _, c := range []struct{ id, tzid, want string }{
		{"20260601T070000Z", "", "06-01T09:00+02/0s"},
		{"20260601T030000", "America/New_York", "06-01T09:00+02/0s"},
		{"20260601T090000", "", "06-01T09:00+02/0s"}, // on the master's clock
		{"20260602T090000", "Europe/Paris", "07-04T07:00Z/0s"},
		{"20260604T090000", "Europe/Paris", "06-04T10:00Z/0s"},
		{"20260605T070000Z", "", ""},
		{"20260601T080000Z", "", ""},
		{"20260606T070000Z", "", ""},
	} {
		id, err := ical.ParseMoment(c.id, c.tzid)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if x, ok := At(o, id, time.UTC, zone.NewFinder()); ok {
			got = shown([]Occurrence{x})
		}
		if got != c.want {
			t.Errorf("%s %s: got %q, want %q", c.id, c.tzid, got, c.want)
		}
	}
}

func TestBounds(t *testing.T) {
	for _, c := range []struct {
		lines, want string
	}{
		{"DTSTART:20260601T090000Z\nDTEND:20260601T100000Z", "2026-06-01T09:00 2026-06-01T10:00"},
		{"DTSTART:20260601T090000Z\nRRULE:FREQ=DAILY;COUNT=3", "2026-06-01T09:00 2026-06-03T09:00"},
		{"DTSTART:20260601T090000Z\nRRULE:FREQ=WEEKLY;BYDAY=MO,TU;COUNT=3", "2026-06-01T09:00 2026-06-08T09:00"},
		{"DTSTART:20260601T090000Z\nRRULE:FREQ=DAILY;UNTIL=20260603T090000Z\nRDATE:20260501T090000Z", "2026-05-01T09:00 2026-06-03T09:00"},
		{"DTSTART:20260601T090000Z\nRRULE:FREQ=DAILY", "2026-06-01T09:00 0001-01-01T00:00"},
	} {
		w := Bounds(object(t, c.lines), time.UTC, zone.NewFinder())
		if got := w.From.Format("2006-01-02T15:04") + " " + w.To.Format("2006-01-02T15:04"); got != c.want {
			t.Errorf("%q: got %s, want %s", c.lines, got, c.want)
		}
	}
}

// drawObject draws a recurrence set with all that can be in one.
func drawObject(t *rapid.T) *ical.Object {
	zoneName := rapid.SampledFrom([]string{"Europe/Paris", "America/New_York", "Australia/Lord_Howe", "UTC"}).Draw(t, "zone")
	at := func(label string, spread int64) string {
		return time.Unix(1774000000+rapid.Int64Range(0, spread).Draw(t, label)/1800*1800, 0).UTC().Format("20060102T150405")
	}
	lines := "DTSTART;TZID=" + zoneName + ":" + at("start", 10*day)
	lines += "\nDURATION:" + rapid.SampledFrom([]string{"PT0S", "PT1H", "P1D", "P2DT3H", "P3W"}).Draw(t, "duration")
	for range rapid.IntRange(0, 2).Draw(t, "rules") {
		lines += "\nRRULE:" + drawRule(t)
	}
	if rapid.Bool().Draw(t, "dates") {
		lines += "\nRDATE:" + at("rdate", 90*day) + "Z," + at("rdate", 90*day) + "Z\nEXDATE;VALUE=DATE:" + at("exdate", 30*day)[:8]
	}
	text := "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:u\n" + lines + "\nEND:VEVENT\n"
	for range rapid.IntRange(0, 2).Draw(t, "overrides") {
		text += "BEGIN:VEVENT\nUID:u\nRECURRENCE-ID" + rapid.SampledFrom([]string{"", ";RANGE=THISANDFUTURE"}).Draw(t, "range") + ":" + at("id", 60*day) +
			"Z\nDTSTART:" + at("moved", 60*day) + "Z\nDURATION:PT2H\nEND:VEVENT\n"
	}
	o, err := ical.ParseObject([]byte(text + "END:VCALENDAR\n"))
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// In(a, c) = In(a, b) ∪ In(b, c), in order, none twice.
func TestSplitWindows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := drawObject(t)
		span := int64(100 * day)
		if text := string(o.Bytes()); strings.Contains(text, "LY;") && (strings.Contains(text, "SECONDLY") || strings.Contains(text, "MINUTELY")) {
			span = day / 2
		}
		a := time.Unix(1774000000+rapid.Int64Range(-day, 40*day).Draw(t, "a"), 0)
		b := a.Add(time.Duration(rapid.Int64Range(0, span).Draw(t, "b")) * time.Second)
		c := b.Add(time.Duration(rapid.Int64Range(0, span).Draw(t, "c")) * time.Second)
		key := func(all []Occurrence) (out []string) {
			for _, x := range all {
				out = append(out, fmt.Sprint(x.Start.Unix(), x.End.Unix(), x.ID.Wall))
			}
			slices.Sort(out)
			return slices.Compact(out)
		}
		whole, _ := collect(o, calendar.Window{From: a, To: c}, time.UTC)
		first, _ := collect(o, calendar.Window{From: a, To: b}, time.UTC)
		second, _ := collect(o, calendar.Window{From: b, To: c}, time.UTC)
		if a.Equal(b) || b.Equal(c) {
			return // a window of no length shares instants with its neighbour
		}
		if !slices.IsSortedFunc(whole, func(x, y Occurrence) int { return x.Start.Compare(y.Start) }) {
			t.Fatal("not in order:", shown(whole))
		}
		if n := len(key(whole)); n != len(whole) {
			t.Fatalf("%d of %d occurrences are there twice", len(whole)-n, len(whole))
		}
		if got := key(append(first, second...)); !slices.Equal(got, key(whole)) {
			t.Fatalf("%v %v %v\nwhole %v\nparts %v", a.UTC(), b.UTC(), c.UTC(), key(whole), got)
		}
		// Sought from a is found from the beginning of time.
		begun, _ := collect(o, calendar.Window{To: c}, time.UTC)
		begun = slices.DeleteFunc(begun, func(x Occurrence) bool {
			return !(calendar.Window{From: a, To: c}).Overlaps(calendar.Window{From: x.Start, To: x.End})
		})
		if !slices.Equal(key(begun), key(whole)) {
			t.Fatalf("sought %v, walked %v", key(whole), key(begun))
		}
		bounds := Bounds(o, time.UTC, zone.NewFinder())
		for _, x := range whole {
			if !bounds.Overlaps(calendar.Window{From: x.Start, To: x.End}) && !x.End.Equal(bounds.To) {
				t.Fatalf("%v lies outside %v", x.Start, bounds)
			}
		}
	})
}
