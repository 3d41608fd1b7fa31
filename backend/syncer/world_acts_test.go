package syncer_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"calends/backend/agenda"
	"calends/backend/bridge"
	"calends/backend/caldavserver"
	"calends/backend/calendar"
)

// maxShown is how many objects a device shows before its user stops making new
// ones: what a guard holds back is another test's.
const maxShown = 7

// act lets the user do something, as the window and the command line do it.
// What he had before his eyes and what he has afterwards tell what he wrote and
// what he took away.
func (p *player) act() {
	before, aside := p.objects(), p.aside()
	clear(p.starts)
	what, uid, err := p.request(before)
	if err != nil && !isOf(err, refusals...) {
		p.fail("%s: %s: %v", p.name, what, err)
	}
	after := p.objects()
	p.note("%s %s %s: %v", p.name, what, uid, err)
	had, has := p.valuesOf(texts(before)...), p.valuesOf(texts(after)...)
	if what == "settles" { // he looks at the card, too
		had, has = p.valuesOf(append(texts(before), aside...)...), p.valuesOf(append(texts(after), p.aside()...)...)
	}
	p.compare(p.name, had, has, p.valuesOf(bases(after)...))
	p.pairs(texts(before))
	p.pairs(texts(after))
	p.pairs(p.texts())
	for v := range has {
		if had[v] == 0 {
			p.penned[v] = true
		}
	}
	p.mark(what, uid, before, after)
	p.copies(before, after)
	p.deletes(before, after)
}

func texts(objects []calendar.Object) (all []string) {
	for _, o := range objects {
		all = append(all, string(o.Body))
	}
	return all
}

func bases(objects []calendar.Object) (all []string) {
	for _, o := range objects {
		if o.Base != nil {
			all = append(all, string(o.Base.Body))
		}
	}
	return all
}

// pairs notes the UIDs that are there twice.
func (w *world) pairs(texts []string) {
	seen := map[string]bool{}
	for _, text := range texts {
		uid := w.read(text).uid
		w.twice[uid] = w.twice[uid] || seen[uid]
		seen[uid] = true
	}
}

// mark notes the UIDs that may come back although every value of theirs was
// taken away: something else of them was changed, too.
func (p *player) mark(what, uid string, before, after []calendar.Object) {
	if strings.Contains(what, "following") { // the object here got shorter, no more
		p.touchy[uid] = true
	}
	switch strings.Fields(what)[0] {
	case "moves", "cuts", "repeats":
		p.touchy[uid] = true
	case "undoes", "redoes", "restores", "imports", "settles", "refuses":
		for _, text := range texts(append(before, after...)) {
			p.touchy[p.read(text).uid] = true
		}
	}
}

// request chooses something to ask for, and asks.
func (p *player) request(shown []calendar.Object) (what, uid string, err error) {
	ctx := context.Background()
	if len(shown) == 0 || len(shown) < maxShown && p.chance(5) {
		return "creates", "", p.create(ctx)
	}
	o := shown[p.rand.IntN(len(shown))]
	uid = property(o.Body, "UID")
	ask := bridge.EditEvent{UID: uid, Calendar: string(o.Collection), View: time.UTC}
	switch n := p.rand.IntN(23); {
	case n < 5:
		ask.Patch = p.patch(1)
		_, err = p.program.Edit(ctx, ask)
		return "edits", uid, err
	case n < 7:
		ask.Patch = p.patch(3)
		_, err = p.program.Edit(ctx, ask)
		return "edits much of", uid, err
	case n < 11:
		return p.occurrence(ctx, o, ask)
	case n < 13:
		_, err = p.program.Delete(ctx, bridge.DeleteEvent{UID: uid, Calendar: ask.Calendar, View: time.UTC})
		return "deletes", uid, err
	case n < 15:
		ask.MoveTo = p.otherThan(o.Collection)
		if p.chance(3) {
			ask.Patch = p.patch(1)
		}
		_, err = p.program.Edit(ctx, ask)
		return "moves", uid, err
	case n < 16:
		_, err = p.program.Import(ctx, bridge.ImportRequest{Files: []bridge.File{{Name: "a.ics", Text: p.file1(o)}}, Calendar: ask.Calendar})
		return "imports", uid, err
	case n < 18:
		_, err = p.program.Undo(ctx)
		return "undoes", "", err
	case n < 19:
		_, err = p.program.Redo(ctx)
		return "redoes", "", err
	case n < 20:
		ask.Patch.RRule = p.rule()
		_, err = p.program.Edit(ctx, ask)
		return "repeats", uid, err
	case n < 21:
		_, err = p.program.UndoReceived(ctx)
		return "refuses what came", "", err
	case n < 22:
		return "settles", "", p.settle(ctx)
	}
	rows, err := p.store.History(ctx, calendar.HistoryQuery{Limit: 30})
	if err != nil || len(rows) == 0 {
		return "restores", "", err
	}
	_, err = p.program.Restore(ctx, string(rows[p.rand.IntN(len(rows))].ID))
	return "restores", "", err
}

func (p *player) create(ctx context.Context) error {
	cols := p.collections()
	patch := p.patch(2)
	patch.Summary = p.value()
	start := p.start()
	patch.Start = &start
	if p.chance(2) {
		patch.RRule = p.rule()
	}
	if p.chance(3) {
		zone := "Europe/Berlin"
		patch.TZID = &zone
	}
	_, err := p.program.Add(ctx, bridge.AddEvent{Calendar: string(cols[p.someCalendar()].ID), Patch: patch, View: time.UTC})
	return err
}

func (w *world) rule() *string {
	return &[]string{"FREQ=DAILY;COUNT=6", "FREQ=WEEKLY", "FREQ=DAILY;INTERVAL=2;COUNT=9"}[w.rand.IntN(3)]
}

// settle decides about a card, where there is one.
func (p *player) settle(ctx context.Context) error {
	cards, err := p.program.Conflicts(ctx, time.UTC)
	if err != nil || len(cards) == 0 {
		return err
	}
	_, err = p.program.Resolve(ctx, bridge.Resolution{ID: cards[p.rand.IntN(len(cards))].ID,
		Take: []string{"ours", "theirs", "both", "merged"}[p.rand.IntN(4)]})
	return err
}

// occurrence changes or deletes one occurrence, this and the following, or all.
func (p *player) occurrence(ctx context.Context, o calendar.Object, ask bridge.EditEvent) (string, string, error) {
	ask.Scope = []string{"this", "this", "following", "all"}[p.rand.IntN(4)]
	next, err := agenda.Next(o.Body, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), 5, time.UTC, p.zones)
	if err != nil || len(next) == 0 || next[0].RecurrenceID.IsZero() {
		ask.Scope = ""
	} else {
		ask.RecurrenceID = next[p.rand.IntN(len(next))].RecurrenceID.Wall.Time().Format("2006-01-02T15:04:05")
	}
	if ask.Scope != "" && ask.Scope != "all" && p.chance(3) {
		_, err := p.program.Delete(ctx, bridge.DeleteEvent{UID: ask.UID, Calendar: ask.Calendar, RecurrenceID: ask.RecurrenceID,
			Scope: ask.Scope, View: time.UTC})
		return "cuts " + ask.Scope + " of", ask.UID, err
	}
	ask.Patch = p.patch(1)
	switch p.rand.IntN(4) {
	case 0:
		start := p.start()
		ask.Patch.Start = &start
	case 1:
		if ask.Scope != "this" {
			yes := p.chance(2)
			ask.Patch.AllDay = &yes
		}
	}
	_, err = p.program.Edit(ctx, ask)
	return "edits " + ask.Scope + " of", ask.UID, err
}

// value is a text that nobody wrote before.
func (w *world) value() *string {
	w.made++
	v := fmt.Sprintf("v%dx", w.made)
	return &v
}

// start is a time that nobody chose before. Of what follows from it, an override
// of the next day, say, it is the master's start that tells.
func (w *world) start() string {
	w.made++
	at := time.Date(2027, 1, 1+w.rand.IntN(9), 8, 0, 0, 0, time.UTC).Add(time.Duration(w.made) * 7 * time.Second)
	w.starts[at.Format("20060102T150405")] = true
	return at.Format("2006-01-02T15:04:05")
}

// patch changes up to n fields, one of them for certain to something new.
func (w *world) patch(n int) (patch bridge.Patch) {
	for range n {
		switch w.rand.IntN(6) {
		case 0, 1:
			patch.Location = w.value()
		case 2:
			patch.Description = w.value()
		case 3:
			patch.Categories = &[]string{*w.value(), "Fixed"}
		case 4:
			patch.Alarms = &[]string{fmt.Sprintf("%dm", 1+w.rand.IntN(90))}
			patch.URL = w.value()
		default:
			patch.Summary = w.value()
		}
	}
	return patch
}

// file1 is a file with something new and, at times, another version of what is
// here already.
func (p *player) file1(o calendar.Object) []byte {
	p.made++
	text := string(event(fmt.Sprintf("i%d", p.made), "SUMMARY="+*p.value()))
	if p.chance(2) {
		text += string(edited(o.Body, "LOCATION="+*p.value()))
	}
	return []byte(text)
}

func (w *world) someCalendar() string { return worldCalendars[w.rand.IntN(len(worldCalendars))] }

// otherThan is another calendar of the device.
func (p *player) otherThan(id calendar.CollectionID) string {
	cols := p.collections()
	for {
		if c := cols[p.someCalendar()]; c.ID != id {
			return string(c.ID)
		}
	}
}

// paths are those of all objects on the server.
func (w *world) paths() (all []string) {
	for _, c := range worldCalendars {
		all = append(all, w.server.Paths(home+c+"/")...)
	}
	return all
}

// foreignCreation makes an object as another program would.
func (w *world) foreignCreation() {
	w.made++
	uid := fmt.Sprintf("f%d", w.made)
	fields := []string{"SUMMARY=" + *w.value()}
	if w.chance(2) {
		fields = append(fields, "RRULE=FREQ=DAILY;COUNT=5")
	}
	w.foreignPut(home+w.someCalendar()+"/"+uid+".ics", string(event(uid, fields...)))
}

func (w *world) foreignPut(path, text string) {
	before, _, _ := w.server.Get(path)
	w.server.Put(path, text)
	w.note("foreigner puts %s: %s", path, number([]byte(text)))
	w.compare("foreigner", w.valuesOf(before), w.valuesOf(text), nil)
	if maps.Equal(w.valuesOf(before), w.valuesOf(text)) { // he changed what is nobody's: the text of an alarm
		w.touchy[w.read(text).uid] = true
	}
}

func (w *world) foreignDelete(path string) {
	before, _, _ := w.server.Get(path)
	w.server.Delete(path)
	w.note("foreigner deletes %s", path)
	w.deleted[w.read(before).uid] = true
	w.compare("foreigner", w.valuesOf(before), nil, nil)
}

// foreign lets somebody else do something on the server, in sight of what is
// there.
func (w *world) foreign() {
	paths := w.paths()
	if len(paths) == 0 || len(paths) < maxShown && w.chance(5) {
		w.foreignCreation()
		return
	}
	path := paths[w.rand.IntN(len(paths))]
	text, _, _ := w.server.Get(path)
	switch w.rand.IntN(8) {
	case 0:
		w.foreignDelete(path)
	case 1, 2:
		w.foreignMove(path)
	case 3:
		w.exchange(path, paths[w.rand.IntN(len(paths))])
	default:
		field := []string{"SUMMARY", "LOCATION", "DESCRIPTION"}[w.rand.IntN(3)]
		w.foreignPut(path, string(edited([]byte(text), field+"="+*w.value())))
	}
}

// exchange puts each of two objects into the other's calendar.
func (w *world) exchange(a, b string) {
	to := func(path, other string) string {
		return other[:strings.LastIndex(other, "/")+1] + path[strings.LastIndex(path, "/")+1:]
	}
	one, _, _ := w.server.Get(a)
	two, _, _ := w.server.Get(b)
	uids := []string{w.read(one).uid, w.read(two).uid}
	for i, at := range []string{to(a, b), to(b, a)} { // is its place free?
		folder := at[:strings.LastIndex(at, "/")+1]
		if _, _, taken := w.server.Get(at); taken || slices.ContainsFunc(w.server.Paths(folder), func(p string) bool {
			text, _, _ := w.server.Get(p)
			return w.read(text).uid == uids[i]
		}) {
			return
		}
	}
	w.note("foreigner exchanges %s and %s", a, b)
	w.touchy[uids[0]], w.touchy[uids[1]] = true, true
	w.copied[uids[0]], w.copied[uids[1]] = w.copied[uids[0]] || w.closed, w.copied[uids[1]] || w.closed
	w.server.Delete(a)
	w.server.Delete(b)
	w.server.Put(to(a, b), one)
	w.server.Put(to(b, a), two)
}

// upheaval changes something of a whole calendar.
func (w *world) upheaval() {
	if w.chance(2) {
		w.forgetTokens()
		return
	}
	w.reseed("shared", w.chance(2))
}

func (w *world) forgetTokens() {
	c := w.someCalendar()
	w.note("the server forgets the tokens of %s", c)
	w.server.ForgetTokens(home + c + "/")
}

// reseed makes a calendar anew with what is in it, read-only or not.
func (w *world) reseed(name string, readOnly bool) {
	objects := map[string]string{}
	for _, path := range w.server.Paths(home + name + "/") {
		text, _, _ := w.server.Get(path)
		objects[path[strings.LastIndex(path, "/")+1:]] = text
		w.touchy[w.read(text).uid] = true
		w.copied[w.read(text).uid] = w.copied[w.read(text).uid] || readOnly // what is edited elsewhere cannot follow it
	}
	w.closed = readOnly
	w.note("%s is made anew, read-only: %v", name, readOnly)
	w.server.Seed("alice", caldavserver.Calendar{Path: name, Name: name, ReadOnly: readOnly, Objects: objects})
}
