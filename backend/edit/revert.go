package edit

import (
	"bytes"
	"fmt"

	"calends/backend/merge"
)

// Revert takes back the change that made after of before, in a text that may
// have gone on since: what changed later, and what both changed, stays as it
// is now. Nil texts are absence, before the creation or after a deletion; a
// nil result is one too. A creation is taken back whole.
func Revert(before, after, current []byte) ([]byte, error) {
	switch {
	case before == nil, bytes.Equal(current, after), current == nil:
		return before, nil
	}
	merged, _, err := merge.Merge(after, before, current)
	if err != nil {
		return nil, fmt.Errorf("taking back a change: %w", err)
	}
	return merged, nil
}
