package caldavserver

import (
	"encoding/xml"
	"net/http"
	"slices"
)

// assignment is a property to be set to what the element holds, or removed.
type assignment struct {
	*node
	remove bool
}

// readAssignments reads the set and remove elements of a PROPPATCH, MKCALENDAR
// or MKCOL, in order.
func readAssignments(root *node) []assignment {
	var as []assignment
	for _, step := range root.children {
		remove := step.is(davNS, "remove")
		if !remove && !step.is(davNS, "set") {
			continue
		}
		for _, prop := range step.all(davNS, "prop") {
			for _, p := range prop.children {
				as = append(as, assignment{p, remove})
			}
		}
	}
	return as
}

// proppatch answers RFC 4918 §9.2: all of it or nothing. Any property that is
// not live may be set on a calendar collection.
func (x *exchange) proppatch() {
	root, err := parseXML(x.sent)
	if err != nil || !root.is(davNS, "propertyupdate") {
		x.fail(http.StatusBadRequest, "")
		return
	}
	r, ok := x.find(x.at)
	switch {
	case !ok:
		x.fail(http.StatusNotFound, "")
		return
	case r.at.place != calendarAt || r.collection.readOnly:
		x.fail(http.StatusForbidden, "D:need-privileges")
		return
	}
	as := readAssignments(root)
	protected := slices.ContainsFunc(as, assignment.protected)
	if !protected {
		r.collection.assign(as)
	}
	x.startMultistatus()
	x.body.WriteString("<D:response>" + hrefOf(r.at))
	for _, a := range as {
		status, why := http.StatusOK, ""
		switch {
		case a.protected():
			status, why = http.StatusForbidden, "<D:error><D:cannot-modify-protected-property/></D:error>"
		case protected:
			status = http.StatusFailedDependency
		}
		x.body.WriteString("<D:propstat>" + element("D:prop", openClose(a.name)) + statusLine(status) + why + "</D:propstat>")
	}
	x.body.WriteString("</D:response>\n")
	x.endMultistatus()
}

func (a assignment) protected() bool { return slices.Contains(live, a.name) }

// assign takes the assignments in.
func (c *collection) assign(as []assignment) {
	for _, a := range as {
		if a.remove {
			delete(c.properties, a.name)
		} else {
			c.properties[a.name] = a.inner()
		}
	}
	c.touched++
}

// makeCollection answers MKCALENDAR (RFC 4791 §5.3.1) and extended MKCOL (RFC
// 5689) with a calendar collection; there are no others here.
func (x *exchange) makeCollection() {
	if x.at.place != calendarAt {
		x.fail(http.StatusForbidden, "C:calendar-collection-location-ok")
		return
	}
	if x.who.collections[x.at.calendar] != nil {
		x.fail(http.StatusMethodNotAllowed, "D:resource-must-be-null")
		return
	}
	var as []assignment
	if len(x.sent) > 0 {
		root, err := parseXML(x.sent)
		if err != nil {
			x.fail(http.StatusBadRequest, "")
			return
		}
		as = readAssignments(root)
	}
	components := []string{"VEVENT", "VTODO", "VJOURNAL"}
	isCalendar := x.r.Method == "MKCALENDAR"
	var stored []assignment
	for _, a := range as {
		switch a.name {
		case dav("resourcetype"):
			isCalendar = isCalendar || a.child(calNS, "calendar") != nil
		case cal("supported-calendar-component-set"):
			components = nil
			for _, comp := range a.all(calNS, "comp") {
				components = append(components, comp.attr("name"))
			}
		default:
			stored = append(stored, a)
		}
	}
	if !isCalendar || slices.ContainsFunc(stored, assignment.protected) {
		x.fail(http.StatusForbidden, "D:valid-resourcetype")
		return
	}
	c := x.s.newCollection(x.who, x.at.calendar)
	c.components = components
	c.assign(stored)
	x.status = http.StatusCreated
}

// newCollection makes an empty calendar collection; the caller holds s.mu.
func (s *Server) newCollection(p *principal, name string) *collection {
	s.serial++
	c := &collection{
		serial:     s.serial,
		countETags: s.countETags,
		properties: make(map[xml.Name]string),
		components: []string{"VEVENT", "VTODO", "VJOURNAL"},
		objects:    make(map[string]*object),
		gone:       make(map[string]int),
		names:      make(map[string]string),
	}
	p.collections[name] = c
	return c
}
