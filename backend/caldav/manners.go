package caldav

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"calends/backend/calendar"
)

// Whether a server heeds preconditions shows only when it refuses a write, and
// one that does not overwrites what somebody else has just written. So, with
// Options.CheckFirst, a server of which that is not known is asked what it
// holds before every write, and after a few of them it is put to the test.

// enoughWrites is after how many writes a server is tested: for fewer, asking
// is cheaper.
const enoughWrites = 4

// learn takes in what the server has taught, and tells whoever keeps it.
func (c *Client) learn(take func(*calendar.Manners)) {
	c.mu.Lock()
	before := c.known
	take(&c.known)
	c.known.Batch = c.batch.size
	news := c.known != before && (before.Batch != 0 || c.known != calendar.Manners{Batch: firstBatch})
	if news && c.known.At.IsZero() {
		c.known.At = c.o.Now()
	}
	now := c.known
	c.mu.Unlock()
	if news && c.o.Learned != nil {
		c.o.Learned(now)
	}
}

// toBeAsked reports whether a write needs a check first.
func (c *Client) toBeAsked(at calendar.Href) bool {
	if c.isCareless(at) {
		return true
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.o.CheckFirst && !c.known.Heeds
}

// refusedFor learns from the answer to a write.
func (c *Client) refusedFor(status int) {
	if status == http.StatusPreconditionFailed {
		c.learn(func(m *calendar.Manners) { m.Heeds = true })
	}
}

// test writes what the server holds over itself, on the condition that it is
// another version: whoever heeds conditions refuses.
func (c *Client) test(ctx context.Context, at calendar.Href, v calendar.Version) (calendar.Version, error) {
	due := false
	c.learn(func(m *calendar.Manners) {
		if !c.o.CheckFirst || m.Heeds || m.Tested || m.Careless {
			return
		}
		m.Writes++
		due = m.Writes >= enoughWrites
		m.Tested = due
	})
	if !due {
		return v, nil
	}
	header := map[string]string{"Content-Type": "text/calendar; charset=utf-8", "If-Match": `"no-version-has-this-name"`}
	err := c.write(ctx, ask{method: http.MethodPut, at: at, header: header, body: v.Body})
	var refused *StatusError
	if errors.As(err, &refused) && !ambiguous(err) {
		return v, nil
	}
	if err == nil {
		c.learn(func(m *calendar.Manners) { m.Careless = true })
	}
	again, err := c.get(ctx, at)
	if err != nil {
		return v, fmt.Errorf("read back after PUT: %w", err)
	}
	return again, nil
}
