// Calends is a calendar that works offline, synchronizes with CalDAV servers
// and never loses an edit: a window and a command line over one store.
//
// This file reads the program's arguments; app.go opens and wires what they
// ask for.
package main

import (
	"context"
	"embed"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"strings"
	"syscall"

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
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
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
