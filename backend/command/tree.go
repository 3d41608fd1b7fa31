package command

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"calends/backend/bridge"
	"calends/backend/calendar"
)

// tree is the whole command line as cobra reads it. It holds the commands
// that work, and no others.
func (l *line) tree() *cobra.Command {
	root := &cobra.Command{
		Use:   "calends",
		Short: "A calendar that synchronizes with CalDAV servers",
		Long: "Without a command, calends opens its window. Every command works without a display,\n" +
			"and while the window is open.",
		Args:              l.known,
		RunE:              func(cmd *cobra.Command, _ []string) error { return l.open(cmd.Context(), "") },
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
	}
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error { return misuse(cmd, "%s", err) })
	flags := root.PersistentFlags()
	flags.StringVar(&l.data, "data", "", "the profile: the `FOLDER` that holds everything (or CALENDS_DATA)")
	flags.StringVar(&l.tz, "tz", "", "the view `ZONE`, as Europe/Berlin; default: the system's")
	flags.BoolVar(&l.json, "json", false, "one JSON document on standard output")
	flags.BoolVar(&l.quiet, "quiet", false, "no progress on standard error")
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error { return l.checkGlobals(cmd) }

	root.AddCommand(l.openCommand(), l.demoCommand(), l.accountCommand(), l.calendarCommand(), l.syncCommand(),
		l.agendaCommand(), l.searchCommand(), l.showCommand(), l.addCommand(), l.editCommand(), l.deleteCommand(),
		l.importCommand(), l.exportCommand(), l.historyCommand(), l.restoreCommand(), l.undoCommand(), l.redoCommand(), l.ledgerCommand(),
		l.conflictsCommand(), l.logCommand(), l.versionCommand(), l.completionCommand())
	completeNoFiles(root)
	return root
}

// completeNoFiles keeps shells from offering files where none can be meant.
func completeNoFiles(cmd *cobra.Command) {
	for _, c := range cmd.Commands() {
		if c.ValidArgs == nil && c.Name() != "open" && c.Name() != "import" {
			c.ValidArgsFunction = cobra.NoFileCompletions
		}
		completeNoFiles(c)
	}
}

// checkGlobals refuses global flags that cannot be meant.
func (l *line) checkGlobals(cmd *cobra.Command) error {
	if cmd.Flags().Changed("tz") {
		if _, err := l.view(); err != nil {
			return err
		}
	}
	if cmd.Flags().Changed("data") && l.data == "" {
		return misuse(cmd, "--data needs a folder.")
	}
	return nil
}

// group makes a command that only gathers others.
func (l *line) group(use, short string, commands ...*cobra.Command) *cobra.Command {
	g := &cobra.Command{Use: use, Short: short, Args: l.known}
	g.AddCommand(commands...)
	g.RunE = func(cmd *cobra.Command, _ []string) error {
		var names []string
		for _, c := range commands {
			names = append(names, c.Name())
		}
		return misuse(cmd, "Say which: %s %s.", cmd.CommandPath(), strings.Join(names, ", "))
	}
	return g
}

// known refuses what is not one of a command's own commands.
func (l *line) known(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		return calendar.Explain(bridge.ErrUsage, fmt.Sprintf("Did you mean %s %s?", cmd.CommandPath(), near[0]),
			"There is no command %q.", args[0])
	}
	return misuse(cmd, "There is no command %q.", args[0])
}

// takes checks the number of arguments. Names are shown to the user; one that
// ends in "…" stands for one or more, one in brackets may be left out.
func takes(names ...string) cobra.PositionalArgs {
	least, most := 0, len(names)
	for _, n := range names {
		if !strings.HasPrefix(n, "[") {
			least++
		}
		if strings.Contains(n, "…") {
			most = -1
		}
	}
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) < least:
			return misuse(cmd, "%s needs %s.", cmd.CommandPath(), strings.Join(names, " "))
		case most >= 0 && len(args) > most && most == 0:
			return misuse(cmd, "%s takes no arguments; %q is one.", cmd.CommandPath(), args[0])
		case most >= 0 && len(args) > most:
			return misuse(cmd, "%s takes %s, and not %q.", cmd.CommandPath(), strings.Join(names, " "), args[most])
		case slices.Contains(args, ""):
			return misuse(cmd, "An argument is empty.")
		}
		return nil
	}
}

// misuse is an error about how the command was written.
func misuse(cmd *cobra.Command, format string, args ...any) error {
	return calendar.Explain(bridge.ErrUsage, cmd.CommandPath()+" --help says how it goes.", format, args...)
}
