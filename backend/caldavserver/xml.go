package caldavserver

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// The namespaces in use and the prefixes they are written with.
const (
	davNS   = "DAV:"
	calNS   = "urn:ietf:params:xml:ns:caldav"
	csNS    = "http://calendarserver.org/ns/"
	appleNS = "http://apple.com/ns/ical/"

	xmlHead    = `<?xml version="1.0" encoding="utf-8"?>` + "\n"
	xmlType    = "application/xml; charset=utf-8"
	namespaces = ` xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:CS="http://calendarserver.org/ns/" xmlns:A="http://apple.com/ns/ical/"`

	maxNesting = 64
)

// node is an element of a request.
type node struct {
	name     xml.Name
	attrs    []xml.Attr
	text     string // the character data directly in it
	children []*node
}

// parseXML reads a whole document.
func parseXML(doc []byte) (*node, error) {
	d := xml.NewDecoder(bytes.NewReader(doc))
	top := &node{}
	stack := []*node{top}
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		in := stack[len(stack)-1]
		switch t := t.(type) {
		case xml.StartElement:
			n := &node{name: t.Name, attrs: t.Copy().Attr}
			in.children = append(in.children, n)
			if stack = append(stack, n); len(stack) > maxNesting {
				return nil, errors.New("elements nested too deeply")
			}
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			in.text += string(t)
		}
	}
	if len(top.children) != 1 {
		return nil, errors.New("no root element")
	}
	return top.children[0], nil
}

func (n *node) is(space, local string) bool {
	return n != nil && n.name.Space == space && n.name.Local == local
}

// child returns the first child of that name, nil where there is none. It may
// be asked of nil.
func (n *node) child(space, local string) *node {
	if n == nil {
		return nil
	}
	for _, c := range n.children {
		if c.is(space, local) {
			return c
		}
	}
	return nil
}

// all returns the children of that name.
func (n *node) all(space, local string) []*node {
	var found []*node
	for _, c := range n.children {
		if c.is(space, local) {
			found = append(found, c)
		}
	}
	return found
}

func (n *node) attr(local string) string {
	for _, a := range n.attrs {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}

// value is the text, trimmed; "" for nil.
func (n *node) value() string {
	if n == nil {
		return ""
	}
	return strings.TrimSpace(n.text)
}

// inner writes what is in an element: its text and its children.
func (n *node) inner() string {
	var b strings.Builder
	if text := strings.TrimSpace(n.text); text != "" {
		b.WriteString(escape(text))
	}
	for _, c := range n.children {
		b.WriteString(openClose(c.name, c.inner()))
	}
	return b.String()
}

// prefixed spells a name with its prefix, and declares the namespace where it
// is none of ours.
func prefixed(n xml.Name) (tag, declaration string) {
	switch n.Space {
	case davNS:
		return "D:" + n.Local, ""
	case calNS:
		return "C:" + n.Local, ""
	case csNS:
		return "CS:" + n.Local, ""
	case appleNS:
		return "A:" + n.Local, ""
	case "":
		return n.Local, ` xmlns=""`
	}
	return "X:" + n.Local, ` xmlns:X="` + escape(n.Space) + `"`
}

func openClose(n xml.Name, inner ...string) string {
	tag, declaration := prefixed(n)
	if len(inner) == 0 {
		return "<" + tag + declaration + "/>"
	}
	return "<" + tag + declaration + ">" + strings.Join(inner, "") + "</" + tag + ">"
}

// element is a tag ("D:href") around inner XML; an empty element where there
// is none.
func element(tag string, inner ...string) string {
	if len(inner) == 0 {
		return "<" + tag + "/>"
	}
	return "<" + tag + ">" + strings.Join(inner, "") + "</" + tag + ">"
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\r", "&#13;")

func escape(s string) string { return escaper.Replace(s) }

func statusLine(code int) string {
	return fmt.Sprintf("<D:status>HTTP/1.1 %d %s</D:status>", code, http.StatusText(code))
}

// startMultistatus opens a 207 (RFC 4918 §13); endMultistatus closes it.
func (x *exchange) startMultistatus() {
	x.status = http.StatusMultiStatus
	x.header.Set("Content-Type", xmlType)
	x.body.WriteString(xmlHead + "<D:multistatus" + namespaces + ">\n")
}

func (x *exchange) endMultistatus(last ...string) {
	for _, l := range last {
		x.body.WriteString(l)
	}
	x.body.WriteString("</D:multistatus>\n")
}

// spell writes a target as an href.
func (x *exchange) spell(t target) string {
	if x.has(RawHrefs) {
		slash := ""
		if t.place != objectAt {
			slash = "/"
		}
		return element("D:href", escape("/"+strings.Join([]string{"dav", "calendars", t.user, t.calendar, t.name}, "/")+slash))
	}
	return element("D:href", escape(t.href()))
}

// reply writes a response with a status of its own and no properties.
func (x *exchange) reply(href string, code int, inner ...string) {
	x.body.WriteString("<D:response>" + href + statusLine(code) + strings.Join(inner, "") + "</D:response>\n")
}
