package store

import (
	"errors"
	"os"
	"syscall"
)

// sharingViolation is ERROR_SHARING_VIOLATION: another process has the file.
const sharingViolation = syscall.Errno(32)

// tryLatch opens the file of the latch for this process only. errLatched: another
// has it open.
func tryLatch(name string) (*os.File, error) {
	path, err := syscall.UTF16PtrFromString(name)
	if err != nil {
		return nil, err
	}
	h, err := syscall.CreateFile(path, syscall.GENERIC_READ|syscall.GENERIC_WRITE, 0, nil, syscall.OPEN_ALWAYS, syscall.FILE_ATTRIBUTE_NORMAL, 0)
	switch {
	case errors.Is(err, sharingViolation):
		return nil, errLatched
	case err != nil:
		return nil, err
	}
	return os.NewFile(uintptr(h), name), nil
}
