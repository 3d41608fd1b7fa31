package command

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"strings"
	"sync"
	"time"
)

// socketName is the socket's name in the profile's folder.
const socketName = "socket"

// patience is how long the other end of a socket may take to say who it is
// and what it wants. Both are programs.
const patience = 10 * time.Second

// Serve carries out, over p, the command lines that other processes of this
// user hand in through the socket in the profile's folder, until stop is
// called. Only who holds the profile's store may call it: a socket that is
// there already was left behind, and is replaced. raise, which may be nil,
// brings the window to the front and shows what the user named.
//
// stop takes no more command lines, waits for those that have begun, and
// removes the socket; call it before the store is closed. It returns sooner
// when ctx, which ends what is running, is done.
func Serve(ctx context.Context, profile string, p Program, raise func(show string)) (stop func(), err error) {
	listener, err := listen(profile)
	if err != nil {
		return nil, fmt.Errorf("open the profile's socket: %w", err)
	}
	s := &server{program: p, raise: raise}
	s.running.Go(func() { s.accept(ctx, listener) })
	return sync.OnceFunc(func() {
		// Unlinked first, and only then closed: who comes later must not find
		// a socket that nobody answers.
		listener.remove()
		listener.Close()
		s.running.Wait()
	}), nil
}

// server carries out command lines for other processes.
type server struct {
	program Program
	raise   func(show string)
	running sync.WaitGroup // the accepting loop and every connection
}

func (s *server) accept(ctx context.Context, listener *socket) {
	for {
		conn, err := listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil { // out of file descriptors, say: it passes
			time.Sleep(10 * time.Millisecond)
			continue
		}
		s.running.Go(func() {
			defer conn.Close()
			if sameUser(conn) == nil {
				s.converse(ctx, conn)
			}
		})
	}
}

// converse serves one connection: one command line, or one raise.
func (s *server) converse(ctx context.Context, conn net.Conn) {
	w := newWire(conn)
	if conn.SetDeadline(time.Now().Add(patience)) != nil {
		return
	}
	if w.send(message{Kind: "hello", Version: protocol, Window: s.raise != nil}) != nil {
		return
	}
	ask, err := w.receive()
	if err != nil || conn.SetDeadline(time.Time{}) != nil {
		return
	}
	// Whatever cannot be sent from here on, the client is gone.
	switch {
	case ask.Kind == "run":
		if w.send(message{Kind: "begun"}) == nil {
			_ = w.send(message{Kind: "exit", Status: s.carryOut(ctx, w, ask)})
		}
	case ask.Kind == "raise" && s.raise != nil:
		if w.send(message{Kind: "begun"}) == nil {
			s.raise(ask.Text)
			_ = w.send(message{Kind: "exit"})
		}
	}
}

// carryOut runs a command line that was handed in. It ends when the client
// goes away.
func (s *server) carryOut(ctx context.Context, w *wire, ask message) int {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	answers := make(chan message, 1)
	s.running.Go(func() { // ends when the connection is closed
		defer close(answers)
		defer cancel()
		for {
			m, err := w.receive()
			if err != nil {
				return
			}
			select {
			case answers <- m:
			case <-ctx.Done():
				return
			}
		}
	})
	// A question must not keep a program that ends.
	defer context.AfterFunc(ctx, func() { _ = w.conn.SetReadDeadline(time.Now()) })()
	l := &line{
		program: s.program, desk: &far{wire: w, answers: answers}, args: append([]string{}, ask.Args...), zone: ask.Zone,
		bold: ask.Bold,
		std: Std{In: strings.NewReader(""), Out: stream{w, "out"}, Err: stream{w, "err"}, Terminal: ask.Terminal,
			Getenv: func(string) string { return "" }, Now: time.Now},
	}
	return l.run(ctx)
}

// socket is a listener on a profile's socket.
type socket struct {
	*net.UnixListener
	file string
}

// listen opens the profile's socket, which only its owner may open.
func listen(profile string) (*socket, error) {
	file, release, err := reachable(profile)
	if err != nil {
		return nil, err
	}
	defer release()
	if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: file, Net: "unix"})
	if err != nil {
		return nil, err
	}
	l.SetUnlinkOnClose(false)
	s := &socket{l, socketFile(profile)}
	if err := os.Chmod(s.file, 0o600); err != nil {
		s.remove()
		return nil, errors.Join(err, l.Close())
	}
	return s, nil
}

// remove removes the socket's file. One that is left behind does no harm: the
// next holder replaces it.
func (s *socket) remove() { _ = os.Remove(s.file) }
