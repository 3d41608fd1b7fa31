package edit

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"calends/backend/zone"
)

// TestRejoin runs each folder of testdata/rejoin: first.ics and second.ics, and
// what becomes of them in after.ics and split.ics, which are missing where
// nothing is to be carried. With -update the results are written anew.
func TestRejoin(t *testing.T) {
	folders, err := filepath.Glob("testdata/rejoin/*/first.ics")
	if err != nil || len(folders) == 0 {
		t.Fatal(err, "no cases")
	}
	for _, first := range folders {
		folder := filepath.Dir(first)
		t.Run(filepath.Base(folder), func(t *testing.T) {
			read := func(name string) []byte {
				text, err := os.ReadFile(filepath.Join(folder, name))
				if err != nil && !os.IsNotExist(err) {
					t.Fatal(err)
				}
				return []byte(strings.ReplaceAll(string(text), "\n", "\r\n"))
			}
			a, b, ok, err := Rejoin(read("first.ics"), read("second.ics"), testNow, berlin(t), zone.NewFinder())
			if err != nil {
				t.Fatal(err)
			}
			if !ok {
				a, b = nil, nil
			}
			for name, got := range map[string][]byte{"after.ics": a, "split.ics": b} {
				if *update && ok {
					if err := os.WriteFile(filepath.Join(folder, name), []byte(strings.ReplaceAll(string(got), "\r\n", "\n")), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				if want := read(name); string(got) != string(want) {
					t.Errorf("%s\n%s\nwant\n%s", name, got, want)
				}
			}
			if !ok {
				return
			}
			if _, _, again, err := Rejoin(a, b, testNow, berlin(t), zone.NewFinder()); again || err != nil {
				t.Errorf("carried again: %v", err)
			}
		})
	}
}
