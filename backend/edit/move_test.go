package edit

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"calends/backend/calendar"
	"calends/backend/ical"
	"calends/backend/recur"
	"calends/backend/zone"
)

// moving is a rule, and a day's or an hour's move of one of its occurrences
// that moves all.
type moving struct {
	start, rule string
	by          time.Duration
	want        string // the rule afterwards; "": as it was
}

const aDay = 24 * time.Hour

var movings = []moving{
	{"20260105T090000", "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", aDay, "FREQ=DAILY;BYDAY=TU,WE,TH,FR,SA"},
	{"20260105T090000", "FREQ=DAILY;BYHOUR=9,17", time.Hour, "FREQ=DAILY;BYHOUR=10,18"},
	{"20260105T090000", "FREQ=DAILY;BYHOUR=9,17;BYMINUTE=0,30", 75 * time.Minute, "FREQ=DAILY;BYHOUR=10,18;BYMINUTE=15,45"},
	{"20260105T090000", "FREQ=DAILY;BYHOUR=9,17;BYMINUTE=0,30", 65 * time.Minute, "FREQ=DAILY;BYHOUR=10,18;BYMINUTE=5,35"},
	{"20260105T090000", "FREQ=HOURLY;BYHOUR=9,10,11", 2 * time.Hour, "FREQ=HOURLY;BYHOUR=11,12,13"},
	{"20260112T090000", "FREQ=MONTHLY;BYDAY=2MO", aDay, "FREQ=MONTHLY;BYDAY=2TU"},
	{"20260112T090000", "FREQ=MONTHLY;BYDAY=2MO", -aDay, "FREQ=MONTHLY;BYDAY=2SU"},
	{"20260112T090000", "FREQ=MONTHLY;BYDAY=2MO", 7 * aDay, "FREQ=MONTHLY;BYDAY=3MO"},
	{"20260112T090000", "FREQ=MONTHLY;BYDAY=2MO", 15 * time.Hour, "FREQ=MONTHLY;BYDAY=2TU"},
	{"20260126T090000", "FREQ=MONTHLY;BYDAY=-1MO", -aDay, "FREQ=MONTHLY;BYDAY=-1SU"},
	{"20260105T090000", "FREQ=MONTHLY;BYDAY=1MO,3MO", aDay, "FREQ=MONTHLY;BYDAY=1TU,3TU"},
	{"20260112T090000", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=2", aDay, "FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2"},
	{"20260105T090000", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=3", time.Hour, ""},
	{"20260105T090000", "FREQ=MONTHLY;BYMONTHDAY=5,20", aDay, "FREQ=MONTHLY;BYMONTHDAY=6,21"},
	{"20260105T090000", "FREQ=MONTHLY;BYMONTHDAY=5", -4 * aDay, "FREQ=MONTHLY;BYMONTHDAY=1"},
	{"20260131T090000", "FREQ=MONTHLY;BYMONTHDAY=-1", -aDay, "FREQ=MONTHLY;BYMONTHDAY=-2"},
	{"20260112T090000", "FREQ=YEARLY;BYMONTH=1;BYDAY=2MO", aDay, "FREQ=YEARLY;BYMONTH=1;BYDAY=2TU"},
	{"20260511T090000", "FREQ=YEARLY;BYDAY=19MO", aDay, "FREQ=YEARLY;BYDAY=19TU"},
	{"20260105T090000", "FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=5", aDay, "FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=6"},
	{"20260131T090000", "FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=31", aDay, "FREQ=YEARLY;BYMONTH=2,8;BYMONTHDAY=1"},
	{"20260105T090000", "FREQ=YEARLY;BYYEARDAY=5,100", aDay, "FREQ=YEARLY;BYYEARDAY=6,101"},
	{"20260105T090000", "FREQ=YEARLY;BYWEEKNO=2;BYDAY=MO", 8 * aDay, "FREQ=YEARLY;BYWEEKNO=3;BYDAY=TU"},
	{"20260102T090000", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR", 3 * aDay, "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH,MO;WKST=TH"},
}

// TestMovingAllKeepsExceptions: whichever occurrence is moved, it ends where
// it was put, as many occurrences are left, and what was cancelled and what had
// a text of its own still is and still has.
func TestMovingAllKeepsExceptions(t *testing.T) {
	const cancelled, own = 2, 4
	for _, m := range movings {
		for _, limit := range []string{";COUNT=8", ";UNTIL=LAST"} {
			for grabbed := range 8 {
				if grabbed == cancelled || grabbed == own {
					continue
				}
				t.Run(fmt.Sprintf("%s%s %v %d", m.rule, limit, m.by, grabbed), func(t *testing.T) {
					slots := slotsOf(t, eventOf(m.start, m.rule+";COUNT=8"))
					last := ical.Moment{Kind: ical.UTC, Wall: ical.WallOf(slots[7].Start.UTC())}
					rule := m.rule + strings.ReplaceAll(limit, "LAST", last.String())
					body := exceptions(m.start, rule, slots[cancelled].ID, slots[own].ID)
					to := slots[grabbed].ID
					to.Wall += ical.Wall(m.by / time.Second)
					out, err := Change([]byte(body), Request{Scope: ScopeAll, RecurrenceID: slots[grabbed].ID, Patch: Patch{Start: &to}},
						testNow, nil, time.UTC, zone.NewFinder())
					if err != nil {
						t.Fatal(err)
					}
					checkMoved(t, string(out.Body), to)
					want := m.rule
					if m.want != "" {
						want = m.want
					}
					if got := strings.ReplaceAll(string(out.Body), "\r", ""); grabbed == 0 && limit == ";COUNT=8" && !strings.Contains(strings.Replace(got, limit, "", 1), "RRULE:"+want+"\n") {
						t.Errorf("want %s:\n%s", want, got)
					}
				})
			}
		}
	}
}

func eventOf(start, rule string) string {
	return "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:u\nDTSTART;TZID=Europe/Berlin:" + start + "\nDURATION:PT1H\nRRULE:" + rule +
		"\nSUMMARY:Plain\nEND:VEVENT\nEND:VCALENDAR\n"
}

// exceptions is such an event with one slot cancelled and one with a title and
// a length of its own.
func exceptions(start, rule string, cancelled, own ical.Moment) string {
	text := strings.Replace(eventOf(start, rule), "SUMMARY:", "EXDATE;TZID=Europe/Berlin:"+cancelled.String()+"\nSUMMARY:", 1)
	return strings.Replace(text, "END:VCALENDAR\n", "BEGIN:VEVENT\nUID:u\nRECURRENCE-ID;TZID=Europe/Berlin:"+own.String()+
		"\nDTSTART;TZID=Europe/Berlin:"+own.String()+"\nDURATION:PT2H\nSUMMARY:Own\nEND:VEVENT\nEND:VCALENDAR\n", 1)
}

func slotsOf(t *testing.T, text string) (all []recur.Occurrence) {
	t.Helper()
	o, err := ical.ParseObject([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	for c, err := range recur.In(o, calendar.Window{}, time.UTC, zone.NewFinder()) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, c)
	}
	return all
}

// checkMoved looks at eight occurrences of which the third was cancelled and
// the fifth had its own text, after a move.
func checkMoved(t *testing.T, body string, to ical.Moment) {
	t.Helper()
	var shown []string
	there := false
	for _, c := range slotsOf(t, body) {
		shown = append(shown, c.StartMoment.String()+c.Component.Text("SUMMARY"))
		there = there || c.StartMoment == to
	}
	if !there {
		t.Errorf("nothing is at %s, where it was put: %q\n%s", to, shown, body)
	}
	if len(shown) != 7 || !strings.HasSuffix(shown[3], "Own") {
		t.Errorf("%d are left, and not the fourth of seven is the one with its own text: %q\n%s", len(shown), shown, body)
	}
}
