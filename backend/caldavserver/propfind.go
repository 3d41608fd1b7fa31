package caldavserver

import (
	"encoding/xml"
	"net/http"
	"sort"
	"strings"
)

// wanted is what a PROPFIND or a report asks of each resource.
type wanted struct {
	names    []xml.Name
	all      bool // allprop: names are asked for besides what there is
	bare     bool // propname: the names without their values
	calendar bool // calendar-data (RFC 4791 §9.6), in reports only
}

// propfind answers RFC 4918 §9.1 with Depth 0 or 1.
func (x *exchange) propfind() {
	w := wanted{all: true}
	if len(x.sent) > 0 {
		root, err := parseXML(x.sent)
		if err != nil || !root.is(davNS, "propfind") {
			x.fail(http.StatusBadRequest, "")
			return
		}
		w = readWanted(root)
	}
	depth := x.r.Header.Get("Depth")
	if depth != "0" && depth != "1" {
		x.fail(http.StatusForbidden, "D:propfind-finite-depth")
		return
	}
	r, ok := x.find(x.at)
	if !ok {
		x.fail(http.StatusNotFound, "")
		return
	}
	x.startMultistatus()
	x.properties(r, w)
	if depth == "1" {
		x.children(r, w)
	}
	x.endMultistatus()
}

// readWanted reads the prop, allprop or propname of a request.
func readWanted(root *node) wanted {
	w := wanted{
		all:  root.child(davNS, "allprop") != nil,
		bare: root.child(davNS, "propname") != nil,
	}
	for _, list := range []*node{root.child(davNS, "prop"), root.child(davNS, "include")} {
		if list == nil {
			continue
		}
		for _, p := range list.children {
			if p.is(calNS, "calendar-data") && !root.is(davNS, "propfind") {
				w.calendar = true
				continue
			}
			w.names = append(w.names, p.name)
		}
	}
	return w
}

// children lists the members of a resource, one level down.
func (x *exchange) children(r resource, w wanted) {
	switch r.at.place {
	case entry:
		for _, name := range []string{"calendars", "principals"} {
			x.properties(resource{at: target{place: listing, name: name}, owner: x.who}, w)
		}
	case listing:
		t := target{place: home, user: x.who.user.Name}
		if r.at.name == "principals" {
			t.place = person
		}
		x.properties(resource{at: t, owner: x.who}, w)
	case home:
		if x.has(NoCalendars) {
			return
		}
		for _, name := range sortedKeys(x.who.collections) {
			t := target{place: calendarAt, user: r.at.user, calendar: name}
			x.properties(resource{at: t, owner: x.who, collection: x.who.collections[name]}, w)
		}
	case calendarAt:
		third := x.has(OmitThird)
		for i, name := range r.collection.members() {
			if third && i%3 == 2 {
				continue
			}
			x.properties(resource{r.at.member(name), r.owner, r.collection, r.collection.objects[name]}, w)
		}
	}
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// properties writes the response of one resource: what it has in a propstat
// of 200, what it lacks in one of 404.
func (x *exchange) properties(r resource, w wanted) {
	href := hrefOf(r.at)
	if r.at.place == objectAt {
		href = x.spell(r.at)
	}
	names := w.names
	if w.all || w.bare {
		names = append(x.names(r), names...)
	}
	var found, missing strings.Builder
	for _, name := range names {
		inner, ok := x.property(r, name)
		switch {
		case !ok:
			missing.WriteString(openClose(name))
		case w.bare:
			found.WriteString(openClose(name))
		default:
			found.WriteString(openClose(name, inner))
		}
	}
	if w.calendar && r.object != nil {
		found.WriteString(element("C:calendar-data", escape(string(x.textOf(r.object)))))
	}
	x.body.WriteString("<D:response>" + href)
	if found.Len() > 0 || missing.Len() == 0 {
		x.body.WriteString("<D:propstat>" + element("D:prop", found.String()) + statusLine(http.StatusOK) + "</D:propstat>")
	}
	if missing.Len() > 0 {
		x.body.WriteString("<D:propstat>" + element("D:prop", missing.String()) + statusLine(http.StatusNotFound) + "</D:propstat>")
	}
	x.body.WriteString("</D:response>\n")
}

// names lists the properties a resource has.
func (x *exchange) names(r resource) []xml.Name {
	var have []xml.Name
	for _, name := range append([]xml.Name{dav("displayname")}, live...) {
		if r.collection != nil && name == dav("displayname") {
			continue // stored
		}
		if _, ok := x.property(r, name); ok {
			have = append(have, name)
		}
	}
	if r.at.place == calendarAt {
		for name := range r.collection.properties {
			have = append(have, name)
		}
		stored := have[len(have)-len(r.collection.properties):]
		sort.Slice(stored, func(i, j int) bool {
			return stored[i].Space+stored[i].Local < stored[j].Space+stored[j].Local
		})
	}
	return have
}
