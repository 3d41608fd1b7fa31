package command

import (
	"os"
	"path/filepath"
	"runtime"

	"calends/backend/bridge"
	"calends/backend/calendar"
)

// profile returns the folder that holds everything.
func (l *line) profile() (string, error) {
	if l.data != "" {
		return l.std.path(l.data), nil
	}
	if dir := l.std.Getenv("CALENDS_DATA"); dir != "" {
		return l.std.path(dir), nil
	}
	return defaultProfile(runtime.GOOS, l.std.Getenv)
}

// defaultProfile returns the per-user data folder of an operating system.
func defaultProfile(system string, getenv func(string) string) (string, error) {
	switch system {
	case "windows":
		if dir := getenv("LOCALAPPDATA"); dir != "" {
			return filepath.Join(dir, "Calends"), nil
		}
	case "darwin":
		if home := getenv("HOME"); home != "" {
			return filepath.Join(home, "Library", "Application Support", "Calends"), nil
		}
	default:
		if dir := getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
			return filepath.Join(dir, "calends"), nil
		}
		if home := getenv("HOME"); home != "" {
			return filepath.Join(home, ".local", "share", "calends"), nil
		}
	}
	return "", calendar.Explain(bridge.ErrUsage, "Name one with --data or CALENDS_DATA.",
		"This user has no folder for data.")
}

// makeProfile makes the profile's folder, for its owner only.
func makeProfile(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return calendar.Explain(err, "Choose another with --data or CALENDS_DATA.",
			"The profile's folder cannot be made: %s.", err)
	}
	return nil
}
