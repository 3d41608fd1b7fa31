package calendar

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"
)

// A bundle that was written is read as it was.
func TestBundle(t *testing.T) {
	list := []Exchange{{ID: 7, Session: 6, Account: "work", At: time.UnixMicro(7).UTC(), Duration: time.Second, Method: "PUT", URL: "https://x/a.ics",
		Status: 204, Sent: 1, Received: 2, Decision: "sent <SUMMARY>", Request: Message{Header: map[string]string{"If-Match": `"1"`}, Body: []byte("BEGIN:…\r\n")},
		Answer: Message{Body: []byte{0xff, 0}}},
		{ID: 8, Session: 6, At: time.UnixMicro(8).UTC(), Err: "gone", Answer: Message{Sum: "ab"}}}
	var b bytes.Buffer
	if err := WriteBundle(&b, list); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), `"text":"BEGIN:…\r\n"`) {
		t.Error("a text does not stand there as text")
	}
	got, err := ReadBundle(&b)
	if err != nil || !reflect.DeepEqual(got, list) {
		t.Errorf("%v\n%+v\n%+v", err, got, list)
	}
}

// What is no bundle is refused.
func TestBundleRefused(t *testing.T) {
	for _, text := range []string{"", "{}", "BEGIN:VCALENDAR", `{"calends":"sync record","version":2}`, `{"calends":"sync record","version":1}` + "\n{"} {
		if _, err := ReadBundle(strings.NewReader(text)); !errors.Is(err, ErrInvalid) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
