package syncer_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"calends/backend/caldavserver"
	"calends/backend/calendar"
)

// TestBadWeather plays two devices and a stranger at random over the real
// store, client and server, with a network in which anything may go wrong. When
// the weather clears, everybody holds the same.
func TestBadWeather(t *testing.T) {
	for seed := range uint64(12) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			g := &game{house: h, rand: rand.New(rand.NewPCG(seed, 9)), devices: []*device{h.device("a"), h.device("b")}}
			for _, d := range g.devices {
				d.syncs(t)
			}
			for range 60 {
				g.act()
			}
			h.server.ClearFaults()
			for range 3 {
				for _, d := range g.devices {
					d.syncs(t)
				}
			}
			g.judge()
		})
	}
}

type game struct {
	*house
	rand    *rand.Rand
	devices []*device
	made    int
}

func (g *game) act() {
	d := g.devices[g.rand.IntN(2)]
	field := []string{"SUMMARY", "LOCATION", "DESCRIPTION"}[g.rand.IntN(3)]
	g.made++
	value := fmt.Sprintf("%s=v%d", field, g.made)
	name, there := g.some(d)
	switch n := g.rand.IntN(16); {
	case n < 2 || !there:
		d.create(fmt.Sprintf("e%d", g.made), value)
	case n < 5:
		d.edit(name, value)
	case n < 6:
		d.delete(name)
	case n < 7:
		o, _ := d.find(name)
		to := "home"
		if o.Collection == d.collection("home").ID {
			to = "work"
		}
		g.move(d, o, name, to)
	case n < 10:
		g.stranger(value)
	default:
		g.bad()
		_ = d.sync() // whatever it came to
	}
}

// some picks an object the device shows.
func (g *game) some(d *device) (string, bool) {
	var names []string
	for _, path := range []string{"home", "work"} {
		objects, err := d.store.Objects(g.t.Context(), d.collection(path).ID)
		g.must(err)
		for _, o := range objects {
			if o.Body != nil {
				names = append(names, strings.TrimSuffix(string(o.Href[strings.LastIndex(string(o.Href), "/")+1:]), ".ics"))
			}
		}
	}
	if len(names) == 0 {
		return "", false
	}
	return names[g.rand.IntN(len(names))], true
}

// move moves an object, unless it is deleted but still known there.
func (g *game) move(d *device, o calendar.Object, name, to string) {
	_, err := d.store.Commit(g.t.Context(), calendar.Me, "", []calendar.Write{{Object: o.ID, At: o.Revision},
		{Collection: d.collection(to).ID, Href: d.at[to] + calendar.Href(name+".ics"), Body: o.Body}})
	if err != nil && !errors.Is(err, calendar.ErrExists) {
		g.t.Error(err)
	}
}

// stranger edits or deletes something on the server.
func (g *game) stranger(value string) {
	paths := append(g.server.Paths(home+"home/"), g.server.Paths(home+"work/")...)
	if len(paths) == 0 {
		return
	}
	path := paths[g.rand.IntN(len(paths))]
	if g.rand.IntN(4) == 0 {
		g.server.Delete(path)
		return
	}
	text, _, _ := g.server.Get(path)
	g.server.Put(path, string(edited([]byte(text), value)))
}

// bad orders some bad weather for the next requests.
func (g *game) bad() {
	kinds := []caldavserver.Fault{{Kind: caldavserver.Drop}, {Kind: caldavserver.LoseAnswer},
		{Kind: caldavserver.Answer, Status: 412, Method: "PUT"}, {Kind: caldavserver.Answer, Status: 500},
		{Kind: caldavserver.Answer, Status: 503}, {Kind: caldavserver.RefuseToken}, {Kind: caldavserver.Truncate},
		{Kind: caldavserver.Answer, Status: 404, Method: "PUT"}, {Kind: caldavserver.NoMove, Times: 1}}
	g.server.ClearFaults()
	for range g.rand.IntN(3) {
		f := kinds[g.rand.IntN(len(kinds))]
		f.Skip = g.rand.IntN(6)
		g.server.Fault(f)
	}
}

func (g *game) judge() {
	for _, path := range []string{"home", "work"} {
		on := g.server.Paths(home + path + "/")
		for _, d := range g.devices {
			objects, err := d.store.Objects(g.t.Context(), d.collection(path).ID)
			g.must(err)
			if len(objects) != len(on) {
				g.t.Errorf("device %s holds %d objects in %s, the server %d", d.account.Name, len(objects), path, len(on))
			}
			for _, o := range objects {
				text, _, _ := g.server.Get(string(o.Href))
				if o.State() != calendar.Unchanged || text != string(o.Body) {
					g.t.Errorf("device %s holds %s (%s) as\n%s\nthe server as\n%s", d.account.Name, o.Href, o.State(), o.Body, text)
				}
			}
		}
	}
}
