package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/term"

	"calends/backend/calendar"
)

// System is the terminal, the files and the environment of this process.
func System() Std {
	dir, err := os.Getwd()
	if err != nil {
		dir = "" // names stay relative, and the system resolves them
	}
	s := Std{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Getenv: os.Getenv, Dir: dir,
		Terminal: term.IsTerminal(int(os.Stdout.Fd())) && term.IsTerminal(int(os.Stderr.Fd())),
	}
	if in := int(os.Stdin.Fd()); term.IsTerminal(in) {
		s.Ask = func(prompt string) (string, error) { return askOn(in, os.Stderr, prompt) }
	}
	return s
}

// askOn reads a line from a terminal without echo. An interrupt there ends
// the question, and leaves the terminal as it was.
func askOn(in int, out io.Writer, prompt string) (string, error) {
	before, err := term.GetState(in)
	if err != nil {
		return "", fmt.Errorf("ask: %w", err)
	}
	interrupted := make(chan os.Signal, 1)
	signal.Notify(interrupted, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer signal.Stop(interrupted)
	type reply struct {
		text []byte
		err  error
	}
	typed := make(chan reply, 1)
	fmt.Fprint(out, prompt)
	defer fmt.Fprintln(out)
	go func() { // nobody can end a read of a terminal; the process ends soon after an interrupt
		text, err := term.ReadPassword(in)
		typed <- reply{text, err}
	}()
	select {
	case r := <-typed:
		if errors.Is(r.err, io.EOF) {
			return "", errNotTyped
		}
		return string(r.text), r.err
	case <-interrupted:
		return "", errors.Join(context.Canceled, term.Restore(in, before))
	}
}

var errNotTyped = calendar.Explain(errors.New("nothing was typed"), "", "Nothing was typed.")
