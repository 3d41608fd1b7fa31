package edit

import "calends/backend/ical"

// mend gives an event whose start cannot be read, for the reason given, the
// start that the user named. Without one, or where other slots hang on the old
// one, the reason stands.
func (e *editor) mend(c *ical.Component, reason error) error {
	switch {
	case e.patch.Start == nil:
		return reason
	case e.recurs():
		return invalid("start", "Delete it and make it anew, or mend it where it was made.", "%v, and the event recurs by it", reason)
	}
	own, s, err := e.mended(c)
	if err != nil {
		return err
	}
	return e.changed(c, func() error {
		e.setSpan(c, own, s)
		return e.patchMaster(c, s, s)
	})
}

// mended is when an event is that gets its first start that can be read: to
// the end, or for the length, that it has, where those can be read, and in the
// zone its start was to be in. own is when its own end or length would have it.
func (e *editor) mended(c *ical.Component) (own, s span, err error) {
	q := e.patch
	if l := c.Get("DTSTART"); l != nil && q.TZID == nil && q.Floating == nil {
		if tzid := l.Param("TZID"); tzid != "" {
			if _, err := e.places.find(tzid); err == nil {
				q.TZID = &tzid
			}
		}
	}
	if s, err = e.firstSpan(q); err != nil {
		return own, s, err
	}
	c = c.Clone()
	c.SetMoment("DTSTART", s.start)
	if own, err = e.span(c); err != nil {
		return own, s, err
	}
	length := e.length(own)
	if q.End == nil && length > 0 && (s.start.Kind != ical.Date || length%day == 0) {
		s = own
	}
	return own, s, nil
}
