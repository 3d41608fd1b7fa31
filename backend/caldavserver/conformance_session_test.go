package caldavserver_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"calends/backend/caldav"
	"calends/backend/calendar"
)

// session is a client that is signed in to a server under test.
type session struct {
	*caldav.Client
	target  target
	account account
	found   caldav.Found
}

func options(a account) caldav.Options {
	return caldav.Options{
		User:         a.user,
		Password:     func(context.Context) (string, error) { return a.password, nil },
		CompareEvery: -1,
	}
}

func signIn(t *testing.T, target target, a account) *session {
	t.Helper()
	found, err := caldav.Discover(t.Context(), a.url, options(a))
	if err != nil {
		t.Fatalf("discover %s: %v", a.url, err)
	}
	return &session{newClient(t, a, found), target, a, found}
}

func newClient(t *testing.T, a account, found caldav.Found) *caldav.Client {
	t.Helper()
	o := options(a)
	o.Server, o.Principal, o.Homes = found.Server, found.Principal, found.Homes
	c, err := caldav.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// peculiar tells what a server does in its own way without being wrong enough
// to fail; PROVIDERS.md has a row for each (go test -v shows them).
func (s *session) peculiar(t *testing.T, format string, args ...any) {
	t.Helper()
	t.Logf("PECULIAR %s: "+format, append([]any{s.target.name}, args...)...)
}

// calendar makes a collection for one test.
func (s *session) calendar(t *testing.T, name string) calendar.Collection {
	t.Helper()
	col, err := s.Create(t.Context(), calendar.Collection{Name: name, Components: []string{"VEVENT"}})
	if err != nil {
		t.Fatalf("create calendar %s: %v", name, err)
	}
	t.Cleanup(func() {
		if err := s.Remove(context.Background(), col.Href); err != nil && !errors.Is(err, calendar.ErrGone) {
			t.Errorf("remove calendar %s: %v", name, err)
		}
	})
	return col
}

// listed is a collection as Collections lists it now, with the progress of p.
func (s *session) listed(t *testing.T, p calendar.Collection) (calendar.Collection, bool) {
	t.Helper()
	cols, err := s.Collections(t.Context())
	if err != nil {
		t.Fatalf("list calendars: %v", err)
	}
	for _, c := range cols {
		if c.Href.Same(p.Href) {
			c.Progress = p.Progress
			return c, true
		}
	}
	return p, false
}

// observe looks for changes and takes them in: col's progress moves on.
func (s *session) observe(t *testing.T, col *calendar.Collection) calendar.Listing {
	t.Helper()
	now, ok := s.listed(t, *col)
	if !ok {
		t.Fatalf("%s is not listed", col.Href)
	}
	l, err := s.Observe(t.Context(), now)
	if err != nil {
		t.Fatalf("observe %s: %v", col.Href, err)
	}
	now.Progress = l.Progress
	*col = now
	return l
}

func (s *session) put(t *testing.T, at calendar.Href, text string, m calendar.Match) calendar.Version {
	t.Helper()
	v, err := s.Put(t.Context(), at, []byte(text), m)
	if err != nil {
		t.Fatalf("PUT %s: %v", at, err)
	}
	if v.ETag == "" || len(v.Body) == 0 {
		t.Fatalf("PUT %s: an incomplete version: etag %q, %d bytes", at, v.ETag, len(v.Body))
	}
	return v
}

// fetch gets objects, by key.
func (s *session) fetch(t *testing.T, col calendar.Collection, hrefs ...calendar.Href) map[string]calendar.Result {
	t.Helper()
	got := map[string]calendar.Result{}
	for h, r := range s.Fetch(t.Context(), col.Href, hrefs) {
		if _, twice := got[h.Key()]; twice {
			t.Errorf("%s was yielded twice", h)
		}
		got[h.Key()] = r
	}
	if len(got) != len(hrefs) {
		t.Errorf("asked for %d objects, got %d answers", len(hrefs), len(got))
	}
	return got
}

// keys are the sorted last segments of a listing's members.
func keys(l calendar.Listing, in calendar.Collection) string {
	var names []string
	for h := range l.Members {
		names = append(names, strings.TrimPrefix(h.Key(), in.Href.Key()+"/"))
	}
	return sorted(names)
}

func sorted(names []string) string {
	for i := range names { // few: insertion sort
		for j := i; j > 0 && names[j] < names[j-1]; j-- {
			names[j], names[j-1] = names[j-1], names[j]
		}
	}
	return strings.Join(names, " ")
}

func expectError(t *testing.T, what string, err error, wants ...error) {
	t.Helper()
	for _, want := range wants {
		if errors.Is(err, want) {
			return
		}
	}
	t.Errorf("%s: got error %v, want one of %v", what, err, wants)
}

func match(v calendar.Version) calendar.Match {
	return calendar.Match{ETag: v.ETag, ScheduleTag: v.ScheduleTag}
}
