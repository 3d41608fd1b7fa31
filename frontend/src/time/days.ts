/**
 * Days as numbers: how many days have passed since 1970-01-01, in the
 * proleptic Gregorian calendar. A day number belongs to no zone and no day is
 * ever 23 or 25 hours long here, so adding days is adding integers.
 */
export type Day = number;

const MS_PER_UTC_DAY = 86_400_000;

/** How the first day of a week is counted: 0 is Sunday, 1 is Monday. */
export type Weekday = number;

/** The day with this year, month (1 to 12) and day of month; overflowing fields carry over. */
export function dayOf(year: number, month: number, dayOfMonth: number): Day {
	return Math.round(Date.UTC(year, month - 1, dayOfMonth) / MS_PER_UTC_DAY);
}

/** A day as a Date at 00:00 UTC, to be read with getUTC… and UTC formatters only. */
export function utcDate(day: Day): Date {
	return new Date(day * MS_PER_UTC_DAY);
}

/** Year, month (1 to 12) and day of month of a day. */
export function fieldsOf(day: Day): { year: number; month: number; dayOfMonth: number } {
	const date = utcDate(day);
	return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, dayOfMonth: date.getUTCDate() };
}

/** Reads the date at the start of an ISO 8601 text ("2026-11-22" or "2026-11-22T09:00:00"). */
export function parseDay(iso: string): Day {
	return dayOf(Number(iso.slice(0, 4)), Number(iso.slice(5, 7)), Number(iso.slice(8, 10)));
}

/** Writes a day as "2026-11-22". */
export function isoDay(day: Day): string {
	return utcDate(day).toISOString().slice(0, 10);
}

/** Which day of the week a day is: 0 is Sunday. */
export function weekdayOf(day: Day): Weekday {
	return (((day + 4) % 7) + 7) % 7;
}

/** The first day of the week that holds day. */
export function startOfWeek(day: Day, weekStart: Weekday): Day {
	return day - ((weekdayOf(day) - weekStart + 7) % 7);
}

/** The first of the month that holds day. */
export function startOfMonth(day: Day): Day {
	const { year, month } = fieldsOf(day);
	return dayOf(year, month, 1);
}

/** The same day of month n months later; the last day of that month where it has no such day. */
export function addMonths(day: Day, n: number): Day {
	const { year, month, dayOfMonth } = fieldsOf(day);
	const last = dayOf(year, month + n + 1, 1) - 1;
	return Math.min(dayOf(year, month + n, 1) + dayOfMonth - 1, last);
}

/** ISO 8601 week number: week 1 is the one with the year's first Thursday. */
export function weekNumber(day: Day): number {
	const thursday = startOfWeek(day, 1) + 3;
	const firstDay = dayOf(fieldsOf(thursday).year, 1, 1);
	return Math.floor((thursday - firstDay) / 7) + 1;
}

/** The days from first on, count of them. */
export function daysFrom(first: Day, count: number): Day[] {
	return Array.from({ length: count }, (_, i) => first + i);
}
