package zone

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"
)

// ErrUnknown says that a TZID names no zone and no usable VTIMEZONE defines it.
var ErrUnknown = errors.New("unknown time zone")

// cached bounds the Finder's memory: a hostile file may invent a name per line.
const cached = 4096

// Finder finds the location a TZID means and remembers it. It is safe for
// concurrent use.
type Finder struct {
	named     memory // by TZID
	defined   memory // by definition
	described memory // by TZID
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
	if loc := f.named.of(tzid, func() *time.Location { return named(name) }); loc != nil {
		return loc, nil
	}
	if defs != nil {
		// Two files may define one name ("Customized Time Zone") in two ways,
		// so that the name alone is no key.
		if loc := f.defined.of(tzid+"\n"+text(), func() *time.Location { return build(tzid, defs()) }); loc != nil {
			return loc, nil
		}
	}
	if loc := f.described.of(tzid, func() *time.Location { return described(name) }); loc != nil {
		return loc, nil
	}
	return nil, fmt.Errorf("%w %q", ErrUnknown, tzid)
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
