package words

import "strconv"

var spanish = vocabulary{
	code:     "es",
	weekdays: [...]string{"domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado"},
	months: [...]string{"", "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
		"noviembre", "diciembre"},
	units: [...]unit{{}, {"cada segundo", "cada %1 segundos", "cada segundo"}, {"cada minuto", "cada %1 minutos", "cada minuto"},
		{"cada hora", "cada %1 horas", "cada hora"}, {"cada día", "cada %1 días", "cada día"},
		{"cada semana", "cada %1 semanas", "cada semana"}, {"cada mes", "cada %1 meses", "cada mes"},
		{"cada año", "cada %1 años", "cada año"}},
	everyWorkday: "cada día laborable",
	and:          "y", or: "o",
	dayMonth: "%1 de %2", dayMonthYear: "%1 de %2 de %3",
	onWeekday: "%1", onThe: "%1", onDate: "%1", onEvery: "cada %1", eachOf: "el %1", inMonth: "en %1", ofTheYear: "%1 del año",
	inWeek: "en %1", week: "la semana %1", lastWeek: "la última semana del año", nthLastWeek: "la %1 semana del año contando desde el final",
	nth: "%1 %2", last: "último %1", nthLast: "%1 %2 contando desde el final",
	day: "día", workday: "día laborable", weekendDay: "día de fin de semana", one: "elemento",
	only: "solo %1", onlyIf: "solo si es %1", ofThese: "de ellos solo %1 de %2", weeksFrom: "con semanas que empiezan en %1",
	skipBack: "el día anterior si el mes no tiene ese día", skipOn: "el día siguiente si el mes no tiene ese día",
	at: "a las %1", atHours: "en la hora %1", atMinutes: "en el minuto %1", atSeconds: "en el segundo %1",
	until: "hasta el %1", times: "%1 veces", once: "una vez",
	added: "también el %1", addedMany: "también otros %1 días", except: "excepto el %1", exceptMany: "excepto %1 días", exceptRule: "excepto %1", also: "y",
	ordinal: spanishOrdinal, ordinalDay: strconv.Itoa,
}

func spanishOrdinal(n int) string { return strconv.Itoa(n) + ".º" }
