package syncer_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"calends/backend/caldavserver"
)

// TestScripts plays testdata/*.txt: two devices and a server, one line per act.
//
//	server puts CALENDAR/NAME FIELD=VALUE…      a stranger writes an event
//	server edits CALENDAR/NAME FIELD=VALUE…     … or changes one
//	server deletes CALENDAR/NAME                … or deletes it, or CALENDAR
//	server adds CALENDAR [read-only]            a new calendar
//	server forgets CALENDAR                     its sync-tokens
//	fault KIND [METHOD] [key=value…]            path= status= skip= times= condition= retry=
//	no faults
//	DEVICE syncs | fails to sync [SENTENCE]
//	DEVICE creates|edits NAME FIELD=VALUE…
//	DEVICE deletes NAME
//	DEVICE moves NAME CALENDAR
//	expect DEVICE|server NAME FIELD=VALUE…      _ stands for a blank; - for none
//	expect DEVICE|server NAME absent
//	expect DEVICE pending|requests|merged|conflicts|held|failed N
//	expect DEVICE sent|received CREATED UPDATED DELETED
//	expect DEVICE method CALENDAR METHOD
//	expect DEVICE missing CALENDAR true|false
func TestScripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			h := newHouse(t)
			for n, line := range strings.Split(string(text), "\n") {
				line, _, _ = strings.Cut(line, "#")
				words := strings.Fields(line)
				if len(words) == 0 {
					continue
				}
				for i := range words {
					words[i] = strings.ReplaceAll(words[i], "_", " ")
				}
				if err := h.act(words); err != nil {
					t.Fatalf("line %d: %s: %v", n+1, strings.TrimSpace(line), err)
				}
			}
		})
	}
}

func (h *house) act(words []string) error {
	if len(words) < 2 {
		return fmt.Errorf("not a line of the language")
	}
	switch words[0] {
	case "server":
		return h.strange(words[1], words[2:])
	case "fault":
		return h.fault(words[1:])
	case "no":
		h.server.ClearFaults()
		return nil
	case "expect":
		return h.expect(words[1], words[2:])
	}
	return h.device(words[0]).act(words[1], words[2:])
}

func (h *house) strange(verb string, words []string) error {
	path := home + words[0]
	switch verb {
	case "puts":
		name := words[0][strings.LastIndex(words[0], "/")+1:]
		return done(h.server.Put(path+".ics", string(event(name, words[1:]...))))
	case "edits":
		text, _, ok := h.server.Get(path + ".ics")
		return done(ok && h.server.Put(path+".ics", string(edited([]byte(text), words[1:]...))))
	case "deletes":
		if strings.Contains(words[0], "/") {
			return done(h.server.Delete(path + ".ics"))
		}
		return done(h.server.Delete(path + "/"))
	case "adds":
		h.server.Seed("alice", caldavserver.Calendar{Path: words[0], Name: words[0], ReadOnly: slices.Contains(words, "read-only")})
		return nil
	case "forgets":
		h.server.ForgetTokens(path + "/")
		return nil
	}
	return fmt.Errorf("the server does not know how to do this")
}

func done(ok bool) error {
	if !ok {
		return fmt.Errorf("there is no such thing on the server")
	}
	return nil
}

func (h *house) fault(words []string) error {
	f := caldavserver.Fault{Kind: caldavserver.Kind(words[0])}
	for _, w := range words[1:] {
		key, value, ok := strings.Cut(w, "=")
		n, _ := strconv.Atoi(value)
		switch {
		case !ok:
			f.Method = w
		case key == "path":
			f.Path = value
		case key == "status":
			f.Status = n
		case key == "skip":
			f.Skip = n
		case key == "times":
			f.Times = n
		case key == "condition":
			f.Condition = value
		case key == "retry":
			f.RetryAfter = value
		default:
			return fmt.Errorf("%q", w)
		}
	}
	h.server.Fault(f)
	return nil
}

func (d *device) act(verb string, words []string) error {
	switch verb {
	case "syncs":
		return d.sync()
	case "fails": // to sync
		if d.sync() == nil {
			return fmt.Errorf("it succeeded")
		}
		if want := strings.Join(words[2:], " "); !strings.Contains(d.err.Error(), want) {
			return d.err
		}
	case "creates":
		d.create(words[0], words[1:]...)
	case "edits":
		d.edit(words[0], words[1:]...)
	case "deletes":
		d.delete(words[0])
	case "moves":
		d.move(words[0], words[1])
	default:
		return fmt.Errorf("a device does not know how to do this")
	}
	return nil
}

func (h *house) expect(who string, words []string) error {
	what, want := words[0], strings.Join(words[1:], " ")
	if who == "server" {
		for _, calendar := range []string{"home", "work"} {
			if text, _, ok := h.server.Get(home + calendar + "/" + what + ".ics"); ok {
				return fields([]byte(text), words[1:])
			}
		}
		return fields(nil, words[1:])
	}
	d := h.device(who)
	sum, got := d.totals(), ""
	switch what {
	case "pending":
		got = strconv.Itoa(d.pending())
	case "requests":
		got = strconv.Itoa(d.report.Requests)
	case "merged":
		got = strconv.Itoa(sum.Merged)
	case "conflicts":
		got = strconv.Itoa(sum.Conflicts)
	case "held":
		got = strconv.Itoa(sum.HeldBack)
	case "failed":
		got = strconv.Itoa(len(sum.Failed))
	case "sent":
		got = counts(sum.Sent)
	case "received":
		got = counts(sum.Received)
	case "method":
		for _, c := range d.report.Collections {
			if strings.HasSuffix(string(c.Href), "/"+words[1]+"/") {
				got = words[1] + " " + string(c.Method)
			}
		}
	case "missing":
		got = fmt.Sprint(words[1], " ", d.collection(words[1]).Missing)
	default:
		o, _ := d.find(what)
		return fields(o.Body, words[1:])
	}
	if got != want {
		return fmt.Errorf("got %s (problems: %v)", got, d.report.Problem())
	}
	return nil
}

// fields compares fields of an event.
func fields(body []byte, want []string) error {
	if len(want) == 1 && want[0] == "absent" {
		if body != nil {
			return fmt.Errorf("it is there:\n%s", body)
		}
		return nil
	}
	if body == nil {
		return fmt.Errorf("it is not there")
	}
	for _, f := range want {
		name, value, _ := strings.Cut(f, "=")
		if value == "-" {
			value = ""
		}
		if got := property(body, name); got != value {
			return fmt.Errorf("%s is %q in\n%s", name, got, body)
		}
	}
	return nil
}
