package merge

import (
	"strings"

	"calends/backend/ical"
)

// index is child components by what identifies them.
type index struct {
	order []string
	child map[string]*ical.Component
}

func (x *index) add(key string, c *ical.Component) {
	x.order = append(x.order, key)
	x.child[key] = c
}

// keyed identifies the children of a version by the names that those of base
// have: an event by UID and slot, a zone by TZID, anything else, as alarms, by
// its UID or else by what it says. An alarm that says something new is the one
// of base that fires then, or the only one that is left over.
func (m *merger) keyed(base *index, c *ical.Component) index {
	x := index{child: map[string]*ical.Component{}}
	seen := map[string]int{}
	var fresh []*ical.Component
	keys := map[*ical.Component]string{}
	for _, p := range c.Parts {
		if p.Child == nil {
			continue
		}
		key := numbered(seen, p.Child.Name+" "+m.identity(p.Child))
		keys[p.Child] = key
		if base != nil && base.child[key] == nil && byContent(p.Child) {
			fresh = append(fresh, p.Child)
		}
	}
	if base != nil {
		recognise(*base, keys, fresh)
	}
	for _, p := range c.Parts {
		if p.Child != nil {
			x.add(keys[p.Child], p.Child)
		}
	}
	return x
}

// recognise names fresh components as those of base that they were.
func recognise(base index, keys map[*ical.Component]string, fresh []*ical.Component) {
	taken := map[string]bool{}
	for _, key := range keys {
		taken[key] = true
	}
	for _, like := range []func(*ical.Component) string{uidOf, moment} {
		free := map[string]string{}
		for _, key := range base.order {
			if c := base.child[key]; !taken[key] && byContent(c) && like(c) != "" {
				free[like(c)] = key
			}
		}
		var rest []*ical.Component
		for _, c := range fresh {
			key, ok := free[like(c)]
			if !ok || taken[key] {
				rest = append(rest, c)
				continue
			}
			keys[c], taken[key] = key, true
		}
		fresh = rest
	}
	var left []string
	for _, key := range base.order {
		if !taken[key] && byContent(base.child[key]) {
			left = append(left, key)
		}
	}
	if len(left) == 1 && len(fresh) == 1 && alike(base.child[left[0]], fresh[0]) {
		keys[fresh[0]] = left[0]
		return
	}
	seen := map[string]int{}
	for _, c := range fresh { // one that both sides made is known by when it fires
		keys[c] = numbered(seen, "new "+moment(c))
	}
}

// alike reports whether one component may be what became of the other.
func alike(a, b *ical.Component) bool {
	return a.Name == b.Name && (uidOf(a) == "" || uidOf(b) == "" || uidOf(a) == uidOf(b))
}

// byContent reports whether a component has no name of its own.
func byContent(c *ical.Component) bool {
	switch c.Name {
	case "VEVENT", "VTODO", "VJOURNAL", "VTIMEZONE":
		return false
	}
	return true
}

func (m *merger) identity(c *ical.Component) string {
	switch {
	case c.Name == "VTIMEZONE":
		return strings.TrimSpace(c.Text("TZID"))
	case !byContent(c):
		return c.Text("UID") + " " + m.slotOf(c)
	}
	return canonical(c)
}

// uidOf is the name that some programs give an alarm (RFC 9074 §4).
func uidOf(c *ical.Component) string {
	for _, name := range []string{"UID", "X-WR-ALARMUID"} {
		if id := c.Text(name); id != "" {
			return c.Name + " " + id
		}
	}
	return ""
}

// moment is when an alarm fires, and how.
func moment(c *ical.Component) string {
	return c.Name + " " + written(c, []string{"TRIGGER", "ACTION"})
}

// said counts what the alarms and other nameless children of c say.
func said(c *ical.Component) map[string]int {
	all := map[string]int{}
	for _, p := range c.Parts {
		if p.Child != nil && byContent(p.Child) {
			all[canonical(p.Child)]++
		}
	}
	return all
}

// dropTwins removes alarms that became alike by merging: where one side edited
// an alarm to what the other added, there is one.
func dropTwins(t *ical.Component, theirs, ours map[string]int) {
	seen := map[string]int{}
	for _, p := range append([]ical.Part{}, t.Parts...) {
		if p.Child == nil || !byContent(p.Child) {
			continue
		}
		key := canonical(p.Child)
		if seen[key]++; seen[key] > max(theirs[key], ours[key], 1) {
			t.RemoveChild(p.Child)
		}
	}
}
