package zone

import (
	"errors"
	gobuild "go/build"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestEveryWindowsName: the table is CLDR's, which Go derives another one from.
func TestEveryWindowsName(t *testing.T) {
	source, err := os.ReadFile(filepath.Join(gobuild.Default.GOROOT, "src", "time", "zoneinfo_abbrs_windows.go"))
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile(`"([^"]+)":\s*\{[^}]*\},\s*// (\S+)`).FindAllStringSubmatch(string(source), -1)
	if len(rows) < 130 {
		t.Fatalf("only %d names", len(rows))
	}
	f := NewFinder()
	for _, row := range rows {
		if loc, err := f.Find(row[1], nil); err != nil || !alike(loc, load(t, row[2])) {
			t.Errorf("%s is %v, %v; want %s", row[1], loc, err, row[2])
		}
	}
	for name, target := range windows {
		if loc := iana(target); loc == nil || name != strings.ToLower(name) {
			t.Errorf("%s: no zone %s", name, target)
		}
	}
}

// The names of programs that name zones in their own way, without a VTIMEZONE.
func TestNamesOfPrograms(t *testing.T) {
	f := NewFinder()
	for _, c := range []struct{ tzid, want string }{
		// Outlook, Exchange
		{"W. Europe Standard Time", "Europe/Berlin"},
		{"(UTC+01:00) Sarajevo, Skopje, Warsaw, Zagreb", "Europe/Sarajevo"},
		{"(UTC+02:00) Helsinki, Kyiv, Riga, Sofia, Tallinn, Vilnius", "Europe/Helsinki"},
		{"(UTC-08:00) Pacific Time (US & Canada)", "America/Los_Angeles"},
		{"(UTC-10:00) Hawaii", "Pacific/Honolulu"},
		{"(UTC-09:00) Alaska", "America/Anchorage"},
		{"(UTC-05:00) Haiti", "America/Port-au-Prince"},
		{"(UTC-03:30) Newfoundland", "America/St_Johns"},
		{"(UTC+12:45) Chatham Islands", "Pacific/Chatham"},
		{"(UTC+10:00) Canberra, Melbourne, Sydney", "Australia/Canberra"},
		{"(UTC+05:30) Chennai, Kolkata, Mumbai, New Delhi", "Asia/Kolkata"},
		{"(GMT) Greenwich Mean Time : Dublin, Edinburgh, Lisbon, London", "Europe/Dublin"},
		{"tzone://Microsoft/Utc", "Etc/UTC"},
		// Zimbra
		{"(GMT+01.00) Amsterdam / Berlin / Bern / Rome / Stockholm / Vienna", "Europe/Amsterdam"},
		{"(GMT-08.00) Pacific Time (US & Canada) / Tijuana", "America/Tijuana"},
		// Lotus, and those who write what Windows shows in summer
		{"Eastern", "America/New_York"},
		{"W. Europe", "Europe/Berlin"},
		{"Pacific Daylight Time", "America/Los_Angeles"},
		{"Eastern Time", "America/New_York"},
		// Exchange's places without an offset
		{"Prague, Central Europe", "Europe/Prague"},
		{"Baghdad", "Asia/Baghdad"},
		{"Beijing, Chongqing, Hong Kong SAR, Urumqi", "Asia/Chongqing"},
		{"Israel, Jerusalem Standard Time", "Asia/Jerusalem"},
		{"Pacific Time (US & Canada); Tijuana", "America/Tijuana"},
		{"Greenwich Mean Time; Dublin, Edinburgh, London", "Europe/Dublin"},
		{"Amsterdam, Belgrade, Berlin, Brussels, Budapest, Madrid, Paris, Prague, Stockholm", "Europe/Amsterdam"},
		// RFC 5322 §4.3
		{"PST", "America/Los_Angeles"},
		{"CDT", "America/Chicago"},
	} {
		loc, err := f.Find(c.tzid, nil)
		if err != nil || loc.String() != c.want {
			t.Errorf("Find(%q) = %v, %v; want %s", c.tzid, loc, err, c.want)
		}
	}
	for _, tzid := range []string{"localtime", "posixrules", "Factory", "right/localtime", "US-Eastern", "Nowhere, Elsewhere", "tzone://Microsoft/Custom", strings.Repeat("x", 1<<20)} {
		if loc, err := f.Find(tzid, nil); !errors.Is(err, ErrUnknown) || len(err.Error()) > 200 {
			t.Errorf("Find(%.40q) = %v, %.200v", tzid, loc, err)
		}
	}
}

// TestOneLocationForEachDefinition: whatever names and texts it is found by.
func TestOneLocationForEachDefinition(t *testing.T) {
	f := NewFinder()
	berlin, _ := f.Find("Europe/Berlin", nil)
	for _, tzid := range []string{"europe/berlin", "/example.com/Europe/Berlin", "W. Europe Standard Time", "Central European Time"} {
		if loc, err := f.Find(tzid, nil); loc != berlin {
			t.Errorf("%s has a location of its own: %v, %v", tzid, loc, err)
		}
	}
	defs := func() []Observance {
		return []Observance{{Name: "X", OffsetTo: 3600, OffsetFrom: 3600, Onsets: []int64{0}}}
	}
	first, _ := f.FindDefined("Custom", func() string { return "TZID:Custom" }, defs)
	again, _ := f.FindDefined("Custom", func() string { return "TZID:Custom" }, func() []Observance { t.Error("evaluated twice"); return nil })
	other, _ := f.FindDefined("Custom", func() string { return "TZID:Custom, written otherwise" }, defs)
	if first == nil || again != first || other != first {
		t.Errorf("one definition, three locations: %p %p %p", first, again, other)
	}
}

// TestADefinitionOfManyParts: whole histories with a part for each year had no
// room, and their times were read as local.
func TestADefinitionOfManyParts(t *testing.T) {
	var obs []Observance
	for year := 1900; year < 2040; year++ {
		begin := time.Date(year, 4, 1, 2, 0, 0, 0, time.UTC).Unix()
		obs = append(obs,
			Observance{Name: "Summer time", Daylight: true, OffsetFrom: 3600, OffsetTo: 7200, Onsets: []int64{begin}},
			Observance{Name: "Winter time", OffsetFrom: 7200, OffsetTo: 3600, Onsets: []int64{begin + 180*day}})
	}
	loc := build("History", obs)
	if loc == nil {
		t.Fatal("nothing was built")
	}
	if got := Instant(loc, wall(t, "2026-07-01 12:00")).Format(time.RFC3339); got != "2026-07-01T12:00:00+02:00" {
		t.Error(got)
	}
}

// TestDefinitionGoesBeyondALeapYear: the time package stands still on its last
// day where a zone's data end in a rule, and Definition never returned.
func TestDefinitionGoesBeyondALeapYear(t *testing.T) {
	obs := Definition(zones(t)["America/New_York"].loc, time.Date(2027, 6, 1, 0, 0, 0, 0, time.UTC), time.Time{})
	if len(obs) != 2 || obs[0].Rule == "" || obs[1].Rule == "" || len(obs[0].Onsets) < 9 {
		t.Errorf("%+v", obs)
	}
}

// Each word of such a name was looked for in every area, which took seconds.
func TestNamesOfManyWordsAreNoSearch(t *testing.T) {
	name := strings.Repeat("a1,", 80)
	if n := testing.AllocsPerRun(5, func() { described(name) }); n > 2000 {
		t.Errorf("%.0f allocations", n)
	}
	if loc := described("Nowhere, Los Angeles"); loc == nil || loc.String() != "America/Los_Angeles" {
		t.Errorf("Los Angeles is %v", loc)
	}
}
