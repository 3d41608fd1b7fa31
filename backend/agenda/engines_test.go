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

// icalJSVersion is what is fetched where CALENDS_ICALJS names no folder.
const icalJSVersion = "ical.js@2.2.1"

// TestSideBySide has libical and ical.js parse the ten thousand objects and
// expand them into one week, and logs how many times as much processor time
// they take as we do; that they find what we find is all it asserts. ical.js
// walks from each DTSTART: it gets a tenth of the objects, and its time is told
// tenfold. It is in the folder that CALENDS_ICALJS names, or npm fetches it.
func TestSideBySide(t *testing.T) {
	if os.Getenv("CALENDS_ENGINES") == "" {
		t.Skip("SKIPPED: set CALENDS_ENGINES=1 to run other programs beside this one")
	}
	all := tenThousand()
	parse, expand, found := ourTurn(t, all)
	t.Logf("calends: parsing %.3f s, parsing and expanding %.3f s, %d occurrences", parse, expand, found)
	t.Run("libical", func(t *testing.T) {
		binary := filepath.Join(t.TempDir(), "libical")
		if out, err := exec.Command("cc", "-O2", "-o", binary, "testdata/engines/libical.c", "-lical").CombinedOutput(); err != nil {
			missing(t, "libical-dev and a C compiler", out)
		}
		p, e, n := theirTurn(t, all, binary)
		t.Logf("libical: parsing %.2f s (×%.1f), parsing and expanding %.2f s (×%.1f), %d occurrences", p, p/parse, p+e, (p+e)/expand, n)
		if n != found {
			t.Errorf("libical finds %d occurrences, not %d", n, found)
		}
	})
	t.Run("ical.js", func(t *testing.T) {
		const share = 10
		var some [][]byte
		for i := range len(all) / share { // blocks of a hundred are alike in what recurs
			some = append(some, all[i/100*100*share+i%100])
		}
		_, _, want := ourTurn(t, some)
		p, e, n := theirTurn(t, some, "node", "testdata/engines/icaljs.mjs", icalJS(t))
		p, e = p*share, e*share
		t.Logf("ical.js, %d objects, tenfold: parsing %.2f s (×%.1f), parsing and expanding %.1f s (×%.0f), %d occurrences", len(some), p, p/parse, p+e, (p+e)/expand, n)
		if n != want {
			t.Errorf("ical.js finds %d occurrences, not %d", n, want)
		}
	})
}

// ourTurn is the processor time that parsing the objects takes us, and parsing
// and expanding them, and what we find.
func ourTurn(t *testing.T, all [][]byte) (parse, expand float64, found int) {
	t.Helper()
	z := zone.NewFinder()
	began := spent(t)
	for _, body := range all {
		if _, err := ical.ParseObject(body); err != nil {
			t.Fatal(err)
		}
	}
	parse = spent(t) - began
	began = spent(t)
	for _, body := range all {
		occurrences, _ := Files([]File{{Text: body}}, benchWeek, time.UTC, z)
		found += len(occurrences)
	}
	return parse, spent(t) - began, found
}

// theirTurn has a program do the same to a file of the objects.
func theirTurn(t *testing.T, all [][]byte, command ...string) (parse, expand float64, found int) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "all.ics")
	if err := os.WriteFile(file, bytes.Join(all, nil), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(command[0], append(command[1:], file)...).Output()
	if _, bad := fmt.Sscan(string(out), &parse, &expand, &found); err != nil || bad != nil {
		t.Fatalf("%q, %v, %v", out, err, bad)
	}
	return parse, expand, found
}

// icalJS is a folder that ical.js is installed in.
func icalJS(t *testing.T) string {
	t.Helper()
	if folder := os.Getenv("CALENDS_ICALJS"); folder != "" {
		return folder
	}
	folder := t.TempDir()
	if out, err := exec.Command("npm", "install", "--no-audit", "--no-fund", "--prefix", folder, icalJSVersion).CombinedOutput(); err != nil {
		missing(t, "Node.js, and "+icalJSVersion+" in a folder that CALENDS_ICALJS names", out)
	}
	return folder
}

// missing says that another program was not run; it is an error where
// CALENDS_REQUIRE_ENGINES says so.
func missing(t *testing.T, what string, out []byte) {
	t.Helper()
	if os.Getenv("CALENDS_REQUIRE_ENGINES") != "" {
		t.Fatalf("install %s: %s", what, out)
	}
	t.Skipf("SKIPPED, NOT COMPARED: install %s: %.200s", what, out)
}
