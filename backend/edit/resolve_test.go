package edit

import (
	"strings"
	"testing"
	"time"

	"calends/backend/zone"
)

const settled = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\nSEQUENCE:2\r\nDTSTART:20261102T090000Z\r\nSUMMARY:Tea\r\nLOCATION:Here\r\nX-ODD:kept\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

// TestResolve: ours is laid over what stands now, and what changed since and
// was not asked about stays.
func TestResolve(t *testing.T) {
	set := func(text string, pairs ...string) []byte { return []byte(strings.NewReplacer(pairs...).Replace(text)) }
	base := []byte(settled)
	ours := set(settled, "SUMMARY:Tea", "SUMMARY:Coffee", "LOCATION:Here", "LOCATION:Mine")
	theirs := set(settled, "SUMMARY:Tea", "SUMMARY:Water", "LOCATION:Here", "LOCATION:Theirs")
	current := set(string(theirs), "X-ODD:kept", "X-ODD:since", "SUMMARY:Water", "SUMMARY:Wine")
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	clashes, err := Clashes(base, ours, theirs, zone.NewFinder())
	if err != nil || len(clashes) != 2 {
		t.Fatalf("%v %v", clashes, err)
	}
	for _, c := range []struct {
		mine func(Clash) bool
		want []string
	}{
		{func(Clash) bool { return true }, []string{"SUMMARY:Coffee", "LOCATION:Mine", "X-ODD:since", "SEQUENCE:3", "DTSTAMP:20261122T120000Z"}},
		{func(c Clash) bool { return c.Property == "LOCATION" }, []string{"SUMMARY:Wine", "LOCATION:Mine", "X-ODD:since", "SEQUENCE:3"}},
		{func(Clash) bool { return false }, []string{string(current)}},
	} {
		got, err := Resolve(base, ours, theirs, current, c.mine, now, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range c.want {
			if !strings.Contains(string(got), w) {
				t.Errorf("no %q in\n%s", w, got)
			}
		}
	}
	if got, err := Copy(ours, "2", now); err != nil || !strings.Contains(string(got), "UID:2\r\n") || !strings.Contains(string(got), "SUMMARY:Coffee") || !strings.Contains(string(got), "SEQUENCE:0") {
		t.Errorf("%v\n%s", err, got)
	}
}
