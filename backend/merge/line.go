package merge

import (
	"slices"
	"strings"

	"calends/backend/ical"
)

// bound are the parameters without which a value cannot be read: they go
// where it goes.
var bound = [...]string{"VALUE", "TZID", "ENCODING", "FMTTYPE"}

// absent is a value that is not there, to tell it from an empty one.
const absent = "\x00"

// line merges three versions of one line by value and parameter, over a copy
// of theirs. clashes tells that both sides changed one of them differently;
// mine, that ours is then to stand.
func line(b, o, t *ical.Line, mine bool) (merged *ical.Line, clashes bool) {
	merged = lineCopy(t)
	switch judge(valueOf(b), valueOf(o), valueOf(t)) {
	case ourChange:
		takeValue(merged, o)
	case clash:
		if mine {
			return lineCopy(o), true
		}
		return merged, true // parameters say something of the value
	}
	for _, name := range params(b, o, t) {
		was, our, their := paramOf(b, name), paramOf(o, name), paramOf(t, name)
		switch v := judge(was, our, their); {
		case v == ourChange, v == clash && their == absent, v == clash && mine && our != absent:
			setParam(merged, o, name)
			clashes = clashes || v == clash && their != absent
		case v == clash && our != absent:
			clashes = true
		}
	}
	return merged, clashes
}

// valueOf is what a line says apart from its other parameters.
func valueOf(l *ical.Line) string {
	if l == nil {
		return absent
	}
	probe := lineCopy(l)
	probe.Params = slices.DeleteFunc(slices.Clone(l.Params), func(p ical.Param) bool { return !slices.Contains(bound[:], p.Name) })
	if l.Name == "ATTENDEE" || l.Name == "ORGANIZER" {
		probe.Value = strings.ToLower(strings.TrimSpace(l.Value))
	}
	return canonicalLine(probe)
}

// params lists the parameters that are merged one by one.
func params(lines ...*ical.Line) []string {
	var all []string
	for _, l := range lines {
		if l == nil {
			continue
		}
		for _, p := range l.Params {
			if !slices.Contains(bound[:], p.Name) && !slices.Contains(all, p.Name) {
				all = append(all, p.Name)
			}
		}
	}
	return all
}

func paramOf(l *ical.Line, name string) string {
	if l == nil {
		return absent
	}
	for _, p := range l.Params {
		if p.Name == name {
			return "=" + strings.Join(p.Values, "\x01")
		}
	}
	return absent
}

// setParam gives l the parameter as from has it.
func setParam(l, from *ical.Line, name string) {
	var values []string
	for _, p := range from.Params {
		if p.Name == name {
			values = p.Values
		}
	}
	l.SetParam(name, values...)
}

// takeValue gives l the value of another line, with what it needs to be read.
func takeValue(l, from *ical.Line) {
	for _, name := range bound {
		setParam(l, from, name)
	}
	l.SetValue(from.Value)
}
