package store

import "calends/backend/calendar"

// overrule enters into the ledger that the server's version of an object came
// in and that the user's went back over it, which stands: so the one that was
// not wanted can still be had again.
func (b *batch) overrule(h *shelf, r row, g seen) (row, error) {
	theirs := ref(0)
	if r.base != nil {
		theirs = r.base.body
	}
	ours := r.body
	if theirs == ours || ours == 0 {
		return r, nil
	}
	origin := b.origin
	defer func() { b.origin = origin }()
	b.origin = calendar.Server
	r, err := b.enter(h, r, theirs, g.base)
	if err != nil {
		return r, err
	}
	b.origin = calendar.Undo
	return b.enter(h, r, ours, g.body)
}
