package recur

import (
	"fmt"
	"slices"

	"calends/backend/calendar"
	"calends/backend/ical"
)

// Newer reports whether a is a later revision than b of the same component: by
// SEQUENCE, then DTSTAMP (RFC 5546 §2.1.5).
func Newer(a, b *ical.Component) bool {
	if x, y := number(a.Text("SEQUENCE")), number(b.Text("SEQUENCE")); x != y {
		return x > y
	}
	x, _ := moment(a, "DTSTAMP")
	y, _ := moment(b, "DTSTAMP")
	return x.Wall > y.Wall
}

// number reads digits; anything else is 0.
func number(text string) (n int) {
	if _, err := fmt.Sscanf(text, "%d", &n); err != nil {
		return 0
	}
	return n
}

// alike reports whether two masters of one UID are of one event, the latest
// revision of which is given: one of them is outdated, or they say the same of
// what and when it is. Else a program gave two events one UID.
func alike(a, b, latest *ical.Component) bool {
	if b == nil || Newer(latest, a) || Newer(latest, b) {
		return true
	}
	for _, name := range []string{"DTSTART", "DTEND", "DURATION", "RRULE", "SUMMARY"} {
		x, y := a.Get(name), b.Get(name)
		if (x == nil) != (y == nil) || x != nil && (x.Value != y.Value || x.Param("TZID") != y.Param("TZID")) {
			return false
		}
	}
	return true
}

// Absorb takes another text of the same event into o: the newer master, the
// overrides of both, and the zones that o lacks.
func Absorb(o, other *ical.Object) {
	zones := ical.Zones(o.Calendar)
	for tzid, z := range ical.Zones(other.Calendar) {
		if zones[tzid] == nil {
			o.Calendar.InsertChild(z, o.First())
		}
	}
	if o.Master == nil || other.Master != nil && Newer(other.Master, o.Master) {
		if o.Master != nil {
			o.Calendar.RemoveChild(o.Master)
		}
		if o.Master = other.Master; o.Master != nil {
			o.Calendar.AddChild(o.Master)
		}
	}
	for _, v := range other.Overrides {
		o.Calendar.AddChild(v)
		o.Overrides = append(o.Overrides, v)
	}
}

// Events makes one object of those that are texts of the same event, and tells
// which object each went into. Of several masters of one UID the latest
// revision stands; where that is several that say different things they are
// several events. Objects without a UID stay alone.
func Events(all []*ical.Object) (events []*ical.Object, of map[*ical.Object]*ical.Object) {
	const most = 8 // events of one UID that are compared
	latest := map[string]*ical.Component{}
	for _, o := range all {
		if m := latest[o.UID()]; m == nil || o.Master != nil && Newer(o.Master, m) {
			latest[o.UID()] = o.Master
		}
	}
	known := map[string][]*ical.Object{}
	of = map[*ical.Object]*ical.Object{}
	for _, o := range all {
		uid := o.UID()
		at := -1
		if uid != "" {
			at = slices.IndexFunc(known[uid], func(k *ical.Object) bool { return k.Master == nil || alike(k.Master, o.Master, latest[uid]) })
		}
		if at >= 0 {
			of[o] = known[uid][at]
			Absorb(of[o], o)
			continue
		}
		if len(known[uid]) < most {
			known[uid] = append(known[uid], o)
		}
		of[o] = o
		events = append(events, o)
	}
	return events, of
}

// another tells of a second master of the object's UID, which nothing can show
// beside the first.
func (s *set) another(o *ical.Object) {
	for _, p := range o.Calendar.Parts {
		c := p.Child
		if c == nil || c == o.Master || c.Name != o.Master.Name || c.Get("RECURRENCE-ID") != nil || c.Text("UID") != o.Master.Text("UID") {
			continue
		}
		if !Newer(c, o.Master) && !alike(o.Master, c, o.Master) {
			s.tell(fmt.Errorf("%w: it holds another event of the same UID, %.60q, which is not shown", calendar.ErrInvalid, c.Text("SUMMARY")))
			return
		}
	}
}
