package command

import (
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
)

// reachable returns a name for the profile's socket that is short enough for
// an address (108 bytes): through the folder's own file descriptor, which
// release closes.
func reachable(profile string) (file string, release func(), err error) {
	if file := socketFile(profile); len(file) < 100 {
		return file, func() {}, nil
	}
	dir, err := os.OpenFile(profile, os.O_RDONLY|syscall.O_DIRECTORY, 0)
	if err != nil {
		return "", nil, err
	}
	return fmt.Sprintf("/proc/self/fd/%d/%s", dir.Fd(), socketName), func() { dir.Close() }, nil
}

// sameUser refuses the other end of a socket that is another user's.
func sameUser(conn net.Conn) error {
	unix, ok := conn.(*net.UnixConn)
	if !ok {
		return errors.New("not a socket of this computer")
	}
	raw, err := unix.SyscallConn()
	if err != nil {
		return err
	}
	var peer *syscall.Ucred
	var peerErr error
	err = raw.Control(func(fd uintptr) {
		peer, peerErr = syscall.GetsockoptUcred(int(fd), syscall.SOL_SOCKET, syscall.SO_PEERCRED)
	})
	switch {
	case err != nil || peerErr != nil:
		return errors.Join(err, peerErr)
	case int(peer.Uid) != os.Getuid():
		return fmt.Errorf("the socket is user %d's", peer.Uid)
	}
	return nil
}
