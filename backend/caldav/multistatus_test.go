package caldav

import (
	"bytes"
	"errors"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"calends/backend/calendar"
)

// TestDecodeTolerates lists what servers send in one response, and what must be
// read of it.
func TestDecodeTolerates(t *testing.T) {
	const head, tail = `<D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">`, `</D:multistatus>`
	one := func(inner string) string { return head + `<D:response>` + inner + `</D:response>` + tail }
	ok := func(prop string) string {
		return one(`<D:href>/a</D:href><D:propstat><D:prop>` + prop + `</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat>`)
	}
	name := func(r response) string { return r.prop(nsDAV, "displayname").value() }
	href := func(r response) string { return r.rawHref }
	tests := []struct {
		name, xml string
		read      func(response) string
		want      string
	}{
		{"surrogate pair as references", ok(`<D:displayname>a&#55356;&#57166;b</D:displayname>`), name, "a\U0001F34Eb"},
		{"hexadecimal surrogates", ok(`<D:displayname>&#xD83C;&#xDF8E;</D:displayname>`), name, "\U0001F38E"},
		{"half a pair", ok(`<D:displayname>a&#55356;b</D:displayname>`), name, "a\uFFFDb"},
		{"half a pair before another reference", ok(`<D:displayname>&#55356;&amp;</D:displayname>`), name, "\uFFFD&"},
		{"control characters", ok("<D:displayname>a\x00\x08\x1fb&#1;c&#x0;</D:displayname>"), name, "abc"},
		{"references inside CDATA are text", ok(`<D:displayname><![CDATA[&#55356;&#1;<b>]]>&#65;</D:displayname>`), name, "&#55356;&#1;<b>A"},
		{"unknown entity", ok(`<D:displayname>a&nbsp;b &bogus; c</D:displayname>`), name, "a\u00a0b &bogus; c"},
		{"bare ampersand", ok(`<D:displayname>R & D</D:displayname>`), name, "R & D"},
		{"bytes that are not UTF-8", ok("<D:displayname>caf\xe9</D:displayname>"), name, "café"},
		{"latin-1 by declaration", `<?xml version="1.0" encoding="ISO-8859-1"?>` + ok("<D:displayname>caf\xe9</D:displayname>"), name, "café"},
		{"byte order mark", "\xef\xbb\xbf" + `<?xml version="1.0" encoding="utf-8"?>` + ok(`<D:displayname>x</D:displayname>`), name, "x"},
		{"blank lines before the declaration", "\r\n\r\n" + `<?xml version="1.0"?>` + ok(`<D:displayname>x</D:displayname>`), name, "x"},
		{"comment", ok(`<!-- a --><D:displayname>x<!-- b -->y</D:displayname>`), name, "xy"},
		{"default namespace redeclared", `<multistatus xmlns="DAV:"><response xmlns="DAV:"><href>/a</href><propstat><prop><displayname xmlns="DAV:">x</displayname></prop></propstat></response></multistatus>`, name, "x"},
		{"foreign namespace is another property", ok(`<X:displayname xmlns:X="urn:x">x</X:displayname>`), name, ""},
		{"status without reason", strings.Replace(ok(`<D:displayname>x</D:displayname>`), "HTTP/1.1 200 OK", "\n HTTP/1.1 200 \n", 1), name, "x"},
		{"status without protocol", strings.Replace(ok(`<D:displayname>x</D:displayname>`), "HTTP/1.1 200 OK", "404", 1), name, ""},
		{"missing propstat status", one(`<D:href>/a</D:href><D:propstat><D:prop><D:displayname>x</D:displayname></D:prop></D:propstat>`), name, "x"},
		{"the propstat that succeeded counts", one(`<D:href>/a</D:href>` +
			`<D:propstat><D:prop><D:displayname>x</D:displayname></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat>` +
			`<D:propstat><D:prop><D:displayname/></D:prop><D:status>HTTP/1.1 404 Not Found</D:status></D:propstat>`), name, "x"},
		{"blanks around the href", one("<D:href>\n\t/a b.ics \n</D:href>"), href, "/a b.ics"},
		{"status before href", one(`<D:status>HTTP/1.1 404 Not Found</D:status><D:href>/gone</D:href>`), href, "/gone"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, r := range []io.Reader{strings.NewReader(tt.xml), iotest.OneByteReader(strings.NewReader(tt.xml))} {
				got, n := "", 0
				_, err := decode(r, func(r response) { got, n = tt.read(r), n+1 })
				if err != nil || n != 1 || got != tt.want {
					t.Errorf("got %q (%d responses, %v), want %q", got, n, err, tt.want)
				}
			}
		})
	}
}

// TestDecodeRefuses lists answers that must never pass for a shorter list.
func TestDecodeRefuses(t *testing.T) {
	whole, err := os.ReadFile(filepath.Join("testdata", "observe-changes.txt"))
	if err != nil {
		t.Fatal(err)
	}
	xml := string(whole[bytes.Index(whole, []byte("<?xml")):])
	xml = xml[:strings.LastIndex(xml, "</D:multistatus>")+len("</D:multistatus>")]
	for n := range len(xml) - 1 {
		if _, err := decode(strings.NewReader(xml[:n]), func(response) {}); !errors.Is(err, calendar.ErrProtocol) {
			t.Fatalf("cut after %d of %d bytes: %v", n, len(xml), err)
		}
		page := xml[:n] + "</body></html>"
		if _, err := decode(strings.NewReader(page), func(response) {}); !errors.Is(err, calendar.ErrProtocol) {
			t.Fatalf("cut after %d of %d bytes before the end of an error page: %v", n, len(xml), err)
		}
	}
	for name, s := range map[string]string{
		"nothing":          "",
		"html":             "<!DOCTYPE html><html><body>Hello</body></html>",
		"json":             `{"error":"no"}`,
		"another root":     `<error xmlns="DAV:"/>`,
		"nested deeply":    `<multistatus xmlns="DAV:"><response>` + strings.Repeat("<a>", 100),
		"foreign encoding": `<?xml version="1.0" encoding="EBCDIC-37"?><multistatus xmlns="DAV:"/>`,
	} {
		if _, err := decode(strings.NewReader(s), func(response) {}); !errors.Is(err, calendar.ErrProtocol) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err = decode(bounded(strings.NewReader(xml), 100), func(response) {})
	if !errors.Is(err, calendar.ErrTooLarge) {
		t.Errorf("beyond the limit: %v", err)
	}
}

// TestReceived lists hrefs as servers write them, and as they are kept.
func TestReceived(t *testing.T) {
	c, err := New(Options{Server: "https://cal.example.com/"})
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ from, raw, want, asked string }{
		{"/dav/cal/", "/dav/cal/a%40b.ics", "/dav/cal/a%40b.ics", "https://cal.example.com/dav/cal/a%40b.ics"},
		{"/dav/cal/", "/dav/cal/%c3%a9 +[x].ics", "/dav/cal/%c3%a9 +[x].ics", "https://cal.example.com/dav/cal/%c3%a9%20+[x].ics"},
		{"/dav/cal/", "/dav/cal/100%.ics", "/dav/cal/100%.ics", "https://cal.example.com/dav/cal/100%25.ics"},
		{"/dav/cal/", "/dav/cal/a%2Fb#1.ics", "/dav/cal/a%2Fb#1.ics", "https://cal.example.com/dav/cal/a%2Fb%231.ics"},
		{"/dav/cal/", "a:b.ics", "/dav/cal/a:b.ics", "https://cal.example.com/dav/cal/a:b.ics"},
		{"/dav/cal/", "./sub/", "/dav/cal/sub/", "https://cal.example.com/dav/cal/sub/"},
		{"/dav/cal/", "http://cal.example.com/dav/cal/a.ics", "http://cal.example.com/dav/cal/a.ics", "https://cal.example.com/dav/cal/a.ics"},
		{"/dav/cal/", "http%3A//cal.example.com%3A443/dav/", "http://cal.example.com:443/dav/", "https://cal.example.com/dav/"},
		{"/dav/cal/", "https://eve:pw@cal.example.com/dav/", "https://eve:pw@cal.example.com/dav/", "https://cal.example.com/dav/"},
		{"https://p1.example.net/dav/", "/dav/a.ics", "https://p1.example.net/dav/a.ics", "https://p1.example.net/dav/a.ics"},
	}
	for _, tt := range tests {
		from, _ := c.base.Parse(tt.from)
		got := c.received(from, tt.raw)
		if string(got) != tt.want {
			t.Errorf("received(%q) = %q, want %q", tt.raw, got, tt.want)
		}
		u, err := c.resolve(got)
		if err != nil || u.String() != tt.asked {
			t.Errorf("resolve(%q) = %v, %v, want %q", got, u, err, tt.asked)
		}
	}
}

func TestColor(t *testing.T) {
	for in, want := range map[string]string{"#abc": "#AABBCC", "#12ab34": "#12AB34", "#12AB34FF": "#12AB34", "12ab34": "#12AB34",
		" #12ab34 ": "#12AB34", "red": "", "": "", "#12345": "", "#GG0000": ""} {
		if got := color(in); got != want {
			t.Errorf("color(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestRedact(t *testing.T) {
	for in, want := range map[string]string{"https://ann:secret@h.example/a?key=1": "https://h.example/a?…",
		"https://h.example": "https://h.example", "/a/b": "/a/b"} {
		if got := redact(in); got != want {
			t.Errorf("redact(%q) = %q, want %q", in, got, want)
		}
	}
}

// FuzzDecode: whatever comes, decode ends, does not panic, hands over nothing
// without an href, and nothing but UTF-8 that XML allows.
func FuzzDecode(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.txt")
	for _, name := range files {
		if b, err := os.ReadFile(name); err == nil {
			if i := bytes.Index(b, []byte("<D:multistatus")); i >= 0 {
				f.Add(b[i:])
			}
		}
	}
	f.Add([]byte("<multistatus xmlns='DAV:'><response><href>&#55356;&#x"))
	c, _ := New(Options{Server: "https://cal.example.com/"})
	from, _ := url.Parse("https://cal.example.com/cal/")
	f.Fuzz(func(t *testing.T, b []byte) {
		_, err := decode(bounded(bytes.NewReader(b), 1<<20), func(r response) {
			if r.rawHref == "" {
				t.Error("a response without href")
			}
			r.href = c.received(from, r.rawHref)
			r.href.Key()
			r.collection()
			r.version()
		})
		clean, _ := io.ReadAll(cleanse(bytes.NewReader(b)))
		if err == nil && !bytes.Contains(bytes.ToLower(clean), []byte("multistatus")) {
			t.Error("accepted without a multistatus")
		}
	})
}
