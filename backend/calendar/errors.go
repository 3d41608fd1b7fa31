package calendar

import (
	"errors"
	"fmt"
)

// Errors that cross from one room to another. Whoever returns one wraps it
// with what was being done; whoever acts on one asks errors.Is.
var (
	// ErrStale: the object moved on since it was read; read it and try again.
	ErrStale = errors.New("the event has changed meanwhile")
	// ErrPrecondition: the server holds another version than the one named.
	ErrPrecondition = errors.New("the server holds another version")
	// ErrGone: the resource is no longer on the server.
	ErrGone = errors.New("no longer on the server")
	// ErrTaken: the server took what was sent, whatever became of it since.
	ErrTaken = errors.New("the server took it")
	// ErrDoubtful: no answer told whether the server took what was sent, nor did
	// asking for it. It stands beside the error that says why.
	ErrDoubtful = errors.New("nobody knows whether the server took it")
	// ErrForbidden: the server does not allow it. It is not about the password.
	ErrForbidden = errors.New("the server does not allow it")
	// ErrSignIn: the server wants another password.
	ErrSignIn = errors.New("the server did not accept the user name and password")
	// ErrOffline: the server could not be reached.
	ErrOffline = errors.New("the server cannot be reached")
	// ErrNotFound: there is no such thing on this device.
	ErrNotFound = errors.New("not found")
	// ErrInvalid: what was given cannot be used as it is.
	ErrInvalid = errors.New("not valid")
	// ErrReadOnly: the calendar may be read only.
	ErrReadOnly = errors.New("the calendar is read-only")
	// ErrEmptied: the server shows an empty calendar where there was something.
	ErrEmptied = errors.New("the server shows an empty calendar")
	// ErrAmbiguous: the name fits several things.
	ErrAmbiguous = errors.New("several things have that name")
	// ErrExists: the name is taken.
	ErrExists = errors.New("it exists already")
	// ErrBusy: another process holds the profile.
	ErrBusy = errors.New("another process is using this profile")
	// ErrLocked: the keyring is locked, or a passphrase is needed.
	ErrLocked = errors.New("the keyring is locked")
	// ErrNoSecret: no password is stored for the account.
	ErrNoSecret = errors.New("no password is stored")
	// ErrNoKeyring: this computer has no keyring that answers.
	ErrNoKeyring = errors.New("no keyring answers on this computer")
	// ErrNoServer: no calendar server was found at the address.
	ErrNoServer = errors.New("no calendar server was found")
	// ErrCertificate: the server's certificate does not fit.
	ErrCertificate = errors.New("the server's certificate does not fit")
	// ErrPlain: a password would have gone over an unencrypted connection.
	ErrPlain = errors.New("the connection is not encrypted")
	// ErrFull: the disk, or the user's share of it, has no room left.
	ErrFull = errors.New("there is no room left on the disk")
	// ErrTooLarge: something is larger than can be accepted.
	ErrTooLarge = errors.New("too large")
	// ErrProtocol: the server answered something that makes no sense.
	ErrProtocol = errors.New("the server's answer makes no sense")
	// ErrForeignHost: the server pointed to a host the password was not given for.
	ErrForeignHost = errors.New("the server points to another host")
	// ErrTryLater: the server asked to be left alone for a while.
	ErrTryLater = errors.New("the server asks to try again later")
	// ErrNoDisplay: there is no display to open a window on.
	ErrNoDisplay = errors.New("there is no display")
	// ErrNothingToUndo: there is nothing to undo or redo.
	ErrNothingToUndo = errors.New("nothing to undo")
)

// Explained is an error in a person's words: what happened, and what to do
// next. Err says which error it is to errors.Is.
type Explained struct {
	Message string
	Hint    string // may be ""
	Field   string // the input it is about; may be ""
	Err     error
}

func (e *Explained) Error() string { return e.Message }

// Unwrap returns the error it explains.
func (e *Explained) Unwrap() error { return e.Err }

// Explain wraps err in a sentence for people and a hint on what to do next.
func Explain(err error, hint, format string, args ...any) error {
	return &Explained{Message: fmt.Sprintf(format, args...), Hint: hint, Err: err}
}
