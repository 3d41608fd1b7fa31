package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/options"
	desktop "github.com/wailsapp/wails/v2/pkg/runtime"

	"calends/backend/agenda"
	"calends/backend/bridge"
	"calends/backend/caldav"
	"calends/backend/calendar"
	"calends/backend/command"
	"calends/backend/keyring"
	"calends/backend/store"
	"calends/backend/syncer"
	"calends/backend/zone"
)

// Strangers meet here, and the compiler sees that they fit.
var (
	_ bridge.Store   = (*store.Store)(nil)
	_ syncer.Replica = (*store.Store)(nil)
	_ syncer.Server  = (*caldav.Client)(nil)
	_ bridge.Server  = server{}
)

// server is an account's client as the faces see it.
type server struct{ *caldav.Client }

// Rename changes the display name of a calendar.
func (s server) Rename(ctx context.Context, at calendar.Href, name string) error {
	return s.Change(ctx, calendar.Collection{Href: at}, caldav.Props{Name: &name})
}

// Recolor changes the colour of a calendar.
func (s server) Recolor(ctx context.Context, at calendar.Href, color string) error {
	return s.Change(ctx, calendar.Collection{Href: at}, caldav.Props{Color: &color})
}

// profile is an open profile: its store, and the program over it.
type profile struct {
	store   *store.Store
	program *bridge.Program
}

// storeName is the file of a profile that holds its store.
const storeName = "calends.db"

// storeOptions is how every store of the program is opened.
func storeOptions(zones *zone.Finder) store.Options {
	return store.Options{Index: agenda.Indexer(zones), IndexVersion: agenda.IndexVersion, Now: time.Now}
}

// open opens the profile in a folder. Nothing is asked of the network, the
// keyring or a display.
func open(ctx context.Context, dir string, demo bool) (*profile, error) {
	zones := zone.NewFinder()
	s, err := store.Open(filepath.Join(dir, storeName), storeOptions(zones))
	if err != nil {
		return nil, err
	}
	if _, err := s.EnsureLocal(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	_ = s.Tidy(ctx) // once a day; what is left is done the next time
	v := newVaults(dir)
	program := bridge.NewProgram(bridge.Wiring{
		Store: s, Zones: zones, Discover: discover, Vault: v.of,
		Dial: func(a calendar.Account) (bridge.Server, error) { return dial(a, v, s) },
		Now:  time.Now, NewUID: newUID, Local: local, Version: version, Demo: demo,
		Warn: func(sentence string) { fmt.Fprintln(os.Stderr, "calends:", sentence) },
	})
	return &profile{store: s, program: program}, nil
}

// close closes what open opened.
func (p *profile) close() error {
	p.program.Stop()
	return p.store.Close()
}

// openProfile opens a profile for one command.
func openProfile(ctx context.Context, dir string) (command.Program, func() error, error) {
	p, err := open(ctx, dir, false)
	if err != nil {
		return nil, nil, err
	}
	return p.program, p.close, nil
}

// dial makes a client for an account. Its password is read when it is needed;
// what it learns of the server is kept with the account.
func dial(a calendar.Account, v *vaults, s *store.Store) (bridge.Server, error) {
	learned := func(m calendar.Manners) {
		// An account that was removed meanwhile has nothing to keep.
		_ = s.AmendAccount(context.Background(), a.ID, func(a *calendar.Account) { a.Manners = a.Manners.With(m, time.Now()) })
	}
	client, err := caldav.New(caldav.Options{Server: a.Server, Principal: a.Principal, Homes: a.Homes, User: a.User,
		AllowPlain: a.AllowPlain, Password: v.password(a), CheckFirst: true, Manners: a.Manners, Learned: learned})
	if err != nil {
		return nil, err
	}
	return server{client}, nil
}

// patience is how long a vault may take, with the user's answer to its prompt.
const patience = 2 * time.Minute

// vaults are the places passwords are kept in, for one open profile.
type vaults struct {
	system  *keyring.Remembered
	session *keyring.Session
	file    *keyring.File
}

// newVaults opens none of them yet. Whom a context is used for is asked for
// the passphrase of the file, and told when the system's vault waits for him.
func newVaults(dir string) *vaults {
	waits := func(ctx context.Context, waiting bool) {
		if told := bridge.PersonOf(ctx).Waits; told != nil {
			told(waiting)
		}
	}
	ask := func(ctx context.Context, _ bool) (string, error) {
		if ask := bridge.PersonOf(ctx).Passphrase; ask != nil {
			return ask()
		}
		return "", keyring.ErrLocked
	}
	return &vaults{system: keyring.Remember(keyring.NewSystem(patience, waits)), session: keyring.NewSession(),
		file: keyring.NewFile(filepath.Join(dir, "secrets.age"), ask)}
}

// of is where an account's password is kept; unlock is the passphrase of the
// file, where it is known already.
func (v *vaults) of(a calendar.Account, unlock string) (bridge.Vault, error) {
	switch a.Secret {
	case calendar.SecretKeyring:
		return vault{v.system, ""}, nil
	case calendar.SecretFile:
		return vault{v.file, unlock}, nil
	case calendar.SecretSession:
		return vault{v.session, ""}, nil
	case calendar.SecretCommand:
		return vault{keyring.NewCommand(a.PasswordCommand, patience), ""}, nil
	}
	return nil, calendar.Explain(calendar.ErrInvalid, "Use keyring, file or command.", "there is no place for passwords called %q", a.Secret)
}

// password reads an account's password. Asked again, the server has refused
// the last one, so what is remembered is read anew.
func (v *vaults) password(a calendar.Account) func(context.Context) (string, error) {
	var asked atomic.Bool
	return func(ctx context.Context) (string, error) {
		from, err := v.of(a, "")
		if err != nil {
			return "", err
		}
		if asked.Swap(true) {
			v.system.Forget(string(a.ID))
		}
		return from.Get(ctx, string(a.ID))
	}
}

// vault is a keyring's vault whose errors the house understands. unlock is the
// passphrase that opens it, where that is known and nobody need be asked.
type vault struct {
	keyring.Vault
	unlock string
}

// on is the context in which the vault is asked.
func (v vault) on(ctx context.Context) context.Context {
	if v.unlock == "" {
		return ctx
	}
	return bridge.WithPerson(ctx, bridge.Person{Passphrase: func() (string, error) { return v.unlock, nil }})
}

// Get reads an account's secret.
func (v vault) Get(ctx context.Context, account string) (string, error) {
	secret, err := v.Vault.Get(v.on(ctx), account)
	return secret, vaultError(err)
}

// Set keeps an account's secret.
func (v vault) Set(ctx context.Context, account, secret string) error {
	return vaultError(v.Vault.Set(v.on(ctx), account, secret))
}

// Delete forgets an account's secret.
func (v vault) Delete(ctx context.Context, account string) error {
	return vaultError(v.Vault.Delete(v.on(ctx), account))
}

// vaultError says in the house's words why there is no secret.
func vaultError(err error) error {
	var said *calendar.Explained // by whoever was asked
	switch {
	case err == nil:
		return nil
	case errors.Is(err, keyring.ErrPassphrase):
		return calendar.Explain(calendar.ErrLocked, "Try again.", "that passphrase does not open the file of passwords")
	case errors.Is(err, keyring.ErrLocked) && errors.As(err, &said):
		return calendar.Explain(calendar.ErrLocked, said.Hint, "%s", said.Message)
	case errors.Is(err, keyring.ErrLocked):
		return calendar.Explain(calendar.ErrLocked, "Unlock the keyring, or give the passphrase, and synchronize again.", "the password is locked away")
	case errors.Is(err, keyring.ErrNone):
		return fmt.Errorf("%w", calendar.ErrNoKeyring)
	case errors.Is(err, keyring.ErrNotFound):
		return fmt.Errorf("%w", calendar.ErrNoSecret)
	case errors.Is(err, keyring.ErrCommand):
		return calendar.Explain(calendar.ErrNoSecret, "Run the command by hand to see what it says.", "%v", err)
	case errors.Is(err, keyring.ErrReadOnly), errors.Is(err, keyring.ErrTooLong):
		return calendar.Explain(calendar.ErrInvalid, "", "%v", err)
	}
	return err
}

// discover signs in at an address once.
func discover(ctx context.Context, ask bridge.AddAccount) (bridge.Found, error) {
	if err := caldav.CheckProvider(ask.Provider); err != nil {
		return bridge.Found{}, err
	}
	address := ask.Address
	if address == "" {
		address = ask.Provider
	}
	if address == "" {
		address = ask.User
	}
	if ask.User == "" {
		ask.User = address
	}
	found, err := caldav.Discover(ctx, address, caldav.Options{User: ask.User, AllowPlain: ask.AllowPlain,
		Password: func(ctx context.Context) (string, error) {
			if ask.PasswordCommand != "" {
				secret, err := keyring.NewCommand(ask.PasswordCommand, patience).Get(ctx, "")
				return secret, vaultError(err)
			}
			return ask.Password, nil
		}})
	if err != nil {
		return bridge.Found{}, err
	}
	c := found.Capabilities
	return bridge.Found{
		Account: calendar.Account{Provider: found.Provider, User: ask.User, Server: found.Server,
			Principal: found.Principal, Homes: found.Homes},
		Collections: found.Collections, Notes: found.Notes,
		Capabilities: map[string]*bool{"sync_collection": told(c.SyncCollection), "ctag": told(c.CTag), "multiget": told(c.MultiGet),
			"move": told(c.Move), "make_calendar": told(c.MakeCalendar), "extended_mkcol": told(c.ExtendedMkcol),
			"scheduling": told(c.Scheduling), "schedule_tag": told(c.ScheduleTag), "access_control": told(c.AccessControl)},
	}, nil
}

// told is an ability as machines read it: nil is unknown.
func told(a caldav.Ability) *bool {
	if a == caldav.Unknown {
		return nil
	}
	has := a == caldav.Has
	return &has
}

// local is this computer's zone.
func local() *time.Location { return command.Zone(os.Getenv) }

// newUID makes a random UID (RFC 7986 §5.3): a version 4 UUID.
func newUID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// screen is the window while it is open: what Wails' callbacks share.
type screen struct {
	ctx     context.Context // of the program
	profile *profile
	front   atomic.Pointer[context.Context] // of the window, once it is there
}

// context is the window's life, or the program's before and after it.
func (s *screen) context() context.Context {
	if c := s.front.Load(); c != nil {
		return *c
	}
	return s.ctx
}

func (s *screen) program() *bridge.Program { return s.profile.program }

// window opens the window on a profile and returns when it is closed.
func window(ctx context.Context, dir, show string) error {
	if err := errors.Join(display(), toolkitPrivate()); err != nil {
		return err
	}
	p, err := open(ctx, dir, false)
	if err != nil {
		return err
	}
	return errors.Join(run(ctx, dir, p, show), p.close())
}

// run shows the window on an open profile, serves its socket and synchronizes
// in the background until it is closed.
func run(ctx context.Context, dir string, p *profile, show string) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s := &screen{ctx: ctx, profile: p}
	stop, err := command.Serve(ctx, dir, p.program, s.raise)
	if err != nil {
		return err
	}
	defer stop()
	o := appearance(bridge.Life{Program: s.program, Context: s.context})
	o.OnStartup = fit
	o.OnDomReady = func(front context.Context) {
		if s.front.Swap(&front) != nil {
			return // the page was loaded again
		}
		if ctx.Err() != nil { // told to end before there was a window to close
			desktop.Quit(front)
			return
		}
		go p.program.Tell(ctx, p.store.Watch, s.emit)
		p.program.Start(ctx)
		if show != "" {
			s.raise(show)
		}
	}
	o.OnShutdown = func(context.Context) { s.front.Store(nil); cancel() }
	context.AfterFunc(ctx, func() {
		if front := s.front.Load(); front != nil {
			desktop.Quit(*front)
		}
	})
	return onScreen(o)
}

// onScreen runs the window. A display that is there but does not let us in is
// an error like any other; the toolkit panics.
func onScreen(o *options.App) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = noDisplay(fmt.Sprint(r))
		}
	}()
	return wails.Run(o)
}

// raise brings the window to the front and shows what the user named.
func (s *screen) raise(show string) {
	front := s.front.Load()
	if front == nil {
		return
	}
	desktop.WindowUnminimise(*front)
	desktop.Show(*front)
	desktop.WindowShow(*front)
	if show != "" {
		s.emit("show", show)
	}
}

// emit sends an event to the window while it is there.
func (s *screen) emit(name string, data any) {
	if front := s.front.Load(); front != nil {
		desktop.EventsEmit(*front, name, data)
	}
}
