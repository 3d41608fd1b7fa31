package ical

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

var (
	paramEscapes = strings.NewReplacer("^n", "\n", "^'", `"`, "^^", "^")
	paramEncoder = strings.NewReplacer("\r\n", "^n", "\n", "^n", "\r", "", `"`, "^'", "^", "^^")
	textEncoder  = strings.NewReplacer("\r\n", `\n`, "\n", `\n`, "\r", "", `\`, `\\`, ";", `\;`, ",", `\,`)
	// lineEnds makes a value fit on one content line, whatever it holds.
	lineEnds = strings.NewReplacer("\r\n", `\n`, "\n", `\n`, "\r", "")
)

// decodeParam undoes RFC 6868; a circumflex that escapes nothing stays.
func decodeParam(v string) string {
	if strings.IndexByte(v, '^') < 0 {
		return v
	}
	return paramEscapes.Replace(v)
}

// encodeParam writes a parameter value: RFC 6868 escapes, quotes where needed.
func encodeParam(v string) string {
	v = paramEncoder.Replace(v)
	if strings.ContainsAny(v, ",;:") {
		return `"` + v + `"`
	}
	return v
}

// Escape writes text as a TEXT value (RFC 5545 §3.3.11), without what such a
// value cannot hold: control characters, and bytes that are no UTF-8.
func Escape(text string) string { return textEncoder.Replace(printable(readable(text))) }

// Unescape reads a TEXT value. Backslashes that escape nothing stay.
func Unescape(value string) string {
	if strings.IndexByte(value, '\\') < 0 {
		return value
	}
	b := make([]byte, 0, len(value))
	for i := 0; i < len(value); i++ {
		if value[i] == '\\' && i+1 < len(value) {
			switch next := value[i+1]; next {
			case 'n', 'N':
				b = append(b, '\n')
				i++
				continue
			case '\\', ';', ',', ':', '"':
				b = append(b, next)
				i++
				continue
			}
		}
		b = append(b, value[i])
	}
	return string(b)
}

// SplitList splits a list of TEXT values at its unescaped commas (CATEGORIES,
// RESOURCES) and unescapes the parts. An empty value is an empty list.
func SplitList(value string) []string {
	if value == "" {
		return nil
	}
	var list []string
	start := 0
	for i := 0; i < len(value); i++ {
		switch value[i] {
		case '\\':
			i++
		case ',':
			list = append(list, Unescape(value[start:i]))
			start = i + 1
		}
	}
	return append(list, Unescape(value[start:]))
}

// readable makes text valid UTF-8: bytes that are not are taken for Latin-1,
// which is what old programs wrote.
func readable(text string) string {
	if utf8.ValidString(text) {
		return text
	}
	var b strings.Builder
	for i := range len(text) {
		b.WriteRune(rune(text[i]))
	}
	return b.String()
}

// quotedPrintable reports whether the value is encoded as vCalendar 1.0 does
// it: ENCODING=QUOTED-PRINTABLE, or that without its name.
func (l *Line) quotedPrintable() bool {
	for _, p := range l.Params {
		if p.Name == "QUOTED-PRINTABLE" || p.Name == "ENCODING" && len(p.Values) > 0 && strings.EqualFold(p.Values[0], "QUOTED-PRINTABLE") {
			return true
		}
	}
	return false
}

// decodeQuotedPrintable undoes =XX (RFC 2045 §6.7); what is no such thing stays.
func decodeQuotedPrintable(value string) string {
	b := make([]byte, 0, len(value))
	for i := 0; i < len(value); i++ {
		if value[i] == '=' && i+2 < len(value) {
			if n, err := strconv.ParseUint(value[i+1:i+3], 16, 8); err == nil {
				b = append(b, byte(n))
				i += 2
				continue
			}
		}
		b = append(b, value[i])
	}
	return string(b)
}
