package command

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"calends/backend/bridge"
)

// answer writes the result: v as JSON, or what human writes for people.
func (l *line) answer(v any, human func(w io.Writer)) error {
	var b bytes.Buffer
	if l.json {
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(v); err != nil {
			return fmt.Errorf("write the answer: %w", err)
		}
	} else {
		human(&b)
	}
	return l.write(b.Bytes())
}

// write writes to standard output.
func (l *line) write(b []byte) error {
	if _, err := l.std.Out.Write(b); err != nil {
		return fmt.Errorf("write the answer: %w", err)
	}
	return nil
}

// place says what a fault is about; its keys join those of the error.
type place struct {
	File     string `json:"file,omitempty"`
	Account  string `json:"account,omitempty"`
	Calendar string `json:"calendar,omitempty"`
	Object   string `json:"object,omitempty"`
}

// trouble is something that failed while the rest succeeded.
type trouble struct {
	bridge.Fault
	place
}

// report tells a fault on standard error, as a line of JSON or, for people,
// with what comes before its hint.
func (l *line) report(f trouble, beforeHint string) {
	if l.wantsJSON() {
		l.inJSON("error", f)
		return
	}
	where := ""
	for _, part := range []string{f.File, f.Account, f.Calendar, f.Object} {
		if part != "" {
			where += plain(part) + ": "
		}
	}
	hint := ""
	if f.Hint != "" {
		hint = beforeHint + plain(f.Hint)
	}
	fmt.Fprintf(l.std.Err, "calends: %s%s%s\n", where, plain(f.Message), hint)
}

// inJSON tells a fault on standard error for machines.
func (l *line) inJSON(what string, f trouble) {
	f.Hint = cmp.Or(f.Hint, bridge.Hint(f.Code))
	if b, err := json.Marshal(map[string]trouble{what: f}); err == nil {
		fmt.Fprintf(l.std.Err, "%s\n", b)
	}
}

// remark tells on standard error of what is no error, and ends nothing. On a
// terminal it takes the place of what is being waited for.
func (l *line) remark(what string, f trouble) {
	if l.wantsJSON() {
		l.inJSON(what, f)
		return
	}
	back := ""
	if l.std.Terminal {
		back = "\r"
	}
	fmt.Fprintf(l.std.Err, "%s%s\n  %s\n", back, f.Message, f.Hint)
}

// wantsJSON also knows when the command line could not be read to its end.
func (l *line) wantsJSON() bool {
	if l.json {
		return true
	}
	for _, a := range l.args {
		switch a {
		case "--json", "--json=true":
			return true
		case "--":
			return false
		}
	}
	return false
}

// troubles reports what failed while the rest succeeded, a line each, and
// makes the exit status say so.
func (l *line) troubles(list []trouble) {
	for _, f := range list {
		l.report(f, " – ")
		l.status = worse(l.status, verdict(f.Code))
	}
}

// problems reports what could not be read while the rest was.
func (l *line) problems(list []bridge.Problem) {
	for _, p := range list {
		l.troubles([]trouble{{bridge.Fault{Code: p.Code, Message: p.Message}, place{p.File, p.Account, p.Calendar, p.Object}}})
	}
}

// verdict is the exit status that a fault in part of a command leads to.
func verdict(code string) int {
	switch code {
	case "sign_in":
		return signIn
	case "emptied":
		return decide
	default:
		return partly
	}
}

// rows makes nothing an empty list, as JSON wants it.
func rows[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// table writes rows in aligned columns, two spaces apart.
func table(w io.Writer, indent string, rows [][]string) {
	var width []int
	for _, r := range rows {
		for i, cell := range r {
			if i == len(width) {
				width = append(width, 0)
			}
			width[i] = max(width[i], utf8.RuneCountInString(cell))
		}
	}
	for _, r := range rows {
		var b strings.Builder
		for i, cell := range r {
			b.WriteString(cell)
			b.WriteString(strings.Repeat(" ", width[i]-utf8.RuneCountInString(cell)+2))
		}
		fmt.Fprintf(w, "%s%s\n", indent, strings.TrimRight(b.String(), " "))
	}
}

// plain makes foreign text safe on a terminal and fit for one line: control
// characters, and those that turn the direction of text, become spaces.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r == 0x2028 || r == 0x2029 {
			return ' '
		}
		return r
	}, text)
}

// plural counts things: "1 event", "3 events".
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
