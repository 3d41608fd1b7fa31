package command

import (
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"net"
	"sync"

	"calends/backend/bridge"
	"calends/backend/calendar"
)

// protocol is the version of what is spoken over the socket. Both ends are of
// one program; it grows when they could misunderstand each other.
const protocol = 1

// message is what is said over the socket, in gob, which keeps file names that
// are no UTF-8 as they are. The holder speaks first:
//
//	holder → hello   Version, Window: it has a window to raise
//	client → run     Args, Zone, Terminal, Bold: carry out this command line
//	       | raise   Text: raise the window and show this
//	holder → begun   from here on the client must not try elsewhere
//	holder → out     Data for standard output; err: for standard error
//	holder → read    Text names a file; write: with Data; ask: is a prompt; passphrase
//	client → answer  Data or Text, or Fault
//	holder → exit    Status; the last word
type message struct {
	Kind     string
	Version  int
	Window   bool
	Args     []string
	Zone     string
	Terminal bool
	Bold     bool
	Text     string
	Data     []byte
	Status   int
	Fault    *bridge.Fault
}

// wire sends and receives messages. Sending is safe from several goroutines,
// receiving belongs to one.
type wire struct {
	conn net.Conn
	mu   sync.Mutex
	enc  *gob.Encoder
	dec  *gob.Decoder
}

func newWire(conn net.Conn) *wire {
	return &wire{conn: conn, enc: gob.NewEncoder(conn), dec: gob.NewDecoder(conn)}
}

func (w *wire) send(m message) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.enc.Encode(m)
}

func (w *wire) receive() (message, error) {
	var m message
	err := w.dec.Decode(&m)
	return m, err
}

// stream is standard output or error of a command line that was handed over.
type stream struct {
	wire *wire
	kind string
}

func (s stream) Write(p []byte) (int, error) {
	if err := s.wire.send(message{Kind: s.kind, Data: p}); err != nil {
		return 0, err
	}
	return len(p), nil
}

// far is the desk of a command line that was handed over: it asks the client.
type far struct {
	wire *wire
	// answers are the client's; closed when it has gone.
	answers <-chan message
}

var errGone = errors.New("whoever typed the command has gone")

func (f *far) call(m message) (message, error) {
	if err := f.wire.send(m); err != nil {
		return message{}, fmt.Errorf("%w: %w", errGone, err)
	}
	answer, ok := <-f.answers
	switch {
	case !ok:
		return message{}, errGone
	case answer.Fault != nil:
		return message{}, faultError(*answer.Fault)
	}
	return answer, nil
}

func (f *far) Read(_ context.Context, name string) ([]byte, error) {
	answer, err := f.call(message{Kind: "read", Text: name})
	return answer.Data, err
}

func (f *far) Write(name string, text []byte) error {
	_, err := f.call(message{Kind: "write", Text: name, Data: text})
	return err
}

func (f *far) Ask(prompt string) (string, error) {
	answer, err := f.call(message{Kind: "ask", Text: prompt})
	return answer.Text, err
}

func (f *far) Passphrase() (string, error) {
	answer, err := f.call(message{Kind: "passphrase"})
	return answer.Text, err
}

// faultError makes an error of what another process said of one: same code,
// same sentence.
func faultError(f bridge.Fault) error {
	for _, err := range []error{bridge.ErrUsage, calendar.ErrNotFound, calendar.ErrForbidden, calendar.ErrInvalid,
		calendar.ErrTooLarge, calendar.ErrLocked} {
		if bridge.Explain(err).Code == f.Code {
			return calendar.Explain(err, f.Hint, "%s", f.Message)
		}
	}
	return calendar.Explain(errors.New(f.Code), f.Hint, "%s", f.Message)
}
