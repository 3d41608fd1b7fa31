package merge

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"calends/backend/ical"
)

// pairs is how many pairs of edits TestPairs merges.
const pairs = 12_000

// TestPairs draws an object and two series of edits to it, and compares the
// merge of their texts with one worked out field by field: what only one side
// changed is there, what both changed differently is told and stands as
// theirs, an edit beats a deletion, and nothing else happens. Ours is written
// the way we write, theirs the way another program does.
func TestPairs(t *testing.T) {
	var disjoint, colliding, kept int
	for seed := range uint64(pairs) {
		g := &drawing{Rand: rand.New(rand.NewPCG(seed, 3))}
		base := g.model()
		ours, theirs := maps.Clone(base), maps.Clone(base)
		g.edit(ours, 'o')
		g.edit(theirs, 't')
		if g.IntN(2) == 0 { // both at one field
			name := singles[g.IntN(len(singles))]
			ours[name], theirs[name] = "of ours", "of theirs"
		}
		if g.IntN(8) == 0 {
			maps.Copy(ours, map[string]string{"SUMMARY": "both", "start": "12"}) // alike on both sides
			maps.Copy(theirs, map[string]string{"SUMMARY": "both", "start": "12"})
		}
		b, o, x := base.text(nil), ours.text(nil), theirs.text(g)
		r, err := Options{Zone: zones}.Merge(b, o, x)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		want, clashes := expected(base, ours, theirs)
		got := readModel(t, r.Text)
		if !maps.Equal(got, want) {
			t.Fatalf("seed %d: %s\nbase\n%s\nours\n%s\ntheirs\n%s\nmerged\n%s", seed, differing(got, want), b, o, x, r.Text)
		}
		if told := len(r.Clashes) > 0; told != (len(clashes) > 0) {
			t.Fatalf("seed %d: told %v, want %v\nbase\n%s\nours\n%s\ntheirs\n%s", seed, r.Clashes, clashes, b, o, x)
		}
		for _, field := range clashes {
			if !slices.ContainsFunc(r.Clashes, func(c Clash) bool { return strings.Contains(c.Ours, ours[field]) }) {
				t.Fatalf("seed %d: %s of ours (%q) is not told: %v", seed, field, ours[field], r.Clashes)
			}
		}
		kept += min(len(r.Kept), 1)
		if len(clashes) > 0 {
			colliding++
		} else {
			disjoint++
		}
	}
	t.Logf("%d pairs without a clash, %d with one, %d with an edit that beat a deletion", disjoint, colliding, kept)
	if disjoint < pairs/4 || colliding < pairs/4 || kept < pairs/50 {
		t.Errorf("the draw is lopsided: %d, %d, %d", disjoint, colliding, kept)
	}
}

var berlin = sync.OnceValues(func() (*time.Location, error) { return time.LoadLocation("Europe/Berlin") })

// zones knows one zone.
func zones(tzid string) *time.Location {
	loc, err := berlin()
	if err != nil || tzid != "Europe/Berlin" {
		return nil
	}
	return loc
}

// model is an object as a table: "SUMMARY", "start" (the hour), "cat A",
// "ex 3" (the day), "att jo PARTSTAT", "alarm 1 TRIGGER", "on 5 SUMMARY".
type model map[string]string

type drawing struct {
	*rand.Rand
	made int
}

func (g *drawing) model() model {
	m := model{"start": "9", "rule": "FREQ=DAILY"}
	for _, name := range singles {
		if g.IntN(3) > 0 {
			m[name] = "base " + name
		}
	}
	for _, name := range []string{"cat A", "cat B", "ex 3", "ex 4"} {
		if g.IntN(2) > 0 {
			m[name] = "yes"
		}
	}
	for _, who := range people {
		if g.IntN(3) > 0 {
			m["att "+who+" PARTSTAT"], m["att "+who+" CN"] = "NEEDS-ACTION", "base"
		}
	}
	for _, n := range []string{"1", "2"} {
		if g.IntN(2) > 0 {
			m["alarm "+n+" TRIGGER"], m["alarm "+n+" DESCRIPTION"] = "-PT"+n+"M", "base"
		}
	}
	for _, day := range days {
		if g.IntN(2) > 0 {
			m["on "+day+" SUMMARY"], m["on "+day+" LOCATION"] = "base", "base"
		}
	}
	return m
}

var (
	singles = []string{"SUMMARY", "LOCATION", "DESCRIPTION", "URL", "X-FOREIGN", "COLOR"}
	people  = []string{"jo", "al", "zoe"}
	days    = []string{"5", "6"}
)

// edit makes one to three changes; the values say which side made them.
func (g *drawing) edit(m model, side rune) {
	for range 1 + g.IntN(3) {
		g.made++
		value := fmt.Sprintf("%c%d", side, g.made)
		switch g.IntN(9) {
		case 0, 1, 2:
			m.put(singles[g.IntN(len(singles))], value, g.IntN(5) == 0)
		case 3:
			m.put([]string{"cat A", "cat B", "cat C", "ex 3", "ex 4", "ex 7"}[g.IntN(6)], "yes", g.IntN(2) == 0)
		case 4:
			who := "att " + people[g.IntN(3)]
			if g.IntN(4) == 0 {
				m.drop(who)
				break
			}
			m.fill(who, "PARTSTAT", "NEEDS-ACTION", "CN", "base")
			m[who+" "+[]string{"PARTSTAT", "CN"}[g.IntN(2)]] = value
		case 5:
			alarm := "alarm " + []string{"1", "2"}[g.IntN(2)]
			if g.IntN(3) == 0 {
				m.drop(alarm)
				break
			}
			m.fill(alarm, "TRIGGER", "-PT"+alarm[6:]+"M", "DESCRIPTION", "base")
			m[alarm+" DESCRIPTION"] = value
		case 6, 7:
			on := "on " + days[g.IntN(2)]
			if g.IntN(4) == 0 {
				m.drop(on)
				break
			}
			m.fill(on, "SUMMARY", "base", "LOCATION", "base")
			m[on+" "+[]string{"SUMMARY", "LOCATION"}[g.IntN(2)]] = value
		case 8:
			m["start"] = []string{"10", "11", "13"}[g.IntN(3)]
		}
	}
}

func (m model) put(name, value string, remove bool) {
	if remove {
		delete(m, name)
		return
	}
	m[name] = value
}

// fill gives a part that is not there its fields.
func (m model) fill(part string, fields ...string) {
	if _, there := m[part+" "+fields[0]]; there {
		return
	}
	for i := 0; i < len(fields); i += 2 {
		m[part+" "+fields[i]] = fields[i+1]
	}
}

func (m model) drop(part string) {
	maps.DeleteFunc(m, func(k, _ string) bool { return strings.HasPrefix(k, part+" ") })
}

// part is what a field goes with: it is there with it, and not without.
func part(field string) string {
	if words := strings.Fields(field); len(words) == 3 {
		return words[0] + " " + words[1]
	}
	return ""
}

func (m model) of(part string) model {
	sub := model{}
	for k, v := range m {
		if strings.HasPrefix(k, part+" ") {
			sub[k] = v
		}
	}
	return sub
}

// expected works out the merge field by field.
func expected(b, o, t model) (merged model, clashes []string) {
	merged = model{}
	fields := map[string]bool{}
	for _, m := range []model{b, o, t} {
		for k := range m {
			fields[k] = true
		}
	}
	for _, k := range slices.Sorted(maps.Keys(fields)) {
		base, our, their := b[k], o[k], t[k]
		if p := part(k); p != "" { // a part that one side removed
			pb, po, pt := b.of(p), o.of(p), t.of(p)
			switch {
			case len(pb) > 0 && len(po) == 0 && !maps.Equal(pb, pt):
				our = their
			case len(pb) > 0 && len(pt) == 0 && !maps.Equal(pb, po):
				their = our
			}
		}
		switch {
		case our == their, our == base:
			our = their
		case their == base:
		case our == "":
			our = their
		case their == "":
		default:
			clashes = append(clashes, k)
			our = their
		}
		if our != "" {
			merged[k] = our
		}
	}
	return merged, clashes
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

func differing(got, want model) string {
	var b bytes.Buffer
	for _, m := range []model{got, want} {
		for k := range m {
			if got[k] != want[k] {
				fmt.Fprintf(&b, "%s is %q, want %q\n", k, got[k], want[k])
			}
		}
	}
	return b.String()
}
