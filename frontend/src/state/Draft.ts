import type { Details, Moment, Patch } from "../backend";
import { dayOfWall, isoDay, isoWall, parseWall, type Span, sameSpan, wallOf } from "../time";
import { Observable } from "./observable";

/** What a person can write about an event. Times are wall times of zone. */
export interface Fields {
	summary: string;
	calendar: string;
	span: Span;
	/** IANA name; "" for a floating time. */
	zone: string;
	rrule: string;
	location: string;
	url: string;
	description: string;
	alarms: readonly string[];
	/** "", "TENTATIVE", "CONFIRMED" or "CANCELLED". */
	status: string;
	/** "" or "OPAQUE": busy; "TRANSPARENT": free. */
	transparency: string;
	/** A name of CSS; "" for the calendar's. */
	color: string;
}

export interface DraftValue {
	fields: Fields;
	original: Fields;
	/** What is edited; undefined for a new event. */
	details: Details | undefined;
	/** line: a title in place; form: the whole editor. */
	shape: "line" | "form";
}

/** What is being written and not saved yet? The only unsaved state of the window. */
export class Draft extends Observable<DraftValue | undefined> {
	constructor() {
		super(undefined);
	}

	/** Begins a new event. */
	begin(given: { span: Span; zone: string; calendar: string; summary?: string }, shape: DraftValue["shape"]): void {
		const original: Fields = { ...blank, span: given.span, zone: given.zone, calendar: given.calendar };
		this.set({ original, fields: { ...original, summary: given.summary ?? "" }, details: undefined, shape });
	}

	/** Begins to edit what is there. zone is the one on screen. */
	edit(details: Details, zone: string): void {
		const fields = fieldsOf(details, zone);
		this.set({ original: fields, fields, details, shape: "form" });
	}

	change(fields: Partial<Fields>): void {
		if (this.value) this.set({ ...this.value, fields: { ...this.value.fields, ...fields } });
	}

	/** Goes on in the whole editor. */
	expand(): void {
		if (this.value) this.set({ ...this.value, shape: "form" });
	}

	close(): void {
		this.set(undefined);
	}
}

const blank: Fields = {
	summary: "",
	calendar: "",
	span: { start: 0, end: 60, allDay: false },
	zone: "",
	rrule: "",
	location: "",
	url: "",
	description: "",
	alarms: [],
	status: "",
	transparency: "",
	color: "",
};

function fieldsOf(details: Details, zone: string): Fields {
	const own = zoneOf(details.start, zone);
	const wall = (moment: Moment) =>
		moment.kind === "zoned" && moment.tzid !== own && own !== "" ? wallOf(moment.instant, own) : parseWall(moment.wall);
	const { summary, calendar, rrule, location, url, description, alarms, status, transparency, color } = details;
	return {
		...{ summary, calendar, rrule, location, url, description, alarms, status, transparency, color },
		span: { start: wall(details.start), end: wall(details.end), allDay: details.allDay },
		zone: own,
	};
}

/** The zone an event is written in: its own, UTC, none when it floats, the one on screen for days. */
function zoneOf(start: Moment, zone: string): string {
	if (start.kind === "utc") return "UTC";
	if (start.kind === "floating") return "";
	return start.tzid || zone;
}

/** Whether anything was written. */
export function isTouched({ fields, original, details }: DraftValue): boolean {
	const patch = patchOf({ fields, original, details, shape: "form" });
	if (!details) return fields.summary.trim() !== "" || fields.description !== "" || fields.location !== "";
	return Object.keys(patch).length > 0 || fields.calendar !== original.calendar;
}

/** What was touched, as Go wants it. A new event names its title and times in any case. */
export function patchOf({ fields, original, details }: DraftValue): Patch {
	const patch: Patch = {};
	const clear: string[] = [];
	if (!details || fields.summary !== original.summary) patch.summary = fields.summary.trim();
	for (const name of ["location", "url", "description", "status", "transparency", "color", "rrule"] as const) {
		if (fields[name] === original[name]) continue;
		if (fields[name] === "") clear.push(name);
		else patch[name] = fields[name];
	}
	if (fields.alarms.join() !== original.alarms.join()) {
		if (fields.alarms.length === 0) clear.push("alarms");
		else patch.alarms = [...fields.alarms];
	}
	Object.assign(patch, timesOf({ fields, original, details, shape: "form" }));
	if (clear.length > 0) patch.clear = clear;
	return patch;
}

/** What makes an event of the written times that repeats as written. */
export function recurrencePatch(fields: Fields): Patch {
	return { ...timesOf({ fields, original: fields, details: undefined, shape: "form" }), rrule: fields.rrule };
}

function timesOf({ fields, original, details }: DraftValue): Patch {
	const zoneChanged = fields.zone !== original.zone && !fields.span.allDay;
	if (details && sameSpan(fields.span, original.span) && !zoneChanged) return {};
	const { start, end, allDay } = fields.span;
	if (allDay) return { allDay: true, start: isoDay(dayOfWall(start)), end: isoDay(dayOfWall(end)) };
	const times: Patch = { start: isoWall(start), end: isoWall(end) };
	if (details && !zoneChanged && start === original.span.start && !original.span.allDay) delete times.start;
	if (original.span.allDay && details) times.allDay = false;
	if (!details || zoneChanged || original.span.allDay) {
		if (fields.zone === "") times.floating = true;
		else times.tzid = fields.zone;
	}
	return times;
}
