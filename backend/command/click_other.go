//go:build !windows

package command

// mayBeClicked lets the program be started by a double click, which cobra
// minds on Windows only.
func mayBeClicked() {}
