package caldavserver

import (
	"bytes"
	"slices"
	"sort"
	"strings"
)

// contentLine is an unfolded line of RFC 5545 §3.1.
type contentLine struct {
	name   string // upper case
	params string // as written, without the leading semicolon
	value  string
}

// contentLines unfolds a text; ok is false where a line is not a content line.
func contentLines(body []byte) (lines []contentLine, ok bool) {
	text := strings.ReplaceAll(string(body), "\r\n", "\n")
	text = strings.ReplaceAll(text, "\n ", "")
	text = strings.ReplaceAll(text, "\n\t", "")
	for _, l := range strings.Split(text, "\n") {
		if l == "" {
			continue
		}
		i := colon(l)
		if i < 0 {
			return nil, false
		}
		name, params, _ := strings.Cut(l[:i], ";")
		if !isName(name) {
			return nil, false
		}
		lines = append(lines, contentLine{strings.ToUpper(name), params, l[i+1:]})
	}
	return lines, len(lines) > 0
}

// colon finds the colon before the value: the first outside of quotes.
func colon(line string) int {
	quoted := false
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case '"':
			quoted = !quoted
		case ':':
			if !quoted {
				return i
			}
		}
	}
	return -1
}

func isName(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-'
	}) < 0
}

// description is what the server wants to know of an object.
type description struct {
	component string // VEVENT, VTODO, VJOURNAL, VFREEBUSY
	uid       string
}

// inspect checks what RFC 4791 §4.1 demands of a calendar object resource: one
// VCALENDAR, no METHOD, components of one type besides VTIMEZONE, one UID. It
// returns the precondition that fails, "" where none does.
func inspect(body []byte) (d description, condition string) {
	lines, ok := contentLines(body)
	if !ok {
		return d, "C:valid-calendar-data"
	}
	var open []string
	ended := false
	missing := false // a component without UID
	uids := 0
	for i, l := range lines {
		depth := len(open)
		switch {
		case ended || depth == 0 && (l.name != "BEGIN" || !strings.EqualFold(l.value, "VCALENDAR") || i > 0):
			return d, "C:valid-calendar-data"
		case l.name == "BEGIN":
			open = append(open, strings.ToUpper(strings.TrimSpace(l.value)))
			if depth == 1 && open[1] != "VTIMEZONE" {
				if d.component != "" && d.component != open[1] {
					return d, "C:valid-calendar-object-resource"
				}
				d.component, uids = open[1], 0
			}
		case l.name == "END":
			if !strings.EqualFold(open[depth-1], strings.TrimSpace(l.value)) {
				return d, "C:valid-calendar-data"
			}
			missing = missing || depth == 2 && open[1] != "VTIMEZONE" && uids != 1
			open = open[:depth-1]
			ended = len(open) == 0
		case depth == 1 && l.name == "METHOD":
			return d, "C:valid-calendar-object-resource"
		case depth == 2 && open[1] != "VTIMEZONE" && l.name == "UID":
			uids++
			if d.uid != "" && d.uid != l.value {
				return d, "C:valid-calendar-object-resource"
			}
			d.uid = l.value
		}
	}
	switch {
	case !ended:
		return d, "C:valid-calendar-data"
	case d.component == "" || d.uid == "" || missing:
		return d, "C:valid-calendar-object-resource"
	}
	return d, ""
}

// rewrite is what Rewrite makes of a text: the same content lines, those of
// each component sorted, folded anew.
func rewrite(body []byte) []byte {
	lines, ok := contentLines(body)
	if !ok {
		return body
	}
	var out bytes.Buffer
	for len(lines) > 0 {
		n := slices.IndexFunc(lines, func(l contentLine) bool { return l.name == "BEGIN" || l.name == "END" })
		if n < 0 {
			n = len(lines)
		}
		run := lines[:n]
		sort.SliceStable(run, func(i, j int) bool { return run[i].name < run[j].name })
		for _, l := range lines[:min(n+1, len(lines))] {
			text := l.name
			if l.params != "" {
				text += ";" + l.params
			}
			out.WriteString(fold(text + ":" + l.value))
		}
		lines = lines[min(n+1, len(lines)):]
	}
	return out.Bytes()
}

// fold breaks a content line after 75 octets, between characters (RFC 5545
// §3.1), and ends it.
func fold(line string) string {
	var b strings.Builder
	width := 0
	for _, r := range line {
		if n := len(string(r)); width+n > 75 {
			b.WriteString("\r\n ")
			width = 1 + n
		} else {
			width += n
		}
		b.WriteRune(r)
	}
	b.WriteString("\r\n")
	return b.String()
}
