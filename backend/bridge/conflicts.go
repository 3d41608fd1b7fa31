package bridge

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"calends/backend/agenda"
	"calends/backend/calendar"
	"calends/backend/edit"
)

// Arbiter is where conflicts are kept and settled.
type Arbiter interface {
	Conflicts(ctx context.Context) ([]calendar.Conflict, error)
	Settle(ctx context.Context, id string, writes []calendar.Write) ([]calendar.Change, error)
}

// The ways to settle a conflict.
const (
	takeOurs   = "ours"   // our values of what clashed, over what stands now
	takeTheirs = "theirs" // what stands
	takeBoth   = "both"   // what stands, and ours as a second event
	takeMerged = "merged" // field by field
)

// ConflictText is a conflict's three versions as iCalendar; "" where there is
// none.
type ConflictText struct {
	Base   string `json:"base"`
	Ours   string `json:"ours"`
	Theirs string `json:"theirs"`
}

// ConflictDetail is one conflict in full.
type ConflictDetail struct {
	ConflictRow
	Text ConflictText `json:"text"`
}

// Resolution is how the user settles a conflict. Fields says of a field, by its
// name, whether ours or theirs is to stand, for take merged; theirs does where
// it says nothing. Start and end go together.
type Resolution struct {
	ID     string
	Take   string
	Fields map[string]string
}

// Conflicts lists the collisions that wait for the user, oldest first.
func (p *Program) Conflicts(ctx context.Context, view *time.Location) ([]ConflictRow, error) {
	all, err := p.Store.Conflicts(ctx)
	if err != nil {
		return nil, err
	}
	rows := []ConflictRow{}
	for _, c := range all {
		rows = append(rows, p.conflictRow(c, view))
	}
	return rows, nil
}

// Conflict is one of the collisions that wait for the user.
func (p *Program) Conflict(ctx context.Context, id string, view *time.Location) (ConflictDetail, error) {
	c, err := p.conflict(ctx, id)
	if err != nil {
		return ConflictDetail{}, err
	}
	return ConflictDetail{p.conflictRow(c, view), ConflictText{string(c.Base), string(c.Ours), string(c.Theirs)}}, nil
}

func (p *Program) conflict(ctx context.Context, id string) (calendar.Conflict, error) {
	all, err := p.Store.Conflicts(ctx)
	if err != nil {
		return calendar.Conflict{}, err
	}
	for _, c := range all {
		if c.ID == id {
			return c, nil
		}
	}
	return calendar.Conflict{}, calendar.Explain(calendar.ErrNotFound, "`calends conflicts list` shows those that are open.",
		"there is no open conflict %q", id)
}

func (p *Program) conflictRow(c calendar.Conflict, view *time.Location) ConflictRow {
	row := ConflictRow{ID: c.ID, UID: string(c.UID), Calendar: string(c.Collection), Object: string(c.Object),
		At: c.At.In(view).Format(time.RFC3339), Reason: reasonOf(c), Fields: []ConflictField{}}
	for _, text := range [][]byte{c.Ours, c.Theirs} {
		if index, err := agenda.Index(text); err == nil && row.Summary == "" {
			row.Summary = index.Title
		}
	}
	for _, f := range p.disputed(c) {
		row.Fields = append(row.Fields, f.ConflictField)
	}
	return row
}

// reasonOf says why a text of the user's gave way.
func reasonOf(c calendar.Conflict) string {
	switch {
	case c.Theirs == nil:
		return "gone"
	case len(c.Fields) == 0:
		return "refused"
	}
	return "changed"
}

// disputed is a field of a conflict, with the clash it is about; that is zero
// where the two texts could not be laid beside one another, or need not be.
type disputed struct {
	ConflictField
	clash edit.Clash
}

// disputed lists what the two versions disagree about.
func (p *Program) disputed(c calendar.Conflict) []disputed {
	var out []disputed
	clashes, err := edit.Clashes(c.Base, c.Ours, c.Theirs, p.Zones)
	if err != nil || len(clashes) == 0 {
		base := map[string]string{}
		for _, f := range agenda.Differences(c.Base, c.Theirs) {
			base[f.Name] = f.Before
		}
		for _, f := range agenda.Differences(c.Ours, c.Theirs) {
			was, changed := base[f.Name]
			if !changed && c.Base != nil {
				was = f.After
			}
			out = append(out, disputed{ConflictField: ConflictField{Name: f.Name, Base: was, Ours: f.Before, Theirs: f.After}})
		}
		return out
	}
	seen := map[string]int{}
	for _, x := range clashes {
		name := agenda.FieldName(x.Component, x.Property, x.RecurrenceID, x.Key)
		if seen[name]++; seen[name] > 1 {
			name = fmt.Sprintf("%s %d", name, seen[name])
		}
		out = append(out, disputed{ConflictField{
			Name: name, Base: agenda.Reading(x.Base), Ours: agenda.Reading(x.Ours), Theirs: agenda.Reading(x.Theirs),
			BaseRaw: x.Base, OursRaw: x.Ours, TheirsRaw: x.Theirs,
		}, x})
	}
	return out
}

// Resolve settles a conflict as one request, which undo takes back.
func (p *Program) Resolve(ctx context.Context, r Resolution) (ChangeRef, error) {
	c, err := p.conflict(ctx, r.ID)
	if err != nil {
		return ChangeRef{}, err
	}
	writes, err := p.settlement(ctx, c, r)
	if err != nil {
		return ChangeRef{}, err
	}
	changes, err := p.Store.Settle(ctx, c.ID, writes)
	if err != nil {
		return ChangeRef{}, err
	}
	for _, change := range changes {
		p.accounts.edited(change.Account)
	}
	return ref(changes), nil
}

// settlement is what a resolution writes; nothing where theirs stands.
func (p *Program) settlement(ctx context.Context, c calendar.Conflict, r Resolution) ([]calendar.Write, error) {
	if len(r.Fields) > 0 && r.Take != takeMerged {
		return nil, calendar.Explain(ErrUsage, "Use --take merged with --field.", "fields are chosen with merged, not with %s", r.Take)
	}
	switch r.Take {
	case takeTheirs:
		return nil, nil
	case takeBoth:
		return p.secondEvent(ctx, c)
	case takeOurs:
		return p.overlay(ctx, c, func(edit.Clash) bool { return true })
	case takeMerged:
		chosen, err := p.chosen(c, r.Fields)
		if err != nil || len(chosen) == 0 {
			return nil, err
		}
		return p.overlay(ctx, c, func(x edit.Clash) bool { return slices.Contains(chosen, x) })
	}
	return nil, calendar.Explain(ErrUsage, "Use ours, theirs, both or merged.", "there is no way to settle a conflict called %q", r.Take)
}

// chosen are the clashes in which ours is to stand.
func (p *Program) chosen(c calendar.Conflict, fields map[string]string) ([]edit.Clash, error) {
	known := map[string]edit.Clash{}
	var names []string
	for _, f := range p.disputed(c) {
		if f.clash != (edit.Clash{}) {
			known[f.Name] = f.clash
			names = append(names, f.Name)
		}
	}
	var out []edit.Clash
	for name, take := range fields {
		clash, ok := known[name]
		switch {
		case !ok:
			return nil, &calendar.Explained{Message: fmt.Sprintf("the conflict has no field %q", name),
				Hint: "It has " + strings.Join(names, ", ") + ".", Field: "field", Err: calendar.ErrInvalid}
		case take == takeOurs:
			out = append(out, clash)
		case take != takeTheirs:
			return nil, &calendar.Explained{Message: fmt.Sprintf("%q is neither ours nor theirs", take), Field: "field", Err: calendar.ErrInvalid}
		}
	}
	return out, nil
}

// secondEvent is ours beside what stands, under a UID of its own.
func (p *Program) secondEvent(ctx context.Context, c calendar.Conflict) ([]calendar.Write, error) {
	body, err := edit.Copy(c.Ours, calendar.UID(p.NewUID()), p.Now())
	if err != nil {
		return nil, err
	}
	s, err := p.shelf(ctx)
	if err != nil {
		return nil, err
	}
	in := s.byID(c.Collection)
	if !in.Writable() {
		if in, err = p.defaultCollection(ctx, s); err != nil {
			return nil, err
		}
	}
	return []calendar.Write{{Collection: in.ID, Body: body}}, nil
}

// overlay lays what the user chose of ours over what stands now. Where nothing
// stands, or it cannot be read, ours stands whole.
func (p *Program) overlay(ctx context.Context, c calendar.Conflict, mine func(edit.Clash) bool) ([]calendar.Write, error) {
	s, err := p.shelf(ctx)
	if err != nil {
		return nil, err
	}
	now, err := p.disputedObject(ctx, c)
	if errors.Is(err, calendar.ErrNotFound) {
		now = calendar.Object{Collection: c.Collection}
	} else if err != nil {
		return nil, err
	}
	if in := s.byID(now.Collection); !in.Writable() {
		return nil, unwritable(in, "Take both, to keep yours as an event of another calendar.")
	}
	body := c.Ours
	if now.Body != nil {
		if merged, err := edit.Resolve(c.Base, c.Ours, c.Theirs, now.Body, mine, p.Now(), p.Zones); err == nil {
			body = merged
		}
		if string(body) == string(now.Body) {
			return nil, nil
		}
	}
	return []calendar.Write{{Object: now.ID, Collection: now.Collection, At: now.Revision, Body: body}}, nil
}

// disputedObject is the object a conflict is about as it is now, also where it
// went to another calendar since.
func (p *Program) disputedObject(ctx context.Context, c calendar.Conflict) (calendar.Object, error) {
	o, err := p.Store.Object(ctx, c.Object)
	if err == nil && o.Body != nil || err != nil && !errors.Is(err, calendar.ErrNotFound) {
		return o, err
	}
	all, findErr := p.Store.Find(ctx, c.UID)
	if findErr != nil {
		return o, findErr
	}
	for _, other := range all {
		if other.Body != nil && other.ID != c.Object {
			return other, nil
		}
	}
	return o, err
}

func conflictsAnswer(p *Program, r *http.Request, view *time.Location) (any, error) {
	rows, err := p.Conflicts(r.Context(), view)
	return map[string]any{"conflicts": rows}, err
}

// zone finds the location a TZID means; nil where it is not known by name.
func (p *Program) zone(tzid string) *time.Location {
	loc, err := p.Zones.Find(tzid, nil)
	if err != nil {
		return nil
	}
	return loc
}

// Conflicts is what the window may do about conflicts.
type Conflicts struct{ life Life }

// List lists the collisions that wait for the user, oldest first.
func (c *Conflicts) List() (out []ConflictRow, err error) {
	defer settle(&err)
	return c.life.Program().Conflicts(c.life.Context(), c.life.Program().Local())
}

// Show is one conflict with its three texts.
func (c *Conflicts) Show(id string) (out ConflictDetail, err error) {
	defer settle(&err)
	return c.life.Program().Conflict(c.life.Context(), id, c.life.Program().Local())
}

// Resolve settles a conflict: take is ours, theirs, both or merged; fields says
// ours or theirs by the name of a field, for merged.
func (c *Conflicts) Resolve(id, take string, fields map[string]string) (out Saved, err error) {
	defer settle(&err)
	p := c.life.Program()
	done, err := p.Resolve(c.life.Context(), Resolution{ID: id, Take: take, Fields: fields})
	return Saved{UID: done.UID, Calendar: done.Calendar, Change: done.Change}, err
}
