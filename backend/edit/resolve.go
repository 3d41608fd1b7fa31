package edit

import (
	"fmt"
	"strconv"
	"time"

	"calends/backend/calendar"
	"calends/backend/ical"
	"calends/backend/merge"
	"calends/backend/zone"
)

// Clash is one thing that two sides changed, each in its own way.
type Clash = merge.Clash

// Clashes tells what the user's text and what stands instead of it disagree
// about, both grown from base; nil base: from nothing. It is an error where one
// of them cannot be read.
func Clashes(base, ours, theirs []byte, z *zone.Finder) ([]Clash, error) {
	r, err := merge.Options{Zone: locations(z)}.Merge(base, ours, theirs)
	if err != nil {
		return nil, fmt.Errorf("comparing the two versions: %w", err)
	}
	return r.Clashes, nil
}

// Resolve settles a conflict: of what clashed between ours and theirs the user
// chose mine, and that is laid over current, which is theirs or what became of
// it since. What changed since and was not chosen stays.
func Resolve(base, ours, theirs, current []byte, mine func(Clash) bool, now time.Time, z *zone.Finder) ([]byte, error) {
	chosen, err := merge.Options{Zone: locations(z), Prefer: mine}.Merge(base, ours, theirs)
	if err != nil {
		return nil, fmt.Errorf("settling a conflict: %w", err)
	}
	all := func(Clash) bool { return true }
	settled, err := merge.Options{Zone: locations(z), Prefer: all}.Merge(theirs, chosen.Text, current)
	if err != nil {
		return nil, fmt.Errorf("settling a conflict: %w", err)
	}
	if string(settled.Text) == string(current) {
		return current, nil
	}
	return revise(settled.Text, current, now)
}

// revise stamps what differs from the text it was made of as a new revision.
func revise(body, from []byte, now time.Time) ([]byte, error) {
	o, err := ical.ParseObject(body)
	if err != nil {
		return nil, err
	}
	before := map[string]string{}
	if old, err := ical.ParseObject(from); err == nil {
		for _, c := range versions(old) {
			before[slotText(c)] = string(c.Bytes())
		}
	}
	e := editor{now: now}
	for _, c := range versions(o) {
		if before[slotText(c)] != string(c.Bytes()) {
			e.touch(c, true)
		}
	}
	return o.Bytes(), nil
}

// Copy makes another event of a text: the same in all but its UID.
func Copy(body []byte, uid calendar.UID, now time.Time) ([]byte, error) {
	o, err := ical.ParseObject(body)
	if err != nil {
		return nil, fmt.Errorf("copying an event: %w", err)
	}
	stamp := ical.Moment{Kind: ical.UTC, Wall: ical.WallOf(now.UTC())}.String()
	for _, c := range versions(o) {
		c.SetText("UID", string(uid))
		c.Set("DTSTAMP", stamp)
		if c.Get("SEQUENCE") != nil {
			c.Set("SEQUENCE", strconv.Itoa(0))
		}
		if c.Get("CREATED") != nil {
			c.Set("CREATED", stamp)
		}
	}
	return o.Bytes(), nil
}

// versions are an object's master, where it has one, and its overrides.
func versions(o *ical.Object) []*ical.Component {
	if o.Master == nil {
		return o.Overrides
	}
	return append([]*ical.Component{o.Master}, o.Overrides...)
}

func slotText(c *ical.Component) string {
	if l := c.Get("RECURRENCE-ID"); l != nil {
		return l.Value
	}
	return ""
}

// locations finds zones by name, as merge wants them.
func locations(z *zone.Finder) func(string) *time.Location {
	if z == nil {
		return nil
	}
	return func(tzid string) *time.Location {
		loc, err := z.Find(tzid, nil)
		if err != nil {
			return nil
		}
		return loc
	}
}
