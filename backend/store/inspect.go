package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"os"

	"calends/backend/calendar"
)

// A bbolt file begins with two meta pages, of which the one with a right
// checksum and the higher transaction counts. Numbers are in the byte order of
// the machine; the fields are those of bbolt's internal/common.
const (
	boltMagic    = 0xED0CDAED
	pageHeader   = 16 // id 8, flags 2, count 2, overflow 4
	metaSize     = 64 // magic, version, page size, flags 4 each; root 16, free list 8, pages 8, transaction 8, checksum 8
	freeListPage = 0x10
)

// head is what the meta page in force says.
type head struct {
	pageSize, pages, freeList, transaction uint64
}

// inspect looks at the file before bbolt maps it. bbolt believes what it
// reads: a page beyond the end of a file that was cut off is a fault, a free
// list that is none a panic that leaves the file locked.
func inspect(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return unusable(path, err)
	}
	defer f.Close()
	stat, err := f.Stat()
	if err != nil {
		return unusable(path, err)
	}
	if !stat.Mode().IsRegular() {
		return calendar.Explain(calendar.ErrInvalid, "Choose another folder for the profile.", "%s is not a file.", path)
	}
	h, ok := readHead(f)
	if !ok {
		return damaged(path, errors.New("it has no readable head"))
	}
	if size := uint64(stat.Size()); size/h.pageSize < h.pages {
		return damaged(path, fmt.Errorf("%d of its %d pages are missing", h.pages-size/h.pageSize, h.pages))
	}
	page := make([]byte, pageHeader)
	_, err = f.ReadAt(page, int64(h.freeList*h.pageSize))
	if err != nil || binary.NativeEndian.Uint64(page) != h.freeList || binary.NativeEndian.Uint16(page[8:])&freeListPage == 0 {
		return damaged(path, errors.New("its free list cannot be read"))
	}
	return nil
}

// readHead finds the meta page in force. The second one stands a page further,
// whatever the size of a page was where the file was made.
func readHead(f io.ReaderAt) (h head, ok bool) {
	page := make([]byte, pageHeader+metaSize)
	for offset := int64(0); offset <= 1<<16; offset = max(2*offset, 1<<10) {
		if _, err := f.ReadAt(page, offset); err != nil {
			continue
		}
		m, order := page[pageHeader:], binary.NativeEndian
		sum := fnv.New64a()
		sum.Write(m[:metaSize-8])
		if order.Uint32(m) != boltMagic || sum.Sum64() != order.Uint64(m[metaSize-8:]) {
			continue
		}
		found := head{uint64(order.Uint32(m[8:])), order.Uint64(m[40:]), order.Uint64(m[32:]), order.Uint64(m[48:])}
		if found.pageSize >= 1<<10 && (!ok || found.transaction > h.transaction) {
			h, ok = found, true
		}
	}
	return h, ok
}
