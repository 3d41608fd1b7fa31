package quickadd

// french is the vocabulary of French.
var french = vocabulary{
	code: "fr", longest: 5, order: DayFirst, hourMark: true, articleDay: true, after: true,
	everyWeeks: "toutes les %d semaines le %s",
	ofMonth:    "chaque %s %s du mois",
	nths:       [...]string{"", "1er", "2e", "3e", "4e", "5e"},
	every:      "chaque",
	everyDay:   "chaque jour du %s au %s",
	fortnight:  "toutes les 2 semaines",
	lasting:    "pendant %s",
	asFree:     "comme libre",
	asBusy:     "comme occupé",
	cities: map[string]string{"londres": "Europe/London", "lisbonne": "Europe/Lisbon", "bruxelles": "Europe/Brussels", "geneve": "Europe/Zurich",
		"vienne": "Europe/Vienna", "athenes": "Europe/Athens", "moscou": "Europe/Moscow", "varsovie": "Europe/Warsaw", "le caire": "Africa/Cairo",
		"pekin": "Asia/Shanghai", "singapour": "Asia/Singapore", "alger": "Africa/Algiers", "dakar": "Africa/Dakar", "abidjan": "Africa/Abidjan"},
	words: map[string]sense{
		"aujourd'hui": {relDay, 0, 0}, "demain": {relDay, 1, 0}, "apres demain": {relDay, 2, 0}, "hier": {relDay, -1, 0},
		"avant hier": {relDay, -2, 0},

		"lundi": {weekday, 1, 0}, "lun": {weekday, 1, 0}, "mardi": {weekday, 2, 0}, "mar": {weekday, 2, 0}, "mercredi": {weekday, 3, 0},
		"mer": {weekday | weak, 3, 0}, "jeudi": {weekday, 4, 0}, "jeu": {weekday | weak, 4, 0}, "vendredi": {weekday, 5, 0}, "ven": {weekday, 5, 0},
		"samedi": {weekday, 6, 0}, "sam": {weekday | weak, 6, 0}, "dimanche": {weekday, 0, 0}, "dim": {weekday, 0, 0},
		"lundis": {weekdays, 1, 0}, "mardis": {weekdays, 2, 0}, "mercredis": {weekdays, 3, 0}, "jeudis": {weekdays, 4, 0},
		"vendredis": {weekdays, 5, 0}, "samedis": {weekdays, 6, 0}, "dimanches": {weekdays, 0, 0},
		"jour ouvre": {workdays, 0, 0}, "jours ouvres": {workdays | weekdays, 0, 0}, "jour ouvrable": {workdays, 0, 0},
		"jours ouvrables": {workdays | weekdays, 0, 0}, "week end": {weekend, 0, 0}, "weekend": {weekend, 0, 0}, "week ends": {weekend | weekdays, 0, 0},

		"janvier": {month, 1, 0}, "janv": {month, 1, 0}, "fevrier": {month, 2, 0}, "fevr": {month, 2, 0}, "fev": {month, 2, 0}, "mars": {month, 3, 0},
		"avril": {month, 4, 0}, "avr": {month, 4, 0}, "mai": {month, 5, 0}, "juin": {month, 6, 0}, "juillet": {month, 7, 0}, "juil": {month, 7, 0},
		"aout": {month, 8, 0}, "septembre": {month, 9, 0}, "sept": {month, 9, 0}, "octobre": {month, 10, 0}, "oct": {month, 10, 0},
		"novembre": {month, 11, 0}, "nov": {month, 11, 0}, "decembre": {month, 12, 0}, "dec": {month, 12, 0},

		"premier": {ordinal, 1, 0}, "premiere": {ordinal, 1, 0}, "deuxieme": {ordinal, 2, 0}, "second": {ordinal, 2, 0}, "troisieme": {ordinal, 3, 0},
		"quatrieme": {ordinal, 4, 0}, "cinquieme": {ordinal, 5, 0}, "dernier": {ordinal | previous, -1, 0}, "derniere": {ordinal | previous, -1, 0},
		"er": {suffix, 0, 0}, "e": {suffix, 0, 0}, "eme": {suffix, 0, 0}, "ieme": {suffix, 0, 0},

		"un": {count, 1, 0}, "une": {count, 1, 0}, "deux": {count, 2, 0}, "trois": {count, 3, 0}, "quatre": {count, 4, 0}, "cinq": {count, 5, 0},
		"six": {count, 6, 0}, "sept heures": {clock, 420, 0}, "huit": {count, 8, 0}, "neuf": {count, 9, 0}, "dix": {count, 10, 0},
		"onze": {count, 11, 0}, "douze": {count, 12, 0}, "demi": {half, 0, 0}, "une demi": {half, 0, 0}, "demie": {half, 0, 0},

		"minute": {unit, minutes, 0}, "minutes": {unit, minutes, 0}, "min": {unit, minutes, 0}, "m": {unit | short, minutes, 0},
		"heure": {unit, hours, 0}, "heures": {unit, hours, 0}, "h": {unit, hours, 0}, "jour": {unit, days, 0}, "jours": {unit, days, 0},
		"j": {unit | short, days, 0}, "d": {unit | short, days, 0}, "semaine": {unit, weeks, 0}, "semaines": {unit, weeks, 0}, "sem": {unit, weeks, 0},
		"mois": {unit, months, 0}, "an": {unit, years, 0}, "ans": {unit, years, 0}, "annee": {unit, years, 0}, "annees": {unit, years, 0},

		"le": {on | the, 0, 0}, "la": {the, 0, 0}, "les": {on | the, 0, 0}, "a": {at | to, 0, 0}, "au": {at | until, 0, 0}, "chez": {at, 0, 0},
		"vers": {at, 0, 0}, "dans": {in, 0, 0}, "en": {of, 0, 0}, "de": {from | of, 0, 0}, "du": {from | of, 0, 0}, "entre": {from, 0, 0},
		"des": {starting, 0, 0}, "a partir du": {starting, 0, 0}, "a partir de": {starting, 0, 0}, "jusqu'au": {until, 0, 0}, "jusqu'a": {until, 0, 0},
		"jusqu'en": {until, 0, 0}, "pendant": {forLong, 0, 0}, "durant": {forLong, 0, 0}, "pour": {forLong, 0, 0}, "avec": {with, 0, 0}, "et": {and, 0, 0},
		"chaque": {every, 0, 0}, "tous les": {every, 0, 0}, "toutes les": {every, 0, 0}, "prochain": {next, 0, 0}, "prochaine": {next, 0, 0},
		"ce": {this, 0, 0}, "cette": {this, 0, 0}, "il y a": {ago, 0, 0}, "quotidien": {adverb, days, 0}, "quotidiennement": {adverb, days, 0},
		"hebdomadaire": {adverb, weeks, 0}, "mensuel": {adverb, months, 0}, "mensuellement": {adverb, months, 0}, "annuel": {adverb, years, 0},
		"annuellement": {adverb, years, 0}, "trimestriel": {adverb, months, 3}, "fois": {times, 0, 0}, "une fois": {times, 1, 0}, "deux fois": {times, 2, 0},

		"midi": {clock, 720, 0}, "minuit": {clock, 0, 0}, "du matin": {part, morning, 0}, "matin": {part, morning, 0}, "le matin": {part, morning, 0},
		"apres midi": {part, afternoon, 0}, "de l'apres midi": {part, afternoon, 0}, "du soir": {part, evening, 0}, "soir": {part, evening, 0},
		"le soir": {part, evening, 0}, "nuit": {part, night, 0}, "ce matin": {todayPart, morning, 0}, "ce soir": {todayPart, evening, 0},
		"cet apres midi": {todayPart, afternoon, 0}, "cette nuit": {todayPart, night, 0},

		"toute la journee": {allDay, 0, 0}, "journee entiere": {allDay, 0, 0}, "tache": {task, 0, 0}, "todo": {task, 0, 0},
		"libre": {busy | weak, 0, 0}, "occupe": {busy | weak, 1, 0}, "comme libre": {busy, 0, 0}, "comme occupe": {busy, 1, 0},
		"rappel": {alarm, 0, 0}, "rappelle moi": {alarm, 0, 0}, "alarme": {alarm, 0, 0}, "avant": {before, 0, 0}, "plus tot": {before, 0, 0},
	},
}
