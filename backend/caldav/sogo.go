package caldav

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"strings"
	"unicode/utf16"

	"calends/backend/calendar"
)

// SOGo heeds no precondition of a create or a delete, mistakes names with an
// apostrophe for others, and destroys what it folds in the middle of an emoji.
// What follows keeps it from doing harm.

// notice recognises such a server by its etags.
func (c *Client) notice(tag calendar.ETag) {
	if strings.HasPrefix(string(tag), `"gcs`) {
		c.learn(func(m *calendar.Manners) { m.Careless = true })
	}
}

// isCareless reports whether the server is one that was recognised by its
// etags, or is by its addresses before it shows any.
func (c *Client) isCareless(at calendar.Href) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.known.Careless || strings.Contains(string(at), "/SOGo/dav/")
}

// verify checks the precondition by asking; the narrow gap until the write is
// what such a server leaves open. Etags that count the versions of an object
// start anew when somebody deletes it and creates it again: there, and on any
// server that heeds no precondition, it is the text that is compared.
func (c *Client) verify(ctx context.Context, at calendar.Href, m calendar.Match) error {
	if c.isCareless(at) && strings.Contains(at.Key(), "'") {
		return calendar.Explain(calendar.ErrInvalid, "Copy it to a new event, and delete this one with the server's own calendar.",
			"The server confuses %s with other objects, because of the apostrophe in its name. It is left alone.", lastSegment(at))
	}
	tag, err := c.etagOf(ctx, at)
	if err == nil && m.Text != "" && m.ETag.Same(tag) && c.isCareless(at) {
		var now calendar.Version
		if now, err = c.get(ctx, at); err == nil && !sameText(m.Text, string(now.Body)) {
			tag = ""
		}
	}
	missing := errors.Is(err, calendar.ErrGone)
	switch {
	case err != nil && !missing:
		return err
	case m == (calendar.Match{}) && missing, !missing && m.ETag != "" && m.ETag.Same(tag), !missing && m.ScheduleTag != "":
		return nil
	case missing:
		return err
	}
	return &StatusError{Method: "PROPFIND", Href: at, Code: http.StatusPreconditionFailed}
}

// sameText reports whether two texts are made of the same lines.
func sameText(a, b string) bool { return a == b || maps.Equal(countLines(a), countLines(b)) }

func countLines(text string) map[string]int {
	count := map[string]int{}
	for line := range strings.SplitSeq(unfolded([]byte(text)), "\n") {
		if line = strings.TrimSpace(line); line != "" {
			count[line]++
		}
	}
	return count
}

// torn reports whether SOGo would destroy a text: it folds lines at 75 UTF-16
// code units, then at every 74, and cannot write half of a surrogate pair.
func torn(body []byte) bool {
	for line := range strings.SplitSeq(unfolded(body), "\n") {
		units := utf16.Encode([]rune(line))
		left := len(units) + len("\r\n")
		if left < 77 {
			continue
		}
		for at := 75; ; at += 74 {
			if at < len(units) && utf16.IsSurrogate(rune(units[at-1])) && utf16.DecodeRune(rune(units[at-1]), rune(units[at])) != '\uFFFD' {
				return true
			}
			if left-at <= 75 {
				break
			}
		}
	}
	return false
}

func destructive(at calendar.Href, body []byte) error {
	return calendar.Explain(calendar.ErrInvalid, "Add or remove a letter before the emoji.",
		"The server would destroy %s, because an emoji falls where it breaks the line. Add or remove a letter before it.", title(at, body))
}
