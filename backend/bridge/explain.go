package bridge

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"syscall"

	"calends/backend/calendar"
)

// code is what one sentinel is called on the wire, and what a person is told
// to do next where the error itself does not say.
type code struct {
	err  error
	word string
	hint string
}

// codes maps errors to stable words, the most specific first. The test feeds
// it every exported error of package calendar.
var codes = []code{
	{calendar.ErrStale, "stale", "Look at the event again and repeat the change."},
	{calendar.ErrNothingToUndo, "nothing_to_undo", "`calends history` shows what changed."},
	{ErrUnsent, "unsent", "Use --discard to drop them, or --save FILE.ics to keep a copy first."},
	{ErrUsage, "usage", "Ask the command for its --help."},
	{calendar.ErrReadOnly, "read_only", "Choose another calendar."},
	{calendar.ErrAmbiguous, "ambiguous", "Use the id, or ACCOUNT/NAME."},
	{calendar.ErrExists, "exists", "Choose another name."},
	{calendar.ErrBusy, "busy", "Close the other program, or wait a moment."},
	{calendar.ErrLocked, "locked", "Unlock it and try again."},
	{calendar.ErrNoSecret, "no_secret", "Enter the password again."},
	{calendar.ErrNoKeyring, "no_keyring", "Keep the password for this run only, or in a file sealed with a passphrase."},
	{calendar.ErrPlain, "plain", "Use an https address, or allow it explicitly."},
	{calendar.ErrForeignHost, "foreign_host", "If you trust that host, connect to it directly."},
	{calendar.ErrCertificate, "certificate", "Check the address and the computer's clock; ask whoever runs the server."},
	{calendar.ErrSignIn, "sign_in", "Check the user name and enter the password again; some servers want an app-specific password."},
	{calendar.ErrTryLater, "try_later", "It is tried again by itself."},
	{calendar.ErrFull, "disk_full", "Free some space and try again."},
	{syscall.ENOSPC, "disk_full", "Free some space and try again."},
	{syscall.EDQUOT, "disk_full", "Free some space and try again."},
	{calendar.ErrTooLarge, "too_large", "Give it in smaller parts."},
	{calendar.ErrNoDisplay, "no_display", "Every command but `calends`, `open` and `demo` works without one."},
	{calendar.ErrNoServer, "no_server", "Check the address, or ask for the CalDAV address of the server."},
	{calendar.ErrEmptied, "emptied", "Nothing was removed here; look at the calendar on the server."},
	{calendar.ErrPrecondition, "precondition", "Synchronize again."},
	{calendar.ErrGone, "gone", "Synchronize again."},
	{calendar.ErrTaken, "gone", "Synchronize again."}, // and lost it since
	{calendar.ErrForbidden, "forbidden", "Ask whoever it belongs to, or choose another place."},
	{calendar.ErrProtocol, "protocol", "What is on this device stays, and every sync asks again. If it lasts, ask whoever runs the server."},
	{calendar.ErrOffline, "offline", "Changes are kept and sent when it answers again."},
	{calendar.ErrNotFound, "not_found", "Check how it is spelled."},
	{calendar.ErrInvalid, "invalid", "Correct it and try again."},
	{context.DeadlineExceeded, "offline", "The server took too long; it is tried again by itself."},
	{context.Canceled, "cancelled", "Start it again; what was done so far is kept."},
	{calendar.ErrDoubtful, "doubtful", "The next sync looks before it sends anything again."},
}

var (
	// ErrUnsent: the account holds edits that its server has not seen.
	ErrUnsent = errors.New("some edits have not been sent yet")
	// ErrUsage: the request makes no sense as it was made.
	ErrUsage = errors.New("wrong usage")
)

// Explain turns any error into a stable code, a sentence for people and a
// hint. An error it does not know is "internal"; nil has no code.
func Explain(err error) Fault {
	if err == nil {
		return Fault{}
	}
	f := Fault{Code: "internal", Message: err.Error(), Hint: atALoss}
	for _, c := range codes {
		if errors.Is(err, c.err) {
			f.Code, f.Hint, f.Message = c.word, c.hint, sentence(err, c.err)
			break
		}
	}
	var e *calendar.Explained
	if errors.As(err, &e) {
		f.Message, f.Field = e.Message, e.Field
		if e.Hint != "" {
			f.Hint = e.Hint
		}
	}
	return f
}

// atALoss is what to do about an error that nobody foresaw.
const atALoss = "Try again; if it stays, `calends log --export FILE` makes something to ask about it with."

// Hint is what to do next about a fault of which only the code is known.
func Hint(word string) string {
	for _, c := range codes {
		if c.word == word {
			return c.hint
		}
	}
	return atALoss
}

// whole are the errors that are about a server or a password as a whole: what
// was being done when they came says nothing to a person.
var whole = []error{calendar.ErrSignIn, calendar.ErrOffline, calendar.ErrTryLater, calendar.ErrProtocol,
	calendar.ErrEmptied, calendar.ErrCertificate, calendar.ErrLocked, calendar.ErrNoSecret, calendar.ErrNoKeyring}

// sentence is what a person reads of an error: from where it says which error
// it is. Others keep the account of what was being done, and with what.
func sentence(err, which error) string {
	text := err.Error()
	if !slices.Contains(whole, which) {
		return text
	}
	if i := strings.Index(text, which.Error()); i >= 0 {
		return text[i:]
	}
	return which.Error()
}

// Format is the text that an error crosses into the window as: the JSON of a
// Fault, because the window's runtime makes a JavaScript Error of a string.
func Format(err error) string {
	b, jsonErr := json.Marshal(Explain(err))
	if jsonErr != nil {
		return `{"code":"internal","message":"` + "unprintable error" + `"}`
	}
	return string(b)
}
