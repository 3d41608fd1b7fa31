package store

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"calends/backend/calendar"
)

// fill writes until nothing goes any more, and returns the error that said so
// and how many objects there are.
func (b *book) fill() (n int, err error) {
	for ; err == nil; n++ {
		noise := make([]byte, 20_000)
		for i := range noise {
			noise[i] = byte('a' + rand.IntN(26))
		}
		_, err = b.Commit(ctx, calendar.Me, "", []calendar.Write{{Collection: b.local, Body: fmt.Appendf(nil, "u%d 1 2 %s", n, noise)}})
		if n > 10_000 {
			b.t.Fatal("it never gets full")
		}
	}
	return n - 1, err
}

// checkFull fills the store up: the write that does not fit says so, what was
// written before is there, reading goes on, and the file opens again.
func (b *book) checkFull() {
	b.t.Helper()
	n, err := b.fill()
	oneSentence(b.t, err)
	wantErr(b.t, err, calendar.ErrFull)
	for range 2 {
		all, err := b.Objects(ctx, b.local)
		b.must(err)
		want(b.t, "objects", len(all), n)
		b.must(b.Close())
		b.open(options())
	}
}

func TestFullByMaxSize(t *testing.T) {
	b := newBook(t)
	b.must(b.Close())
	o := options()
	o.MaxSize = 4 << 20
	b.open(o)
	b.checkFull()
}
