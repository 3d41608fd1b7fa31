//go:build unix

package agenda

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"calends/backend/ical"
	"calends/backend/zone"
)

// spent is the processor time of this process in seconds, the collector's share
// included.
func spent(t testing.TB) float64 {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds()
}

// TestSideBySide has libical and, in the folder that CALENDS_ICALJS names,
// ical.js parse the ten thousand objects and expand them into one week, and
// logs how many times as much processor time they take as we do. It asserts
// none.
func TestSideBySide(t *testing.T) {
	if os.Getenv("CALENDS_ENGINES") == "" {
		t.Skip("SKIPPED: set CALENDS_ENGINES=1 to run other programs beside this one")
	}
	all, z := tenThousand(), zone.NewFinder()
	began := spent(t)
	for _, body := range all {
		if _, err := ical.ParseObject(body); err != nil {
			t.Fatal(err)
		}
	}
	parse := spent(t) - began
	began = spent(t)
	found := 0
	for _, body := range all {
		occurrences, _ := Files([]File{{Text: body}}, benchWeek, time.UTC, z)
		found += len(occurrences)
	}
	expand := spent(t) - began
	t.Logf("calends: parsing %.3f s, parsing and expanding %.3f s, %d occurrences", parse, expand, found)
	dir := t.TempDir()
	file, binary := filepath.Join(dir, "all.ics"), filepath.Join(dir, "libical")
	if err := os.WriteFile(file, bytes.Join(all, nil), 0o600); err != nil {
		t.Fatal(err)
	}
	engines := map[string]*exec.Cmd{}
	if exec.Command("cc", "-O2", "-o", binary, "testdata/engines/libical.c", "-lical").Run() == nil {
		engines["libical"] = exec.Command(binary, file)
	}
	if folder := os.Getenv("CALENDS_ICALJS"); folder != "" {
		engines["ical.js"] = exec.Command("node", "testdata/engines/icaljs.mjs", folder, file)
	}
	for name, command := range engines {
		out, err := command.Output()
		var p, e float64
		var n int
		if _, bad := fmt.Sscan(string(out), &p, &e, &n); err != nil || bad != nil {
			t.Fatalf("%s: %q, %v, %v", name, out, err, bad)
		}
		t.Logf("%s: parsing %.2f s (×%.1f), parsing and expanding %.2f s (×%.1f), %d occurrences", name, p, p/parse, p+e, (p+e)/expand, n)
	}
	if len(engines) == 0 {
		t.Skip("SKIPPED: install libical-dev and a C compiler, or ical.js and name its folder in CALENDS_ICALJS")
	}
}
