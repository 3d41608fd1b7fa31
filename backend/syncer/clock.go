package syncer

import "time"

// heartbeat is how often a waiting [Run] looks at the clock on the wall.
const heartbeat = 30 * time.Second

// nap is how much more than was measured must have passed on the wall for the
// computer to have slept.
const nap = time.Minute

// clock tells sleep from waiting. Timers and monotonic time stand still while
// the computer sleeps (on Linux and macOS), the clock on the wall does not; it
// may also be set, forward or back. So waiting is measured in monotonic time,
// and the wall is asked only how long the computer slept.
type clock struct {
	wall           func() time.Time
	onWall, waited time.Time // when both were last looked at
}

func newClock(wall func() time.Time) *clock {
	return &clock{wall: wall, onWall: wall().Round(0), waited: time.Now()}
}

// slept returns how long the computer slept since it was last asked. A clock
// that was set forward looks the same, and does no harm; one that was set back
// is no sleep.
func (c *clock) slept() time.Duration {
	wall, now := c.wall().Round(0), time.Now()
	lost := wall.Sub(c.onWall) - now.Sub(c.waited)
	c.onWall, c.waited = wall, now
	if lost < nap {
		return 0
	}
	return lost
}
