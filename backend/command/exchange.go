package command

import (
	"cmp"
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"calends/backend/bridge"
)

func (l *line) importCommand() *cobra.Command {
	var r bridge.ImportRequest
	cmd := &cobra.Command{
		Use: "import FILE…", Short: "Bring events in from iCalendar files", Args: takes("FILE…"),
		RunE: func(cmd *cobra.Command, args []string) error {
			files, problems, err := l.readAll(cmd.Context(), args)
			if len(files) == 0 {
				return err
			}
			r.Files = files
			return l.hold(cmd.Context(), func(ctx context.Context, p Program) error {
				result, err := p.Import(ctx, r)
				if err != nil {
					return err
				}
				result.Unreadable = rows(result.Unreadable)
				if err := l.answer(result, func(w io.Writer) { importTable(w, result, r.DryRun) }); err != nil {
					return err
				}
				for _, u := range result.Unreadable {
					problems = append(problems, bridge.Problem{Code: "invalid", Message: fmt.Sprintf("line %d: %s", u.Line, u.Message)})
				}
				l.problems(problems)
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&r.Calendar, "calendar", "", "into the calendar `C`; default: the default calendar")
	cmd.Flags().BoolVar(&r.DryRun, "dry-run", false, "say what would be done, and write nothing")
	cmd.Flags().BoolVar(&r.Replace, "replace", false, "take also what is older than what is there (a lower SEQUENCE)")
	return cmd
}

// readAll reads files until ctx is done. What cannot be read is told, and the
// first reason is the error; the others stand.
func (l *line) readAll(ctx context.Context, names []string) (files []bridge.File, problems []bridge.Problem, first error) {
	for _, name := range names {
		text, err := l.desk.Read(ctx, name)
		if ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		if err != nil {
			f := bridge.Explain(err)
			problems = append(problems, bridge.Problem{Code: f.Code, Message: f.Message})
			first = cmp.Or(first, err)
			continue
		}
		files = append(files, bridge.File{Name: name, Text: text})
	}
	return files, problems, first
}

func importTable(w io.Writer, r bridge.ImportResult, dryRun bool) {
	if dryRun {
		fmt.Fprintln(w, "Nothing was written. There would be:")
	}
	fmt.Fprintf(w, "%d new, %d changed, %d the same, %d unreadable\n", r.New, r.Changed, r.Same, len(r.Unreadable))
	if r.Older > 0 {
		fmt.Fprintf(w, "%d older than what is there, which stays; --replace takes them all the same.\n", r.Older)
	}
}

func (l *line) exportCommand() *cobra.Command {
	var calendars []string
	var file string
	cmd := &cobra.Command{
		Use: "export", Short: "Write whole calendars as iCalendar", Args: takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if cmd.Flags().Changed("output") && file == "" {
				return misuse(cmd, "-o needs a file.")
			}
			return l.hold(cmd.Context(), func(ctx context.Context, p Program) error {
				text, err := p.Export(ctx, calendars)
				if err != nil {
					return err
				}
				if file == "" || file == "-" {
					return l.write(text)
				}
				if err := l.desk.Write(file, text); err != nil {
					return err
				}
				written := struct {
					File  string `json:"file"`
					Bytes int    `json:"bytes"`
				}{file, len(text)}
				return l.answer(written, func(w io.Writer) { fmt.Fprintf(w, "Written to %s.\n", plain(file)) })
			})
		},
	}
	cmd.Flags().StringArrayVar(&calendars, "calendar", nil, "only the calendar `C`; may be repeated")
	cmd.Flags().StringVarP(&file, "output", "o", "", "write to `FILE`")
	return cmd
}
