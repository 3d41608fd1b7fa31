package caldav

import (
	"net/url"
	"path"
	"strings"

	"calends/backend/calendar"
)

// resolve turns an href as received into the URL to ask: what was received
// goes back as it came, only what may not stand in a URL is encoded.
func (c *Client) resolve(h calendar.Href) (*url.URL, error) {
	s := legal(strings.TrimSpace(string(h)))
	u, err := url.Parse(s)
	if err == nil && u.Scheme != "" && u.Host == "" { // a name with a colon: "a:b.ics"
		u, err = url.Parse("./" + s)
	}
	if err != nil {
		return nil, calendar.Explain(calendar.ErrInvalid, "", "%q is not the address of anything on a server.", redact(string(h)))
	}
	u = c.base.ResolveReference(u)
	u.User, u.Fragment = nil, ""
	// A server behind a proxy may name itself with http: it is the same server.
	if u.Scheme == "http" && c.base.Scheme == "https" && u.Hostname() == c.base.Hostname() {
		u.Scheme, u.Host = c.base.Scheme, c.base.Host
	}
	return u, nil
}

// received is the href of an answer as it is kept: as it came, unless it only
// means something beside the URL that was asked (a relative one, or a path on
// a host that is not the account's).
func (c *Client) received(from *url.URL, raw string) calendar.Href {
	s := unmangle(strings.TrimSpace(raw))
	if i := strings.Index(s, "://"); i > 0 && !strings.ContainsAny(s[:i], "/?#") {
		return calendar.Href(s)
	}
	if strings.HasPrefix(s, "//") {
		return calendar.Href(from.Scheme + ":" + s)
	}
	if !strings.HasPrefix(s, "/") {
		dir := from.EscapedPath()
		dir = dir[:strings.LastIndexByte(dir, '/')+1]
		trailing := strings.HasSuffix(s, "/") || s == "" || s == "."
		s = path.Join("/", dir, s)
		if trailing && s != "/" {
			s += "/"
		}
	}
	if from.Host != c.base.Host {
		return calendar.Href(from.Scheme + "://" + from.Host + s)
	}
	return calendar.Href(s)
}

// unmangle undoes what Xandikos does to an absolute URL in some answers: it
// escapes the colons ("http%3A//127.0.0.1%3A5233/a/").
func unmangle(s string) string {
	for _, scheme := range []string{"http", "https"} {
		if rest, ok := strings.CutPrefix(s, scheme+"%3A//"); ok {
			host, tail, _ := strings.Cut(rest, "/")
			return scheme + "://" + strings.ReplaceAll(host, "%3A", ":") + "/" + tail
		}
	}
	return s
}

// legal encodes the bytes that may not stand in a URL, and nothing else:
// spaces, bytes beyond ASCII, and a percent sign that escapes nothing.
func legal(s string) string {
	const allowed = "-._~!$&'()*+,;=:@[]/?"
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch ch := s[i]; {
		case ch == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]),
			'a' <= ch && ch <= 'z', 'A' <= ch && ch <= 'Z', '0' <= ch && ch <= '9',
			strings.IndexByte(allowed, ch) >= 0:
			b.WriteByte(ch)
		default:
			const digits = "0123456789ABCDEF"
			b.Write([]byte{'%', digits[ch>>4], digits[ch&15]})
		}
	}
	return b.String()
}

func isHex(ch byte) bool {
	return '0' <= ch && ch <= '9' || 'a' <= ch && ch <= 'f' || 'A' <= ch && ch <= 'F'
}

// asCollection gives a collection's href the slash it ends in.
func asCollection(h calendar.Href) calendar.Href {
	if h == "" || strings.HasSuffix(string(h), "/") {
		return h
	}
	return h + "/"
}

// parent is the collection an object's href lies in.
func parent(h calendar.Href) calendar.Href {
	s := strings.TrimSuffix(string(h), "/")
	return calendar.Href(s[:strings.LastIndexByte(s, '/')+1])
}

// lastSegment is the decoded last part of a path: what a collection is called
// when nobody gave it a name.
func lastSegment(h calendar.Href) string {
	s := path.Base(strings.TrimSuffix(string(h), "/"))
	if d, err := url.PathUnescape(s); err == nil {
		return d
	}
	return s
}

// redact is an address without its user name, password and query.
func redact(address string) string {
	address, _, found := strings.Cut(address, "?")
	if found {
		address += "?…"
	}
	scheme, rest, ok := strings.Cut(address, "://")
	if !ok {
		return address
	}
	host, tail, _ := strings.Cut(rest, "/")
	if i := strings.LastIndexByte(host, '@'); i >= 0 {
		host = host[i+1:]
	}
	if len(rest) > len(host) && strings.Contains(rest, "/") {
		tail = "/" + tail
	}
	return scheme + "://" + host + tail
}
