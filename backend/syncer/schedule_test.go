package syncer_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"calends/backend/caldav"
	"calends/backend/caldavserver"
	"calends/backend/calendar"
	"calends/backend/syncer"
)

const invitation = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nBEGIN:VEVENT\r\nUID:meet\r\nDTSTAMP:20261101T000000Z\r\nDTSTART:20261123T090000Z\r\n" +
	"SUMMARY:Meet\r\nORGANIZER:mailto:alice@example.org\r\nATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:bo@example.org\r\n" +
	"ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:alice@example.org\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

// busy is a server on which something happens just before a PUT, and another
// thing just after.
type busy struct {
	*caldav.Client
	before, after func()
}

func (b busy) Put(ctx context.Context, at calendar.Href, body []byte, m calendar.Match) (calendar.Version, error) {
	if b.before != nil {
		b.before()
	}
	v, err := b.Client.Put(ctx, at, body, m)
	if b.after != nil {
		b.after()
	}
	return v, err
}

// TestReplies: an edit of ours and the replies that the server enters survive
// one another, whichever comes first, and nobody is asked.
func TestReplies(t *testing.T) {
	const path = home + "home/meet.ics"
	const accepted, ours = "PARTSTAT=ACCEPTED:mailto:bo@example.org", "SUMMARY:Moved"
	for name, c := range map[string]struct {
		tags               bool
		earlier, meanwhile bool // when the reply comes
		typing             bool // the user goes on writing while the PUT is under way
		wants              []string
		most               int // PUTs
	}{
		"before the sync":               {tags: true, earlier: true, wants: []string{accepted, ours}, most: 1},
		"before the sync, without tags": {earlier: true, wants: []string{accepted, ours}, most: 1},
		"just before the PUT":           {tags: true, meanwhile: true, wants: []string{accepted, ours}, most: 1},
		"just before, without tags":     {meanwhile: true, wants: []string{accepted, ours}, most: 2},
		"while the user types":          {tags: true, meanwhile: true, typing: true, wants: []string{accepted, "SUMMARY:Typed"}, most: 2},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			if c.tags {
				h.server.Fault(caldavserver.Fault{Kind: caldavserver.ScheduleTags})
			}
			h.server.Put(path, invitation)
			d := h.device("a")
			d.syncs(t)
			d.edit("meet", "SUMMARY=Moved")
			reply := func() { h.server.Reply(path, "bo@example.org", "ACCEPTED") }
			if c.earlier {
				reply()
			}
			h.server.ResetRequests()
			server := busy{Client: d.client}
			if c.meanwhile {
				server.before = sync.OnceFunc(reply)
			}
			if c.typing {
				server.after = sync.OnceFunc(func() { d.edit("meet", "SUMMARY=Typed") })
			}
			report, err := syncer.Account(t.Context(), server, d.store, d.account, syncer.Options{})
			if err != nil || report.Problem() != nil {
				t.Fatal(err, report.Problem())
			}
			text, _, _ := h.server.Get(path)
			for _, w := range c.wants {
				if !strings.Contains(strings.ReplaceAll(text, "\r\n ", ""), w) {
					t.Errorf("no %q on the server:\n%s", w, text)
				}
			}
			if o, _ := d.find("meet"); string(o.Body) != text || o.State() != calendar.Unchanged {
				t.Errorf("here (%s)\n%s\nthere\n%s", o.State(), o.Body, text)
			}
			open, err := d.store.Conflicts(t.Context())
			if err != nil || len(open) > 0 || h.server.Count("PUT") > c.most {
				t.Errorf("%v, %d conflicts, %d PUTs", err, len(open), h.server.Count("PUT"))
			}
		})
	}
}

// TestETagAlone: another etag for the same content, or for the same in other
// words, asks nobody anything, edited here or not.
func TestETagAlone(t *testing.T) {
	const path = home + "home/meet.ics"
	h := newHouse(t)
	h.server.Put(path, invitation)
	d := h.device("a")
	d.syncs(t)
	d.edit("meet", "SUMMARY=Mine")
	h.server.Put(path, strings.ReplaceAll(strings.Replace(invitation, "DTSTAMP:20261101", "DTSTAMP:20261105", 1), "ORGANIZER:", "ORGANIZER\r\n :"))
	d.syncs(t)
	text, _, _ := h.server.Get(path)
	if sum := d.totals(); sum.Conflicts != 0 || !strings.Contains(text, "SUMMARY:Mine") || !strings.Contains(text, "ORGANIZER\r\n :") {
		t.Errorf("%d conflicts\n%s", sum.Conflicts, text)
	}
	h.server.Put(path, strings.Replace(text, "DTSTAMP:20261105", "DTSTAMP:20261106", 1))
	d.syncs(t)
	if sum := d.totals(); sum.Conflicts != 0 || d.pending() != 0 {
		t.Errorf("%d conflicts, %d pending", sum.Conflicts, d.pending())
	}
}

// TestDeletionAgainstEdit: the edit wins on either side, and the ledger tells
// both halves of it.
func TestDeletionAgainstEdit(t *testing.T) {
	const path = home + "home/tea.ics"
	for name, here := range map[string]bool{"edited here": true, "deleted here": false} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			h.server.Put(path, string(event("tea", "SUMMARY=Tea")))
			h.server.Put(home+"home/other.ics", string(event("other", "SUMMARY=Other")))
			d := h.device("a")
			d.syncs(t)
			if here {
				d.edit("tea", "SUMMARY=Coffee")
				h.server.Delete(path)
			} else {
				d.delete("tea")
				h.server.Put(path, string(event("tea", "SUMMARY=Coffee")))
			}
			d.syncs(t)
			text, there, _ := h.server.Get(path)
			o, _ := d.find("tea")
			if there == "" || !strings.Contains(text, "Coffee") || string(o.Body) != text || d.totals().Conflicts != 0 {
				t.Errorf("there\n%s\nhere\n%s", text, o.Body)
			}
			rows, err := d.store.History(t.Context(), calendar.HistoryQuery{UID: "tea", Limit: 2})
			if err != nil || len(rows) != 2 || rows[0].Kind != calendar.KindCreated || rows[1].Kind != calendar.KindDeleted {
				t.Fatalf("%v %+v", err, rows)
			}
			want := [2]calendar.Origin{calendar.Server, calendar.Me}
			if here {
				want = [2]calendar.Origin{calendar.Merge, calendar.Server}
			}
			if got := [2]calendar.Origin{rows[0].Origin, rows[1].Origin}; got != want {
				t.Errorf("told as %v, want %v", got, want)
			}
		})
	}
}

// What one side deleted and the other edited within an event stands, and the
// ledger tells whose it was.
func TestKeptIsTold(t *testing.T) {
	const path = home + "home/tea.ics"
	for _, mine := range []bool{true, false} {
		h := newHouse(t)
		h.server.Put(path, string(event("tea", "SUMMARY=Tea", "LOCATION=Here")))
		d := h.device("a")
		d.syncs(t)
		without, with := event("tea", "SUMMARY=Tea"), event("tea", "SUMMARY=Tea", "LOCATION=There")
		o, _ := d.find("tea")
		if mine {
			d.commit(calendar.Write{Object: o.ID, At: o.Revision, Body: with})
			h.server.Put(path, string(without))
		} else {
			d.commit(calendar.Write{Object: o.ID, At: o.Revision, Body: without})
			h.server.Put(path, string(with))
		}
		d.syncs(t)
		h.wants(t, "server", "tea", "LOCATION=There")
		rows, err := d.store.History(t.Context(), calendar.HistoryQuery{UID: "tea"})
		h.must(err)
		told := 0
		for _, r := range rows {
			for _, k := range r.Kept {
				told++
				if r.Origin != calendar.Merge || k != (calendar.Kept{Field: "LOCATION", Mine: mine}) {
					t.Errorf("mine %v: %s %+v", mine, r.Origin, k)
				}
			}
		}
		if told != 1 || d.totals().Conflicts != 0 {
			t.Errorf("mine %v: told %d times, %d conflicts", mine, told, d.totals().Conflicts)
		}
	}
}
