package caldav

import (
	"context"
	"errors"

	"calends/backend/calendar"
)

// verdict is what the refusal of a PUT means. To a text they do not accept,
// DAViCal answers 412 as if another object lay there, and SOGo 404 as if
// nothing did. Taken at their word they would be asked again without end, so
// the server is asked what there is: where it is as the request wanted it, the
// text is what was refused.
func (c *Client) verdict(ctx context.Context, at calendar.Href, m calendar.Match, cause error) error {
	create := m == (calendar.Match{})
	var fits bool
	switch {
	case create && errors.Is(cause, calendar.ErrPrecondition):
		there, err := c.there(ctx, at)
		fits = err == nil && !there
	case errors.Is(cause, calendar.ErrGone):
		asked := at
		if create {
			asked = parent(at)
		}
		there, err := c.there(ctx, asked)
		fits = err == nil && there
	}
	if !fits {
		return cause
	}
	return calendar.Explain(calendar.ErrInvalid, "It stays on this device as it is. Change it, and it is sent again.",
		"The server does not accept the text of %s.", lastSegment(at))
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

// confusing is the error for a name that SOGo mistakes for that of another
// object, which a write would change instead: its query ends at an apostrophe.
func confusing(at calendar.Href) error {
	return calendar.Explain(calendar.ErrInvalid, "Copy it to a new event, and delete this one with the server's own calendar.",
		"The server confuses %s with other objects, because of the apostrophe in its name. It is left alone.", lastSegment(at))
}
