//go:build unix && !darwin

package keyring

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/zalando/go-keyring"
)

// These tests meet a real gnome-keyring. Each runs once more inside a D-Bus
// session of its own, with a home of its own, where inSession is set.
const (
	inSession = "CALENDS_KEYRING_SESSION"
	required  = "CALENDS_REQUIRE_KEYRING"
	password  = "login"
)

// bus is the configuration of a session bus that starts nothing by itself: what
// is not running is not there.
const bus = `<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`

// busWithPrompt starts, whenever the keyring wants to ask its user, a prompt
// that nobody answers.
const busWithPrompt = `<servicedir>%s</servicedir><limit name="service_start_timeout">600000</limit></busconfig>`

// prompter is such a prompt.
const prompter = "[D-BUS Service]\nName=org.gnome.keyring.SystemPrompter\nExec=/bin/sh -c \"exec sleep 30 >/dev/null 2>&1\"\n"

// session runs the test inside a session, and reports whether this is that
// run already.
func session(t *testing.T) bool {
	t.Helper()
	if os.Getenv(inSession) != "" {
		return true
	}
	for _, name := range []string{"dbus-run-session", "gnome-keyring-daemon"} {
		if _, err := exec.LookPath(name); err != nil {
			if os.Getenv(required) == "1" {
				t.Fatalf("%s is not installed, and %s=1", name, required)
			}
			t.Skipf("SKIPPED, no keyring was tested: %s is not installed (Debian: dbus, gnome-keyring)", name)
		}
	}
	home := t.TempDir()
	conf := filepath.Join(home, "bus.conf")
	services := filepath.Join(home, "services")
	if err := os.Mkdir(services, 0o700); err != nil {
		t.Fatal(err)
	}
	text := bus
	if strings.Contains(t.Name(), "Prompt") {
		text = strings.Replace(bus, "</busconfig>", fmt.Sprintf(busWithPrompt, services), 1)
	}
	for name, text := range map[string]string{conf: text, filepath.Join(services, "prompter.service"): prompter} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c := exec.Command("dbus-run-session", "--config-file="+conf, "--",
		os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v", "-test.timeout=1m")
	c.Env = append(os.Environ(), inSession+"=1", "HOME="+home, "XDG_RUNTIME_DIR="+home, "DISPLAY=", "WAYLAND_DISPLAY=",
		"XDG_DATA_HOME="+home+"/data", "XDG_CACHE_HOME="+home+"/cache", "XDG_CONFIG_HOME="+home+"/config")
	out, err := c.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()) {
		t.Fatalf("in a session: %v\n%s", err, out)
	}
	return false
}

// daemon starts gnome-keyring, unlocked or locked, and waits until it answers.
func daemon(t *testing.T, unlocked bool) *exec.Cmd {
	t.Helper()
	c := exec.Command("gnome-keyring-daemon", "--foreground", "--components=secrets", "--control-directory="+t.TempDir())
	if unlocked {
		c.Args = append(c.Args, "--unlock")
		c.Stdin = strings.NewReader(password)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(c) })
	for range 500 {
		if _, err := NewSystem(time.Minute, nil).Get(ctx, "nobody"); !errors.Is(err, ErrNone) {
			return c
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("gnome-keyring does not answer")
	return nil
}

// stop ends a daemon that may be held up, once.
func stop(c *exec.Cmd) {
	c.Process.Signal(syscall.SIGCONT)
	c.Process.Kill()
	c.Wait()
}

func TestKeyringUnlocked(t *testing.T) {
	if session(t) {
		daemon(t, true)
		suite(t, NewSystem(time.Minute, nil))
	}
}

// A locked keyring that nobody can be asked to unlock says so at once, and is
// tried again when it is open.
func TestKeyringLocked(t *testing.T) {
	if !session(t) {
		return
	}
	v := NewSystem(time.Minute, nil)
	open := daemon(t, true)
	if err := v.Set(ctx, "ann", "secret"); err != nil {
		t.Fatal(err)
	}
	stop(open)
	_, err := v.Get(ctx, "ann")
	wantErr(t, err, ErrNone)

	shut := daemon(t, false)
	for range 2 {
		_, err := v.Get(ctx, "ann")
		wantErr(t, err, ErrLocked)
		wantErr(t, v.Set(ctx, "ann", "other"), ErrLocked)
	}
	stop(shut)
	daemon(t, true)
	wantSecret(t, v, "ann", "secret")
}

// A keyring that keeps us waiting, as one does that asks the user, does not
// keep the program waiting; it is asked one thing at a time, and answers later.
func TestKeyringNeverBlocks(t *testing.T) {
	if !session(t) {
		return
	}
	d := daemon(t, true)
	v := NewSystem(100*time.Millisecond, nil)
	if err := NewSystem(time.Minute, nil).Set(ctx, "ann", "secret"); err != nil {
		t.Fatal(err)
	}
	d.Process.Signal(syscall.SIGSTOP)
	before := runtime.NumGoroutine()
	for range 5 {
		_, err := v.Get(ctx, "ann")
		wantErr(t, err, ErrLocked)
	}
	if n := runtime.NumGoroutine() - before; n > 3 {
		t.Errorf("%d goroutines wait for one answer", n)
	}
	over, cancel := context.WithCancel(ctx)
	cancel()
	_, err := v.Get(over, "ann")
	wantErr(t, err, context.Canceled)
	d.Process.Signal(syscall.SIGCONT)
	v.wait = time.Minute
	wantSecret(t, v, "ann", "secret")
}

// Who waits for a keyring is told so within a second or two, and when it is
// over; a keyring that is open is not talked about.
func TestKeyringSaysThatItWaits(t *testing.T) {
	if !session(t) {
		return
	}
	d := daemon(t, true)
	type word struct {
		who     string
		waiting bool
	}
	type key struct{}
	told := make(chan word, 10)
	v := NewSystem(time.Minute, func(ctx context.Context, waiting bool) { told <- word{ctx.Value(key{}).(string), waiting} })
	who := func(name string) context.Context { return context.WithValue(ctx, key{}, name) }
	if err := v.Set(who("quick"), "ann", "secret"); err != nil {
		t.Fatal(err)
	}
	d.Process.Signal(syscall.SIGSTOP)
	over, cancel := context.WithCancel(who("impatient"))
	ended := make(chan error, 2)
	go func() { _, err := v.Get(over, "ann"); ended <- err }()
	if w := <-told; w != (word{"impatient", true}) {
		t.Errorf("%+v", w)
	}
	cancel()
	wantErr(t, <-ended, context.Canceled)
	if w := <-told; w != (word{"impatient", false}) {
		t.Errorf("%+v", w)
	}
	go func() { _, err := v.Get(who("patient"), "ann"); ended <- err }()
	if w := <-told; w != (word{"patient", true}) { // it waits for the question before
		t.Errorf("%+v", w)
	}
	d.Process.Signal(syscall.SIGCONT)
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if w := <-told; w != (word{"patient", false}) || len(told) > 0 {
		t.Errorf("%+v and %d more", w, len(told))
	}
}

// A locked keyring that shows its prompt and waits is told of; who gives up
// is free at once, and the next one who asks is told, too.
func TestKeyringPrompts(t *testing.T) {
	if !session(t) {
		return
	}
	open := daemon(t, true)
	if err := NewSystem(time.Minute, nil).Set(ctx, "ann", "secret"); err != nil {
		t.Fatal(err)
	}
	stop(open)
	c := exec.Command("gnome-keyring-daemon", "--foreground", "--components=secrets", "--control-directory="+t.TempDir())
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(c) })
	told := make(chan bool, 10)
	v := NewSystem(time.Minute, func(_ context.Context, waiting bool) { told <- waiting })
	for range 2 {
		over, cancel := context.WithCancel(ctx)
		ended := make(chan error, 1)
		go func() {
			for {
				_, err := v.Get(over, "ann")
				if !errors.Is(err, ErrNone) { // it is not on the bus yet
					ended <- err
					return
				}
			}
		}()
		select {
		case err := <-ended:
			t.Fatalf("it did not wait for its prompt: %v", err)
		case waiting := <-told:
			if !waiting {
				t.Error("told that it waits no more")
			}
		}
		cancel()
		wantErr(t, <-ended, context.Canceled)
		if <-told {
			t.Error("told that it still waits")
		}
	}
}

// Over ssh, or without a keyring, there is none, and nothing is started.
func TestKeyringAbsent(t *testing.T) {
	if session(t) {
		_, err := NewSystem(time.Minute, nil).Get(ctx, "ann") // a bus, and nobody on it
		wantErr(t, err, ErrNone)
		return
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
	wantErr(t, NewSystem(time.Minute, nil).Set(ctx, "ann", "secret"), ErrNone)
	if _, err := os.Stat("/run/user"); err == nil {
		return // a bus of the user's may be found there
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "")
	wantErr(t, NewSystem(time.Minute, nil).Set(ctx, "ann", "secret"), ErrNone)
	if bus := os.Getenv("DBUS_SESSION_BUS_ADDRESS"); bus != "" {
		t.Errorf("a bus was started: %s", bus)
	}
}

func TestClassify(t *testing.T) {
	for _, c := range []struct {
		said error
		want error
	}{
		{keyring.ErrNotFound, ErrNotFound},
		{keyring.ErrSetDataTooBig, ErrTooLong},
		{keyring.ErrUnsupportedPlatform, ErrNone},
		{errors.New("failed to unlock correct collection '/org/freedesktop/secrets/aliases/default'"), ErrLocked},
		{errors.New("Cannot get secret of a locked object"), ErrLocked},
		{errors.New("exit status 51"), ErrLocked},
		{errors.New("The name org.freedesktop.secrets was not provided by any .service files"), ErrNone},
		{errors.New("dbus: connection closed by user"), ErrNone},
	} {
		wantErr(t, classify(c.said), c.want)
	}
}
