package command

import (
	"context"
	"errors"
	"net"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"calends/backend/bridge"
	"calends/backend/calendar"
)

func (l *line) openCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "open WHAT",
		Short: "Open the window and show a file, a date or an event",
		Long: "Opens the window, or raises the one that is open, and shows WHAT: FILE.ics, webcal://…,\n" +
			"calends://date/2026-11-22 or calends://event/UID?rid=…",
		Args: takes("WHAT"),
		RunE: func(cmd *cobra.Command, args []string) error {
			what, err := l.shown(args[0])
			if err != nil {
				return err
			}
			return l.open(cmd.Context(), what)
		},
	}
}

// shown resolves what the user wants to see: the window has another folder.
func (l *line) shown(what string) (string, error) {
	for _, scheme := range []string{"webcal://", "webcals://", "calends://"} {
		if len(what) > len(scheme) && strings.EqualFold(what[:len(scheme)], scheme) {
			return what, nil
		}
	}
	file := l.std.path(what)
	info, err := os.Stat(file)
	switch {
	case err != nil:
		return "", unreadable(what, err)
	case info.IsDir():
		return "", calendar.Explain(calendar.ErrInvalid, "Give an iCalendar file.", "%s is a folder.", what)
	}
	return file, nil
}

// open raises the window that is open, or opens one.
func (l *line) open(ctx context.Context, show string) error {
	if l.program != nil {
		return calendar.Explain(bridge.ErrUsage, "", "The window is opened where the command is typed.")
	}
	profile, err := l.profile()
	if err != nil {
		return err
	}
	if err := makeProfile(profile); err != nil {
		return err
	}
	return l.takeTurns(ctx, func() error {
		_, err := l.visit(ctx, profile, func(hello message) (message, error) {
			if !hello.Window {
				return message{}, errWait
			}
			return message{Kind: "raise", Text: show}, nil
		})
		if !errors.Is(err, errNobody) {
			return err
		}
		err = l.host.Window(ctx, profile, show)
		if errors.Is(err, calendar.ErrBusy) {
			return errWait
		}
		return err
	})
}

func (l *line) demoCommand() *cobra.Command {
	var o DemoOptions
	var replay string
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Try it: a throwaway profile, connected to a server inside the program",
		Long: "Opens the window on a throwaway profile, connected to a server inside the program.\n\n" +
			"--server-only runs just that server. With --replay it says again what the servers of a\n" +
			"profile said, from a file of `calends log --export`: a new profile that adds the account\n" +
			"there and syncs as often comes to the same events. Any user and password will do.",
		Args: takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if replay != "" && !o.ServerOnly {
				return misuse(cmd, "--replay goes with --server-only.")
			}
			if o.Listen != "" && !o.ServerOnly {
				return misuse(cmd, "--listen goes with --server-only.")
			}
			if cmd.Flags().Changed("listen") && !isAddress(o.Listen) {
				return misuse(cmd, "--listen takes HOST:PORT, as 127.0.0.1:8080, and not %q.", o.Listen)
			}
			if l.program != nil {
				return calendar.Explain(bridge.ErrUsage, "", "The demonstration runs where the command is typed.")
			}
			o.Stdout = l.std.Out
			if cmd.Flags().Changed("replay") {
				var err error
				if o.Replay, err = os.ReadFile(l.std.path(replay)); err != nil {
					return unreadable(replay, err)
				}
			}
			return l.host.Demo(cmd.Context(), o)
		},
	}
	cmd.Flags().BoolVar(&o.ServerOnly, "server-only", false, "run just the server; prints url=, user= and password= lines")
	cmd.Flags().StringVar(&replay, "replay", "", "answer as was answered in this `FILE` of calends log --export")
	cmd.Flags().StringVar(&o.Listen, "listen", "", "serve at this `ADDRESS`, as 127.0.0.1:8080")
	return cmd
}

// isAddress reports whether a server can be told to listen there: a host,
// which may be left out, and a port in numbers.
func isAddress(text string) bool {
	_, port, err := net.SplitHostPort(text)
	if err != nil {
		return false
	}
	_, err = strconv.ParseUint(port, 10, 16)
	return err == nil
}
