package bridge_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"calends/backend/bridge"
	"calends/backend/calendar"
)

// The window asks for history and for the past by address.
func TestLedgerAnswers(t *testing.T) {
	a := newSeat(t, crowd(1))
	before := a.moment()
	a.edit("e0", bridge.Patch{Summary: ptr("Later")})
	h := bridge.Handler(bridge.Life{Program: func() *bridge.Program { return a.Program }, Context: t.Context})
	ask := func(path string, out any) int {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		must(t, json.Unmarshal(w.Body.Bytes(), out))
		return w.Code
	}
	for asOf, want := range map[string]string{"": "Later", before.Format(time.RFC3339Nano): "Party 0"} {
		var out bridge.Shown
		ask("/api/agenda?tz=UTC&from=2026-11-23T00:00:00Z&to=2026-11-24T00:00:00Z&asOf="+strings.ReplaceAll(asOf, "+", "%2B"), &out)
		got := ""
		for _, o := range out.Occurrences {
			got += o.Summary
		}
		if got != want {
			t.Errorf("as of %q: %s", asOf, got)
		}
	}
	var early bridge.Fault
	code := ask("/api/agenda?tz=UTC&from=2026-11-23T00:00:00Z&to=2026-11-24T00:00:00Z&asOf=1999-01-01", &early)
	if code == http.StatusOK || early.Code != "not_found" || !strings.Contains(early.Message, "history begins") {
		t.Errorf("before the ledger: %d %+v", code, early)
	}
	for query, want := range map[string]int{"": 2, "?uid=e0": 2, "?limit=1": 1, "?since=today": 2, "?calendar=Home": 2,
		"?account=work": 2, "?account=local": 0, "?since=2099-01-01": 0} {
		var out struct{ Changes []bridge.ChangeRow }
		if code := ask("/api/history"+query, &out); code != http.StatusOK || len(out.Changes) != want {
			t.Errorf("%s: %d, %d changes", query, code, len(out.Changes))
		}
	}
	var fault bridge.Fault
	if code := ask("/api/history?since=sometime", &fault); code != http.StatusBadRequest || fault.Code != "invalid" {
		t.Errorf("%d %+v", code, fault)
	}
}

// Where history begins is said in the zone of the view, and that time is one
// that can be asked for.
func TestWhereHistoryBeginsIsSaidInTheViewZone(t *testing.T) {
	a := newSeat(t, crowd(1))
	kolkata, err := time.LoadLocation("Asia/Kolkata")
	must(t, err)
	look := func(at time.Time) error {
		_, _, err := a.Agenda(t.Context(), bridge.AgendaQuery{From: at, To: at.AddDate(0, 0, 1), View: kolkata, AsOf: at})
		return err
	}
	early := look(time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC))
	if !errors.Is(early, calendar.ErrNotFound) {
		t.Fatal(early)
	}
	said := bridge.Explain(early).Message
	_, at, _ := strings.Cut(said, "history begins at ")
	begins, err := time.Parse(time.RFC3339, strings.TrimSuffix(at, "."))
	if err != nil || !strings.HasSuffix(said, "+05:30.") || time.Since(begins) > time.Hour {
		t.Fatalf("%q: %v", said, err)
	}
	if err := look(begins); err != nil {
		t.Error(err)
	}
}

// Who looks back at an event sees what was known of it then, be it changed,
// moved on or deleted since; nothing can be based on it.
func TestDetailsAsTheyWere(t *testing.T) {
	a := newSeat(t, crowd(3))
	before := a.moment()
	events := bridge.Bound(bridge.Life{Program: func() *bridge.Program { return a.Program }, Context: t.Context})[2].(*bridge.Events)
	id := map[string]string{}
	for _, uid := range []string{"e0", "e1", "e2"} {
		all, err := a.store.Find(t.Context(), calendar.UID(uid))
		must(t, err)
		id[uid] = string(all[0].ID)
	}
	a.edit("e0", bridge.Patch{Summary: ptr("Later"), Location: ptr("Elsewhere")})
	between := a.moment()
	a.edit("e0", bridge.Patch{Summary: ptr("Latest")})
	_, err := a.Delete(t.Context(), bridge.DeleteEvent{UID: "e1", View: time.UTC})
	must(t, err)
	for _, c := range []struct {
		uid  string
		at   time.Time
		want string
	}{{"e0", before, "Party 0"}, {"e0", between, "Later"}, {"e1", before, "Party 1"}, {"e2", before, "Party 2"}, {"e0", time.Time{}, "Latest"}} {
		asOf := ""
		if !c.at.IsZero() {
			asOf = c.at.Format(time.RFC3339Nano)
		}
		d, err := events.Details(id[c.uid], "", asOf)
		if err != nil || d.Summary != c.want || d.Calendar != a.calendarID("Home") || d.Object != id[c.uid] {
			t.Errorf("%s at %s: %q, %v", c.uid, asOf, d.Summary, err)
		}
		if asOf != "" && (d.Writable || d.Revision != 0) || asOf == "" && !d.Writable {
			t.Errorf("%s at %s: writable %v, revision %d", c.uid, asOf, d.Writable, d.Revision)
		}
	}
	for uid, asOf := range map[string]string{"e1": "", "e2": "1999-01-01", "e0": "sometime"} {
		if d, err := events.Details(id[uid], "", asOf); err == nil {
			t.Errorf("%s at %q: %+v", uid, asOf, d)
		}
	}
	must(t, a.DeleteCalendar(t.Context(), "Home"))
	if d, err := events.Details(id["e2"], "", before.Format(time.RFC3339Nano)); err != nil || d.Summary != "Party 2" {
		t.Errorf("of a deleted calendar: %q, %v", d.Summary, err)
	}
}

// Words of the past are days of the view zone.
func TestParsePast(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	must(t, err)
	now := time.Date(2026, 11, 25, 0, 30, 0, 0, berlin) // a Wednesday
	for text, want := range map[string]string{
		"today": "2026-11-25T00:00:00+01:00", "yesterday": "2026-11-24T00:00:00+01:00", "Monday": "2026-11-23T00:00:00+01:00",
		"wed": "2026-11-25T00:00:00+01:00", "thursday": "2026-11-19T00:00:00+01:00", "09:14": "2026-11-25T09:14:00+01:00",
		"2026-11-01": "2026-11-01T00:00:00+01:00", "2026-11-01T10:00": "2026-11-01T10:00:00+01:00",
		"2026-11-01T10:00:00Z": "2026-11-01T11:00:00+01:00", "soon": "",
	} {
		got, err := bridge.ParsePast(text, now.UTC(), berlin)
		if (err != nil) != (want == "") || err == nil && got.Format(time.RFC3339) != want {
			t.Errorf("%s: %s, %v", text, got.Format(time.RFC3339), err)
		}
	}
}

// What bounds the history is told, set and refused.
func TestLedgerLimits(t *testing.T) {
	a := newSeat(t, crowd(3))
	r, err := a.LedgerReport(t.Context())
	must(t, err)
	if r.Days != 365 || r.MB != 500 || r.Changes != 3 || r.Bytes == 0 || r.Oldest == "" || r.Since != "" {
		t.Errorf("%+v", r)
	}
	r, err = a.KeepLedger(t.Context(), 30, 0)
	must(t, err)
	if r.Days != 30 || r.MB != 500 {
		t.Errorf("%+v", r)
	}
	if _, err := a.KeepLedger(t.Context(), -1, 0); !errors.Is(err, calendar.ErrInvalid) {
		t.Errorf("%v", err)
	}
}
