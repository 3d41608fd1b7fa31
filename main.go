// Calends is a calendar that works offline, synchronizes with CalDAV servers
// and never loses an edit: a window and a command line over one store.
//
// This file reads the program's arguments, and says how its window looks and
// what a demonstration is; app.go opens and wires what they ask for.
package main

import (
	"cmp"
	"context"
	"embed"
	"errors"
	"fmt"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/logger"
	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
	"github.com/wailsapp/wails/v2/pkg/options/linux"
	desktop "github.com/wailsapp/wails/v2/pkg/runtime"

	"calends/backend/bridge"
	"calends/backend/caldavserver"
	"calends/backend/calendar"
	"calends/backend/command"
	"calends/backend/store"
	"calends/backend/zone"
)

// version is the program's; the commit comes from the build.
const version = "0.1.0"

// assets is the window's side of the program, built from frontend/.
//
//go:embed all:frontend/dist
var assets embed.FS

func main() {
	if generating() {
		generate()
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	status := command.Run(ctx, host(), os.Args[1:], command.System())
	stop()
	os.Exit(status)
}

// host is what the command line needs of this program.
func host() command.Host {
	commit, wails := built()
	return command.Host{Open: openProfile, Window: window, Demo: demo, Version: version, Commit: commit, Wails: wails}
}

// built reads the commit and the version of Wails from the binary itself.
func built() (commit, wails string) {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown", "unknown"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			commit = s.Value
		}
	}
	for _, d := range info.Deps {
		if d.Path == "github.com/wailsapp/wails/v2" {
			wails = d.Version
		}
	}
	return commit, wails
}

// generating reports whether this is the run in which Wails reads the bound
// structs and writes frontend/wailsjs. Nothing is opened then.
func generating() bool {
	return strings.HasPrefix(filepath.Base(os.Args[0]), "wailsbindings")
}

// display says in one sentence why no window can be opened: there is no
// display, or none that answers. Only Linux can be without one.
func display() error {
	if runtime.GOOS != "linux" {
		return nil
	}
	if name := os.Getenv("WAYLAND_DISPLAY"); name != "" {
		if !filepath.IsAbs(name) {
			name = filepath.Join(os.Getenv("XDG_RUNTIME_DIR"), name)
		}
		if answers("unix", name) {
			return nil
		}
	}
	name := os.Getenv("DISPLAY")
	if name == "" {
		return noDisplay("")
	}
	host, number, _ := strings.Cut(name[strings.LastIndexByte(name, '/')+1:], ":")
	number, _, _ = strings.Cut(number, ".")
	n, err := strconv.Atoi(number)
	switch {
	case err != nil:
		return noDisplay(name + " is not one")
	case host == "" && (answers("unix", "/tmp/.X11-unix/X"+number) || answers("unix", "@/tmp/.X11-unix/X"+number)):
		return nil
	case answers("tcp", net.JoinHostPort(cmp.Or(host, "localhost"), strconv.Itoa(6000+n))):
		return nil
	}
	return noDisplay(name + " does not answer")
}

// answers reports whether somebody listens at an address.
func answers(network, address string) bool {
	c, err := net.DialTimeout(network, address, 2*time.Second)
	if err == nil {
		c.Close()
	}
	return err == nil
}

// toolkitPrivate makes the folders that WebKit keeps that in, for their owner
// only: by itself it lets everybody look.
func toolkitPrivate() error {
	if runtime.GOOS != "linux" {
		return nil
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return nil // nowhere to keep anything
	}
	data := os.Getenv("XDG_DATA_HOME")
	if !filepath.IsAbs(data) {
		data = filepath.Join(os.Getenv("HOME"), ".local", "share")
	}
	for _, dir := range []string{filepath.Join(data, "calends"), filepath.Join(cache, "calends")} {
		if err := errors.Join(os.MkdirAll(dir, 0o700), os.Chmod(dir, 0o700)); err != nil {
			return calendar.Explain(err, "Check who owns it.", "The window's folder cannot be made: %s.", err)
		}
	}
	return nil
}

// noDisplay is the error of a computer without a display; why may be "".
func noDisplay(why string) error {
	if why != "" {
		why = ": " + why
	}
	return calendar.Explain(calendar.ErrNoDisplay, "`calends agenda` and every other command work without one; see `calends --help`.",
		"there is no display to open a window on%s", why)
}

// icon is the window's.
//
//go:embed build/appicon.png
var icon []byte

// appearance is the window's size, colours and what it may call.
func appearance(life bridge.Life) *options.App {
	return &options.App{
		Title: "Calends", Width: bridge.FrameWidth, Height: bridge.FrameHeight, MinWidth: 720, MinHeight: 520,
		BackgroundColour:   options.NewRGB(250, 250, 251),
		AssetServer:        &assetserver.Options{Assets: assets, Handler: bridge.Handler(life)},
		Bind:               bridge.Bound(life),
		ErrorFormatter:     func(err error) any { return bridge.Format(err) },
		LogLevelProduction: logger.ERROR,
		Linux:              &linux.Options{Icon: icon, ProgramName: "calends", WebviewGpuPolicy: linux.WebviewGpuPolicyOnDemand},
	}
}

// fit makes the window smaller where its screen is: nobody else would without
// a window manager, and its top would be cut.
func fit(front context.Context) {
	screens, err := desktop.ScreenGetAll(front)
	if err != nil {
		return // it stays as it is
	}
	for _, s := range screens {
		if !s.IsCurrent {
			continue
		}
		if w, h := bridge.Frame(s.Size.Width, s.Size.Height); w < bridge.FrameWidth || h < bridge.FrameHeight {
			desktop.WindowSetSize(front, w, h)
			desktop.WindowSetPosition(front, max(0, (s.Size.Width-w)/2), max(0, (s.Size.Height-h)/2))
		}
		return
	}
}

// generate lets Wails write the window's side of the bound structs; it runs in
// builds with the tag bindings only.
func generate() {
	if err := wails.Run(appearance(bridge.Life{})); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

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
