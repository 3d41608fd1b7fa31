package caldav

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"calends/backend/calendar"
)

// vain is one address that was asked in vain.
type vain struct {
	place string
	err   error
}

// host is whom it was asked of.
func (v vain) host() string {
	if u, err := url.Parse(v.place); err == nil && u.Host != "" {
		return u.Host
	}
	return redact(v.place)
}

// outcome is the failure that says most, in a sentence. A server in trouble is
// not told from a wrong address by saying "check the address".
func outcome(address string, known *provider, failures []vain) error {
	for _, kind := range []error{calendar.ErrSignIn, calendar.ErrCertificate, calendar.ErrForeignHost, calendar.ErrPlain,
		calendar.ErrTryLater, calendar.ErrOffline} {
		for _, f := range failures {
			if !errors.Is(f.err, kind) {
				continue
			}
			if kind == calendar.ErrOffline && !all(failures, kind) {
				continue // another address of the same server answered
			}
			return f.whole(kind, known)
		}
	}
	for _, tell := range []func(vain) error{vain.trouble, vain.stranger} {
		for _, f := range failures {
			if err := tell(f); err != nil {
				return err
			}
		}
	}
	return f404(address, failures)
}

// f404 is the outcome where nothing that answered is a calendar server.
func f404(address string, failures []vain) error {
	return &calendar.Explained{Field: "address", Err: noServer(failures...), Hint: checkAddress,
		Message: fmt.Sprintf("No calendar server was found at %s.", redact(address))}
}

const (
	checkAddress = "Check the address. The provider's help names it under “CalDAV”."
	tryLater     = "Try again later; if it lasts, ask whoever runs the server."
)

// noServer is ErrNoServer with the accounts of what was tried, of which none is
// the error's kind: a 507 on the way is not about the size of anything here.
func noServer(failures ...vain) error {
	err := calendar.ErrNoServer
	for _, f := range failures {
		err = fmt.Errorf("%w; %v", err, f.err)
	}
	return err
}

func all(failures []vain, kind error) bool {
	for _, f := range failures {
		if !errors.Is(f.err, kind) {
			return false
		}
	}
	return true
}

// whole is the outcome for what is about the server as a whole.
func (v vain) whole(kind error, known *provider) error {
	e := &calendar.Explained{Field: "address", Err: v.err}
	var told *calendar.Explained
	switch {
	case kind == calendar.ErrSignIn:
		e.Message, e.Field = "The server did not accept the user name and password.", "password"
		e.Hint = "Check both; some providers want a password made for this program."
		if known != nil && known.hint != "" {
			e.Hint = known.hint
		}
	case errors.As(v.err, &told):
		e.Message, e.Hint = told.Message, told.Hint
		if kind == calendar.ErrOffline {
			e.Hint = cmp.Or(e.Hint, "Check the address and the network.")
		}
	case kind == calendar.ErrTryLater:
		e.Message, e.Hint = fmt.Sprintf("%s asks to be left alone for now.", v.host()), tryLater
		var s *StatusError
		if errors.As(v.err, &s) {
			e.Message = fmt.Sprintf("%s asks to be left alone for now: it answered %s.", v.host(), s.answered())
			if s.RetryAfter > 0 {
				e.Hint = "Try again in " + minutes(s.RetryAfter) + "."
			}
		}
	default:
		return v.err
	}
	return e
}

// minutes is a time to wait, in words.
func minutes(d time.Duration) string {
	switch n := int((d + time.Minute - 1) / time.Minute); n {
	case 0, 1:
		return "a minute"
	default:
		return fmt.Sprintf("%d minutes", n)
	}
}

// trouble is the outcome where a calendar server may well be at the address, and
// cannot answer as one now; nil where it is not that.
func (v vain) trouble() error {
	e := &calendar.Explained{Hint: tryLater, Field: "address", Err: fmt.Errorf("%w: %v", calendar.ErrProtocol, v.err)}
	var s *StatusError
	switch {
	case errors.As(v.err, &s) && s.Code >= http.StatusInternalServerError && s.Code != http.StatusNotImplemented:
		e.Message = fmt.Sprintf("%s has a problem of its own: it answered %s.", v.host(), s.answered())
	case errors.Is(v.err, errTornOff):
		e.Message = fmt.Sprintf("The answer of %s breaks off in the middle.", v.host())
	case errors.Is(v.err, errListsNothing):
		e.Message = fmt.Sprintf("%s answers as a calendar server does, but lists nothing, not even itself.", v.host())
	default:
		return nil
	}
	return e
}

// stranger is the outcome where something else may be at the address; nil where
// it says nothing about that.
func (v vain) stranger() error {
	e := &calendar.Explained{Hint: checkAddress, Field: "address", Err: noServer(v)}
	var s *StatusError
	var told *calendar.Explained
	switch {
	case errors.As(v.err, &s) && s.Code == http.StatusForbidden:
		e.Message = fmt.Sprintf("%s does not let that address be asked for calendars: it answered %s.", v.host(), s.answered())
	case errors.Is(v.err, errEmpty):
		e.Message = fmt.Sprintf("%s gave an empty answer, not a calendar server's.", v.host())
	case s == nil && errors.Is(v.err, calendar.ErrProtocol) && errors.As(v.err, &told):
		e.Message = told.Message
	default:
		return nil
	}
	return e
}
