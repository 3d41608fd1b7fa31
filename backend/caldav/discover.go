package caldav

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"calends/backend/calendar"
)

// How long discovery spends on DNS and on one address.
const (
	resolvePatience   = 5 * time.Second
	candidatePatience = 30 * time.Second
)

// Found is what Discover learned of a server.
type Found struct {
	Provider     string // of the table of known services, or ""
	Server       string // for Options.Server
	Principal    calendar.Href
	Homes        []calendar.Href
	Collections  []calendar.Collection
	Capabilities Capabilities
	Addresses    []string // the user's calendar-user-address-set (RFC 6638 §2.4.1)
	Notes        []string // what a person should know about this server
}

// Ability is whether a server can do something. What it has not told, and what
// could not be asked, is Unknown: a server without calendars has no reports.
type Ability int

// The three answers.
const (
	Unknown Ability = iota
	Lacks
	Has
)

// able is what is said of an ability that was asked about.
func able(has bool) Ability {
	if has {
		return Has
	}
	return Lacks
}

// Capabilities is what a server can do, as far as it tells.
type Capabilities struct {
	SyncCollection Ability // RFC 6578
	CTag           Ability
	MultiGet       Ability // RFC 4791 §7.9
	Move           Ability
	MakeCalendar   Ability // MKCALENDAR
	ExtendedMkcol  Ability // RFC 5689
	Scheduling     Ability // RFC 6638
	ScheduleTag    Ability
	AccessControl  Ability // RFC 3744
}

// Discover finds the calendar server behind an address, which may be an e-mail
// address, a provider's name, a host, or the URL of a server, a principal, a
// home or one calendar (RFC 6764 §6). It signs in with o.User and o.Password;
// o.Server, o.Principal and o.Homes are not looked at. Each candidate is asked
// once. The error says which of ErrSignIn, ErrCertificate, ErrForeignHost,
// ErrPlain, ErrOffline or ErrNoServer it came to, in that order.
func Discover(ctx context.Context, address string, o Options) (Found, error) {
	places, known, err := candidates(ctx, address, o)
	if err != nil {
		return Found{}, err
	}
	var failures []vain
	refusals := 0
	for _, p := range places {
		if refusals == 2 { // servers lock accounts out that try too often
			break
		}
		found, err := try(ctx, p, o)
		if err == nil {
			if known != nil {
				found.Provider = known.name
			}
			return found, nil
		}
		if ctx.Err() != nil {
			return Found{}, ctx.Err()
		}
		failures = append(failures, vain{p, err})
		if errors.Is(err, calendar.ErrSignIn) {
			refusals++
		}
		if errors.Is(err, calendar.ErrNoSecret) || errors.Is(err, calendar.ErrLocked) || errors.Is(err, calendar.ErrNoKeyring) {
			return Found{}, err
		}
	}
	return Found{}, outcome(address, known, failures)
}

// try asks one candidate, and what it leads to.
func try(ctx context.Context, place string, o Options) (Found, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, candidatePatience,
		calendar.Explain(calendar.ErrOffline, "", "%s took too long to answer.", place))
	defer cancel()
	o.Server, o.Homes, o.Principal = place, nil, ""
	c, err := New(o)
	if err != nil {
		return Found{}, err
	}
	found, err := c.explore(ctx, calendar.Href(place))
	if cause := context.Cause(ctx); err != nil && cause != nil {
		return Found{}, cause
	}
	return found, err
}

// explore goes from the first href to principal, homes and collections.
func (c *Client) explore(ctx context.Context, at calendar.Href) (Found, error) {
	start, err := c.askPrincipal(ctx, at)
	if err != nil {
		return Found{}, err
	}
	found := start
	for _, principal := range start.principals {
		if len(found.homes) > 0 {
			break
		}
		if next, err := c.askPrincipal(ctx, principal); err == nil {
			next.principals = []calendar.Href{principal}
			found = next
		} else if final(err) {
			return Found{}, err
		}
	}
	if len(found.homes) == 0 {
		// Neither a principal nor a home says so: perhaps it is a calendar, or
		// the collection that holds them.
		found.homes = []calendar.Href{start.href}
	}
	f := Found{Homes: found.homes, Addresses: found.addresses}
	if len(found.principals) > 0 {
		f.Principal = found.principals[0]
	}
	if f.Collections, err = c.listHomes(ctx, f.Homes); err != nil {
		return Found{}, err
	}
	if len(f.Collections) == 0 && f.Principal == "" && !start.home {
		return Found{}, fmt.Errorf("%w: %s holds no calendars and names no home", calendar.ErrNoServer, at)
	}
	f.Capabilities = c.capabilities(ctx, f.Homes[0], f.Collections)
	f.rebase(c)
	f.note()
	return f, nil
}

// principal is what a PROPFIND told on the way to the homes.
type principal struct {
	href       calendar.Href // where the answer came from in the end
	home       bool          // a calendar-home-set stood there
	principals []calendar.Href
	homes      []calendar.Href
	addresses  []string
}

// askPrincipal asks a resource for the principal and the homes.
func (c *Client) askPrincipal(ctx context.Context, at calendar.Href) (principal, error) {
	p := principal{href: at}
	a := ask{method: "PROPFIND", at: at, header: map[string]string{"Depth": "0"}, body: []byte(askPrincipal), xml: true}
	resp, err := c.do(ctx, a)
	if err != nil {
		return p, err
	}
	defer drain(resp.Body)
	if resp.StatusCode != http.StatusMultiStatus && resp.StatusCode != http.StatusOK {
		return p, statusError(a, resp)
	}
	if resp.StatusCode == http.StatusOK && strings.Contains(resp.Header.Get("Content-Type"), "html") {
		return p, webPage(resp.Request.URL.Host)
	}
	from := resp.Request.URL
	p.href = calendar.Href(from.String())
	refs := func(n *node) (all []calendar.Href) {
		for _, h := range n.hrefs() {
			all = append(all, c.absolute(from, h))
		}
		return all
	}
	var refused error
	_, err = decode(bounded(resp.Body, maxAnswer), func(r response) {
		if r.failed() != 0 {
			refused = &StatusError{Method: a.method, Href: at, Code: r.status, Condition: r.condition}
			return
		}
		p.principals = append(p.principals, refs(r.prop(nsDAV, "current-user-principal"))...)
		p.principals = append(p.principals, refs(r.prop(nsDAV, "principal-URL"))...)
		p.homes = append(p.homes, refs(r.prop(nsCal, "calendar-home-set"))...)
		p.home = p.home || len(p.homes) > 0
		p.addresses = append(p.addresses, r.prop(nsCal, "calendar-user-address-set").hrefs()...)
	})
	if err != nil {
		return p, fmt.Errorf("PROPFIND %s: %w", at, err)
	}
	return p, refused
}

// absolute makes a full URL of an href, its path as received.
func (c *Client) absolute(from *url.URL, raw string) calendar.Href {
	h := c.received(from, raw)
	if strings.HasPrefix(string(h), "/") {
		return calendar.Href(from.Scheme+"://"+from.Host) + h
	}
	return h
}

// rebase makes the host of the first home the account's server, and paths of
// the hrefs on it.
func (f *Found) rebase(c *Client) {
	home, err := c.resolve(f.Homes[0])
	if err != nil {
		return
	}
	f.Server = home.Scheme + "://" + home.Host + "/"
	short := func(h calendar.Href) calendar.Href {
		if u, err := c.resolve(h); err == nil && u.Scheme == home.Scheme && u.Host == home.Host {
			return calendar.Href(u.EscapedPath())
		}
		return h
	}
	for i, h := range f.Homes {
		f.Homes[i] = short(h)
	}
	if f.Principal != "" {
		f.Principal = short(f.Principal)
	}
	for i, col := range f.Collections {
		f.Collections[i].Href = short(col.Href)
	}
}

// capabilities asks what the server can do. Nothing depends on it but what is
// shown.
func (c *Client) capabilities(ctx context.Context, home calendar.Href, cols []calendar.Collection) Capabilities {
	var k Capabilities
	asked := []calendar.Href{home}
	if len(cols) > 0 {
		some := func(can func(calendar.Collection) bool) Ability { return able(slices.ContainsFunc(cols, can)) }
		k.SyncCollection = some(func(col calendar.Collection) bool { return col.SyncCollection })
		k.MultiGet = some(func(col calendar.Collection) bool { return col.MultiGet })
		k.CTag = some(func(col calendar.Collection) bool { return col.CTag != "" })
		asked = append(asked, cols[0].Href) // Cyrus names MOVE only where it works
	}
	dav, allow := "", ""
	for _, at := range asked {
		resp, err := c.do(ctx, ask{method: http.MethodOptions, at: at})
		if err != nil {
			return k
		}
		drain(resp.Body)
		if resp.StatusCode < 300 {
			dav += listed(resp.Header.Values("DAV"), strings.ToLower)
			allow += listed(resp.Header.Values("Allow"), strings.ToUpper)
		}
	}
	if dav != "" {
		names := func(class string) bool { return strings.Contains(dav, ","+class+",") }
		k.ExtendedMkcol, k.AccessControl = able(names("extended-mkcol")), able(names("access-control"))
		k.ScheduleTag = able(names("calendar-auto-schedule"))
		k.Scheduling = able(k.ScheduleTag == Has || names("calendar-schedule"))
	}
	if allow != "" {
		k.MakeCalendar = able(strings.Contains(allow, ",MKCALENDAR,") || strings.Contains(dav, ",calendar-access,"))
		if k.Move = able(strings.Contains(allow, ",MOVE,")); k.Move == Lacks && len(cols) == 0 {
			k.Move = Unknown
		}
	}
	return k
}

// listed are the values of a header that is a list, each between commas; ""
// where the server sent none.
func listed(values []string, fold func(string) string) string {
	if len(values) == 0 {
		return ""
	}
	return "," + fold(strings.ReplaceAll(strings.Join(values, ","), " ", "")) + ","
}

// note says in words what a person should know.
func (f *Found) note() {
	if len(f.Collections) == 0 {
		f.Notes = append(f.Notes, "There are no calendars on this server yet.")
	}
	if f.Capabilities.SyncCollection == Lacks {
		f.Notes = append(f.Notes, "The server cannot tell what changed; whole calendars are compared instead.")
	}
	if f.Capabilities.Scheduling == Lacks {
		f.Notes = append(f.Notes, "The server does not send invitations.")
	}
}
