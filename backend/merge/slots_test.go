package merge

import (
	"strings"
	"testing"
)

const setText = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;TZID=Europe/Berlin:20261102T090000\r\n" +
	"DTEND;TZID=Europe/Berlin:20261102T100000\r\nRRULE:FREQ=DAILY\r\nEXDATE;TZID=Europe/Berlin:20261103T090000\r\nSUMMARY:Tea\r\nEND:VEVENT\r\n" +
	dayText + "END:VCALENDAR\r\n"

const dayText = "BEGIN:VEVENT\r\nUID:1\r\nRECURRENCE-ID;TZID=Europe/Berlin:20261105T090000\r\nDTSTART;TZID=Europe/Berlin:20261105T090000\r\n" +
	"DTEND;TZID=Europe/Berlin:20261105T100000\r\nSUMMARY:Tea\r\nEND:VEVENT\r\n"

// TestSlots tells what becomes of single occurrences when the other side moves
// the whole set, or spells a slot in another way.
func TestSlots(t *testing.T) {
	moved := []string{"102T090000", "102T103000", "102T100000", "102T113000", "103T090000", "103T103000",
		"RECURRENCE-ID;TZID=Europe/Berlin:20261105T090000", "RECURRENCE-ID;TZID=Europe/Berlin:20261105T103000",
		"DTSTART;TZID=Europe/Berlin:20261105T090000", "DTSTART;TZID=Europe/Berlin:20261105T103000", "105T100000", "105T113000"}
	allDay := strings.NewReplacer(";TZID=Europe/Berlin:20261102T090000", ";VALUE=DATE:20261102", ";TZID=Europe/Berlin:20261102T100000", ";VALUE=DATE:20261103",
		"EXDATE;TZID=Europe/Berlin:20261103T090000", "EXDATE;VALUE=DATE:20261103", "RECURRENCE-ID;TZID=Europe/Berlin:20261105T090000", "RECURRENCE-ID;VALUE=DATE:20261105").Replace
	again := strings.ReplaceAll(dayText, "1105", "1107")
	inUTC := strings.Replace(again, "RECURRENCE-ID;TZID=Europe/Berlin:20261107T090000", "RECURRENCE-ID:20261107T080000Z", 1)
	tests := []struct {
		name         string
		ours, theirs string
		want, not    []string
		clashes      string
	}{
		{"one override, spelled in two ways", with(t, setText, "END:VCALENDAR", strings.Replace(again, "SUMMARY:Tea", "SUMMARY:Milk", 1)+"END:VCALENDAR"),
			with(t, setText, "END:VCALENDAR", strings.Replace(inUTC, "SUMMARY:Tea", "SUMMARY:Coffee", 1)+"END:VCALENDAR"),
			[]string{"RECURRENCE-ID:20261107T080000Z", "SUMMARY:Coffee"}, []string{"Berlin:20261107T090000\r\nDTSTAMP", "ID;TZID=Europe/Berlin:20261107"}, "VEVENT 20261107T080000Z SUMMARY Tea|Milk|Coffee"},
		{"ours moves the set, theirs excludes a day", with(t, setText, moved...),
			with(t, setText, "SUMMARY:Tea", "EXDATE:20261108T080000Z\r\nSUMMARY:Tea"),
			[]string{"DTSTART;TZID=Europe/Berlin:20261102T103000", "EXDATE;TZID=Europe/Berlin:20261108T103000", "EXDATE;TZID=Europe/Berlin:20261103T103000"}, []string{"T090000", "T080000Z"}, ""},
		{"ours moves the set, theirs edits an override", with(t, setText, moved...),
			with(t, setText, dayText, strings.Replace(dayText, "SUMMARY:Tea", "SUMMARY:Coffee", 1)),
			[]string{"ID;TZID=Europe/Berlin:20261105T103000\r\nDTSTART;TZID=Europe/Berlin:20261105T103000\r\nDTEND;TZID=Europe/Berlin:20261105T113000\r\nSUMMARY:Coffee"}, []string{"T090000"}, ""},
		{"theirs moves the set, ours changes a day", with(t, setText, "END:VCALENDAR", strings.Replace(again, "SUMMARY:Tea", "SUMMARY:Coffee", 1)+"END:VCALENDAR"),
			with(t, setText, moved...), []string{"ID;TZID=Europe/Berlin:20261107T103000\r\nDTSTART;TZID=Europe/Berlin:20261107T103000", "SUMMARY:Coffee"}, []string{"T090000"}, ""},
		{"theirs makes days of it, ours excludes one", with(t, setText, "SUMMARY:Tea", "EXDATE;TZID=Europe/Berlin:20261108T090000\r\nSUMMARY:Tea"), allDay(setText),
			[]string{"EXDATE;VALUE=DATE:20261108", "EXDATE;VALUE=DATE:20261103", "ID;VALUE=DATE:20261105"}, []string{"EXDATE;TZID"}, ""},
		{"both move it, differently", with(t, setText, moved...), with(t, setText, "102T090000", "102T080000", "103T090000", "103T080000", "ID;TZID=Europe/Berlin:20261105T090000", "ID;TZID=Europe/Berlin:20261105T080000"),
			[]string{"DTSTART;TZID=Europe/Berlin:20261102T080000", "EXDATE;TZID=Europe/Berlin:20261103T080000", "ID;TZID=Europe/Berlin:20261105T080000"}, []string{"T103000\r\nSUMMARY"},
			"VEVENT DTSTART 20261102T090000|20261102T103000|20261102T080000; VEVENT DTEND 20261102T100000|20261102T113000|20261102T100000"},
		{"one who moves the set and leaves its slots", with(t, setText, "102T090000", "102T103000", "102T100000", "102T113000"),
			with(t, setText, dayText, strings.Replace(dayText, "SUMMARY:Tea", "SUMMARY:Coffee", 1)),
			[]string{"ID;TZID=Europe/Berlin:20261105T090000", "SUMMARY:Coffee"}, []string{"ID;TZID=Europe/Berlin:20261105T103000"}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r, err := Options{Zone: zones}.Merge([]byte(setText), []byte(test.ours), []byte(test.theirs))
			if err != nil {
				t.Fatal(err)
			}
			for _, w := range test.want {
				if !strings.Contains(string(r.Text), w) {
					t.Errorf("no %q in\n%s", w, r.Text)
				}
			}
			for _, w := range test.not {
				if strings.Contains(string(r.Text), w) {
					t.Errorf("%q in\n%s", w, r.Text)
				}
			}
			if s := told(r.Clashes); s != test.clashes {
				t.Errorf("clashes %q, want %q", s, test.clashes)
			}
		})
	}
}

func TestParameters(t *testing.T) {
	ours := with(t, baseText, "PARTSTAT=NEEDS-ACTION:mailto:jo", "PARTSTAT=ACCEPTED:mailto:jo")
	theirs := with(t, baseText, "PARTSTAT=NEEDS-ACTION:mailto:jo", "PARTSTAT=NEEDS-ACTION;CN=Jo;SCHEDULE-STATUS=\"1.2\":mailto:jo")
	r, err := Options{}.Merge([]byte(baseText), []byte(ours), []byte(theirs))
	if err != nil || len(r.Clashes) > 0 || !strings.Contains(string(r.Text), "ATTENDEE;PARTSTAT=ACCEPTED;CN=Jo;SCHEDULE-STATUS=1.2:mailto:jo") {
		t.Errorf("%v, clashes %v\n%s", err, r.Clashes, r.Text)
	}
	theirs = with(t, baseText, "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:jo", "ATTENDEE;CN=Jo:mailto:jo") // drops what we edit
	r, err = Options{}.Merge([]byte(baseText), []byte(ours), []byte(theirs))
	if err != nil || len(r.Clashes) > 0 || !strings.Contains(string(r.Text), "ATTENDEE;CN=Jo;PARTSTAT=ACCEPTED:mailto:jo") {
		t.Errorf("%v, clashes %v\n%s", err, r.Clashes, r.Text)
	}
}

// TestKept: an edit beats a deletion, of a field, a line, an occurrence, and is
// told either way.
func TestKept(t *testing.T) {
	const jo = "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:jo@example.org\r\n"
	for name, c := range map[string]struct{ removed, changed []string }{
		"LOCATION": {[]string{"LOCATION:Here\r\n", ""}, []string{"LOCATION:Here", "LOCATION:There"}},
		"ATTENDEE": {[]string{jo, ""}, []string{"NEEDS-ACTION", "ACCEPTED"}},
		"":         {[]string{overrideText, ""}, []string{"Tea later", "Tea at noon"}},
	} {
		removed, changed := []byte(with(t, baseText, c.removed...)), []byte(with(t, baseText, c.changed...))
		for _, side := range [][2][]byte{{removed, changed}, {changed, removed}} {
			r, err := Options{}.Merge([]byte(baseText), side[0], side[1])
			if err != nil || len(r.Clashes) > 0 || len(r.Kept) != 1 || r.Kept[0].Property != name || (r.Kept[0].Ours == "") == (r.Kept[0].Theirs == "") {
				t.Errorf("%s: %v, clashes %v, kept %+v", name, err, r.Clashes, r.Kept)
			}
			if !strings.Contains(string(r.Text), c.changed[1]) {
				t.Errorf("%s: the edit is gone:\n%s", name, r.Text)
			}
		}
	}
}

// TestPrefer: the user may say which side is to stand, field by field.
func TestPrefer(t *testing.T) {
	ours := with(t, setText, "SUMMARY:Tea", "SUMMARY:Coffee\r\nLOCATION:Ours", "102T090000", "102T080000", "103T090000", "103T080000",
		"ID;TZID=Europe/Berlin:20261105T090000", "ID;TZID=Europe/Berlin:20261105T080000")
	theirs := with(t, setText, "SUMMARY:Tea", "SUMMARY:Water\r\nLOCATION:Theirs", "102T100000", "102T110000",
		"EXDATE;TZID=Europe/Berlin:20261103T090000", "EXDATE;TZID=Europe/Berlin:20261103T090000,20261109T090000")
	r, err := Options{Prefer: func(c Clash) bool { return c.Property == "SUMMARY" || c.Property == "DTSTART" }}.Merge([]byte(setText), []byte(ours), []byte(theirs))
	if err != nil || len(r.Clashes) != 4 {
		t.Fatalf("%v, clashes %v", err, r.Clashes)
	}
	for _, w := range []string{"SUMMARY:Coffee", "LOCATION:Theirs", "DTSTART;TZID=Europe/Berlin:20261102T080000", "DTEND;TZID=Europe/Berlin:20261102T100000",
		"20261103T080000", "20261109T080000", "ID;TZID=Europe/Berlin:20261105T080000"} {
		if !strings.Contains(string(r.Text), w) {
			t.Errorf("no %q in\n%s", w, r.Text)
		}
	}
}

// TestStranded: an override that one side changed while the other changed the
// rule stays, and is told, whether its slot is of the new set or not.
func TestStranded(t *testing.T) {
	rule := []byte(with(t, setText, "FREQ=DAILY", "FREQ=WEEKLY"))
	day := []byte(with(t, setText, dayText, strings.Replace(dayText, "SUMMARY:Tea", "SUMMARY:Coffee", 1)))
	more := []byte(with(t, setText, "END:VCALENDAR", strings.ReplaceAll(dayText, "1105", "1107")+"END:VCALENDAR"))
	untouched := []byte(with(t, setText, "EXDATE;TZID=Europe/Berlin:20261103T090000", "LOCATION:Here\r\nEXDATE;TZID=Europe/Berlin:20261103T090000"))
	for _, c := range []struct {
		name         string
		ours, theirs []byte
		slot         string // of what is told; "" for nothing
		mine         bool
	}{
		{"the rule here, an occurrence there", rule, day, "20261105T090000", false},
		{"an occurrence here, the rule there", day, rule, "20261105T090000", true},
		{"a new one", more, rule, "20261107T090000", true},
		{"no occurrence", rule, untouched, "", false},
	} {
		r, err := Options{}.Merge([]byte(setText), c.ours, c.theirs)
		if err != nil || len(r.Clashes) > 0 || (len(r.Kept) == 1) != (c.slot != "") {
			t.Fatalf("%s: %v, clashes %v, kept %+v", c.name, err, r.Clashes, r.Kept)
		}
		if c.slot == "" {
			continue
		}
		k := r.Kept[0]
		if k.Property != "RRULE" || k.RecurrenceID != c.slot || (k.Ours != "") != c.mine || (k.Theirs != "") == c.mine {
			t.Errorf("%s: %+v", c.name, k)
		}
		if !strings.Contains(string(r.Text), "RECURRENCE-ID;TZID=Europe/Berlin:"+c.slot) || !strings.Contains(string(r.Text), "FREQ=WEEKLY") {
			t.Errorf("%s:\n%s", c.name, r.Text)
		}
	}
}

// An event whose rule one side took away stands, though the other side cut the
// one occurrence that is left of it. World 36295.
func TestTheLastOccurrenceRemains(t *testing.T) {
	series := strings.Replace(strings.Replace(setText, dayText, "", 1), "EXDATE;TZID=Europe/Berlin:20261103T090000\r\n", "", 1)
	one := with(t, series, "RRULE:FREQ=DAILY\r\n", "")
	cut := with(t, series, "SUMMARY:Tea", "EXDATE:20261102T080000Z\r\nSUMMARY:Tea")
	for _, test := range []struct{ name, ours, theirs, kept string }{
		{"we take the rule away", one, cut, "DTSTART;TZID=Europe/Berlin:20261102T090000|"},
		{"they take the rule away", cut, one, "|DTSTART;TZID=Europe/Berlin:20261102T090000"},
	} {
		r, err := Options{Zone: zones}.Merge([]byte(series), []byte(test.ours), []byte(test.theirs))
		if err != nil {
			t.Fatal(err)
		}
		if text := string(r.Text); strings.Contains(text, "EXDATE") || strings.Contains(text, "RRULE") || !strings.Contains(text, "SUMMARY:Tea") {
			t.Errorf("%s: %s", test.name, text)
		}
		if len(r.Kept) != 1 || len(r.Clashes) != 0 || r.Kept[0].Ours+"|"+r.Kept[0].Theirs != test.kept {
			t.Errorf("%s: %+v, %+v", test.name, r.Kept, r.Clashes)
		}
	}
}
