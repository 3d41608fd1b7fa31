package store

import (
	"path/filepath"
	"syscall"
	"testing"
)

// A real full disk: a file system of four megabytes.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("calends-test", dir, "tmpfs", 0, "size=4m"); err != nil {
		t.Skipf("SKIPPED, no disk was filled: mounting one needs root (%v)", err)
	}
	t.Cleanup(func() { syscall.Unmount(dir, syscall.MNT_DETACH) })
	b := &book{t: t, path: filepath.Join(dir, "calends.db")}
	b.open(options())
	c, err := b.EnsureLocal(ctx)
	b.must(err)
	b.local = c.ID
	b.checkFull()
}
