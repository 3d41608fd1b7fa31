// Package command is the command line: the same functions as the window has,
// for scripts, pipes and a shell over ssh. Command names, JSON keys and exit
// statuses are a public contract.
//
// Only one process can hold a profile. It serves a socket in the profile's
// folder, and every other one hands its whole command line to it, with its
// files and its terminal at hand: see Serve.
package command

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"time"

	"calends/backend/bridge"
	"calends/backend/calendar"
)

// Exit statuses. Where several apply the higher precedence wins: see worse.
const (
	done    = 0
	failed  = 1
	misused = 2 // wrong usage
	partly  = 3 // done, but something failed or was unreachable
	signIn  = 4 // a server wants another password
	decide  = 5 // done, and something waits for a decision
)

// worse returns which of two exit statuses a command that earned both ends
// with: a failure of the whole first, then 4, 5 and 3.
func worse(a, b int) int {
	for _, s := range []int{misused, failed, signIn, decide, partly} {
		if a == s || b == s {
			return s
		}
	}
	return done
}

// Host is what the command line needs from strangers. Open is called when a
// command needs the profile, and never before.
type Host struct {
	// Open opens the profile's store and vaults. The error is
	// calendar.ErrBusy where another process holds it; the returned function
	// closes what was opened.
	Open func(ctx context.Context, profile string) (Program, func() error, error)
	// Window opens the window and returns when it is closed. It serves the
	// socket meanwhile. show is what to show first; "" is the calendar.
	Window func(ctx context.Context, profile, show string) error
	// Demo runs the demonstration.
	Demo func(ctx context.Context, o DemoOptions) error

	Version, Commit, Wails string
}

// DemoOptions says how to run the demonstration.
type DemoOptions struct {
	ServerOnly bool      // just the server: prints url=, user= and password= lines
	Listen     string    // the server's address; "" is a free port on loopback
	Replay     []byte    // a bundle of the sync record; the server says again what is in it
	Stdout     io.Writer // where the lines go
}

// Std is where a command line was typed.
type Std struct {
	In       io.Reader
	Out, Err io.Writer
	// Terminal says that Out is a terminal, and may be decorated.
	Terminal bool
	// Ask asks the user for a secret, without echo; nil where nobody is there.
	Ask    func(prompt string) (string, error)
	Getenv func(string) string
	Dir    string           // what file names are relative to
	Now    func() time.Time // nil is time.Now
}

// path resolves a file name against the folder the command was typed in.
func (s Std) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(s.Dir, name)
}

// Run carries out one command line, without the program's name, and returns
// the exit status.
func Run(ctx context.Context, host Host, args []string, std Std) int {
	mayBeClicked()
	if std.Now == nil {
		std.Now = time.Now
	}
	l := &line{host: host, std: std, desk: &own{std: std}, args: append([]string{}, args...),
		bold: std.Terminal && std.Getenv("NO_COLOR") == ""}
	return l.run(ctx)
}

// line is one command line being carried out.
type line struct {
	host Host
	std  Std
	desk desk
	args []string
	// program is set where this process holds the store already: the command
	// line came over the socket.
	program Program
	zone    string // the zone of whoever typed it; "" is this computer's
	bold    bool   // output may be decorated

	data, tz    string
	json, quiet bool
	status      int
}

// handedOver is the exit status of a command line that another process has
// carried out and reported on.
type handedOver int

func (handedOver) Error() string { return "carried out by another process" }

func (l *line) run(ctx context.Context) int {
	root := l.tree()
	root.SetArgs(l.args)
	root.SetIn(l.std.In)
	root.SetOut(l.std.Out)
	root.SetErr(l.std.Err)
	err := root.ExecuteContext(ctx)
	if code := handedOver(0); errors.As(err, &code) {
		return int(code)
	}
	if err != nil {
		l.complain(err)
	}
	return l.status
}

// complain reports what ended the command, and sets the exit status.
func (l *line) complain(err error) {
	if errors.Is(err, context.Canceled) {
		err = calendar.Explain(context.Canceled, "", "It was interrupted.")
	}
	f := bridge.Explain(err)
	l.report(trouble{Fault: f}, "\n  ")
	switch {
	case f.Code == "usage", f.Code == "invalid" && f.Field != "":
		l.status = worse(l.status, misused)
	case f.Code == "sign_in":
		l.status = worse(l.status, signIn)
	default:
		l.status = worse(l.status, failed)
	}
}
