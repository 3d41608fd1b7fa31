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
		switch on := "on " + day; g.IntN(4) {
		case 0:
			m[on+" SUMMARY"], m[on+" LOCATION"] = "base", "base"
		case 1:
			m.fill(on, "SUMMARY", m["SUMMARY"], "LOCATION", m["LOCATION"])
		}
	}
	return m
}

var (
	singles = []string{"SUMMARY", "LOCATION", "DESCRIPTION", "URL", "X-FOREIGN", "COLOR"}
	people  = []string{"jo", "al", "zoe"}
	days    = []string{"5", "6"}
	ofDays  = []string{"SUMMARY", "LOCATION"}
)

// edit makes one to three changes; the values say which side made them.
func (g *drawing) edit(m model, side rune) {
	for range 1 + g.IntN(3) {
		g.made++
		value := fmt.Sprintf("%c%d", side, g.made)
		switch g.IntN(9) {
		case 0, 1, 2:
			m.all(singles[g.IntN(len(singles))], value, g.IntN(5) == 0)
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
			m.fill(on, "SUMMARY", m["SUMMARY"], "LOCATION", m["LOCATION"])
			i := g.IntN(2)
			m[on+" "+ofDays[i]] = value
			if g.IntN(6) == 0 {
				delete(m, on+" "+ofDays[1-i])
			}
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

// all changes a field of all days that do not have their own.
func (m model) all(name, value string, remove bool) {
	was := m[name]
	m.put(name, value, remove)
	for _, day := range days {
		on := "on " + day
		if slices.Contains(ofDays, name) && len(m.of(on)) > 0 && m[on+" "+name] == was && (!remove || len(m.of(on)) > 1) {
			m.put(on+" "+name, value, remove)
		}
	}
}

// fill gives a part that is not there its fields.
func (m model) fill(part string, fields ...string) {
	if len(m.of(part)) > 0 {
		return
	}
	for i := 0; i < len(fields); i += 2 {
		m.put(part+" "+fields[i], fields[i+1], fields[i+1] == "")
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
			if p := part(k); strings.HasPrefix(p, "on ") {
				fields[p+" SUMMARY"], fields[p+" LOCATION"] = true, true // of the master, may be
			}
		}
	}
	order := slices.Sorted(maps.Keys(fields))
	slices.SortStableFunc(order, func(a, b string) int { // days last
		return strings.Count(a[:3], "on ") - strings.Count(b[:3], "on ")
	})
	for _, k := range order {
		base, our, their := b[k], o[k], t[k]
		if p := part(k); strings.HasPrefix(p, "on ") && len(b.of(p)) == 0 {
			base, our, their = asMade(k, p, b, o, t, merged, clashes)
		} else if p != "" { // a part that one side removed
			pb, po, pt := b.of(p), o.of(p), t.of(p)
			switch {
			case len(pb) > 0 && len(po) == 0 && !maps.Equal(pb, pt) && !followed(p, b, t):
				our = their
			case len(pb) > 0 && len(pt) == 0 && !maps.Equal(pb, po) && !followed(p, b, o):
				their = our
			case len(pb) > 0 && (len(po) == 0 || len(pt) == 0):
				our, their = "", ""
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

// asMade is a field of a day that base has no word on: what is as its side's
// master has it is as the merged one has it, and what only one side made the
// other leaves to it.
func asMade(k, part string, b, o, t, merged model, clashes []string) (base, our, their string) {
	name := strings.TrimPrefix(k, part+" ")
	inAll := slices.ContainsFunc(clashes, func(k string) bool { return !strings.HasPrefix(k, "on ") })
	if mine, there := len(o.of(part)) > 0, len(t.of(part)) > 0; mine && there && inAll {
		return b[name], o[k], t[k]
	} else if !mine {
		o = t
	} else if !there {
		t = o
	}
	follow := func(side model) string {
		if side[k] == side[name] {
			return merged[name]
		}
		return side[k]
	}
	return merged[name], follow(o), follow(t)
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
