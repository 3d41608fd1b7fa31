package keyring

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"runtime"
	"strings"
	"time"
)

// longestSecret bounds what a command may print.
const longestSecret = 64 << 10

// Command is a vault that a command of the user's reads for us, such as
// "pass show calendar". It runs every time it is asked; see [Remember].
type Command struct {
	line string
	wait time.Duration
}

// NewCommand returns the vault that a command line reads: sh runs it, on
// Windows cmd. wait is how long it may take.
func NewCommand(line string, wait time.Duration) *Command { return &Command{line, wait} }

// Get implements [Vault], whatever the account: what the command prints, less
// one newline at its end. [ErrCommand]: it failed, printed nothing, or took
// too long. Neither the command nor what it printed is in the error.
func (c *Command) Get(ctx context.Context, account string) (string, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, c.wait, fmt.Errorf("%w: it took longer than %v", ErrCommand, c.wait))
	defer cancel()
	run := exec.CommandContext(ctx, "sh", "-c", c.line)
	if runtime.GOOS == "windows" {
		run = exec.CommandContext(ctx, "cmd", "/C", c.line)
	}
	run.WaitDelay = time.Second // for what it left running with its output open
	var out bounded
	run.Stdout = &out
	err := run.Run()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return "", context.Cause(ctx)
	case out.over:
		return "", fmt.Errorf("%w: it printed more than %d bytes", ErrCommand, longestSecret)
	case errors.As(err, &exit):
		return "", fmt.Errorf("%w: it ended with %v", ErrCommand, exit.ProcessState)
	case err != nil && !errors.Is(err, exec.ErrWaitDelay):
		return "", fmt.Errorf("%w: %w", ErrCommand, err)
	}
	secret := strings.TrimSuffix(out.String(), "\n")
	if runtime.GOOS == "windows" {
		secret = strings.TrimSuffix(secret, "\r")
	}
	if secret == "" {
		return "", fmt.Errorf("%w: it printed nothing", ErrCommand)
	}
	return secret, nil
}

// Set implements [Vault]: it is not ours to write. [ErrReadOnly].
func (c *Command) Set(ctx context.Context, account, secret string) error { return ErrReadOnly }

// Delete implements [Vault]: there is nothing of ours to delete.
func (c *Command) Delete(ctx context.Context, account string) error { return nil }

// bounded keeps the first longestSecret bytes and notes that there were more.
type bounded struct {
	strings.Builder
	over bool
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.Len()+len(p) > longestSecret {
		b.over = true
		return len(p), nil
	}
	return b.Builder.Write(p)
}
