package syncer

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"sync"

	"calends/backend/calendar"
)

// enough is how many bytes of messages a session may hold back before they are
// handed over: a first sync may take long, and memory is for other things.
const enough = 8 << 20

// Witness stands beside the syncs of one account and keeps their record: it
// sees what is asked of the server and what is recorded of the answers, knows
// which exchanges served which call, says of each what came of it, and names in
// every sighting the exchanges it was learned from. No sync depends on it.
type Witness struct {
	account calendar.AccountID
	number  func() calendar.ExchangeID
	keep    func([]calendar.Exchange)

	mu      sync.Mutex
	session []*noted
	held    int // bytes of messages not handed over yet
	// sources are the exchanges that told of an object, by href key.
	sources map[string][]calendar.ExchangeID
	byID    map[calendar.ExchangeID]*noted
	// bases are what the server had of the objects that wait to be sent.
	bases map[string][]byte
}

// NewWitness returns a witness. number names exchanges, each higher than the
// one before. keep is handed exchanges when a sync is over, or when there are
// many; one that comes again comes without messages and with its last decision.
func NewWitness(account calendar.AccountID, number func() calendar.ExchangeID, keep func([]calendar.Exchange)) *Witness {
	w := &Witness{account: account, number: number, keep: keep}
	w.reset()
	return w
}

func (w *Witness) reset() {
	w.session, w.held = nil, 0
	w.sources, w.bases = map[string][]calendar.ExchangeID{}, map[string][]byte{}
	w.byID = map[calendar.ExchangeID]*noted{}
}

// Server returns the server as a sync is to see it.
func (w *Witness) Server(s Server) Server { return watchedServer{s, w} }

// Replica returns the replica as a sync is to see it.
func (w *Witness) Replica(r Replica) Replica { return watchedReplica{r, w} }

// End hands over what is left of a sync; nil: it left no report.
func (w *Witness) End(report *Report) {
	w.mu.Lock()
	if report != nil {
		w.judge(*report)
	}
	list := w.handOver(true)
	w.reset()
	w.mu.Unlock()
	if len(list) > 0 {
		w.keep(list)
	}
}

// Do keeps the record of a request of the user's that is no sync; done says
// what came of it where all went well.
func (w *Witness) Do(ctx context.Context, done string, act func(context.Context) error) error {
	ctx, c := w.during(ctx)
	err := act(ctx)
	c.end(func() {
		for _, n := range c.got {
			n.conclude(nil, "read")
		}
		c.last().conclude(err, "%s", done)
	})
	w.End(nil)
	return err
}

// handOver is what there is to keep; what was kept before only at the end.
func (w *Witness) handOver(end bool) []calendar.Exchange {
	quiet := end
	for _, n := range w.session {
		quiet = quiet && n.quiet()
	}
	var list []calendar.Exchange
	for _, n := range w.session {
		if n.kept && !end {
			continue
		}
		x := n.Exchange
		x.Decision, x.Quiet = n.decision(), quiet
		list = append(list, x)
		n.kept, n.Request, n.Answer = true, calendar.Message{}, calendar.Message{}
	}
	w.held = 0
	return list
}

// call gathers the exchanges of one call.
type call struct {
	w   *Witness
	got []*noted
}

// during makes a context whose exchanges belong to the call.
func (w *Witness) during(ctx context.Context) (context.Context, *call) {
	c := &call{w: w}
	return calendar.WithTrace(ctx, c.heard), c
}

func (c *call) heard(x calendar.Exchange) {
	w := c.w
	w.mu.Lock()
	x.ID, x.Account = w.number(), w.account
	x.Session = x.ID
	if len(w.session) > 0 {
		x.Session = w.session[0].ID
	}
	n := &noted{Exchange: x, came: map[string]int{}}
	w.session = append(w.session, n)
	w.byID[x.ID] = n
	c.got = append(c.got, n)
	w.held += len(x.Request.Body) + len(x.Answer.Body)
	w.mu.Unlock()
}

// end lets the witness draw its conclusions from a call, and hands over what
// has become too much to hold.
func (c *call) end(conclude func()) {
	w := c.w
	w.mu.Lock()
	conclude()
	var list []calendar.Exchange
	if w.held > enough {
		list = w.handOver(false)
	}
	w.mu.Unlock()
	if len(list) > 0 {
		w.keep(list)
	}
}

// last is the exchange that a call came down to.
func (c *call) last() *noted {
	if len(c.got) == 0 {
		return &noted{}
	}
	return c.got[len(c.got)-1]
}

// source notes which exchange told of an object.
func (w *Witness) source(href calendar.Href, ids ...calendar.ExchangeID) {
	key := href.Key()
	old := w.sources[key]
	for _, id := range ids {
		if id != 0 { // nothing was asked: there was no password to ask with
			old = append(old[:len(old):len(old)], id)
		}
	}
	w.sources[key] = old
}

// watchedServer is a server whose calls a witness sees.
type watchedServer struct {
	Server
	w *Witness
}

// Collections begins a session.
func (s watchedServer) Collections(ctx context.Context) ([]calendar.Collection, error) {
	s.w.End(nil)
	ctx, c := s.w.during(ctx)
	list, err := s.Server.Collections(ctx)
	c.end(func() { c.last().conclude(err, "%s", plural(len(list), "calendar")) })
	return list, err
}

func (s watchedServer) Observe(ctx context.Context, col calendar.Collection) (calendar.Listing, error) {
	ctx, c := s.w.during(ctx)
	l, err := s.Server.Observe(ctx, col)
	c.end(func() {
		for _, n := range c.got[:max(0, len(c.got)-1)] {
			if l.Complete && !n.fine() && n.Method == "REPORT" {
				n.decided = "token refused: full comparison"
			}
		}
		c.last().conclude(err, "%s", listed(l))
		if err == nil && len(c.got) > 0 {
			c.tell(l)
		}
	})
	return l, err
}

// tell notes which exchange of a call told of which object.
func (c *call) tell(l calendar.Listing) {
	carrier := c.carriers(c.got)
	for href := range l.Members {
		c.w.source(href, carrier(href).ID)
	}
	for _, href := range l.Gone {
		c.w.source(href, carrier(href).ID)
	}
}

func (s watchedServer) Fetch(ctx context.Context, at calendar.Href, hrefs []calendar.Href) iter.Seq2[calendar.Href, calendar.Result] {
	return func(yield func(calendar.Href, calendar.Result) bool) {
		ctx, c := s.w.during(ctx)
		begun, fetched := 0, map[*noted]int{}
		var carrier func(calendar.Href) *noted
		for href, r := range s.Server.Fetch(ctx, at, hrefs) {
			c.end(func() {
				if carrier == nil || len(c.got) > begun {
					carrier = c.carriers(c.got[min(begun, len(c.got)):])
					begun = len(c.got)
				}
				n := carrier(href)
				if r.Err == nil {
					fetched[n]++
				}
				s.w.source(href, n.ID)
			})
			if !yield(href, r) {
				break
			}
		}
		c.end(func() {
			for n, count := range fetched {
				n.conclude(nil, "%s fetched", plural(count, "object"))
			}
		})
	}
}

func (s watchedServer) Put(ctx context.Context, at calendar.Href, body []byte, m calendar.Match) (calendar.Version, error) {
	ctx, c := s.w.during(ctx)
	v, err := s.Server.Put(ctx, at, body, m)
	c.end(func() {
		for _, n := range c.got {
			switch {
			case n.Method == http.MethodPut && errors.Is(err, calendar.ErrPrecondition):
				n.decided = "refused: the server holds another version; to be merged"
			case n.Method == http.MethodPut:
				n.conclude(nil, "%s", sent(s.w.bases[at.Key()], body))
			case n.Method == http.MethodGet && err == nil:
				n.conclude(nil, "%s", readBack(body, v.Body))
			}
			s.w.source(at, n.ID)
		}
	})
	return v, err
}

func (s watchedServer) Delete(ctx context.Context, at calendar.Href, m calendar.Match) error {
	ctx, c := s.w.during(ctx)
	err := s.Server.Delete(ctx, at, m)
	c.end(func() {
		c.last().conclude(err, "deleted there")
		if errors.Is(err, calendar.ErrPrecondition) {
			c.last().decided = "refused: the server holds another version; it stays"
		}
		for _, n := range c.got {
			s.w.source(at, n.ID)
		}
	})
	return err
}

func (s watchedServer) Move(ctx context.Context, from, to calendar.Href, m calendar.Match) error {
	ctx, c := s.w.during(ctx)
	err := s.Server.Move(ctx, from, to, m)
	c.end(func() {
		c.last().conclude(err, "moved to another calendar")
		for _, n := range c.got {
			s.w.source(from, n.ID)
			s.w.source(to, n.ID)
		}
	})
	return err
}

// Create makes a calendar again, where the server makes any.
func (s watchedServer) Create(ctx context.Context, col calendar.Collection) (calendar.Collection, error) {
	m, able := s.Server.(interface {
		Create(context.Context, calendar.Collection) (calendar.Collection, error)
	})
	if !able {
		return col, fmt.Errorf("make a calendar: %w", calendar.ErrForbidden)
	}
	ctx, c := s.w.during(ctx)
	made, err := m.Create(ctx, col)
	c.end(func() { c.last().conclude(err, "calendar made") })
	return made, err
}

// watchedReplica is a replica whose writes a witness sees.
type watchedReplica struct {
	Replica
	w *Witness
}

// Objects remembers what the server had of what waits to be sent.
func (r watchedReplica) Objects(ctx context.Context, id calendar.CollectionID) ([]calendar.Object, error) {
	objects, err := r.Replica.Objects(ctx, id)
	r.w.mu.Lock()
	defer r.w.mu.Unlock()
	for _, o := range objects {
		if o.Base != nil && o.State() == calendar.Edited {
			r.w.bases[o.Href.Key()] = o.Base.Body
		}
	}
	return objects, err
}

// Record names the sources of every sighting.
func (r watchedReplica) Record(ctx context.Context, id calendar.CollectionID, sightings []calendar.Sighting, p calendar.Progress) error {
	r.w.mu.Lock()
	for i := range sightings {
		sightings[i].Exchanges = r.w.sources[sightings[i].Href.Key()]
	}
	r.w.mu.Unlock()
	err := r.Replica.Record(ctx, id, sightings, p)
	if err != nil && !errors.Is(err, calendar.ErrStale) {
		return err
	}
	r.w.mu.Lock()
	defer r.w.mu.Unlock()
	for _, s := range sightings {
		if ids := s.Exchanges; len(ids) > 0 {
			if n := r.w.byID[ids[len(ids)-1]]; n != nil {
				n.came[outcome(s)]++
			}
		}
		delete(r.w.sources, s.Href.Key())
	}
	return err
}
