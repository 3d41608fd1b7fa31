// Calends is a calendar that works offline, synchronizes with CalDAV servers
// and never loses an edit: a window and a command line over one store.
//
// This file reads the program's arguments; app.go opens and wires what they
// ask for.
package main

import (
	"cmp"
	"context"
	"embed"
	"errors"
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

	"calends/backend/calendar"
	"calends/backend/command"
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
	return calendar.Explain(errors.ErrUnsupported, "`calends agenda` and every other command work without one; see `calends --help`.",
		"there is no display to open a window on%s", why)
}
