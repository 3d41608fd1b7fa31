package zone

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// named reads a name that stands for a zone by itself; nil where it does not.
func named(name string) *time.Location {
	if loc := iana(name); loc != nil {
		return loc
	}
	// A vendor's prefix: /freeassociation.sourceforge.net/Europe/Paris,
	// /mozilla.org/20050126_1/Asia/Sakhalin. The longest tail that is a zone
	// counts; one without a slash only after a prefix that starts with one.
	for rest := name; ; {
		_, tail, found := strings.Cut(rest, "/")
		if !found {
			return nil
		}
		if strings.Contains(tail, "/") || strings.HasPrefix(name, "/") {
			if loc := iana(tail); loc != nil {
				return loc
			}
		}
		rest = tail
	}
}

// iana loads an IANA name, whatever its case. Of the directories right/, whose
// clocks count leap seconds, and posix/ the name below counts.
func iana(name string) *time.Location {
	for _, directory := range []string{"right/", "posix/"} {
		name = strings.TrimPrefix(name, directory)
	}
	spaced := strings.ReplaceAll(name, " ", "_")
	if !mayBeIANA(strings.ToLower(spaced)) {
		return nil
	}
	for _, spelling := range []string{name, titled(spaced), strings.ToUpper(spaced)} {
		if loc, err := time.LoadLocation(spelling); err == nil {
			return loc
		}
	}
	if spelling, ok := irregular[strings.ToLower(spaced)]; ok {
		if loc, err := time.LoadLocation(spelling); err == nil {
			return loc
		}
	}
	return nil
}

// mayBeIANA reports whether a lower-case name looks like IANA's: it begins with
// one of its areas, or is one of the old names without one, to which none is
// added. To look for any other costs a search through files and archives, and
// may find what is no zone: "local" and "" are Go's names for other things, and
// some files of a zoneinfo directory are this machine's zone.
func mayBeIANA(name string) bool {
	area, _, found := strings.Cut(name, "/")
	if !found {
		return alone[name]
	}
	switch area {
	case "africa", "america", "antarctica", "arctic", "asia", "atlantic", "australia", "brazil", "canada", "chile", "etc", "europe", "indian", "mexico", "pacific", "us":
		return true
	}
	return false
}

// alone are the IANA names without an area, in lower case.
var alone = map[string]bool{
	"cet": true, "cst6cdt": true, "cuba": true, "eet": true, "egypt": true, "eire": true, "est": true, "est5edt": true,
	"gb": true, "gb-eire": true, "gmt": true, "gmt+0": true, "gmt-0": true, "gmt0": true, "greenwich": true, "hongkong": true,
	"hst": true, "iceland": true, "iran": true, "israel": true, "jamaica": true, "japan": true, "kwajalein": true, "libya": true,
	"met": true, "mst": true, "mst7mdt": true, "navajo": true, "nz": true, "nz-chat": true, "poland": true, "portugal": true,
	"prc": true, "pst8pdt": true, "roc": true, "rok": true, "singapore": true, "turkey": true, "uct": true, "universal": true,
	"utc": true, "w-su": true, "wet": true, "z": true, "zulu": true,
}

// small are the words IANA writes in lower case inside a name.
var small = map[string]bool{"of": true, "es": true, "au": true}

// irregular are the IANA names that titled does not spell, by lower case.
var irregular = map[string]string{
	"antarctica/dumontdurville":        "Antarctica/DumontDUrville",
	"antarctica/mcmurdo":               "Antarctica/McMurdo",
	"mexico/bajanorte":                 "Mexico/BajaNorte",
	"mexico/bajasur":                   "Mexico/BajaSur",
	"chile/easterisland":               "Chile/EasterIsland",
	"brazil/denoronha":                 "Brazil/DeNoronha",
	"us/east-indiana":                  "US/East-Indiana",
	"us/indiana-starke":                "US/Indiana-Starke",
	"gb-eire":                          "GB-Eire",
	"nz-chat":                          "NZ-CHAT",
	"w-su":                             "W-SU",
	"america/argentina/comodrivadavia": "America/Argentina/ComodRivadavia",
	"australia/act":                    "Australia/ACT",
	"australia/lhi":                    "Australia/LHI",
	"australia/nsw":                    "Australia/NSW",
	"america/knox_in":                  "America/Knox_IN",
	"utc":                              "UTC",
	"z":                                "UTC",
	"zulu":                             "UTC",
}

// titled spells a name as IANA does: port_of_spain → Port_of_Spain,
// us/pacific → US/Pacific, etc/gmt+1 → Etc/GMT+1.
func titled(name string) string {
	parts := strings.Split(strings.ToLower(name), "/")
	for i, part := range parts {
		switch {
		case part == "us" || part == "gmt" || part == "utc" || part == "uct",
			strings.HasPrefix(part, "gmt+"), strings.HasPrefix(part, "gmt-"), part == "gmt0":
			parts[i] = strings.ToUpper(part)
			continue
		}
		b := []byte(part)
		for at := 0; at < len(b); {
			end := at
			for end < len(b) && b[end] != '_' && b[end] != '-' {
				end++
			}
			if word := string(b[at:end]); end > at && !(at > 0 && small[word]) && 'a' <= b[at] && b[at] <= 'z' {
				b[at] -= 'a' - 'A'
			}
			at = end + 1
		}
		parts[i] = string(b)
	}
	return strings.Join(parts, "/")
}

// shift is an offset in a name: GMT+0200, UTC-5, (UTC+01:00) Amsterdam, +0530,
// (GMT+01.00) Amsterdam / Berlin.
var shift = regexp.MustCompile(`(?i)^\(?(?:(?:gmt|utc|ut|z)\s*)?([+\-−])(\d{1,2})[:.]?(\d{2})?\)?(.*)$`)

// zero is the offset-less form of the same: (UTC) Dublin, Lisbon, London.
var zero = regexp.MustCompile(`(?i)^\((?:gmt|utc)\)(.*)$`)

// areas are the IANA areas that hold cities.
var areas = [...]string{"Europe", "America", "Asia", "Africa", "Australia", "Pacific", "Atlantic", "Indian"}

// described reads a name of Windows or Outlook, or one that describes a zone:
// an offset, cities, or both. A city whose zone has that standard offset wins over the bare
// offset, which knows no summer time.
func described(name string) *time.Location {
	if loc := vendor(name); loc != nil {
		return loc
	}
	hours, minutes, sign, cities := 0, 0, 1, ""
	if m := shift.FindStringSubmatch(name); m != nil {
		hours, _ = strconv.Atoi(m[2])   // digits, by the pattern
		minutes, _ = strconv.Atoi(m[3]) // or nothing, which is 0
		if m[1] != "+" {
			sign = -1
		}
		cities = m[4]
	} else if m := zero.FindStringSubmatch(name); m != nil {
		cities = m[1]
	} else {
		return placed(name)
	}
	if hours > 15 || minutes > 59 {
		return nil
	}
	off := sign * (hours*3600 + minutes*60)
	cities = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(cities), "-"))
	if loc := vendor(cities); loc != nil {
		return loc
	}
	for _, loc := range located(cities) {
		if standard(loc) == off {
			return loc
		}
	}
	return time.FixedZone(name, off)
}

// placed reads places without an offset, as Exchange names its zones ("Prague,
// Central Europe"; "Baghdad"): the first city that IANA knows, else the first
// place that Windows knows.
func placed(places string) *time.Location {
	if all := located(places); len(all) > 0 {
		return all[0]
	}
	for _, place := range strings.FieldsFunc(places, between) {
		if loc := vendor(strings.TrimSpace(place)); loc != nil {
			return loc
		}
	}
	return nil
}

// between reports whether r stands between the places of a list.
func between(r rune) bool { return strings.ContainsRune(",/;:", r) }

// located are the zones of the cities in a list that IANA knows.
func located(places string) []*time.Location {
	var all []*time.Location
	for _, city := range strings.FieldsFunc(places, between) {
		if !cities[strings.ReplaceAll(strings.ToLower(strings.TrimSpace(city)), " ", "_")] {
			continue
		}
		for _, area := range areas {
			if loc := iana(area + "/" + strings.TrimSpace(city)); loc != nil {
				all = append(all, loc)
			}
		}
	}
	return all
}

// vendor reads a name of Windows, or one made of it: Lotus leaves "Standard
// Time" away, others "Standard", and in summer some write "Daylight".
func vendor(name string) *time.Location {
	name = strings.ToLower(name)
	stem := name
	for _, end := range []string{" standard time", " daylight time", " summer time", " time"} {
		if s, ok := strings.CutSuffix(name, end); ok {
			stem = s
			break
		}
	}
	for _, spelling := range []string{name, stem + " standard time"} {
		if target, ok := windows[spelling]; ok {
			return iana(target)
		}
	}
	return nil
}

// standard is the offset of loc without summer time, in seconds east of UTC.
func standard(loc *time.Location) int {
	const january, july = 1767225600, 1782864000 // of 2026
	return int(min(offset(loc, january), offset(loc, july)))
}
