package caldav

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"calends/backend/calendar"
)

// maxPages bounds the pages of one sync-collection.
const maxPages = 10_000

// Observe tells what changed in a collection since col.Progress, by the
// cheapest means the server offers: nothing at all where ctag or sync-token say
// so, sync-collection (RFC 6578), or all etags. col carries what Collections
// has just listed, with this device's Progress.
//
// A token the server refuses leads to a complete listing, and so do a Progress
// that was never Compared and the passing of Options.CompareEvery: some servers
// forget deletions. The first
// listing may bring the bodies along. An answer about changes is never taken
// for a complete one.
func (c *Client) Observe(ctx context.Context, col calendar.Collection) (calendar.Listing, error) {
	l, err := c.observe(ctx, col)
	if err != nil {
		return calendar.Listing{}, fmt.Errorf("look for changes in %s: %w", col.Href, said(err, askedAgain, "did not say what is in the calendar"))
	}
	return l, nil
}

func (c *Client) observe(ctx context.Context, col calendar.Collection) (calendar.Listing, error) {
	p, now := col.Progress, c.o.Now()
	unknown := p.Token == "" && p.CTag == "" && p.Compared.IsZero()
	switch {
	case unknown && col.SyncCollection:
		return c.first(ctx, col)
	case unknown:
		return c.listing(ctx, col, calendar.MethodETagListing)
	case p.Compared.IsZero(), c.o.CompareEvery > 0 && now.Sub(p.Compared) >= c.o.CompareEvery:
		return c.full(ctx, col)
	case unchanged(col):
		return calendar.Listing{Method: calendar.MethodUnchanged, Progress: p}, nil
	case !col.SyncCollection:
		return c.listing(ctx, col, calendar.MethodETagListing)
	case p.Token == "":
		return c.full(ctx, col)
	}
	since := p.Token
	if c.isCareless(col.Href) {
		since = earlier(since)
	}
	l, err := c.pages(ctx, col, since, false)
	if err == nil {
		l.Progress.Compared = p.Compared
		if c.isCareless(col.Href) { // the etag may be that of the one before
			for href := range l.Members {
				l.Gone = append(l.Gone, href)
			}
		}
		return l, nil
	}
	if final(err) {
		return l, err
	}
	return c.full(ctx, col) // the token is refused, or the answer is no use
}

// final reports whether an error is about the server as a whole, so that
// asking it in another way is no use.
func final(err error) bool {
	for _, f := range []error{calendar.ErrSignIn, calendar.ErrOffline, calendar.ErrTryLater, calendar.ErrCertificate,
		calendar.ErrPlain, calendar.ErrForeignHost, calendar.ErrNoSecret, calendar.ErrLocked, calendar.ErrNoKeyring,
		context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, f) {
			return true
		}
	}
	return false
}

// unchanged reports whether the server says that nothing changed. The ctag
// decides where there is one.
func unchanged(col calendar.Collection) bool {
	if col.CTag != "" {
		return col.CTag == col.Progress.CTag
	}
	return col.SyncToken != "" && col.SyncToken == col.Progress.Token
}

// overlap is how many seconds a token that counts them is taken back.
const overlap = 10

// settled is the ctag to record. One that counts the seconds of this moment
// (SOGo) may stand for two states and is not recorded: the next sync looks
// again. The clocks may differ a little.
func settled(tag calendar.CTag, now time.Time) calendar.CTag {
	if n, err := strconv.ParseInt(strings.Trim(string(tag), `"`), 10, 64); err == nil {
		if d := now.Unix() - n; -120 <= d && d <= 120 {
			return ""
		}
	}
	return tag
}

// earlier is a token that counts seconds, some seconds back: what was written in
// the second that it stands for, or was being written then, is told once more.
func earlier(token calendar.SyncToken) calendar.SyncToken {
	n, err := strconv.ParseInt(string(token), 10, 64)
	if err != nil || n <= overlap {
		return token
	}
	return calendar.SyncToken(strconv.FormatInt(n-overlap, 10))
}

// first takes in a collection nothing is known of, with the bodies in the
// report where the server puts them there: half the time of many multigets.
func (c *Client) first(ctx context.Context, col calendar.Collection) (calendar.Listing, error) {
	c.mu.Lock()
	inline := !c.known.Bare
	c.mu.Unlock()
	for _, data := range []bool{inline, false} {
		l, err := c.pages(ctx, col, "", data)
		if err == nil {
			l.Complete, l.Gone, l.Progress.Compared = true, nil, c.o.Now()
			return l, nil
		}
		if final(err) && !(data && errors.Is(err, errSilent)) || errors.Is(err, calendar.ErrGone) {
			return l, err
		}
		if data {
			c.learn(func(m *calendar.Manners) { m.Bare = true })
		}
	}
	return c.listing(ctx, col, calendar.MethodFull)
}

// full compares everything. The token to go on from is the one Collections
// listed before: what changes in between is then told twice, never missed.
func (c *Client) full(ctx context.Context, col calendar.Collection) (calendar.Listing, error) {
	if col.SyncCollection && col.SyncToken == "" {
		l, err := c.pages(ctx, col, "", false)
		if err == nil {
			l.Complete, l.Gone, l.Method, l.Progress.Compared = true, nil, calendar.MethodFull, c.o.Now()
			return l, nil
		}
		if final(err) {
			return l, err
		}
	}
	return c.listing(ctx, col, calendar.MethodFull)
}

// listing is everything the collection holds, by PROPFIND.
func (c *Client) listing(ctx context.Context, col calendar.Collection, m calendar.Method) (calendar.Listing, error) {
	now := c.o.Now()
	l := calendar.Listing{Complete: true, Method: m, Members: map[calendar.Href]calendar.ETag{},
		Progress: calendar.Progress{Token: col.SyncToken, CTag: settled(col.CTag, now), Compared: now}}
	a := ask{method: "PROPFIND", at: col.Href, header: map[string]string{"Depth": "1"}, body: []byte(askETags)}
	whole := wholly{ask: a}
	seen := map[string]bool{}
	_, err := c.multistatus(ctx, a, func(r response) {
		key := r.href.Key()
		switch {
		case whole.refused(r):
		case r.failed() == 0 && r.isMember(col.Href) && !seen[key]:
			seen[key] = true
			l.Members[r.href] = r.etag()
			c.notice(r.etag())
		case r.failed() != 0 && !gone(r.status) && r.isMember(col.Href) && !seen[key]:
			seen[key] = true
			l.Members[r.href] = "" // it is there; why it can't be read, fetching tells
		}
	})
	if err == nil {
		err = whole.err()
	}
	return l, err
}

func (r response) etag() calendar.ETag { return calendar.ETag(r.prop(nsDAV, "getetag").value()) }

// isMember reports whether the response is about an object of the collection:
// not the collection itself, nor one within it.
func (r response) isMember(of calendar.Href) bool {
	return r.href.Key() != of.Key() && !strings.HasSuffix(string(r.href), "/") &&
		!r.prop(nsDAV, "resourcetype").is(nsDAV, "collection")
}

func gone(status int) bool { return status == 404 || status == 410 }

// pages asks for the changes since a token ("": everything) until the server
// has no more of them (RFC 6578 §3.6), and makes one listing of the pages.
func (c *Client) pages(ctx context.Context, col calendar.Collection, since calendar.SyncToken, data bool) (calendar.Listing, error) {
	f := fold{c: c, col: col, data: data, at: map[string]calendar.Href{}, gone: map[string]calendar.Href{}, l: calendar.Listing{
		Method: calendar.MethodSyncCollection, Members: map[calendar.Href]calendar.ETag{}, Bodies: map[calendar.Href]calendar.Version{}}}
	used := map[calendar.SyncToken]bool{}
	for range maxPages {
		used[since] = true
		f.truncated, f.refused = false, nil
		next, err := c.multistatus(ctx, syncCollection(col.Href, since, data), f.take)
		if err == nil {
			err = f.refused
		}
		if err != nil {
			return calendar.Listing{}, err
		}
		if next == "" {
			return calendar.Listing{}, fmt.Errorf("REPORT %s: %w: no sync-token", col.Href, calendar.ErrProtocol)
		}
		since = next
		if !f.truncated {
			return f.finish(since), nil
		}
		if used[since] {
			break
		}
	}
	return calendar.Listing{}, fmt.Errorf("REPORT %s: %w: its pages never end", col.Href, calendar.ErrProtocol)
}

// fold makes one listing of the responses of several pages.
type fold struct {
	c         *Client
	col       calendar.Collection
	data      bool
	l         calendar.Listing
	at, gone  map[string]calendar.Href // by key: what was told last counts
	truncated bool
	refused   error
}

func (f *fold) take(r response) {
	key := r.href.Key()
	if r.status == 507 {
		f.truncated = true
		return
	}
	if no := r.refusal(ask{method: "REPORT", at: f.col.Href}); no != nil {
		f.refused = no
	}
	if f.refused != nil || !r.isMember(f.col.Href) {
		return
	}
	if old, ok := f.at[key]; ok {
		delete(f.l.Members, old)
		delete(f.l.Bodies, old)
		delete(f.at, key)
	}
	if gone(r.status) {
		f.gone[key] = r.href
		return
	}
	delete(f.gone, key)
	f.at[key] = r.href
	f.l.Members[r.href] = r.etag()
	f.c.notice(r.etag())
	if v, err := r.version(); err == nil && f.data {
		f.l.Bodies[r.href] = v
	}
	if f.data && r.refused[xml.Name{Space: nsCal, Local: "calendar-data"}] != 0 {
		f.c.learn(func(m *calendar.Manners) { m.Bare = true })
	}
}

func (f *fold) finish(token calendar.SyncToken) calendar.Listing {
	for _, h := range f.gone {
		f.l.Gone = append(f.l.Gone, h)
	}
	f.l.Progress = calendar.Progress{Token: token, CTag: settled(f.col.CTag, f.c.o.Now())}
	return f.l
}

// syncCollection is the REPORT of RFC 6578 §3.2. The Depth header is 0 by the
// RFC; its elements are in the order it gives them.
func syncCollection(at calendar.Href, since calendar.SyncToken, data bool) ask {
	prop := `<D:getetag/>`
	if data {
		prop += `<C:schedule-tag/><C:calendar-data/>`
	}
	body := xmlHead + `<D:sync-collection` + xmlns + `><D:sync-token>` + escapeXML(string(since)) +
		`</D:sync-token><D:sync-level>1</D:sync-level><D:prop>` + prop + `</D:prop></D:sync-collection>`
	return ask{method: "REPORT", at: at, header: map[string]string{"Depth": "0"}, body: []byte(body)}
}
