package backend_test

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// These tests kill the program (SIGKILL) at random moments of a sync of 2,000
// objects, while the device has edits to send and somebody else writes on the
// server, and let it go on. In the end nothing is missing, nothing is there
// twice, and every edit of either side stands.

// number reads a count from the environment.
func number(name string, otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return otherwise
}

func TestKilledWhileSynchronizing(t *testing.T) {
	_, base := home(t, 1, 0)
	killing(t, base, "alice", "secret", base+"dav/calendars/alice/c0/", number("CALENDS_SYNC_KILLS", 20))
}

// CALENDS_SYNC_KILLS says how often each server sees the program die.
func TestKilledOnRealServers(t *testing.T) {
	if os.Getenv("CALENDS_TEST_FULL") == "" {
		t.Skip("SKIPPED, no real server saw the program die: set CALENDS_TEST_FULL=1")
	}
	for _, name := range []string{"radicale", "xandikos"} {
		t.Run(name, func(t *testing.T) {
			url, user, password := startServer(t, name)
			killing(t, url, user, password, "", number("CALENDS_SYNC_KILLS", 200))
		})
	}
}

// ordeal is a device that is killed again and again.
type ordeal struct {
	t              *testing.T
	device         device
	at             string // URL of the calendar
	user, password string
	expect         map[string]string // uid → summary; those called mine are the device's to change
	made           int
	usual          time.Duration // how long the last sync took that came through
}

func killing(t *testing.T, url, user, password, at string, kills int) {
	o := &ordeal{t: t, device: device{t, build(t), t.TempDir()}, at: at, user: user, password: password,
		expect: map[string]string{}, usual: time.Second}
	o.device.connect(url, user, password)
	if at == "" { // a real server, which has no calendar yet
		var made struct{ Href string }
		o.device.must(&made, "calendar", "create", "Ordeal", "--account", "srv", "--json")
		root, _, _ := strings.Cut(strings.SplitAfter(url, "://")[1], "/")
		o.at = strings.SplitAfter(url, "://")[0] + root + made.Href
	}
	o.fill(number("CALENDS_SYNC_OBJECTS", 2_000))
	died, through := 0, 0
	for died < kills {
		if died == kills/4 { // enough of the first sync
			o.device.settles()
		}
		if o.whole() {
			o.edits()
			o.others()
		}
		if o.kill() {
			died++
			o.usual += o.usual / 20 // it may take longer than that
		} else {
			through++
		}
	}
	o.device.settles()
	fresh := device{t, o.device.program, t.TempDir()}
	fresh.connect(url, user, password)
	fresh.settles()
	o.judge(o.device)
	o.judge(fresh)
	if n := o.members(); n != len(o.expect) {
		t.Errorf("the server lists %d objects, want %d", n, len(o.expect))
	}
	if o.made < kills/2 {
		t.Errorf("only %d of the kills met edits", o.made)
	}
	t.Logf("%d kills, %d with edits; %d syncs came through", died, o.made, through)
}

func (d device) connect(url, user, password string) {
	d.t.Helper()
	d.must(nil, "account", "add", "srv", "--url", url, "--user", user, "--secret", "command", "--password-command", "echo "+password)
}

// settles synchronizes until there is nothing more to do.
func (d device) settles() {
	d.t.Helper()
	for range 3 {
		if r := d.run("", "sync", "--json"); r.status != 0 {
			d.t.Fatalf("sync: exit %d\n%s%s", r.status, r.out, r.err)
		}
	}
}

// text is an event of the ordeal.
func (o *ordeal) text(uid, summary string) string {
	o.expect[uid] = summary
	return fmt.Sprintf(event, uid, summary)
}

// fill puts the objects on the server.
func (o *ordeal) fill(n int) {
	type object struct{ uid, text string }
	todo := make(chan object)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for x := range todo {
				o.request("PUT", x.uid, x.text)
			}
		})
	}
	for i := range n {
		uid := fmt.Sprintf("%s%d", []string{"mine", "other"}[i%2], i)
		todo <- object{uid, o.text(uid, "first "+uid)}
	}
	close(todo)
	wg.Wait()
}

// request asks the server something as another program would.
func (o *ordeal) request(method, uid, text string) string {
	at := o.at
	if uid != "" {
		at += uid + ".ics"
	}
	r, err := http.NewRequest(method, at, strings.NewReader(text))
	if err != nil {
		o.t.Error(err)
		return ""
	}
	r.SetBasicAuth(o.user, o.password)
	r.Header.Set("Content-Type", "text/calendar; charset=utf-8")
	if method == "PROPFIND" {
		r.Header.Set("Content-Type", "application/xml")
		r.Header.Set("Depth", "1")
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		o.t.Error(err)
		return ""
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode >= 300 {
		o.t.Errorf("%s %s: %s %v", method, at, answer.Status, err)
	}
	return string(body)
}

// members counts the objects that the server lists.
func (o *ordeal) members() int {
	text := o.request("PROPFIND", "", `<?xml version="1.0"?><D:propfind xmlns:D="DAV:"><D:prop><D:getetag/></D:prop></D:propfind>`)
	return strings.Count(text, ".ics</")
}

// whole reports whether the device holds all of the calendar by now.
func (o *ordeal) whole() bool {
	var rows []calendarRow
	o.device.must(&rows, "calendar", "list", "--json")
	for _, r := range rows {
		if r.Account == "srv" {
			return r.Objects >= len(o.expect)*9/10
		}
	}
	return false
}

// some picks UIDs of one side.
func (o *ordeal) some(whose string, n int) (uids []string) {
	for uid := range o.expect {
		if strings.HasPrefix(uid, whose) {
			if uids = append(uids, uid); len(uids) == n {
				break
			}
		}
	}
	return uids
}

// edits changes, makes and deletes events on the device.
func (o *ordeal) edits() {
	o.made++
	var file strings.Builder
	for _, uid := range o.some("mine", 25) {
		file.WriteString(o.text(uid, fmt.Sprintf("mine in round %d", o.made)))
	}
	for i := range 5 {
		file.WriteString(o.text(fmt.Sprintf("mine-new%d-%d", o.made, i), "new"))
	}
	path := filepath.Join(o.t.TempDir(), "edits.ics")
	if err := os.WriteFile(path, []byte(file.String()), 0o600); err != nil {
		o.t.Fatal(err)
	}
	o.device.must(nil, "import", path, "--calendar", o.calendar())
	uid := o.some("mine", 1)[0]
	o.device.must(nil, "delete", uid)
	delete(o.expect, uid)
}

// calendar is what the device calls it.
func (o *ordeal) calendar() string {
	var rows []calendarRow
	o.device.must(&rows, "calendar", "list", "--json")
	for _, r := range rows {
		if r.Account == "srv" && r.Objects > 0 {
			return r.ID
		}
	}
	o.t.Fatal("the device does not have the calendar")
	return ""
}

// others lets somebody else change, make and delete events on the server.
func (o *ordeal) others() {
	for _, uid := range o.some("other", 40) {
		o.request("PUT", uid, o.text(uid, fmt.Sprintf("other in round %d", o.made)))
	}
	uid := fmt.Sprintf("other-new%d", o.made)
	o.request("PUT", uid, o.text(uid, "new"))
	gone := o.some("other", 1)[0]
	o.request("DELETE", gone, "")
	delete(o.expect, gone)
}

// kill starts a sync and kills it; false where it was through already.
func (o *ordeal) kill() bool {
	cmd := exec.Command(o.device.program, "sync", "--json")
	cmd.Env = append(os.Environ(), "CALENDS_DATA="+o.device.profile, "DISPLAY=", "DBUS_SESSION_BUS_ADDRESS=")
	if err := cmd.Start(); err != nil {
		o.t.Fatal(err)
	}
	began := time.Now()
	timer := time.AfterFunc(time.Duration(rand.Int64N(int64(o.usual))), func() { cmd.Process.Kill() })
	defer timer.Stop()
	err := cmd.Wait()
	if err != nil && cmd.ProcessState.Exited() {
		o.t.Fatalf("sync: %v", err)
	}
	if err == nil {
		o.usual = time.Since(began)
	}
	return err != nil
}

// judge compares what a device holds with what is expected.
func (o *ordeal) judge(d device) {
	o.t.Helper()
	seen := map[string]string{}
	uid, summary := "", ""
	for line := range strings.Lines(d.must(nil, "export")) {
		switch name, text, _ := strings.Cut(strings.TrimSpace(line), ":"); name + ":" + text {
		case "UID:" + text:
			uid = text
		case "SUMMARY:" + text:
			summary = text
		case "END:VEVENT":
			if seen[uid] != "" {
				o.t.Errorf("%s is there twice", uid)
			}
			seen[uid] = summary
		}
	}
	for uid, want := range o.expect {
		if seen[uid] != want {
			o.t.Errorf("%s is %q, want %q", uid, seen[uid], want)
		}
	}
	if len(seen) != len(o.expect) {
		o.t.Errorf("there are %d events, want %d", len(seen), len(o.expect))
	}
	var list []struct{ ID string }
	if d.must(&list, "conflicts", "--json"); len(list) > 0 {
		o.t.Errorf("%d conflicts with nobody", len(list))
	}
}
