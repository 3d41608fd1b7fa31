package edit

import (
	"encoding/binary"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"calends/backend/calendar"
	"calends/backend/ical"
	"calends/backend/recur"
	"calends/backend/zone"
)

func TestAlarmsAsPeopleWriteThem(t *testing.T) {
	for text, want := range map[string]string{
		"15m": "-PT15M", "1h": "-PT1H", "1h30m": "-PT1H30M", "1h 30m": "-PT1H30M", "2d": "-P2D", "1w": "-P7D", "0": "PT0S", "0m": "PT0S",
		"-15m": "-PT15M", "+9h": "PT9H", "-PT5M": "-PT5M", "PT5M": "PT5M", "90s": "-PT1M30S",
	} {
		d, err := ParseAlarm(text)
		if err != nil || d.String() != want {
			t.Errorf("%q: %v, %v; want %s", text, d, err, want)
		}
	}
	for _, bad := range []string{"", "m", "15", "15x", "soon", "-", "1234567m", "P"} {
		if d, err := ParseAlarm(bad); !errors.Is(err, calendar.ErrInvalid) {
			t.Errorf("%q read as %v, %v", bad, d, err)
		}
	}
}

func TestParseWhen(t *testing.T) {
	for text, want := range map[string]string{
		"2026-11-22": "20261122", "2026-11-22T09:30": "20261122T093000", "2026-11-22T09:30:00+01:00": "20261122T083000Z",
		"2026-11-22t09:30:00z": "20261122T093000Z", "20261122T093000": "20261122T093000",
	} {
		m, err := ParseWhen(text)
		if err != nil || m.String() != want {
			t.Errorf("%q: %s, %v; want %s", text, m, err, want)
		}
	}
	if m, err := ParseWhen("tomorrow"); !errors.Is(err, calendar.ErrInvalid) {
		t.Errorf("read as %v, %v", m, err)
	}
}

// Where the clocks go back, an instant in the second of the two hours stays
// that instant; what recurs stays on the wall.
func TestTheSecondOfTwoHours(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	weekly := "FREQ=WEEKLY"
	for _, c := range []struct {
		start, want string
		rule        *string
	}{
		{"2026-10-25T02:30:00+02:00", "DTSTART;TZID=Europe/Berlin:20261025T023000", nil},
		{"2026-10-25T02:30:00+01:00", "DTSTART:20261025T013000Z", nil},
		{"2026-10-25T01:30:00Z", "DTSTART:20261025T013000Z", nil},
		{"2026-10-25T03:30:00+01:00", "DTSTART;TZID=Europe/Berlin:20261025T033000", nil},
		{"2026-10-25T02:30", "DTSTART;TZID=Europe/Berlin:20261025T023000", nil},
		{"2026-10-25T02:30:00+01:00", "DTSTART;TZID=Europe/Berlin:20261025T023000", &weekly},
	} {
		start, err := ParseWhen(c.start)
		if err != nil {
			t.Fatal(err)
		}
		z, now := zone.NewFinder(), time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
		made, err := New("1", Patch{Start: &start, RRule: c.rule}, now, berlin, z)
		if err != nil || made.Master.Get("DTSTART").String() != c.want {
			t.Errorf("new at %s: %v, %v; want %s", c.start, made.Master.Get("DTSTART"), err, c.want)
		}
		noon, err := ParseWhen("2026-11-22T12:00")
		if err != nil {
			t.Fatal(err)
		}
		if made, err = New("1", Patch{Start: &noon, RRule: c.rule}, now, berlin, z); err != nil {
			t.Fatal(err)
		}
		moved, err := Apply(made, Request{Scope: ScopeAll, Patch: Patch{Start: &start}}, now, nil, berlin, z)
		if err != nil || moved.Object.Master.Get("DTSTART").String() != c.want {
			t.Errorf("moved to %s: %v, %v; want %s", c.start, moved.Object.Master.Get("DTSTART"), err, c.want)
		}
	}
}

const simple = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20261122T090000Z\r\nSUMMARY:Tea\r\nLOCATION:Here\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

func TestRevert(t *testing.T) {
	after := strings.Replace(simple, "Tea", "Coffee", 1)
	tests := []struct{ name, before, after, current, want string }{
		{"nothing since", simple, after, after, simple},
		{"another field since", simple, after, strings.Replace(after, "Here", "There", 1), strings.Replace(simple, "Here", "There", 1)},
		{"the same field since", simple, after, strings.Replace(after, "Coffee", "Water", 1), strings.Replace(simple, "Tea", "Water", 1)},
		{"a creation", "", simple, simple, ""},
		{"a deletion", simple, "", "", simple},
		{"deleted since", simple, after, "", simple},
	}
	text := func(s string) []byte {
		if s == "" {
			return nil
		}
		return []byte(s)
	}
	for _, test := range tests {
		got, err := Revert(text(test.before), text(test.after), text(test.current))
		if err != nil || string(got) != test.want || test.want == "" && got != nil {
			t.Errorf("%s: %v, got\n%s\nwant\n%s", test.name, err, got, test.want)
		}
	}
}

// A to-do needs no start, and a zone or a rule that nobody knows is no reason
// to refuse an event; only what has no place in time stays outside, alone.
func TestImportTakesWhatHasAPlace(t *testing.T) {
	const file = "BEGIN:VCALENDAR\nVERSION:2.0\n" +
		"BEGIN:VTODO\nUID:1\nSUMMARY:no start\nEND:VTODO\n" +
		"BEGIN:VTODO\nUID:2\nDUE:-0011130T160000\nEND:VTODO\n" +
		"BEGIN:VEVENT\nUID:3\nDTSTART;TZID=US-Mountain:20260101T090000\nEND:VEVENT\n" +
		"BEGIN:VEVENT\nUID:4\nDTSTART:20260101T090000\nDTEND:20031114T18300\nRRULE:FREQ=SOMETIMES\nEND:VEVENT\n" +
		"BEGIN:VEVENT\nUID:5\nSUMMARY:bad start\nDTSTART:soon\nEND:VEVENT\n" +
		"BEGIN:VEVENT\nUID:6\nSUMMARY:none\nEND:VEVENT\n" +
		"BEGIN:VEVENT\nUID:7\nEND:VEVENT\n" +
		"BEGIN:VEVENT\nDTSTART:later\nEND:VEVENT\n" +
		"END:VCALENDAR\n"
	objects, told := Import([]byte(file))
	var uids []string
	for _, o := range objects {
		uids = append(uids, o.UID())
	}
	if got := strings.Join(uids, " "); got != "1 2 3 4" {
		t.Errorf("imported %s", got)
	}
	want := []ical.Unreadable{
		{Line: 21, Message: `the event "bad start": DTSTART: "soon" is neither a date nor a time`},
		{Line: 26, Message: `the event "none" has no start`},
		{Line: 30, Message: `the event without a title (UID 7) has no start`},
		{Line: 33, Message: `the event without a title (at later): DTSTART: "later" is neither a date nor a time`},
	}
	if !slices.Equal(told, want) {
		t.Errorf("told %v", told)
	}
}

func TestImport(t *testing.T) {
	file := "BEGIN:VCALENDAR\nMETHOD:REQUEST\nX-WR-CALNAME:All\nBEGIN:VEVENT\nUID:1\nDTSTART:20261122T090000Z\nX-KEPT ;a=b:c\nEND:VEVENT\n" +
		"BEGIN:VEVENT\nSUMMARY:no uid\nDTSTART:20261122T090000Z\nEND:VEVENT\nBEGIN:VEVENT\nUID:2\nSUMMARY:no start\nEND:VEVENT\nEND:VCALENDAR\n" +
		"BEGIN:VCALENDAR\nBEGIN:VTODO\nUID:3\nrubbish\nEND:VTODO\nEND:VCALENDAR\n"
	objects, told := Import([]byte(file))
	if len(objects) != 3 || len(told) != 2 {
		t.Fatalf("%d objects, told %v", len(objects), told)
	}
	if got := string(objects[0].Bytes()); strings.Contains(got, "METHOD") || strings.Contains(got, "CALNAME") || !strings.Contains(got, "X-KEPT ;a=b:c\r\n") || !strings.Contains(got, "VERSION:2.0") {
		t.Errorf("got\n%s", got)
	}
	again, _ := Import([]byte(file))
	if uid := objects[1].UID(); uid == "" || uid != again[1].UID() {
		t.Errorf("made up %q, then %q", uid, again[1].UID())
	}
	if told[0].Line != 13 || told[1].Line != 21 {
		t.Errorf("told %v", told)
	}
	if objects, told := Import([]byte("<html>")); objects != nil || len(told) != 1 {
		t.Errorf("%v, %v", objects, told)
	}
}

// What a server may refuse is put right before it gets there.
func TestImportTidies(t *testing.T) {
	const file = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VEVENT\nUID:1\nDTSTART:20261122T090000Z\nSUMMARY:a\x00\x1b[31mb\tc\x7f\nLOCATION:K\xfcche\n" +
		"DESCRIPTION:Caf\xc3\n \xa9 is folded\nEND:VEVENT\nEND:VCALENDAR\n"
	const want = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20261122T090000Z\r\nSUMMARY:a[31mb\tc\r\nLOCATION:Küche\r\n" +
		"DESCRIPTION:Café is folded\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
	wide := func(order binary.AppendByteOrder, mark string) string {
		b := []byte(mark)
		for _, u := range utf16.Encode([]rune(want)) {
			b = order.AppendUint16(b, u)
		}
		return string(b)
	}
	for name, text := range map[string]string{
		"line ends, controls, Latin-1": file, "UTF-8 with a mark": "\ufeff" + want, "CR alone": strings.ReplaceAll(want, "\r\n", "\r"),
		"UTF-16, little": wide(binary.LittleEndian, "\xff\xfe"), "UTF-16, big": wide(binary.BigEndian, "\xfe\xff"),
	} {
		objects, told := Import([]byte(text))
		if len(objects) != 1 || len(told) != 0 {
			t.Errorf("%s: %d objects, told %v", name, len(objects), told)
		} else if got := string(objects[0].Bytes()); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// A file that was cut off is taken in as far as it goes, and told.
func TestImportCutOff(t *testing.T) {
	objects, told := Import([]byte(simple[:strings.Index(simple, "SUMMARY")]))
	if len(objects) != 1 || len(told) != 1 || told[0].Line != 5 {
		t.Errorf("%d objects, told %v", len(objects), told)
	}
}

// What is no event, to-do or journal is told, not passed over in silence.
func TestImportTellsWhatItLeavesOut(t *testing.T) {
	file := strings.Replace(simple, "BEGIN:VEVENT", "BEGIN:VFREEBUSY\r\nUID:f\r\nEND:VFREEBUSY\r\nBEGIN:VEVENT", 1)
	objects, told := Import([]byte(file))
	if len(objects) != 1 || len(told) != 1 || told[0].Line != 3 || !strings.Contains(told[0].Message, "VFREEBUSY") {
		t.Errorf("%d objects, told %v", len(objects), told)
	}
}

// A year that no calendar has is no reason to leave the others out.
func TestImportYears(t *testing.T) {
	for start, want := range map[string]int{"00010101T000000Z": 1, "99991231T235959Z": 1, "00000101T000000Z": 0} {
		objects, told := Import([]byte(strings.Replace(simple, "20261122T090000Z", start, 1)))
		if len(objects) != want || len(told) != 1-want {
			t.Errorf("%s: %d objects, told %v", start, len(objects), told)
		}
	}
}

func TestAllDayEventsOfOneZoneAreSeenInAnother(t *testing.T) {
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	yes := true // 21:00 UTC is the next day in Tokyo, where the user sees it
	out, err := Change([]byte(strings.Replace(simple, "T09", "T21", 1)), Request{Patch: Patch{AllDay: &yes}}, testNow, nil, tokyo, zone.NewFinder())
	if err != nil || !strings.Contains(string(out.Body), "DTSTART;VALUE=DATE:20261123\r\n") {
		t.Errorf("%v\n%s", err, out.Body)
	}
}

func TestTheObjectGivenIsNotChanged(t *testing.T) {
	o, err := ical.ParseObject([]byte(simple))
	if err != nil {
		t.Fatal(err)
	}
	title := "Coffee"
	if _, err := Apply(o, Request{Patch: Patch{Summary: &title}}, testNow, nil, time.UTC, zone.NewFinder()); err != nil {
		t.Fatal(err)
	}
	if string(o.Bytes()) != simple {
		t.Errorf("changed:\n%s", o.Bytes())
	}
}

// A slot in the hour that a clock change skips can be named by the clock
// before it and by the clock after it.
func TestSlotInTheGap(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	text := []byte(strings.Replace(simple, "DTSTART:20261122T090000Z", "DTSTART;TZID=Europe/Berlin:20260328T023000\r\nRRULE:FREQ=DAILY;COUNT=3", 1))
	title := "moved clocks"
	for _, first := range []string{"2026-03-29T02:30", "2026-03-29T03:30", "2026-03-29T01:30:00Z"} {
		for _, then := range []string{"2026-03-29T02:30", "2026-03-29T03:30", "2026-03-29T03:30:00+02:00"} {
			a, _ := ParseWhen(first)
			b, _ := ParseWhen(then)
			changed, err := Change(text, Request{RecurrenceID: a, Patch: Patch{Summary: &title}}, testNow, nil, berlin, zone.NewFinder())
			if err != nil {
				t.Fatal(first, err)
			}
			gone, err := Change(changed.Body, Request{RecurrenceID: b, Delete: true}, testNow, nil, berlin, zone.NewFinder())
			if err != nil || strings.Contains(string(gone.Body), title) || strings.Count(string(gone.Body), "EXDATE") != 1 {
				t.Errorf("changed at %s, deleted at %s: %v\n%s", first, then, err, gone.Body)
			}
		}
	}
}

// A computer whose zone is Etc/UTC writes UTC, as any iCalendar does, and no
// VTIMEZONE for it.
func TestEtcUTCIsUTC(t *testing.T) {
	utc, err := time.LoadLocation("Etc/UTC")
	if err != nil {
		t.Fatal(err)
	}
	start, _ := ParseWhen("2026-11-22T09:30")
	o, err := New("1", Patch{Start: &start}, testNow, utc, zone.NewFinder())
	if err != nil {
		t.Fatal(err)
	}
	if got := string(o.Bytes()); strings.Contains(got, "TZID") || !strings.Contains(got, "DTSTART:20261122T093000Z") {
		t.Error(got)
	}
}

// An event that moves to before its VTIMEZONE begins takes the definition
// along; one that stays leaves it as it is.
func TestZoneOfWhatMovesBack(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	at := func(text string) *When { m, _ := ParseWhen(text); return &m }
	o, err := New("1", Patch{Start: at("2026-11-22T09:30")}, testNow, berlin, zone.NewFinder())
	if err != nil {
		t.Fatal(err)
	}
	definition := func(body []byte) string { return string(body[:strings.Index(string(body), "BEGIN:VEVENT")]) }
	for start, same := range map[string]bool{"2026-11-21T09:30": true, "2027-07-01T09:30": true, "2019-07-01T09:30": false} {
		texts, err := Change(o.Bytes(), Request{Patch: Patch{Start: at(start)}}, testNow, nil, berlin, zone.NewFinder())
		if err != nil {
			t.Fatal(err)
		}
		if got := definition(texts.Body); (got == definition(o.Bytes())) != same || strings.Count(got, "BEGIN:VTIMEZONE") != 1 || !same && !strings.Contains(got, "DTSTART:2019") {
			t.Errorf("to %s:\n%s", start, texts.Body)
		}
	}
}

// An override whose RECURRENCE-ID names no slot stands for the one it starts
// in; changed or deleted, it leaves no second event there.
func TestAnOverrideThatNamesAnotherHour(t *testing.T) {
	const body = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Other//EN\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTAMP:20260101T000000Z\r\n" +
		"DTSTART:20261123T090000Z\r\nDTEND:20261123T100000Z\r\nRRULE:FREQ=DAILY;COUNT=3\r\nSUMMARY:Run\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:a\r\n" +
		"DTSTAMP:20260101T000000Z\r\nRECURRENCE-ID:20261124T100000Z\r\nDTSTART:20261124T090000Z\r\nDTEND:20261124T100000Z\r\nSUMMARY:Swim\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
	const slot = "recurrence-id: 2026-11-24T09:00:00Z\nscope: this\n"
	for request, want := range map[string]string{
		"summary: Dive":               "23T09:00 Run 24T09:00 Dive 25T09:00 Run",
		"start: 2026-11-24T12:00:00Z": "23T09:00 Run 24T12:00 Swim 25T09:00 Run",
		"delete":                      "23T09:00 Run 25T09:00 Run",
	} {
		out, err := Change([]byte(body), ask(t, slot+request), testNow, func() string { return "b" }, berlin(t), zone.NewFinder())
		if err != nil {
			t.Fatal(err)
		}
		o, err := ical.ParseObject(out.Body)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for c, err := range recur.In(o, calendar.Window{}, time.UTC, zone.NewFinder()) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, c.Start.Format("02T15:04")+" "+c.Component.Text("SUMMARY"))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %s, want %s in\n%s", request, got, want, out.Body)
		}
	}
}

// TestImportTwoEventsOfOneUID: each is an event of its own, a later revision
// stands for the earlier one, and a second import finds the same UIDs.
func TestImportTwoEventsOfOneUID(t *testing.T) {
	event := func(lines string) string {
		return "BEGIN:VEVENT\nUID:a\nDTSTAMP:20260101T000000Z\nDTSTART:20260601T090000Z\n" + lines + "END:VEVENT\n"
	}
	text := "BEGIN:VCALENDAR\n" + event("SUMMARY:Outdated\n") + event("SUMMARY:Part 1\nSEQUENCE:1\n") + event("SUMMARY:Part 2\nSEQUENCE:1\n") +
		event("SUMMARY:Part 2\nSEQUENCE:1\n") + event("SUMMARY:Part 3\nSEQUENCE:1\n") + "END:VCALENDAR\n"
	for range 2 {
		all, told := Import([]byte(text))
		var got []string
		for _, o := range all {
			got = append(got, o.UID()+" "+o.Master.Text("SUMMARY"))
			if n := strings.Count(string(o.Bytes()), "BEGIN:VEVENT"); n != 1 {
				t.Errorf("%d events in\n%s", n, o.Bytes())
			}
		}
		if want := []string{"a Part 1", "a-2 Part 2", "a-3 Part 3"}; !slices.Equal(got, want) || len(told) > 0 {
			t.Errorf("got %q, want %q, told %v", got, want, told)
		}
	}
}
