package agenda

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"testing"
	"time"

	"calends/backend/calendar"
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

// Readable is what can be shown or done, with a problem or without.
func TestIndexReadable(t *testing.T) {
	for body, want := range map[string]bool{
		event("DTSTART:soon"):                             false,
		event("SUMMARY:x"):                                false,
		event("DTSTART:soon", "RRULE:FREQ=DAILY"):         false,
		event("DTSTART;TZID=Mars:20260101T090000"):        true,
		event("DTSTART:20260101T090000Z", "RRULE:FREQ=X"): true,
		event("DTSTART:20260101T090000Z", "RRULE:FREQ=DAILY;COUNT=1", "EXDATE:20260101T090000Z"): true,
		strings.ReplaceAll(event("SUMMARY:x"), "VEVENT", "VTODO"):                                true,
	} {
		x, err := Index([]byte(body))
		if err != nil || x.Readable() != want || !want && x.Problem == "" {
			t.Errorf("%s: readable %v, %q, %v", body, x.Readable(), x.Problem, err)
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
		event("DTSTART:20260601T090000", "DTEND:20260601T080000"),
		event("DTSTART;TZID=Nowhere:20260601T090000", "DTEND;TZID=Nowhere:20260601T080000"),
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
		{"two events of one UID", []string{"BEGIN:VCALENDAR\n" + component("SUMMARY:Part 1", "DTSTART:20260601T090000Z", "DTSTAMP:20260101T000000Z") +
			component("SUMMARY:Part 2", "DTSTART:20260601T090000Z", "DTSTAMP:20260101T000000Z") + "END:VCALENDAR\n"},
			"06-01T09:00/06-01T09:00 Part 1\n06-01T09:00/06-01T09:00 Part 2", 0},
		{"one event twice", []string{one, one}, "06-01T09:00/06-01T09:00 old #20260601T090000Z\n06-02T09:00/06-02T09:00 old #20260602T090000Z", 0},
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
