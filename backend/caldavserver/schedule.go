package caldavserver

import (
	"slices"
	"strings"
)

const ifScheduleTag = "If-Schedule-Tag-Match"

// Reply enters an attendee's answer into an object, as a server does that
// received one (RFC 6638 §3.2.2): the ETag changes and the Schedule-Tag does
// not. It reports whether there is such an object with such an attendee.
func (s *Server) Reply(path, address, partstat string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := parsePath(path)
	p := s.principals[at.user]
	if p == nil || at.place != objectAt || p.collections[at.calendar] == nil {
		return false
	}
	c := p.collections[at.calendar]
	old := c.objects[at.name]
	if old == nil {
		return false
	}
	found := false
	body := mapLines(old.body, func(l contentLine) contentLine {
		if l.name == "ATTENDEE" && addressOf(l) == strings.ToLower(address) {
			found = true
			l.params = withPartstat(l.params, partstat)
		}
		return l
	})
	if found {
		c.put(at.name, body, old.uid, s.now()).schedule = old.schedule
	}
	return found
}

// organized reports whether an object is one of scheduling.
func organized(body []byte) bool {
	lines, _ := contentLines(body)
	return slices.ContainsFunc(lines, func(l contentLine) bool { return l.name == "ORGANIZER" })
}

// showSchedule puts the object's Schedule-Tag into the answer.
func (x *exchange) showSchedule(o *object) {
	if o.schedule != "" && x.has(ScheduleTags) {
		x.header.Set("Schedule-Tag", o.schedule)
	}
}

// keepReplies gives the attendees of a new text the answers they gave in the
// stored one; the user's own is the one he sends.
func keepReplies(body, stored []byte, user string) []byte {
	answers := map[string]string{}
	lines, _ := contentLines(stored)
	for _, l := range lines {
		if a := addressOf(l); l.name == "ATTENDEE" && a != strings.ToLower(user) {
			answers[a] = partstatOf(l.params)
		}
	}
	return mapLines(body, func(l contentLine) contentLine {
		if answer := answers[addressOf(l)]; l.name == "ATTENDEE" && answer != "" {
			l.params = withPartstat(l.params, answer)
		}
		return l
	})
}

// mapLines changes content lines; those that stay as they are keep their folds.
func mapLines(body []byte, change func(contentLine) contentLine) []byte {
	var out strings.Builder
	for raw := range rawLines(string(body)) {
		lines, ok := contentLines([]byte(raw))
		if !ok || len(lines) != 1 {
			out.WriteString(raw)
			continue
		}
		now := change(lines[0])
		if now == lines[0] {
			out.WriteString(raw)
			continue
		}
		out.WriteString(fold(now.name + ";" + now.params + ":" + now.value))
	}
	return []byte(out.String())
}

// rawLines yields the content lines of a text with their folds and line ends.
func rawLines(text string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for start := 0; start < len(text); {
			end := start
			for {
				i := strings.IndexByte(text[end:], '\n')
				if i < 0 {
					end = len(text)
					break
				}
				end += i + 1
				if end == len(text) || text[end] != ' ' && text[end] != '\t' {
					break
				}
			}
			if !yield(text[start:end]) {
				return
			}
			start = end
		}
	}
}

func addressOf(l contentLine) string {
	return strings.TrimPrefix(strings.ToLower(strings.TrimSpace(l.value)), "mailto:")
}

func partstatOf(params string) string {
	for p := range strings.SplitSeq(params, ";") {
		if name, value, _ := strings.Cut(p, "="); strings.EqualFold(name, "PARTSTAT") {
			return value
		}
	}
	return ""
}

func withPartstat(params, value string) string {
	var kept []string
	for p := range strings.SplitSeq(params, ";") {
		if name, _, _ := strings.Cut(p, "="); p != "" && !strings.EqualFold(name, "PARTSTAT") {
			kept = append(kept, p)
		}
	}
	return strings.Join(append(kept, "PARTSTAT="+value), ";")
}
