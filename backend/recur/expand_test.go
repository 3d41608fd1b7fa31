package recur

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"calends/backend/calendar"
	"calends/backend/zone"
)

// wallOf reads 1997-09-02T09:00 or 1997-09-02.
func wallOf(t testing.TB, text string) int64 {
	t.Helper()
	layout := "2006-01-02T15:04"
	if len(text) == len("2006-01-02") {
		layout = "2006-01-02"
	} else if len(text) > len(layout) {
		layout = "2006-01-02T15:04:05"
	}
	at, err := time.Parse(layout, text)
	if err != nil {
		t.Fatal(err)
	}
	return at.Unix()
}

func rule(t testing.TB, text string) Rule {
	t.Helper()
	r, err := ParseRule(text)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// slots expands a rule without seeking, at most n slots.
func slots(r Rule, start, from, limit int64, n int) (out []int64) {
	e := expand(r, start, from, limit, false, true)
	for wall, ok := e.next(); ok && len(out) < n; wall, ok = e.next() {
		out = append(out, wall)
	}
	return out
}

// What the rule parts mean, most of it as RFC 5545 §3.8.5.3 shows it. Times
// are written as month-day, with what DTSTART does not say.
func TestExpand(t *testing.T) {
	for _, c := range []struct{ start, rule, want string }{
		{"1997-09-02T09:00", "FREQ=DAILY;COUNT=3", "09-02 09-03 09-04"},
		{"1997-09-02T09:00", "FREQ=DAILY;INTERVAL=10;COUNT=5", "09-02 09-12 09-22 10-02 10-12"},
		{"1998-01-30T09:00", "FREQ=DAILY;BYMONTH=1;COUNT=4", "01-30 01-31 01-01 01-02"},
		{"1997-09-02T09:00", "FREQ=WEEKLY;INTERVAL=2;WKST=SU;COUNT=3", "09-02 09-16 09-30"},
		{"1997-09-02T09:00", "FREQ=WEEKLY;COUNT=4;WKST=SU;BYDAY=TU,TH", "09-02 09-04 09-09 09-11"},
		{"1997-08-05T09:00", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "08-05 08-10 08-19 08-24"},
		{"1997-08-05T09:00", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "08-05 08-17 08-19 08-31"},
		{"1997-09-05T09:00", "FREQ=MONTHLY;COUNT=3;BYDAY=1FR", "09-05 10-03 11-07"},
		{"1997-09-07T09:00", "FREQ=MONTHLY;INTERVAL=2;COUNT=4;BYDAY=1SU,-1SU", "09-07 09-28 11-02 11-30"},
		{"1997-09-22T09:00", "FREQ=MONTHLY;COUNT=3;BYDAY=-2MO", "09-22 10-20 11-17"},
		{"1997-09-28T09:00", "FREQ=MONTHLY;BYMONTHDAY=-3;COUNT=4", "09-28 10-29 11-28 12-29"},
		{"1997-09-30T09:00", "FREQ=MONTHLY;COUNT=4;BYMONTHDAY=1,-1", "09-30 10-01 10-31 11-01"},
		{"2026-01-31T09:00", "FREQ=MONTHLY;COUNT=4", "01-31 03-31 05-31 07-31"},
		{"1997-06-10T09:00", "FREQ=YEARLY;COUNT=4;BYMONTH=6,7", "06-10 07-10 06-10 07-10"},
		{"1997-01-01T09:00", "FREQ=YEARLY;INTERVAL=3;COUNT=4;BYYEARDAY=1,100,200", "01-01 04-10 07-19 01-01"},
		{"1997-12-31T09:00", "FREQ=YEARLY;COUNT=2;BYYEARDAY=-1", "12-31 12-31"},
		{"1997-05-19T09:00", "FREQ=YEARLY;BYDAY=20MO;COUNT=3", "05-19 05-18 05-17"},
		{"1997-05-12T09:00", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;COUNT=3", "05-12 05-11 05-17"},
		{"1997-05-12T09:00", "FREQ=YEARLY;BYWEEKNO=20;COUNT=3", "05-12 05-11 05-17"}, // DTSTART's weekday, not all seven
		{"2026-12-28T09:00", "FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO;COUNT=2", "12-28 12-27"},
		{"1997-12-29T09:00", "FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO;COUNT=3", "12-29 01-04 01-03"},
		{"1997-03-13T09:00", "FREQ=YEARLY;BYMONTH=3;BYDAY=TH;COUNT=3", "03-13 03-20 03-27"},
		{"2026-04-30T09:00", "FREQ=YEARLY;BYMONTHDAY=-1;COUNT=3", "04-30 04-30 04-30"},          // DTSTART's month, not all twelve
		{"1998-02-13T09:00", "FREQ=YEARLY;BYDAY=FR;BYMONTHDAY=13;COUNT=3", "02-13 03-13 11-13"}, // every Friday the 13th
		{"1998-02-13T09:00", "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=4", "02-13 03-13 11-13 08-13"},
		{"1996-11-05T09:00", "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8;COUNT=3", "11-05 11-07 11-02"},
		{"1997-09-04T09:00", "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "09-04 10-07 11-06"},
		{"1997-09-29T09:00", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2;COUNT=3", "09-29 10-30 11-27"},
		{"2026-06-01T09:00", "FREQ=MONTHLY;BYDAY=MO,2TU;COUNT=6", "06-01 06-08 06-09 06-15 06-22 06-29"}, // a mix
		{"2024-02-29T09:00", "FREQ=YEARLY;COUNT=3", "02-29 02-29 02-29"},
		{"2096-02-29T09:00", "FREQ=YEARLY;COUNT=2", "02-29 02-29"}, // 2100 has none
		{"1997-09-02T09:00", "FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T170000", "09-02T09:00 09-02T12:00 09-02T15:00"},
		{"1997-09-02T09:00", "FREQ=MINUTELY;INTERVAL=90;COUNT=4", "09-02T09:00 09-02T10:30 09-02T12:00 09-02T13:30"},
		{"1997-09-02T09:00", "FREQ=DAILY;BYHOUR=9,10;BYMINUTE=0,40;COUNT=5", "09-02T09:00 09-02T09:40 09-02T10:00 09-02T10:40 09-03T09:00"},
		{"1997-09-02T09:00", "FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10;COUNT=7", "09-02T09:00 09-02T09:20 09-02T09:40 09-02T10:00 09-02T10:20 09-02T10:40 09-03T09:00"},
		{"1997-09-02T09:00", "FREQ=HOURLY;BYMINUTE=5,50;BYSETPOS=-1;COUNT=3", "09-02T09:00 09-02T09:50 09-02T10:50"},
		{"1997-09-02T09:00", "FREQ=SECONDLY;INTERVAL=45;COUNT=3", "09-02T09:00 09-02T09:00:45 09-02T09:01:30"},
		{"1997-09-02T09:00", "FREQ=HOURLY;INTERVAL=24;BYDAY=TU;COUNT=2", "09-02 09-09"},
		{"2026-11-22T09:00", "FREQ=WEEKLY;BYDAY=MO;COUNT=3", "11-22 11-23 11-30"}, // DTSTART counts though no Monday
		{"2026-01-31T09:00", "FREQ=MONTHLY;SKIP=BACKWARD;RSCALE=GREGORIAN;COUNT=3", "01-31 02-28 03-31"},
		{"2026-01-31T09:00", "FREQ=MONTHLY;SKIP=FORWARD;RSCALE=GREGORIAN;COUNT=3", "01-31 03-01 03-31"},
		{"2024-02-29T09:00", "FREQ=YEARLY;SKIP=FORWARD;COUNT=2", "02-29 03-01"},
		{"2012-12-31T09:00", "FREQ=YEARLY;BYYEARDAY=366;SKIP=FORWARD;COUNT=3", "12-31 01-01 01-01"},
		{"2020-01-01T09:00", "FREQ=YEARLY;BYYEARDAY=-366;SKIP=BACKWARD;COUNT=3", "01-01 12-31 12-31"},
		{"2020-12-31T09:00", "FREQ=YEARLY;BYWEEKNO=53;SKIP=BACKWARD;COUNT=3", "12-31 12-31 12-31"}, // 2021 and 2022 have no week 53
		{"2020-12-31T09:00", "FREQ=YEARLY;BYWEEKNO=53;SKIP=FORWARD;COUNT=3", "12-31 01-01 01-01"},
		{"2020-01-02T09:00", "FREQ=YEARLY;BYWEEKNO=-53;SKIP=FORWARD;COUNT=3", "01-02 01-01 01-01"},
		{"2026-11-22T09:00", "FREQ=DAILY;BYDAY=2SU;COUNT=2", "11-22 11-29"}, // a number without a month is dropped
	} {
		r := rule(t, c.rule)
		limit := int64(maxWall)
		if !r.Until.IsZero() {
			limit = int64(r.Until.Wall)
		}
		layout := "01-02"
		if strings.Contains(c.want, "T") {
			layout = "01-02T15:04"
		}
		var got []string
		for _, wall := range slots(r, wallOf(t, c.start), minWall, limit, 20) {
			at := time.Unix(wall, 0).UTC()
			if at.Second() != 0 && layout != "01-02" {
				got = append(got, at.Format(layout+":05"))
			} else {
				got = append(got, at.Format(layout))
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s %s\n got %s\nwant %s", c.start, c.rule, strings.Join(got, " "), c.want)
		}
	}
}

// Rules that never yield, or not what they were made for, come to an end.
func TestExpandEnds(t *testing.T) {
	start := wallOf(t, "1997-09-02T09:00")
	for _, text := range []string{
		"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
		"FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
		"FREQ=WEEKLY;BYMONTH=2;BYMONTHDAY=31",
		"FREQ=MONTHLY;BYDAY=40MO;BYMONTH=12",
		"FREQ=YEARLY;BYMONTH=1;BYDAY=-53SU",
		"FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6",
		"FREQ=HOURLY;INTERVAL=2;BYHOUR=10",
		"FREQ=MINUTELY;INTERVAL=60;BYMINUTE=30",
		"FREQ=MINUTELY;INTERVAL=1440;BYHOUR=5",
		"FREQ=SECONDLY;INTERVAL=86400;BYHOUR=3",
		"FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
		"FREQ=DAILY;INTERVAL=1099511627776",
		"FREQ=YEARLY;INTERVAL=99999999999999999",
		"FREQ=MONTHLY;BYMONTHDAY=1;BYSETPOS=2",
		"FREQ=YEARLY;INTERVAL=2;BYMONTH=2;BYMONTHDAY=29;COUNT=3",
	} {
		got := slots(rule(t, text), start, minWall, maxWall, 1000)
		if len(got) != 1 || got[0] != start {
			t.Errorf("%s yields %d slots", text, len(got))
		}
	}
}

// A window far away costs nothing to reach, and a rule that has to be counted
// to it ends.
func TestExpandFarAway(t *testing.T) {
	start, far := wallOf(t, "0001-01-01T00:00"), wallOf(t, "9999-01-01T00:00")
	for _, text := range []string{"FREQ=SECONDLY", "FREQ=MINUTELY;BYDAY=MO", "FREQ=DAILY", "FREQ=MONTHLY", "FREQ=SECONDLY;COUNT=1000000000000"} {
		if got := slots(rule(t, text), start, far, maxWall, 3); len(got) != 3 {
			t.Errorf("%s yields %v", text, got)
		}
	}
	if got := slots(rule(t, "FREQ=SECONDLY;BYHOUR=1,2,3;COUNT=999999999999"), start, far, maxWall, 3); len(got) != 0 {
		t.Errorf("a rule was counted through 9998 years of seconds: %v", got)
	}
}

// Sets that exclude all they yield, or have to be counted for ever, end too.
func TestSetsEnd(t *testing.T) {
	for _, c := range []struct {
		lines string
		want  int
	}{
		{"RRULE:FREQ=SECONDLY\nEXRULE:FREQ=SECONDLY", 0},
		{"RRULE:FREQ=SECONDLY;BYHOUR=3;COUNT=99999999\nEXRULE:FREQ=MINUTELY;INTERVAL=7", 0},
		{"RRULE:FREQ=SECONDLY\nRDATE;VALUE=PERIOD:20000101T000000Z/P30000D", 2},
	} {
		o := object(t, "DTSTART:19970902T090000Z\n"+c.lines)
		Bounds(o, time.UTC, zone.NewFinder())
		got, _ := collect(o, calendar.Window{From: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)}, time.UTC)
		if len(got) != c.want {
			t.Errorf("%s yields %d", c.lines, len(got))
		}
	}
}

var frequenciesDrawn = []string{"YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY"}

// drawRule draws a rule, sensible or not.
func drawRule(t *rapid.T) string {
	text := "FREQ=" + rapid.SampledFrom(frequenciesDrawn).Draw(t, "freq")
	if n := rapid.IntRange(1, 6).Draw(t, "interval"); n > 1 {
		text += fmt.Sprint(";INTERVAL=", n)
	}
	for _, l := range lists {
		if rapid.IntRange(0, 6).Draw(t, l.name+"?") > 0 {
			continue
		}
		low := l.min
		if l.negative {
			low = -l.max
		}
		values := rapid.SliceOfN(rapid.IntRange(low, l.max), 1, 3).Draw(t, l.name)
		values = slices.DeleteFunc(values, func(n int) bool { return n == 0 && l.min > 0 })
		if len(values) > 0 {
			text += ";" + l.name + "=" + strings.Trim(strings.ReplaceAll(fmt.Sprint(values), " ", ","), "[]")
		}
	}
	if rapid.IntRange(0, 2).Draw(t, "byday?") == 0 {
		text += ";BYDAY=" + strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"MO", "TU", "SU", "1MO", "-1FR", "2WE", "20MO"}), 1, 3).Draw(t, "byday"), ",")
	}
	switch rapid.IntRange(0, 3).Draw(t, "end") {
	case 0:
		text += fmt.Sprint(";COUNT=", rapid.IntRange(1, 60).Draw(t, "count"))
	case 1:
		text += ";WKST=SU"
	case 2:
		text += ";SKIP=" + rapid.SampledFrom([]string{"BACKWARD", "FORWARD"}).Draw(t, "skip")
	}
	return text
}

// Seeking finds what walking finds.
func TestSeekingIsWalking(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, err := ParseRule(drawRule(t))
		if err != nil {
			t.Fatal(err)
		}
		start := rapid.Int64Range(0, 2e9).Draw(t, "start")
		span := map[Frequency]int64{Secondly: hour, Minutely: 7 * day, Hourly: 60 * day}[r.Frequency]
		if span == 0 {
			span = 4000 * day
		}
		from := start + rapid.Int64Range(-day, span).Draw(t, "from")
		limit := from + span/4
		walked := slices.DeleteFunc(slots(r, start, minWall, limit, 1e6), func(w int64) bool { return w < from })
		if sought := slots(r, start, from, limit, 1e6); !slices.Equal(walked, sought) {
			t.Fatalf("%s: sought %v, walked %v", r, sought, walked)
		}
	})
}

// A rule that is written and read again is the same rule.
func TestRuleRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, err := ParseRule(drawRule(t))
		if err != nil {
			t.Fatal(err)
		}
		again, err := ParseRule(r.String())
		if err != nil || again.String() != r.String() {
			t.Fatalf("%s became %s: %v", r, again, err)
		}
	})
}

func TestParseRule(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"FREQ=DAILY", "FREQ=DAILY"},
		{" freq=weekly ; byday=mo , tu;", "FREQ=WEEKLY;BYDAY=MO,TU"},
		{"FREQ=MONTHLY;BYDAY=0MO,+1TU,-1FR", "FREQ=MONTHLY;BYDAY=MO,1TU,-1FR"},
		{"FREQ=YEARLY;BYMONTH=13,2,2;X-FOO=bar", "FREQ=YEARLY;BYMONTH=2;X-FOO=bar"},
		{"FREQ=DAILY;UNTIL=20261122;WKST=MO", "FREQ=DAILY;UNTIL=20261122;WKST=MO"},
		{"FREQ=DAILY;UNTIL=20261122T090000Z;INTERVAL=1", "FREQ=DAILY;UNTIL=20261122T090000Z"},
		{"FREQ=DAILY;UNTIL=20261122T090000", "FREQ=DAILY;UNTIL=20261122T090000"},
	} {
		r, err := ParseRule(c.text)
		if err != nil || r.String() != c.want {
			t.Errorf("%q became %q, %v; want %q", c.text, r, err, c.want)
		}
	}
	for _, text := range []string{"", ";", "COUNT=3", "FREQ=FORTNIGHTLY", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;COUNT=-1", "FREQ=DAILY;COUNT=x",
		"FREQ=DAILY;UNTIL=soon", "FREQ=YEARLY;BYMONTH=13", "FREQ=WEEKLY;BYDAY=XX", "RSCALE=CHINESE;FREQ=YEARLY", "FREQ=DAILY;BYMONTHDAY=0"} {
		if r, err := ParseRule(text); err == nil {
			t.Errorf("%q was taken as %q", text, r)
		}
	}
}

// Days come apart as time.Date takes them apart, through all of iCalendar's
// years.
func TestDateOf(t *testing.T) {
	for n := int64(-719162); n < 2932897; n += 13 {
		d, at := dateOf(n), time.Unix(n*day, 0).UTC()
		if d.year != at.Year() || d.month != int(at.Month()) || d.mday != at.Day() || d.yday != at.YearDay() || d.weekday != at.Weekday() {
			t.Fatalf("%v came apart as %+v", at, d)
		}
		if first := firstOf(d.year, d.month); first.n+int64(d.mday)-1 != n || d.monthDays != first.monthDays {
			t.Fatalf("%v: the month begins %+v", at, first)
		}
	}
}

// Weeks are those of ISO 8601 where they begin on Monday, counted from either
// end of their year.
func TestWeeks(t *testing.T) {
	for n := yearStart(1800); n < yearStart(2400); n++ {
		at := time.Unix(n*day, 0).UTC()
		year, week := at.ISOWeek()
		_, weeks := time.Date(year, 12, 28, 0, 0, 0, 0, time.UTC).ISOWeek() // always in the last
		for _, no := range []int{week, week - weeks - 1} {
			if f := newFilter(Rule{Frequency: Yearly, WeekStart: time.Monday, ByWeekNo: []int{no}}); !f.passes(dateOf(n)) {
				t.Fatalf("%s is not in week %d", at.Format(time.DateOnly), no)
			}
		}
		if f := newFilter(Rule{Frequency: Yearly, WeekStart: time.Monday, ByWeekNo: []int{week%weeks + 1}}); f.passes(dateOf(n)) {
			t.Fatalf("%s is in week %d", at.Format(time.DateOnly), week%weeks+1)
		}
	}
}

func BenchmarkSeekDailySince1990(b *testing.B) {
	r, _ := ParseRule("FREQ=DAILY")
	start, from := wallOf(b, "1990-01-01T09:00"), wallOf(b, "2026-06-01")
	for b.Loop() {
		slots(r, start, from, from+7*day, 100)
	}
}

func BenchmarkWalkDailySince1990WithCount(b *testing.B) {
	r, _ := ParseRule("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR;COUNT=20000")
	start, from := wallOf(b, "1990-01-01T09:00"), wallOf(b, "2026-06-01")
	for b.Loop() {
		slots(r, start, from, from+7*day, 100)
	}
}

// TestEffortIsShared: rules that cancel each other, over a window of decades,
// end when they have walked enough together. This took seconds.
func TestEffortIsShared(t *testing.T) {
	seconds := "0"
	for i := 1; i < 60; i++ {
		seconds += "," + strconv.Itoa(i)
	}
	o := object(t, "DTSTART:19970902T090000Z\nDURATION:P9000D\nRRULE:FREQ=MINUTELY\nEXRULE:FREQ=MINUTELY;BYSECOND="+seconds)
	s := read(o, time.UTC, zone.NewFinder())
	next := s.occurrences(window(t, "2026-06-01 2026-06-08", time.UTC))
	if c, ok := next(); ok {
		t.Errorf("found %v", c.Start)
	}
	if s.effort.left > 0 || s.effort.left < -100 {
		t.Errorf("%d of the effort is left", s.effort.left)
	}
}

// TestProblemsAreShort: what is said of a value of a megabyte is a sentence; it
// is kept in the index.
func TestProblemsAreShort(t *testing.T) {
	long := strings.Repeat("9", 1_000_000)
	for _, lines := range []string{
		"DTSTART:" + long, "DTSTART:20260601T090000Z\nDURATION:" + long, "DTSTART:20260601T090000Z\nEXDATE:" + long,
		"DTSTART:20260601T090000Z\nRDATE;VALUE=PERIOD:" + long, "DTSTART:20260601T090000Z\nRRULE:" + long,
		"DTSTART:20260601T090000Z\nRRULE:FREQ=" + long, "DTSTART:20260601T090000Z\nRRULE:FREQ=DAILY;BYMONTH=" + long + ";COUNT=" + long,
		"DTSTART;TZID=" + long + ":20260601T090000",
	} {
		_, _, err := First(object(t, lines), time.UTC, zone.NewFinder())
		if err == nil || len(err.Error()) > 500 {
			t.Errorf("%.80s: %.600v", lines, err)
		}
	}
}

// What a rule leaves out is leapt over, and costs a COUNT little.
func TestCountOverLeaps(t *testing.T) {
	for _, c := range []struct{ rule, from, limit, want string }{
		{"FREQ=HOURLY;BYHOUR=9,17;COUNT=5000", "2026-01-05T00:00", "2026-01-05T23:59", "20260105T090000 20260105T170000"},
		{"FREQ=HOURLY;BYHOUR=9,17;COUNT=4383", "2026-01-05T00:00", "2026-01-05T23:59", "20260105T090000"},
		{"FREQ=MINUTELY;BYHOUR=9;BYMINUTE=0,40;COUNT=5000", "2026-01-05T00:00", "2026-01-05T23:59", "20260105T090000 20260105T094000"},
		{"FREQ=SECONDLY;BYHOUR=9;BYMINUTE=0;BYSECOND=0,40;COUNT=5000", "2026-01-05T00:00", "2026-01-05T23:59", "20260105T090000 20260105T090040"},
	} {
		var got []string
		for _, wall := range slots(rule(t, c.rule), wallOf(t, "2020-01-06T09:00"), wallOf(t, c.from), wallOf(t, c.limit), 10) {
			got = append(got, stamp(wall))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %v, want %s", c.rule, got, c.want)
		}
	}
}
