package ical

import "strings"

// unfolder joins the physical lines of logical lines (RFC 5545 §3.1), those of
// several in one buffer.
type unfolder struct{ buffer strings.Builder }

// unfold is the content of a logical line: without its folds, its line end and
// carriage returns before either.
func (u *unfolder) unfold(raw string) string {
	if u.buffer.Cap()-u.buffer.Len() < len(raw) {
		u.buffer = strings.Builder{}
		u.buffer.Grow(2 * len(raw))
	}
	start := u.buffer.Len()
	for fold := 0; raw != ""; fold = 1 {
		end, next := len(raw), len(raw)
		if i := strings.IndexByte(raw, '\n'); i >= 0 {
			end, next = i, i+1
		}
		for end > fold && raw[end-1] == '\r' {
			end--
		}
		u.buffer.WriteString(raw[min(fold, end):end])
		raw = raw[next:]
	}
	return u.buffer.String()[start:]
}

// foldAt reports whether rest goes on with the line before: 0 where it begins
// with a blank, or how long an empty line is that stands before such a one, as
// in files of old Mozillas; -1 where it does not.
func foldAt(rest string) int {
	skip := 0
	if strings.HasPrefix(rest, "\r\n") {
		skip = 2
	} else if strings.HasPrefix(rest, "\n") {
		skip = 1
	}
	if skip < len(rest) && (rest[skip] == ' ' || rest[skip] == '\t') {
		return skip
	}
	return -1
}

// unfold is the content of one logical line.
func unfold(raw string) string { return new(unfolder).unfold(raw) }
