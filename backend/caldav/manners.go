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

// manners is what is known of how a server treats preconditions.
type manners struct {
	heeds  bool // it refused a write for one
	tested bool
	writes int
}

// toBeAsked reports whether a write needs a check first.
func (c *Client) toBeAsked(at calendar.Href) bool {
	if c.isCareless(at) {
		return true
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.o.CheckFirst && !c.manners.heeds
}

// refusedFor learns from the answer to a write.
func (c *Client) refusedFor(status int) {
	if status == http.StatusPreconditionFailed {
		c.mu.Lock()
		c.manners.heeds = true
		c.mu.Unlock()
	}
}

// test writes what the server holds over itself, on the condition that it is
// another version: whoever heeds conditions refuses.
func (c *Client) test(ctx context.Context, at calendar.Href, v calendar.Version) (calendar.Version, error) {
	c.mu.Lock()
	c.manners.writes++
	due := c.o.CheckFirst && !c.manners.heeds && !c.manners.tested && !c.careless && c.manners.writes >= enoughWrites
	c.manners.tested = c.manners.tested || due
	c.mu.Unlock()
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
		c.mu.Lock()
		c.careless = true
		c.mu.Unlock()
	}
	again, err := c.get(ctx, at)
	if err != nil {
		return v, fmt.Errorf("read back after PUT: %w", err)
	}
	return again, nil
}
