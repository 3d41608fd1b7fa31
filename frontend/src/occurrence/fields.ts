import type { FieldChange } from "../backend";
import { dayOfWall, formatDay, formatTime, parseDay, parseWall, shortDay, wallAt } from "../time";
import { repeatText } from "./repeat";

/** A field of an event in words: what it is called, and its values. */
export interface FieldWords {
	key: string;
	label: string;
	values: string[];
}

const labels: Record<string, string> = {
	summary: "Title",
	calendar: "Calendar",
	start: "Start",
	end: "End",
	duration: "Length",
	location: "Place",
	rrule: "Repeats",
	"added dates": "Also on",
	"excluded dates": "Left out",
	description: "Notes",
	url: "Link",
	status: "Status",
	transparency: "Shown as",
	class: "Privacy",
	categories: "Tags",
	alarm: "Reminder",
	organizer: "Organizer",
	attendees: "People",
	attendee: "Person",
};

const words: Record<string, string> = { OPAQUE: "Busy", TRANSPARENT: "Free" };

const MOMENT = /^(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d)(?::\d\d)?(?: (\S+))?)?$/;
const OF_ONE = /^(\d{4}-\d\d-\d\d(?: \d\d:\d\d(?::\d\d)?)?(?: (?:UTC|\S*\/\S+))?) (.+)$/;

/**
 * A field's name and values for people. Times of one day say the day once;
 * what belongs to one occurrence says which.
 */
export function fieldWords(name: string, values: readonly string[], zone: string): FieldWords {
	const [, of, own] = OF_ONE.exec(name) ?? [];
	const plain = own ?? name;
	const label = labels[plain] ?? plain.charAt(0).toUpperCase() + plain.slice(1);
	const on = of ? `, ${formatDay(parseDay(of), { month: "short", day: "numeric" })}` : "";
	let day = "";
	const written = values.map((value) => {
		const moment = momentWords(value, zone);
		if (!moment) return valueWords(plain, value, zone);
		const again = moment.day === day && moment.time !== "";
		day = moment.day;
		return again ? moment.time : [moment.day, moment.time].filter(Boolean).join(", ");
	});
	return { key: name, label: label + on, values: written };
}

/** The differences of a change, those first that people look for; what only programs read is left out. */
export function readable(fields: readonly FieldChange[]): FieldChange[] {
	const known = Object.keys(labels);
	const rank = ({ name }: FieldChange) => {
		const at = known.indexOf(OF_ONE.exec(name)?.[2] ?? name);
		return at < 0 ? known.length : at;
	};
	return fields
		.filter(({ name }) => !/^(x-|vtimezone|prodid)|occurrence$/i.test(name))
		.sort((a, b) => rank(a) - rank(b));
}

function momentWords(value: string, zone: string): { day: string; time: string } | undefined {
	const [, date, clock, own = ""] = MOMENT.exec(value) ?? [];
	if (!date) return undefined;
	const day = shortDay(parseDay(date));
	if (!clock) return { day, time: "" };
	const wall = parseWall(`${date}T${clock}`);
	const time = formatTime(wallAt(0, wall - wallAt(dayOfWall(wall), 0)));
	return { day, time: own && own !== zone ? `${time} ${own.replaceAll("_", " ")}` : time };
}

function valueWords(name: string, value: string, zone: string): string {
	if (name === "rrule" && value) return repeatText(value, zone);
	if (words[value]) return words[value];
	return /^[A-Z][A-Z-]+$/.test(value) && name !== "summary"
		? value.charAt(0) + value.slice(1).toLowerCase().replaceAll("-", " ")
		: value;
}
