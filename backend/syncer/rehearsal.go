package syncer

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"calends/backend/calendar"
)

// rehearsed stands for a server while a sync is rehearsed: it is read as it is,
// and what would be written is remembered and shown as if it had been. What only
// a server knows, as whether it will refuse a text, is not foreseen.
type rehearsed struct {
	Server
	told    map[string]calendar.ETag   // of what it listed, by key; "" is gone
	written map[string]write           // what it would hold by now, by key
	asked   map[string]calendar.Method // how the changes of a collection were found, by its key
	made    map[string]bool            // collections, by key, that were not asked about yet
	count   int
}

// write is what a resource was made; nil: nothing.
type write struct {
	at calendar.Href
	*calendar.Version
}

func rehearse(server Server) *rehearsed {
	return &rehearsed{Server: server, told: map[string]calendar.ETag{}, written: map[string]write{}, asked: map[string]calendar.Method{}, made: map[string]bool{}}
}

// Observe asks the server once. What it would say after a write is that nothing
// else has changed.
func (r *rehearsed) Observe(ctx context.Context, c calendar.Collection) (calendar.Listing, error) {
	key := c.Href.Key()
	if r.made[key] {
		delete(r.made, key)
		r.asked[key] = calendar.MethodFull
		return calendar.Listing{Complete: true, Members: map[calendar.Href]calendar.ETag{}, Method: calendar.MethodFull}, nil
	}
	if method, again := r.asked[key]; again {
		return calendar.Listing{Method: method, Progress: c.Progress}, nil
	}
	seen, err := r.Server.Observe(ctx, c)
	if err != nil {
		return seen, err
	}
	r.asked[key] = seen.Method
	for _, href := range seen.Gone {
		r.told[href.Key()] = ""
	}
	for href, etag := range seen.Members {
		r.told[href.Key()] = etag
	}
	return r.amended(seen, key), nil
}

// amended is a listing of a collection with what was written to it before: what
// is moved is moved before anything is listed.
func (r *rehearsed) amended(seen calendar.Listing, in string) calendar.Listing {
	members := maps.Clone(seen.Members)
	if members == nil {
		members = map[calendar.Href]calendar.ETag{}
	}
	for _, w := range r.written {
		if parent(w.at).Key() != in {
			continue
		}
		maps.DeleteFunc(members, func(href calendar.Href, _ calendar.ETag) bool { return href.Same(w.at) })
		if w.Version != nil {
			members[w.at] = w.ETag
		} else {
			seen.Gone = append(slices.Clip(seen.Gone), w.at)
		}
	}
	seen.Members = members
	return seen
}

// parent is the collection that a resource is in.
func parent(href calendar.Href) calendar.Href {
	return href[:strings.LastIndexByte(strings.TrimRight(string(href), "/"), '/')+1]
}

// Create makes a collection, in which there is nothing.
func (r *rehearsed) Create(_ context.Context, c calendar.Collection) (calendar.Collection, error) {
	r.made[c.Href.Key()] = true
	return c, nil
}

// Fetch shows what would have been written, and asks for the rest.
func (r *rehearsed) Fetch(ctx context.Context, at calendar.Href, hrefs []calendar.Href) iter.Seq2[calendar.Href, calendar.Result] {
	return func(yield func(calendar.Href, calendar.Result) bool) {
		var rest []calendar.Href
		for _, href := range hrefs {
			w, ok := r.written[href.Key()]
			switch v := w.Version; {
			case !ok:
				rest = append(rest, href)
				continue
			case v == nil && !yield(href, calendar.Result{Err: fmt.Errorf("%s: %w", href, calendar.ErrGone)}):
				return
			case v != nil && !yield(href, calendar.Result{Version: *v}):
				return
			}
		}
		if len(rest) == 0 {
			return
		}
		for href, result := range r.Server.Fetch(ctx, at, rest) {
			if !yield(href, result) {
				return
			}
		}
	}
}

// Put takes a text as it is.
func (r *rehearsed) Put(_ context.Context, at calendar.Href, body []byte, m calendar.Match) (calendar.Version, error) {
	if err := r.allows(at, m); err != nil {
		return calendar.Version{}, err
	}
	return r.hold(at, body), nil
}

// Delete deletes what is there.
func (r *rehearsed) Delete(_ context.Context, at calendar.Href, m calendar.Match) error {
	err := r.allows(at, m)
	if err == nil {
		r.written[at.Key()] = write{at: at}
	}
	return err
}

// Move moves what is there. It is what a sync does first, before anything was
// listed.
func (r *rehearsed) Move(ctx context.Context, from, to calendar.Href, m calendar.Match) error {
	if err := r.look(ctx, from); err != nil {
		return err
	}
	if err := r.allows(from, m); err != nil {
		return err
	}
	if err := r.allows(to, calendar.Match{}); err != nil {
		return err
	}
	r.hold(to, []byte(m.Text))
	r.written[from.Key()] = write{at: from}
	return nil
}

// look asks about an object of which nothing is known yet.
func (r *rehearsed) look(ctx context.Context, at calendar.Href) error {
	key := at.Key()
	_, told := r.told[key]
	if _, written := r.written[key]; told || written {
		return nil
	}
	for _, result := range r.Server.Fetch(ctx, parent(at), []calendar.Href{at}) {
		switch {
		case Stops(result.Err):
			return result.Err
		case missing(result.Err):
			r.told[key] = ""
		case result.Version.ETag != "":
			r.told[key] = result.Version.ETag
		}
	}
	return ctx.Err()
}

// allows reports whether the server, as far as it has told, holds what the
// precondition names.
func (r *rehearsed) allows(at calendar.Href, m calendar.Match) error {
	etag, known := r.told[at.Key()]
	if w, ok := r.written[at.Key()]; ok {
		etag, known = "", true
		if w.Version != nil {
			etag = w.ETag
		}
	}
	create := m == (calendar.Match{})
	switch {
	case !known, create && etag == "", !create && etag != "" && etag.Same(m.ETag):
		return nil
	case etag == "":
		return fmt.Errorf("%s: %w", at, calendar.ErrGone)
	}
	return fmt.Errorf("%s: %w", at, calendar.ErrPrecondition)
}

func (r *rehearsed) hold(at calendar.Href, body []byte) calendar.Version {
	r.count++
	v := calendar.Version{ETag: calendar.ETag(fmt.Sprintf(`"rehearsed-%d"`, r.count)), Body: slices.Clone(body)}
	r.written[at.Key()] = write{at, &v}
	return v
}
