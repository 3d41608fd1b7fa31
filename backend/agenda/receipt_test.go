package agenda

import (
	"slices"
	"strings"
	"testing"
)

func TestReceipt(t *testing.T) {
	const sent = "BEGIN:VCALENDAR\r\nPRODID:a\r\nX-WR-CALNAME:c\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20261102T090000Z\r\nSUMMARY:Tea\r\n" +
		"ATTENDEE;X-NUM=1;PARTSTAT=ACCEPTED:mailto:jo@example.org\r\nX-ODD:1\r\nX-ODD:2\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT5M\r\nX-SNOOZE:1\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
	if got := Receipt([]byte(sent), []byte(strings.NewReplacer("DTSTAMP:2026", "DTSTAMP:2027", "SUMMARY:Tea\r\n", "", "UID:1", "SUMM\r\n ARY:Tea\r\nUID:1").Replace(sent))); len(got) > 0 {
		t.Errorf("order and folds: %q", got)
	}
	held := strings.NewReplacer("X-WR-CALNAME:c\r\n", "", "SUMMARY:Tea", "SUMMARY:Tee", ";X-NUM=1", ";SCHEDULE-STATUS=1.2", "X-ODD:2\r\n", "", "X-SNOOZE:1\r\n", "").Replace(sent)
	want := []Field{{"summary", "Tea", "Tee"}, {"x-odd", "1, 2", "1"},
		{"attendee", "ATTENDEE;PARTSTAT=ACCEPTED;X-NUM=1:mailto:jo@example.org", "ATTENDEE;PARTSTAT=ACCEPTED;SCHEDULE-STATUS=1.2:mailto:jo@example.org"},
		{"alarm x-snooze", "X-SNOOZE:1", ""}, {"x-wr-calname", "X-WR-CALNAME:c", ""}}
	if got := Receipt([]byte(sent), []byte(held)); !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}
