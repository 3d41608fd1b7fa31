package syncer_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"calends/backend/caldav"
	"calends/backend/caldavserver"
	"calends/backend/calendar"
	"calends/backend/store"
	"calends/backend/syncer"
)

// reporter is a device whose syncs are recorded.
type reporter struct {
	*device
	witness *syncer.Witness
	last    calendar.ExchangeID
}

// reporter makes a device that talks through a transport and keeps a record.
func (h *house) reporter(name string, transport http.RoundTripper) *reporter {
	r := &reporter{device: h.device(name)}
	if transport != nil {
		var err error
		r.client, err = caldav.New(caldav.Options{Server: r.account.Server, User: "alice", Homes: []calendar.Href{home},
			Password: func(context.Context) (string, error) { return r.password, nil }, Transport: transport})
		h.must(err)
	}
	r.witness = syncer.NewWitness(r.account.ID, r.number, func(list []calendar.Exchange) { h.must(r.store.KeepExchanges(context.Background(), list)) })
	return r
}

// number names exchanges by the time.
func (r *reporter) number() calendar.ExchangeID {
	r.last = max(r.last+1, calendar.ExchangeID(time.Now().UnixMicro()))
	return r.last
}

func (r *reporter) sync() {
	r.t.Helper()
	report, err := syncer.Account(r.t.Context(), r.witness.Server(r.client), r.witness.Replica(r.store), r.account, r.options)
	r.witness.End(&report)
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *reporter) record(q calendar.ExchangeQuery) []calendar.Exchange {
	r.t.Helper()
	list, err := r.store.Exchanges(r.t.Context(), q)
	if err != nil {
		r.t.Fatal(err)
	}
	return list
}

// told is the record as a person reads it.
func told(list []calendar.Exchange) string {
	var b strings.Builder
	for _, x := range list {
		fmt.Fprintf(&b, "%s %s %d: %s\n", x.Method, strings.TrimPrefix(x.URL, "https://dav.test"+home), x.Status, x.Decision)
	}
	return b.String()
}

// story is a life with edits on both sides: a first sync, an edit, a merge, a
// deletion here and one there. other does what the other device does.
func story(a *reporter, other func(step int)) {
	other(0)
	a.sync()
	a.edit("one", "SUMMARY=mine")
	a.create("four", "SUMMARY=new here")
	other(1)
	a.sync()
	a.edit("two", "LOCATION=here")
	other(2) // edits two
	a.sync()
	a.delete("three")
	other(3) // deletes one
	a.sync()
	other(4)
	a.sync()
}

// otherSide is the other device of story.
func otherSide(b *device) func(int) {
	return func(step int) {
		switch step {
		case 0:
			b.sync()
			for _, name := range []string{"one", "two", "three"} {
				b.create(name, "SUMMARY="+name)
			}
		case 2:
			b.edit("two", "SUMMARY=theirs")
		case 3:
			b.delete("one")
		}
		b.sync()
	}
}

// The record says what was asked, what came of it, and of which object.
func TestRecordTellsTheStory(t *testing.T) {
	h := newHouse(t)
	a := h.reporter("a", nil)
	story(a, otherSide(h.device("b")))
	got := told(a.record(calendar.ExchangeQuery{UID: "two"}))
	want := `REPORT home/ 207: all 3 objects listed; 3 new
REPORT home/ 207: 1 changed, 0 gone
GET home/two.ics 200: 1 object fetched; 1 merged
PUT home/two.ics 204: sent change of LOCATION in two
GET home/two.ics 200: it holds what was sent
`
	if got != want {
		t.Errorf("two:\n%s\nwant\n%s", got, want)
	}
	got = told(a.record(calendar.ExchangeQuery{UID: "one"}))
	want = `REPORT home/ 207: all 3 objects listed; 3 new
PUT home/one.ics 204: sent change of SUMMARY in one
GET home/one.ics 200: it holds what was sent
REPORT home/ 207: 1 changed, 1 gone; 1 gone
`
	if got != want {
		t.Errorf("one:\n%s\nwant\n%s", got, want)
	}
}

// before runs something ahead of the first request of a method.
type before struct {
	next   http.RoundTripper
	method string
	run    func()
}

func (b *before) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method == b.method && b.run != nil {
		b.run()
		b.run = nil
	}
	return b.next.RoundTrip(r)
}

// What the server refuses is in the record, and why, and what followed.
func TestRecordTellsOfRefusals(t *testing.T) {
	h := newHouse(t)
	b := h.device("b")
	b.sync()
	b.create("one", "SUMMARY=one")
	b.sync()
	a := h.reporter("a", &before{next: h.server.Transport(), method: "PUT", run: func() {
		b.edit("one", "LOCATION=there")
		b.sync()
	}})
	a.sync()
	a.edit("one", "SUMMARY=mine")
	a.sync()
	list := a.record(calendar.ExchangeQuery{UID: "one"})
	got, want := told(list[1:]), `PUT home/one.ics 412: refused: the server holds another version; to be merged
GET home/one.ics 200: 1 object fetched; 1 merged
PUT home/one.ics 204: sent change of SUMMARY in one
GET home/one.ics 200: it holds what was sent
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if list[1].Session != list[4].Session || list[0].Session == list[1].Session {
		t.Error("sessions do not say which sync it was")
	}

	a.edit("one", "SUMMARY=again")
	h.server.SetPassword("alice", "another")
	report, err := syncer.Account(t.Context(), a.witness.Server(a.client), a.witness.Replica(a.store), a.account, a.options)
	a.witness.End(&report)
	all := a.record(calendar.ExchangeQuery{})
	if last := all[len(all)-1]; err == nil || last.Status != 401 || last.Decision != "not signed in" || last.Quiet {
		t.Errorf("%v, %+v", err, last)
	}
	h.server.SetPassword("alice", "secret")
	b.create("two")
	b.sync()
	h.server.ForgetTokens(home + "home/")
	a.sync()
	got = told(a.record(calendar.ExchangeQuery{}))
	if want := `REPORT home/ 403: token refused: full comparison
PROPFIND home/ 207: all 2 objects listed
`; !strings.Contains(got, want) {
		t.Errorf("got\n%s\nwithin it\n%s", got, want)
	}
}

// From every change that came in the way leads to the exchange that brought it
// and back, and nothing but what the user did is without one.
func TestEveryChangeHasItsReason(t *testing.T) {
	h := newHouse(t)
	a := h.reporter("a", nil)
	story(a, otherSide(h.device("b")))
	history, err := a.store.History(t.Context(), calendar.HistoryQuery{Account: a.account.ID})
	h.must(err)
	for _, c := range history {
		if c.Origin == calendar.Me {
			if len(c.Exchanges) != 0 {
				t.Errorf("%s of %s by me was brought by %v", c.Kind, c.UID, c.Exchanges)
			}
			continue
		}
		list := a.record(calendar.ExchangeQuery{IDs: c.Exchanges})
		if len(list) == 0 {
			t.Errorf("%s of %s by %s came from nowhere", c.Kind, c.UID, c.Origin)
		}
		for _, x := range list {
			if !slices.ContainsFunc(x.Contacts, func(o calendar.Contact) bool { return o.Object == c.Object && o.UID == c.UID }) {
				t.Errorf("%s %s does not know %s", x.Method, x.URL, c.UID)
			}
			if x.Decision == "" || x.At.IsZero() || x.Status == 0 || x.Quiet {
				t.Errorf("%+v", x)
			}
		}
	}
}

// A sync that finds nothing is quiet.
func TestQuietSync(t *testing.T) {
	h := newHouse(t)
	a := h.reporter("a", nil)
	a.sync()
	a.sync()
	list := a.record(calendar.ExchangeQuery{})
	last := list[len(list)-1]
	if !last.Quiet || last.Method != "PROPFIND" || last.Decision != "2 calendars" || last.Session != last.ID {
		t.Errorf("%+v", last)
	}
}

// A recorded life, played again to a new device that does the same, comes to
// the same texts, etags and progress; and what is played holds no secret.
func TestReplay(t *testing.T) {
	h := newHouse(t)
	h.server.SetPassword("alice", "correct horse")
	a := h.reporter("a", nil)
	a.password = "correct horse"
	b := h.device("b")
	b.password = "correct horse"
	story(a, otherSide(b))
	var bundle bytes.Buffer
	h.must(calendar.WriteBundle(&bundle, a.record(calendar.ExchangeQuery{Messages: true})))
	for _, secret := range []string{"correct", "Authorization", "YWxpY2U6Y29ycmVjdCBob3JzZQ"} {
		if strings.Contains(bundle.String(), secret) {
			t.Errorf("the bundle holds %q", secret)
		}
	}
	replayed, err := caldavserver.Replay(bundle.Bytes())
	h.must(err)
	again := h.reporter("again", replayed)
	story(again, func(int) {})
	if left, strays := replayed.Left(), replayed.Strays(); left > 0 || len(strays) > 0 {
		t.Errorf("%d answers left, strays %v", left, strays)
	}
	if got, want := again.contents(), a.contents(); got != want {
		t.Errorf("replayed\n%s\nrecorded\n%s", got, want)
	}
	if got, want := told(again.record(calendar.ExchangeQuery{})), told(a.record(calendar.ExchangeQuery{})); got != want {
		t.Errorf("replayed\n%s\nrecorded\n%s", got, want)
	}
}

// contents is everything the store holds of the account.
func (r *reporter) contents() string {
	r.t.Helper()
	var b strings.Builder
	for _, path := range []string{"home", "work"} {
		c := r.collection(path)
		fmt.Fprintf(&b, "%s %s %s\n", c.Href, c.Progress.Token, c.Progress.CTag)
		objects, err := r.store.Objects(r.t.Context(), c.ID)
		if err != nil {
			r.t.Fatal(err)
		}
		var lines []string
		for _, o := range objects {
			lines = append(lines, fmt.Sprintf("%s %s %s\n%s\n%s", o.Href, o.Base.ETag, o.State(), o.Base.Body, o.Body))
		}
		slices.Sort(lines)
		b.WriteString(strings.Join(lines, "\n"))
	}
	return b.String()
}

// BenchmarkRecord is a first sync of 10,000 objects, without the record and
// with it.
func BenchmarkRecord(b *testing.B) {
	objects := map[string]string{}
	for i := range 10_000 {
		name := fmt.Sprintf("o%d", i)
		objects[name+".ics"] = string(event(name, "SUMMARY=Number "+name, "DESCRIPTION="+strings.Repeat("words and more ", 20)))
	}
	for _, recorded := range []bool{false, true} {
		b.Run(fmt.Sprintf("recorded=%v", recorded), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				server := caldavserver.New(caldavserver.Options{Users: []caldavserver.User{{Name: "alice", Password: "secret"}}})
				server.Seed("alice", caldavserver.Calendar{Path: "home", Name: "Home", Objects: objects})
				s, err := store.Open(filepath.Join(b.TempDir(), "store.db"), store.Options{Index: index, IndexVersion: 1, Now: time.Now})
				if err != nil {
					b.Fatal(err)
				}
				account := calendar.Account{ID: "acc", Name: "a", User: "alice", Server: "https://dav.test/"}
				if err := s.PutAccount(b.Context(), account); err != nil {
					b.Fatal(err)
				}
				client, err := caldav.New(caldav.Options{Server: account.Server, User: "alice", Homes: []calendar.Href{home},
					Password: func(context.Context) (string, error) { return "secret", nil }, Transport: server.Transport()})
				if err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
				if !recorded {
					if _, err := syncer.Account(b.Context(), client, s, account, syncer.Options{}); err != nil {
						b.Fatal(err)
					}
				} else {
					w := syncer.NewWitness("acc", new(reporter).number,
						func(list []calendar.Exchange) {
							if err := s.KeepExchanges(context.Background(), list); err != nil {
								b.Fatal(err)
							}
						})
					r, err := syncer.Account(b.Context(), w.Server(client), w.Replica(s), account, syncer.Options{})
					if err != nil {
						b.Fatal(err)
					}
					w.End(&r)
				}
				b.StopTimer()
				s.Close()
				b.StartTimer()
			}
		})
	}
}

// What a sync brings in bulk is handed over while it goes on; in the end it
// has its messages and its last decision.
func TestRecordIsHandedOverEarly(t *testing.T) {
	h := newHouse(t)
	h.server.Put(home+"home/big.ics", string(event("big", "DESCRIPTION="+strings.Repeat("long ", 1_700_000))))
	a := h.reporter("a", nil)
	times := 0
	a.witness = syncer.NewWitness(a.account.ID, a.number, func(list []calendar.Exchange) {
		times++
		h.must(a.store.KeepExchanges(t.Context(), list))
	})
	a.sync()
	list := a.record(calendar.ExchangeQuery{UID: "big", Messages: true})
	if times != 2 || len(list) != 1 || list[0].Decision != "all 1 object listed; 1 new" || len(list[0].Answer.Body) < 8_500_000 {
		t.Errorf("handed over %d times: %s", times, told(a.record(calendar.ExchangeQuery{})))
	}
}
