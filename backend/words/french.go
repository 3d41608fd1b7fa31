package words

import "strconv"

var french = vocabulary{
	code:     "fr",
	weekdays: [...]string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"},
	months: [...]string{"", "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
		"novembre", "décembre"},
	units: [...]unit{{}, {"chaque seconde", "toutes les %1 secondes", "chaque seconde"},
		{"chaque minute", "toutes les %1 minutes", "chaque minute"}, {"chaque heure", "toutes les %1 heures", "chaque heure"},
		{"chaque jour", "tous les %1 jours", "chaque jour"}, {"chaque semaine", "toutes les %1 semaines", "chaque semaine"},
		{"chaque mois", "tous les %1 mois", "chaque mois"}, {"chaque année", "tous les %1 ans", "chaque année"}},
	everyWorkday: "chaque jour ouvré",
	and:          "et", or: "ou",
	dayMonth: "%1 %2", dayMonthYear: "%1 %2 %3", firstDay: "1er",
	onWeekday: "%1", onThe: "%1", onDate: "%1", onEvery: "chaque %1", eachOf: "le %1", inMonth: "en %1", ofTheYear: "%1 de l'année",
	inWeek: "dans %1", week: "la semaine %1", lastWeek: "la dernière semaine de l'année", nthLastWeek: "la %1 semaine de l'année en partant de la fin",
	nth: "%1 %2", last: "dernier %1", nthLast: "%1 %2 en partant de la fin",
	day: "jour", workday: "jour ouvré", weekendDay: "jour de week-end", one: "élément",
	only: "seulement %1", onlyIf: "seulement si c'est un %1", ofThese: "dont seulement %1 de %2", weeksFrom: "les semaines commençant le %1",
	skipBack: "la veille si le mois n'a pas ce jour", skipOn: "le lendemain si le mois n'a pas ce jour",
	at: "à %1", atHours: "à l'heure %1", atMinutes: "à la minute %1", atSeconds: "à la seconde %1",
	until: "jusqu'au %1", times: "%1 fois", once: "une fois",
	added: "aussi le %1", addedMany: "aussi %1 autres jours", except: "sauf le %1", exceptMany: "sauf %1 jours", exceptRule: "sauf %1", also: "et",
	ordinal: frenchOrdinal, ordinalDay: frenchDay,
}

func frenchOrdinal(n int) string {
	if n == 1 {
		return "1er"
	}
	return strconv.Itoa(n) + "e"
}

func frenchDay(n int) string {
	if n == 1 {
		return "1er"
	}
	return strconv.Itoa(n)
}
