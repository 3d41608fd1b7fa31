package ical

import "strings"

// split reads name, parameters and value of an unfolded line into l. It
// reports false where the line is no content line; l is then of no use.
func (p *reader) split(content string, l *Line) bool {
	i := 0
	for i < len(content) && ('A' <= content[i] && content[i] <= 'Z' || content[i] == '-') {
		i++
	}
	name := content[:i]
	if i == 0 || i == len(content) || content[i] != ':' && content[i] != ';' {
		if name, i = oddName(content); name == "" {
			return false
		}
	}
	colon := i
	if content[i] == ';' {
		p.ready()
		first := len(p.params)
		if colon = p.parameters(content, i, hasNoColon(name)); colon < 0 {
			p.params = p.params[:first]
			return false
		}
		l.Params = p.params[first:len(p.params):len(p.params)]
	}
	l.Name, l.Value = name, content[colon+1:]
	return true
}

// oddName reads a name that is more than capital letters: in upper case, with
// the place behind it; "" where there is none.
func oddName(content string) (string, int) {
	i := 0
	for i < len(content) && content[i] != ':' && content[i] != ';' {
		if ch := content[i]; ch != ' ' && ch != '\t' && !nameByte(ch) {
			return "", i
		}
		i++
	}
	name := strings.TrimSpace(content[:i])
	if i == len(content) || strings.ContainsAny(name, " \t") {
		return "", i
	}
	return upper(name), i
}

// nameByte reports whether ch may stand in a name. RFC 5545 knows letters,
// digits and "-"; "_" and the dot of vCard's groups are met in the wild.
func nameByte(ch byte) bool {
	return 'A' <= ch && ch <= 'Z' || 'a' <= ch && ch <= 'z' || '0' <= ch && ch <= '9' || ch == '-' || ch == '_' || ch == '.'
}

// hasNoColon reports whether the values of a property never hold a colon, so
// that an unquoted TZID=(UTC+01:00) can still be told from the value.
func hasNoColon(name string) bool {
	switch name {
	case "DTSTART", "DTEND", "DUE", "RECURRENCE-ID", "EXDATE", "RDATE":
		return true
	}
	return false
}

// parameters reads the parameters that begin at the semicolon at i into
// p.params. It returns where the colon before the value stands, or -1.
func (p *reader) parameters(s string, i int, lastColon bool) int {
	for s[i] == ';' {
		i++
		start := i
		for i < len(s) && s[i] != '=' && s[i] != ';' && s[i] != ':' {
			i++
		}
		if i == len(s) {
			return -1
		}
		name := strings.TrimSpace(s[start:i])
		if s[i] != '=' {
			if name != "" { // vCalendar 1.0 writes ;BASE64
				p.param(upper(name), len(p.values))
			}
			continue
		}
		first := len(p.values)
		for more := true; more; {
			var v string
			v, i = paramValue(s, i+1, lastColon)
			if i == len(s) {
				return -1
			}
			p.values = append(p.values, decodeParam(v))
			more = s[i] == ','
		}
		p.param(upper(name), first)
	}
	return i
}

// paramValue reads one value that begins at i, and returns it unquoted with
// the place of the delimiter after it; len(s) where there is none.
func paramValue(s string, i int, lastColon bool) (string, int) {
	if i < len(s) && s[i] == '"' {
		if n := strings.IndexByte(s[i+1:], '"'); n >= 0 {
			end := i + 1 + n
			after := end + 1
			for after < len(s) && !delimiter(s, after, lastColon) {
				after++
			}
			if after < len(s) {
				return s[i+1:end] + strings.TrimSpace(s[end+1:after]), after
			}
		}
	}
	start := i
	for i < len(s) && !delimiter(s, i, lastColon) {
		i++
	}
	return s[start:i], i
}

// delimiter reports whether s[i] ends an unquoted parameter value.
func delimiter(s string, i int, lastColon bool) bool {
	switch s[i] {
	case ',', ';':
		return true
	case ':':
		return !lastColon || strings.IndexByte(s[i+1:], ':') < 0
	}
	return false
}

// upper is s with the letters of ASCII in upper case: names compare without
// regard to case (RFC 5545 §2), and other bytes, broken ones too, are left alone.
func upper(s string) string {
	for i := range len(s) {
		if c := s[i]; 'a' <= c && c <= 'z' {
			b := []byte(s)
			for j := i; j < len(b); j++ {
				if c := b[j]; 'a' <= c && c <= 'z' {
					b[j] = c - 'a' + 'A'
				}
			}
			return string(b)
		}
	}
	return s
}
