package recur

import (
	"strconv"
	"strings"
	"testing"
	"time"

	goical "github.com/emersion/go-ical"

	"calends/backend/calendar"
	"calends/backend/ical"
	"calends/backend/zone"
)

// week is what the benchmarks look at.
func week(b *testing.B) calendar.Window {
	b.Helper()
	return window(b, "2026-06-01 2026-06-08", time.UTC)
}

// expandIn measures an expansion of one object, parsed before, and prints how
// many times as long go-ical and rrule-go take for the same answer.
func expandIn(b *testing.B, lines string, want int) {
	b.Helper()
	o, w, z := object(b, lines), week(b), zone.NewFinder()
	local := load(b, "Europe/Paris")
	theirs := timed(func() {
		if n := len(theirSlots(b, o, w)); n != want {
			b.Fatalf("go-ical and rrule-go find %d", n)
		}
	})
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		for range In(o, w, local, z) {
			n++
		}
		if n != want {
			b.Fatalf("%d occurrences", n)
		}
	}
	b.ReportMetric(float64(theirs.Nanoseconds())/(float64(b.Elapsed().Nanoseconds())/float64(b.N)), "×go-ical")
}

// timed is how long one run takes, of as many as a tenth of a second holds, or
// one.
func timed(run func()) time.Duration {
	began := time.Now()
	for n := 1; ; n++ {
		run()
		if all := time.Since(began); all > time.Second/10 {
			return all / time.Duration(n)
		}
	}
}

// theirSlots is the same asked of go-ical, whose recurrence sets are rrule-go's.
func theirSlots(b *testing.B, o *ical.Object, w calendar.Window) []time.Time {
	b.Helper()
	text := "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n" + strings.TrimSpace(string(o.Master.Bytes())) + "\r\nEND:VCALENDAR\r\n"
	cal, err := goical.NewDecoder(strings.NewReader(text)).Decode()
	if err != nil {
		b.Fatal(err)
	}
	set, err := cal.Children[0].RecurrenceSet(time.UTC)
	if err != nil {
		b.Fatal(err)
	}
	return set.Between(w.From, w.To.Add(-1), true)
}

func BenchmarkDailySince1990(b *testing.B) {
	expandIn(b, "DTSTART;TZID=Europe/Paris:19900101T090000\nDTEND;TZID=Europe/Paris:19900101T100000\nRRULE:FREQ=DAILY", 7)
}

func BenchmarkWorkdaysSince1990(b *testing.B) {
	expandIn(b, "DTSTART;TZID=Europe/Paris:19900101T090000\nDTEND;TZID=Europe/Paris:19900101T100000\nRRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", 5)
}

// BenchmarkMinutelySince1990 asks for one hour: a week of minutes is 10,080
// answers, whatever the rule costs. rrule-go walks for seconds.
func BenchmarkMinutelySince1990(b *testing.B) {
	const rule = "DTSTART;TZID=Europe/Paris:19900101T090000\nDURATION:PT1M\nRRULE:FREQ=MINUTELY"
	o, z, local := object(b, rule), zone.NewFinder(), load(b, "Europe/Paris")
	w := calendar.Window{From: week(b).From, To: week(b).From.Add(time.Hour)}
	theirs := timed(func() { theirSlots(b, o, w) })
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		for range In(o, w, local, z) {
			n++
		}
		if n != 60 {
			b.Fatal(n)
		}
	}
	b.ReportMetric(float64(theirs.Nanoseconds())/(float64(b.Elapsed().Nanoseconds())/float64(b.N)), "×go-ical")
}

// BenchmarkHostile is the worst of the rules that were made to cost much; each
// has an end. rrule-go panics on some of them, and on others it never answers.
func BenchmarkHostile(b *testing.B) {
	w, z := week(b), zone.NewFinder()
	for _, lines := range hostile {
		o := object(b, "DTSTART:19970902T090000Z\n"+lines)
		name := strings.ReplaceAll(lines, "\n", "+")
		b.Run(name[:min(len(name), 60)], func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				n := 0
				for range In(o, w, time.UTC, z) {
					if n++; n == 1000 {
						break
					}
				}
			}
		})
	}
}

// sixty are all minutes, or seconds.
const sixty = "0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,38,39,40,41,42,43,44,45,46,47,48,49,50,51,52,53,54,55,56,57,58,59"

// yearDays200 are two hundred days of the year.
func yearDays200() string {
	days := make([]string, 200)
	for i := range days {
		days[i] = strconv.Itoa(i - 366)
	}
	return strings.Join(days, ",")
}

// hostile are recurrences without instances, or with absurd numbers.
var hostile = []string{
	"RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
	"RRULE:FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6",
	"RRULE:FREQ=DAILY;BYMONTHDAY=31;BYYEARDAY=59",
	"RRULE:FREQ=WEEKLY;BYMONTH=2;BYMONTHDAY=31",
	"RRULE:FREQ=MONTHLY;BYDAY=40MO;BYMONTH=12",
	"RRULE:FREQ=HOURLY;INTERVAL=2;BYHOUR=10",
	"RRULE:FREQ=MINUTELY;INTERVAL=1440;BYHOUR=5",
	"RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
	"RRULE:FREQ=SECONDLY;INTERVAL=60;BYSECOND=1",
	"RRULE:FREQ=DAILY;INTERVAL=1099511627776",
	"RRULE:FREQ=SECONDLY;COUNT=2000000000",
	"RRULE:FREQ=SECONDLY;BYSECOND=1,2,3;COUNT=2000000000",
	"RRULE:FREQ=SECONDLY\nEXRULE:FREQ=SECONDLY",
	"RRULE:FREQ=SECONDLY\nEXRULE:FREQ=SECONDLY;BYSECOND=1,2,3;COUNT=888888888",
	"DURATION:P9999D\nRRULE:FREQ=SECONDLY",
	"DURATION:P9000D\nRRULE:FREQ=MINUTELY\nEXRULE:FREQ=MINUTELY;BYSECOND=" + sixty,
	"DURATION:P9000D\nRRULE:FREQ=HOURLY;INTERVAL=3601;COUNT=90000;BYMONTHDAY=3,-15\nEXRULE:FREQ=SECONDLY;BYMONTHDAY=4,5",
	"DURATION:P9000D\nRRULE:FREQ=MINUTELY;INTERVAL=86399;BYYEARDAY=" + yearDays200() + ";BYSETPOS=366",
	"RRULE:FREQ=DAILY;BYHOUR=1,2,3,4,5,6,7,8,9;BYMINUTE=" + sixty + ";BYSECOND=" + sixty + ";COUNT=999999999",
	"RRULE:FREQ=YEARLY;BYDAY=SU,MO,TU,WE,TH,FR,SA;BYMINUTE=" + sixty + ";BYSECOND=" + sixty + ";BYSETPOS=-1",
}
