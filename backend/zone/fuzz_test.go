package zone

import (
	"errors"
	"testing"
	"time"
)

// FuzzFind holds the laws of zones: any name and any definition end in a
// location or in ErrUnknown, the same one each time, and of any location an
// instant is found again from what its clock shows.
func FuzzFind(f *testing.F) {
	for _, tzid := range []string{"Europe/Berlin", "/a/b/America/New_York", "(UTC+01:00) Amsterdam, Berlin", "GMT+0200", "W. Europe Standard Time",
		"Eastern Time", "\x00", "right/UTC", "a/../b", "(GMT) X : Y", "Customized Time Zone"} {
		f.Add(tzid, "CET", int64(3600), int64(7200), int64(1e9), int64(15e6))
	}
	f.Add("X", "", int64(-86399), int64(86399), int64(-1<<62), int64(1))
	f.Fuzz(func(t *testing.T, tzid, name string, from, to, onset, period int64) {
		defs := func() []Observance {
			there := Observance{Name: name, Daylight: true, OffsetFrom: int(from), OffsetTo: int(to)}
			back := Observance{Name: name + "2", OffsetFrom: int(to), OffsetTo: int(from)}
			for i := range int64(20) {
				there.Onsets = append(there.Onsets, onset+2*i*period)
				back.Onsets = append(back.Onsets, onset+(2*i+1)*period)
			}
			return []Observance{there, back}
		}
		finder := NewFinder()
		loc, err := finder.Find(tzid, defs)
		if err != nil {
			if loc != nil || !errors.Is(err, ErrUnknown) {
				t.Fatalf("%v, %v", loc, err)
			}
			return
		}
		if again, err := finder.Find(tzid, defs); again != loc || err != nil {
			t.Fatalf("found %v, then %v, %v", loc, again, err)
		}
		for _, at := range []int64{0, 1e9, onset % 1e11, (onset + period) % 1e11} {
			before := time.Unix(at, 0).In(loc)
			if found := Instant(loc, Wall(before)); Wall(found) != Wall(before) && period > 3*day {
				t.Fatalf("the clock shows %d at %v, and %d at %v", Wall(before), before, Wall(found), found)
			}
		}
	})
}
