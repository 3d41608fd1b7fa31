package caldavserver

import (
	"encoding/xml"
	"net/http"
	"strconv"
)

// Calendar is a calendar collection to start with.
type Calendar struct {
	Path        string // the last path segment, decoded
	Name        string // displayname; "" leaves it out
	Color       string // calendar-color, "#RRGGBB"; "" leaves it out
	Description string // "" leaves it out
	Order       int    // calendar-order; 0 leaves it out
	Components  []string
	ReadOnly    bool
	// Objects are texts by the last segment of their path. They are stored as
	// they are, readable or not.
	Objects map[string]string
}

// Seed gives a user calendars; one that is there already is replaced. A user
// that is not there gets none.
func (s *Server) Seed(user string, calendars ...Calendar) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.principals[user]
	if p == nil {
		return
	}
	for _, seed := range calendars {
		c := s.newCollection(p, seed.Path)
		c.readOnly = seed.ReadOnly
		if len(seed.Components) > 0 {
			c.components = seed.Components
		}
		for name, text := range map[xml.Name]string{
			dav("displayname"): seed.Name, cal("calendar-description"): seed.Description,
			apple("calendar-color"): seed.Color, apple("calendar-order"): orNone(seed.Order),
		} {
			if text != "" {
				c.properties[name] = escape(text)
			}
		}
		for _, name := range sortedKeys(seed.Objects) {
			s.store(c, name, seed.Objects[name])
		}
	}
}

func orNone(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// store puts a text, readable or not; the caller holds s.mu.
func (s *Server) store(c *collection, name, text string) {
	d, _ := inspect([]byte(text))
	c.put(name, []byte(text), d.uid, s.now())
}

// Put stores a text at the path of an object, as another device would: without
// preconditions, faults or a line in the log, and unreadable where the text
// is. It reports false where there is no such calendar.
func (s *Server) Put(path, text string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, c := s.locate(path)
	if c == nil || t.place != objectAt {
		return false
	}
	s.store(c, t.name, text)
	return true
}

// Delete removes what is at the path of an object or a calendar, as another
// device would. It reports false where there was nothing.
func (s *Server) Delete(path string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, c := s.locate(path)
	switch {
	case c == nil:
		return false
	case t.place == calendarAt:
		delete(s.principals[t.user].collections, t.calendar)
		return true
	case c.objects[t.name] == nil:
		return false
	}
	c.remove(t.name)
	return true
}

// Get returns the text at the path of an object, and its etag.
func (s *Server) Get(path string) (text, etag string, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, c := s.locate(path)
	if c == nil || c.objects[t.name] == nil {
		return "", "", false
	}
	o := c.objects[t.name]
	return string(o.body), o.etag, true
}

// Paths lists the paths of the objects of a calendar, sorted; nil where there
// is no such calendar.
func (s *Server) Paths(calendar string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, c := s.locate(calendar)
	if c == nil {
		return nil
	}
	paths := make([]string, 0, len(c.objects))
	for _, name := range c.members() {
		paths = append(paths, t.collection().member(name).href())
	}
	return paths
}

// ForgetTokens makes a calendar refuse every sync-token given out so far.
func (s *Server) ForgetTokens(calendar string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, c := s.locate(calendar); c != nil {
		c.change++
		c.forgotten = c.change
	}
}

// locate finds the calendar a path is of or in; the caller holds s.mu.
func (s *Server) locate(path string) (target, *collection) {
	t := parsePath(path)
	p := s.principals[t.user]
	if p == nil {
		return t, nil
	}
	return t, p.collections[t.calendar]
}

// Transport returns a way to the server without a socket: requests are
// answered in the caller's goroutine, whatever host they name. A dropped
// connection is the error http.ErrAbortHandler. It suits testing/synctest.
func (s *Server) Transport() http.RoundTripper { return inProcess{s} }
