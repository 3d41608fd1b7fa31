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
	defer func(origin calendar.Origin) { b.origin = origin }(b.origin)
	b.origin = calendar.Server
	r, err := b.enter(h, r, theirs, g.base)
	if err != nil {
		return r, err
	}
	if b.origin = calendar.Undo; g.Origin == calendar.Merge {
		b.origin = calendar.Merge // nobody was asked: an edit beats a deletion
	}
	return b.enter(h, r, ours, g.body)
}
