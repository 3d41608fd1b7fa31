package command

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"calends/backend/bridge"
)

func (l *line) historyCommand() *cobra.Command {
	return &cobra.Command{
		Use: "history [UID]", Short: "Show what changed, newest first", Args: takes("[UID]"),
		RunE: func(cmd *cobra.Command, args []string) error {
			view, err := l.view()
			if err != nil {
				return err
			}
			uid := ""
			if len(args) > 0 {
				uid = args[0]
			}
			return l.hold(cmd.Context(), func(ctx context.Context, p Program) error {
				list, err := p.History(ctx, uid, view)
				if err != nil {
					return err
				}
				for i := range list {
					list[i].Fields = rows(list[i].Fields)
				}
				return l.answer(rows(list), func(w io.Writer) { historyTable(w, list, view) })
			})
		},
	}
}

func historyTable(w io.Writer, list []bridge.ChangeRow, view *time.Location) {
	if len(list) == 0 {
		fmt.Fprintln(w, "Nothing has changed yet.")
		return
	}
	for _, c := range list {
		at := c.At
		if t, err := time.Parse(time.RFC3339, c.At); err == nil {
			at = t.In(view).Format("2006-01-02 15:04")
		}
		fmt.Fprintf(w, "%s  %s  %s (%s)  change %s\n", at, c.Kind, plain(c.Summary), c.Origin, c.Change)
		var t [][]string
		for _, f := range c.Fields {
			t = append(t, []string{plain(f.Name), fromTo(f.Before, f.After)})
		}
		table(w, "    ", t)
	}
}

func (l *line) restoreCommand() *cobra.Command {
	return &cobra.Command{
		Use: "restore CHANGE", Short: "Go back to what an event was after a change", Args: takes("CHANGE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return l.change(cmd, "Restored", func(ctx context.Context, p Program) (bridge.ChangeRef, error) { return p.Restore(ctx, args[0]) })
		},
	}
}

func (l *line) undoCommand() *cobra.Command {
	return &cobra.Command{
		Use: "undo", Short: "Take the last change back", Args: takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return l.change(cmd, "Taken back:", func(ctx context.Context, p Program) (bridge.ChangeRef, error) { return p.Undo(ctx) })
		},
	}
}

func (l *line) redoCommand() *cobra.Command {
	return &cobra.Command{
		Use: "redo", Short: "Make the change again that was taken back", Args: takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return l.change(cmd, "Made again:", func(ctx context.Context, p Program) (bridge.ChangeRef, error) { return p.Redo(ctx) })
		},
	}
}
