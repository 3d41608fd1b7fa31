package command

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"calends/backend/bridge"
)

// preview is what is said of looking before changing.
type preview struct {
	dryRun   bool
	from, to string
}

func (f *preview) flags(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&f.dryRun, "dry-run", false, "show what would become of each occurrence, and write nothing")
	cmd.Flags().StringVar(&f.from, "from", "", "with --dry-run: show occurrences from this `TIME` on; default: the first")
	cmd.Flags().StringVar(&f.to, "to", "", "with --dry-run: and up to this `TIME`; default: a year on")
}

// preview shows what a change would do.
func (l *line) preview(cmd *cobra.Command, f preview, view *time.Location, ask func(ctx context.Context, p Program, from, to time.Time) (bridge.PreviewRow, error)) error {
	var window [2]time.Time
	for i, text := range []string{f.from, f.to} {
		if text == "" {
			continue
		}
		at, _, err := bridge.ParseTime(text, view)
		if err != nil {
			return misuse(cmd, "%s.", err)
		}
		window[i] = at
	}
	return l.hold(cmd.Context(), func(ctx context.Context, p Program) error {
		row, err := ask(ctx, p, window[0], window[1])
		if err != nil {
			return err
		}
		return l.answer(row, func(w io.Writer) { previewTable(w, row) })
	})
}

// previewTable shows a preview to people.
func previewTable(w io.Writer, row bridge.PreviewRow) {
	for _, e := range row.Effects {
		fmt.Fprintf(w, "%-8s %s", e.Kind, spanText(cmp.Or(e.Before, e.After)))
		if e.Kind == "moved" {
			fmt.Fprintf(w, " → %s", spanText(e.After))
		}
		if e.Exception {
			fmt.Fprint(w, "  (an exception)")
		}
		if e.Shifted {
			fmt.Fprint(w, "  (shifted by a clock change)")
		}
		fmt.Fprintln(w)
	}
	for _, c := range row.Conflicts {
		if c.Kind == "override" {
			fmt.Fprintf(w, "lost     %s %s: the new rule has no such occurrence\n", c.RecurrenceID, plain(c.Summary))
		} else {
			fmt.Fprintf(w, "idle     %s: excluded, and not in the new rule\n", c.RecurrenceID)
		}
	}
	if row.MovesTo != nil {
		fmt.Fprintf(w, "The event would move to %s.\n", plain(*row.MovesTo))
	}
	switch {
	case row.Deletes:
		fmt.Fprintln(w, "The event would be deleted.")
	case row.Splits:
		fmt.Fprintln(w, "The event would be split in two.")
	}
	if row.Cut {
		fmt.Fprintln(w, "There are more; choose a window with --from and --to.")
	}
}

func spanText(s *bridge.SpanRow) string { return s.Start + " – " + s.End }
