package backend_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// These tests run the program as a person or a script does: the binary, its
// command line, and real servers.

// built is the program, built once for all tests here.
var built = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "calends-test-")
	if err != nil {
		return "", err
	}
	program := filepath.Join(dir, "calends")
	if out, err := exec.Command("go", "build", "-o", program, "..").CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return program, nil
})

func TestMain(m *testing.M) {
	status := m.Run()
	if program, err := built(); err == nil {
		os.RemoveAll(filepath.Dir(program))
	}
	os.Exit(status)
}

func build(t *testing.T) string {
	t.Helper()
	program, err := built()
	if err != nil {
		t.Fatal(err)
	}
	return program
}

// device is a profile and the program over it.
type device struct {
	t       *testing.T
	program string
	profile string
}

// result is what a command printed, and its exit status.
type result struct {
	out, err string
	status   int
}

func (d device) run(stdin string, args ...string) result {
	d.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, d.program, args...)
	cmd.Env = append(os.Environ(), "CALENDS_DATA="+d.profile, "TZ=Europe/Berlin", "DISPLAY=", "DBUS_SESSION_BUS_ADDRESS=")
	cmd.Stdin = strings.NewReader(stdin)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		d.t.Fatalf("calends %s: %v", strings.Join(args, " "), err)
	}
	return result{out.String(), errs.String(), cmd.ProcessState.ExitCode()}
}

// must runs a command that has to end with status 0, and reads its JSON.
func (d device) must(into any, args ...string) string {
	d.t.Helper()
	r := d.run("", args...)
	if r.status != 0 {
		d.t.Fatalf("calends %s: exit %d\n%s%s", strings.Join(args, " "), r.status, r.out, r.err)
	}
	if into != nil {
		if err := json.Unmarshal([]byte(r.out), into); err != nil {
			d.t.Fatalf("calends %s: %v\n%s", strings.Join(args, " "), err, r.out)
		}
	}
	return strings.TrimSpace(r.out)
}

type calendarRow struct {
	ID, Account, Name string
	Objects           int
}

type syncRow struct {
	Requests int
	Accounts []struct {
		Error     *struct{ Code, Message string }
		Calendars []struct {
			Name           string
			Received, Sent struct{ Created, Updated, Deleted int }
			Merged         int
			Method         string
			Failed         []struct{ Href, Code, Message string }
		}
	}
}

// total adds up a sync's calendars: received and sent as created/updated/deleted.
func (s syncRow) total() string {
	var r, w [3]int
	merged := 0
	for _, a := range s.Accounts {
		for _, c := range a.Calendars {
			r[0], r[1], r[2] = r[0]+c.Received.Created, r[1]+c.Received.Updated, r[2]+c.Received.Deleted
			w[0], w[1], w[2] = w[0]+c.Sent.Created, w[1]+c.Sent.Updated, w[2]+c.Sent.Deleted
			merged += c.Merged
		}
	}
	return fmt.Sprintf("received %d/%d/%d sent %d/%d/%d merged %d", r[0], r[1], r[2], w[0], w[1], w[2], merged)
}

// startServer starts one of build/servers and returns its url, user and password.
func startServer(t *testing.T, name string) (url, user, password string) {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "cal-") // short: unix sockets lie in it
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := fmt.Sprint(l.Addr().(*net.TCPAddr).Port)
	l.Close()
	scripts := filepath.Join("..", "build", "servers", name)
	t.Cleanup(func() {
		if out, err := exec.Command(filepath.Join(scripts, "stop"), dir).CombinedOutput(); err != nil {
			t.Logf("stop %s: %v %s", name, err, out)
		}
		os.RemoveAll(dir)
	})
	out, err := exec.Command(filepath.Join(scripts, "start"), dir, port).Output()
	if err != nil {
		reason := err.Error()
		if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
			reason = string(exit.Stderr)
		}
		if os.Getenv("CALENDS_REQUIRE_SERVERS") != "" {
			t.Fatalf("%s does not start: %s", name, reason)
		}
		t.Skipf("SKIPPED: %s does not start: %s", name, reason)
	}
	for line := range strings.Lines(string(out)) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		switch key {
		case "url":
			url = value
		case "user":
			user = value
		case "password":
			password = value
		}
	}
	return url, user, password
}

// servers are those that the quick check meets; CALENDS_TEST_FULL adds the rest.
func servers() []string {
	if os.Getenv("CALENDS_TEST_FULL") != "" {
		return []string{"radicale", "xandikos", "davical", "sabredav", "cyrus", "sogo"}
	}
	return []string{"radicale", "xandikos"}
}

// Two devices edit the same calendar on a real server; both end up with both
// changes, and the counts say so.
func TestEditsTravelBothWays(t *testing.T) {
	program := build(t)
	for _, name := range servers() {
		t.Run(name, func(t *testing.T) {
			url, user, password := startServer(t, name)
			a := device{t, program, t.TempDir()}
			b := device{t, program, t.TempDir()}
			for i, d := range []device{a, b} {
				r := d.run("", "account", "add", "srv", "--url", url, "--user", user, "--secret", "command",
					"--password-command", "echo "+password, "--json")
				if r.status != 0 {
					t.Fatalf("account add: exit %d %s", r.status, r.err)
				}
				if i == 0 {
					d.must(nil, "calendar", "create", "Home", "--account", "srv", "--color", "#2E9E6B", "--json")
				} else {
					d.must(nil, "sync", "--json")
				}
			}
			uid := a.must(nil, "add", "--summary", "Lunch", "--start", "2026-11-24T12:00", "--end", "2026-11-24T13:00", "--calendar", "srv/Home")
			expectSync(t, a, "received 0/0/0 sent 1/0/0 merged 0")
			expectSync(t, b, "received 1/0/0 sent 0/0/0 merged 0")
			if got := b.must(nil, "show", uid, "--ics"); !strings.Contains(got, "SUMMARY:Lunch") {
				t.Fatalf("the other device has\n%s", got)
			}
			// Both change something else of it, neither knowing of the other.
			a.must(nil, "edit", uid, "--set", "summary=Lunch with Ann")
			b.must(nil, "edit", uid, "--set", "location=Café")
			expectSync(t, b, "received 0/0/0 sent 0/1/0 merged 0")
			expectSync(t, a, "received 0/1/0 sent 0/1/0 merged 1")
			expectSync(t, b, "received 0/1/0 sent 0/0/0 merged 0")
			expectSync(t, a, "received 0/0/0 sent 0/0/0 merged 0")
			for _, d := range []device{a, b} {
				ics := d.must(nil, "show", uid, "--ics")
				if !strings.Contains(ics, "SUMMARY:Lunch with Ann") || !strings.Contains(ics, "LOCATION:Café") {
					t.Errorf("a change is missing in\n%s", ics)
				}
			}
			// Two at once come in another way than one alone, and are the same.
			for _, title := range []string{"Tea", "Dinner"} {
				a.must(nil, "add", "--summary", title, "--start", "2026-11-25T18:00", "--calendar", "srv/Home")
			}
			expectSync(t, a, "received 0/0/0 sent 2/0/0 merged 0")
			expectSync(t, a, "received 0/0/0 sent 0/0/0 merged 0")
			expectSync(t, b, "received 2/0/0 sent 0/0/0 merged 0")
			b.must(nil, "delete", uid)
			expectSync(t, b, "received 0/0/0 sent 0/0/1 merged 0")
			expectSync(t, a, "received 0/0/1 sent 0/0/0 merged 0")
			if r := a.run("", "show", uid); r.status != 1 {
				t.Errorf("show of a deleted event: exit %d", r.status)
			}
		})
	}
}

func expectSync(t *testing.T, d device, want string) syncRow {
	t.Helper()
	var s syncRow
	d.must(&s, "sync", "--json")
	if got := s.total(); got != want {
		t.Errorf("sync counts %s, want %s", got, want)
	}
	return s
}
