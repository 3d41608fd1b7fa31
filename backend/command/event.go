package command

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"calends/backend/bridge"
)

// checkTime refuses what is neither a date nor a time; what zone it means is
// decided where the event is known.
func checkTime(cmd *cobra.Command, name, text string) error {
	if _, _, err := bridge.ParseTime(text, time.UTC); err != nil {
		return misuse(cmd, "%s: %s.", name, err)
	}
	return nil
}

func (l *line) addCommand() *cobra.Command {
	var ask bridge.AddEvent
	var zone, language string
	var floating, allDay, dryRun bool
	var alarms []string
	cmd := &cobra.Command{
		Use: "add WORDS | --summary TEXT --start TIME", Short: "Add an event", Args: cobra.ArbitraryArgs,
		Long: "Adds an event and prints its UID: of words, calends add 'Lunch with Ann tomorrow 1pm @ Café /work !15m',\n" +
			"or of flags. What words can mean in two ways is told, and nothing is added. Times of flags are 2026-11-22, 2026-11-22T09:30 or RFC 3339;\n" +
			"the end is exclusive: an all-day event ends on the day after its last.",
	}
	flags := cmd.Flags()
	flags.StringVar(&ask.Calendar, "calendar", "", "into the calendar `C`; default: the default calendar")
	flags.StringVar(&zone, "zone", "", "times are in this `ZONE`; default: the view zone")
	flags.StringVar(&language, "language", "", "the `LANGUAGE` of the words: en, de, fr or es; default: en")
	flags.BoolVar(&dryRun, "dry-run", false, "say how the words are understood, and add nothing")
	flags.BoolVar(&floating, "floating", false, "the same time on the clock, wherever one is")
	flags.BoolVar(&allDay, "all-day", false, "whole days")
	flags.StringArrayVar(&alarms, "alarm", nil, "remind so `LONG` before, as 15m, 1h, 1d or 0; may be repeated")
	for _, f := range [][2]string{
		{"summary", "call it `TEXT`"}, {"start", "it starts at this `TIME`"}, {"end", "it ends at this `TIME`"}, {"rrule", "repeat by this `RULE`, as FREQ=WEEKLY;COUNT=5"},
		{"location", "it is at this `PLACE`"}, {"description", "notes: `TEXT`"}, {"url", "it has this `URL` on the web"}, {"status", "a `STATUS`: CONFIRMED, TENTATIVE or CANCELLED"},
		{"transparency", "a `VALUE`: OPAQUE (busy) or TRANSPARENT (free)"}, {"class", "a `CLASS`: PUBLIC, PRIVATE or CONFIDENTIAL"}, {"color", "in this `COLOR`: a name of CSS, as crimson"}, {"categories", "`TAGS`, with commas between"},
	} {
		flags.String(f[0], "", f[1])
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) (err error) {
		if len(args) == 0 && (dryRun || language != "" || !flags.Changed("summary") || !flags.Changed("start")) {
			return misuse(cmd, "Say what and when: calends add 'Lunch tomorrow 13:00', or add --summary TEXT --start TIME.")
		}
		d := draft{cmd: cmd}
		if err := d.flags(flags, alarms); err != nil {
			return err
		}
		if flags.Changed("all-day") {
			d.patch.AllDay = &allDay
		}
		if allDay && (floating || zone != "") {
			return misuse(cmd, "Whole days have no zone: --all-day goes without --zone and --floating.")
		}
		if err := d.zone(zone, floating); err != nil {
			return err
		}
		ask.Patch = d.patch
		if ask.View, err = l.view(); err != nil {
			return err
		}
		if len(args) > 0 {
			return l.addSentence(cmd, args, language, dryRun, ask)
		}
		return l.change(cmd, "", func(ctx context.Context, p Program) (bridge.ChangeRef, error) { return p.Add(ctx, ask) })
	}
	return cmd
}

// flags takes over the flags that are called as the keys of --set.
func (d *draft) flags(flags *pflag.FlagSet, alarms []string) error {
	var err error
	flags.Visit(func(f *pflag.Flag) {
		_, isKey := keys[f.Name]
		switch {
		case !isKey || f.Name == "calendar" || f.Name == "all-day" || f.Name == "alarm" || err != nil:
		case f.Value.String() == "":
			err = misuse(d.cmd, "--%s is empty.", f.Name)
		default:
			err = d.set(f.Name + "=" + f.Value.String())
		}
	})
	for _, a := range alarms {
		if err == nil {
			err = d.set("alarm=" + a)
		}
	}
	return err
}

// change carries out a change of the user's and answers what it did. said is
// the sentence for people; "" prints the UID alone.
func (l *line) change(cmd *cobra.Command, said string, do func(context.Context, Program) (bridge.ChangeRef, error)) error {
	return l.hold(cmd.Context(), func(ctx context.Context, p Program) error {
		ref, err := do(ctx, p)
		if err != nil {
			return err
		}
		return l.answer(ref, func(w io.Writer) {
			if said == "" {
				fmt.Fprintln(w, plain(ref.UID))
				return
			}
			told(w, said, ref)
		})
	})
}

// told says what was done, and to which event.
func told(w io.Writer, said string, ref bridge.ChangeRef) {
	what := plain(cmp.Or(ref.Summary, ref.UID))
	switch {
	case ref.About == "calendar" && ref.Left > 0:
		fmt.Fprintf(w, "Nothing had to be changed: %s.\n", plain(ref.Said))
		return
	case ref.About == "calendar":
		fmt.Fprintf(w, "%s %s.\n", said, plain(ref.Said))
		return
	case ref.Changes > 1:
		what = fmt.Sprintf("%s and %d more", what, ref.Changes-1)
	}
	if ref.Change == "" {
		fmt.Fprintln(w, "Nothing had to be changed.")
	} else {
		fmt.Fprintf(w, "%s %s (change %s)\n", said, what, ref.Change)
	}
	switch {
	case ref.Left == 1:
		fmt.Fprintln(w, "1 event was left as it is: it was changed since, or can only be read.")
	case ref.Left > 1:
		fmt.Fprintf(w, "%d events were left as they are: they were changed since, or can only be read.\n", ref.Left)
	}
}

// heldStates says how an event stands of which something is held back.
var heldStates = map[string]string{
	"removals": "no longer on the server; it stays here until you decide",
	"emptied":  "no longer on the server, which shows the calendar empty; it stays here until you decide",
	"missing":  "the server no longer lists its calendar; it stays here until you decide",
	"changes":  "changed on the server; it is shown as it was until you decide",
	"first":    "not on the server; it is not sent until you decide",
	"omitted":  "left out of the server's list, which still has it",
}

// occurrenceFlags are those that choose one occurrence, or several.
func occurrenceFlags(cmd *cobra.Command, recurrenceID, scope, calendar *string) {
	cmd.Flags().StringVar(recurrenceID, "recurrence-id", "", "the occurrence with this recurrence_id: the `TIME` it was first at")
	cmd.Flags().StringVar(scope, "scope", "", "the `SCOPE`: this, following or all; default: all, with --recurrence-id this")
	cmd.Flags().StringVar(calendar, "calendar", "", "in the calendar `C`, where several hold the UID")
}

func checkScope(cmd *cobra.Command, recurrenceID, scope string) error {
	switch {
	case cmd.Flags().Changed("scope") && !slices.Contains([]string{"this", "following", "all"}, scope):
		return misuse(cmd, "--scope is this, following or all, and not %q.", scope)
	case recurrenceID == "" && (scope == "this" || scope == "following"):
		return misuse(cmd, "--scope %s needs --recurrence-id.", scope)
	case cmd.Flags().Changed("recurrence-id"):
		return checkTime(cmd, "--recurrence-id", recurrenceID)
	}
	return nil
}

func (l *line) editCommand() *cobra.Command {
	var ask bridge.EditEvent
	var sets, clears []string
	var zone string
	var floating bool
	var look preview
	cmd := &cobra.Command{
		Use: "edit UID --set KEY=VALUE", Short: "Change an event, or some of its occurrences", Args: takes("UID"),
		Long: "Changes an event, or some of its occurrences. Keys: " + keyNames(false) + ".\n" +
			"Times without an offset are in the event's own zone. A new start keeps the length unless an end is given.",
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			d := draft{cmd: cmd}
			for _, s := range sets {
				if err := d.set(s); err != nil {
					return err
				}
			}
			for _, c := range clears {
				if err := d.clear(c); err != nil {
					return err
				}
			}
			if err := d.zone(zone, floating); err != nil {
				return err
			}
			if len(d.seen) == 0 {
				return misuse(cmd, "Say what to change: --set KEY=VALUE or --clear KEY.")
			}
			if err := checkScope(cmd, ask.RecurrenceID, ask.Scope); err != nil {
				return err
			}
			ask.UID, ask.Patch, ask.MoveTo = args[0], d.patch, d.moveTo
			if ask.View, err = l.view(); err != nil {
				return err
			}
			if look.dryRun {
				return l.preview(cmd, look, ask.View, func(ctx context.Context, p Program, from, to time.Time) (bridge.PreviewRow, error) {
					return p.PreviewEdit(ctx, ask, from, to)
				})
			}
			return l.change(cmd, "Changed", func(ctx context.Context, p Program) (bridge.ChangeRef, error) { return p.Edit(ctx, ask) })
		},
	}
	occurrenceFlags(cmd, &ask.RecurrenceID, &ask.Scope, &ask.Calendar)
	look.flags(cmd)
	cmd.Flags().StringArrayVar(&sets, "set", nil, "a new value, as `KEY=VALUE`; may be repeated")
	cmd.Flags().StringArrayVar(&clears, "clear", nil, "remove `KEY`; may be repeated")
	cmd.Flags().StringVar(&zone, "zone", "", "move the event to another `ZONE`")
	cmd.Flags().BoolVar(&floating, "floating", false, "the same time on the clock, wherever one is")
	return cmd
}

func (l *line) deleteCommand() *cobra.Command {
	var ask bridge.DeleteEvent
	var look preview
	cmd := &cobra.Command{
		Use: "delete UID", Short: "Delete an event, or some of its occurrences", Args: takes("UID"),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if err := checkScope(cmd, ask.RecurrenceID, ask.Scope); err != nil {
				return err
			}
			ask.UID = args[0]
			if ask.View, err = l.view(); err != nil {
				return err
			}
			if look.dryRun {
				return l.preview(cmd, look, ask.View, func(ctx context.Context, p Program, from, to time.Time) (bridge.PreviewRow, error) {
					return p.PreviewDelete(ctx, ask, from, to)
				})
			}
			return l.change(cmd, "Deleted", func(ctx context.Context, p Program) (bridge.ChangeRef, error) { return p.Delete(ctx, ask) })
		},
	}
	occurrenceFlags(cmd, &ask.RecurrenceID, &ask.Scope, &ask.Calendar)
	look.flags(cmd)
	return cmd
}

func (l *line) showCommand() *cobra.Command {
	var ics, diff, receipt bool
	var calendar string
	cmd := &cobra.Command{
		Use: "show UID", Short: "Show an event in full", Args: takes("UID"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if ics && diff || receipt && (ics || diff) {
				return misuse(cmd, "--ics, --diff and --receipt exclude each other.")
			}
			view, err := l.view()
			if err != nil {
				return err
			}
			return l.hold(cmd.Context(), func(ctx context.Context, p Program) error {
				if receipt {
					return l.receipt(ctx, p, args[0], calendar)
				}
				row, err := p.Show(ctx, args[0], calendar, view)
				if err != nil {
					return err
				}
				names, err := l.calendarNames(ctx, p)
				if err != nil {
					return err
				}
				row.Occurrences, row.Differs = rows(row.Occurrences), rows(row.Differs)
				switch {
				case diff:
					return l.answer(row.Differs, func(w io.Writer) { differences(w, row.Differs) })
				case ics && !l.json:
					return l.write([]byte(row.ICS))
				}
				return l.answer(row, func(w io.Writer) { showEvent(w, row, names[row.Calendar], view) })
			})
		},
	}
	cmd.Flags().BoolVar(&ics, "ics", false, "the iCalendar text, exactly as stored")
	cmd.Flags().BoolVar(&diff, "diff", false, "what differs from the server's copy")
	cmd.Flags().BoolVar(&receipt, "receipt", false, "what became of what you wrote: not sent, refused, taken, and what the server changed of it")
	cmd.Flags().StringVar(&calendar, "calendar", "", "in the calendar `C`, where several hold the UID")
	return cmd
}

// states says in words how an object stands to its server.
var states = map[string]string{
	"synced": "as on the server", "created": "new, not sent yet", "edited": "changed, not sent yet", "deleted": "deleted, not sent yet",
}

func showEvent(w io.Writer, row bridge.ShowRow, calendar string, view *time.Location) {
	title := row.UID
	if len(row.Occurrences) > 0 {
		title = cmp.Or(row.Occurrences[0].Summary, title)
	}
	var t [][]string
	for _, f := range row.Fields {
		if f.Name == "summary" {
			title = f.After
		} else {
			t = append(t, []string{plain(f.Name), strings.TrimSpace(plain(f.After))})
		}
	}
	fmt.Fprintln(w, plain(title))
	t = append(t, []string{"uid", plain(row.UID)}, []string{"calendar", plain(calendar)})
	if !row.Local {
		state := states[row.State]
		if row.Held != "" {
			if row.State == "edited" {
				state += "; " + heldStates[row.Held]
			} else {
				state = heldStates[row.Held]
			}
		}
		t = append(t, []string{"state", state}, []string{"href", plain(row.Href)})
	}
	if row.Problem != "" {
		t = append(t, []string{"problem", plain(row.Problem)})
	}
	table(w, "  ", t)
	switch {
	case row.Over:
		fmt.Fprintln(w, "\nIt is over.")
	case len(row.Occurrences) > 0:
		fmt.Fprintln(w)
		page{view: view}.write(w, row.Occurrences)
	}
}

// differences shows fields before and after.
func differences(w io.Writer, fields []bridge.FieldRow) {
	if len(fields) == 0 {
		fmt.Fprintln(w, "Nothing differs.")
		return
	}
	var t [][]string
	for _, f := range fields {
		t = append(t, []string{plain(f.Name), fromTo(f.Before, f.After)})
	}
	table(w, "", t)
}

// fromTo shows a value before and after.
func fromTo(before, after string) string {
	before, after = strings.TrimSpace(plain(before)), strings.TrimSpace(plain(after))
	switch {
	case before == "":
		return "+ " + after
	case after == "":
		return "- " + before
	}
	return before + " → " + after
}
