package store

import (
	"context"
	"errors"
	"strings"

	"calends/backend/calendar"
)

// request is a row of requests.
type request struct {
	first  uint64 // the number of its first change, which names the batch
	origin calendar.Origin
	undoes string
	act    calendar.Act
	about  string // of the act
	was    calendar.Look
	is     calendar.Look
}

// ofSync is how a request begins to name the sync that it takes back.
const ofSync = "sync:"

func (r request) name() string { return string(changeID(r.first)) }

// ofSync reports whether it takes a whole sync back.
func (r request) ofSync() bool { return strings.HasPrefix(r.undoes, ofSync) }

// own reports whether a request is the user's own, and no undo of one.
func (r request) own() bool { return r.undoes == "" || r.ofSync() }

// noteRequest notes the batch as a request of the user's.
func (b *batch) noteRequest() error {
	if len(b.entries) == 0 || b.origin == calendar.Server || b.origin == calendar.Merge {
		return nil
	}
	return b.t.putRequest(request{first: b.entries[0].number, origin: b.origin, undoes: b.undoes})
}

// noteAct notes the batch as an act of the user's. Where no text changed, a row
// without texts gives it its name.
func (b *batch) noteAct(act calendar.Act, about string, e entry) error {
	return b.noteRequestOf(request{act: act, about: about}, e)
}

// noteRequestOf is noteAct of an act of which there is more to say.
func (b *batch) noteRequestOf(r request, e entry) error {
	if len(b.entries) == 0 {
		e.kind = calendar.KindEdited
		if err := b.add(&e); err != nil {
			return err
		}
	}
	r.first, r.origin, r.undoes = b.entries[0].number, b.origin, b.undoes
	return b.t.putRequest(r)
}

func (t *tx) putRequest(r request) error {
	var p packer
	p.text(string(r.origin))
	p.text(r.undoes)
	if r.act != calendar.ActChange {
		p.text(string(r.act))
		p.text(r.about)
	}
	if r.act == calendar.ActLook {
		p.look(r.was)
		p.look(r.is)
	}
	return t.Bucket(requests).Put(number(r.first), p)
}

func unpackRequest(key, packed []byte) (request, error) {
	u := unpacker{rest: packed}
	r := request{first: asNumber(key), origin: calendar.Origin(u.text()), undoes: u.text()}
	if len(u.rest) > 0 { // an act
		r.act, r.about = calendar.Act(u.text()), u.text()
	}
	if r.act == calendar.ActLook {
		r.was, r.is = u.look(), u.look()
	}
	return r, u.err()
}

// whole reads what a request did. [calendar.ErrNotFound]: its rows are no
// longer kept.
func (t *tx) whole(r request) (w calendar.Request, err error) {
	w = calendar.Request{Name: r.name(), Act: r.act, About: r.about, Was: r.was, Is: r.is}
	switch r.act {
	case calendar.ActChange:
		w.Changes, err = t.changesOf(r.first)
	case calendar.ActAccept, calendar.ActPushBack:
		w.Changes, err = t.decidedIn(r)
	}
	return w, err
}

// decidedIn reads the changes that the user's word on what was held back of a
// collection let in, in the sync that began with it.
func (t *tx) decidedIn(r request) ([]calendar.Change, error) {
	begin, err := t.entry(r.first)
	if err != nil {
		return nil, err
	}
	var all []calendar.Change
	c := t.Bucket(decided).Cursor()
	for k, act := c.Seek(number(r.first)); k != nil; k, act = c.Next() {
		e, err := t.entry(asNumber(k))
		if err != nil {
			return nil, err
		}
		if string(act) != string(r.act) || e.sync != begin.sync || string(e.collection) != r.about {
			continue
		}
		change, err := t.change(e)
		if err != nil {
			return nil, err
		}
		all = append(all, change)
	}
	return all, nil
}

// decide notes that rows, recorded already, are the user's word on what was held
// back of a collection, and the request that this is where there is none yet.
func (b *batch) decide(act calendar.Act, in calendar.CollectionID, rows []entry) error {
	for _, e := range rows {
		if err := b.t.Bucket(decided).Put(number(e.number), []byte(act)); err != nil {
			return err
		}
	}
	if len(rows) == 0 {
		return nil
	}
	known, err := b.t.decidedBefore(act, in, rows[0].sync)
	if known || err != nil {
		return err
	}
	return b.t.putRequest(request{first: rows[0].number, origin: calendar.Me, act: act, about: string(in)})
}

// decidedBefore reports whether that word is a request already, in the same
// sync.
func (t *tx) decidedBefore(act calendar.Act, in calendar.CollectionID, sync uint64) (bool, error) {
	c := t.Bucket(requests).Cursor()
	for k, v := c.Last(); k != nil && asNumber(k) >= sync; k, v = c.Prev() {
		r, err := unpackRequest(k, v)
		if err != nil {
			return false, err
		}
		if r.act != act || r.about != string(in) {
			continue
		}
		if e, err := t.entry(r.first); err == nil && e.sync == sync {
			return true, nil
		}
	}
	return false, nil
}

// decidedOf is what of the rows of a sighting came, or went, by the user's word
// on what was held back.
func (h *shelf) decidedOf(ctx context.Context, g seen, rows []entry) []entry {
	switch act := calendar.Decision(ctx, h.id); {
	case act == calendar.ActAccept && h.at.Hold.Held() && h.isHeld(g.Object):
		return rows
	case act == calendar.ActPushBack && g.Overruled && g.Origin != calendar.Merge && len(rows) > 0:
		return rows[len(rows)-1:] // the server's version came by itself
	}
	return nil
}

// noteLetGo notes that what was held back of a collection is so no more because
// the user sent it out, where no change of a text says so. It returns the first
// row of the sync.
func (s *Store) noteLetGo(ctx context.Context, h *shelf) (sync uint64, err error) {
	if !h.at.Hold.Held() || calendar.Decision(ctx, h.id) != calendar.ActPushBack {
		return 0, nil
	}
	b := s.batchOf(ctx, h, calendar.Me)
	if known, err := h.t.decidedBefore(calendar.ActPushBack, h.id, b.sync); err != nil || known && b.sync != 0 {
		return b.sync, err
	}
	err = b.noteAct(calendar.ActPushBack, string(h.id), entry{account: h.account, collection: h.id})
	return b.sync, errors.Join(err, b.record())
}

// batchOf is a batch about a collection, in the sync under way if there is one.
func (s *Store) batchOf(ctx context.Context, h *shelf, origin calendar.Origin) *batch {
	began := calendar.SyncBegan(ctx)
	return &batch{t: h.t, origin: origin, sync: s.syncOf(h.account, began), inSync: !began.IsZero()}
}

// isHeld reports whether something about an object is held back.
func (h *shelf) isHeld(id calendar.ObjectID) bool {
	b := h.bucket.Bucket(held)
	return b != nil && b.Get([]byte(id)) != nil
}
