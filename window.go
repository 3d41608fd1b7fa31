package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"sync/atomic"

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/logger"
	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
	"github.com/wailsapp/wails/v2/pkg/options/linux"
	desktop "github.com/wailsapp/wails/v2/pkg/runtime"

	"calends/backend/bridge"
	"calends/backend/command"
)

// icon is the window's.
//
//go:embed build/appicon.png
var icon []byte

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

// appearance is the window's size, colours and what it may call.
func appearance(life bridge.Life) *options.App {
	return &options.App{
		Title: "Calends", Width: width, Height: height, MinWidth: 720, MinHeight: 520,
		BackgroundColour:   options.NewRGB(250, 250, 251),
		AssetServer:        &assetserver.Options{Assets: assets, Handler: bridge.Handler(life)},
		Bind:               bridge.Bound(life),
		ErrorFormatter:     func(err error) any { return bridge.Format(err) },
		LogLevelProduction: logger.ERROR,
		Linux:              &linux.Options{Icon: icon, ProgramName: "calends", WebviewGpuPolicy: linux.WebviewGpuPolicyOnDemand},
	}
}

// The window's size where the screen has room for it, and what it begins with
// at least, in logical pixels.
const (
	width, height           = 1280, 860
	leastWidth, leastHeight = 900, 600
)

// frame is what the screen needs for itself above and below a window: its
// panel and the window's title bar, in logical pixels.
const frame = 64

// fitting is the size of the window on a screen of that size.
func fitting(screenWidth, screenHeight int) (int, int) {
	return max(min(width, screenWidth), leastWidth), max(min(height, screenHeight-frame), leastHeight)
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
		if w, h := fitting(s.Size.Width, s.Size.Height); w < width || h < height {
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
