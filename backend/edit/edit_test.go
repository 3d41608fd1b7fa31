package edit

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"calends/backend/calendar"
	"calends/backend/ical"
	"calends/backend/zone"
)

var update = flag.Bool("update", false, "write the golden files anew; read the difference before committing it")

var testNow = time.Date(2026, 11, 22, 16, 0, 0, 0, time.UTC)

func berlin(t testing.TB) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// ask reads a request file: "delete", and lines of "key: value" with the keys
// of the command line.
func ask(t testing.TB, text string) Request {
	t.Helper()
	var r Request
	when := func(v string) When {
		m, err := ParseWhen(v)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	list := func(v string) *[]string {
		all := []string{}
		if v != "" {
			all = strings.Split(v, ", ")
		}
		return &all
	}
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		key, value, _ := strings.Cut(line, ":")
		value = strings.ReplaceAll(strings.TrimSpace(value), `\n`, "\n")
		yes := value == "true"
		switch key {
		case "delete":
			r.Delete = true
		case "scope":
			r.Scope = Scope(value)
		case "recurrence-id":
			r.RecurrenceID = when(value)
		case "start":
			m := when(value)
			r.Patch.Start = &m
		case "end":
			m := when(value)
			r.Patch.End = &m
		case "summary":
			r.Patch.Summary = &value
		case "location":
			r.Patch.Location = &value
		case "description":
			r.Patch.Description = &value
		case "url":
			r.Patch.URL = &value
		case "status":
			r.Patch.Status = &value
		case "transparency":
			r.Patch.Transparency = &value
		case "class":
			r.Patch.Class = &value
		case "rrule":
			r.Patch.RRule = &value
		case "tzid":
			r.Patch.TZID = &value
		case "all-day":
			r.Patch.AllDay = &yes
		case "floating":
			r.Patch.Floating = &yes
		case "categories":
			r.Patch.Categories = list(value)
		case "alarm":
			r.Patch.Alarms = list(value)
		case "clear":
			r.Patch.Clear = append(r.Patch.Clear, value)
		default:
			t.Fatalf("unknown key %q", key)
		}
	}
	return r
}

// TestSituations runs each folder of testdata: before.ics, request, and what
// is to come of them: after.ics (absent: the object is deleted), split.ics
// where a new object is made, or error, the sentence that is said.
func TestSituations(t *testing.T) {
	folders, err := filepath.Glob("testdata/*/request")
	if err != nil || len(folders) == 0 {
		t.Fatalf("no situations: %v", err)
	}
	for _, f := range folders {
		dir := filepath.Dir(f)
		t.Run(filepath.Base(dir), func(t *testing.T) { situation(t, dir) })
	}
}

func situation(t *testing.T, dir string) {
	request, err := os.ReadFile(filepath.Join(dir, "request"))
	if err != nil {
		t.Fatal(err)
	}
	r := ask(t, string(request))
	got := map[string][]byte{}
	before, err := os.ReadFile(filepath.Join(dir, "before.ics"))
	if errors.Is(err, os.ErrNotExist) {
		var o *ical.Object
		if o, err = New("new@example.org", r.Patch, testNow, berlin(t), zone.NewFinder()); err == nil {
			got["after.ics"] = o.Bytes()
		}
	} else {
		var out Texts
		out, err = Change(before, r, testNow, func() string { return "split@example.org" }, berlin(t), zone.NewFinder())
		got["after.ics"], got["split.ics"] = out.Body, out.Split
	}
	if err != nil {
		if !errors.Is(err, calendar.ErrInvalid) {
			t.Errorf("the error does not wrap ErrInvalid: %v", err)
		}
		got["error"] = []byte(err.Error() + "\n")
	}
	for _, name := range []string{"after.ics", "split.ics", "error"} {
		compare(t, filepath.Join(dir, name), got[name])
	}
}

func compare(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		if got == nil {
			_ = os.Remove(file)
		} else if err := os.WriteFile(file, got, 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s: got\n%s\nwant\n%s", filepath.Base(file), got, want)
	}
}
