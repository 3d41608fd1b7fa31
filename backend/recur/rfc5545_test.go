package recur

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"calends/backend/calendar"
	"calends/backend/zone"
)

// The examples of RFC 5545 §3.8.5.3, in its order, all of them; also the two of
// §3.3.10 and those of §3.8.5.1 and §3.8.5.2 that say more. DTSTART stands in
// America/New_York at 9:00 unless another time is given. want lists the slots
// as the RFC does, by year and month: "1997 9:2,3 10:28" and, where it names
// times of the day, "1997 9:2T0900". "…" says that more would follow.
var examples = []struct{ start, rules, want string }{
	{"19970902", "FREQ=DAILY;COUNT=10", "1997 9:2,3,4,5,6,7,8,9,10,11"},
	{"19970902", "FREQ=DAILY;UNTIL=19971224T000000Z", "1997 9:2-30 10:1-31 11:1-30 12:1-23"},
	{"19970902", "FREQ=DAILY;INTERVAL=2", "1997 9:2,4,6,8,10,12,14,16,18,20,22,24,26,28,30 10:2,4,6,8,10,12,14,16,18,20,22,24,26,28,30 11:1,3,5,7,9,11,13,15,17,19,21,23,25,27,29 12:1,3 …"},
	{"19970902", "FREQ=DAILY;INTERVAL=10;COUNT=5", "1997 9:2,12,22 10:2,12"},
	{"19980101", "FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA", "1998 1:1-31 1999 1:1-31 2000 1:1-31"},
	{"19980101", "FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1", "1998 1:1-31 1999 1:1-31 2000 1:1-31"},
	{"19970902", "FREQ=WEEKLY;COUNT=10", "1997 9:2,9,16,23,30 10:7,14,21,28 11:4"},
	{"19970902", "FREQ=WEEKLY;UNTIL=19971224T000000Z", "1997 9:2,9,16,23,30 10:7,14,21,28 11:4,11,18,25 12:2,9,16,23"},
	{"19970902", "FREQ=WEEKLY;INTERVAL=2;WKST=SU", "1997 9:2,16,30 10:14,28 11:11,25 12:9,23 1998 1:6,20 2:3,17 …"},
	{"19970902", "FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH", "1997 9:2,4,9,11,16,18,23,25,30 10:2"},
	{"19970902", "FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH", "1997 9:2,4,9,11,16,18,23,25,30 10:2"},
	{"19970901", "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR", "1997 9:1,3,5,15,17,19,29 10:1,3,13,15,17,27,29,31 11:10,12,14,24,26,28 12:8,10,12,22"},
	{"19970902", "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH", "1997 9:2,4,16,18,30 10:2,14,16"},
	{"19970905", "FREQ=MONTHLY;COUNT=10;BYDAY=1FR", "1997 9:5 10:3 11:7 12:5 1998 1:2 2:6 3:6 4:3 5:1 6:5"},
	{"19970905", "FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR", "1997 9:5 10:3 11:7 12:5"},
	{"19970907", "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU", "1997 9:7,28 11:2,30 1998 1:4,25 3:1,29 5:3,31"},
	{"19970922", "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO", "1997 9:22 10:20 11:17 12:22 1998 1:19 2:16"},
	{"19970928", "FREQ=MONTHLY;BYMONTHDAY=-3", "1997 9:28 10:29 11:28 12:29 1998 1:29 2:26 …"},
	{"19970902", "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15", "1997 9:2,15 10:2,15 11:2,15 12:2,15 1998 1:2,15"},
	{"19970930", "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1", "1997 9:30 10:1,31 11:1,30 12:1,31 1998 1:1,31 2:1"},
	{"19970910", "FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15", "1997 9:10,11,12,13,14,15 1999 3:10,11,12,13"},
	{"19970902", "FREQ=MONTHLY;INTERVAL=2;BYDAY=TU", "1997 9:2,9,16,23,30 11:4,11,18,25 1998 1:6,13,20,27 3:3,10,17,24,31 …"},
	{"19970610", "FREQ=YEARLY;COUNT=10;BYMONTH=6,7", "1997 6:10 7:10 1998 6:10 7:10 1999 6:10 7:10 2000 6:10 7:10 2001 6:10 7:10"},
	{"19970310", "FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3", "1997 3:10 1999 1:10 2:10 3:10 2001 1:10 2:10 3:10 2003 1:10 2:10 3:10"},
	{"19970101", "FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200", "1997 1:1 4:10 7:19 2000 1:1 4:9 7:18 2003 1:1 4:10 7:19 2006 1:1"},
	{"19970519", "FREQ=YEARLY;BYDAY=20MO", "1997 5:19 1998 5:18 1999 5:17 …"},
	{"19970512", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "1997 5:12 1998 5:11 1999 5:17 …"},
	{"19970313", "FREQ=YEARLY;BYMONTH=3;BYDAY=TH", "1997 3:13,20,27 1998 3:5,12,19,26 1999 3:4,11,18,25 …"},
	{"19970605", "FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8", "1997 6:5,12,19,26 7:3,10,17,24,31 8:7,14,21,28 1998 6:4,11,18,25 7:2,9,16,23,30 8:6,13,20,27 1999 6:3,10,17,24 7:1,8,15,22,29 8:5,12,19,26 …"},
	{"19970902", "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13\nEXDATE;TZID=America/New_York:19970902T090000", "1998 2:13 3:13 11:13 1999 8:13 2000 10:13 …"},
	{"19970913", "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13", "1997 9:13 10:11 11:8 12:13 1998 1:10 2:7 3:7 4:11 5:9 6:13 …"},
	{"19961105", "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8", "1996 11:5 2000 11:7 2004 11:2 …"},
	{"19970904", "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "1997 9:4 10:7 11:6"},
	{"19970929", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", "1997 9:29 10:30 11:27 12:30 1998 1:29 2:26 3:30 …"},
	{"19970902", "FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T210000Z", "1997 9:2T0900,2T1200,2T1500"}, // erratum 1913: 17:00 local, in UTC
	{"19970902", "FREQ=MINUTELY;INTERVAL=15;COUNT=6", "1997 9:2T0900,2T0915,2T0930,2T0945,2T1000,2T1015"},
	{"19970902", "FREQ=MINUTELY;INTERVAL=90;COUNT=4", "1997 9:2T0900,2T1030,2T1200,2T1330"},
	{"19970902", "FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40", "1997 9:2T0900,2T0920,2T0940,2T1000,2T1020,2T1040,2T1100,2T1120,2T1140,2T1200,2T1220,2T1240,2T1300,2T1320,2T1340,2T1400,2T1420,2T1440,2T1500,2T1520,2T1540,2T1600,2T1620,2T1640,3T0900,3T0920 …"},
	{"19970902", "FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16", "1997 9:2T0900,2T0920,2T0940,2T1000,2T1020,2T1040,2T1100,2T1120,2T1140,2T1200,2T1220,2T1240,2T1300,2T1320,2T1340,2T1400,2T1420,2T1440,2T1500,2T1520,2T1540,2T1600,2T1620,2T1640,3T0900,3T0920 …"},
	{"19970805", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "1997 8:5,10,19,24"},
	{"19970805", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "1997 8:5,17,19,31"},
	{"20070115", "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "2007 1:15,30 2:15 3:15,30"},
	// §3.3.10
	{"19970930", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "1997 9:30 10:31 11:28 12:31 1998 1:30 …"},
	{"19970105T083000", "FREQ=YEARLY;INTERVAL=2;BYMONTH=1;BYDAY=SU;BYHOUR=8,9;BYMINUTE=30", "1997 1:5T0830,5T0930,12T0830,12T0930,19T0830,19T0930,26T0830,26T0930 1999 1:3T0830,3T0930 …"},
	{"19970902", "FREQ=DAILY;COUNT=10;INTERVAL=2", "1997 9:2,4,6,8,10,12,14,16,18,20"},
	// §3.8.5.1 and §3.8.5.2, added to a rule
	{"19960402T010000", "FREQ=DAILY;COUNT=4\nEXDATE:19960402T060000Z,19960403T060000Z,19960404T060000Z", "1996 4:5T0100"},
	{"19970714T083000", "FREQ=YEARLY;COUNT=1\nRDATE;VALUE=DATE:19970721,19970722", "1997 7:14T0830,21T0830,22T0830"},
	{"19960403", "FREQ=YEARLY;COUNT=1\nRDATE;VALUE=PERIOD:19960403T020000Z/19960403T040000Z,19960404T010000Z/PT3H", "1996 4:2T2100,3T0900,3T2000"},
}

// listedSlots spells an example out: one time per slot.
func listedSlots(t *testing.T, want, clock string) (out []string, more bool) {
	t.Helper()
	year := ""
	for _, word := range strings.Fields(want) {
		if word == "…" {
			return out, true
		}
		month, days, ok := strings.Cut(word, ":")
		if !ok {
			year = word
			continue
		}
		for part := range strings.SplitSeq(days, ",") {
			first, last, ranged := strings.Cut(part, "-")
			day, at, timed := strings.Cut(first, "T")
			if !timed {
				at = clock
			}
			if !ranged {
				last = day
			}
			from, err1 := strconv.Atoi(day)
			to, err2 := strconv.Atoi(last)
			if err1 != nil || err2 != nil {
				t.Fatalf("%q is no list of days", part)
			}
			for n := from; n <= to; n++ {
				out = append(out, year+"-"+month+"-"+strconv.Itoa(n)+" "+at)
			}
		}
	}
	return out, false
}

func TestExamplesOfRFC5545(t *testing.T) {
	newYork := load(t, "America/New_York")
	for _, c := range examples {
		start := c.start
		if len(start) == len("19970902") {
			start += "T090000"
		}
		o := object(t, "DTSTART;TZID=America/New_York:"+start+"\nRRULE:"+c.rules)
		want, more := listedSlots(t, c.want, start[9:13])
		all := In(o, calendar.Window{To: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)}, newYork, zone.NewFinder())
		var got []string
		for x, err := range all {
			if err != nil {
				t.Fatalf("%s: %v", c.rules, err)
			}
			if got = append(got, x.Start.In(newYork).Format("2006-1-2 1504")); more && len(got) == len(want) {
				break
			}
		}
		if g, w := strings.Join(got, ", "), strings.Join(want, ", "); g != w {
			t.Errorf("DTSTART:%s RRULE:%s\n got %s\nwant %s", start, c.rules, g, w)
		}
	}
}

// The rule without an end of §3.8.5.3 that differs from a WEEKLY one in nothing
// but its frequency yields the same, as that section says of its pairs.
func TestPairsOfRFC5545(t *testing.T) {
	start, limit := wallOf(t, "1997-01-01T09:00"), wallOf(t, "2010-01-01")
	for _, pair := range [][2]string{
		{"FREQ=YEARLY;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA", "FREQ=DAILY;BYMONTH=1"},
		{"FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40", "FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16"},
	} {
		a := slots(rule(t, pair[0]), start, minWall, limit, 1000)
		b := slots(rule(t, pair[1]), start, minWall, limit, 1000)
		if len(a) < 100 || len(a) != len(b) {
			t.Fatalf("%v: %d and %d slots", pair, len(a), len(b))
		}
		for i := range a {
			if a[i] != b[i] {
				t.Fatalf("%v differ at slot %d", pair, i)
			}
		}
	}
}
