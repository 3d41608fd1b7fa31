package syncer_test

import (
	"net/http"
	"strings"
	"testing"

	"calends/backend/caldavserver"
	"calends/backend/calendar"
)

// What a server leaves out of its answers about changes is found where the user
// wants everything compared, and nothing else changes by it.
func TestEverythingIsComparedOnRequest(t *testing.T) {
	for _, habit := range []caldavserver.Kind{caldavserver.RawHrefs, caldavserver.NoSync, caldavserver.NoCTag} {
		h := newHouse(t)
		h.server.Fault(caldavserver.Fault{Kind: habit})
		for _, name := range []string{"tea", "old", "same"} {
			h.server.Put(home+"home/"+name+".ics", string(event(name, "SUMMARY=Before")))
		}
		a := h.device("a")
		a.syncs(t)
		h.server.Put(home+"home/tea.ics", string(event("tea", "SUMMARY=Green")))
		h.server.Delete(home + "home/old.ics")
		h.server.Put(home+"home/new.ics", string(event("new", "SUMMARY=New")))
		if habit != caldavserver.NoSync { // its listing is always whole
			a.spy.answer = func(r *http.Request, answer *http.Response, err error) (*http.Response, error) {
				if r.Method != "REPORT" {
					return answer, err
				}
				return cut(answer, err, func(one string) bool { return !strings.Contains(one, "<C:calendar-data>") })
			}
			for range 2 {
				a.syncs(t)
				h.wants(t, "a", "tea", "SUMMARY=Before")
			}
			a.spy.answer = nil
			a.syncs(t)
			h.wants(t, "a", "tea", "SUMMARY=Before")
		}
		a.options.Full = func() bool { return true }
		a.syncs(t)
		h.wants(t, "a", "tea", "SUMMARY=Green")
		h.wants(t, "a", "new", "SUMMARY=New")
		h.wants(t, "a", "old", "absent")
		if got := counts(a.totals().Received); got != "1 1 1" {
			t.Errorf("%s: received %s", habit, got)
		}
		for _, c := range a.report.Collections {
			if c.Method != calendar.MethodFull {
				t.Errorf("%s: %s was compared by %s", habit, c.Name, c.Method)
			}
		}
		a.syncs(t)
		if got := counts(a.totals().Received); got != "0 0 0" {
			t.Errorf("%s: once more: received %s", habit, got)
		}
		a.options.Full = nil
		a.syncs(t)
		if habit == caldavserver.RawHrefs && a.report.Requests != 1 {
			t.Errorf("%d requests where nothing changed", a.report.Requests)
		}
	}
}
