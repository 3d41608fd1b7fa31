package recur

// skipInYear adds what SKIP makes of the days and weeks of the year that y
// does not have (RFC 7529 §4.1). A missing week, of which that section says
// nothing, is skipped to the day after or before the year, as lib-recur does.
func (e *expander) skipInYear(y int) {
	if e.rule.Skip == Omit {
		return
	}
	first, days := yearStart(y), yearDays(y)
	for _, n := range e.rule.ByYearDay {
		if max(n, -n) > days {
			e.skip(n, days, first)
		}
	}
	weeks := int(firstWeek(y+1, e.rule.WeekStart)-firstWeek(y, e.rule.WeekStart)) / 7
	for _, n := range e.rule.ByWeekNo {
		if max(n, -n) > weeks {
			e.skip(n, days, first)
		}
	}
}

// skip adds what SKIP makes of the nth part of a month or year that is too
// short for it and has so many days, the first of them first: the day before or
// after the missing one.
func (e *expander) skip(n, days int, first int64) {
	if e.rule.Skip == Omit {
		return
	}
	missing := first // counted from the end: what is missing lies before the first
	if n > 0 {
		missing += int64(days) // after the last
	}
	if e.rule.Skip == Backward {
		missing--
	}
	e.days = append(e.days, missing)
}
