package agenda

import (
	"fmt"
	"iter"
	"strings"

	"calends/backend/ical"
	"calends/backend/zone"
)

// Combine makes one calendar of many objects: each VTIMEZONE once, the other
// components as they are. Where two objects define one name that is not IANA's
// in two ways, the second zone gets another name. What cannot be read is left
// out and counted. The name may be "".
func Combine(bodies [][]byte, name string, z *zone.Finder) (text []byte, unreadable int) {
	all := ical.New("VCALENDAR")
	all.Set("VERSION", "2.0")
	all.Set("PRODID", "-//Calends//EN")
	if name != "" {
		all.SetText("X-WR-CALNAME", name)
		all.SetText("NAME", name)
	}
	zones := written{taken: map[string]bool{}, names: map[[2]string]string{}, numbers: map[string]int{}}
	var later []*ical.Component
	for _, body := range bodies {
		cal, err := ical.Parse(body)
		if err != nil {
			unreadable++
			continue
		}
		zones.define(all, cal, z)
		for _, part := range cal.Parts {
			if part.Child != nil && part.Child.Name != "VTIMEZONE" {
				later = append(later, part.Child)
			}
		}
	}
	for _, c := range later {
		all.AddChild(c)
	}
	return all.Bytes(), unreadable
}

// written are the zones of a combined calendar.
type written struct {
	taken   map[string]bool      // TZIDs
	names   map[[2]string]string // TZIDs by those that objects give, and their definitions' texts
	numbers map[string]int       // tried last behind a TZID that is taken
}

// define adds those zones of cal to all that it lacks. Where their names are
// taken by others they get new ones, in cal too.
func (w written) define(all, cal *ical.Component, z *zone.Finder) {
	renamed := map[string]string{}
	for tzid, vtimezone := range ordered(cal) {
		name, fresh := w.name(tzid, vtimezone, z)
		if name != tzid {
			renamed[tzid] = name
			vtimezone.SetText("TZID", name)
		}
		if fresh {
			all.AddChild(vtimezone)
		}
	}
	if len(renamed) > 0 {
		rename(cal, renamed)
	}
}

// ordered yields the zones of a calendar by their TZIDs, as they stand there.
func ordered(cal *ical.Component) iter.Seq2[string, *ical.Component] {
	return func(yield func(string, *ical.Component) bool) {
		zones := ical.Zones(cal)
		for _, c := range cal.Children("VTIMEZONE") {
			if tzid := strings.TrimSpace(c.Text("TZID")); zones[tzid] == c && !yield(tzid, c) {
				return
			}
		}
	}
}

// name is what a zone is called in the combined calendar, and whether it has
// still to be written there.
func (w written) name(tzid string, vtimezone *ical.Component, z *zone.Finder) (name string, fresh bool) {
	if _, err := z.Find(tzid, nil); err == nil {
		fresh = !w.taken[tzid]
		w.taken[tzid] = true
		return tzid, fresh
	}
	key := [2]string{tzid, string(vtimezone.Bytes())}
	if name, ok := w.names[key]; ok {
		return name, false
	}
	name = tzid
	for w.taken[name] {
		w.numbers[tzid] = max(w.numbers[tzid]+1, 2)
		name = fmt.Sprintf("%s (%d)", tzid, w.numbers[tzid])
	}
	w.taken[name], w.names[key] = true, name
	return name, true
}

// rename gives zones other names wherever the lines of c use them.
func rename(c *ical.Component, names map[string]string) {
	for _, part := range c.Parts {
		if part.Child != nil {
			rename(part.Child, names)
		} else if to := names[part.Line.Param("TZID")]; to != "" {
			part.Line.SetParam("TZID", to)
		}
	}
}
