package command

import (
	"context"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"sync"
	"time"

	"calends/backend/bridge"
	"calends/backend/calendar"
)

// socketFile returns the name of a profile's socket.
func socketFile(profile string) string { return filepath.Join(profile, socketName) }

// errNobody says that nobody took the command line: no socket, nobody behind
// it, or somebody who was just leaving. Nothing has been done.
var errNobody = errors.New("nobody serves the profile")

// errWait says that somebody else has the profile for now. Nothing has been
// done.
var errWait = errors.New("somebody else has the profile for now")

// hold carries out do with the profile's program: in this process where the
// profile is free, else by handing the whole command line to the process that
// holds it. Whatever do needs of the user is to be read before.
func (l *line) hold(ctx context.Context, do func(context.Context, Program) error) error {
	if l.program != nil {
		return do(bridge.WithPerson(ctx, l.person()), l.program)
	}
	profile, err := l.profile()
	if err != nil {
		return err
	}
	if err := makeProfile(profile); err != nil {
		return err
	}
	return l.takeTurns(ctx, func() error {
		status, err := l.handOver(ctx, profile)
		if err == nil {
			return handedOver(status)
		}
		if !errors.Is(err, errNobody) {
			return err
		}
		p, closeAll, err := l.host.Open(ctx, profile)
		if errors.Is(err, calendar.ErrBusy) {
			return errWait
		}
		if err != nil {
			return err
		}
		// Without a socket others wait for this command to end.
		stop, serveErr := Serve(ctx, profile, p, nil)
		err = do(bridge.WithPerson(ctx, l.person()), p)
		if serveErr == nil {
			stop()
		}
		return errors.Join(err, closeAll())
	})
}

// person is who typed the command. He is asked where he sits, whichever
// process carries it out.
func (l *line) person() bridge.Person {
	return bridge.Person{Passphrase: l.desk.Passphrase, Waits: l.waits()}
}

// waits says once that the system's keyring waits for its user: nobody else
// would know why nothing happens.
func (l *line) waits() func(waiting bool) {
	var once sync.Once
	return func(waiting bool) {
		if waiting && !l.quiet {
			once.Do(func() {
				l.remark("waiting", trouble{Fault: bridge.Fault{Code: "locked",
					Message: "The system's keyring is locked, or does not answer; waiting for it.",
					Hint:    "Answer its prompt, or unlock it where it shows one; Ctrl+C ends the wait."}})
			})
		}
	}
}

// takeTurns tries until somebody is found who holds the profile, or it can be
// held here: between two holders there is a moment with neither.
func (l *line) takeTurns(ctx context.Context, try func() error) error {
	const pause = 25 * time.Millisecond
	for end := time.Now().Add(patience); ; {
		err := try()
		if !errors.Is(err, errWait) {
			return err
		}
		if time.Now().After(end) {
			return calendar.Explain(calendar.ErrBusy, "Close the other program, or wait for it to end.",
				"Another program is using this profile and does not answer.")
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
}

// handOver gives the command line to the process that holds the profile, and
// returns the exit status it ended with.
func (l *line) handOver(ctx context.Context, profile string) (int, error) {
	name := l.home()
	return l.visit(ctx, profile, func(hello message) (message, error) {
		return message{Kind: "run", Args: l.args, Zone: name, Terminal: l.std.Terminal, Bold: l.bold}, nil
	})
}

// visit opens a conversation with the process that holds the profile and
// makes the request that follows from its greeting.
func (l *line) visit(ctx context.Context, profile string, request func(hello message) (message, error)) (status int, err error) {
	defer func() {
		if err != nil && ctx.Err() != nil {
			err = ctx.Err()
		}
	}()
	conn, err := dial(ctx, profile)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	w := newWire(conn)
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		return 0, errNobody
	}
	hello, err := w.receive()
	if err != nil {
		return 0, nobody(err)
	}
	if hello.Version != protocol {
		return 0, calendar.Explain(calendar.ErrBusy, "Close it first.", "Another version of Calends is using this profile.")
	}
	ask, err := request(hello)
	if err != nil {
		return 0, err
	}
	if err := w.send(ask); err != nil {
		return 0, nobody(err)
	}
	if _, err := w.receive(); err != nil { // begun
		return 0, nobody(err)
	}
	if err := conn.SetDeadline(time.Time{}); err != nil {
		return 0, err
	}
	return l.attend(ctx, w)
}

// nobody tells why the holder did not begin: it left, or it hangs.
func nobody(err error) error {
	var slow net.Error
	if errors.As(err, &slow) && slow.Timeout() {
		return calendar.Explain(errHangs, "Close it, or end it, and try again.",
			"The program that uses this profile does not answer.")
	}
	return errNobody
}

var errHangs = errors.New("the holder of the profile hangs")

// dial finds the process that holds the profile.
func dial(ctx context.Context, profile string) (net.Conn, error) {
	file, release, err := reachable(profile)
	if err != nil {
		return nil, err
	}
	defer release()
	var d net.Dialer
	conn, err := d.DialContext(ctx, "unix", file)
	if err != nil {
		return nil, errNobody
	}
	if err := sameUser(conn); err != nil {
		conn.Close()
		return nil, calendar.Explain(calendar.ErrForbidden, "Use a profile of your own.",
			"Another user's program is using this profile.")
	}
	return conn, nil
}

// attend passes on what the holder writes, and gives it what it asks for,
// until it is through.
func (l *line) attend(ctx context.Context, w *wire) (int, error) {
	for {
		m, err := w.receive()
		if err != nil {
			return 0, calendar.Explain(fmt.Errorf("attend: %w", err), "calends history shows what was done.",
				"The program that carried out the command ended before it was through.")
		}
		switch m.Kind {
		case "out":
			_, err = l.std.Out.Write(m.Data)
		case "err":
			_, err = l.std.Err.Write(m.Data)
		case "exit":
			return m.Status, nil
		default:
			err = w.send(l.serve(ctx, m))
		}
		if err != nil {
			return 0, fmt.Errorf("attend to the command: %w", err)
		}
	}
}

// serve answers a question of the holder's.
func (l *line) serve(ctx context.Context, m message) message {
	answer := message{Kind: "answer"}
	var err error
	switch m.Kind {
	case "read":
		answer.Data, err = l.desk.Read(ctx, m.Text)
	case "write":
		err = l.desk.Write(m.Text, m.Data)
	case "ask":
		answer.Text, err = l.desk.Ask(m.Text)
	case "passphrase":
		answer.Text, err = l.desk.Passphrase()
	default:
		err = calendar.Explain(calendar.ErrInvalid, "", "An unknown question: %q.", m.Kind)
	}
	if err != nil {
		f := bridge.Explain(err)
		answer.Fault = &f
	}
	return answer
}
