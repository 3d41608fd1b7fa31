package caldavserver_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"calends/backend/caldav"
	"calends/backend/calendar"
)

// TestConformance says what the client promises on every server alike: the one
// in memory, with and without bad habits, and the real ones.
func TestConformance(t *testing.T) {
	for _, target := range targets() {
		t.Run(target.name, func(t *testing.T) {
			t.Parallel()
			a := target.start(t)
			s := signIn(t, target, a)
			for _, c := range []struct {
				name string
				test func(*testing.T, *session)
			}{
				{"signing in", testSigningIn},
				{"collections", testCollections},
				{"writing under preconditions", testPreconditions},
				{"changes", testChanges},
				{"a sync-token nobody knows", testUnknownToken},
				{"fetching what is missing", testFetchMissing},
				{"moving", testMove},
				{"names with special characters", testSpecialNames},
				{"foreign properties", testForeignProperties},
				{"what cannot be read", testUnreadable},
				{"a large object", testLarge},
				{"the cost of a sync", testCost},
			} {
				t.Run(c.name, func(t *testing.T) { c.test(t, s) })
			}
		})
	}
}

func testSigningIn(t *testing.T, s *session) {
	if len(s.found.Homes) == 0 || s.found.Principal == "" {
		t.Fatalf("found no home or principal: %+v", s.found)
	}
	a := s.account
	a.password = "wrong"
	_, err := caldav.Discover(t.Context(), a.url, options(a))
	expectError(t, "a wrong password", err, calendar.ErrSignIn)

	home := s.found.Server
	if !strings.HasPrefix(string(s.found.Homes[0]), "http") {
		home = strings.TrimSuffix(home, "/") + string(s.found.Homes[0])
		if i := strings.Index(strings.TrimPrefix(s.found.Server, "http://"), "/"); i >= 0 {
			home = s.found.Server[:len("http://")+i] + string(s.found.Homes[0])
		}
	}
	again, err := caldav.Discover(t.Context(), home, options(s.account))
	if err != nil || len(again.Homes) == 0 || !again.Homes[0].Same(s.found.Homes[0]) {
		t.Errorf("starting at the home %s: %+v, %v", home, again.Homes, err)
	}
}

func testCollections(t *testing.T, s *session) {
	made, err := s.Create(t.Context(), calendar.Collection{Name: "Kraków & <Zürich>", Color: "#336699", Components: []string{"VEVENT"}})
	if err != nil {
		t.Fatal(err)
	}
	col, ok := s.listed(t, made)
	expect(t, "listed", ok, true)
	expect(t, "name", col.Name, "Kraków & <Zürich>")
	expect(t, "color", col.Color, "#336699")
	expect(t, "writable", col.Writable(), true)
	expect(t, "holds events", col.Holds("VEVENT"), true)

	name, color := "Renamed", "#CC0000"
	if err := s.Change(t.Context(), col, caldav.Props{Name: &name}); err != nil {
		t.Error("rename:", err)
	}
	if err := s.Change(t.Context(), col, caldav.Props{Color: &color}); err != nil {
		t.Error("recolor:", err)
	}
	col, _ = s.listed(t, made)
	expect(t, "renamed", col.Name+" "+col.Color, "Renamed #CC0000")

	_, err = s.Create(t.Context(), calendar.Collection{Href: made.Href, Name: "Again"})
	if err == nil {
		t.Error("made a calendar where there is one")
	}
	col, _ = s.listed(t, made)
	expect(t, "still there", col.Name, "Renamed")
	if err := s.Remove(t.Context(), made.Href); err != nil {
		t.Error("remove:", err)
	}
	_, ok = s.listed(t, made)
	expect(t, "removed", !ok, true)
}

func testPreconditions(t *testing.T, s *session) {
	col := s.calendar(t, "Preconditions")
	at := col.Href + "one.ics"
	first := s.put(t, at, event("one", "First"), calendar.Match{})
	_, err := s.Put(t.Context(), at, []byte(event("one", "Again")), calendar.Match{})
	expectError(t, "create again", err, calendar.ErrPrecondition)
	second := s.put(t, at, event("one", "Second"), match(first))
	if second.ETag.Same(first.ETag) {
		t.Error("the etag did not change with the text")
	}
	_, err = s.Put(t.Context(), at, []byte(event("one", "Stale")), match(first))
	expectError(t, "a stale update", err, calendar.ErrPrecondition)
	expectError(t, "a stale delete", s.Delete(t.Context(), at, match(first)), calendar.ErrPrecondition)
	r := s.fetch(t, col, at)[at.Key()]
	expect(t, "error", r.Err, nil)
	expect(t, "what stands", strings.Contains(string(r.Version.Body), "SUMMARY:Second"), true)
	expect(t, "its etag", r.Version.ETag.Same(second.ETag), true)

	_, err = s.Put(t.Context(), col.Href+"other.ics", []byte(event("other", "Other")), match(first))
	expectError(t, "an update of nothing", err, calendar.ErrPrecondition, calendar.ErrGone)
	if err := s.Delete(t.Context(), at, match(second)); err != nil {
		t.Error("delete:", err)
	}
	expectError(t, "fetch what is deleted", s.fetch(t, col, at)[at.Key()].Err, calendar.ErrGone)
	expectError(t, "delete again", s.Delete(t.Context(), at, match(second)), calendar.ErrGone, calendar.ErrPrecondition)
}

func testChanges(t *testing.T, s *session) {
	col := s.calendar(t, "Changes")
	other := newClient(t, s.account, s.found) // another device
	at := func(name string) calendar.Href { return col.Href + calendar.Href(name) }
	versions := map[string]calendar.Version{}
	for _, name := range []string{"keep", "change", "drop"} {
		v, err := other.Put(t.Context(), at(name+".ics"), []byte(event(name, name)), calendar.Match{})
		if err != nil {
			t.Fatal(err)
		}
		versions[name] = v
	}
	first := s.observe(t, &col)
	expect(t, "first listing is complete", first.Complete, true)
	expect(t, "members", keys(first, col), "change.ics drop.ics keep.ics")
	for h, etag := range first.Members {
		name := strings.TrimSuffix(strings.TrimPrefix(h.Key(), col.Href.Key()+"/"), ".ics")
		expect(t, "etag of "+name, etag.Same(versions[name].ETag), true)
	}
	s.expectIdle(t, &col)

	changed, err := other.Put(t.Context(), at("change.ics"), []byte(event("change", "changed")), match(versions["change"]))
	if err == nil {
		err = other.Delete(t.Context(), at("drop.ics"), match(versions["drop"]))
	}
	if err == nil {
		_, err = other.Put(t.Context(), at("new.ics"), []byte(event("new", "new")), calendar.Match{})
	}
	if err != nil {
		t.Fatal(err)
	}
	second := s.observe(t, &col)
	if second.Complete {
		expect(t, "everything there is", keys(second, col), "change.ics keep.ics new.ics")
	} else {
		if s.target.seconds { // what changed in the second of the token is told again
			delete(second.Members, at("keep.ics"))
		}
		expect(t, "what changed", keys(second, col), "change.ics new.ics")
		left := slices.DeleteFunc(second.Gone, func(h calendar.Href) bool { // where etags start anew, what changed may be another
			_, there := second.Members[h]
			return there || s.target.seconds && h.Same(at("keep.ics"))
		})
		if len(left) != 1 || !left[0].Same(at("drop.ics")) {
			t.Errorf("gone: %v", left)
		}
	}
	for h, etag := range second.Members {
		if h.Same(at("change.ics")) {
			expect(t, "new etag", etag.Same(changed.ETag), true)
		}
	}
	s.expectIdle(t, &col)
}

// expectIdle: nothing changed, and the server says so without a question more,
// unless it counts seconds.
func (s *session) expectIdle(t *testing.T, col *calendar.Collection) {
	t.Helper()
	want := calendar.MethodUnchanged
	if s.target.seconds {
		want = calendar.MethodSyncCollection
	}
	expect(t, "idle", s.observe(t, col).Method, want)
}

func testUnknownToken(t *testing.T, s *session) {
	col := s.calendar(t, "Tokens")
	for _, name := range []string{"a", "b"} {
		s.put(t, col.Href+calendar.Href(name+".ics"), event(name, name), calendar.Match{})
	}
	col.Progress = calendar.Progress{Token: "urn:x-calends:nobody:knows", CTag: "old"}
	l := s.observe(t, &col)
	expect(t, "members", keys(l, col), "a.ics b.ics")
	if !s.target.forgetful {
		expect(t, "complete", l.Complete, true)
	}
	s.expectIdle(t, &col)
}

func testFetchMissing(t *testing.T, s *session) {
	col := s.calendar(t, "Fetching")
	var hrefs []calendar.Href
	for i := range 12 {
		at := col.Href + calendar.Href(fmt.Sprintf("n%02d.ics", i))
		if i%4 != 3 {
			s.put(t, at, event(fmt.Sprint("n", i), fmt.Sprint("Number ", i)), calendar.Match{})
		}
		hrefs = append(hrefs, at)
	}
	got := s.fetch(t, col, hrefs...)
	for i, h := range hrefs {
		r := got[h.Key()]
		if i%4 == 3 {
			expectError(t, string(h), r.Err, calendar.ErrGone)
		} else if r.Err != nil || !strings.Contains(string(r.Version.Body), fmt.Sprint("SUMMARY:Number ", i)) {
			t.Errorf("%s: %v %s", h, r.Err, r.Version.Body)
		}
	}
}

func testMove(t *testing.T, s *session) {
	here, there := s.calendar(t, "Here"), s.calendar(t, "There")
	from, to := here.Href+"m.ics", there.Href+"m.ics"
	v := s.put(t, from, event("m", "Moving"), calendar.Match{})
	err := s.Move(t.Context(), from, to, calendar.Match{ETag: `"0123456789"`})
	if err == nil {
		s.peculiar(t, "MOVE with a stale etag is carried out")
	} else {
		expectError(t, "stale", err, calendar.ErrPrecondition, calendar.ErrForbidden)
		err = s.Move(t.Context(), from, to, match(v))
	}
	switch {
	case errors.Is(err, calendar.ErrForbidden):
		s.peculiar(t, "MOVE is refused: %v", err)
		expect(t, "still here", s.fetch(t, here, from)[from.Key()].Err, nil)
	case err != nil:
		t.Errorf("move: %v", err)
	default:
		expect(t, "arrived", s.fetch(t, there, to)[to.Key()].Err, nil)
		expectError(t, "left", s.fetch(t, here, from)[from.Key()].Err, calendar.ErrGone)
	}
}

func testSpecialNames(t *testing.T, s *session) {
	col := s.calendar(t, "Names")
	var want []string
	for i, name := range []string{"a%20b.ics", "%C3%BC%40home.ics", "x+y.ics", "%5B1%5D.ics", "50%25.ics", "a&b='c'.ics", "%E2%9C%88%F0%9F%8E%BB.ics"} {
		at := col.Href + calendar.Href(name)
		_, err := s.Put(t.Context(), at, []byte(event(fmt.Sprint("s", i), name)), calendar.Match{})
		if errors.Is(err, calendar.ErrInvalid) || errors.Is(err, calendar.ErrForbidden) {
			s.peculiar(t, "the name %s is refused: %v", name, err)
			continue
		}
		if err != nil {
			t.Errorf("PUT %s: %v", at, err)
			continue
		}
		want = append(want, strings.TrimPrefix(at.Key(), col.Href.Key()+"/"))
	}
	l := s.observe(t, &col)
	expect(t, "listed", keys(l, col), sorted(want))
	var hrefs []calendar.Href
	for h := range l.Members {
		hrefs = append(hrefs, h)
	}
	for key, r := range s.fetch(t, col, hrefs...) {
		if r.Err != nil {
			t.Errorf("fetch %s: %v", key, r.Err)
		}
	}
	for h, etag := range l.Members {
		if err := s.Delete(t.Context(), h, calendar.Match{ETag: etag}); err != nil {
			t.Errorf("delete %s: %v", h, err)
		}
	}
	expect(t, "all deleted", keys(s.remaining(t, col), col), "")
}

// remaining is everything a collection holds now.
func (s *session) remaining(t *testing.T, col calendar.Collection) calendar.Listing {
	t.Helper()
	col.Progress = calendar.Progress{}
	return s.observe(t, &col)
}
