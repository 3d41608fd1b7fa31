package agenda

import (
	"cmp"
	"strings"
	"time"
	"unicode"

	"calends/backend/calendar"
	"calends/backend/ical"
	"calends/backend/recur"
	"calends/backend/zone"
)

// IndexVersion grows when Index derives something else from the same text.
const IndexVersion = 2

// farthest is how far a clock on earth may be from UTC, and spare.
const farthest = 15 * time.Hour

// Index derives what an object is filed under. It never fails: what cannot be
// read is filed with its Problem, in a Span of all time.
func Index(body []byte) (calendar.Index, error) { return Indexer(zone.NewFinder())(body) }

// Indexer is Index with a Finder that remembers zones from one object to the
// next.
func Indexer(z *zone.Finder) func(body []byte) (calendar.Index, error) {
	return func(body []byte) (calendar.Index, error) { return index(body, z), nil }
}

func index(body []byte, z *zone.Finder) calendar.Index {
	o, err := ical.ParseObject(body)
	if err != nil {
		return calendar.Index{Problem: said(err)}
	}
	first := o.First()
	x := calendar.Index{
		UID:          calendar.UID(o.UID()),
		Component:    first.Name,
		Recurs:       recur.Recurs(o),
		Title:        first.Text("SUMMARY"),
		Place:        first.Text("LOCATION"),
		Color:        first.Text("COLOR"),
		Status:       word(first, "STATUS"),
		Transparency: word(first, "TRANSP"),
		Text:         searchable(o),
	}
	for _, c := range components(o) {
		x.HasAlarm = x.HasAlarm || hasAlarm(c)
		if c.Name == "VEVENT" {
			x.Component = "VEVENT" // one event among overrides of a to-do is shown
		}
	}
	floating := place(&x, o, z)
	x.Span = recur.Bounds(o, time.UTC, z)
	if floating {
		if !x.Span.From.IsZero() {
			x.Span.From = x.Span.From.Add(-farthest)
		}
		if !x.Span.To.IsZero() {
			x.Span.To = x.Span.To.Add(farthest)
		}
	}
	return x
}

// place fills in when the first occurrence is, and reports whether any time of
// the object depends on where one is.
func place(x *calendar.Index, o *ical.Object, z *zone.Finder) (floating bool) {
	for _, c := range components(o) {
		for _, name := range []string{"DTSTART", "DTEND", "DUE", "RECURRENCE-ID"} {
			if line := c.Get(name); line != nil {
				m, err := line.Moment()
				floating = floating || err != nil || m.Kind == ical.Date || m.Kind == ical.Floating || unknown(m, o, z)
			}
		}
	}
	c, found, err := recur.First(o, time.UTC, z)
	x.Problem = said(err)
	if found {
		start, end := c.StartMoment, endMoment(c, o, time.UTC, z)
		x.AllDay = c.AllDay
		if start.Kind != ical.Date && start.Kind != ical.Floating && !unknown(start, o, z) {
			x.StartAt, x.EndAt = c.Start, c.End.Add(-c.Backward)
		} else {
			end.Wall -= ical.Wall(c.Backward / time.Second)
		}
		x.Start, x.TZID, x.End, x.EndTZID = start.String(), start.TZID, end.String(), end.TZID
	} else if x.Component == "VEVENT" && (err != nil || !x.Recurs) {
		x.Component = "" // an event that is at no time cannot be shown, whatever else can be read
		x.Problem = cmp.Or(x.Problem, "the event has no start")
	}
	return floating
}

// said is an error for people: that something is not valid goes without saying
// where what is wrong with it is told. "" for none.
func said(err error) string {
	if err == nil {
		return ""
	}
	return strings.TrimPrefix(err.Error(), calendar.ErrInvalid.Error()+": ")
}

// unknown reports whether a moment's zone is not known, so that it is read as
// a floating time.
func unknown(m ical.Moment, o *ical.Object, z *zone.Finder) bool {
	if m.Kind != ical.Zoned {
		return false
	}
	_, err := recur.Locate(m, o, time.UTC, z)
	return err != nil
}

// components are the master and the overrides.
func components(o *ical.Object) []*ical.Component {
	if o.Master == nil {
		return o.Overrides
	}
	return append([]*ical.Component{o.Master}, o.Overrides...)
}

// maxText bounds what of an object can be searched, in bytes.
const maxText = 16 << 10

// searchable is all that is read by people, folded, each property on a line.
func searchable(o *ical.Object) string {
	var b strings.Builder
	seen := map[string]bool{}
	add := func(text string) {
		if text = Fold(text); text != "" && !seen[text] && b.Len()+len(text) < maxText {
			seen[text] = true
			b.WriteString(text + "\n")
		}
	}
	for _, c := range components(o) {
		for _, part := range c.Parts {
			if part.Line == nil {
				continue
			}
			switch part.Line.Name {
			case "SUMMARY", "LOCATION", "DESCRIPTION", "COMMENT", "CATEGORIES", "CONTACT", "URL", "RESOURCES":
				add(part.Line.Text())
			case "ATTENDEE", "ORGANIZER":
				add(part.Line.Param("CN"))
				add(address(part.Line.Value))
			}
		}
	}
	return b.String()
}

// address is a calendar address without its scheme.
func address(value string) string {
	if len(value) > 7 && strings.EqualFold(value[:7], "mailto:") {
		return value[7:]
	}
	return value
}

// Fold is text as it is searched: lower case, white space as single blanks,
// without the accents of Latin letters.
func Fold(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	blank := false
	for _, r := range text {
		switch {
		case unicode.IsSpace(r):
			blank = b.Len() > 0
			continue
		case unicode.Is(unicode.Mn, r): // a combining accent
			continue
		}
		if blank {
			b.WriteByte(' ')
			blank = false
		}
		r = unicode.ToLower(r)
		if plain, ok := accents[r]; ok {
			b.WriteString(plain)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// accents are lower-case Latin letters and what they are searched as.
var accents = map[rune]string{
	'à': "a", 'á': "a", 'â': "a", 'ã': "a", 'ä': "a", 'å': "a", 'ā': "a", 'ă': "a", 'ą': "a", 'æ': "ae",
	'ç': "c", 'ć': "c", 'č': "c", 'ď': "d", 'đ': "d", 'è': "e", 'é': "e", 'ê': "e", 'ë': "e", 'ē': "e", 'ę': "e", 'ě': "e",
	'ğ': "g", 'ì': "i", 'í': "i", 'î': "i", 'ï': "i", 'ī': "i", 'ı': "i", 'ł': "l", 'ñ': "n", 'ń': "n", 'ň': "n",
	'ò': "o", 'ó': "o", 'ô': "o", 'õ': "o", 'ö': "o", 'ø': "o", 'ő': "o", 'œ': "oe", 'ř': "r", 'ś': "s", 'š': "s", 'ş': "s", 'ß': "ss",
	'ť': "t", 'ù': "u", 'ú': "u", 'û': "u", 'ü': "u", 'ū': "u", 'ů': "u", 'ű': "u", 'ý': "y", 'ÿ': "y", 'ź': "z", 'ż': "z", 'ž': "z",
}
