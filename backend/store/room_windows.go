package store

import "syscall"

// noRoom is how the system says that a disk is full, or a share of it used up:
// ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL, ERROR_DISK_QUOTA_EXCEEDED.
var noRoom = [...]syscall.Errno{39, 112, 1295}
