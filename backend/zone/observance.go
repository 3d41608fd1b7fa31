package zone

import (
	"bytes"
	"encoding/binary"
	"slices"
	"sort"
	"time"
)

// Observance is a STANDARD or DAYLIGHT part of a VTIMEZONE (RFC 5545 §3.6.5)
// as plain values, its rules expanded.
type Observance struct {
	Name       string // TZNAME; may be ""
	Daylight   bool
	OffsetFrom int // seconds east of UTC before an onset
	OffsetTo   int // seconds east of UTC after it
	// Onsets are the moments it takes effect: what a clock at OffsetFrom
	// shows, in seconds since 1970-01-01T00:00:00 on that clock, ascending.
	Onsets []int64
	// Rule is an RRULE value that yields Onsets and goes on; "" where there is
	// none. Definition fills it in; Find looks at Onsets alone.
	Rule string
}

// maxOffset bounds what is believed of a VTIMEZONE: RFC 5545 §3.3.14 allows
// less than a day either way.
const maxOffset = day - 1

// locationOf reads a time zone information file; nil where it cannot be read.
func locationOf(name string, data []byte) *time.Location {
	loc, err := time.LoadLocationFromTZData(name, data)
	if err != nil {
		return nil
	}
	return loc
}

// tzifOf writes observances as a time zone information file: one transition
// per onset. Before the first, its OffsetFrom holds; after the last, its
// OffsetTo. It is nil where nothing usable is defined.
func tzifOf(obs []Observance) []byte {
	type transition struct {
		at   int64
		kind int // index into obs
	}
	var all []transition
	for i, o := range obs {
		if abs(o.OffsetFrom) > maxOffset || abs(o.OffsetTo) > maxOffset {
			continue
		}
		for _, wall := range o.Onsets {
			all = append(all, transition{wall - int64(o.OffsetFrom), i})
		}
	}
	if len(all) == 0 {
		return nil
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].at < all[j].at })
	f := tzif{}
	f.kind(obs[all[0].kind].OffsetFrom, false, "LMT")
	for _, t := range all {
		kind := f.kind(obs[t.kind].OffsetTo, obs[t.kind].Daylight, obs[t.kind].Name)
		if kind < 0 {
			return nil
		}
		f.transition(t.at, kind)
	}
	return f.bytes()
}

func abs(n int) int { return max(n, -n) }

// tzif writes a time zone information file (RFC 9636), the form in which
// time.Location can be made.
type tzif struct {
	times   bytes.Buffer
	indices bytes.Buffer
	types   [][6]byte
	names   bytes.Buffer
	nTimes  uint32
}

// kind returns the index of a local time type; -1 where there is no room for
// another one.
func (f *tzif) kind(off int, daylight bool, name string) int {
	var b [6]byte
	binary.BigEndian.PutUint32(b[:], uint32(int32(off)))
	if daylight {
		b[4] = 1
	}
	b[5] = f.name(name)
	if i := slices.Index(f.types, b); i >= 0 {
		return i
	}
	if len(f.types) == 256 {
		return -1
	}
	f.types = append(f.types, b)
	return len(f.types) - 1
}

// name returns where a TZNAME stands among the names; where they are too many,
// the first stands for it.
func (f *tzif) name(name string) byte {
	name = designation(name) + "\x00"
	if i := bytes.Index(f.names.Bytes(), []byte(name)); i >= 0 {
		return byte(i)
	}
	at := f.names.Len()
	if at+len(name) > 256 {
		return 0
	}
	f.names.WriteString(name)
	return byte(at)
}

// designation makes a TZNAME fit the file: short, no NUL, never empty.
func designation(name string) string {
	clean := bytes.Map(func(r rune) rune {
		if r <= ' ' || r > '~' {
			return -1
		}
		return r
	}, []byte(name))
	if len(clean) > 10 {
		clean = clean[:10]
	}
	if len(clean) == 0 {
		return "-"
	}
	return string(clean)
}

func (f *tzif) transition(at int64, kind int) {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(at))
	f.times.Write(b[:])
	f.indices.WriteByte(byte(kind))
	f.nTimes++
}

func (f *tzif) bytes() []byte {
	var out bytes.Buffer
	header := func(times, types, chars uint32) {
		out.WriteString("TZif2")
		out.Write(make([]byte, 15))
		for _, n := range []uint32{0, 0, 0, times, types, chars} {
			_ = binary.Write(&out, binary.BigEndian, n) // a Buffer does not fail
		}
	}
	header(0, 0, 0) // the 32-bit block, unused since version 2
	header(f.nTimes, uint32(len(f.types)), uint32(f.names.Len()))
	out.Write(f.times.Bytes())
	out.Write(f.indices.Bytes())
	for _, kind := range f.types {
		out.Write(kind[:])
	}
	out.Write(f.names.Bytes())
	out.WriteString("\n\n") // no rule beyond the last transition
	return out.Bytes()
}
