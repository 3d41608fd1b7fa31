//go:build !windows

package store

import "syscall"

// noRoom is how the system says that a disk is full, or a share of it used up.
var noRoom = [...]syscall.Errno{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG}
