package recur

// stream yields values in order, one at a time; false: there are no more.
type stream[T any] func() (T, bool)

// listed is the stream of a sorted list.
func listed[T any](all []T) stream[T] {
	return func() (v T, ok bool) {
		if len(all) == 0 {
			return v, false
		}
		v, all = all[0], all[1:]
		return v, true
	}
}

// merged is the ordered union of ordered streams. Of equal values that of the
// earlier stream comes first.
func merged[T any](less func(a, b T) bool, streams []stream[T]) stream[T] {
	if len(streams) == 1 {
		return streams[0]
	}
	type head struct {
		value T
		ok    bool
	}
	heads := make([]head, len(streams))
	for i, s := range streams {
		heads[i].value, heads[i].ok = s()
	}
	return func() (v T, ok bool) {
		best := -1
		for i, h := range heads {
			if h.ok && (best < 0 || less(h.value, heads[best].value)) {
				best = i
			}
		}
		if best < 0 {
			return v, false
		}
		v = heads[best].value
		heads[best].value, heads[best].ok = streams[best]()
		return v, true
	}
}
