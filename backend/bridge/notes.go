package bridge

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"calends/backend/calendar"
)

// told is what is to be said of changes beyond what their rows hold.
type told struct {
	notes map[calendar.ChangeID]string
	moved map[calendar.ChangeID]bool // received as gone here and new there: it was moved
	back  map[calendar.ChangeID]bool // a move that the server does not let be made, taken back
	ends  map[calendar.ChangeID]ends
}

// ends are the two halves of a move: where it went from, and where to.
type ends struct{ from, to calendar.Change }

// fields say what a move did: from which calendar it went to which, and what
// changed on the way.
func (e ends) fields(s shelf) []FieldRow {
	moved := FieldRow{Name: "calendar", Before: s.byID(e.from.Collection).Name, After: s.byID(e.to.Collection).Name}
	return append([]FieldRow{moved}, fieldRows(e.from.Before, e.to.After)...)
}

// telling gathers what is to be said of changes, newest first: who won where one
// side deleted what the other edited, that texts were merged or clashed, that
// the user was asked, and that a move came in.
func (p *Program) telling(ctx context.Context, changes []calendar.Change) (told, error) {
	t := told{map[calendar.ChangeID]string{}, map[calendar.ChangeID]bool{}, map[calendar.ChangeID]bool{}, map[calendar.ChangeID]ends{}}
	later, left := map[calendar.ObjectID]calendar.Change{}, map[[2]string]bool{} // by a sync, from where it was
	for _, c := range changes {
		next, ok := later[c.Object]
		later[c.Object] = c
		at := [2]string{c.Sync, string(c.UID)}
		if c.Origin == calendar.Server && c.Kind == calendar.KindDeleted {
			left[at] = true
		}
		t.say(c.ID, combined(c, left[at]))
		t.say(c.ID, keptNote(c.Kept))
		t.say(c.ID, decidedNote(c))
		if ok && c.Kind == calendar.KindDeleted && next.Kind == calendar.KindCreated {
			t.say(next.ID, survived(c, next))
		}
		if c.Kind == calendar.KindMoved {
			if from, to, err := p.movedHere(ctx, c); err != nil {
				return t, err
			} else if to.ID != "" {
				t.ends[c.ID] = ends{from, to}
			}
			continue
		}
		from, to, err := p.movedElsewhere(ctx, c)
		if err != nil {
			return t, err
		}
		if t.moved[c.ID] = to.ID != ""; !t.moved[c.ID] {
			continue
		}
		t.ends[c.ID] = ends{from, to}
		if t.back[c.ID], err = p.movedBack(ctx, from, to); err != nil {
			return t, err
		}
		switch {
		case t.back[c.ID] && c.ID == to.ID:
			t.say(c.ID, "The calendar you had moved it to can only be read now: it is back, with what you changed.")
		case t.back[c.ID]:
			t.say(c.ID, "This calendar can only be read now: what you had moved here is back where it was.")
		}
	}
	return t, nil
}

// say adds a sentence to what is said of a change.
func (t told) say(of calendar.ChangeID, sentence string) {
	if sentence != "" {
		t.notes[of] = strings.TrimPrefix(t.notes[of]+" "+sentence, " ")
	}
}

// combined says what became of two edits that met; along says that the event
// was moved by the other side.
func combined(c calendar.Change, along bool) string {
	switch {
	case c.SetAside && len(c.Clashes) > 0:
		var fields []string
		for _, name := range c.Clashes {
			fields = append(fields, "“"+strings.ToLower(name)+"”")
		}
		return fmt.Sprintf("Both sides had changed %s: the server's side stands, and yours was set aside as a conflict.", strings.Join(fields, ", "))
	case c.SetAside:
		return "You had changed it here: the server's stands, and yours was set aside whole as a conflict."
	case c.Origin != calendar.Merge || c.Kind != calendar.KindEdited:
		return ""
	case along:
		return "It was moved here elsewhere while you changed it where it was; your change went along."
	}
	return "Both sides had changed it; the changes were merged."
}

// decidedNote says that a change was held back until the user decided.
func decidedNote(c calendar.Change) string {
	switch {
	case c.Decided == calendar.ActAccept:
		return "It was held back, and you let it through."
	case c.Decided == calendar.ActPushBack && c.After == nil:
		return "It was held back, and you sent again what was here."
	case c.Decided == calendar.ActPushBack:
		return "What the server had was held back, and you sent this again."
	}
	return ""
}

// survived says who won where an object was deleted, and is back.
func survived(gone, back calendar.Change) string {
	switch {
	case gone.Origin == calendar.Server && back.Origin == calendar.Merge:
		return "It was deleted on the server while you changed it here; your change was kept, and is sent again."
	case gone.Origin == calendar.Me && back.Origin == calendar.Server:
		return "You had deleted it here while it was changed on the server; the change was kept, and it is back."
	}
	return ""
}

// movedElsewhere finds the two ends of a move of which a change that came in is
// one: the same sync found the UID gone from one calendar, and new in another.
// Changes without an ID: it is none.
func (p *Program) movedElsewhere(ctx context.Context, c calendar.Change) (from, to calendar.Change, err error) {
	other, ok := map[calendar.ChangeKind]calendar.ChangeKind{calendar.KindCreated: calendar.KindDeleted,
		calendar.KindDeleted: calendar.KindCreated}[c.Kind]
	if !ok || c.Sync == "" || c.UID == "" || c.Origin != calendar.Server && c.Origin != calendar.Merge || c.Decided != "" {
		return from, to, nil
	}
	same, err := p.Store.History(ctx, calendar.HistoryQuery{UID: c.UID, Sync: c.Sync})
	for _, o := range same {
		switch {
		case o.Kind != other || o.Collection == c.Collection || o.Decided != "":
			continue
		case c.Kind == calendar.KindDeleted:
			return c, o, err
		}
		return o, c, err
	}
	return from, to, err
}

// movedHere finds the two ends of a move that one request made, of which c is
// one. Changes without an ID: the other is not known.
func (p *Program) movedHere(ctx context.Context, c calendar.Change) (from, to calendar.Change, err error) {
	same, err := p.Store.History(ctx, calendar.HistoryQuery{UID: c.UID})
	for _, o := range same {
		switch {
		case o.Batch != c.Batch || o.Kind != calendar.KindMoved || o.Collection == c.Collection || (o.After == nil) == (c.After == nil):
			continue
		case c.After == nil:
			return c, o, err
		}
		return o, c, err
	}
	return from, to, err
}

// movedBack reports whether a move is one of the user's that was taken back for
// him: what comes back was the last that he moved away from there.
func (p *Program) movedBack(ctx context.Context, from, to calendar.Change) (bool, error) {
	if from.Origin != calendar.Server || to.Origin != calendar.Merge {
		return false, nil
	}
	rows, err := p.Store.History(ctx, calendar.HistoryQuery{Object: to.Object})
	i := 1 + slices.IndexFunc(rows, func(c calendar.Change) bool { return c.ID == to.ID })
	return i > 0 && i < len(rows) && rows[i].Origin == calendar.Me && rows[i].Kind == calendar.KindMoved, err
}

// keptNote says who won where one side deleted a part that the other edited.
func keptNote(kept []calendar.Kept) string {
	var said []string
	for _, k := range kept {
		what := "“" + strings.ToLower(k.Field) + "”"
		switch k.Field {
		case "VEVENT", "VTODO", "VJOURNAL":
			what = "One occurrence"
		case "VALARM":
			what = "A reminder"
		}
		days := map[string]string{"EXDATE": "days are left out", "RDATE": "days were added"}[k.Field]
		switch {
		case k.Field == "VCALENDAR":
			said = append(said, "You had deleted it where it was while it was moved here on the server; it stays.")
		case days != "" && k.Mine:
			said = append(said, "The series got another rule on the server while you changed which "+days+"; that stays as you made it.")
		case days != "":
			said = append(said, "You gave the series another rule while it was changed on the server which "+days+"; that stays.")
		case k.Field == "RRULE" && k.Mine:
			said = append(said, "The series got another rule on the server while you changed one occurrence; that one stays as you made it, be it on a day of the new rule or not.")
		case k.Field == "RRULE":
			said = append(said, "You gave the series another rule while one occurrence was changed on the server; that one stays, be it on a day of the new rule or not.")
		case k.Mine:
			said = append(said, what+" was deleted on the server while you changed it here; your change stands.")
		default:
			said = append(said, what+" was changed on the server while you deleted it here; the change stands.")
		}
	}
	return strings.Join(said, " ")
}
