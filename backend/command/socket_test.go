package command

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"calends/backend/bridge"
	"calends/backend/calendar"
)

// diary is as much of a program as the socket needs to be seen working. Its
// other methods are not there.
type diary struct {
	Program
	mu    sync.Mutex
	added []string
	adds  func(ctx context.Context, summary string) error // called in Add
	ask   bridge.AddAccount
	files []bridge.File
	view  string
}

func (d *diary) Add(ctx context.Context, ask bridge.AddEvent) (bridge.ChangeRef, error) {
	if d.adds != nil {
		if err := d.adds(ctx, *ask.Patch.Summary); err != nil {
			return bridge.ChangeRef{}, err
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.added, d.view = append(d.added, *ask.Patch.Summary), ask.View.String()
	return bridge.ChangeRef{UID: "uid-" + *ask.Patch.Summary}, nil
}

func (d *diary) AddAccount(_ context.Context, ask bridge.AddAccount) (bridge.AccountReport, error) {
	d.ask = ask
	return bridge.AccountReport{Name: ask.Name}, nil
}

func (d *diary) Import(_ context.Context, r bridge.ImportRequest) (bridge.ImportResult, error) {
	d.files = r.Files
	return bridge.ImportResult{New: len(r.Files)}, nil
}

func (d *diary) Export(context.Context, []string) ([]byte, error) { return []byte("exported\r\n"), nil }

// house is a computer: programs that open profiles, each of which only one
// may hold.
type house struct {
	mu   sync.Mutex
	held map[string]bool
	d    diary
}

func (h *house) open(_ context.Context, profile string) (Program, func() error, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.held[profile] {
		return nil, nil, fmt.Errorf("open: %w", calendar.ErrBusy)
	}
	if h.held == nil {
		h.held = map[string]bool{}
	}
	h.held[profile] = true
	return &h.d, func() error {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.held[profile] = false
		return nil
	}, nil
}

// holder holds a profile as a window does, until the test ends.
func (h *house) holder(t *testing.T, profile string, raise func(string)) {
	t.Helper()
	p, closeAll, err := h.open(t.Context(), profile)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	stop, err := Serve(ctx, profile, p, raise)
	if err != nil {
		cancel()
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		stop()
		if err := closeAll(); err != nil {
			t.Error(err)
		}
	})
}

func add(summary string, more ...string) []string {
	return append([]string{"add", "--summary", summary, "--start", "2026-11-22"}, more...)
}

func TestCommandIsCarriedOutByWhoHoldsTheProfile(t *testing.T) {
	var h house
	profile := t.TempDir()
	h.holder(t, profile, nil)
	where := asked{host: Host{Open: h.open}, env: map[string]string{"CALENDS_DATA": profile, "TZ": "Asia/Tokyo"}}
	if d := where.run(t.Context(), add("Tea")...); d != (typed{done, "uid-Tea\n", ""}) {
		t.Errorf("%+v", d)
	}
	if !slices.Equal(h.d.added, []string{"Tea"}) || h.d.view != "Asia/Tokyo" {
		t.Errorf("added %q in zone %s", h.d.added, h.d.view)
	}
	h.d.adds = func(context.Context, string) error { return calendar.ErrReadOnly }
	if d := where.run(t.Context(), add("Tea", "--json")...); d.status != failed || d.code(t) != "read_only" || d.out != "" {
		t.Errorf("%+v", d)
	}
	info, err := os.Stat(filepath.Join(profile, socketName))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the socket: %v %v", info.Mode(), err)
	}
}

func TestEveryCommandOfManyIsDoneOnce(t *testing.T) {
	var h house
	profile := filepath.Join(t.TempDir(), "profile")
	where := asked{host: Host{Open: h.open}, env: map[string]string{"CALENDS_DATA": profile}}
	const many = 60
	var wg sync.WaitGroup
	for i := range many {
		wg.Go(func() {
			for j := range 3 {
				name := fmt.Sprintf("%d-%d", i, j)
				if d := where.run(t.Context(), add(name)...); d != (typed{done, "uid-" + name + "\n", ""}) {
					t.Errorf("%s: %+v", name, d)
				}
			}
		})
	}
	wg.Wait()
	slices.Sort(h.d.added)
	if len(h.d.added) != 3*many || len(slices.Compact(h.d.added)) != 3*many {
		t.Errorf("%d were added", len(h.d.added))
	}
	if _, err := os.Stat(filepath.Join(profile, socketName)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the socket is left behind: %v", err)
	}
	if info, err := os.Stat(profile); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the profile: %v %v", info.Mode(), err)
	}
}

func TestHolderWaitsForWhomItServes(t *testing.T) {
	var h house
	profile := t.TempDir()
	where := asked{host: Host{Open: h.open}, env: map[string]string{"CALENDS_DATA": profile}}
	first, second, release := make(chan struct{}), make(chan struct{}), make(chan struct{})
	h.d.adds = func(_ context.Context, summary string) error {
		switch summary {
		case "first":
			close(first)
			<-second
		case "second":
			close(second)
			<-release
		}
		return nil
	}
	ended := make(chan typed, 2)
	go func() { ended <- where.run(context.Background(), add("first")...) }()
	<-first
	go func() { ended <- where.run(context.Background(), add("second")...) }()
	<-second
	select {
	case d := <-ended:
		ended <- d
		t.Errorf("ended while it served: %+v", d)
	case <-time.After(50 * time.Millisecond):
	}
	close(release)
	for range 2 {
		if d := <-ended; d.status != done {
			t.Errorf("%+v", d)
		}
	}
	if len(h.d.added) != 2 {
		t.Errorf("added %q", h.d.added)
	}
}

func TestFilesAndPasswordsAreTheClients(t *testing.T) {
	var h house
	profile, dir := t.TempDir(), t.TempDir()
	h.holder(t, profile, nil)
	odd := "caf\xe9.ics" // no UTF-8
	if err := os.WriteFile(filepath.Join(dir, odd), []byte("file"), 0o600); err != nil {
		odd = "cafe.ics" // this file system wants UTF-8
		if err := os.WriteFile(filepath.Join(dir, odd), []byte("file"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	questions := 0
	where := asked{host: Host{Open: h.open}, dir: dir, in: "s3 cret\n", env: map[string]string{
		"CALENDS_DATA": profile, "CALENDS_PASSPHRASE_COMMAND": "echo pass"}}
	where.ask = func(prompt string) (string, error) {
		questions++
		return "typed", nil
	}
	if d := where.run(t.Context(), "import", odd, "-", "--json"); d.status != done || d.err != "" {
		t.Fatalf("%+v", d)
	}
	if len(h.d.files) != 2 || h.d.files[0].Name != odd || string(h.d.files[0].Text) != "file" || string(h.d.files[1].Text) != "s3 cret\n" {
		t.Errorf("read %q", h.d.files)
	}
	if d := where.run(t.Context(), "export", "-o", "out.ics"); d.status != done {
		t.Errorf("%+v", d)
	}
	if b, err := os.ReadFile(filepath.Join(dir, "out.ics")); string(b) != "exported\r\n" {
		t.Errorf("written %q, %v", b, err)
	}
	if d := where.run(t.Context(), "account", "add", "work", "--user", "ann@example.com", "--password-stdin", "--secret", "file"); d.status != done {
		t.Errorf("%+v", d)
	}
	if h.d.ask.Password != "s3 cret" || h.d.ask.Passphrase != "pass" || h.d.ask.Address != "ann@example.com" || questions != 0 {
		t.Errorf("asked for %+v after %d questions", h.d.ask, questions)
	}
	if d := where.run(t.Context(), "account", "add", "work", "--user", "ann", "--url", "https://example.com"); d.status != done {
		t.Errorf("%+v", d)
	}
	if h.d.ask.Password != "typed" || h.d.ask.Secret != "keyring" || questions != 1 {
		t.Errorf("asked for %+v after %d questions", h.d.ask, questions)
	}
	if d := where.run(t.Context(), "import", "missing.ics", "--json"); d.status != failed || d.code(t) != "not_found" {
		t.Errorf("%+v", d)
	}
}

func TestStaleSocketIsReplaced(t *testing.T) {
	var h house
	profile := t.TempDir()
	left, err := listen(profile)
	if err != nil {
		t.Fatal(err)
	}
	if err := left.Close(); err != nil { // its file stays, as after a kill
		t.Fatal(err)
	}
	where := asked{host: Host{Open: h.open}, env: map[string]string{"CALENDS_DATA": profile}}
	if d := where.run(t.Context(), add("Tea")...); d.status != done || len(h.d.added) != 1 {
		t.Errorf("%+v", d)
	}
}

func TestSocketInADeepFolder(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("SKIPPED: only Linux reaches a socket with a long name")
	}
	var h house
	profile := filepath.Join(t.TempDir(), strings.Repeat("deep/", 40))
	if err := makeProfile(profile); err != nil {
		t.Fatal(err)
	}
	h.holder(t, profile, nil)
	where := asked{host: Host{Open: h.open}, env: map[string]string{"CALENDS_DATA": profile}}
	if d := where.run(t.Context(), add("Tea")...); d.status != done || len(h.d.added) != 1 {
		t.Errorf("%+v", d)
	}
}

func TestInterruptedClientEndsItsCommand(t *testing.T) {
	var h house
	profile := t.TempDir()
	h.holder(t, profile, nil)
	begun, ended := make(chan struct{}), make(chan error, 1)
	h.d.adds = func(ctx context.Context, _ string) error {
		close(begun)
		select {
		case <-ctx.Done():
		case <-time.After(10 * time.Second):
		}
		ended <- ctx.Err()
		return ctx.Err()
	}
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-begun
		cancel()
	}()
	where := asked{host: Host{Open: h.open}, env: map[string]string{"CALENDS_DATA": profile}}
	if d := where.run(ctx, add("Tea", "--json")...); d.status != failed || d.code(t) != "cancelled" {
		t.Errorf("%+v", d)
	}
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestSecondStartRaisesTheFirst(t *testing.T) {
	var h house
	profile, dir := t.TempDir(), t.TempDir()
	raised := make(chan string, 1)
	h.holder(t, profile, func(show string) { raised <- show })
	where := asked{dir: dir, env: map[string]string{"CALENDS_DATA": profile}}
	file := filepath.Join(dir, "x.ics")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		show string
	}{{nil, ""}, {[]string{"open", "x.ics"}, file}, {[]string{"open", "calends://date/2026-11-22"}, "calends://date/2026-11-22"}} {
		if d := where.run(t.Context(), c.args...); d != (typed{}) {
			t.Errorf("%+v", d)
		}
		if show := <-raised; show != c.show {
			t.Errorf("showed %q, not %q", show, c.show)
		}
	}
}

func TestWindowOpensOnceTheProfileIsFree(t *testing.T) {
	var h house
	profile := t.TempDir()
	where := asked{host: Host{Open: h.open}, env: map[string]string{"CALENDS_DATA": profile}}
	begun, release := make(chan struct{}), make(chan struct{})
	h.d.adds = func(context.Context, string) error {
		close(begun)
		<-release
		return nil
	}
	ended := make(chan typed)
	go func() { ended <- where.run(context.Background(), add("Tea")...) }()
	<-begun
	where.host.Window = func(ctx context.Context, profile, show string) error {
		_, closeAll, err := h.open(ctx, profile)
		if err != nil {
			return err
		}
		return closeAll()
	}
	time.AfterFunc(60*time.Millisecond, func() { close(release) })
	if d := where.run(t.Context()); d != (typed{}) {
		t.Errorf("%+v", d)
	}
	if d := <-ended; d.status != done {
		t.Errorf("%+v", d)
	}
}

func TestAnotherVersionIsNotSpokenTo(t *testing.T) {
	profile := t.TempDir()
	l, err := listen(profile)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		_ = newWire(conn).send(message{Kind: "hello", Version: protocol + 1})
	}()
	where := asked{host: closedHost(t), env: map[string]string{"CALENDS_DATA": profile}}
	if d := where.run(t.Context(), add("Tea", "--json")...); d.status != failed || d.code(t) != "busy" {
		t.Errorf("%+v", d)
	}
}

func TestHolderThatDiesIsTold(t *testing.T) {
	profile := t.TempDir()
	l, err := listen(profile)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		w := newWire(conn)
		_ = w.send(message{Kind: "hello", Version: protocol})
		_, _ = w.receive()
		_ = w.send(message{Kind: "begun"})
		conn.Close()
	}()
	where := asked{host: closedHost(t), env: map[string]string{"CALENDS_DATA": profile}}
	if d := where.run(t.Context(), add("Tea", "--json")...); d.status != failed || d.code(t) != "internal" ||
		!strings.Contains(d.err, "ended before it was through") {
		t.Errorf("%+v", d)
	}
}
