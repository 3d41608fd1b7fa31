package caldav

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"calends/backend/calendar"
)

// Collections lists the calendar collections of the homes: one request for
// each home, whatever it holds. Where a home has moved, the principal is asked
// once for the new ones.
func (c *Client) Collections(ctx context.Context) ([]calendar.Collection, error) {
	homes := c.Homes()
	if len(homes) == 0 {
		return nil, fmt.Errorf("list calendars: %w: no calendar home is known", calendar.ErrInvalid)
	}
	all, err := c.listHomes(ctx, homes)
	if err == nil || c.o.Principal == "" || !moved(err) {
		return all, err
	}
	found, rerr := c.askPrincipal(ctx, c.o.Principal)
	if rerr != nil || len(found.homes) == 0 {
		return nil, err
	}
	c.mu.Lock()
	c.homes = found.homes
	c.mu.Unlock()
	return c.listHomes(ctx, found.homes)
}

// moved reports whether the error may mean that a home has another place now.
func moved(err error) bool {
	return errors.Is(err, calendar.ErrGone) || errors.Is(err, calendar.ErrOffline) && !errors.Is(err, errSilent)
}

// listHomes lists the collections of all homes, each collection once.
func (c *Client) listHomes(ctx context.Context, homes []calendar.Href) ([]calendar.Collection, error) {
	var all []calendar.Collection
	seen := map[string]bool{}
	for _, home := range homes {
		cols, err := c.propfindCollections(ctx, home, "1")
		if err != nil {
			return nil, fmt.Errorf("list calendars: %w", said(err, askedAgain, "did not list the calendars"))
		}
		for _, col := range cols {
			if !seen[col.Href.Key()] {
				seen[col.Href.Key()] = true
				all = append(all, col)
			}
		}
	}
	return all, nil
}

// propfindCollections asks for the calendar collections at and, with depth 1,
// below an href.
func (c *Client) propfindCollections(ctx context.Context, at calendar.Href, depth string) ([]calendar.Collection, error) {
	var cols []calendar.Collection
	a := ask{method: "PROPFIND", at: at, header: map[string]string{"Depth": depth}, body: []byte(askCollections)}
	whole := wholly{ask: a}
	_, err := c.multistatus(ctx, a, func(r response) {
		if whole.refused(r) {
			return
		}
		col, ok := r.collection()
		if !ok {
			return
		}
		cols = append(cols, col)
		if n, err := strconv.ParseInt(r.prop(nsCal, "max-resource-size").value(), 10, 64); err == nil && n > 0 {
			c.mu.Lock()
			c.largest[col.Href.Key()] = n
			c.mu.Unlock()
		}
	})
	if err == nil {
		err = whole.err()
	}
	return cols, err
}

// wholly watches whether an answer is about what was asked at all. One that
// lists nothing, not even the resource itself, is none: what it does not show
// must not be taken for gone.
type wholly struct {
	ask  ask
	told bool
	no   error
}

// refused reports whether the response refuses the whole request.
func (w *wholly) refused(r response) bool {
	w.told = true
	no := r.refusal(w.ask)
	if no != nil {
		w.no = no
	}
	return no != nil
}

func (w *wholly) err() error {
	if w.no == nil && !w.told {
		return fmt.Errorf("%s %s: %w: %w", w.ask.method, w.ask.at, calendar.ErrProtocol, errListsNothing)
	}
	return w.no
}
