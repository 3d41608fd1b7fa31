package syncer

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"calends/backend/calendar"
)

// noted is an exchange and what is known of its consequences.
type noted struct {
	calendar.Exchange
	decided string         // what the call made of it
	came    map[string]int // what became of the objects it carried
	after   []string       // what was said of it in the end
	kept    bool
}

// The outcomes of a sighting, in the order they are told. sentOn is not told:
// the exchange itself says what was sent.
var outcomes = []string{"new", "changed", "gone", "merged", "set aside"}

const sentOn = "sent"

// outcome is what a sighting came to.
func outcome(s calendar.Sighting) string {
	switch {
	case s.Lost != nil:
		return "set aside"
	case s.Origin == calendar.Me:
		return sentOn
	case s.Origin == calendar.Merge:
		return "merged"
	case s.Base == nil:
		return "gone"
	case s.Object == "":
		return "new"
	}
	return "changed"
}

// fine reports whether the server did what was asked.
func (n *noted) fine() bool { return n.Err == "" && n.Status >= 200 && n.Status < 300 }

// quiet reports whether nothing came of the exchange.
func (n *noted) quiet() bool {
	reads := n.Method == "PROPFIND" || n.Method == "REPORT" || n.Method == http.MethodGet || n.Method == http.MethodOptions
	return n.fine() && reads && len(n.came) == 0 && len(n.after) == 0
}

// conclude says what came of the exchange, where nothing worse is to be said.
func (n *noted) conclude(err error, format string, args ...any) {
	switch {
	case !n.fine():
	case err != nil:
		n.decided = "not usable: " + err.Error()
	default:
		n.decided = fmt.Sprintf(format, args...)
	}
}

// decision is all that there is to say.
func (n *noted) decision() string {
	parts := []string{n.decided}
	if n.decided == "" {
		parts[0] = n.refusal()
	}
	for _, what := range outcomes {
		if n.came[what] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n.came[what], what))
		}
	}
	parts = append(parts, n.after...)
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "; ")
}

// refusal says what a status means, in a word.
func (n *noted) refusal() string {
	switch s := n.Status; {
	case s == 0:
		return "no answer: " + n.Err
	case n.Err != "":
		return "not whole: " + n.Err
	case n.fine():
		return ""
	case s == http.StatusUnauthorized:
		return "not signed in"
	case s == http.StatusForbidden, s == http.StatusMethodNotAllowed, s == http.StatusNotImplemented:
		return "not allowed"
	case s == http.StatusNotFound, s == http.StatusGone:
		return "not there"
	case s == http.StatusPreconditionFailed:
		return "the server holds another version"
	case s == http.StatusTooManyRequests, s == http.StatusServiceUnavailable:
		return "asked to wait"
	case s == http.StatusInsufficientStorage:
		return "no room on the server"
	case s < 400:
		return "sent elsewhere"
	case s >= 500:
		return "the server failed"
	}
	return "refused"
}

// judge adds what only the report of the whole sync tells.
func (w *Witness) judge(r Report) {
	for _, c := range r.Collections {
		if c.HeldBack > 0 {
			w.say(c.Href, plural(c.HeldBack, "object")+" held back")
		}
		for _, f := range c.Failed {
			w.say(f.Href, "failed: "+f.Err.Error())
		}
	}
}

// say adds to the last exchange about a resource.
func (w *Witness) say(href calendar.Href, what string) {
	for i := len(w.session) - 1; i >= 0; i-- {
		n := w.session[i]
		ids := w.sources[href.Key()]
		if calendar.Href(n.URL).Same(href) || len(ids) > 0 && ids[len(ids)-1] == n.ID {
			n.after = append(n.after, what)
			return
		}
	}
}

// carriers finds, for the objects of one call, the exchange that carried each:
// the last that asked for it, or whose answer names it.
func (c *call) carriers(of []*noted) func(calendar.Href) *noted {
	last := c.last()
	if len(of) > 0 {
		last = of[len(of)-1]
	}
	if len(of) < 2 {
		return func(calendar.Href) *noted { return last }
	}
	names := make([]map[string]bool, len(of))
	for i, n := range of {
		names[i] = named(n.Exchange)
	}
	return func(href calendar.Href) *noted {
		key := href.Key()
		for i := len(of) - 1; i >= 0; i-- {
			if names[i][key] {
				return of[i]
			}
		}
		return last
	}
}

// named is what an exchange is about: its URL, and the hrefs in its request or
// else in its answer.
func named(x calendar.Exchange) map[string]bool {
	names := map[string]bool{calendar.Href(x.URL).Key(): true}
	for _, body := range [][]byte{x.Request.Body, x.Answer.Body} {
		if len(names) > 1 {
			break
		}
		for rest := body; ; {
			_, after, found := bytes.Cut(rest, []byte("href>"))
			if !found {
				break
			}
			text, _, _ := bytes.Cut(after, []byte("<"))
			if len(text) > 0 {
				names[calendar.Href(strings.ReplaceAll(string(text), "&amp;", "&")).Key()] = true
			}
			rest = after
		}
	}
	return names
}

// listed says what a listing told.
func listed(l calendar.Listing) string {
	switch {
	case l.Complete:
		return "all " + plural(len(l.Members), "object") + " listed"
	case len(l.Members)+len(l.Gone) == 0:
		return "nothing changed"
	}
	return fmt.Sprintf("%d changed, %d gone", len(l.Members), len(l.Gone))
}

// bookkeeping are the properties that change with every edit.
var bookkeeping = []string{"DTSTAMP", "LAST-MODIFIED", "SEQUENCE"}

// sent says what a text that goes out says anew.
func sent(base, body []byte) string {
	if base == nil {
		return "sent new object " + uidOf(body)
	}
	names := changed(base, body)
	telling := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return slices.Contains(bookkeeping, name) })
	if len(telling) > 0 {
		names = telling
	}
	return "sent change of " + strings.Join(names, ", ") + " in " + uidOf(body)
}

// readBack says what the server made of what was sent.
func readBack(sent, held []byte) string {
	if bytes.Equal(sent, held) {
		return "it holds what was sent"
	}
	if names := changed(sent, held); len(names) > 0 {
		return "the server changed " + strings.Join(names, ", ")
	}
	return "it holds what was sent, written differently"
}

// changed names the properties of which two texts hold different lines.
func changed(before, after []byte) []string {
	count := map[string]int{}
	for _, line := range lines(before) {
		count[line]--
	}
	for _, line := range lines(after) {
		count[line]++
	}
	var names []string
	for line, n := range count {
		name := nameOf(line)
		switch {
		case n == 0, name == "", name == "BEGIN", name == "END":
		default:
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// nameOf is the name of a content line, in capitals; "": it has none.
func nameOf(line string) string {
	return strings.ToUpper(line[:max(0, strings.IndexAny(line, ":;"))])
}

// lines are the unfolded content lines of a text (RFC 5545 §3.1).
func lines(body []byte) []string {
	text := strings.ReplaceAll(string(body), "\r\n", "\n")
	text = strings.NewReplacer("\n ", "", "\n\t", "").Replace(text)
	return strings.Split(text, "\n")
}

// plural counts things: "1 object", "3 objects".
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
