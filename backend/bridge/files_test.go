package bridge

import (
	"testing"

	"calends/backend/calendar"
)

// What a server's calendar does not take would be refused at every sync; on
// this computer there is nobody to refuse it.
func TestImportWhereItIsTaken(t *testing.T) {
	for _, c := range []struct {
		account    calendar.AccountID
		components []string
		want       bool
	}{
		{"work", []string{"VEVENT"}, false},
		{"work", []string{"VEVENT", "VTODO"}, true},
		{"work", nil, true}, // the server does not say
		{calendar.LocalAccount, []string{"VEVENT"}, true},
	} {
		if got := accepts(calendar.Collection{Account: c.account, Components: c.components}, "VTODO"); got != c.want {
			t.Errorf("%s %v: %v", c.account, c.components, got)
		}
	}
}
