package keyring

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/zalando/go-keyring"
)

// System is the vault of the operating system: the Secret Service on Linux and
// the BSDs, the Keychain on macOS, the Credential Manager on Windows.
//
// A vault may ask the user to unlock it and wait for the answer as long as it
// takes; System does not. When the time is over it says ErrLocked and leaves
// the question standing. Until it is answered no second one is asked: a later
// call waits for the first and then reads.
type System struct {
	wait time.Duration
	told func(ctx context.Context, waiting bool)
	turn chan struct{} // held by the one question that may be open
}

// slowAfter is how long a vault that is open takes at most. One that takes
// longer is probably asking its user.
const slowAfter = time.Second

// NewSystem returns the system's vault. wait is how long a call may take,
// with the user's answer; the context may end it sooner. told, which may be
// nil, is told of a call that waits for longer than a second, and of its end.
func NewSystem(wait time.Duration, told func(ctx context.Context, waiting bool)) *System {
	return &System{wait: wait, told: told, turn: make(chan struct{}, 1)}
}

// Get implements [Vault].
func (s *System) Get(ctx context.Context, account string) (string, error) {
	return s.ask(ctx, "read the password", func() (string, error) {
		return keyring.Get(Service, account)
	})
}

// Set implements [Vault]. [ErrTooLong]: Windows takes 2560 bytes, macOS about
// 2900.
func (s *System) Set(ctx context.Context, account, secret string) error {
	_, err := s.ask(ctx, "store the password", func() (string, error) {
		return "", keyring.Set(Service, account, secret)
	})
	return err
}

// Delete implements [Vault].
func (s *System) Delete(ctx context.Context, account string) error {
	_, err := s.ask(ctx, "delete the password", func() (string, error) {
		return "", keyring.Delete(Service, account)
	})
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}

// ask lets the vault do something, in a goroutine that is left behind when the
// time is over: the vault cannot be told to stop.
func (s *System) ask(ctx context.Context, doing string, do func() (string, error)) (string, error) {
	if !reachable() {
		return "", fmt.Errorf("%s: %w", doing, ErrNone)
	}
	defer s.slow(ctx)()
	ctx, cancel := context.WithTimeout(ctx, s.wait)
	defer cancel()
	type answer struct {
		secret string
		err    error
	}
	answers := make(chan answer, 1)
	select {
	case s.turn <- struct{}{}:
	case <-ctx.Done():
		return "", s.late(ctx, doing)
	}
	go func() {
		defer func() { <-s.turn }()
		defer func() {
			if r := recover(); r != nil { // go-keyring believes what comes over the bus
				answers <- answer{err: fmt.Errorf("%w: %v", ErrNone, r)}
			}
		}()
		secret, err := do()
		answers <- answer{secret, err}
	}()
	select {
	case a := <-answers:
		if a.err != nil {
			return "", fmt.Errorf("%s: %w", doing, classify(a.err))
		}
		return a.secret, nil
	case <-ctx.Done():
		return "", s.late(ctx, doing)
	}
}

// slow tells of a call that takes long, and, when it is over, of that.
func (s *System) slow(ctx context.Context) (over func()) {
	if s.told == nil {
		return func() {}
	}
	told := make(chan struct{})
	timer := time.AfterFunc(slowAfter, func() {
		defer close(told)
		s.told(ctx, true)
	})
	return func() {
		if !timer.Stop() {
			<-told
			s.told(ctx, false)
		}
	}
}

// late is what to say when the time is over: the caller's, or ours.
func (s *System) late(ctx context.Context, doing string) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return fmt.Errorf("%s: %w", doing, ctx.Err())
	}
	return fmt.Errorf("%s: %w: nobody unlocked it in time", doing, ErrLocked)
}

// What the vaults say when they are there but closed, or the user said no. The
// libraries below tell it in words only.
var closed = []string{
	"failed to unlock",                      // go-keyring, Secret Service: dismissed, or nobody to ask
	"org.freedesktop.Secret.Error.IsLocked", // Secret Service
	"locked",                                // "Cannot get secret of a locked object"
	"exit status 36", "exit status 51",      // security(1): no interaction allowed, authentication failed
	"exit status 128", // security(1): cancelled
}

// classify says in our terms what a vault said in its own.
func classify(err error) error {
	switch {
	case errors.Is(err, ErrNone):
		return err
	case errors.Is(err, keyring.ErrNotFound):
		return ErrNotFound
	case errors.Is(err, keyring.ErrSetDataTooBig):
		return ErrTooLong
	}
	for _, words := range closed {
		if strings.Contains(err.Error(), words) {
			return fmt.Errorf("%w (%v)", ErrLocked, err)
		}
	}
	return fmt.Errorf("%w (%v)", ErrNone, err)
}

// reachable reports whether there can be a vault at all. Without a session bus
// the library below would start one of its own, which nobody ends.
func reachable() bool {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		return true
	}
	if bus := os.Getenv("DBUS_SESSION_BUS_ADDRESS"); bus != "" && bus != "autolaunch:" {
		return true
	}
	run := filepath.Join("/run/user", strconv.Itoa(os.Getuid()))
	for _, name := range []string{"bus", "dbus-session"} {
		if _, err := os.Stat(filepath.Join(run, name)); err == nil {
			return true
		}
	}
	return false
}
