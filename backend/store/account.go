package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"calends/backend/calendar"
)

// Accounts reads the accounts that were put, by name. The local one is among
// them only if somebody put it.
func (s *Store) Accounts(ctx context.Context) ([]calendar.Account, error) {
	var all []calendar.Account
	err := s.view(ctx, "read the accounts", func(t *tx) (err error) {
		all, err = t.accounts()
		return err
	})
	return all, err
}

func (t *tx) accounts() ([]calendar.Account, error) {
	all := []calendar.Account{}
	err := t.Bucket(accounts).ForEach(func(id, packed []byte) error {
		var a calendar.Account
		if err := json.Unmarshal(packed, &a); err != nil {
			return fmt.Errorf("account %s: %w", id, err)
		}
		all = append(all, a)
		return nil
	})
	slices.SortFunc(all, func(a, b calendar.Account) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	return all, err
}

// PutAccount writes an account under its ID, new or not.
// [calendar.ErrExists]: another one has its name. [calendar.ErrInvalid]: it
// has no ID.
func (s *Store) PutAccount(ctx context.Context, a calendar.Account) error {
	return s.update(ctx, "write an account", func(t *tx) error { return t.putAccount(a) })
}

func (t *tx) putAccount(a calendar.Account) error {
	if a.ID == "" {
		return fmt.Errorf("an account without id: %w", calendar.ErrInvalid)
	}
	others, err := t.accounts()
	if err != nil {
		return err
	}
	for _, o := range others {
		if o.Name == a.Name && o.ID != a.ID {
			return fmt.Errorf("account %q: %w", a.Name, calendar.ErrExists)
		}
	}
	packed, err := json.Marshal(a)
	if err != nil {
		return err
	}
	t.notice.shape()
	return t.Bucket(accounts).Put([]byte(a.ID), packed)
}

// AddAccount is [Store.PutAccount] of a new one, as a request of the user's.
func (s *Store) AddAccount(ctx context.Context, a calendar.Account) error {
	return s.update(ctx, "add an account", func(t *tx) error {
		b := &batch{t: t, origin: calendar.Me}
		return errors.Join(t.putAccount(a), b.noteAct(calendar.ActSignIn, a.Name, entry{account: a.ID}), b.record())
	})
}

// AmendAccount changes an account as it is at that moment, so that nothing
// another wrote meanwhile is lost: a sync notes its outcome while the user
// renames. amend runs inside the transaction and may not call the store.
// [calendar.ErrNotFound]: there is no such account.
func (s *Store) AmendAccount(ctx context.Context, id calendar.AccountID, amend func(*calendar.Account)) error {
	return s.update(ctx, "write an account", func(t *tx) error {
		a, err := t.account(id)
		if err != nil {
			return err
		}
		amend(&a)
		a.ID = id
		return t.putAccount(a)
	})
}

// RemoveAccount removes an account with its collections and their objects,
// sent or not. Their versions stay in the ledger. It is a request of the user's.
func (s *Store) RemoveAccount(ctx context.Context, id calendar.AccountID) error {
	return s.update(ctx, "remove an account", func(t *tx) error {
		a, err := t.account(id)
		if err != nil {
			return err
		}
		all, err := t.collections()
		if err != nil {
			return err
		}
		for _, c := range all {
			if c.Account != id {
				continue
			}
			h, err := t.shelf(c.ID)
			if err != nil {
				return err
			}
			b := &batch{t: t, origin: calendar.Me}
			if err := errors.Join(h.remove(b), b.record()); err != nil {
				return err
			}
		}
		t.notice.shape()
		b := &batch{t: t, origin: calendar.Me}
		return errors.Join(b.noteAct(calendar.ActSignOff, a.Name, entry{account: id}), b.record(), t.Bucket(accounts).Delete([]byte(id)))
	})
}

func (t *tx) account(id calendar.AccountID) (calendar.Account, error) {
	var a calendar.Account
	packed := t.Bucket(accounts).Get([]byte(id))
	if packed == nil {
		return a, notFound("account", id)
	}
	if err := json.Unmarshal(packed, &a); err != nil {
		return a, fmt.Errorf("account %s: %w", id, err)
	}
	return a, nil
}

// Setting reads a setting; "" where it was never set.
func (s *Store) Setting(ctx context.Context, key string) (string, error) {
	var value string
	err := s.view(ctx, "read a setting", func(t *tx) error {
		value = string(t.Bucket(settings).Get([]byte(key)))
		return nil
	})
	return value, err
}

// SetSetting writes a setting; "" removes it.
func (s *Store) SetSetting(ctx context.Context, key, value string) error {
	return s.update(ctx, "write a setting", func(t *tx) error {
		if value == "" {
			return t.Bucket(settings).Delete([]byte(key))
		}
		return t.Bucket(settings).Put([]byte(key), []byte(value))
	})
}
