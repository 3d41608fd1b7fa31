package syncer_test

import (
	"fmt"
	"slices"
	"strings"

	"calends/backend/calendar"
)

// foreignMove takes an object to another calendar as another program does, at
// times under another name and with a change.
func (w *world) foreignMove(path string) {
	text, _, _ := w.server.Get(path)
	uid := w.read(text).uid
	to := worldCalendars[w.rand.IntN(len(worldCalendars))]
	name := path[strings.LastIndex(path, "/")+1:]
	if w.chance(2) {
		w.made++
		name = fmt.Sprintf("m%d.ics", w.made)
	}
	at := home + to + "/" + name
	if _, _, taken := w.server.Get(at); taken || strings.HasPrefix(path, home+to+"/") || slices.ContainsFunc(w.server.Paths(home+to+"/"), func(p string) bool {
		text, _, _ := w.server.Get(p)
		return w.read(text).uid == uid
	}) {
		return
	}
	w.note("foreigner moves %s to %s", path, at)
	w.touchy[uid] = true
	w.copied[uid] = w.copied[uid] || w.closed && to == "shared"
	w.server.Delete(path)
	w.server.Put(at, text)
	if w.chance(3) {
		w.foreignPut(at, string(edited([]byte(text), "LOCATION="+*w.value())))
	}
}

// copies notes the UIDs that a user brought to a calendar while they were in
// another, here or, unknown to him, elsewhere.
func (p *player) copies(before, after []calendar.Object) {
	had, has := uidsOf(before), uidsOf(after)
	for uid, in := range has {
		for c := range in {
			backed := p.sending == p.name // he takes back where it is just being sent
			if !had[uid][c] && (backed || len(in) > 1 || len(had[uid]) == 0 && p.elsewhere(uid)) {
				p.copied[uid] = true
			}
		}
	}
}

// deletes notes the UIDs that a user took from his device.
func (p *player) deletes(before, after []calendar.Object) {
	has := uidsOf(after)
	for uid := range uidsOf(before) {
		p.deleted[uid] = p.deleted[uid] || has[uid] == nil
	}
}

// uidsOf tells in which calendars each UID is.
func uidsOf(objects []calendar.Object) map[string]map[calendar.CollectionID]bool {
	all := map[string]map[calendar.CollectionID]bool{}
	for _, o := range objects {
		uid := property(o.Body, "UID")
		if all[uid] == nil {
			all[uid] = map[calendar.CollectionID]bool{}
		}
		all[uid][o.Collection] = true
	}
	return all
}

// elsewhere reports whether the server or another device has the UID.
func (p *player) elsewhere(uid string) bool {
	return slices.ContainsFunc(p.texts(), func(text string) bool { return p.read(text).uid == uid }) ||
		slices.ContainsFunc(p.players, func(other *player) bool {
			return other != p && slices.ContainsFunc(other.objects(), func(o calendar.Object) bool { return property(o.Body, "UID") == uid })
		})
}

// judgeCopies looks for what is in two calendars although nobody brought it to
// both. What somebody deleted others may make again, each where he edited it; and
// what a server does not tell of is not found.
func (w *world) judgeCopies() {
	if w.lies {
		return
	}
	in := map[string][]string{}
	for _, path := range w.paths() {
		text, _, _ := w.server.Get(path)
		uid := w.read(text).uid
		in[uid] = append(in[uid], path)
	}
	for uid, paths := range in {
		if len(paths) > 1 && !w.copied[uid] && !w.deleted[uid] {
			slices.Sort(paths)
			w.fail("%s is in two calendars: %s", uid, strings.Join(paths, ", "))
		}
	}
}
