package command

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"

	"calends/backend/bridge"
	"calends/backend/calendar"
)

// desk is where a command line was typed: its files and its user. What was
// read once is remembered, so that a command line that is handed over does
// not ask, or read a pipe, twice.
type desk interface {
	// Read returns a whole file; "-" is standard input. It stops waiting for
	// either when ctx is done.
	Read(ctx context.Context, name string) ([]byte, error)
	// Write replaces a file, or leaves it as it was.
	Write(name string, text []byte) error
	// Ask asks the user for a secret, without echo.
	Ask(prompt string) (string, error)
	// Passphrase runs CALENDS_PASSPHRASE_COMMAND, or asks.
	Passphrase() (string, error)
}

// own is the desk of a command line typed to this process.
type own struct {
	std     Std
	read    map[string][]byte
	secrets map[string]string
}

// largest bounds what is read of one file, in octets: as much as is parsed.
const largest = 64 << 20

func (o *own) Read(ctx context.Context, name string) ([]byte, error) {
	if text, ok := o.read[name]; ok {
		return text, nil
	}
	type content struct {
		text []byte
		err  error
	}
	got := make(chan content, 1)
	go func() { // nobody can end a read of a pipe or a terminal; the process ends soon after an interrupt
		text, err := o.load(name)
		got <- content{text, err}
	}()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case c := <-got:
		if c.err != nil {
			return nil, c.err
		}
		if o.read == nil {
			o.read = map[string][]byte{}
		}
		o.read[name] = c.text
		return c.text, nil
	}
}

func (o *own) load(name string) ([]byte, error) {
	in := o.std.In
	if name != "-" {
		f, err := os.Open(o.std.path(name))
		if err != nil {
			return nil, unreadable(name, err)
		}
		defer f.Close()
		if info, err := f.Stat(); err == nil && info.Size() > largest {
			return nil, tooLarge(name, fmt.Sprintf("%d MB", info.Size()>>20))
		}
		in = f
	}
	text, err := io.ReadAll(io.LimitReader(in, largest+1))
	switch {
	case err != nil:
		return nil, unreadable(name, err)
	case len(text) > largest:
		return nil, tooLarge(name, "more than that")
	}
	return text, nil
}

// tooLarge says that of a file of that size nothing is read.
func tooLarge(name, size string) error {
	if name == "-" {
		name = "Standard input"
	}
	return calendar.Explain(calendar.ErrTooLarge, "Give it in smaller parts, or without its attachments.",
		"%s has %s; at most %d MB of a file are read.", name, size, largest>>20)
}

// unreadable says in words why a file cannot be read.
func unreadable(name string, err error) error {
	switch {
	case errors.Is(err, os.ErrNotExist):
		return calendar.Explain(calendar.ErrNotFound, "Check the name and the folder.", "There is no file %s.", name)
	case errors.Is(err, os.ErrPermission):
		return calendar.Explain(calendar.ErrForbidden, "Check its permissions.", "The file %s may not be read.", name)
	}
	var path *os.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	return calendar.Explain(calendar.ErrInvalid, "Give an iCalendar file.", "The file %s cannot be read: %s.", name, err)
}

func (o *own) Write(name string, text []byte) error {
	file := o.std.path(name)
	var err error
	if info, statErr := os.Stat(file); statErr == nil && !info.Mode().IsRegular() {
		err = os.WriteFile(file, text, 0o666) // a device, a pipe
	} else {
		err = replaceFile(file, text)
	}
	return unwritable(name, err)
}

// unwritable says in words why a file cannot be written; nil where it was.
func unwritable(name string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, os.ErrNotExist):
		return calendar.Explain(calendar.ErrNotFound, "Make the folder first.", "There is no folder for %s.", name)
	case errors.Is(err, os.ErrPermission):
		return calendar.Explain(calendar.ErrForbidden, "Choose another folder.", "The file %s may not be written.", name)
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return calendar.Explain(calendar.ErrFull, "", "There is no room left on the disk; %s was not written.", name)
	}
	return fmt.Errorf("write %s: %w", name, err)
}

// replaceFile writes a new file beside the old one and puts it in its place
// once it is on the disk.
func replaceFile(file string, text []byte) (err error) {
	part := fmt.Sprintf("%s.%d.part", file, os.Getpid())
	f, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(part, file)
	}
	if err != nil {
		return errors.Join(err, os.Remove(part))
	}
	return nil
}

func (o *own) Ask(prompt string) (string, error) {
	return o.remember("ask "+prompt, func() (string, error) {
		if o.std.Ask == nil {
			return "", calendar.Explain(bridge.ErrUsage,
				"Pipe it in with --password-stdin; account add takes --password-command, too.",
				"There is no terminal to ask for the password on.")
		}
		return o.std.Ask(prompt)
	})
}

func (o *own) Passphrase() (string, error) {
	return o.remember("passphrase", func() (string, error) {
		if command := o.std.Getenv("CALENDS_PASSPHRASE_COMMAND"); command != "" {
			return o.output(command)
		}
		if o.std.Ask == nil {
			return "", calendar.Explain(calendar.ErrLocked, "Set CALENDS_PASSPHRASE_COMMAND to a command that prints it.",
				"The file of secrets needs its passphrase.")
		}
		return o.std.Ask("Passphrase of the file of secrets: ")
	})
}

func (o *own) remember(what string, get func() (string, error)) (string, error) {
	if s, ok := o.secrets[what]; ok {
		return s, nil
	}
	s, err := get()
	if err != nil {
		return "", err
	}
	if o.secrets == nil {
		o.secrets = map[string]string{}
	}
	o.secrets[what] = s
	return s, nil
}

// output runs a command line of the user's with the system's shell and
// returns what it prints, its last newline cut.
func (o *own) output(command string) (string, error) {
	shell, flag := "/bin/sh", "-c"
	if runtime.GOOS == "windows" {
		shell, flag = "cmd", "/C"
	}
	cmd := exec.CommandContext(context.Background(), shell, flag, command)
	cmd.Dir, cmd.Stderr = filepath.Clean(o.std.Dir), o.std.Err
	out, err := cmd.Output()
	if err != nil {
		return "", calendar.Explain(calendar.ErrLocked, "Run the command by hand to see what it says.",
			"CALENDS_PASSPHRASE_COMMAND did not work: %s.", err)
	}
	return cutNewline(string(out)), nil
}

// cutNewline cuts one newline off the end.
func cutNewline(s string) string {
	return strings.TrimSuffix(strings.TrimSuffix(s, "\n"), "\r")
}

// password returns the password that is to be kept: from standard input, or
// asked for.
func (l *line) password(ctx context.Context, fromInput bool, prompt string) (string, error) {
	if fromInput {
		text, err := l.desk.Read(ctx, "-")
		if err != nil {
			return "", err
		}
		secret := cutNewline(string(text))
		if secret == "" {
			return "", calendar.Explain(bridge.ErrUsage, "Pipe the password in, as in: pass show calendar | calends …",
				"There was no password on standard input.")
		}
		if bytes.ContainsAny(text[:len(secret)], "\n\r") {
			return "", calendar.Explain(bridge.ErrUsage, "", "The password on standard input has more than one line.")
		}
		return secret, nil
	}
	secret, err := l.desk.Ask(prompt)
	if err == nil && secret == "" {
		err = calendar.Explain(bridge.ErrUsage, "", "The password is empty.")
	}
	return secret, err
}
