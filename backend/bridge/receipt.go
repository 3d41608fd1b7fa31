package bridge

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"calends/backend/agenda"
	"calends/backend/calendar"
	"calends/backend/syncer"
)

// The states of what the user wrote of an event, as a receipt tells them.
const (
	receiptNone     = "none"     // nothing of it was sent from here: it is as the server had it
	receiptWaiting  = "waiting"  // it is not sent yet
	receiptHeld     = "held"     // it is held back until the user decides
	receiptRefused  = "refused"  // it was tried, and the server did not take it
	receiptDoubtful = "doubtful" // it was sent, and nobody knows whether it arrived
	receiptUnread   = "unread"   // the server took it, and was not seen to hold it since
	receiptTaken    = "taken"    // it was read back as it was sent
	receiptChanged  = "changed"  // it was read back, and is not what was sent
	receiptMerged   = "merged"   // it was merged with what the server had; that stands there now
	receiptAside    = "aside"    // the server's stands, and what was written was set aside
)

// Receipt is what became of what the user last wrote of an event.
type Receipt struct {
	State   string `json:"state"`
	Message string `json:"message"` // that state, in a sentence for people
	Hint    string `json:"hint"`    // what to do about it; "" where nothing is to be done
	At      string `json:"at"`      // when it was tried or sent, RFC 3339; "" where it was not
	Code    string `json:"code"`    // of the error, where it was tried in vain
	// Fields are what the server changed or dropped of what it was sent last,
	// before as it was sent. Where an edit waits that is of the one before.
	Fields []FieldRow `json:"fields"`
}

// Receipt tells what became of what the user last wrote of an event: whether it
// was sent, what the server said, and what it made of it.
func (p *Program) Receipt(ctx context.Context, uid, ref string) (Receipt, error) {
	s, err := p.shelf(ctx)
	if err != nil {
		return Receipt{}, err
	}
	o, err := p.find(ctx, s, uid, ref)
	switch {
	case err != nil:
		return Receipt{}, err
	case s.byID(o.Collection).Account == calendar.LocalAccount:
		return Receipt{}, calendar.Explain(calendar.ErrNotFound, "Move it to an account's calendar to have it on a server.", "there is no receipt: the event is on this computer only")
	}
	return p.receipt(ctx, o)
}

// receipt says how an object stands to its server.
func (p *Program) receipt(ctx context.Context, o calendar.Object) (Receipt, error) {
	changes, err := p.Store.History(ctx, calendar.HistoryQuery{Object: o.ID})
	if err != nil {
		return Receipt{}, err
	}
	r := p.lastSent(o, changes)
	if o.State() == calendar.Unchanged {
		return r, nil
	}
	waits := Receipt{State: receiptWaiting, Message: "It is not sent yet.", Hint: "`calends sync` sends it.", Fields: r.Fields}
	if held, err := p.isHeld(ctx, o); held || err != nil {
		waits.State, waits.Message = receiptHeld, "It is held back, and is not sent until you decide."
		waits.Hint = "`calends sync --push-back` its calendar sends it, `--accept` follows the server."
		return waits, err
	}
	a, err := p.Store.Attempt(ctx, o.ID)
	if errors.Is(err, calendar.ErrNotFound) {
		return waits, nil
	}
	if err != nil || len(changes) > 0 && changes[0].Sync == "" && changes[0].At.After(a.At) { // written since
		return waits, err
	}
	return p.refused(a, waits), nil
}

// isHeld reports whether something about an object is held back.
func (p *Program) isHeld(ctx context.Context, o calendar.Object) (bool, error) {
	about, err := p.Store.Held(ctx, o.Collection)
	return slices.ContainsFunc(about, func(h calendar.HeldObject) bool { return h.Object == o.ID }), err
}

// refused is the receipt of what was tried in vain.
func (p *Program) refused(a calendar.Attempt, r Receipt) Receipt {
	at := a.At.In(p.Local())
	r.State, r.At, r.Code, r.Hint = receiptRefused, at.Format(time.RFC3339), a.Code, a.Hint
	r.Message = fmt.Sprintf("It is not on the server: it was tried at %s. %s", at.Format("15:04"), capital(a.Message))
	if a.Doubtful {
		r.State, r.Hint = receiptDoubtful, "The next sync asks what it holds before anything is sent again."
		r.Message = fmt.Sprintf("It was sent at %s, and nobody knows whether the server took it. %s", at.Format("15:04"), capital(a.Message))
	}
	return r
}

// refusal says why an edit of an object is not on its server although that was
// tried; "" where it is, or was not tried.
func (p *Program) refusal(ctx context.Context, o calendar.Object) (string, error) {
	r, err := p.receipt(ctx, o)
	if r.State != receiptRefused && r.State != receiptDoubtful {
		return "", err
	}
	return r.Message, err
}

// lastSent finds in the ledger, newest first, how the text that the server holds
// came about: as its own, or as what it made of one that it was sent.
func (p *Program) lastSent(o calendar.Object, changes []calendar.Change) Receipt {
	none := Receipt{State: receiptNone, Message: "Nothing of it was sent from here: it is as the server had it.", Fields: []FieldRow{}}
	if o.Base == nil {
		return none
	}
	i := slices.IndexFunc(changes, func(c calendar.Change) bool { return bytes.Equal(c.After, o.Base.Body) })
	if i < 0 {
		return none
	}
	c, r := changes[i], Receipt{State: receiptTaken, Fields: []FieldRow{}}
	if c.Sync != "" {
		r.At = c.At.In(p.Local()).Format(time.RFC3339)
	}
	switch {
	case c.SetAside:
		r.State, r.Message = receiptAside, "The server's stands, and what you wrote was set aside."
		r.Hint = "`calends conflicts` shows both as long as it waits for your decision."
	case c.Origin == calendar.Server:
		return none
	case o.Base.ETag == "":
		r.State, r.Message, r.Hint = receiptUnread, "The server took it, and has not shown it since.", "The next sync asks for it."
	case c.Origin == calendar.Merge:
		r.State, r.Message = receiptMerged, "What you wrote was merged with what the server had, and the server holds the result."
	case c.Origin == calendar.Me && c.Sync != "":
		return rewritten(c, r)
	case c.Origin == calendar.Undo && c.Decided == "": // perhaps of what was never sent
		r.Message = "It was taken back here, and the server holds it as it is now."
	default:
		r.Message = "The server took it as it was; it was read back."
	}
	return r
}

// rewritten is the receipt of what the server wrote down in its own way.
func rewritten(c calendar.Change, r Receipt) Receipt {
	for _, f := range agenda.Receipt(c.Before, c.After) {
		r.Fields = append(r.Fields, FieldRow{Name: f.Name, Before: f.Before, After: f.After})
	}
	r.Message = "The server took it and wrote it down in its own way; nothing of it is missing."
	if len(r.Fields) > 0 {
		r.State, r.Message = receiptChanged, "The server took it, and changed this of what it was sent."
	}
	return r
}

// capital is a sentence, with its capital and its full stop.
func capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	text = string(unicode.ToUpper(first)) + text[size:]
	if !strings.HasSuffix(text, ".") {
		text += "."
	}
	return text
}

// noteAttempts keeps what a sync could not send, and why.
func (p *Program) noteAttempts(ctx context.Context, r syncer.Report) {
	for _, c := range r.Collections {
		var list []calendar.Attempt
		for _, f := range append(c.Failed[:len(c.Failed):len(c.Failed)], c.Unsent...) {
			e := Explain(f.Err)
			stopped := errors.Is(f.Err, calendar.ErrOffline) || errors.Is(f.Err, context.Canceled) || errors.Is(f.Err, context.DeadlineExceeded)
			list = append(list, calendar.Attempt{Href: f.Href, At: r.Ended, Code: e.Code, Message: e.Message, Hint: e.Hint,
				Doubtful: stopped || errors.Is(f.Err, calendar.ErrDoubtful)})
		}
		// One that fails is tried again by the next sync, and says so again; the
		// calendar may have been removed meanwhile.
		_ = p.Store.NoteAttempts(context.WithoutCancel(ctx), c.ID, list, r.Err == nil && c.Err == nil)
	}
}

// Receipt tells what became of what the user last wrote of an object.
func (e *Events) Receipt(object string) (out Receipt, err error) {
	defer settle(&err)
	p, ctx := e.life.Program(), e.life.Context()
	o, err := p.Store.Object(ctx, calendar.ObjectID(object))
	if errors.Is(err, calendar.ErrNotFound) {
		return Receipt{State: receiptNone, Fields: []FieldRow{}}, nil
	}
	if err != nil {
		return out, err
	}
	return p.receipt(ctx, o)
}
