package syncer

import (
	"errors"
	"fmt"
	"time"

	"calends/backend/calendar"
)

// Report is what a sync of an account did.
type Report struct {
	Account        calendar.AccountID
	Name           string
	Started, Ended time.Time
	Requests       int   // answered ones
	Received, Sent int64 // bytes of bodies
	Collections    []CollectionReport
	// Splits are the merges of sets that either side had split: the other part
	// may lack what the merge brought.
	Splits []Split
	// Err is what stopped the account; nil where it came to its end.
	Err error
	// Until is when the server, which asked to be left alone, may be asked
	// again; zero: it asked for nothing.
	Until time.Time
}

// Split is a merge of an object that names a sibling: what both sides grew from,
// and what they had.
type Split struct {
	Object             calendar.ObjectID
	Base, Ours, Theirs []byte
}

// LeftAlone is the report on a sync that was asked for while the account's
// server wants to be left alone until NotBefore: nothing was asked of it.
// Its error is [calendar.ErrTryLater].
func LeftAlone(a calendar.Account, now time.Time) Report {
	return Report{Account: a.ID, Name: a.Name, Started: now, Ended: now, Until: a.NotBefore,
		Err: fmt.Errorf("synchronize %q: %w", a.Name, calendar.ErrTryLater)}
}

// CollectionReport is what a sync did in one collection.
type CollectionReport struct {
	ID        calendar.CollectionID
	Name      string
	Href      calendar.Href
	Received  Counts
	Sent      Counts
	Merged    int // each of them counts in the directions it went, too
	Returned  int // received although the user had deleted them, for they were edited or moved there
	Conflicts int // open after this sync
	HeldBack  int // objects that wait for the user's word
	Hold      calendar.Hold
	Failed    []Failure
	// Unsent is what stopped the account while an object was being sent; nil
	// for most.
	Unsent []Failure
	Method calendar.Method
	// Err is why the collection could not be synchronized.
	Err error
}

// Counts counts objects, each once.
type Counts struct{ Created, Updated, Deleted int }

// Failure is an object that could not be synchronized.
type Failure struct {
	Href calendar.Href
	Err  error
}

// Problem joins everything that went wrong; nil where nothing did.
func (r Report) Problem() error {
	all := []error{r.Err}
	for _, c := range r.Collections {
		if c.Err != nil {
			all = append(all, fmt.Errorf("calendar %q: %w", c.Name, c.Err))
		}
		for _, f := range c.Failed {
			all = append(all, fmt.Errorf("calendar %q, %s: %w", c.Name, f.Href, f.Err))
		}
	}
	return errors.Join(all...)
}

// tally counts objects by key, so that one that takes several steps counts once.
type tally map[string]calendar.ChangeKind

// note counts an object; what happened to it first stays.
func (t tally) note(href calendar.Href, kind calendar.ChangeKind) {
	key := href.Key()
	if _, counted := t[key]; !counted {
		t[key] = kind
	}
}

func (t tally) counts() (c Counts) {
	for _, kind := range t {
		switch kind {
		case calendar.KindCreated:
			c.Created++
		case calendar.KindDeleted:
			c.Deleted++
		default:
			c.Updated++
		}
	}
	return c
}
