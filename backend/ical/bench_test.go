package ical

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	goical "github.com/emersion/go-ical"
)

// objects are calendar object resources of about 1 kB, as a store of years
// holds them: plain and recurring, zoned, all day, with guests and alarms, an
// eighth with a VTIMEZONE.
func objects(n int) [][]byte {
	r := rand.New(rand.NewPCG(4, 5545))
	all := make([][]byte, n)
	for i := range all {
		all[i] = []byte(object(r, i))
	}
	return all
}

func object(r *rand.Rand, i int) string {
	var b strings.Builder
	line := func(format string, args ...any) { b.Write(appendFolded(nil, fmt.Sprintf(format, args...))) }
	line("BEGIN:VCALENDAR")
	line("VERSION:2.0")
	line("PRODID:-//Example Corp.//Calendar 5.5//EN")
	line("CALSCALE:GREGORIAN")
	day := time.Date(2012+r.IntN(15), 1, 1, 8+r.IntN(9), 30, 0, 0, time.UTC).AddDate(0, 0, r.IntN(365))
	if i%8 == 0 {
		b.WriteString("BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\nBEGIN:DAYLIGHT\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nTZNAME:CEST\r\n" +
			"DTSTART:19700329T020000\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\nEND:DAYLIGHT\r\nBEGIN:STANDARD\r\nTZOFFSETFROM:+0200\r\n" +
			"TZOFFSETTO:+0100\r\nTZNAME:CET\r\nDTSTART:19701025T030000\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n")
	}
	line("BEGIN:VEVENT")
	line("UID:%08X-%04X-4F00-8000-%012X@calendar.example.com", r.Uint32(), r.IntN(1<<16), r.Int64N(1<<48))
	line("DTSTAMP:%s", day.Format("20060102T150405Z"))
	line("CREATED:%s", day.Format("20060102T150405Z"))
	line("LAST-MODIFIED:%s", day.Format("20060102T150405Z"))
	line("SEQUENCE:%d", r.IntN(4))
	switch i % 4 {
	case 0, 1:
		line("DTSTART;TZID=Europe/Berlin:%s", day.Format("20060102T150405"))
		line("DTEND;TZID=Europe/Berlin:%s", day.Add(time.Hour).Format("20060102T150405"))
	case 2:
		line("DTSTART:%s", day.Format("20060102T150405Z"))
		line("DTEND:%s", day.Add(time.Hour).Format("20060102T150405Z"))
	default:
		line("DTSTART;VALUE=DATE:%s", day.Format("20060102"))
		line("DTEND;VALUE=DATE:%s", day.AddDate(0, 0, 1).Format("20060102"))
	}
	if i%100 < 12 {
		line("RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE")
	}
	line("SUMMARY:Review of the third quarter\\, part %d", i)
	line("LOCATION:Room %d\\, Building 7\\, Long Street 12", r.IntN(100))
	line("DESCRIPTION:%s", strings.Repeat("What we have done\\, what is left\\, and who does it.\\n", 3+r.IntN(3)))
	for g := range 1 + r.IntN(3) {
		line("ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN=\"Guest, No. %d\":mailto:guest%d@example.com", g, g)
	}
	line("ORGANIZER;CN=Somebody:mailto:somebody@example.com")
	line("STATUS:CONFIRMED")
	line("TRANSP:OPAQUE")
	line("BEGIN:VALARM")
	line("ACTION:DISPLAY")
	line("DESCRIPTION:Reminder")
	line("TRIGGER:-PT15M")
	line("END:VALARM")
	line("END:VEVENT")
	line("END:VCALENDAR")
	return b.String()
}

// against reports how many times faster we read these texts than go-ical's
// decoder does, by the best of many short turns of each: what else runs on the
// machine then weighs least.
func against(b *testing.B, texts [][]byte) {
	const turns, some = 30, 100
	best := func(read func([]byte) error) time.Duration {
		least := time.Hour
		for range turns {
			began := time.Now()
			for _, text := range texts[:some] {
				if err := read(text); err != nil {
					b.Fatal(err)
				}
			}
			least = min(least, time.Since(began))
		}
		return least
	}
	ours := best(func(text []byte) error { _, err := ParseObject(text); return err })
	theirs := best(func(text []byte) error { _, err := goical.NewDecoder(bytes.NewReader(text)).Decode(); return err })
	b.ReportMetric(float64(theirs)/float64(ours), "x-go-ical")
	b.ReportMetric(float64(len(bytes.Join(texts[:some], nil)))/ours.Seconds()/1e6, "best-MB/s")
}

// BenchmarkParse reads 10,000 objects of about 1 kB.
func BenchmarkParse(b *testing.B) {
	texts := objects(10_000)
	total := 0
	for _, text := range texts {
		total += len(text)
	}
	b.SetBytes(int64(total))
	b.ReportAllocs()
	for b.Loop() {
		for _, text := range texts {
			if _, err := ParseObject(text); err != nil {
				b.Fatal(err)
			}
		}
	}
	against(b, texts)
}

// BenchmarkParseFile reads the same objects as one file.
func BenchmarkParseFile(b *testing.B) {
	file := bytes.Join(objects(10_000), nil)
	b.SetBytes(int64(len(file)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ParseAll(file); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkBytes writes an object after a change to one line.
func BenchmarkBytes(b *testing.B) {
	text := objects(1)[0]
	o, err := ParseObject(text)
	if err != nil {
		b.Fatal(err)
	}
	o.Master.SetText("SUMMARY", "Another title")
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		o.Bytes()
	}
}
