import { type Day, isoDay, parseDay, weekdayOf } from "../time/days";
import { formatDay } from "../time/format";
import { dayOfWall, isoWall, parseWall, type Wall } from "../time/wall";
import type { CalendarInfo, Patch } from "./backend";
import { Failure } from "./errors";
import type { Chip, ChipKind, Doubt, QuickDraft, Sentence } from "./sentence";

const WEEKDAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

/** What the fake reads of a sentence. The real grammar is Go's. */
const patterns: [ChipKind, RegExp][] = [
	["title", /^"[^"]*"/],
	["note", /^\/\/ .*/],
	["calendar", /^\/[a-z]+/i],
	["alarm", /^!\d+[mhd]/],
	["place", /^@ [A-Z]\S*( [A-Z]\S*)*/],
	["people", /^with \S+@\S+/],
	["link", /^https?:\/\/\S+/],
	["repeat", /^every (day|week|monday|tuesday|wednesday|thursday|friday)\b/i],
	["allday", /^all day\b/i],
	["task", /^todo\b/i],
	["date", /^(today|tomorrow|monday|wednesday|thursday|friday|\d{4}-\d\d-\d\d|\d{1,2}\/\d{1,2})\b/i],
	["time", /^\d{1,2}:\d\d(-\d{1,2}:\d\d)?/],
	["length", /^for \d+(h|m)\b/],
];

type Said = Partial<Record<ChipKind, string>>;

interface Reader {
	today: Day;
	now: Wall;
	calendars: readonly CalendarInfo[];
}

/** Reads a sentence as the window's tests need it: everything in any order, 10/11 is in doubt. */
export function readSentence({ text }: Sentence, by: Reader): QuickDraft {
	const { chips, said } = cut(text, by);
	const doubts = doubtsOf(text, said, by);
	const title = chips
		.filter((c) => c.kind === "title" || c.kind === "people")
		.map((c) => c.text.replaceAll('"', ""))
		.join(" ");
	const missing =
		times(said, by).start === ""
			? "Say when: tomorrow 13:00, 24 December, every Monday 9:00."
			: title === ""
				? "Say what it is."
				: said.task
					? "To-dos are kept but not made yet. For an event, put “todo” in quotation marks."
					: "";
	const rule = said.repeat?.slice(6).toLowerCase() ?? "";
	const weekly = WEEKDAYS.includes(rule) ? `FREQ=WEEKLY;BYDAY=${rule.slice(0, 2).toUpperCase()}` : "FREQ=WEEKLY";
	return {
		...{ title: title.trim(), ...times(said, by), tzid: "", location: said.place?.slice(2) ?? "" },
		...{ rrule: rule === "" ? "" : rule === "day" ? "FREQ=DAILY" : weekly, rruleText: said.repeat ?? "" },
		people: said.people ? [said.people.slice(5)] : [],
		calendar: calendarNamed(said, by)?.id ?? "",
		alarms: said.alarm ? [said.alarm.slice(1)] : [],
		...{ transparency: "", url: said.link ?? "", note: said.note?.slice(3) ?? "", chips, doubts, missing },
	};
}

/** What is written of a sentence that says enough. */
export function patchOfSaid(draft: QuickDraft): Patch {
	if (draft.doubts[0]) throw new Failure("ambiguous", draft.doubts[0].message);
	if (draft.missing) throw new Failure("invalid", draft.missing);
	const { title, start, end, allDay, rrule, location, note, url, alarms } = draft;
	return { summary: title, start, end, allDay, rrule, location, description: note, url, alarms };
}

function cut(text: string, by: Reader): { chips: Chip[]; said: Said } {
	const chips: Chip[] = [];
	const said: Said = {};
	const add = (word: string, kind: ChipKind, means = "") => {
		const last = chips.at(-1);
		const before = chips.at(-2);
		if (kind === "title" && last?.kind === "blank" && before?.kind === "title") {
			before.text += last.text + word;
			chips.pop();
		} else chips.push({ text: word, kind, means });
	};
	for (let rest = text; rest !== ""; ) {
		const blank = /^\s+/.exec(rest)?.[0];
		const found = patterns.map(([kind, pattern]) => [kind, pattern.exec(rest)?.[0] ?? ""] as const).find(([, w]) => w);
		const [kind, word] = blank
			? (["blank", blank] as const)
			: (found ?? (["title", /^\S+/.exec(rest)?.[0] ?? rest] as const));
		if (kind !== "title" && kind !== "blank") said[kind] = word;
		add(word, kind, meaning(kind, word, by));
		rest = rest.slice(word.length);
	}
	return { chips, said };
}

function meaning(kind: ChipKind, word: string, by: Reader): string {
	switch (kind) {
		case "date":
			return /\//.test(word) ? "" : dayInWords(dayNamed(word, by.today));
		case "calendar":
			return calendarNamed({ calendar: word }, by)?.name ?? "";
		case "alarm":
			return `${word.slice(1)} before`;
		case "length":
			return word.slice(4);
		case "people":
			return word.slice(5);
		case "place":
			return word.slice(2);
		case "time":
			return word.replace("-", "–");
		case "repeat":
		case "link":
			return word;
		default:
			return "";
	}
}

function doubtsOf(text: string, said: Said, by: Reader): Doubt[] {
	const [date, a, b] = /(\d{1,2})\/(\d{1,2})/.exec(said.date ?? "") ?? [];
	const doubts: Doubt[] = [];
	if (date) {
		const year = isoDay(by.today).slice(0, 4);
		const readings = [`${year}-${a}-${b}`, `${year}-${b}-${a}`].map((iso) => ({
			...{ text: iso, means: dayInWords(parseDay(iso)), sentence: text.replace(date, iso) },
		}));
		const message = `"${date}" can mean: ${readings.map((r) => r.means).join(", ")}.`;
		doubts.push({ why: "date_order", text: date, message, readings });
	}
	if (said.calendar && !calendarNamed(said, by)) {
		const message = `There is no calendar called "${said.calendar.slice(1)}".`;
		const quoted = `"${said.calendar}"`;
		const readings = [{ text: quoted, means: "words of the title", sentence: text.replace(said.calendar, quoted) }];
		doubts.push({ why: "no_calendar", text: said.calendar, message, readings });
	}
	return doubts;
}

function times(said: Said, by: Reader): { start: string; end: string; allDay: boolean } {
	const weekly = said.repeat?.slice(6).toLowerCase();
	const named = said.date ?? (weekly && WEEKDAYS.includes(weekly) ? weekly : said.time || said.repeat ? "today" : "");
	if (named === "" || /\//.test(named)) return { start: "", end: "", allDay: false };
	const day = dayNamed(named, by.today);
	if (!said.time) return { start: isoDay(day), end: isoDay(day + 1), allDay: true };
	const [from = "", to] = said.time.split("-");
	const start = parseWall(`${isoDay(day)}T${from.padStart(5, "0")}`);
	const [, count = "1", unit = "h"] = /(\d+)(h|m)/.exec(said.length ?? "") ?? [];
	const length = Number(count) * (unit === "h" ? 60 : 1);
	const end = to ? parseWall(`${isoDay(day)}T${to.padStart(5, "0")}`) : start + length;
	const next = said.date === undefined && !said.repeat && start <= by.now ? 1440 : 0;
	return { start: isoWall(start + next), end: isoWall(end + next), allDay: false };
}

function dayNamed(word: string, today: Day): Day {
	const name = word.toLowerCase();
	if (name === "today") return today;
	if (name === "tomorrow") return today + 1;
	const weekday = WEEKDAYS.indexOf(name);
	if (weekday < 0) return dayOfWall(parseDay(name) * 1440);
	return today + ((weekday - weekdayOf(today) + 7) % 7);
}

function dayInWords(day: Day): string {
	return formatDay(day, { weekday: "short", day: "numeric", month: "long" });
}

function calendarNamed(said: Said, by: Reader): CalendarInfo | undefined {
	const asked = said.calendar?.slice(1).toLowerCase();
	return asked ? by.calendars.find((c) => c.name.toLowerCase().startsWith(asked)) : undefined;
}
