package command

import (
	"fmt"
	"io"
	"time"
	"unicode/utf8"

	"calends/backend/bridge"
)

// page lays out occurrences for people, under a heading for each day.
type page struct {
	from  time.Time // what is on since before appears on this day; zero: on its own
	view  *time.Location
	names map[string]string // calendar id → name; nil: not shown
	bold  bool
}

// span is when an occurrence is, on the wall of the view zone.
type span struct {
	start, end time.Time // end exclusive
	allDay     bool
}

const dayForm = "Mon 2 Jan"

func (p page) write(w io.Writer, list []bridge.AgendaRow) {
	type entry struct{ day, when, what string }
	var entries []entry
	width := 0
	for _, row := range list {
		s, err := p.read(row)
		if err != nil {
			entries = append(entries, entry{"When it is cannot be read", row.Start, p.what(row)})
			continue
		}
		day := s.start
		if first := p.from.In(p.view); !p.from.IsZero() && day.Before(first) {
			day = first
		}
		e := entry{day.Format("Monday 2 January 2006"), s.text(day), p.what(row)}
		width = max(width, utf8.RuneCountInString(e.when))
		entries = append(entries, e)
	}
	last := ""
	for i, e := range entries {
		if e.day != last {
			if i > 0 {
				fmt.Fprintln(w)
			}
			if p.bold {
				fmt.Fprintf(w, "\x1b[1m%s\x1b[0m\n", e.day)
			} else {
				fmt.Fprintln(w, e.day)
			}
			last = e.day
		}
		fmt.Fprintf(w, "  %s%*s  %s\n", e.when, width-utf8.RuneCountInString(e.when), "", e.what)
	}
}

// read reads the times of a row back.
func (p page) read(row bridge.AgendaRow) (span, error) {
	form, s := time.RFC3339, span{allDay: row.AllDay}
	if row.AllDay {
		form = time.DateOnly
	}
	var err error
	if s.start, err = time.ParseInLocation(form, row.Start, p.view); err != nil {
		return s, err
	}
	if s.end, err = time.ParseInLocation(form, row.End, p.view); err != nil {
		return s, err
	}
	s.start, s.end = s.start.In(p.view), s.end.In(p.view)
	return s, nil
}

// text says when it is, under the heading of a day.
func (s span) text(day time.Time) string {
	began := ""
	if !sameDay(s.start, day) {
		began = s.start.Format(dayForm) + " "
	}
	if s.allDay {
		if last := s.end.AddDate(0, 0, -1); last.After(s.start) {
			if began == "" {
				return "until " + last.Format(dayForm)
			}
			return began + "– " + last.Format(dayForm)
		}
		return "all day"
	}
	from := s.start.Format("15:04")
	switch {
	case !s.end.After(s.start): // what ends before it starts is shown at its start
		return began + from
	case sameDay(s.start, s.end):
		return began + from + "–" + s.end.Format("15:04")
	case sameDay(s.start.AddDate(0, 0, 1), s.end) && s.end.Format("15:04") == "00:00":
		return began + from + "–24:00"
	}
	return began + from + " – " + s.end.Format(dayForm+" 15:04")
}

func sameDay(a, b time.Time) bool { return a.Format(time.DateOnly) == b.Format(time.DateOnly) }

// what says what it is, where, and in which calendar.
func (p page) what(row bridge.AgendaRow) string {
	text := plain(row.Summary)
	if text == "" {
		text = "(no title)"
	}
	if row.Location != "" {
		text += " · " + plain(row.Location)
	}
	if row.Status != nil {
		switch *row.Status {
		case "CANCELLED":
			text += " (cancelled)"
		case "TENTATIVE":
			text += " (tentative)"
		}
	}
	if row.Held != "" {
		text += " (held back)"
	}
	if row.Calendar != nil && p.names[*row.Calendar] != "" {
		text += " [" + plain(p.names[*row.Calendar]) + "]"
	}
	return text
}
