package backend_test

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"math"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// These tests kill the program (SIGKILL) while it brings something back, or
// makes its file smaller. Afterwards all is as it was before, or as it was to
// be; what was begun on a server is taken up where it was left.

// killed starts a command and kills it after a while; false where it was
// through already.
func (d device) killed(after time.Duration, args ...string) bool {
	d.t.Helper()
	cmd := exec.Command(d.program, args...)
	cmd.Env = append(os.Environ(), "CALENDS_DATA="+d.profile, "DISPLAY=", "DBUS_SESSION_BUS_ADDRESS=")
	if err := cmd.Start(); err != nil {
		d.t.Fatal(err)
	}
	timer := time.AfterFunc(after, func() { cmd.Process.Kill() })
	defer timer.Stop()
	err := cmd.Wait()
	if err != nil && cmd.ProcessState.Exited() {
		d.t.Fatalf("calends %s: %v", strings.Join(args, " "), err)
	}
	return err != nil
}

// killing kills a command again and again, later each time, until it comes
// through; look sees what each kill left, and whether the command had done its
// work by then: another one would be another request.
func (d device) killing(look func(through bool) (done bool), args ...string) {
	d.t.Helper()
	kills, wait := number("CALENDS_RESTORE_KILLS", 12), 4*time.Millisecond
	died := 0
	for ; ; wait = time.Duration(float64(wait) * math.Pow(400, 1/float64(kills))) { // from 4 ms to 1.6 s, and on
		through := !d.killed(wait, args...)
		if done := look(through); through || done {
			break
		}
		died++
	}
	d.t.Logf("%s: killed %d times, the last after %v", args[0], died, wait)
	if died < 3 {
		d.t.Errorf("killed only %d times", died)
	}
}

// calendarFile is a file of n events called as they are.
func calendarFile(t *testing.T, n int, summary string) string {
	t.Helper()
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, event, fmt.Sprintf("e%d", i), fmt.Sprint(summary, " ", i))
	}
	path := filepath.Join(t.TempDir(), "events.ics")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// of counts the objects of the calendar of that name; -1 where there is none.
func (d device) of(name string) int {
	d.t.Helper()
	var rows []calendarRow
	d.must(&rows, "calendar", "list", "--json")
	n := -1
	for _, r := range rows {
		if r.Name == name {
			if n >= 0 {
				d.t.Errorf("%s is there twice", name)
			}
			n = r.Objects
		}
	}
	return n
}

func TestKilledWhileRestoring(t *testing.T) {
	const n = 1_000
	_, base := home(t, 1, 0)
	for _, account := range []string{"local", "srv"} {
		t.Run(account, func(t *testing.T) {
			d := connected(t, build(t), base)
			d.must(nil, "calendar", "create", "Lost", "--account", account)
			d.must(nil, "import", calendarFile(t, n, "Event"), "--calendar", "Lost")
			d.must(nil, "sync")
			d.must(nil, "calendar", "delete", "Lost")
			d.killing(func(through bool) bool {
				got := d.of("Lost")
				if got != -1 && got != n && (through || got != 0) {
					t.Errorf("%d of %d events are back", got, n)
				}
				if account == "srv" {
					d.must(nil, "sync") // it may see what was begun there
				}
				return got == n
			}, "restore", "--calendar", "Lost")
			d.must(nil, "sync")
			if got := d.of("Lost"); got != n {
				t.Errorf("%d of %d events are back", got, n)
			}
			if account == "srv" {
				if got := connected(t, d.program, base).of("Lost"); got != n {
					t.Errorf("another device has %d of %d events", got, n)
				}
			}
		})
	}
}

func TestKilledWhileTakingASyncBack(t *testing.T) {
	const n = 1_000
	_, base := home(t, 1, n)
	d := connected(t, build(t), base)
	o := &ordeal{t: t, device: d, at: base + "dav/calendars/alice/c0/", user: "alice", password: "secret", expect: map[string]string{}}
	for i := range n / 2 {
		uid := fmt.Sprintf("c0e%d", i)
		o.request(http.MethodPut, uid, fmt.Sprintf(event, uid, "Changed by others"))
	}
	d.must(nil, "sync")
	d.killing(func(through bool) bool {
		left := strings.Count(d.must(nil, "export"), "Changed by others")
		if left != n/2 && left != 0 || through && left != 0 {
			t.Errorf("%d of %d changes are left", left, n/2)
		}
		return left == 0
	}, "undo", "--received")
	d.must(nil, "redo")
	if left := strings.Count(d.must(nil, "export"), "Changed by others"); left != n/2 {
		t.Errorf("%d of %d changes came back with redo", left, n/2)
	}
}

func TestKilledWhileTheFileIsMadeSmaller(t *testing.T) {
	d := device{t, build(t), t.TempDir()}
	noise := make([]byte, 20<<20)
	_, _ = rand.Read(noise) // never fails
	var rows []calendarRow
	d.must(&rows, "calendar", "list", "--json")
	own := rows[0].ID
	text := base64.StdEncoding.EncodeToString(noise)
	for _, summary := range []string{text[:len(text)/8], "First", "Event"} {
		d.must(nil, "import", calendarFile(t, 8, summary), "--calendar", own)
	}
	file := filepath.Join(d.profile, "calends.db")
	d.must(nil, "ledger", "--mb", "1")
	large, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	small := 0
	d.killing(func(through bool) bool {
		stat, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		if stat.Size() < int64(len(large))/2 {
			small++
		} else if through {
			t.Errorf("%d bytes, then %d", len(large), stat.Size())
		}
		if got := strings.Count(d.must(nil, "export"), "SUMMARY:Event"); got != 8 {
			t.Errorf("%d of 8 events", got)
		}
		if left, _ := filepath.Glob(file + ".compact-*"); len(left) > 0 { // the pattern is ours
			t.Errorf("left over: %v", left)
		}
		if err := os.WriteFile(file, large, 0o600); err != nil {
			t.Fatal(err)
		}
		return false
	}, "agenda")
	t.Logf("%d times it was smaller", small)
}
