package backend_test

import (
	"bufio"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A record that was exported is played to a new profile, which comes to the same
// events: those of others and, with the same done here, its own.
func TestReplayARecord(t *testing.T) {
	program := build(t)
	_, base := home(t, 2, 20)
	first := connected(t, program, base)
	o := &ordeal{t: t, device: first, at: base + "dav/calendars/alice/c0/", user: "alice", password: "secret", expect: map[string]string{}}
	live := func(d device, theirs func()) {
		t.Helper()
		theirs()
		d.must(nil, "edit", "c1e3", "--set", "location=Here")
		d.must(nil, "sync")
		d.must(nil, "sync")
	}
	live(first, func() {
		for i := range 3 {
			uid := fmt.Sprintf("c0e%d", i)
			o.request(http.MethodPut, uid, fmt.Sprintf(event, uid, "Theirs"))
		}
		o.request(http.MethodDelete, "c0e7", "")
	})
	bundle := filepath.Join(t.TempDir(), "record.jsonl")
	first.must(nil, "log", "--export", bundle)

	player := exec.Command(program, "demo", "--server-only", "--replay", bundle)
	out, err := player.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := player.Start(); err != nil {
		t.Fatal(err)
	}
	said := bufio.NewScanner(out)
	said.Scan()
	second := connected(t, program, strings.TrimPrefix(said.Text(), "url="))
	live(second, func() {})
	if a, b := first.must(nil, "export"), second.must(nil, "export"); a != b || !strings.Contains(a, "Theirs") || !strings.Contains(a, "Here") {
		t.Errorf("recorded:\n%s\nplayed:\n%s", a, b)
	}
	if err := player.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	rest := ""
	for said.Scan() {
		rest += said.Text() + "\n"
	}
	if err := player.Wait(); err != nil || !strings.Contains(rest, "left=0\nstrays=0\n") {
		t.Errorf("%v; in the end it says %q", err, rest)
	}
}

// What is no record is refused in a sentence.
func TestReplayOfSomethingElse(t *testing.T) {
	d := device{t, build(t), t.TempDir()}
	other := filepath.Join(t.TempDir(), "other.jsonl")
	if err := os.WriteFile(other, []byte("{}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if r := d.run("", "demo", "--server-only", "--replay", other); !strings.Contains(r.err, "not a sync record") {
		t.Error(r.err)
	}
	for args, status := range map[string]int{"demo --server-only --replay " + other: 1, "demo --replay " + other: 2,
		"demo --server-only --replay " + other + "x": 1} {
		if r := d.run("", strings.Fields(args)...); r.status != status || r.err == "" {
			t.Errorf("%s: exit %d: %s", args, r.status, r.err)
		}
	}
}
