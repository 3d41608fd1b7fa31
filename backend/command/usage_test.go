package command

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// typed is what a command line came to.
type typed struct {
	status   int
	out, err string
}

// asked is a command line and where it is typed.
type asked struct {
	host Host
	dir  string
	in   string
	pipe io.Reader // instead of in
	env  map[string]string
	ask  func(string) (string, error)
}

func (a asked) run(ctx context.Context, args ...string) typed {
	var out, errs bytes.Buffer
	var in io.Reader = strings.NewReader(a.in)
	if a.pipe != nil {
		in = a.pipe
	}
	status := Run(ctx, a.host, args, Std{
		In: in, Out: &out, Err: &errs, Ask: a.ask, Dir: a.dir,
		Getenv: func(k string) string {
			if v, ok := a.env[k]; ok {
				return v
			}
			return map[string]string{"TZ": "Europe/Berlin"}[k]
		},
		Now: func() time.Time { return time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC) },
	})
	return typed{status, out.String(), errs.String()}
}

// code returns the code of the error on standard error; "" is none.
func (d typed) code(t *testing.T) string {
	t.Helper()
	if d.err == "" {
		return ""
	}
	var e struct {
		Error struct{ Code, Message, Hint string }
	}
	if err := json.Unmarshal([]byte(d.err), &e); err != nil {
		t.Fatalf("standard error is not one JSON document: %v\n%s", err, d.err)
	}
	if e.Error.Message == "" {
		t.Errorf("no message in %s", d.err)
	}
	return e.Error.Code
}

// closedHost is a host whose profile may not be opened: a command line that
// makes no sense must be refused before.
func closedHost(t *testing.T) Host {
	return Host{
		Open: func(context.Context, string) (Program, func() error, error) {
			t.Helper()
			t.Error("the profile was opened")
			return nil, nil, errors.New("closed")
		},
		Version: "1.2.3", Commit: "abc", Wails: "v2",
	}
}

// misuses are command lines that make no sense.
var misuses = []string{
	"frobnicate",
	"agend",
	"--frobnicate",
	"agenda --frobnicate",
	"agenda extra",
	"agenda --from yesterday",
	"agenda --from 2026-11-22 --to 2026-11-21",
	"agenda --tz Mars/Olympus",
	"agenda --tz Local",
	"agenda --tz",
	"version --tz Mars/Olympus",
	"agenda --file x.ics --calendar home",
	"account",
	"account frobnicate",
	"account add",
	"account add work",
	"account add work --user ann",
	"account add work --user ann --url https://ann:secret@example.com/",
	"account add work --user ann@example.com --secret drawer",
	"account add work --user ann@example.com --secret command",
	"account add work --user ann@example.com --secret file --password-command cat",
	"account add work --user ann@example.com --password-stdin --password-command cat",
	"account add work --user ann@example.com --password secret",
	"account add work --user ann@example.com",
	"account add work --user ann@example.com --password-stdin",
	"account password work",
	"account password",
	"account remove work --discard --save x.ics",
	"calendar",
	"calendar create",
	"calendar create one two",
	"calendar create one --color red",
	"calendar color home blue",
	"calendar rename home",
	"add",
	"add Lunch tomorrow --start 2026-11-22",
	"add Lunch tomorrow --language tlh",
	"add --dry-run --summary Lunch --start 2026-11-22",
	"add --summary Lunch",
	"add --start 2026-11-22",
	"add --summary Lunch --start noon",
	"add --summary Lunch --start 2026-11-22 --end later",
	"add --summary Lunch --start 2026-11-22 --zone Mars/Olympus",
	"add --summary Lunch --start 2026-11-22 --zone Europe/Paris --floating",
	"add --summary Lunch --start 2026-11-22 --all-day --floating",
	"edit",
	"edit uid",
	"edit uid --set summary",
	"edit uid --set colour=red",
	"edit uid --set start=",
	"edit uid --set start=noon",
	"edit uid --set all-day=perhaps",
	"edit uid --set summary=a --set summary=b",
	"edit uid --set location=a --clear location",
	"edit uid --clear start",
	"edit uid --clear colour",
	"edit uid --set tzid=Mars/Olympus",
	"edit uid --set tzid=Europe/Paris --floating",
	"edit uid --set summary=a --scope following",
	"edit uid --set summary=a --scope this",
	"edit uid --set summary=a --scope some",
	"edit uid --set summary=a --recurrence-id soon",
	"delete",
	"delete uid --scope following",
	"show",
	"show uid --ics --diff",
	"search",
	"import",
	"export extra",
	"restore",
	"undo twice",
	"history one two",
	"conflicts resolve",
	"open",
	"demo --listen 127.0.0.1:1",
	"demo --listen nonsense",
	"demo --server-only --listen nonsense",
	"demo --server-only --listen 127.0.0.1",
	"demo --server-only --listen 127.0.0.1:http",
	"demo --server-only --listen 127.0.0.1:99999",
	"demo --server-only --listen 127.0.0.1:-1",
	"demo --server-only --listen",
	"demo --server-only --listen=",
	"completion tcsh",
	"completion",
	"free --from 2026-11-22",
	"sync --dry-run=maybe",
}

func TestWrongUsage(t *testing.T) {
	for _, args := range misuses {
		t.Run(args, func(t *testing.T) {
			where := asked{host: closedHost(t), dir: t.TempDir()}
			d := where.run(t.Context(), append(strings.Fields(args), "--data", where.dir)...)
			if d.status != misused || d.out != "" {
				t.Errorf("status %d, output %q, error %q", d.status, d.out, d.err)
			}
			if n := strings.Count(d.err, "\n"); !strings.HasPrefix(d.err, "calends: ") || n > 2 {
				t.Errorf("not a sentence and a hint: %q", d.err)
			}
			d = where.run(t.Context(), append([]string{"--json", "--data", where.dir}, strings.Fields(args)...)...)
			if code := d.code(t); d.status != misused || code != "usage" || d.out != "" {
				t.Errorf("with --json: status %d, code %q, output %q", d.status, code, d.out)
			}
			if left, err := os.ReadDir(where.dir); err != nil || len(left) > 0 {
				t.Errorf("something was left in the profile: %v %v", left, err)
			}
		})
	}
}

func TestMisspelledCommandIsNamed(t *testing.T) {
	d := asked{host: closedHost(t)}.run(t.Context(), "agend")
	if !strings.Contains(d.err, "Did you mean calends agenda?") {
		t.Errorf("said %q", d.err)
	}
}

func TestNothingIsOpenedForWhatNeedsNothing(t *testing.T) {
	where := asked{host: closedHost(t), dir: t.TempDir(), env: map[string]string{"CALENDS_DATA": "/nonexistent/profile"},
		in: "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"}
	for _, args := range []string{"version", "version --json", "completion bash", "completion zsh", "completion fish", "--help",
		"account --help", "help sync", "agenda --file - --json", "agenda --file -"} {
		if d := where.run(t.Context(), strings.Fields(args)...); d.status != done || d.out == "" || d.err != "" {
			t.Errorf("%s: %+v", args, d)
		}
	}
	if d := where.run(t.Context(), "version", "--json"); !strings.HasPrefix(d.out, `{"version":"1.2.3","commit":"abc","go":"go`) {
		t.Errorf("version --json: %s", d.out)
	}
}

func TestUnreadableFilesAreToldAndTheRestShown(t *testing.T) {
	where := asked{host: closedHost(t), dir: t.TempDir()}
	if err := os.WriteFile(filepath.Join(where.dir, "good.ics"), []byte("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\n"+
		"UID:1\r\nDTSTAMP:20261101T000000Z\r\nDTSTART:20261123T090000Z\r\nSUMMARY:Tea\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	d := where.run(t.Context(), "agenda", "--json", "--file", "good.ics", "--file", "missing.ics")
	if d.status != partly || d.code(t) != "not_found" {
		t.Errorf("%+v", d)
	}
	var list []map[string]any
	if err := json.Unmarshal([]byte(d.out), &list); err != nil || len(list) != 1 || list[0]["summary"] != "Tea" ||
		list[0]["start"] != "2026-11-23T10:00:00+01:00" || list[0]["calendar"] != nil {
		t.Errorf("%v %s", err, d.out)
	}
}

func TestAnEventThatCannotBeReadIsNamedWithItsFile(t *testing.T) {
	where := asked{host: closedHost(t), dir: t.TempDir()}
	for name, lines := range map[string]string{"a.ics": "UID:u1\r\nSUMMARY:Tea\r\nDTSTART:notadate\r\n", "b.ics": "UID:u2\r\nSUMMARY:Dinner\r\n"} {
		text := "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\n" + lines + "END:VEVENT\r\nEND:VCALENDAR\r\n"
		if err := os.WriteFile(filepath.Join(where.dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	args := []string{"agenda", "--file", "a.ics", "--file", "b.ics"}
	said := "calends: a.ics: u1: “Tea”: DTSTART: \"notadate\" is neither a date nor a time\ncalends: b.ics: u2: “Dinner”: there is no DTSTART\n"
	if d := where.run(t.Context(), args...); d.status != partly || d.err != said {
		t.Errorf("%+v", d)
	}
	d := where.run(t.Context(), append(args, "--json")...)
	for _, key := range []string{`"file":"a.ics"`, `"object":"u1"`, `“Tea”`, `"file":"b.ics"`, `"object":"u2"`, `“Dinner”`} {
		if !strings.Contains(d.err, key) {
			t.Errorf("no %s in %s", key, d.err)
		}
	}
}

func TestAnEndBeforeTheStartIsNotPrinted(t *testing.T) {
	where := asked{host: closedHost(t), in: "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\n" +
		"DTSTART:20261123T090000Z\r\nDTEND:20261123T080000Z\r\nSUMMARY:Tea\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"}
	if d := where.run(t.Context(), "agenda", "--file", "-"); d != (typed{done, "Monday 23 November 2026\n  10:00  Tea\n", ""}) {
		t.Errorf("%+v", d)
	}
}

func TestWorseStatus(t *testing.T) {
	order := []int{misused, failed, signIn, decide, partly, done}
	for i, a := range order {
		for j, b := range order {
			if got, want := worse(a, b), order[min(i, j)]; got != want {
				t.Errorf("worse(%d, %d) = %d, not %d", a, b, got, want)
			}
		}
	}
}

func TestDefaultProfile(t *testing.T) {
	env := func(pairs ...string) func(string) string {
		return func(k string) string {
			for i := 0; i < len(pairs); i += 2 {
				if pairs[i] == k {
					return pairs[i+1]
				}
			}
			return ""
		}
	}
	for _, c := range []struct {
		system string
		getenv func(string) string
		want   string
	}{
		{"linux", env("HOME", "/home/ann"), "/home/ann/.local/share/calends"},
		{"linux", env("HOME", "/home/ann", "XDG_DATA_HOME", "/data"), "/data/calends"},
		{"linux", env("HOME", "/home/ann", "XDG_DATA_HOME", "relative"), "/home/ann/.local/share/calends"},
		{"darwin", env("HOME", "/Users/ann"), "/Users/ann/Library/Application Support/Calends"},
		{"windows", env("LOCALAPPDATA", "/ann"), "/ann/Calends"},
		{"linux", env(), ""},
		{"windows", env(), ""},
	} {
		got, err := defaultProfile(c.system, c.getenv)
		if got != filepath.FromSlash(c.want) || (err != nil) != (c.want == "") {
			t.Errorf("%s: %q, %v; want %q", c.system, got, err, c.want)
		}
	}
}

func TestSystemZone(t *testing.T) {
	root := t.TempDir()
	if err := os.Mkdir(filepath.Join(root, "etc"), 0o700); err != nil {
		t.Fatal(err)
	}
	tz := func(v string) func(string) string {
		return func(string) string { return v }
	}
	for in, want := range map[string]string{"Europe/Berlin": "Europe/Berlin", ":Asia/Tokyo": "Asia/Tokyo",
		"/usr/share/zoneinfo/Europe/Paris": "Europe/Paris", "CET-1CEST": "", "": "", "Local": ""} {
		if got := systemZone(tz(in), root); got != want {
			t.Errorf("TZ=%q: %q, not %q", in, got, want)
		}
	}
	if err := os.WriteFile(filepath.Join(root, "etc/timezone"), []byte("America/Lima\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := systemZone(tz(""), root); got != "America/Lima" {
		t.Errorf("by etc/timezone: %q", got)
	}
	file := filepath.Join(root, "zoneinfo/Europe/Rome")
	if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o700), os.WriteFile(file, nil, 0o600),
		os.Symlink(file, filepath.Join(root, "etc/localtime"))); err != nil {
		t.Fatal(err)
	}
	if got := systemZone(tz(""), root); got != "Europe/Rome" {
		t.Errorf("by etc/localtime: %q", got)
	}
}
