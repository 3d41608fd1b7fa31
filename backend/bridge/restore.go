package bridge

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"calends/backend/calendar"
)

// Restore brings an object back to what it was after the named change, or to
// what it was before where that change deleted it. An event that moved since
// is brought back where it is now.
func (p *Program) Restore(ctx context.Context, change string) (ChangeRef, error) {
	c, err := p.Store.Change(ctx, calendar.ChangeID(change))
	if err != nil {
		if errors.Is(err, calendar.ErrNotFound) {
			err = calendar.Explain(err, "`calends history` shows the changes.", "there is no change %q", change)
		}
		return ChangeRef{}, err
	}
	if c.Object == "" {
		return ChangeRef{}, calendar.Explain(calendar.ErrNotFound, "`calends undo` takes back what was done last.",
			"the change %s was of a whole calendar, and no event", change)
	}
	w := calendar.Write{Object: c.Object, Collection: c.Collection, Body: c.After}
	if w.Body == nil {
		w.Body = c.Before
	}
	now, err := p.whereNow(ctx, c)
	switch {
	case err == nil:
		w.Object, w.Collection, w.At = now.ID, now.Collection, now.Revision
	case !errors.Is(err, calendar.ErrNotFound):
		return ChangeRef{}, err
	}
	s, err := p.shelf(ctx)
	if err != nil {
		return ChangeRef{}, err
	}
	if ok, err := (&reversal{p: p, shelf: s}).writable(w.Collection); !ok {
		return ChangeRef{}, err
	}
	changes, err := p.write(ctx, calendar.Undo, "", []calendar.Write{w})
	if err != nil {
		return ChangeRef{}, err
	}
	return refTo(changes, c), nil
}

// whereNow is the object that a change was about, where it is now: in its
// place, or, when it moved away, in the one calendar that has its UID.
func (p *Program) whereNow(ctx context.Context, c calendar.Change) (calendar.Object, error) {
	now, err := p.standing(ctx, c)
	if err != nil && !errors.Is(err, calendar.ErrNotFound) || now.Body != nil {
		return now, err
	}
	last, historyErr := p.Store.History(ctx, calendar.HistoryQuery{Object: c.Object, Limit: 1})
	if historyErr != nil {
		return now, historyErr
	}
	if len(last) == 0 {
		return now, err
	}
	if _, to, moveErr := p.movedElsewhere(ctx, last[0]); moveErr != nil || to.ID == "" && last[0].Kind != calendar.KindMoved {
		return now, cmp.Or(moveErr, err)
	}
	same, findErr := p.Store.Find(ctx, c.UID)
	if findErr != nil {
		return now, findErr
	}
	same = slices.DeleteFunc(same, func(o calendar.Object) bool { return o.Body == nil })
	if len(same) == 1 {
		return same[0], nil
	}
	return now, err
}

// RestoreSync takes back everything that came in with one sync, as one request.
// What was changed since stays as it is.
func (p *Program) RestoreSync(ctx context.Context, id string) (ChangeRef, error) {
	changes, err := p.Store.History(ctx, calendar.HistoryQuery{Sync: id})
	if err != nil {
		return ChangeRef{}, err
	}
	changes = slices.DeleteFunc(changes, func(c calendar.Change) bool {
		return c.Origin != calendar.Server && c.Origin != calendar.Merge
	})
	if id == "" || len(changes) == 0 {
		return ChangeRef{}, calendar.Explain(calendar.ErrNotFound, "`calends history` names the sync of each change that came in.",
			"nothing came in with a sync %q", id)
	}
	slices.Reverse(changes)
	return p.takeBack(ctx, changes, "sync:"+id, true)
}

// UndoReceived takes back everything that came in with the newest sync that
// brought something and was not taken back.
func (p *Program) UndoReceived(ctx context.Context) (ChangeRef, error) {
	id, err := p.Store.LastReceived(ctx)
	if err != nil {
		return ChangeRef{}, nothing(err, "nothing that came in is left to take back")
	}
	if err := p.filled(ctx, id); err != nil {
		return ChangeRef{}, err
	}
	return p.RestoreSync(ctx, id)
}

// fill is how many events a sync may bring to a calendar that nothing was
// known of and still be taken back without being named.
const fill = 10

// filled refuses a sync that brought a whole calendar: nobody changed anything
// there, and taking it back would delete all of it, on its server too.
func (p *Program) filled(ctx context.Context, sync string) error {
	changes, err := p.Store.History(ctx, calendar.HistoryQuery{Sync: sync})
	if err != nil {
		return err
	}
	came := map[calendar.CollectionID]int{}
	for _, c := range changes {
		if c.Kind == calendar.KindCreated {
			came[c.Collection]++
		}
	}
	for id, n := range came {
		if n <= fill {
			continue
		}
		all, err := p.Store.History(ctx, calendar.HistoryQuery{Collection: id})
		if err != nil {
			return err
		}
		if len(all) == 0 || all[len(all)-1].Sync != sync {
			continue
		}
		return calendar.Explain(calendar.ErrNothingToUndo,
			fmt.Sprintf("`calends restore --sync %s` takes it back all the same.", sync),
			"the newest that came in is a whole calendar of %s; taking it back would delete them on the server, too", plural(n, "event", "events"))
	}
	return nil
}

// DeletedCalendars lists the calendars that can be brought back, newest first:
// those deleted here, and those that are gone from their server.
func (p *Program) DeletedCalendars(ctx context.Context) ([]DeletedCalendar, error) {
	s, err := p.shelf(ctx)
	if err != nil {
		return nil, err
	}
	gone, err := p.Store.Removed(ctx)
	if err != nil {
		return nil, err
	}
	out := []DeletedCalendar{}
	for _, c := range s.collections {
		if c.Missing {
			out = append(out, s.deletedRow(calendar.RemovedCollection{Collection: c}))
		}
	}
	for _, c := range gone {
		out = append(out, s.deletedRow(c))
	}
	return out, nil
}

func (s shelf) deletedRow(c calendar.RemovedCollection) DeletedCalendar {
	row := s.row(c.Collection)
	return DeletedCalendar{ID: row.ID, Account: row.Account, Name: row.Name, Color: row.Color, Objects: row.Objects,
		At: stamp(c.At), Missing: c.Collection.Missing}
}

// RestoreCalendar brings back a deleted calendar with what was in it: on its
// server, where its account is still there, else on this computer. The events
// go out with the next sync.
func (p *Program) RestoreCalendar(ctx context.Context, named string) (ChangeRef, error) {
	return p.restoreCalendar(ctx, named, "")
}

// restoreCalendar is RestoreCalendar where undoes names the request that it
// takes back; "" for any other.
func (p *Program) restoreCalendar(ctx context.Context, named, undoes string) (ChangeRef, error) {
	s, err := p.shelf(ctx)
	if err != nil {
		return ChangeRef{}, err
	}
	c, err := p.deleted(ctx, s, named)
	if err != nil {
		return ChangeRef{}, err
	}
	if _, err := s.account(string(c.Account)); err != nil {
		c.Account, c.ReadOnly = calendar.LocalAccount, false
	}
	server, err := p.serverOf(s, c)
	if err != nil {
		return ChangeRef{}, err
	}
	if server != nil {
		if c, err = s.remake(ctx, server, c); err != nil {
			return ChangeRef{}, atOnce(fmt.Errorf("restore the calendar %q: %w", c.Name, err))
		}
	}
	changes, err := p.Store.RestoreCollection(ctx, c, undoes)
	if err != nil {
		return ChangeRef{}, err
	}
	p.accounts.edited(c.Account)
	out := aboutWhole(c, ref(changes).Change, fmt.Sprintf("the calendar %q is back", c.Name)+withEvents(len(changes)))
	out.UID, out.Changes = ref(changes).UID, len(changes)
	return out, nil
}

// remake makes a calendar on its server anew, at another href: who deleted it
// may not have heard of that yet. What was made by a restore that did not come
// to its end is taken.
func (s shelf) remake(ctx context.Context, server Server, c calendar.Collection) (calendar.Collection, error) {
	listed, err := server.Collections(ctx)
	if err != nil {
		return c, err
	}
	at := func(h calendar.Href) int {
		return slices.IndexFunc(listed, func(o calendar.Collection) bool { return o.Href.Same(h) })
	}
	if c.Missing && at(c.Href) >= 0 {
		return c, calendar.Explain(calendar.ErrExists, "Synchronize, and it is shown as before.", "the server has the calendar again")
	}
	made, href := calendar.Collection{}, s.newHref(c)
	if i := at(href); href != "" && i >= 0 {
		made = listed[i]
	} else if made, err = server.Create(ctx, calendar.Collection{Account: c.Account, Href: href, Name: c.Name, Color: c.Color,
		Description: c.Description, Components: c.Components}); err != nil {
		return c, err
	}
	made.ID, made.Account, made.Hidden, made.Order = c.ID, c.Account, c.Hidden, c.Order
	made.Name, made.Color = cmp.Or(made.Name, c.Name), cmp.Or(made.Color, c.Color)
	return made, nil
}

// newHref is where a calendar is brought back to: the same place until it has
// come there, another one the next time. "" leaves the choice to the server.
func (s shelf) newHref(c calendar.Collection) calendar.Href {
	a, err := s.account(string(c.Account))
	if err != nil || len(a.Homes) == 0 {
		return ""
	}
	sum := sha256.Sum256([]byte(string(c.ID) + " " + string(c.Href)))
	return calendar.Href(strings.TrimSuffix(string(a.Homes[0]), "/") + "/" + hex.EncodeToString(sum[:16]) + "/")
}

// deleted finds a calendar that can be brought back, by its id, by a name that
// only one has, or by ACCOUNT/NAME.
func (p *Program) deleted(ctx context.Context, s shelf, ref string) (calendar.Collection, error) {
	gone, err := p.Store.Removed(ctx)
	if err != nil {
		return calendar.Collection{}, err
	}
	lost := shelf{accounts: s.accounts}
	for _, c := range s.collections {
		if c.Missing {
			lost.collections = append(lost.collections, c)
		}
	}
	for _, c := range gone {
		lost.collections = append(lost.collections, c.Collection)
	}
	c, err := lost.collection(ref)
	if errors.Is(err, calendar.ErrNotFound) {
		return c, calendar.Explain(err, "`calends calendar list --deleted` shows the deleted ones.", "no calendar %q was deleted", ref)
	}
	return c, err
}
