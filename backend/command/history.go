package command

import (
	"cmp"
	"fmt"
	"io"
	"time"
	"unicode/utf8"

	"calends/backend/bridge"
)

// historyPage lays out changes for people, newest first, under a heading for
// each day.
type historyPage struct {
	view  *time.Location
	names map[string]string // calendar id → name
	whole bool              // show all of a sync, however much came in with it
}

// fewOfSync is how many changes of one sync are shown where more things are.
const fewOfSync = 8

// origins says who made a change.
var origins = map[string]string{"me": "you", "server": "the server", "merge": "both sides, merged", "undo": "undo", "import": "import"}

func (p historyPage) write(w io.Writer, list []bridge.ChangeRow) {
	if len(list) == 0 {
		fmt.Fprintln(w, "Nothing has changed.")
		return
	}
	day, shown := "", map[string]int{}
	for i, c := range list {
		if at := p.at(c).Format("Monday 2 January 2006"); at != day {
			if i > 0 {
				fmt.Fprintln(w)
			}
			fmt.Fprintln(w, at)
			day = at
		}
		if shown[c.Sync]++; p.whole || c.Sync == "" || shown[c.Sync] <= fewOfSync {
			p.change(w, c)
		}
		last := i+1 == len(list) || list[i+1].Sync != c.Sync
		if left := shown[c.Sync] - fewOfSync; !p.whole && c.Sync != "" && last && left > 0 {
			fmt.Fprintf(w, "         … and %d more of sync %s: calends history --sync %s\n", left, c.Sync, c.Sync)
			shown[c.Sync] = fewOfSync
		}
	}
}

// at is when a change was made, on the wall of the view zone.
func (p historyPage) at(c bridge.ChangeRow) time.Time {
	at, err := time.Parse(time.RFC3339, c.At)
	if err != nil {
		return time.Time{}
	}
	return at.In(p.view)
}

// change is one change with what it changed.
func (p historyPage) change(w io.Writer, c bridge.ChangeRow) {
	where := ""
	if name := p.names[c.Calendar]; name != "" {
		where = " [" + plain(name) + "]"
	}
	kind, who := doing(c)
	sync := ""
	if c.Sync != "" {
		sync = ", sync " + c.Sync
	}
	fmt.Fprintf(w, "  %s  %s%s · %s by %s · change %s%s\n", p.at(c).Format("15:04"), plain(cmp.Or(c.Summary, "(no title)")), where, kind, who, c.Change, sync)
	if c.Note != "" {
		fmt.Fprintf(w, "         %s\n", c.Note)
	}
	var t [][]string
	for _, f := range c.Fields {
		value := fromTo(f.Before, f.After)
		if !p.whole {
			value = shorter(value)
		}
		t = append(t, []string{plain(f.Name), value})
	}
	table(w, "         ", t)
}

// doing says what was done, and by whom.
func doing(c bridge.ChangeRow) (kind, who string) {
	server := "the server"
	if c.Account != "" {
		server += " of " + plain(c.Account)
	}
	kind, who = c.Kind, cmp.Or(origins[c.Origin], c.Origin)
	switch {
	case c.Receipt:
		return "rewritten", server + ", which took what you sent"
	case c.Back:
		return "moved back", "the sync"
	case c.Origin == "server":
		who = server
	case c.Origin == "merge" && len(c.Clashes) > 0:
		who = "both sides"
	}
	switch c.Decided {
	case "accept":
		who += ", let through by you"
	case "push-back":
		who = "you, against the server"
	}
	return kind, who
}

// longestLine is how much of a value is shown, in characters.
const longestLine = 160

// shorter cuts a value that is too long to be read in a list.
func shorter(text string) string {
	if utf8.RuneCountInString(text) <= longestLine {
		return text
	}
	return string([]rune(text)[:longestLine]) + " …"
}
