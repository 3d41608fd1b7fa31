package syncer_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"calends/backend/agenda"
	"calends/backend/bridge"
	"calends/backend/caldav"
	"calends/backend/calendar"
	"calends/backend/store"
	"calends/backend/syncer"
)

// never is when nobody dies.
const never = 1 << 30

// player is a device with its user.
type player struct {
	*world
	name    string
	file    string
	lives   int
	store   *store.Store
	client  *caldav.Client
	program *bridge.Program
	account calendar.Account

	steps, dieAt int // requests and transactions of this sync, and the one that is the last
	dead         bool
	told         map[string]bool // the etags that the server ever told this device
	penned       map[value]bool  // what the user wrote here
	report       syncer.Report
}

// boot starts the device from its file.
func (p *player) boot() error {
	p.lives++
	p.dead, p.dieAt = false, never
	var err error
	p.store, err = store.Open(p.file, store.Options{Index: agenda.Indexer(p.zones), IndexVersion: agenda.IndexVersion, Now: p.now})
	if err != nil {
		return err
	}
	p.account = calendar.Account{ID: "acc", Name: p.name, User: "alice", Server: "https://dav.test/"}
	if err := p.store.PutAccount(context.Background(), p.account); err != nil {
		return err
	}
	p.client, err = caldav.New(caldav.Options{Server: p.account.Server, User: "alice", Homes: []calendar.Href{home},
		Password: func(context.Context) (string, error) { return "secret", nil }, Transport: wire{p}, Now: p.now})
	p.program = bridge.NewProgram(bridge.Wiring{Store: p.store, Zones: p.zones, Now: p.now, NewUID: p.newUID,
		Local: func() *time.Location { return time.UTC }})
	return err
}

func (p *player) newUID() string {
	p.made++
	return fmt.Sprintf("u%d%s", p.made, p.name)
}

// reboot goes on with the file as it is at this moment.
func (p *player) reboot() {
	p.note("%s dies at step %d", p.name, p.steps)
	next := filepath.Join(p.dir, fmt.Sprintf("%s%d.db", p.name, p.lives))
	text, err := os.ReadFile(p.file)
	if err == nil {
		err = os.WriteFile(next, text, 0o600)
	}
	err = errors.Join(err, p.store.Close(), os.Remove(p.file))
	p.file = next
	if err = errors.Join(err, p.boot()); err != nil {
		p.fail("%s does not start again: %v", p.name, err)
	}
}

// sync synchronizes once, and goes on from the file where the device died.
func (p *player) sync() {
	p.steps = 0
	var server syncer.Server = p.client
	var replica syncer.Replica = disk{p.store, p}
	if b := p.broken; b.server != nil {
		server = b.server(server, replica)
	}
	if b := p.broken; b.replica != nil {
		replica = b.replica(replica)
	}
	p.report, _ = syncer.Account(context.Background(), server, replica, p.account,
		syncer.Options{Now: p.now, PushBack: p.sendsFirst()})
	p.note("%s synchronized: %v", p.name, p.report.Problem())
	if p.dead {
		p.reboot()
	}
	p.dieAt = never
}

// sendsFirst lets out what was held back because the calendar had not been
// compared yet: the user wrote it while the first sync was under way. He says
// so before the sync, and means all of it.
func (p *player) sendsFirst() func(calendar.CollectionID) bool {
	held := map[calendar.CollectionID]bool{}
	for _, c := range p.collections() {
		held[c.ID] = c.Hold.Reason == calendar.HoldFirst
	}
	return func(id calendar.CollectionID) bool { return held[id] }
}

// rested reports whether the last sync found nothing to do.
func (p *player) rested() bool {
	for _, c := range p.report.Collections {
		if c.Received != (syncer.Counts{}) || c.Sent != (syncer.Counts{}) || c.Merged > 0 {
			return false
		}
	}
	return p.report.Problem() == nil
}

// errDead is what the dead get to hear.
var errDead = errors.New("the process was killed")

// step is a point at which the process may be killed: nothing it does after
// has any effect.
func (p *player) step() error {
	if p.dead {
		return errDead
	}
	if p.steps++; p.steps > p.dieAt {
		p.dead = true
		return errDead
	}
	return nil
}

// wire carries the device's requests, and lets others act around them.
type wire struct{ p *player }

// etagsIn finds what may be etags of the server's: 24 hexadecimal digits.
func etagsIn(text string) (all []string) {
	run := 0
	for i := range len(text) {
		if c := text[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			run = 0
		} else if run++; run == 24 {
			all, run = append(all, text[i-23:i+1]), 0
		}
	}
	return all
}

// RoundTrip sends a request (http.RoundTripper).
func (x wire) RoundTrip(r *http.Request) (*http.Response, error) {
	p := x.p
	if err := p.step(); err != nil {
		return nil, err
	}
	p.meanwhile(p, r.Method)
	if b := p.broken; b.request != nil {
		b.request(r, p.world)
	}
	path := r.URL.Path
	before, tag, there := p.server.Get(path)
	answer, err := p.server.Transport().RoundTrip(r)
	p.judgeWrite(p, r, before, tag, there)
	status := 0
	if err == nil {
		status = answer.StatusCode
		text, _ := io.ReadAll(answer.Body)
		answer.Body = io.NopCloser(bytes.NewReader(text))
		for _, t := range etagsIn(answer.Header.Get("ETag") + " " + string(text)) {
			p.told[t] = true
		}
	}
	p.note("  %s %s %s: %d", p.name, r.Method, path, status)
	p.meanwhile(p, r.Method) // the answer is under way
	if err := p.step(); err != nil {
		return nil, err
	}
	return answer, err
}

// meanwhile lets somebody do something while a request of p's is under way.
func (w *world) meanwhile(p *player, method string) {
	if w.peace || w.busy || !w.chance(12) {
		return
	}
	w.busy = true
	defer func() { w.busy = false }()
	w.note(" during %s", method)
	switch other := w.players[w.rand.IntN(len(w.players))]; {
	case w.chance(3):
		if method == "PUT" {
			w.sending = p.name
		}
		p.act() // the user goes on typing
		w.sending = ""
	case w.chance(4):
		w.forgetTokens()
	case w.chance(2) || other == p:
		w.foreign()
	default:
		other.sync()
	}
}

// disk is the device's store, as long as it lives.
type disk struct {
	*store.Store
	p *player
}

func (d disk) write(do func() error) error {
	if err := d.p.step(); err != nil {
		return err
	}
	if err := do(); err != nil {
		return err
	}
	return d.p.step()
}

func (d disk) Record(ctx context.Context, c calendar.CollectionID, s []calendar.Sighting, p calendar.Progress) error {
	return d.write(func() error {
		defer d.p.hears(d.p)
		return d.Store.Record(ctx, c, s, p)
	})
}

func (d disk) PutCollection(ctx context.Context, c calendar.Collection) (out calendar.Collection, err error) {
	err = d.write(func() error { out, err = d.Store.PutCollection(ctx, c); return err })
	return out, err
}

func (d disk) AmendCollection(ctx context.Context, id calendar.CollectionID, amend func(*calendar.Collection)) error {
	return d.write(func() error { return d.Store.AmendCollection(ctx, id, amend) })
}

func (d disk) RemoveCollection(ctx context.Context, id calendar.CollectionID) error {
	return d.write(func() error { return d.Store.RemoveCollection(ctx, id) })
}

// breakage is something broken on purpose, for the world to notice.
type breakage struct {
	name    string
	server  func(syncer.Server, syncer.Replica) syncer.Server
	replica func(syncer.Replica) syncer.Replica
	request func(*http.Request, *world)
}

// objects are those that the device shows.
func (p *player) objects() (all []calendar.Object) {
	cols, err := p.store.Collections(context.Background())
	if err != nil {
		p.fail("%s: %v", p.name, err)
	}
	for _, c := range cols {
		if c.Account != p.account.ID {
			continue
		}
		objects, err := p.store.Objects(context.Background(), c.ID)
		if err != nil {
			p.fail("%s: %v", p.name, err)
		}
		for _, o := range objects {
			if o.Body != nil {
				all = append(all, o)
			}
		}
	}
	return all
}

// collections are the device's, by the last segment of their paths.
func (p *player) collections() map[string]calendar.Collection {
	all, err := p.store.Collections(context.Background())
	if err != nil {
		p.fail("%s: %v", p.name, err)
	}
	by := map[string]calendar.Collection{}
	for _, c := range all {
		if path, ok := strings.CutPrefix(string(c.Href), home); ok {
			by[strings.Trim(path, "/")] = c
		}
	}
	return by
}
