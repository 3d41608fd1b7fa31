package command

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"calends/backend/bridge"
)

func (l *line) syncCommand() *cobra.Command {
	var r bridge.SyncRequest
	cmd := &cobra.Command{
		Use: "sync [ACCOUNT…] [--full] [--dry-run] [--accept C | --push-back C]", Short: "Synchronize, both ways", Args: takes("[ACCOUNT…]"),
		Long: "Synchronize, both ways.\n\n" +
			"A server is asked for what changed since last time, and once a day for everything, since some leave out what changed.\n" +
			"--full asks for everything now: it lists every event by its version, and fetches those that are another one here.\n\n" +
			"A change of the server's that looks like an accident (many events gone, all of them changed, a calendar no longer\n" +
			"listed) is held back: nothing of it is applied and the events stay visible. It passes by itself when the server\n" +
			"recovers; or --accept follows the server, or --push-back writes the copies of this device to the server again.\n" +
			"So is what was made here in a calendar before it was first compared with the server's: --push-back sends it,\n" +
			"--accept takes it away from here, and the history keeps it.",
		RunE: func(cmd *cobra.Command, args []string) error {
			r.Accounts = args
			return l.hold(cmd.Context(), func(ctx context.Context, p Program) error { return l.sync(ctx, p, r) })
		},
	}
	cmd.Flags().BoolVar(&r.Full, "full", false, "compare everything, whatever the server says has changed")
	cmd.Flags().BoolVar(&r.DryRun, "dry-run", false, "only tell what would be done")
	cmd.Flags().StringArrayVar(&r.Accept, "accept", nil, "follow the server in what is held back in the calendar `C`")
	cmd.Flags().StringArrayVar(&r.PushBack, "push-back", nil, "send this device's copies of what is held back in the calendar `C`")
	return cmd
}

func (l *line) sync(ctx context.Context, p Program, r bridge.SyncRequest) error {
	told, end := l.progress("Synchronizing…")
	r.Progress = told
	result, err := p.Sync(ctx, r)
	end()
	if err == nil {
		err = ctx.Err() // what each account has to say of that is the same
	}
	if err != nil {
		return err
	}
	for i := range result.Accounts {
		a := &result.Accounts[i]
		a.Calendars = rows(a.Calendars)
		for j := range a.Calendars {
			a.Calendars[j].Failed = rows(a.Calendars[j].Failed)
			a.Calendars[j].Unreadable = rows(a.Calendars[j].Unreadable)
		}
	}
	result.Accounts = rows(result.Accounts)
	show := syncTable
	if r.DryRun {
		show = planTable
	}
	if err := l.answer(result, func(w io.Writer) { show(w, result) }); err != nil {
		return err
	}
	l.troubles(syncTroubles(result))
	l.status = worse(l.status, undecided(result))
	return nil
}

// progress says on a terminal what is being waited for, and how far it is;
// end takes it away. told may be called from any goroutine, but not after end.
func (l *line) progress(what string) (told func(done, total int), end func()) {
	if !l.std.Terminal || l.quiet || l.json {
		return nil, func() {}
	}
	fmt.Fprint(l.std.Err, what)
	var mu sync.Mutex
	width, ended := utf8.RuneCountInString(what), false
	told = func(done, total int) {
		mu.Lock()
		defer mu.Unlock()
		if ended {
			return
		}
		text := fmt.Sprintf("%s %d of %d", what, done, total)
		fmt.Fprint(l.std.Err, "\r"+text)
		width = max(width, utf8.RuneCountInString(text))
	}
	return told, func() {
		mu.Lock()
		defer mu.Unlock()
		ended = true
		fmt.Fprint(l.std.Err, "\r"+strings.Repeat(" ", width)+"\r")
	}
}

// syncTroubles lists what failed while the rest was synchronized.
func syncTroubles(r bridge.SyncResult) []trouble {
	var list []trouble
	for _, a := range r.Accounts {
		if a.Error != nil {
			list = append(list, trouble{*a.Error, place{Account: a.Name}})
		}
		for _, c := range a.Calendars {
			if c.Error != nil {
				list = append(list, trouble{*c.Error, place{Account: a.Name, Calendar: c.Name}})
			}
			for _, f := range c.Failed {
				list = append(list, trouble{bridge.Fault{Code: f.Code, Message: f.Message, Hint: f.Hint}, place{Account: a.Name, Calendar: c.Name, Object: f.Href}})
			}
			for _, f := range c.Unreadable {
				list = append(list, trouble{bridge.Fault{Code: f.Code, Message: f.Message, Hint: f.Hint}, place{Account: a.Name, Calendar: c.Name, Object: f.Href}})
			}
		}
	}
	return list
}

// undecided is the exit status where something waits for a decision.
func undecided(r bridge.SyncResult) int {
	for _, a := range r.Accounts {
		for _, c := range a.Calendars {
			if c.Conflicts > 0 || c.HeldBack > 0 || c.Held != nil {
				return decide
			}
		}
	}
	return done
}

func syncTable(w io.Writer, r bridge.SyncResult) {
	if len(r.Accounts) == 0 {
		fmt.Fprintln(w, "No accounts; calends account add connects one.")
		return
	}
	held := false
	for _, a := range r.Accounts {
		var t [][]string
		for _, c := range a.Calendars {
			if what := syncLine(c); what != "" {
				t = append(t, []string{plain(c.Name), what})
			}
			if c.Held != nil {
				t = append(t, []string{"", c.Held.Message})
			}
		}
		switch {
		case a.Error != nil:
			fmt.Fprintf(w, "%s: not synchronized\n", plain(a.Name))
		case len(t) == 0:
			fmt.Fprintf(w, "%s: nothing new in %s\n", plain(a.Name), plural(len(a.Calendars), "calendar"))
		default:
			fmt.Fprintf(w, "%s\n", plain(a.Name))
		}
		table(w, "  ", t)
		held = held || slices.ContainsFunc(a.Calendars, func(c bridge.SyncCalendar) bool { return c.Held != nil })
	}
	if held {
		fmt.Fprintln(w, "calends sync --accept CALENDAR follows the server, --push-back CALENDAR sends what is here. The history keeps both.")
	}
}

// planTable says what a sync would do.
func planTable(w io.Writer, r bridge.SyncResult) {
	names := map[string]string{}
	for _, a := range r.Accounts {
		for _, c := range a.Calendars {
			names[c.ID] = c.Name
		}
	}
	if len(r.Plan) == 0 {
		fmt.Fprintln(w, "Nothing would be done.")
		return
	}
	t := [][]string{{"CALENDAR", "WHAT", "EVENT", ""}}
	for _, p := range r.Plan {
		name, ok := names[p.Calendar]
		if !ok {
			name = p.Calendar
		}
		held := ""
		if p.Held {
			held = "held back"
		}
		t = append(t, []string{plain(name), p.Direction + " " + p.Kind, plain(cmp.Or(p.Summary, p.UID)), held})
	}
	table(w, "", t)
}

// syncLine says what happened in a calendar; "" is nothing.
func syncLine(c bridge.SyncCalendar) string {
	var parts []string
	for _, p := range []struct {
		n    int
		what string
	}{
		{c.Received.Created, "new"}, {c.Received.Updated, "changed"}, {c.Received.Deleted, "gone"},
		{c.Sent.Created + c.Sent.Updated + c.Sent.Deleted, "sent"}, {c.Merged, "merged"},
		{c.Returned, "back that you had deleted"},
		{len(c.Failed), "failed"}, {c.Conflicts, "to decide"}, {c.HeldBack, "held back"},
	} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.what))
		}
	}
	if c.Error != nil {
		parts = append(parts, "not synchronized")
	}
	return strings.Join(parts, ", ")
}
