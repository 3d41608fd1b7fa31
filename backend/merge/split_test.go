package merge

import (
	"strings"
	"testing"
)

// TestADayDeletedStaysDeleted: an override that only went along with all others
// was not edited, so its deletion stands.
func TestADayDeletedStaysDeleted(t *testing.T) {
	base := onTheFifth(t, dailyText)
	all := strings.ReplaceAll(base, "SUMMARY:Tea", "SUMMARY:Coffee")
	edited := onTheFifth(t, with(t, dailyText, "SUMMARY:Tea", "SUMMARY:Coffee"), "LOCATION:Here", "LOCATION:There")
	deleted := with(t, dailyText, "SUMMARY:Tea", "EXDATE;TZID=Europe/Berlin:20261105T090000\r\nSUMMARY:Tea")
	for _, test := range []struct {
		name, side string
		stays      bool
	}{{"all", all, false}, {"all, and the day", edited, true}} {
		for _, pair := range [][2]string{{test.side, deleted}, {deleted, test.side}} {
			r, err := Options{Zone: zones}.Merge([]byte(base), []byte(pair[0]), []byte(pair[1]))
			if err != nil || len(r.Clashes) > 0 || (len(r.Kept) > 0) != test.stays {
				t.Errorf("%s: %v, clashes %v, kept %v", test.name, err, r.Clashes, r.Kept)
			}
			if text := string(r.Text); strings.Contains(text, "RECURRENCE-ID") != test.stays || !strings.Contains(text, "SUMMARY:Coffee") || strings.Contains(text, "EXDATE") == test.stays {
				t.Errorf("%s:\n%s", test.name, text)
			}
		}
	}
}

// TestBothSplit: where both sides split a set, it ends with the earlier split and
// names both other parts; where they did not, its end is one thing that clashes.
func TestBothSplit(t *testing.T) {
	sibling := func(uid string) string { return "RELATED-TO;RELTYPE=SIBLING:" + uid + "\r\nSUMMARY:Tea" }
	for _, test := range []struct {
		name, base       string
		ours, theirs     string // ends of the rule
		mine, there      string
		want             string
		clashes, related int
	}{
		{"by number", "FREQ=DAILY;COUNT=9", "FREQ=DAILY;COUNT=3", "FREQ=DAILY;COUNT=12", sibling("2"), sibling("3"), "FREQ=DAILY;COUNT=3", 0, 2},
		{"by time", "FREQ=DAILY", "FREQ=DAILY;UNTIL=20261105T075959Z", "UNTIL=20261104T075959Z;FREQ=DAILY", sibling("2"), sibling("3"), "UNTIL=20261104T075959Z;FREQ=DAILY", 0, 2},
		{"at one slot", "FREQ=DAILY", "FREQ=DAILY;UNTIL=20261105T075959Z", "FREQ=DAILY;UNTIL=20261105T075959Z", sibling("2"), sibling("3"), "FREQ=DAILY;UNTIL=20261105T075959Z", 0, 2},
		{"one did not", "FREQ=DAILY", "FREQ=DAILY;UNTIL=20261105T075959Z", "FREQ=DAILY;UNTIL=20261104T075959Z", sibling("2"), "SUMMARY:Tea", "FREQ=DAILY;UNTIL=20261104T075959Z", 1, 1},
		{"one has another rule", "FREQ=DAILY", "FREQ=DAILY;UNTIL=20261105T075959Z", "FREQ=WEEKLY;UNTIL=20261104T075959Z", sibling("2"), sibling("3"), "FREQ=WEEKLY;UNTIL=20261104T075959Z", 1, 2},
	} {
		base := with(t, dailyText, "FREQ=DAILY", test.base)
		ours, theirs := with(t, dailyText, "FREQ=DAILY", test.ours, "SUMMARY:Tea", test.mine), with(t, dailyText, "FREQ=DAILY", test.theirs, "SUMMARY:Tea", test.there)
		pairs := [][2]string{{ours, theirs}, {theirs, ours}}
		if test.clashes > 0 {
			pairs = pairs[:1]
		}
		for _, pair := range pairs {
			r, err := Options{Zone: zones}.Merge([]byte(base), []byte(pair[0]), []byte(pair[1]))
			if err != nil || len(r.Clashes) != test.clashes || !strings.Contains(string(r.Text), "RRULE:"+test.want+"\r\n") || strings.Count(string(r.Text), "SIBLING") != test.related {
				t.Errorf("%s: %v, clashes %v\n%s", test.name, err, r.Clashes, r.Text)
			}
		}
	}
}

// TestAnEndMovesWithTheStart: the UNTIL that one side's new start moved is no
// change of the rule.
func TestAnEndMovesWithTheStart(t *testing.T) {
	base := with(t, dailyText, "FREQ=DAILY", "FREQ=DAILY;UNTIL=20261109T080000Z")
	moved := with(t, base, "T090000", "T103000", "T100000", "T113000", "T080000Z", "T093000Z")
	left := with(t, base, "T090000", "T103000", "T100000", "T113000")
	cut := with(t, base, "20261109T080000Z", "20261104T075959Z")
	for _, test := range []struct{ name, side, want string }{
		{"moved", moved, "UNTIL=20261104T092959Z"},
		{"left where it was", left, "UNTIL=20261104T075959Z"},
	} {
		for _, pair := range [][2]string{{test.side, cut}, {cut, test.side}} {
			r, err := Options{Zone: zones}.Merge([]byte(base), []byte(pair[0]), []byte(pair[1]))
			if err != nil || len(r.Clashes) > 0 || !strings.Contains(string(r.Text), test.want) || !strings.Contains(string(r.Text), "DTSTART;TZID=Europe/Berlin:20261102T103000") {
				t.Errorf("%s: %v, clashes %v\n%s", test.name, err, r.Clashes, r.Text)
			}
		}
	}
}

// TestAnEditedDayIsExcludedNoMore: what one side deleted and the other edited is
// there, and is told, whether it had an override before or not.
func TestAnEditedDayIsExcludedNoMore(t *testing.T) {
	for name, base := range map[string]string{"new": dailyText, "old": onTheFifth(t, dailyText)} {
		deleted := with(t, dailyText, "SUMMARY:Tea", "EXDATE:20261104T080000Z,20261105T080000Z\r\nSUMMARY:Tea")
		edited := onTheFifth(t, dailyText, "LOCATION:Here", "LOCATION:There")
		for _, pair := range [][2]string{{edited, deleted}, {deleted, edited}} {
			r, err := Options{Zone: zones}.Merge([]byte(base), []byte(pair[0]), []byte(pair[1]))
			if err != nil || len(r.Clashes) > 0 || len(r.Kept) != 1 || r.Kept[0].RecurrenceID != "20261105T090000" || (r.Kept[0].Ours != "") != (pair[0] == edited) {
				t.Errorf("%s: %v, clashes %v, kept %+v", name, err, r.Clashes, r.Kept)
			}
			if text := string(r.Text); !strings.Contains(text, "EXDATE:20261104T080000Z\r\n") || !strings.Contains(text, "LOCATION:There") {
				t.Errorf("%s:\n%s", name, text)
			}
		}
	}
}
