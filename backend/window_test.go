package backend_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// These tests run the program with its window open, on a display of their own.

// windowed is the program with its window, built once for all tests here.
var windowed = sync.OnceValues(func() (string, error) {
	program, err := built()
	if err != nil {
		return "", err
	}
	program = filepath.Join(filepath.Dir(program), "calends-window")
	cmd := exec.Command("go", "build", "-tags", "desktop,production,webkit2_41", "-o", program, "..")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return program, nil
})

// desk is a display and a home for programs with a window.
type desk struct {
	device
	display string
	home    string
}

// newDesk starts a display. Where there can be none the test is skipped, or
// fails where CALENDS_REQUIRE_DISPLAY is set.
func newDesk(t *testing.T) desk {
	t.Helper()
	lacks := func(what string, err error) {
		t.Helper()
		if os.Getenv("CALENDS_REQUIRE_DISPLAY") != "" {
			t.Fatalf("%s: %v", what, err)
		}
		t.Skipf("SKIPPED: %s: %v", what, err)
	}
	if runtime.GOOS != "linux" {
		t.Skip("SKIPPED: a display of the test's own needs Linux")
	}
	program, err := windowed()
	if err != nil {
		lacks("the window cannot be built", err)
	}
	number, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer number.Close()
	x := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "1280x800x24", "-nolisten", "tcp")
	x.ExtraFiles = []*os.File{write}
	err = x.Start()
	write.Close()
	if err != nil {
		lacks("Xvfb does not start", err)
	}
	t.Cleanup(func() { _ = x.Process.Signal(syscall.SIGTERM); _ = x.Wait() })
	line, err := bufio.NewReader(number).ReadString('\n')
	if err != nil {
		lacks("Xvfb does not say its number", err)
	}
	home, err := os.MkdirTemp("", "calends-desk-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(home) }) // WebKit may still be writing
	return desk{device{t, program, filepath.Join(home, "profile")}, ":" + strings.TrimSpace(line), home}
}

// open opens the window on the profile, until the returned function is called.
func (d desk) open() (closed func()) {
	d.t.Helper()
	closed = d.start()
	eventually(d.t, "the window takes no commands", d.answering)
	return closed
}

// start starts the program on the display, until the returned function is called.
func (d desk) start(args ...string) (closed func()) {
	d.t.Helper()
	cmd := exec.Command(d.program, args...)
	cmd.Env = append(os.Environ(), "CALENDS_DATA="+d.profile, "CALENDS_PASSPHRASE_COMMAND=", "DISPLAY="+d.display, "WAYLAND_DISPLAY=",
		"DBUS_SESSION_BUS_ADDRESS=disabled:", "HOME="+d.home, "XDG_DATA_HOME="+d.home, "XDG_CACHE_HOME="+d.home, "TMPDIR="+d.home, "TZ=UTC")
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		d.t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	return func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		select {
		case err := <-ended:
			if err != nil {
				d.t.Errorf("the window ended with %v: %s", err, &said)
			}
		case <-time.After(time.Minute):
			_ = cmd.Process.Kill()
			<-ended
			d.t.Error("the window does not close")
		}
	}
}

// answering reports whether the window over the profile takes commands.
func (d desk) answering() bool {
	c, err := net.Dial("unix", filepath.Join(d.profile, "socket"))
	if err != nil {
		return false
	}
	c.Close()
	return true
}

// eventually waits until something is so.
func eventually(t *testing.T, what string, so func() bool) {
	t.Helper()
	for range 600 {
		if so() {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatalf("after a minute: %s", what)
}

// The sealed file of passwords opens with what the terminal knows, also where
// an open window carries the command out. A wrong passphrase says so, none says
// where to put it, and neither is remembered.
func TestPassphraseOfTheTerminalThroughTheWindow(t *testing.T) {
	d := newDesk(t)
	_, base := home(t, 1, 1)
	const secret, phrase = "secret", "battery staple of this test"
	run := func(command, in string, args ...string) (status int, said string) {
		t.Helper()
		t.Setenv("CALENDS_PASSPHRASE_COMMAND", command)
		r := d.run(in, args...)
		return r.status, r.out + r.err
	}
	if status, said := run("echo "+phrase, secret+"\n", "account", "add", "srv", "--url", base, "--user", "alice", "--secret", "file", "--password-stdin"); status != 0 {
		t.Fatal(said)
	}
	for _, c := range []struct {
		in        string
		passwords bool // it needs them, and leaves them
		args      []string
	}{
		{"", true, []string{"sync"}},
		{"", true, []string{"sync", "--dry-run"}},
		{"", true, []string{"account", "check", "srv"}},
		{"", false, []string{"calendar", "create", "Trips", "--account", "srv"}},
		{"", false, []string{"calendar", "rename", "Trips", "Travels"}},
		{secret + "\n", true, []string{"account", "password", "srv", "--password-stdin"}},
		{"", false, []string{"account", "remove", "srv"}},
	} {
		t.Run(strings.Join(c.args, " "), func(t *testing.T) {
			defer d.open()()
			if c.passwords {
				if status, said := run("echo wrong", c.in, c.args...); status == 0 || !strings.Contains(said, "does not open") {
					t.Errorf("with a wrong passphrase: exit %d: %s", status, said)
				}
				if status, said := run("", c.in, c.args...); status == 0 || !strings.Contains(said, "CALENDS_PASSPHRASE_COMMAND") {
					t.Errorf("without one: exit %d: %s", status, said)
				}
			}
			if status, said := run("echo "+phrase, c.in, c.args...); status != 0 || strings.Contains(said, phrase) {
				t.Errorf("exit %d: %s", status, said)
			}
			if c.passwords { // the window knows it now
				if status, said := run("", "", "account", "check", "srv"); status != 0 {
					t.Errorf("afterwards: exit %d: %s", status, said)
				}
			}
		})
	}
	d.holdsNone(phrase, secret)
}

// holdsNone looks for words in the profile's files where none may stand.
func (d desk) holdsNone(words ...string) {
	d.t.Helper()
	err := filepath.WalkDir(d.profile, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(path)
		for _, w := range words {
			if bytes.Contains(text, []byte(w)) {
				d.t.Errorf("%q stands in %s", w, filepath.Base(path))
			}
		}
		return err
	})
	if err != nil {
		d.t.Error(err)
	}
}

// A demonstration that was killed leaves its folder; the next one removes it,
// and nothing that is in use, was made just now, or is not ours.
func TestNextDemoSweepsWhatAKilledOneLeft(t *testing.T) {
	d := newDesk(t)
	long := time.Now().Add(-time.Hour)
	made := func(name string, age time.Time) desk {
		left := d
		left.profile = filepath.Join(d.home, name)
		left.must(nil, "agenda")
		if err := os.Chtimes(left.profile, age, age); err != nil {
			t.Fatal(err)
		}
		return left
	}
	killed, running := made("calends-demo-1", long), made("calends-demo-2", long)
	defer running.open()()
	if err := os.Chtimes(running.profile, long, long); err != nil { // its socket was made just now
		t.Fatal(err)
	}
	strange := filepath.Join(d.home, "calends-demo-4")
	if err := os.MkdirAll(strange, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(running.profile, "calends.db"), filepath.Join(strange, "calends.db")); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(strange, long, long); err != nil {
		t.Fatal(err)
	}
	stay := []string{running.profile, strange, made("calends-demo-3", time.Now()).profile, made("calends", long).profile}
	closed := d.start("demo")
	eventually(t, "the demonstration takes no commands", func() bool {
		sockets, _ := filepath.Glob(filepath.Join(d.home, "calends-demo-*", "socket")) // the pattern is well formed
		return len(sockets) == 2
	})
	closed() // perhaps before the window is there
	if _, err := os.Stat(killed.profile); !os.IsNotExist(err) {
		t.Error("what the killed demonstration left is there still")
	}
	for _, dir := range stay {
		if _, err := os.Stat(dir); err != nil {
			t.Error(err)
		}
	}
}
