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
