package command_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"calends/backend/agenda"
	"calends/backend/bridge"
	"calends/backend/calendar"
	"calends/backend/store"
)

// recorded makes a profile with two exchanges about an event of an account.
func recorded(t *testing.T) *computer {
	t.Helper()
	c := newComputer(t)
	s, err := store.Open(filepath.Join(c.profile, "calends.db"), store.Options{Index: agenda.Index, IndexVersion: agenda.IndexVersion, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ctx := context.Background()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(s.PutAccount(ctx, calendar.Account{ID: "a1", Name: "work", Server: "https://dav.test/"}))
	col, err := s.PutCollection(ctx, calendar.Collection{Account: "a1", Href: "/home/", Name: "Home"})
	must(err)
	body := "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:tea\r\nDTSTART:20261123T090000Z\r\nSUMMARY:Tea\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
	v := &calendar.Version{ETag: `"1"`, Body: []byte(body)}
	at := time.Now().Add(-time.Hour)
	id := calendar.ExchangeID(at.UnixMicro())
	must(s.Record(ctx, col.ID, []calendar.Sighting{{Href: "/home/tea.ics", Base: v, Body: v.Body, Exchanges: []calendar.ExchangeID{id + 1}}}, calendar.Progress{}))
	must(s.KeepExchanges(ctx, []calendar.Exchange{
		{ID: id, Session: id, Account: "a1", At: at, Method: "PROPFIND", URL: "https://dav.test/home/", Status: 207, Decision: "1 calendar"},
		{ID: id + 1, Session: id, Account: "a1", At: at, Duration: 5 * time.Millisecond, Method: "GET", URL: "https://dav.test/home/tea.ics", Status: 200,
			Received: int64(len(body)), Decision: "1 object fetched; 1 new", Answer: calendar.Message{Body: []byte(body)}},
	}))
	return c
}

// The record is shown whole and for one event, for people and for machines.
func TestLogCommand(t *testing.T) {
	c := recorded(t)
	if rows := read[[]bridge.LogRow](c, "log"); len(rows) != 2 || rows[0].Method != "PROPFIND" {
		t.Errorf("%+v", rows)
	}
	rows := read[[]bridge.LogRow](c, "log", "--object", "tea")
	if len(rows) != 1 || rows[0].URL != "https://dav.test/home/tea.ics" || rows[0].Status != 200 || rows[0].DurationMS != 5 ||
		rows[0].Account != "work" || rows[0].Decision != "1 object fetched; 1 new" || rows[0].Objects[0] != "tea" {
		t.Errorf("%+v", rows)
	}
	if rows := read[[]bridge.LogRow](c, "log", "--since", "2099-01-01"); len(rows) != 0 {
		t.Errorf("%+v", rows)
	}
	out, _ := c.run(0, "log", "--limit", "1")
	if !strings.Contains(out, "GET  200  5 ms  /home/tea.ics  1 object fetched; 1 new") || strings.Contains(out, "PROPFIND") {
		t.Error(out)
	}
	for _, wrong := range [][]string{{"--limit", "0"}, {"--since", "yesterweek"}, {"--export", ""}, {"--object", ""}, {"more"}} {
		c.run(2, append([]string{"log"}, wrong...)...)
	}
	c.run(1, "log", "--object", "nothing")
}

// What is exported is a bundle.
func TestLogExport(t *testing.T) {
	c := recorded(t)
	written := read[struct{ File string }](c, "log", "--export", "record.jsonl")
	f, err := os.Open(filepath.Join(c.dir, written.File))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	list, err := calendar.ReadBundle(f)
	if err != nil || len(list) != 2 || !strings.Contains(string(list[1].Answer.Body), "SUMMARY:Tea") {
		t.Errorf("%v %+v", err, list)
	}
	if out, _ := c.run(0, "log", "--export", "-", "--object", "tea"); strings.Count(out, "\n") != 2 {
		t.Error(out)
	}
}
