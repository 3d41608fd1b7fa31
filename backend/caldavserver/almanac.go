package caldavserver

import (
	"fmt"
	"strings"
	"time"
)

// almanac turns days around now into times, and drafts into iCalendar texts.
type almanac struct {
	now    time.Time
	monday time.Time // midnight, the week of now
	local  *time.Location
}

func newAlmanac(now time.Time, local *time.Location) *almanac {
	now = now.In(local)
	sinceMonday := (int(now.Weekday()) + 6) % 7
	return &almanac{now, time.Date(now.Year(), now.Month(), now.Day()-sinceMonday, 0, 0, 0, 0, local), local}
}

// at is a time of day, so many days after the Monday of this week.
func (a *almanac) at(day, hour, minute int) time.Time { return a.in(a.local, day, hour, minute) }

// in is at on the clock of another place.
func (a *almanac) in(loc *time.Location, day, hour, minute int) time.Time {
	return time.Date(a.monday.Year(), a.monday.Month(), a.monday.Day()+day, hour, minute, 0, 0, loc)
}

// day is the date so many days after the Monday of this week.
func (a *almanac) day(day int) time.Time { return a.at(day, 0, 0) }

// monthly is a time on the nth such weekday of the month two months ago; the
// last one is -1.
func (a *almanac) monthly(nth int, weekday time.Weekday, hour, minute int) time.Time {
	month := a.now.Month() - 2
	t := time.Date(a.now.Year(), month, 1, hour, minute, 0, 0, a.local)
	day := 1 + (int(weekday-t.Weekday())+7)%7 + (nth-1)*7
	if nth < 0 {
		t = time.Date(a.now.Year(), month+1, 0, hour, minute, 0, 0, a.local)
		day = t.Day() - (int(t.Weekday()-weekday)+7)%7 + (nth+1)*7
	}
	return time.Date(t.Year(), t.Month(), day, hour, minute, 0, 0, a.local)
}

// today is a time of the day that now is.
func (a *almanac) today(hour, minute int) time.Time {
	return time.Date(a.now.Year(), a.now.Month(), a.now.Day(), hour, minute, 0, 0, a.local)
}

// zoneOf loads a zone; where the computer does not have it, UTC will do.
func zoneOf(name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	return loc
}

// draft is an event to be written. Either days (all-day), end or length says
// how long it is.
type draft struct {
	slug                           string // names UID and file
	summary, location, description string
	start, end                     time.Time
	length                         time.Duration
	days                           int
	rule                           string
	except                         []time.Time
	alarm                          string // a trigger such as -PT15M
	lines                          []string
	overrides                      []draft
	instance                       time.Time // of an override: the RECURRENCE-ID
}

// guests are the lines of an organizer and his attendees.
func guests(names ...string) []string {
	lines := []string{"ORGANIZER;CN=Demo:mailto:demo@example.com"}
	for i, name := range names {
		status := []string{"ACCEPTED", "NEEDS-ACTION", "TENTATIVE"}[i%3]
		lines = append(lines, fmt.Sprintf("ATTENDEE;CN=%s;PARTSTAT=%s;RSVP=TRUE:mailto:%s@example.com", name, status, strings.ToLower(name)))
	}
	return lines
}

// sprinkle scatters single events over the thirteen weeks around now, the same
// way every time: two a week, from a given hour on.
func (a *almanac) sprinkle(slug string, hour int, summaries []string) []draft {
	var ds []draft
	for week := -6; week <= 6; week++ {
		for i := range 2 {
			n := (week+6)*2 + i
			weekday := (n*3 + len(slug)) % 5
			start := a.at(week*7+weekday, hour+(n*5)%4, (n%2)*30)
			ds = append(ds, draft{
				slug: fmt.Sprintf("%s-%02d", slug, n), summary: summaries[n%len(summaries)],
				start: start, length: time.Duration(1+n%3) * 30 * time.Minute,
			})
		}
	}
	return ds
}

// text writes the object of a draft: VTIMEZONEs first, then the event and its
// overrides.
func (a *almanac) text(d draft) string {
	var b strings.Builder
	b.WriteString("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Calends//Demo//EN\r\n")
	written := map[string]bool{}
	for _, t := range []time.Time{d.start, d.end} {
		if id := zoneID(t); id != "" && d.days == 0 && !written[id] {
			written[id] = true
			b.WriteString(vtimezone(t.Location(), a.monday.AddDate(-1, 0, 0), a.monday.AddDate(2, 0, 0)))
		}
	}
	a.event(&b, d, d.slug, d.days > 0)
	for _, o := range d.overrides {
		a.event(&b, o, d.slug, d.days > 0)
	}
	b.WriteString("END:VCALENDAR\r\n")
	return b.String()
}

// event writes one VEVENT.
func (a *almanac) event(b *strings.Builder, d draft, slug string, allDay bool) {
	line := func(format string, args ...any) { b.WriteString(fold(fmt.Sprintf(format, args...))) }
	stamp := a.monday.AddDate(0, 0, -45).UTC().Format("20060102T150405Z")
	line("BEGIN:VEVENT")
	line("UID:%s@demo.calends.example", slug)
	line("DTSTAMP:%s", stamp)
	line("CREATED:%s", stamp)
	line("LAST-MODIFIED:%s", stamp)
	if !d.instance.IsZero() {
		line("%s", timeLine("RECURRENCE-ID", d.instance, allDay))
	}
	end := d.end
	switch {
	case d.days > 0:
		end = d.start.AddDate(0, 0, d.days)
	case end.IsZero():
		end = d.start.Add(d.length)
	}
	line("%s", timeLine("DTSTART", d.start, allDay))
	line("%s", timeLine("DTEND", end, allDay))
	if d.rule != "" {
		line("RRULE:%s", d.rule)
	}
	for _, t := range d.except {
		line("%s", timeLine("EXDATE", t, allDay))
	}
	for _, p := range []struct{ name, text string }{
		{"SUMMARY", d.summary}, {"LOCATION", d.location}, {"DESCRIPTION", d.description},
	} {
		if p.text != "" {
			line("%s:%s", p.name, textEscaper.Replace(p.text))
		}
	}
	for _, l := range d.lines {
		line("%s", l)
	}
	if d.alarm != "" {
		line("BEGIN:VALARM")
		line("ACTION:DISPLAY")
		line("DESCRIPTION:%s", textEscaper.Replace(d.summary))
		line("TRIGGER:%s", d.alarm)
		line("END:VALARM")
	}
	line("END:VEVENT")
}

var textEscaper = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`)

// zoneID is the TZID of a time; "" where it is to be written in UTC.
func zoneID(t time.Time) string {
	if name := t.Location().String(); name != "UTC" && name != "Local" {
		return name
	}
	return ""
}

// timeLine writes a property that holds a time.
func timeLine(name string, t time.Time, allDay bool) string {
	switch id := zoneID(t); {
	case allDay:
		return name + ";VALUE=DATE:" + t.Format("20060102")
	case id == "":
		return name + ":" + t.UTC().Format("20060102T150405Z")
	default:
		return name + ";TZID=" + id + ":" + t.Format("20060102T150405")
	}
}

// vtimezone writes the observances of a zone between two instants (RFC 5545
// §3.6.5), each with its own onset.
func vtimezone(loc *time.Location, from, to time.Time) string {
	var b strings.Builder
	b.WriteString("BEGIN:VTIMEZONE\r\n" + fold("TZID:"+loc.String()))
	for t := from.In(loc); ; {
		onset, end := t.ZoneBounds()
		name, offset := t.Zone()
		before, local := offset, "19700101T000000"
		if !onset.IsZero() {
			_, before = onset.Add(-time.Second).Zone()
			local = onset.UTC().Add(time.Duration(before) * time.Second).Format("20060102T150405")
		}
		kind := "STANDARD"
		if t.IsDST() {
			kind = "DAYLIGHT"
		}
		fmt.Fprintf(&b, "BEGIN:%s\r\nDTSTART:%s\r\nTZOFFSETFROM:%s\r\nTZOFFSETTO:%s\r\nTZNAME:%s\r\nEND:%s\r\n",
			kind, local, utcOffset(before), utcOffset(offset), name, kind)
		if end.IsZero() || end.After(to) {
			break
		}
		t = end
	}
	b.WriteString("END:VTIMEZONE\r\n")
	return b.String()
}

// utcOffset writes seconds east of UTC (RFC 5545 §3.3.14).
func utcOffset(seconds int) string {
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	text := fmt.Sprintf("%c%02d%02d", sign, seconds/3600, seconds/60%60)
	if s := seconds % 60; s != 0 {
		text += fmt.Sprintf("%02d", s)
	}
	return text
}
