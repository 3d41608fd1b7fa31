package syncer_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"calends/backend/caldav"
	"calends/backend/caldavserver"
	"calends/backend/calendar"
	"calends/backend/store"
	"calends/backend/syncer"
)

var (
	_ syncer.Server  = (*caldav.Client)(nil)
	_ syncer.Replica = (*store.Store)(nil)
)

const home = "/dav/calendars/alice/"

// house is a server with the calendars home and work, and devices that talk to
// it without a network.
type house struct {
	t       testing.TB
	server  *caldavserver.Server
	devices map[string]*device
}

func newHouse(t *testing.T) *house {
	h := &house{t: t, devices: map[string]*device{}}
	h.server = caldavserver.New(caldavserver.Options{Users: []caldavserver.User{{Name: "alice", Password: "secret"}}})
	h.server.Seed("alice", caldavserver.Calendar{Path: "home", Name: "Home"}, caldavserver.Calendar{Path: "work", Name: "Work"})
	return h
}

// device is one installation: a store, a client, and the last report.
type device struct {
	t        testing.TB
	store    *store.Store
	client   *caldav.Client
	account  calendar.Account
	password string
	locked   atomic.Bool // the password is away, for now
	options  syncer.Options
	at       map[string]calendar.Href // of its calendars home and work
	report   syncer.Report
	err      error
	spy      *spy
}

func (h *house) device(name string) *device {
	if d := h.devices[name]; d != nil {
		return d
	}
	d := &device{t: h.t, password: "secret", account: calendar.Account{ID: "acc", Name: name, User: "alice", Server: "https://dav.test/"},
		at: map[string]calendar.Href{"home": home + "home/", "work": home + "work/"}}
	h.devices[name] = d
	d.spy = &spy{next: h.server.Transport()}
	var err error
	d.store, err = store.Open(filepath.Join(h.t.TempDir(), "store.db"), store.Options{Index: index, IndexVersion: 1, Now: time.Now})
	h.must(err)
	h.t.Cleanup(func() { d.store.Close() })
	d.client, err = caldav.New(caldav.Options{Server: d.account.Server, User: "alice", Homes: []calendar.Href{home}, Now: d.now,
		Password: func(context.Context) (string, error) {
			if d.locked.Load() {
				return "", calendar.ErrLocked
			}
			return d.password, nil
		},
		Transport: d.spy})
	h.must(err)
	h.must(d.store.PutAccount(h.t.Context(), d.account))
	return d
}

// now is the clock of the device.
func (d *device) now() time.Time {
	if d.options.Now == nil {
		return time.Now()
	}
	return d.options.Now()
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// index reads the little that the store needs.
func index(body []byte) (calendar.Index, error) {
	if !strings.Contains(string(body), "BEGIN:VEVENT") {
		return calendar.Index{}, errors.New("not an event")
	}
	return calendar.Index{UID: calendar.UID(property(body, "UID")), Component: "VEVENT", Title: property(body, "SUMMARY")}, nil
}

// property is the value of the first line of that name, which is not folded.
func property(body []byte, name string) string {
	_, from, to := line(body, name)
	return string(body[from:to])
}

// line finds the first line of a property: where it begins, and its value,
// which begins after the name, with any parameters.
func line(body []byte, name string) (at, from, to int) {
	for at < len(body) {
		end := at + bytes.IndexByte(body[at:], '\n') + 1
		if end == at {
			end = len(body)
		}
		if rest, ok := bytes.CutPrefix(body[at:end], []byte(name)); ok && len(rest) > 0 && (rest[0] == ':' || rest[0] == ';') {
			from = at + len(name) + 1
			return at, from, from + len(bytes.TrimRight(body[from:end], "\r\n"))
		}
		at = end
	}
	return len(body), len(body), len(body)
}

// event writes an event; fields are NAME=VALUE.
func event(uid string, fields ...string) []byte {
	lines := []string{"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Calends//test//EN", "BEGIN:VEVENT", "UID:" + uid,
		"DTSTAMP:20261122T090000Z", "DTSTART:20261123T090000Z", "DTEND:20261123T100000Z"}
	for _, f := range fields {
		name, value, _ := strings.Cut(f, "=")
		lines = append(lines, name+":"+value)
	}
	lines = append(lines, "END:VEVENT", "END:VCALENDAR", "")
	return []byte(strings.Join(lines, "\r\n"))
}

// edited changes fields of an event, in all its components.
func edited(body []byte, fields ...string) []byte {
	for _, f := range fields {
		name, value, _ := strings.Cut(f, "=")
		text := []byte(name + ":" + value)
		at, _, to := line(body, name)
		if at == len(body) {
			end := bytes.Index(body, []byte("END:VEVENT"))
			body = slices.Concat(body[:end], text, []byte("\r\n"), body[end:])
			continue
		}
		var out []byte
		for at < len(body) {
			out, body = append(append(out, body[:at]...), text...), body[to:]
			at, _, to = line(body, name)
		}
		body = append(out, body...)
	}
	return body
}

func (d *device) sync() error {
	d.report, d.err = syncer.Account(d.t.Context(), d.client, d.store, d.account, d.options)
	return d.err
}

func (d *device) collection(path string) calendar.Collection {
	d.t.Helper()
	all, err := d.store.Collections(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	i := slices.IndexFunc(all, func(c calendar.Collection) bool { return c.Href.Same(d.at[path]) })
	if i < 0 {
		d.t.Fatalf("no calendar %s on device %s", path, d.account.Name)
	}
	return all[i]
}

// find returns the object NAME.ics of any of the calendars.
func (d *device) find(name string) (calendar.Object, bool) {
	d.t.Helper()
	for _, path := range []string{"home", "work"} {
		objects, err := d.store.Objects(d.t.Context(), d.collection(path).ID)
		if err != nil {
			d.t.Fatal(err)
		}
		for _, o := range objects {
			if strings.HasSuffix(string(o.Href), "/"+name+".ics") && o.Body != nil {
				return o, true
			}
		}
	}
	return calendar.Object{}, false
}

func (d *device) commit(writes ...calendar.Write) {
	d.t.Helper()
	if _, err := d.store.Commit(d.t.Context(), calendar.Me, "", writes); err != nil {
		d.t.Fatal(err)
	}
}

func (d *device) create(name string, fields ...string) {
	d.t.Helper()
	c := d.collection("home")
	d.commit(calendar.Write{Collection: c.ID, Href: d.at["home"] + calendar.Href(name+".ics"), Body: event(name, fields...)})
}

func (d *device) edit(name string, fields ...string) {
	d.t.Helper()
	o, ok := d.find(name)
	if !ok {
		d.t.Fatalf("device %s has no %s", d.account.Name, name)
	}
	d.commit(calendar.Write{Object: o.ID, At: o.Revision, Body: edited(o.Body, fields...)})
}

func (d *device) delete(name string) {
	d.t.Helper()
	o, ok := d.find(name)
	if !ok {
		d.t.Fatalf("device %s has no %s", d.account.Name, name)
	}
	d.commit(calendar.Write{Object: o.ID, At: o.Revision})
}

// move moves an object to another calendar, as bridge does.
func (d *device) move(name, to string) {
	d.t.Helper()
	o, ok := d.find(name)
	if !ok {
		d.t.Fatalf("device %s has no %s", d.account.Name, name)
	}
	d.commit(calendar.Write{Object: o.ID, At: o.Revision},
		calendar.Write{Collection: d.collection(to).ID, Href: d.at[to] + calendar.Href(name+".ics"), Body: o.Body})
}

func (d *device) pending() (n int) {
	for _, path := range []string{"home", "work"} {
		p, err := d.store.Pending(d.t.Context(), d.collection(path).ID)
		if err != nil {
			d.t.Fatal(err)
		}
		n += p
	}
	return n
}

// totals adds up the calendars of the last report.
func (d *device) totals() (c syncer.CollectionReport) {
	for _, r := range d.report.Collections {
		c.Received = plus(c.Received, r.Received)
		c.Sent = plus(c.Sent, r.Sent)
		c.Merged += r.Merged
		c.Returned += r.Returned
		c.Conflicts += r.Conflicts
		c.HeldBack += r.HeldBack
		c.Failed = append(c.Failed, r.Failed...)
	}
	return c
}

func plus(a, b syncer.Counts) syncer.Counts {
	return syncer.Counts{Created: a.Created + b.Created, Updated: a.Updated + b.Updated, Deleted: a.Deleted + b.Deleted}
}

func counts(c syncer.Counts) string { return fmt.Sprintf("%d %d %d", c.Created, c.Updated, c.Deleted) }
