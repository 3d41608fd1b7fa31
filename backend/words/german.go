package words

import "strconv"

var german = vocabulary{
	code:     "de",
	weekdays: [...]string{"Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"},
	months: [...]string{"", "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
		"November", "Dezember"},
	units: [...]unit{{}, {"jede Sekunde", "alle %1 Sekunden", "jeder Sekunde"}, {"jede Minute", "alle %1 Minuten", "jeder Minute"},
		{"jede Stunde", "alle %1 Stunden", "jeder Stunde"}, {"jeden Tag", "alle %1 Tage", "jedes Tages"},
		{"jede Woche", "alle %1 Wochen", "jeder Woche"}, {"jeden Monat", "alle %1 Monate", "jedes Monats"},
		{"jedes Jahr", "alle %1 Jahre", "jedes Jahres"}},
	everyWorkday: "jeden Werktag",
	and:          "und", or: "oder",
	dayMonth: "%1. %2", dayMonthYear: "%1. %2 %3",
	onWeekday: "am %1", onThe: "am %1", onDate: "am %1", onEvery: "an jedem %1", eachOf: "%1", inMonth: "im %1", ofTheYear: "%1 des Jahres",
	inWeek: "in %1", week: "Woche %1", lastWeek: "der letzten Woche des Jahres", nthLastWeek: "der %1-letzten Woche des Jahres",
	nth: "%1 %2", last: "letzten %1", nthLast: "%1-letzten %2",
	day: "Tag", workday: "Werktag", weekendDay: "Wochenendtag", one: "Mal",
	only: "nur %1", onlyIf: "nur wenn es ein %1 ist", ofThese: "davon nur beim %1 %2", weeksFrom: "mit Wochen, die am %1 beginnen",
	skipBack: "am Tag davor, wo ein Monat keinen solchen Tag hat", skipOn: "am Tag danach, wo ein Monat keinen solchen Tag hat",
	at: "um %1", atHours: "in Stunde %1", atMinutes: "in Minute %1", atSeconds: "in Sekunde %1",
	until: "bis %1", times: "%1-mal", once: "einmal",
	added: "auch am %1", addedMany: "auch an %1 anderen Tagen", except: "außer am %1", exceptMany: "außer an %1 Tagen", exceptRule: "außer %1", also: "und",
	ordinal: germanOrdinal, ordinalDay: germanOrdinal,
}

func germanOrdinal(n int) string { return strconv.Itoa(n) + "." }
