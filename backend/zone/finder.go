package zone

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"
)

// ErrUnknown says that a TZID names no zone and no usable VTIMEZONE defines it.
var ErrUnknown = errors.New("unknown time zone")

// Bounds of the Finder's memory: a hostile file may invent a name per line.
const (
	cached  = 4096 // locations
	longest = 255  // octets of a name that may mean something by itself
)

// Finder finds the location a TZID means and remembers it: one for each zone
// and for each distinct definition, whatever the TZIDs and the texts they were
// found by. It is safe for concurrent use.
type Finder struct {
	named     memory // by TZID
	defined   memory // by digest of TZID and text
	described memory // by TZID
	zones     memory // by IANA name
	built     memory // by digest of what was built
}

// NewFinder returns an empty Finder.
func NewFinder() *Finder { return &Finder{} }

// Find returns the location tzid means: by its name where that is an IANA
// name, a vendor's prefix before it or not; else as defs, the observances of
// the VTIMEZONE beside it, define it; else by what Windows and Outlook call by
// that name, or by an offset in it. defs may be nil and is called only where it
// is needed. The error wraps ErrUnknown.
func (f *Finder) Find(tzid string, defs func() []Observance) (*time.Location, error) {
	return f.FindDefined(tzid, func() string { return fmt.Sprint(defs()) }, defs)
}

// FindDefined is Find where the VTIMEZONE's text is at hand: the zone is
// remembered by that, and defs called once for all files that define it alike.
// Where defs is nil text is not called.
func (f *Finder) FindDefined(tzid string, text func() string, defs func() []Observance) (*time.Location, error) {
	name := strings.Trim(strings.TrimSpace(tzid), `"`)
	if loc := f.byName(&f.named, name, named); loc != nil {
		return loc, nil
	}
	if defs != nil {
		// Two files may define one name ("Customized Time Zone") in two ways,
		// so that the name alone is no key.
		if loc := f.defined.of(digest(tzid, text()), func() *time.Location { return f.build(tzid, defs()) }); loc != nil {
			return loc, nil
		}
	}
	if loc := f.byName(&f.described, name, described); loc != nil {
		return loc, nil
	}
	return nil, fmt.Errorf("%w %.60q", ErrUnknown, tzid)
}

// byName is what read makes of a name.
func (f *Finder) byName(m *memory, name string, read func(string) *time.Location) *time.Location {
	if len(name) > longest {
		return nil
	}
	return m.of(name, func() *time.Location {
		loc := read(name)
		if loc == nil {
			return nil
		}
		return f.zones.of(loc.String(), func() *time.Location { return loc })
	})
}

// build makes a location of observances, or finds the one made of their like.
func (f *Finder) build(name string, obs []Observance) *time.Location {
	data := tzifOf(obs)
	if data == nil {
		return nil
	}
	return f.built.of(digest(name, string(data)), func() *time.Location { return locationOf(name, data) })
}

// digest stands for a name and a text of any length.
func digest(name, text string) string {
	sum := sha256.Sum256([]byte(name + "\n" + text))
	return string(sum[:])
}

// memory remembers locations, and what has none.
type memory struct {
	mu    sync.RWMutex
	known map[string]*time.Location
}

// of is what key stands for: as remembered, or as found.
func (m *memory) of(key string, find func() *time.Location) *time.Location {
	m.mu.RLock()
	loc, ok := m.known[key]
	m.mu.RUnlock()
	if ok {
		return loc
	}
	loc = find()
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known == nil || len(m.known) >= cached {
		m.known = map[string]*time.Location{}
	}
	m.known[key] = loc
	return loc
}
