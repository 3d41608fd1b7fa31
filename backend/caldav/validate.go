package caldav

import (
	"bytes"
	"fmt"

	"calends/backend/calendar"

	"github.com/emersion/go-ical"
	"github.com/emersion/go-webdav/caldav"
)

// Bounds within which go-ical is safe to call: its time grows with the square
// of a line's length, its stack with the nesting.
const (
	maxValidated = 1 << 20
	maxLine      = 16 << 10
	maxDepth     = 20
)

// validate refuses to create what is no calendar object resource (RFC 4791
// §4.1): several UIDs or kinds of component in one, or a METHOD. What go-ical
// cannot read is let through; the server decides.
func validate(body []byte) error {
	cal := decodable(body)
	if cal == nil {
		return nil
	}
	kind, uid, err := caldav.ValidateCalendarObject(cal)
	switch {
	case err != nil:
		return fmt.Errorf("%w: %w", calendar.ErrInvalid, err)
	case kind == "" || uid == "":
		return fmt.Errorf("%w: nothing with a UID in it", calendar.ErrInvalid)
	}
	return nil
}

// decodable is the text as go-ical sees it; nil where go-ical cannot, or must
// not, read it. It panics on some inputs, hence the recover.
func decodable(body []byte) (cal *ical.Calendar) {
	if len(body) > maxValidated || bytes.Count(body, []byte("BEGIN:")) > 4*maxDepth && deep(body) || longLine(body) {
		return nil
	}
	defer func() {
		if recover() != nil {
			cal = nil
		}
	}()
	cal, err := ical.NewDecoder(bytes.NewReader(body)).Decode()
	if err != nil {
		return nil
	}
	return cal
}

// deep reports whether components stand in one another beyond maxDepth.
func deep(body []byte) bool {
	depth := 0
	for line := range bytes.Lines(body) {
		switch {
		case bytes.HasPrefix(line, []byte("BEGIN:")):
			depth++
		case bytes.HasPrefix(line, []byte("END:")):
			depth--
		}
		if depth > maxDepth {
			return true
		}
	}
	return false
}

// longLine reports whether an unfolded line is beyond maxLine.
func longLine(body []byte) bool {
	length := 0
	for line := range bytes.Lines(body) {
		if line[0] != ' ' && line[0] != '\t' {
			length = 0
		}
		if length += len(line); length > maxLine {
			return true
		}
	}
	return false
}
