package caldav

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"calends/backend/calendar"
)

// What a refusal means for what is on this device.
const (
	// sentAgain is about a text that the server refused.
	sentAgain = "It stays on this device and is sent again with every sync; change it where that never helps."
	// deletedAgain is about a deletion that it refused.
	deletedAgain = "It stays deleted on this device, and every sync asks for it again; calends restore brings it back."
	// askedAgain is about what it did not show.
	askedAgain = "What is on this device stays, changes wait, and every sync asks again. If it lasts, ask whoever runs the server."
	// nothingChanged is about a calendar that could not be made or changed.
	nothingChanged = "Nothing was changed. Ask whoever runs the server, or try another place."
)

// said puts a refusal in a sentence: what the server did not do, why, and what
// becomes of it. What is a sentence already stays as it is, and so does what is
// about the server as a whole: it wants another password, or to be asked later.
func said(err error, hint, what string, args ...any) error {
	var s *StatusError
	if !errors.As(err, &s) || errors.As(err, new(*calendar.Explained)) {
		return err
	}
	for _, other := range []error{calendar.ErrSignIn, calendar.ErrTryLater, calendar.ErrOffline, calendar.ErrPrecondition} {
		if errors.Is(s, other) {
			return err
		}
	}
	return calendar.Explain(err, hint, "The server %s: %s.", fmt.Sprintf(what, args...), s.because())
}

// because is why the server refused: in its own words, or by what it answered.
func (e *StatusError) because() string {
	if e.Reason != "" {
		return e.Reason
	}
	answered := e.answered()
	switch {
	case e.Method == "PROPFIND" || e.Method == "REPORT" || e.Method == http.MethodGet:
	case e.Code == http.StatusInsufficientStorage || e.Condition == "quota-not-exceeded" || e.Condition == "sufficient-disk-space":
		return "it has no room left (" + answered + ")"
	case errors.Is(e, calendar.ErrTooLarge):
		return "that is too large for it (" + answered + ")"
	}
	return "it answered " + answered
}

// answered is the status in numbers and words, and the condition it violates.
func (e *StatusError) answered() string {
	answered := strconv.Itoa(e.Code)
	if text := http.StatusText(e.Code); text != "" {
		answered += " " + text
	}
	if e.Condition != "" {
		answered += ", " + e.Condition
	}
	return answered
}
