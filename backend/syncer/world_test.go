package syncer_test

import (
	"bytes"
	"errors"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"calends/backend/caldavserver"
	"calends/backend/calendar"
	"calends/backend/zone"
)

// The world is what the simulation of package reconcile grew into: two to four
// devices, each with the real store, merge, edit, bridge, caldav and syncer
// code, over one server and a network in which anything may go wrong, and a
// foreigner who writes on the server. Users create, change, move, delete,
// import, undo and redo; others write between any two requests, and the user
// types while one is under way; devices die before or after any request and any
// transaction and go on from their file as it was then.
//
// Then everybody synchronizes in peace, and it must hold that
//
//   - devices and server hold the same texts, and nothing waits to be sent;
//   - every value that anybody wrote is on the server, or somebody who had it
//     before his eyes took it away, or it is set aside for a decision;
//   - no write took from the server what its author had not seen, none went
//     without a precondition, and none named an etag that the device was never
//     told;
//   - every value is in the ledger of the device it was written on;
//   - no calendar holds a UID twice, and no two hold it that nobody brought to both;
//   - what somebody deleted and nobody else touched does not come back.
//
// A seed always plays the same way.

// worldActions is how much happens in one game.
const worldActions = 40

// worldSeeds is how many games are played; CALENDS_WORLD_SEEDS says otherwise.
func worldSeeds(t *testing.T, otherwise int) int {
	if s := os.Getenv("CALENDS_WORLD_SEEDS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if raceEnabled || testing.Short() {
		return otherwise / 20
	}
	return otherwise
}

func TestWorld(t *testing.T) {
	if only := os.Getenv("CALENDS_WORLD_SEED"); only != "" { // to look at one game
		seed, err := strconv.ParseUint(only, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		var log bytes.Buffer
		err = play(seed, scratch(t), breakage{}, &log)
		t.Logf("%s\n%v", &log, err)
		if err != nil {
			t.Fatal("seed", seed)
		}
		return
	}
	n, began := worldSeeds(t, 2_000), time.Now()
	if _, err := explore(t, n, breakage{}); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d seeds in %s", n, time.Since(began).Round(time.Second))
}

func TestWorldReproduces(t *testing.T) {
	for seed := range uint64(worldSeeds(t, 20)/20 + 5) {
		var a, b bytes.Buffer
		one, other := play(seed, scratch(t), breakage{}, &a), play(seed, scratch(t), breakage{}, &b)
		if a.String() != b.String() || fmt.Sprint(one) != fmt.Sprint(other) {
			t.Fatalf("seed %d plays in two ways:\n%s", seed, firstDifference(a.Bytes(), b.Bytes()))
		}
	}
}

// TestWorldMeetsEverything counts what happens in some games: a world in which
// something never happens shows nothing about it.
func TestWorldMeetsEverything(t *testing.T) {
	if raceEnabled || testing.Short() {
		t.Skip("SKIPPED under -race and -short, where it takes too long: go test without them runs it")
	}
	var log bytes.Buffer
	games := 60
	for seed := range uint64(games) {
		if err := play(seed, scratch(t), breakage{}, &log); err != nil {
			t.Fatal(err)
		}
	}
	for _, what := range []string{
		"[a-d] dies at step", "[a-d] creates", "[a-d] edits f", "[a-d] edits much of", "[a-d] edits this of", "[a-d] edits following of", "[a-d] edits all of",
		"[a-d] deletes", "[a-d] cuts this of", "[a-d] cuts following of", "[a-d] moves", "[a-d] imports", "[a-d] repeats",
		"[a-d] undoes", "[a-d] redoes", "[a-d] restores", "[a-d] refuses what came", "[a-d] settles .*nil",
		"foreigner puts", "foreigner deletes", "foreigner exchanges", "foreigner moves", " during PUT\n[a-d] edits", " during MOVE\n", " during DELETE\n",
		" during REPORT\nthe server forgets", " during PUT\nforeigner", " during PUT\n  [a-d] PROPFIND", " during (REPORT|PROPFIND|PUT|GET)\nforeigner moves",
		"shared is made anew, read-only: true", "[a-d] MOVE .*: 201", "[a-d] PUT .*: 412", "[a-d] PUT .*: 0\n",
	} {
		n := len(regexp.MustCompile("\n *"+what).FindAllIndex(log.Bytes(), -1))
		t.Logf("%5d %q", n, what)
		if n == 0 {
			t.Errorf("in %d games never: %q", games, what)
		}
	}
}

func firstDifference(a, b []byte) string {
	as, bs := bytes.Split(a, []byte("\n")), bytes.Split(b, []byte("\n"))
	for i := range min(len(as), len(bs)) {
		if !bytes.Equal(as[i], bs[i]) {
			return fmt.Sprintf("line %d\n%s\n---\n%s", i, bytes.Join(as[max(0, i-5):i+1], []byte("\n")), bs[i])
		}
	}
	return "one goes on where the other ends"
}

// scratch is a folder in memory where there is one: the stores of a game are
// written through all the time.
func scratch(t *testing.T) string {
	t.Helper()
	in := ""
	if _, err := os.Stat("/dev/shm"); err == nil {
		in = "/dev/shm"
	}
	dir, err := os.MkdirTemp(in, "calends-world-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// explore plays games on all processors until one fails, and returns its
// number and what went wrong. CALENDS_WORLD_FROM is the first seed.
func explore(t *testing.T, n int, b breakage) (int, error) {
	t.Helper()
	from, _ := strconv.Atoi(os.Getenv("CALENDS_WORLD_FROM"))
	dir := scratch(t)
	var next, failed atomic.Int64
	failed.Store(int64(n))
	errs := make([]error, n)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < failed.Load(); i = next.Add(1) - 1 {
				seed := uint64(from) + uint64(i)
				if errs[i] = play(seed, dir, b, nil); errs[i] != nil {
					failed.Store(min(failed.Load(), i))
				}
			}
		})
	}
	wg.Wait()
	for i, err := range errs {
		if err != nil {
			return from + i, fmt.Errorf("seed %d: %w", from+i, err)
		}
	}
	return 0, nil
}

// world is one game.
type world struct {
	rand     *rand.Rand
	dir      string
	server   *caldavserver.Server
	habits   []caldavserver.Fault
	zones    *zone.Finder
	clock    time.Time
	players  []*player
	values   map[value]*fate
	readings map[string]reading
	twice    map[string]bool // UIDs that somebody had in two calendars at once: their values are not followed
	copied   map[string]bool // UIDs that somebody brought to one calendar while they were in another
	deleted  map[string]bool // UIDs that somebody deleted
	starts   map[string]bool // the times that the user chooses who acts
	touchy   map[string]bool // UIDs that may come back without a value of their own
	broken   breakage
	log      *bytes.Buffer
	made     int
	undone   []undone
	sending  string // the device whose user acts while it sends
	busy     bool   // somebody acts between two requests of somebody else
	peace    bool
	closed   bool // what is shared can only be read
	lies     bool // the server may leave something out of what it lists
	wrong    error
}

// play plays one game.
func play(seed uint64, dir string, b breakage, log *bytes.Buffer) (err error) {
	dir, err = os.MkdirTemp(dir, "seed-")
	if err != nil {
		return err
	}
	w := &world{rand: rand.New(rand.NewPCG(seed, 15)), dir: dir, zones: zone.NewFinder(), broken: b, log: log,
		clock: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC), values: map[value]*fate{}, readings: map[string]reading{}, touchy: map[string]bool{}, starts: map[string]bool{}, twice: map[string]bool{}, copied: map[string]bool{}, deleted: map[string]bool{}}
	defer func() {
		for _, p := range w.players {
			p.store.Close()
		}
		os.RemoveAll(dir)
	}()
	if err := w.begin(); err != nil {
		return err
	}
	for range worldActions {
		w.act()
		if w.wrong != nil {
			return w.wrong
		}
	}
	w.settle()
	return w.wrong
}

// calendars of a game: two to write in, and one that may become read-only.
var worldCalendars = []string{"home", "work", "shared"}

func (w *world) begin() error {
	w.server = caldavserver.New(caldavserver.Options{Users: []caldavserver.User{{Name: "alice", Password: "secret"}},
		PageSize: []int{0, 0, 1, 2}[w.rand.IntN(4)], Now: w.now})
	for _, c := range worldCalendars {
		w.server.Seed("alice", caldavserver.Calendar{Path: c, Name: c})
	}
	kinds := []caldavserver.Kind{caldavserver.HideETag, caldavserver.Rewrite, caldavserver.NoSync, caldavserver.NoCTag,
		caldavserver.FullAfterBadToken, caldavserver.MultigetOmits, caldavserver.MultigetFails, caldavserver.NoMove, caldavserver.Wrap207,
		caldavserver.ScheduleTags, caldavserver.RawHrefs}
	w.lies = w.chance(4)
	for range w.rand.IntN(3) {
		w.habits = append(w.habits, caldavserver.Fault{Kind: kinds[w.rand.IntN(len(kinds))]})
	}
	w.weather()
	for range 1 + w.rand.IntN(3) {
		w.foreignCreation()
	}
	for i := range 2 + w.rand.IntN(3)*w.rand.IntN(2) {
		p := &player{world: w, name: string(rune('a' + i)), told: map[string]bool{}, penned: map[value]bool{}, dieAt: never,
			file: filepath.Join(w.dir, string(rune('a'+i))+".db")}
		w.players = append(w.players, p)
		if err := p.boot(); err != nil {
			return err
		}
		p.sync()
	}
	return nil
}

// now is everybody's clock; it never stands still, so that everything that is
// sorted by time is sorted.
func (w *world) now() time.Time {
	w.clock = w.clock.Add(time.Millisecond)
	return w.clock
}

func (w *world) note(format string, args ...any) {
	if w.log != nil {
		fmt.Fprintf(w.log, format+"\n", args...)
	}
}

func (w *world) fail(format string, args ...any) {
	if w.wrong == nil {
		w.wrong = fmt.Errorf(format, args...)
		w.note("WRONG: %v", w.wrong)
	}
}

// chance is true once in n times.
func (w *world) chance(n int) bool { return w.rand.IntN(n) == 0 }

// act lets somebody do something.
func (w *world) act() {
	w.clock = w.clock.Add(time.Duration(1+w.rand.IntN(3)) * time.Second)
	p := w.players[w.rand.IntN(len(w.players))]
	switch n := w.rand.IntN(20); {
	case n < 8:
		p.act()
	case n < 10:
		w.foreign()
	case n < 11:
		w.upheaval()
	default:
		w.weather(w.storm()...)
		if w.chance(4) {
			p.dieAt = w.rand.IntN(25)
		}
		p.sync()
		w.weather()
	}
}

// settle lets everybody synchronize in peace, and looks.
func (w *world) settle() {
	w.peace = true
	w.note("peace")
	w.reseed("shared", false)
	w.weather()
	if w.lies || slices.ContainsFunc(w.habits, func(f caldavserver.Fault) bool { return f.Kind == caldavserver.FullAfterBadToken }) {
		w.clock = w.clock.Add(25 * time.Hour) // only the daily comparison shows what such a server did not tell
	}
	for range 4 {
		rest := true
		for _, p := range w.players {
			p.sync()
			rest = rest && p.rested()
		}
		if rest {
			break
		}
	}
	if w.wrong == nil {
		w.judge()
	}
}

// weather orders what is to go wrong from now on, besides the server's habits.
func (w *world) weather(faults ...caldavserver.Fault) {
	w.server.ClearFaults()
	for _, f := range append(slices.Clip(w.habits), faults...) {
		w.server.Fault(f)
	}
}

// storm chooses some faults.
func (w *world) storm() []caldavserver.Fault {
	kinds := []caldavserver.Fault{
		{Kind: caldavserver.Drop}, {Kind: caldavserver.LoseAnswer}, {Kind: caldavserver.LoseAnswer, Method: "PUT"},
		{Kind: caldavserver.LoseAnswer, Method: "MOVE"}, {Kind: caldavserver.LoseAnswer, Method: "DELETE"},
		{Kind: caldavserver.Answer, Status: 412, Method: "PUT"}, {Kind: caldavserver.Answer, Status: 404, Method: "PUT"},
		{Kind: caldavserver.Answer, Status: 500}, {Kind: caldavserver.Answer, Status: 503}, {Kind: caldavserver.Answer, Status: 500, Method: "PUT"},
		{Kind: caldavserver.Answer, Status: 507, Method: "PUT"}, {Kind: caldavserver.Answer, Status: 429, RetryAfter: "30"},
		{Kind: caldavserver.RefuseToken}, {Kind: caldavserver.RefuseToken, Skip: 1}, {Kind: caldavserver.Truncate},
		{Kind: caldavserver.EmptyMultistatus}, {Kind: caldavserver.NoCalendars, Times: 1},
		{Kind: caldavserver.HTML}, {Kind: caldavserver.SignIn}, {Kind: caldavserver.NoMove, Times: 1},
	}
	if w.lies {
		kinds = append(kinds, caldavserver.Fault{Kind: caldavserver.OmitThird})
	}
	var chosen []caldavserver.Fault
	for range w.rand.IntN(4) {
		f := kinds[w.rand.IntN(len(kinds))]
		f.Skip += w.rand.IntN(5)
		if slices.ContainsFunc(chosen, func(c caldavserver.Fault) bool { return c.Kind == caldavserver.Truncate && f.Kind == c.Kind }) {
			continue // a text cut off twice at the same place is taken for the server's own
		}
		chosen = append(chosen, f)
	}
	return chosen
}

// number is a short fingerprint of a text, for the log.
func number(text []byte) string {
	h := fnv.New32a()
	h.Write(text)
	return strconv.FormatUint(uint64(h.Sum32()), 36)
}

// isOf reports whether the error is one of those that are no surprise.
func isOf(err error, expected ...error) bool {
	return slices.ContainsFunc(expected, func(e error) bool { return errors.Is(err, e) })
}

// refusals are what a request of the user's may be answered with.
var refusals = []error{calendar.ErrStale, calendar.ErrReadOnly, calendar.ErrNotFound, calendar.ErrExists, calendar.ErrInvalid,
	calendar.ErrNothingToUndo, calendar.ErrAmbiguous}
