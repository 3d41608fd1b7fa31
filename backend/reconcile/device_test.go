package reconcile

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"calends/backend/calendar"
)

// device holds a replica and does plans, with the revision rule of
// [calendar.Sighting]: what the user wrote meanwhile stays.
type device struct {
	world   *world
	id      int
	full    bool // the server it talks to knows no tokens
	token   calendar.SyncToken
	objects []calendar.Object // in the order of their creation
	made    int
	// unheard are the texts written here since the server last told what it
	// holds. The store's ledger knows them; they tell a lost answer from
	// somebody else's change.
	unheard map[calendar.Href][][]byte
}

// trouble is what goes wrong in one sync; -1: never.
type trouble struct {
	lost      int // the answer of this step gets lost, and with it the connection
	crash     int // the device stops before this step
	meddle    int // somebody else writes before this step
	typing    int // the user writes while this step is on its way
	forgotten bool
}

func peace() trouble { return trouble{lost: -1, crash: -1, meddle: -1, typing: -1} }

func (d *device) trouble() trouble {
	t := peace()
	t.forgotten = d.world.rand.IntN(12) == 0
	for _, what := range []*int{&t.lost, &t.crash, &t.meddle, &t.typing} {
		if d.world.rand.IntN(3) == 0 {
			*what = d.world.rand.IntN(4)
		}
	}
	return t
}

func (d *device) create() {
	d.made++
	href := calendar.Href(fmt.Sprintf("/c/d%d-%d.ics", d.id, d.made))
	o := calendar.Object{ID: calendar.ObjectID(href), Href: href, Body: d.world.write(d.id), Revision: 1}
	d.objects = append(d.objects, o)
	d.unheard[href] = append(d.unheard[href], o.Body)
	d.world.note("device %d creates %s: %s", d.id, href, o.Body)
}

// shown picks an object the user can see.
func (d *device) shown() *calendar.Object {
	var shown []*calendar.Object
	for i := range d.objects {
		if d.objects[i].Body != nil {
			shown = append(shown, &d.objects[i])
		}
	}
	if len(shown) == 0 {
		return nil
	}
	return shown[d.world.rand.IntN(len(shown))]
}

func (d *device) edit() {
	if o := d.shown(); o != nil {
		d.rewrite(o)
	}
}

// rewrite lets the user write over what he sees.
func (d *device) rewrite(o *calendar.Object) {
	if d.mine(o.Body) {
		d.world.settle(o.Body)
	}
	o.Body = d.world.write(d.id, o.Body)
	o.Revision++
	d.unheard[o.Href] = append(d.unheard[o.Href], o.Body)
	d.world.note("device %d edits %s: %s", d.id, o.Href, o.Body)
}

func (d *device) mine(body []byte) bool { return d.world.texts[number(body)].author == d.id }

func (d *device) delete() {
	o := d.shown()
	if o == nil {
		return
	}
	if d.mine(o.Body) {
		d.world.texts[number(o.Body)].settled = true
		d.world.texts[number(o.Body)].dropped = true
	}
	o.Body = nil
	o.Revision++
	d.world.note("device %d deletes %s", d.id, o.Href)
}

// sync observes, plans, does and records; what the server refused because it
// holds something else, and what came out of a merge, is looked at once more.
func (d *device) sync(t trouble) {
	token := d.token
	if d.full || t.forgotten {
		token = ""
	}
	seen := d.world.server.list(token)
	if seen.Complete && len(seen.Members) == 0 { // the user confirms that it is empty
		for _, o := range d.objects {
			seen.Gone = append(seen.Gone, o.Href)
		}
	}
	if d.world.tokenFirst {
		d.token = seen.Progress.Token
	}
	again, ok := d.round(seen, t)
	if ok && len(again.Members)+len(again.Gone) > 0 {
		d.round(again, t)
	}
}

// round does one plan. The token is recorded last, and only when everything it
// stands for was taken in. It returns what is to be looked at again, and
// whether the device got to the end.
func (d *device) round(seen calendar.Listing, t trouble) (calendar.Listing, bool) {
	again := calendar.Listing{Members: map[calendar.Href]calendar.ETag{}}
	steps, err := d.world.plan(slices.Clone(d.objects), seen)
	if err != nil {
		d.world.fail("%v", err)
		return again, false
	}
	taken := seen.Progress.Token != ""
	for i, s := range steps {
		if i == t.crash {
			return again, false
		}
		if i == t.meddle {
			d.world.strange()
		}
		sighting, err := d.do(s)
		d.world.note("device %d %s %s (%s, %s): %v", d.id, s.Action, s.Href, s.Object.Body, sighting.Body, err)
		if i == t.typing {
			d.typeOver(s.Object.ID)
		}
		switch {
		case i == t.lost:
			return again, false
		case err == nil:
			taken = d.record(sighting) && taken
			continue
		case errors.Is(err, calendar.ErrPrecondition):
			again.Members[s.Href] = ""
		case errors.Is(err, calendar.ErrGone):
			again.Gone = append(again.Gone, s.Href)
		}
		taken = taken && !s.Receives()
	}
	if taken {
		d.token = seen.Progress.Token
	}
	return again, true
}

// typeOver lets the user write into an object that a step is busy with.
func (d *device) typeOver(id calendar.ObjectID) {
	for i := range d.objects {
		if o := &d.objects[i]; o.ID == id && o.Body != nil {
			d.rewrite(o)
		}
	}
}

// do does one step on the server and returns what it learned.
func (d *device) do(s Step) (calendar.Sighting, error) {
	o := s.Object
	learned := calendar.Sighting{Object: o.ID, Href: s.Href, At: o.Revision, Origin: calendar.Server}
	srv := &d.world.server
	version := s.Version
	var err error
	if s.Fetches() {
		if version, err = srv.get(s.Href); err != nil {
			return learned, err
		}
	}
	switch s.Action {
	case Create, Recreate:
		learned.Base, err = srv.put(s.Href, o.Body, "")
		learned.Body, learned.Origin = o.Body, calendar.Me
	case Replace:
		learned.Base, err = srv.put(s.Href, o.Body, s.ETag)
		learned.Body, learned.Origin = o.Body, calendar.Me
	case Remove:
		learned.Origin = calendar.Me
		var saw []byte
		if o.Base != nil {
			saw = o.Base.Body
		}
		err = srv.delete(s.Href, s.ETag, saw)
	case Download:
		learned.Base, learned.Body = version, version.Body
	case Merge, Restore:
		learned.Base, learned.Body = version, version.Body
		if d.wrote(s.Href, version.Body) {
			learned.Body, learned.Origin = o.Body, calendar.Me // the answer got lost; ours was made on it
		} else if s.Action == Merge {
			d.merge(o, &learned)
		}
	case Forget:
	}
	return learned, err
}

// wrote reports whether the server holds a text of this device's whose answer
// never came.
func (d *device) wrote(href calendar.Href, theirs []byte) bool {
	return !d.world.noLedger && slices.ContainsFunc(d.unheard[href], func(b []byte) bool { return bytes.Equal(b, theirs) })
}

// heard forgets the texts that are older than what the server now told.
func (d *device) heard(o *calendar.Object, base *calendar.Version) {
	if base == nil || o.Base != nil && bytes.Equal(o.Base.Body, base.Body) {
		return
	}
	texts := d.unheard[o.Href]
	i := slices.IndexFunc(texts, func(b []byte) bool { return bytes.Equal(b, base.Body) })
	if i < 0 {
		i = len(texts) - 1
	}
	d.unheard[o.Href] = texts[i+1:]
}

// merge combines, or, one time in three, finds that it cannot.
func (d *device) merge(o calendar.Object, learned *calendar.Sighting) {
	theirs := learned.Base.Body
	switch {
	case bytes.Equal(theirs, o.Body):
	case o.Base != nil && bytes.Equal(theirs, o.Base.Body):
		learned.Body = o.Body
	case d.world.rand.IntN(3) == 0:
		learned.Lost = o.Body
	default:
		learned.Body, learned.Origin = d.world.write(d.id, o.Body, theirs), calendar.Merge
		d.world.settle(learned.Body) // an attempt; it counts once it is recorded
	}
}

// record takes in what a step learned, as the store does, and reports whether
// it still could.
func (d *device) record(s calendar.Sighting) bool {
	if s.Object == "" {
		s.Object = calendar.ObjectID(s.Href)
		d.objects = append(d.objects, calendar.Object{ID: s.Object, Href: s.Href})
	}
	for i := range d.objects {
		o := &d.objects[i]
		if o.ID != s.Object {
			continue
		}
		if o.Revision != s.At && s.Origin != calendar.Me && !d.world.lateToo {
			return false // it came too late
		}
		d.heard(o, s.Base)
		o.Base, o.Href = s.Base, s.Href
		if o.Revision == s.At {
			if o.Body != nil && s.Body != nil && d.world.knows(number(s.Body), number(o.Body)) {
				d.world.settle(o.Body) // it lives on in a merge
			}
			d.world.settle(s.Lost)
			if s.Origin == calendar.Merge {
				d.unheard[o.Href] = append(d.unheard[o.Href], s.Body)
				d.world.texts[number(s.Body)].settled = false
			}
			if !bytes.Equal(o.Body, s.Body) {
				o.Body = s.Body
				o.Revision++
			}
		}
		if o.Base == nil && o.Body == nil {
			d.objects = slices.Delete(d.objects, i, i+1)
		}
		return true
	}
	return true
}

// judge requires that the device and the server agree and that both know it.
func (d *device) judge() {
	held := d.world.server.held
	for _, o := range d.objects {
		if r := held[o.Href]; o.State() != calendar.Unchanged || !bytes.Equal(r.body, o.Body) {
			d.world.fail("device %d holds %s (%s) as %q, the server as %q", d.id, o.Href, o.State(), o.Body, r.body)
		}
	}
	if len(d.objects) != len(held) {
		d.world.fail("device %d holds %d objects, the server %d", d.id, len(d.objects), len(held))
	}
	if len(held) == 0 {
		return
	}
	if steps, err := d.world.plan(slices.Clone(d.objects), d.world.server.list("")); err != nil || len(steps) > 0 {
		d.world.fail("device %d is never done: %v %v", d.id, steps, err)
	}
}
