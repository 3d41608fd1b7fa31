package command_test

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"calends/backend/agenda"
	"calends/backend/bridge"
	"calends/backend/calendar"
	"calends/backend/store"
)

const cup = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:tea\r\nDTSTAMP:20261101T000000Z\r\nDTSTART:20261123T090000Z\r\nDTEND:20261123T100000Z\r\n" +
	"SUMMARY:Tea\r\nLOCATION:Here\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

// collide leaves the profile with a conflict about title and place.
func (c *computer) collide() {
	c.t.Helper()
	s, err := store.Open(filepath.Join(c.profile, "calends.db"), store.Options{Index: agenda.Index, IndexVersion: agenda.IndexVersion, Now: func() time.Time { return c.now }})
	if err != nil {
		c.t.Fatal(err)
	}
	defer s.Close()
	text := func(pairs ...string) []byte { return []byte(strings.NewReplacer(pairs...).Replace(cup)) }
	ctx := c.t.Context()
	must := func(err error) {
		c.t.Helper()
		if err != nil {
			c.t.Fatal(err)
		}
	}
	must(s.PutAccount(ctx, calendar.Account{ID: "acc", Name: "work"}))
	in, err := s.PutCollection(ctx, calendar.Collection{Account: "acc", Href: "/home/", Name: "Home"})
	must(err)
	base := calendar.Version{ETag: `"1"`, Body: []byte(cup)}
	must(s.Record(ctx, in.ID, []calendar.Sighting{{Href: "/home/tea.ics", Base: &base, Body: base.Body, Origin: calendar.Server}}, calendar.Progress{}))
	all, err := s.Objects(ctx, in.ID)
	must(err)
	ours, theirs := text("SUMMARY:Tea", "SUMMARY:Coffee", "LOCATION:Here", "LOCATION:Mine"), text("SUMMARY:Tea", "SUMMARY:Water", "LOCATION:Here", "LOCATION:There")
	_, err = s.Commit(ctx, calendar.Me, "", []calendar.Write{{Object: all[0].ID, At: all[0].Revision, Body: ours}})
	must(err)
	o, err := s.Object(ctx, all[0].ID)
	must(err)
	must(s.Record(ctx, in.ID, []calendar.Sighting{{Object: o.ID, Href: o.Href, At: o.Revision, Base: &calendar.Version{ETag: `"2"`, Body: theirs}, Body: theirs,
		Origin: calendar.Merge, Lost: ours, Clashes: []string{"SUMMARY", "LOCATION"}}}, calendar.Progress{}))
}

// TestConflicts: a conflict is listed and shown with status 5, settled field by
// field, and opened again by undo.
func TestConflicts(t *testing.T) {
	c := newComputer(t)
	c.collide()
	list := readWith[[]bridge.ConflictRow](c, 5, "conflicts", "list")
	if len(list) != 1 || len(list[0].Fields) != 2 || list[0].Fields[1].Name != "summary" || list[0].Fields[1].Ours != "Coffee" {
		t.Fatalf("%+v", list)
	}
	id := list[0].ID
	if one := readWith[bridge.ConflictDetail](c, 5, "conflicts", "show", id); one.UID != "tea" || !strings.Contains(one.Text.Ours, "Coffee") {
		t.Errorf("%+v", one)
	}
	for _, wrong := range [][]string{{"--take", "mine"}, {"--take", "ours", "--field", "summary=ours"}, {"--take", "merged", "--field", "summary"}, {}} {
		c.run(2, append([]string{"conflicts", "resolve", id}, wrong...)...)
	}
	if _, errs := c.run(1, "--json", "conflicts", "resolve", "nothing", "--take", "ours"); !strings.Contains(errs, `"not_found"`) {
		t.Error(errs)
	}
	if _, errs := c.run(2, "--json", "conflicts", "resolve", id, "--take", "merged", "--field", "colour=ours"); !strings.Contains(errs, "location, summary") {
		t.Error(errs)
	}
	read[bridge.ChangeRef](c, "conflicts", "resolve", id, "--take", "merged", "--field", "summary=ours")
	row := read[bridge.ShowRow](c, "show", "tea")
	if !strings.Contains(row.ICS, "SUMMARY:Coffee") || !strings.Contains(row.ICS, "LOCATION:There") || row.State != "edited" {
		t.Errorf("%s", row.ICS)
	}
	if got := read[bridge.Receipt](c, "show", "tea", "--receipt"); got.State != "waiting" || len(got.Fields) != 0 {
		t.Errorf("receipt %+v", got)
	}
	if list := read[[]bridge.ConflictRow](c, "conflicts", "list"); len(list) != 0 {
		t.Errorf("%+v", list)
	}
	read[bridge.ChangeRef](c, "undo")
	if list := readWith[[]bridge.ConflictRow](c, 5, "conflicts"); len(list) != 1 {
		t.Errorf("after undo %+v", list)
	}
}

// readWith is read for an answer that ends with another status.
func readWith[T any](c *computer, status int, args ...string) T {
	c.t.Helper()
	out, _ := c.run(status, append(args, "--json")...)
	var v T
	if err := json.Unmarshal([]byte(out), &v); err != nil {
		c.t.Fatalf("%q: %v: %s", args, err, out)
	}
	return v
}
