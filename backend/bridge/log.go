package bridge

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strconv"
	"sync"
	"time"

	"calends/backend/agenda"
	"calends/backend/calendar"
	"calends/backend/syncer"
)

// The sync record, read two ways: request by request (Log), and from an event
// (Why: what changed it, which answer of which server brought that, and what
// was decided on it).

// Flight is where the sync record is kept.
type Flight interface {
	KeepExchanges(ctx context.Context, list []calendar.Exchange) error
	Exchanges(ctx context.Context, q calendar.ExchangeQuery) ([]calendar.Exchange, error)
}

// recordBook writes the record of every account's syncs. What goes wrong in it
// is said once and harms nothing.
type recordBook struct {
	mu     sync.Mutex
	last   calendar.ExchangeID
	failed bool
}

// number names the next exchange.
func (b *recordBook) number(now time.Time) calendar.ExchangeID {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.last = max(b.last+1, calendar.ExchangeID(max(0, now.UnixMicro())))
	return b.last
}

// note remembers whether writing failed, and reports whether to say so.
func (b *recordBook) note(err error) (say bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	say = err != nil && !b.failed
	b.failed = err != nil
	return say
}

// witness keeps the record of one account's syncs.
func (p *Program) witness(ctx context.Context, a calendar.AccountID) *syncer.Witness {
	ctx = context.WithoutCancel(ctx)
	return syncer.NewWitness(a, func() calendar.ExchangeID { return p.record.number(p.Now()) },
		func(list []calendar.Exchange) {
			err := p.Store.KeepExchanges(ctx, list)
			if p.record.note(err) && p.Warn != nil {
				p.Warn("The sync record could not be written; synchronizing goes on without it. " + Explain(err).Message)
			}
		})
}

// witnessed is a server whose making and changing of calendars is recorded. A
// sync has a witness of its own.
type witnessed struct {
	Server
	p       *Program
	account calendar.AccountID
}

func (s witnessed) do(ctx context.Context, done string, act func(context.Context) error) error {
	if calendar.Trace(ctx) != nil {
		return act(ctx)
	}
	return s.p.witness(ctx, s.account).Do(ctx, done, act)
}

// Create makes a calendar.
func (s witnessed) Create(ctx context.Context, c calendar.Collection) (made calendar.Collection, err error) {
	err = s.do(ctx, "calendar made", func(ctx context.Context) (err error) {
		made, err = s.Server.Create(ctx, c)
		return err
	})
	return made, err
}

// Rename gives a calendar another name.
func (s witnessed) Rename(ctx context.Context, at calendar.Href, name string) error {
	return s.do(ctx, "calendar renamed", func(ctx context.Context) error { return s.Server.Rename(ctx, at, name) })
}

// Recolor gives a calendar another colour.
func (s witnessed) Recolor(ctx context.Context, at calendar.Href, color string) error {
	return s.do(ctx, "colour changed", func(ctx context.Context) error { return s.Server.Recolor(ctx, at, color) })
}

// Remove removes a calendar from its server.
func (s witnessed) Remove(ctx context.Context, at calendar.Href) error {
	return s.do(ctx, "calendar removed", func(ctx context.Context) error { return s.Server.Remove(ctx, at) })
}

// recorded makes dial's servers keep the record of what is no sync.
func (p *Program) recorded(dial func(calendar.Account) (Server, error)) func(calendar.Account) (Server, error) {
	return func(a calendar.Account) (Server, error) {
		s, err := dial(a)
		if err != nil {
			return nil, err
		}
		return witnessed{s, p, a.ID}, nil
	}
}

// discover signs in once, and keeps the record of it.
func (p *Program) discover(ctx context.Context, id calendar.AccountID, ask AddAccount) (found Found, err error) {
	err = p.witness(ctx, id).Do(ctx, "signed in", func(ctx context.Context) (err error) {
		found, err = p.Discover(ctx, ask)
		return err
	})
	return found, err
}

// LogQuery chooses from the sync record; zero fields do not restrict.
type LogQuery struct {
	Object  string // a UID, or the id of an object
	Account string
	Since   time.Time
	Limit   int // keeps the newest so many; 0: all
	View    *time.Location
}

// LogRow is one exchange.
type LogRow struct {
	ID         string   `json:"id"`
	At         string   `json:"at"`
	Account    string   `json:"account"`
	Method     string   `json:"method"`
	URL        string   `json:"url"`
	Status     int      `json:"status"` // 0: no answer
	Bytes      int64    `json:"bytes"`  // received
	BytesSent  int64    `json:"bytes_sent"`
	DurationMS int64    `json:"duration_ms"`
	Decision   string   `json:"decision"`
	Objects    []string `json:"objects"` // UIDs, the first hundred
	About      int      `json:"about"`   // how many objects there are
	Session    string   `json:"session"` // the first exchange of the same sync
}

// Why is what is known of how an event came to be as it is, newest first.
type Why struct {
	UID     string      `json:"uid"`
	Summary string      `json:"summary"`
	Changes []WhyChange `json:"changes"`
	// Others are exchanges about it that changed nothing here: what was sent,
	// confirmed or refused; oldest first.
	Others []LogRow `json:"others"`
}

// WhyChange is a change, and the exchanges that brought it: first what told of
// it, last what carried it. None for what the user did, and where the record
// does not reach back that far.
type WhyChange struct {
	ChangeRow
	Exchanges []LogRow `json:"exchanges"`
}

// Log reads the sync record, newest last.
func (p *Program) Log(ctx context.Context, q LogQuery) ([]LogRow, error) {
	s, list, err := p.exchanges(ctx, q, false)
	if err != nil {
		return nil, err
	}
	return s.logRows(list, q.View), nil
}

// ExportLog writes the sync record as a bundle that can be replayed
// (calendar.WriteBundle).
func (p *Program) ExportLog(ctx context.Context, q LogQuery) ([]byte, error) {
	_, list, err := p.exchanges(ctx, q, true)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := calendar.WriteBundle(&b, list); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func (p *Program) exchanges(ctx context.Context, q LogQuery, whole bool) (shelf, []calendar.Exchange, error) {
	s, err := p.shelf(ctx)
	if err != nil {
		return s, nil, err
	}
	ask := calendar.ExchangeQuery{Since: q.Since, Limit: q.Limit, Messages: whole}
	if q.Account != "" {
		a, err := s.account(q.Account)
		if err != nil {
			return s, nil, err
		}
		ask.Account = a.ID
	}
	if q.Object != "" {
		if ask.Object, ask.UID, err = p.everKnown(ctx, q.Object); err != nil {
			return s, nil, err
		}
	}
	list, err := p.Store.Exchanges(ctx, ask)
	return s, list, err
}

// everKnown finds an object that is here or was, by its id or its UID.
func (p *Program) everKnown(ctx context.Context, name string) (calendar.ObjectID, calendar.UID, error) {
	if _, err := p.Store.Object(ctx, calendar.ObjectID(name)); err == nil {
		return calendar.ObjectID(name), "", nil
	} else if !errors.Is(err, calendar.ErrNotFound) {
		return "", "", err
	}
	for _, q := range []calendar.HistoryQuery{{Object: calendar.ObjectID(name), Limit: 1}, {UID: calendar.UID(name), Limit: 1}} {
		rows, err := p.Store.History(ctx, q)
		if err != nil {
			return "", "", err
		}
		if len(rows) > 0 {
			return q.Object, q.UID, nil
		}
	}
	return "", "", noEvent(name)
}

// shownObjects bounds how many objects of an exchange are named.
const shownObjects = 100

func (s shelf) logRows(list []calendar.Exchange, view *time.Location) []LogRow {
	rows := []LogRow{}
	for _, x := range list {
		row := LogRow{ID: x.ID.String(), Session: x.Session.String(), At: x.At.In(view).Format("2006-01-02T15:04:05.000Z07:00"),
			Account: s.accountName(x.Account), Method: x.Method, URL: x.URL, Status: x.Status, Bytes: x.Received, BytesSent: x.Sent,
			DurationMS: x.Duration.Milliseconds(), Decision: x.Decision, Objects: []string{}, About: len(x.Contacts)}
		if _, err := s.account(string(x.Account)); err != nil {
			row.Account = string(x.Account) // it was removed
		}
		for _, c := range x.Contacts[:min(len(x.Contacts), shownObjects)] {
			row.Objects = append(row.Objects, string(c.UID))
		}
		rows = append(rows, row)
	}
	return rows
}

// Why tells of an event, by its UID or the id of its object, how it came to be
// as it is.
func (p *Program) Why(ctx context.Context, object string, view *time.Location) (Why, error) {
	s, err := p.shelf(ctx)
	if err != nil {
		return Why{}, err
	}
	id, uid, err := p.everKnown(ctx, object)
	if err != nil {
		return Why{}, err
	}
	changes, err := p.Store.History(ctx, calendar.HistoryQuery{Object: id, UID: uid, Limit: historyLimit})
	if err != nil {
		return Why{}, err
	}
	list, err := p.Store.Exchanges(ctx, calendar.ExchangeQuery{Object: id, UID: uid})
	if err != nil {
		return Why{}, err
	}
	known := map[calendar.ExchangeID]calendar.Exchange{}
	for _, x := range list {
		known[x.ID] = x
	}
	t, err := p.telling(ctx, changes)
	if err != nil {
		return Why{}, err
	}
	why, index, brought := Why{UID: string(uid), Changes: []WhyChange{}}, agenda.Indexer(p.Zones), map[calendar.ExchangeID]bool{}
	for i, c := range changes {
		var by []calendar.Exchange
		for _, id := range c.Exchanges {
			if x, kept := known[id]; kept {
				by, brought[id] = append(by, x), true
			}
		}
		row := WhyChange{s.changeRow(c, t, index, view), s.logRows(by, view)}
		if i == 0 {
			why.UID, why.Summary = row.UID, row.Summary
		}
		why.Changes = append(why.Changes, row)
	}
	var others []calendar.Exchange
	for _, x := range list {
		if !brought[x.ID] {
			others = append(others, x)
		}
	}
	why.Others = s.logRows(others, view)
	return why, nil
}

// windowLog bounds what the window is shown of the record at once, unless it
// asks for less.
const windowLog = 500

func logAnswer(p *Program, r *http.Request, view *time.Location) (any, error) {
	q := LogQuery{Object: r.FormValue("object"), Account: r.FormValue("account"), Limit: windowLog, View: view}
	if limit := r.FormValue("limit"); limit != "" {
		n, err := strconv.Atoi(limit)
		if err != nil || n < 1 {
			return nil, calendar.Explain(calendar.ErrInvalid, "", "limit is not a number: %q", limit)
		}
		q.Limit = min(n, windowLog)
	}
	rows, err := p.Log(r.Context(), q)
	return map[string]any{"exchanges": rows}, err
}

func whyAnswer(p *Program, r *http.Request, view *time.Location) (any, error) {
	return p.Why(r.Context(), r.FormValue("object"), view)
}
