package main

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"calends/backend/caldavserver"
	"calends/backend/command"
)

// opened opens a profile as the window does, without showing it, until the
// returned function is called.
func opened(t *testing.T, dir string) (closed func()) {
	t.Helper()
	p, err := open(t.Context(), dir, false)
	if err != nil {
		t.Fatal(err)
	}
	stop, err := command.Serve(t.Context(), dir, p.program, func(string) {})
	if err != nil {
		t.Fatal(err)
	}
	p.program.Start(t.Context())
	return func() {
		stop()
		if err := p.close(); err != nil {
			t.Error(err)
		}
	}
}

// terminal is where commands are typed, with a passphrase command or "".
type terminal struct {
	t          *testing.T
	dir        string
	passphrase string
}

func (w terminal) run(in string, args ...string) (status int, said string) {
	w.t.Helper()
	env := map[string]string{"CALENDS_DATA": w.dir, "CALENDS_PASSPHRASE_COMMAND": w.passphrase, "TZ": "UTC"}
	var out bytes.Buffer
	ctx, cancel := context.WithTimeout(w.t.Context(), time.Minute)
	defer cancel()
	status = command.Run(ctx, host(), args, command.Std{In: strings.NewReader(in), Out: &out, Err: &out, Dir: w.dir,
		Getenv: func(k string) string { return env[k] }})
	return status, out.String()
}

// The sealed file of passwords opens with what the terminal knows, also where
// an open window carries the command out. A wrong passphrase says so, none says
// where to put it, and neither is remembered.
func TestPassphraseOfTheTerminalThroughTheWindow(t *testing.T) {
	server := caldavserver.New(caldavserver.Options{Users: []caldavserver.User{{Name: "alice", Password: "correct horse"}}})
	server.Seed("alice", caldavserver.Calendar{Path: "home", Name: "Home"})
	base, err := server.Listen(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	const phrase = "battery staple of this test"
	w := terminal{t, t.TempDir(), "echo " + phrase}
	if status, said := w.run("correct horse\n", "account", "add", "srv", "--url", base, "--user", "alice", "--secret", "file", "--password-stdin"); status != 0 {
		t.Fatal(said)
	}
	for _, c := range []struct {
		in   string
		args []string
	}{
		{"", []string{"sync"}},
		{"", []string{"sync", "--dry-run"}},
		{"", []string{"account", "check", "srv"}},
		{"", []string{"calendar", "create", "Trips", "--account", "srv"}},
		{"", []string{"calendar", "rename", "Trips", "Travels"}},
		{"correct horse\n", []string{"account", "password", "srv", "--password-stdin"}},
		{"", []string{"account", "remove", "srv"}},
	} {
		t.Run(strings.Join(c.args, " "), func(t *testing.T) {
			defer opened(t, w.dir)()
			if c.args[0] != "calendar" && (len(c.args) < 2 || c.args[1] != "remove") {
				if status, said := (terminal{t, w.dir, "echo wrong"}).run(c.in, c.args...); status == 0 || !strings.Contains(said, "does not open") {
					t.Errorf("with a wrong passphrase: exit %d: %s", status, said)
				}
				if status, said := (terminal{t, w.dir, ""}).run(c.in, c.args...); status == 0 || !strings.Contains(said, "CALENDS_PASSPHRASE_COMMAND") {
					t.Errorf("without one: exit %d: %s", status, said)
				}
			}
			if status, said := (terminal{t, w.dir, w.passphrase}).run(c.in, c.args...); status != 0 || strings.Contains(said, phrase) {
				t.Errorf("exit %d: %s", status, said)
			}
			if len(c.args) < 2 || c.args[1] != "remove" { // the window knows it now
				if status, said := (terminal{t, w.dir, ""}).run("", "account", "check", "srv"); status != 0 {
					t.Errorf("afterwards: exit %d: %s", status, said)
				}
			}
		})
	}
	err = filepath.WalkDir(w.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(path)
		for _, secret := range []string{phrase, "correct horse"} {
			if bytes.Contains(text, []byte(secret)) {
				t.Errorf("%q stands in %s", secret, filepath.Base(path))
			}
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// What a run learned of a server is known to the next one: it asks no more
// before it writes, to a server that has shown that it heeds preconditions.
func TestWhatAServerTaughtIsKept(t *testing.T) {
	server := caldavserver.New(caldavserver.Options{Users: []caldavserver.User{{Name: "alice", Password: "secret"}}})
	server.Seed("alice", caldavserver.Calendar{Path: "home", Name: "Home"})
	base, err := server.Listen(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	w := terminal{t, t.TempDir(), ""}
	do := func(args ...string) {
		t.Helper()
		if status, said := w.run("", args...); status != 0 {
			t.Fatalf("%q: exit %d: %s", args, status, said)
		}
	}
	do("account", "add", "srv", "--url", base, "--user", "alice", "--secret", "command", "--password-command", "echo secret")
	do("sync")
	for n, asks := range []int{2, 2, 2, 2, 1} { // each lists the calendars once
		do("add", "--summary", "Tea", "--start", "2026-11-24T09:00", "--calendar", "srv/Home")
		server.ResetRequests()
		do("sync")
		if got := server.Count("PROPFIND"); got != asks {
			t.Errorf("sync %d: %d PROPFINDs, want %d", n+1, got, asks)
		}
	}
}

// A demonstration that was killed leaves its folder; the next one removes it,
// and nothing that is in use, was made just now, or is not ours.
func TestNextDemoSweepsWhatAKilledOneLeft(t *testing.T) {
	temp := t.TempDir()
	for _, name := range []string{"TMPDIR", "TMP", "TEMP"} {
		t.Setenv(name, temp)
	}
	long := time.Now().Add(-time.Hour)
	made := func(name string, age time.Time) (dir string, closed func() error) {
		dir = filepath.Join(temp, name)
		p, err := open(t.Context(), dir, true)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(dir, age, age); err != nil {
			t.Fatal(err)
		}
		return dir, p.close
	}
	left := func(name string, age time.Time) string {
		dir, closed := made(name, age)
		if err := closed(); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(dir, age, age); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	killed := left("calends-demo-1", long)
	running, closed := made("calends-demo-2", long)
	defer closed()
	strange := filepath.Join(temp, "calends-demo-4")
	if err := os.MkdirAll(strange, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(running, storeName), filepath.Join(strange, storeName)); err != nil {
		t.Skip("SKIPPED, no symbolic link can be made here: ", err)
	}
	if err := os.Chtimes(strange, long, long); err != nil {
		t.Fatal(err)
	}
	stay := []string{running, strange, left("calends-demo-3", time.Now()), left("calends", long)}
	sweepDemos(time.Now())
	if _, err := os.Stat(killed); !os.IsNotExist(err) {
		t.Error("what the killed demonstration left is there still")
	}
	for _, dir := range stay {
		if _, err := os.Stat(dir); err != nil {
			t.Error(err)
		}
	}
}

// The window begins as large as its screen has room for, and never so small
// that it cannot be used.
func TestWindowFitsItsScreen(t *testing.T) {
	for _, c := range []struct{ screenWidth, screenHeight, width, height int }{
		{1920, 1080, 1280, 860},
		{1280, 924, 1280, 860},
		{1280, 800, 1280, 736},
		{1366, 768, 1280, 704},
		{1024, 600, 1024, 600},
		{640, 480, 900, 600},
	} {
		if w, h := fitting(c.screenWidth, c.screenHeight); w != c.width || h != c.height {
			t.Errorf("on %d×%d: %d×%d, want %d×%d", c.screenWidth, c.screenHeight, w, h, c.width, c.height)
		}
	}
}
