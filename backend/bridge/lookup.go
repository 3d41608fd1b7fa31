package bridge

import (
	"cmp"
	"context"
	"sort"
	"strings"

	"calends/backend/calendar"
)

// settingDefault is the setting that holds the id of the default calendar.
const settingDefault = "default-calendar"

// shelf is the accounts and calendars as they are now, to look names up in.
type shelf struct {
	accounts    []calendar.Account
	collections []calendar.Collection
}

func (p *Program) shelf(ctx context.Context) (shelf, error) {
	accounts, err := p.Store.Accounts(ctx)
	if err != nil {
		return shelf{}, err
	}
	collections, err := p.Store.Collections(ctx)
	if err != nil {
		return shelf{}, err
	}
	s := shelf{accounts: accounts, collections: collections}
	sort.SliceStable(s.collections, func(i, j int) bool {
		a, b := s.collections[i], s.collections[j]
		if a.Account != b.Account {
			return s.rank(a.Account) < s.rank(b.Account)
		}
		if a.Order != b.Order {
			return a.Order < b.Order
		}
		return strings.ToLower(a.Name) < strings.ToLower(b.Name)
	})
	return s, nil
}

// calendarNamed is the shelf, and the calendar on it that ref names.
func (p *Program) calendarNamed(ctx context.Context, ref string) (shelf, calendar.Collection, error) {
	s, err := p.shelf(ctx)
	if err != nil {
		return s, calendar.Collection{}, err
	}
	c, err := s.collection(ref)
	return s, c, err
}

// rank orders accounts as they were added; this computer comes first.
func (s shelf) rank(id calendar.AccountID) int {
	for i, a := range s.accounts {
		if a.ID == id {
			return i + 1
		}
	}
	return 0
}

// accountName is what the user calls an account; its id where it was removed,
// which history may still tell of.
func (s shelf) accountName(id calendar.AccountID) string {
	for _, a := range s.accounts {
		if a.ID == id {
			return a.Name
		}
	}
	return string(cmp.Or(id, calendar.LocalAccount))
}

// account finds an account by the name the user gave it.
func (s shelf) account(name string) (calendar.Account, error) {
	for _, a := range s.accounts {
		if a.Name == name || string(a.ID) == name {
			return a, nil
		}
	}
	return calendar.Account{}, calendar.Explain(calendar.ErrNotFound,
		"`calends account list` shows the accounts.", "there is no account named %q", name)
}

// collection finds a calendar by id, by a name that only one has, or by
// ACCOUNT/NAME.
func (s shelf) collection(ref string) (calendar.Collection, error) {
	var named []calendar.Collection
	for _, c := range s.collections {
		if string(c.ID) == ref {
			return c, nil
		}
		if c.Name == ref || s.accountName(c.Account)+"/"+c.Name == ref {
			named = append(named, c)
		}
	}
	switch len(named) {
	case 1:
		return named[0], nil
	case 0:
		return calendar.Collection{}, calendar.Explain(calendar.ErrNotFound,
			"`calends calendar list` shows the calendars.", "there is no calendar named %q", ref)
	default:
		return calendar.Collection{}, calendar.Explain(calendar.ErrAmbiguous,
			"Use its id, or ACCOUNT/NAME.", "%d calendars are named %q", len(named), ref)
	}
}

// choose returns the named calendars, or all that are not hidden.
func (s shelf) choose(refs []string) ([]calendar.Collection, error) {
	var out []calendar.Collection
	for _, ref := range refs {
		c, err := s.collection(ref)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	if len(refs) > 0 {
		return out, nil
	}
	for _, c := range s.collections {
		if !c.Hidden {
			out = append(out, c)
		}
	}
	return out, nil
}

// byID finds a calendar that an object says it lies in.
func (s shelf) byID(id calendar.CollectionID) calendar.Collection {
	for _, c := range s.collections {
		if c.ID == id {
			return c
		}
	}
	return calendar.Collection{ID: id}
}

// defaultCollection is where a new event goes when nobody says where: the one
// the user chose, else the first writable one of an account, else the first
// on this computer.
func (p *Program) defaultCollection(ctx context.Context, s shelf) (calendar.Collection, error) {
	chosen, err := p.Store.Setting(ctx, settingDefault)
	if err != nil {
		return calendar.Collection{}, err
	}
	var server, local *calendar.Collection
	for i, c := range s.collections {
		if !c.Writable() || !c.Holds("VEVENT") {
			continue
		}
		if chosen != "" && string(c.ID) == chosen {
			return c, nil
		}
		if c.Account == calendar.LocalAccount {
			if local == nil {
				local = &s.collections[i]
			}
		} else if server == nil && !c.Hidden {
			server = &s.collections[i]
		}
	}
	switch {
	case server != nil:
		return *server, nil
	case local != nil:
		return *local, nil
	}
	return calendar.Collection{}, calendar.Explain(calendar.ErrNotFound,
		"Create one with `calends calendar create NAME`.", "there is no calendar that can be written to")
}

// ids lists the ids of calendars.
func ids(cs []calendar.Collection) []calendar.CollectionID {
	out := make([]calendar.CollectionID, len(cs))
	for i, c := range cs {
		out[i] = c.ID
	}
	return out
}
