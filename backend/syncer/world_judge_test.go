package syncer_test

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"calends/backend/calendar"
)

// value is something that somebody wrote into an object: a text that occurs
// nowhere else, or a start.
type value struct{ uid, text string }

// fate is what became of a value.
type fate struct {
	by      map[string]bool // who took it away, having had it before his eyes
	ever    bool            // somebody did once; he may have brought it back
	deleted bool            // … with all of its object
	fewer   bool            // somebody who had it twice, in two calendars or occurrences, took one away
}

// gone reports whether somebody took it away knowingly.
func (f *fate) gone() bool { return len(f.by) > 0 || f.fewer }

// reading is what a text holds of what was written.
type reading struct {
	uid    string
	values []value
}

// read reads a text, each only once: the same ones are looked at all the time.
func (w *world) read(text string) reading {
	r, known := w.readings[text]
	if !known {
		r = readValues(text)
		w.readings[text] = r
	}
	return r
}

// readValues finds what was written: vNx wherever it stands, and starts in 2027.
// The text of an alarm is a copy of the title, and nobody's.
func readValues(text string) reading {
	r := reading{uid: property([]byte(text), "UID")}
	alarm := false
	for l := range strings.Lines(strings.ReplaceAll(text, "\r\n ", "")) {
		switch {
		case strings.HasPrefix(l, "BEGIN:VALARM"):
			alarm = true
		case strings.HasPrefix(l, "END:VALARM"):
			alarm = false
		case alarm:
		case strings.HasPrefix(l, "DTSTART"):
			if _, at, _ := strings.Cut(l, ":"); strings.HasPrefix(at, "2027") && len(at) >= len("20270101T000000") {
				r.values = append(r.values, value{r.uid, at[:len("20270101T000000")]})
			}
		default:
			r.values = appendTexts(r.values, r.uid, l)
		}
	}
	return r
}

// appendTexts finds the texts vNx in a line.
func appendTexts(all []value, uid, l string) []value {
	for i := 0; i < len(l); i++ {
		if l[i] != 'v' || i > 0 && isWord(l[i-1]) {
			continue
		}
		end := i + 1
		for end < len(l) && '0' <= l[end] && l[end] <= '9' {
			end++
		}
		if end > i+1 && end < len(l) && l[end] == 'x' && (end+1 == len(l) || !isWord(l[end+1])) {
			all = append(all, value{uid, l[i : end+1]})
		}
	}
	return all
}

func isWord(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// valuesOf counts where texts hold a value.
func (w *world) valuesOf(texts ...string) map[value]int {
	all := map[value]int{}
	for _, text := range texts {
		for _, v := range w.read(text).values {
			all[v]++
		}
	}
	return all
}

// compare notes what somebody wrote and took away. What an undo brings back that
// the server was last known to have (known), and has no more, because it took
// what is undone, or is just being sent it, others may replace until the device
// hears of that (see hears): it cannot know better, unless it kept an account of
// what it ever asked for.
func (w *world) compare(who string, before, after, known map[value]int) {
	held := w.valuesOf(w.texts()...)
	left := map[string]bool{}
	for v := range after {
		left[v.uid] = true
		if before[v] > 0 {
			continue
		}
		if !strings.HasPrefix(v.text, "v") && w.values[v] == nil && !w.starts[v.text] {
			continue // a time that follows from another, be it one that somebody chose of another occurrence
		}
		if w.values[v] == nil {
			w.values[v] = &fate{by: map[string]bool{}}
		}
		if known[v] == 0 || held[v] > 0 && w.sending != who {
			delete(w.values[v].by, who) // he brought it back
		} else {
			w.undone = append(w.undone, undone{v, who})
		}
	}
	w.note("  %s wrote %s and took away %s", who, only(after, before), only(before, after))
	for v := range before {
		f := w.values[v]
		switch {
		case f == nil:
		case after[v] == 0:
			w.touchy[v.uid] = w.touchy[v.uid] || w.unheard(v.uid)
			f.by[who], f.ever, f.deleted = true, true, !left[v.uid]
		case after[v] < before[v]:
			f.fewer = true
		}
	}
}

// undone is a value that an undo brought back of which the device believes that
// the server has it.
type undone struct {
	value
	who string
}

// hears notes what the device knows by now that the server lacks although its
// user brought it back: from here on nobody may take it away unseen.
func (w *world) hears(p *player) {
	w.undone = slices.DeleteFunc(w.undone, func(u undone) bool {
		if u.who != p.name {
			return false
		}
		shows := false
		for _, o := range p.objects() {
			if w.valuesOf(string(o.Body))[u.value] == 0 {
				continue
			}
			shows = true
			if o.Base != nil && w.valuesOf(string(o.Base.Body))[u.value] == 0 {
				delete(w.values[u.value].by, u.who)
				return true
			}
		}
		return !shows
	})
}

// unheard reports whether a device will make the object again: it made it and
// does not know that the server has, or had, it; or it has an edit of it to send,
// which beats a deletion. One that was cut off before it could read back what it
// sent has it still to send.
func (w *world) unheard(uid string) bool {
	return slices.ContainsFunc(w.players, func(p *player) bool {
		return slices.ContainsFunc(p.objects(), func(o calendar.Object) bool {
			return o.State() != calendar.Unchanged && property(o.Body, "UID") == uid
		})
	})
}

// only lists the values in a that are not in b.
func only(a, b map[value]int) (list []string) {
	for v := range a {
		if b[v] == 0 {
			list = append(list, v.uid+":"+v.text)
		}
	}
	slices.Sort(list)
	return list
}

// judgeWrite looks at a request that may have changed something.
func (w *world) judgeWrite(p *player, r *http.Request, before, tag string, there bool) {
	switch r.Method {
	case "PUT", "DELETE", "MOVE":
	default:
		return
	}
	match := r.Header.Get("If-Match")
	if match == "" && r.Header.Get("If-None-Match") != "*" {
		w.fail("%s %s without a precondition", r.Method, r.URL.Path)
	}
	for _, t := range etagsIn(match) {
		if !p.told[t] {
			w.fail("%s %s on a version that %s was never told of", r.Method, r.URL.Path, p.name)
		}
	}
	if !there || r.Method == "MOVE" {
		return
	}
	after, now, _ := w.server.Get(r.URL.Path)
	if now == tag {
		return
	}
	kept := w.valuesOf(slices.Concat(w.texts(), texts(p.objects()), p.aside())...)
	for v := range w.valuesOf(before) {
		if f := w.values[v]; f != nil && !f.ever && !f.fewer && kept[v] == 0 && !w.twice[v.uid] {
			w.note("before:\n%s\nafter:\n%s", before, after)
			w.fail("%s by %s took %s of %s away, which nobody who did so had seen", r.Method, p.name, v.text, v.uid)
		}
	}
}

// aside are the user's texts that wait for a decision.
func (p *player) aside() (all []string) {
	open, err := p.store.Conflicts(context.Background())
	if err != nil {
		p.fail("%s: %v", p.name, err)
	}
	for _, c := range open {
		all = append(all, string(c.Ours))
	}
	return all
}

// texts are those on the server.
func (w *world) texts() (all []string) {
	for _, path := range w.paths() {
		text, _, _ := w.server.Get(path)
		all = append(all, text)
	}
	return all
}

// judge looks at the world after everybody synchronized in peace.
func (w *world) judge() {
	for _, p := range w.players {
		if err := p.report.Problem(); err != nil {
			w.fail("%s does not come to rest: %v", p.name, err)
		}
		w.judgeDevice(p)
	}
	w.judgeValues()
	w.judgeDeletions()
	w.judgeCopies()
}

// judgeDevice compares a device with the server.
func (w *world) judgeDevice(p *player) {
	for name, c := range p.collections() {
		objects, err := p.store.Objects(context.Background(), c.ID)
		if err != nil {
			w.fail("%s: %v", p.name, err)
		}
		on := w.server.Paths(home + name + "/")
		if len(objects) != len(on) {
			w.fail("%s holds %d objects in %s, the server %d (held back: %+v)", p.name, len(objects), name, len(on), c.Hold)
		}
		uids := map[string]bool{}
		for _, o := range objects {
			text, _, _ := w.server.Get(string(o.Href))
			if o.State() != calendar.Unchanged || text != string(o.Body) {
				w.fail("%s holds %s (%s) as\n%s\nthe server as\n%s", p.name, o.Href, o.State(), o.Body, text)
			}
			uid := property(o.Body, "UID")
			if uids[uid] {
				w.fail("%s holds UID %s twice in %s", p.name, uid, name)
			}
			uids[uid] = true
		}
	}
}

// judgeValues looks for everything that anybody wrote.
func (w *world) judgeValues() {
	kept := w.valuesOf(w.texts()...)
	for _, p := range w.players {
		for v := range w.valuesOf(p.aside()...) {
			kept[v]++
		}
		w.judgeLedger(p)
	}
	var lost []string
	for v, f := range w.values {
		if !f.gone() && kept[v] == 0 && !w.twice[v.uid] {
			lost = append(lost, v.text+" of "+v.uid)
		}
	}
	if len(lost) > 0 {
		slices.Sort(lost)
		w.fail("lost: %s", strings.Join(lost, ", "))
	}
}

// judgeLedger expects in the device's ledger what its user wrote.
func (w *world) judgeLedger(p *player) {
	rows, err := p.store.History(context.Background(), calendar.HistoryQuery{})
	if err != nil {
		w.fail("%s: %v", p.name, err)
	}
	var all []string
	for _, row := range rows {
		all = append(all, string(row.After))
	}
	entered := w.valuesOf(all...)
	for v := range p.penned {
		if entered[v] == 0 {
			w.fail("%s has no ledger row of %s of %s", p.name, v.text, v.uid)
		}
	}
}

// judgeDeletions looks for what came back although nobody touched it.
func (w *world) judgeDeletions() {
	for _, text := range w.texts() {
		uid := w.read(text).uid
		back := !w.touchy[uid]
		for v := range w.valuesOf(text) {
			f := w.values[v]
			back = back && f != nil && len(f.by) > 0 && f.deleted
		}
		if back {
			w.fail("%s came back after it was deleted", uid)
		}
	}
}
