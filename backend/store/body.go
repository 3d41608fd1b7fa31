package store

import (
	"cmp"
	"crypto/sha256"
	"fmt"

	"calends/backend/calendar"
)

// ref is the number of a body; 0 stands for no text.
type ref uint64

// text is a text about to be written: what is costly to know of it is found
// out before the transaction begins.
type text struct {
	body  []byte
	sum   [sha256.Size]byte
	index calendar.Index
}

// read prepares a text; nil for no text.
func (s *Store) read(body []byte) *text {
	if body == nil {
		return nil
	}
	return &text{body: body, sum: sha256.Sum256(body), index: s.index(body)}
}

// filed is what a text is filed under; nothing for no text.
func (x *text) filed() calendar.Index {
	if x == nil {
		return calendar.Index{}
	}
	return x.index
}

// index files a text, readable or not.
func (s *Store) index(body []byte) calendar.Index {
	x, err := s.o.Index(body)
	if err != nil {
		x.Component, x.Problem = "", cmp.Or(x.Problem, err.Error())
	}
	return x
}

// keep writes a text unless it is there already, and returns its number.
func (t *tx) keep(x *text) (ref, error) {
	if x == nil {
		return 0, nil
	}
	known := t.Bucket(digests)
	if v := known.Get(x.sum[:]); v != nil {
		t.held(ref(asNumber(v)))
		return ref(asNumber(v)), nil
	}
	b := growing(t.Bucket(bodies))
	n, err := b.NextSequence()
	if err != nil {
		return 0, err
	}
	if err := b.Put(number(n), t.s.zip.EncodeAll(x.body, nil)); err != nil {
		return 0, err
	}
	t.held(ref(n))
	return ref(n), known.Put(x.sum[:], number(n))
}

// held tells a sweep under way that a body is needed.
func (t *tx) held(r ref) {
	if t.s.kept != nil {
		t.s.kept[r] = true
	}
}

// body reads a text; nil for no text. zstd's checksum tells a damaged one.
func (t *tx) body(r ref) ([]byte, error) {
	if r == 0 {
		return nil, nil
	}
	packed := t.Bucket(bodies).Get(number(uint64(r)))
	if packed == nil {
		return nil, fmt.Errorf("body %d is missing", r)
	}
	body, err := t.s.unpack(packed)
	if err != nil {
		return nil, fmt.Errorf("body %d: %w", r, err)
	}
	return body, nil
}

// unpack reads a text as it is stored.
func (s *Store) unpack(packed []byte) ([]byte, error) {
	return s.unz.DecodeAll(packed, make([]byte, 0, 4*len(packed)))
}
