package bridge

import (
	"context"
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
	if err := p.Store.PutAccount(ctx, account); err != nil {
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
	found, err := p.discover(ctx, a.ID, AddAccount{Name: a.Name, Address: a.Server + string(a.Principal),
		Provider: a.Provider, User: a.User, Password: password, AllowPlain: a.AllowPlain})
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

// SetPassword replaces an account's secret in place and tries it.
func (p *Program) SetPassword(ctx context.Context, name, password string) error {
	_, a, err := p.account(ctx, name)
	if err != nil {
		return err
	}
	if a.Secret == calendar.SecretCommand {
		return calendar.Explain(calendar.ErrInvalid, "Change what the command prints.",
			"the password of %q comes from a command", name)
	}
	if err := p.keep(ctx, a, password, ""); err != nil {
		return err
	}
	err = p.Store.AmendAccount(ctx, a.ID, func(a *calendar.Account) { a.LastError, a.LastErrorCode = "", "" })
	if err != nil {
		return err
	}
	p.accounts.redial(a)
	return nil
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
// have been saved.
func (p *Program) RemoveAccount(ctx context.Context, name string, r Removal) error {
	s, a, err := p.account(ctx, name)
	if err != nil {
		return err
	}
	if a.ID == calendar.LocalAccount {
		return calendar.Explain(calendar.ErrInvalid, "", "the calendars on this computer cannot be removed")
	}
	if err := p.unsent(ctx, s, a, r); err != nil {
		return err
	}
	p.accounts.end(a.ID)
	if err := p.Store.RemoveAccount(ctx, a.ID); err != nil {
		return err
	}
	if a.Secret == calendar.SecretCommand {
		return nil
	}
	vault, err := p.Vault(a, "")
	if err != nil {
		return nil // the account is gone; a vault that does not open keeps a secret nobody asks for
	}
	_ = vault.Delete(ctx, string(a.ID)) // likewise
	return nil
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
