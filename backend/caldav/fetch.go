package caldav

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"slices"
	"strings"
	"time"

	"calends/backend/calendar"
)

// How a batch of a multiget grows and shrinks: doubled while answers are whole
// and quick, halved when they are neither.
const (
	firstBatch = 50
	smallBatch = 10
	maxBatch   = 1600
	quick      = 3 * time.Second
	slow       = 20 * time.Second
)

// batch is how many objects to ask for at once.
type batch struct{ size int }

func (b *batch) learn(asked, missing int, took time.Duration) {
	switch {
	case took > slow || missing > asked/2:
		b.size = max(b.size/2, smallBatch)
	case asked == b.size && took < quick && missing == 0:
		b.size = min(b.size*2, maxBatch)
	}
}

// Fetch gets objects of the collection at, in batches by calendar-multiget
// (RFC 4791 §7.9), one by one where a server leaves some out or refuses the
// whole. Every href asked for is yielded once, as it was given, with a version
// or the reason why there is none. When the server as a whole fails, so do all
// that are left.
func (c *Client) Fetch(ctx context.Context, at calendar.Href, hrefs []calendar.Href) iter.Seq2[calendar.Href, calendar.Result] {
	return func(take func(calendar.Href, calendar.Result) bool) {
		yield := func(h calendar.Href, r calendar.Result) bool {
			r.Err = said(r.Err, askedAgain, "did not show %s", lastSegment(h))
			return take(h, r)
		}
		for rest := hrefs; len(rest) > 0; {
			c.mu.Lock()
			n := min(len(rest), c.batch.size)
			c.mu.Unlock()
			err, more := c.fetch(ctx, at, rest[:n], yield)
			if !more {
				return
			}
			rest = rest[n:]
			if err == nil {
				continue
			}
			for _, h := range rest {
				if !yield(h, calendar.Result{Err: err}) {
					return
				}
			}
			return
		}
	}
}

// fetch yields one batch. It returns the error that makes going on useless,
// and whether the reader wants more.
func (c *Client) fetch(ctx context.Context, at calendar.Href, hrefs []calendar.Href, yield func(calendar.Href, calendar.Result) bool) (failed error, more bool) {
	got := map[string]calendar.Result{}
	if len(hrefs) > 1 {
		failed = c.gather(ctx, at, hrefs, got)
	}
	for _, h := range hrefs {
		r, ok := got[h.Key()]
		switch {
		case ok:
		case failed != nil:
			r = calendar.Result{Err: failed}
		default:
			r.Version, r.Err = c.get(ctx, h)
			if r.Err != nil && final(r.Err) {
				failed = r.Err
			}
		}
		if !yield(h, r) {
			return failed, false
		}
	}
	return failed, true
}

// gather collects by multiget what the server will tell of the hrefs. What it
// could not bear at once is asked for again in halves; what is missing in the
// end is to be asked for alone. An error makes going on useless.
func (c *Client) gather(ctx context.Context, at calendar.Href, hrefs []calendar.Href, got map[string]calendar.Result) error {
	key := at.Key()
	c.mu.Lock()
	refused := c.noGet[key]
	c.mu.Unlock()
	if refused {
		return nil
	}
	start, before := c.o.Now(), len(got)
	err := c.multiget(ctx, at, hrefs, got)
	c.judge(key, len(hrefs), len(got)-before, c.o.Now().Sub(start), err)
	tooMuch := len(hrefs) > smallBatch && (errors.Is(err, errSilent) || errors.Is(err, errBroken) || err != nil && !final(err))
	switch {
	case errors.Is(err, calendar.ErrGone): // sabre/dav 1.8: one of them is
		return nil
	case !tooMuch && err != nil && final(err):
		return err
	case !tooMuch:
		return nil
	}
	var left []calendar.Href
	for _, h := range hrefs {
		if _, ok := got[h.Key()]; !ok {
			left = append(left, h)
		}
	}
	for half := range slices.Chunk(left, max(1, (len(left)+1)/2)) {
		if err := c.gather(ctx, at, half, got); err != nil {
			return err
		}
	}
	return nil
}

// judge learns from a multiget.
func (c *Client) judge(key string, asked, got int, took time.Duration, err error) {
	var status *StatusError
	if errors.As(err, &status) && got == 0 && (status.Code == 403 || status.Code == 405 || status.Code == 501 || status.Condition == "supported-report") {
		c.mu.Lock()
		c.noGet[key] = true
		c.mu.Unlock()
		return
	}
	if err != nil {
		took = 2 * slow
	}
	c.learn(func(*calendar.Manners) { c.batch.learn(asked, asked-got, took) })
}

// multiget notes what the server tells of each href, by key. Before an error
// it notes what had arrived whole.
func (c *Client) multiget(ctx context.Context, at calendar.Href, hrefs []calendar.Href, got map[string]calendar.Result) error {
	var body strings.Builder
	body.WriteString(xmlHead + `<C:calendar-multiget` + xmlns + `><D:prop><D:getetag/><C:schedule-tag/><C:calendar-data/></D:prop>`)
	for _, h := range hrefs {
		body.WriteString(`<D:href>` + escapeXML(c.pathOf(h)) + `</D:href>`)
	}
	body.WriteString(`</C:calendar-multiget>`)
	a := ask{method: "REPORT", at: at, header: map[string]string{"Depth": "1"}, body: []byte(body.String())}
	_, err := c.multistatus(ctx, a, func(r response) {
		if r.status == 507 || r.href.Same(at) {
			return
		}
		if code := r.failed(); code != 0 {
			got[r.href.Key()] = calendar.Result{Err: &StatusError{Method: a.method, Href: r.href, Code: code, Condition: r.condition}}
			return
		}
		v, err := r.version()
		if errors.Is(err, errNoData) {
			return // asked for again, alone
		}
		got[r.href.Key()] = calendar.Result{Version: v, Err: err}
	})
	return err
}

// pathOf is the href in the form a multiget wants: a path, as the server
// itself spelled it.
func (c *Client) pathOf(h calendar.Href) string {
	u, err := c.resolve(h)
	if err != nil {
		return string(h)
	}
	return u.EscapedPath()
}

// errNoData says that a response named an object without showing it.
var errNoData = errors.New("the answer does not hold it")

// version reads a version out of a response.
func (r response) version() (calendar.Version, error) {
	tag, data := r.etag(), r.prop(nsCal, "calendar-data")
	if tag == "" || strings.TrimSpace(data.text) == "" {
		return calendar.Version{}, errNoData
	}
	v := calendar.Version{ETag: tag, ScheduleTag: calendar.ScheduleTag(r.prop(nsCal, "schedule-tag").value()),
		Body: fromXML(data.text)}
	return shown(r.href, v)
}

// shown is a version as the server shows it. One that is no calendar object
// stands beside its error; of one that is cut off only the etag, for what there
// is of it can be read and is not the object; one beyond all measure is left out.
func shown(at calendar.Href, v calendar.Version) (calendar.Version, error) {
	err := acceptable(at, v.Body)
	switch {
	case errors.Is(err, calendar.ErrTooLarge):
		return calendar.Version{}, err
	case errors.Is(err, errCutOff):
		v.Body = nil
	}
	return v, err
}

// fromXML is a calendar text as it was before XML took the carriage returns
// out of it (XML 1.0 §2.11) and people put blanks around it. A text that came
// otherwise is read the same, so that one version is one text however it came:
// SOGo ends it in a REPORT, and not for a GET.
func fromXML(s string) []byte {
	if s = strings.TrimSpace(s); s == "" {
		return nil
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return []byte(strings.ReplaceAll(s, "\n", "\r\n") + "\r\n")
}

// acceptable returns an error for what must not be kept as a version: a text
// that is no iCalendar (SOGo has answered "(null)"), or one beyond all measure.
func acceptable(h calendar.Href, body []byte) error {
	if len(body) > maxObject {
		return tooLarge(h)
	}
	text := bytes.TrimLeft(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")), " \t\r\n")
	const begin = "BEGIN:VCALENDAR"
	if len(text) < len(begin) || !strings.EqualFold(string(text[:len(begin)]), begin) {
		return calendar.Explain(calendar.ErrProtocol, "Look at it with the server's own calendar, or delete it there.",
			"The server answered with something that is no calendar object for %s.", redact(string(h)))
	}
	if !whole(text) {
		return calendar.Explain(errCutOff, "It is asked for again by the next sync.",
			"The server's answer ends in the middle of %s.", redact(string(h)))
	}
	return nil
}

// errCutOff says that a text has no end: somebody between here and the server
// stopped counting octets, or the server holds half an object.
var errCutOff = fmt.Errorf("%w: it is cut off", calendar.ErrProtocol)

// whole reports whether a text ends as a calendar does (RFC 5545 §3.4),
// whatever stands behind it.
func whole(body []byte) bool {
	const end = "END:VCALENDAR"
	for line := range bytes.Lines(body) {
		if line = bytes.TrimSpace(line); len(line) == len(end) && strings.EqualFold(string(line), end) {
			return true
		}
	}
	return false
}

func tooLarge(h calendar.Href) error {
	return calendar.Explain(calendar.ErrTooLarge, "Remove its attachments with another program.",
		"%s is larger than %d MB and is left alone.", lastSegment(h), maxObject>>20)
}

// get reads one object, and once more where the answer was cut off.
func (c *Client) get(ctx context.Context, at calendar.Href) (calendar.Version, error) {
	v, err := c.getOnce(ctx, at)
	if errors.Is(err, errCutOff) {
		v, err = c.getOnce(ctx, at)
	}
	return v, err
}

// getOnce fetches one object by GET.
func (c *Client) getOnce(ctx context.Context, at calendar.Href) (calendar.Version, error) {
	a := ask{method: http.MethodGet, at: at, header: map[string]string{"Accept": "text/calendar"}}
	resp, err := c.do(ctx, a)
	if err != nil {
		return calendar.Version{}, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return calendar.Version{}, statusError(a, resp)
	}
	if resp.ContentLength > maxObject {
		return calendar.Version{}, tooLarge(at)
	}
	body, err := io.ReadAll(bounded(resp.Body, maxObject))
	if errors.Is(err, calendar.ErrTooLarge) {
		return calendar.Version{}, tooLarge(at)
	}
	if err != nil {
		return calendar.Version{}, fmt.Errorf("GET %s: %w", at, err)
	}
	v, err := shown(at, calendar.Version{ETag: calendar.ETag(resp.Header.Get("ETag")),
		ScheduleTag: calendar.ScheduleTag(resp.Header.Get("Schedule-Tag")), Body: fromXML(string(body))})
	switch {
	case err != nil && (v.ETag == "" || strings.Contains(resp.Header.Get("Content-Type"), "html")): // some hotel's, not the server's
		return calendar.Version{}, err
	case v.ETag == "":
		v.ETag, err = c.etagOf(ctx, at)
	}
	return v, err
}

// etagOf asks for the etag alone.
func (c *Client) etagOf(ctx context.Context, at calendar.Href) (calendar.ETag, error) {
	var tag calendar.ETag
	var refused error
	a := ask{method: "PROPFIND", at: at, header: map[string]string{"Depth": "0"}, body: []byte(askETags)}
	_, err := c.multistatus(ctx, a, func(r response) {
		if code := r.failed(); code != 0 {
			refused = &StatusError{Method: a.method, Href: at, Code: code, Condition: r.condition}
			return
		}
		tag = r.etag()
	})
	switch {
	case err != nil:
		return "", err
	case refused != nil:
		return "", refused
	case tag == "":
		return "", fmt.Errorf("%w: %s has no etag", calendar.ErrProtocol, at)
	}
	return tag, nil
}
