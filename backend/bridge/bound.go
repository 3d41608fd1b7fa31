package bridge

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"calends/backend/calendar"
)

// Life is what the bound structs share: the program, and the context of the
// window's life. Wails gives its calls no context, so this is the one place
// in the house that stores one.
type Life struct {
	Program func() *Program
	Context func() context.Context
}

// Bound lists the structs whose methods the window may call.
func Bound(l Life) []any {
	return []any{&Accounts{l}, &Calendars{l}, &Events{l}, &Sync{l}, &Conflicts{l}, &Settings{l}}
}

// Accounts is what the window may do with accounts.
type Accounts struct{ life Life }

// Calendars is what the window may do with calendars.
type Calendars struct{ life Life }

// Events is what the window may do with events.
type Events struct{ life Life }

// Sync is what the window may ask of synchronization.
type Sync struct{ life Life }

// Settings is what the window remembers.
type Settings struct{ life Life }

// List lists the accounts that have a server, and how they are.
func (a *Accounts) List() (out []AccountInfo, err error) {
	defer settle(&err)
	return a.life.Program().accountInfos(a.life.Context())
}

// Add signs in to a server.
func (a *Accounts) Add(ask AddAccount) (out AccountAdded, err error) {
	defer settle(&err)
	p, ctx := a.life.Program(), a.life.Context()
	r, err := p.AddAccount(ctx, ask)
	if err != nil {
		return AccountAdded{}, err
	}
	out = AccountAdded{Name: r.Name, Calendars: []CalendarInfo{}, Notes: r.Notes}
	for _, c := range r.Calendars {
		out.Calendars = append(out.Calendars, CalendarInfo{ID: c.ID, Account: c.Account, Name: c.Name, Color: c.Color,
			Href: c.Href, Writable: c.Writable, Components: c.Components, Objects: c.Objects, Hidden: c.Hidden})
	}
	return out, nil
}

// SetPassword replaces an account's password in place.
func (a *Accounts) SetPassword(name, password string) (err error) {
	defer settle(&err)
	_, err = a.life.Program().SetPassword(a.life.Context(), name, password)
	return err
}

// Unlock opens the file of passwords with a passphrase.
func (a *Accounts) Unlock(name, passphrase string) (err error) {
	defer settle(&err)
	return a.life.Program().Unlock(a.life.Context(), name, passphrase)
}

// Remove forgets an account; unsent edits only with discard.
func (a *Accounts) Remove(name string, discard bool) (err error) {
	defer settle(&err)
	_, err = a.life.Program().RemoveAccount(a.life.Context(), name, Removal{Discard: discard})
	return err
}

// List lists every calendar.
func (c *Calendars) List() (out []CalendarInfo, err error) {
	defer settle(&err)
	return c.life.Program().calendarInfos(c.life.Context())
}

// Create makes a calendar.
func (c *Calendars) Create(name, account, color string) (out CalendarInfo, err error) {
	defer settle(&err)
	p, ctx := c.life.Program(), c.life.Context()
	row, err := p.CreateCalendar(ctx, name, account, color)
	if err != nil {
		return CalendarInfo{}, err
	}
	return p.calendarInfo(ctx, row.ID)
}

// Rename gives a calendar another name.
func (c *Calendars) Rename(id, name string) (err error) {
	defer settle(&err)
	_, err = c.life.Program().RenameCalendar(c.life.Context(), id, name)
	return err
}

// Recolor gives a calendar another colour.
func (c *Calendars) Recolor(id, color string) (err error) {
	defer settle(&err)
	_, err = c.life.Program().ColorCalendar(c.life.Context(), id, color)
	return err
}

// SetHidden hides a calendar or shows it.
func (c *Calendars) SetHidden(id string, hidden bool) (err error) {
	defer settle(&err)
	_, err = c.life.Program().HideCalendar(c.life.Context(), id, hidden)
	return err
}

// SetDefault makes a calendar the one that new events go to.
func (c *Calendars) SetDefault(id string) (err error) {
	defer settle(&err)
	return c.life.Program().Store.SetSetting(c.life.Context(), settingDefault, id)
}

// Deleted lists the calendars that can be brought back.
func (c *Calendars) Deleted() (out []DeletedCalendar, err error) {
	defer settle(&err)
	return c.life.Program().DeletedCalendars(c.life.Context())
}

// Restore brings back a deleted calendar with what was in it.
func (c *Calendars) Restore(id string) (out Saved, err error) {
	defer settle(&err)
	return restored(c.life.Program().RestoreCalendar(c.life.Context(), id))
}

// Details reads one event, or one occurrence of it; as it was known at an
// instant that is over unless asOf is "".
func (e *Events) Details(object, recurrenceID, asOf string) (out Details, err error) {
	defer settle(&err)
	p, ctx := e.life.Program(), e.life.Context()
	if asOf == "" {
		return p.details(ctx, object, recurrenceID)
	}
	at, err := ParsePast(asOf, p.Now(), p.Local())
	if err != nil {
		return Details{}, err
	}
	return p.detailsAt(ctx, object, recurrenceID, at)
}

// Create makes an event; tz is the zone its times are in.
func (e *Events) Create(calendarID string, patch Patch, tz string) (out Saved, err error) {
	defer settle(&err)
	p, ctx := e.life.Program(), e.life.Context()
	view, err := p.viewZone(tz)
	if err != nil {
		return Saved{}, err
	}
	return p.saved(p.add(ctx, AddEvent{Calendar: calendarID, Patch: patch, View: view}))
}

// Save changes an event, or the occurrences that scope names, and moves it to
// another calendar unless moveTo is "".
func (e *Events) Save(object string, revision int64, recurrenceID, scope string, patch Patch, tz, moveTo string) (out Saved, err error) {
	defer settle(&err)
	p := e.life.Program()
	view, err := p.viewZone(tz)
	if err != nil {
		return Saved{}, err
	}
	return p.saved(p.alter(e.life.Context(), alteration{object: calendar.ObjectID(object), revision: uint64(revision),
		recurrenceID: recurrenceID, scope: scope, patch: patch, moveTo: moveTo, view: view}))
}

// Together makes several changes as one; tz is the zone their times are in.
func (e *Events) Together(edits []EditOne, tz string) (out Saved, err error) {
	defer settle(&err)
	p := e.life.Program()
	view, err := p.viewZone(tz)
	if err != nil {
		return Saved{}, err
	}
	return p.Together(e.life.Context(), edits, view)
}

// Move moves an event to another calendar.
func (e *Events) Move(object string, revision int64, calendarID string) (out Saved, err error) {
	defer settle(&err)
	p := e.life.Program()
	return p.saved(p.alter(e.life.Context(), alteration{object: calendar.ObjectID(object), revision: uint64(revision),
		moveTo: calendarID, view: p.Local()}))
}

// Delete deletes an event, or the occurrences that scope names.
func (e *Events) Delete(object string, revision int64, recurrenceID, scope string) (out Saved, err error) {
	defer settle(&err)
	p := e.life.Program()
	return p.saved(p.alter(e.life.Context(), alteration{object: calendar.ObjectID(object), revision: uint64(revision),
		recurrenceID: recurrenceID, scope: scope, remove: true, view: p.Local()}))
}

// Undo takes back the newest change of the user's.
func (e *Events) Undo() (out Saved, err error) {
	defer settle(&err)
	return restored(e.life.Program().Undo(e.life.Context()))
}

// Redo takes back the newest undo.
func (e *Events) Redo() (out Saved, err error) {
	defer settle(&err)
	return restored(e.life.Program().Redo(e.life.Context()))
}

// UndoReceived takes back everything that came in with the newest sync that
// brought something.
func (e *Events) UndoReceived() (out Saved, err error) {
	defer settle(&err)
	return restored(e.life.Program().UndoReceived(e.life.Context()))
}

// Restore brings an event back to what it was after a change.
func (e *Events) Restore(change string) (out Saved, err error) {
	defer settle(&err)
	return restored(e.life.Program().Restore(e.life.Context(), change))
}

// RestoreSync takes back everything that came in with a sync.
func (e *Events) RestoreSync(sync string) (out Saved, err error) {
	defer settle(&err)
	return restored(e.life.Program().RestoreSync(e.life.Context(), sync))
}

// restored tells the window what a way back changed.
func restored(ref ChangeRef, err error) (Saved, error) {
	return Saved{UID: ref.UID, Calendar: ref.Calendar, Change: ref.Change, Changes: ref.Changes, Left: ref.Left, Said: ref.Said}, err
}

// Now synchronizes every account; what comes of it arrives as sync:status.
func (s *Sync) Now() {
	s.life.Program().accounts.ask()
}

// Cancel stops the syncs under way. What they have done stays; the rest is left
// to the next.
func (s *Sync) Cancel() {
	s.life.Program().accounts.halt()
}

// Focused is told when the window comes to the front or the network comes
// back: both are good moments to look.
func (s *Sync) Focused() {
	s.life.Program().accounts.wake()
}

// Status lists how the accounts are.
func (s *Sync) Status() (out []AccountInfo, err error) {
	defer settle(&err)
	return s.life.Program().accountInfos(s.life.Context())
}

// Get reads what the window starts with.
func (s *Settings) Get() (out SettingsInfo, err error) {
	defer settle(&err)
	return s.life.Program().settings(s.life.Context())
}

// Set remembers a setting of the window's.
func (s *Settings) Set(key, value string) (err error) {
	defer settle(&err)
	return s.life.Program().setSetting(s.life.Context(), key, value)
}

// settle turns a panic into an error: Wails never answers a call that
// panicked, and the window would wait for ever.
func settle(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("the program made a mistake: %v\n%s", r, debug.Stack())
	}
}

// viewZone is the zone the window works in; "" is the system's.
func (p *Program) viewZone(tz string) (*time.Location, error) {
	if tz == "" {
		return p.Local(), nil
	}
	loc, err := time.LoadLocation(tz)
	if err != nil {
		return nil, calendar.Explain(calendar.ErrInvalid, "Use a name such as Europe/Berlin.", "%q is not a time zone", tz)
	}
	return loc, nil
}
