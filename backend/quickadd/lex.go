package quickadd

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// sort says what a token is.
type sort uint8

const (
	word   sort = iota
	number      // digits
	symbol      // anything else, one rune
	quoted      // "…"
	email
	link
	note  // // and all behind it
	slash // /work
)

// token is a piece of the sentence without blanks.
type token struct {
	sort     sort
	from, to int    // bytes in the sentence
	fold     string // in lower case and without accents; of quoted ones the inside as it is
	n        int    // of a number
	glued    bool   // nothing is between it and the token before
	looked   bool   // can is known
	can      class  // what the phrases that begin here can be, all together
}

// most is how many tokens are looked at; what comes behind is words.
const most = 400

// lex cuts a sentence. What lies between tokens is blank.
func lex(text string) []token {
	toks := make([]token, 0, 16)
	end := 0
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if unicode.IsSpace(r) || r == utf8.RuneError && size == 1 {
			i += size
			continue
		}
		if len(toks) == most {
			return append(toks, token{sort: quoted, from: i, to: len(text), fold: text[i:]})
		}
		t := cut(text, i, i == 0 || end < i)
		t.from, t.glued = i, i > 0 && end == i
		i, end = t.to, t.to
		toks = append(toks, t)
	}
	return toks
}

// cut is the token at i; start says that a blank is before it.
func cut(text string, i int, start bool) token {
	r, size := utf8.DecodeRuneInString(text[i:])
	if start {
		if t, ok := special(text, i); ok {
			return t
		}
	}
	switch {
	case r >= '0' && r <= '9':
		j, n := i, 0
		for j < len(text) && text[j] >= '0' && text[j] <= '9' {
			n = min(n*10+int(text[j]-'0'), 1_000_000)
			j++
		}
		return token{sort: number, to: j, n: n, fold: text[i:j]}
	case unicode.IsLetter(r):
		j := wordEnd(text, i)
		return token{sort: word, to: j, fold: fold(text[i:j])}
	}
	return token{sort: symbol, to: i + size, fold: text[i : i+size]}
}

// wordEnd is where the word at i ends: letters, apostrophes inside, and the
// dots of "a.m.".
func wordEnd(text string, i int) int {
	if i+4 <= len(text) && text[i+1] == '.' && text[i+3] == '.' && strings.IndexByte("aApP", text[i]) >= 0 && (text[i+2]|0x20) == 'm' {
		return i + 4
	}
	for j := i; j < len(text); {
		r, size := utf8.DecodeRuneInString(text[j:])
		switch {
		case unicode.IsLetter(r) || unicode.Is(unicode.Mn, r):
		case (r == '\'' || r == '’') && letterAt(text, j+size):
		default:
			return j
		}
		j += size
	}
	return len(text)
}

func letterAt(text string, i int) bool {
	r, _ := utf8.DecodeRuneInString(text[i:])
	return unicode.IsLetter(r)
}

// special is a token that its first character makes: only after a blank.
func special(text string, i int) (token, bool) {
	run := text[i:]
	if j := strings.IndexFunc(run, unicode.IsSpace); j >= 0 {
		run = run[:j]
	}
	lower := run
	if len(lower) > 8 {
		lower = lower[:8]
	}
	lower = strings.ToLower(lower)
	switch {
	case strings.HasPrefix(run, "//"):
		return token{sort: note, to: len(text), fold: strings.TrimSpace(text[i+2:])}, true
	case strings.HasPrefix(lower, "http://") || strings.HasPrefix(lower, "https://"):
		run = strings.TrimRight(run, ".,;)")
		return token{sort: link, to: i + len(run), fold: run}, true
	case run[0] == '/' && len(run) > 1 && (letterAt(run, 1) || run[1] >= '0' && run[1] <= '9'):
		return token{sort: slash, to: i + len(run), fold: run[1:]}, true
	case strings.HasPrefix(run, `/"`):
		if j := strings.IndexByte(text[i+2:], '"'); j > 0 {
			return token{sort: slash, to: i + 2 + j + 1, fold: text[i+2 : i+2+j]}, true
		}
	case strings.ContainsRune(run, '@'):
		if a := strings.TrimRight(run, ".,;:)>!?"); address(a) {
			return token{sort: email, to: i + len(a), fold: a}, true
		}
	}
	return quotation(text, i, run)
}

// marks are quotation marks, opening and closing.
var marks = [...][2]string{{`"`, `"`}, {"“", "”"}, {"„", "“"}, {"«", "»"}}

// quotation is what stands in quotation marks: just words, whatever they say.
func quotation(text string, i int, run string) (token, bool) {
	for _, m := range marks {
		if !strings.HasPrefix(run, m[0]) {
			continue
		}
		inside := text[i+len(m[0]):]
		if j := strings.Index(inside, m[1]); j > 0 {
			return token{sort: quoted, to: i + len(m[0]) + j + len(m[1]), fold: strings.TrimSpace(inside[:j])}, true
		}
	}
	return token{}, false
}

// address reports whether a run is an e-mail address.
func address(run string) bool {
	local, domain, ok := strings.Cut(run, "@")
	if !ok || local == "" || strings.ContainsAny(domain, "@,;/") {
		return false
	}
	dot := strings.LastIndexByte(domain, '.')
	return dot > 0 && dot < len(domain)-1
}

// fold is a word in lower case and without accents, as the tables write it.
func fold(s string) string {
	plain := true
	for i := range len(s) {
		if c := s[i]; c >= utf8.RuneSelf || c >= 'A' && c <= 'Z' || c == '\'' {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range strings.ToLower(s) {
		switch r {
		case 'á', 'à', 'â', 'ä', 'ã':
			b.WriteByte('a')
		case 'é', 'è', 'ê', 'ë':
			b.WriteByte('e')
		case 'í', 'ì', 'î', 'ï':
			b.WriteByte('i')
		case 'ó', 'ò', 'ô', 'ö', 'õ':
			b.WriteByte('o')
		case 'ú', 'ù', 'û', 'ü':
			b.WriteByte('u')
		case 'ñ':
			b.WriteByte('n')
		case 'ç':
			b.WriteByte('c')
		case 'ß':
			b.WriteString("ss")
		case 'œ':
			b.WriteString("oe")
		case '\'', '’':
			b.WriteByte('\'')
		default:
			if !unicode.Is(unicode.Mn, r) {
				b.WriteRune(r)
			}
		}
	}
	return b.String()
}
