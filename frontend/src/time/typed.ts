import { addMonths, type Day, dayOf, fieldsOf, utcDate, weekdayOf } from "./days";

/**
 * Reads a time of day as people type it ("9", "930", "9:30", "3p", "3:15 pm",
 * "15h30", "noon") and returns its minute of the day, or undefined when it is
 * none. near is the minute a bare hour should lie close to: "3" means 15:00
 * next to 14:00.
 */
export function parseTime(text: string, near?: number): number | undefined {
	const typed = text.trim().toLowerCase().replace(/\s+/g, "");
	if (typed === "noon") return 720;
	if (typed === "midnight") return 0;
	const match = /^(\d{1,2})(?:[:.h]?(\d{2}))?h?(a|p|am|pm|a\.m\.|p\.m\.)?$/.exec(typed);
	if (!match) return undefined;
	let hour = Number(match[1]);
	const minute = Number(match[2] ?? 0);
	if (minute > 59 || hour > 24 || (hour === 24 && minute > 0)) return undefined;
	const half = match[3]?.[0];
	if (half) {
		if (hour > 12 || hour === 0) return undefined;
		hour = (hour % 12) + (half === "p" ? 12 : 0);
	} else if (near !== undefined && hour > 0 && hour < 12 && !(match[1] ?? "").startsWith("0")) {
		const [early, late] = [hour * 60 + minute, hour * 60 + minute + 720];
		if (Math.abs(late - near) < Math.abs(early - near)) hour += 12;
	}
	return (hour % 24) * 60 + minute;
}

/**
 * Reads a day as people type it ("today", "tue", "next tue", "24 dec", "december 24 2027", "24.12.",
 * "2026-12-24", "in 3 days", "in 2 weeks"), or undefined when it is none. A weekday is the next one to
 * come, a date without a year the next one.
 */
export function parseDate(text: string, today: Day): Day | undefined {
	const typed = text.trim().toLowerCase().replace(/,/g, "");
	const near = { today: 0, tomorrow: 1, yesterday: -1 }[typed];
	if (near !== undefined) return today + near;
	const later = /^in (\d{1,3}) (days?|weeks?|months?)$/.exec(typed);
	if (later) {
		const n = Number(later[1]);
		if (later[2]?.startsWith("month")) return addMonths(today, n);
		return today + n * (later[2]?.startsWith("week") ? 7 : 1);
	}
	const weekday = /^(next )?(\p{L}{2,})$/u.exec(typed);
	const named = weekday ? indexOf(weekday[2] ?? "", 7, (i) => utcDate(i - 4), { weekday: "long" }) : -1;
	if (named >= 0) return today + ((named - weekdayOf(today) + 6) % 7) + 1;
	const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(typed);
	if (iso) return valid(Number(iso[1]), Number(iso[2]), Number(iso[3]));
	const dotted = /^(\d{1,2})\.(\d{1,2})\.?(\d{4})?$/.exec(typed);
	if (dotted) return nearest(today, Number(dotted[2]), Number(dotted[1]), dotted[3]);
	const written =
		/^(\d{1,2})\.? (\p{L}{3,})(?: (\d{4}))?$/u.exec(typed) ?? /^(\p{L}{3,}) (\d{1,2})(?: (\d{4}))?$/u.exec(typed);
	if (!written) return undefined;
	const [, one = "", two = "", year] = written;
	const [day, name] = /^\d/.test(one) ? [one, two] : [two, one];
	const month = indexOf(name, 12, (i) => utcDate(dayOf(2026, i + 1, 1)), { month: "long" });
	return month < 0 ? undefined : nearest(today, month + 1, Number(day), year);
}

/** Which of so many names, in the reader's language or in English, begins with what was typed; -1 when none does. */
function indexOf(typed: string, n: number, date: (i: number) => Date, options: Intl.DateTimeFormatOptions): number {
	for (const language of [undefined, "en"]) {
		const format = new Intl.DateTimeFormat(language, { ...options, timeZone: "UTC" });
		for (let i = 0; i < n; i++) if (format.format(date(i)).toLowerCase().startsWith(typed)) return i;
	}
	return -1;
}

/** A day of a month: of the year given, else the next one to come. */
function nearest(today: Day, month: number, dayOfMonth: number, year: string | undefined): Day | undefined {
	if (year) return valid(Number(year), month, dayOfMonth);
	const thisYear = fieldsOf(today).year;
	const first = valid(thisYear, month, dayOfMonth);
	return first !== undefined && first >= today ? first : valid(thisYear + 1, month, dayOfMonth);
}

function valid(year: number, month: number, dayOfMonth: number): Day | undefined {
	const day = dayOf(year, month, dayOfMonth);
	const fields = fieldsOf(day);
	return fields.month === month && fields.dayOfMonth === dayOfMonth ? day : undefined;
}
