package syncer_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"calends/backend/caldavserver"
	"calends/backend/calendar"
	"calends/backend/syncer"
)

// tallied is what a report says of each calendar, by name.
func (d *device) tallied() string {
	var all []string
	for _, c := range d.report.Collections {
		all = append(all, fmt.Sprintf("%s: received %s, sent %s, merged %d, conflicts %d, held %d, failed %d", c.Name, counts(c.Received), counts(c.Sent),
			c.Merged, c.Conflicts, c.HeldBack, len(c.Failed)))
	}
	slices.Sort(all)
	return strings.Join(all, "\n")
}

// planRows counts what a plan names, as a report does.
func planRows(planned []syncer.Planned) (received, sent syncer.Counts) {
	for _, p := range planned {
		c := &received
		if p.Direction == syncer.Send {
			c = &sent
		}
		switch {
		case p.Held:
		case p.Kind == "create":
			c.Created++
		case p.Kind == "delete":
			c.Deleted++
		default:
			c.Updated++
		}
	}
	return received, sent
}

// TestThePlanIsWhatTheSyncDoes: what a dry run counts and lists is what the sync
// after it does, and what either says of a calendar adds up.
func TestThePlanIsWhatTheSyncDoes(t *testing.T) {
	readOnly := func(h *house, path string, objects map[string]string) {
		h.server.Seed("alice", caldavserver.Calendar{Path: path, Name: path, ReadOnly: true, Objects: objects})
	}
	put := func(h *house, name string, fields ...string) {
		h.server.Put(home+"home/"+name+".ics", string(event(name, fields...)))
	}
	all := func(calendar.CollectionID) bool { return true }
	for name, c := range map[string]struct {
		act  func(h *house, a *device)
		want string // of the calendar home; "" for any
	}{
		"nothing":          {func(*house, *device) {}, "received 0 0 0, sent 0 0 0, merged 0, conflicts 0, held 0, failed 0"},
		"both, apart":      {func(h *house, a *device) { put(h, "e0", "SUMMARY=theirs"); a.edit("e0", "LOCATION=ours") }, "received 0 1 0, sent 0 1 0, merged 1, conflicts 0, held 0, failed 0"},
		"a pure collision": {func(h *house, a *device) { put(h, "e0", "SUMMARY=theirs"); a.edit("e0", "SUMMARY=ours") }, "received 0 1 0, sent 0 0 0, merged 0, conflicts 1, held 0, failed 0"},
		"a collision, more": {func(h *house, a *device) {
			put(h, "e0", "SUMMARY=theirs")
			a.edit("e0", "SUMMARY=ours", "LOCATION=ours")
		}, "received 0 1 0, sent 0 1 0, merged 1, conflicts 1, held 0, failed 0"},
		"the same":         {func(h *house, a *device) { put(h, "e0", "SUMMARY=same"); a.edit("e0", "SUMMARY=same") }, ""},
		"deleted, changed": {func(h *house, a *device) { put(h, "e0", "SUMMARY=theirs"); a.delete("e0") }, ""},
		"changed, deleted": {func(h *house, a *device) { h.loses(1); a.edit("e0", "SUMMARY=ours") }, "received 0 0 0, sent 1 0 0, merged 0, conflicts 0, held 0, failed 0"},
		"twice deleted":    {func(h *house, a *device) { h.loses(1); a.delete("e0") }, ""},
		"an etag": {func(h *house, a *device) {
			text, _, _ := h.server.Get(home + "home/e0.ics")
			h.server.Put(home+"home/e0.ics", text+"\r\n")
			h.server.Put(home+"home/e0.ics", text)
		}, "received 0 0 0, sent 0 0 0, merged 0, conflicts 0, held 0, failed 0"},
		"an etag, edited": {func(h *house, a *device) {
			text, _, _ := h.server.Get(home + "home/e0.ics")
			h.server.Put(home+"home/e0.ics", text+"\r\n")
			h.server.Put(home+"home/e0.ics", text)
			a.edit("e0", "SUMMARY=ours")
		}, "received 0 0 0, sent 0 1 0, merged 0, conflicts 0, held 0, failed 0"},
		"made on both sides": {func(h *house, a *device) { a.create("new", "SUMMARY=ours"); put(h, "new", "SUMMARY=theirs") }, ""},
		"made alike":         {func(h *house, a *device) { a.create("new", "SUMMARY=ours"); put(h, "new", "SUMMARY=ours") }, ""},
		"the answer lost":    {func(h *house, a *device) { a.edit("e0", "SUMMARY=ours"); put(h, "e0", "SUMMARY=ours") }, ""},
		"moved":              {func(h *house, a *device) { a.move("e0", "work") }, "received 0 0 0, sent 0 0 1, merged 0, conflicts 0, held 0, failed 0"},
		"moved where everything is listed": {func(h *house, a *device) {
			h.server.Fault(caldavserver.Fault{Kind: caldavserver.NoSync})
			a.move("e0", "work")
			a.edit("e1", "SUMMARY=ours")
			h.server.Put(home+"work/new.ics", string(event("new")))
		}, "received 0 0 0, sent 0 1 1, merged 0, conflicts 0, held 0, failed 0"},
		"moved and edited":    {func(h *house, a *device) { a.move("e0", "work"); a.edit("e0", "SUMMARY=ours") }, ""},
		"moved there":         {func(h *house, a *device) { h.moves("e0", "home", "work") }, ""},
		"moved, edited there": {func(h *house, a *device) { a.move("e0", "work"); put(h, "e0", "SUMMARY=theirs") }, ""},
		"edited, moved there": {func(h *house, a *device) { h.moves("e0", "home", "work"); a.edit("e0", "SUMMARY=ours") }, ""},
		"edited, moved and edited there": {func(h *house, a *device) {
			h.moves("e0", "home", "work", "SUMMARY=theirs")
			a.edit("e0", "SUMMARY=ours")
		}, "received 0 0 1, sent 0 0 0, merged 0, conflicts 0, held 0, failed 0"},
		"moved to what can only be read": {func(h *house, a *device) { a.move("e0", "work"); readOnly(h, "work", nil) },
			"received 1 0 0, sent 0 0 0, merged 0, conflicts 0, held 0, failed 0"},
		"moved to what can only be read, and edited": {func(h *house, a *device) {
			a.move("e0", "work")
			a.edit("e0", "SUMMARY=ours")
			readOnly(h, "work", nil)
		}, "received 1 0 0, sent 0 1 0, merged 0, conflicts 0, held 0, failed 0"},
		"edited where one can only read": {func(h *house, a *device) {
			a.move("e0", "work")
			h.must(a.sync())
			a.edit("e0", "SUMMARY=ours")
			text, _, _ := h.server.Get(home + "work/e0.ics")
			readOnly(h, "work", map[string]string{"e0.ics": text})
		}, ""},
		"deleted where one can only read": {func(h *house, a *device) {
			a.move("e0", "work")
			h.must(a.sync())
			a.delete("e0")
			text, _, _ := h.server.Get(home + "work/e0.ics")
			readOnly(h, "work", map[string]string{"e0.ics": text})
		}, ""},
		"many gone":                      {func(h *house, a *device) { h.loses(12) }, "received 0 0 0, sent 0 0 0, merged 0, conflicts 0, held 12, failed 0"},
		"many gone, one of them edited":  {func(h *house, a *device) { h.loses(12); a.edit("e0", "SUMMARY=ours") }, "received 0 0 0, sent 1 0 0, merged 0, conflicts 0, held 11, failed 0"},
		"many gone, one of them deleted": {func(h *house, a *device) { h.loses(12); a.delete("e0") }, ""},
		"many gone, accepted":            {func(h *house, a *device) { h.loses(12); h.must(a.sync()); a.options.Accept = all }, "received 0 0 12, sent 0 0 0, merged 0, conflicts 0, held 0, failed 0"},
		"many gone, pushed back":         {func(h *house, a *device) { h.loses(12); h.must(a.sync()); a.options.PushBack = all }, "received 0 0 0, sent 12 0 0, merged 0, conflicts 0, held 0, failed 0"},
		"all changed":                    {func(h *house, a *device) { h.changes(12, "SUMMARY=theirs") }, "received 0 0 0, sent 0 0 0, merged 0, conflicts 0, held 12, failed 0"},
		"all changed, one of them here":  {func(h *house, a *device) { h.changes(12, "SUMMARY=theirs"); a.edit("e0", "LOCATION=ours") }, ""},
		"all changed, accepted":          {func(h *house, a *device) { h.changes(12, "SUMMARY=theirs"); h.must(a.sync()); a.options.Accept = all }, "received 0 12 0, sent 0 0 0, merged 0, conflicts 0, held 0, failed 0"},
		"all changed, pushed back":       {func(h *house, a *device) { h.changes(12, "SUMMARY=theirs"); h.must(a.sync()); a.options.PushBack = all }, "received 0 0 0, sent 0 12 0, merged 0, conflicts 0, held 0, failed 0"},
		"the calendar gone":              {func(h *house, a *device) { h.server.Delete(home + "home/") }, ""},
		"the calendar gone, pushed back": {func(h *house, a *device) { h.server.Delete(home + "home/"); _ = a.sync(); a.options.PushBack = all }, ""},
		"unreadable": {func(h *house, a *device) {
			h.server.Fault(caldavserver.Fault{Kind: caldavserver.Null, Path: "e0"})
			put(h, "e0", "SUMMARY=theirs")
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			a := h.full(t, 12)
			c.act(h, a)
			var planned []syncer.Planned
			a.report, planned, _ = syncer.Plan(t.Context(), a.client, a.store, a.account, a.options)
			foreseen, total := a.tallied(), a.totals()
			if received, sent := planRows(planned); received != total.Received || sent != total.Sent {
				for _, p := range planned {
					t.Logf("%s %s %s %s", p.Collection.Name, p.Direction, p.Kind, p.Href)
				}
				t.Errorf("lists %+v %+v, and counts\n%s", received, sent, foreseen)
			}
			_ = a.sync()
			if done := a.tallied(); done != foreseen {
				t.Errorf("planned\n%s\ndone\n%s", foreseen, done)
			}
			if !strings.Contains(a.tallied()+"\n", "Home: "+c.want+"\n") && c.want != "" {
				t.Errorf("done\n%s\nwant of Home\n%s", a.tallied(), c.want)
			}
		})
	}
}
