package reconcile

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"testing"

	"calends/backend/calendar"
)

// The simulation plays two devices, one server and one stranger for 60 random
// actions: they write, delete and synchronize, answers get lost, devices crash
// in the middle of a plan, and others write between a listing and a step.
// Then everybody synchronizes in peace, and it must hold that
//
//   - devices and server agree, and there is nothing left to do;
//   - every text a user wrote reached the server, was replaced or deleted by
//     its author, or was set aside;
//   - nobody overwrote or deleted what he had not seen;
//   - what its author deleted and nobody else touched does not come back.
//
// A seed always plays the same way.

const actionsPerSeed = 60

// seeds is how many games are played; CALENDS_SIMULATION_SEEDS says otherwise
// (100000 takes some tens of seconds).
func seeds(t *testing.T) int {
	if s := os.Getenv("CALENDS_SIMULATION_SEEDS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	return 10_000
}

func TestConvergence(t *testing.T) {
	if err := search(seeds(t), rules{plan: Plan}); err != nil {
		t.Fatal(err)
	}
}

func TestSeedsReproduce(t *testing.T) {
	for seed := range uint64(50) {
		if a, b := trace(seed), trace(seed); a != b {
			t.Fatalf("seed %d plays in two ways:\n%s\n---\n%s", seed, a, b)
		}
	}
}

func trace(seed uint64) string {
	var log bytes.Buffer
	w := newWorld(seed, rules{plan: Plan})
	w.log = &log
	w.play()
	return log.String()
}

// search plays games 0 … n-1 on all processors and returns the first failure.
func search(n int, r rules) error {
	workers := runtime.GOMAXPROCS(0)
	failures := make([]error, workers)
	var wg sync.WaitGroup
	for i := range workers {
		wg.Go(func() {
			for seed := i; seed < n && failures[i] == nil; seed += workers {
				if err := newWorld(uint64(seed), r).play(); err != nil {
					failures[i] = fmt.Errorf("seed %d: %w", seed, err)
				}
			}
		})
	}
	wg.Wait()
	for _, err := range failures {
		if err != nil {
			return err
		}
	}
	return nil
}

// rules is what can be broken on purpose.
type rules struct {
	plan            func([]calendar.Object, calendar.Listing) ([]Step, error)
	tokenFirst      bool // record the token before the work it stands for
	noPreconditions bool // the server accepts every write
	lateToo         bool // take in the server's version under what the user wrote meanwhile
	noLedger        bool // do not recognise our own text in the server's answer
}

// text is something somebody wrote. Its body is its number.
type text struct {
	saw     []int // the texts its author had before him
	author  int   // a device, or stranger
	settled bool  // reached the server, was replaced or deleted by its author, or set aside
	dropped bool  // deleted by its author, who had nothing newer
}

// stranger is the author who is no device. A merge is written by its device.
const stranger = -1

// world is one game.
type world struct {
	rules
	rand    *rand.Rand
	texts   []text
	server  server
	devices []*device
	wrong   error // the first broken promise
	log     *bytes.Buffer
}

func newWorld(seed uint64, r rules) *world {
	w := &world{rules: r, rand: rand.New(rand.NewPCG(seed, 6))}
	w.server = server{world: w, held: map[calendar.Href]resource{}}
	for i := range 2 {
		w.devices = append(w.devices, &device{world: w, id: i, full: w.rand.IntN(4) == 0, unheard: map[calendar.Href][][]byte{}})
	}
	return w
}

func (w *world) play() error {
	for range actionsPerSeed {
		w.act()
	}
	for range 4 { // in peace
		for _, d := range w.devices {
			d.sync(peace())
		}
	}
	w.judge()
	return w.wrong
}

func (w *world) act() {
	d := w.devices[w.rand.IntN(len(w.devices))]
	switch n := w.rand.IntN(20); {
	case n < 3:
		d.create()
	case n < 7:
		d.edit()
	case n < 10:
		d.delete()
	case n < 13:
		w.strange()
	default:
		d.sync(d.trouble())
	}
}

func (w *world) note(format string, args ...any) {
	if w.log != nil {
		fmt.Fprintf(w.log, format+"\n", args...)
	}
}

func (w *world) fail(format string, args ...any) {
	if w.wrong == nil {
		w.wrong = fmt.Errorf(format, args...)
	}
}

// write makes a new text by an author who had seen these.
func (w *world) write(author int, saw ...[]byte) []byte {
	t := text{author: author}
	for _, b := range saw {
		if b != nil {
			t.saw = append(t.saw, number(b))
		}
	}
	w.texts = append(w.texts, t)
	return []byte(strconv.Itoa(len(w.texts) - 1))
}

func number(body []byte) int {
	n, err := strconv.Atoi(string(body))
	if err != nil {
		panic(err)
	}
	return n
}

// knows reports whether whoever wrote a had b before him.
func (w *world) knows(a, b int) bool {
	return a == b || slices.ContainsFunc(w.texts[a].saw, func(s int) bool { return w.knows(s, b) })
}

func (w *world) settle(body []byte) {
	if body != nil {
		w.texts[number(body)].settled = true
	}
}

// strange lets the stranger write on the server, in sight of what is there.
func (w *world) strange() {
	href, held := w.server.some()
	switch n := w.rand.IntN(5); {
	case !held || n == 0:
		href = calendar.Href(fmt.Sprintf("/c/s%d.ics", len(w.texts)))
		w.server.set(href, w.write(stranger))
	case n < 4:
		w.server.set(href, w.write(stranger, w.server.held[href].body))
	default:
		w.server.unset(href)
	}
	w.note("stranger %s: %s", href, w.server.held[href].body)
}

// judge looks at the world after everybody synchronized in peace.
func (w *world) judge() {
	for _, d := range w.devices {
		d.judge()
	}
	for _, href := range slices.Sorted(maps.Keys(w.server.held)) {
		if n := number(w.server.held[href].body); w.texts[n].dropped {
			w.fail("text %d came back after its author had deleted it", n)
		}
	}
	for n, t := range w.texts {
		if t.author >= 0 && !t.settled {
			w.fail("text %d of device %d is lost", n, t.author)
		}
	}
}

// resource is what the server holds at an href.
type resource struct {
	etag calendar.ETag
	body []byte
}

// server has preconditions, and a log from which deltas are told. Its tokens
// are positions in the log.
type server struct {
	world *world
	held  map[calendar.Href]resource
	log   []calendar.Href
}

// some picks a resource.
func (s *server) some() (calendar.Href, bool) {
	if len(s.held) == 0 {
		return "", false
	}
	hrefs := slices.Sorted(maps.Keys(s.held))
	return hrefs[s.world.rand.IntN(len(hrefs))], true
}

func (s *server) set(href calendar.Href, body []byte) resource {
	s.log = append(s.log, href)
	r := resource{etag: calendar.ETag(fmt.Sprintf(`"%d"`, len(s.log))), body: body}
	s.held[href] = r
	s.world.settle(body)
	return r
}

func (s *server) unset(href calendar.Href) {
	s.log = append(s.log, href)
	delete(s.held, href)
}

// list answers with everything, or with what changed since the token. From
// time to time it sends the bodies along.
func (s *server) list(token calendar.SyncToken) calendar.Listing {
	l := calendar.Listing{Complete: token == "", Members: map[calendar.Href]calendar.ETag{}}
	l.Progress.Token = calendar.SyncToken(strconv.Itoa(len(s.log)))
	if l.Complete {
		for href, r := range s.held {
			l.Members[href] = r.etag
		}
	} else {
		since, _ := strconv.Atoi(string(token))
		for _, href := range s.log[since:] {
			if r, ok := s.held[href]; ok {
				l.Members[href] = r.etag
			} else if !slices.Contains(l.Gone, href) {
				l.Gone = append(l.Gone, href)
			}
		}
	}
	if s.world.rand.IntN(4) == 0 {
		l.Bodies = map[calendar.Href]calendar.Version{}
		for href, etag := range l.Members {
			l.Bodies[href] = calendar.Version{ETag: etag, Body: s.held[href].body}
		}
	}
	return l
}

func (s *server) allows(href calendar.Href, m calendar.ETag) error {
	r, held := s.held[href]
	switch {
	case s.world.noPreconditions:
		return nil
	case !held && m != "":
		return calendar.ErrGone
	case held && r.etag != m:
		return calendar.ErrPrecondition
	}
	return nil
}

func (s *server) put(href calendar.Href, body []byte, m calendar.ETag) (*calendar.Version, error) {
	if err := s.allows(href, m); err != nil {
		return nil, err
	}
	if r, held := s.held[href]; held && !s.world.knows(number(body), number(r.body)) {
		s.world.fail("text %s overwrote %s unseen", body, r.body)
	}
	r := s.set(href, body)
	return &calendar.Version{ETag: r.etag, Body: r.body}, nil
}

// delete removes what its author last saw as text seen; nil: his own creation.
func (s *server) delete(href calendar.Href, m calendar.ETag, seen []byte) error {
	if err := s.allows(href, m); err != nil {
		return err
	}
	if r, held := s.held[href]; held {
		if seen != nil && !s.world.knows(number(seen), number(r.body)) {
			s.world.fail("text %s was deleted unseen", r.body)
		}
		s.unset(href)
	}
	return nil
}

func (s *server) get(href calendar.Href) (*calendar.Version, error) {
	r, held := s.held[href]
	if !held {
		return nil, calendar.ErrGone
	}
	return &calendar.Version{ETag: r.etag, Body: r.body}, nil
}
