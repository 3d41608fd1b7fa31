import { type Day, dayOf, dayOfWall, fieldsOf, formatDay, type Weekday, wallOf, weekdayOf } from "../time";

/** A repetition the builder can show and write. Anything else is kept as it is written. */
export interface Repeat {
	freq: "DAILY" | "WEEKLY" | "MONTHLY" | "YEARLY";
	/** Every so many days, weeks, months or years; 1 or more. */
	interval: number;
	/** Days of a weekly repetition, 0 is Sunday; empty for the day it starts on. */
	weekdays: readonly Weekday[];
	/** When it ends: never, after so many times, or on a day (inclusive). */
	end: { kind: "never" } | { kind: "count"; count: number } | { kind: "until"; day: Day };
}

/** Days of the week as a rule names them, by number. */
const NAMES = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"] as const;

/** Reads a rule (RFC 5545 §3.3.10) of an event in zone; undefined when it says more than the builder can show. */
export function readRepeat(rrule: string, zone: string): Repeat | undefined {
	const parts = new Map(rrule.split(";").map((part) => part.split("=") as [string, string]));
	const known = ["FREQ", "INTERVAL", "BYDAY", "COUNT", "UNTIL", "WKST"];
	if ([...parts.keys()].some((name) => !known.includes(name))) return undefined;
	const freq = parts.get("FREQ") as Repeat["freq"] | undefined;
	if (!freq || !["DAILY", "WEEKLY", "MONTHLY", "YEARLY"].includes(freq)) return undefined;
	const weekdays = (parts.get("BYDAY")?.split(",") ?? []).map((name) => NAMES.indexOf(name as (typeof NAMES)[number]));
	if (weekdays.includes(-1) || (weekdays.length > 0 && freq !== "WEEKLY")) return undefined;
	const [count, until] = [parts.get("COUNT"), parts.get("UNTIL")];
	const end: Repeat["end"] = count
		? { kind: "count", count: Number(count) }
		: until
			? { kind: "until", day: untilDay(until, zone) }
			: { kind: "never" };
	return { freq, interval: Number(parts.get("INTERVAL") ?? 1), weekdays, end };
}

/**
 * Writes a rule. The end of one with times is its last day's end in floating
 * time, which Go turns into what the event's own zone needs.
 */
export function writeRepeat({ freq, interval, weekdays, end }: Repeat, start: Day, allDay: boolean): string {
	const parts = [`FREQ=${freq}`];
	if (interval > 1) parts.push(`INTERVAL=${interval}`);
	if (freq === "WEEKLY" && weekdays.length > 0 && !(weekdays.length === 1 && weekdays[0] === weekdayOf(start))) {
		parts.push(
			`BYDAY=${[...weekdays]
				.sort((a, b) => ((a + 6) % 7) - ((b + 6) % 7))
				.map((d) => NAMES[d])
				.join(",")}`,
		);
	}
	if (end.kind === "count") parts.push(`COUNT=${end.count}`);
	if (end.kind === "until") {
		const { year, month, dayOfMonth } = fieldsOf(end.day);
		const date = `${year}${String(month).padStart(2, "0")}${String(dayOfMonth).padStart(2, "0")}`;
		parts.push(`UNTIL=${date}${allDay ? "" : "T235959"}`);
	}
	return parts.join(";");
}

/** The day an UNTIL means, in the event's own zone when it is UTC. */
function untilDay(until: string, zone: string): Day {
	const number = (from: number, to: number) => Number(until.slice(from, to));
	const [year, month, dayOfMonth] = [number(0, 4), number(4, 6), number(6, 8)];
	if (!until.endsWith("Z") || zone === "") return dayOf(year, month, dayOfMonth);
	const instant = Date.UTC(year, month - 1, dayOfMonth, number(9, 11), number(11, 13));
	return dayOfWall(wallOf(instant, zone));
}

const UNITS = {
	DAILY: ["day", "days"],
	WEEKLY: ["week", "weeks"],
	MONTHLY: ["month", "months"],
	YEARLY: ["year", "years"],
};
const ORDINALS: Record<string, string> = { 1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", "-1": "last" };

/**
 * A rule in a sentence: "Every 2 weeks on Mon and Thu, until Nov 22, 2026". What is
 * too rare for words says how often, and that there is more to it.
 */
export function repeatText(rrule: string, zone: string): string {
	const parts = new Map(rrule.split(";").map((part) => part.split("=") as [string, string]));
	const unit = UNITS[parts.get("FREQ") as Repeat["freq"]];
	if (!unit) return rrule ? "Repeats by a rule of its own" : "";
	const interval = Number(parts.get("INTERVAL") ?? 1);
	const every = interval === 1 ? `Every ${unit[0]}` : `Every ${interval} ${unit[1]}`;
	const days = parts.get("BYDAY")?.split(",") ?? [];
	const known = ["FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "COUNT", "UNTIL", "WKST"];
	const more = [...parts.keys()].some((name) => !known.includes(name)) ? ", with exceptions" : "";
	return `${onDays(every, days, parts, interval)}${endText(parts, zone)}${more}`;
}

function onDays(every: string, days: readonly string[], parts: ReadonlyMap<string, string>, interval: number): string {
	if ([...days].sort().join() === "FR,MO,TH,TU,WE" && interval === 1) return "Every weekday";
	const month = parts
		.get("BYMONTH")
		?.split(",")
		.map((m) => name({ month: "long" }, dayOf(2024, Number(m), 1)));
	const inMonth = month ? ` in ${list(month)}` : "";
	const date = parts.get("BYMONTHDAY")?.split(",");
	if (date) return `${every} on ${list(date.map((d) => (d === "-1" ? "the last day" : `day ${d}`)))}${inMonth}`;
	if (days.length === 0) return every + inMonth;
	const place = parts.get("BYSETPOS") ?? "";
	const named = days.map((day) => {
		const [, nth = "", short = ""] = /^([+-]?\d+)?(\w\w)$/.exec(day) ?? [];
		const weekday = name({ weekday: days.length > 2 ? "short" : "long" }, 3 + NAMES.indexOf(short as "SU"));
		const ordinal = ORDINALS[(nth || place).replace("+", "")];
		return ordinal ? `the ${ordinal} ${weekday}` : weekday;
	});
	return `${every} on ${list(named)}${inMonth}`;
}

function endText(parts: ReadonlyMap<string, string>, zone: string): string {
	const [count, until] = [parts.get("COUNT"), parts.get("UNTIL")];
	if (count) return `, ${count === "1" ? "once" : `${count} times`}`;
	return until
		? `, until ${formatDay(untilDay(until, zone), { year: "numeric", month: "short", day: "numeric" })}`
		: "";
}

function name(options: Intl.DateTimeFormatOptions, day: Day): string {
	return formatDay(day, options);
}

function list(words: readonly string[]): string {
	const last = words.at(-1) ?? "";
	return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}
