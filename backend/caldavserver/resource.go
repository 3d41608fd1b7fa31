package caldavserver

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"net/url"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"
)

// principal is a user and the calendars in his calendar home set.
type principal struct {
	user        User
	collections map[string]*collection
}

// collection is a calendar collection. Every change to its members takes the
// next number; a sync-token is a number that was the last one once.
type collection struct {
	serial     int                 // tells a collection made again from the one before
	properties map[xml.Name]string // their inner XML
	components []string            // supported-calendar-component-set
	readOnly   bool
	countETags bool
	objects    map[string]*object
	gone       map[string]int    // name of a removed member → its change
	names      map[string]string // UID → name of the member
	change     int               // the last change to the members
	touched    int               // the last change to the properties
	forgotten  int               // tokens of this change and before are refused
}

// object is a calendar object resource.
type object struct {
	body     []byte
	etag     string // quoted
	version  int    // counts the versions since it was created
	schedule string // its Schedule-Tag, quoted; "" where it has no ORGANIZER
	uid      string
	change   int
	modified time.Time
}

// put stores a body under a name, unconditionally.
func (c *collection) put(name string, body []byte, uid string, now time.Time) *object {
	c.forgetName(name)
	c.change++
	delete(c.gone, name)
	sum := sha256.Sum256(body)
	o := &object{
		body: body, etag: `"` + hex.EncodeToString(sum[:12]) + `"`,
		uid: uid, change: c.change, modified: now,
	}
	if old := c.objects[name]; old != nil {
		o.version = old.version + 1
	}
	if c.countETags {
		o.etag = fmt.Sprintf(`"gcs%08d"`, o.version)
	}
	if organized(body) {
		o.schedule = fmt.Sprintf(`"s%d-%d"`, c.serial, c.change)
	}
	c.objects[name] = o
	if uid != "" {
		c.names[uid] = name
	}
	return o
}

// remove takes a member away.
func (c *collection) remove(name string) {
	c.forgetName(name)
	c.change++
	delete(c.objects, name)
	c.gone[name] = c.change
}

func (c *collection) forgetName(name string) {
	if o := c.objects[name]; o != nil && c.names[o.uid] == name {
		delete(c.names, o.uid)
	}
}

func (c *collection) ctag() string {
	return fmt.Sprintf("%d-%d-%d", c.serial, c.change, c.touched)
}

const tokenPrefix = "urn:x-calends:sync:"

func (c *collection) token(change int) string {
	return fmt.Sprintf("%s%d-%d", tokenPrefix, c.serial, change)
}

// parseToken returns the change that a sync-token stands for; 0 for the empty
// one. ok is false for a token that this collection never gave out, or no
// longer honours.
func (c *collection) parseToken(token string) (change int, ok bool) {
	if token == "" {
		return 0, true
	}
	serial, number, found := strings.Cut(strings.TrimPrefix(token, tokenPrefix), "-")
	n, err := strconv.Atoi(number)
	if !found || err != nil || serial != strconv.Itoa(c.serial) || n > c.change || n < c.forgotten {
		return 0, false
	}
	return n, true
}

// member is one line of what changed: a name and, unless it is gone, the
// object.
type member struct {
	name   string
	change int
	object *object // nil: gone
}

// since lists the changes after a change, oldest first. From the beginning
// (0) the members that came and went are left out.
func (c *collection) since(change int) []member {
	var ms []member
	for name, o := range c.objects {
		if o.change > change {
			ms = append(ms, member{name, o.change, o})
		}
	}
	if change > 0 {
		for name, at := range c.gone {
			if at > change {
				ms = append(ms, member{name, at, nil})
			}
		}
	}
	slices.SortFunc(ms, func(a, b member) int { return a.change - b.change })
	return ms
}

// members lists the objects by name.
func (c *collection) members() []string {
	names := make([]string, 0, len(c.objects))
	for name := range c.objects {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// place says what kind of thing a path names.
type place int

const (
	nowhere    place = iota
	entry            // / and /dav/
	listing          // /dav/principals/ and /dav/calendars/
	person           // a principal
	home             // a calendar home set
	calendarAt       // a calendar collection, there or not
	objectAt         // a calendar object resource, there or not
)

// target is a path taken apart; segments are decoded.
type target struct {
	place                place
	user, calendar, name string
}

// parsePath takes an escaped path apart. The slash at the end may be missing.
func parsePath(escaped string) target {
	var seg []string
	for _, s := range strings.Split(strings.Trim(escaped, "/"), "/") {
		d, err := url.PathUnescape(s)
		if err != nil || (d == "" && len(seg) > 0) {
			return target{}
		}
		seg = append(seg, d)
	}
	switch {
	case len(seg) == 1 && (seg[0] == "" || seg[0] == "dav"):
		return target{place: entry}
	case seg[0] != "dav":
		return target{}
	case len(seg) == 2 && (seg[1] == "principals" || seg[1] == "calendars"):
		return target{place: listing, name: seg[1]}
	case len(seg) == 3 && seg[1] == "principals":
		return target{place: person, user: seg[2]}
	case seg[1] != "calendars":
		return target{}
	case len(seg) == 3:
		return target{place: home, user: seg[2]}
	case len(seg) == 4:
		return target{place: calendarAt, user: seg[2], calendar: seg[3]}
	case len(seg) == 5 && !strings.HasSuffix(escaped, "/"):
		return target{place: objectAt, user: seg[2], calendar: seg[3], name: seg[4]}
	}
	return target{}
}

// href is the path as this server spells it in its answers.
func (t target) href() string {
	switch t.place {
	case entry:
		return "/dav/"
	case listing:
		return "/dav/" + t.name + "/"
	case person:
		return "/dav/principals/" + url.PathEscape(t.user) + "/"
	case home:
		return "/dav/calendars/" + url.PathEscape(t.user) + "/"
	case calendarAt:
		return "/dav/calendars/" + url.PathEscape(t.user) + "/" + url.PathEscape(t.calendar) + "/"
	}
	return target{place: calendarAt, user: t.user, calendar: t.calendar}.href() + url.PathEscape(t.name)
}

// member is the target of a member of the collection t.
func (t target) member(name string) target {
	return target{place: objectAt, user: t.user, calendar: t.calendar, name: name}
}
