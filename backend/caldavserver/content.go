package caldavserver

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// get answers GET and HEAD of an object.
func (x *exchange) get() {
	r, ok := x.find(x.at)
	switch {
	case !ok:
		x.fail(http.StatusNotFound, "")
		return
	case r.object == nil:
		x.fail(http.StatusMethodNotAllowed, "")
		return
	}
	x.header.Set("ETag", r.object.etag)
	x.showSchedule(r.object)
	x.header.Set("Last-Modified", r.object.modified.UTC().Format(http.TimeFormat))
	if tags := x.r.Header.Get("If-None-Match"); tags != "" && matches(tags, r.object) {
		x.status = http.StatusNotModified
		return
	}
	x.header.Set("Content-Type", "text/calendar; charset=utf-8")
	x.body.Write(x.textOf(r.object))
	x.status = http.StatusOK
}

// textOf is an object's text as it is answered.
func (x *exchange) textOf(o *object) []byte {
	if x.has(Null) {
		return []byte("(null)")
	}
	if x.has(CutObject) {
		return o.body[:len(o.body)*3/4]
	}
	return o.body
}

// put answers PUT (RFC 4791 §5.3.2).
func (x *exchange) put() {
	if x.at.place != objectAt {
		x.fail(http.StatusMethodNotAllowed, "")
		return
	}
	c := x.who.collections[x.at.calendar]
	if c == nil {
		x.fail(http.StatusConflict, "")
		return
	}
	old := c.objects[x.at.name]
	if !x.mayWrite(c, old) {
		return
	}
	if int64(len(x.sent)) > x.s.maxResource {
		x.fail(http.StatusForbidden, "C:max-resource-size")
		return
	}
	obj, condition := inspect(x.sent)
	switch {
	case condition != "":
		x.fail(http.StatusForbidden, condition)
		return
	case !slices.Contains(c.components, obj.component):
		x.fail(http.StatusForbidden, "C:supported-calendar-component")
		return
	case old != nil && old.uid != "" && old.uid != obj.uid:
		x.fail(http.StatusConflict, "C:no-uid-conflict", hrefOf(x.at))
		return
	}
	if other, taken := c.names[obj.uid]; taken && other != x.at.name {
		x.fail(http.StatusConflict, "C:no-uid-conflict", hrefOf(x.at.collection().member(other)))
		return
	}
	if at, taken := x.elsewhere(obj.uid); taken && old == nil {
		x.fail(http.StatusForbidden, "C:no-uid-conflict", hrefOf(at))
		return
	}
	body := x.sent
	if x.has(Rewrite) {
		body = rewrite(body)
	}
	replied := old != nil && x.r.Header.Get(ifScheduleTag) != "" && x.has(ScheduleTags)
	if replied {
		body = keepReplies(body, old.body, x.who.user.Email)
	}
	stored := c.put(x.at.name, body, obj.uid, x.s.now())
	if !replied && !x.has(HideETag) {
		x.header.Set("ETag", stored.etag)
	}
	x.showSchedule(stored)
	x.status = http.StatusNoContent
	if old == nil {
		x.status = http.StatusCreated
	}
}

// elsewhere finds the UID in another calendar of the user's, where it may be
// only once.
func (x *exchange) elsewhere(uid string) (at target, taken bool) {
	if !x.has(UIDOnce) {
		return at, false
	}
	for name, c := range x.who.collections {
		if object, there := c.names[uid]; there && name != x.at.calendar {
			at = x.at
			at.calendar, at.name = name, object
			return at, true
		}
	}
	return at, false
}

// delete answers DELETE of an object or a whole calendar collection.
func (x *exchange) delete() {
	r, ok := x.find(x.at)
	switch {
	case x.at.place != calendarAt && x.at.place != objectAt:
		x.fail(http.StatusForbidden, "")
		return
	case r.collection == nil || !ok && x.r.Header.Get("If-Match") == "":
		x.fail(http.StatusNotFound, "")
		return
	case !x.mayWrite(r.collection, r.object):
		return
	case !ok:
		x.fail(http.StatusNotFound, "")
		return
	}
	if r.object != nil {
		r.collection.remove(x.at.name)
	} else {
		delete(x.who.collections, x.at.calendar)
	}
	x.status = http.StatusNoContent
}

// move answers MOVE of an object (RFC 4918 §9.9) to a calendar of the same
// user.
func (x *exchange) move() {
	r, ok := x.find(x.at)
	u, err := url.Parse(x.r.Header.Get("Destination"))
	switch {
	case !ok:
		x.fail(http.StatusNotFound, "")
		return
	case r.object == nil || x.has(NoMove):
		x.fail(http.StatusMethodNotAllowed, "")
		return
	case err != nil || u.Path == "":
		x.fail(http.StatusBadRequest, "")
		return
	case u.Host != "" && u.Host != x.r.Host:
		x.fail(http.StatusBadGateway, "")
		return
	}
	to := parsePath(u.EscapedPath())
	if to.place != objectAt || to.user != x.who.user.Name || to == x.at {
		x.fail(http.StatusForbidden, "C:calendar-collection-location-ok")
		return
	}
	dest := x.who.collections[to.calendar]
	if dest == nil {
		x.fail(http.StatusConflict, "")
		return
	}
	if dest.readOnly {
		x.fail(http.StatusForbidden, "D:need-privileges")
		return
	}
	if x.mayWrite(r.collection, r.object) {
		x.moveInto(r, dest, to)
	}
}

// moveInto is the part of MOVE that looks at what is at the destination.
func (x *exchange) moveInto(r resource, dest *collection, to target) {
	old := dest.objects[to.name]
	if other, taken := dest.names[r.object.uid]; taken && other != to.name && dest != r.collection {
		x.fail(http.StatusConflict, "C:no-uid-conflict", hrefOf(to.collection().member(other)))
		return
	}
	if old != nil && strings.EqualFold(x.r.Header.Get("Overwrite"), "F") {
		x.fail(http.StatusPreconditionFailed, "")
		return
	}
	r.collection.remove(x.at.name)
	dest.put(to.name, r.object.body, r.object.uid, r.object.modified)
	x.status = http.StatusCreated
	if old != nil {
		x.status = http.StatusNoContent
	}
}

// collection is the target of the collection an object's target is in.
func (t target) collection() target {
	return target{place: calendarAt, user: t.user, calendar: t.calendar}
}

// mayWrite checks privileges and preconditions (RFC 9110 §13.1) and answers
// where they fail. old is nil where there is nothing yet, or a collection.
func (x *exchange) mayWrite(c *collection, old *object) bool {
	if c.readOnly {
		x.fail(http.StatusForbidden, "D:need-privileges")
		return false
	}
	if x.at.place != objectAt {
		return true
	}
	if tag := x.r.Header.Get(ifScheduleTag); tag != "" && x.has(ScheduleTags) && (old == nil || tag != old.schedule) {
		x.fail(http.StatusPreconditionFailed, "")
		return false
	}
	must, mustNot := x.r.Header.Get("If-Match"), x.r.Header.Get("If-None-Match")
	if (must == "" || old != nil && matches(must, old)) && (mustNot == "" || old == nil || !matches(mustNot, old)) {
		return true
	}
	if x.has(IgnoreMatch) {
		return true
	}
	x.fail(http.StatusPreconditionFailed, "")
	return false
}

// matches reports whether a list of entity tags, or "*", names the object's.
// A weak tag never does: comparison is strong (RFC 9110 §8.8.3.2).
func matches(tags string, o *object) bool {
	for _, tag := range strings.Split(tags, ",") {
		if tag = strings.TrimSpace(tag); tag == "*" || tag == o.etag {
			return true
		}
	}
	return false
}
