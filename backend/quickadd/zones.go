package quickadd

import (
	"strconv"
	"strings"
	"time"
)

// zone reads the zone behind a time, "3pm Tokyo", "15:00 CET", or an IANA name
// anywhere.
func (p *parser) zone(i int) (item, bool) {
	if it, ok := p.namedZone(i); ok {
		return it, true
	}
	if !p.follows(i, Clock) || p.toks[i].sort != word {
		return item{}, false
	}
	it := item{kind: Zone, from: i}
	if name, e, ok := p.offset(i); ok {
		it.text, it.to = name, e
		return it, true
	}
	var phrase string
	for j := i; j < len(p.toks) && j < i+3 && p.toks[j].sort == word; j++ {
		if phrase += p.toks[j].fold; p.lang.cities[phrase] != "" {
			it.text, it.to = p.lang.cities[phrase], j+1
		} else if cities[phrase] != "" {
			it.text, it.to = cities[phrase], j+1
		}
		phrase += " "
	}
	if it.to == 0 {
		if it.text = abbreviations[p.toks[i].fold]; it.text == "" {
			return item{}, false
		}
		it.to = i + 1
	}
	it.to = p.skip(it.to, timeWord)
	return it, true
}

// namedZone reads Europe/Berlin.
func (p *parser) namedZone(i int) (item, bool) {
	if p.toks[i].sort != word || i+2 >= len(p.toks) || !p.sign(i+1, "/") || !p.toks[i+1].glued || !p.toks[i+2].glued {
		return item{}, false
	}
	run := p.text[p.toks[i].from:]
	end := strings.IndexFunc(run, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("/_+-", r))
	})
	if end >= 0 {
		run = run[:end]
	}
	area, _, _ := strings.Cut(run, "/")
	if !areas[area] {
		return item{}, false
	}
	if loc, err := p.opt.Zones.Find(run, nil); err != nil || loc.String() != run {
		return item{}, false
	}
	e := i
	for e < len(p.toks) && p.toks[e].to <= p.toks[i].from+len(run) {
		e++
	}
	return item{kind: Zone, from: i, to: e, text: run}, true
}

// offset reads UTC, UTC+2, GMT-5.
func (p *parser) offset(i int) (name string, end int, ok bool) {
	if f := p.toks[i].fold; f != "utc" && f != "gmt" {
		return "", i, false
	}
	if (p.sign(i+1, "+") || p.sign(i+1, "-")) && p.toks[i+1].glued && i+2 < len(p.toks) && p.toks[i+2].glued &&
		p.toks[i+2].sort == number && p.toks[i+2].n > 0 && p.toks[i+2].n <= 14 {
		hours := p.toks[i+2].n
		if p.sign(i+1, "-") {
			hours = -hours
		}
		return fixed(hours), i + 3, true
	}
	return "UTC", i + 1, true
}

// fixed is the name of a zone so many hours east of UTC; IANA counts west.
func fixed(hours int) string {
	if hours > 0 {
		return "Etc/GMT-" + strconv.Itoa(hours)
	}
	return "Etc/GMT+" + strconv.Itoa(-hours)
}

// zonesOf are the zones that an item of that kind can mean at a time: several
// where its abbreviation is used in several places, or in winter only.
func (p *parser) zonesOf(text string, at func(*time.Location) time.Time) []string {
	var out []string
	for name := range strings.SplitSeq(text, " ") {
		name, hours, isOffset := strings.Cut(name, "=")
		out = append(out, name)
		n, err := strconv.Atoi(hours)
		if !isOffset || err != nil {
			continue
		}
		if loc, err := p.opt.Zones.Find(name, nil); err == nil {
			if _, seconds := at(loc).Zone(); seconds != n*3600 {
				out = append(out, fixed(n))
			}
		}
	}
	return out
}

// areas are the first parts of IANA names.
var areas = map[string]bool{"Africa": true, "America": true, "Antarctica": true, "Arctic": true, "Asia": true, "Atlantic": true,
	"Australia": true, "Europe": true, "Indian": true, "Pacific": true, "Etc": true}

// abbreviations are zones, each with its hours east of UTC where the
// abbreviation names half a year only.
var abbreviations = map[string]string{
	"cet": "Europe/Berlin=1", "cest": "Europe/Berlin=2", "mez": "Europe/Berlin=1", "mesz": "Europe/Berlin=2",
	"wet": "Europe/Lisbon=0", "west": "Europe/Lisbon=1", "eet": "Europe/Athens=2", "eest": "Europe/Athens=3",
	"bst": "Europe/London=1", "msk": "Europe/Moscow", "et": "America/New_York", "est": "America/New_York=-5",
	"edt": "America/New_York=-4", "ct": "America/Chicago", "cdt": "America/Chicago=-5", "cst": "America/Chicago=-6 Asia/Shanghai",
	"mst": "America/Denver=-7", "mdt": "America/Denver=-6", "pt": "America/Los_Angeles", "pst": "America/Los_Angeles=-8",
	"pdt": "America/Los_Angeles=-7", "akst": "America/Anchorage=-9", "hst": "Pacific/Honolulu", "brt": "America/Sao_Paulo",
	"ist": "Asia/Kolkata Asia/Jerusalem Europe/Dublin", "jst": "Asia/Tokyo", "kst": "Asia/Seoul", "sgt": "Asia/Singapore",
	"hkt": "Asia/Hong_Kong", "aest": "Australia/Sydney=10", "aedt": "Australia/Sydney=11", "awst": "Australia/Perth",
	"nzst": "Pacific/Auckland=12", "nzdt": "Pacific/Auckland=13", "sast": "Africa/Johannesburg",
}

// cities are those that people name for the time there.
var cities = map[string]string{
	"abu dhabi": "Asia/Dubai", "accra": "Africa/Accra", "addis ababa": "Africa/Addis_Ababa", "adelaide": "Australia/Adelaide",
	"algiers": "Africa/Algiers", "amsterdam": "Europe/Amsterdam", "anchorage": "America/Anchorage", "athens": "Europe/Athens",
	"atlanta": "America/New_York", "auckland": "Pacific/Auckland", "austin": "America/Chicago", "baghdad": "Asia/Baghdad",
	"bangalore": "Asia/Kolkata", "bangkok": "Asia/Bangkok", "barcelona": "Europe/Madrid", "basel": "Europe/Zurich",
	"beijing": "Asia/Shanghai", "beirut": "Asia/Beirut", "belgrade": "Europe/Belgrade", "berlin": "Europe/Berlin",
	"bern": "Europe/Zurich", "bogota": "America/Bogota", "boston": "America/New_York", "brisbane": "Australia/Brisbane",
	"brussels": "Europe/Brussels", "bucharest": "Europe/Bucharest", "budapest": "Europe/Budapest",
	"buenos aires": "America/Argentina/Buenos_Aires", "cairo": "Africa/Cairo", "calgary": "America/Edmonton",
	"cape town": "Africa/Johannesburg", "caracas": "America/Caracas", "casablanca": "Africa/Casablanca", "chennai": "Asia/Kolkata",
	"chicago": "America/Chicago", "cologne": "Europe/Berlin", "copenhagen": "Europe/Copenhagen", "dallas": "America/Chicago",
	"delhi": "Asia/Kolkata", "denver": "America/Denver", "detroit": "America/Detroit", "dhaka": "Asia/Dhaka", "doha": "Asia/Qatar",
	"dubai": "Asia/Dubai", "dublin": "Europe/Dublin", "edinburgh": "Europe/London", "frankfurt": "Europe/Berlin",
	"geneva": "Europe/Zurich", "halifax": "America/Halifax", "hamburg": "Europe/Berlin", "hanoi": "Asia/Ho_Chi_Minh",
	"havana": "America/Havana", "helsinki": "Europe/Helsinki", "hong kong": "Asia/Hong_Kong", "honolulu": "Pacific/Honolulu",
	"houston": "America/Chicago", "istanbul": "Europe/Istanbul", "jakarta": "Asia/Jakarta", "jerusalem": "Asia/Jerusalem",
	"johannesburg": "Africa/Johannesburg", "karachi": "Asia/Karachi", "kathmandu": "Asia/Kathmandu", "kolkata": "Asia/Kolkata",
	"kuala lumpur": "Asia/Kuala_Lumpur", "kyiv": "Europe/Kyiv", "lagos": "Africa/Lagos", "lima": "America/Lima",
	"lisbon": "Europe/Lisbon", "ljubljana": "Europe/Ljubljana", "london": "Europe/London", "los angeles": "America/Los_Angeles",
	"luxembourg": "Europe/Luxembourg", "madrid": "Europe/Madrid", "manila": "Asia/Manila", "melbourne": "Australia/Melbourne",
	"mexico city": "America/Mexico_City", "miami": "America/New_York", "milan": "Europe/Rome", "montreal": "America/Toronto",
	"moscow": "Europe/Moscow", "mumbai": "Asia/Kolkata", "munich": "Europe/Berlin", "nairobi": "Africa/Nairobi",
	"new york": "America/New_York", "nyc": "America/New_York", "osaka": "Asia/Tokyo", "oslo": "Europe/Oslo",
	"ottawa": "America/Toronto", "paris": "Europe/Paris", "perth": "Australia/Perth", "phoenix": "America/Phoenix",
	"prague": "Europe/Prague", "reykjavik": "Atlantic/Reykjavik", "riga": "Europe/Riga", "rio de janeiro": "America/Sao_Paulo",
	"riyadh": "Asia/Riyadh", "rome": "Europe/Rome", "saigon": "Asia/Ho_Chi_Minh", "san francisco": "America/Los_Angeles",
	"santiago": "America/Santiago", "sao paulo": "America/Sao_Paulo", "seattle": "America/Los_Angeles", "seoul": "Asia/Seoul",
	"shanghai": "Asia/Shanghai", "singapore": "Asia/Singapore", "sofia": "Europe/Sofia", "stockholm": "Europe/Stockholm",
	"sydney": "Australia/Sydney", "taipei": "Asia/Taipei", "tallinn": "Europe/Tallinn", "tehran": "Asia/Tehran",
	"tel aviv": "Asia/Jerusalem", "tokyo": "Asia/Tokyo", "toronto": "America/Toronto", "vancouver": "America/Vancouver",
	"vienna": "Europe/Vienna", "vilnius": "Europe/Vilnius", "warsaw": "Europe/Warsaw", "washington": "America/New_York",
	"zagreb": "Europe/Zagreb", "zurich": "Europe/Zurich",
}
