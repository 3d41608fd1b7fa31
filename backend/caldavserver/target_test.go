package caldavserver_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"calends/backend/caldavserver"
)

// The environment decides what the conformance suite runs on besides
// caldavserver, Radicale and Xandikos.
const (
	// testFull=1 adds DAViCal, sabre/dav, Cyrus and SOGo.
	testFull = "CALENDS_TEST_FULL"
	// requireServers=1 makes a server that is not installed a failure.
	requireServers = "CALENDS_REQUIRE_SERVERS"
	// testPrefix and a NAME hold "url,user,password" of a server that runs
	// already; a calendar is made there and removed again.
	testPrefix = "CALDAV_TEST_"
)

// account is a login on a server under test.
type account struct {
	url, user, password string
	server              *caldavserver.Server // nil for a real one
}

// target is a server the suite runs on.
type target struct {
	name  string
	start func(t *testing.T) account
	// exact: what is PUT comes back byte for byte.
	exact bool
	// forgetful: a sync-token it does not know is not an error there.
	forgetful bool
	// seconds: its clock of changes counts seconds, so that a calendar that
	// changed just now is looked at again, in one more request.
	seconds bool
}

func targets() []target {
	ts := []target{
		{name: "caldavserver", start: inMemory(false), exact: true},
		{name: "caldavserver with Digest", start: inMemory(true), exact: true},
		{name: "caldavserver like Xandikos", start: inMemory(false,
			caldavserver.Wrap207, caldavserver.NoMove, caldavserver.Rewrite)},
		{name: "caldavserver like DAViCal", start: inMemory(false,
			caldavserver.FullAfterBadToken, caldavserver.MultigetOmits, caldavserver.HideETag), exact: true, forgetful: true},
		{name: "caldavserver like old sabre", start: inMemory(true,
			caldavserver.NoSync, caldavserver.MultigetFails), exact: true},
		{name: "caldavserver with raw hrefs and no ctag", start: inMemory(false,
			caldavserver.RawHrefs, caldavserver.NoCTag), exact: true},
		{name: "radicale", start: real("radicale", false)},
		{name: "xandikos", start: real("xandikos", false)},
		{name: "davical", start: real("davical", true), exact: true, forgetful: true},
		{name: "sabredav", start: real("sabredav", true), exact: true},
		{name: "cyrus", start: real("cyrus", true)},
		{name: "sogo", start: real("sogo", true), forgetful: true, seconds: true},
	}
	known := map[string]bool{}
	for _, t := range ts {
		known[variable(t.name)] = true
	}
	for _, entry := range os.Environ() {
		name, _, _ := strings.Cut(entry, "=")
		if strings.HasPrefix(name, testPrefix) && !known[name] {
			ts = append(ts, target{name: strings.ToLower(strings.TrimPrefix(name, testPrefix)), start: running(name), forgetful: true})
		}
	}
	return ts
}

func variable(name string) string { return testPrefix + strings.ToUpper(name) }

// inMemory starts a caldavserver with habits.
func inMemory(digest bool, habits ...caldavserver.Kind) func(*testing.T) account {
	return func(t *testing.T) account {
		s := caldavserver.New(caldavserver.Options{
			Users:  []caldavserver.User{{Name: "alice", Password: "secret", Email: "alice@example.com"}},
			Digest: digest,
		})
		for _, k := range habits {
			s.Fault(caldavserver.Fault{Kind: k})
		}
		hs := httptest.NewServer(s)
		t.Cleanup(hs.Close)
		return account{hs.URL + "/", "alice", "secret", s}
	}
}

// running is a server that somebody else started.
func running(name string) func(*testing.T) account {
	return func(t *testing.T) account {
		parts := strings.SplitN(os.Getenv(name), ",", 3)
		if len(parts) != 3 {
			t.Fatalf("%s is not of the form url,user,password", name)
		}
		return account{url: parts[0], user: parts[1], password: parts[2]}
	}
}

// real starts a server of build/servers in a directory of its own; full ones
// only when asked.
func real(name string, full bool) func(*testing.T) account {
	return func(t *testing.T) account {
		if os.Getenv(variable(name)) != "" {
			return running(variable(name))(t)
		}
		if full && os.Getenv(testFull) != "1" {
			t.Skipf("%s is met only with %s=1", name, testFull)
		}
		if testing.Short() {
			t.Skipf("%s is not met with -short", name)
		}
		return startServer(t, name)
	}
}

// startServer runs build/servers/NAME/start, and stop when the test is over.
func startServer(t *testing.T, name string) account {
	t.Helper()
	scripts, err := filepath.Abs(filepath.Join("..", "..", "build", "servers", name))
	if err != nil {
		t.Fatal(err)
	}
	// Not t.TempDir: sockets in it must have short names.
	dir, err := os.MkdirTemp("", "calends-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if out, err := exec.Command(filepath.Join(scripts, "stop"), dir).CombinedOutput(); err != nil {
			t.Errorf("stop %s: %v\n%s", name, err, out)
		}
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	out, err := exec.Command(filepath.Join(scripts, "start"), dir, freePort(t)).Output()
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit) && exit.ExitCode() == 3 && os.Getenv(requireServers) != "1":
		t.Skipf("NOT TESTED on %s: %s", name, strings.TrimSpace(string(exit.Stderr)))
	case errors.As(err, &exit):
		t.Fatalf("start %s: %v\n%s", name, err, exit.Stderr)
	case err != nil:
		t.Fatalf("start %s: %v", name, err)
	}
	a := account{}
	for lines := bufio.NewScanner(strings.NewReader(string(out))); lines.Scan(); {
		switch key, value, _ := strings.Cut(lines.Text(), "="); key {
		case "url":
			a.url = value
		case "user":
			a.user = value
		case "password":
			a.password = value
		}
	}
	return a
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return fmt.Sprint(l.Addr().(*net.TCPAddr).Port)
}
