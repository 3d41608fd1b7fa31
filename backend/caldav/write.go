package caldav

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"time"

	"calends/backend/calendar"
)

// Put writes an object under a precondition and returns what the server holds
// afterwards, read back from it: most servers rewrite what they are given and
// send an etag all the same. The zero Match creates; what is created must be a
// calendar object resource (RFC 4791 §4.1). A text the server itself gave us
// is never refused here.
//
// Where it took the text and can no longer show it, the version stands beside
// an error (see [calendar.Result]). Where it took it and has nothing there by now,
// the error is [calendar.ErrTaken] and [calendar.ErrGone].
//
// Where the answer got lost, or is a web page, the server is asked what it
// holds; if that is what was sent, the write succeeded. Any other doubt is an
// error: the next listing tells.
func (c *Client) Put(ctx context.Context, at calendar.Href, body []byte, m calendar.Match) (calendar.Version, error) {
	if err := c.sendable(at, body, m); err != nil {
		return calendar.Version{}, fmt.Errorf("PUT %s: %w", at, err)
	}
	header, err := c.precondition(ctx, at, m)
	if err != nil {
		return calendar.Version{}, fmt.Errorf("PUT %s: %w", at, err)
	}
	if c.isCareless(at) && torn(body) {
		return calendar.Version{}, destructive(at, body)
	}
	header["Content-Type"] = "text/calendar; charset=utf-8"
	err = c.write(ctx, ask{method: http.MethodPut, at: at, header: header, body: body})
	if err != nil {
		v, outcome := c.arrived(ctx, at, body, m, err)
		if outcome == carriedOut {
			return v, nil
		}
		err = c.verdict(ctx, at, body, m, err)
		if outcome == unknown {
			err = fmt.Errorf("%w: %w", calendar.ErrDoubtful, err)
		}
		return calendar.Version{}, err
	}
	v, err := c.get(ctx, at)
	if m == (calendar.Match{}) && c.misfiled(err) {
		return calendar.Version{}, misfiling(at, body)
	}
	if errors.Is(err, calendar.ErrGone) {
		err = fmt.Errorf("%w: %w", calendar.ErrTaken, err)
	}
	if err != nil {
		return v, fmt.Errorf("read back after PUT: %w", err)
	}
	if m.ETag != "" && v.ETag.Same(m.ETag) && !sameWrite(body, v.Body) {
		return calendar.Version{}, fmt.Errorf("PUT %s: %w: it took the text and holds the one before", at, calendar.ErrProtocol)
	}
	c.notice(v.ETag)
	return c.test(ctx, at, v)
}

// sendable refuses what should not be tried.
func (c *Client) sendable(at calendar.Href, body []byte, m calendar.Match) error {
	c.mu.Lock()
	limit, misfiles := c.largest[parent(at).Key()], c.known.Misfiles
	c.mu.Unlock()
	if misfiles && m == (calendar.Match{}) {
		return misfiling(at, body)
	}
	whose := "the server takes"
	if limit == 0 || limit > maxObject {
		limit, whose = maxObject, "is sent and received here"
	}
	if int64(len(body)) > limit {
		return calendar.Explain(calendar.ErrTooLarge, "Remove its attachments.",
			"%s is too large: it has %d kB, and %s at most %d kB.", lastSegment(at), len(body)>>10, whose, limit>>10)
	}
	if m == (calendar.Match{}) {
		return validate(body)
	}
	return nil
}

// precondition makes headers of a Match. Nothing else in this package writes
// objects, so that there is no write without one. Whoever does not heed them,
// or may not, is asked first.
func (c *Client) precondition(ctx context.Context, at calendar.Href, m calendar.Match) (map[string]string, error) {
	c.notice(m.ETag)
	if c.toBeAsked(at) {
		if err := c.verify(ctx, at, m); err != nil {
			return nil, err
		}
	}
	switch strong := m.ETag.Strong(); {
	case m == (calendar.Match{}):
		return map[string]string{"If-None-Match": "*"}, nil
	case m.ScheduleTag != "":
		return map[string]string{"If-Schedule-Tag-Match": string(m.ScheduleTag)}, nil
	case strong != "":
		return map[string]string{"If-Match": string(strong)}, nil
	}
	return nil, fmt.Errorf("%w: %q is no etag to make a condition of", calendar.ErrInvalid, m.ETag)
}

// write sends a request that changes something. A 207 is opened: Xandikos
// reports failures in one.
func (c *Client) write(ctx context.Context, a ask) error {
	resp, err := c.do(ctx, a)
	if err != nil {
		return err
	}
	defer drain(resp.Body)
	c.refusedFor(resp.StatusCode)
	switch resp.StatusCode {
	case http.StatusOK:
		if strings.Contains(resp.Header.Get("Content-Type"), "html") { // some hotel's, not the server's
			return fmt.Errorf("%s %s: %w", a.method, a.at, notDAV(resp))
		}
		return nil
	case http.StatusCreated, http.StatusNoContent:
		return nil
	case http.StatusMultiStatus:
		return refusal(a, resp)
	}
	return statusError(a, resp)
}

// refusal finds the failure in a 207. One that cannot be read, or that tells of
// nothing, is a failure too.
func refusal(a ask, resp *http.Response) error {
	var refused error
	told := false
	_, err := decode(bounded(resp.Body, maxAnswer), func(r response) {
		told = true
		code := r.failed()
		for _, n := range r.refused {
			code = max(code, n)
		}
		if code != 0 && refused == nil {
			refused = &StatusError{Method: a.method, Href: a.at, Code: code, Condition: r.condition}
		}
	})
	if err == nil && !told {
		err = fmt.Errorf("%w: an empty multistatus", calendar.ErrProtocol)
	}
	if err != nil {
		return fmt.Errorf("%s %s: %w", a.method, a.at, err)
	}
	return refused
}

// ambiguous reports whether the request may have been carried out although it
// seems to have failed.
func ambiguous(err error) bool {
	var status *StatusError
	if errors.As(err, &status) {
		return status.Code >= 500 && status.Code != http.StatusNotImplemented && status.Code != http.StatusInsufficientStorage
	}
	return errors.Is(err, calendar.ErrOffline) || errors.Is(err, calendar.ErrProtocol) ||
		errors.Is(err, context.DeadlineExceeded)
}

// fate is what became of a write.
type fate int

const (
	refused    fate = iota // the server holds something else
	carriedOut             // it holds what was sent
	unknown                // nobody could see what it holds
)

// arrived asks the server whether a PUT with a doubtful outcome was carried
// out. It is given ten seconds of its own when the caller's time is up.
func (c *Client) arrived(ctx context.Context, at calendar.Href, body []byte, m calendar.Match, cause error) (calendar.Version, fate) {
	if !ambiguous(cause) {
		return calendar.Version{}, refused
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	v, err := c.get(ctx, at)
	untouched := m.ETag != "" && m.ETag.Same(v.ETag) // the version that was to be replaced
	switch {
	case err != nil && !errors.Is(err, calendar.ErrGone):
		return calendar.Version{}, unknown
	case err != nil, untouched, !sameWrite(body, v.Body):
		return calendar.Version{}, refused
	}
	return v, carriedOut
}

// sameWrite reports whether theirs is what a server made of ours: the same
// bytes, or the same lines of those that tell one write from another, which
// servers that rewrite leave alone.
func sameWrite(ours, theirs []byte) bool {
	if bytes.Equal(ours, theirs) {
		return true
	}
	a := telltales(ours)
	return len(a) > 0 && maps.Equal(a, telltales(theirs))
}

// telltales counts the lines that tell one write from another.
func telltales(body []byte) map[string]int {
	lines := map[string]int{}
	for line := range strings.SplitSeq(unfolded(body), "\n") {
		name, value, ok := strings.Cut(line, ":")
		name, _, _ = strings.Cut(strings.ToUpper(name), ";")
		switch name {
		case "UID", "DTSTAMP", "SEQUENCE", "LAST-MODIFIED", "RECURRENCE-ID", "SUMMARY", "LOCATION", "DESCRIPTION",
			"CATEGORIES", "STATUS", "DTEND", "DURATION", "EXDATE": // DTSTART and RRULE are those of zones, too
			if ok {
				lines[name+":"+strings.TrimSpace(value)]++
			}
		}
	}
	return lines
}

// unfolded is a text with its lines whole (RFC 5545 §3.1), each ended by LF.
func unfolded(body []byte) string {
	text := strings.ReplaceAll(string(body), "\r\n", "\n")
	return strings.NewReplacer("\n ", "", "\n\t", "").Replace(text)
}

// Delete deletes an object under a precondition. An object that is gone already
// is ErrGone.
func (c *Client) Delete(ctx context.Context, at calendar.Href, m calendar.Match) error {
	if m == (calendar.Match{}) {
		return fmt.Errorf("DELETE %s: %w: without a precondition", at, calendar.ErrInvalid)
	}
	header, err := c.precondition(ctx, at, m)
	if err != nil {
		return fmt.Errorf("DELETE %s: %w", at, err)
	}
	err = c.write(ctx, ask{method: http.MethodDelete, at: at, header: header})
	if err == nil || !ambiguous(err) {
		return said(err, deletedAgain, "did not delete %s", title(at, []byte(m.Text)))
	}
	check, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if _, e := c.etagOf(check, at); errors.Is(e, calendar.ErrGone) {
		return nil
	}
	return said(err, deletedAgain, "did not delete %s", title(at, []byte(m.Text)))
}

// Move moves an object to another href without overwriting (RFC 4918 §9.9). A
// server that cannot answers ErrForbidden; then a create and a delete do. It is
// always asked first: servers that heed the conditions of a PUT (Radicale,
// sabre/dav) carry out a MOVE on any version.
func (c *Client) Move(ctx context.Context, from, to calendar.Href, m calendar.Match) error {
	if m == (calendar.Match{}) {
		return fmt.Errorf("MOVE %s: %w: without a precondition", from, calendar.ErrInvalid)
	}
	target, err := c.resolve(to)
	if err != nil {
		return fmt.Errorf("MOVE %s: %w", from, err)
	}
	header, err := c.precondition(ctx, from, m)
	if err == nil && !c.toBeAsked(from) {
		err = c.verify(ctx, from, m)
	}
	if err != nil {
		return fmt.Errorf("MOVE %s: %w", from, err)
	}
	header["Destination"], header["Overwrite"] = target.String(), "F"
	err = c.write(ctx, ask{method: "MOVE", at: from, header: header})
	return said(err, sentAgain, "did not move %s", title(from, []byte(m.Text)))
}
