package command

import (
	"os"
	"path/filepath"
	"strings"
	"time"

	"calends/backend/bridge"
	"calends/backend/calendar"
)

// Zone returns the zone of this computer under its IANA name, which a new
// event needs; time.Local where the name cannot be told. getenv reads TZ.
func Zone(getenv func(string) string) *time.Location {
	name := systemZone(getenv, "/")
	loc, err := time.LoadLocation(name)
	if err != nil || name == "" {
		return time.Local
	}
	return loc
}

// view returns the view zone: --tz, or the zone of whoever typed the command.
func (l *line) view() (*time.Location, error) {
	name := l.tz
	if name == "" {
		name = l.home()
	}
	if name == "" {
		return time.Local, nil
	}
	return loadZone("tz", name)
}

// loadZone finds an IANA zone that was named in a flag.
func loadZone(flag, name string) (*time.Location, error) {
	loc, err := time.LoadLocation(name)
	if err != nil || name == "Local" || name == "" {
		return nil, calendar.Explain(bridge.ErrUsage, "Zones are called as Europe/Berlin.",
			"--%s: there is no time zone %q.", flag, name)
	}
	return loc, nil
}

// home returns the zone of whoever typed the command; "" is this computer's,
// under a name that cannot be told.
func (l *line) home() string {
	if l.zone != "" {
		return l.zone
	}
	return systemZone(l.std.Getenv, "/")
}

// systemZone returns the IANA name of the system's zone below root, "" where
// it cannot be told. Go knows the zone's rules without knowing its name, but
// a new event needs the name.
func systemZone(getenv func(string) string, root string) string {
	if tz := strings.TrimPrefix(getenv("TZ"), ":"); tz != "" {
		if _, name, ok := strings.Cut(tz, "zoneinfo/"); ok {
			tz = name
		}
		if _, err := time.LoadLocation(tz); err == nil && tz != "Local" {
			return tz
		}
	}
	if file, err := filepath.EvalSymlinks(filepath.Join(root, "etc/localtime")); err == nil {
		if _, name, ok := strings.Cut(filepath.ToSlash(file), "zoneinfo/"); ok {
			name = strings.TrimPrefix(strings.TrimPrefix(name, "posix/"), "right/")
			if _, err := time.LoadLocation(name); err == nil {
				return name
			}
		}
	}
	if b, err := os.ReadFile(filepath.Join(root, "etc/timezone")); err == nil {
		name := strings.TrimSpace(string(b))
		if _, err := time.LoadLocation(name); err == nil && name != "Local" {
			return name
		}
	}
	return ""
}
