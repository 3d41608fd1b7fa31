package command

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"calends/backend/bridge"
)

func (l *line) conflictsCommand() *cobra.Command {
	list := func(cmd *cobra.Command, _ []string) error {
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
			return l.answer(rows(list), func(w io.Writer) { conflictTable(w, list) })
		})
	}
	group := l.group("conflicts", "Show the collisions that wait for a decision",
		&cobra.Command{Use: "list", Short: "List them", Args: takes(), RunE: list})
	group.RunE = list
	return group
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
