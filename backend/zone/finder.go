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
	mu      sync.RWMutex
	named   map[string]*time.Location // by TZID; nil: the name alone says nothing
	defined map[string]*time.Location // by TZID and observances
}

// NewFinder returns an empty Finder.
func NewFinder() *Finder {
	return &Finder{named: map[string]*time.Location{}, defined: map[string]*time.Location{}}
}

// Find returns the location tzid means: by its name where the name says it
// (IANA, Windows, vendor's prefix before an IANA name), else as defs, the
// observances of the VTIMEZONE beside it, define it, else by an offset or
// cities in the name. defs may be nil and is called only where it is needed.
// The error wraps ErrUnknown.
func (f *Finder) Find(tzid string, defs func() []Observance) (*time.Location, error) {
	if loc := f.byName(tzid); loc != nil {
		return loc, nil
	}
	if defs != nil {
		if loc := f.byDefinition(tzid, defs()); loc != nil {
			return loc, nil
		}
	}
	if loc := described(strings.TrimSpace(tzid)); loc != nil {
		return loc, nil
	}
	return nil, fmt.Errorf("%w %q", ErrUnknown, tzid)
}

func (f *Finder) byName(tzid string) *time.Location {
	f.mu.RLock()
	loc, known := f.named[tzid]
	f.mu.RUnlock()
	if known {
		return loc
	}
	loc = named(strings.TrimSpace(tzid))
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.named) >= cached {
		clear(f.named)
	}
	f.named[tzid] = loc
	return loc
}

// byDefinition keys by the whole definition: two files may define one name
// ("Customized Time Zone") in two ways.
func (f *Finder) byDefinition(tzid string, obs []Observance) *time.Location {
	if len(obs) == 0 {
		return nil
	}
	key := fmt.Sprint(tzid, obs)
	f.mu.RLock()
	loc, known := f.defined[key]
	f.mu.RUnlock()
	if known {
		return loc
	}
	loc = build(tzid, obs)
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.defined) >= cached {
		clear(f.defined)
	}
	f.defined[key] = loc
	return loc
}
