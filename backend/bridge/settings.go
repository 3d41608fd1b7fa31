package bridge

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"calends/backend/calendar"
)

// Settings of the window, as the store keeps them.
const (
	settingWeekStart = "week-start" // 0 Sunday, 1 Monday, 6 Saturday
	settingTimeZone  = "time-zone"  // IANA; "": the system's
	settingMoreZones = "more-zones" // IANA, with commas between: those shown besides
	settingDateOrder = "date-order" // of 10/11 in a sentence: day or month first; "" asks
	settingKeys      = "keys"       // JSON: what keys do that the user chose himself
)

// mostZones is how many zones are shown at a time besides the one on screen.
const mostZones = 2

// setting is one that the window may set: what the store calls it, and what it
// may be.
type setting struct {
	name  string
	check func(p *Program, value string) error
}

// windowSettings are those the window may set, by their names in SettingsInfo.
var windowSettings = map[string]setting{
	"defaultCalendar": {settingDefault, nil},
	"weekStart":       {settingWeekStart, among("0", "1", "6")},
	"timeZone":        {settingTimeZone, func(p *Program, value string) error { _, err := p.viewZone(value); return err }},
	"moreZones":       {settingMoreZones, (*Program).checkZones},
	"dateOrder":       {settingDateOrder, among("", "day", "month")},
	"ledgerDays":      {calendar.SettingLedgerDays, number(1, "Give a whole number from 1 on.")},
	"ledgerMB":        {calendar.SettingLedgerMB, number(1, "Give a whole number from 1 on.")},
	"recordMB":        {calendar.SettingRecordMB, number(0, "Give a whole number; 0 keeps no record.")},
	"keys":            {settingKeys, keysJSON},
}

// among checks that a setting is one of a few words.
func among(words ...string) func(*Program, string) error {
	return func(_ *Program, value string) error {
		for _, w := range words {
			if value == w {
				return nil
			}
		}
		return calendar.Explain(calendar.ErrInvalid, "", "%q is not one of %s", value, strings.Join(words, ", "))
	}
}

// number checks that a setting is a whole number that is not too small.
func number(least int, hint string) func(*Program, string) error {
	return func(_ *Program, value string) error {
		if n, err := strconv.Atoi(value); err != nil || n < least || n > 1_000_000 {
			return calendar.Explain(calendar.ErrInvalid, hint, "%q is not a limit", value)
		}
		return nil
	}
}

// keysJSON checks the user's own keys: an object of lists of keys.
func keysJSON(_ *Program, value string) error {
	var keys map[string][]string
	if err := json.Unmarshal([]byte(value), &keys); value != "" && err != nil || len(value) > 10_000 {
		return calendar.Explain(calendar.ErrInvalid, "", "the keys cannot be read")
	}
	return nil
}

// checkZones checks the zones shown besides.
func (p *Program) checkZones(value string) error {
	names := zoneNames(value)
	if len(names) > mostZones {
		return calendar.Explain(calendar.ErrInvalid, "", "%d zones at most can be shown besides", mostZones)
	}
	for _, name := range names {
		if _, err := p.viewZone(name); err != nil {
			return err
		}
	}
	return nil
}

// zoneNames are the zones of a list.
func zoneNames(list string) []string {
	names := []string{}
	for _, name := range strings.Split(list, ",") {
		if name != "" {
			names = append(names, name)
		}
	}
	return names
}

// settings reads what the window starts with.
func (p *Program) settings(ctx context.Context) (SettingsInfo, error) {
	out := SettingsInfo{WeekStart: 1, RecordMB: calendar.DefaultRecordMB, Version: p.Version, Demo: p.Demo}
	var zones, start, record string
	for name, into := range map[string]*string{settingWeekStart: &start, settingTimeZone: &out.TimeZone, settingMoreZones: &zones,
		settingDateOrder: &out.DateOrder, settingDefault: &out.DefaultCalendar, settingKeys: &out.Keys, calendar.SettingRecordMB: &record} {
		var err error
		if *into, err = p.Store.Setting(ctx, name); err != nil {
			return out, err
		}
	}
	if n, err := strconv.Atoi(start); err == nil {
		out.WeekStart = n
	}
	if n, err := strconv.Atoi(record); err == nil {
		out.RecordMB = n
	}
	out.MoreZones = zoneNames(zones)
	var err error
	if out.LedgerBytes, err = p.Store.LedgerBytes(ctx); err != nil {
		return out, err
	}
	limit, err := p.Store.LedgerLimit(ctx)
	out.LedgerDays, out.LedgerMB = limit.Days, int(limit.Size>>20)
	return out, err
}

// setSetting remembers a setting, by its name in SettingsInfo.
func (p *Program) setSetting(ctx context.Context, name, value string) error {
	s, ok := windowSettings[name]
	if !ok {
		return calendar.Explain(calendar.ErrInvalid, "", "there is no setting called %q", name)
	}
	if s.check != nil {
		if err := s.check(p, value); err != nil {
			return err
		}
	}
	return p.Store.SetSetting(ctx, s.name, value)
}
