//go:build !race

package syncer_test

// raceEnabled says that the race detector watches, which takes its time.
const raceEnabled = false
