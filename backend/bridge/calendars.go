package bridge

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"regexp"
	"strings"

	"calends/backend/calendar"
)

// palette is what calendars without a colour are drawn in, in turn.
var palette = []string{"#3B7DD8", "#2E9E6B", "#C2562D", "#8A5CC7", "#B8860B", "#C2477F", "#3A9DA8", "#6B7280"}

// color is never empty: the server's, or one that depends on the calendar's
// address alone, so that it stays when the calendar is renamed and is the same
// on every device.
func color(c calendar.Collection) string {
	if c.Color != "" {
		return c.Color
	}
	sum := fnv.New32a()
	_, _ = io.WriteString(sum, strings.Trim(cmp.Or(string(c.Href), string(c.ID)), "/")) // never fails (hash.Hash)
	return palette[sum.Sum32()%uint32(len(palette))]
}

// row is a calendar as the command line shows it.
func (s shelf) row(c calendar.Collection) CalendarRow {
	components := append([]string{}, c.Components...)
	if len(components) == 0 {
		components = append(components, "VEVENT")
	}
	return CalendarRow{ID: string(c.ID), Account: s.accountName(c.Account), Name: c.Name, Color: color(c),
		Href: string(c.Href), Writable: c.Writable(), Components: components, Objects: c.Objects, Hidden: c.Hidden,
		Held: heldChange(c.Hold)}
}

// CalendarRows lists every calendar.
func (p *Program) CalendarRows(ctx context.Context) ([]CalendarRow, error) {
	s, err := p.shelf(ctx)
	if err != nil {
		return nil, err
	}
	rows := []CalendarRow{}
	for _, c := range s.collections {
		rows = append(rows, s.row(c))
	}
	return rows, nil
}

// CreateCalendar makes a calendar on the account's server (MKCALENDAR), or on
// this computer for the account "local" and where there is no other.
func (p *Program) CreateCalendar(ctx context.Context, name, account, color string) (CalendarRow, error) {
	s, err := p.shelf(ctx)
	if err != nil {
		return CalendarRow{}, err
	}
	if strings.TrimSpace(name) == "" || strings.ContainsAny(name, "\n\r") {
		return CalendarRow{}, calendar.Explain(calendar.ErrInvalid, "", "a calendar needs a name")
	}
	if color, err = parseColor(color); err != nil {
		return CalendarRow{}, err
	}
	c := calendar.Collection{Account: calendar.LocalAccount, Name: name, Color: color, Components: []string{"VEVENT"}}
	a, local, err := s.maker(account)
	if err != nil {
		return CalendarRow{}, err
	}
	if !local {
		c.Account = a.ID
		server, err := p.Dial(a)
		if err != nil {
			return CalendarRow{}, err
		}
		made, err := server.Create(ctx, c)
		if err != nil {
			return CalendarRow{}, atOnce(fmt.Errorf("create the calendar %q: %w", name, err))
		}
		made.Account = a.ID
		c = made
	}
	if c, err = p.Store.MakeCollection(ctx, c); err != nil {
		return CalendarRow{}, err
	}
	return s.row(c), nil
}

// maker chooses the account a new calendar is made in.
func (s shelf) maker(account string) (a calendar.Account, local bool, err error) {
	if account != "" && account != string(calendar.LocalAccount) {
		a, err := s.account(account)
		return a, false, err
	}
	var servers []calendar.Account
	for _, a := range s.accounts {
		if a.ID != calendar.LocalAccount {
			servers = append(servers, a)
		}
	}
	switch {
	case account != "" || len(servers) == 0:
		return calendar.Account{}, true, nil
	case len(servers) == 1:
		return servers[0], false, nil
	}
	return calendar.Account{}, false, calendar.Explain(ErrUsage, "Name it with --account; local is this computer.",
		"there are several accounts")
}

// RenameCalendar gives a calendar another name, on its server first.
func (p *Program) RenameCalendar(ctx context.Context, ref, name string) (CalendarRow, error) {
	if strings.TrimSpace(name) == "" {
		return CalendarRow{}, calendar.Explain(calendar.ErrInvalid, "", "a calendar needs a name")
	}
	return p.choose(ctx, ref, func(l *calendar.Look) { l.Name = name })
}

// ColorCalendar gives a calendar another colour, on its server first.
func (p *Program) ColorCalendar(ctx context.Context, ref, color string) (CalendarRow, error) {
	color, err := parseColor(color)
	if err != nil {
		return CalendarRow{}, err
	}
	return p.choose(ctx, ref, func(l *calendar.Look) { l.Color = color })
}

// HideCalendar hides a calendar from every view on this device, or shows it.
func (p *Program) HideCalendar(ctx context.Context, ref string, hidden bool) (CalendarRow, error) {
	return p.choose(ctx, ref, func(l *calendar.Look) { l.Hidden = hidden })
}

// choose gives the named calendar another look.
func (p *Program) choose(ctx context.Context, ref string, choose func(*calendar.Look)) (CalendarRow, error) {
	s, c, err := p.calendarNamed(ctx, ref)
	if err != nil {
		return CalendarRow{}, err
	}
	if _, err := p.look(ctx, s, c, "", choose); err != nil {
		return CalendarRow{}, err
	}
	look := c.Look()
	choose(&look)
	c.Name, c.Color, c.Hidden = look.Name, look.Color, look.Hidden
	return s.row(c), nil
}

// serverOf dials the server a calendar lies on; nil for this computer.
func (p *Program) serverOf(s shelf, c calendar.Collection) (Server, error) {
	if c.Account == calendar.LocalAccount {
		return nil, nil
	}
	a, err := s.account(string(c.Account))
	if err != nil {
		return nil, err
	}
	return p.Dial(a)
}

// atOnce is an error of something that only a server can do, now or not at
// all: unlike an edit it is not kept until the server answers.
func atOnce(err error) error {
	if !errors.Is(err, calendar.ErrOffline) && !errors.Is(err, calendar.ErrTryLater) {
		return err
	}
	return calendar.Explain(err, "Nothing was changed; try again when the server answers.", "%s", Explain(err).Message)
}

var colorForm = regexp.MustCompile(`^#[0-9A-Fa-f]{6}$`)

// parseColor checks a colour; "" stays "".
func parseColor(text string) (string, error) {
	if text != "" && !colorForm.MatchString(text) {
		return "", calendar.Explain(calendar.ErrInvalid, "Write it as #3B7DD8.", "%q is not a colour", text)
	}
	return strings.ToUpper(text), nil
}

// plural counts things in words.
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// has is the verb that goes with a count.
func has(n int) string {
	if n == 1 {
		return " has"
	}
	return " have"
}
