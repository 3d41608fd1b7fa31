package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// A demonstration that was killed leaves its folder; the next one removes it,
// and nothing that is in use, was made just now, or is not ours.
func TestNextDemoSweepsWhatAKilledOneLeft(t *testing.T) {
	temp := t.TempDir()
	for _, name := range []string{"TMPDIR", "TMP", "TEMP"} {
		t.Setenv(name, temp)
	}
	long := time.Now().Add(-time.Hour)
	made := func(name string, age time.Time) (dir string, closed func() error) {
		dir = filepath.Join(temp, name)
		p, err := open(t.Context(), dir, true)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(dir, age, age); err != nil {
			t.Fatal(err)
		}
		return dir, p.close
	}
	left := func(name string, age time.Time) string {
		dir, closed := made(name, age)
		if err := closed(); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(dir, age, age); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	killed := left("calends-demo-1", long)
	running, closed := made("calends-demo-2", long)
	defer closed()
	strange := filepath.Join(temp, "calends-demo-4")
	if err := os.MkdirAll(strange, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(running, storeName), filepath.Join(strange, storeName)); err != nil {
		t.Skip(err)
	}
	if err := os.Chtimes(strange, long, long); err != nil {
		t.Fatal(err)
	}
	stay := []string{running, strange, left("calends-demo-3", time.Now()), left("calends", long)}
	sweepDemos(time.Now())
	if _, err := os.Stat(killed); !os.IsNotExist(err) {
		t.Error("what the killed demonstration left is there still")
	}
	for _, dir := range stay {
		if _, err := os.Stat(dir); err != nil {
			t.Error(err)
		}
	}
}
