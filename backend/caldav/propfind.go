package caldav

import (
	"encoding/xml"
	"html"
	"strconv"
	"strings"

	"calends/backend/calendar"
)

// The bodies of the requests that only read. Prefixes are written out: a few
// servers go by them.
const (
	xmlHead = `<?xml version="1.0" encoding="utf-8"?>` + "\n"
	xmlns   = ` xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:CS="http://calendarserver.org/ns/" xmlns:A="http://apple.com/ns/ical/"`

	askCollections = xmlHead + `<D:propfind` + xmlns + `><D:prop>` +
		`<D:resourcetype/><D:displayname/><C:calendar-description/><A:calendar-color/><A:calendar-order/>` +
		`<C:supported-calendar-component-set/><CS:getctag/><D:sync-token/><D:supported-report-set/>` +
		`<D:current-user-privilege-set/><C:max-resource-size/></D:prop></D:propfind>`

	askPrincipal = xmlHead + `<D:propfind` + xmlns + `><D:prop>` +
		`<D:current-user-principal/><D:principal-URL/><C:calendar-home-set/><D:resourcetype/>` +
		`<C:calendar-user-address-set/><C:schedule-outbox-URL/></D:prop></D:propfind>`

	askETags = xmlHead + `<D:propfind` + xmlns + `><D:prop><D:getetag/><D:resourcetype/></D:prop></D:propfind>`
)

// escapeXML writes text into XML.
func escapeXML(s string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(s))
	return b.String()
}

// collection reads a calendar collection out of a response; false where the
// resource is none: a plain collection, an address book, an inbox, a
// subscription the server only names, or a sibling that stands for an export.
func (r response) collection() (calendar.Collection, bool) {
	kind := r.prop(nsDAV, "resourcetype")
	if r.failed() != 0 || !kind.is(nsCal, "calendar") || kind.is(nsCal, "schedule-inbox") || kind.is(nsCS, "subscribed") {
		return calendar.Collection{}, false
	}
	c := calendar.Collection{
		Href:        asCollection(r.href),
		Name:        displayName(r.prop(nsDAV, "displayname").value()),
		Description: r.prop(nsCal, "calendar-description").value(),
		Color:       color(r.prop(nsApple, "calendar-color").value()),
		CTag:        calendar.CTag(r.prop(nsCS, "getctag").value()),
		SyncToken:   calendar.SyncToken(r.prop(nsDAV, "sync-token").value()),
		ReadOnly:    r.readOnly(),
	}
	if c.Name == "" {
		c.Name = lastSegment(c.Href)
	}
	c.Order, _ = strconv.Atoi(r.prop(nsApple, "calendar-order").value()) // 0 where it has none
	for _, k := range r.prop(nsCal, "supported-calendar-component-set").kids {
		if name := strings.ToUpper(k.attribute("name")); name != "" {
			c.Components = append(c.Components, name)
		}
	}
	c.SyncCollection, c.MultiGet = r.reports(c.SyncToken != "")
	return c, true
}

// displayName undoes the second escaping that DAViCal gives a name.
func displayName(s string) string {
	if strings.Contains(s, "&amp;") || strings.Contains(s, "&lt;") || strings.Contains(s, "&gt;") {
		return html.UnescapeString(s)
	}
	return s
}

// reports says which reports the collection answers. Where the server does not
// tell, multiget is taken for granted (RFC 4791 §7) and sync-collection where
// there is a sync-token.
func (r response) reports(token bool) (sync, multiget bool) {
	set := r.prop(nsDAV, "supported-report-set")
	if len(set.kids) == 0 {
		return token, true
	}
	for _, s := range set.kids {
		for _, report := range []*node{s, s.child(nsDAV, "report")} { // Xandikos leaves DAV:report out
			sync = sync || report.is(nsDAV, "sync-collection")
			multiget = multiget || report.is(nsCal, "calendar-multiget")
		}
	}
	return sync, multiget
}

// readOnly reports whether the privileges (RFC 3744 §5.4) lack every one that
// writing needs. A server that does not tell them lets try.
func (r response) readOnly() bool {
	set := r.prop(nsDAV, "current-user-privilege-set")
	if len(set.kids) == 0 {
		return false
	}
	for _, p := range set.kids {
		for _, name := range []string{"all", "write", "write-content", "bind"} {
			if p.is(nsDAV, name) {
				return false
			}
		}
	}
	return true
}

// color makes #RRGGBB of the forms servers hold: #RGB, #RRGGBB, #RRGGBBAA, with
// or without the sign. "" where it is none of them.
func color(s string) string {
	hex := strings.ToUpper(strings.TrimPrefix(strings.TrimSpace(s), "#"))
	for i := 0; i < len(hex); i++ {
		if !isHex(hex[i]) {
			return ""
		}
	}
	switch len(hex) {
	case 3, 4:
		return "#" + strings.Repeat(hex[:1], 2) + strings.Repeat(hex[1:2], 2) + strings.Repeat(hex[2:3], 2)
	case 6, 8:
		return "#" + hex[:6]
	}
	return ""
}
