package zone

import (
	"bytes"
	"encoding/binary"
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

// build makes a location of observances: one transition per onset. Before the
// first, its OffsetFrom holds; after the last, its OffsetTo. It is nil where
// nothing usable is defined.
func build(name string, obs []Observance) *time.Location {
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
	kinds := map[int]int{}
	for _, t := range all {
		if _, ok := kinds[t.kind]; !ok {
			kinds[t.kind] = f.kind(obs[t.kind].OffsetTo, obs[t.kind].Daylight, obs[t.kind].Name)
			if kinds[t.kind] < 0 {
				return nil
			}
		}
		f.transition(t.at, kinds[t.kind])
	}
	loc, err := time.LoadLocationFromTZData(name, f.bytes())
	if err != nil {
		return nil
	}
	return loc
}

func abs(n int) int { return max(n, -n) }

// tzif writes a time zone information file (RFC 9636), the form in which
// time.Location can be made.
type tzif struct {
	times   bytes.Buffer
	indices bytes.Buffer
	types   bytes.Buffer
	names   bytes.Buffer
	nTimes  uint32
	nTypes  uint32
}

// kind adds a local time type and returns its index; -1 where there is no room.
func (f *tzif) kind(off int, daylight bool, name string) int {
	name = designation(name)
	if f.nTypes > 127 || f.names.Len() > 200 {
		return -1
	}
	var b [6]byte
	binary.BigEndian.PutUint32(b[:], uint32(int32(off)))
	if daylight {
		b[4] = 1
	}
	b[5] = byte(f.names.Len())
	f.types.Write(b[:])
	f.names.WriteString(name)
	f.names.WriteByte(0)
	f.nTypes++
	return int(f.nTypes - 1)
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
	header(f.nTimes, f.nTypes, uint32(f.names.Len()))
	for _, part := range []*bytes.Buffer{&f.times, &f.indices, &f.types, &f.names} {
		out.Write(part.Bytes())
	}
	out.WriteString("\n\n") // no rule beyond the last transition
	return out.Bytes()
}
