package command

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"calends/backend/bridge"
)

// keys are the fields that edit --set knows; those that --clear may remove
// are true.
var keys = map[string]bool{
	"summary": true, "start": false, "end": true, "all-day": true, "tzid": true, "location": true, "description": true,
	"url": true, "status": true, "transparency": true, "class": true, "color": true, "calendar": false, "rrule": true,
	"categories": true, "alarm": true,
}

// keyNames lists the keys that may be set, or cleared.
func keyNames(clear bool) string {
	var names []string
	for k, clears := range keys {
		if clears || !clear {
			names = append(names, k)
		}
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// draft gathers what --set and --clear ask for.
type draft struct {
	cmd    *cobra.Command
	patch  bridge.Patch
	moveTo string
	seen   map[string]bool
}

// set reads one KEY=VALUE. An empty value clears; categories and alarms add
// up.
func (d *draft) set(text string) error {
	key, value, ok := strings.Cut(text, "=")
	clears, known := keys[key]
	switch {
	case !ok:
		return misuse(d.cmd, "--set takes KEY=VALUE, and not %q.", text)
	case !known:
		return misuse(d.cmd, "There is no key %q to set; there are %s.", key, keyNames(false))
	case value == "" && clears && key != "all-day":
		return d.clear(key)
	case value == "":
		return misuse(d.cmd, "%s needs a value.", key)
	case d.seen[key] && key != "categories" && key != "alarm":
		return misuse(d.cmd, "%s is set twice.", key)
	}
	d.mark(key)
	return d.assign(key, value)
}

func (d *draft) assign(key, value string) error {
	p := &d.patch
	for k, field := range map[string]**string{
		"summary": &p.Summary, "location": &p.Location, "description": &p.Description, "url": &p.URL, "status": &p.Status,
		"transparency": &p.Transparency, "class": &p.Class, "color": &p.Color, "rrule": &p.RRule, "tzid": &p.TZID, "start": &p.Start, "end": &p.End,
	} {
		if k == key {
			*field = &value
		}
	}
	switch key {
	case "start", "end":
		return checkTime(d.cmd, key, value)
	case "tzid":
		_, err := loadZone("set tzid", value)
		return err
	case "all-day":
		yes, ok := map[string]bool{"true": true, "yes": true, "1": true, "false": false, "no": false, "0": false}[strings.ToLower(value)]
		if !ok {
			return misuse(d.cmd, "all-day is true or false, and not %q.", value)
		}
		p.AllDay = &yes
	case "categories":
		p.Categories = appendList(p.Categories, value)
	case "alarm":
		p.Alarms = appendList(p.Alarms, value)
	case "calendar":
		d.moveTo = value
	}
	return nil
}

// clear removes a field.
func (d *draft) clear(key string) error {
	clears, known := keys[key]
	switch {
	case !known:
		return misuse(d.cmd, "There is no key %q to clear; there are %s.", key, keyNames(true))
	case !clears:
		return misuse(d.cmd, "%s cannot be cleared.", key)
	case d.seen[key]:
		return misuse(d.cmd, "%s is asked for twice.", key)
	}
	d.mark(key)
	switch key {
	case "tzid": // a time without a zone
		yes := true
		d.patch.Floating = &yes
	case "all-day":
		no := false
		d.patch.AllDay = &no
	default:
		d.patch.Clear = append(d.patch.Clear, key)
	}
	return nil
}

func (d *draft) mark(key string) {
	if d.seen == nil {
		d.seen = map[string]bool{}
	}
	d.seen[key] = true
}

// zone applies --zone and --floating.
func (d *draft) zone(name string, floating bool) error {
	switch {
	case name != "" && floating:
		return misuse(d.cmd, "--zone and --floating exclude each other.")
	case (name != "" || floating) && d.seen["tzid"]:
		return misuse(d.cmd, "--set tzid= goes without --zone and --floating.")
	case name != "":
		if _, err := loadZone("zone", name); err != nil {
			return err
		}
		d.mark("tzid")
		d.patch.TZID = &name
	case floating:
		d.mark("tzid")
		d.patch.Floating = &floating
	case d.cmd.Flags().Changed("zone"):
		return misuse(d.cmd, "--zone needs a zone.")
	}
	return nil
}

// appendList adds the comma-separated values of text.
func appendList(list *[]string, text string) *[]string {
	var out []string
	if list != nil {
		out = *list
	}
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return &out
}
