package command

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"calends/backend/bridge"
	"calends/backend/zone"
)

func (l *line) agendaCommand() *cobra.Command {
	var from, to, asOf string
	var calendars, files []string
	cmd := &cobra.Command{
		Use: "agenda", Short: "Show what is on", Args: takes(),
		Long: "Shows what is on from one time to another, by default today and the next 7 days.\n" +
			"Times are 2026-11-22, 2026-11-22T09:30 or RFC 3339.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			query := bridge.AgendaQuery{Calendars: calendars}
			var err error
			if query.View, err = l.view(); err != nil {
				return err
			}
			if query.From, query.To, err = l.window(cmd, from, to, query.View); err != nil {
				return err
			}
			if query.AsOf, err = l.past(cmd, "as-of", asOf, query.View); err != nil {
				return err
			}
			if cmd.Flags().Changed("file") {
				if !query.AsOf.IsZero() {
					return misuse(cmd, "--file and --as-of exclude each other.")
				}
				if len(calendars) > 0 {
					return misuse(cmd, "--file and --calendar exclude each other.")
				}
				return l.agendaOfFiles(cmd.Context(), files, query)
			}
			return l.hold(cmd.Context(), func(ctx context.Context, p Program) error {
				list, problems, err := p.Agenda(ctx, query)
				if err != nil {
					return err
				}
				names, err := l.calendarNames(ctx, p)
				if err != nil {
					return err
				}
				if err := l.answerAgenda(list, query, names); err != nil {
					return err
				}
				l.problems(problems)
				return nil
			})
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&from, "from", "", "begin at this `TIME`; default: today")
	flags.StringVar(&to, "to", "", "stop before this `TIME`; default: 8 days after the first")
	flags.StringArrayVar(&calendars, "calendar", nil, "only the calendar `C`; may be repeated")
	flags.StringVar(&asOf, "as-of", "", "as it was known at that `TIME`: a date or time, or yesterday, monday, …")
	flags.StringArrayVar(&files, "file", nil, "read `FILE` instead of the calendars, - is standard input; may be repeated")
	return cmd
}

// window reads --from and --to. Days are the view zone's.
func (l *line) window(cmd *cobra.Command, from, to string, view *time.Location) (start, end time.Time, err error) {
	if cmd.Flags().Changed("from") {
		if start, err = readTime(cmd, "from", from, view); err != nil {
			return start, end, err
		}
	} else if start, _, err = bridge.ParseTime(l.std.Now().In(view).Format(time.DateOnly), view); err != nil {
		return start, end, err
	}
	const days = 8 // today and the next 7
	if cmd.Flags().Changed("to") {
		end, err = readTime(cmd, "to", to, view)
	} else {
		end, _, err = bridge.ParseTime(start.In(view).AddDate(0, 0, days).Format(time.DateOnly), view)
	}
	if err == nil && end.Before(start) {
		err = misuse(cmd, "--to is before --from.")
	}
	return start, end, err
}

// readTime reads a date or a time given in a flag.
func readTime(cmd *cobra.Command, flag, text string, view *time.Location) (time.Time, error) {
	t, _, err := bridge.ParseTime(text, view)
	if err != nil {
		return t, misuse(cmd, "--%s: %s.", flag, err)
	}
	return t, nil
}

// agendaOfFiles shows what is on in files; it needs no profile.
func (l *line) agendaOfFiles(ctx context.Context, names []string, q bridge.AgendaQuery) error {
	files, problems, _ := l.readAll(ctx, names) // problems tell every error
	if ctx.Err() != nil {
		return ctx.Err()
	}
	list, more, err := bridge.Files(files, q.From, q.To, q.View, zone.NewFinder())
	if err != nil {
		return err
	}
	problems = append(problems, more...)
	if len(list) > 0 || len(problems) == 0 || l.json {
		err = l.answerAgenda(list, q, nil)
	} else {
		err = l.write([]byte("Nothing that can be read is on.\n"))
	}
	if err != nil {
		return err
	}
	l.problems(problems)
	return nil
}

// calendarNames returns what to call each calendar, where people read it.
func (l *line) calendarNames(ctx context.Context, p Program) (map[string]string, error) {
	if l.json {
		return nil, nil
	}
	list, err := p.CalendarRows(ctx)
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, c := range list {
		names[c.ID] = c.Name
	}
	return names, nil
}

func (l *line) answerAgenda(list []bridge.AgendaRow, q bridge.AgendaQuery, names map[string]string) error {
	return l.answer(rows(list), func(w io.Writer) {
		if len(list) == 0 {
			fmt.Fprintln(w, "Nothing is on.")
			return
		}
		if len(names) < 2 {
			names = nil // there is only one it can be in
		}
		page{from: q.From, view: q.View, names: names, bold: l.bold}.write(w, list)
	})
}

func (l *line) searchCommand() *cobra.Command {
	return &cobra.Command{
		Use: "search QUERY", Short: "Find events by their text", Args: takes("QUERY…"),
		Long: "Finds events by words in them. Operators: cal:NAME with:PERSON before:DATE after:DATE is:recurring",
		RunE: func(cmd *cobra.Command, args []string) error {
			view, err := l.view()
			if err != nil {
				return err
			}
			query := args[0]
			for _, a := range args[1:] {
				query += " " + a
			}
			return l.hold(cmd.Context(), func(ctx context.Context, p Program) error {
				list, err := p.Search(ctx, query, view)
				if err != nil {
					return err
				}
				names, err := l.calendarNames(ctx, p)
				if err != nil {
					return err
				}
				return l.answerFound(list, view, names)
			})
		},
	}
}

func (l *line) answerFound(list []bridge.AgendaRow, view *time.Location, names map[string]string) error {
	if len(list) == 0 && !l.json {
		return l.write([]byte("Nothing was found.\n"))
	}
	return l.answerAgenda(list, bridge.AgendaQuery{View: view}, names)
}
