package store

import (
	"errors"
	"testing"
	"time"

	"calends/backend/calendar"
)

// TestAttempts: what could not be sent is remembered with its reason until a
// sync that came to its end does not name it any more.
func TestAttempts(t *testing.T) {
	b := newBook(t)
	one, two := b.receive("/ann/home/a.ics", `"1"`, "a 1 2 one"), b.receive("/ann/home/b.ics", `"1"`, "b 1 2 one")
	first := calendar.Attempt{Href: one.Href, At: time.Unix(1000, 0).UTC(), Code: "forbidden", Message: "no", Hint: "ask"}
	second := calendar.Attempt{Href: two.Href, At: time.Unix(1000, 0).UTC(), Doubtful: true, Code: "offline", Message: "gone"}
	is := func(o calendar.Object, want calendar.Attempt) {
		t.Helper()
		got, err := b.Attempt(ctx, o.ID)
		if want.Code == "" {
			if !errors.Is(err, calendar.ErrNotFound) {
				t.Errorf("%+v, %v", got, err)
			}
			return
		}
		b.must(err)
		if got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
	is(one, calendar.Attempt{})
	b.must(b.NoteAttempts(ctx, b.remote, []calendar.Attempt{first, {Href: "/ann/home/nowhere.ics", Code: "gone"}}, true))
	is(one, first)
	b.must(b.NoteAttempts(ctx, b.remote, []calendar.Attempt{second}, false)) // it was cut off
	is(one, first)
	is(two, second)
	b.must(b.NoteAttempts(ctx, b.remote, nil, false))
	is(one, first)
	b.must(b.NoteAttempts(ctx, b.remote, []calendar.Attempt{second}, true))
	is(one, calendar.Attempt{})
	b.must(b.NoteAttempts(ctx, b.remote, nil, true))
	is(two, calendar.Attempt{})
}
