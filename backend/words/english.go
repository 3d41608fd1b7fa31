package words

import "strconv"

// vocabulary is the table of a language. %1 and %2 stand for what is put in.
type vocabulary struct {
	code     string
	weekdays [7]string
	months   [13]string
	// units are by recur.Frequency: how often, once and many times; in: the
	// stretch itself.
	units        [8]unit
	everyWorkday string
	and, or      string
	// dates
	dayMonth, dayMonthYear, firstDay string
	// phrases
	onWeekday, onThe, onDate, onEvery, eachOf, inMonth, ofTheYear string
	inWeek, week, lastWeek, nthLastWeek                           string
	nth, last, nthLast                                            string
	day, workday, weekendDay, one                                 string
	only, onlyIf, ofThese, weeksFrom, skipBack, skipOn            string
	at, atHours, atMinutes, atSeconds                             string
	until, times, once                                            string
	added, addedMany, except, exceptMany, exceptRule, also        string
	// ordinal is a number that counts; ordinalDay is that of a day of the month.
	ordinal, ordinalDay func(n int) string
}

// unit is a frequency in words.
type unit struct{ one, many, in string }

var english = vocabulary{
	code:     "en",
	weekdays: [...]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
	months: [...]string{"", "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
		"November", "December"},
	units: [...]unit{{}, {"every second", "every %1 seconds", "second"}, {"every minute", "every %1 minutes", "minute"},
		{"every hour", "every %1 hours", "hour"}, {"every day", "every %1 days", "day"}, {"every week", "every %1 weeks", "week"},
		{"every month", "every %1 months", "month"}, {"every year", "every %1 years", "year"}},
	everyWorkday: "every weekday",
	and:          "and", or: "or",
	dayMonth: "%1 %2", dayMonthYear: "%1 %2 %3",
	onWeekday: "on %1", onThe: "on the %1", onDate: "on %1", onEvery: "on every %1", eachOf: "%1", inMonth: "in %1", ofTheYear: "%1 of the year",
	inWeek: "in %1", week: "week %1", lastWeek: "the last week of the year", nthLastWeek: "the %1 to last week of the year",
	nth: "%1 %2", last: "last %1", nthLast: "%1 to last %2",
	day: "day", workday: "weekday", weekendDay: "weekend day", one: "one",
	only: "only %1", onlyIf: "only if it is a %1", ofThese: "of these only the %1 in each %2", weeksFrom: "with weeks that begin on %1",
	skipBack: "moved to the day before where a month has no such day", skipOn: "moved to the next day where a month has no such day",
	at: "at %1", atHours: "in hour %1", atMinutes: "at minute %1", atSeconds: "at second %1",
	until: "until %1", times: "%1 times", once: "once",
	added: "also on %1", addedMany: "also on %1 other days", except: "except on %1", exceptMany: "except on %1 days", exceptRule: "except %1", also: "and",
	ordinal: englishOrdinal, ordinalDay: englishOrdinal,
}

func englishOrdinal(n int) string {
	suffix := "th"
	if n%100 < 11 || n%100 > 13 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return strconv.Itoa(n) + suffix
}
