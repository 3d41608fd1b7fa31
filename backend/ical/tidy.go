package ical

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Tidy makes the text of a file fit to be sent to a server, which may refuse
// what a file gets away with: UTF-8 (UTF-16 with a byte order mark and Latin-1
// are read), lines that end in CRLF, and no control characters, which XML
// cannot hold either. Nothing else changes.
func Tidy(text []byte) []byte {
	p := newReader(text)
	p.text = strings.TrimPrefix(p.text, "\ufeff")
	out := make([]byte, 0, len(p.text)+len(p.text)/32)
	for raw, content := p.next(); raw != ""; raw, content = p.next() {
		if !utf8.ValidString(raw) { // Latin-1, or a character that a fold cut in two
			out = appendFolded(out, printable(readable(content)))
			continue
		}
		for line := range strings.Lines(raw) {
			out = append(append(out, printable(strings.TrimRight(line, "\r\n"))...), "\r\n"...)
		}
	}
	return out
}

// decodeUTF16 is text as UTF-8 where a byte order mark says that it is UTF-16;
// other text stays as it is.
func decodeUTF16(text []byte) string {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(text, []byte{0xff, 0xfe}):
		order = binary.LittleEndian
	case bytes.HasPrefix(text, []byte{0xfe, 0xff}):
		order = binary.BigEndian
	default:
		return string(text)
	}
	units := make([]uint16, 0, len(text)/2)
	for i := 2; i+1 < len(text); i += 2 {
		units = append(units, order.Uint16(text[i:]))
	}
	return string(utf16.Decode(units))
}

// printable is text without the characters that neither iCalendar (RFC 5545
// §3.1, CONTROL) nor XML can hold; line breaks and tabs stay.
func printable(text string) string {
	control := func(r rune) bool { return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0x7f }
	if strings.IndexFunc(text, control) < 0 {
		return text
	}
	return strings.Map(func(r rune) rune {
		if control(r) {
			return -1
		}
		return r
	}, text)
}
