package caldav

import (
	"strings"
	"testing"
)

// TestTorn: measured on SOGo 5.8.0, where exactly these came back as "(null)".
func TestTorn(t *testing.T) {
	x := func(n int) string { return strings.Repeat("x", n) }
	for _, c := range []struct {
		name, line string
		want       bool
	}{
		{"before the fold", "SUMMARY:" + x(65) + "🎻 end", false},
		{"on the fold", "SUMMARY:" + x(66) + "🎻 end", true},
		{"behind the fold", "SUMMARY:" + x(67) + "🎻 end", false},
		{"on the fold, at the end", "SUMMARY:" + x(66) + "🎻", true},
		{"on the second fold", "SUMMARY:" + x(66+74) + "🎻 end", true},
		{"beside the second fold", "SUMMARY:" + x(65+74) + "🎻 end", false},
		{"not beyond plane 0", "SUMMARY:" + x(66) + "é end", false},
		{"folded by us elsewhere", "SUMMARY:" + x(30) + "\r\n " + x(36) + "🎻 end", true},
		{"emoji before count twice", "SUMMARY:🎻🎻" + x(62) + "🎻 end", true},
	} {
		if got := torn([]byte("BEGIN:VEVENT\r\n" + c.line + "\r\nEND:VEVENT\r\n")); got != c.want {
			t.Errorf("%s: torn is %v", c.name, got)
		}
	}
}
