package caldavserver

import (
	"net/http"
	"net/url"
	"strconv"
)

// report answers the reports of a calendar collection.
func (x *exchange) report() {
	root, err := parseXML(x.sent)
	if err != nil {
		x.fail(http.StatusBadRequest, "")
		return
	}
	r, ok := x.find(x.at)
	switch {
	case !ok:
		x.fail(http.StatusNotFound, "")
	case root.is(davNS, "sync-collection") && r.at.place == calendarAt && !x.has(NoSync):
		x.sync(r, root)
	case root.is(calNS, "calendar-multiget") && r.at.place == calendarAt:
		x.multiget(r, root)
	case root.is(calNS, "calendar-query") && r.at.place == calendarAt:
		x.query(r, root)
	default:
		x.fail(http.StatusForbidden, "D:supported-report")
	}
}

// sync answers sync-collection (RFC 6578 §3.2).
func (x *exchange) sync(r resource, root *node) {
	c := r.collection
	token := root.child(davNS, "sync-token").value()
	since, known := c.parseToken(token)
	if token != "" {
		if f, refused := x.strike(RefuseToken); refused {
			x.fail(or(f.Status, http.StatusForbidden), "D:valid-sync-token")
			return
		}
		if !known && !x.has(FullAfterBadToken) {
			x.fail(http.StatusForbidden, "D:valid-sync-token")
			return
		}
	}
	if since > 0 && x.has(TellTwice) {
		since--
	}
	changes := c.since(since)
	limit, end := x.pageLimit(root), c.change
	cut := limit > 0 && limit < len(changes)
	if cut {
		changes = changes[:limit]
		end = changes[limit-1].change
	}
	w := readWanted(root)
	third := x.has(OmitThird)
	x.startMultistatus()
	for i, m := range changes {
		at := r.at.member(m.name)
		switch {
		case third && i%3 == 2:
		case m.object == nil:
			x.reply(x.spell(at), http.StatusNotFound)
		default:
			x.properties(resource{at, r.owner, c, m.object}, w)
		}
	}
	if cut {
		x.reply(hrefOf(r.at), http.StatusInsufficientStorage, "<D:error><D:number-of-matches-within-limits/></D:error>")
	}
	x.endMultistatus(element("D:sync-token", escape(c.token(end))))
}

// pageLimit is the most members an answer may list; 0: any number.
func (x *exchange) pageLimit(root *node) int {
	limit := x.s.pageSize
	n, err := strconv.Atoi(root.child(davNS, "limit").child(davNS, "nresults").value())
	if err == nil && n > 0 && (limit == 0 || n < limit) {
		limit = n
	}
	return limit
}

// multiget answers calendar-multiget (RFC 4791 §7.9).
func (x *exchange) multiget(r resource, root *node) {
	w := readWanted(root)
	omits, fails := x.has(MultigetOmits), x.has(MultigetFails)
	x.startMultistatus()
	for _, h := range root.all(davNS, "href") {
		at, ok := x.member(r.at, h.value())
		o := r.collection.objects[at.name]
		switch {
		case ok && o != nil:
			x.properties(resource{at, r.owner, r.collection, o}, w)
		case fails:
			x.fail(http.StatusNotFound, "")
			return
		case !omits:
			x.reply(element("D:href", escape(h.value())), http.StatusNotFound)
		}
	}
	x.endMultistatus()
}

// member finds the target of an href, absolute or a path, in a collection.
func (x *exchange) member(in target, href string) (at target, ok bool) {
	u, err := url.Parse(href)
	if err != nil || (u.Host != "" && u.Host != x.r.Host) {
		return target{}, false
	}
	at = parsePath(u.EscapedPath())
	return at, at.place == objectAt && at.collection() == in
}

// query answers calendar-query (RFC 4791 §7.8).
func (x *exchange) query(r resource, root *node) {
	f := root.child(calNS, "filter").child(calNS, "comp-filter")
	if f == nil || f.attr("name") != "VCALENDAR" {
		x.fail(http.StatusForbidden, "C:valid-filter")
		return
	}
	match, err := readFilter(f)
	if err != nil {
		x.fail(http.StatusForbidden, "C:supported-filter")
		return
	}
	w := readWanted(root)
	x.startMultistatus()
	for _, name := range r.collection.members() {
		o := r.collection.objects[name]
		if lines, ok := contentLines(o.body); ok && match.object(lines) {
			x.properties(resource{r.at.member(name), r.owner, r.collection, o}, w)
		}
	}
	x.endMultistatus()
}
