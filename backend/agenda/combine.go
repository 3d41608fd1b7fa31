package agenda

import (
	"bytes"
	"fmt"

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
	zones := map[string][]byte{}
	var later []*ical.Component
	for _, body := range bodies {
		cal, err := ical.Parse(body)
		if err != nil {
			unreadable++
			continue
		}
		for _, part := range cal.Parts {
			if part.Child != nil && part.Child.Name == "VTIMEZONE" && define(cal, part.Child, zones, z) {
				all.AddChild(part.Child)
			}
		}
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

// define reports whether a VTIMEZONE has still to be written, renaming it in
// all of cal where its name is taken by another.
func define(cal, vtimezone *ical.Component, zones map[string][]byte, z *zone.Finder) bool {
	tzid, text := vtimezone.Text("TZID"), vtimezone.Bytes()
	if _, err := z.Find(tzid, nil); err == nil {
		if zones[tzid] != nil {
			return false
		}
		zones[tzid] = text
		return true
	}
	free := tzid
	for n := 2; ; n++ {
		written, taken := zones[free]
		if !taken {
			break
		}
		if bytes.Equal(written, text) {
			rename(cal, vtimezone, tzid, free)
			return false
		}
		free = fmt.Sprintf("%s (%d)", tzid, n)
	}
	zones[free] = text
	rename(cal, vtimezone, tzid, free)
	return true
}

// rename gives a zone another name, in its definition and wherever c uses it.
func rename(c, vtimezone *ical.Component, from, to string) {
	if from == to {
		return
	}
	if c == vtimezone {
		c.SetText("TZID", to)
		return
	}
	for _, part := range c.Parts {
		if part.Child != nil {
			rename(part.Child, vtimezone, from, to)
		} else if part.Line.Param("TZID") == from {
			part.Line.SetParam("TZID", to)
		}
	}
}
