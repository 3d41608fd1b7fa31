package command

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"calends/backend/bridge"
	"calends/backend/calendar"
)

func (l *line) historyCommand() *cobra.Command {
	var q bridge.HistoryQuery
	var since string
	cmd := &cobra.Command{
		Use: "history [UID]", Short: "Show what changed, newest first", Args: takes("[UID]"),
		Long: "Shows who changed what and when: of one event, or of everything.\n" +
			"--since takes a date or a time, and monday … sunday, yesterday, today or 09:14.",
		RunE: func(cmd *cobra.Command, args []string) error {
			var err error
			if q.View, err = l.view(); err != nil {
				return err
			}
			if len(args) > 0 {
				q.UID = args[0]
			}
			if q.Since, err = l.past(cmd, "since", since, q.View); err != nil {
				return err
			}
			if cmd.Flags().Changed("limit") && q.Limit < 1 {
				return misuse(cmd, "--limit is a number from 1 on.")
			}
			return l.hold(cmd.Context(), func(ctx context.Context, p Program) error {
				list, err := p.History(ctx, q)
				if err != nil {
					return err
				}
				for i := range list {
					list[i].Fields = rows(list[i].Fields)
				}
				names, err := l.calendarNames(ctx, p)
				if err != nil {
					return err
				}
				return l.answer(rows(list), func(w io.Writer) {
					historyPage{view: q.View, names: names, whole: q.UID != "" || q.Sync != ""}.write(w, list)
				})
			})
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&q.Calendar, "calendar", "", "only the calendar `C`, be it a deleted one")
	flags.StringVar(&q.Account, "account", "", "only the account `NAME`")
	flags.StringVar(&q.Sync, "sync", "", "only what came in with the sync of this `ID`")
	flags.StringVar(&since, "since", "", "only what changed since that `TIME`")
	flags.IntVar(&q.Limit, "limit", 0, "at most `N` changes; default: 1000")
	return cmd
}

// past reads a flag that is a time that is over; zero where it is not given.
func (l *line) past(cmd *cobra.Command, flag, text string, view *time.Location) (time.Time, error) {
	if !cmd.Flags().Changed(flag) {
		return time.Time{}, nil
	}
	t, err := bridge.ParsePast(text, l.std.Now(), view)
	if err != nil {
		return t, misuse(cmd, "--%s: %s.", flag, err)
	}
	return t, nil
}

func (l *line) restoreCommand() *cobra.Command {
	var named, sync string
	cmd := &cobra.Command{
		Use: "restore CHANGE", Short: "Go back to what was before", Args: takes("[CHANGE]"),
		Long: "Goes back to what an event was after a change, or before it was deleted with it.\n" +
			"--calendar brings back a deleted calendar with what was in it,\n" +
			"--sync takes back everything that came in with a sync. Undo takes any of it back.",
		RunE: func(cmd *cobra.Command, args []string) error {
			given := len(args)
			for _, flag := range []string{"calendar", "sync"} {
				if cmd.Flags().Changed(flag) {
					given++
				}
			}
			if given != 1 {
				return misuse(cmd, "Say what to restore: a CHANGE, --calendar or --sync.")
			}
			if cmd.Flags().Changed("calendar") {
				return l.restoreCalendar(cmd, named)
			}
			return l.change(cmd, "Restored", func(ctx context.Context, p Program) (bridge.ChangeRef, error) {
				switch {
				case cmd.Flags().Changed("sync"):
					id, err := l.syncAt(ctx, p, sync)
					if err != nil {
						return bridge.ChangeRef{}, err
					}
					return p.RestoreSync(ctx, id)
				}
				return p.Restore(ctx, args[0])
			})
		},
	}
	cmd.Flags().StringVar(&named, "calendar", "", "the deleted calendar `C`; calends calendar list --deleted shows them")
	cmd.Flags().StringVar(&sync, "sync", "", "the `SYNC`, as history names it, or when it was: 09:14")
	return cmd
}

// syncAt is the sync that brought something in the minute that is told, or the
// one that is named.
func (l *line) syncAt(ctx context.Context, p Program, told string) (string, error) {
	if _, err := strconv.ParseUint(told, 10, 64); err == nil {
		return told, nil
	}
	view, err := l.view()
	if err != nil {
		return "", err
	}
	from, err := bridge.ParsePast(told, l.std.Now(), view)
	if err != nil {
		return "", err
	}
	changes, err := p.History(ctx, bridge.HistoryQuery{Since: from, View: view})
	if err != nil {
		return "", err
	}
	found := ""
	for _, c := range changes {
		at, err := time.Parse(time.RFC3339, c.At)
		switch {
		case err != nil, c.Origin != "server" && c.Origin != "merge", !at.Before(from.Add(time.Minute)):
		case found != "" && found != c.Sync:
			return "", calendar.Explain(calendar.ErrAmbiguous, fmt.Sprintf("Name one: --sync %s or --sync %s.", c.Sync, found),
				"two syncs brought something at %s", told)
		default:
			found = c.Sync
		}
	}
	if found == "" {
		return "", calendar.Explain(calendar.ErrNotFound, "`calends history` shows what came in and when.", "nothing came in at %s", told)
	}
	return found, nil
}

func (l *line) restoreCalendar(cmd *cobra.Command, named string) error {
	return l.hold(cmd.Context(), func(ctx context.Context, p Program) error {
		ref, err := p.RestoreCalendar(ctx, named)
		if err != nil {
			return err
		}
		return l.answer(ref, func(w io.Writer) {
			n := max(ref.Changes, 1)
			if ref.Change == "" { // what is in it had stayed here
				fmt.Fprintf(w, "Restored the calendar %s\n", plain(ref.Summary))
				return
			}
			fmt.Fprintf(w, "Restored the calendar %s with %s (change %s)\n", plain(ref.Summary), plural(n, "event"), ref.Change)
		})
	})
}

func (l *line) undoCommand() *cobra.Command {
	var received bool
	cmd := &cobra.Command{
		Use: "undo", Short: "Take the last change back", Args: takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return l.change(cmd, "Taken back:", func(ctx context.Context, p Program) (bridge.ChangeRef, error) {
				if received {
					return p.UndoReceived(ctx)
				}
				return p.Undo(ctx)
			})
		},
	}
	cmd.Flags().BoolVar(&received, "received", false, "what came in with the newest sync that brought something")
	cmd.Flags().BoolVar(&received, "sync", false, "the same")
	return cmd
}

func (l *line) redoCommand() *cobra.Command {
	return &cobra.Command{
		Use: "redo", Short: "Make the change again that was taken back", Args: takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return l.change(cmd, "Made again:", func(ctx context.Context, p Program) (bridge.ChangeRef, error) { return p.Redo(ctx) })
		},
	}
}

func (l *line) ledgerCommand() *cobra.Command {
	var days, mb int
	cmd := &cobra.Command{
		Use: "ledger", Short: "Show or set how much history is kept", Args: takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			for flag, n := range map[string]int{"days": days, "mb": mb} {
				if cmd.Flags().Changed(flag) && n < 1 {
					return misuse(cmd, "--%s is a number from 1 on.", flag)
				}
			}
			view, err := l.view()
			if err != nil {
				return err
			}
			return l.hold(cmd.Context(), func(ctx context.Context, p Program) error {
				ask := p.LedgerReport
				if days != 0 || mb != 0 {
					ask = func(ctx context.Context) (bridge.LedgerReport, error) { return p.KeepLedger(ctx, days, mb) }
				}
				r, err := ask(ctx)
				if err != nil {
					return err
				}
				r.Oldest, r.Since = seenFrom(r.Oldest, view), seenFrom(r.Since, view)
				return l.answer(r, func(w io.Writer) { ledgerTable(w, r, view) })
			})
		},
	}
	cmd.Flags().IntVar(&days, "days", 0, "keep history for `N` days")
	cmd.Flags().IntVar(&mb, "mb", 0, "let it grow to `N` megabytes")
	return cmd
}

func ledgerTable(w io.Writer, r bridge.LedgerReport, view *time.Location) {
	oldest := "–"
	if t, err := time.Parse(time.RFC3339, r.Oldest); err == nil {
		oldest = t.In(view).Format("2006-01-02 15:04")
	}
	table(w, "", [][]string{
		{"changes", fmt.Sprint(r.Changes)},
		{"oldest", oldest},
		{"size", fmt.Sprintf("%.1f MB of a file of %.1f MB", float64(r.Bytes)/(1<<20), float64(r.FileBytes)/(1<<20))},
		{"kept", fmt.Sprintf("%s, at most %d MB", plural(r.Days, "day"), r.MB)},
	})
}
