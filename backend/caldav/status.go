package caldav

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"

	"calends/backend/calendar"
)

// StatusError is a refusal of the server's. It answers errors.Is for the
// sentinels of package calendar.
type StatusError struct {
	Method string
	Href   calendar.Href
	Code   int // HTTP status, of the answer or of one response in a 207
	// Condition is the violated precondition without namespace
	// (RFC 4918 §16), such as "no-uid-conflict"; "" where none was named.
	Condition string
	// Reason is the server's own words (RFC 4918 §14.25), one line of at most
	// 200 bytes; "" where there are none.
	Reason string
	// RetryAfter is what the server asked for; 0 where it said nothing.
	RetryAfter time.Duration
}

// Error says what was asked, of which resource, and how it was refused.
func (e *StatusError) Error() string {
	s := fmt.Sprintf("%s %s: the server answered %d", e.Method, redact(string(e.Href)), e.Code)
	if t := http.StatusText(e.Code); t != "" {
		s += " " + t
	}
	if e.Condition != "" {
		s += " (" + e.Condition + ")"
	}
	if e.RetryAfter > 0 {
		s += fmt.Sprintf(", try again in %s", e.RetryAfter)
	}
	return s
}

// Is reports which of calendar's errors this is.
func (e *StatusError) Is(target error) bool { return target == e.sentinel() }

// After is how long the server wants to be left alone; 0 where it said nothing.
func (e *StatusError) After() time.Duration { return e.RetryAfter }

// sentinel is the noun for the refusal. A condition says more than a status:
// servers disagree on the status (Xandikos answers 412 where Radicale says 409).
func (e *StatusError) sentinel() error {
	switch e.Condition {
	case "no-uid-conflict", "unique-scheduling-object-resource", "resource-must-be-null":
		return calendar.ErrExists
	case "max-resource-size", "quota-not-exceeded", "sufficient-disk-space":
		return calendar.ErrTooLarge
	case "valid-calendar-data", "valid-calendar-object-resource", "supported-calendar-data",
		"supported-calendar-component", "max-instances", "max-attendees-per-instance",
		"min-date-time", "max-date-time":
		return calendar.ErrInvalid
	}
	switch e.Code {
	case 401, 407:
		return calendar.ErrSignIn
	case 404, 410:
		return calendar.ErrGone
	case 412:
		return calendar.ErrPrecondition
	case 413, 507:
		return calendar.ErrTooLarge
	case 400, 415, 422:
		return calendar.ErrInvalid
	case 429, 503:
		return calendar.ErrTryLater
	case 502, 504:
		return calendar.ErrOffline
	case 403, 405, 409, 423, 424, 501: // 423: this object is locked, the others are not
		return calendar.ErrForbidden
	}
	return calendar.ErrProtocol
}

// statusError reads the refusal out of an answer.
func statusError(a ask, resp *http.Response) error {
	if resp.StatusCode < 300 {
		return fmt.Errorf("%s %s: %w", a.method, redact(string(a.at)), notDAV(resp))
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxError))
	if err != nil {
		body = nil // the status says enough
	}
	return &StatusError{Method: a.method, Href: a.at, Code: resp.StatusCode,
		Condition:  condition(bytes.NewReader(body)),
		Reason:     reason(bytes.NewReader(body)),
		RetryAfter: retryAfter(resp.Header)}
}

// notDAV is the error for an answer that no CalDAV server gives.
func notDAV(resp *http.Response) error {
	host := resp.Request.URL.Host
	if strings.Contains(resp.Header.Get("Content-Type"), "html") {
		return webPage(host)
	}
	return calendar.Explain(calendar.ErrProtocol, "Check the address.",
		"%s did not answer as a calendar server (status %d).", host, resp.StatusCode)
}

// webPage is the error for html where XML was due.
func webPage(host string) error {
	return calendar.Explain(calendar.ErrProtocol, "Check the address; it may be that of a web site, not of a calendar server.",
		"%s answered with a web page, not as a calendar server.", host)
}

// condition finds the name of the violated precondition: the first element
// within one called error, whatever namespace the server believes it to be in.
func condition(body io.Reader) string {
	d := newXML(body)
	inside := false
	for {
		t, err := d.Token()
		if err != nil {
			return ""
		}
		switch t := t.(type) {
		case xml.StartElement:
			switch {
			case inside && (namespace(t.Name.Space) == nsDAV || t.Name.Space == nsCal):
				return t.Name.Local
			case inside: // sabre/dav's own elements stand beside it
				if d.Skip() != nil {
					return ""
				}
				continue
			}
			if t.Name.Local == "html" {
				return ""
			}
			inside = t.Name.Local == "error"
		case xml.EndElement:
			if t.Name.Local == "error" {
				return ""
			}
		}
	}
}

// reason finds the server's own words in an error body: a
// DAV:responsedescription, or sabre/dav's message.
func reason(body io.Reader) string {
	d := newXML(body)
	for {
		t, err := d.Token()
		if err != nil {
			return ""
		}
		start, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		switch start.Name.Local {
		case "html":
			return ""
		case "responsedescription", "message":
			var words string
			if d.DecodeElement(&words, &start) != nil {
				return ""
			}
			return oneLine(words)
		}
	}
}

// oneLine is a text without line breaks and controls, cut at 200 bytes.
func oneLine(text string) string {
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r <= ' ' || !unicode.IsPrint(r) }), " ")
	if len(text) > 200 {
		text = strings.ToValidUTF8(text[:200], "")
	}
	return strings.TrimRight(text, " .:")
}

// retryAfter reads Retry-After (RFC 9110 §10.2.3): seconds, or a date that is
// compared with the server's own clock.
func retryAfter(h http.Header) time.Duration {
	v := strings.TrimSpace(h.Get("Retry-After"))
	if n, err := strconv.Atoi(v); err == nil && n > 0 {
		return min(time.Duration(min(n, 1<<20))*time.Second, 24*time.Hour)
	}
	at, err := http.ParseTime(v)
	if err != nil {
		return 0
	}
	now, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return 0
	}
	return max(0, min(at.Sub(now), 24*time.Hour))
}
