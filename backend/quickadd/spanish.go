package quickadd

// spanish is the vocabulary of Spanish.
var spanish = vocabulary{
	code: "es", longest: 4, order: DayFirst, articleDay: true, after: true,
	everyWeeks: "cada %d semanas el %s",
	ofMonth:    "cada %s %s del mes",
	nths:       [...]string{"", "primer", "segundo", "tercer", "cuarto", "quinto"},
	every:      "cada",
	everyDay:   "cada día del %s al %s",
	fortnight:  "cada 2 semanas",
	lasting:    "durante %s",
	asFree:     "como libre",
	asBusy:     "como ocupado",
	cities: map[string]string{"londres": "Europe/London", "nueva york": "America/New_York", "ciudad de mexico": "America/Mexico_City",
		"lisboa": "Europe/Lisbon", "roma": "Europe/Rome", "berlin": "Europe/Berlin", "ginebra": "Europe/Zurich", "viena": "Europe/Vienna",
		"tokio": "Asia/Tokyo", "pekin": "Asia/Shanghai", "moscu": "Europe/Moscow", "la habana": "America/Havana", "quito": "America/Guayaquil",
		"montevideo": "America/Montevideo", "la paz": "America/La_Paz"},
	words: map[string]sense{
		"hoy": {relDay, 0, 0}, "manana": {relDay, 1, 0}, "pasado manana": {relDay, 2, 0}, "ayer": {relDay, -1, 0}, "anteayer": {relDay, -2, 0},

		"lunes": {weekday, 1, 0}, "lun": {weekday, 1, 0}, "martes": {weekday, 2, 0}, "mar": {weekday | weak, 2, 0}, "miercoles": {weekday, 3, 0},
		"mie": {weekday, 3, 0}, "jueves": {weekday, 4, 0}, "jue": {weekday, 4, 0}, "viernes": {weekday, 5, 0}, "vie": {weekday, 5, 0},
		"sabado": {weekday, 6, 0}, "sab": {weekday, 6, 0}, "domingo": {weekday, 0, 0}, "dom": {weekday, 0, 0},
		"sabados": {weekdays, 6, 0}, "domingos": {weekdays, 0, 0}, "los lunes": {weekdays, 1, 0}, "los martes": {weekdays, 2, 0},
		"los miercoles": {weekdays, 3, 0}, "los jueves": {weekdays, 4, 0}, "los viernes": {weekdays, 5, 0}, "los sabados": {weekdays, 6, 0},
		"los domingos": {weekdays, 0, 0}, "dia laborable": {workdays, 0, 0}, "dias laborables": {workdays | weekdays, 0, 0},
		"dia habil": {workdays, 0, 0}, "fin de semana": {weekend, 0, 0}, "fines de semana": {weekend | weekdays, 0, 0},

		"enero": {month, 1, 0}, "ene": {month, 1, 0}, "febrero": {month, 2, 0}, "feb": {month, 2, 0}, "marzo": {month, 3, 0}, "abril": {month, 4, 0},
		"abr": {month, 4, 0}, "mayo": {month, 5, 0}, "may": {month, 5, 0}, "junio": {month, 6, 0}, "jun": {month, 6, 0}, "julio": {month, 7, 0},
		"jul": {month, 7, 0}, "agosto": {month, 8, 0}, "ago": {month, 8, 0}, "septiembre": {month, 9, 0}, "setiembre": {month, 9, 0},
		"sep": {month, 9, 0}, "sept": {month, 9, 0}, "octubre": {month, 10, 0}, "oct": {month, 10, 0}, "noviembre": {month, 11, 0},
		"nov": {month, 11, 0}, "diciembre": {month, 12, 0}, "dic": {month, 12, 0},

		"primer": {ordinal, 1, 0}, "primero": {ordinal, 1, 0}, "primera": {ordinal, 1, 0}, "segundo": {ordinal, 2, 0}, "segunda": {ordinal, 2, 0},
		"tercer": {ordinal, 3, 0}, "tercero": {ordinal, 3, 0}, "cuarto": {ordinal, 4, 0}, "quinto": {ordinal, 5, 0}, "ultimo": {ordinal, -1, 0},
		"ultima": {ordinal, -1, 0}, "pasado": {previous, -1, 0}, "pasada": {previous, -1, 0},

		"un": {count, 1, 0}, "una": {count, 1, 0}, "uno": {count, 1, 0}, "dos": {count, 2, 0}, "tres": {count, 3, 0}, "cuatro": {count, 4, 0},
		"cinco": {count, 5, 0}, "seis": {count, 6, 0}, "siete": {count, 7, 0}, "ocho": {count, 8, 0}, "nueve": {count, 9, 0}, "diez": {count, 10, 0},
		"once": {count, 11, 0}, "doce": {count, 12, 0}, "media": {half, 0, 0},

		"minuto": {unit, minutes, 0}, "minutos": {unit, minutes, 0}, "min": {unit, minutes, 0}, "m": {unit | short, minutes, 0},
		"hora": {unit, hours, 0}, "horas": {unit, hours, 0}, "h": {unit, hours, 0}, "dia": {unit, days, 0}, "dias": {unit, days, 0},
		"d": {unit | short, days, 0}, "semana": {unit, weeks, 0}, "semanas": {unit, weeks, 0}, "mes": {unit, months, 0}, "meses": {unit, months, 0},
		"ano": {unit, years, 0}, "anos": {unit, years, 0},

		"el": {on | the, 0, 0}, "la": {the, 0, 0}, "los": {on | the, 0, 0}, "las": {the, 0, 0}, "a": {at | to, 0, 0},
		"a la": {at, 0, 0}, "a las": {at, 0, 0}, "sobre las": {at, 0, 0}, "en": {in | at | of, 0, 0}, "dentro de": {in, 0, 0}, "de": {from | of, 0, 0},
		"del": {from | of, 0, 0}, "de las": {from, 0, 0}, "desde": {starting, 0, 0}, "desde el": {starting, 0, 0}, "a partir del": {starting, 0, 0},
		"entre": {from, 0, 0}, "entre las": {from, 0, 0}, "al": {until, 0, 0}, "hasta": {until, 0, 0}, "hasta el": {until, 0, 0},
		"hasta las": {until, 0, 0}, "durante": {forLong, 0, 0}, "por": {forLong, 0, 0}, "con": {with, 0, 0}, "y": {and, 0, 0}, "e": {and, 0, 0},
		"cada": {every, 0, 0}, "todos los": {every, 0, 0}, "todas las": {every, 0, 0}, "proximo": {next, 0, 0}, "proxima": {next, 0, 0},
		"que viene": {next, 0, 0}, "este": {this, 0, 0}, "esta": {this, 0, 0}, "hace": {ago, 0, 0}, "diario": {adverb, days, 0},
		"diariamente": {adverb, days, 0}, "a diario": {adverb, days, 0}, "semanal": {adverb, weeks, 0}, "semanalmente": {adverb, weeks, 0},
		"quincenal": {adverb, weeks, 2}, "mensual": {adverb, months, 0}, "mensualmente": {adverb, months, 0}, "trimestral": {adverb, months, 3},
		"anual": {adverb, years, 0}, "anualmente": {adverb, years, 0}, "veces": {times, 0, 0}, "una vez": {times, 1, 0}, "dos veces": {times, 2, 0},

		"am": {meridiem, 0, 0}, "a.m.": {meridiem, 0, 0}, "pm": {meridiem, 12, 0}, "p.m.": {meridiem, 12, 0}, "mediodia": {clock, 720, 0},
		"al mediodia": {clock, 720, 0}, "medianoche": {clock, 0, 0}, "de la manana": {part, morning, 0}, "por la manana": {part, morning, 0},
		"de la tarde": {part, afternoon, 0}, "por la tarde": {part, afternoon, 0}, "de la noche": {part, evening, 0},
		"por la noche": {part, evening, 0}, "esta manana": {todayPart, morning, 0}, "esta tarde": {todayPart, afternoon, 0},
		"esta noche": {todayPart, evening, 0},

		"todo el dia": {allDay, 0, 0}, "dia completo": {allDay, 0, 0}, "tarea": {task, 0, 0}, "libre": {busy | weak, 0, 0},
		"ocupado": {busy | weak, 1, 0}, "como libre": {busy, 0, 0}, "como ocupado": {busy, 1, 0}, "recordatorio": {alarm, 0, 0},
		"recuerdame": {alarm, 0, 0}, "alarma": {alarm, 0, 0}, "aviso": {alarm, 0, 0}, "antes": {before, 0, 0}, "hora de": {timeWord, 0, 0},
	},
}
