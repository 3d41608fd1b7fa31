package edit

import (
	"fmt"
	"slices"
	"time"

	"calends/backend/calendar"
	"calends/backend/ical"
	"calends/backend/merge"
	"calends/backend/zone"
)

// Versions are the texts of a recurrence set that was merged: what both sides
// grew from, ours, theirs, and what came of it.
type Versions struct{ Base, Ours, Theirs, Merged []byte }

// Joined is what an object is to say, now that a split and what the other side
// did meanwhile are joined.
type Joined struct {
	UID  calendar.UID
	Text []byte // nil: another object took in what it said
	// Clashes is what both sides changed of it, each in its own way: theirs
	// stands in Text. Ours is what gave way, whole, and Base what it was made on.
	Clashes    []Clash
	Base, Ours []byte
}

// Reunite joins what one side split ("this and following") with what the other
// changed or split meanwhile. Merging the first part alone leaves the second
// without the other side's changes, and two splits with every later day twice.
// So from each place of a split on, what either side made of the rest of the set
// is merged with the rest of what both started from; the parts then follow one
// upon another. part is the text of a sibling, nil where it is not here.
//
// The first result is the set's own. ok is false where nothing was split, a part
// is not here, or it cannot be told how the slots of the parts belong together.
func Reunite(v Versions, part func(calendar.UID) []byte, now time.Time, local *time.Location, z *zone.Finder) (all []Joined, ok bool, err error) {
	u := &reunion{part: part, now: now, local: local, finder: z, seen: map[string]bool{}}
	merged, err := u.open(v.Merged)
	if err != nil {
		return nil, false, err
	}
	u.chain = append(u.chain, Joined{UID: calendar.UID(merged.object.UID()), Text: v.Merged})
	if err := u.step(v); err != nil || len(u.chain) == 1 {
		return nil, false, err
	}
	if err := u.relate(); err != nil {
		return nil, false, err
	}
	return append(u.chain, u.gone...), true, nil
}

// reunion is a set being joined: the parts so far, and those that went.
type reunion struct {
	part   func(calendar.UID) []byte
	now    time.Time
	local  *time.Location
	finder *zone.Finder
	chain  []Joined
	gone   []Joined
	seen   map[string]bool
}

func (u *reunion) open(text []byte) (*editor, error) {
	return rejoining(text, u.now, u.local, u.finder)
}

// halves is one side's version: where it split the set, in the slots of base,
// and the second part; a nil second: it did not.
type halves struct {
	first, second *editor
	at            ical.Moment
}

// step joins the last part of the chain with what follows upon it.
func (u *reunion) step(v Versions) error {
	base, err := u.open(v.Base)
	if err != nil {
		return err
	}
	ours, mine := u.halves(base, v.Ours)
	theirs, there := u.halves(base, v.Theirs)
	if !mine || !there || ours.second == nil && theirs.second == nil {
		return nil
	}
	x, holder := theirs.at, theirs.second
	if holder == nil || ours.second != nil && ours.at.Wall < x.Wall {
		x, holder = ours.at, ours.second
	}
	uid := holder.object.UID()
	rest, fine := u.from(halves{first: base}, base, x, uid)
	o, well := u.from(ours, base, x, uid)
	t, good := u.from(theirs, base, x, uid)
	last := &u.chain[len(u.chain)-1]
	first, done := u.cut(last.Text, base, x)
	if !fine || !well || !good || !done {
		return nil
	}
	r, err := merge.Options{Zone: locations(u.finder)}.Merge(rest, o, t)
	if err != nil {
		return fmt.Errorf("joining the parts of an event: %w", err)
	}
	last.Text = first
	next := Joined{UID: calendar.UID(uid), Text: r.Text, Clashes: r.Clashes}
	if len(r.Clashes) > 0 {
		next.Base, next.Ours = rest, o
	}
	u.chain = append(u.chain, next)
	for _, side := range []halves{ours, theirs} {
		if side.second == nil || side.at.Wall != x.Wall {
			continue
		}
		u.seen[side.second.object.UID()] = true
		if other := side.second.object.UID(); other != uid {
			u.gone = append(u.gone, Joined{UID: calendar.UID(other)})
		}
	}
	return u.step(Versions{Base: rest, Ours: o, Theirs: t, Merged: r.Text})
}

// halves finds where a side split what base was; ok is false where that cannot
// be told.
func (u *reunion) halves(base *editor, text []byte) (h halves, ok bool) {
	first, err := u.open(text)
	if err != nil {
		return h, false
	}
	h.first = first
	var made []string
	for _, uid := range first.siblings() {
		if !slices.Contains(base.siblings(), uid) && !u.seen[uid] && uid != string(u.chain[0].UID) {
			made = append(made, uid)
		}
	}
	if len(made) == 0 {
		return h, true
	}
	body := u.part(calendar.UID(made[0]))
	if len(made) > 1 || body == nil {
		return h, false
	}
	if h.second, err = u.open(body); err != nil {
		return h, false
	}
	end, ended := first.next()
	h.at, ok = between(end, first, base)
	return h, ok && ended
}

// between is a slot of one version as a slot of another; ok is false where one
// has days and the other has times.
func between(slot ical.Moment, from, to *editor) (ical.Moment, bool) {
	a, err := from.span(from.object.Master)
	b, bad := to.span(to.object.Master)
	if err != nil || bad != nil || (a.start.Kind == ical.Date) != (b.start.Kind == ical.Date) {
		return slot, false
	}
	there := frameOf(b.start)
	there.Wall = slot.Wall + b.start.Wall - a.start.Wall
	return there, true
}

// from is what a side made of the set from slot x of base on, as an object of
// another UID.
func (u *reunion) from(side halves, base *editor, x ical.Moment, uid string) ([]byte, bool) {
	whole, at := side.first, x
	if side.second != nil && side.at.Wall <= x.Wall {
		whole = side.second
		s, err := whole.span(whole.object.Master)
		if err != nil || s.start.Kind != x.Kind && (s.start.Kind == ical.Date || x.Kind == ical.Date) {
			return nil, false
		}
		at = frameOf(s.start)
		at.Wall = s.start.Wall + x.Wall - side.at.Wall
	} else {
		ok := false
		if at, ok = between(x, base, whole); !ok {
			return nil, false
		}
	}
	rest := &editor{places: whole.places, object: whole.object.Clone(), now: u.now}
	rest.calendar = rest.object.Calendar
	s, err := rest.span(rest.object.Master)
	if err != nil {
		return nil, false
	}
	if s.start.Wall != at.Wall {
		first, ruled := rest.ruledFrom(rest.object.Master, s.start, at)
		if !ruled || first.Wall != at.Wall || rest.startAt(at) != nil {
			return nil, false
		}
	}
	for _, c := range append([]*ical.Component{rest.object.Master}, rest.object.Overrides...) {
		if c.Text("UID") != uid {
			c.SetText("UID", uid)
		}
	}
	return rest.object.Bytes(), true
}

// cut ends a part before slot x of base. It is stamped where that changes it.
func (u *reunion) cut(text []byte, base *editor, x ical.Moment) ([]byte, bool) {
	e, err := u.open(text)
	if err != nil {
		return nil, false
	}
	at, ok := between(x, base, e)
	if !ok {
		return nil, false
	}
	before := e.object.Clone().Bytes()
	if e.cut(at) != nil {
		return nil, false
	}
	if merge.Same(before, e.object.Bytes()) {
		return text, true
	}
	return e.object.Bytes(), true
}

// relate has each part of the chain name those before and after it, and no
// other of the family.
func (u *reunion) relate() error {
	family := slices.Concat(u.chain, u.gone)
	for i := range u.chain {
		e, err := u.open(u.chain[i].Text)
		if err != nil {
			return err
		}
		want := map[string]bool{}
		if i > 0 {
			want[string(u.chain[i-1].UID)] = true
		}
		if i+1 < len(u.chain) {
			want[string(u.chain[i+1].UID)] = true
		}
		changed := false
		for _, l := range e.object.Master.All("RELATED-TO") {
			uid := ical.Unescape(l.Value)
			kin := slices.ContainsFunc(family, func(j Joined) bool { return string(j.UID) == uid })
			if isSibling(l) && kin && !want[uid] {
				e.object.Master.RemoveLine(l)
				changed = true
			}
			delete(want, uid)
		}
		for _, j := range u.chain {
			if want[string(j.UID)] {
				e.object.Master.Add(siblingLine(string(j.UID)))
				changed = true
			}
		}
		if changed {
			u.chain[i].Text = e.object.Bytes()
		}
	}
	return nil
}
