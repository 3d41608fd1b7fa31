package calendar

import "time"

// Manners is what a server has taught us of itself, kept with the account so
// that a run knows from the start what the one before learned. The zero value
// is a server that nothing is known of: it is treated with care.
type Manners struct {
	Heeds    bool // it refused a write for its precondition (RFC 9110 §13.1)
	Careless bool // it carries out writes whatever their precondition: what it holds is compared first
	Tested   bool // it was tried whether it heeds them
	Writes   int  // towards that trial
	Misfiles bool // it keeps what it is sent under another name
	Bare     bool // it leaves calendar-data out of sync-collection
	Batch    int  // objects it bears in one multiget; 0: not known
	// At is when the first of it was learned.
	At time.Time
}

// remembered is how long manners hold: a server may be replaced by another.
const remembered = 30 * 24 * time.Hour

// Fresh is what still holds of the manners.
func (m Manners) Fresh(now time.Time) Manners {
	if age := now.Sub(m.At); age < 0 || age > remembered {
		return Manners{}
	}
	return m
}

// With is what is known where another client of the same server learned more.
func (m Manners) With(more Manners, now time.Time) Manners {
	if m = m.Fresh(now); m == (Manners{}) {
		return more
	}
	m.Heeds, m.Careless = m.Heeds || more.Heeds, m.Careless || more.Careless
	m.Tested, m.Writes = m.Tested || more.Tested, max(m.Writes, more.Writes)
	m.Misfiles, m.Bare = m.Misfiles || more.Misfiles, m.Bare || more.Bare
	m.Batch = more.Batch
	return m
}
