package agenda

import (
	"encoding/base64"
	"strings"
	"testing"
)

// Data within an event is told by name, type and size; another of the same size
// still differs.
func TestDataIsNotTold(t *testing.T) {
	with := func(b string) []byte {
		return []byte(event("DTSTART:20261124T100000Z", "ATTACH;FMTTYPE=application/pdf;ENCODING=BASE64;VALUE=BINARY;FILENAME=plan.pdf:"+
			base64.StdEncoding.EncodeToString([]byte(strings.Repeat(b, 5000))), "ATTACH:https://a.example/x"))
	}
	one := Differences(nil, with("a"))
	got := one[len(one)-1]
	if got.Name != "attach" || got.After != "plan.pdf (application/pdf, 4 kB, 692329), https://a.example/x" {
		t.Errorf("%+v", got)
	}
	if d := Differences(with("a"), with("b")); len(d) != 1 || d[0].Name != "attach" {
		t.Errorf("%+v", d)
	}
}
