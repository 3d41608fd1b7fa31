package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"go.etcd.io/bbolt"

	"calends/backend/calendar"
)

// version is a [calendar.Version] whose body is kept under a number.
type version struct {
	etag calendar.ETag
	tag  calendar.ScheduleTag
	body ref
}

// row is a [calendar.Object] as it is stored.
type row struct {
	id         calendar.ObjectID
	revision   uint64
	href       calendar.Href
	uid        calendar.UID
	base       *version
	body       ref
	unreadable *version
	span       string    // its key in spans; "" where it is not shown
	waits      time.Time // since when its state on the server is not believed; zero: it is
}

func (r row) pack() []byte {
	var p packer
	p.uint(r.revision)
	p.text(string(r.href))
	p.text(string(r.uid))
	p.version(r.base)
	p.uint(uint64(r.body))
	p.version(r.unreadable)
	p.text(r.span)
	if !r.waits.IsZero() {
		p.time(r.waits)
	}
	return p
}

func (p *packer) version(v *version) {
	p.flag(v != nil)
	if v != nil {
		p.text(string(v.etag))
		p.text(string(v.tag))
		p.uint(uint64(v.body))
	}
}

func unpackRow(id, packed []byte) (row, error) {
	u := unpacker{rest: packed}
	r := row{
		id:         calendar.ObjectID(id),
		revision:   u.uint(),
		href:       calendar.Href(u.text()),
		uid:        calendar.UID(u.text()),
		base:       u.version(),
		body:       ref(u.uint()),
		unreadable: u.version(),
		span:       u.text(),
	}
	if len(u.rest) > 0 {
		r.waits = u.time()
	}
	if err := u.err(); err != nil {
		return row{}, fmt.Errorf("object %s: %w", id, err)
	}
	return r, nil
}

func (u *unpacker) version() *version {
	if !u.flag() {
		return nil
	}
	return &version{calendar.ETag(u.text()), calendar.ScheduleTag(u.text()), ref(u.uint())}
}

// state is [calendar.Object.State] without the texts: one text has one number.
func (r row) state() calendar.State {
	switch {
	case r.body == 0:
		return calendar.Deleted
	case r.base == nil:
		return calendar.Created
	case r.base.body == r.body:
		return calendar.Unchanged
	default:
		return calendar.Edited
	}
}

// shelf is one collection in a transaction.
type shelf struct {
	t       *tx
	id      calendar.CollectionID
	account calendar.AccountID
	at      calendar.Collection
	bucket  *bbolt.Bucket

	objects, hrefs, spans, texts *bbolt.Bucket
}

// shelf opens a collection.
func (t *tx) shelf(id calendar.CollectionID) (*shelf, error) {
	b := t.Bucket(collections).Bucket([]byte(id))
	if b == nil {
		return nil, notFound("calendar", id)
	}
	h := &shelf{t: t, id: id, bucket: b,
		objects: b.Bucket(objects), hrefs: b.Bucket(hrefs), spans: b.Bucket(spans), texts: b.Bucket(texts)}
	growing(h.objects)
	growing(h.texts)
	var err error
	if h.at, err = t.s.described(id, b.Get(collection)); err != nil {
		return nil, fmt.Errorf("calendar %s: %w", id, err)
	}
	h.account = h.at.Account
	return h, nil
}

// description is a collection and the JSON that said so.
type description struct {
	text []byte
	of   calendar.Collection
}

// described reads the JSON of a collection, which every transaction does and
// few change: what the same text said last time it still says.
func (s *Store) described(id calendar.CollectionID, text []byte) (calendar.Collection, error) {
	if v, ok := s.shelves.Load(id); ok {
		if d := v.(description); bytes.Equal(d.text, text) {
			d.of.Components = slices.Clone(d.of.Components)
			return d.of, nil
		}
	}
	d := description{text: bytes.Clone(text)}
	if err := json.Unmarshal(text, &d.of); err != nil {
		return calendar.Collection{}, err
	}
	s.shelves.Store(id, d)
	d.of.Components = slices.Clone(d.of.Components)
	return d.of, nil
}

// local reports whether no server stands behind the collection.
func (h *shelf) local() bool { return h.account == calendar.LocalAccount }

// place finds the collection of an object.
func (t *tx) place(id calendar.ObjectID) (*shelf, error) {
	at := t.Bucket(places).Get([]byte(id))
	if at == nil {
		return nil, notFound("object", id)
	}
	return t.shelf(calendar.CollectionID(at))
}

// row reads an object of the collection.
func (h *shelf) row(id calendar.ObjectID) (row, error) {
	packed := h.objects.Get([]byte(id))
	if packed == nil {
		return row{}, notFound("object", id)
	}
	return unpackRow([]byte(id), packed)
}

// rowAt reads the object that has an href; ok is false where none has.
func (h *shelf) rowAt(href calendar.Href) (r row, ok bool, err error) {
	id := h.hrefs.Get(hrefKey(href))
	if id == nil {
		return row{}, false, nil
	}
	r, err = h.row(calendar.ObjectID(id))
	return r, err == nil, err
}

// put writes r in place of old, which is nil where the object is new, and files
// it under x where it is shown.
func (h *shelf) put(old *row, r row, x calendar.Index) error {
	if err := h.unfile(old); err != nil {
		return err
	}
	r.span = ""
	if r.body != 0 {
		if err := h.file(&r, x); err != nil {
			return err
		}
	}
	if old != nil && !bytes.Equal(hrefKey(old.href), hrefKey(r.href)) {
		if err := h.hrefs.Delete(hrefKey(old.href)); err != nil {
			return err
		}
	}
	return errors.Join(
		h.objects.Put([]byte(r.id), r.pack()),
		h.hrefs.Put(hrefKey(r.href), []byte(r.id)),
		growing(h.t.Bucket(places)).Put([]byte(r.id), []byte(h.id)),
		h.t.Bucket(uids).Put(uidKey(r.uid, r.id), nil))
}

// drop takes an object out of the collection. What the ledger needs of it
// stays: the trail, and its uid.
func (h *shelf) drop(r row) error {
	return errors.Join(
		h.unfile(&r),
		h.hrefs.Delete(hrefKey(r.href)),
		h.t.Bucket(places).Delete([]byte(r.id)),
		h.objects.Delete([]byte(r.id)))
}

// object reads the texts of a row.
func (h *shelf) object(r row) (calendar.Object, error) {
	o := calendar.Object{ID: r.id, Collection: h.id, Href: r.href, Revision: r.revision, Waits: r.waits}
	var err error
	if o.Body, err = h.t.body(r.body); err != nil {
		return o, err
	}
	if o.Base, err = h.t.version(r.base, r.body, o.Body); err != nil {
		return o, err
	}
	o.Unreadable, err = h.t.version(r.unreadable, 0, nil)
	return o, err
}

// version reads a version; where its body is known already it is shared.
func (t *tx) version(v *version, known ref, body []byte) (*calendar.Version, error) {
	if v == nil {
		return nil, nil
	}
	if v.body != known {
		var err error
		if body, err = t.body(v.body); err != nil {
			return nil, err
		}
	}
	return &calendar.Version{ETag: v.etag, ScheduleTag: v.tag, Body: body}, nil
}

// longest is how long a key may be before its digest stands for it; bbolt
// refuses 32 kB, and people write what they like.
const longest = 1024

func hrefKey(h calendar.Href) []byte { return short(h.Key()) }

func uidKey(u calendar.UID, o calendar.ObjectID) []byte { return pair(string(short(string(u))), o) }

func short(key string) []byte {
	if len(key) > longest {
		sum := sha256.Sum256([]byte(key))
		return []byte("sha256:" + hex.EncodeToString(sum[:]))
	}
	return []byte(key)
}

// withUID yields the objects that ever had a uid, whether they are still here
// or not.
func (t *tx) withUID(uid calendar.UID) []calendar.ObjectID {
	var ids []calendar.ObjectID
	prefix := uidKey(uid, "")
	c := t.Bucket(uids).Cursor()
	for k, _ := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, _ = c.Next() {
		if id := string(k[len(prefix):]); !strings.Contains(id, "\x00") {
			ids = append(ids, calendar.ObjectID(id))
		}
	}
	return ids
}
