package bridge

import (
	"context"
	"errors"
	"strings"

	"calends/backend/agenda"
	"calends/backend/calendar"
)

// AddAccount finds the server, signs in, keeps the secret, records the
// calendars and begins to synchronize. When any of it fails nothing is kept.
func (p *Program) AddAccount(ctx context.Context, ask AddAccount) (AccountReport, error) {
	s, err := p.shelf(ctx)
	if err != nil {
		return AccountReport{}, err
	}
	if ask.Name == "" {
		ask.Name = s.freeName(ask)
	}
	if err := checkAccountName(s, ask.Name); err != nil {
		return AccountReport{}, err
	}
	id := calendar.AccountID(p.NewUID())
	found, err := p.discover(ctx, id, ask)
	if err != nil {
		return AccountReport{}, err
	}
	account := found.Account
	account.ID = id
	account.Name = ask.Name
	account.AllowPlain = ask.AllowPlain
	account.PasswordCommand = ask.PasswordCommand
	account.Secret = calendar.SecretKind(ask.Secret)
	if account.Secret == "" {
		account.Secret = calendar.SecretKeyring
	}
	if err := p.keep(ctx, account, ask.Password, ask.Passphrase); err != nil {
		return AccountReport{}, err
	}
	if err := p.Store.AddAccount(ctx, account); err != nil {
		return AccountReport{}, err
	}
	for i, c := range found.Collections {
		c.Account = account.ID
		if found.Collections[i], err = p.Store.PutCollection(ctx, c); err != nil {
			return AccountReport{}, err
		}
	}
	p.accounts.begin(account)
	return p.report(ctx, account, found)
}

// keep puts the secret where the account says, except where a command is
// asked for it each time.
func (p *Program) keep(ctx context.Context, a calendar.Account, password, passphrase string) error {
	if a.Secret == calendar.SecretCommand {
		return nil
	}
	vault, err := p.Vault(a, passphrase)
	if err != nil {
		return err
	}
	return vault.Set(ctx, string(a.ID), password)
}

// freeName makes a name for an account that got none: the provider, or the
// host of the address.
func (s shelf) freeName(ask AddAccount) string {
	name := ask.Provider
	if name == "" {
		name = ask.Address
		if i := strings.Index(name, "://"); i >= 0 {
			name = name[i+3:]
		}
		if i := strings.LastIndexByte(name, '@'); i >= 0 {
			name = name[i+1:]
		}
		name, _, _ = strings.Cut(name, "/")
		name, _, _ = strings.Cut(name, ":")
	}
	free := name
	for n := '2'; n <= '9'; n++ {
		if _, err := s.account(free); err != nil {
			break
		}
		free = name + " " + string(n)
	}
	return free
}

func checkAccountName(s shelf, name string) error {
	if name == "" || strings.ContainsAny(name, "/\n") {
		return calendar.Explain(calendar.ErrInvalid, "Choose a short name such as work.",
			"%q cannot be the name of an account", name)
	}
	if _, err := s.account(name); err == nil || name == string(calendar.LocalAccount) {
		return calendar.Explain(calendar.ErrExists, "Choose another name, or remove that account first.",
			"there is already an account named %q", name)
	}
	return nil
}

// account finds an account by the name the user gave it.
func (p *Program) account(ctx context.Context, name string) (shelf, calendar.Account, error) {
	s, err := p.shelf(ctx)
	if err != nil {
		return shelf{}, calendar.Account{}, err
	}
	a, err := s.account(name)
	return s, a, err
}

// CheckAccount signs in again and says what the server can do.
func (p *Program) CheckAccount(ctx context.Context, name string) (AccountReport, error) {
	_, a, err := p.account(ctx, name)
	if err != nil {
		return AccountReport{}, err
	}
	vault, err := p.Vault(a, "")
	if err != nil {
		return AccountReport{}, err
	}
	password, err := vault.Get(ctx, string(a.ID))
	if err != nil {
		return AccountReport{}, err
	}
	found, err := p.signIn(ctx, a, password)
	if err != nil {
		return AccountReport{}, err
	}
	return p.report(ctx, a, found)
}

func (p *Program) report(ctx context.Context, a calendar.Account, found Found) (AccountReport, error) {
	r := AccountReport{Name: a.Name, Principal: string(found.Account.Principal),
		Capabilities: found.Capabilities, Notes: append([]string{}, found.Notes...), Calendars: []CalendarRow{}}
	if len(found.Account.Homes) > 0 {
		r.Home = string(found.Account.Homes[0])
	}
	s, err := p.shelf(ctx)
	if err != nil {
		return r, err
	}
	for _, c := range s.collections {
		if c.Account == a.ID {
			r.Calendars = append(r.Calendars, s.row(c))
		}
	}
	return r, nil
}

// AccountRows lists the accounts that have a server.
func (p *Program) AccountRows(ctx context.Context) ([]AccountRow, error) {
	accounts, err := p.Store.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	rows := []AccountRow{}
	for _, a := range accounts {
		if a.ID == calendar.LocalAccount {
			continue
		}
		row := AccountRow{Name: a.Name, Provider: a.Provider, URL: a.Server, User: a.User,
			Valid: a.LastErrorCode != "sign_in"}
		if !a.LastSync.IsZero() {
			at := stamp(a.LastSync)
			row.LastSync = &at
		}
		if a.LastError != "" {
			row.Error = &Fault{Code: a.LastErrorCode, Message: a.LastError}
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// SetPassword replaces an account's secret in place. It is tried before: one
// that the server refuses is an error, and the old one stays. Where nobody can
// tell, it is kept all the same and the answer says so.
func (p *Program) SetPassword(ctx context.Context, name, password string) (PasswordSet, error) {
	out := PasswordSet{Name: name}
	_, a, err := p.account(ctx, name)
	if err != nil {
		return out, err
	}
	if a.Secret == calendar.SecretCommand {
		return out, calendar.Explain(calendar.ErrInvalid, "Change what the command prints.",
			"the password of %q comes from a command", name)
	}
	switch _, err := p.signIn(ctx, a, password); {
	case errors.Is(err, calendar.ErrSignIn):
		return out, calendar.Explain(err, "The old one stays. Some servers want an app-specific password.",
			"the server of %q does not take that password", name)
	case ctx.Err() != nil:
		return out, err
	case err != nil:
		out.NotTried = Explain(err).Message
	default:
		out.Tried = true
	}
	if err := p.keep(ctx, a, password, ""); err != nil {
		return out, err
	}
	err = p.Store.AmendAccount(ctx, a.ID, func(a *calendar.Account) { a.LastError, a.LastErrorCode = "", "" })
	if err != nil {
		return out, err
	}
	p.accounts.redial(a)
	return out, nil
}

// signIn signs in to an account's server with a password.
func (p *Program) signIn(ctx context.Context, a calendar.Account, password string) (Found, error) {
	return p.discover(ctx, a.ID, AddAccount{Name: a.Name, Address: a.Server + string(a.Principal),
		Provider: a.Provider, User: a.User, Password: password, AllowPlain: a.AllowPlain})
}

// Unlock opens the file of passwords with a passphrase, for the account that
// found it locked, and synchronizes.
func (p *Program) Unlock(ctx context.Context, name, passphrase string) error {
	_, a, err := p.account(ctx, name)
	if err != nil {
		return err
	}
	vault, err := p.Vault(a, passphrase)
	if err != nil {
		return err
	}
	if _, err := vault.Get(ctx, string(a.ID)); err != nil {
		return err
	}
	p.accounts.redial(a)
	return nil
}

// RemoveAccount forgets an account, its calendars on this device and its
// secret. It refuses while edits are unsent, unless they may be discarded or
// have been saved. A secret that stays because its vault does not open is told
// of; nobody asks for it any more.
func (p *Program) RemoveAccount(ctx context.Context, name string, r Removal) (AccountRemoved, error) {
	out := AccountRemoved{Name: name}
	s, a, err := p.account(ctx, name)
	if err != nil {
		return out, err
	}
	if a.ID == calendar.LocalAccount {
		return out, calendar.Explain(calendar.ErrInvalid, "", "the calendars on this computer cannot be removed")
	}
	if err := p.unsent(ctx, s, a, r); err != nil {
		return out, err
	}
	p.accounts.end(a.ID)
	if err := p.Store.RemoveAccount(ctx, a.ID); err != nil {
		return out, err
	}
	if err := p.forget(ctx, a); err != nil {
		f := Explain(calendar.Explain(err, secretLeft[a.Secret], "its password could not be removed: %s", Explain(err).Message))
		out.SecretLeft = &f
	}
	return out, nil
}

// secretLeft says what to do about a password that could not be removed.
var secretLeft = map[calendar.SecretKind]string{
	calendar.SecretKeyring: "The entry \"calends\" of the system's keyring holds it; nothing uses it any more.",
	calendar.SecretFile:    "The sealed file holds it; nothing uses it any more. Remove secrets.age where no other account keeps its password there.",
}

// forget removes an account's secret from where it is kept.
func (p *Program) forget(ctx context.Context, a calendar.Account) error {
	if a.Secret == calendar.SecretCommand {
		return nil
	}
	vault, err := p.Vault(a, "")
	if err != nil {
		return err
	}
	return vault.Delete(ctx, string(a.ID))
}

// PasswordSet says what came of a new password.
type PasswordSet struct {
	Name  string `json:"name"`
	Tried bool   `json:"tried"` // the server took it
	// NotTried is why it was not tried; "" where it was.
	NotTried string `json:"not_tried,omitempty"`
}

// AccountRemoved says what came of removing an account.
type AccountRemoved struct {
	Name       string `json:"name"`
	SecretLeft *Fault `json:"secret_left,omitempty"` // why the password is still where it was kept
}

// unsent refuses a removal that would lose edits.
func (p *Program) unsent(ctx context.Context, s shelf, a calendar.Account, r Removal) error {
	waiting := 0
	var bodies [][]byte
	for _, c := range s.collections {
		if c.Account != a.ID {
			continue
		}
		n, err := p.Store.Pending(ctx, c.ID)
		if err != nil {
			return err
		}
		waiting += n
		if r.Save == nil {
			continue
		}
		objects, err := p.Store.Objects(ctx, c.ID)
		if err != nil {
			return err
		}
		for _, o := range objects {
			if o.Body != nil {
				bodies = append(bodies, o.Body)
			}
		}
	}
	switch {
	case r.Save != nil:
		text, _ := agenda.Combine(bodies, a.Name, p.Zones) // what cannot be read is still on the server
		return r.Save(text)
	case waiting > 0 && !r.Discard:
		return calendar.Explain(ErrUnsent, "", "%s of %q%s not been sent yet", plural(waiting, "change", "changes"), a.Name, has(waiting))
	}
	return nil
}
