// Package syncer keeps a replica and a server together: it observes, lets
// package reconcile plan, does the steps and records what each of them
// learned. [Account] does so once, [Run] whenever there is reason to.
//
// There is no outbox and nothing to repair. What is to be sent is what an
// object's Body has that its Base has not, and Base is only ever a thing the
// server really said. So a sync may be cut off at any point: the next one
// looks at both sides again and finds what is left to do.
//
// What holds at every point:
//   - no write goes out without the precondition of the version it was made on;
//   - a sync-token is recorded with, or after, everything it stands for;
//   - what the user writes meanwhile stays, and goes out next time;
//   - one bad object never stops the others, one bad calendar neither.
package syncer

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"calends/backend/calendar"
)

// Server is one account on a CalDAV server.
type Server interface {
	// Collections lists the calendar collections of the account, in one
	// request where the server allows, with what it says of their state.
	Collections(ctx context.Context) ([]calendar.Collection, error)
	// Observe tells what changed since c.Progress, without a request where
	// ctag or sync-token say that nothing did.
	Observe(ctx context.Context, c calendar.Collection) (calendar.Listing, error)
	// Fetch yields every one of the hrefs once, in any order, with its
	// version or the reason why there is none. It stops when ctx does.
	Fetch(ctx context.Context, at calendar.Href, hrefs []calendar.Href) iter.Seq2[calendar.Href, calendar.Result]
	// Put writes a resource and returns what the server then really holds.
	Put(ctx context.Context, at calendar.Href, body []byte, m calendar.Match) (calendar.Version, error)
	Delete(ctx context.Context, at calendar.Href, m calendar.Match) error
	Move(ctx context.Context, from, to calendar.Href, m calendar.Match) error
	// Create makes a calendar collection at c.Href.
	Create(ctx context.Context, c calendar.Collection) (calendar.Collection, error)
	Traffic() calendar.Traffic
}

// Replica is what this device holds. Every method is one transaction.
type Replica interface {
	Collections(ctx context.Context) ([]calendar.Collection, error)
	// PutCollection writes a collection. Without an ID it is the one of that
	// account and href, or a new one; the user's Hidden and, unless another is
	// given, the Progress stay.
	PutCollection(ctx context.Context, c calendar.Collection) (calendar.Collection, error)
	// AmendCollection changes a collection as it is at that moment.
	AmendCollection(ctx context.Context, id calendar.CollectionID, amend func(*calendar.Collection)) error
	// RemoveCollection takes a collection from this device; the ledger keeps
	// what was in it.
	RemoveCollection(ctx context.Context, id calendar.CollectionID) error
	Objects(ctx context.Context, c calendar.CollectionID) ([]calendar.Object, error)
	Object(ctx context.Context, id calendar.ObjectID) (calendar.Object, error)
	// Find reads the objects of a UID, in any collection.
	Find(ctx context.Context, uid calendar.UID) ([]calendar.Object, error)
	// Unreadable reads the objects of which the server holds what cannot be read.
	Unreadable(ctx context.Context, c calendar.CollectionID) ([]calendar.Object, error)
	// Pending counts the objects that wait to be sent.
	Pending(ctx context.Context, c calendar.CollectionID) (int, error)
	// Record takes in sightings, and the progress they make up unless it is
	// zero. [calendar.ErrStale]: some came too late (see
	// [calendar.Sighting.Origin]); the others were taken in, the progress not.
	Record(ctx context.Context, c calendar.CollectionID, sightings []calendar.Sighting, p calendar.Progress) error
	// HoldBack records what is held back of a collection, and which objects
	// that is about, which Held reads again.
	HoldBack(ctx context.Context, id calendar.CollectionID, h calendar.Hold, about []calendar.HeldObject) error
	Held(ctx context.Context, id calendar.CollectionID) ([]calendar.HeldObject, error)
	// History is the ledger, newest first.
	History(ctx context.Context, q calendar.HistoryQuery) ([]calendar.Change, error)
	// Conflicts are the texts set aside that wait for a decision.
	Conflicts(ctx context.Context) ([]calendar.Conflict, error)
}

// Options are the user's wishes. The zero value will do for [Account].
type Options struct {
	// Now is the clock; nil is time.Now.
	Now func() time.Time
	// Accept says that the user lets through what is held back of a calendar;
	// PushBack, that his own copies are to stand. nil: of none.
	Accept, PushBack func(calendar.CollectionID) bool
	// Full says that the user wants everything compared, whatever the server
	// says of what changed. nil: he does not.
	Full func() bool
	// Progress is told how many of the objects of this sync that need work are
	// done; total grows as more of them are found. nil: nobody is told.
	Progress func(done, total int)
	// Zone finds the location a TZID means, or nil, so that one occurrence
	// spelled in two ways is merged as one. Nil: spelling decides.
	Zone func(tzid string) *time.Location
	// Every says, whenever a sync has ended, how long [Run] waits for the next
	// one; nil is a minute.
	Every func() time.Duration
	// Quiet is how long [Run] waits after an edit for the next one; 0 is two
	// seconds.
	Quiet time.Duration
}

func (o Options) now() time.Time {
	if o.Now == nil {
		return time.Now()
	}
	return o.Now()
}

// session is one sync of one account.
type session struct {
	Options
	server  Server
	replica Replica
	account calendar.Account
	report  *Report
	remade  map[calendar.CollectionID]bool // those made again on the server
	visits  []*visit
	// unlisted names the calendars that the server no longer lists, removed are
	// those that the user let go.
	unlisted []string
	removed  []calendar.CollectionID
	sources  []placed // of moves whose other end the server has not shown yet
	joined   bool     // somebody's edit joined what was moved: the move is to be tried again
	// returned are the sources of moves that the server has, or has again, otherwise
	// than they were moved.
	returned map[calendar.ObjectID]bool
	// deleted are the UIDs of what the user deleted and the server had until now.
	deleted  map[calendar.UID]bool
	last     bool // what is lost from now on waits for the next sync
	restless bool // somebody changes the calendars while they are searched
	done     int  // of total objects that need work
	total    int
}

// work tells how far the sync is.
func (s *session) work(done, more int) {
	s.done, s.total = s.done+done, s.total+more
	if s.Progress != nil {
		s.Progress(s.done, s.total)
	}
}

// Account does one full two-way sync of an account. The report is there
// whatever the error: what was done until then was done. The error is the one
// that stopped the account; what failed of single calendars and objects stands
// in the report, and [Report.Problem] joins it all.
//
// [calendar.ErrEmptied]: the server lists no calendar at all where there were
// some. [calendar.ErrSignIn], [calendar.ErrOffline], [calendar.ErrTryLater] and
// the other errors of [Stops]: nothing more could be asked.
func Account(ctx context.Context, server Server, replica Replica, account calendar.Account, o Options) (Report, error) {
	return newSession(server, replica, account, o).play(ctx)
}

func newSession(server Server, replica Replica, account calendar.Account, o Options) *session {
	return &session{Options: o, server: server, replica: replica, account: account,
		remade: map[calendar.CollectionID]bool{}, returned: map[calendar.ObjectID]bool{},
		report: &Report{Account: account.ID, Name: account.Name, Started: o.now()}}
}

// play does the sync and reports on it.
func (s *session) play(ctx context.Context) (Report, error) {
	report := s.report
	if s.account.ID == calendar.LocalAccount {
		report.Ended = report.Started
		return *report, nil
	}
	before := s.server.Traffic()
	report.Err = s.run(calendar.Deciding(calendar.InSync(ctx, report.Started), s.decision))
	after := s.server.Traffic()
	report.Requests = after.Requests - before.Requests
	report.Received = after.Received - before.Received
	report.Sent = after.Sent - before.Sent
	report.Ended = s.now()
	if later := askedFor(report.Err); later > 0 {
		report.Until = report.Ended.Add(later)
	}
	return *report, report.Err
}

func (s *session) run(ctx context.Context) error {
	collections, err := s.collections(ctx)
	if err != nil {
		return err
	}
	visits := make([]*visit, len(collections))
	for i, c := range collections {
		visits[i] = newVisit(s, c)
		if err := visits[i].begin(ctx); err != nil {
			return err
		}
	}
	s.visits = visits
	if err := s.findDeleted(ctx); err != nil {
		return err
	}
	defer func() {
		for _, v := range visits {
			s.report.Collections = append(s.report.Collections, v.result())
		}
	}()
	if err := s.moves(ctx, visits); err != nil {
		return err
	}
	for _, v := range visits {
		err := v.run(ctx)
		if Stops(err) {
			v.err = nil // it is the account's
			return err
		}
		v.err = err
	}
	if err := s.follow(ctx); err != nil {
		return err
	}
	return s.conflicts(ctx, visits)
}

// conflicts counts what waits for a decision.
func (s *session) conflicts(ctx context.Context, visits []*visit) error {
	open, err := s.replica.Conflicts(ctx)
	if err != nil {
		return fmt.Errorf("count the conflicts: %w", err)
	}
	for _, v := range visits {
		for _, c := range open {
			if c.Collection == v.col.ID {
				v.conflicts++
			}
		}
	}
	return nil
}

// Stops reports whether an error is about the whole account, so that asking
// for anything else is no use now. Being sent to another host is not: one odd
// href can do that.
func Stops(err error) bool {
	return isAny(err, calendar.ErrSignIn, calendar.ErrOffline, calendar.ErrTryLater, calendar.ErrCertificate,
		calendar.ErrNoSecret, calendar.ErrLocked, calendar.ErrNoKeyring, context.Canceled, context.DeadlineExceeded)
}

func isAny(err error, targets ...error) bool {
	for _, t := range targets {
		if errors.Is(err, t) {
			return true
		}
	}
	return false
}

// missing reports whether the error says that there is no such resource.
func missing(err error) bool {
	return isAny(err, calendar.ErrGone, calendar.ErrNotFound)
}
