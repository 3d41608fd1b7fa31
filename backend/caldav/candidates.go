package caldav

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"strings"

	"calends/backend/calendar"

	"github.com/emersion/go-webdav/caldav"
)

// candidates lists the URLs to try for an address, each once, the likeliest
// first.
func candidates(ctx context.Context, address string, o Options) ([]string, *provider, error) {
	address = strings.TrimSpace(address)
	if _, domain, mail := strings.Cut(address, "@"); mail && !strings.Contains(address, "/") {
		return domainCandidates(ctx, domain, o)
	}
	if p := findProvider(address); p != nil && !strings.Contains(address, "://") {
		return known(p)
	}
	if !strings.Contains(address, "://") {
		return hostCandidates(ctx, address, o)
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, nil, &calendar.Explained{Message: fmt.Sprintf("%q is not the address of a server.", redact(address)),
			Hint: "Give an e-mail address, or one that begins with https://.", Field: "address", Err: calendar.ErrInvalid}
	}
	p := findProvider(u.Hostname())
	if p != nil && p.server == "" {
		return known(p)
	}
	return around(u), p, nil
}

// known is what the table says of a provider.
func known(p *provider) ([]string, *provider, error) {
	if p.server == "" {
		return nil, p, &calendar.Explained{Message: p.sorry, Field: "address", Err: calendar.ErrNoServer}
	}
	return []string{p.server, p.server + ".well-known/caldav"}, p, nil
}

// around are the places on a URL's host: the one given where it has a path,
// the well-known one, the root.
func around(u *url.URL) []string {
	u.User, u.RawQuery, u.Fragment = nil, "", ""
	root := u.Scheme + "://" + u.Host
	places := []string{root + "/.well-known/caldav", root + "/"}
	if u.Path != "" && u.Path != "/" && u.Path != "/.well-known/caldav" {
		places = append([]string{u.String()}, places...)
	}
	return places
}

// domainCandidates are the places for the domain of a mail address: the table,
// DNS, the domain itself.
func domainCandidates(ctx context.Context, domain string, o Options) ([]string, *provider, error) {
	if p := findProvider(domain); p != nil {
		return known(p)
	}
	named, err := resolved(ctx, domain, o)
	if err != nil {
		return nil, nil, err
	}
	u, err := url.Parse("https://" + domain)
	if err != nil || u.Host == "" {
		return nil, nil, &calendar.Explained{Message: fmt.Sprintf("%q is not an e-mail address.", domain), Field: "address", Err: calendar.ErrInvalid}
	}
	return append(named, around(u)...), nil, nil
}

// hostCandidates are the places for a host given without a scheme: https, and
// http where that is allowed.
func hostCandidates(ctx context.Context, host string, o Options) ([]string, *provider, error) {
	u, err := url.Parse("https://" + host)
	if err != nil || u.Hostname() == "" || strings.ContainsAny(u.Hostname(), " <>\"") {
		return nil, nil, &calendar.Explained{Message: fmt.Sprintf("%q is not the address of a server.", host),
			Hint: "Give an e-mail address, or one that begins with https://.", Field: "address", Err: calendar.ErrInvalid}
	}
	if p := findProvider(u.Hostname()); p != nil {
		return known(p)
	}
	places := around(u)
	if loopback(u.Hostname()) || o.AllowPlain {
		plain := *u
		plain.Scheme = "http"
		return append(places, around(&plain)...), nil, nil
	}
	if u.Port() == "" && net.ParseIP(u.Hostname()) == nil {
		named, err := resolved(ctx, u.Hostname(), o)
		if err != nil {
			return nil, nil, err
		}
		places = append(named, places...)
	}
	return places, nil, nil
}

// resolved asks DNS (RFC 6764 §3). Its answer is not authenticated: a server
// outside the domain is not given the password without the user's yes (§8).
func resolved(ctx context.Context, domain string, o Options) ([]string, error) {
	resolve := o.Resolve
	if resolve == nil {
		resolve = caldav.DiscoverContextURL
	}
	ctx, cancel := context.WithTimeout(ctx, resolvePatience)
	defer cancel()
	s, err := resolve(ctx, domain)
	if err != nil {
		return nil, nil // no such records, or no DNS: other ways remain
	}
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "https" {
		return nil, nil
	}
	host := strings.ToLower(u.Hostname())
	within := host == strings.ToLower(domain) || strings.HasSuffix(host, "."+strings.ToLower(domain))
	if p := findProvider(host); !within && (p == nil || p.server == "") {
		return nil, &calendar.Explained{Message: fmt.Sprintf("%s names %s as its calendar server, which is another domain.", domain, host),
			Hint: fmt.Sprintf("If that is right, give %s as the address.", s), Field: "address", Err: calendar.ErrForeignHost}
	}
	return []string{s}, nil
}
