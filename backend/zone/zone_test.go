package zone

import (
	"errors"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func load(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func wall(t testing.TB, text string) int64 {
	t.Helper()
	v, err := time.Parse("2006-01-02 15:04", text)
	if err != nil {
		t.Fatal(err)
	}
	return v.Unix()
}

// Both hemispheres, both sides of Greenwich, gap and overlap, as RFC 5545
// §3.3.5 wants them.
func TestInstant(t *testing.T) {
	for _, c := range []struct{ zone, wall, want string }{
		{"UTC", "2026-03-29 02:30", "2026-03-29T02:30:00Z"},
		{"Europe/Paris", "2026-03-29 01:59", "2026-03-29T01:59:00+01:00"},
		{"Europe/Paris", "2026-03-29 02:30", "2026-03-29T03:30:00+02:00"}, // gap
		{"Europe/Paris", "2026-10-25 02:30", "2026-10-25T02:30:00+02:00"}, // overlap
		{"Europe/Paris", "2026-10-25 03:00", "2026-10-25T03:00:00+01:00"},
		{"America/New_York", "2026-03-08 02:30", "2026-03-08T03:30:00-04:00"}, // gap
		{"America/New_York", "2026-11-01 01:30", "2026-11-01T01:30:00-04:00"}, // overlap
		{"Australia/Sydney", "2026-10-04 02:30", "2026-10-04T03:30:00+11:00"}, // gap
		{"Australia/Sydney", "2026-04-05 02:30", "2026-04-05T02:30:00+11:00"}, // overlap
		{"Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-04T02:45:00+11:00"},
		{"America/Santiago", "2026-09-06 00:30", "2026-09-06T01:30:00-03:00"}, // no midnight
		{"America/Santiago", "2026-04-04 23:30", "2026-04-04T23:30:00-03:00"},
		{"Pacific/Apia", "2011-12-30 12:00", "2011-12-31T12:00:00+14:00"}, // a day that was not
	} {
		got := Instant(load(t, c.zone), wall(t, c.wall)).Format(time.RFC3339)
		if got != c.want {
			t.Errorf("%s %s = %s, want %s", c.zone, c.wall, got, c.want)
		}
	}
}

// An instant is found again from what the clock shows, except in the second
// half of an overlap, where the first half is found.
func TestInstantInvertsWall(t *testing.T) {
	names := []string{"UTC", "Europe/Paris", "America/St_Johns", "Australia/Lord_Howe", "America/Santiago", "Asia/Kolkata", "Africa/Casablanca"}
	rapid.Check(t, func(t *rapid.T) {
		loc, err := time.LoadLocation(rapid.SampledFrom(names).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		at := time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "at"), 0).In(loc)
		got := Instant(loc, Wall(at))
		if Wall(got) != Wall(at) || got.After(at) || at.Sub(got) > 3*time.Hour {
			t.Fatalf("%v came back as %v", at, got)
		}
	})
}

func TestFindByName(t *testing.T) {
	f := NewFinder()
	for _, c := range []struct{ tzid, want string }{
		{"Europe/Berlin", "Europe/Berlin"},
		{"europe/berlin", "Europe/Berlin"},
		{"AMERICA/PORT_OF_SPAIN", "America/Port_of_Spain"},
		{"america/port-au-prince", "America/Port-au-Prince"},
		{"Africa/dar_es_salaam", "Africa/Dar_es_Salaam"},
		{"America/New York", "America/New_York"},
		{"us/pacific", "US/Pacific"},
		{"etc/gmt+5", "Etc/GMT+5"},
		{"utc", "UTC"},
		{`"Europe/Rome"`, "Europe/Rome"},
		{" Europe/Rome ", "Europe/Rome"},
		{"W. Europe Standard Time", "Europe/Berlin"},
		{"w. europe standard time", "Europe/Berlin"},
		{"Eastern Standard Time (Mexico)", "America/Cancun"},
		{"Pacific Time (US & Canada)", "America/Los_Angeles"},
		{"/Europe/Stockholm", "Europe/Stockholm"},
		{"/freeassociation.sourceforge.net/Tzfile/Europe/Paris", "Europe/Paris"},
		{"/mozilla.org/20050126_1/America/Argentina/Ushuaia", "America/Argentina/Ushuaia"},
		{"/softwarestudio.org/Olson_20011030_5/America/Chicago", "America/Chicago"},
		{"/example.net/Basic/GMT", "GMT"},
		{"(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "Europe/Amsterdam"},
		{"(GMT-05:00) Eastern Time (US & Canada)", "America/New_York"},
		{"(UTC) Dublin, Edinburgh, Lisbon, London", "Europe/Dublin"},
	} {
		loc, err := f.Find(c.tzid, nil)
		if err != nil || loc.String() != c.want {
			t.Errorf("Find(%q) = %v, %v; want %s", c.tzid, loc, err, c.want)
		}
	}
}

func TestFindByOffset(t *testing.T) {
	f := NewFinder()
	for _, c := range []struct {
		tzid string
		want int
	}{
		{"GMT+0200", 7200},
		{"UTC-5", -18000},
		{"GMT-03:30", -12600},
		{"+0530", 19800},
		{"(UTC+01:00) Nowhere In Particular", 3600},
	} {
		loc, err := f.Find(c.tzid, nil)
		if err != nil {
			t.Errorf("Find(%q): %v", c.tzid, err)
			continue
		}
		if _, off := time.Unix(0, 0).In(loc).Zone(); off != c.want {
			t.Errorf("Find(%q) is at %d, want %d", c.tzid, off, c.want)
		}
	}
}

func TestFindUnknown(t *testing.T) {
	for _, tzid := range []string{"", "Local", "local", "Customized Time Zone", "../../etc/passwd", "/", "//", "GMT+99", "Europe/", "\x00"} {
		if loc, err := NewFinder().Find(tzid, nil); !errors.Is(err, ErrUnknown) {
			t.Errorf("Find(%q) = %v, %v", tzid, loc, err)
		}
	}
}

// build makes a location of observances; nil where they define nothing usable.
func build(name string, obs []Observance) *time.Location { return locationOf(name, tzifOf(obs)) }

// every is an onset per year at a wall time of that year.
func every(t *testing.T, from, to int, layout string) (out []int64) {
	for y := from; y <= to; y++ {
		out = append(out, wall(t, time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC).Format("2006")+layout))
	}
	return out
}

func TestFindByDefinition(t *testing.T) {
	defs := []Observance{
		{Name: "Winter", OffsetFrom: 7200, OffsetTo: 3600, Onsets: every(t, 2000, 2030, "-10-25 03:00")},
		{Name: "Sommer\x00zeit, sehr lang", Daylight: true, OffsetFrom: 3600, OffsetTo: 7200, Onsets: every(t, 2000, 2030, "-03-25 02:00")},
	}
	f := NewFinder()
	loc, err := f.Find("Customized Time Zone", func() []Observance { return defs })
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ wall, want string }{
		{"1999-07-01 12:00", "1999-07-01T12:00:00+01:00"}, // before the first onset
		{"2026-01-01 12:00", "2026-01-01T12:00:00+01:00"},
		{"2026-03-25 02:30", "2026-03-25T03:30:00+02:00"},
		{"2026-07-01 12:00", "2026-07-01T12:00:00+02:00"},
		{"2026-10-25 02:30", "2026-10-25T02:30:00+02:00"},
		{"2099-07-01 12:00", "2099-07-01T12:00:00+01:00"}, // after the last
	} {
		if got := Instant(loc, wall(t, c.wall)).Format(time.RFC3339); got != c.want {
			t.Errorf("%s = %s, want %s", c.wall, got, c.want)
		}
	}
	// The same name, defined otherwise elsewhere, is another zone.
	other, err := f.Find("Customized Time Zone", func() []Observance { return []Observance{{OffsetFrom: 0, OffsetTo: 0, Onsets: []int64{0}}} })
	if err != nil || other == loc {
		t.Errorf("a second definition gave %v, %v", other, err)
	}
	// A known name is not defined anew.
	berlin, err := f.Find("Europe/Berlin", func() []Observance { t.Error("asked for definitions"); return nil })
	if err != nil || berlin.String() != "Europe/Berlin" {
		t.Error(berlin, err)
	}
	// Nonsense defines nothing.
	if loc, err := f.Find("X", func() []Observance { return []Observance{{OffsetTo: 1e9, Onsets: []int64{0}}} }); err == nil {
		t.Error("an offset of 30 years was believed:", loc)
	}
}

func TestDefinitionRules(t *testing.T) {
	from := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		zone  string
		rules []string
	}{
		{"Europe/Berlin", []string{"FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU"}},
		{"America/New_York", []string{"FREQ=YEARLY;BYMONTH=11;BYDAY=1SU", "FREQ=YEARLY;BYMONTH=3;BYDAY=2SU"}},
		{"Australia/Sydney", []string{"FREQ=YEARLY;BYMONTH=10;BYDAY=1SU", "FREQ=YEARLY;BYMONTH=4;BYDAY=1SU"}},
		{"Asia/Kolkata", []string{""}},
		{"UTC", []string{""}},
	} {
		obs := Definition(load(t, c.zone), from, time.Time{})
		if len(obs) != len(c.rules) {
			t.Errorf("%s: %d observances: %v", c.zone, len(obs), obs)
			continue
		}
		for i, o := range obs {
			if o.Rule != c.rules[i] || len(o.Onsets) == 0 {
				t.Errorf("%s: observance %d has rule %q, want %q", c.zone, i, o.Rule, c.rules[i])
			}
		}
	}
}

// What Definition writes, Find reads back as the same zone.
func TestDefinitionDefinesTheSameZone(t *testing.T) {
	names := []string{"UTC", "Europe/Paris", "America/St_Johns", "Australia/Lord_Howe", "Africa/Casablanca", "America/Sao_Paulo", "Pacific/Apia"}
	rapid.Check(t, func(t *rapid.T) {
		loc, err := time.LoadLocation(rapid.SampledFrom(names).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		from := time.Unix(rapid.Int64Range(0, 2e9).Draw(t, "from"), 0)
		to := from.AddDate(5, 0, 0)
		again := build("again", Definition(loc, from, to))
		if again == nil {
			t.Fatal("nothing was built")
		}
		at := time.Unix(rapid.Int64Range(from.Unix(), to.Unix()-1).Draw(t, "at"), 0)
		if offset(again, at.Unix()) != offset(loc, at.Unix()) {
			t.Fatalf("%v: offset %d, want %d", at.In(loc), offset(again, at.Unix()), offset(loc, at.Unix()))
		}
	})
}

// One Finder serves every goroutine.
func TestFinderIsShared(t *testing.T) {
	f := NewFinder()
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for _, tzid := range []string{"Europe/Berlin", "Nowhere", "GMT+0200", "Custom"} {
				_, _ = f.Find(tzid, func() []Observance { return []Observance{{OffsetTo: i, Onsets: []int64{0}}} })
			}
		})
	}
	group.Wait()
}
