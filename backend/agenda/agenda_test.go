package agenda

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"calends/backend/calendar"
	"calends/backend/ical"
	"calends/backend/zone"
)

// shelf is a Shelf in memory: every body, indexed.
type shelf []calendar.Entry

// put indexes texts under the ids 0, 1, 2 …
func put(t testing.TB, bodies ...string) shelf {
	t.Helper()
	index := Indexer(zone.NewFinder())
	var s shelf
	for i, body := range bodies {
		x, err := index([]byte(body))
		if err != nil {
			t.Fatal(err)
		}
		e := calendar.Entry{Object: calendar.ObjectID(fmt.Sprint(i)), Collection: "c", Revision: 7, State: calendar.Unchanged, Index: x}
		if x.Recurs {
			e.Body = []byte(body)
		}
		s = append(s, e)
	}
	return s
}

func (s shelf) Overlapping(_ context.Context, _ []calendar.CollectionID, w calendar.Window) iter.Seq2[calendar.Entry, error] {
	return s.those(func(e *calendar.Entry) bool { return w.Overlaps(e.Index.Span) })
}

func (s shelf) Matching(_ context.Context, _ []calendar.CollectionID, text string) iter.Seq2[calendar.Entry, error] {
	return s.those(func(e *calendar.Entry) bool { return strings.Contains(e.Index.Text, text) })
}

func (s shelf) those(fit func(*calendar.Entry) bool) iter.Seq2[calendar.Entry, error] {
	return func(yield func(calendar.Entry, error) bool) {
		for i := range s {
			if fit(&s[i]) && !yield(s[i], nil) {
				return
			}
		}
	}
}

// event is an object with one component of these lines.
func event(lines ...string) string {
	return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\n" + component(lines...) + "END:VCALENDAR\r\n"
}

func component(lines ...string) string {
	return "BEGIN:VEVENT\r\nUID:u\r\n" + strings.Join(lines, "\r\n") + "\r\nEND:VEVENT\r\n"
}

func load(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func days(t testing.TB, from, to string, loc *time.Location) calendar.Window {
	t.Helper()
	var w calendar.Window
	var err error
	if w.From, err = time.ParseInLocation("2006-01-02", from, loc); err == nil {
		w.To, err = time.ParseInLocation("2006-01-02", to, loc)
	}
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// line writes an occurrence on one line.
func line(c Occurrence, local *time.Location) string {
	layout := "01-02T15:04"
	if c.AllDay {
		layout = "01-02"
	}
	text := c.Start.In(local).Format(layout) + "/" + c.End.In(local).Format(layout) + " " + c.Summary
	if !c.RecurrenceID.IsZero() {
		text += " #" + c.RecurrenceID.String()
	}
	return text
}

func lines(all []Occurrence, local *time.Location) string {
	var out []string
	for _, c := range all {
		out = append(out, line(c, local))
	}
	return strings.Join(out, "\n")
}

func TestIndex(t *testing.T) {
	for _, c := range []struct {
		name, body string
		want       calendar.Index
	}{
		{"zoned", event("SUMMARY:Tee\\, oder", "LOCATION:Küche", "STATUS:confirmed", "TRANSP:OPAQUE", "COLOR:teal",
			"DTSTART;TZID=Europe/Paris:20260601T090000", "DURATION:PT90M", "BEGIN:VALARM", "TRIGGER:-PT15M", "END:VALARM"), calendar.Index{
			UID: "u", Component: "VEVENT", Title: "Tee, oder", Place: "Küche", Status: "CONFIRMED", Transparency: "OPAQUE", Color: "teal", HasAlarm: true,
			Start: "20260601T090000", End: "20260601T103000", TZID: "Europe/Paris", EndTZID: "Europe/Paris",
			StartAt: time.Date(2026, 6, 1, 7, 0, 0, 0, time.UTC), EndAt: time.Date(2026, 6, 1, 8, 30, 0, 0, time.UTC),
			Span: calendar.Window{From: time.Date(2026, 6, 1, 7, 0, 0, 0, time.UTC), To: time.Date(2026, 6, 1, 8, 30, 0, 0, time.UTC)},
			Text: "tee, oder\nkuche\n",
		}},
		{"a day", event("DTSTART;VALUE=DATE:20260601"), calendar.Index{
			UID: "u", Component: "VEVENT", AllDay: true, Start: "20260601", End: "20260602",
			Span: calendar.Window{From: time.Date(2026, 5, 31, 9, 0, 0, 0, time.UTC), To: time.Date(2026, 6, 2, 15, 0, 0, 0, time.UTC)},
		}},
		{"floating", event("DTSTART:20260601T090000"), calendar.Index{
			UID: "u", Component: "VEVENT", Start: "20260601T090000", End: "20260601T090000",
			Span: calendar.Window{From: time.Date(2026, 5, 31, 18, 0, 0, 0, time.UTC), To: time.Date(2026, 6, 2, 0, 0, 0, 0, time.UTC)},
		}},
		{"ends by UNTIL", event("DTSTART:20260601T090000Z", "RRULE:FREQ=DAILY;UNTIL=20260603T090000Z"), calendar.Index{
			UID: "u", Component: "VEVENT", Recurs: true, Start: "20260601T090000Z", End: "20260601T090000Z",
			StartAt: time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC), EndAt: time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC),
			Span: calendar.Window{From: time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC), To: time.Date(2026, 6, 3, 9, 0, 0, 0, time.UTC)},
		}},
		{"endless", event("DTSTART:20260601T090000Z", "RRULE:FREQ=DAILY"), calendar.Index{
			UID: "u", Component: "VEVENT", Recurs: true, Start: "20260601T090000Z", End: "20260601T090000Z",
			StartAt: time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC), EndAt: time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC),
			Span: calendar.Window{From: time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)},
		}},
	} {
		got, err := Index([]byte(c.body))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		for _, at := range []*time.Time{&got.StartAt, &got.EndAt, &got.Span.From, &got.Span.To} {
			*at = at.UTC()
		}
		if got != c.want {
			t.Errorf("%s:\n got %+v\nwant %+v", c.name, got, c.want)
		}
	}
}

// What cannot be read is filed all the same, with the reason.
func TestIndexUnreadable(t *testing.T) {
	for _, body := range []string{"", "(null)", "<html>", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", event("SUMMARY:no start"), event("DTSTART:soon"),
		event("DTSTART:20260601T090000Z", "RRULE:FREQ=SOMETIMES"), event("DTSTART;TZID=Nowhere:20260601T090000"), "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:u"} {
		x, err := Index([]byte(body))
		if err != nil || x.Problem == "" && !strings.Contains(body, "UID:u") {
			t.Errorf("%q: %+v, %v", body, x, err)
		}
	}
}

func TestWindow(t *testing.T) {
	berlin := load(t, "Europe/Berlin")
	s := put(t,
		event("SUMMARY:point", "DTSTART:20260601T220000Z"),
		event("SUMMARY:before", "DTSTART:20260601T200000Z", "DTEND:20260601T220000Z"), // ends at local midnight
		event("SUMMARY:after", "DTSTART:20260602T220000Z", "DTEND:20260602T230000Z"),
		event("SUMMARY:day", "DTSTART;VALUE=DATE:20260602"),
		event("SUMMARY:yesterday", "DTSTART;VALUE=DATE:20260601"),
		event("SUMMARY:long", "DTSTART;VALUE=DATE:20260530", "DTEND;VALUE=DATE:20260603"),
		event("SUMMARY:float", "DTSTART:20260602T090000", "DURATION:PT1H"),
		event("SUMMARY:b same", "DTSTART;TZID=America/New_York:20260602T030000", "DURATION:PT1H", "STATUS:CANCELLED"),
		event("SUMMARY:a same", "DTSTART:20260602T070000Z", "DURATION:PT1H"),
		event("SUMMARY:weekly", "DTSTART;TZID=Europe/Berlin:20200107T120000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY"),
		event("SUMMARY:over", "DTSTART:20200101T120000Z", "RRULE:FREQ=DAILY;COUNT=5"),
		"(null)",
		"BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nUID:t\r\nSUMMARY:todo\r\nDTSTART:20260602T090000Z\r\nEND:VTODO\r\nEND:VCALENDAR\r\n",
	)
	got, problems, err := Window(t.Context(), s, nil, days(t, "2026-06-02", "2026-06-03", berlin), berlin, zone.NewFinder())
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Join([]string{
		"05-30/06-03 long",
		"06-02/06-03 day",
		"06-02T00:00/06-02T00:00 point",
		"06-02T09:00/06-02T10:00 a same",
		"06-02T09:00/06-02T10:00 b same",
		"06-02T09:00/06-02T10:00 float",
		"06-02T12:00/06-02T13:00 weekly #20260602T120000",
	}, "\n")
	if lines(got, berlin) != want {
		t.Errorf("got\n%s\nwant\n%s", lines(got, berlin), want)
	}
	if len(problems) != 1 || problems[0].Object != "11" {
		t.Errorf("problems: %v", problems)
	}
	weekly := got[len(got)-1]
	if weekly.Object != "9" || weekly.Revision != 7 || !weekly.Recurs || weekly.TZID != "Europe/Berlin" || got[4].Status != "CANCELLED" || !got[5].Floating {
		t.Errorf("fields are lost: %+v", weekly)
	}
}

// What is drawn from the index is what would be drawn from the text.
func TestWindowDrawsAsParsed(t *testing.T) {
	berlin, z := load(t, "Europe/Berlin"), zone.NewFinder()
	for _, body := range []string{
		event("SUMMARY:x", "DTSTART;TZID=Europe/Paris:20260601T090000", "DTEND;TZID=America/New_York:20260601T090000", "TRANSP:TRANSPARENT", "BEGIN:VALARM", "END:VALARM"),
		event("DTSTART:20260601T090000", "DTEND:20260601T100000", "LOCATION:here", "STATUS:tentative"),
		event("DTSTART;VALUE=DATE:20260601", "DURATION:P3D", "COLOR:red"),
		event("DTSTART:20260601T090000Z", "DTEND:20260601T080000Z"),
		event("DTSTART;TZID=W. Europe Standard Time:20260601T090000", "DURATION:P1DT1H"),
	} {
		w := days(t, "2026-05-01", "2026-07-01", berlin)
		s := put(t, body)
		drawn, _, err := Window(t.Context(), s, nil, w, berlin, z)
		if err != nil || len(drawn) != 1 {
			t.Fatal(body, drawn, err)
		}
		parsed, _ := Files([]File{{"f", []byte(body)}}, w, berlin, z)
		got := drawn[0]
		got.Object, got.Collection, got.Revision, got.State = "", "", 0, ""
		if len(parsed) != 1 || !got.Start.Equal(parsed[0].Start) || !got.End.Equal(parsed[0].End) {
			t.Fatalf("%s\ndrawn  %v\nparsed %v", body, got, parsed)
		}
		got.Start, got.End = parsed[0].Start, parsed[0].End
		if got != parsed[0] {
			t.Errorf("%s\ndrawn  %+v\nparsed %+v", body, got, parsed[0])
		}
	}
}

// An object that recurs every second does not stop the others.
func TestWindowIsBounded(t *testing.T) {
	s := put(t, event("SUMMARY:tick", "DTSTART:20260601T000000Z", "RRULE:FREQ=SECONDLY"), event("DTSTART:20260602T000000Z"))
	got, problems, err := Window(t.Context(), s, nil, days(t, "2026-06-01", "2027-06-01", time.UTC), time.UTC, zone.NewFinder())
	if err != nil || len(got) != most+1 || len(problems) != 1 {
		t.Errorf("%d occurrences, %v, %v", len(got), problems, err)
	}
}

func TestFiles(t *testing.T) {
	one := event("SUMMARY:old", "SEQUENCE:1", "DTSTART:20260601T090000Z", "RRULE:FREQ=DAILY;COUNT=2")
	two := event("SUMMARY:new", "SEQUENCE:2", "DTSTART:20260601T100000Z", "RRULE:FREQ=DAILY;COUNT=2")
	override := event("SUMMARY:moved", "RECURRENCE-ID:20260602T100000Z", "DTSTAMP:20260101T000000Z", "DTSTART:20260602T120000Z")
	newer := event("SUMMARY:moved later", "RECURRENCE-ID:20260602T100000Z", "DTSTAMP:20260201T000000Z", "DTSTART:20260602T130000Z")
	for _, c := range []struct {
		name     string
		files    []string
		want     string
		problems int
	}{
		{"the higher SEQUENCE wins", []string{two, one}, "06-01T10:00/06-01T10:00 new #20260601T100000Z\n06-02T10:00/06-02T10:00 new #20260602T100000Z", 0},
		{"in whichever order", []string{one, two}, "06-01T10:00/06-01T10:00 new #20260601T100000Z\n06-02T10:00/06-02T10:00 new #20260602T100000Z", 0},
		{"overrides from other files", []string{newer, two, override}, "06-01T10:00/06-01T10:00 new #20260601T100000Z\n06-02T13:00/06-02T13:00 moved later #20260602T100000Z", 0},
		{"two in one file", []string{"BEGIN:VCALENDAR\n" + component("SUMMARY:a", "DTSTART:20260601T090000Z") + component("SUMMARY:b", "SEQUENCE:3", "DTSTART:20260601T080000Z") + "END:VCALENDAR\n"},
			"06-01T08:00/06-01T08:00 b", 0},
		{"the rest is shown", []string{"(null)", one}, "06-01T09:00/06-01T09:00 old #20260601T090000Z\n06-02T09:00/06-02T09:00 old #20260602T090000Z", 1},
		{"nothing", []string{"no calendar"}, "", 1},
	} {
		var files []File
		for i, text := range c.files {
			files = append(files, File{fmt.Sprint(i), []byte(text)})
		}
		got, problems := Files(files, days(t, "2026-06-01", "2026-07-01", time.UTC), time.UTC, zone.NewFinder())
		if lines(got, time.UTC) != c.want || len(problems) != c.problems {
			t.Errorf("%s: got\n%s\n%v", c.name, lines(got, time.UTC), problems)
		}
	}
}

func TestNext(t *testing.T) {
	from := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	got, err := Next([]byte(event("SUMMARY:x", "DTSTART:20200101T090000Z", "RRULE:FREQ=WEEKLY")), from, 2, time.UTC, zone.NewFinder())
	want := "06-03T09:00/06-03T09:00 x #20260603T090000Z\n06-10T09:00/06-10T09:00 x #20260610T090000Z"
	if err != nil || lines(got, time.UTC) != want {
		t.Errorf("got %s, %v", lines(got, time.UTC), err)
	}
	if _, err := Next([]byte("(null)"), from, 2, time.UTC, zone.NewFinder()); err == nil {
		t.Error("(null) was read")
	}
}

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

func TestDetailsOf(t *testing.T) {
	body := "BEGIN:VCALENDAR\r\n" + component("SUMMARY:a", "DTSTART;TZID=Europe/Paris:20260601T090000", "DTEND;TZID=Europe/Paris:20260601T100000", "RRULE:FREQ=DAILY",
		"DESCRIPTION:one\\ntwo", "CATEGORIES:x,y\\,z", "CATEGORIES:w", "CLASS:private", "URL:https://example.org", "ORGANIZER;CN=Ann:mailto:ann@example.org",
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
		!slices.Equal(d.Alarms, []string{"1h30m", "5m after the end"}) || d.Organizer.Name != "Ann" || d.Attendees[0] != (Attendee{"", "bob@example.org", "ACCEPTED"}) {
		t.Errorf("%+v", d)
	}
	if _, err := DetailsOf([]byte(body), utc("20260602T080000Z"), time.UTC, zone.NewFinder()); err == nil {
		t.Error("a slot that is not there was found")
	}
}

// big is a shelf of n objects over ten years, one in twenty of them recurring:
// half of those without end.
func big(b *testing.B, n int) shelf {
	var bodies []string
	start := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range n {
		at := start.Add(time.Duration(i) * 10 * 365 * 24 * time.Hour / time.Duration(n)).Truncate(15 * time.Minute)
		text := []string{
			"SUMMARY:Event " + fmt.Sprint(i), "DTSTAMP:20260101T000000Z", "LOCATION:Room " + fmt.Sprint(i%17), "STATUS:CONFIRMED", "DESCRIPTION:" + strings.Repeat("some words ", 30),
			"DTSTART;TZID=Europe/Berlin:" + at.Format("20060102T150405"), "DTEND;TZID=Europe/Berlin:" + at.Add(time.Hour).Format("20060102T150405"),
			"ATTENDEE;CN=Somebody;PARTSTAT=ACCEPTED:mailto:somebody@example.org",
		}
		switch i % 40 {
		case 0:
			text = append(text, "RRULE:FREQ=WEEKLY")
		case 20:
			text = append(text, "RRULE:FREQ=DAILY;COUNT=20")
		}
		bodies = append(bodies, event(text...))
	}
	return put(b, bodies...)
}

func BenchmarkWindow20000(b *testing.B) {
	s, berlin, z := big(b, 20_000), load(b, "Europe/Berlin"), zone.NewFinder()
	w := days(b, "2026-06-01", "2026-06-08", berlin)
	for b.Loop() {
		got, _, err := Window(context.Background(), s, nil, w, berlin, z)
		if err != nil || len(got) < 300 {
			b.Fatal(len(got), err)
		}
	}
}

func BenchmarkIndex(b *testing.B) {
	s := event("SUMMARY:x", "DTSTART;TZID=Europe/Berlin:20260601T090000", "DTEND;TZID=Europe/Berlin:20260601T100000", "RRULE:FREQ=WEEKLY;UNTIL=20301231T000000Z", "DESCRIPTION:"+strings.Repeat("some words ", 30))
	index := Indexer(zone.NewFinder())
	for b.Loop() {
		_, _ = index([]byte(s))
	}
}
