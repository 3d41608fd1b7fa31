package store

import (
	"crypto/rand"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"strconv"
	"time"

	"go.etcd.io/bbolt"

	"calends/backend/calendar"
)

// format is the number of the layout that the package comment draws.
const format = 4

// The names of the layout.
var (
	meta        = []byte("meta")
	settings    = []byte("settings")
	accounts    = []byte("accounts")
	collections = []byte("collections")
	places      = []byte("places")
	uids        = []byte("uids")
	bodies      = []byte("bodies")
	digests     = []byte("digests")
	ledger      = []byte("ledger")
	trail       = []byte("trail")
	requests    = []byte("requests")
	conflicts   = []byte("conflicts")
	removed     = []byte("removed")
	decided     = []byte("decided")

	buckets = [][]byte{meta, settings, accounts, collections, places, uids, bodies, digests, ledger, trail, requests, conflicts, removed, decided,
		exchanges, messages, touches, reached, brought}

	// keys of meta
	formatKey = []byte("format")
	indexKey  = []byte("index")
	sweptKey  = []byte("swept")
	beginsKey = []byte("begins")

	// what a bucket of a collection holds
	collection = []byte("collection")
	objects    = []byte("objects")
	hrefs      = []byte("hrefs")
	spans      = []byte("spans")
	texts      = []byte("texts")
	held       = []byte("held")
	attempts   = []byte("attempts")
)

// errPacked reports a value that is not what its bucket holds.
var errPacked = errors.New("a value cannot be read")

// number is n as a key.
func number(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

// asNumber is what number wrote; 0 where it is none.
func asNumber(b []byte) uint64 {
	if len(b) != 8 {
		return 0
	}
	return binary.BigEndian.Uint64(b)
}

// pair is the key of what belongs to a under b. A uid may hold anything, a
// zero byte too; then the key is still unambiguous, because b has none.
func pair[A, B ~string](a A, b B) []byte { return []byte(string(a) + "\x00" + string(b)) }

// idText writes ids so that they sort as their bytes do.
var idText = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// newID makes an id of 16 letters and digits: 48 bits of milliseconds, 32 of
// chance. Within a millisecond it counts on, so that what is written together
// stands together.
func (t *tx) newID() (string, error) {
	var id [10]byte
	binary.BigEndian.PutUint64(id[:8], uint64(t.now.UnixMilli())<<16)
	if string(id[:6]) <= string(t.s.last[:6]) {
		id = t.s.last
		for i := len(id) - 1; i >= 0; i-- {
			if id[i]++; id[i] != 0 {
				break
			}
		}
	} else if _, err := rand.Read(id[6:]); err != nil {
		return "", err
	}
	t.s.last = id
	return idText.EncodeToString(id[:]), nil
}

// changeID is the name of a row of the ledger.
func changeID(n uint64) calendar.ChangeID { return calendar.ChangeID(strconv.FormatUint(n, 10)) }

// changeNumber is the row that an id names; 0 where it names none.
func changeNumber[T ~string](id T) uint64 {
	n, err := strconv.ParseUint(string(id), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// packer writes the fields of a row one after another.
type packer []byte

func (p *packer) uint(n uint64) { *p = binary.AppendUvarint(*p, n) }

func (p *packer) text(s string) {
	p.uint(uint64(len(s)))
	*p = append(*p, s...)
}

func (p *packer) flag(b bool) {
	if b {
		p.uint(1)
	} else {
		p.uint(0)
	}
}

// time writes t to the millisecond; the zero time stays zero.
func (p *packer) time(t time.Time) {
	p.flag(!t.IsZero())
	if !t.IsZero() {
		*p = binary.AppendVarint(*p, t.UnixMilli())
	}
}

// unpacker reads what packer wrote. What does not fit makes it bad, and every
// field from there on zero.
type unpacker struct {
	rest []byte
	bad  bool
}

func (u *unpacker) uint() uint64 {
	n, size := binary.Uvarint(u.rest)
	if size <= 0 {
		u.rest, u.bad = nil, true
		return 0
	}
	u.rest = u.rest[size:]
	return n
}

func (u *unpacker) text() string {
	n := u.uint()
	if n > uint64(len(u.rest)) {
		u.rest, u.bad = nil, true
		return ""
	}
	s := string(u.rest[:n]) // a copy: the page is not ours
	u.rest = u.rest[n:]
	return s
}

func (u *unpacker) flag() bool { return u.uint() != 0 }

func (u *unpacker) time() time.Time {
	if !u.flag() {
		return time.Time{}
	}
	n, size := binary.Varint(u.rest)
	if size <= 0 {
		u.rest, u.bad = nil, true
		return time.Time{}
	}
	u.rest = u.rest[size:]
	return time.UnixMilli(n).UTC()
}

// err reports whether everything could be read.
func (u *unpacker) err() error {
	if u.bad {
		return errPacked
	}
	return nil
}

// growing says that a bucket is mostly added to at its end, so that its pages
// may be filled. Ids and numbers grow with time.
func growing(b *bbolt.Bucket) *bbolt.Bucket {
	b.FillPercent = 0.95
	return b
}
