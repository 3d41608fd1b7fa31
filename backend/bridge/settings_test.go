package bridge_test

import (
	"encoding/json"
	"testing"

	"calends/backend/bridge"
)

// What the window calls a setting when it reads it is what it calls it when it
// sets it; what makes no sense is refused, and changes nothing.
func TestSettingsOfTheWindow(t *testing.T) {
	d := newSeat(t, newServer())
	settings := bridge.Bound(bridge.Life{Program: func() *bridge.Program { return d.Program }, Context: t.Context})[5].(*bridge.Settings)
	read := func(name string) string {
		t.Helper()
		all, err := settings.Get()
		must(t, err)
		text, err := json.Marshal(all)
		must(t, err)
		var fields map[string]json.RawMessage
		must(t, json.Unmarshal(text, &fields))
		return string(fields[name])
	}
	for _, tt := range []struct{ name, value, want, bad string }{
		{"weekStart", "6", "6", "7"},
		{"weekStart", "0", "0", "Monday"},
		{"timeZone", "Asia/Tokyo", `"Asia/Tokyo"`, "Nowhere/Town"},
		{"moreZones", "Asia/Tokyo,UTC", `["Asia/Tokyo","UTC"]`, "UTC,Asia/Tokyo,Europe/Berlin"},
		{"moreZones", "", "[]", "Nowhere/Town"},
		{"dateOrder", "day", `"day"`, "year"},
		{"ledgerDays", "30", "30", "0"},
		{"ledgerMB", "12", "12", "many"},
		{"recordMB", "0", "0", "-1"},
		{"keys", `{"Today":["g"]}`, `"{\"Today\":[\"g\"]}"`, `["g"]`},
		{"defaultCalendar", d.calendarID("Home"), `"` + d.calendarID("Home") + `"`, ""},
	} {
		if err := settings.Set(tt.name, tt.value); err != nil || read(tt.name) != tt.want {
			t.Errorf("%s %q: %v, %s", tt.name, tt.value, err, read(tt.name))
		}
		if tt.bad == "" {
			continue
		}
		if err := settings.Set(tt.name, tt.bad); err == nil || bridge.Explain(err).Code != "invalid" || read(tt.name) != tt.want {
			t.Errorf("%s %q: %v, %s", tt.name, tt.bad, err, read(tt.name))
		}
	}
	if err := settings.Set("week-start", "1"); err == nil {
		t.Error("a setting that does not exist was set")
	}
}
