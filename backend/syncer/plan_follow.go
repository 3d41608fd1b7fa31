package syncer

import (
	"bytes"
	"strings"

	"calends/backend/calendar"
	"calends/backend/merge"
	"calends/backend/reconcile"
)

// wayfarers are, by UID, what comes to a calendar on the server and what leaves
// for one from here: whichever of the two is edited on the other side is edited
// where it goes (see follow.go).
type wayfarers struct{ come, leave map[string]end }

// end is where something arrives, and the step that says so.
type end struct {
	visit *visit
	step  reconcile.Step
}

// note takes in what a plan says of arrivals.
func (w wayfarers) note(v *visit, steps []reconcile.Step) {
	for _, s := range steps {
		switch {
		case !v.col.Writable():
		case s.Action == reconcile.Download && s.Object.Body == nil && s.Version != nil:
			w.come[uidOf(s.Version.Body)] = end{v, s}
		case s.Action == reconcile.Create:
			w.leave[uidOf(s.Object.Body)] = end{v, s}
		}
	}
}

// foretellFollowing is foretell of an edit whose event is moved to another
// calendar on the other side; false of any other step.
func (v *visit) foretellFollowing(s reconcile.Step, w wayfarers) ([]Planned, bool) {
	o := s.Object
	if o.Base == nil {
		return nil, false
	}
	uid := uidOf(o.Base.Body)
	if to := w.come[uid]; s.Action == reconcile.Recreate && !s.Overrules && uid != "" && to.visit != nil && to.visit != v {
		return v.foretellCarried(s, to), true
	}
	if to := w.leave[uid]; o.Body == nil && s.Version != nil && uid != "" && to.visit != nil && to.visit != v {
		return v.foretellJoined(s, to), true
	}
	return nil, false
}

// foretellCarried is our edit of what was moved there.
func (v *visit) foretellCarried(s reconcile.Step, to end) []Planned {
	theirs := to.step.Version.Body
	away := Planned{Collection: v.col, Href: s.Href, Text: s.Object.Body, Direction: Receive, Kind: "delete"}
	v.tell(away)
	to.visit.merged[to.step.Href.Key()] = true
	text := to.visit.mergedText(s.Object.Base.Body, s.Object.Body, theirs)
	if bytes.Equal(text, theirs) {
		return []Planned{away}
	}
	goes := Planned{Collection: to.visit.col, Href: to.step.Href, Text: text, Direction: Send, Kind: "update"}
	to.visit.tell(goes)
	return []Planned{away, goes}
}

// foretellJoined is their edit of what was moved here. That it is created where
// it goes is told there.
func (v *visit) foretellJoined(s reconcile.Step, to end) []Planned {
	text := v.mergedText(s.Object.Base.Body, to.step.Object.Body, s.Version.Body)
	comes := Planned{Collection: to.visit.col, Href: to.step.Href, Text: text, Direction: Receive, Kind: "merge"}
	away := Planned{Collection: v.col, Href: s.Href, Text: s.Version.Body, Direction: Send, Kind: "delete"}
	v.received.note(s.Href, calendar.KindEdited)
	to.visit.merged[to.step.Href.Key()] = true
	v.tell(away)
	return []Planned{comes, away}
}

// mergedText is what comes of two sides; theirs where they cannot be merged.
func (v *visit) mergedText(base, ours, theirs []byte) []byte {
	r, err := merge.Options{Zone: v.Zone}.Merge(base, ours, theirs)
	if err != nil {
		return theirs
	}
	return r.Text
}

// uidOf is the first UID in a text; "" where there is none.
func uidOf(text []byte) string {
	whole := strings.NewReplacer("\r\n ", "", "\r\n\t", "", "\n ", "", "\n\t", "").Replace(string(text))
	for line := range strings.Lines(whole) {
		name, value, _ := strings.Cut(strings.TrimRight(line, "\r\n"), ":")
		name, _, _ = strings.Cut(name, ";")
		if strings.EqualFold(name, "UID") {
			return value
		}
	}
	return ""
}
