import { addMonths, type Day, fieldsOf, parseDay, startOfWeek, weekdayOf } from "../time/days";

/** Days of the week as a rule names them, by number. */
const NAMES = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];

/**
 * The days on which a rule of the fake's puts an event, up to and including
 * until. Only what the sample and the simple rule builder use: FREQ, INTERVAL,
 * COUNT, UNTIL, and BYDAY without numbers. The real expansion is Go's.
 */
export function ruleDays(rrule: string, first: Day, until: Day): Day[] {
	const rule = new Map(rrule.split(";").map((part) => part.split("=") as [string, string]));
	const interval = Number(rule.get("INTERVAL") ?? 1);
	const count = Number(rule.get("COUNT") ?? Number.POSITIVE_INFINITY);
	const limit = rule.has("UNTIL") ? Math.min(until, ruleDate(rule.get("UNTIL") ?? "")) : until;
	const wanted = rule.get("BYDAY")?.split(",");
	const days: Day[] = [];
	for (let day = first; day <= limit && days.length < count; day++) {
		if (matches(rule.get("FREQ") ?? "DAILY", interval, first, day, wanted)) days.push(day);
	}
	return days;
}

function matches(freq: string, interval: number, first: Day, day: Day, wanted: string[] | undefined): boolean {
	const onDay = wanted ? wanted.includes(NAMES[weekdayOf(day)] ?? "") : undefined;
	const [a, b] = [fieldsOf(first), fieldsOf(day)];
	const months = (b.year - a.year) * 12 + b.month - a.month;
	switch (freq) {
		case "DAILY":
			return (day - first) % interval === 0 && onDay !== false;
		case "WEEKLY":
			return ((startOfWeek(day, 1) - startOfWeek(first, 1)) / 7) % interval === 0 && (onDay ?? (day - first) % 7 === 0);
		case "MONTHLY":
			return months % interval === 0 && addMonths(first, months) === day && a.dayOfMonth === b.dayOfMonth;
		default:
			return months % (12 * interval) === 0 && addMonths(first, months) === day;
	}
}

/** Reads the date of an UNTIL ("20261122" or "20261122T090000Z"). */
function ruleDate(value: string): Day {
	return parseDay(`${value.slice(0, 4)}-${value.slice(4, 6)}-${value.slice(6, 8)}`);
}
