package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"calends/backend/calendar"
)

// morning is when the clock of a book begins.
var morning = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// exchange is one that happened so long after the clock of the book.
func exchange(after time.Duration, method, url string) calendar.Exchange {
	at := morning.Add(after)
	return calendar.Exchange{ID: calendar.ExchangeID(at.UnixMicro()), Account: "work", At: at, Method: method, URL: url, Status: 200,
		Duration: time.Second, Sent: 3, Received: 4, Decision: "decided",
		Request: calendar.Message{Header: map[string]string{"Depth": "1"}, Body: []byte("ask")},
		Answer:  calendar.Message{Sum: "abc"}}
}

func exchangeIDs(list []calendar.Exchange) []calendar.ExchangeID {
	out := []calendar.ExchangeID{}
	for _, x := range list {
		out = append(out, x.ID)
	}
	return out
}

func (b *book) exchanges(q calendar.ExchangeQuery) []calendar.Exchange {
	b.t.Helper()
	list, err := b.Exchanges(ctx, q)
	b.must(err)
	return list
}

// What was kept is read again; kept once more without messages, it keeps
// those, and changes its decision.
func TestExchangesAreKept(t *testing.T) {
	b := newBook(t)
	x := exchange(0, "PROPFIND", "https://dav.test/ann/")
	b.must(b.KeepExchanges(ctx, []calendar.Exchange{x}))
	again := x
	again.Request, again.Answer, again.Decision = calendar.Message{}, calendar.Message{}, "decided anew"
	b.must(b.KeepExchanges(ctx, []calendar.Exchange{again}))
	got := b.exchanges(calendar.ExchangeQuery{Messages: true})
	x.Decision, x.At = "decided anew", got[0].At
	want(t, "exchange", fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", []calendar.Exchange{x}))
	if bare := b.exchanges(calendar.ExchangeQuery{}); bare[0].Request.Body != nil {
		t.Error("messages that nobody asked for")
	}
}

// A query chooses by account, time, name and number; the newest are meant by a
// limit, and stand last.
func TestExchangesAreChosen(t *testing.T) {
	b := newBook(t)
	list := []calendar.Exchange{exchange(0, "GET", "/1"), exchange(time.Second, "GET", "/2"), exchange(2*time.Second, "GET", "/3")}
	list[1].Account = "other"
	b.must(b.KeepExchanges(ctx, list))
	for _, tt := range []struct {
		q    calendar.ExchangeQuery
		want []int
	}{
		{calendar.ExchangeQuery{}, []int{0, 1, 2}},
		{calendar.ExchangeQuery{Limit: 2}, []int{1, 2}},
		{calendar.ExchangeQuery{Account: "work"}, []int{0, 2}},
		{calendar.ExchangeQuery{Account: "work", Limit: 1}, []int{2}},
		{calendar.ExchangeQuery{Since: list[1].At}, []int{1, 2}},
		{calendar.ExchangeQuery{IDs: []calendar.ExchangeID{list[2].ID, 5, list[0].ID, list[2].ID}}, []int{0, 2}},
		{calendar.ExchangeQuery{IDs: []calendar.ExchangeID{}}, nil},
		{calendar.ExchangeQuery{UID: "nobody"}, nil},
	} {
		chosen := []calendar.ExchangeID{}
		for _, i := range tt.want {
			chosen = append(chosen, list[i].ID)
		}
		want(t, fmt.Sprintf("%+v", tt.q), fmt.Sprint(exchangeIDs(b.exchanges(tt.q))), fmt.Sprint(chosen))
	}
}

// Links lead both ways: from a change to what brought it, from an object to
// all that was about it, from an exchange to its objects, also when the object
// is gone.
func TestExchangesAreLinked(t *testing.T) {
	b := newBook(t)
	list := []calendar.Exchange{exchange(0, "REPORT", "/ann/home/"), exchange(1, "REPORT", "/ann/home/"), exchange(2*time.Microsecond, "PUT", "https://dav.test/ann/home/a.ics"),
		exchange(3*time.Microsecond, "DELETE", "/ann/home/b.ics")}
	list[1].ID = list[0].ID + 1
	n := func(i int) calendar.ExchangeID { return list[i].ID }
	var all []calendar.Sighting
	for _, name := range []string{"a", "b", "c"} {
		v := &calendar.Version{ETag: `"1"`, Body: []byte(name + " 1 2 one")}
		all = append(all, calendar.Sighting{Href: calendar.Href("/ann/home/" + name + ".ics"), Base: v, Body: v.Body, Exchanges: []calendar.ExchangeID{n(0), n(1)}})
	}
	b.must(b.Record(ctx, b.remote, all, calendar.Progress{}))
	found, err := b.Find(ctx, "b")
	b.must(err)
	o := found[0]
	b.must(b.Record(ctx, b.remote, []calendar.Sighting{{Object: o.ID, Href: o.Href, At: o.Revision, Exchanges: []calendar.ExchangeID{n(3)}}}, calendar.Progress{}))
	b.must(b.KeepExchanges(ctx, list))

	want(t, "about a", fmt.Sprint(exchangeIDs(b.exchanges(calendar.ExchangeQuery{UID: "a"}))), fmt.Sprint([]calendar.ExchangeID{n(0), n(1), n(2)}))
	want(t, "about b", fmt.Sprint(exchangeIDs(b.exchanges(calendar.ExchangeQuery{Object: o.ID}))), fmt.Sprint([]calendar.ExchangeID{n(0), n(1), n(3)}))
	history, err := b.History(ctx, calendar.HistoryQuery{UID: "b"})
	b.must(err)
	want(t, "the deletion was brought", fmt.Sprint(history[0].Exchanges), fmt.Sprint([]calendar.ExchangeID{n(3)}))
	want(t, "the creation was brought", fmt.Sprint(history[1].Exchanges), fmt.Sprint([]calendar.ExchangeID{n(0), n(1)}))
	got := b.exchanges(calendar.ExchangeQuery{IDs: []calendar.ExchangeID{n(1), n(2), n(3)}})
	for i, uids := range []string{"a b c", "a", "b"} {
		var names []string
		for _, c := range got[i].Contacts {
			names = append(names, string(c.UID))
		}
		slices.Sort(names)
		want(t, "objects of "+got[i].Method, strings.Join(names, " "), uids)
	}
	b.edit(b.object(b.find("a").ID), "a 1 2 mine")
	history, err = b.History(ctx, calendar.HistoryQuery{UID: "a", Limit: 1})
	b.must(err)
	want(t, "an edit was brought by nothing", len(history[0].Exchanges), 0)
}

func (b *book) find(uid calendar.UID) calendar.Object {
	b.t.Helper()
	found, err := b.Find(ctx, uid)
	b.must(err)
	if len(found) == 0 {
		b.t.Fatalf("no %s", uid)
	}
	return found[0]
}

// Old exchanges go, quiet ones soon, and the oldest where there are too many;
// nothing of them is left behind.
func TestRecordIsBounded(t *testing.T) {
	b := newBook(t)
	now := morning
	const day = 24 * time.Hour
	old, quiet, loud := exchange(-100*day, "GET", "/old"), exchange(-10*day, "GET", "/quiet"), exchange(-9*day, "GET", "/loud")
	quiet.Quiet = true
	young := exchange(-day, "GET", "/young")
	young.Quiet = true
	v := &calendar.Version{ETag: `"1"`, Body: []byte("a 1 2 one")}
	b.must(b.Record(ctx, b.remote, []calendar.Sighting{{Href: "/ann/home/a.ics", Base: v, Body: v.Body, Exchanges: []calendar.ExchangeID{old.ID}}}, calendar.Progress{}))
	b.must(b.KeepExchanges(ctx, []calendar.Exchange{old, quiet, loud, young}))
	want(t, "kept", fmt.Sprint(exchangeIDs(b.exchanges(calendar.ExchangeQuery{}))), fmt.Sprint([]calendar.ExchangeID{loud.ID, young.ID}))
	b.must(b.db.View(func(tx *bbolt.Tx) error {
		for _, name := range [][]byte{touches, reached, brought} {
			want(t, "links in "+string(name), tx.Bucket(name).Stats().KeyN, 0)
		}
		return nil
	}))

	b.must(b.SetSetting(ctx, calendar.SettingRecordMB, "1"))
	for i := range 30 {
		x := exchange(time.Duration(i)*time.Second, "GET", "/big")
		x.ID = calendar.ExchangeID(now.UnixMicro()) + calendar.ExchangeID(i)
		x.Answer.Body = noise(100_000, i)
		b.must(b.KeepExchanges(ctx, []calendar.Exchange{x}))
	}
	if n := len(b.exchanges(calendar.ExchangeQuery{})); n < 8 || n > 11 {
		t.Errorf("%d exchanges of 100 kB in 1 MB", n)
	}
	b.must(b.SetSetting(ctx, calendar.SettingRecordMB, "0"))
	b.must(b.KeepExchanges(ctx, []calendar.Exchange{exchange(time.Minute, "GET", "/none")}))
	want(t, "kept of nothing", len(b.exchanges(calendar.ExchangeQuery{})), 0)
	b.must(b.db.View(func(tx *bbolt.Tx) error {
		want(t, "size", asNumber(tx.Bucket(meta).Get(recordKey)), 0)
		return nil
	}))
}

// noise is bytes that do not compress.
func noise(n, seed int) []byte {
	out, x := make([]byte, n), uint32(seed)*2654435761+1
	for i := range out {
		x ^= x << 13
		x ^= x >> 17
		x ^= x << 5
		out[i] = byte(x)
	}
	return out
}

// Where the disk is full the record is lost, and nothing else.
func TestRecordOnAFullDisk(t *testing.T) {
	b := newBook(t)
	o := b.receive("/ann/home/a.ics", `"1"`, "a 1 2 one")
	b.must(b.Close())
	full := options()
	full.MaxSize = 1 << 18
	s, err := Open(b.path, full)
	b.must(err)
	defer s.Close()
	x := exchange(0, "GET", "/big")
	x.Answer.Body = noise(1<<20, 1)
	if err := s.KeepExchanges(ctx, []calendar.Exchange{x}); err == nil || errors.Is(err, calendar.ErrInvalid) {
		t.Errorf("a full disk: %v", err)
	}
	got, err := s.Object(ctx, o.ID)
	b.must(err)
	want(t, "body", string(got.Body), "a 1 2 one")
}
