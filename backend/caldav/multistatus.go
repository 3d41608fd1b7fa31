package caldav

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"calends/backend/calendar"
)

// The namespaces of the properties asked for.
const (
	nsDAV   = "DAV:"
	nsCal   = "urn:ietf:params:xml:ns:caldav"
	nsCS    = "http://calendarserver.org/ns/"
	nsApple = "http://apple.com/ns/ical/"
)

// maxNesting is how deep elements may stand in one another. A property in a
// response is at four; nothing asked for is deeper than ten.
const maxNesting = 40

// response is one DAV:response of a multistatus (RFC 4918 §14.24).
type response struct {
	rawHref string        // as it stood there
	href    calendar.Href // rawHref made fit to be kept, see Client.received
	status  int           // of the response; 0 where none stood there
	// condition is the first child of its DAV:error.
	condition string
	props     map[xml.Name]*node // those of a propstat that succeeded
	refused   map[xml.Name]int   // the others, with their status
}

// prop is a property that is there; an empty node where it is not.
func (r response) prop(ns, local string) *node {
	if n := r.props[xml.Name{Space: ns, Local: local}]; n != nil {
		return n
	}
	return &node{}
}

// refusal is the error for a request as a whole that came as a response of its
// own: about the resource that was asked, or about one that does not lie below
// it, whatever the server meant by that. A list the server cut short (507) is
// refused whole. nil for any other.
func (r response) refusal(a ask) error {
	below := strings.HasPrefix(r.href.Key(), strings.TrimSuffix(a.at.Key(), "/")+"/")
	if r.failed() == 0 || below && r.status != http.StatusInsufficientStorage {
		return nil
	}
	return &StatusError{Method: a.method, Href: a.at, Code: r.status, Condition: r.condition}
}

// failed returns the status with which the response as a whole was refused.
func (r response) failed() int {
	if r.status >= 300 {
		return r.status
	}
	return 0
}

// node is an element as it was read.
type node struct {
	name xml.Name
	attr []xml.Attr
	text string // its own character data
	kids []*node
}

// child is the first child of that name; an empty node where there is none.
func (n *node) child(ns, local string) *node {
	for _, k := range n.kids {
		if k.name.Local == local && k.name.Space == ns {
			return k
		}
	}
	return &node{}
}

// is reports whether n, a resourcetype or privilege, has that child.
func (n *node) is(ns, local string) bool { return n.child(ns, local).name.Local != "" }

// value is the trimmed text.
func (n *node) value() string { return strings.TrimSpace(n.text) }

// attribute is the value of an attribute without namespace.
func (n *node) attribute(name string) string {
	for _, a := range n.attr {
		if a.Name.Local == name {
			return strings.TrimSpace(a.Value)
		}
	}
	return ""
}

// hrefs are the DAV:href children.
func (n *node) hrefs() []string {
	var all []string
	for _, k := range n.kids {
		if k.name.Local == "href" && k.name.Space == nsDAV && k.value() != "" {
			all = append(all, k.value())
		}
	}
	return all
}

// decode reads a multistatus and hands over each response as it ends. An
// answer that is cut off is an error: a short list would look like deletions.
func decode(r io.Reader, yield func(response)) (calendar.SyncToken, error) {
	d := newXML(r)
	var token calendar.SyncToken
	root := false
	for {
		t, err := d.Token()
		if err != nil {
			return "", unreadable(err, root)
		}
		switch t := t.(type) {
		case xml.StartElement:
			if !root {
				if err := isRoot(t); err != nil {
					return "", err
				}
				root = true
				continue
			}
			n, err := readNode(d, t, 1)
			if err != nil {
				return "", unreadable(err, true)
			}
			switch n.name {
			case xml.Name{Space: nsDAV, Local: "response"}:
				for _, r := range responses(n) {
					yield(r)
				}
			case xml.Name{Space: nsDAV, Local: "sync-token"}:
				token = calendar.SyncToken(n.value())
			}
		case xml.EndElement:
			return token, nil
		}
	}
}

// isRoot returns an error unless the element begins a multistatus.
func isRoot(t xml.StartElement) error {
	switch strings.ToLower(t.Name.Local) {
	case "multistatus":
		return nil
	case "html":
		return calendar.Explain(calendar.ErrProtocol, askedAgain, "The server answered with a web page, not as a calendar server.")
	}
	return fmt.Errorf("%w: <%s> where a multistatus was due", calendar.ErrProtocol, t.Name.Local)
}

// Why an answer cannot be read as a multistatus, or says nothing.
var (
	errEmpty        = errors.New("it is empty")
	errTornOff      = errors.New("it is cut off")
	errListsNothing = errors.New("it lists nothing, not even itself")
)

// unreadable says why an answer cannot be used. Errors from below (limits, the
// network) are what they are.
func unreadable(err error, root bool) error {
	var syntax *xml.SyntaxError
	switch {
	case errors.Is(err, calendar.ErrOffline):
		return err
	case errors.Is(err, io.EOF) && !root:
		return fmt.Errorf("%w: %w", calendar.ErrProtocol, errEmpty)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF),
		errors.As(err, &syntax) && strings.Contains(syntax.Msg, "unexpected EOF"):
		return fmt.Errorf("%w: %w", calendar.ErrProtocol, errTornOff)
	case errors.As(err, &syntax):
		return fmt.Errorf("%w: %w", calendar.ErrProtocol, err)
	}
	return err
}

// readNode reads the element that just began.
func readNode(d *xml.Decoder, start xml.StartElement, depth int) (*node, error) {
	if depth > maxNesting {
		return nil, fmt.Errorf("%w: its elements are nested too deeply", calendar.ErrProtocol)
	}
	n := &node{name: start.Name, attr: start.Attr}
	n.name.Space = namespace(n.name.Space)
	var text strings.Builder
	for {
		t, err := d.Token()
		if err != nil {
			return nil, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			k, err := readNode(d, t, depth+1)
			if err != nil {
				return nil, err
			}
			n.kids = append(n.kids, k)
		case xml.CharData:
			text.Write(t)
		case xml.EndElement:
			n.text = text.String()
			return n, nil
		}
	}
}

// namespace forgives the misspellings of DAV: that servers were seen with.
func namespace(s string) string {
	switch s {
	case "DAV", "dav:", "D", "d":
		return nsDAV
	}
	return s
}

// responses are what a response element says: one for each of its hrefs
// (RFC 4918 §14.24 allows several to share a status).
func responses(n *node) []response {
	r := response{props: map[xml.Name]*node{}, refused: map[xml.Name]int{}}
	var hrefs []string
	for _, k := range n.kids {
		if k.name.Space != nsDAV {
			continue
		}
		switch k.name.Local {
		case "href":
			if v := k.value(); v != "" {
				hrefs = append(hrefs, v)
			}
		case "status":
			r.status = statusCode(k.value(), 500)
		case "error":
			if len(k.kids) > 0 {
				r.condition = k.kids[0].name.Local
			}
		case "propstat":
			r.take(k)
		}
	}
	all := make([]response, len(hrefs))
	for i, h := range hrefs {
		all[i] = r
		all[i].rawHref = h
	}
	return all
}

// take takes in one propstat. A property in several counts where it succeeded.
func (r *response) take(propstat *node) {
	code := statusCode(propstat.child(nsDAV, "status").value(), 200)
	if e := propstat.child(nsDAV, "error"); len(e.kids) > 0 && r.condition == "" {
		r.condition = e.kids[0].name.Local
	}
	for _, p := range propstat.kids {
		if p.name.Space != nsDAV || p.name.Local != "prop" {
			continue
		}
		for _, k := range p.kids {
			if code >= 200 && code < 300 {
				r.props[k.name] = k
			} else {
				r.refused[k.name] = code
			}
		}
	}
}

// statusCode reads a status line with or without protocol and reason; fallback
// where there is no number in it.
func statusCode(line string, fallback int) int {
	for _, f := range strings.Fields(line) {
		if n, err := strconv.Atoi(f); err == nil && n >= 100 && n < 1000 {
			return n
		}
	}
	return fallback
}
