package caldav

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"calends/backend/calendar"
)

// newXML is a decoder for what servers call XML. It stays strict about tags:
// the lenient decoder closes all that is open at a stray end tag, which would
// make a whole answer of one that broke off before an error page.
func newXML(r io.Reader) *xml.Decoder {
	d := xml.NewDecoder(cleanse(r))
	d.Entity = xml.HTMLEntity
	// cleanse has made UTF-8 of it, whatever the declaration says.
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	return d
}

// cleanser makes well-formed XML in UTF-8 of what servers send:
//
//   - a character beyond U+FFFF written as two references to surrogates
//     (SOGo: "&#55356;&#57166;") becomes that character; encoding/xml would
//     silently make two U+FFFD of it;
//   - an ampersand that begins no reference stands for itself;
//   - characters that XML forbids, as such or as a reference, are dropped;
//   - bytes that are not UTF-8 are read as ISO 8859-1, as is the whole where
//     the declaration says so.
//
// References inside CDATA are text and stay.
type cleanser struct {
	in     *bufio.Reader
	out    bytes.Buffer
	latin1 bool
	cdata  bool
	begun  bool
	err    error
}

func cleanse(r io.Reader) io.Reader { return &cleanser{in: bufio.NewReaderSize(r, 32<<10)} }

// declared finds the encoding an XML declaration names.
var declared = regexp.MustCompile(`^\s*<\?xml[^>]*encoding\s*=\s*["']([^"']+)["']`)

func (c *cleanser) Read(p []byte) (int, error) {
	if !c.begun {
		c.begun = true
		c.err = c.begin()
	}
	for c.out.Len() < len(p) && c.err == nil {
		c.err = c.step()
	}
	if c.out.Len() == 0 && c.err != nil {
		return 0, c.err
	}
	return c.out.Read(p)
}

// begin reads what the encoding is.
func (c *cleanser) begin() error {
	head, _ := c.in.Peek(200)
	if bytes.HasPrefix(head, []byte("\xef\xbb\xbf")) {
		c.in.Discard(3)
		head = head[3:]
	}
	m := declared.FindSubmatch(head)
	if m == nil {
		return nil
	}
	switch name := strings.ToLower(string(m[1])); name {
	case "utf-8", "utf8", "us-ascii", "ascii":
	case "iso-8859-1", "latin1", "iso-8859-15", "windows-1252":
		c.latin1 = true
	default:
		return fmt.Errorf("%w: its encoding %q is unknown here", calendar.ErrProtocol, name)
	}
	return nil
}

// step moves one character, reference or CDATA mark from in to out.
func (c *cleanser) step() error {
	b, err := c.in.ReadByte()
	if err != nil {
		return err
	}
	switch {
	case b == '&' && !c.cdata:
		return c.reference()
	case b == '<' && !c.cdata:
		next, _ := c.in.Peek(8)
		c.cdata = string(next) == "![CDATA["
	case b == ']' && c.cdata:
		next, _ := c.in.Peek(2)
		c.cdata = string(next) != "]>"
	case b < 0x20 && b != '\t' && b != '\n' && b != '\r':
		return nil
	case b >= utf8.RuneSelf && c.latin1:
		c.out.WriteRune(rune(b))
		return nil
	case b >= utf8.RuneSelf:
		return c.wide()
	}
	c.out.WriteByte(b)
	return nil
}

// wide moves a character beyond ASCII, whose first byte was just read.
func (c *cleanser) wide() error {
	if err := c.in.UnreadByte(); err != nil {
		return err
	}
	r, size, err := c.in.ReadRune()
	if err != nil {
		return err
	}
	if r == utf8.RuneError && size == 1 {
		c.in.UnreadRune()
		b, _ := c.in.ReadByte()
		r = rune(b)
	}
	if r != 0xFFFE && r != 0xFFFF {
		c.out.WriteRune(r)
	}
	return nil
}

// reference moves what begins with an ampersand, which was just read.
func (c *cleanser) reference() error {
	next, _ := c.in.Peek(2 * maxReference)
	r, n := number(next)
	if n == 0 {
		c.out.WriteByte('&')
		if !isEntity(next) {
			c.out.WriteString("amp;")
		}
		return nil
	}
	if utf16.IsSurrogate(r) {
		pair := rune(utf8.RuneError)
		if rest := next[n:]; len(rest) > 0 && rest[0] == '&' {
			if low, m := number(rest[1:]); m > 0 {
				if pair = utf16.DecodeRune(r, low); pair != utf8.RuneError {
					n += 1 + m
				}
			}
		}
		r = pair
	}
	c.in.Discard(n)
	if r == '\t' || r == '\n' || r == '\r' || r >= 0x20 && r != 0xFFFE && r != 0xFFFF && r <= utf8.MaxRune {
		fmt.Fprintf(&c.out, "&#%d;", r)
	}
	return nil
}

// maxReference is more bytes than a numeric reference takes.
const maxReference = 12

// number reads a numeric reference after its ampersand: its value, and how
// many bytes it takes; 0 where it is none.
func number(next []byte) (rune, int) {
	end := bytes.IndexByte(next[:min(len(next), maxReference)], ';')
	if end < 2 || next[0] != '#' {
		return 0, 0
	}
	digits, base := string(next[1:end]), 10
	if digits[0] == 'x' || digits[0] == 'X' {
		digits, base = digits[1:], 16
	}
	v, err := strconv.ParseInt(digits, base, 32)
	if err != nil || v < 0 {
		return 0, 0
	}
	return rune(v), end + 1
}

// isEntity reports whether a known name and a semicolon come next.
func isEntity(next []byte) bool {
	end := bytes.IndexByte(next, ';')
	if end < 0 {
		return false
	}
	switch name := string(next[:end]); name {
	case "amp", "lt", "gt", "quot", "apos":
		return true
	default:
		return xml.HTMLEntity[name] != ""
	}
}
