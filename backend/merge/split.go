package merge

import (
	"slices"
	"strconv"
	"strings"

	"calends/backend/ical"
)

// A split ("this and following") ends a set and names the object that goes on
// from there by RELATED-TO;RELTYPE=SIBLING (RFC 5545 §3.8.4.5). Where both sides
// split one set, neither meant the other's part to be longer: it ends with the
// earlier split, and what either made of the rest is in the siblings.

// split reports whether a side split what base was.
func split(base, side *ical.Component) bool {
	return slices.ContainsFunc(side.All("RELATED-TO"), func(l *ical.Line) bool {
		return isSibling(l) && !slices.ContainsFunc(base.All("RELATED-TO"), func(was *ical.Line) bool { return was.Value == l.Value })
	})
}

func isSibling(l *ical.Line) bool { return strings.EqualFold(l.Param("RELTYPE"), "SIBLING") }

// sooner says which of two sides that both split the set ends it sooner; clash
// where they differ in more.
func sooner(b, o, t *ical.Component) verdict {
	our, mine := ending(o)
	their, there := ending(t)
	was, known := ending(b)
	switch {
	case !mine || !there || !known || our.rule != their.rule || our.rule != was.rule || our.name != their.name:
		return clash
	case our.less(their):
		return ourChange
	}
	return theirChange
}

// end is how a rule ends, and the rule without that.
type end struct {
	rule, name, value string
	count             int
}

// ending tells the end of the one rule of a master.
func ending(c *ical.Component) (e end, ok bool) {
	rules := c.All("RRULE")
	if len(rules) != 1 || c.Get("EXRULE") != nil {
		return e, false
	}
	var rest []string
	for part := range strings.SplitSeq(strings.ToUpper(strings.ReplaceAll(rules[0].Value, " ", "")), ";") {
		name, value, _ := strings.Cut(part, "=")
		if name == "COUNT" || name == "UNTIL" {
			e.name, e.value = name, value
			continue
		}
		rest = append(rest, part)
	}
	slices.Sort(rest)
	e.rule = strings.Join(rest, ";")
	e.count, _ = strconv.Atoi(e.value)
	return e, true
}

// less reports whether e ends before f, which ends in the same way.
func (e end) less(f end) bool {
	if e.name == "COUNT" {
		return e.count < f.count
	}
	return e.value < f.value
}

// moveEnds moves the UNTILs of base and of one side with the start that the other
// moved, where that one did so.
func (m *merger) moveEnds(base, mover, other edition) {
	if mover.start == base.start || other.start != base.start {
		return
	}
	was := m.ended(base, mover.start)
	if was == nil || canonicalLine(was) != written(mover.master, ruleNames) {
		return
	}
	if l := m.ended(other, mover.start); l != nil {
		replace(other.master, other.master.Get("RRULE"), l)
	}
	replace(base.master, base.master.Get("RRULE"), was)
}

// ended is the rule of a version with its UNTIL moved as its start is; nil where
// it has none, or that cannot be told.
func (m *merger) ended(v edition, to ical.Moment) *ical.Line {
	rule, ok := ending(v.master)
	if !ok || rule.name != "UNTIL" {
		return nil
	}
	until, err := ical.ParseMoment(rule.value, "")
	if err != nil {
		return nil
	}
	at, ok := m.moved(until, v.start, to)
	if !ok {
		return nil
	}
	if until.Kind == ical.UTC {
		instant, known := m.instant(at)
		if !known {
			return nil
		}
		at = ical.Moment{Kind: ical.UTC, Wall: ical.WallOf(instant.UTC())}
	}
	l := v.master.Get("RRULE")
	now := lineCopy(l)
	now.SetValue(strings.Replace(strings.ToUpper(l.Value), "UNTIL="+rule.value, "UNTIL="+at.String(), 1))
	return now
}
