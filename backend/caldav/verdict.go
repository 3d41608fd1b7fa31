package caldav

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"calends/backend/calendar"
)

// verdict is what the refusal of a PUT means, in a sentence where it is about
// this object alone: its text is not accepted, or may not be written.
func (c *Client) verdict(ctx context.Context, at calendar.Href, body []byte, m calendar.Match, cause error) error {
	name := title(at, body)
	if c.disguised(ctx, at, m, cause) {
		return calendar.Explain(calendar.ErrInvalid, sentAgain, "The server does not accept %s as it is.", name)
	}
	var s *StatusError
	if !errors.As(cause, &s) {
		return cause
	}
	switch {
	case strings.HasPrefix(s.Reason, "DTEND must occur after DTSTART"): // Cyrus, of a length of zero too
		return calendar.Explain(cause, "Give it an end after its start.",
			"The server does not accept %s, because it ends when it begins, or before.", name)
	case errors.Is(cause, calendar.ErrExists): // Cyrus: in any calendar of the user's
		return calendar.Explain(cause, "Both are kept on this device; delete the one that is not wanted.",
			"The server has another %s already, with the same UID, perhaps in another calendar.", name)
	case errors.Is(cause, calendar.ErrInvalid):
		return calendar.Explain(cause, sentAgain, "The server does not accept %s: %s.", name, s.because())
	case errors.Is(cause, calendar.ErrForbidden):
		return calendar.Explain(cause, sentAgain, "The server does not allow %s to be written: %s.", name, s.because())
	}
	return said(cause, sentAgain, "did not take %s", name)
}

// title is what a person calls an object: by its summary, or by its name on
// the server where it has none.
func title(at calendar.Href, body []byte) string {
	for line := range strings.SplitSeq(unfolded(body), "\n") {
		name, value, _ := strings.Cut(line, ":")
		if name, _, _ = strings.Cut(name, ";"); strings.EqualFold(name, "SUMMARY") && strings.TrimSpace(value) != "" {
			return "“" + oneLine(strings.NewReplacer(`\\`, `\`, `\n`, " ", `\N`, " ", `\,`, ",", `\;`, ";").Replace(value)) + "”"
		}
	}
	return lastSegment(at)
}

// disguised reports whether a text was refused under another name. To one they
// do not accept, DAViCal answers 412 as if another object lay there, and SOGo
// 404 as if nothing did. Taken at their word they would be asked again without
// end, so the server is asked what there is: where it is as the request wanted
// it, the text is what was refused.
func (c *Client) disguised(ctx context.Context, at calendar.Href, m calendar.Match, cause error) bool {
	create := m == (calendar.Match{})
	switch {
	case create && errors.Is(cause, calendar.ErrPrecondition):
		there, err := c.there(ctx, at)
		return err == nil && !there
	case create && errors.Is(cause, calendar.ErrGone):
		at = parent(at)
	case !errors.Is(cause, calendar.ErrGone):
		return false
	}
	there, err := c.there(ctx, at)
	return err == nil && there
}

// there reports whether a resource exists; an error where that is not known.
func (c *Client) there(ctx context.Context, at calendar.Href) (bool, error) {
	found := false
	a := ask{method: "PROPFIND", at: at, header: map[string]string{"Depth": "0"}, body: []byte(askETags)}
	_, err := c.multistatus(ctx, a, func(r response) { found = found || r.failed() == 0 })
	if errors.Is(err, calendar.ErrGone) {
		return false, nil
	}
	return found, err
}

// misfiled reports whether the server took a new object and has nothing there
// (410): it files it under a name of its own. It is sent nothing new any more,
// for it would take every attempt for another object.
func (c *Client) misfiled(err error) bool {
	var s *StatusError
	if !errors.As(err, &s) || s.Code != http.StatusGone {
		return false
	}
	c.learn(func(m *calendar.Manners) { m.Misfiles = true })
	return true
}

func misfiling(at calendar.Href, body []byte) error {
	return calendar.Explain(calendar.ErrInvalid, "It stays on this device. Use another server for what you create.",
		"The server does not keep %s where it was put.", title(at, body))
}
