package backend_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"calends/backend/bridge"
	"calends/backend/caldavserver"
)

// A new password is tried at once: a wrong one is refused and changes nothing,
// and where nobody answers that is said.
func TestNewPassword(t *testing.T) {
	server, base := home(t, 1, 1)
	t.Setenv("CALENDS_PASSPHRASE_COMMAND", "echo a long enough phrase")
	d := device{t, build(t), t.TempDir()}
	add := []string{"account", "add", "srv", "--url", base, "--user", "alice", "--secret", "file", "--password-stdin"}
	if r := d.run("secret\n", add...); r.status != 0 {
		t.Fatal(r.err)
	}
	again := []string{"account", "password", "srv", "--password-stdin", "--json"}
	r := d.run("wrong\n", again...)
	if r.status != 4 || !strings.Contains(r.err, `"code":"sign_in"`) || !strings.Contains(r.err, `"hint"`) || strings.Contains(r.err+r.out, "wrong") {
		t.Errorf("exit %d: %s%s", r.status, r.out, r.err)
	}
	d.must(nil, "sync") // with the old one
	server.SetPassword("alice", "another")
	if r := d.run("", "sync"); r.status != 4 {
		t.Errorf("exit %d: %s", r.status, r.err)
	}
	for _, c := range []struct {
		fault bool
		tried bool
	}{{false, true}, {true, false}} {
		if c.fault {
			server.Fault(caldavserver.Fault{Kind: caldavserver.Drop, Times: caldavserver.Always})
		}
		r := d.run("another\n", again...)
		var set bridge.PasswordSet
		if err := json.Unmarshal([]byte(r.out), &set); err != nil || r.status != 0 || set.Tried != c.tried || (set.NotTried == "") != c.tried || set.Name != "srv" {
			t.Errorf("exit %d: %v %+v %s", r.status, err, set, r.err)
		}
		server.ClearFaults()
		d.must(nil, "sync")
	}
}

// An account whose sealed password cannot be removed goes all the same, and
// what stays is said.
func TestRemoveAccountLocked(t *testing.T) {
	_, base := home(t, 1, 1)
	d := device{t, build(t), t.TempDir()}
	t.Setenv("CALENDS_PASSPHRASE_COMMAND", "echo a long enough phrase")
	for _, c := range []struct {
		phrase string
		status int
	}{{"", 3}, {"echo a long enough phrase", 0}} {
		t.Setenv("CALENDS_PASSPHRASE_COMMAND", "echo a long enough phrase")
		if r := d.run("secret\n", "account", "add", "srv", "--url", base, "--user", "alice", "--secret", "file", "--password-stdin"); r.status != 0 {
			t.Fatal(r.err)
		}
		t.Setenv("CALENDS_PASSPHRASE_COMMAND", c.phrase)
		r := d.run("", "account", "remove", "srv", "--json")
		var gone bridge.AccountRemoved
		if err := json.Unmarshal([]byte(r.out), &gone); err != nil || r.status != c.status || (gone.SecretLeft == nil) != (c.status == 0) {
			t.Errorf("%q: exit %d %v: %s%s", c.phrase, r.status, err, r.out, r.err)
		}
		if c.status != 0 && (!strings.Contains(r.err, `"code":"locked"`) || !strings.Contains(r.err, "secrets.age")) {
			t.Errorf("%s", r.err)
		}
		var left []struct{ Name string }
		if d.must(&left, "account", "list", "--json"); len(left) != 0 {
			t.Errorf("still there: %+v", left)
		}
	}
	if _, err := os.Stat(filepath.Join(d.profile, "secrets.age")); err != nil {
		t.Error(err)
	}
}

// A sync that could not begin says so until the next one: that the passphrase
// was wrong shows in the list of accounts.
func TestAccountListTellsOfAWrongPassphrase(t *testing.T) {
	_, base := home(t, 1, 1)
	d := device{t, build(t), t.TempDir()}
	t.Setenv("CALENDS_PASSPHRASE_COMMAND", "echo a long enough phrase")
	if r := d.run("secret\n", "account", "add", "srv", "--url", base, "--user", "alice", "--secret", "file", "--password-stdin"); r.status != 0 {
		t.Fatal(r.err)
	}
	d.must(nil, "sync")
	for _, c := range []struct {
		phrase string
		status int
		code   string
	}{{"printf wrong", 3, "locked"}, {"echo a long enough phrase", 0, ""}} {
		t.Setenv("CALENDS_PASSPHRASE_COMMAND", c.phrase)
		if r := d.run("", "sync"); r.status != c.status {
			t.Errorf("%q: exit %d, %s", c.phrase, r.status, r.err)
		}
		var list []bridge.AccountRow
		d.must(&list, "account", "list", "--json")
		switch f := list[0].Error; {
		case (f == nil) != (c.code == ""), f != nil && f.Code != c.code:
			t.Errorf("%q: %+v", c.phrase, f)
		}
		if works := strings.Contains(d.must(nil, "account", "list"), "works"); works != (c.code == "") || list[0].LastSync == nil {
			t.Errorf("%q: works %v, %+v", c.phrase, works, list[0])
		}
	}
}
