//go:build !linux

package command

import (
	"net"

	"calends/backend/calendar"
)

// reachable returns the name of the profile's socket, where that is short
// enough for an address (104 bytes on macOS, 108 on Windows).
func reachable(profile string) (file string, release func(), err error) {
	file = socketFile(profile)
	if len(file) > 103 {
		return "", nil, calendar.Explain(calendar.ErrInvalid, "Choose a shorter one with --data.",
			"The name of the profile's folder is too long: %s.", profile)
	}
	return file, func() {}, nil
}

// sameUser trusts the modes of the socket and its folder.
func sameUser(net.Conn) error { return nil }
