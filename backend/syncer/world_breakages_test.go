package syncer_test

import (
	"context"
	"errors"
	"iter"
	"maps"
	"net/http"
	"slices"
	"testing"

	"calends/backend/calendar"
	"calends/backend/syncer"
)

// TestWorldBreakages breaks something around the engine and expects the world
// to notice: a world that plays on with one of these does not show what it
// claims to. What is broken inside the engine is in TestMutations.
func TestWorldBreakages(t *testing.T) {
	if raceEnabled || testing.Short() {
		t.Skip("SKIPPED under -race and -short, where it takes too long: go test without them runs it")
	}
	for _, b := range breakages() {
		t.Run(b.name, func(t *testing.T) {
			seed, err := explore(t, 1_500, b)
			if err == nil {
				t.Fatal("the world noticed nothing")
			}
			t.Logf("at seed %d", seed)
		})
	}
}

func breakages() []breakage {
	return []breakage{
		{name: "replace whatever is there", request: anyVersion("PUT")},
		{name: "delete whatever is there", request: anyVersion("DELETE")},
		{name: "write without a precondition", request: func(r *http.Request, _ *world) { r.Header.Del("If-Match") }},
		{name: "record the progress before the work", server: hasty},
		{name: "overlook what is gone", server: seen(func(l *calendar.Listing) { l.Gone, l.Complete = nil, false })},
		{name: "overlook one change", server: seen(func(l *calendar.Listing) {
			l.Members = maps.Clone(l.Members)
			for _, href := range slices.Sorted(maps.Keys(l.Members))[:min(1, len(l.Members))] {
				delete(l.Members, href)
				l.Complete = false
			}
		})},
		{name: "take an old text for the new one", server: stale()},
		{name: "take a refused write for done", server: sentAnyway(calendar.ErrPrecondition)},
		{name: "take a failed write for done", server: sentAnyway(calendar.ErrOffline, calendar.ErrProtocol, calendar.ErrTryLater)},
		{name: "take a failed deletion for done", server: removed},
		{name: "believe that the server keeps what it is sent", server: unread},
		{name: "set nothing aside", replica: learned(func(s *calendar.Sighting) { s.Lost = nil })},
		{name: "let theirs win without a word", replica: learned(func(s *calendar.Sighting) {
			if s.Origin == calendar.Merge && s.Base != nil {
				s.Body, s.Lost = s.Base.Body, nil
			}
		})},
		{name: "take what came too late for the base", replica: learned(func(s *calendar.Sighting) { s.Origin = calendar.Me })},
		{name: "forget an edit of what the server lost", replica: learned(func(s *calendar.Sighting) {
			if s.Base == nil {
				s.Body = nil
			}
		})},
		{name: "overwrite what is typed meanwhile", replica: overwriting},
		{name: "lose one of what was received", replica: forgetful},
	}
}

// anyVersion names in If-Match what the server holds.
func anyVersion(method string) func(*http.Request, *world) {
	return func(r *http.Request, w *world) {
		if _, tag, there := w.server.Get(r.URL.Path); there && r.Method == method {
			r.Header.Del("If-None-Match")
			r.Header.Set("If-Match", tag)
		}
	}
}

// badServer is a Server with one method broken.
type badServer struct {
	syncer.Server
	observe func(context.Context, calendar.Collection) (calendar.Listing, error)
	fetch   func(context.Context, calendar.Href, []calendar.Href) iter.Seq2[calendar.Href, calendar.Result]
	put     func(context.Context, calendar.Href, []byte, calendar.Match) (calendar.Version, error)
	remove  func(context.Context, calendar.Href, calendar.Match) error
}

func (b *badServer) Observe(ctx context.Context, c calendar.Collection) (calendar.Listing, error) {
	if b.observe == nil {
		return b.Server.Observe(ctx, c)
	}
	return b.observe(ctx, c)
}

func (b *badServer) Fetch(ctx context.Context, at calendar.Href, hrefs []calendar.Href) iter.Seq2[calendar.Href, calendar.Result] {
	if b.fetch == nil {
		return b.Server.Fetch(ctx, at, hrefs)
	}
	return b.fetch(ctx, at, hrefs)
}

func (b *badServer) Put(ctx context.Context, at calendar.Href, body []byte, m calendar.Match) (calendar.Version, error) {
	if b.put == nil {
		return b.Server.Put(ctx, at, body, m)
	}
	return b.put(ctx, at, body, m)
}

func (b *badServer) Delete(ctx context.Context, at calendar.Href, m calendar.Match) error {
	if b.remove == nil {
		return b.Server.Delete(ctx, at, m)
	}
	return b.remove(ctx, at, m)
}

// badReplica is a Replica with one method broken.
type badReplica struct {
	syncer.Replica
	record func(context.Context, calendar.CollectionID, []calendar.Sighting, calendar.Progress) error
}

func (b *badReplica) Record(ctx context.Context, c calendar.CollectionID, s []calendar.Sighting, p calendar.Progress) error {
	if b.record == nil {
		return b.Replica.Record(ctx, c, s, p)
	}
	return b.record(ctx, c, s, p)
}

type (
	server  = func(syncer.Server, syncer.Replica) syncer.Server
	replica = func(syncer.Replica) syncer.Replica
)

func hasty(s syncer.Server, r syncer.Replica) syncer.Server {
	return &badServer{Server: s, observe: func(ctx context.Context, c calendar.Collection) (calendar.Listing, error) {
		l, err := s.Observe(ctx, c)
		if err == nil {
			err = r.Record(ctx, c.ID, nil, l.Progress)
		}
		return l, err
	}}
}

// seen changes what was observed, but for the first time.
func seen(change func(*calendar.Listing)) server {
	return func(s syncer.Server, _ syncer.Replica) syncer.Server {
		return &badServer{Server: s, observe: func(ctx context.Context, c calendar.Collection) (calendar.Listing, error) {
			l, err := s.Observe(ctx, c)
			if err == nil && c.Progress != (calendar.Progress{}) {
				change(&l)
			}
			return l, err
		}}
	}
}

func stale() server {
	return func(s syncer.Server, r syncer.Replica) syncer.Server {
		return &badServer{Server: s, fetch: func(ctx context.Context, at calendar.Href, hrefs []calendar.Href) iter.Seq2[calendar.Href, calendar.Result] {
			return func(yield func(calendar.Href, calendar.Result) bool) {
				cols, _ := r.Collections(ctx)
				for href, result := range s.Fetch(ctx, at, hrefs) {
					for _, c := range cols {
						objects, _ := r.Objects(ctx, c.ID)
						for _, o := range objects {
							if o.Href.Same(href) && o.Base != nil && result.Err == nil {
								result.Version.Body = o.Base.Body
							}
						}
					}
					if !yield(href, result) {
						return
					}
				}
			}
		}}
	}
}

// sentAnyway takes some errors of a PUT for success.
func sentAnyway(which ...error) server {
	return func(s syncer.Server, _ syncer.Replica) syncer.Server {
		return &badServer{Server: s, put: func(ctx context.Context, at calendar.Href, body []byte, m calendar.Match) (calendar.Version, error) {
			v, err := s.Put(ctx, at, body, m)
			if isOf(err, which...) && !errors.Is(err, errDead) {
				return calendar.Version{ETag: m.ETag, Body: body}, nil
			}
			return v, err
		}}
	}
}

func removed(s syncer.Server, _ syncer.Replica) syncer.Server {
	return &badServer{Server: s, remove: func(ctx context.Context, at calendar.Href, m calendar.Match) error {
		err := s.Delete(ctx, at, m)
		if isOf(err, calendar.ErrPrecondition, calendar.ErrForbidden) || errors.Is(err, errDead) {
			return err
		}
		return nil
	}}
}

func unread(s syncer.Server, _ syncer.Replica) syncer.Server {
	return &badServer{Server: s, put: func(ctx context.Context, at calendar.Href, body []byte, m calendar.Match) (calendar.Version, error) {
		v, err := s.Put(ctx, at, body, m)
		v.Body = body
		return v, err
	}}
}

// learned changes what is recorded.
func learned(change func(*calendar.Sighting)) replica {
	return func(r syncer.Replica) syncer.Replica {
		return &badReplica{Replica: r, record: func(ctx context.Context, c calendar.CollectionID, all []calendar.Sighting, p calendar.Progress) error {
			all = slices.Clone(all)
			for i := range all {
				change(&all[i])
			}
			return r.Record(ctx, c, all, p)
		}}
	}
}

// overwriting records everything at the revision that the object has now.
func overwriting(r syncer.Replica) syncer.Replica {
	return &badReplica{Replica: r, record: func(ctx context.Context, c calendar.CollectionID, all []calendar.Sighting, p calendar.Progress) error {
		all = slices.Clone(all)
		objects, _ := r.Objects(ctx, c)
		for i := range all {
			for _, o := range objects {
				if o.ID == all[i].Object {
					all[i].At = o.Revision
				}
			}
		}
		return r.Record(ctx, c, all, p)
	}}
}

// forgetful leaves out the last of what was received.
func forgetful(r syncer.Replica) syncer.Replica {
	return &badReplica{Replica: r, record: func(ctx context.Context, c calendar.CollectionID, all []calendar.Sighting, p calendar.Progress) error {
		if n := len(all); n > 0 && all[n-1].Origin == calendar.Server {
			all = all[:n-1]
		}
		return r.Record(ctx, c, all, p)
	}}
}
