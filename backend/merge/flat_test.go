package merge

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"calends/backend/ical"
)

// followed reports whether a day of base is with a side as that side's change of
// all made it.
func followed(part string, b, side model) bool {
	if !strings.HasPrefix(part, "on ") {
		return false
	}
	for k := range side { // what is new in all days, and not in this one, was taken out of it
		if kind := strings.Fields(k)[0]; !slices.Contains([]string{"on", "ex", "start", "rule"}, kind) && !slices.Contains(ofDays, k) && b[k] == "" {
			return false
		}
	}
	for _, name := range ofDays {
		was := b[part+" "+name]
		if was == b[name] {
			was = side[name]
		}
		if side[part+" "+name] != was {
			return false
		}
	}
	return true
}

// text writes the model; a drawing makes it another program's: other order,
// folds, stamps, slots in UTC.
func (m model) text(g *drawing) []byte {
	var main []string
	alarms, overrides := map[string][]string{}, map[string][]string{}
	slot := func(name, day string) string {
		if g != nil && g.IntN(2) == 0 {
			at, _ := time.ParseInLocation("20060102 15", fmt.Sprintf("2026110%s %02s", day, m["start"]), zones("Europe/Berlin"))
			return name + ":" + at.UTC().Format("20060102T150405Z")
		}
		return timed(name, day, m["start"])
	}
	var cats []string
	for _, k := range slices.Sorted(maps.Keys(m)) {
		w := strings.Fields(k)
		switch {
		case w[0] == "start":
			main = append(main, timed("DTSTART", "2", m["start"]), "DURATION:PT1H")
		case w[0] == "rule":
			main = append(main, "RRULE:"+m[k])
		case w[0] == "cat":
			cats = append(cats, w[1])
		case w[0] == "ex":
			main = append(main, slot("EXDATE", w[1]))
		case w[0] == "att" && w[2] == "CN":
			main = append(main, fmt.Sprintf("ATTENDEE;CN=%s;PARTSTAT=%s:mailto:%s@example.org", m[k], m["att "+w[1]+" PARTSTAT"], w[1]))
		case w[0] == "alarm":
			alarms[w[1]] = append(alarms[w[1]], w[2]+":"+m[k])
		case w[0] == "on":
			overrides[w[1]] = append(overrides[w[1]], w[2]+":"+m[k])
		case len(w) == 1:
			main = append(main, k+":"+m[k])
		}
	}
	if len(cats) > 0 {
		main = append(main, "CATEGORIES:"+strings.Join(cats, ","))
	}
	var out strings.Builder
	put := func(lines ...string) {
		if g != nil {
			g.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		}
		for _, l := range lines {
			if g != nil && len(l) > 30 {
				l = l[:20] + "\r\n " + l[20:]
			}
			out.WriteString(l + "\r\n")
		}
	}
	put("BEGIN:VCALENDAR")
	put("BEGIN:VEVENT")
	put(append(main, "UID:1")...)
	for _, n := range slices.Sorted(maps.Keys(alarms)) {
		put("BEGIN:VALARM")
		put(append(alarms[n], "ACTION:DISPLAY", "UID:alarm-"+n)...)
		put("END:VALARM")
	}
	put("END:VEVENT")
	for _, day := range slices.Sorted(maps.Keys(overrides)) {
		put("BEGIN:VEVENT")
		put(append(overrides[day], "UID:1", slot("RECURRENCE-ID", day), timed("DTSTART", day, "20"), "DURATION:PT1H")...)
		put("END:VEVENT")
	}
	put("END:VCALENDAR")
	return []byte(out.String())
}

func timed(name, day, hour string) string {
	return fmt.Sprintf("%s;TZID=Europe/Berlin:2026110%sT%02s0000", name, day, hour)
}

// readModel reads a text back into a model.
func readModel(t *testing.T, text []byte) model {
	o, err := ical.ParseObject(text)
	if err != nil {
		t.Fatal(err)
	}
	m := model{}
	hour := ""
	day := func(l *ical.Line) string {
		at, err := l.Moment()
		if err != nil {
			t.Fatal(err)
		}
		w := at.Wall.Time()
		if at.Kind == ical.UTC {
			w = w.In(zones("Europe/Berlin"))
		}
		if got := fmt.Sprint(w.Hour()); hour != "" && got != hour {
			m["a slot that is no more"] = l.String()
		}
		return fmt.Sprint(w.Day())
	}
	at, _ := o.Master.Get("DTSTART").Moment()
	hour = fmt.Sprint(at.Wall.Time().Hour())
	m["start"] = hour
	for _, p := range o.Master.Parts {
		if p.Child != nil {
			n := p.Child.Text("TRIGGER")[3:4]
			for _, name := range []string{"TRIGGER", "DESCRIPTION"} {
				m.put("alarm "+n+" "+name, p.Child.Text(name), false)
			}
			continue
		}
		switch l := p.Line; l.Name {
		case "DTSTART", "DURATION", "UID":
		case "RRULE":
			m["rule"] = l.Value
		case "CATEGORIES":
			for _, c := range ical.SplitList(l.Value) {
				m["cat "+c] = "yes"
			}
		case "EXDATE":
			m["ex "+day(l)] = "yes"
		case "ATTENDEE":
			who, _, _ := strings.Cut(strings.TrimPrefix(l.Value, "mailto:"), "@")
			if _, twice := m["att "+who+" CN"]; twice {
				t.Fatalf("%s twice", who)
			}
			m["att "+who+" CN"], m["att "+who+" PARTSTAT"] = l.Param("CN"), l.Param("PARTSTAT")
		default:
			m[l.Name] += l.Value
		}
	}
	for _, v := range o.Overrides {
		d := day(v.Get("RECURRENCE-ID"))
		for _, name := range []string{"SUMMARY", "LOCATION"} {
			if v.Get(name) != nil {
				m["on "+d+" "+name] += v.Text(name)
			}
		}
	}
	return m
}
