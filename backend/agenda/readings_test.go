package agenda

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"calends/backend/ical"
	"calends/backend/zone"
)

func TestParseQuery(t *testing.T) {
	berlin := load(t, "Europe/Berlin")
	q, err := ParseQuery(`lunch "with: cream" cal:Home cal:"My work" WITH:ann is:recurring after:2026-06-01 before:2026-07-01T12:00Z 10:30`, berlin)
	if err == nil {
		t.Error("12:00Z without seconds is no RFC 3339, but was read")
	}
	q, err = ParseQuery(`lunch "with: cream" cal:Home cal:"My work" WITH:ann is:recurring after:2026-06-01 before:2026-07-01T12:00:00Z 10:30`, berlin)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(q.Terms, []string{"lunch", "with: cream", "10:30"}) || !slices.Equal(q.Calendars, []string{"Home", "My work"}) ||
		!slices.Equal(q.With, []string{"ann"}) || !q.Recurring || q.After.UTC().Format(time.RFC3339) != "2026-05-31T22:00:00Z" ||
		q.Before.Format(time.RFC3339) != "2026-07-01T12:00:00Z" {
		t.Errorf("%+v", q)
	}
	for _, text := range []string{"is:free", "after:soon"} {
		if _, err := ParseQuery(text, berlin); err == nil {
			t.Errorf("%q was read", text)
		}
	}
}

func TestSearch(t *testing.T) {
	s := put(t,
		event("SUMMARY:Café with Ann", "DTSTART:20260601T090000Z", "ATTENDEE;CN=Ann Ng:mailto:ann@example.org"),
		event("SUMMARY:cafe weekly", "DTSTART:20260105T090000Z", "RRULE:FREQ=WEEKLY"),
		event("SUMMARY:cafe long ago", "DTSTART:20100104T090000Z", "RRULE:FREQ=WEEKLY;COUNT=3"),
		event("SUMMARY:other", "DTSTART:20260601T090000Z"),
	)
	now := time.Date(2026, 6, 10, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct{ query, want string }{
		{"CAFE", "01-18T09:00/01-18T09:00 cafe long ago #20100118T090000Z\n06-01T09:00/06-01T09:00 Café with Ann\n06-15T09:00/06-15T09:00 cafe weekly #20260615T090000Z"},
		{`café with:"ann ng"`, "06-01T09:00/06-01T09:00 Café with Ann"},
		{"ann@example.org", "06-01T09:00/06-01T09:00 Café with Ann"},
		{"cafe is:recurring after:2020-01-01", "06-15T09:00/06-15T09:00 cafe weekly #20260615T090000Z"},
		{"cafe before:2026-02-01", "01-18T09:00/01-18T09:00 cafe long ago #20100118T090000Z\n01-26T09:00/01-26T09:00 cafe weekly #20260126T090000Z"},
		{"cafe after:2026-07-01 before:2026-07-09", "07-06T09:00/07-06T09:00 cafe weekly #20260706T090000Z"},
		{"is:recurring weekly", "06-15T09:00/06-15T09:00 cafe weekly #20260615T090000Z"},
		{"nothing like it", ""},
	} {
		q, err := ParseQuery(c.query, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Search(t.Context(), s, nil, q, now, time.UTC, zone.NewFinder())
		if err != nil || lines(got, time.UTC) != c.want {
			t.Errorf("%s: got\n%s\n%v", c.query, lines(got, time.UTC), err)
		}
	}
}

func TestDifferences(t *testing.T) {
	before := event("SUMMARY:a", "DTSTART;TZID=Europe/Paris:20260601T090000", "X-FOO:1", "SEQUENCE:1", "BEGIN:VALARM", "TRIGGER:-PT15M", "END:VALARM")
	after := event("SUMMARY:b", "DTSTART;TZID=Europe/Paris:20260601T100000", "LOCATION:here\\, there", "SEQUENCE:2", "BEGIN:VALARM", "TRIGGER:-P1D", "END:VALARM")
	var got []string
	for _, f := range Differences([]byte(before), []byte(after)) {
		got = append(got, fmt.Sprintf("%s: %q → %q", f.Name, f.Before, f.After))
	}
	want := []string{
		`summary: "a" → "b"`, `start: "2026-06-01 09:00 Europe/Paris" → "2026-06-01 10:00 Europe/Paris"`,
		`alarm: "15m" → "1d"`, `x-foo: "1" → ""`, `location: "" → "here, there"`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	if same := Differences([]byte(before), []byte(before)); same == nil || len(same) != 0 {
		t.Error(same)
	}
	if created := Differences(nil, []byte(event("SUMMARY:a"))); len(created) != 1 || created[0].After != "a" {
		t.Error(created)
	}
	moved := strings.Replace(before, "END:VCALENDAR", component("RECURRENCE-ID:20260602T070000Z", "SUMMARY:c")+"END:VCALENDAR", 1)
	if d := Differences([]byte(before), []byte(moved)); len(d) != 2 || d[1].Name != "2026-06-02 07:00 UTC summary" {
		t.Error(d)
	}
}

// A URI is not escaped, and its label is what people know it by.
func TestDifferencesOfConferences(t *testing.T) {
	of := func(lines ...string) []byte {
		return []byte("BEGIN:VCALENDAR\r\n" + component(lines...) + "END:VCALENDAR\r\n")
	}
	d := Differences(of("CONFERENCE:tel:+1-555-0100\\,,7#"), of("CONFERENCE;LABEL=\"Dial in; free\":tel:+1-555-0100,,7#"))
	if len(d) != 1 || d[0] != (Field{"conference", "tel:+1-555-0100\\,,7#", "Dial in; free <tel:+1-555-0100,,7#>"}) {
		t.Errorf("%q", d)
	}
}

func TestCombine(t *testing.T) {
	berlin := "BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
	custom := func(offset string) string {
		return strings.NewReplacer("Europe/Berlin", "Custom", "+0100", offset).Replace(berlin)
	}
	object := func(zone, uid, tzid string) []byte {
		return []byte("BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\n" + zone + "BEGIN:VEVENT\r\nUID:" + uid + "\r\nX-LONG: kept \r\nDTSTART;TZID=" + tzid + ":20260601T090000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
	}
	text, unreadable := Combine([][]byte{
		object(berlin, "1", "Europe/Berlin"), object(berlin, "2", "Europe/Berlin"), object(custom("+0200"), "3", "Custom"),
		object(custom("+0300"), "4", "Custom"), object(custom("+0300"), "5", "Custom"), []byte("(null)"),
	}, "All, of it", zone.NewFinder())
	if n := strings.Count(string(text), "BEGIN:VTIMEZONE"); n != 3 || unreadable != 1 {
		t.Errorf("%d zones, %d unreadable:\n%s", n, unreadable, text)
	}
	for _, part := range []string{"X-LONG: kept \r\n", "X-WR-CALNAME:All\\, of it\r\n"} {
		if !strings.Contains(string(text), part) {
			t.Errorf("%q is not there:\n%s", part, text)
		}
	}
	if strings.Contains(string(text), "METHOD") {
		t.Error("METHOD went out")
	}
	got, problems := Files([]File{{"all", text}}, days(t, "2026-06-01", "2026-06-02", time.UTC), time.UTC, zone.NewFinder())
	var at []string
	for _, c := range got {
		at = append(at, string(c.UID)+c.Start.UTC().Format("@15:04"))
	}
	if want := "[4@06:00 5@06:00 1@07:00 2@07:00 3@07:00]"; fmt.Sprint(at) != want || len(problems) > 0 {
		t.Errorf("got %v %v, want %s", at, problems, want)
	}
}

// Each definition of one name was compared with all before it.
func TestCombiningManyDefinitionsOfOneName(t *testing.T) {
	cost := func(n int) float64 {
		bodies := eachItsOwn(n)
		return testing.AllocsPerRun(1, func() { Combine(bodies, "", zone.NewFinder()) })
	}
	if few, many := cost(100), cost(400); many > 6*few {
		t.Errorf("four times the objects cost %.0f allocations, and not %.0f", many, 4*few)
	}
}

func TestDetailsOf(t *testing.T) {
	body := "BEGIN:VCALENDAR\r\n" + component("SUMMARY:a", "DTSTART;TZID=Europe/Paris:20260601T090000", "DTEND;TZID=Europe/Paris:20260601T100000", "RRULE:FREQ=DAILY",
		"DESCRIPTION:one\\ntwo", "CATEGORIES:x,y\\,z", "CATEGORIES:w", "CLASS:private", "URL:https://example.org",
		"CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO;LABEL=Join:https://example.org/x?a=1,2;b", "ORGANIZER;CN=Ann:mailto:ann@example.org",
		"ATTENDEE;PARTSTAT=accepted:mailto:bob@example.org", "BEGIN:VALARM", "TRIGGER:-PT90M", "END:VALARM", "BEGIN:VALARM", "TRIGGER;RELATED=END:PT5M", "END:VALARM") +
		component("RECURRENCE-ID:20260603T070000Z", "SUMMARY:b", "DTSTART;TZID=Europe/Paris:20260604T090000") + "END:VCALENDAR\r\n"
	utc := func(text string) ical.Moment {
		m, err := ical.ParseMoment(text, "")
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	for _, c := range []struct {
		id            ical.Moment
		summary, want string
	}{
		{ical.Moment{}, "a", "20260601T090000 20260601T100000"},
		{utc("20260602T070000Z"), "a", "20260602T090000 20260602T100000"},
		{utc("20260603T070000Z"), "b", "20260604T090000 20260604T090000"},
	} {
		d, err := DetailsOf([]byte(body), c.id, time.UTC, zone.NewFinder())
		if err != nil || d.Summary != c.summary || d.StartMoment.String()+" "+d.EndMoment.String() != c.want || !d.Recurs || d.RRule != "FREQ=DAILY" {
			t.Errorf("%v: %+v %v", c.id, d, err)
		}
	}
	d, err := DetailsOf([]byte(body), ical.Moment{}, time.UTC, zone.NewFinder())
	if err != nil {
		t.Fatal(err)
	}
	if d.Description != "one\ntwo" || !slices.Equal(d.Categories, []string{"x", "y,z", "w"}) || d.Class != "PRIVATE" || d.URL != "https://example.org" ||
		!slices.Equal(d.Alarms, []string{"1h30m", "5m after the end"}) || d.Organizer.Name != "Ann" || d.Attendees[0] != (Attendee{"", "bob@example.org", "ACCEPTED"}) ||
		!slices.Equal(d.Conferences, []Conference{{"Join", "https://example.org/x?a=1,2;b"}}) {
		t.Errorf("%+v", d)
	}
	if _, err := DetailsOf([]byte(body), utc("20260602T080000Z"), time.UTC, zone.NewFinder()); err == nil {
		t.Error("a slot that is not there was found")
	}
}

// What cannot be placed in time is found by its text all the same, behind the
// rest, and said with its line; a date that is asked for leaves it out.
func TestSearchFindsWhatIsAtNoTime(t *testing.T) {
	odd := "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:odd\r\nDTSTART:banana\r\nSUMMARY:Tea at dawn\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
	all := put(t, odd, event("DTSTART:20261124T100000Z", "SUMMARY:Tea"))
	for query, want := range map[string]string{"tea": "u odd", "dawn": "odd", "tea after:2020-01-01": "u"} {
		q, err := ParseQuery(query, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		found, err := Search(t.Context(), all, nil, q, time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC), time.UTC, zone.NewFinder())
		var uids []string
		for _, c := range found {
			uids = append(uids, string(c.UID))
			if (c.Problem == "") != (c.UID == "u") {
				t.Errorf("%s: %q", c.UID, c.Problem)
			}
		}
		if got := strings.Join(uids, " "); err != nil || got != want {
			t.Errorf("%s: %s, not %s (%v)", query, got, want, err)
		}
	}
}

func TestUnread(t *testing.T) {
	for body, want := range map[string]string{
		event("DTSTART:20261124T100000Z"): "",
		"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;TZID=X:banana\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n": `When it is cannot be read: line 4 says "DTSTART;TZID=X:banana".`,
		"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n":                          "When it is cannot be read: the event that begins in line 2 has no start.",
		"BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nUID:1\r\nEND:VTODO\r\nEND:VCALENDAR\r\n":                            "",
		"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n":                                                                 "It cannot be read: not a calendar: there is no event, to-do or journal entry in it.",
	} {
		if got := Unread([]byte(body), zone.NewFinder()); got != want {
			t.Errorf("%q, not %q", got, want)
		}
	}
}
