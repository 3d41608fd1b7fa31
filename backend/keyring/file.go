package keyring

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"filippo.io/age"
)

// workFactor is the logarithm of the work that a passphrase costs (scrypt):
// about half a second, and what a guess costs whoever finds the file.
const workFactor = 17

// Passphrase asks the user for the passphrase of a file. isNew says that the
// file does not exist yet, so that it can be asked for twice.
type Passphrase func(ctx context.Context, isNew bool) (string, error)

// File is a vault in one file: all secrets together, sealed with a passphrase
// as age does it (age-encryption.org/v1, scrypt). The passphrase is asked for
// when the file is first needed and kept for the run. One process at a time
// may write it.
type File struct {
	path   string
	ask    Passphrase
	work   int
	turn   chan struct{} // held while the user is asked and the file is worked on
	phrase string        // "" until it opened the file
	open   map[string]string
}

// NewFile returns the vault in the file at path, which need not exist.
func NewFile(path string, ask Passphrase) *File {
	return &File{path: path, ask: ask, work: workFactor, turn: make(chan struct{}, 1)}
}

// Get implements [Vault]. A file that does not exist holds nothing: nobody is
// asked. [ErrPassphrase]: it is not the right one; the next call asks again.
func (f *File) Get(ctx context.Context, account string) (string, error) {
	var secret string
	err := f.locked(ctx, func() (err error) {
		secrets := f.open
		if secrets == nil {
			secrets, err = f.read(ctx)
		}
		var ok bool
		if secret, ok = secrets[account]; err == nil && !ok {
			err = ErrNotFound
		}
		return err
	})
	return secret, err
}

// Set implements [Vault].
func (f *File) Set(ctx context.Context, account, secret string) error {
	return f.locked(ctx, func() error {
		secrets, err := f.read(ctx)
		if err != nil {
			return err
		}
		secrets[account] = secret
		return f.write(ctx, secrets)
	})
}

// Delete implements [Vault].
func (f *File) Delete(ctx context.Context, account string) error {
	return f.locked(ctx, func() error {
		secrets, err := f.read(ctx)
		if _, ok := secrets[account]; err != nil || !ok {
			return err
		}
		delete(secrets, account)
		return f.write(ctx, secrets)
	})
}

// locked does something while no other call does.
func (f *File) locked(ctx context.Context, do func() error) error {
	select {
	case f.turn <- struct{}{}:
		defer func() { <-f.turn }()
		if err := do(); err != nil {
			return fmt.Errorf("the password file: %w", err)
		}
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// read opens the file and keeps what is in it.
func (f *File) read(ctx context.Context) (map[string]string, error) {
	sealed, err := os.ReadFile(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return map[string]string{}, nil
	}
	if err != nil {
		return nil, err
	}
	phrase, err := f.passphrase(ctx, false)
	if err != nil {
		return nil, err
	}
	secrets, err := unseal(sealed, phrase)
	if errors.Is(err, ErrPassphrase) {
		f.phrase, f.open = "", nil
	}
	if err != nil {
		return nil, err
	}
	f.phrase, f.open = phrase, secrets
	return secrets, nil
}

// passphrase is the one that opened the file before, or the user's answer.
func (f *File) passphrase(ctx context.Context, isNew bool) (string, error) {
	if f.phrase != "" {
		return f.phrase, nil
	}
	if f.ask == nil {
		return "", fmt.Errorf("%w: a passphrase is needed", ErrLocked)
	}
	phrase, err := f.ask(ctx, isNew)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrLocked, err)
	}
	if phrase == "" {
		return "", fmt.Errorf("%w: it is empty", ErrPassphrase)
	}
	return phrase, nil
}

// write seals the secrets and puts them in place of the file, whole or not at
// all.
func (f *File) write(ctx context.Context, secrets map[string]string) error {
	phrase, err := f.passphrase(ctx, true)
	if err != nil {
		return err
	}
	sealed, err := seal(secrets, phrase, f.work)
	if err != nil {
		return err
	}
	if err := replace(f.path, sealed); err != nil {
		return err
	}
	f.phrase, f.open = phrase, secrets
	return nil
}

// seal encrypts the secrets as JSON.
func seal(secrets map[string]string, phrase string, work int) ([]byte, error) {
	r, err := age.NewScryptRecipient(phrase)
	if err != nil {
		return nil, err
	}
	r.SetWorkFactor(work)
	var sealed bytes.Buffer
	w, err := age.Encrypt(&sealed, r)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(json.NewEncoder(w).Encode(secrets), w.Close()); err != nil {
		return nil, err
	}
	return sealed.Bytes(), nil
}

// unseal decrypts what seal wrote.
func unseal(sealed []byte, phrase string) (map[string]string, error) {
	id, err := age.NewScryptIdentity(phrase)
	if err != nil {
		return nil, err
	}
	r, err := age.Decrypt(bytes.NewReader(sealed), id)
	if errors.Is(err, age.ErrIncorrectIdentity) {
		return nil, ErrPassphrase
	}
	if err != nil {
		return nil, errDamaged
	}
	text, err := io.ReadAll(r)
	secrets := map[string]string{}
	if err != nil || json.Unmarshal(text, &secrets) != nil {
		return nil, errDamaged
	}
	return secrets, nil
}

// errDamaged does not say more: the errors below it quote what they read.
var errDamaged = errors.New("it is damaged, or none of ours")

// replace writes a file that only its owner can read, under another name
// first: at any moment the old one is there whole, or the new one.
func replace(path string, text []byte) (err error) {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	t, err := os.CreateTemp(dir, filepath.Base(path)+".new-*") // 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(t.Name()))
		}
	}()
	_, err = t.Write(text)
	if err = errors.Join(err, t.Sync(), t.Close()); err != nil {
		return err
	}
	if err = os.Rename(t.Name(), path); err != nil {
		return err
	}
	if d, err := os.Open(dir); err == nil { // where folders can be synced, the new name is
		d.Sync()
		d.Close()
	}
	return nil
}
