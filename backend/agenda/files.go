package agenda

import (
	"slices"
	"strings"
	"time"

	"calends/backend/calendar"
	"calends/backend/ical"
	"calends/backend/recur"
	"calends/backend/zone"
)

// File is the text of an iCalendar file and its name for messages.
type File struct {
	Name string
	Text []byte
}

// Files is what is on in w in files, which together are one calendar: of the
// components of one UID and RECURRENCE-ID the one with the higher SEQUENCE,
// then the later DTSTAMP, stands; both do where neither is later and they are
// events of their own. What cannot be read comes beside the rest,
// and is all there is where no file is a calendar.
func Files(files []File, w calendar.Window, local *time.Location, z *zone.Finder) ([]Occurrence, []Problem) {
	var problems []Problem
	var objects []*ical.Object
	from := map[*ical.Object]string{} // the files each is in
	for _, f := range files {
		cals, err := ical.ParseAll(f.Text)
		if err != nil {
			problems = append(problems, Problem{File: f.Name, Message: err.Error()})
		}
		for _, cal := range cals {
			split, told := ical.Split(cal)
			for _, u := range told {
				problems = append(problems, Problem{File: f.Name, Line: u.Line, Message: u.Message})
			}
			for _, o := range split {
				from[o] = f.Name
				objects = append(objects, o)
			}
		}
	}
	events, of := recur.Events(objects)
	for _, o := range objects {
		if event := of[o]; event != o {
			from[event] = alsoIn(from[event], from[o])
		}
	}
	out := []Occurrence{}
	for _, o := range events {
		var told []string
		out, told = inObject(out, o, w, local, z)
		for _, message := range told {
			problems = append(problems, Problem{File: from[o], UID: calendar.UID(o.UID()), Message: entitled(o.First().Text("SUMMARY"), message)})
		}
	}
	return sorted(out), problems
}

// alsoIn is a list of files with another one.
func alsoIn(files, name string) string {
	if slices.Contains(strings.Split(files, ", "), name) {
		return files
	}
	return files + ", " + name
}
