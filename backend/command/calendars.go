package command

import (
	"context"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"calends/backend/bridge"
	"calends/backend/calendar"
)

func (l *line) calendarCommand() *cobra.Command {
	return l.group("calendar", "List, make and change calendars",
		l.calendarList(), l.calendarCreate(), l.calendarRename(), l.calendarColor(),
		l.calendarHide("hide", "Leave a calendar out of what is shown", true),
		l.calendarHide("show", "Show a hidden calendar again", false),
		l.calendarDelete())
}

func (l *line) calendarList() *cobra.Command {
	deleted := false
	cmd := &cobra.Command{
		Use: "list", Short: "List the calendars", Args: takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return l.hold(cmd.Context(), func(ctx context.Context, p Program) error {
				if deleted {
					return l.answerDeleted(ctx, p)
				}
				list, err := p.CalendarRows(ctx)
				if err != nil {
					return err
				}
				for i := range list {
					list[i].Components = rows(list[i].Components)
				}
				return l.answer(rows(list), func(w io.Writer) { calendarTable(w, "", list) })
			})
		},
	}
	cmd.Flags().BoolVar(&deleted, "deleted", false, "those that calends restore --calendar can bring back")
	return cmd
}

// answerDeleted lists the calendars that can be brought back.
func (l *line) answerDeleted(ctx context.Context, p Program) error {
	view, err := l.view()
	if err != nil {
		return err
	}
	list, err := p.DeletedCalendars(ctx)
	if err != nil {
		return err
	}
	for i := range list {
		list[i].At = seenFrom(list[i].At, view)
	}
	return l.answer(rows(list), func(w io.Writer) {
		if len(list) == 0 {
			fmt.Fprintln(w, "No calendar was deleted.")
			return
		}
		t := [][]string{{"CALENDAR", "ACCOUNT", "EVENTS", "DELETED", "ID"}}
		for _, c := range list {
			at := strings.Replace(c.At[:min(len("2006-01-02T15:04"), len(c.At))], "T", " ", 1)
			if c.Missing {
				at = "gone from its server"
			}
			t = append(t, []string{plain(c.Name), plain(c.Account), fmt.Sprint(c.Objects), at, c.ID})
		}
		table(w, "", t)
	})
}

func calendarTable(w io.Writer, indent string, list []bridge.CalendarRow) {
	if len(list) == 0 {
		return
	}
	t := [][]string{{"CALENDAR", "ACCOUNT", "EVENTS", "COLOR", "ID", ""}}
	for _, c := range list {
		var notes []string
		switch {
		case c.Held != nil && c.Held.Reason == string(calendar.HoldMissing):
			notes = append(notes, "no longer on the server, held back")
		case !c.Writable:
			notes = append(notes, "read-only")
		}
		if c.Hidden {
			notes = append(notes, "hidden")
		}
		t = append(t, []string{plain(c.Name), plain(c.Account), strconv.Itoa(c.Objects), c.Color, c.ID, strings.Join(notes, ", ")})
	}
	table(w, indent, t)
}

// changeCalendar carries out a change of one calendar and answers with its row.
func (l *line) changeCalendar(cmd *cobra.Command, change func(context.Context, Program) (bridge.CalendarRow, error)) error {
	return l.hold(cmd.Context(), func(ctx context.Context, p Program) error {
		row, err := change(ctx, p)
		if err != nil {
			return err
		}
		row.Components = rows(row.Components)
		return l.answer(row, func(w io.Writer) { calendarTable(w, "", []bridge.CalendarRow{row}) })
	})
}

func (l *line) calendarCreate() *cobra.Command {
	var account, color string
	cmd := &cobra.Command{
		Use: "create NAME", Short: "Make a calendar", Args: takes("NAME"),
		RunE: func(cmd *cobra.Command, args []string) error {
			color, err := readColor(cmd, color)
			if err != nil {
				return err
			}
			return l.changeCalendar(cmd, func(ctx context.Context, p Program) (bridge.CalendarRow, error) {
				return p.CreateCalendar(ctx, args[0], account, color)
			})
		},
	}
	cmd.Flags().StringVar(&account, "account", "", "on the server of the account `NAME`; local is this computer")
	cmd.Flags().StringVar(&color, "color", "", "a `COLOR` as #RRGGBB")
	return cmd
}

// readColor reads #RRGGBB; "" stays.
func readColor(cmd *cobra.Command, text string) (string, error) {
	if text == "" && !cmd.Flags().Changed("color") {
		return "", nil
	}
	if ok, err := regexp.MatchString(`^#?[0-9A-Fa-f]{6}$`, text); err != nil || !ok {
		return "", misuse(cmd, "A color is written #RRGGBB, and not %q.", text)
	}
	return "#" + strings.ToUpper(strings.TrimPrefix(text, "#")), nil
}

func (l *line) calendarRename() *cobra.Command {
	return &cobra.Command{
		Use: "rename CALENDAR NAME", Short: "Give a calendar another name", Args: takes("CALENDAR", "NAME"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return l.changeCalendar(cmd, func(ctx context.Context, p Program) (bridge.CalendarRow, error) {
				return p.RenameCalendar(ctx, args[0], args[1])
			})
		},
	}
}

func (l *line) calendarColor() *cobra.Command {
	return &cobra.Command{
		Use: "color CALENDAR #RRGGBB", Short: "Give a calendar another color", Args: takes("CALENDAR", "#RRGGBB"),
		RunE: func(cmd *cobra.Command, args []string) error {
			color, err := readColor(cmd, args[1])
			if err != nil {
				return err
			}
			return l.changeCalendar(cmd, func(ctx context.Context, p Program) (bridge.CalendarRow, error) {
				return p.ColorCalendar(ctx, args[0], color)
			})
		},
	}
}

func (l *line) calendarHide(name, short string, hidden bool) *cobra.Command {
	return &cobra.Command{
		Use: name + " CALENDAR", Short: short, Args: takes("CALENDAR"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return l.changeCalendar(cmd, func(ctx context.Context, p Program) (bridge.CalendarRow, error) {
				return p.HideCalendar(ctx, args[0], hidden)
			})
		},
	}
}

func (l *line) calendarDelete() *cobra.Command {
	return &cobra.Command{
		Use: "delete CALENDAR", Short: "Delete a calendar and all that is in it, on its server, too", Args: takes("CALENDAR"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return l.hold(cmd.Context(), func(ctx context.Context, p Program) error {
				if err := p.DeleteCalendar(ctx, args[0]); err != nil {
					return err
				}
				return l.answer(named{args[0]}, func(w io.Writer) { fmt.Fprintf(w, "%s is deleted.\n", plain(args[0])) })
			})
		},
	}
}

// named is the answer of a command that leaves nothing else to say.
type named struct {
	Name string `json:"name"`
}
