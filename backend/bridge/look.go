package bridge

import (
	"context"
	"fmt"

	"calends/backend/calendar"
)

// look gives a calendar another look: on its server first, where that keeps
// what is other. undoes names the request that this takes back; "" for any
// other. The change is "" where it looks like that already.
func (p *Program) look(ctx context.Context, s shelf, c calendar.Collection, undoes string, choose func(*calendar.Look)) (calendar.ChangeID, error) {
	was := c.Look()
	is := was
	choose(&is)
	if is.Name != was.Name || is.Color != was.Color {
		server, err := p.serverOf(s, c)
		if err != nil {
			return "", err
		}
		if server != nil && is.Name != was.Name {
			err = server.Rename(ctx, c.Href, is.Name)
		}
		if server != nil && is.Color != was.Color && err == nil {
			err = server.Recolor(ctx, c.Href, is.Color)
		}
		if err != nil {
			return "", atOnce(fmt.Errorf("change the calendar %q: %w", c.Name, err))
		}
	}
	return p.Store.ChangeLook(ctx, c.ID, undoes, choose)
}

// unlook takes back what a request changed of a calendar's look. What was
// changed again since, on another device, stays.
func (p *Program) unlook(ctx context.Context, r calendar.Request) (ChangeRef, error) {
	s, err := p.shelf(ctx)
	if err != nil {
		return ChangeRef{}, err
	}
	c := s.byID(calendar.CollectionID(r.About))
	before := r.Was.Color
	if before == "" { // not every server takes a colour away
		before = color(calendar.Collection{ID: c.ID, Href: c.Href})
	}
	change, err := p.look(ctx, s, c, r.Name, func(l *calendar.Look) {
		if l.Name == r.Is.Name {
			l.Name = r.Was.Name
		}
		if r.Was.Color != r.Is.Color && l.Color == r.Is.Color {
			l.Color = before
		}
		if l.Hidden == r.Is.Hidden {
			l.Hidden = r.Was.Hidden
		}
	})
	if err != nil {
		return ChangeRef{}, err
	}
	out := aboutWhole(c, string(change), fmt.Sprintf("the calendar %q ", c.Name))
	switch {
	case change == "":
		out.Said += "was changed again since"
		out.Left = 1
	case r.Was.Name != r.Is.Name:
		out.Said += fmt.Sprintf("is called %q again", r.Was.Name)
	case r.Was.Color != r.Is.Color:
		out.Said += fmt.Sprintf("has the colour %s again", before)
	case r.Was.Hidden:
		out.Said += "is hidden again"
	default:
		out.Said += "is shown again"
	}
	return out, nil
}
