package caldavserver

import (
	"encoding/xml"
	"net/http"
	"strconv"
	"strings"
)

// resource is what a property is asked of.
type resource struct {
	at         target
	owner      *principal
	collection *collection
	object     *object
}

// find returns the resource at a target of the user who asks; ok is false
// where there is none.
func (x *exchange) find(t target) (r resource, ok bool) {
	r = resource{at: t, owner: x.who}
	switch t.place {
	case nowhere:
		return r, false
	case calendarAt, objectAt:
		r.collection = x.who.collections[t.calendar]
		if r.collection == nil {
			return r, false
		}
		if t.place == objectAt {
			r.object = r.collection.objects[t.name]
			return r, r.object != nil
		}
	}
	return r, true
}

func dav(local string) xml.Name { return xml.Name{Space: davNS, Local: local} }
func cal(local string) xml.Name { return xml.Name{Space: calNS, Local: local} }
func cs(local string) xml.Name  { return xml.Name{Space: csNS, Local: local} }

func apple(local string) xml.Name { return xml.Name{Space: appleNS, Local: local} }

// live lists the live properties (RFC 4918 §4) there may be; they cannot be
// set by PROPPATCH. calendar-data is none: only reports have it.
var live = []xml.Name{
	dav("resourcetype"), dav("current-user-principal"), dav("current-user-privilege-set"),
	dav("supported-report-set"), dav("owner"), dav("principal-collection-set"), dav("principal-URL"),
	cal("calendar-home-set"), cal("calendar-user-address-set"), cal("supported-calendar-component-set"),
	cal("supported-calendar-data"), cal("max-resource-size"), cs("getctag"), dav("sync-token"),
	dav("getetag"), dav("getcontenttype"), dav("getcontentlength"), dav("getlastmodified"),
	cal("schedule-tag"),
}

// property returns the inner XML of a property of a resource; ok is false
// where the resource has no such property.
func (x *exchange) property(r resource, name xml.Name) (inner string, ok bool) {
	if name.Space == davNS {
		switch name.Local {
		case "resourcetype":
			return resourceType(r), true
		case "current-user-principal":
			return hrefOf(target{place: person, user: x.who.user.Name}), true
		case "current-user-privilege-set":
			return privileges(r), true
		case "principal-collection-set":
			return hrefOf(target{place: listing, name: "principals"}), true
		case "supported-report-set":
			return x.reports(r), true
		case "owner":
			return hrefOf(target{place: person, user: r.owner.user.Name}), r.at.user != ""
		}
	}
	switch r.at.place {
	case person:
		return principalProperty(r, name)
	case calendarAt:
		return x.collectionProperty(r.collection, name)
	case objectAt:
		if name == cal("schedule-tag") && r.object.schedule != "" && x.has(ScheduleTags) {
			return escape(r.object.schedule), true
		}
		return objectProperty(r.object, name)
	}
	return "", false
}

func principalProperty(r resource, name xml.Name) (string, bool) {
	u := r.owner.user
	switch name {
	case dav("displayname"):
		if u.FullName != "" {
			return escape(u.FullName), true
		}
		return escape(u.Name), true
	case dav("principal-URL"):
		return hrefOf(r.at), true
	case cal("calendar-home-set"):
		return hrefOf(target{place: home, user: u.Name}), true
	case cal("calendar-user-address-set"):
		set := hrefOf(r.at)
		if u.Email != "" {
			set = element("D:href", escape("mailto:"+u.Email)) + set
		}
		return set, true
	}
	return "", false
}

func (x *exchange) collectionProperty(c *collection, name xml.Name) (string, bool) {
	switch name {
	case cs("getctag"):
		return c.ctag(), !x.has(NoCTag)
	case dav("sync-token"):
		return c.token(c.change), !x.has(NoSync)
	case cal("supported-calendar-component-set"):
		var b strings.Builder
		for _, comp := range c.components {
			b.WriteString(`<C:comp name="` + escape(comp) + `"/>`)
		}
		return b.String(), true
	case cal("supported-calendar-data"):
		return `<C:calendar-data content-type="text/calendar" version="2.0"/>`, true
	case cal("max-resource-size"):
		return strconv.FormatInt(x.s.maxResource, 10), true
	}
	stored, ok := c.properties[name]
	return stored, ok
}

func objectProperty(o *object, name xml.Name) (string, bool) {
	switch name {
	case dav("getetag"):
		return escape(o.etag), true
	case dav("getcontenttype"):
		return "text/calendar; charset=utf-8", true
	case dav("getcontentlength"):
		return strconv.Itoa(len(o.body)), true
	case dav("getlastmodified"):
		return o.modified.UTC().Format(http.TimeFormat), true
	}
	return "", false
}

func resourceType(r resource) string {
	switch r.at.place {
	case objectAt:
		return ""
	case calendarAt:
		return "<D:collection/><C:calendar/>"
	case person:
		return "<D:collection/><D:principal/>"
	}
	return "<D:collection/>"
}

// privileges lists what the user may do (RFC 3744 §5.4).
func privileges(r resource) string {
	allowed := []string{"read", "read-current-user-privilege-set"}
	switch {
	case r.collection != nil && !r.collection.readOnly:
		allowed = append(allowed, "write", "write-content", "write-properties", "bind", "unbind")
	case r.at.place == home:
		allowed = append(allowed, "bind", "unbind")
	}
	var b strings.Builder
	for _, p := range allowed {
		b.WriteString("<D:privilege><D:" + p + "/></D:privilege>")
	}
	return b.String()
}

// reports lists the reports a resource answers (RFC 3253 §3.1.5).
func (x *exchange) reports(r resource) string {
	if r.at.place != calendarAt {
		return ""
	}
	known := []string{"C:calendar-multiget", "C:calendar-query"}
	if !x.has(NoSync) {
		known = append(known, "D:sync-collection")
	}
	var b strings.Builder
	for _, report := range known {
		b.WriteString("<D:supported-report><D:report><" + report + "/></D:report></D:supported-report>")
	}
	return b.String()
}

func hrefOf(t target) string { return element("D:href", escape(t.href())) }
