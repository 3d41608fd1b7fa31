package zone

import (
	"archive/zip"
	"encoding/binary"
	"fmt"
	gobuild "go/build"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// change is a transition as the IANA data have it.
type change struct {
	at     int64 // instant
	before int64 // offset, in seconds east of UTC
	after  int64
}

// reading is a zone as the time package reads it, and as it is read here.
type reading struct {
	loc     *time.Location
	changes []change
}

// zones reads the IANA data that are embedded in programs, and beside the time
// package without its help: RFC 9636 and the rules in its footer, to the end of
// 2037.
func zones(t *testing.T) map[string]reading {
	t.Helper()
	archive, err := zip.OpenReader(filepath.Join(gobuild.Default.GOROOT, "lib", "time", "zoneinfo.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	all := map[string]reading{}
	for _, file := range archive.File {
		if strings.HasSuffix(file.Name, "/") || file.Name == "Factory" {
			continue
		}
		r, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		loc, err := time.LoadLocationFromTZData(file.Name, data)
		if err != nil {
			t.Fatal(err)
		}
		changes, err := changesOf(data)
		if err != nil {
			t.Fatalf("%s: %v", file.Name, err)
		}
		all[file.Name] = reading{loc, changes}
	}
	if len(all) < 500 {
		t.Fatalf("only %d zones", len(all))
	}
	return all
}

// changesOf reads the second data block of a TZif file and its footer.
func changesOf(data []byte) ([]change, error) {
	counts := func(at int) (n [6]int) { // isutc, isstd, leap, time, type, char
		for i := range n {
			n[i] = int(binary.BigEndian.Uint32(data[at+20+4*i:]))
		}
		return n
	}
	n := counts(0)
	at := 44 + 5*n[3] + 6*n[4] + n[5] + 8*n[2] + n[1] + n[0] // behind the 32-bit block
	n = counts(at)
	at += 44
	types := at + 9*n[3]
	offset := func(i int) int64 { return int64(int32(binary.BigEndian.Uint32(data[types+6*i:]))) }
	was := offset(0)
	var all []change
	for i := range n[3] {
		now := offset(int(data[at+8*n[3]+i]))
		all = append(all, change{int64(binary.BigEndian.Uint64(data[at+8*i:])), was, now})
		was = now
	}
	footer := strings.Trim(string(data[types+6*n[4]+n[5]+12*n[2]+n[1]+n[0]:]), "\n")
	return follow(all, was, footer)
}

// follow appends the transitions of a TZ string after the last to 2037.
func follow(all []change, was int64, tz string) ([]change, error) {
	_, rest := abbreviation(tz)
	std, rest, err := clock(rest)
	if err != nil || rest == "" {
		return all, err
	}
	_, rest = abbreviation(rest)
	dst := std - 3600
	if !strings.HasPrefix(rest, ",") {
		if dst, rest, err = clock(rest); err != nil {
			return nil, err
		}
	}
	rules := strings.Split(strings.TrimPrefix(rest, ","), ",")
	if len(rules) != 2 {
		return nil, fmt.Errorf("no rules in %q", tz)
	}
	last := int64(-1 << 62)
	if len(all) > 0 {
		last = all[len(all)-1].at
	}
	for year := 1970; year <= 2037; year++ {
		begin, err := onset(year, rules[0])
		if err != nil {
			return nil, err
		}
		end, err := onset(year, rules[1])
		if err != nil {
			return nil, err
		}
		pair := []change{{begin + std, -std, -dst}, {end + dst, -dst, -std}} // the footer counts west of UTC
		if pair[1].at < pair[0].at {
			pair[0], pair[1] = pair[1], pair[0]
		}
		for _, c := range pair {
			if c.at > last && c.before != c.after && c.before == was {
				all = append(all, c)
				was = c.after
			}
		}
	}
	return all, nil
}

// abbreviation cuts a name like CET or <+0330> off a TZ string.
func abbreviation(tz string) (name, rest string) {
	if strings.HasPrefix(tz, "<") {
		i := strings.IndexByte(tz, '>')
		return tz[:i+1], tz[i+1:]
	}
	i := strings.IndexFunc(tz, func(r rune) bool { return r < 'A' })
	if i < 0 {
		i = len(tz)
	}
	return tz[:i], tz[i:]
}

// clock cuts [+-]hh[:mm[:ss]] off a TZ string, in seconds.
func clock(tz string) (seconds int64, rest string, err error) {
	end := strings.IndexFunc(tz, func(r rune) bool { return !strings.ContainsRune("+-:0123456789", r) })
	if end < 0 {
		end = len(tz)
	}
	text, negative := strings.CutPrefix(tz[:end], "-")
	unit := int64(3600)
	for part := range strings.SplitSeq(strings.TrimPrefix(text, "+"), ":") {
		n, err := strconv.ParseInt(part, 10, 64)
		if err != nil {
			return 0, "", err
		}
		seconds += n * unit
		unit /= 60
	}
	if negative {
		seconds = -seconds
	}
	return seconds, tz[end:], nil
}

// onset is the wall time of a rule Mm.w.d[/time] or Jn[/time] in a year.
func onset(year int, rule string) (int64, error) {
	rule, at, timed := strings.Cut(rule, "/")
	seconds := int64(7200)
	if timed {
		var err error
		if seconds, _, err = clock(at); err != nil {
			return 0, err
		}
	}
	if n, ok := strings.CutPrefix(rule, "J"); ok { // 29 February does not count
		yearday, err := strconv.Atoi(n)
		return time.Date(2001, 1, yearday, 0, 0, 0, 0, time.UTC).AddDate(year-2001, 0, 0).Unix() + seconds, err
	}
	var month, week, weekday int
	if _, err := fmt.Sscanf(rule, "M%d.%d.%d", &month, &week, &weekday); err != nil {
		return 0, err
	}
	first := time.Date(year, time.Month(month), 1, 0, 0, 0, 0, time.UTC)
	mday := 1 + (weekday-int(first.Weekday())+7)%7 + 7*(week-1)
	for mday > first.AddDate(0, 1, -1).Day() {
		mday -= 7
	}
	return first.AddDate(0, 0, mday-1).Unix() + seconds, nil
}
