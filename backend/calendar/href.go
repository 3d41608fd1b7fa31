package calendar

import (
	"net/url"
	"strings"
)

// Href is a reference to a resource as the server sent it: a path, or an
// absolute URL, percent-encoded the way that server likes it. It goes back as
// it came; two of them are compared by Key.
type Href string

// Key is the form in which hrefs are compared: the decoded path without scheme,
// host and trailing slash. Servers spell one resource in several ways (%40 and
// @, %c3 and %C3, absolute or not), sometimes within one answer. A path that
// does not decode is its own key.
func (h Href) Key() string {
	s := strings.TrimSpace(string(h))
	if i := strings.Index(s, "://"); i >= 0 {
		if j := strings.IndexByte(s[i+3:], '/'); j >= 0 {
			s = s[i+3+j:]
		} else {
			s = "/"
		}
	}
	// An encoded slash is part of a name, not a separator, and must stay so.
	segments := strings.Split(s, "/")
	for i, seg := range segments {
		if d, err := url.PathUnescape(seg); err == nil {
			segments[i] = strings.ReplaceAll(d, "/", "%2F")
		}
	}
	s = strings.Join(segments, "/")
	for len(s) > 1 && strings.HasSuffix(s, "/") {
		s = s[:len(s)-1]
	}
	return s
}

// Same reports whether the two hrefs name one resource.
func (h Href) Same(o Href) bool { return h == o || h.Key() == o.Key() }

// Strong is the tag as it may stand in If-Match: without the weak prefix, with
// quotes, and without the suffix that Apache's compression adds.
func (t ETag) Strong() ETag {
	s := strings.TrimSpace(string(t))
	s = strings.TrimPrefix(strings.TrimPrefix(s, "W/"), "w/")
	s = strings.Trim(s, `"`)
	for _, suffix := range []string{"-gzip", ";gzip", "--gzip"} {
		s = strings.TrimSuffix(s, suffix)
	}
	if s == "" {
		return ""
	}
	return ETag(`"` + s + `"`)
}

// Same reports whether the two tags name one version, whatever a proxy or a
// compressor did to their spelling.
func (t ETag) Same(o ETag) bool { return t == o || t.Strong() == o.Strong() }
