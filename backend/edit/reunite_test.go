package edit

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"calends/backend/calendar"
	"calends/backend/ical"
	"calends/backend/merge"
	"calends/backend/recur"
	"calends/backend/zone"
)

const eightDays = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:one\r\nDTSTAMP:20261101T000000Z\r\nDTSTART;TZID=Europe/Berlin:20261201T110000\r\n" +
	"DTEND;TZID=Europe/Berlin:20261201T120000\r\nRRULE:FREQ=DAILY;COUNT=8\r\nSUMMARY:R\r\nLOCATION:L\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

// device is one side: all its objects by UID, and what UID its next split gets.
type device struct {
	t       *testing.T
	objects map[string]string
	uids    []string
}

func newDevice(t *testing.T, text string, uids ...string) *device {
	return &device{t, map[string]string{"one": text}, uids}
}

// does is a request about a day of December, written as "4 following SUMMARY=A",
// "6 delete", "6 RDATE=…" of another program or "all LOCATION=B".
func (d *device) does(requests ...string) *device {
	d.t.Helper()
	for _, request := range requests {
		words := strings.Fields(request)
		r := Request{Scope: ScopeAll}
		of := "one"
		if words[0] != "all" {
			r.Scope = ScopeThis
			var day int
			if _, err := fmt.Sscan(words[0], &day); err != nil {
				d.t.Fatal(err)
			}
			for uid, text := range d.objects {
				for _, o := range occurrences(d.t, text) {
					if o.Start.Day() == day {
						of, r.RecurrenceID = uid, o.ID
					}
				}
			}
			words = words[1:]
		}
		for _, w := range words {
			name, value, _ := strings.Cut(w, "=")
			switch name {
			case "following":
				r.Scope = ScopeFollowing
			case "delete":
				r.Delete = true
			case "SUMMARY":
				r.Patch.Summary = &value
			case "LOCATION":
				r.Patch.Location = &value
			case "START":
				at, err := ical.ParseMoment(value, "")
				if err != nil {
					d.t.Fatal(err)
				}
				r.Patch.Start = &at
			}
		}
		o, err := ical.ParseObject([]byte(d.objects[of]))
		if err != nil {
			d.t.Fatal(err)
		}
		out, err := Apply(o, r, testNow, func() string { return d.uids[0] }, berlin(d.t), zone.NewFinder())
		if err != nil {
			d.t.Fatalf("%s: %v", request, err)
		}
		d.objects[of] = string(out.Object.Bytes())
		if out.Split != nil {
			d.objects[d.uids[0]], d.uids = string(out.Split.Bytes()), d.uids[1:]
		}
	}
	return d
}

func occurrences(t *testing.T, text string) (all []recur.Occurrence) {
	t.Helper()
	o, err := ical.ParseObject([]byte(text))
	if err != nil {
		t.Fatal(err, text)
	}
	for at, err := range recur.In(o, calendar.Window{}, berlin(t), zone.NewFinder()) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, at)
	}
	return all
}

// shown is what a calendar shows of all objects: "4.11 A L" per occurrence.
func shown(t *testing.T, objects map[string]string) string {
	t.Helper()
	var all []string
	for _, text := range objects {
		for _, o := range occurrences(t, text) {
			at := o.Start.In(berlin(t))
			all = append(all, fmt.Sprintf("%02d.%02d %s %s", at.Day(), at.Hour(), o.Component.Text("SUMMARY"), o.Component.Text("LOCATION")))
		}
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

// meet merges what two devices made of a series, as the first of them does.
func meet(t *testing.T, base string, ours, theirs *device) (map[string]string, []Clash) {
	t.Helper()
	r, err := merge.Options{Zone: locations(zone.NewFinder())}.Merge([]byte(base), []byte(ours.objects["one"]), []byte(theirs.objects["one"]))
	if err != nil {
		t.Fatal(err)
	}
	objects := map[string]string{}
	for _, d := range []*device{ours, theirs} {
		for uid, text := range d.objects {
			objects[uid] = text
		}
	}
	objects["one"] = string(r.Text)
	part := func(uid calendar.UID) []byte { return []byte(objects[string(uid)]) }
	v := Versions{[]byte(base), []byte(ours.objects["one"]), []byte(theirs.objects["one"]), r.Text}
	all, ok, err := Reunite(v, part, testNow, berlin(t), zone.NewFinder())
	if err != nil {
		t.Fatal(err)
	}
	clashes := r.Clashes
	if !ok {
		return objects, clashes
	}
	for _, j := range all {
		if delete(objects, string(j.UID)); j.Text != nil {
			objects[string(j.UID)] = string(j.Text)
		}
		clashes = append(clashes, j.Clashes...)
	}
	return objects, clashes
}

// TestReunite: what one side splits and the other changes or splits meanwhile
// has both in the end, each day once, whoever comes first.
func TestReunite(t *testing.T) {
	for _, test := range []struct {
		name         string
		ours, theirs []string
		want         string
		clash        bool
	}{
		{"one day's place", []string{"4 following SUMMARY=A"}, []string{"6 LOCATION=B"},
			"01.11 R L, 02.11 R L, 03.11 R L, 04.11 A L, 05.11 A L, 06.11 A B, 07.11 A L, 08.11 A L", false},
		{"one day deleted", []string{"4 following SUMMARY=A"}, []string{"6 delete"},
			"01.11 R L, 02.11 R L, 03.11 R L, 04.11 A L, 05.11 A L, 07.11 A L, 08.11 A L", false},
		{"one day deleted of what moved", []string{"4 following START=20261204T120000"}, []string{"6 delete"},
			"01.11 R L, 02.11 R L, 03.11 R L, 04.12 R L, 05.12 R L, 07.12 R L, 08.12 R L", false},
		{"the first day of the rest deleted", []string{"4 following SUMMARY=A"}, []string{"4 delete"},
			"01.11 R L, 02.11 R L, 03.11 R L, 05.11 A L, 06.11 A L, 07.11 A L, 08.11 A L", false},
		{"all days' place", []string{"4 following SUMMARY=A"}, []string{"all LOCATION=B"},
			"01.11 R B, 02.11 R B, 03.11 R B, 04.11 A B, 05.11 A B, 06.11 A B, 07.11 A B, 08.11 A B", false},
		{"all days later", []string{"4 following SUMMARY=A"}, []string{"all START=20261201T130000"},
			"01.13 R L, 02.13 R L, 03.13 R L, 04.13 A L, 05.13 A L, 06.13 A L, 07.13 A L, 08.13 A L", false},
		{"the rest deleted", []string{"4 following SUMMARY=A"}, []string{"6 following delete"},
			"01.11 R L, 02.11 R L, 03.11 R L, 04.11 A L, 05.11 A L", true},
		{"two splits at one day", []string{"4 following SUMMARY=A"}, []string{"4 following LOCATION=B"},
			"01.11 R L, 02.11 R L, 03.11 R L, 04.11 A B, 05.11 A B, 06.11 A B, 07.11 A B, 08.11 A B", false},
		{"two splits at one day of one field", []string{"4 following LOCATION=A"}, []string{"4 following LOCATION=B"},
			"01.11 R L, 02.11 R L, 03.11 R L, 04.11 R B, 05.11 R B, 06.11 R B, 07.11 R B, 08.11 R B", true},
		{"a split before another", []string{"4 following SUMMARY=A"}, []string{"6 following LOCATION=B"},
			"01.11 R L, 02.11 R L, 03.11 R L, 04.11 A L, 05.11 A L, 06.11 A B, 07.11 A B, 08.11 A B", false},
		{"a split before another, later", []string{"4 following START=20261204T130000"}, []string{"6 following LOCATION=B"},
			"01.11 R L, 02.11 R L, 03.11 R L, 04.13 R L, 05.13 R L, 06.13 R B, 07.13 R B, 08.13 R B", false},
		{"a split before another, of one field", []string{"4 following LOCATION=A"}, []string{"6 following LOCATION=B"},
			"01.11 R L, 02.11 R L, 03.11 R L, 04.11 R A, 05.11 R A, 06.11 R B, 07.11 R B, 08.11 R B", true},
		{"all and a split, all and another", []string{"all SUMMARY=A", "4 following START=20261204T120000"}, []string{"all LOCATION=B", "6 following START=20261206T110500"},
			"01.11 A B, 02.11 A B, 03.11 A B, 04.12 A B, 05.12 A B, 06.11 A B, 07.11 A B, 08.11 A B", true},
		{"two splits, and days of them", []string{"4 following SUMMARY=A", "7 SUMMARY=Seven"}, []string{"6 following LOCATION=B", "8 delete", "2 delete"},
			"01.11 R L, 03.11 R L, 04.11 A L, 05.11 A L, 06.11 A B, 07.11 Seven B", false},
		{"two splits of ours, a day of theirs", []string{"3 following SUMMARY=A", "6 following SUMMARY=AA"}, []string{"7 LOCATION=B", "4 delete"},
			"01.11 R L, 02.11 R L, 03.11 A L, 05.11 A L, 06.11 AA L, 07.11 AA B, 08.11 AA L", false},
		{"one day in both", []string{"4 following SUMMARY=A", "6 LOCATION=A"}, []string{"6 LOCATION=B"},
			"01.11 R L, 02.11 R L, 03.11 R L, 04.11 A L, 05.11 A L, 06.11 A B, 07.11 A L, 08.11 A L", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, base := range []string{eightDays, strings.Replace(eightDays, "COUNT=8", "UNTIL=20261208T100000Z", 1), overriddenDays(t)} {
				ours := newDevice(t, base, "ours1", "ours2").does(test.ours...)
				theirs := newDevice(t, base, "theirs1", "theirs2").does(test.theirs...)
				objects, clashes := meet(t, base, ours, theirs)
				if got := shown(t, objects); got != test.want || len(clashes) > 0 != test.clash {
					t.Errorf("%s\nwant %s\nclashes %v, want %v", got, test.want, clashes, test.clash)
				}
				mirrored, again := meet(t, base, theirs, ours)
				if got := shown(t, mirrored); len(again) > 0 != test.clash || !test.clash && got != test.want {
					t.Errorf("the other way: %s\nwant %s\nclashes %v, want %v", got, test.want, again, test.clash)
				}
				for _, uid := range []string{"one", "ours1", "theirs1"} {
					if text := objects[uid]; text != "" && (strings.Count(text, "RELATED-TO") == 0 || strings.Contains(text, "SIBLING:"+uid+"\r")) {
						t.Errorf("%s is not related to what follows it:\n%s", uid, text)
					}
				}
			}
		})
	}
}

// overriddenDays has overrides that say what the master says.
func overriddenDays(t *testing.T) string {
	text := newDevice(t, eightDays).does("6 SUMMARY=X", "6 SUMMARY=R", "7 LOCATION=X", "7 LOCATION=L").objects["one"]
	if strings.Count(text, "RECURRENCE-ID") != 2 {
		t.Fatal(text)
	}
	return text
}
