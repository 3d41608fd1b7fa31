package command

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"calends/backend/bridge"
)

func (l *line) conflictsCommand() *cobra.Command {
	list := &cobra.Command{Use: "list", Short: "List them", Args: takes(), RunE: l.listConflicts}
	group := l.group("conflicts", "Show and settle the collisions that wait for a decision", list, l.showConflictCommand(), l.resolveCommand())
	group.RunE = l.listConflicts
	return group
}

func (l *line) listConflicts(cmd *cobra.Command, _ []string) error {
	view, err := l.view()
	if err != nil {
		return err
	}
	return l.hold(cmd.Context(), func(ctx context.Context, p Program) error {
		list, err := p.Conflicts(ctx, view)
		if err != nil {
			return err
		}
		for i := range list {
			list[i].Fields = rows(list[i].Fields)
		}
		if len(list) > 0 {
			l.status = worse(l.status, decide)
		}
		return l.answer(rows(list), func(w io.Writer) { conflictTable(w, list) })
	})
}

func (l *line) showConflictCommand() *cobra.Command {
	return &cobra.Command{
		Use: "show ID", Short: "Show one field by field", Args: takes("ID"),
		RunE: func(cmd *cobra.Command, args []string) error {
			view, err := l.view()
			if err != nil {
				return err
			}
			return l.hold(cmd.Context(), func(ctx context.Context, p Program) error {
				c, err := p.Conflict(ctx, args[0], view)
				if err != nil {
					return err
				}
				c.Fields = rows(c.Fields)
				l.status = worse(l.status, decide)
				return l.answer(c, func(w io.Writer) {
					conflictTable(w, []bridge.ConflictRow{c.ConflictRow})
					fmt.Fprintln(w, reasons[c.Reason])
				})
			})
		},
	}
}

// reasons says in words why there is a conflict, and what stands.
var reasons = map[string]string{
	"changed": "Both sides changed it. The server's values stand until you choose: calends conflicts resolve ID --take ours|theirs|both|merged.",
	"refused": "The server did not take your change; what it holds stands. Yours is kept here.",
	"gone":    "The server no longer has the event. Yours is kept here.",
}

func (l *line) resolveCommand() *cobra.Command {
	r := bridge.Resolution{Fields: map[string]string{}}
	var fields []string
	cmd := &cobra.Command{
		Use: "resolve ID --take ours|theirs|both|merged", Short: "Settle one", Args: takes("ID"),
		Long: "Settles a conflict: ours lays your values over what stands now, theirs leaves what stands, both makes\n" +
			"a second event of yours, and merged goes field by field, as --field summary=ours. Start and end go together.\n" +
			"calends undo opens the conflict again.",
		RunE: func(cmd *cobra.Command, args []string) error {
			if !slices.Contains([]string{"ours", "theirs", "both", "merged"}, r.Take) {
				return misuse(cmd, "--take is ours, theirs, both or merged.")
			}
			for _, f := range fields {
				at := strings.LastIndex(f, "=")
				if at < 1 || f[at+1:] != "ours" && f[at+1:] != "theirs" {
					return misuse(cmd, "--field is NAME=ours or NAME=theirs, and not %q.", f)
				}
				r.Fields[f[:at]] = f[at+1:]
			}
			if len(fields) > 0 && r.Take != "merged" {
				return misuse(cmd, "--field goes with --take merged.")
			}
			r.ID = args[0]
			return l.change(cmd, "Settled", func(ctx context.Context, p Program) (bridge.ChangeRef, error) { return p.Resolve(ctx, r) })
		},
	}
	cmd.Flags().StringVar(&r.Take, "take", "", "the `SIDE` to take: ours, theirs, both or merged")
	cmd.Flags().StringArrayVar(&fields, "field", nil, "with --take merged, `NAME=SIDE`: ours or theirs for one field; may be repeated")
	return cmd
}

func conflictTable(w io.Writer, list []bridge.ConflictRow) {
	if len(list) == 0 {
		fmt.Fprintln(w, "Nothing waits for a decision.")
		return
	}
	for _, c := range list {
		fmt.Fprintf(w, "%s  %s  (%s)\n", c.ID, plain(c.Summary), plain(c.UID))
		t := [][]string{{"", "BEFORE", "OURS", "THEIRS"}}
		for _, f := range c.Fields {
			t = append(t, []string{plain(f.Name), plain(f.Base), plain(f.Ours), plain(f.Theirs)})
		}
		table(w, "    ", t)
	}
}

// receipt answers what became of what the user last wrote of an event.
func (l *line) receipt(ctx context.Context, p Program, uid, calendar string) error {
	r, err := p.Receipt(ctx, uid, calendar)
	if err != nil {
		return err
	}
	r.Fields = rows(r.Fields)
	return l.answer(r, func(w io.Writer) {
		fmt.Fprintln(w, plain(r.Message))
		if r.Hint != "" {
			fmt.Fprintln(w, plain(r.Hint))
		}
		switch {
		case len(r.Fields) == 0:
			return
		case r.State != "changed":
			fmt.Fprintln(w, "Of what it was sent before, the server changed:")
		}
		differences(w, r.Fields)
	})
}
