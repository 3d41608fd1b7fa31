package command

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"sort"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"calends/backend/bridge"
	"calends/backend/calendar"
)

func (l *line) accountCommand() *cobra.Command {
	return l.group("account", "Sign in to servers, and out",
		l.accountAdd(), l.accountList(), l.accountCheck(), l.accountPassword(), l.accountRemove())
}

func (l *line) accountAdd() *cobra.Command {
	var ask bridge.AddAccount
	var address string
	var fromInput bool
	cmd := &cobra.Command{
		Use:   "add NAME",
		Short: "Sign in to a server and list the calendars found",
		Args:  takes("NAME"),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			ask.Name, ask.Address = args[0], address
			if err := checkAccount(cmd, &ask, fromInput); err != nil {
				return err
			}
			if ask.PasswordCommand == "" {
				if ask.Password, err = l.password(cmd.Context(), fromInput, "Password of "+ask.User+": "); err != nil {
					return err
				}
			}
			if ask.Secret == "file" {
				if ask.Passphrase, err = l.desk.Passphrase(); err != nil {
					return err
				}
			}
			return l.hold(cmd.Context(), func(ctx context.Context, p Program) error {
				report, err := p.AddAccount(ctx, ask)
				if err != nil {
					return otherwise(err, ask.Secret)
				}
				return l.answerAccount(report)
			})
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&ask.User, "user", "", "sign in as `USER`, often an e-mail address")
	flags.StringVar(&address, "url", "", "the server is at `URL`, where the e-mail address does not lead to it")
	flags.StringVar(&ask.Provider, "provider", "", "a `SERVICE` known by name: icloud, fastmail, …")
	flags.BoolVar(&fromInput, "password-stdin", false, "read the password from standard input")
	flags.StringVar(&ask.PasswordCommand, "password-command", "", "run `COMMAND` for the password whenever it is needed")
	flags.StringVar(&ask.Secret, "secret", "", "the `PLACE` the password is kept in: keyring (the default), file or command")
	flags.BoolVar(&ask.AllowPlain, "allow-plain-http", false, "send the password unencrypted to an http address that is not this computer")
	return cmd
}

// otherwise says what else can be done here where an account cannot be added:
// nothing of it is kept yet that could be tried again.
func otherwise(err error, secret string) error {
	f := bridge.Explain(err)
	switch {
	case secret == "keyring" && (f.Code == "no_keyring" || f.Code == "locked"):
		f.Hint = "Use --secret file to seal it in a file with a passphrase, or --secret command to have a command print it."
	case f.Code == "offline":
		var told *calendar.Explained
		if errors.As(err, &told) && told.Hint != "" {
			return err // it knows better
		}
		f.Hint = "Check the address and the network."
	default:
		return err
	}
	return calendar.Explain(err, f.Hint, "%s", f.Message)
}

// checkAccount refuses what does not go together, and fills in what follows.
func checkAccount(cmd *cobra.Command, ask *bridge.AddAccount, fromInput bool) error {
	if ask.User == "" {
		return misuse(cmd, "Say who signs in: --user USER.")
	}
	if u, err := url.Parse(ask.Address); err == nil && u.User != nil {
		if _, secret := u.User.Password(); secret {
			return misuse(cmd, "Leave the password out of the address; it is asked for.")
		}
	}
	if ask.Address == "" && strings.Contains(ask.User, "@") && ask.Provider == "" {
		ask.Address = ask.User
	}
	if ask.Address == "" && ask.Provider == "" {
		return misuse(cmd, "Say which server: --url URL, --provider NAME, or an e-mail address as --user.")
	}
	if ask.PasswordCommand != "" && ask.Secret == "" {
		ask.Secret = "command"
	}
	switch ask.Secret {
	case "":
		ask.Secret = "keyring"
	case "keyring", "file", "command":
	default:
		return misuse(cmd, "--secret is keyring, file or command, and not %q.", ask.Secret)
	}
	switch {
	case fromInput && ask.PasswordCommand != "":
		return misuse(cmd, "--password-stdin and --password-command exclude each other.")
	case ask.PasswordCommand != "" && ask.Secret != "command":
		return misuse(cmd, "--password-command goes with --secret command.")
	case ask.PasswordCommand == "" && ask.Secret == "command":
		return misuse(cmd, "--secret command needs --password-command CMD.")
	}
	return nil
}

// answerAccount shows what a server can do and which calendars it has.
func (l *line) answerAccount(r bridge.AccountReport) error {
	r.Calendars, r.Notes = rows(r.Calendars), rows(r.Notes)
	if r.Capabilities == nil {
		r.Capabilities = map[string]*bool{}
	}
	return l.answer(r, func(w io.Writer) {
		fmt.Fprintf(w, "%s is connected; %s found.\n", plain(r.Name), plural(len(r.Calendars), "calendar"))
		calendarTable(w, "  ", r.Calendars)
		table(w, "", [][]string{{"principal", plain(r.Principal)}, {"home", plain(r.Home)}})
		abilities(w, r.Capabilities)
		for _, n := range r.Notes {
			fmt.Fprintln(w, plain(n))
		}
	})
}

// skills says in words what a server may be able to do, and in brackets what
// those who run servers call it.
var skills = map[string]string{
	"sync_collection": "tell what changed (sync-collection)", "ctag": "tell whether anything changed (ctag)",
	"multiget": "send many events at once (multiget)", "move": "move an event to another calendar (MOVE)",
	"make_calendar": "make calendars (MKCALENDAR)", "extended_mkcol": "make a calendar with its color (extended MKCOL)",
	"scheduling": "send invitations (scheduling)", "schedule_tag": "keep replies and edits apart (Schedule-Tag)",
	"access_control": "say who may do what (ACL)",
}

// abilities says what a server can do, what it cannot, and what it has not told.
func abilities(w io.Writer, told map[string]*bool) {
	var can, cannot, unknown []string
	for name, has := range told {
		switch what := cmp.Or(skills[name], name); {
		case has == nil:
			unknown = append(unknown, what)
		case *has:
			can = append(can, what)
		default:
			cannot = append(cannot, what)
		}
	}
	for _, part := range []struct {
		said string
		list []string
	}{{"The server can", can}, {"It cannot", cannot}, {"It has not told whether it can", unknown}} {
		sort.Strings(part.list)
		if len(part.list) > 0 {
			fmt.Fprintf(w, "%s: %s.\n", part.said, strings.Join(part.list, ", "))
		}
	}
}

func (l *line) accountList() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the accounts", Args: takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			view, err := l.view()
			if err != nil {
				return err
			}
			return l.hold(cmd.Context(), func(ctx context.Context, p Program) error {
				list, err := p.AccountRows(ctx)
				if err != nil {
					return err
				}
				for _, a := range list {
					if a.LastSync != nil {
						*a.LastSync = seenFrom(*a.LastSync, view)
					}
				}
				return l.answer(rows(list), func(w io.Writer) { accountTable(w, list) })
			})
		},
	}
}

// seenFrom writes an instant with the offset of the view zone.
func seenFrom(stamp string, view *time.Location) string {
	at, err := time.Parse(time.RFC3339, stamp)
	if err != nil {
		return stamp
	}
	return at.In(view).Format(time.RFC3339)
}

func accountTable(w io.Writer, list []bridge.AccountRow) {
	if len(list) == 0 {
		fmt.Fprintln(w, "No accounts; calends account add connects one.")
		return
	}
	var t [][]string
	for _, a := range list {
		last, state := "never", "works"
		if a.LastSync != nil && *a.LastSync != "" {
			last = strings.Replace((*a.LastSync)[:min(len("2006-01-02T15:04"), len(*a.LastSync))], "T", " ", 1)
		}
		if !a.Valid {
			state = "does not work"
		}
		if a.Error != nil {
			state = plain(a.Error.Message)
		}
		t = append(t, []string{plain(a.Name), plain(a.User), plain(a.URL), last, state})
	}
	table(w, "", append([][]string{{"NAME", "USER", "SERVER", "LAST SYNC", "STATE"}}, t...))
}

func (l *line) accountCheck() *cobra.Command {
	return &cobra.Command{
		Use: "check NAME", Short: "Say what an account's server can and cannot do", Args: takes("NAME"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return l.hold(cmd.Context(), func(ctx context.Context, p Program) error {
				report, err := p.CheckAccount(ctx, args[0])
				if err != nil {
					return err
				}
				return l.answerAccount(report)
			})
		},
	}
}

func (l *line) accountPassword() *cobra.Command {
	var fromInput bool
	cmd := &cobra.Command{
		Use: "password NAME", Short: "Replace an account's password", Args: takes("NAME"),
		RunE: func(cmd *cobra.Command, args []string) error {
			secret, err := l.password(cmd.Context(), fromInput, "New password of "+args[0]+": ")
			if err != nil {
				return err
			}
			return l.hold(cmd.Context(), func(ctx context.Context, p Program) error {
				done, err := p.SetPassword(ctx, args[0], secret)
				if err != nil {
					return err
				}
				return l.answer(done, func(w io.Writer) {
					if done.Tried {
						fmt.Fprintln(w, "The password is replaced; the server takes it.")
						return
					}
					fmt.Fprintf(w, "The password is replaced. It was not tried: %s.\n", plain(strings.TrimSuffix(done.NotTried, ".")))
				})
			})
		},
	}
	cmd.Flags().BoolVar(&fromInput, "password-stdin", false, "read the password from standard input")
	return cmd
}

func (l *line) accountRemove() *cobra.Command {
	var discard bool
	var save string
	cmd := &cobra.Command{
		Use: "remove NAME", Short: "Sign out and remove the account's calendars from this computer", Args: takes("NAME"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if discard && save != "" {
				return misuse(cmd, "--discard and --save exclude each other.")
			}
			removal := bridge.Removal{Discard: discard}
			if save != "" {
				removal.Save = func(ics []byte) error { return l.desk.Write(save, ics) }
			}
			return l.hold(cmd.Context(), func(ctx context.Context, p Program) error {
				done, err := p.RemoveAccount(ctx, args[0], removal)
				if err != nil {
					return err
				}
				if f := done.SecretLeft; f != nil {
					l.troubles([]trouble{{*f, place{Account: args[0]}}})
				}
				return l.answer(done, func(w io.Writer) {
					fmt.Fprintf(w, "%s is removed. Nothing was deleted on its server.\n", plain(args[0]))
				})
			})
		},
	}
	cmd.Flags().BoolVar(&discard, "discard", false, "drop edits that were not sent")
	cmd.Flags().StringVar(&save, "save", "", "save the events in `FILE` first")
	return cmd
}
