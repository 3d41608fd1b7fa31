// Package keyring keeps passwords where the user chose to have them: in the
// system's vault ([System]), in a file sealed with a passphrase ([File]), with
// a command that prints them ([Command]), or in memory for this run only
// ([Session]). It never falls back from one to another by itself, and never
// writes a secret where it can be read.
//
// The variants have the same three methods. Errors say why there is no secret;
// what to offer the user then is decided elsewhere.
package keyring

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// Service is the name under which the system's vault files our secrets.
const Service = "calends"

// Why there is no secret. Errors of this package are one of these, wrapped
// with what was being done; none holds a secret or what a command printed.
var (
	// ErrLocked: the vault is there, but nobody opened it in time. The user
	// has been asked at most once; trying again asks again.
	ErrLocked = errors.New("the keyring is locked")
	// ErrPassphrase: the passphrase is not the one of the file. It is also
	// ErrLocked.
	ErrPassphrase = fmt.Errorf("%w: that passphrase does not open it", ErrLocked)
	// ErrNone: this computer has no vault that answers.
	ErrNone = errors.New("no keyring answers on this computer")
	// ErrNotFound: the vault has no secret for the account.
	ErrNotFound = errors.New("no password is stored")
	// ErrTooLong: the system's vault does not take a secret of that length.
	ErrTooLong = errors.New("the password is too long for the keyring")
	// ErrCommand: the command did not print a secret.
	ErrCommand = errors.New("the password command failed")
	// ErrReadOnly: secrets that a command prints are not ours to change.
	ErrReadOnly = errors.New("the password comes from a command")
)

// Vault keeps one secret per account. Its methods may be called from any
// goroutine and end with their context.
type Vault interface {
	// Get reads the secret of an account; ErrNotFound where there is none.
	Get(ctx context.Context, account string) (string, error)
	// Set keeps a secret in place of any other of the account.
	Set(ctx context.Context, account, secret string) error
	// Delete forgets the secret of an account; none is no error.
	Delete(ctx context.Context, account string) error
}

var (
	_ Vault = (*System)(nil)
	_ Vault = (*File)(nil)
	_ Vault = (*Command)(nil)
	_ Vault = (*Session)(nil)
	_ Vault = (*Remembered)(nil)
)

// Session is a vault for this run: it is gone with the program.
type Session struct {
	mu      sync.Mutex
	secrets map[string]string
}

// NewSession returns an empty one.
func NewSession() *Session { return &Session{secrets: map[string]string{}} }

// Get implements [Vault].
func (s *Session) Get(ctx context.Context, account string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	secret, ok := s.secrets[account]
	if !ok {
		return "", ErrNotFound
	}
	return secret, ctx.Err()
}

// Set implements [Vault].
func (s *Session) Set(ctx context.Context, account, secret string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.secrets[account] = secret
	return nil
}

// Delete implements [Vault].
func (s *Session) Delete(ctx context.Context, account string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.secrets, account)
	return nil
}

// Remembered is a vault in front of another that asks it once per account and
// run, so that the user is.
type Remembered struct {
	vault Vault
	known *Session
}

// Remember puts a memory in front of a vault.
func Remember(v Vault) *Remembered { return &Remembered{v, NewSession()} }

// Get implements [Vault].
func (r *Remembered) Get(ctx context.Context, account string) (string, error) {
	if secret, err := r.known.Get(ctx, account); err == nil {
		return secret, nil
	}
	secret, err := r.vault.Get(ctx, account)
	if err != nil {
		return "", err
	}
	return secret, r.known.Set(ctx, account, secret)
}

// Set implements [Vault].
func (r *Remembered) Set(ctx context.Context, account, secret string) error {
	if err := r.vault.Set(ctx, account, secret); err != nil {
		return err
	}
	return r.known.Set(ctx, account, secret)
}

// Delete implements [Vault].
func (r *Remembered) Delete(ctx context.Context, account string) error {
	return errors.Join(r.known.Delete(ctx, account), r.vault.Delete(ctx, account))
}

// Forget asks the vault again the next time: the server did not take what was
// remembered, and a command may have another by now.
func (r *Remembered) Forget(account string) { r.known.Delete(context.Background(), account) }
