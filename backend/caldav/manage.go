package caldav

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"calends/backend/calendar"
)

// Props are the properties of a collection to change; nil leaves one alone.
type Props struct{ Name, Color *string }

// Create makes a calendar collection (MKCALENDAR, RFC 4791 §5.3.1; extended
// MKCOL, RFC 5689, where that is not known) with the name, color and
// components of col, and returns it as the server then lists it; its Progress
// says that it was compared, for there can be nothing in it. Without an href it
// gets a fresh one in the first home.
func (c *Client) Create(ctx context.Context, col calendar.Collection) (calendar.Collection, error) {
	homes := c.Homes()
	if col.Href == "" && len(homes) == 0 {
		return col, fmt.Errorf("create calendar: %w: no calendar home is known", calendar.ErrInvalid)
	}
	if col.Href == "" {
		col.Href = asCollection(homes[0]) + calendar.Href(strings.ToLower(rand.Text())+"/")
	}
	col.Href = asCollection(col.Href)
	if err := c.makeCollection(ctx, col); err != nil {
		return col, fmt.Errorf("create calendar: %w", said(err, nothingChanged, "did not make the calendar %q", col.Name))
	}
	made, err := c.properties(ctx, col.Href)
	if err != nil {
		return col, fmt.Errorf("read back the new calendar: %w", err)
	}
	var missing Props
	if col.Name != "" && made.Name != col.Name {
		missing.Name = &col.Name
	}
	if want := color(col.Color); want != "" && made.Color != want {
		missing.Color = &want
	}
	if missing != (Props{}) {
		// The calendar is there; what its server will not keep is not worth failing.
		if err := c.Change(ctx, made, missing); final(err) {
			return made, err
		}
		if again, err := c.properties(ctx, col.Href); err == nil {
			made = again
		}
	}
	made.Progress.Compared = c.o.Now()
	return made, nil
}

// makeCollection tries the three ways of making one, the best first.
func (c *Client) makeCollection(ctx context.Context, col calendar.Collection) error {
	props := creationProps(col)
	ways := []ask{
		{method: "MKCALENDAR", body: []byte(xmlHead + `<C:mkcalendar` + xmlns + `><D:set><D:prop>` + props + `</D:prop></D:set></C:mkcalendar>`)},
		{method: "MKCOL", body: []byte(xmlHead + `<D:mkcol` + xmlns + `><D:set><D:prop><D:resourcetype><D:collection/><C:calendar/></D:resourcetype>` + props + `</D:prop></D:set></D:mkcol>`)},
		{method: "MKCALENDAR"},
	}
	var first error
	for _, a := range ways {
		a.at, a.xml = col.Href, len(a.body) > 0
		err := c.write(ctx, a)
		if err == nil {
			return nil
		}
		if first == nil {
			first = err
		}
		var status *StatusError
		if final(err) || errors.Is(err, calendar.ErrExists) || !errors.As(err, &status) {
			return err
		}
	}
	return first
}

// creationProps are the properties a new collection is to have, as XML.
func creationProps(col calendar.Collection) string {
	var b strings.Builder
	if col.Name != "" {
		b.WriteString(`<D:displayname>` + escapeXML(col.Name) + `</D:displayname>`)
	}
	if want := color(col.Color); want != "" {
		b.WriteString(`<A:calendar-color>` + want + `FF</A:calendar-color>`)
	}
	if len(col.Components) > 0 {
		b.WriteString(`<C:supported-calendar-component-set>`)
		for _, n := range col.Components {
			b.WriteString(`<C:comp name="` + escapeXML(n) + `"/>`)
		}
		b.WriteString(`</C:supported-calendar-component-set>`)
	}
	return b.String()
}

// properties reads one collection as the server lists it.
func (c *Client) properties(ctx context.Context, at calendar.Href) (calendar.Collection, error) {
	cols, err := c.propfindCollections(ctx, at, "0")
	if err != nil {
		return calendar.Collection{}, err
	}
	for _, col := range cols {
		return col, nil
	}
	return calendar.Collection{}, fmt.Errorf("%w: %s is no calendar", calendar.ErrProtocol, at)
}

// Change changes properties of a collection, one in each PROPPATCH (RFC 4918
// §9.2): some servers refuse all for the sake of one, and some say 200 to what
// they do not keep. So the collection is read back, and what the server did
// not keep is ErrForbidden.
func (c *Client) Change(ctx context.Context, col calendar.Collection, p Props) error {
	var errs []error
	set := func(xml string) {
		body := xmlHead + `<D:propertyupdate` + xmlns + `><D:set><D:prop>` + xml + `</D:prop></D:set></D:propertyupdate>`
		errs = append(errs, c.write(ctx, ask{method: "PROPPATCH", at: col.Href, body: []byte(body), xml: true}))
	}
	if p.Name != nil {
		set(`<D:displayname>` + escapeXML(*p.Name) + `</D:displayname>`)
	}
	want := ""
	if p.Color != nil {
		if want = color(*p.Color); want == "" {
			return fmt.Errorf("change calendar: %w: %q is no color", calendar.ErrInvalid, *p.Color)
		}
		set(`<A:calendar-color>` + want + `FF</A:calendar-color>`)
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("change calendar: %w", said(err, nothingChanged, "did not change the calendar"))
	}
	now, err := c.properties(ctx, col.Href)
	if err != nil {
		return fmt.Errorf("read back the calendar: %w", err)
	}
	if p.Name != nil && now.Name != *p.Name {
		return calendar.Explain(calendar.ErrForbidden, "", "The server calls the calendar %q, not %q.", now.Name, *p.Name)
	}
	if p.Color != nil && now.Color != want {
		return calendar.Explain(calendar.ErrForbidden, "", "The server does not keep the color of %q.", now.Name)
	}
	return nil
}

// Remove deletes a collection with everything in it. It is the one request
// without a precondition: collections have no etag.
func (c *Client) Remove(ctx context.Context, at calendar.Href) error {
	err := c.write(ctx, ask{method: http.MethodDelete, at: asCollection(at)})
	return said(err, nothingChanged, "did not delete the calendar")
}
