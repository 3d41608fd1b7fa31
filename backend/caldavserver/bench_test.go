package caldavserver_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"calends/backend/caldavserver"
)

// large is a server with a calendar of ten thousand objects, and a way to ask
// it without a socket.
func large(b *testing.B) (*caldavserver.Server, func(method, path, body, depth string) int) {
	s := caldavserver.New(caldavserver.Options{Users: []caldavserver.User{{Name: "alice", Password: "secret"}}})
	objects := make(map[string]string)
	for i := range 10_000 {
		objects[fmt.Sprintf("o%05d.ics", i)] = event(fmt.Sprint("o", i), "Number")
	}
	s.Seed("alice", caldavserver.Calendar{Path: "team", Objects: objects})
	return s, func(method, path, body, depth string) int {
		r, err := http.NewRequestWithContext(b.Context(), method, "http://calendar.example"+path, strings.NewReader(body))
		if err != nil {
			b.Fatal(err)
		}
		r.SetBasicAuth("alice", "secret")
		r.Header.Set("Depth", depth)
		answer, err := s.Transport().RoundTrip(r)
		if err != nil {
			b.Fatal(err)
		}
		_ = answer.Body.Close()
		return answer.StatusCode
	}
}

func BenchmarkListTenThousand(b *testing.B) {
	_, ask := large(b)
	for b.Loop() {
		ask("PROPFIND", work, propfindBody("<d:getetag/>"), "1")
	}
}

func BenchmarkInitialSyncOfTenThousand(b *testing.B) {
	_, ask := large(b)
	for b.Loop() {
		ask("REPORT", work, syncBody("", ""), "1")
	}
}

func BenchmarkChangeAmongTenThousand(b *testing.B) {
	s, ask := large(b)
	n := 0
	for b.Loop() {
		n++
		if code := ask("PUT", work+"o00007.ics", event("o7", fmt.Sprint(n)), ""); code != 204 {
			b.Fatal(code)
		}
		ask("REPORT", work, syncBody(fmt.Sprintf("urn:x-calends:sync:1-%d", 9_999+n), ""), "1")
		s.ResetRequests()
	}
}
