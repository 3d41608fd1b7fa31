package recur

import (
	"strings"
	"testing"
	"time"
)

// TestAnswers holds the answers of decisions/0019-where-engines-differ.md, by
// the names it gives them.
func TestAnswers(t *testing.T) {
	const (
		berlin   = "DTSTART;TZID=Europe/Berlin:"
		newYork  = "DTSTART;TZID=America/New_York:"
		vBerlin  = "BEGIN:VTIMEZONE\nTZID:Europe/Berlin\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0500\nTZOFFSETTO:+0500\nEND:STANDARD\nEND:VTIMEZONE"
		override = "RECURRENCE-ID:20260602T100000Z\nDTSTART:20260602T120000Z\nSUMMARY:extra"
	)
	for _, c := range []struct {
		name       string
		components []string
		window     string
		want       string
		problems   int
	}{
		{"start counts", []string{berlin + "20260603T090000\nRRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=3"}, "2026-06-01 2026-07-01",
			"06-03T09:00+02/0s 06-08T09:00+02/0s 06-15T09:00+02/0s", 0},
		{"gap, east", []string{berlin + "20260328T023000\nRRULE:FREQ=DAILY;COUNT=3"}, "2026-03-01 2026-04-01", "03-28T02:30+01/0s 03-29T03:30+02/0s 03-30T02:30+02/0s", 0},
		{"gap, west", []string{newYork + "20260307T023000\nRRULE:FREQ=DAILY;COUNT=3"}, "2026-03-01 2026-04-01", "03-07T02:30-05/0s 03-08T03:30-04/0s 03-09T02:30-04/0s", 0},
		{"overlap, east", []string{berlin + "20261024T023000\nRRULE:FREQ=DAILY;COUNT=3"}, "2026-10-01 2026-11-01", "10-24T02:30+02/0s 10-25T02:30+02/0s 10-26T02:30+01/0s", 0},
		{"overlap, west", []string{newYork + "20261031T013000\nRRULE:FREQ=DAILY;COUNT=3"}, "2026-10-01 2026-12-01", "10-31T01:30-04/0s 11-01T01:30-04/0s 11-02T01:30-05/0s", 0},
		{"no such date", []string{"DTSTART;VALUE=DATE:20260130\nRRULE:FREQ=MONTHLY;COUNT=3"}, "2026-01-01 2026-12-01", "01-30/01-31 03-30/03-31 04-30/05-01", 0},
		{"a yearly day of the month", []string{"DTSTART;VALUE=DATE:20260430\nRRULE:FREQ=YEARLY;BYMONTHDAY=-1;COUNT=2"}, "2026-01-01 2028-01-01", "04-30/05-01 04-30/05-01", 0},
		{"a yearly week", []string{"DTSTART;VALUE=DATE:20260513\nRRULE:FREQ=YEARLY;BYWEEKNO=20;COUNT=2"}, "2026-01-01 2028-01-01", "05-13/05-14 05-19/05-20", 0},
		{"the IANA name", []string{vBerlin, berlin + "20260603T090000"}, "2026-06-01 2026-07-01", "06-03T09:00+02/0s", 0},
		{"a name nobody knows", []string{"DTSTART;TZID=Middle-earth:20260603T090000"}, "2026-06-01 2026-07-01", "06-03T09:00-04/0s", 1},
		{"one name in five lines", []string{"DTSTART;TZID=Middle-earth:20260603T090000\nDTEND;TZID=Middle-earth:20260603T100000\nRDATE;TZID=Middle-earth:20260604T090000\nRDATE;TZID=Rohan:20260605T130000",
			"RECURRENCE-ID;TZID=Middle-earth:20260604T090000\nDTSTART;TZID=Middle-earth:20260604T110000"}, "2026-06-01 2026-07-01", "06-03T09:00-04/1h0m0s 06-04T11:00-04/0s 06-05T13:00-04/1h0m0s", 2},
		{"hours of a date", []string{"DTSTART;VALUE=DATE:20260601\nRRULE:FREQ=DAILY;BYHOUR=9,17;BYMINUTE=30;BYSECOND=15;COUNT=2"}, "2026-06-01 2026-07-01", "06-01/06-02 06-02/06-03", 0},
		{"a value twice", []string{"DTSTART;VALUE=DATE:20260601\nRRULE:FREQ=MONTHLY;BYMONTHDAY=1,1,2,2;BYDAY=MO,MO,TU;COUNT=3"}, "2026-06-01 2027-07-01", "06-01/06-02 06-02/06-03 09-01/09-02", 0},
		{"a time twice", []string{"DTSTART:20260601T090000Z\nRRULE:FREQ=DAILY;BYHOUR=9,9,10;COUNT=3"}, "2026-06-01 2026-07-01", "06-01T09:00Z/0s 06-01T10:00Z/0s 06-02T09:00Z/0s", 0},
		{"an override without a slot", []string{"DTSTART:20260601T090000Z\nRRULE:FREQ=DAILY;COUNT=2", override}, "2026-06-01 2026-07-01",
			"06-01T09:00Z/0s 06-02T09:00Z/0s 06-02T12:00Z/0s=extra", 0},
		{"an override that starts in a slot", []string{"DTSTART:20260601T090000Z\nRRULE:FREQ=DAILY;COUNT=2", strings.Replace(override, "T12", "T09", 1)}, "2026-06-01 2026-07-01",
			"06-01T09:00Z/0s 06-02T09:00Z/0s=extra", 0},
		{"until a day", []string{berlin + "20260601T090000\nRRULE:FREQ=DAILY;UNTIL=20260602"}, "2026-06-01 2026-07-01", "06-01T09:00+02/0s", 0},
		{"an end before the start", []string{"DTSTART:20260601T090000Z\nDTEND:20260601T080000Z"}, "2026-06-01 2026-07-01", "06-01T09:00Z/0s", 0},
		{"a week that a year lacks", []string{"DTSTART;VALUE=DATE:20201231\nRRULE:RSCALE=GREGORIAN;FREQ=YEARLY;BYWEEKNO=53;SKIP=FORWARD;COUNT=2"}, "2020-01-01 2023-01-01", "12-31/01-01 01-01/01-02", 0},
		{"a week's position", []string{"DTSTART;VALUE=DATE:20260602\nRRULE:FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=2;COUNT=2"}, "2026-06-01 2026-07-01", "06-02/06-03 06-09/06-10", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, problems := collect(object(t, c.components...), window(t, c.window, time.UTC), load(t, "America/New_York"))
			if shown(got) != c.want || len(problems) != c.problems {
				t.Errorf("got %s %v\nwant %s", shown(got), problems, c.want)
			}
		})
	}
}
