package command

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"calends/backend/bridge"
)

func (l *line) syncCommand() *cobra.Command {
	return &cobra.Command{
		Use: "sync [ACCOUNT…]", Short: "Synchronize, both ways", Args: takes("[ACCOUNT…]"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return l.hold(cmd.Context(), func(ctx context.Context, p Program) error {
				end := l.progress("Synchronizing…")
				result, err := p.Sync(ctx, args)
				end()
				if err != nil {
					return err
				}
				for i := range result.Accounts {
					a := &result.Accounts[i]
					a.Calendars = rows(a.Calendars)
					for j := range a.Calendars {
						a.Calendars[j].Failed = rows(a.Calendars[j].Failed)
					}
				}
				result.Accounts = rows(result.Accounts)
				if err := l.answer(result, func(w io.Writer) { syncTable(w, result) }); err != nil {
					return err
				}
				l.troubles(syncTroubles(result))
				l.status = worse(l.status, undecided(result))
				return nil
			})
		},
	}
}

// progress says on a terminal what is being waited for; end takes it away.
func (l *line) progress(what string) (end func()) {
	if !l.std.Terminal || l.quiet || l.json {
		return func() {}
	}
	fmt.Fprint(l.std.Err, what)
	return func() { fmt.Fprint(l.std.Err, "\r"+strings.Repeat(" ", len(what))+"\r") }
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
				list = append(list, trouble{bridge.Fault{Code: f.Code, Message: f.Message}, place{a.Name, c.Name, f.Href}})
			}
		}
	}
	return list
}

// undecided is the exit status where something waits for a decision.
func undecided(r bridge.SyncResult) int {
	for _, a := range r.Accounts {
		for _, c := range a.Calendars {
			if c.Conflicts > 0 || c.HeldBack > 0 {
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
	for _, a := range r.Accounts {
		var t [][]string
		for _, c := range a.Calendars {
			if what := syncLine(c); what != "" {
				t = append(t, []string{plain(c.Name), what})
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
	}
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
