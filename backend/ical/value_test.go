package ical

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func wall(y, mo, d, h, mi, s int) Wall {
	return Wall(time.Date(y, time.Month(mo), d, h, mi, s, 0, time.UTC).Unix())
}

func TestMoments(t *testing.T) {
	tests := []struct {
		line string
		want Moment
		text string
	}{
		{"DTSTART;VALUE=DATE:20261122", Moment{Date, wall(2026, 11, 22, 0, 0, 0), ""}, "20261122"},
		{"DTSTART;VALUE=DATE:20261122Z", Moment{Date, wall(2026, 11, 22, 0, 0, 0), ""}, "20261122"},
		{"DTSTART:20261122", Moment{Date, wall(2026, 11, 22, 0, 0, 0), ""}, "20261122"},
		{"DTSTART;TZID=Europe/Paris;VALUE=DATE:20261122T090000", Moment{Date, wall(2026, 11, 22, 0, 0, 0), ""}, "20261122"},
		{"DTSTART:20261122T090000", Moment{Floating, wall(2026, 11, 22, 9, 0, 0), ""}, "20261122T090000"},
		{"DTSTART:20261122t090000z", Moment{UTC, wall(2026, 11, 22, 9, 0, 0), ""}, "20261122T090000Z"},
		{"DTSTART;TZID=X:20261122T090000Z", Moment{UTC, wall(2026, 11, 22, 9, 0, 0), ""}, "20261122T090000Z"},
		{"DTSTART;TZID= 1:20261122T090000", Moment{Zoned, wall(2026, 11, 22, 9, 0, 0), "1"}, "20261122T090000"},
		{"DTSTART;TZID=(UTC+07:00) A, B:20261122T090060", Moment{Zoned, wall(2026, 11, 22, 9, 0, 59), "(UTC+07:00) A, B"}, "20261122T090059"},
		{"DTSTART:2026-11-22T09:00", Moment{Floating, wall(2026, 11, 22, 9, 0, 0), ""}, "20261122T090000"},
		{"DTSTART;TZID=\"Europe/Paris:20261122T090000\"", Moment{Zoned, wall(2026, 11, 22, 9, 0, 0), `"Europe/Paris`}, "20261122T090000"},
		{"DTSTART:20131009T170000T", Moment{Floating, wall(2013, 10, 9, 17, 0, 0), ""}, "20131009T170000"},
		{"DTSTART:16010101T000000", Moment{Floating, wall(1601, 1, 1, 0, 0, 0), ""}, "16010101T000000"},
	}
	for _, test := range tests {
		got, err := event(t, test.line).Get("DTSTART").Moment()
		if err != nil || got != test.want || got.String() != test.text {
			t.Errorf("%s: %+v %q %v", test.line, got, got.String(), err)
		}
	}
	for _, bad := range []string{"", "INVALID-DATE", "20260230", "20261301", "20261122T", "20261122T250000", "2026112", "2026112２"} {
		if m, err := ParseMoment(bad, ""); err == nil {
			t.Errorf("%q read as %v", bad, m)
		}
	}
}

func TestMomentLists(t *testing.T) {
	l := event(t, "EXDATE;TZID=A:20260101T000000,rubbish, 20260102T000000,").Get("EXDATE")
	all, err := l.Moments()
	if err == nil || len(all) != 2 || all[1].TZID != "A" {
		t.Errorf("%v, %v", all, err)
	}
	l = event(t, "RDATE;VALUE=PERIOD:20260101T000000Z/PT1H,20260102T000000Z/20260103T000000Z").Get("RDATE")
	periods, err := l.Periods()
	if err != nil || len(periods) != 2 || periods[0].Duration.Seconds != 3600 || periods[1].End.String() != "20260103T000000Z" {
		t.Errorf("%v, %v", periods, err)
	}
	if all, err = l.Moments(); err != nil || len(all) != 2 {
		t.Errorf("starts: %v, %v", all, err)
	}
}

func TestSetMomentKeepsForeignParameters(t *testing.T) {
	c := event(t, "DTSTART;X-A=1;TZID=Europe/Paris:20261122T090000")
	c.SetMoment("DTSTART", Moment{Date, wall(2026, 1, 2, 0, 0, 0), ""})
	if got := c.Get("DTSTART").String(); got != "DTSTART;X-A=1;VALUE=DATE:20260102" {
		t.Error(got)
	}
	c.SetMoment("DTSTART", Moment{Zoned, wall(2026, 1, 2, 3, 0, 0), "Asia/Tokyo"})
	if got := c.Get("DTSTART").String(); got != "DTSTART;X-A=1;TZID=Asia/Tokyo:20260102T030000" {
		t.Error(got)
	}
}

func TestDurations(t *testing.T) {
	tests := []struct{ in, out string }{
		{"PT15M", "PT15M"}, {"-pt15m", "-PT15M"}, {"P1W", "P1W"}, {"P1W2D", "P9D"}, {"+P1DT2H", "P1DT2H"}, {"PT1H0M5S", "PT1H0M5S"},
		{"PT0S", "PT0S"}, {"P0D", "PT0S"}, {"PT90M", "PT1H30M"}, {"-P1D", "-P1D"},
	}
	for _, test := range tests {
		d, err := ParseDuration(test.in)
		if err != nil || d.String() != test.out {
			t.Errorf("%s: %s, %v", test.in, d, err)
		}
	}
	for _, bad := range []string{"", "P", "15M", "PTM", "PT1X", "PT99999999999999S", "P9999999999W"} {
		if d, err := ParseDuration(bad); err == nil {
			t.Errorf("%q read as %v", bad, d)
		}
	}
}

func TestDurationsSurviveWriting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := Duration{Neg: rapid.Bool().Draw(t, "neg"), Days: rapid.IntRange(0, 400).Draw(t, "days"), Seconds: rapid.Int64Range(0, 200000).Draw(t, "seconds")}
		back, err := ParseDuration(d.String())
		if err != nil || back.Nominal() != d.Nominal() || back.Exact() != d.Exact() {
			t.Fatalf("%v became %v (%v)", d, back, err)
		}
	})
}

func TestWalls(t *testing.T) {
	loc := time.FixedZone("", 3600)
	at := time.Date(1960, 2, 29, 23, 30, 0, 0, loc)
	w := WallOf(at)
	if w.Time().Format("2006-01-02T15:04") != "1960-02-29T23:30" || w.Midnight() != wall(1960, 2, 29, 0, 0, 0) {
		t.Errorf("%v, midnight %v", w.Time(), w.Midnight().Time())
	}
}

func TestLists(t *testing.T) {
	got := SplitList(`a\,b,c\\,,d\n`)
	want := []string{"a,b", `c\`, "", "d\n"}
	if len(got) != len(want) {
		t.Fatalf("%q", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%q", got)
		}
	}
	if SplitList("") != nil {
		t.Error("an empty value is a list of one")
	}
}
