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

// goesOn reports whether rest continues the line before: it begins with a
// blank, or with an empty line and a blank, as in files of old Mozillas.
func goesOn(rest string) bool {
	blank := func(at int) bool { return at < len(rest) && (rest[at] == ' ' || rest[at] == '\t') }
	switch {
	case strings.HasPrefix(rest, "\n"):
		return blank(1)
	case strings.HasPrefix(rest, "\r\n"):
		return blank(2)
	}
	return blank(0)
}

// unfold is the content of one logical line.
func unfold(raw string) string { return new(unfolder).unfold(raw) }
