package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"calends/backend/bridge"
	"calends/backend/caldavserver"
	"calends/backend/calendar"
	"calends/backend/command"
	"calends/backend/store"
	"calends/backend/zone"
)

// demoFolders is what the folders of demonstrations are called, in the
// temporary directory.
const demoFolders = "calends-demo-*"

// replay runs a server that says again what was recorded, and tells in the end
// whether all of it was asked for.
func replay(ctx context.Context, o command.DemoOptions) error {
	server, err := caldavserver.Replay(o.Replay)
	if err != nil {
		return err
	}
	url, err := server.Listen(ctx, o.Listen)
	if err != nil {
		return err
	}
	fmt.Fprintf(o.Stdout, "url=%s\nuser=%s\npassword=%s\n", url, caldavserver.DemoUser, caldavserver.DemoPassword)
	<-ctx.Done()
	fmt.Fprintf(o.Stdout, "left=%d\nstrays=%d\n", server.Left(), len(server.Strays()))
	return nil
}

// demo runs the demonstration: a server inside the program on loopback, and
// unless only that is wanted, the window on a profile that is thrown away.
func demo(ctx context.Context, o command.DemoOptions) error {
	if !o.ServerOnly {
		if err := display(); err != nil {
			return err
		}
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if o.Replay != nil {
		return replay(ctx, o)
	}
	base, err := caldavserver.Demo(time.Now(), local()).Listen(ctx, o.Listen)
	if err != nil {
		return err
	}
	if o.ServerOnly {
		fmt.Fprintf(o.Stdout, "url=%s\nuser=%s\npassword=%s\n", base, caldavserver.DemoUser, caldavserver.DemoPassword)
		<-ctx.Done()
		return nil
	}
	sweepDemos(time.Now())
	dir, err := os.MkdirTemp("", demoFolders)
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := toolkitIn(dir); err != nil {
		return err
	}
	p, err := open(ctx, dir, true)
	if err != nil {
		return err
	}
	defer p.close()
	if _, err := p.program.AddAccount(ctx, bridge.AddAccount{Name: "Demo", Address: base, User: caldavserver.DemoUser,
		Password: caldavserver.DemoPassword, Secret: string(calendar.SecretSession)}); err != nil {
		return err
	}
	if _, err := p.program.Sync(ctx, bridge.SyncRequest{}); err != nil {
		return err
	}
	return run(ctx, dir, p, "")
}

// toolkitIn has what WebKit keeps of its own (salts, caches) in a folder instead
// of the user's. It reads the environment when the window opens.
func toolkitIn(dir string) error {
	return errors.Join(os.Setenv("XDG_DATA_HOME", filepath.Join(dir, "data")), os.Setenv("XDG_CACHE_HOME", filepath.Join(dir, "cache")))
}

// sweepDemos removes the folders of demonstrations that were killed. One whose
// store opens is nobody's: the system lets go of it where a process dies. What
// cannot be told stays, as does what was made just now, perhaps not open yet.
func sweepDemos(now time.Time) {
	found, _ := filepath.Glob(filepath.Join(os.TempDir(), demoFolders)) // the pattern is well formed
	for _, dir := range found {
		file := filepath.Join(dir, storeName)
		if info, err := os.Lstat(dir); err != nil || !info.IsDir() || now.Sub(info.ModTime()) < demoYoung {
			continue
		}
		if info, err := os.Lstat(file); err != nil || !info.Mode().IsRegular() {
			continue // made by somebody else
		}
		s, err := store.Open(file, storeOptions(zone.NewFinder()))
		if err == nil && s.Close() == nil {
			_ = os.RemoveAll(dir) // another demonstration may be at it
		}
	}
}

// demoYoung is how old the folder of a demonstration is at least when it is
// swept.
const demoYoung = time.Minute
